"""What will be needed: published formulas and models on plain numbers, no office and no database."""
