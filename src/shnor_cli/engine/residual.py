"""Residuals: how far a school is from what its context lets one expect."""

import numpy as np

from shnor_cli.criteria.indicators import Residual
from shnor_cli.engine.align import common_slices, on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Assessment, Floats, Grid, Why

SCHOOLS_PER_COLUMN = 10
"""Fewer schools for each context column make the fit meaningless (a usual rule of regression)."""


def residual_grid(bench: Bench, name: str, residual: Residual) -> Grid:
    """Take the residual of a least-squares fit with intercept, year by year and slice by slice."""
    parts = {part: bench.grids[part] for part in (residual.residual, *residual.on)}
    slices, sliced = common_slices(parts.values())
    missing = bench.joined_states(parts, slices)
    outside = bench.reasons.code(Why.GROUP, "школа не входит ни в одну группу сравнения")
    missing[(missing == KNOWN) & ~bench.compared[:, :, None]] = outside
    few = bench.reasons.code(Why.FIT, "школ слишком мало, чтобы оценить связь с контекстом")
    values = [
        on_slices(parts[part], parts[part].value, slices, np.nan)
        for part in (residual.residual, *residual.on)
    ]
    weights = _weights(residual, parts[residual.residual], slices)
    value = np.full(missing.shape, np.nan)
    for at in np.ndindex(missing.shape[1:]):
        inside = missing[:, *at] == KNOWN
        explained, *context = (each[inside, *at] for each in values)
        fitted = _fit(np.column_stack(context), explained, weights[inside, *at])
        if fitted is None:
            missing[inside, *at] = few
        else:
            value[inside, *at] = fitted
    return Grid(name, slices, sliced, value, missing, rational=False)


def _weights(residual: Residual, base: Grid, slices: tuple[Assessment, ...]) -> Floats:
    if residual.weighted is None or base.denominator is None:
        return np.ones((*base.value.shape[:2], len(slices)))
    return on_slices(base, base.denominator.astype(np.float64), slices, np.nan)


def _fit(columns: Floats, values: Floats, weights: Floats) -> Floats | None:
    """Return residuals of a weighted least-squares fit, or None with too few schools."""
    count, width = columns.shape
    if count < SCHOOLS_PER_COLUMN * width or count == 0:
        return None
    design = np.column_stack([np.ones(count), columns])
    root = np.sqrt(weights)
    coefficients, *_ = np.linalg.lstsq(design * root[:, None], values * root, rcond=None)
    return np.asarray(values - design @ coefficients)
