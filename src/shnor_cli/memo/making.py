"""Making several files at once: what works without Python's lock has a core of its own."""

import ctypes
import gc
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from shnor_cli.meanwhile import Meanwhile

Make = Callable[[], bytes]

_FREE = ".pdf"
"""Made by a library that lets others work meanwhile."""


def made(makers: Mapping[str, Make], *, is_long: bool) -> dict[str, bytes]:
    """Return what all make, by their suffixes; of a long document one after another.

    A pdf of hundreds of schools takes most of the memory that there may be.
    """
    apart = _FREE in makers and len(makers) > 1 and not is_long
    beside = Meanwhile(makers[_FREE]) if apart else None
    files: dict[str, bytes] = {}
    for suffix, make in makers.items():
        if is_long and suffix == _FREE:
            _let_go()
        if beside is None or suffix != _FREE:
            files[suffix] = make()
    return files if beside is None else files | {_FREE: beside.result()}


def _let_go() -> None:
    """Give back to the system what the document and other files left behind, where it can be."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library that cannot
            ctypes.CDLL(None).malloc_trim(0)
