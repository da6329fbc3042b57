"""Indicators computed from other indicators: points, formulas, changes."""

import operator
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import Band, Change, FormulaIndicator, Points
from shnor_cli.criteria.sources import BOUNDS
from shnor_cli.engine.align import common_slices, on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.bounded import Bounded, bounded, greatest, least, mended, nearest
from shnor_cli.engine.exact import Cell, holds, near
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Assessment, Flags, Floats, Grid, Why

_OPERATORS: Mapping[str, Callable[[Bounded, Bounded], Bounded]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_FUNCTIONS: Mapping[str, Callable[[Bounded, Bounded], Bounded]] = {"min": least, "max": greatest}


def points_grid(bench: Bench, name: str, points: Points) -> Grid:
    """Give points or letters for the first band that a value lies in."""
    base = bench.grids[points.points]
    band = np.full(base.value.shape, -1)
    for position in reversed(range(len(points.bands))):
        band[_inside(points.bands[position], base.value)] = position
    _mend_near_bounds(bench, base, points.bands, band)
    missing = base.missing.copy()
    outside = (missing == KNOWN) & (band < 0)
    missing[outside] = bench.reasons.code(Why.NO_BAND, "значение не попадает ни в одну полосу")
    gives = [each.gives for each in points.bands]
    texts = [give if isinstance(give, str) else None for give in gives]
    numbers = [np.nan if isinstance(give, str) else float(give) for give in gives]
    known = missing == KNOWN
    value = np.where(known, np.array(numbers)[band], np.nan)
    text = None
    if any(texts):
        text = np.where(known, np.array(texts, object)[band], np.array(None, object))
    return Grid(
        name, base.slices, base.sliced, value, missing, denominator=base.denominator, text=text
    )


def _inside(band: Band, values: Floats) -> Flags:
    inside = np.isfinite(values)
    for key, bound in band.bounds:
        inside &= BOUNDS[key].holds(values, float(bound))
    return inside


def _mend_near_bounds(
    bench: Bench, base: Grid, bands: tuple[Band, ...], band: NDArray[np.int64]
) -> None:
    """Decide again, by exact values, the cells that lie on a bound or next to it."""
    exact = bench.exact
    bounds = {bound for each in bands for _, bound in each.bounds}
    doubtful = np.zeros(base.value.shape, np.bool_)
    for bound in bounds:
        doubtful |= near(base.value, np.asarray(float(bound)))
    for cell in map(_cell, np.argwhere(doubtful)):
        value = exact.value(base.indicator, cell)
        if value is None:
            # No fraction: within the tolerance the value counts as lying on the bound.
            value = min(bounds, key=lambda bound: abs(float(bound) - base.value[cell]))
        found = (position for position, each in enumerate(bands) if holds(each, value))
        band[cell] = next(found, -1)


def formula_grid(bench: Bench, name: str, indicator: FormulaIndicator) -> Grid:
    """Compute a formula over the grids it names."""
    parts = {part: bench.grids[part] for part in indicator.formula.names}
    slices, sliced = common_slices(parts.values())
    missing = bench.joined_states(parts, slices)
    with np.errstate(all="ignore"):
        values = {part: _on_slices(grid, slices) for part, grid in parts.items()}
        computed = _evaluate(indicator.formula.tree, values)
        rational = all(grid.rational for grid in parts.values())
        empty = Grid(name, slices, sliced, np.empty(0), missing, rational=rational)
        grid = mended(bench.exact, empty, computed)
    divided = (missing == KNOWN) & ~np.isfinite(grid.value)
    missing[divided] = bench.reasons.code(Why.DIVISION, "в формуле деление на ноль")
    grid.value[divided] = np.nan
    return grid


def _on_slices(grid: Grid, slices: tuple[Assessment, ...]) -> Bounded:
    known = bounded(grid)
    return Bounded(
        on_slices(grid, known.value, slices, np.nan), on_slices(grid, known.error, slices, np.nan)
    )


def _evaluate(node: Node, values: Mapping[str, Bounded]) -> Bounded:
    match node:
        case Constant(value):
            return nearest(float(value))
        case Name(indicator):
            return values[indicator]
        case Negation(operand):
            return -_evaluate(operand, values)
        case Operation(sign, left, right):
            return _OPERATORS[sign](_evaluate(left, values), _evaluate(right, values))
        case Call(function, arguments):
            known = [_evaluate(argument, values) for argument in arguments]
            return reduce(_FUNCTIONS[function], known) if function != "abs" else abs(known[0])


def change_grid(bench: Bench, name: str, change: Change) -> Grid:
    """Subtract the value of `years` before; refused across a break of the procedure's scale."""
    base = bench.grids[change.change]
    back = change.years
    now = bounded(base)
    then = Bounded(*(np.full(base.value.shape, np.nan) for _ in range(2)))
    why = np.full(
        base.value.shape, bench.reasons.code(Why.NO_ROW, "нет данных за прежний год"), np.int16
    )
    if back < len(bench.years):
        then.value[:, back:] = now.value[:, :-back]
        then.error[:, back:] = now.error[:, :-back]
        had = base.missing[:, :-back] == KNOWN
        why[:, back:][had] = KNOWN
    missing = np.where(base.missing == KNOWN, why, base.missing).astype(np.int16)
    for year, place in _breaks(bench, base, back):
        column = missing[:, year, place]
        reason = bench.reasons.code(Why.BREAK, "шкала процедуры сменилась, годы несравнимы")
        column[column == KNOWN] = reason
    empty = Grid(name, base.slices, base.sliced, np.empty(0), missing, rational=base.rational)
    return mended(bench.exact, empty, now - then)


def _breaks(bench: Bench, base: Grid, back: int) -> list[tuple[int, int]]:
    """List (year, slice) positions whose years stand on two sides of a break of scale."""
    procedures = bench.methodology.procedures
    found = []
    for place, key in enumerate(base.slices):
        breaks = {
            year
            for name in bench.procedures_behind(base.indicator, key)
            for year in procedures[name].breaks
        }
        for position, year in enumerate(bench.years):
            if any(year - back < change <= year for change in breaks):
                found.append((position, place))
    return found


def _cell(row: NDArray[np.int64]) -> Cell:
    return int(row[0]), int(row[1]), int(row[2])
