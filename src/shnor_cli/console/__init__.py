"""What the terminal shows, a module for each kind of page; the only package that prints.

Text from files never goes through Rich's markup: names are `Text` objects, errors are plain lines.
Rich is imported inside the functions that draw, so that `--help` does without it.
"""
