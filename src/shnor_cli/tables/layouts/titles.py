"""What aggregated reports of ВПР say above their header: year, subject, grade.

`year` is the school year to which the work belongs. Twice works were moved from spring to autumn,
to be written by the programme of the year before: they count for that year and that grade.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.errors import Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import school_year
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.layouts.periods import full_school_years
from shnor_cli.tables.layouts.saying import VPR
from shnor_cli.tables.layouts.subjects import SHORT
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import fold

_MOVED = (2020, 2022)
"""Calendar years in which works of the spring were written in autumn."""
_WHOLLY_MOVED = 2020
"""The one in which nothing was written in spring."""
_AUTUMN = range(9, 11)
_AUTUMN_WORDS = re.compile(r"осен|сентябр|октябр", re.IGNORECASE)
_NEW_YEAR = 9
"""Month in which a school year begins."""
_EXCEL_EPOCH = dt.date(1899, 12, 30)

_VPR = re.compile(r"\bвпр\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_GRADE = re.compile(r"\b(\d{1,2})(?:-?й)? ?(?:класс|кл\.)")
_PROGRAMME = re.compile(r"\(?по программе (\d{1,2})(?:-?го)? ?(?:класса|кл\.)\)?", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b|\b(\d{4})-(\d\d)-(\d\d)\b|^(\d{5})$")
_SHEET = re.compile(r"(?:(\d{1,2})\W*)?([а-я ]+?)(?:\W*(\d{1,2}))?")
_AUTUMN_HINT = (
    "Осенью 2020 и 2022 годов писали по программе предыдущего класса: допишите в заголовок "
    "«по программе 4 класса» — и так для своего класса."
)


@dataclass(frozen=True)
class Title:
    """What a report is about."""

    assessment: Assessment
    year: int
    most: int | None
    """The greatest primary score, where it is said."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Said:
    """What stands above a header, as text."""

    sheet: Sheet
    row: int
    """Of the line that names ВПР."""
    title: str
    """That line, folded, without «по программе»."""
    text: str
    """All lines, likewise."""
    programme: int | None
    date: str

    @property
    def year(self) -> int | None:
        """The year in the title: the last of a school year, but the first of a moved autumn."""
        full = min(full_school_years([self.text]), default=None)
        if full is None:
            return _first(_YEAR, self.title)
        return full - 1 if self._is_in_moved_autumn_of(full - 1) else full

    @property
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


def title_of(sheet: Sheet, above: Sequence[Line], faults: Faults) -> Title | None:
    """Return what a report is about; what is not said goes to `faults`, and None."""
    said = _said(sheet, above)
    grade, subject = _of_sheet(sheet.name)
    subject = _PROGRAMME.sub("", _labelled(above, "предмет")).strip() or subject
    grade = said.programme or _first(_GRADE, said.text) or grade
    year = _year(said)
    problems = list(_problems(said, year, grade, subject))
    faults += problems
    if problems or year is None or grade is None:
        return None
    most = _labelled(above, "максимальный первичный балл")
    return Title(
        Assessment(VPR, subject, "", grade),
        year,
        int(most) if most.isdecimal() else None,
        tuple(_remarks(said, year, grade)),
    )


def _said(sheet: Sheet, above: Sequence[Line]) -> _Said:
    lines = [(line.number, fold(" ".join(filter(None, line.cells)))) for line in above]
    text = " ".join(line for _, line in lines)
    row, title = next((each for each in lines if _VPR.search(each[1])), (1, ""))
    return _Said(
        sheet,
        row,
        _PROGRAMME.sub("", title),
        _PROGRAMME.sub("", text),
        _first(_PROGRAMME, text),
        _labelled(above, "дата", "дата проведения"),
    )


def _labelled(above: Sequence[Line], *labels: str) -> str:
    """Return what stands after a label, in its own cell or in the next that is filled."""
    for line in above:
        cells = [cell for cell in line.cells if cell is not None]
        for cell, after in zip(cells, [*cells[1:], ""], strict=True):
            name, _, value = cell.partition(":")
            if fold(name) in labels:
                return value.strip() or after
    return ""


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1]) if match else None


def _of_sheet(name: str) -> tuple[int | None, str]:
    """Return the grade and subject that a sheet's name says: «5 РУ», «Математика 5»."""
    match = _SHEET.fullmatch(re.sub(r" ?(класс|кл\.)", "", fold(name)).strip())
    subject = "" if match is None else SHORT.get(match[2].strip(), match[2].strip())
    if match is None or subject not in SHORT.values():
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


def _year(said: _Said) -> int | None:
    if said.year is not None or said.held is None:
        return said.year
    return _school_year(said.held)


def _school_year(held: dt.date) -> int:
    """Return the school year of a work by the day on which it was written."""
    is_spring = held.month < _NEW_YEAR or _in_moved_autumn(held)
    return held.year if is_spring else held.year + 1


def _in_moved_autumn(held: dt.date) -> bool:
    return held.year in _MOVED and held.month in _AUTUMN


def _problems(said: _Said, year: int | None, grade: int | None, subject: str) -> Iterator[Problem]:
    place = said.sheet.place(said.row)
    wanted = (
        (year, "за какой год результаты", "«ВПР 2025. 5 класс»"),
        (grade, "какой это класс", "«ВПР 2025. 5 класс»"),
        (subject, "какой это предмет", "«Предмет: Русский язык»"),
    )
    for value, what, example in wanted:
        if not value:
            hint = f"Напишите это над заголовком таблицы: {example}."
            yield Problem(place, f"не сказано, {what}", hint, "T-080")
    if said.is_moved and said.programme is None:
        fault = "работу писали осенью, а по программе какого класса — не сказано"
        yield Problem(place, fault, _AUTUMN_HINT, "T-082")


def _remarks(said: _Said, year: int, grade: int) -> Iterator[Remark]:
    place, taken = said.sheet.place(said.row), f"результаты отнесены к {school_year(year)} году"
    if said.date and said.held is None:
        yield Remark(place, f"дата «{said.date}» не читается", taken, "R-year")
    if said.held is not None and _school_year(said.held) != year:
        text = f"в заголовке {year} год, а дата — {said.held:%d.%m.%Y}"
        yield Remark(place, text, taken, "R-year")
    elif said.is_moved:
        text = f"работа перенесена с весны на осень {year} года"
        yield Remark(place, text, f"{taken} и к программе {grade} класса", "R-autumn")
