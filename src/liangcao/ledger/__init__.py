"""The double-entry ledger of goods and money: lots, lines, balances, holds, trace, reconciliation."""
