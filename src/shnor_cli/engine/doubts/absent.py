"""Assessments of last year without a row in this one.

Of a school whose neighbours have theirs, of all schools of a municipality, of all schools.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.counts import ABSENT, PARTICIPANTS, fetch_counts
from shnor_cli.engine.doubts.rows import held, measured
from shnor_cli.engine.doubts.telling import school, titles, told
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS, LEAST_SCHOOLS
from shnor_cli.errors import Place
from shnor_cli.model import Flags, Integers, Remark, Results
from shnor_cli.russian import plural, quote, school_year

CODE = "Q-03"
_DONE = "принято как отсутствие данных; проверьте полноту таблиц"


class _Two(NamedTuple):
    """Participants of last year and of this one, shape (S, A)."""

    before: Integers
    now: Integers

    def all_lost(self, group: Integers) -> Flags:
        """Say of what several schools of a group had nothing is left in it, shape (G, A)."""
        had = _by_group(group, self.before > 0)
        pupils = _by_group(group, self.before)
        left = _by_group(group, self.now != ABSENT)
        lost: Flags = (had >= LEAST_SCHOOLS) & (pupils >= LEAST_PARTICIPANTS) & (left == 0)
        return lost

    def lost(self, group: Integers) -> Flags:
        """Say what a school lacks and more than half of the others of its group have again."""
        had, kept = self.before > 0, (self.before > 0) & (self.now > 0)
        most = 2 * _by_group(group, kept) > _by_group(group, had) - 1
        lost: Flags = (self.before >= LEAST_PARTICIPANTS) & (self.now == ABSENT) & most[group]
        return lost


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask what all schools lack, what those of a municipality lack, what a school lacks.

    Of many schools only what the methodology measures is asked: others may be held by turns.
    """
    codes = np.array(sorted(held(results, methodology, year)), np.int64)
    wanted = fetch_counts(results, (year - 1, year), {PARTICIPANTS: codes.tolist()})
    two = _Two(*(wanted[PARTICIPANTS][:, at, codes] for at in (0, 1)))
    names, group = np.unique(np.array(results.schools.municipalities, str), return_inverse=True)
    asked = np.isin(codes, [*measured(results, methodology)])
    of_all = two.all_lost(np.zeros_like(group)) & asked
    of_group = two.all_lost(group) & asked & ~of_all
    lost = two.lost(group)
    if of_all.any():
        yield _of_many(results, "", year, codes[of_all[0]])
    groups = np.flatnonzero(of_group.any(axis=1)).tolist()
    yield from told(groups, lambda at: _of_many(results, names[at], year, codes[of_group[at]]))
    pupils = np.where(lost, two.before, 0).sum(axis=1)
    found = np.flatnonzero(lost.any(axis=1))
    worst = found[np.argsort(-pupils[found], kind="stable")].tolist()
    still = [index for index in worst if results.schools.is_open(index, year)]
    yield from told(still, lambda at: _tell(results, at, year, codes[lost[at]], pupils[at]))


def _by_group(group: Integers, numbers: Integers | Flags) -> Integers:
    """Sum over the schools of each group; what is not known counts for nothing."""
    sums = np.zeros((int(group.max(initial=0)) + 1, numbers.shape[1]), np.int64)
    np.add.at(sums, group, np.maximum(numbers, 0))
    return sums


def _of_many(results: Results, municipality: str, year: int, missing: Integers) -> Remark:
    whose = f"{quote(municipality)}: " if municipality else ""
    text = (
        f"{whose}за {school_year(year)} учебный год ни у одной школы нет строк, которые были годом "
        f"раньше: {titles(results, missing)}"
    )
    return Remark(Place(), text, _DONE, CODE)


def _tell(results: Results, index: int, year: int, missing: Integers, pupils: int) -> Remark:
    many = plural(int(pupils), "участник", "участника", "участников")
    text = (
        f"школа {school(results, index)}: за {school_year(year)} учебный год нет строк, которые "
        f"были годом раньше ({many}) и есть у большинства школ рядом: {titles(results, missing)}"
    )
    return Remark(Place(), text, _DONE, CODE)
