"""Residuals: how far a school is from what its context lets one expect."""

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Residual
from shnor_cli.engine.align import on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Flags, Floats, Grid, Why

SCHOOLS_PER_COLUMN = 10
"""Fewer schools for each context column make the fit meaningless (a usual rule of regression)."""


def residual_grid(bench: Bench, name: str, residual: Residual) -> Grid:
    """Take the residual of a least-squares fit with intercept, year by year and slice by slice."""
    base = bench.grids[residual.residual]
    slices = base.slices
    context = [bench.grids[part] for part in residual.on]
    values = [on_slices(grid, grid.value, slices, np.nan) for grid in context]
    missing = base.missing.copy()
    for part, grid in zip(residual.on, context, strict=True):
        state = on_slices(grid, grid.missing, slices, KNOWN + 1)
        missing[(missing == KNOWN) & (state != KNOWN)] = bench.reasons.part(part)
    value = np.full(base.value.shape, np.nan)
    few = bench.reasons.code(Why.FIT, "школ слишком мало, чтобы оценить связь с контекстом")
    outside = bench.reasons.code(Why.GROUP, "школа не входит ни в одну группу сравнения")
    for year in range(len(bench.years)):
        for place in range(len(slices)):
            known = missing[:, year, place] == KNOWN
            inside = known & bench.compared
            missing[known & ~inside, year, place] = outside
            columns = np.stack([each[:, year, place] for each in values], axis=-1)
            weights = _weights(residual, base, inside, year, place)
            fitted = _fit(columns[inside], base.value[inside, year, place], weights)
            if fitted is None:
                missing[inside, year, place] = few
            else:
                value[inside, year, place] = fitted
    return Grid(name, slices, base.sliced, value, missing, rational=False)


def _weights(
    residual: Residual, base: Grid, inside: Flags, year: int, place: int
) -> NDArray[np.float64]:
    if residual.weighted is None or base.denominator is None:
        return np.ones(int(inside.sum()))
    return np.asarray(base.denominator[inside, year, place], np.float64)


def _fit(columns: Floats, values: Floats, weights: Floats) -> Floats | None:
    """Return residuals of a weighted least-squares fit, or None with too few schools."""
    count, width = columns.shape
    if count < SCHOOLS_PER_COLUMN * width or count == 0:
        return None
    design = np.column_stack([np.ones(count), columns])
    root = np.sqrt(weights)
    coefficients, *_ = np.linalg.lstsq(design * root[:, None], values * root, rcond=None)
    return np.asarray(values - design @ coefficients)
