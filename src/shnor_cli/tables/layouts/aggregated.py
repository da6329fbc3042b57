"""What the aggregated reports of ВПР (ФИС ОКО) share: a row per group, percents of participants.

A report is some lines that say what it is about, then a header «Группы участников | Кол-во ОО |
Кол-во участников» and a column for each mark or each primary score. What is read of it is counts.
"""

import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold
from shnor_cli.tables.faults import Faults, error_of, one
from shnor_cli.tables.layouts.bands import HEAD_WITHIN
from shnor_cli.tables.layouts.groups import Group, Named, groups_of, names_total
from shnor_cli.tables.layouts.headers import fold_header
from shnor_cli.tables.layouts.percents import UNKNOWN
from shnor_cli.tables.layouts.restoring import Printed, Row, restore
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.titles import Title, title_of
from shnor_cli.tables.layouts.totals import more_than_schools, wrong_totals
from shnor_cli.tables.sheets import Cells, Line, Sheet
from shnor_cli.tables.sums import SUM

IsOwn = Callable[[Sequence[str]], bool]
"""Whether the columns of percents, by their headers, are those of a report."""

KEY_HEADER = (
    "школа",
    "название",
    "муниципалитет",
    "регион",
    "группа",
    "год",
    "процедура",
    "предмет",
    "класс",
    "участников",
)
"""The plain table's columns that every report fills."""

_GROUPS = re.compile(r"групп[аы] участников")
_MAYBE = "участник"
_SEVERAL = 3
"""Cells of a row that may be a header."""
_SCHOOLS = re.compile(r"(кол-во|количество|число) оо")
_PARTICIPANTS = re.compile(r"(кол-во|количество|число) участников")
_SHARE = re.compile(
    r"(?:(?:%|доля|процент)[ ,]*)?"
    r"(?:(?:участник|обучающихся|учащихся|ученик)\w*,? (?:получивших |с )?)?"
    r"(?:отметк\w+ |балл )?(\d{1,3})"
    r"(?:,? ?\(?(?:в )?%\)?)?"
)
"""«2», «Отметка 2», «2, %», «% 2», «Доля участников, получивших отметку 2»."""
_TOTAL = Group("вся выборка", "")
"""Whom a total is about: all."""


@dataclass(frozen=True)
class Report:
    """A report, read."""

    title: Title
    labels: tuple[str, ...]
    """Of the counts of each row: the marks or the scores."""
    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...]
    share_unit: int
    """The finest unit of its shares, 0 where people stand in their place."""

    def keys(self) -> Iterator[Cells]:
        """Yield the cells of `KEY_HEADER`, row by row."""
        held = self.title.assessment
        about = (str(self.title.year), held.procedure, held.subject, str(held.grade))
        for row in self.rows:
            yield (*row.group.cells(), *about, str(row.participants))


@dataclass(frozen=True)
class _Columns:
    """Where the columns of a report stand."""

    group: int
    schools: int | None
    participants: int
    shares: tuple[int, ...]
    labels: tuple[str, ...]
    """Of the columns of percents: the mark or the score."""

    def label(self, line: Line) -> str:
        """Return the text that says whom a row is about."""
        return line.cell(self.group) or ""

    def numbers(self, line: Line) -> Cells:
        """Return the cells of a row that hold its participants and its shares."""
        return self._of_numbers(line.cells + (None,) * (self._width - len(line.cells)))

    @functools.cached_property
    def _of_numbers(self) -> Callable[[Cells], Cells]:
        return operator.itemgetter(self.participants, *self.shares)

    @functools.cached_property
    def _width(self) -> int:
        return max(self.participants, *self.shares) + 1


def has_report(sheet: Sheet, is_own: IsOwn) -> bool:
    """Whether a sheet has the header of a report."""
    return _head(sheet, is_own) is not None


def heading_of(sheet: Sheet, is_own: IsOwn) -> Heading | None:
    """Return where the header of a report stands."""
    head = _head(sheet, is_own)
    return None if head is None else Heading(range(*head[:2]))


