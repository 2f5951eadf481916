"""资金 Funds: money enters the books by appropriation to a budget line; budget lines are places on the ledger."""
