"""Judging again: comparing runs, and what other criteria would have given."""
