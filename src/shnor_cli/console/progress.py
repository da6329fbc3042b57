"""The progress bar: only on long work, only on a terminal, on the error stream."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.5
"""Seconds of work before a bar is worth showing."""

Report = Callable[[str, float], None]
"""Takes what is being done and the share of it already done."""


class _Bar:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._start = clock()
        self._progress: Progress | None = None

    def __call__(self, doing: str, share: float) -> None:
        if self._progress is None and self._clock() - self._start < PATIENCE:
            return
        if self._progress is None:
            self._open()
        if self._progress is not None:
            task = self._progress.tasks[0].id
            self._progress.update(task, description=doing, completed=share)

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self._progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._progress.add_task("", total=1.0)
        self._progress.start()

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def bar(clock: Callable[[], float]) -> Iterator[Report]:
    """Give a function to report progress to; the bar comes by itself and leaves nothing behind."""
    shown = _Bar(clock)
    try:
        yield shown
    finally:
        shown.close()
