"""Composite indicators: parts brought to a common scale and averaged with weights."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Composite, Method, MinMax, Target
from shnor_cli.engine.align import common_slices, on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.exact import Exact, turns_round
from shnor_cli.engine.population import groups
from shnor_cli.engine.proof import floats_prove
from shnor_cli.engine.ranking import Ranked, ranked
from shnor_cli.engine.reasons import KNOWN, NOT_TAKEN
from shnor_cli.model import Floats, Grid, Why

Normalised = tuple[Floats, NDArray[np.int16]]
"""Values and reasons of a normalised part, each of shape (S, Y, K)."""


def composite_grid(bench: Bench, name: str, composite: Composite) -> Grid:
    """Measure a composite: `sum(w x) / sum(w)` over its parts, or another mean."""
    parts = {part: bench.grids[part] for part in composite.composite}
    slices, sliced = common_slices(parts.values())
    absent = bench.reasons.code(Why.NOT_TAKEN, NOT_TAKEN, applicable=False)
    brought = [normalised(bench, composite, part) for part in parts]
    values = np.stack(
        [
            on_slices(grid, value, slices, np.nan)
            for grid, (value, _) in zip(parts.values(), brought, strict=True)
        ]
    )
    missing = np.stack(
        [
            on_slices(grid, why, slices, absent)
            for grid, (_, why) in zip(parts.values(), brought, strict=True)
        ]
    )
    state = _state(bench, composite, missing)
    weights = np.array([float(weight) for weight in composite.composite.values()])
    value, undefined = _mean(composite.mean, values, missing == KNOWN, weights)
    no_value = (state == KNOWN) & undefined
    state[no_value] = bench.reasons.code(Why.DIVISION, "среднее этих значений не определено")
    value[state != KNOWN] = np.nan
    rational = (
        composite.mean != "geometric"
        and all(grid.rational for grid in parts.values())
        and all(composite.method(part) != "zscore" for part in parts)
    )
    return Grid(name, slices, sliced, value, state, rational=rational)


def _state(bench: Bench, composite: Composite, missing: NDArray[np.int16]) -> NDArray[np.int16]:
    """Say, shape (S, Y, K), why there is no composite where there is none."""
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
    for part, why in reversed(list(zip(composite.composite, missing, strict=True))):
        unknown = (why != KNOWN) & np.array(bench.reasons.applicable())[why]
        state = np.where(unknown, bench.reasons.part(part), state).astype(np.int16)
    state = np.where(enough, KNOWN, state).astype(np.int16)
    return np.where(applies.any(axis=0), state, missing[0]).astype(np.int16)


def _mean(
    kind: str, values: Floats, known: NDArray[np.bool_], weights: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Average known parts over axis 0; return values and where there is no such mean."""
    weight = np.where(known, weights[:, None, None, None], 0.0)
    x = np.where(known, values, 1.0)
    total = weight.sum(axis=0)
    with np.errstate(all="ignore"):
        match kind:
            case "geometric":
                value = np.exp((weight * np.log(x)).sum(axis=0) / total)
                undefined = (known & (x < 0)).any(axis=0)
                value = np.where((known & (x == 0)).any(axis=0), 0.0, value)
            case "harmonic":
                value = total / (weight / x).sum(axis=0)
                undefined = (known & (x <= 0)).any(axis=0)
            case _:
                value = (weight * x).sum(axis=0) / total
                undefined = np.zeros(total.shape, np.bool_)
    return value, undefined | (total == 0)


def normalised(bench: Bench, composite: Composite, part: str) -> Normalised:
    """Bring a part to the common scale of its composite."""
    grid = bench.grids[part]
    method = composite.method(part)
    if method == "none":
        return grid.value, grid.missing
    sign = -1.0 if turns_round(bench.methodology, part, method) else 1.0
    turned = sign * grid.value
    if isinstance(method, MinMax) and method.goalposts is not None:
        least, greatest = sorted(sign * float(end) for end in method.goalposts)
        return _to_range(turned, least, greatest, method), grid.missing
    missing = grid.missing.copy()
    # Whoever is not compared (excluded schools) and has no group has no place in it either.
    missing[missing == KNOWN] = bench.reasons.code(
        Why.GROUP, "школа не входит ни в одну группу сравнения"
    )
    value = np.full(grid.value.shape, np.nan)
    small = bench.reasons.code(Why.GROUP, "группа сравнения слишком мала")
    for year, name in enumerate(bench.years):
        group = groups(bench.results, composite.within or "all", name)
        for place in range(grid.value.shape[2]):
            known = bench.compared & (grid.missing[:, year, place] == KNOWN)
            for _, members in group.members(known):
                column = turned[:, year, place]
                prove = None if floats_prove(bench.methodology, part) else bench.exact
                order = ranked(column, members, _exact_of(prove, part, year, place, sign))
                found = _within(method, column, order, sign)
                ok = np.isfinite(found) & (len(members) >= bench.methodology.min_group)
                value[order.members, year, place] = np.where(ok, found, np.nan)
                missing[order.members, year, place] = np.where(ok, KNOWN, small)
    return value, missing


def _exact_of(
    exact: Exact | None, part: str, year: int, place: int, sign: float
) -> Callable[[int], Fraction | None] | None:
    if exact is None:
        return None

    def value(school: int) -> Fraction | None:
        known = exact.value(part, (school, year, place))
        return None if known is None else int(sign) * known

    return value


def _within(method: Method, column: Floats, order: Ranked, sign: float) -> Floats:
    """Normalise the members of one group, in the order of `order.members`."""
    x = column[order.members]
    count = len(x)
    nothing = np.full(count, np.nan)
    match method:
        case MinMax():
            return _to_range(x, float(x[0]), float(x[-1]), method) if order.first[-1] else nothing
        case Target(target=target):
            goal = sign * float(target)
            return (
                np.asarray(np.minimum(1.0, (x - x[0]) / (goal - x[0]))) if goal != x[0] else nothing
            )
        case "zscore":
            deviation = x.std(ddof=1) if count > 1 else 0.0
            return (x - x.mean()) / deviation if order.first[-1] and deviation > 0 else nothing
        case "rank":
            return np.asarray(order.first + 1.0)
        case "percentile":
            return order.first / (count - 1) if count > 1 else nothing
        case _:
            return order.first / count


def _to_range(x: Floats, least: float, greatest: float, method: MinMax) -> Floats:
    bottom, top = (float(end) for end in method.minmax)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = bottom + (top - bottom) * (x - least) / (greatest - least)
    return np.where(np.isfinite(scaled), scaled, np.nan)
