"""Short words of SQL: quoting, looking texts up by code, writing a table as Parquet.

Texts are looked up by their codes in literal lists and typed as ENUM: DuckDB then writes one byte a
cell and one dictionary for a row group, and a plain projection keeps the order of rows, so that
millions of cells need no sorting.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import RunError
from shnor_cli.model import Assessment, Source
from shnor_cli.russian import quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columns = Mapping[str, NDArray[Any]]
"""Columns of a table by name, all of one length."""

SLICE_COLUMNS = ("procedure", "subject", "level", "grade")


def literal(value: str | int | None) -> str:
    """Write a value as an SQL literal."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Write a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def looked_up(code: str, texts: Sequence[str | None]) -> str:
    """Write the text at a code counted from 0, as an ENUM of the texts."""
    members = sorted({text for text in texts if text is not None}) or [""]
    return f"({_listed(texts)}::ENUM({', '.join(map(literal, members))})[])[{code} + 1]"


def slice_columns(code: str, slices: Sequence[Assessment]) -> str:
    """Write the four columns of a slice by its code, counted from 0."""
    texts = ", ".join(
        f"{looked_up(code, [getattr(each, column) for each in slices])} AS {column}"
        for column in SLICE_COLUMNS[:-1]
    )
    grades = _listed([str(each.grade) for each in slices])
    return f"{texts}, ({grades}::TINYINT[])[{code} + 1] AS grade"


def _listed(texts: Iterable[str | None]) -> str:
    """Write a list as one literal, which DuckDB plans at once and not item by item."""
    return literal(f"[{', '.join(map(_item, texts))}]")


def _item(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def free_names(names: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return names that differ even when case is ignored, as DuckDB ignores it."""
    used = {name.casefold() for name in taken}
    given = []
    for name in names:
        free, number = name, 1
        while free.casefold() in used:
            number += 1
            free = f"{name} ({number})"
        used.add(free.casefold())
        given.append(free)
    return tuple(given)


def file_labels(sources: Sequence[Source]) -> tuple[str, ...]:
    """Return a label for each source: its title, numbered where two are called the same."""
    return free_names(source.title for source in sources)


@contextmanager
def registered(connection: "DuckDBPyConnection", **tables: Columns) -> Iterator[None]:
    """Let SQL see tables of arrays under their names while the block runs."""
    for name, columns in tables.items():
        connection.register(name, dict(columns))
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)


def copy(connection: "DuckDBPyConnection", select: str, path: Path) -> None:
    """Write the rows of a query to a Parquet file.

    Raises:
        RunError: the file cannot be written.
    """
    try:
        connection.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet)")
    except duckdb.IOException as error:
        raise not_written(path, error) from error


@contextmanager
def single_thread(connection: "DuckDBPyConnection") -> Iterator[None]:
    """Let the block work in one thread.

    With several, the dictionary of an ENUM that DuckDB writes, and so the bytes of a file, differ
    from run to run; and it holds more rows in memory, waiting for those before them.
    """
    threads = counted(connection, "SELECT current_setting('threads')")
    if threads == 1:
        yield
        return
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {threads}")


def parquet(path: Path, **options: str) -> str:
    """Write the table function that reads a Parquet file, its name taken as it stands."""
    said = "".join(f", {key}={value}" for key, value in options.items())
    # Brackets, stars and question marks in a folder's name are not a pattern here.
    plain = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
    return f"read_parquet({literal(plain)}{said})"


def fetch(connection: "DuckDBPyConnection", query: str) -> Columns:
    """Run a query and return its columns as arrays, None where a text is missing."""
    found = connection.execute(query).fetchnumpy()
    # Where nothing is missing, DuckDB gives no masked arrays: most runs need not import them.
    return {
        name: column if type(column) is np.ndarray else _plain(np.ma.asanyarray(column))
        for name, column in found.items()
    }


def counted(connection: "DuckDBPyConnection", query: str) -> int:
    """Run a query that gives one whole number."""
    # Fetched to the end: an unfinished result would block the connection.
    return int(connection.execute(query).fetchall()[0][0])


def own_table(connection: "DuckDBPyConnection", name: str) -> str:
    """Return a name that no table has: several runs may be read through one connection."""
    # Asking for the tables there are would have DuckDB describe all of its own.
    connection.execute("CREATE SEQUENCE IF NOT EXISTS shnor_tables")
    number = counted(connection, "SELECT nextval('shnor_tables')")
    return f"{name}_{number}"


def _plain(column: Any) -> NDArray[Any]:  # noqa: ANN401 - masked arrays have no useful type
    if column.dtype == object:
        return np.asarray(column.filled(None))
    is_whole = not np.ma.is_masked(column)
    return np.asarray(column.data if is_whole else column.astype(np.float64).filled(np.nan))


def not_written(path: Path, error: duckdb.Error) -> RunError:
    """Make the error of a file that the disk did not take."""
    said = f"Не записан файл {quote(path.name)}"
    if "No space left" in str(error):
        return RunError(f"{said}: на диске кончилось место.", hint=_STANDS)
    return RunError(f"{said}: нет места, нет прав или папку убрали.", hint=_STANDS)


_STANDS = "Прежний прогон, если он был, не тронут."
