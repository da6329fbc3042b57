"""The ends of a group: the lowest or highest share or number of schools, ties together."""

import math
from fractions import Fraction

import numpy as np

from shnor_cli.criteria.rules import Ends
from shnor_cli.engine.court import Court
from shnor_cli.engine.population import groups
from shnor_cli.engine.proof import floats_prove
from shnor_cli.engine.ranking import Ranked, ranked
from shnor_cli.model import Flags, Floats, Grid, Integers


def end_margins(court: Court, grid: Grid, ends: Ends, members: Flags) -> tuple[Floats, Floats]:
    """Return margins of «is in the end of its group» and the cuts, both of shape (S, Y, K).

    The margin is the distance to the nearest value on the other side of the cut, infinite where
    there is none, NaN where the school has no group or its group is too small. The cut is the
    value of the last school inside; NaN where nobody is.
    """
    margins = np.full(grid.value.shape, np.nan)
    cuts = np.full(grid.value.shape, np.nan)
    for year, name in enumerate(court.measured.years):
        group = groups(court.results, ends.within, name)
        for place in range(grid.value.shape[2]):
            known = members[:, year, place] & court.compared
            known &= np.isfinite(grid.value[:, year, place])
            for _, schools in group.members(known):
                if len(schools) >= court.methodology.min_group:
                    order = _ordered(court, grid, ends, schools, (year, place))
                    found, cut = _cut(order, grid.value[:, year, place], ends)
                    margins[order.members, year, place] = found
                    cuts[order.members, year, place] = cut
    return margins, cuts


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


def _cut(order: Ranked, values: Floats, ends: Ends) -> tuple[Floats, float]:
    """Return the margins of a group's members, in the order given, and the cut."""
    count = len(order.members)
    inside = _size(order, ends)
    x = values[order.members]
    last_in = x[inside - 1] if inside else np.nan
    first_out = x[inside] if inside < count else np.nan
    position = np.arange(count)
    to_out = np.abs(first_out - x) if inside < count else np.full(count, np.inf)
    to_in = np.abs(x - last_in) if inside else np.full(count, np.inf)
    return np.where(position < inside, to_out, -to_in), float(last_in)


def _size(order: Ranked, ends: Ends) -> int:
    """How many schools lie in the end: ties in or out together."""
    asked = ends.size.of(len(order.members))
    if ends.ties == "exclude":
        return int(max(end for end in order.ends if end <= math.floor(asked)))
    wanted = min(math.ceil(asked), len(order.members))
    return int(min(end for end in order.ends if end >= wanted))
