"""ФИС ОКО, Ф1 «Индивидуальные результаты»: a row per pupil, scores of tasks, the mark."""

import re
from collections.abc import Iterator, Sequence

from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import number
from shnor_cli.tables.layouts.marking import IN_AUTUMN, Pupil, grade_as_written, table_of
from shnor_cli.tables.layouts.picking import Picked, cell, given, pick, said
from shnor_cli.tables.layouts.saying import grade_in, login_in, subject_in, work_of, year_in
from shnor_cli.tables.sheets import Line, Rows, Sheet
from shnor_cli.tables.texts import fold

TITLE = "Индивидуальные результаты (ФИС ОКО, Ф1)"

_PHRASE = "индивидуальные результаты"
_SCORE, _MARK, _CODE = "первичный балл", "отметка", "код участника"
_SCHOOL = ("оо", "логин оо", "логин")
_NAME = ("название оо", "наименование оо")
_TITLE = re.compile(r"впр[\s.,]+\d{4}(?: ?[/–—-] ?\d{2,4})?[\s.,]+(.+?)[\s.,]+(\d{1,2})[\s-]*класс")
_DATE_YEAR = re.compile(r"\b(20\d\d)\b")
_DECLARED = re.compile(r"кол-во участников:?[\s|]*(\d+)")
_OF_SCHOOL = re.compile(r"^(.*?)\s*\((?:sch|edu)\d+\)")


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such a report."""
    return _picked(sheet) is not None


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the marks of the report as a plain pupils' table.

    Raises:
        TableError: the report does not say what it is about, or has no results.
    """
    picked = _picked(sheet)
    if picked is not None:
        assessment, year = _work(picked)
        pupils = _pupils(picked, (assessment, year))
        remarks = [*picked.remarks(), *_declared(picked, pupils)]
        remarks += [grade_as_written(sheet)] if year == IN_AUTUMN else []
        yield table_of(sheet, pupils, remarks, greatest=_greatest(picked))


def _picked(sheet: Sheet) -> Picked | None:
    picked = pick(sheet, lambda header: _SCORE in header)
    if picked is None or _CODE in picked.header:
        return picked
    titles = " ".join(map(fold, said(sheet, picked.above)))
    return picked if _PHRASE in titles and _MARK in picked.header else None


def _work(picked: Picked) -> tuple[Assessment, int]:
    texts = said(picked.sheet, picked.above)
    title = next((match for text in texts if (match := _TITLE.search(fold(text)))), None)
    titled = title and (subject_in([title[1]]) or title[1])
    subject = _label(picked, "предмет") or titled or subject_in(texts)
    day = _DATE_YEAR.search(_label(picked, "дата") or "")
    year = year_in(texts) or (int(day[1]) if day else None)
    return work_of(
        picked.sheet,
        subject=subject and subject[:1].lower() + subject[1:],
        grade=int(title[2]) if title else grade_in(texts),
        year=year,
    )


def _label(picked: Picked, label: str) -> str | None:
    """Return the value of a label above the table: beside it, or in its cell after a colon."""
    for line in picked.above:
        first, *others = [each for each in line.cells if each is not None]
        name, _, value = first.partition(":")
        if fold(name) == label:
            return value.strip() or (others[0] if others else None)
    return None


def _greatest(picked: Picked) -> int | None:
    label = _label(picked, "максимальный первичный балл") or ""
    return int(label) if label.isdecimal() else None


def _pupils(picked: Picked, work: tuple[Assessment, int]) -> tuple[Pupil, ...]:
    school, names = picked.column(*_SCHOOL), picked.column(*_NAME)
    login, name = _school(picked) if school is None else (None, None)
    municipality = picked.column("муниципалитет")
    mark, score = picked.column(_MARK), picked.column(_SCORE)
    return tuple(
        Pupil(
            line.number,
            cell(line, school) or login,
            *work,
            given(cell(line, mark)),
            given(cell(line, score)),
            cell(line, names) or name,
            cell(line, municipality),
        )
        for line in picked.rows
    )


def _school(picked: Picked) -> tuple[str | None, str | None]:
    """Return the login and the name of the school that the lines above the table name."""
    texts = [each for line in picked.above for each in line.cells if each is not None]
    name = next((match[1] for text in texts if (match := _OF_SCHOOL.match(text))), None)
    return login_in(said(picked.sheet, picked.above)), name


def _joined(line: Line) -> str:
    return " | ".join(fold(each) for each in line.cells if each is not None)


def _declared(picked: Picked, pupils: Sequence[Pupil]) -> Iterator[Remark]:
    """Compare the participants that the report declares with its rows."""
    lines = (*picked.above, *picked.aside)
    found = [(line, match) for line in lines if (match := _DECLARED.search(_joined(line)))]
    declared = sum(int(match[1]) for _, match in found)
    counted = sum(each.took_part for each in pupils)
    if found and declared != counted:
        place = picked.sheet.place(found[0][0].number)
        text = f"заявлено участников {number(declared)}, а строк с результатом {number(counted)}"
        yield Remark(place, text, "учтены строки", "R-declared")
