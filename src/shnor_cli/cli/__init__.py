"""How a process of the program begins and ends; the commands are in `app.py`.

Python and the libraries are told how to behave before anything else is imported.
"""

import gc
import os
from collections.abc import Sequence
from typing import NoReturn

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000

_LIBRARIES = {
    # Sums that cores share end in other digits on another machine; and starting them takes time.
    "OPENBLAS_NUM_THREADS": "1",
    # Plugins of other programs have no say in what a methodology means; and they are looked for.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}
"""How libraries are told to behave; they look here when they are imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status; every error ends there."""
    from shnor_cli.cli import app

    return app.main(argv)


def entry() -> NoReturn:
    """Run the program and leave with its exit status."""
    os.environ.update(_LIBRARIES)
    # Importing makes thousands of lasting objects: collecting among them is a fifth of a short run.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    status = main()
    # All is written and said: taking those objects apart one by one is a tenth of a short run.
    os._exit(status)
