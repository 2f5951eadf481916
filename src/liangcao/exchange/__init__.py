"""Exchange: sheets in and out. Whatever comes in goes down the one road, all of it or nothing."""
