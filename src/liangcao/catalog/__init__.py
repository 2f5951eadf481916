"""What is stocked: items, their packs and the many names people call them by. Money is an item too."""
