"""Participants of works (участники работ) who stand in several rows or in several reports.

A code of a participant and a class serve to find the same participant and never leave these values.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from shnor_cli.tables.layouts.marking import Pupil
from shnor_cli.tables.texts import fold_school

_Key = tuple[str, str]
"""Class and code."""


@dataclass(frozen=True, slots=True)
class Written:
    """A row of a report, as far as it says who wrote the work."""

    pupil: Pupil
    group: str = ""
    """The class (класс), folded."""
    code: str = field(default="", repr=False)

    @property
    def work(self) -> tuple[object, ...]:
        """The work that was written, and the school."""
        return (fold_school(self.pupil.school or ""), self.pupil.assessment, self.pupil.year)

    @property
    def results(self) -> tuple[str | None, str | None]:
        """The mark and the score."""
        return (self.pupil.mark, self.pupil.score)


class Once(NamedTuple):
    """What is left of a report when each participant is counted once."""

    kept: tuple[Written, ...]
    same: tuple[Written, ...]
    """Rows that repeat a row above."""
    differing: tuple[tuple[Written, Written], ...]
    """Two results of one participant."""


class Parts(NamedTuple):
    """How reports stand to each other."""

    parts: tuple[int, ...]
    """By report: those that may hold the same participants are of one part."""
    beside: Mapping[int, tuple[int, int]]
    """Report -> the first that has other participants of its works, and of how many schools."""


def once(rows: Sequence[Written]) -> Once:
    """Leave one row of each participant who has a code; those without a result stay as they are."""
    first: dict[object, Written] = {}
    kept, same, differing = [], [], []
    for each in rows:
        is_known = each.code and each.pupil.took_part
        other = first.setdefault((each.work, each.group, each.code), each) if is_known else each
        if other is each:
            kept.append(each)
        elif other.results == each.results:
            same.append(each)
        else:
            differing.append((other, each))
    return Once(tuple(kept), tuple(same), tuple(differing))


def parts_of(reports: Sequence[Sequence[Written]]) -> Parts:
    """Tell which reports hold other participants of the same work and school."""
    works: dict[object, dict[int, list[Written]]] = defaultdict(lambda: defaultdict(list))
    for place, rows in enumerate(reports):
        for each in rows:
            if each.pupil.took_part:
                works[each.work][place].append(each)
    several = [found for found in works.values() if len(found) > 1]
    parts = list(range(len(reports)))
    for found in several:
        for one, other in combinations(found, 2):
            if _may_share(found[one], found[other]):
                least, most = sorted((parts[one], parts[other]))
                parts = [least if part == most else part for part in parts]
    beside = dict(_beside([sorted(found) for found in several], parts))
    return Parts(tuple(parts) if beside else (0,) * len(reports), beside)


def _may_share(one: Sequence[Written], other: Sequence[Written]) -> bool:
    """Whether a participant may stand in both: no code, or a code of the same class."""
    has_groups = all(each.group for each in (*one, *other))
    ones, others = (
        {(each.group if has_groups else "", each.code) for each in rows} for rows in (one, other)
    )
    return not ones.isdisjoint(others) or _is_untold(ones, others) or _is_untold(others, ones)


def _is_untold(ones: set[_Key], others: set[_Key]) -> bool:
    """Whether some have no code in a class that the others have too."""
    bare = {group for group, code in ones if not code}
    return any(group in bare for group, _ in others)


def _beside(
    several: Sequence[Sequence[int]], parts: Sequence[int]
) -> Iterator[tuple[int, tuple[int, int]]]:
    firsts: dict[int, list[int]] = defaultdict(list)
    for first, *others in several:
        for place in others:
            if parts[place] != parts[first]:
                firsts[place].append(first)
    for place, found in sorted(firsts.items()):
        yield place, (min(found), len(found))
