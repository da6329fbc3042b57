"""Exit statuses."""

DONE, USER, USAGE, OURS, INTERRUPTED = 0, 1, 2, 3, 130
"""Done, the user can put it right, wrong command line, our fault, Ctrl+C."""
