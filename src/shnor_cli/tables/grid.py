"""Containers: every file becomes one relation with columns `row`, `v0`, `v1`, ... in DuckDB.

Small CSV files and sheets are read as rows of texts and stored; a big CSV and a Parquet file stay
where they lie and are scanned. `row` is the row that a spreadsheet shows, the header before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.tables.delimited import Dialect, csv_rows, dialect_of
from shnor_cli.tables.faults import SHOWN, error_of, one, shortened
from shnor_cli.tables.files import kind_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import columns_of, file_literal, name

BIG_CSV = 4_000_000
"""Bytes from which a CSV is scanned in parallel and never looped over in Python."""

_ROW = "file_row_number"


@dataclass(frozen=True)
class Container:
    """A file or sheet opened as one relation."""

    path: Path
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

    @property
    def file(self) -> str:
        """The file's name without folders."""
        return self.path.name

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return a place in this container."""
        return Place(self.file, self.sheet, row, column)


@dataclass(frozen=True)
class Rows:
    """A small container as texts: its header, and the numbers and cells of its rows."""

    path: Path
    sheet: str
    header: tuple[str, ...]
    numbers: tuple[int, ...]
    cells: tuple[tuple[str | None, ...], ...]
    remarks: tuple[Remark, ...] = ()

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return a place in this container."""
        return Place(self.path.name, self.sheet, row, column)


def open_container(path: Path, scratch: Scratch) -> Container:
    """Open a file; `scratch` keeps what must live while the container is read.

    Raises:
        TableError: the file cannot be read as a table.
    """
    kind = kind_of(path)
    if kind == "parquet":
        return _open_parquet(path, scratch)
    if kind == "csv" and path.stat().st_size >= BIG_CSV:
        dialect = dialect_of(path)
        kinds = ("VARCHAR",) * len(dialect.header)
        return Container(path, "", dialect.header, "", kinds, dialect=dialect)
    return _stored(read_rows(path), scratch)


def read_rows(path: Path) -> Rows:
    """Read a CSV or a workbook as rows of texts.

    Raises:
        TableError: the file cannot be read as a table, or a row does not fit the header.
    """
    match kind_of(path):
        case "csv":
            return _with_header(path, "", csv_rows(path), ())
        case "workbook":
            from shnor_cli.tables.workbook import read_sheet

            sheet = read_sheet(path)
            place = Place(path.name, sheet.name)
            others = ", ".join(f"«{each}»" for each in sheet.others)
            text = f"в книге есть и другие листы с данными: {others}"
            done = f"прочитан только лист «{sheet.name}»"
            remarks = (Remark(place, text, done, "R-sheets"),) if others else ()
            return _with_header(path, sheet.name, enumerate(sheet.rows, 1), remarks)
        case "parquet":
            raise one(Place(path.name), "здесь нужен файл CSV или XLSX", code="T-003")


def _with_header(
    path: Path,
    sheet: str,
    rows: Iterator[tuple[int, list[str | None]]],
    remarks: tuple[Remark, ...],
) -> Rows:
    filled = [(number, cells) for number, cells in rows if any(cell is not None for cell in cells)]
    if not filled:
        raise one(Place(path.name, sheet), "в файле нет ни одной строки", code="T-002")
    (_, names), *data = filled
    while names and names[-1] is None:
        names = names[:-1]
    width = len(names)
    wide = [number for number, cells in data if any(cell is not None for cell in cells[width:])]
    if wide:
        raise error_of(shortened([too_wide(path, sheet, row) for row in wide[:SHOWN]], len(wide)))
    if unnamed := tuple(_unnamed(Place(path.name, sheet), names, data)):
        raise error_of(unnamed)
    if not data:
        raise one(Place(path.name, sheet), "под заголовком нет ни одной строки", code="T-002")
    cells = tuple(tuple([*cells, *[None] * width][:width]) for _, cells in data)
    header = tuple(text or "" for text in names)
    return Rows(path, sheet, header, tuple(number for number, _ in data), cells, remarks)


def too_wide(path: Path, sheet: str, row: int) -> Problem:
    """Make the problem of a row that has more cells than the header."""
    hint = "Проверьте разделитель и кавычки в этой строке или назовите столбец в заголовке."
    return Problem(Place(path.name, sheet, row), "ячеек больше, чем в заголовке", hint, "T-004")


def _unnamed(
    place: Place, names: Sequence[str | None], data: Sequence[tuple[int, list[str | None]]]
) -> Iterator[Problem]:
    """Yield columns that have cells and no name."""
    for position, header in enumerate(names):
        filled = (row for row, cells in data if cells[position : position + 1] not in ([], [None]))
        if header is None and (row := next(filled, None)) is not None:
            fault = f"столбец {position + 1} не назван, а в нём есть данные"
            hint = "Назовите столбец в заголовке или очистите его."
            yield Problem(replace(place, row=row), fault, hint, "T-014")


def _stored(rows: Rows, scratch: Scratch) -> Container:
    arrays: dict[str, NDArray[Any]] = {"row": np.array(rows.numbers, np.int64)}
    for position, column in enumerate(zip(*rows.cells, strict=True)):
        arrays[f"v{position}"] = np.array(column, object)
    width = len(rows.header)
    # an array of nothing but None has no type of its own, hence the casts
    columns = ", ".join(f"v{position}::VARCHAR AS v{position}" for position in range(width))
    table = scratch.table(f'SELECT "row", {columns} FROM {scratch.arrays(arrays)}')
    return Container(
        rows.path,
        rows.sheet,
        rows.header,
        table,
        ("VARCHAR",) * width,
        rows=len(rows.cells),
        remarks=rows.remarks,
    )


def _open_parquet(path: Path, scratch: Scratch) -> Container:
    import duckdb

    scan = f"read_parquet({file_literal(path)}, {_ROW}=true)"
    try:
        described = [each for each in columns_of(scratch.connection, scan) if each[0] != _ROW]
    except duckdb.Error:
        hint = "Выгрузите его заново."
        raise one(
            Place(path.name), "файл parquet не читается: он испорчен или обрезан", hint, "T-003"
        ) from None
    columns = ", ".join(
        f"{name(column)} AS v{position}" for position, (column, _) in enumerate(described)
    )
    relation = f'(SELECT {_ROW} + 2 AS "row", {columns} FROM {scan})'
    header = tuple(column for column, _ in described)
    return Container(path, "", header, relation, tuple(kind for _, kind in described))
