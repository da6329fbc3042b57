"""Documents: the values that each Word template is filled with, and many of them at once."""
