"""请托 Favours: what was asked for past the proper way, by whom, and how it was refused."""
