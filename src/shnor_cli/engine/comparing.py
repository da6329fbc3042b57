"""Comparisons: a value against the other side, exactly, as a margin that is never zero."""

from fractions import Fraction

import numpy as np

from shnor_cli.criteria.rules import Comparison, Ends, Known
from shnor_cli.engine.court import Court
from shnor_cli.engine.ends import end_margins
from shnor_cli.engine.exact import Cell, near
from shnor_cli.engine.kleene import ON_THRESHOLD
from shnor_cli.engine.population import fold, spread
from shnor_cli.engine.ranking import floats_prove
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.sides import Side, side_of
from shnor_cli.model import Answers, Flags, Floats, Grid, Outcome

_UPWARDS = ("at_least", "more_than")
_INCLUSIVE = ("at_least", "at_most")
_EXACT_FLOAT = 2**50


def compare(court: Court, name: str, criterion: Comparison) -> Answers:
    """Answer a comparison for every school, year and slice."""
    grid = court.grid(criterion.indicator)
    applicable = ~court.does_not_apply(grid)
    members = np.broadcast_to(court.applies(criterion, grid) == Outcome.MET, grid.value.shape)
    match criterion.is_in:
        case Ends() as ends:
            margins, threshold = end_margins(court, grid, ends, members)
            outside = np.zeros(court.shape[0], np.bool_)
            outside[~court.compared] = True
            applicable = applicable & ~outside[:, None, None]
        case tuple() as texts:
            margins, threshold = _among(grid, texts), None
            applicable = applicable | np.isfinite(margins) | np.isinf(margins)
        case None:
            margins, threshold = _against(court, grid, criterion, members)
    scaled = margins / spread(grid.value[:, court.measured.year(court.year)])
    unknown = np.isnan(scaled)
    low = np.where(unknown, -np.inf, scaled)
    high = low if not unknown.any() else np.where(unknown, np.inf, scaled)
    return _answers(court, name, grid, low, high, applicable, threshold)


def known(court: Court, name: str, criterion: Known) -> Answers:
    """Answer whether there is a value: always met or not met."""
    grid = court.grid(criterion.known)
    there = grid.missing == KNOWN
    if grid.text is not None:
        there = there | np.not_equal(grid.text, None)
    margins = np.where(there, np.inf, -np.inf)
    return _answers(court, name, grid, margins, margins, np.ones(there.shape, np.bool_), None)


def _answers(
    court: Court,
    name: str,
    grid: Grid,
    low: Floats,
    high: Floats,
    applicable: Flags,
    threshold: Floats | None,
) -> Answers:
    cells = np.arange(court.shape[1] * len(grid.slices), dtype=np.int32) + court.base(name)
    decider = np.broadcast_to(cells.reshape(1, court.shape[1], len(grid.slices)), low.shape)
    return Answers(
        name, grid.slices, grid.sliced, low, high, applicable, decider, threshold=threshold
    )


def _among(grid: Grid, texts: tuple[str, ...]) -> Floats:
    """Margins of «is one of these texts»: infinite, NaN where there is no text."""
    wanted = {fold(text) for text in texts}
    if grid.text is None:
        return np.full(grid.value.shape, np.nan)
    flat = [
        np.nan if text is None else np.inf if fold(text) in wanted else -np.inf
        for text in grid.text.ravel()
    ]
    return np.array(flat, np.float64).reshape(grid.text.shape)


def _against(
    court: Court, grid: Grid, criterion: Comparison, members: Flags
) -> tuple[Floats, Floats]:
    """Margins against the other side, in the indicator's unit, and the other side."""
    key, bound = criterion.bound or ("at_least", Fraction(0))
    side = side_of(court, grid, bound, members)
    margins = grid.value - side.value if key in _UPWARDS else side.value - grid.value
    on_threshold = ON_THRESHOLD if key in _INCLUSIVE else -ON_THRESHOLD
    if _float_decides(court, grid, side):
        # n/N and the written decimal are correctly rounded quotients of whole numbers. Rounding
        # never reverses an order, and two different quotients whose denominators multiply to
        # less than 2**50 lie more than an ulp apart, so equal floats are equal fractions.
        return np.where(margins == 0, on_threshold, margins), side.value
    for position in np.argwhere(near(grid.value, side.value)):
        cell = (int(position[0]), int(position[1]), int(position[2]))
        margins[cell] = _exact_margin(court, grid, side, cell, key, on_threshold)
    return margins, side.value


def _float_decides(court: Court, grid: Grid, side: Side) -> bool:
    if side.constant is None or not floats_prove(court.methodology, grid.indicator):
        return False
    if grid.numerator is None or court.methodology.indicators[grid.indicator].round is not None:
        return False
    greatest = int(grid.denominator.max(initial=1)) if grid.denominator is not None else 1
    top = abs(int(grid.numerator.max(initial=0)))
    size = max(greatest * grid.scale, top)
    return (
        max(size, 1) * max(side.constant.denominator, abs(side.constant.numerator)) < _EXACT_FLOAT
    )


def _exact_margin(
    court: Court, grid: Grid, side: Side, cell: Cell, key: str, on_threshold: float
) -> float:
    """Decide a cell too close for floats; without fractions it counts as on the threshold."""
    value, other = court.exact.value(grid.indicator, cell), side.exact(cell)
    if value is None or other is None or value == other:
        return on_threshold
    margin = value - other if key in _UPWARDS else other - value
    # The exact margin may be too small for a float: keep its sign.
    return max(float(margin), ON_THRESHOLD) if margin > 0 else min(float(margin), -ON_THRESHOLD)
