"""«Распределение первичных баллов» (ФИС ОКО): a row per group, the percents of each score.

Scores become marks by the scale of that year, subject and grade. A mark that stands in another file
is surer than one taken from a scale, so that these tables are spare: see `tables/spare.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from shnor_cli.model import Remark, Sign
from shnor_cli.tables.layouts.aggregated import (
    KEY_HEADER,
    Report,
    has_report,
    heading_of,
    read_report,
)
from shnor_cli.tables.layouts.restoring import Row
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.scales import Scale
from shnor_cli.tables.sheets import Rows, Sheet

TITLE = "Распределение первичных баллов (ФИС ОКО)"

_MARKS = ("2", "3", "4", "5")


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet has a header with groups of participants and the scores 0, 1, 2, ..."""
    return has_report(sheet, _are_scores)


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    return heading_of(sheet, _are_scores)


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the report as a plain table of counts of marks, empty where no scale is known.

    Raises:
        TableError: with every place of the sheet that is wrong.
    """
    report = read_report(sheet, _are_scores)
    scale = _fitting(sheet.scales.scale_of(report.title.assessment, report.title.year), report)
    signs, asked = _piled(sheet, scale, report)
    yield Rows(
        sheet.source,
        sheet.name,
        (*KEY_HEADER, *_MARKS, "сумма баллов"),
        tuple(row.number for row in report.rows),
        tuple(
            (*key, *_marks(row, scale), _total(row))
            for key, row in zip(report.keys(), report.rows, strict=True)
        ),
        (*report.remarks, *_by_scale(sheet, scale), *asked),
        is_spare=True,
        signs=signs,
        # a mark is many scores, each of which is rounded
        share_unit=report.share_unit and max(report.share_unit // len(report.labels), 1),
    )


def _are_scores(labels: Sequence[str]) -> bool:
    return len(labels) > 1 and tuple(labels) == tuple(map(str, range(len(labels))))


def _fitting(scale: Scale | None, report: Report) -> Scale | None:
    """Return the scale unless it is of a work with another greatest score."""
    most = report.title.most or len(report.labels) - 1
    return scale if scale is not None and scale.greatest in {None, most} else None


def _by_scale(sheet: Sheet, scale: Scale | None) -> Iterator[Remark]:
    if scale is not None:
        done = f"взяты по шкале: {scale.in_words()} ({scale.source})"
        yield Remark(sheet.place(), "отметок нет, есть первичные баллы", done, "R-scale")


def _piled(
    sheet: Sheet, scale: Scale | None, report: Report
) -> tuple[tuple[Sign, ...], tuple[Remark, ...]]:
    """Return the piles above borders of marks, and the questions about them."""
    if scale is None:
        return (), ()
    from shnor_cli.engine.doubts.telling import asked  # many modules, a rare report
    from shnor_cli.tables.layouts import borders

    signs = tuple(borders.signs(sheet, report.title, report.rows, scale))
    return signs, tuple(asked(signs, borders.CODE))


def _marks(row: Row, scale: Scale | None) -> tuple[str | None, ...]:
    if scale is None or not row.counts:
        return (None,) * len(_MARKS)
    ends = (-1, *scale.bounds, len(row.counts))
    return tuple(str(sum(row.counts[low + 1 : high + 1])) for low, high in pairwise(ends))


def _total(row: Row) -> str | None:
    total = sum(score * count for score, count in enumerate(row.counts))
    return str(total) if row.counts else None
