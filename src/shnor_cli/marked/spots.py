"""Where a finding stands: the cell of a sheet that is to be marked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from shnor_cli.errors import Place
from shnor_cli.tables.checked import Finding
from shnor_cli.tables.layouts.headers import fold_header
from shnor_cli.tables.sheets import Line, Sheet

_ADDRESS = re.compile(r"([A-Z]{1,3})\d+")
_LETTERS = 26


class Spot(NamedTuple):
    """A cell: row and column from 1, as a spreadsheet counts them."""

    row: int
    column: int


def spots_of(
    sheet: Sheet, findings: Iterable[Finding], *, is_only: bool
) -> Mapping[Spot, Sequence[Finding]]:
    """Return the cells of a sheet to be marked, with what was found there, the gravest first.

    `is_only` says that whatever names no sheet is of this one.
    """
    lines = _Lines(sheet)
    spots: dict[Spot, list[Finding]] = {}
    for each in findings:
        names = {sheet.name, ""} if is_only else {sheet.name}
        if each.place.file == sheet.source.name and each.place.sheet in names:
            spot = lines.spot_of(each.place)
            if spot is not None:
                spots.setdefault(spot, []).append(each)
    return spots


class _Lines:
    """The rows of a sheet, searched for headers."""

    def __init__(self, sheet: Sheet) -> None:
        self._lines = sheet.lines
        self._headers: dict[str, list[Spot]] = {}

    def spot_of(self, place: Place) -> Spot | None:
        """Return the cell of a place; None where it names neither a row nor a known column."""
        if place.row is not None and (address := _ADDRESS.fullmatch(place.column)):
            return Spot(place.row, _number(address[1]))
        header = self._header(place)
        if place.row is None:
            return header
        return Spot(place.row, header.column if header else self._first(place.row))

    def _header(self, place: Place) -> Spot | None:
        """Return the header nearest above; the first of all for «2», which counts too may be."""
        found = self._found(place.column) if place.column else []
        above = [each for each in found if place.row is None or each.row <= place.row]
        if not above:
            return None
        return above[0] if place.row is None or place.column.isdecimal() else above[-1]

    def _found(self, column: str) -> list[Spot]:
        if column not in self._headers:
            folded = fold_header(column)
            self._headers[column] = [
                Spot(line.number, position)
                for line in self._lines
                for position, cell in enumerate(line.cells, 1)
                if cell and (cell == column or fold_header(cell) == folded)
            ]
        return self._headers[column]

    def _first(self, row: int) -> int:
        """Return the first filled cell of a row."""
        line = self._by_number.get(row)
        cells = line.cells if line else ()
        return next((place for place, cell in enumerate(cells, 1) if cell is not None), 1)

    @cached_property
    def _by_number(self) -> dict[int, Line]:
        return {line.number: line for line in self._lines}


def _number(letters: str) -> int:
    number = 0
    for sign in letters:
        number = number * _LETTERS + ord(sign) - ord("A") + 1
    return number
