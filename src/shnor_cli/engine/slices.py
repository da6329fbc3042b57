"""Slices (срезы): which assessments stand behind each value of an indicator."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from shnor_cli.criteria.indicators import Each, Filter, Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import WHOLE, Assessment
from shnor_cli.russian import fold

_KEYS: Mapping[Each, Callable[[Assessment], Assessment]] = {
    "assessment": lambda a: a,
    "subject": lambda a: Assessment(subject=a.subject),
    "procedure": lambda a: Assessment(procedure=a.procedure),
    "grade": lambda a: Assessment(grade=a.grade),
    "level": lambda a: Assessment(level=a.level),
    "school": lambda _: WHOLE,
}


class Slices(NamedTuple):
    """The slices of a measure, sorted, and the codes of the assessments in each."""

    keys: tuple[Assessment, ...]
    codes: tuple[tuple[int, ...], ...]


def slices_of(
    measure: Measure, methodology: Methodology, assessments: Sequence[Assessment]
) -> Slices:
    """Return the slices of a measure over the assessments of the tables."""
    members: dict[Assessment, list[int]] = {WHOLE: []} if measure.each == "school" else {}
    for code, assessment in enumerate(assessments):
        if assessment.procedure in methodology.procedures and _wanted(measure, assessment):
            members.setdefault(_KEYS[measure.each](assessment), []).append(code)
    keys = tuple(sorted(members))
    return Slices(keys, tuple(tuple(members[key]) for key in keys))


def _wanted(measure: Measure, assessment: Assessment) -> bool:
    return measure.of is None or any(matches(each, assessment) for each in measure.of)


def matches(wanted: Filter, assessment: Assessment) -> bool:
    """Say whether an assessment passes a filter: everything the filter names must agree."""
    texts = (
        (wanted.procedure, assessment.procedure),
        (wanted.subject, assessment.subject),
        (wanted.level, assessment.level),
    )
    if any(names is not None and fold(own) not in map(fold, names) for names, own in texts):
        return False
    return wanted.grade is None or assessment.grade in wanted.grade
