"""Which schools a screen shows, and how many there are of each kind, counted over arrays."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from shnor_cli.engine.distance import deciding_cells, pupils
from shnor_cli.engine.findings import NO_CATEGORY, UNDECIDED
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Flags, Status

AT_MOST = 50
"""Schools on one screen."""


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
            for status in (Status.NOT_ASSESSED, Status.EXCLUDED, Status.NO_DATA, Status.CLOSED)
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
    for name, first in found.judgement.cells:
        cells = deciding_cells(found, name, first)
        border[cells.schools] = pupils(found, found.methodology.criteria[name], cells) == 1
    return border
