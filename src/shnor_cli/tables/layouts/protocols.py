"""ВПР, raw protocols (протоколы): scores of tasks and the primary score, rarely a mark.

Each year's form has its own headers. The subject and the grade of the programme stand in the name
of the file, absent pupils in the column of the variant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import fold, school_year
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.layouts.marking import IN_AUTUMN, Pupil, nothing_in, table_of
from shnor_cli.tables.layouts.picking import (
    Picked,
    given,
    head_of,
    heading_of,
    pick,
    said,
)
from shnor_cli.tables.layouts.procedures import procedure_of
from shnor_cli.tables.layouts.saying import (
    VPR,
    first_login_in,
    grade_in,
    subject_in,
    work_of,
    year_in,
)
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.standing import sifted
from shnor_cli.tables.sheets import Line, Rows, Sheet

TITLE = "Протокол ВПР с первичными баллами"

_SHEET, _EMPTY_FORM = "протокол", "форма сбора результатов"
_OF_REPORT = "первичный балл"
"""A column of Ф1 that no protocol has."""
_TITLES = 5
"""Rows at the top of the empty form that may say what it is."""
_VARIANT = re.compile(r"var-1$|вариант\b")
"""In autumn 2020 the first part alone says who was absent."""
_ABSENT = frozenset({"отсутствовал", "отсутствовала", "не присутствовал", "не присутствовала"})
_TASK = re.compile(r"\d+(\.\d+)*( ?[кk]\d+)?( ?\(.*\))?")
_TOTAL = ("sum", "всего баллов", "итого баллов", "сумма баллов")
_SCHOOL = ("user", "логин школы", "пользователь", "логин оо", "логин")
_MUNICIPALITY = ("муниципалитет", "регион")
"""What a protocol of spring 2021 calls «регион» is a municipality."""
_AUTUMN = re.compile(r"(Mat|Rus|MAT|RUS|(?<![a-z])(?:mat|rus))(\d{1,2})(?!\d)")
_AUTUMN_SUBJECTS = {"mat": "математика", "rus": "русский язык"}

_Result = tuple[str | None, str | None]
"""The mark and the primary score as written."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of protocols: the headers that only it has, and its school year."""

    needs: frozenset[str]
    year: int | None = None

    def fits(self, header: frozenset[str]) -> bool:
        """Whether a header is of this form."""
        has_variant = any(_VARIANT.match(each) for each in header)
        return has_variant and self.needs <= header and _OF_REPORT not in header


_IN_AUTUMN = _Form(frozenset({"user", "klass", "otc", "sum"}), IN_AUTUMN)
_FORMS = (
    _IN_AUTUMN,
    _Form(frozenset({"логин школы", "номер обучающегося"}), 2021),
    _Form(frozenset({"пользователь", "код"}), 2022),
    _Form(frozenset({"код участника"})),
)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is a protocol, or the empty form for one."""
    return head_of(sheet, _is_header) is not None or _is_empty_form(sheet)


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    return heading_of(sheet, _is_header)


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the marks of a protocol, by the scales, as a plain pupils' table.

    Raises:
        TableError: it is the empty form, does not say what it is about, or a scale is not known.
    """
    found = _picked(sheet)
    if found is None:
        raise nothing_in(sheet)
    picked, left_out = sifted(found, VPR)
    results = tuple(_results(picked))
    if not any(results):
        raise nothing_in(sheet)
    form = next(each for each in _FORMS if each.fits(frozenset(picked.header)))
    work = _work(picked, form)
    remarks = [*picked.remarks(), *left_out, *_added(picked)]
    remarks += [_a_grade_later(sheet, *work)] if form is _IN_AUTUMN else []
    yield table_of(sheet, tuple(_pupils(picked, work, results)), remarks)


def _picked(sheet: Sheet) -> Picked | None:
    return pick(sheet, _is_header)


def _is_header(header: frozenset[str]) -> bool:
    return any(form.fits(header) for form in _FORMS)


def _is_empty_form(sheet: Sheet) -> bool:
    texts = [fold(text) for text in said(sheet, sheet.lines[:_TITLES])]
    return fold(sheet.name) == _SHEET and any(_EMPTY_FORM in text for text in texts)


def _work(picked: Picked, form: _Form) -> tuple[Assessment, int]:
    sheet, texts = picked.sheet, said(picked.sheet, picked.above)
    faults: Faults = []
    procedure = procedure_of(sheet, picked.above, faults)
    if faults:
        raise error_of(faults)
    if form is not _IN_AUTUMN:
        subject, year = subject_in(texts), year_in(texts) or form.year
        return work_of(sheet, procedure, subject=subject, grade=grade_in(texts), year=year)
    found = _AUTUMN.search(texts[-1])
    subject = _AUTUMN_SUBJECTS[found[1].casefold()] if found else None
    return work_of(
        sheet, procedure, subject=subject, grade=found and int(found[2]) - 1, year=form.year
    )


def _pupils(
    picked: Picked, work: tuple[Assessment, int], results: Sequence[_Result | None]
) -> Iterator[Pupil]:
    school, municipality = picked.column(*_SCHOOL), picked.column(*_MUNICIPALITY)
    login = first_login_in(said(picked.sheet, picked.above)) if school is None else None
    for line, result in zip(picked.rows, results, strict=True):
        mark, score = result or (None, None)
        own, where = line.cell(school) or login, line.cell(municipality)
        yield Pupil(line.number, own, *work, mark, score, municipality=where)


def _results(picked: Picked) -> Iterator[_Result | None]:
    """Yield the mark and the primary score of each row, None of pupils who were absent."""
    variants, tasks = picked.columns(_VARIANT.match), picked.columns(_TASK.fullmatch)
    mark, total = picked.column("отметка"), picked.column(*_TOTAL)
    for line in picked.rows:
        said_of = {fold(each) for place in variants if (each := line.cell(place)) is not None}
        score = _added_up(line, tasks) if total is None else given(line.cell(total))
        result = (given(line.cell(mark)), score)
        yield None if said_of & _ABSENT or result == (None, None) else result


def _added_up(line: Line, tasks: Sequence[int]) -> str | None:
    """Return the sum of the tasks, or the cell that is no score."""
    scores = [each for place in tasks if (each := given(line.cell(place))) is not None]
    if not scores:
        return None
    unfit = next((each for each in scores if not each.isdecimal()), None)
    return unfit or str(sum(map(int, scores)))


def _added(picked: Picked) -> Iterator[Remark]:
    if picked.column(*_TOTAL) is None:
        text = "итога баллов в протоколе нет"
        yield Remark(picked.sheet.place(), text, "сложены баллы за задания", "R-tasks")


def _a_grade_later(sheet: Sheet, assessment: Assessment, year: int) -> Remark:
    text = f"осень 2020 года: писали в {assessment.grade + 1} классе по программе предыдущего"
    done = f"учтено как {assessment.grade} класс, {school_year(year)} учебный год"
    return Remark(sheet.place(), text, done, "R-autumn")
