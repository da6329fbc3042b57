"""The one DuckDB connection of a run: in memory, bounded, spilling to the system's own folder."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from shnor_cli.errors import ShnorError
from shnor_cli.meanwhile import Meanwhile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Connect = Callable[[], DuckDBPyConnection]

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


def connect_for(files: Sequence[Path]) -> "DuckDBPyConnection":
    """Open a connection for tables of results: small ones are read by one thread."""
    sizes = [each.stat().st_size for each in files if each.is_file()]
    are_small = len(sizes) == len(files) and sum(sizes) <= _SMALL
    opened = connect(threads=1 if are_small else None)
    # also where nothing changes: the first statement sets the parser up
    opened.execute(f"PRAGMA {'disable' if are_small else 'enable'}_optimizer")
    return opened


@contextmanager
def opening(files: Sequence[Path]) -> "Iterator[Connect]":
    """Open a connection as `connect_for` does, beside other work: its engine takes a while.

    Whatever goes wrong meanwhile, no thread and no connection is left behind.
    """
    import duckdb  # noqa: F401 - an import in the thread would wait for those of other work

    opened = Meanwhile(partial(connect_for, files))
    try:
        yield opened.result
    except BaseException:
        with suppress(Exception):
            opened.result().close()
        raise


def with_connection(
    work: "Callable[[DuckDBPyConnection], _Value]", connection: "Connect" = connect
) -> _Value:
    """Do work over a connection; where memory runs out, once more with a single thread.

    The connection stays open: what was found reads from it.

    Raises:
        ShnorError: memory did not suffice even so.
    """
    import duckdb

    try:
        return work(connection())
    except duckdb.OutOfMemoryException:
        try:
            return work(connect(threads=1))
        except duckdb.OutOfMemoryException as error:
            raise ShnorError(
                "Не хватило памяти или места для временных файлов.",
                hint="Освободите место на диске или отсортируйте большую таблицу по коду школы.",
            ) from error
