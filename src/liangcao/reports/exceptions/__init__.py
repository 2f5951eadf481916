"""例外 Exceptions: what an inspector looks for first, each found by a rule that is said on the page.

Every rule asks within a stretch of time and steps into an index by it, so that ten million lines cost no more than the
lines of that stretch. `catalogue.EXCEPTIONS` lists them all.
"""
