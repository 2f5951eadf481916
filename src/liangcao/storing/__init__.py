"""库存 Storing: put away and move, write off, reverse a wrong posting, close the day."""
