"""Silence while a library reads that tells of its panics by itself."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_LOCK = threading.Lock()
"""Two threads that turn the descriptor aside at once might never turn it back."""


@contextmanager
def quiet() -> Iterator[None]:
    """Turn the standard error of the process aside: Rust writes of a panic there, past Python.

    Whatever other threads write there meanwhile is lost, so this is for short work only.
    """
    with _LOCK:
        try:
            kept = os.dup(_STDERR)
        except OSError:  # a program without a console has none
            yield
            return
        try:
            with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - no path of Windows
                os.dup2(nowhere.fileno(), _STDERR)
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
