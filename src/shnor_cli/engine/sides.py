"""The other side of a comparison: a number, another value of the school, or a group's statistic."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.rules import Source
from shnor_cli.engine.align import on_slices
from shnor_cli.engine.bounded import PRECISION
from shnor_cli.engine.columns import read_column
from shnor_cli.engine.court import Court
from shnor_cli.engine.exact import Cell, Exact
from shnor_cli.engine.population import groups
from shnor_cli.engine.reasons import Reasons
from shnor_cli.model import Flags, Floats, Grid, Integers, group_id

ExactSide = Callable[[Cell], Fraction | None]


class Side(NamedTuple):
    """The other side for every cell: floats of shape (S, Y, K), NaN where unknown."""

    value: Floats
    exact: ExactSide
    """Exact value of a cell; None where it has no fraction."""
    constant: Fraction | None = None
    """The number where it is one and the same everywhere."""
    applicable: Flags | None = None
    """Where the other side applies; None where it always does."""
    members: Callable[[int, int, int], Integers] | None = None
    """Of a statistic of groups: the schools that it is taken over in a cell, by index."""
    error: Floats | float = 0.0
    """How far a float may be from the true value, where what it was computed from was large."""


def side_of(court: Court, grid: Grid, bound: Fraction | Source, members: Flags) -> Side:
    """Return the other side of a comparison.

    Args:
        court: what is judged.
        grid: the indicator compared.
        bound: a number or a source.
        members: shape (S, Y, K), the schools that make up groups: to which the criterion applies.
    """
    if isinstance(bound, Fraction):
        return _constant(grid, bound)
    if bound.value is not None:
        return _constant(grid, bound.corrected(bound.value))
    if bound.group is not None:
        return _group_side(court, grid, bound, members)
    own = _own_side(court, grid, bound)
    times, minus = float(bound.factor), float(bound.minus or 0)
    value = own.value * times - minus
    error = _error(bound, np.abs(own.value))
    return Side(value, _adjusted(bound, own.exact), applicable=own.applicable, error=error)


def _constant(grid: Grid, number: Fraction) -> Side:
    value = np.broadcast_to(np.float64(float(number)), grid.value.shape)
    return Side(value, lambda _: number, number)


def _error(source: Source, size: Floats) -> Floats:
    """Bound the error of an adjusted value that was computed from values of such a size."""
    return PRECISION * ((1 + size) * abs(float(source.factor)) + abs(float(source.minus or 0)))


def _adjusted(source: Source, exact: ExactSide) -> ExactSide:
    def value(cell: Cell) -> Fraction | None:
        known = exact(cell)
        return None if known is None else source.corrected(known)

    return value


def _own_side(court: Court, grid: Grid, source: Source) -> Side:
    """Another value of the same school, or what its group reported of itself."""
    exact = court.exact
    if source.years_ago is not None:
        back = source.years_ago
        value = np.full(grid.value.shape, np.nan)
        value[:, back:] = grid.value[:, : max(grid.value.shape[1] - back, 0)]
        return Side(
            value, lambda cell: exact.value(grid.indicator, (cell[0], cell[1] - back, cell[2]))
        )
    if source.indicator is not None:
        other = court.grid(source.indicator)

        def of_other(cell: Cell) -> Fraction | None:
            place = other.slices.index(grid.slices[cell[2]]) if other.sliced else 0
            return exact.value(other.indicator, (cell[0], cell[1], place))

        applies = on_slices(other, ~court.does_not_apply(other), grid.slices, absent=False)
        value = on_slices(other, other.value, grid.slices, np.nan)
        return Side(value, of_other, applicable=applies)
    return _reported_side(court, grid, source.reported or "")


def _reported_side(court: Court, grid: Grid, attribute: str) -> Side:
    """The same indicator from the group's own row in the source."""
    value = np.full(grid.value.shape, np.nan)
    reported, tables = court.measured.reported, court.results.reported
    rows = np.full(court.shape, -1)
    if reported is None or tables is None:
        return Side(value, lambda _: None)
    theirs = reported.grids[grid.indicator]
    positions = tables.schools.places
    for year, name in enumerate(court.measured.years):
        group = groups(court.results, attribute, name)
        found = [positions.get(group_id(attribute, label), -1) for label in group.labels]
        rows[:, year] = np.array([*found, -1])[group.codes]
        if name in reported.years:
            column = on_slices(theirs, theirs.value, grid.slices, np.nan)[:, reported.year(name)]
            known = rows[:, year] >= 0
            value[known, year] = column[rows[known, year]]
    exact = _exact_of_groups(court)

    def of_group(cell: Cell) -> Fraction | None:
        key = grid.slices[cell[2]]
        row = int(rows[cell[0], cell[1]])
        if exact is None or row < 0 or key not in theirs.slices:
            return None
        year = reported.years.index(court.measured.years[cell[1]])
        return exact.value(grid.indicator, (row, year, theirs.slices.index(key)))

    return Side(value, of_group)


def _exact_of_groups(court: Court) -> Exact | None:
    reported, tables = court.measured.reported, court.results.reported
    if reported is None or tables is None:
        return None
    everyone = np.ones((len(tables.schools), len(reported.years)), np.bool_)
    return Exact(tables, court.methodology, reported.years, reported.grids, everyone)


