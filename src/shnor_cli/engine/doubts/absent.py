"""Assessments of last year without a row in this one, while the neighbours have theirs."""

from collections.abc import Iterator

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.counts import ABSENT, PARTICIPANTS, fetch_counts
from shnor_cli.engine.doubts.rows import held
from shnor_cli.engine.doubts.telling import school, titles, told
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS
from shnor_cli.errors import Place
from shnor_cli.model import Flags, Integers, Remark, Results
from shnor_cli.russian import plural, school_year

CODE = "Q-03"


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools that lack what most of those in their municipality have again."""
    codes = sorted(held(results, methodology, year))
    wanted = fetch_counts(results, (year - 1, year), {PARTICIPANTS: codes})
    before, now = (wanted[PARTICIPANTS][:, position, codes] for position in (0, 1))
    lost = (before >= LEAST_PARTICIPANTS) & (now == ABSENT)
    suspect = lost & _most_have(results, before > 0, now > 0)
    pupils = np.where(suspect, before, 0).sum(axis=1)
    found = np.flatnonzero(suspect.any(axis=1))
    worst = found[np.argsort(-pupils[found], kind="stable")].tolist()
    still = [index for index in worst if not _closed(results, index, year)]
    places = np.array(codes, np.int64)
    yield from told(still, lambda at: _tell(results, at, year, places[suspect[at]], pupils[at]))


def _most_have(results: Results, before: Flags, now: Flags) -> Flags:
    """Say where more than half of the others of a municipality have it again, shape (S, A)."""
    names, group = np.unique(np.array(results.schools.municipalities, str), return_inverse=True)
    had, kept = (np.zeros((len(names), before.shape[1]), np.int64) for _ in range(2))
    np.add.at(had, group, before)
    np.add.at(kept, group, before & now)
    most: Flags = (2 * kept > had - 1)[group]
    return most


def _closed(results: Results, index: int, year: int) -> bool:
    opened, closed = results.schools.open_years.get(index, (year, year))
    return not opened <= year <= closed


def _tell(results: Results, index: int, year: int, missing: Integers, pupils: int) -> Remark:
    many = plural(int(pupils), "участник", "участника", "участников")
    text = (
        f"школа {school(results, index)}: за {school_year(year)} учебный год нет строк, которые "
        f"были годом раньше ({many}) и есть у большинства школ рядом: {titles(results, missing)}"
    )
    return Remark(Place(), text, "принято как отсутствие данных; проверьте полноту таблиц", CODE)
