"""Exact values as fractions, for the few cells where a float proves nothing.

Everything here walks one cell at a time and recurses into what the cell rests on, so it is only
asked of cells whose float lies within `TOLERANCE` of what it is compared with, or may be too far
from the true value (`engine/bounded.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from shnor_cli.criteria.formula import Call, Constant, Formula, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import (
    Band,
    Change,
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Method,
    MinMax,
    Points,
    Target,
)
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.numbers import parse_cell
from shnor_cli.criteria.sources import BOUNDS
from shnor_cli.engine.population import attribute_texts, groups
from shnor_cli.model import Flags, Floats, Grid, Results

TOLERANCE = 1e-9
"""A float margin under TOLERANCE * (1 + |threshold|) proves nothing."""

Cell = tuple[int, int, int]
"""School, year and slice positions."""


def near(value: Floats, other: Floats, error: Floats | float = 0.0) -> Flags:
    """Say where two arrays of floats are too close for floats to tell them apart.

    Args:
        value: what is compared.
        other: what it is compared with.
        error: how much either may be off besides what `TOLERANCE` covers.
    """
    with np.errstate(invalid="ignore"):
        return np.abs(value - other) < TOLERANCE * (1 + np.abs(other)) + error


def half_upwards(value: Fraction, digits: int) -> Fraction:
    """Round to so many decimal digits, a half always upwards: −1/4 to one is −1/5.

    Numbers as they are written are rounded by `russian.rounded`, a half away from zero.
    """
    scaled = value * 10**digits
    return Fraction(
        (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**digits
    )


def round_values(
    values: Floats,
    error: Floats | float,
    digits: int,
    exact: Callable[[Cell], Fraction | None],
) -> Floats:
    """Round a half upwards; by the exact value, if known, where a float is too close to a half."""
    scaled = values * 10.0**digits
    rounded = np.floor(scaled + 0.5) / 10.0**digits
    # At scale 10**digits the product itself may be off by an ulp: look at all that are near a half.
    doubtful = near(scaled, np.floor(scaled) + 0.5, error * 10.0**digits)
    for cell in np.argwhere(doubtful):
        value = exact((int(cell[0]), int(cell[1]), int(cell[2])))
        if value is not None:
            rounded[tuple(cell)] = float(half_upwards(value, digits))
        else:
            rounded[tuple(cell)] = (np.floor(scaled[tuple(cell)]) + 1) / 10.0**digits
    return rounded


def holds(band: Band, value: Fraction) -> bool:
    """Say whether an exact value lies in a band."""
    return all(BOUNDS[key].holds(value, bound) for key, bound in band.bounds)


@dataclass(eq=False, repr=False)
class Exact:
    """Exact values of measured indicators, None where a value is missing or has no fraction.

    Each is worked out once.
    """

    results: Results
    methodology: Methodology
    years: tuple[int, ...]
    grids: Mapping[str, Grid]
    compared: Flags
    """Shape (S, Y): schools that are in the groups of a year."""
    _known: dict[tuple[str, Cell], Fraction | None] = field(default_factory=dict, init=False)

    def value(self, indicator: str, cell: Cell) -> Fraction | None:
        """Return the exact value of an indicator in a cell, rounded if the methodology rounds."""
        key = (indicator, cell)
        if key not in self._known:
            grid = self.grids[indicator]
            value = self.unrounded(grid, cell) if np.isfinite(grid.value[cell]) else None
            digits = self.methodology.indicators[indicator].round
            rounds = value is not None and digits is not None
            self._known[key] = half_upwards(value, digits) if rounds else value  # type: ignore[arg-type]
        return self._known[key]

    def unrounded(self, grid: Grid, cell: Cell) -> Fraction | None:
        """Return the exact value of a cell of a grid before rounding."""
        if not grid.rational:
            return None
        if grid.numerator is not None and grid.denominator is not None:
            return Fraction(int(grid.numerator[cell]), int(grid.denominator[cell]) * grid.scale)
        match self.methodology.indicators[grid.indicator]:
            case Measure():
                return Fraction(int(grid.value[cell]))
            case Column(column=column):
                return self._column(column, cell)
            case Points(points=base, bands=bands):
                return self._points(bands, self._part(grid, base, cell))
            case FormulaIndicator(formula=formula):
                return self._formula(grid, formula, cell)
            case Change(change=base, years=back):
                now = self._part(grid, base, cell)
                then = self._part(grid, base, (cell[0], cell[1] - back, cell[2]))
                return None if now is None or then is None else now - then
            case Composite() as composite:
                return self._composite(grid, composite, cell)
        return None

    def _part(self, whole: Grid, part: str, cell: Cell) -> Fraction | None:
        """Return the value of a part in the same school, year and slice as a cell of the whole."""
        grid = self.grids[part]
        if not grid.sliced:
            return self.value(part, (cell[0], cell[1], 0))
        key = whole.slices[cell[2]]
        if key not in grid.slices:
            return None
        return self.value(part, (cell[0], cell[1], grid.slices.index(key)))

    def _column(self, column: str, cell: Cell) -> Fraction | None:
        texts = attribute_texts(self.results, column, self.years[cell[1]])
        return None if texts is None or texts[cell[0]] is None else parse_cell(texts[cell[0]])

    def _points(self, bands: tuple[Band, ...], value: Fraction | None) -> Fraction | None:
        if value is None:
            return None
        gives = next((band.gives for band in bands if holds(band, value)), None)
        return gives if isinstance(gives, Fraction) else None

    def _formula(self, grid: Grid, formula: Formula, cell: Cell) -> Fraction | None:
        values = {part: self._part(grid, part, cell) for part in formula.names}
        if any(value is None for value in values.values()):
            return None
        return _evaluate(formula.tree, values)  # type: ignore[arg-type]

    def _composite(self, grid: Grid, composite: Composite, cell: Cell) -> Fraction | None:
        known: list[tuple[Fraction, Fraction]] = []
        for part, weight in composite.composite.items():
            value = self.normalised(grid, composite, part, cell)
            if value is not None:
                known.append((weight, value))
        total = sum((weight for weight, _ in known), Fraction(0))
        if not total:
            return None
        if composite.mean == "harmonic":
            if any(value <= 0 for _, value in known):
                return None
            return total / sum((w / value for w, value in known), Fraction(0))
        return sum((w * value for w, value in known), Fraction(0)) / total

    def normalised(
        self, grid: Grid, composite: Composite, part: str, cell: Cell
    ) -> Fraction | None:
        """Return a part of a composite in a cell of it, brought to the common scale."""
        value = self._part(grid, part, cell)
        method = composite.method(part)
        if value is None or method == "none":
            return value
        sign = -1 if turns_round(self.methodology, part, method) else 1
        if isinstance(method, MinMax) and method.goalposts is not None:
            ends = sorted(sign * end for end in method.goalposts)
            return to_range(sign * value, ends[0], ends[1], method)
        members = [sign * each for each in self._members(grid, composite, part, cell)]
        if len(members) < self.methodology.min_group:
            return None
        if isinstance(method, Target):
            return to_target(sign * value, min(members), sign * method.target)
        return _within(method, sign * value, members)

    def _members(self, grid: Grid, composite: Composite, part: str, cell: Cell) -> list[Fraction]:
        """Return the values of the group that a school is compared in; none if it is in none."""
        group = groups(self.results, composite.within or "all", self.years[cell[1]])
        if group.codes[cell[0]] < 0 or not self.compared[cell[:2]]:
            return []
        inside = (group.codes == group.codes[cell[0]]) & self.compared[:, cell[1]]
        values = (
            self._part(grid, part, (int(school), cell[1], cell[2]))
            for school in np.flatnonzero(inside)
        )
        return [value for value in values if value is not None]


def turns_round(methodology: Methodology, part: str, method: Method) -> bool:
    """Say whether a part of a composite is turned round because its high side is bad."""
    indicator = methodology.indicators[part]
    if method == "none" or isinstance(indicator, Composite):
        return False
    return methodology.is_high_bad(part)


def to_range(
    value: Fraction, least: Fraction, greatest: Fraction, method: MinMax
) -> Fraction | None:
    """Bring a value to a range; None where there is but one value."""
    if least == greatest:
        return None
    bottom, top = method.minmax
    return bottom + (top - bottom) * (value - least) / (greatest - least)


def to_target(value: Fraction, least: Fraction, goal: Fraction) -> Fraction | None:
    """Return how near to the goal a value is, 1 beyond it; None where the least is the goal."""
    return None if goal == least else min(Fraction(1), (value - least) / (goal - least))


def _within(method: Method, value: Fraction, members: list[Fraction]) -> Fraction | None:
    below = sum(member < value for member in members)
    match method:
        case MinMax():
            return to_range(value, min(members), max(members), method)
        case "rank":
            return Fraction(below + 1)
        case "percentile":
            return Fraction(below, len(members) - 1) if len(members) > 1 else None
        case "share_below":
            return Fraction(below, len(members))
    return None


def _evaluate(node: Node, values: Mapping[str, Fraction]) -> Fraction | None:
    match node:
        case Constant(value):
            return value
        case Name(indicator):
            return values[indicator]
        case Negation(operand):
            negated = _evaluate(operand, values)
            return None if negated is None else -negated
        case Operation(operator, left, right):
            first, second = _evaluate(left, values), _evaluate(right, values)
            return None if first is None or second is None else _operate(operator, first, second)
        case Call(function, arguments):
            known = [_evaluate(argument, values) for argument in arguments]
            if any(value is None for value in known):
                return None
            numbers = [value for value in known if value is not None]
            return _FUNCTIONS[function](numbers)


_FUNCTIONS: Mapping[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "abs": lambda numbers: abs(numbers[0]),
}


def _operate(operator: str, first: Fraction, second: Fraction) -> Fraction | None:
    match operator:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
    return first / second if second else None
