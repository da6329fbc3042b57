"""Ranges of numbers: arithmetic with their ends, and how bounds cut them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value, both possible; None where there is no limit."""

    low: Fraction | None = None
    high: Fraction | None = None

    def certain(self, key: str, bound: Fraction) -> bool | None:
        """Say whether every value meets a bound (True), none does (False), or some do (None)."""
        below = self.high is not None and self.high < bound
        above = self.low is not None and self.low > bound
        at_top = self.high == bound
        at_bottom = self.low == bound
        match key:
            case "at_least":
                return _answer(always=above or at_bottom, never=below)
            case "more_than":
                return _answer(always=above, never=below or at_top)
            case "at_most":
                return _answer(always=below or at_top, never=above)
        return _answer(always=below, never=above or at_bottom)


def _answer(*, always: bool, never: bool) -> bool | None:
    return always if always or never else None


class Averaged(NamedTuple):
    """A part of an average: its weight, its range, and whether it is sure to take part."""

    weight: Fraction
    range: Range
    is_known: bool


def average(parts: Sequence[Averaged]) -> Range:
    """Return the range of `sum(w x) / sum(w)` where parts that are not known may turn out to drop.

    A part below the average of the others makes it less, one above does not have to be there.
    """
    turned = [each._replace(range=negated(each.range)) for each in parts]
    return Range(_least_average(parts), negated(Range(_least_average(turned))).high)


def _least_average(parts: Sequence[Averaged]) -> Fraction | None:
    known = [each for each in parts if each.is_known]
    lows = [(each.range.low, each.weight) for each in parts if not each.is_known]
    found = [(low, weight) for low, weight in lows if low is not None]
    if len(found) < len(lows) or any(each.range.low is None for each in known):
        return None
    weights = sum((each.weight for each in known), Fraction(0))
    total = sum((each.weight * (each.range.low or 0) for each in known), Fraction(0))
    for low, weight in sorted(found):
        if weights and low * weights >= total:
            break
        weights, total = weights + weight, total + weight * low
    return total / weights if weights else None


def hull(ranges: Sequence[Range]) -> Range:
    """Return the least range around others."""
    lows = [each.low for each in ranges if each.low is not None]
    highs = [each.high for each in ranges if each.high is not None]
    return Range(
        min(lows) if len(lows) == len(ranges) else None,
        max(highs) if len(highs) == len(ranges) else None,
    )


def rounded(range_: Range, digits: int | None) -> Range:
    """Return the range of values of a range that are rounded, a half upwards."""
    if digits is None:
        return range_
    return Range(*(_half_up(end, digits) for end in (range_.low, range_.high)))


def _half_up(end: Fraction | None, digits: int) -> Fraction | None:
    if end is None:
        return None
    return Fraction(math.floor(end * 10**digits + Fraction(1, 2)), 10**digits)


def plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Add two ends; where either has no limit the sum has none."""
    return None if one is None or other is None else one + other


def minus(left: Range, right: Range) -> Range:
    """Subtract ranges."""
    low = None if left.low is None or right.high is None else left.low - right.high
    high = None if left.high is None or right.low is None else left.high - right.low
    return Range(low, high)


def negated(range_: Range) -> Range:
    """Turn a range round zero."""
    return minus(Range(Fraction(0), Fraction(0)), range_)


def times(left: Range, right: Range) -> Range:
    """Multiply ranges."""
    products = [_product(a, b) for a in _ends(left) for b in _ends(right)]
    low, high = min(products), max(products)
    return Range(_finite(low), _finite(high))


def _ends(range_: Range) -> tuple[Fraction | float, Fraction | float]:
    return (
        -math.inf if range_.low is None else range_.low,
        math.inf if range_.high is None else range_.high,
    )


def _product(one: Fraction | float, other: Fraction | float) -> Fraction | float:
    """Multiply ends; a zero takes what has no limit to zero."""
    return Fraction(0) if one == 0 or other == 0 else one * other


def _finite(end: Fraction | float) -> Fraction | None:
    return end if isinstance(end, Fraction) else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A single value, or the open stretch between two of them; None is endless."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_single(self) -> bool:
        """Whether it is a single value."""
        return self.low is not None and self.low == self.high

    @property
    def sample(self) -> Fraction:
        """A value inside."""
        if self.low is None:
            return Fraction(0) if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2

    def meets(self, limits: Range) -> bool:
        """Say whether a value of it lies in a range."""
        if self.is_single:
            below = limits.low is not None and self.low < limits.low  # type: ignore[operator]
            above = limits.high is not None and self.low > limits.high  # type: ignore[operator]
        else:
            below = None not in (limits.low, self.high) and self.high <= limits.low  # type: ignore[operator]
            above = None not in (limits.high, self.low) and self.low >= limits.high  # type: ignore[operator]
        return not (below or above)


def cells_of(numbers: Iterable[Fraction], limits: Range) -> list[Cell]:
    """Cut a range at numbers: single values and the stretches between them, ascending."""
    ends = {end for end in (limits.low, limits.high) if end is not None}
    cuts = sorted(
        number
        for number in {*numbers, *ends}
        if (limits.low is None or number >= limits.low)
        and (limits.high is None or number <= limits.high)
    )
    if not cuts:
        return [Cell(None, None)]
    cells = [] if limits.low is not None else [Cell(None, cuts[0])]
    for low, high in pairwise(cuts):
        cells += [Cell(low, low), Cell(low, high)]
    cells.append(Cell(cuts[-1], cuts[-1]))
    return cells if limits.high is not None else [*cells, Cell(cuts[-1], None)]
