"""Bringing the parts of a composite to one scale."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from shnor_cli.criteria.indicators import Composite, Measure, Method, MinMax, Target
from shnor_cli.criteria.methodology import Indicator
from tests.slow.values import Doubts, Gap, Number, Value, deviation, mean


def turn_of(part: Indicator) -> int:
    """Return -1 for a part whose high side is bad: it is turned round before it is scaled."""
    if isinstance(part, Composite):
        return 1
    low_share = isinstance(part, Measure) and part.measure == "low_share"
    direction = part.direction or ("high_is_bad" if low_share else None)
    return -1 if direction == "high_is_bad" else 1


def between(method: MinMax, value: Fraction, goalposts: tuple[Fraction, Fraction]) -> Fraction:
    """Return where a value stands between goalposts, on the range of the result."""
    low, high = method.minmax
    first, last = goalposts
    return low + (high - low) * (value - first) / (last - first)


def scaled(
    method: Method, own: Number, group: Sequence[Number], turn: int, doubts: Doubts
) -> Value:
    """Return a number on the scale of its group; `turn` is -1 when both were turned round."""
    numbers = [number.value for number in group]
    below = sum(doubts.difference(number, own) < 0 for number in group)
    match method:
        case "rank":
            return replace(own, value=Fraction(1 + below), exact=True)
        case "percentile":
            alone = len(group) == 1
            place = Fraction(below, max(len(group) - 1, 1))
            return Gap.UNKNOWN if alone else replace(own, value=place, exact=True)
        case "share_below":
            return replace(own, value=Fraction(below, len(group)), exact=True)
        case "zscore":
            return _zscore(own, numbers)
        case MinMax():
            least, greatest = min(numbers), max(numbers)
            if least == greatest:
                return Gap.UNKNOWN
            return replace(own, value=between(method, own.value, (least, greatest)))
        case Target(target=target):
            way = turn * target - min(numbers)
            if way == 0:
                return Gap.UNKNOWN
            return replace(own, value=min((own.value - min(numbers)) / way, Fraction(1)))
    raise AssertionError(method)


def _zscore(own: Number, numbers: Sequence[Fraction]) -> Value:
    spread = deviation(numbers)
    if not spread:
        return Gap.UNKNOWN
    return replace(own, value=(own.value - mean(numbers)) / spread, exact=False)
