"""How far a value is from what it is compared with, in the indicator's own unit."""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.methodology import Criterion
from shnor_cli.criteria.rules import BOUNDS, Comparison
from shnor_cli.engine.findings import Findings
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Floats, Grid, Integers

_WHOLE = 2.0**53
"""Below it every whole number is a float."""
_LONGEST = 2**62
"""From here on whole numbers are counted one by one, not in arrays."""


class Cells(NamedTuple):
    """Cells of a grid: positions of schools, years, slices."""

    schools: Integers
    years: Integers
    slices: Integers


def distances(found: Findings, criterion: str, rule: Comparison, cells: Cells) -> Floats:
    """Return values against their thresholds, positive when met; NaN where either is not known."""
    grid, answers = found.measured.grids[rule.indicator], found.judgement.answers[criterion]
    if answers.threshold is None:
        return np.full(len(cells.schools), np.nan)
    away = grid.value[cells] - answers.threshold[cells]
    if rule.bound is None:  # which end it is, and who is in it, only the margin says
        away = np.where(answers.low[cells] > 0, np.abs(away), -np.abs(away))
    elif BOUNDS[rule.bound[0]].is_upward:
        away = _counted(found, rule, grid, cells, away)
    else:
        away = -_counted(found, rule, grid, cells, away)
    return np.where(np.isfinite(away), away + 0.0, np.nan)  # which makes a negative zero plain


def deciding_cells(found: Findings, criterion: str, first: int) -> Cells:
    """Return the cells of a comparison that decide of a school, `first` being its first code."""
    count = len(found.judgement.answers[criterion].slices)
    codes = found.judgement.decider - first
    schools = np.flatnonzero((codes >= 0) & (codes < count * len(found.measured.years)))
    return Cells(schools, *np.divmod(codes[schools], count))


def pupils(found: Findings, rule: Criterion, cells: Cells) -> Floats:
    """Return by how many pupils a ratio must change for this one comparison to flip.

    NaN where no change of the count flips it, and where pupils are not what is compared.
    """
    nothing = np.full(len(cells.schools), np.nan)
    if not isinstance(rule, Comparison):
        return nothing
    grid, bound = found.measured.grids[rule.indicator], rule.fixed_bound
    rounded = found.methodology.indicators[rule.indicator].round is not None
    if bound is None or rounded or grid.numerator is None or grid.denominator is None:
        return nothing
    if grid.scale != 1:
        return nothing
    count, whole = grid.numerator[cells], grid.denominator[cells]
    least = _least(*bound, whole)
    flipped = np.where(count >= least, least - 1, least)
    possible = (grid.missing[cells] == KNOWN) & (flipped >= 0) & (flipped <= whole)
    return np.where(possible, np.abs(flipped - count), np.nan).astype(np.float64)


def _least(key: str, number: Fraction, whole: NDArray[Any]) -> NDArray[Any]:
    """Return the least count on the upper side of the bound for each number of participants."""
    largest = max(abs(number.numerator), number.denominator) * (int(whole.max(initial=0)) + 1)
    wide = whole.astype(np.int64 if largest < _LONGEST else object)
    return (wide * number.numerator - BOUNDS[key].is_least) // number.denominator + 1


def _counted(found: Findings, rule: Comparison, grid: Grid, cells: Cells, away: Floats) -> Floats:
    """Subtract a number from a ratio as fractions: `4/13 - 3/10` is the float nearest to 1/130."""
    bound = rule.fixed_bound
    rounded = found.methodology.indicators[rule.indicator].round is not None
    if bound is None or rounded or grid.numerator is None or grid.denominator is None:
        return away
    _, number = bound
    count = grid.numerator[cells] * float(number.denominator)
    whole = grid.denominator[cells] * float(grid.scale)
    cut = whole * float(number.numerator)
    parts = whole * float(number.denominator)
    largest = np.maximum(np.maximum(np.abs(count), np.abs(cut)), parts)
    proved = (grid.missing[cells] == KNOWN) & (parts > 0) & (largest < _WHOLE)
    return np.where(proved, (count - cut) / np.where(proved, parts, 1.0), away)
