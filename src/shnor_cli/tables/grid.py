"""Containers: every table becomes one relation with columns `row`, `v0`, `v1`, ... in DuckDB.

Tables found in small CSV files and in sheets are stored; a big CSV and a Parquet file stay where
they lie and are scanned. `row` is the row that a spreadsheet shows, the header before it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark, Sign
from shnor_cli.russian import plural
from shnor_cli.tables.bounds import BOUNDS
from shnor_cli.tables.delimited import Dialect, dialect_of, too_wide
from shnor_cli.tables.faults import error_of
from shnor_cli.tables.files import Input, kind_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import Rows
from shnor_cli.tables.sql import columns_of, file_literal, name

BIG_CSV = 4_000_000
"""Bytes from which a CSV is scanned in parallel and never looped over in Python."""

_ROW = "file_row_number"
_NESTED = re.compile(r"\]$|^(STRUCT|MAP|UNION|BLOB|BIT)\b")
_PLAIN = "Выгрузите файл без этого столбца или с простыми значениями."


_ROW_BITS = 32
"""A row is told by its table and its number: `row` is table * 2**32 + number."""
TABLE_OF_ROW = f'("row" >> {_ROW_BITS})'
NUMBER_OF_ROW = f'("row" & {(1 << _ROW_BITS) - 1})'
"""SQL of the two."""


class Origin(NamedTuple):
    """Where rows of a container come from: a table of a file, and how many there are."""

    source: Input
    sheet: str
    rows: int | None
    """None where they have to be counted."""


class Container(NamedTuple):
    """A table, or several under one header, opened as one relation."""

    origins: tuple[Origin, ...]
    header: tuple[str, ...]
    """Names of the columns as written; «» where a column has none."""
    relation: str
    """What stands after FROM: columns `row`, `v0`, `v1`, ... in the order of the header. Empty
    for a big CSV until it is decided how to read it, see `bulk`."""
    types: tuple[str, ...]
    """Types of `v0`, `v1`, ... in DuckDB; VARCHAR where cells are texts."""
    texts: Mapping[int, Sequence[str]] = MappingProxyType({})
    """For columns that hold codes: the texts behind the codes."""
    dialect: Dialect | None = None
    """Given where the file is a big CSV."""
    remarks: tuple[Remark, ...] = ()
    is_spare: bool = False
    """Whether its rows are taken only where no other table has their key."""
    has_nearest_groups: bool = False
    """See `Rows.has_nearest_groups`."""
    share_unit: int = 0
    """See `Rows.share_unit`."""
    day: str = ""
    """The day of the exam, see `Rows.day`."""
    signs: tuple[Sign, ...] = ()
    """See `Rows.signs`."""

    @property
    def source(self) -> Input:
        """The file of the first table; a container that is scanned has no other."""
        return self.origins[0].source

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return a place in this container; without a row, in all its tables."""
        if row is None and len(self.origins) > 1:
            others = plural(len(self.origins) - 1, "таблица", "таблицы", "таблиц")
            return Place(f"{self.origins[0].source.name} и ещё {others}", column=column)
        table, number = divmod(row or 0, 1 << _ROW_BITS)
        origin = self.origins[table]
        return Place(origin.source.name, origin.sheet, number or None, column)

    def cells(self, table: int, numbers: Collection[int]) -> str:
        """Write the query of some rows of a table: their numbers, then their cells as written."""
        first = table << _ROW_BITS
        columns = "".join(f", v{position}" for position in range(len(self.header)))
        wanted = ", ".join(str(first + number) for number in numbers)
        return f'SELECT "row" - {first}{columns} FROM {self.relation} WHERE "row" IN ({wanted})'


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
        return Container((Origin(given, "", None),), dialect.header, "", kinds, dialect=dialect)
    return None


def stored(tables: Sequence[Rows], scratch: Scratch) -> Container:
    """Store tables of one header as one; `scratch` keeps what must live while they are read."""
    first, width = tables[0], len(tables[0].header)
    numbers = [np.array(each.numbers, np.int64) + (i << _ROW_BITS) for i, each in enumerate(tables)]
    arrays: dict[str, NDArray[Any]] = {"row": np.concatenate(numbers)}
    rows = [row for each in tables for row in each.cells]
    columns_of_rows = zip(*rows, strict=True) if rows else ((),) * width
    for position, cells in enumerate(columns_of_rows):
        arrays[f"v{position}"] = np.fromiter(cells, object, len(rows))
    # an array of nothing but None has no type of its own, hence the casts
    columns = ", ".join(f"v{position}::VARCHAR AS v{position}" for position in range(width))
    table = scratch.table(f'SELECT "row", {columns} FROM {scratch.arrays(arrays)}')
    return Container(
        tuple(Origin(each.source, each.sheet, len(each.cells)) for each in tables),
        first.header,
        table,
        ("VARCHAR",) * width,
        remarks=tuple(remark for each in tables for remark in each.remarks),
        is_spare=first.is_spare,
        has_nearest_groups=first.has_nearest_groups,
        share_unit=first.share_unit,
        day=first.day,
        signs=tuple(sign for each in tables for sign in each.signs),
    )


def spoilt(container: Container) -> Iterator[Problem]:
    """Yield the problem of a Parquet file that cannot be read to its end, by reading all of it.

    DuckDB finds that out in whichever statement comes to the spoilt place.
    """
    import duckdb

    given = container.source
    if kind_of(given) != "parquet":
        return
    try:
        with duckdb.connect() as connection:
            connection.execute(
                f"SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet({file_literal(given.path)})"
            )
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error:
        yield _spoilt(given)


def _spoilt(given: Input) -> Problem:
    fault = "файл parquet не читается: он испорчен или обрезан"
    return Problem(Place(given.name), fault, "Выгрузите его заново.", "T-003")


def _open_parquet(given: Input, scratch: Scratch) -> Container:
    import duckdb

    scan = f"read_parquet({file_literal(given.path)}, {_ROW}=true)"
    try:
        described = [each for each in columns_of(scratch.connection, scan) if each[0] != _ROW]
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error:
        raise error_of([_spoilt(given)]) from None
    if len(described) > BOUNDS.columns:
        raise too_wide(given, len(described))
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
    return Container(
        (Origin(given, "", None),), header, relation, tuple(kind for _, kind in described)
    )
