"""Pupils' results of reports as the plain pupils' table; marks that are missing come from scales.

A report layout makes a `Pupil` of each row and gives them all to `table_of`. Nothing of who a pupil
is ever gets here, and messages show no cell that could be a name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.errors import Problem, TableError
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import plural, quote, school_year
from shnor_cli.tables.faults import Faults, error_of, hidden, one, shortened
from shnor_cli.tables.scales import Scale, unknown_scale
from shnor_cli.tables.sheets import Cells, Rows, Sheet
from shnor_cli.tables.texts import count_of

HEADER = (
    "школа",
    "название",
    "муниципалитет",
    "год",
    "процедура",
    "предмет",
    "уровень",
    "класс",
    "отметка",
)
IN_AUTUMN = 2020
"""The year whose works were written in autumn, a grade later than their programme."""

_Work = tuple[Assessment, int]
"""What was written, and its school year."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """What a report says of one pupil's work."""

    row: int
    school: str | None
    assessment: Assessment
    year: int
    mark: str | None = None
    """The mark as written; it wins over the score."""
    score: str | None = None
    """The primary score as written; with neither the pupil did not take part."""
    name: str | None = None
    """Of the school."""
    municipality: str | None = None

    @property
    def took_part(self) -> bool:
        """Whether there is a result."""
        return self.mark is not None or self.score is not None


def table_of(
    sheet: Sheet,
    pupils: Sequence[Pupil],
    remarks: Sequence[Remark] = (),
    *,
    greatest: int | None = None,
) -> Rows:
    """Return pupils as a plain table, with a remark for each scale that gave marks.

    Args:
        sheet: the report.
        pupils: its rows.
        remarks: what was odd in it.
        greatest: the greatest primary score, where the report says it.

    Raises:
        TableError: there are no results or no school, a scale is not known, a score is no score.
    """
    if not any(each.took_part for each in pupils):
        raise nothing_in(sheet)
    if all(each.school is None for each in pupils):
        hint = "Впишите логин школы в имя файла: «edu241234 ВПР 2024. География, 6 класс»."
        raise one(sheet.place(), "не сказано, какая это школа", hint, "T-080")
    marks, used = _by_scales(sheet, pupils, greatest)
    cells = tuple(_cells(each, each.mark or marks.get(each.row)) for each in pupils)
    numbers = tuple(each.row for each in pupils)
    return Rows(sheet.source, sheet.name, HEADER, numbers, cells, (*remarks, *used))


def grade_as_written(sheet: Sheet, row: int | None = None) -> Remark:
    """Return the remark on works of 2020 whose source does not say by which grade they go."""
    text = "ВПР 2020 года писали осенью, классом старше программы"
    return Remark(sheet.place(row), text, "класс прочитан как класс программы", "R-autumn")


def nothing_in(sheet: Sheet) -> TableError:
    """Make the error of a report without a single result."""
    fault = "ни одного результата: похоже, это незаполненная «Форма сбора результатов»"
    hint = (
        "Нужен отчёт с результатами: «Индивидуальные результаты» или «Статистика по отметкам» "
        "из личного кабинета ФИС ОКО, раздел «Аналитика»."
    )
    return one(sheet.place(), fault, hint, "T-093")


def _by_scales(
    sheet: Sheet, pupils: Sequence[Pupil], greatest: int | None
) -> tuple[dict[int, str], tuple[Remark, ...]]:
    """Return the marks by row of those who have a score alone, and what is to be said of them."""
    faults: Faults = []
    marks: dict[int, str] = {}
    remarks: list[Remark] = []
    for work, scored in _without_marks(pupils).items():
        scale = _scale(sheet, work, greatest, faults)
        if scale is not None:
            found = {each.row: _mark(scale, each.score or "") for each in scored}
            marks |= {row: mark for row, mark in found.items() if mark is not None}
            faults += _wrong_scores(sheet, [each for each in scored if found[each.row] is None])
            remarks.append(_used(sheet, work, scale, len(scored)))
    if faults:
        raise error_of(faults)
    return marks, tuple(remarks)


def _without_marks(pupils: Sequence[Pupil]) -> dict[_Work, list[Pupil]]:
    """Return those who have a score and no mark, by their work."""
    works: dict[_Work, list[Pupil]] = {}
    for each in pupils:
        if each.mark is None and each.score is not None:
            works.setdefault((each.assessment, each.year), []).append(each)
    return works


def _scale(sheet: Sheet, work: _Work, greatest: int | None, faults: Faults) -> Scale | None:
    """Return the scale of a work; why there is none goes to the faults."""
    scale = sheet.scales.scale_of(*work)
    if scale is None:
        faults.append(unknown_scale(sheet.place(), *work))
    elif None not in {greatest, scale.greatest} and greatest != scale.greatest:
        fault = (
            f"наибольший балл здесь {greatest}, а в шкале {scale.greatest}: она от другой работы"
        )
        hint = f"Шкала: {scale.source}. Впишите верную в файл scales.yaml рабочей папки."
        faults.append(Problem(sheet.place(), fault, hint, "T-090"))
        return None
    return scale


def _mark(scale: Scale, text: str) -> str | None:
    try:
        score = count_of(text)
    except ValueError:
        return None
    return scale.mark_of(score) if isinstance(score, int) else None


def _wrong_scores(sheet: Sheet, pupils: Sequence[Pupil]) -> Iterator[Problem]:
    problems = []
    for each in pupils[: sheet.most.problems]:
        text = each.score or ""
        fault = hidden(f"{quote(text)} не первичный балл этой работы", text)
        problems.append(Problem(sheet.place(each.row), fault, code="T-091"))
    return shortened(problems, len(pupils))


def _used(sheet: Sheet, work: _Work, scale: Scale, count: int) -> Remark:
    assessment, year = work
    pupils = plural(count, "участника", "участников", "участников")
    text = f"нет отметок {pupils}: {assessment.title}, {school_year(year)}"
    note = f"; {scale.note}" if scale.note else ""
    done = f"взяты по шкале: {scale.in_words()} ({scale.source}){note}"
    return Remark(sheet.place(), text, done, "R-scale")


def _cells(pupil: Pupil, mark: str | None) -> Cells:
    work = pupil.assessment
    return (
        pupil.school,
        pupil.name,
        pupil.municipality,
        str(pupil.year),
        work.procedure,
        work.subject,
        work.level or None,
        str(work.grade) if work.grade else None,
        mark,
    )
