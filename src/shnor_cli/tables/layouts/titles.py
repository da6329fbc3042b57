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
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import fold

VPR = "ВПР"

_MOVED = (2020, 2022)
"""Calendar years in which works of the spring were written in autumn."""
_AUTUMN = range(9, 11)
_NEW_YEAR = 9
"""Month in which a school year begins."""
_EXCEL_EPOCH = dt.date(1899, 12, 30)

_SUBJECTS = {
    "ру": "русский язык",
    "ма": "математика",
    "ом": "окружающий мир",
    "ис": "история",
    "би": "биология",
    "ге": "география",
    "об": "обществознание",
    "фи": "физика",
    "хи": "химия",
    "ая": "английский язык",
}
"""Short names of subjects in names of sheets, «5 РУ»."""

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
    title: str
    """The line that names ВПР, folded; «по программе» is taken out of it."""
    programme: int | None
    year: int | None
    """The one in the title."""
    held: dt.date | None
    """The first day of the work."""


def title_of(sheet: Sheet, above: Sequence[Line], faults: Faults) -> Title | None:
    """Return what a report is about; what is not said goes to `faults`, and None."""
    found = len(faults)
    said = _said(sheet, above)
    grade, subject = _of_sheet(sheet.name)
    subject = _PROGRAMME.sub("", _labelled(above, "предмет") or "").strip() or subject
    grade = said.programme or _first(_GRADE, said.title) or grade
    year = _year(said)
    if year is None:
        faults.append(_unsaid(said, "за какой год результаты", "«ВПР 2025. 5 класс»"))
    if grade is None:
        faults.append(_unsaid(said, "какой это класс", "«ВПР 2025. 5 класс»"))
    if not subject:
        faults.append(_unsaid(said, "какой это предмет", "«Предмет: Русский язык»"))
    if _is_moved(said) and said.programme is None:
        fault = "работа написана осенью, а по программе какого класса — не сказано"
        faults.append(Problem(sheet.place(said.row), fault, _AUTUMN_HINT, "T-082"))
    if len(faults) > found or year is None or grade is None:
        return None
    most = _labelled(above, "максимальный первичный балл") or ""
    remarks = tuple(_remarks(said, year, grade))
    assessment = Assessment(VPR, subject, "", grade)
    return Title(assessment, year, int(most) if most.isdecimal() else None, remarks)


def _said(sheet: Sheet, above: Sequence[Line]) -> _Said:
    lines = [(line.number, fold(" ".join(filter(None, line.cells)))) for line in above]
    row, title = next((each for each in lines if _VPR.search(each[1])), (1, ""))
    programme = next((int(m[1]) for _, text in lines if (m := _PROGRAMME.search(text))), None)
    title = _PROGRAMME.sub("", title)
    held = _date(_labelled(above, "дата") or "")
    return _Said(sheet, row, title, programme, _first(_YEAR, title), held)


def _labelled(above: Sequence[Line], label: str) -> str | None:
    """Return what stands after a label, in its own cell or in the next that is filled."""
    for line in above:
        cells = [cell for cell in line.cells if cell is not None]
        for cell, after in zip(cells, [*cells[1:], None], strict=True):
            name, _, value = cell.partition(":")
            if fold(name) == label:
                return value.strip() or after
    return None


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1]) if match else None


def _of_sheet(name: str) -> tuple[int | None, str]:
    """Return the grade and subject that a sheet's name says: «5 РУ», «Математика 5»."""
    match = _SHEET.fullmatch(re.sub(r" ?(класс|кл\.)", "", fold(name)).strip())
    subject = "" if match is None else _SUBJECTS.get(match[2].strip(), match[2].strip())
    if match is None or subject not in _SUBJECTS.values():
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
    is_moved = held.year in _MOVED and held.month in _AUTUMN
    return held.year if held.month < _NEW_YEAR or is_moved else held.year + 1


def _is_moved(said: _Said) -> bool:
    if said.held is not None:
        return said.held.year in _MOVED and said.held.month in _AUTUMN
    return said.year in _MOVED and "осен" in said.title


def _remarks(said: _Said, year: int, grade: int) -> Iterator[Remark]:
    place = said.sheet.place(said.row)
    if said.held is not None and _school_year(said.held) != year:
        text = f"в заголовке {year} год, а дата — {said.held:%d.%m.%Y}"
        yield Remark(place, text, f"результаты отнесены к {school_year(year)} году", "R-year")
    elif _is_moved(said):
        text = f"работа перенесена с весны на осень {year} года"
        done = f"результаты отнесены к {school_year(year)} году и к программе {grade} класса"
        yield Remark(place, text, done, "R-autumn")


def _unsaid(said: _Said, what: str, example: str) -> Problem:
    hint = f"Напишите это над заголовком таблицы: {example}."
    return Problem(said.sheet.place(said.row), f"не сказано, {what}", hint, "T-080")
