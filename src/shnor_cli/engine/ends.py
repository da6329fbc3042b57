"""The ends of a group: the lowest or highest share or number of schools, ties together."""

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.rules import Ends
from shnor_cli.engine.court import Court
from shnor_cli.engine.kleene import ON_THRESHOLD
from shnor_cli.engine.population import groups
from shnor_cli.engine.proof import floats_prove
from shnor_cli.engine.ranking import Ranked, ranked
from shnor_cli.model import Flags, Floats, Grid, Integers, Ranks


class Ended(NamedTuple):
    """How schools stand to the end of their group, arrays of shape (S, Y, K)."""

    margins: Floats
    """Distance to the nearest value on the other side of the cut, infinite where there is none,
    NaN where the school has no group or its group is too small."""
    cuts: Floats
    """That value: of the first school outside for those inside, of the last inside for others."""
    ranks: Ranks


def in_ends(court: Court, grid: Grid, ends: Ends, members: Flags) -> Ended:
    """Answer «is in the end of its group» for every school, year and slice."""
    shape = grid.value.shape
    margins, cuts = np.full(shape, np.nan), np.full(shape, np.nan)
    ranks = Ranks(*(np.zeros(shape, np.int32) for _ in Ranks._fields))
    for year, name in enumerate(court.measured.years):
        group = groups(court.results, ends.within, name)
        for place in range(shape[2]):
            known = members[:, year, place] & court.compared[:, year]
            known &= np.isfinite(grid.value[:, year, place])
            for _, schools in group.members(known):
                if len(schools) >= court.methodology.min_group:
                    order = _ordered(court, grid, ends, schools, (year, place))
                    inside = _size(order, ends)
                    found = _cut(order, grid.value[:, year, place], inside)
                    at = order.members, year, place
                    margins[at], cuts[at] = found
                    ranks.place[at] = order.first + 1
                    ranks.size[at], ranks.inside[at] = len(schools), inside
    return Ended(margins, cuts, ranks)


def _ordered(
    court: Court, grid: Grid, ends: Ends, schools: Integers, at: tuple[int, int]
) -> Ranked:
    """Order a group from the wanted end."""
    sign = 1 if ends.lowest is not None else -1
    exact = None if floats_prove(court.methodology, grid.indicator) else court.exact

    def value(school: int) -> Fraction | None:
        known = exact.value(grid.indicator, (school, *at)) if exact is not None else None
        return None if known is None else sign * known

    return ranked(sign * grid.value[:, *at], schools, None if exact is None else value)


def _cut(order: Ranked, values: Floats, inside: int) -> tuple[Floats, Floats]:
    """Return margins and cuts of a group's members, in the order given."""
    x = values[order.members]
    last_in = x[inside - 1] if inside else np.nan
    first_out = x[inside] if inside < len(x) else np.nan
    is_in = np.arange(len(x)) < inside
    cuts = np.where(is_in, first_out, last_in)
    # values that fractions alone tell apart may be one float
    away = np.where(np.isnan(cuts), np.inf, np.maximum(np.abs(cuts - x), ON_THRESHOLD))
    return np.where(is_in, away, -away), cuts


def _size(order: Ranked, ends: Ends) -> int:
    """How many schools lie in the end: ties in or out together."""
    asked = ends.size.of(len(order.members))
    if ends.ties == "exclude":
        return int(max(end for end in order.ends if end <= math.floor(asked)))
    wanted = min(math.ceil(asked), len(order.members))
    return int(min(end for end in order.ends if end >= wanted))
