"""What aggregated reports of ВПР say above their header: year, subject, grade."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.errors import Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import school_year
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.layouts.disagreements import disagreements
from shnor_cli.tables.layouts.procedures import procedure_of
from shnor_cli.tables.layouts.said import (
    PROGRAMME,
    Said,
    first,
    labelled,
    of_sheet,
    said_above,
    school_year_of_work,
)
from shnor_cli.tables.layouts.saying import GRADE, VPR
from shnor_cli.tables.layouts.subjects import subject_of
from shnor_cli.tables.sheets import Line, Sheet

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


def title_of(sheet: Sheet, above: Sequence[Line], faults: Faults) -> Title | None:
    """Return what a report is about; what is not said goes to `faults`, and None."""
    said = said_above(sheet, above)
    grade, subject = of_sheet(sheet.name)
    subject = subject_of(PROGRAMME.sub("", labelled(above, "предмет")).strip()) or subject
    grade = said.programme or first(GRADE, said.text) or grade
    year = _year(said)
    problems = [*_problems(said, year, grade, subject), *disagreements(said, above)]
    procedure = procedure_of(sheet, above, problems) or VPR
    faults += problems
    if problems or year is None or grade is None:
        return None
    most = labelled(above, "максимальный первичный балл")
    return Title(
        Assessment(procedure, subject, "", grade),
        year,
        int(most) if most.isdecimal() else None,
        tuple(_remarks(said, year, grade)),
    )


def _year(said: Said) -> int | None:
    if said.year is not None or said.held is None:
        return said.year
    return school_year_of_work(said.held)


def _problems(said: Said, year: int | None, grade: int | None, subject: str) -> Iterator[Problem]:
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


def _remarks(said: Said, year: int, grade: int) -> Iterator[Remark]:
    place, taken = said.sheet.place(said.row), f"результаты отнесены к {school_year(year)} году"
    if said.date and said.held is None:
        yield Remark(place, f"дата «{said.date}» не читается", taken, "R-year")
    if said.held is not None and school_year_of_work(said.held) > year:
        text = f"в заголовке {year} год, а дата — {said.held:%d.%m.%Y}"
        yield Remark(place, text, taken, "R-year")
        return
    if said.is_moved:
        text = f"работа перенесена с весны на осень {year} года"
        yield Remark(place, text, f"{taken} и к программе {grade} класса", "R-autumn")
