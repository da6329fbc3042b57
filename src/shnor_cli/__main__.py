"""`shnor` and `python -m shnor_cli`: the command line, which Ctrl+C may end at any moment."""

import sys
from typing import NoReturn


def entry() -> NoReturn:
    """Run the program and leave with its exit status."""
    try:
        from shnor_cli.cli import entry as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("Прервано.\n")
        sys.exit(130)  # `INTERRUPTED`, which is not imported yet


if __name__ == "__main__":
    entry()
