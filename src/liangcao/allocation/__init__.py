"""Sharing out: approved asks and usable stock become a plan that anybody can check line by line."""
