"""Measures: ratios of sums over the rows of a school."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shnor_cli.criteria.indicators import Measure, Share, Sum
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import WHOLE, Assessment
from tests.slow.tables import Row, Tables
from tests.slow.values import Gap, Number, Value

Cell = tuple[int, int, Assessment]
"""A school, a year and a slice."""

Ratio = tuple[Fraction, int]
"""What is counted, and out of how many."""


def cut(assessment: Assessment, each: str) -> Assessment:
    """Return the slice an assessment belongs to."""
    match each:
        case "assessment":
            return assessment
        case "school":
            return WHOLE
        case "subject":
            return WHOLE._replace(subject=assessment.subject)
        case "procedure":
            return WHOLE._replace(procedure=assessment.procedure)
        case "level":
            return WHOLE._replace(level=assessment.level)
        case _:
            return WHOLE._replace(grade=assessment.grade)


def matches(measure: Measure, methodology: Methodology, assessment: Assessment) -> bool:
    """Return whether an assessment is among those that are measured."""
    if assessment.procedure not in methodology.procedures:
        return False
    return measure.of is None or any(
        (each.procedure is None or assessment.procedure in each.procedure)
        and (each.subject is None or assessment.subject in each.subject)
        and (each.level is None or assessment.level in each.level)
        and (each.grade is None or assessment.grade in each.grade)
        for each in measure.of
    )


def counted(measure: Measure, methodology: Methodology, tables: Tables, cell: Cell) -> Value:
    """Return the value of a measure in a cell."""
    school, year, part = cell
    ever = [
        row
        for row in tables.rows
        if row.school == school
        and matches(measure, methodology, row.assessment)
        and cut(row.assessment, measure.each) == part
    ]
    here = {row.assessment: row for row in ever if row.year == year}
    dropped = {each for each, row in here.items() if _is_dropped(row, methodology, tables)}
    taken = [row for row in here.values() if row.assessment not in dropped]
    known = [row for row in taken if _ratio(measure, methodology, row)]
    if known:
        return _value(measure, methodology, known)
    silent = [each for each in ever if each.assessment not in dropped]
    states = {_gap(each.assessment, here, methodology, year) for each in silent}
    return Gap.UNKNOWN if Gap.UNKNOWN in states else Gap.NOT_APPLICABLE


def _is_dropped(row: Row, methodology: Methodology, tables: Tables) -> bool:
    """Whether a row does not count since the list doubts it."""
    objectivity = methodology.objectivity
    if objectivity is None or objectivity.policy != "drop":
        return False
    concerned = row.assessment.procedure in objectivity.procedures
    return concerned and any(mark.means(row) for mark in tables.doubted)


def _gap(
    assessment: Assessment, here: Mapping[Assessment, Row], methodology: Methodology, year: int
) -> Gap:
    """Return why an assessment that the school has in some year says nothing in this one."""
    if assessment in here:
        return Gap.UNKNOWN if here[assessment].participants else Gap.NOT_APPLICABLE
    not_held = year in methodology.procedures[assessment.procedure].not_held
    absent = not_held or methodology.absent == "not_applicable"
    return Gap.NOT_APPLICABLE if absent else Gap.UNKNOWN


def _value(measure: Measure, methodology: Methodology, rows: Sequence[Row]) -> Value:
    participants = sum(row.participants for row in rows)
    if participants < (measure.min_participants or 0):
        return Gap.UNKNOWN
    ratios = [ratio for ratio in (_ratio(measure, methodology, row) for row in rows) if ratio]
    above = sum((top for top, _ in ratios), Fraction(0))
    if measure.measure == "participants" or isinstance(measure.measure, Sum):
        return Number(above, participants)
    below = sum(bottom for _, bottom in ratios)
    return Number(above / below, below) if below else Gap.UNKNOWN


def _ratio(measure: Measure, methodology: Methodology, row: Row) -> Ratio | None:
    """Return what a row counts, None where it does not say or has no participants."""
    if row.participants == 0:
        return None
    procedure = methodology.procedures[row.assessment.procedure]
    scale = procedure.scale or ()
    match measure.measure:
        case "low_share":
            return _share(row, procedure.low or ())
        case "quality":
            return _share(row, procedure.good or ())
        case Share(share=names) | Sum(sum=names):
            return _share(row, [name for name in names if name in scale])
        case "mean_mark":
            return _marks(row, [name for name in scale if name.isdigit()])
        case "mean_score":
            known = row.score_sum is not None
            return (Fraction(row.score_sum or 0), row.participants) if known else None
        case "participation":
            enrolled = row.enrolled
            return None if enrolled is None else (Fraction(row.participants), enrolled)
        case "participants":
            return Fraction(row.participants), row.participants


def _share(row: Row, names: Sequence[str]) -> Ratio | None:
    counts = [row.counts.get(name) for name in names]
    if all(count is None for count in counts):
        return None
    return Fraction(sum(count or 0 for count in counts)), row.participants


def _marks(row: Row, names: Sequence[str]) -> Ratio | None:
    counts = {name: row.counts.get(name) for name in names}
    if all(count is None for count in counts.values()):
        return None
    total = sum(int(name) * (count or 0) for name, count in counts.items())
    return Fraction(total), sum(count or 0 for count in counts.values())
