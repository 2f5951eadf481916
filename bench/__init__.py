"""Benchmarks: ratios of two things measured in the same run, printed, never a threshold and never a test."""
