"""The progress bar: only on long work, only on a terminal, on the error stream."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

from shnor_cli.console.streams import plain

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.5
"""Seconds of work before a bar is worth showing."""

Report = Callable[[str, float], None]
"""Takes what is being done and the share of it already done."""


class _Bar:
    """Appears by itself after a while, for a step may be long and silent."""

    def __init__(self) -> None:
        self._doing, self._share = "", 0.0
        self._progress: Progress | None = None
        self._closed = False
        self._lock = Lock()
        self._timer = Timer(PATIENCE, self._open)
        self._timer.daemon = True

    def start(self) -> None:
        self._timer.start()

    def report(self, doing: str, share: float) -> None:
        with self._lock:
            self._doing, self._share = doing, share
            self._show()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._progress is not None:
                self._progress.stop()

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
        )
        with self._lock:
            if self._closed:
                return
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.add_task("", total=None)
            self._progress.start()
            self._show()

    def _show(self) -> None:
        if self._progress is None:
            return
        # A share that stands at an end says nothing: the bar then only moves to and fro.
        total = 1.0 if 0 < self._share < 1 else None
        task = self._progress.tasks[0].id
        self._progress.update(
            task, description=plain(self._doing), completed=self._share, total=total
        )


@contextmanager
def bar() -> Iterator[Report]:
    """Give a function to report progress to; the bar comes by itself and leaves nothing behind."""
    if not sys.stderr.isatty():
        yield lambda _doing, _share: None
        return
    shown = _Bar()
    shown.start()
    try:
        yield shown.report
    finally:
        shown.close()
