"""What a report of ВПР says in two places must be one: its subject, its grade, its year."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.russian import fold, quote, school_year
from shnor_cli.tables.layouts.groups import names_school
from shnor_cli.tables.layouts.periods import full_school_years
from shnor_cli.tables.layouts.said import (
    Said,
    first,
    label_of,
    of_sheet,
    school_year_of_work,
)
from shnor_cli.tables.layouts.saying import GRADE, subject_in
from shnor_cli.tables.sheets import Line

_TITLED = re.compile(rf"\bвпр\b(.*?){GRADE.pattern}")
"""A title whose subject stands between the words «ВПР» and «класс»."""
_DIGITS = re.compile(r"(\d{1,2})")


class _Told(NamedTuple):
    """What one place of a report says."""

    where: str
    value: object
    """What it means; empty where it says nothing."""
    shown: str


_NOTHING = _Told("", None, "")


def disagreements(said: Said, above: Sequence[Line]) -> Iterator[Problem]:
    """Yield what a report says in two ways, with both places."""
    told = {
        "предмет назван": _subjects(said, above),
        "класс назван": _grades(said, above),
        "год назван": _years(said, above),
    }
    for what, places in told.items():
        one, *others = [each for each in places if each.value] or [_NOTHING]
        other = next((each for each in others if each.value != one.value), None)
        if other is not None:
            fault = f"{what} по-разному: {one.where} — {one.shown}, {other.where} — {other.shown}"
            yield Problem(said.sheet.place(said.row), fault, code="T-084")


def _subjects(said: Said, above: Sequence[Line]) -> Iterator[_Told]:
    label = label_of(above, "предмет")
    texts = {
        f"в строке {said.row}": _between(said.title),
        f"в строке {label.row} («Предмет»)": label.value,
        "в имени листа": of_sheet(said.sheet.name)[1],
    }
    for where, text in texts.items():
        found = subject_in([text]) if text else None
        yield _Told(where, found, quote(found) if found else "")


def _between(title: str) -> str:
    """Return where a title may name its subject; the name of a school may have such words too."""
    match = _TITLED.search(title)
    return "" if match is None or names_school(match[1]) else match[1]


def _grades(said: Said, above: Sequence[Line]) -> Iterator[_Told]:
    label, of_name = label_of(above, "класс"), of_sheet(said.sheet.name)[0]
    grades = {
        f"в строке {said.row}": first(GRADE, said.title),
        f"в строке {label.row} («Класс»)": first(_DIGITS, label.value),
        # a sheet may be called by the grade that wrote or by that of the programme
        "в имени листа": None if of_name == said.programme else of_name,
    }
    return (_Told(where, grade, f"{grade} класс") for where, grade in grades.items())


def _years(said: Said, above: Sequence[Line]) -> Iterator[_Told]:
    if said.year is None:
        return
    if (bare := said.bare_year) is not None:
        yield _Told(f"в строке {said.row}", bare, str(bare))
    for line in above:
        for full in sorted(full_school_years(fold(cell) for cell in line.cells if cell)):
            # a moved autumn counts for the school year before
            year = said.year if said.is_moved and full == said.year + 1 else full
            yield _Told(f"в строке {line.number}", year, school_year(full))
    # a later date may be that of the export, and is remarked on
    if said.held is not None and (year := school_year_of_work(said.held)) <= said.year:
        shown = f"{said.held:%d.%m.%Y} ({school_year(year)})"
        yield _Told(f"в строке {said.dated.row} («Дата»)", year, shown)
