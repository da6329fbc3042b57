"""The header of a report and the rows under it, cells taken by the names of their columns."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.model import Remark
from shnor_cli.russian import fold
from shnor_cli.tables.layouts.blanks import NOT_THERE
from shnor_cli.tables.layouts.headers import fold_header, is_personal
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import is_total

LAST_HEADER = 29
"""No report begins its table below this row."""

_ASIDE = re.compile(r"\*|(примечани\w+|исполнитель)\b")
_FEW = 2
"""Filled cells of a row that says nothing of a pupil."""


def given(cell: str | None) -> str | None:
    """Return a cell, None where it holds no result."""
    return None if cell is None or fold(cell) in NOT_THERE else cell


@dataclass(frozen=True)
class Picked:
    """A table inside a report."""

    sheet: Sheet
    header: tuple[str, ...]
    """Folded names of the columns."""
    above: tuple[Line, ...]
    head: Line
    rows: tuple[Line, ...]
    """Rows of pupils."""
    aside: tuple[Line, ...]
    """Notes, totals and repeats of the header."""

    def column(self, *names: str) -> int | None:
        """Return the position of the first column that bears one of some folded names."""
        found = (place for place, header in enumerate(self.header) if header in names)
        return next(found, None)

    def columns(self, fits: Callable[[str], object]) -> tuple[int, ...]:
        """Return the positions of the columns whose folded names fit."""
        return tuple(place for place, header in enumerate(self.header) if fits(header))

    def remarks(self) -> Iterator[Remark]:
        """Yield what was passed over: columns that name persons, rows that are no pupils'."""
        for header in self.head.cells:
            if header is not None and is_personal(header, of_pupils=True):
                place = self.sheet.place(column=header)
                yield Remark(place, "столбец с личными данными", "не прочитан", "R-personal")
        yield from self.sheet.passed(self.aside, "не об учениках")


IsHeader = Callable[[frozenset[str]], bool]
"""Whether the folded names of columns are those of a report."""


def head_of(sheet: Sheet, is_header: IsHeader) -> int | None:
    """Return the place of the header of a report; None where there is none."""
    for place, line in enumerate(sheet.lines):
        if line.number > LAST_HEADER:
            break
        if is_header(frozenset(_header(line))):
            return place
    return None


def pick(sheet: Sheet, is_header: IsHeader) -> Picked | None:
    """Find the table of a report by its header; None where there is none."""
    place = head_of(sheet, is_header)
    if place is None:
        return None
    line, below = sheet.lines[place], sheet.lines[place + 1 :]
    rows: list[Line] = []
    aside: list[Line] = []
    for each in below:
        (rows if _is_row(each, line) else aside).append(each)
    above = sheet.lines[:place]
    return Picked(sheet, _header(line), above, line, tuple(rows), tuple(aside))


def heading_of(sheet: Sheet, is_header: IsHeader) -> Heading | None:
    """Return where the header of a report stands."""
    place = head_of(sheet, is_header)
    return None if place is None else Heading(range(place, place + 1))


def _header(line: Line) -> tuple[str, ...]:
    return tuple(fold_header(cell or "") for cell in line.cells)


def _is_row(line: Line, head: Line) -> bool:
    first = next(fold(cell) for cell in line.cells if cell is not None)
    is_aside = is_total(first) or _ASIDE.match(first)
    return line.filled > _FEW and line.cells != head.cells and not is_aside


def said(sheet: Sheet, above: Sequence[Line] = ()) -> tuple[str, ...]:
    """Return what a report says of itself: the names of file and sheet, texts above the table."""
    stem = re.sub(r"\.\w+$", "", sheet.source.name.rpartition("/")[2])
    texts = (each for line in above for each in line.cells if each is not None)
    return (*texts, sheet.name, stem.replace("_", " "))
