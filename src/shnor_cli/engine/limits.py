"""What an unknown value can still be: its limits, by those of its parts and what is known of them.

The rules are those of `criteria/ranges.py`. They are followed in floats that know their errors,
for all schools at once, and in fractions for the few cells where a float proves nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import (
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Method,
    MinMax,
    Points,
)
from shnor_cli.criteria.intervals import Averaged, Range, average, rounded
from shnor_cli.criteria.intervals import Cell as Piece
from shnor_cli.criteria.ranges import (
    Ranges,
    of_formula,
    of_goalposts,
    of_method,
    of_points,
    ranges_of,
    stretches,
)
from shnor_cli.engine.align import on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.bounded import Bounded, bounded, greatest, least, nearest
from shnor_cli.engine.composite import normalised
from shnor_cli.engine.exact import Cell, turns_round
from shnor_cli.engine.proof import is_whole
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Assessment, Flags, Grid


class Limits(NamedTuple):
    """The least and the greatest that values can be, both alike where a value is known.

    Infinite where there is no limit. Arrays that broadcast against (S, Y, K); where the indicator
    does not apply they mean nothing.
    """

    low: Bounded
    high: Bounded


@dataclass(eq=False, repr=False)
class Limiting:
    """Limits of the indicators of a measuring, each worked out once and only if asked for."""

    bench: Bench
    """What was measured."""
    unknown: Mapping[str, Flags]
    """Where a value is unknown, shape (S, Y, K), by indicator."""
    _limits: dict[str, Limits] = field(default_factory=dict, init=False)
    _vanishing: dict[str, Flags] = field(default_factory=dict, init=False)

    @cached_property
    def _ranges(self) -> Ranges:
        return ranges_of(self.bench.methodology)

    def narrows(self, indicator: str) -> bool:
        """Say whether a value is made of others by arithmetic, so that they limit it."""
        kind = self.bench.methodology.indicators[indicator]
        is_made = isinstance(kind, FormulaIndicator | Points) or (
            isinstance(kind, Composite) and kind.mean == "arithmetic"
        )
        return is_made and self._grid(indicator).rational

    def of(self, indicator: str) -> Limits:
        """Return the limits of an indicator."""
        if indicator not in self._limits:
            limits = self._of_kind(indicator)
            if is_whole(self.bench.methodology, indicator):  # and its limits are, without error
                limits = Limits(_without_error(limits.low), _without_error(limits.high))
            self._limits[indicator] = self._known_or(indicator, limits)
        return self._limits[indicator]

    def vanishes(self, indicator: str) -> Flags:
        """Say where an unknown value may turn out not to apply: nobody took part, say."""
        if indicator not in self._vanishing:
            self._vanishing[indicator] = self._may_vanish(indicator)
        return self._vanishing[indicator]

    def exactly(self, indicator: str, cell: Cell) -> Range:
        """Return the limits of one cell as fractions."""
        if not self.unknown[indicator][cell]:
            value = self.bench.exact.value(indicator, cell)
            return Range(value, value)  # what has no fraction has no limits
        if not self.narrows(indicator):
            return self._of_source(indicator)
        digits = self.bench.methodology.indicators[indicator].round
        return rounded(self._exactly(indicator, cell), digits)

    def _grid(self, indicator: str) -> Grid:
        return self.bench.grids[indicator]

    def _known_or(self, indicator: str, limits: Limits) -> Limits:
        """Take the values where they are known, and what rounding adds where they are not."""
        value, unknown = bounded(self._grid(indicator)), self.unknown[indicator]
        digits = self.bench.methodology.indicators[indicator].round
        half = 0.0 if digits is None else 0.5 / 10.0**digits
        return Limits(
            *(
                Bounded(
                    np.where(unknown, end.value, value.value),
                    np.where(unknown, end.error + half, value.error),
                )
                for end in limits
            )
        )

    def _of_kind(self, indicator: str) -> Limits:
        kind = self.bench.methodology.indicators[indicator]
        with np.errstate(all="ignore"):
            match kind:
                case FormulaIndicator(formula=formula) if self.narrows(indicator):
                    parts = {name: self._on(indicator, name) for name in formula.names}
                    return _evaluate(formula.tree, parts)
                case Points(points=base) if self.narrows(indicator):
                    return _of_points(kind, self.of(base))
                case Composite() if self.narrows(indicator):
                    return self._of_composite(indicator, kind)
        return _constant(self._of_source(indicator))

    def _of_source(self, indicator: str) -> Range:
        """Return what a counted or read value can be; of others nothing is said here."""
        kind = self.bench.methodology.indicators[indicator]
        return self._ranges[indicator] if isinstance(kind, Measure | Column) else Range()

    def _on(self, whole: str, part: str) -> Limits:
        """Lay the limits of a part on the slices of the whole."""
        grid, slices = self._grid(part), self._grid(whole).slices
        low, high = self.of(part)
        return Limits(_laid(grid, low, slices), _laid(grid, high, slices))

    def _of_composite(self, name: str, composite: Composite) -> Limits:
        parts = [self._part(name, composite, part) for part in composite.composite]
        weights = [float(weight) for weight in composite.composite.values()]
        turned = [each._replace(limits=_negated(each.limits)) for each in parts]
        return Limits(_least_average(parts, weights), -_least_average(turned, weights))

    def _part(self, name: str, composite: Composite, part: str) -> "_Part":
        """Return a part brought to the common scale and laid on the slices of the whole."""
        grid, slices = self._grid(part), self._grid(name).slices
        method = composite.method(part)
        brought = normalised(self.bench, composite, part)
        is_known = brought.missing == KNOWN
        ends = self._brought(part, method)
        limits = [
            Bounded(
                np.where(is_known, brought.brought.value, end.value),
                np.where(is_known, brought.brought.error, end.error),
            )
            for end in ends
        ]
        applies = (grid.missing == KNOWN) | self.unknown[part]
        return _Part(
            Limits(*(_laid(grid, end, slices) for end in limits)),
            on_slices(grid, is_known, slices, absent=False),
            on_slices(grid, applies, slices, absent=False),
        )

    def _brought(self, part: str, method: Method) -> Limits:
        """Return the limits of an unknown part on the common scale."""
        if not (isinstance(method, MinMax) and method.goalposts is not None):
            return self.of(part) if method == "none" else _constant(of_method(method, Range()))
        sign = -1 if turns_round(self.bench.methodology, part, method) else 1
        first, last = (nearest(float(each)) for each in method.goalposts)
        bottom, top = (nearest(float(each)) for each in method.minmax)
        one, other = (
            bottom + (top - bottom) * (end - first) / (last - first)
            if sign > 0
            else bottom + (top - bottom) * (last - end) / (last - first)
            for end in self.of(part)
        )
        return Limits(_cleaned(least(one, other), -np.inf), _cleaned(greatest(one, other), np.inf))

    def _may_vanish(self, indicator: str) -> Flags:
        """Follow `Grid.missing`: a formula goes with any part, a composite with all of them."""
        unknown, slices = self.unknown[indicator], self._grid(indicator).slices
        kind = self.bench.methodology.indicators[indicator]

        def laid(part: str, flags: Flags, *, absent: bool = False) -> Flags:
            return on_slices(self._grid(part), flags, slices, absent=absent)

        match kind:
            case FormulaIndicator(formula=formula):
                parts = [laid(part, self.vanishes(part)) for part in formula.names]
                return unknown & reduce(np.logical_or, parts, np.zeros_like(unknown))
            case Points(points=base):
                return unknown & self.vanishes(base)
            case Composite():
                stay = [
                    laid(
                        part,
                        ((self._grid(part).missing == KNOWN) | self.unknown[part])
                        & ~self.vanishes(part),
                    )
                    for part in kind.composite
                ]
                return unknown & ~reduce(np.logical_or, stay)
        return unknown

    def _exactly(self, name: str, cell: Cell) -> Range:
        match self.bench.methodology.indicators[name]:
            case FormulaIndicator(formula=formula):
                parts = {part: self._exact_part(name, part, cell) for part in formula.names}
                return of_formula(formula.tree, {k: v or Range() for k, v in parts.items()})
            case Points(points=base) as points:
                return of_points(points, self._exact_part(name, base, cell) or Range())
            case Composite() as composite:
                return self._exact_average(name, composite, cell)
        raise AssertionError(name)

    def _exact_part(self, whole: str, part: str, cell: Cell) -> Range | None:
        """Return the limits of a part of a cell; None where it does not apply."""
        at = self._at(whole, part, cell)
        if at is None or not (self.unknown[part][at] or self._grid(part).missing[at] == KNOWN):
            return None
        return self.exactly(part, at)

    def _at(self, whole: str, part: str, cell: Cell) -> Cell | None:
        """Return the cell of a part; None where it has no such slice."""
        grid, key = self._grid(part), self._grid(whole).slices[cell[2]]
        if not grid.sliced:
            return cell[0], cell[1], 0
        return (cell[0], cell[1], grid.slices.index(key)) if key in grid.slices else None

    def _exact_average(self, name: str, composite: Composite, cell: Cell) -> Range:
        parts: list[Averaged] = []
        for part, weight in composite.composite.items():
            limits = self._exact_part(name, part, cell)
            if limits is not None:
                value = self.bench.exact.normalised(self._grid(name), composite, part, cell)
                brought = self._exactly_brought(part, composite.method(part), limits)
                range_ = brought if value is None else Range(value, value)
                parts.append(Averaged(weight, range_, is_known=value is not None))
        return average(parts)

    def _exactly_brought(self, part: str, method: Method, limits: Range) -> Range:
        if not (isinstance(method, MinMax) and method.goalposts is not None):
            return of_method(method, limits)
        sign = -1 if turns_round(self.bench.methodology, part, method) else 1
        first, last = sorted(sign * each for each in method.goalposts)
        return of_goalposts(limits, (first, last), method.minmax, sign)


class _Part(NamedTuple):
    """A part of a composite on the common scale: arrays of shape (S, Y, K)."""

    limits: Limits
    is_known: Flags
    applies: Flags


def _laid(grid: Grid, end: Bounded, slices: tuple[Assessment, ...]) -> Bounded:
    shape = grid.missing.shape
    value, error = (np.broadcast_to(each, shape) for each in (end.value, end.error))
    return Bounded(on_slices(grid, value, slices, np.nan), on_slices(grid, error, slices, np.nan))


def _constant(range_: Range) -> Limits:
    low = -np.inf if range_.low is None else float(range_.low)
    high = np.inf if range_.high is None else float(range_.high)
    return Limits(_cleaned(nearest(low), -np.inf), _cleaned(nearest(high), np.inf))


def _cleaned(end: Bounded, limitless: float) -> Bounded:
    """Say that there is no limit where nothing can be computed; an infinite end has no error."""
    value = np.where(np.isnan(end.value), limitless, end.value)
    return Bounded(value, np.where(np.isinf(value), 0.0, end.error))


def _without_error(end: Bounded) -> Bounded:
    return Bounded(end.value, np.where(np.isfinite(end.error), 0.0, end.error))


def _negated(limits: Limits) -> Limits:
    return Limits(-limits.high, -limits.low)


def _evaluate(node: Node, parts: Mapping[str, Limits]) -> Limits:
    match node:
        case Constant(value):
            return _constant(Range(value, value))
        case Name(indicator):
            return parts[indicator]
        case Negation(operand):
            return _negated(_evaluate(operand, parts))
        case Operation(sign, left, right):
            low, high = _operate(sign, _evaluate(left, parts), _evaluate(right, parts))
            return Limits(_cleaned(low, -np.inf), _cleaned(high, np.inf))
        case Call("abs", (operand,)):
            limits = _evaluate(operand, parts)
            turned = _negated(limits)
            nothing = Bounded(np.zeros(()), np.zeros(()))
            low = reduce(greatest, (nothing, limits.low, turned.low))
            return Limits(low, greatest(limits.high, turned.high))
        case Call(function, arguments):
            chosen = least if function == "min" else greatest
            each = [_evaluate(argument, parts) for argument in arguments]
            return Limits(
                reduce(chosen, [limits.low for limits in each]),
                reduce(chosen, [limits.high for limits in each]),
            )


def _operate(sign: str, left: Limits, right: Limits) -> Limits:
    match sign:
        case "+":
            return Limits(left.low + right.low, left.high + right.high)
        case "-":
            return Limits(left.low - right.high, left.high - right.low)
        case "*":
            return _around([_product(one, other) for one in left for other in right])
    # Like `ranges.py`: only what divides by a single number has limits.
    single = right.low.value == right.high.value
    quotients = _around([one / right.low for one in left])
    return Limits(
        *(
            Bounded(
                np.where(single & (right.low.value != 0), end.value, limitless),
                np.where(single, end.error, 0.0),
            )
            for end, limitless in zip(quotients, (-np.inf, np.inf), strict=True)
        )
    )


def _product(one: Bounded, other: Bounded) -> Bounded:
    """Multiply ends; a zero takes what has no limit to zero."""
    product = one * other
    return Bounded(np.where(np.isnan(product.value), 0.0, product.value), product.error)


def _around(ends: Sequence[Bounded]) -> Limits:
    # The error of what is infinite is none: it must not hide that of a finite end.
    known = [Bounded(end.value, np.where(np.isinf(end.value), 0.0, end.error)) for end in ends]
    return Limits(reduce(least, known), reduce(greatest, known))


def _of_points(points: Points, base: Limits) -> Limits:
    """Give what the bands give that values between the limits can reach."""
    shape = np.broadcast(base.low.value, base.high.value).shape
    low, high = np.full(shape, np.inf), np.full(shape, -np.inf)
    doubtful = np.zeros(shape, np.bool_)
    for cell, gives in stretches(points):
        meets = _meets(cell, base)
        given = _constant(Range(gives, gives) if isinstance(gives, Fraction) else Range())
        low = np.where(meets, np.minimum(low, given.low.value), low)
        high = np.where(meets, np.maximum(high, given.high.value), high)
        for end in base:
            for bound in {cell.low, cell.high} - {None}:
                doubtful |= _is_close(end, float(bound or 0))
    return Limits(
        *(
            Bounded(np.where(doubtful, 0.0, end.value), np.where(doubtful, np.inf, end.error))
            for end in (_cleaned(nearest(low), -np.inf), _cleaned(nearest(high), np.inf))
        )
    )


def _meets(cell: Piece, limits: Limits) -> Flags:
    """Say where a value of a piece lies between limits, as `Cell.meets` does."""
    first = -np.inf if cell.low is None else float(cell.low)
    last = np.inf if cell.high is None else float(cell.high)
    if cell.is_single:
        return np.asarray((limits.low.value <= first) & (first <= limits.high.value))
    return np.asarray((limits.low.value < last) & (first < limits.high.value))


def _is_close(end: Bounded, bound: float) -> Flags:
    """Say where a float does not prove on which side of a bound an end lies; on it, either."""
    apart = np.abs(end.value - bound)
    return np.asarray(~(apart > end.error + nearest(bound).error) & ~np.isinf(end.value))


def _least_average(parts: Sequence[_Part], weights: Sequence[float]) -> Bounded:
    """Return the least of `sum(w x) / sum(w)`, as `ranges.of_average` does."""
    lows = np.stack([np.broadcast_to(each.limits.low.value, each.applies.shape) for each in parts])
    errors = np.stack(
        [np.broadcast_to(each.limits.low.error, each.applies.shape) for each in parts]
    )
    known = np.stack([each.applies & each.is_known for each in parts])
    loose = np.stack([each.applies & ~each.is_known for each in parts])
    weight = np.array(weights).reshape(-1, *[1] * (lows.ndim - 1))
    total = (weight * np.where(known, lows, 0.0)).sum(axis=0)
    whole = (weight * known).sum(axis=0)
    size = np.where(known, np.abs(lows), 0.0).max(axis=0)
    order = np.argsort(np.where(loose, lows, np.inf), axis=0, kind="stable")
    for place in order:
        at = place[None]
        low = np.take_along_axis(lows, at, 0)[0]
        own = np.take_along_axis(np.broadcast_to(weight, lows.shape), at, 0)[0]
        takes = np.take_along_axis(loose, at, 0)[0] & ~((whole > 0) & (low * whole >= total))
        total = np.where(takes, total + own * low, total)
        whole = np.where(takes, whole + own, whole)
        size = np.where(takes & np.isfinite(low), np.maximum(size, np.abs(low)), size)
    worst = np.where(known | loose, errors, 0.0).max(axis=0)
    # Few sums and a quotient of what is no greater than `size`; a part next to the average that
    # is taken or left out changes no more than the errors do.
    error = len(parts) * (worst + 16 * np.finfo(np.float64).eps * (1 + size))
    return _cleaned(Bounded(np.where(whole > 0, total / whole, -np.inf), error), -np.inf)
