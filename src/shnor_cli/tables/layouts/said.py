"""What stands above the header of a report of ВПР, as text: its title, labels, dates, its sheet.

`year` is the school year to which the work belongs. Twice works were moved from spring to autumn,
to be written by the programme of the year before: they count for that year and that grade.
"""

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from shnor_cli.russian import fold
from shnor_cli.tables.layouts.periods import full_school_years, without_full_years
from shnor_cli.tables.layouts.subjects import KNOWN, subject_of
from shnor_cli.tables.sheets import Cells, Line, Sheet

_MOVED = (2020, 2022)
"""Calendar years in which works of the spring were written in autumn."""
_WHOLLY_MOVED = 2020
"""The one in which nothing was written in spring."""
_AUTUMN = range(9, 11)
_AUTUMN_WORDS = re.compile(r"осен|сентябр|октябр", re.IGNORECASE)
_NEW_YEAR = 9
"""Month in which a school year begins."""
_EXCEL_EPOCH = dt.date(1899, 12, 30)

_TITLE = re.compile(r"\b(?:впр|огэ|егэ|кдр\d*)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
PROGRAMME = re.compile(r"\(?по программе (\d{1,2})(?:-?го)? ?(?:класса|кл\.)\)?", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b|\b(\d{4})-(\d\d)-(\d\d)\b|^(\d{5})$")
_SHEET = re.compile(r"(?:(\d{1,2})\W*)?([а-я .-]+?)(?:\W*(\d{1,2}))?")


class Labelled(NamedTuple):
    """What stands after a label, and in which row."""

    value: str
    row: int


@dataclass(frozen=True)
class Said:
    """What stands above a header, as text."""

    sheet: Sheet
    row: int
    """Of the line that names ВПР or an exam."""
    title: str
    """That line, folded, without «по программе»."""
    text: str
    """All lines, likewise."""
    programme: int | None
    dated: Labelled

    @property
    def date(self) -> str:
        """The date as written."""
        return self.dated.value

    @functools.cached_property
    def bare_year(self) -> int | None:
        """The calendar year in the title."""
        return first(_YEAR, without_full_years(self.title))

    @functools.cached_property
    def year(self) -> int | None:
        """The year in the title: the last of a school year, but the first of a moved autumn."""
        full = min(full_school_years([self.text]), default=None)
        if full is None:
            return self.bare_year
        return full - 1 if self._is_in_moved_autumn_of(full - 1) else full

    @functools.cached_property
    def held(self) -> dt.date | None:
        """The first day of the work."""
        return _date(self.date)

    @property
    def is_moved(self) -> bool:
        """Whether the work was moved from spring to autumn."""
        if self.held is not None:
            return _in_moved_autumn(self.held)
        return self.year == _WHOLLY_MOVED or (self.year in _MOVED and self._says_autumn)

    @property
    def _says_autumn(self) -> bool:
        return bool(_AUTUMN_WORDS.search(f"{self.title} {self.date}"))

    def _is_in_moved_autumn_of(self, year: int) -> bool:
        if self.held is not None:
            return self.held.year == year and _in_moved_autumn(self.held)
        is_autumn = self._says_autumn or (year == _WHOLLY_MOVED and self.programme is not None)
        return year in _MOVED and is_autumn


def said_above(sheet: Sheet, above: Sequence[Line]) -> Said:
    """Return what stands above a header."""
    lines = [(line.number, fold(" ".join(filter(None, line.cells)))) for line in above]
    text = " ".join(line for _, line in lines)
    row, title = next((each for each in lines if _TITLE.search(each[1])), (1, ""))
    return Said(
        sheet,
        row,
        PROGRAMME.sub("", title),
        PROGRAMME.sub("", text),
        first(PROGRAMME, text),
        label_of(above, "дата", "дата проведения"),
    )


def labelled(above: Sequence[Line], *labels: str) -> str:
    """Return what stands after a label, in its own cell or in the next that is filled."""
    return label_of(above, *labels).value


def label_of(above: Sequence[Line], *labels: str) -> Labelled:
    """Return the same with its row."""
    for line in above:
        for name, value in _labels(line.cells):
            if name in labels:
                return Labelled(value, line.number)
    return Labelled("", 0)


@functools.lru_cache(1 << 10)
def _labels(cells: Cells) -> tuple[tuple[str, str], ...]:
    """Return what may be labels in a row, folded, each with what stands after it."""
    filled = [cell for cell in cells if cell is not None]
    parts = [(cell.partition(":"), after) for cell, after in zip_longest(filled, filled[1:])]
    return tuple((fold(name), value.strip() or after or "") for (name, _, value), after in parts)


def first(pattern: re.Pattern[str], text: str) -> int | None:
    """Return the first number that a pattern finds."""
    match = pattern.search(text)
    return int(match[1]) if match else None


@functools.lru_cache(1 << 10)
def of_sheet(name: str) -> tuple[int | None, str]:
    """Return the grade and subject that a sheet's name says: «5 РУ», «Математика 5»."""
    match = _SHEET.fullmatch(re.sub(r" ?(класс|кл\.)", "", fold(name)).strip())
    subject = "" if match is None else subject_of(match[2].strip())
    if match is None or subject not in KNOWN:
        return None, ""
    grade = match[1] or match[3]
    return int(grade) if grade else None, subject


def _date(text: str) -> dt.date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    day, month, year, iso_year, iso_month, iso_day, serial = match.groups()
    try:
        if serial:
            return _EXCEL_EPOCH + dt.timedelta(int(serial))
        return dt.date(int(year or iso_year), int(month or iso_month), int(day or iso_day))
    except ValueError:
        return None


def year_of_day(text: str) -> int | None:
    """Return the school year of a work by the date that a text says."""
    held = _date(text)
    return None if held is None else school_year_of_work(held)


def school_year_of_work(held: dt.date) -> int:
    """Return the school year of a work by the day on which it was written."""
    is_spring = held.month < _NEW_YEAR or _in_moved_autumn(held)
    return held.year if is_spring else held.year + 1


def _in_moved_autumn(held: dt.date) -> bool:
    return held.year in _MOVED and held.month in _AUTUMN
