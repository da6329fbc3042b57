"""«Статистика по отметкам» (ФИС ОКО): a row per group, the percents of its marks.

One subject and grade on a sheet; a workbook may have many such sheets.
"""

from collections.abc import Iterator, Sequence

from shnor_cli.tables.layouts.aggregated import KEY_HEADER, has_report, read_report
from shnor_cli.tables.sheets import Rows, Sheet

TITLE = "Статистика по отметкам (ФИС ОКО)"

_MARKS = ("2", "3", "4", "5")
_UNKNOWN = (None,) * len(_MARKS)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet has a header with groups of participants and the four marks."""
    return has_report(sheet, _are_marks)


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


def _are_marks(labels: Sequence[str]) -> bool:
    return tuple(labels) == _MARKS
