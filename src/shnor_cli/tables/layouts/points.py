"""Protocols of one exam and day in several files, as exam points (ППЭ) give them.

Their participants are added where every one is told from every other; a participant who may stand
in two of them makes the two one protocol given twice, which is noticed when its counts are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from shnor_cli.tables.layouts.sittings import Sitting

_SheetDay = tuple[int, dt.date]
"""A sheet, and a day of those it tells of."""


class Points(NamedTuple):
    """How the sheets of a day stand to each other."""

    parts: Mapping[_SheetDay, int]
    """Sheet and day -> its part of that day: sheets that may repeat each other are of one."""
    beside: Mapping[int, tuple[int, int]]
    """Sheet -> the first that has other participants of its exams, and of how many schools."""


def points_of(sittings: Sequence[Sitting]) -> Points:
    """Tell which sheets of a day hold other participants of the same exam and school."""
    groups: dict[tuple[object, ...], list[Sitting]] = defaultdict(list)
    for each in sittings:
        exam = each.exam
        key = (exam.procedure, exam.subject, exam.level, exam.year, exam.date, each.person.school)
        groups[key].append(each)
    parts = {(each.sheet, each.exam.date): each.sheet for each in sittings}
    several = [group for group in groups.values() if len({each.sheet for each in group}) > 1]
    for group in several:
        for one, other in _maybe_same(group):
            _join(parts, one, other, group[0].exam.date)
    beside = _beside(several, parts)
    return Points(parts if beside else dict.fromkeys(parts, 0), beside)


def _maybe_same(group: Sequence[Sitting]) -> Iterator[tuple[int, int]]:
    """Yield pairs of sheets in which one participant of an exam and a school may stand."""
    persons = [each.person for each in group]
    if not (all(each.names for each in persons) or all(each.document for each in persons)):
        yield from pairwise(sorted({each.sheet for each in group}))
        return
    alike: dict[object, list[Sitting]] = defaultdict(list)
    for each in group:
        for mark in filter(None, (each.person.names, each.person.document)):
            alike[mark].append(each)
    for same in alike.values():
        for one, other in combinations(same, 2):
            if one.person.is_same(other.person):
                yield one.sheet, other.sheet


def _join(parts: dict[_SheetDay, int], one: int, other: int, day: dt.date) -> None:
    first, last = sorted((parts[one, day], parts[other, day]))
    if first != last:
        same = [key for key, part in parts.items() if part == last and key[1] == day]
        parts.update(dict.fromkeys(same, first))


def _beside(
    groups: Iterable[Sequence[Sitting]], parts: Mapping[_SheetDay, int]
) -> dict[int, tuple[int, int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for group in groups:
        first, *others = sorted({each.sheet for each in group})
        for sheet in others:
            if len({parts[each, group[0].exam.date] for each in (first, sheet)}) > 1:
                found[sheet].append(first)
    return {sheet: (min(firsts), len(firsts)) for sheet, firsts in sorted(found.items())}
