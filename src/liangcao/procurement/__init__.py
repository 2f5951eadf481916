"""紧急采购 Procurement: purchases by the green channel, each with its dossier from the ground for it to the review."""