def read_report(sheet: Sheet, is_own: IsOwn) -> Report:
    """Read a report.

    Raises:
        TableError: with every place of the sheet that is wrong.
    """
    head = _head(sheet, is_own)
    if head is None:
        raise one(sheet.place(), "нет столбца «Группы участников»", code="T-012")
    place, end, columns = head
    faults: Faults = []
    title = title_of(sheet, sheet.lines[:place], faults)
    body = sheet.lines[end:]
    lower = {line.cells for line in sheet.lines[place + 1 : end]}
    repeats = [line for line in body if line.cells in lower] if lower else []
    if _may_be_head(itertools.chain.from_iterable([line.cells for line in body])):
        repeats = [line for line in body if line.cells in lower or _columns(line.cells)]
    lines = [line for line in body if line not in repeats]
    totals = [line for line in lines if names_total(columns.label(line))]
    lines = [line for line in lines if line not in totals]
    numbers = [columns.numbers(line) for line in lines]
    named = [_named(line, columns, cells) for line, cells in zip(lines, numbers, strict=True)]
    empty = [line for line, row in zip(lines, named, strict=True) if row.is_empty]
    groups = zip(named, numbers, groups_of(sheet, named, faults), strict=True)
    printed = [
        _printed(row.number, group, cells)
        for row, cells, group in groups
        if group and not row.is_empty
    ]
    rows, restored, unit = restore(sheet, columns.labels, printed, faults)
    if not (rows or faults):
        faults.append(Problem(sheet.place(), "под заголовком нет ни одной строки", code="T-002"))
    if faults or title is None:
        raise error_of(faults)
    declared = {row.number: row.schools for row in named}
    passed = (
        *sheet.passed(repeats, "с повтором заголовка", "R-header"),
        *sheet.passed(empty, "без чисел", "R-note"),
        *sheet.passed(totals, "с итогами", "R-total"),
        *wrong_totals(
            sheet, columns.labels, _sums(columns, totals), [row for row in rows if row.counts]
        ),
        *more_than_schools(sheet, rows, declared),
    )
    return Report(title, columns.labels, rows, (*title.remarks, *passed, *restored), unit)


def headers_of(sheet: Sheet) -> tuple[Line, Sequence[str]] | None:
    """Return the row that is the likeliest header, and its texts; None without any of several."""
    lines = [line for line in sheet.lines[:HEAD_WITHIN] if line.filled >= _SEVERAL]
    line = next((each for each in lines if _columns(each.cells)), next(iter(lines), None))
    return None if line is None else (line, [cell for cell in line.cells if cell])


def _head(sheet: Sheet, is_own: IsOwn) -> tuple[int, int, _Columns] | None:
    """Return where the header begins and where it ends, of one row or two, and its columns."""
    for place, line in enumerate(sheet.lines):
        columns = _columns(line.cells)
        if columns is None:
            continue
        if is_own(columns.labels):
            return place, place + 1, columns
        below = sheet.lines[place + 1 : place + 2]
        both = _columns(_merged(line, *below)) if below and not columns.labels else None
        if both is not None and is_own(both.labels):
            return place, place + 2, both
    return None


def _merged(line: Line, below: Line) -> Cells:
    """Return a header of two rows as one: what stands below names the columns."""
    pairs = itertools.zip_longest(line.cells, below.cells)
    return tuple(lower or upper for upper, lower in pairs)


def _columns(cells: Cells) -> _Columns | None:
    return _columns_of(cells) if _may_be_head(cells) else None


def _may_be_head(cells: Iterable[str | None]) -> bool:
    """Whether cells need folding to tell whether they are of a header: those of schools do not."""
    return _MAYBE in " ".join(filter(None, cells)).casefold()


@functools.lru_cache(1 << 10)
def _columns_of(cells: Cells) -> _Columns | None:
    headers = [fold_header(cell or "") for cell in cells]
    group, schools, participants = (
        next((place for place, each in enumerate(headers) if pattern.fullmatch(each)), None)
        for pattern in (_GROUPS, _SCHOOLS, _PARTICIPANTS)
    )
    if group is None or participants is None:
        return None
    shares = {place: m[1] for place, each in enumerate(headers) if (m := _SHARE.fullmatch(each))}
    return _Columns(group, schools, participants, tuple(shares), tuple(shares.values()))


def _sums(columns: _Columns, totals: Sequence[Line]) -> list[Printed]:
    """Return the totals that are sums, and no means."""
    sums = [line for line in totals if SUM.match(fold(columns.label(line)))]
    return [_printed(line.number, _TOTAL, columns.numbers(line)) for line in sums]


def _printed(number: int, group: Group, cells: Cells) -> Printed:
    return Printed(number, group, cells[0], cells[1:])


def _named(line: Line, columns: _Columns, numbers: Cells) -> Named:
    schools = (line.cell(columns.schools) or "").replace(" ", "")
    return Named(
        line.number,
        columns.label(line),
        int(schools) if schools.isdecimal() else 0,
        UNKNOWN.issuperset(numbers),
    )
