"""PDF: the same sheet on every machine, with fonts of its own, the same bytes for the same data."""
