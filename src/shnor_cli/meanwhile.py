"""One thing done while others are; `concurrent.futures` would cost a short run ten milliseconds."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Meanwhile(Generic[_Value]):
    """What a thread of its own returns or raises, told where it is asked for.

    Ctrl+C ends the program without waiting for it.
    """

    def __init__(self, work: Callable[[], _Value]) -> None:
        """Begin the work."""
        self._work = work
        self._fault: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._done = self._work()
        except BaseException as fault:  # noqa: BLE001 - raised where the result is taken
            self._fault = fault

    def result(self) -> _Value:
        """Return the result once it is there, or raise what went wrong."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._done
