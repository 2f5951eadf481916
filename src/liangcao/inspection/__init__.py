"""检查 Inspection: samples of what was posted, drawn so that nobody can choose them, and what was found at each."""
