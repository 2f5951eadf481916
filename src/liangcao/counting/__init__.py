"""盘点 Counting: blind counts of places, what was found held against the books, differences posted by others."""
