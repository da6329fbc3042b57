"""Deficits (дефициты) of a school: subjects of its grounds, and the tasks done worst.

Shares of tasks are judged by nobody, so no bound is named: the lowest of each assessment stand
beside the share of the group that the source reports.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from shnor_cli.criteria.rules import GROUP_ALL
from shnor_cli.engine.verdicts import Fact, Identification
from shnor_cli.model import Assessment, group_id, group_of
from shnor_cli.russian import NBSP, Numeric, exact, join_and, nbsp, number, plural

LOWEST = 3
"""Tasks told of an assessment, where only the lowest are told."""

_KEY = "procedure, subject, level, grade"


def subjects_in_words(facts: Sequence[Fact]) -> str:
    """Name the subjects of the grounds, with assessments: «математика (5 процедур)»."""
    slices: dict[str, set[Assessment]] = {}
    for fact in facts:
        if fact.slice.subject:
            slices.setdefault(fact.slice.subject, set()).add(fact.slice)
    ordered = sorted(slices.items(), key=lambda each: (-len(each[1]), each[0]))
    return nbsp(join_and([subject + _many(found) for subject, found in ordered]))


def _many(slices: Collection[Assessment]) -> str:
    """Say how many assessments there are; a slice of a whole subject is none."""
    count = sum(1 for each in slices if each.procedure and each.grade)
    return f" ({plural(count, 'процедура', 'процедуры', 'процедур')})" if count else ""


def tasks_in_words(
    identification: Identification, index: int, subjects: Collection[str]
) -> tuple[list[str], str]:
    """Return the lowest tasks of a school in the report year, and whose shares stand beside them.

    A line for each assessment of the subjects, or of all where none is named. Where the group is
    reported of an assessment, only the tasks below it are told, those furthest below first, as in
    the memo on deficits.
    """
    results = identification.results
    if not results.tasks:
        return [], ""
    school = results.schools[index]
    group = _nearest_group(identification, school.municipality)
    rows = results.connection.execute(
        f"""SELECT {_KEY}, task, own.skill, own.share, beside.share
            FROM {results.tasks} AS own
            LEFT JOIN (SELECT {_KEY}, task, share FROM {results.tasks}
                       WHERE school = '' AND "group" = $group AND year = $year) AS beside
            USING ({_KEY}, task)
            WHERE own.school = $school AND own.year = $year
            ORDER BY {_KEY}, own.share - coalesce(beside.share, 0), task""",
        {"group": group, "year": identification.year, "school": school.id},
    ).fetchall()
    counted = _participants(identification, index) if group else {}
    found: dict[Assessment, list[_Task]] = {}
    for procedure, subject, level, grade, *task in rows:
        if not subjects or subject in subjects:
            slice_ = Assessment(procedure, subject, level, int(grade))
            found.setdefault(slice_, []).append(_Task(*task))
    lines = {each: _lowest(tasks, counted.get(each, 0)) for each, tasks in found.items()}
    beside = any(lines[each] and _is_compared(tasks) for each, tasks in found.items())
    alone = {each: beside and not _is_compared(tasks) for each, tasks in found.items()}
    said = [
        nbsp(f"{each.title}{_ALONE if alone[each] else ''}: {tasks}")
        for each, tasks in lines.items()
        if tasks
    ]
    return said, nbsp(group_in_words(group)) if beside else ""


_ALONE = " (доли группы в отчёте нет, названы задания с наименьшим выполнением)"


class _Task(NamedTuple):
    """A task of a school, and the share of the group where it is reported of the assessment."""

    number: str
    skill: str
    share: Decimal
    beside: Decimal | None


def _lowest(tasks: Sequence[_Task], participants: int) -> str:
    """Tell the first tasks; of those below a group it says how many more there are."""
    is_compared = _is_compared(tasks)
    if is_compared:
        tasks = [each for each in tasks if is_behind(each.share, each.beside, participants)]
    said, more = "; ".join(_task(*each) for each in tasks[:LOWEST]), len(tasks) - LOWEST
    if is_compared and more > 0:
        said += f"; и ещё {plural(more, 'задание', 'задания', 'заданий')}"
    return said


def _is_compared(tasks: Sequence[_Task]) -> bool:
    return any(each.beside is not None for each in tasks)


def _participants(identification: Identification, index: int) -> dict[Assessment, int]:
    """Return how many of a school wrote each assessment in the report year."""
    results = identification.results
    rows = results.connection.execute(
        f"SELECT assessment, participants FROM {results.facts} "
        "WHERE school = $school AND year = $year AND participants > 0",
        {"school": index, "year": identification.year},
    ).fetchall()
    return {results.assessments[assessment]: count for assessment, count in rows}


def is_behind(share: Numeric, beside: Decimal | None, participants: int) -> bool:
    """Whether a share is below that of a group by what one pupil is at least; 0 is not known."""
    gap = Fraction(0) if beside is None else exact(share) - exact(beside)
    return gap < 0 and (not participants or -gap * participants >= _WHOLE)


_WHOLE = 100
"""The maximal score in percent."""


def _nearest_group(identification: Identification, municipality: str) -> str:
    """Return the group whose tasks the source reports: the school's own district, region, all."""
    rows = identification.results.connection.execute(
        f"""SELECT DISTINCT "group" FROM {identification.results.tasks}
            WHERE school = '' AND year = {identification.year} ORDER BY ALL"""
    ).fetchall()
    groups = [group for (group,) in rows]
    own = group_id("municipality", municipality)
    regions = [group for group in groups if group_of(group)[0] == "region"]
    if own in groups:
        return own
    if len(regions) == 1:
        return str(regions[0])
    return EVERYONE if EVERYONE in groups else ""


EVERYONE = group_id(GROUP_ALL, GROUP_ALL)
"""The group of all who wrote an assessment."""


def group_in_words(group: str) -> str:
    """Name a group whose tasks are reported: «Заречный край», «вся выборка»."""
    return "вся выборка" if group == EVERYONE else group_of(group)[1]


def _task(task: str, skill: str, share: Decimal, beside: Decimal | None) -> str:
    named = f"задание{NBSP}{task}" + (f", {skill[:1].lower()}{skill[1:]}" if skill else "")
    said = f"{named}{NBSP}— {number(share, 1)}{NBSP}%"
    return said if beside is None else f"{said} ({number(beside, 1)}{NBSP}%)"
