"""Containers: every table becomes one relation with columns `row`, `v0`, `v1`, ... in DuckDB.

Tables found in small CSV files and in sheets are stored; a big CSV and a Parquet file stay where
they lie and are scanned. `row` is the row that a spreadsheet shows, the header before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.tables.delimited import Dialect, dialect_of
from shnor_cli.tables.faults import error_of, one
from shnor_cli.tables.files import Input, kind_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import Rows
from shnor_cli.tables.sql import columns_of, file_literal, name

BIG_CSV = 4_000_000
"""Bytes from which a CSV is scanned in parallel and never looped over in Python."""

_ROW = "file_row_number"
_NESTED = re.compile(r"\]$|^(STRUCT|MAP|UNION|BLOB|BIT)\b")
_PLAIN = "Выгрузите файл без этого столбца или с простыми значениями."


@dataclass(frozen=True)
class Container:
    """A table opened as one relation."""

    source: Input
    sheet: str
    header: tuple[str, ...]
    """Names of the columns as written; «» where a column has none."""
    relation: str
    """What stands after FROM: columns `row`, `v0`, `v1`, ... in the order of the header. Empty
    for a big CSV until it is decided how to read it, see `bulk`."""
    types: tuple[str, ...]
    """Types of `v0`, `v1`, ... in DuckDB; VARCHAR where cells are texts."""
    texts: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """For columns that hold codes: the texts behind the codes."""
    dialect: Dialect | None = None
    """Given where the file is a big CSV."""
    rows: int | None = None
    """Number of data rows; None where it has to be counted."""
    remarks: tuple[Remark, ...] = ()
    is_spare: bool = False
    """Whether its rows are taken only where no other table has their key."""
    has_nearest_groups: bool = False
    """See `Rows.has_nearest_groups`."""
    day: str = ""
    """The day of the exam, see `Rows.day`."""

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return a place in this container."""
        return Place(self.source.name, self.sheet, row, column)


def open_big(given: Input, scratch: Scratch) -> Container | None:
    """Open a Parquet file or a big CSV where it lies; None where a file is to be read as sheets.

    Raises:
        TableError: the file cannot be read as a table.
    """
    kind = kind_of(given)
    if kind == "parquet":
        return _open_parquet(given, scratch)
    if kind == "csv" and given.path.stat().st_size >= BIG_CSV:
        dialect = dialect_of(given)
        kinds = ("VARCHAR",) * len(dialect.header)
        return Container(given, "", dialect.header, "", kinds, dialect=dialect)
    return None


def stored(rows: Rows, scratch: Scratch) -> Container:
    """Store a table found in a sheet; `scratch` keeps what must live while it is read."""
    arrays: dict[str, NDArray[Any]] = {"row": np.array(rows.numbers, np.int64)}
    width = len(rows.header)
    for position in range(width):
        arrays[f"v{position}"] = np.array([cells[position] for cells in rows.cells], object)
    # an array of nothing but None has no type of its own, hence the casts
    columns = ", ".join(f"v{position}::VARCHAR AS v{position}" for position in range(width))
    table = scratch.table(f'SELECT "row", {columns} FROM {scratch.arrays(arrays)}')
    return Container(
        rows.source,
        rows.sheet,
        rows.header,
        table,
        ("VARCHAR",) * width,
        rows=len(rows.cells),
        remarks=rows.remarks,
        is_spare=rows.is_spare,
        has_nearest_groups=rows.has_nearest_groups,
        day=rows.day,
    )


def _open_parquet(given: Input, scratch: Scratch) -> Container:
    import duckdb

    scan = f"read_parquet({file_literal(given.path)}, {_ROW}=true)"
    try:
        described = [each for each in columns_of(scratch.connection, scan) if each[0] != _ROW]
    except duckdb.Error:
        hint = "Выгрузите его заново."
        raise one(
            Place(given.name), "файл parquet не читается: он испорчен или обрезан", hint, "T-003"
        ) from None
    nested = [column for column, kind in described if _NESTED.search(kind)]
    if nested:
        fault = "в столбце вложенные или двоичные значения, а нужны числа или тексты"
        places = [Place(given.name, column=each) for each in nested]
        raise error_of(Problem(each, fault, _PLAIN, "T-003") for each in places)
    columns = ", ".join(
        f"{name(column)} AS v{position}" for position, (column, _) in enumerate(described)
    )
    relation = f'(SELECT {_ROW} + 2 AS "row", {columns} FROM {scan})'
    header = tuple(column for column, _ in described)
    return Container(given, "", header, relation, tuple(kind for _, kind in described))
