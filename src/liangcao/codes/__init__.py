"""Codes: the short ones on our own labels and papers, and what any other code that is scanned or typed means."""
