"""Composite indicators: parts brought to a common scale and averaged with weights."""

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Composite, Method, MinMax, Target
from shnor_cli.engine.align import common_slices, on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.bounded import Bounded, bounded, is_doubtful, least, mended, nearest
from shnor_cli.engine.exact import to_range, to_target, turns_round
from shnor_cli.engine.population import groups
from shnor_cli.engine.proof import floats_prove
from shnor_cli.engine.ranking import Ranked, ranked
from shnor_cli.engine.reasons import KNOWN, NOT_TAKEN
from shnor_cli.model import Flags, Floats, Grid, Why

_GREAT = 1e6
"""How many times greater than their differences values may be for floats to tell them apart."""

Known = Callable[[int], Fraction | None]
"""The exact value of a school."""


class Normalised(NamedTuple):
    """A part brought to the common scale, arrays of shape (S, Y, K)."""

    brought: Bounded
    missing: NDArray[np.int16]


def composite_grid(bench: Bench, name: str, composite: Composite) -> Grid:
    """Measure a composite: `sum(w x) / sum(w)` over its parts, or another mean."""
    parts = {part: bench.grids[part] for part in composite.composite}
    slices, sliced = common_slices(parts.values())
    absent = bench.reasons.code(Why.NOT_TAKEN, NOT_TAKEN, applicable=False)
    brought = [normalised(bench, composite, part) for part in parts]
    values = [
        Bounded(
            on_slices(grid, each.brought.value, slices, np.nan),
            on_slices(grid, each.brought.error, slices, np.nan),
        )
        for grid, each in zip(parts.values(), brought, strict=True)
    ]
    missing = np.stack(
        [
            on_slices(grid, each.missing, slices, absent)
            for grid, each in zip(parts.values(), brought, strict=True)
        ]
    )
    is_lost = np.stack(
        [on_slices(grid, grid.missing != KNOWN, slices, absent=True) for grid in parts.values()]
    )
    state = _state(bench, composite, missing, is_lost)
    weights = [float(weight) for weight in composite.composite.values()]
    rational = (
        composite.mean != "geometric"
        and all(grid.rational for grid in parts.values())
        and all(composite.method(part) != "zscore" for part in parts)
    )
    empty = Grid(name, slices, sliced, np.empty(0), state, rational=rational)
    grid = mended(bench.exact, empty, _mean(composite.mean, values, missing == KNOWN, weights))
    no_value = (state == KNOWN) & ~np.isfinite(grid.value)
    state[no_value] = bench.reasons.code(Why.DIVISION, "среднее этих значений не определено")
    grid.value[no_value] = np.nan
    return grid


def _state(
    bench: Bench, composite: Composite, missing: NDArray[np.int16], is_lost: Flags
) -> NDArray[np.int16]:
    """Say, shape (S, Y, K), why there is no composite where there is none.

    A part whose value is there may still have no place in a group: then that is the reason.
    """
    applies = np.array(bench.reasons.applicable())[missing]
    known = missing == KNOWN
    enough = known.sum(axis=0) > 0
    if composite.missing == "unknown":
        enough = (known | ~applies).all(axis=0) & enough
    elif composite.needs is not None:
        # Compared as whole numbers: known * denominator >= numerator * applicable.
        share = composite.needs
        enough &= known.sum(axis=0) * share.denominator >= share.numerator * applies.sum(axis=0)
    state = np.full(missing.shape[1:], KNOWN, np.int16)
    for part, why, lost in reversed(list(zip(composite.composite, missing, is_lost, strict=True))):
        unknown = (why != KNOWN) & np.array(bench.reasons.applicable())[why]
        reason = np.where(lost, bench.reasons.part(bench.title(part)), why)
        state = np.where(unknown, reason, state).astype(np.int16)
    state = np.where(enough, KNOWN, state).astype(np.int16)
    return np.where(applies.any(axis=0), state, missing[0]).astype(np.int16)


def _mean(
    kind: str, values: Sequence[Bounded], known: NDArray[np.bool_], weights: Sequence[float]
) -> Bounded:
    """Average known parts; NaN, of which nothing is known for sure, where there is no such mean."""
    weight = [nearest(np.where(there, w, 0.0)) for there, w in zip(known, weights, strict=True)]
    x = [
        Bounded(np.where(there, each.value, 1.0), np.where(there, each.error, 0.0))
        for there, each in zip(known, values, strict=True)
    ]
    with np.errstate(all="ignore"):
        total = reduce(operator.add, weight)
        match kind:
            case "geometric":
                return nearest(_geometric(x, weight, total.value))
            case "harmonic":
                mean = total / reduce(operator.add, map(operator.truediv, weight, x))
                positive = reduce(least, x).value > 0
                return Bounded(np.where(positive, mean.value, np.nan), mean.error)
            case _:
                summed: Bounded = reduce(operator.add, map(operator.mul, weight, x))
                return summed / total


def _geometric(x: Sequence[Bounded], weight: Sequence[Bounded], total: Floats) -> Floats:
    logs = [w.value * np.log(each.value) for w, each in zip(weight, x, strict=True)]
    value = np.exp(np.sum(logs, axis=0) / total)
    lowest = reduce(least, x).value
    return np.where(lowest > 0, value, np.where(lowest == 0, 0.0, np.nan))


