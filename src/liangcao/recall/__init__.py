"""召回 Recall: a lot is stopped everywhere at once, its holders are asked, all that became of it is told."""
