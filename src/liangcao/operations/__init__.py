"""The one road: the table of everything that can happen, and `perform`, which makes it happen."""
