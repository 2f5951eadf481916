"""The one append-only journal: entries in canonical bytes, a Merkle tree over them, signed heads, and the verifier."""
