"""«Статистика по отметкам» (ФИС ОКО): a row per group, the percents of its marks.

One subject and grade on a sheet; a workbook may have many such sheets.
"""

from collections.abc import Iterator, Sequence

from shnor_cli.errors import Problem
from shnor_cli.russian import fold, quote
from shnor_cli.tables.layouts.aggregated import (
    KEY_HEADER,
    has_report,
    headers_of,
    heading_of,
    read_report,
)
from shnor_cli.tables.layouts.bands import HEAD_WITHIN
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.sheets import Rows, Sheet

TITLE = "Статистика по отметкам (ФИС ОКО)"

_MARKS = ("2", "3", "4", "5")
_CALLED = "статистика по отметкам"
_HINT = (
    "Нужны столбцы «Группы участников», «Кол-во участников», «2», «3», «4» и «5» (или «Отметка 2», "
    "«2, %», «Доля 2»), каждый один раз."
)
_UNKNOWN = (None,) * len(_MARKS)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet has a header with groups of participants and the four marks."""
    return has_report(sheet, _are_marks)


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    return heading_of(sheet, _are_marks)


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the report as a plain table of counts.

    Raises:
        TableError: with every place of the sheet that is wrong.
    """
    report = read_report(sheet, _are_marks)
    yield Rows(
        sheet.source,
        sheet.name,
        (*KEY_HEADER, *_MARKS),
        tuple(row.number for row in report.rows),
        tuple(
            (*key, *(map(str, row.counts) if row.counts else _UNKNOWN))
            for key, row in zip(report.keys(), report.rows, strict=True)
        ),
        report.remarks,
        has_nearest_groups=True,
        share_unit=report.share_unit,
    )


def unread(sheet: Sheet) -> Problem | None:
    """Say what is wrong with a sheet that is called so and has no columns of marks."""
    cells = (cell for line in sheet.lines[:HEAD_WITHIN] for cell in line.cells if cell)
    if not any(_CALLED in fold(cell) for cell in cells):
        return None
    found = headers_of(sheet)
    if found is None:
        return None
    line, headers = found
    fault = (
        "похоже на «Статистику по отметкам», но столбцы отметок не найдены: "
        f"{', '.join(map(quote, headers))}"
    )
    return Problem(sheet.place(line.number), fault, _HINT, "T-012")


def _are_marks(labels: Sequence[str]) -> bool:
    return tuple(labels) == _MARKS
