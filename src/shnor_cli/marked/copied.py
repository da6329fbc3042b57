"""A new workbook of the cells of a file that is no .xlsx, marked in the same way."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from shnor_cli.marked.marks import Book, mark, saved, write_text
from shnor_cli.marked.spots import spots_of
from shnor_cli.marked.summary import TITLE, widen, write_summary
from shnor_cli.tables.checked import Finding
from shnor_cli.tables.files import Input
from shnor_cli.tables.sheets import Line, Sheet

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NO_TIME = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the same as of what is packed into it
_LONGEST = 31
"""Letters in the name of a sheet."""
_LOOKED = 200
"""Rows that say how wide columns are to be."""
_ROWS = 1_048_576
"""Rows of a sheet in Excel."""


def marked(given: Input, sheets: Sequence[Sheet], findings: Sequence[Finding]) -> Book:
    """Return a workbook of the cells of some sheets; with no sheet, of the findings alone."""
    book = Workbook(write_only=True)
    book.properties.created = _NO_TIME
    taken = {TITLE.casefold()}
    for each in sheets:
        sheet = book.create_sheet(_name(each.name or given.path.stem, taken))
        widen(sheet, _widths(each.lines))
        spots: dict[int, dict[int, Sequence[Finding]]] = {}
        for spot, found in spots_of(each, findings, is_only=len(sheets) == 1).items():
            spots.setdefault(spot.row, {})[spot.column] = found
        for row in _rows(sheet, each.lines, spots):
            sheet.append(row)
    write_summary(book, findings)
    return Book(saved(book), tuple(_lost(sheets)))


def _lost(sheets: Sequence[Sheet]) -> Iterator[str]:
    if not sheets:
        yield "сами ячейки: файл не читается или слишком велик"
    if any(each.lines[-1].number > _ROWS for each in sheets if each.lines):
        yield "строки, которых Excel не вмещает"


def _name(said: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and none has yet."""
    name = _FORBIDDEN.sub(" ", said).strip(" '")[:_LONGEST] or "Таблица"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{name[: _LONGEST - 5]} ({number})"
    taken.add(name.casefold())
    return name


def _widths(lines: Sequence[Line]) -> list[int]:
    """Return how many signs the columns are to hold, by their first rows."""
    columns = zip_longest(*(line.cells for line in lines[:_LOOKED]))
    return [max(len(cell or "") for cell in column) for column in columns]


def _rows(
    sheet: Any,  # noqa: ANN401 - openpyxl has no types
    lines: Sequence[Line],
    spots: Mapping[int, Mapping[int, Sequence[Finding]]],
) -> Iterator[list[Any]]:
    """Yield rows under their own numbers, blank ones too."""
    number = 1
    for line in lines:
        if line.number > _ROWS:
            return
        yield from ([] for _ in range(number, line.number))
        number = line.number + 1
        marked_here = spots.get(line.number, {})
        cells = zip_longest(line.cells, range(1, max(marked_here, default=0) + 1))
        yield [
            _cell(sheet, cell, marked_here.get(column, ()))
            for column, (cell, _) in enumerate(cells, 1)
        ]


def _cell(sheet: Any, text: str | None, findings: Sequence[Finding]) -> Any:  # noqa: ANN401
    if text is None and not findings:
        return None
    cell = WriteOnlyCell(sheet)
    if text is not None:
        write_text(cell, text)
    if findings:
        mark(cell, findings)
    return cell
