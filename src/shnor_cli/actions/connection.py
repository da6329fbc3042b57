"""The one DuckDB connection of a run: in memory, bounded, spilling to the system's own folder."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from shnor_cli.errors import ShnorError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1GB"
"""Less makes DuckDB fail on shuffled rows of pupils; it spills the rest to the disk."""

_SMALL = 300_000
"""Bytes of tables up to which sharing a statement among cores, or looking for the best way to run
it, takes longer than running it.
"""

_Value = TypeVar("_Value")


def connect(*, threads: int | None = None) -> "DuckDBPyConnection":
    """Open the connection; without `threads`, one thread a core."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(Path(tempfile.gettempdir()) / f"shnor-{os.getpid()}"),
    }
    return duckdb.connect(":memory:", config=config | ({"threads": threads} if threads else {}))


class Opening:
    """A connection that opens beside other work: its engine takes a while to start."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Begin to open it for tables of results."""
        import duckdb  # noqa: F401 - an import in the thread would wait for those of other work

        sizes = [each.stat().st_size for each in files if each.is_file()]
        self._are_small = len(sizes) == len(files) and sum(sizes) <= _SMALL
        self._opened: list[DuckDBPyConnection] = []
        self._thread = Thread(target=self._open)
        self._thread.start()

    def _open(self) -> None:
        with contextlib.suppress(Exception):  # `connection` fails of the same where it is needed
            opened = connect(threads=1 if self._are_small else None)
            # also where nothing changes: the first statement sets the parser up
            opened.execute(f"PRAGMA {'disable' if self._are_small else 'enable'}_optimizer")
            self._opened.append(opened)

    def connection(self) -> "DuckDBPyConnection":
        """Return the connection when it is there."""
        self._thread.join()
        return self._opened.pop() if self._opened else connect()


def with_connection(
    work: "Callable[[DuckDBPyConnection], _Value]", opening: Opening | None = None
) -> _Value:
    """Do work over a connection; where memory runs out, once more with a single thread.

    The connection stays open: what was found reads from it.

    Raises:
        ShnorError: memory did not suffice even so.
    """
    import duckdb

    try:
        return work(opening.connection() if opening else connect())
    except duckdb.OutOfMemoryException:
        try:
            return work(connect(threads=1))
        except duckdb.OutOfMemoryException as error:
            raise ShnorError(
                "Не хватило памяти или места для временных файлов.",
                hint="Освободите место на диске или отсортируйте большую таблицу по коду школы.",
            ) from error
