"""Sheets: small containers as rows of texts, before anything is known of their columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from types import MappingProxyType
from typing import NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark, Sign
from shnor_cli.russian import plural
from shnor_cli.tables.faults import FEW, Most
from shnor_cli.tables.files import Input
from shnor_cli.tables.scales import NO_SCALES, Scales

Cells = tuple[str | None, ...]
"""The texts of a row's cells; None where a cell is empty."""


class Line(NamedTuple):
    """A row that is not blank; a tuple, since a sheet may have a million."""

    number: int
    """As a spreadsheet shows it, from 1."""
    cells: Cells

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return len(self.cells) - self.cells.count(None)

    def cell(self, place: int | None) -> str | None:
        """Return a cell; None where it is empty, or there is no such column."""
        return self.cells[place] if place is not None and place < len(self.cells) else None


def lines_of(rows: Iterable[tuple[int, Cells]]) -> tuple[Line, ...]:
    """Return the rows that are not blank."""
    return tuple(starmap(Line, [row for row in rows if any(row[1])]))


class Known(NamedTuple):
    """What is known beside the tables and helps to read reports."""

    scales: Scales = NO_SCALES
    """By which scores become marks, where a report has no marks."""
    schools: frozenset[str] = frozenset()
    """Names, aliases and codes of the register's schools, folded as those of schools."""
    procedures: tuple[str, ...] = ()
    """Procedures of the methodology, as it names them."""


NOTHING_KNOWN = Known()


class Sheet(NamedTuple):
    """A sheet of a workbook, or a whole CSV, as it lies."""

    source: Input
    name: str
    """Name of the sheet; empty where the container has none."""
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...] = ()
    scales: Scales = NO_SCALES
    """By which scores in it become marks, where it has no marks."""
    schools: frozenset[str] = frozenset()
    """See `Known.schools`."""
    procedures: tuple[str, ...] = ()
    """See `Known.procedures`."""
    most: Most = FEW
    """How many of its faults are told."""
    broken: Mapping[int, tuple[Problem, ...]] = MappingProxyType({})
    """For rows with cells that hold an error or a formula without a value: what is wrong."""

    percents: Mapping[int, tuple[int, ...]] = MappingProxyType({})
    """For rows with numbers from 0 to 1 that the book shows as percents: their columns, from 0."""

    @property
    def as_shown(self) -> "Sheet":
        """The sheet with such numbers as they are shown: 1 is «100 %»."""
        if not self.percents:
            return self
        from shnor_cli.tables.percent_cells import as_percent

        lines = [
            line._replace(
                cells=tuple(
                    as_percent(cell) if cell and column in self.percents[line.number] else cell
                    for column, cell in enumerate(line.cells)
                )
            )
            if line.number in self.percents
            else line
            for line in self.lines
        ]
        return self._replace(lines=tuple(lines), percents=MappingProxyType({}))

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return a place in this sheet."""
        return Place(self.source.name, self.name, row, column)

    def passed(self, lines: Sequence[Line], what: str, code: str = "R-note") -> Iterator[Remark]:
        """Yield the remark on lines that were not taken, if there are any."""
        if lines:
            text = f"{plural(len(lines), 'строка', 'строки', 'строк')} {what}"
            yield Remark(self.place(lines[0].number), text, "пропущены", code)


class Rows(NamedTuple):
    """A table found in a sheet: its header, and the numbers and cells of its rows."""

    source: Input
    sheet: str
    header: tuple[str, ...]
    """Names of the columns as written; «» where a column has none."""
    numbers: tuple[int, ...]
    cells: tuple[Cells, ...]
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with rows that are left out, or with columns."""
    is_spare: bool = False
    """Whether its rows are taken only where no other table has their key."""
    has_nearest_groups: bool = False
    """Whether counts of groups are the nearest to printed shares: then those rows are spare."""
    share_unit: int = 0
    """Of what part of a percent the shares are to which counts of groups are the nearest: 1 is a
    whole one, 10 a tenth; 0 where they are counts as written."""
    day: str = ""
    """The day of the exam and the part of its pupils, where tables of other days or parts hold
    other pupils of the same exam."""
    signs: tuple[Sign, ...] = ()
    """What of its rows is worth a check; a school of theirs has the text of its key for an id."""

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return a place in this table."""
        return Place(self.source.name, self.sheet, row, column)
