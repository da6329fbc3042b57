"""Values that may be missing, and the statistics of a group, in exact fractions."""

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

TINY = Fraction(1, 10**12)
NEAR = Fraction(1, 10**6)


class Gap(enum.Enum):
    """Why there is no value."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Number:
    """A number, the participants behind it, and whether it is a true fraction."""

    value: Fraction
    behind: int | None = None
    exact: bool = True


@dataclass(frozen=True)
class Text:
    """A text or a letter."""

    text: str


Value = Number | Text | Gap


class Doubts:
    """Counts comparisons of irrational numbers so close that no float can tell."""

    def __init__(self) -> None:
        self.count = 0

    def difference(self, left: Number, right: Number) -> Fraction:
        """Return left - right; irrational numbers that all but coincide are equal."""
        found = left.value - right.value
        if left.exact and right.exact:
            return found
        scale = 1 + abs(right.value)
        if abs(found) <= TINY * scale:
            return Fraction(0)
        if abs(found) <= NEAR * scale:
            self.count += 1
        return found

    def doubt(self) -> None:
        """Remember that nothing can be said for sure."""
        self.count += 1


def root(number: Fraction) -> Fraction:
    """Return the square root to fifty digits."""
    digits = 10**50
    return Fraction(math.isqrt(number.numerator * digits**2 // number.denominator), digits)


def mean(numbers: Sequence[Fraction]) -> Fraction:
    """Return the plain mean."""
    return sum(numbers, Fraction(0)) / len(numbers)


def median(numbers: Sequence[Fraction]) -> Fraction:
    """Return the middle number, or the mean of the middle two."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviation(numbers: Sequence[Fraction]) -> Fraction | None:
    """Return the sample standard deviation; None for fewer than two numbers."""
    if len(numbers) < 2:
        return None
    middle = mean(numbers)
    squares = sum(((number - middle) ** 2 for number in numbers), Fraction(0))
    return root(squares / (len(numbers) - 1))


def percentile(numbers: Sequence[Fraction], percent: Fraction, method: str) -> Fraction:
    """Return a percentile by one of five definitions."""
    ordered = sorted(numbers)
    last = len(ordered) - 1
    match method:
        case "linear" | "lower" | "higher":
            position = last * percent / 100
        case "weibull":
            position = min(max((last + 2) * percent / 100 - 1, Fraction(0)), Fraction(last))
        case "inverted_cdf":
            position = Fraction(max(math.ceil((last + 1) * percent / 100), 1) - 1)
        case _:
            raise AssertionError(method)
    below, above = ordered[math.floor(position)], ordered[math.ceil(position)]
    if method == "lower":
        return below
    if method == "higher":
        return above
    return below + (above - below) * (position - math.floor(position))


def round_half_up(number: Number, digits: int, doubts: Doubts) -> Number:
    """Round to so many digits after the point, a half always upwards."""
    scaled = number.value * 10**digits + Fraction(1, 2)
    if not number.exact and abs(scaled - round(scaled)) < NEAR * (1 + abs(scaled)):
        doubts.doubt()
    return replace(number, value=Fraction(math.floor(scaled), 10**digits))


def weighted_mean(parts: Sequence[tuple[Fraction, Fraction]], kind: str) -> Fraction | None:
    """Return the mean of (weight, value) pairs, None where it does not exist."""
    weights = sum((weight for weight, _ in parts), Fraction(0))
    values = [value for _, value in parts]
    match kind:
        case "arithmetic":
            return sum((weight * value for weight, value in parts), Fraction(0)) / weights
        case "geometric":
            if any(value < 0 for value in values):
                return None
            return Fraction(0) if 0 in values else _geometric(parts, weights)
        case "harmonic":
            if any(value <= 0 for value in values):
                return None
            return weights / sum((weight / value for weight, value in parts), Fraction(0))
    raise AssertionError(kind)


def _geometric(parts: Sequence[tuple[Fraction, Fraction]], weights: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 60
        logs = sum((_decimal(weight) * _decimal(value).ln() for weight, value in parts), Decimal(0))
        return Fraction((logs / _decimal(weights)).exp())


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
