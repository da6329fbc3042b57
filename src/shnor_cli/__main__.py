"""`python -m shnor_cli` is `shnor`."""

from shnor_cli.cli import entry

entry()