def _group_side(court: Court, grid: Grid, source: Source, members: Flags) -> Side:
    """A mean, median or percentile of the school's group, slice by slice and year by year."""
    value, size = np.full(grid.value.shape, np.nan), np.zeros(grid.value.shape)
    weights = _weights(court, grid, source)
    inside: dict[tuple[int, int, int], Integers] = {}
    codes = np.full(court.shape, -1)
    for year, name in enumerate(court.measured.years):
        group = groups(court.results, source.group or "all", name)
        codes[:, year] = group.codes
        for place in range(grid.value.shape[2]):
            known = members[:, year, place] & court.compared[:, year]
            known &= np.isfinite(grid.value[:, year, place])
            found = np.full(len(group.labels) + 1, np.nan)
            sizes = np.zeros(len(found))
            for code, schools in group.members(known):
                if len(schools) >= court.methodology.min_group:
                    found[code] = _statistic(
                        source, grid.value[schools, year, place], weights[schools, year, place]
                    )
                    sizes[code] = np.abs(grid.value[schools, year, place]).max()
                    inside[code, year, place] = schools
            value[:, year, place] = found[group.codes]
            size[:, year, place] = sizes[group.codes]
    exact = _GroupExact(court, grid, source, inside, codes, weights)
    return Side(value, exact, members=exact.members, error=_error(source, size))


@dataclass(eq=False, repr=False)
class _GroupExact:
    """Exact statistics of groups, each worked out once."""

    court: Court
    grid: Grid
    source: Source
    inside: dict[tuple[int, int, int], Integers]
    codes: Integers
    weights: Floats
    _known: dict[tuple[int, int, int], Fraction | None] = field(default_factory=dict, init=False)

    def members(self, school: int, year: int, place: int) -> Integers:
        """Return the schools of the group of a school."""
        return self.inside[int(self.codes[school, year]), year, place]

    def __call__(self, cell: Cell) -> Fraction | None:
        key = (int(self.codes[cell[0], cell[1]]), cell[1], cell[2])
        if key not in self._known:
            self._known[key] = self._statistic(key)
        return self._known[key]

    def _statistic(self, key: tuple[int, int, int]) -> Fraction | None:
        if self.source.minus_sd:
            return None
        exact = self.court.exact
        schools = self.inside[key]
        values, weights = [], []
        for school, weight in zip(schools, self.weights[schools, key[1], key[2]], strict=True):
            value = exact.value(self.grid.indicator, (int(school), key[1], key[2]))
            if value is None:
                return None
            if math.isfinite(weight):
                values.append(value)
                weights.append(Fraction(repr(float(weight))))  # the decimal as written
        return self.source.corrected(_exact_statistic(self.source, values, weights))


def _weights(court: Court, grid: Grid, source: Source) -> Floats:
    """Weights of schools in a mean, shape (S, Y, K); NaN makes a school's weight unknown."""
    match source.weighted:
        case None | "schools":
            return np.broadcast_to(np.float64(1), grid.value.shape)
        case "participants":
            behind = grid.denominator
            return np.ones(grid.value.shape) if behind is None else behind.astype(np.float64)
        case column:
            value, _, _ = read_column(court.results, column, court.measured.years, Reasons())
            return np.broadcast_to(value, grid.value.shape)


def _statistic(source: Source, values: Floats, weights: Floats) -> float:
    if source.mean is not None:
        known = np.isfinite(weights)
        total = weights[known].sum()
        statistic = float((values[known] * weights[known]).sum() / total) if total else math.nan
    else:
        statistic = _quantile(source, np.sort(values))
    if source.minus_sd:
        deviation = float(values.std(ddof=1)) if len(values) > 1 else math.nan
        return (
            statistic * float(source.factor)
            - float(source.minus or 0)
            - float(source.minus_sd) * deviation
        )
    return statistic * float(source.factor) - float(source.minus or 0)


def _exact_statistic(source: Source, values: list[Fraction], weights: list[Fraction]) -> Fraction:
    if source.mean is not None:
        total = sum(weights, Fraction(0))
        return sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0)) / total
    below, above, part = _quantile_place(source, len(values))
    ordered = sorted(values)
    return ordered[below] + (ordered[above] - ordered[below]) * part


def _quantile(source: Source, ordered: Floats) -> float:
    below, above, part = _quantile_place(source, len(ordered))
    return float(ordered[below] + (ordered[above] - ordered[below]) * float(part))


def _quantile_place(source: Source, count: int) -> tuple[int, int, Fraction]:
    """Return positions of the two neighbours and how far between them the quantile lies.

    Definitions of Hyndman and Fan (1996): linear is type 7, weibull type 6, inverted_cdf type 1.
    """
    if source.median is not None:
        return (count - 1) // 2, count // 2, Fraction(1, 2)
    share = (source.percentile or Fraction(0)) / 100
    match source.method:
        case "inverted_cdf":
            place = Fraction(max(math.ceil(count * share) - 1, 0))
        case "weibull":
            place = min(max((count + 1) * share - 1, Fraction(0)), Fraction(count - 1))
        case "lower":
            place = Fraction(math.floor((count - 1) * share))
        case "higher":
            place = Fraction(math.ceil((count - 1) * share))
        case _:
            place = (count - 1) * share
    below = math.floor(place)
    return below, min(below + 1, count - 1), place - below
