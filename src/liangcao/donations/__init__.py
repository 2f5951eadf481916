"""捐赠 Donations: goods and money that are given: announced, handed over, valued, thanked for, and followed."""
