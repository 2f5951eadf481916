"""配送 Shipping: goods leave the store, are a place of their own while they travel, and are signed for."""
