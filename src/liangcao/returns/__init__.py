"""退回 Returns: what a unit was given comes back: announced, received by a keeper, examined by another."""
