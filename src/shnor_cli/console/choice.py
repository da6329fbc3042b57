"""Which schools a screen shows, and how many there are of each kind, counted over arrays."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.rules import Comparison, Source
from shnor_cli.engine.findings import NO_CATEGORY, UNDECIDED
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Flags, Integers, Status

AT_MOST = 50
"""Schools on one screen."""

_NOISE = 1e-9
"""A bound times a number of pupils that lies so close to a whole number is that number."""


class Choice(NamedTuple):
    """Indices of the schools shown, in the order of the list, and how many are left out."""

    shown: tuple[int, ...]
    more: int
    """Schools that belong on the screen but did not fit."""
    others: int
    """Schools that do not belong on it."""


def chosen(found: Identification, *, everything: bool) -> Choice:
    """Choose the schools that meet a category, the undecided, and border cases."""
    order = found.judgement.order
    if everything:
        return Choice(tuple(map(int, order)), 0, 0)
    matter = order[_matters(found)[order]]
    shown = tuple(int(index) for index in matter[:AT_MOST])
    return Choice(shown, len(matter) - len(shown), len(order) - len(matter))


def counts(found: Identification) -> dict[str, int]:
    """Count the schools of each category, those undetermined, and those not judged, by name."""
    judgement = found.judgement
    judged = judgement.status == Status.JUDGED
    names = [category.name for category in found.methodology.categories]
    of_category = Counter(judgement.category[judged].tolist())
    said = {name: of_category[place] for place, name in enumerate(names)}
    if not names:
        said[Status.JUDGED.title] = int(judged.sum())
    undecided = int(judgement.undecided.sum())
    without = {
        UNDECIDED: undecided,
        NO_CATEGORY: of_category[-1] - undecided if names else 0,
        **{
            status.title: int((judgement.status == status).sum())
            for status in (Status.NOT_ASSESSED, Status.EXCLUDED, Status.NO_DATA)
        },
    }
    return said | {name: count for name, count in without.items() if count}


def _matters(found: Identification) -> Flags:
    judgement = found.judgement
    judged = judgement.status == Status.JUDGED
    if not found.methodology.categories:
        return np.asarray(judged)
    asks = np.array([*(each.when is not None for each in found.methodology.categories), False])
    matters = asks[judgement.category] | judgement.undecided | border_cases(found)
    return np.asarray(judged & matters)


def border_cases(found: Identification) -> Flags:
    """Say whose deciding fact one pupil would turn, shape (S,)."""
    border = np.zeros(len(found.results.schools), np.bool_)
    firsts = np.array([first for _, first in found.judgement.cells], np.int64)
    decider = found.judgement.decider
    owner = np.searchsorted(firsts, decider, side="right") - 1
    for place, (name, first) in enumerate(found.judgement.cells):
        mine = np.flatnonzero((decider >= 0) & (owner == place))
        rule = found.methodology.criteria[name]
        if len(mine) and isinstance(rule, Comparison) and _counts_pupils(found, rule):
            cells = (
                mine,
                *np.divmod(decider[mine] - first, len(found.judgement.answers[name].slices)),
            )
            border[mine] = _one_pupil(found, rule, name, cells)
    return border


def _counts_pupils(found: Identification, rule: Comparison) -> bool:
    bound = rule.bound[1] if rule.bound else None
    grid = found.measured.grids[rule.indicator]
    return (
        (bound.value if isinstance(bound, Source) else bound) is not None
        and found.methodology.indicators[rule.indicator].round is None
        and grid.numerator is not None
        and grid.scale == 1
    )


def _one_pupil(
    found: Identification, rule: Comparison, name: str, cells: tuple[Integers, ...]
) -> Flags:
    grid, threshold = found.measured.grids[rule.indicator], found.judgement.answers[name].threshold
    if grid.numerator is None or grid.denominator is None or threshold is None:
        raise AssertionError(name)
    count, whole = grid.numerator[cells], grid.denominator[cells]
    cut = threshold[cells] * whole
    cut = np.where(np.abs(cut - np.round(cut)) < _NOISE, np.round(cut), cut)
    inclusive = rule.at_least is not None or rule.less_than is not None
    least = np.ceil(cut) if inclusive else np.floor(cut) + 1
    down, up = (count == least) & (least >= 1), (count == least - 1) & (least <= whole)
    return np.asarray((grid.missing[cells] == 0) & (down | up))
