"""Values: quantities, identifiers, canonical bytes, effects, refusals. Imports nothing of ours."""
