"""送达 Delivering: goods are handed over, and whoever receives them signs, by a link or on the driver's phone."""
