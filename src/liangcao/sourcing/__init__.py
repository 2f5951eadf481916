"""货源 Sourcing: who might have goods, what they offer for how much, every call about it, and what became of it."""
