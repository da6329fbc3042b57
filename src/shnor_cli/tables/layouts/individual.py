"""ФИС ОКО, Ф1 «Индивидуальные результаты»: a row per pupil, scores of tasks, the mark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.errors import Problem, TableError
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import fold, number, plural
from shnor_cli.tables.faults import Faults, error_of, one, shortened
from shnor_cli.tables.layouts.disagreements import disagreements
from shnor_cli.tables.layouts.marking import IN_AUTUMN, Pupil, grade_as_written, table_of
from shnor_cli.tables.layouts.once import Once, Written, once, parts_of
from shnor_cli.tables.layouts.picking import Picked, given, heading_of, pick, said
from shnor_cli.tables.layouts.procedures import procedure_of
from shnor_cli.tables.layouts.said import labelled, said_above, year_of_day
from shnor_cli.tables.layouts.saying import (
    GRADE,
    first_login_in,
    grade_in,
    subject_in,
    work_of,
    year_in,
)
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.standing import sifted
from shnor_cli.tables.sheets import Line, Rows, Sheet
from shnor_cli.tables.texts import LOGIN, fold_school

TITLE = "Индивидуальные результаты (ФИС ОКО, Ф1)"

_PHRASE = "индивидуальные результаты"
_SCORE, _MARK, _CODE = "первичный балл", "отметка", "код участника"
_SCHOOL = ("оо", "логин оо", "логин")
_NAME = ("название оо", "наименование оо")
_TITLE = re.compile(r"впр[\s.,]+\d{4}(?: ?[/–—-] ?\d{2,4})?[\s.,]+(.+?)[\s.,]+" + GRADE.pattern)
_DECLARED = re.compile(r"кол-во участников:?[\s|]*(\d+)")
_OF_SCHOOL = re.compile(rf"^(.*?)\s*\({LOGIN}\)", re.IGNORECASE)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such a report."""
    return _picked(sheet) is not None


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    return heading_of(sheet, _is_header)


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the marks of the report as a plain pupils' table.

    Raises:
        TableError: the report does not say what it is about, has no results, or contradicts itself.
    """
    yield from read_together((sheet,))


def read_together(sheets: Sequence[Sheet]) -> Iterator[Rows]:
    """Yield the marks of several reports, each participant of a report once.

    Reports of one school and work by classes say what part of its participants each of them holds.

    Raises:
        TableError: see `read`; with every fault of every report.
    """
    faults: Faults = []
    reports: list[_Report] = []
    for sheet in sheets:
        try:
            reports.append(_report(sheet))
        except TableError as error:
            faults.extend(error.problems)
    if faults:
        raise error_of(faults)
    found = parts_of([each.rows for each in reports])
    for place, report in enumerate(reports):
        beside = found.beside.get(place)
        points = () if beside is None else (_points(report, reports[beside[0]], beside[1]),)
        remarks = (*report.table.remarks, *points)
        yield report.table._replace(remarks=remarks, day=f"Ф1 {found.parts[place]}")


@dataclass(frozen=True)
class _Report:
    """A report, read."""

    table: Rows
    rows: tuple[Written, ...]


def _report(sheet: Sheet) -> _Report:
    picked = _picked(sheet)
    if picked is None:
        raise one(sheet.place(), "нет столбца «Код участника»", code="T-012")
    faults = list(disagreements(said_above(sheet, picked.above), picked.above))
    procedure = procedure_of(sheet, picked.above, faults)
    if faults:
        raise error_of(faults)
    assessment, year = _work(picked, procedure)
    picked, left_out = sifted(picked, assessment.procedure)
    found = once(tuple(_written(picked, (assessment, year))))
    if found.differing:
        raise error_of(_differing(sheet, found))
    pupils = tuple(each.pupil for each in found.kept)
    remarks = [*sheet.remarks, *picked.remarks(), *left_out, *_repeats(sheet, found)]
    remarks += _declared(picked, pupils)
    remarks += [grade_as_written(sheet)] if year == IN_AUTUMN else []
    return _Report(table_of(sheet, pupils, remarks, greatest=_greatest(picked)), found.kept)


def _differing(sheet: Sheet, found: Once) -> Iterator[Problem]:
    problems = [
        Problem(
            sheet.place(other.pupil.row),
            f"у этого участника уже есть другой результат в строке {first.pupil.row}",
            code="T-050",
        )
        for first, other in found.differing[: sheet.most.problems]
    ]
    return shortened(problems, len(found.differing))


def _repeats(sheet: Sheet, found: Once) -> Iterator[Remark]:
    if found.same:
        text = f"повторы участников: {plural(len(found.same), 'строка', 'строки', 'строк')}"
        place = sheet.place(found.same[0].pupil.row)
        yield Remark(place, text, "каждый учтён один раз", "R-repeat")


def _points(report: _Report, first: _Report, count: int) -> Remark:
    schools = plural(count, "школы", "школ", "школ")
    where = first.table.place().in_words()
    text = f"у {schools} участники той же работы есть и в отчёте {where}"
    done = "это другие участники, они сложены"
    return Remark(report.table.place(), text, done, "R-points")


def _picked(sheet: Sheet) -> Picked | None:
    picked = pick(sheet, _is_header)
    if picked is None or _CODE in picked.header:
        return picked
    titles = " ".join(map(fold, said(sheet, picked.above)))
    return picked if _PHRASE in titles and _MARK in picked.header else None


def _is_header(header: frozenset[str]) -> bool:
    return _SCORE in header


def _work(picked: Picked, procedure: str) -> tuple[Assessment, int]:
    texts = said(picked.sheet, picked.above)
    title = next((match for text in texts if (match := _TITLE.search(fold(text)))), None)
    titled = title and (subject_in([title[1]]) or title[1])
    subject = labelled(picked.above, "предмет") or titled or subject_in(texts)
    year = year_in(texts) or year_of_day(labelled(picked.above, "дата"))
    return work_of(
        picked.sheet,
        procedure,
        subject=subject and subject[:1].lower() + subject[1:],
        grade=int(title[2]) if title else grade_in(texts),
        year=year,
    )


def _greatest(picked: Picked) -> int | None:
    label = labelled(picked.above, "максимальный первичный балл")
    return int(label) if label.isdecimal() else None


def _written(picked: Picked, work: tuple[Assessment, int]) -> Iterator[Written]:
    school, names = picked.column(*_SCHOOL), picked.column(*_NAME)
    login, name = _school(picked) if school is None else (None, None)
    municipality = picked.column("муниципалитет")
    mark, score = picked.column(_MARK), picked.column(_SCORE)
    group, code = picked.column("класс"), picked.column(_CODE)
    for line in picked.rows:
        pupil = Pupil(
            line.number,
            line.cell(school) or login,
            *work,
            given(line.cell(mark)),
            given(line.cell(score)),
            line.cell(names) or name,
            line.cell(municipality),
        )
        yield Written(pupil, fold_school(line.cell(group) or ""), fold(line.cell(code) or ""))


def _school(picked: Picked) -> tuple[str | None, str | None]:
    """Return the login and the name of the school that the lines above the table name."""
    texts = [each for line in picked.above for each in line.cells if each is not None]
    name = next((match[1] for text in texts if (match := _OF_SCHOOL.match(text))), None)
    return first_login_in(said(picked.sheet, picked.above)), name


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