def normalised(bench: Bench, composite: Composite, part: str) -> Normalised:
    """Bring a part to the common scale of its composite."""
    grid = bench.grids[part]
    method = composite.method(part)
    if method == "none":
        return Normalised(bounded(grid), grid.missing)
    sign = -1 if turns_round(bench.methodology, part, method) else 1
    turned = -bounded(grid) if sign < 0 else bounded(grid)
    if isinstance(method, MinMax) and method.goalposts is not None:
        return Normalised(_between(bench, part, turned, sign, method), grid.missing)
    missing = grid.missing.copy()
    # Whoever is not compared (excluded, closed) and has no group has no place in it either.
    missing[missing == KNOWN] = bench.reasons.code(
        Why.GROUP, "школа не входит ни в одну группу сравнения"
    )
    value, error = (np.full(grid.value.shape, np.nan) for _ in range(2))
    small = bench.reasons.code(Why.GROUP, "группа сравнения слишком мала")
    prove = floats_prove(bench.methodology, part)
    for year, name in enumerate(bench.years):
        group = groups(bench.results, composite.within or "all", name)
        for place in range(grid.value.shape[2]):
            known = bench.compared[:, year] & (grid.missing[:, year, place] == KNOWN)
            for _, members in group.members(known):
                column = turned[:, year, place]
                exact = _exact_of(bench, part, (year, place), sign)
                order = ranked(column.value, members, None if prove else exact)
                found = _within(method, column, order, sign, exact)
                ok = np.isfinite(found.value) & (len(members) >= bench.methodology.min_group)
                at = order.members, year, place
                value[at], error[at] = np.where(ok, found.value, np.nan), found.error
                missing[at] = np.where(ok, KNOWN, small)
    return Normalised(Bounded(value, error), missing)


def _between(bench: Bench, part: str, turned: Bounded, sign: int, method: MinMax) -> Bounded:
    """Place values between fixed goalposts, exactly where floats do not tell them apart."""
    low, high = sorted(sign * end for end in method.goalposts or ())
    # of great ends near each other floats would spoil the difference
    found = _to_range(turned, nearest(float(low)), nearest(float(high - low)), method)
    doubtful = is_doubtful(found) & (bench.grids[part].missing == KNOWN)
    value, error = found.value.copy(), np.broadcast_to(found.error, doubtful.shape).copy()
    for school, year, place in np.argwhere(doubtful).tolist():
        known = _exact_of(bench, part, (year, place), sign)(school)
        placed = None if known is None else to_range(known, low, high, method)
        if placed is not None:
            at, exact = (school, year, place), nearest(float(placed))
            value[at], error[at] = exact.value, exact.error
    return Bounded(value, error)


def _exact_of(bench: Bench, part: str, at: tuple[int, int], sign: int) -> Known:
    exact = bench.exact

    def value(school: int) -> Fraction | None:
        known = exact.value(part, (school, *at))
        return None if known is None else sign * known

    return value


def _within(method: Method, column: Bounded, order: Ranked, sign: int, exact: Known) -> Bounded:
    """Normalise the members of one group, in the order of `order.members`."""
    x = column[order.members]
    count = len(x.value)
    first = order.first.astype(np.float64)
    nothing = nearest(np.full(count, np.nan))
    match method:
        case MinMax() if not order.first[-1]:
            return nothing
        case MinMax() | Target():
            return _along(method, x, order, sign, exact)
        case "zscore":
            if not order.first[-1]:
                return nothing
            apart = _told_apart(x.value, order, exact)
            deviation = float(apart.std(ddof=1))
            return nearest((apart - apart.mean()) / deviation) if deviation else nothing
        case "rank":
            return nearest(first + 1)
        case "percentile":
            return nearest(first / (count - 1)) if count > 1 else nothing
        case _:
            return nearest(first / count)


def _told_apart(values: Floats, order: Ranked, exact: Known) -> Floats:
    """Return values as far from the lowest as they exactly are, where floats would spoil that."""
    spread = values[-1] - values[0]
    if not np.abs(values).max(initial=0.0) > _GREAT * spread:
        return values
    known = [exact(int(school)) for school in order.members]
    found = [each for each in known if each is not None]
    if len(found) < len(known):
        return values
    return np.array([float(each - found[0]) for each in found])


def _along(method: MinMax | Target, x: Bounded, order: Ranked, sign: int, exact: Known) -> Bounded:
    """Place values between the lowest and another, exactly where floats do not tell them apart."""
    if isinstance(method, MinMax):
        found = _to_range(x, x[:1], x[-1:] - x[:1], method)
    else:
        goal = nearest(float(sign * method.target))
        with np.errstate(all="ignore"):
            found = least(nearest(1.0), (x - x[:1]) / (goal - x[:1]))
    if not is_doubtful(found).any():
        return found
    known = [exact(int(school)) for school in order.members]
    values = [value for value in known if value is not None]
    if len(values) < len(known):
        return Bounded(np.where(np.isfinite(found.error), found.value, np.nan), found.error)
    placed = [
        to_range(value, values[0], values[-1], method)
        if isinstance(method, MinMax)
        else to_target(value, values[0], sign * method.target)
        for value in values
    ]
    return nearest(np.array([np.nan if each is None else float(each) for each in placed]))


def _to_range(x: Bounded, lowest: Bounded, width: Bounded, method: MinMax) -> Bounded:
    bottom, top = (nearest(float(end)) for end in method.minmax)
    with np.errstate(all="ignore"):
        scaled = bottom + (top - bottom) * (x - lowest) / width
    return Bounded(np.where(np.isfinite(scaled.value), scaled.value, np.nan), scaled.error)
