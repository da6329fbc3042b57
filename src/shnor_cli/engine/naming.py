"""Assessments named together: «ВПР: математика и русский язык, 4–8 классы», not each by its title.

Wherever a list of them is told, it is told by this.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from shnor_cli.model import Assessment
from shnor_cli.russian import join_and

_RUN = 3
"""Grades in a row that are written by the first and the last."""


class Named(NamedTuple):
    """Assessments of one procedure, alike in their grades, and how many they are."""

    text: str
    many: int


def named_together(assessments: Iterable[Assessment]) -> tuple[Named, ...]:
    """Name assessments by procedure and grades, each once, as they come first.

    What has no grade, or no subject, stands apart from what has.
    """
    grades: dict[tuple[str, str, bool], dict[int, Assessment]] = {}
    for each in dict.fromkeys(assessments):
        key = each.procedure, _subject(each), bool(each.grade)
        grades.setdefault(key, {})[each.grade] = each
    alike: dict[tuple[str, bool, tuple[int, ...]], list[Assessment]] = {}
    for (procedure, subject, _), found in grades.items():
        key_of_alike = procedure, bool(subject), tuple(sorted(found))
        alike.setdefault(key_of_alike, []).extend(found.values())
    return tuple(
        Named(_name(procedure, of, found), len(found))
        for (procedure, _, of), found in alike.items()
    )


def names_together(assessments: Iterable[Assessment]) -> str:
    """Name assessments in one line."""
    return "; ".join(each.text for each in named_together(assessments))


def _name(procedure: str, grades: Sequence[int], found: Sequence[Assessment]) -> str:
    if len(found) == 1:
        return found[0].title
    subjects = join_and([each for each in dict.fromkeys(map(_subject, found)) if each])
    said = ", ".join(filter(None, (subjects, _grades(grades))))
    return f"{procedure}: {said}" if procedure and said else procedure or said


def _subject(assessment: Assessment) -> str:
    return assessment._replace(procedure="", grade=0).title


def _grades(grades: Sequence[int]) -> str:
    """Write grades: «9 класс», «5 и 7 классы», «4–6 и 8 классы»."""
    if not any(grades):
        return ""
    parts: list[str] = []
    for _, run in groupby(enumerate(grades), lambda each: each[1] - each[0]):
        row = [str(grade) for _, grade in run]
        parts += [f"{row[0]}–{row[-1]}"] if len(row) >= _RUN else row
    return f"{join_and(parts)} {'класс' if len(grades) == 1 else 'классы'}"
