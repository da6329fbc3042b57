"""What values an indicator can take, and how many members a count can find, by the file alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from shnor_cli.criteria.formula import Call, Constant, Formula, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import (
    Change,
    Column,
    Composite,
    Filter,
    FormulaIndicator,
    Measure,
    MinMax,
    Points,
    Share,
)
from shnor_cli.criteria.methodology import Indicator, Methodology, criteria_below
from shnor_cli.criteria.rules import Comparison, Count, Known


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


_SHARE = Range(Fraction(0), Fraction(1))
_COUNT = Range(low=Fraction(0))
_ANY = Range()


_LONGEST = 1000
"""Bits of a limit; a longer one, of powers of powers, is none."""

Ranges = Mapping[str, Range]
"""Ranges by indicator."""


def ranges_of(methodology: Methodology) -> Ranges:
    """Return the range of values of every indicator."""
    ranges: dict[str, Range] = {}
    for name in methodology.indicators_in_order():
        ranges[name] = _range_of(methodology.indicators[name], methodology, ranges)
    return ranges


def _range_of(indicator: Indicator, methodology: Methodology, ranges: Ranges) -> Range:
    match indicator:
        case Measure():
            return _of_measure(indicator, methodology)
        case Column(over=str()):
            return _SHARE
        case Points():
            numbers = [band.gives for band in indicator.bands if isinstance(band.gives, Fraction)]
            whole = len(numbers) == len(indicator.bands)
            return Range(min(numbers), max(numbers)) if whole else _ANY
        case FormulaIndicator(formula=formula):
            return _of_formula(formula.tree, ranges)
        case Change(change=part):
            return _minus(ranges[part], ranges[part])
        case Composite():
            return _of_composite(indicator, ranges)
    return _ANY


def divisors_of(formula: Formula, ranges: Ranges) -> Iterator[Range]:
    """Yield the ranges of what a formula divides by."""
    waiting: list[Node] = [formula.tree]
    while waiting:
        match waiting.pop():
            case Operation(operator, left, right):
                if operator == "/":
                    yield _of_formula(right, ranges)
                waiting += (left, right)
            case Negation(operand):
                waiting.append(operand)
            case Call(_, arguments):
                waiting += arguments


def _of_measure(measure: Measure, methodology: Methodology) -> Range:
    match measure.measure:
        case "low_share" | "quality" | "participation" | Share():
            return _SHARE
        case "mean_mark":
            marks = [
                Fraction(category)
                for name in _procedures(measure, methodology)
                for category in methodology.procedures[name].scale or ()
                if category.isdecimal()
            ]
            return Range(min(marks), max(marks)) if marks else _ANY
    return _COUNT


def _procedures(measure: Measure, methodology: Methodology) -> tuple[str, ...]:
    named = [each.procedure for each in measure.of or ()]
    if not named or None in named:
        return tuple(methodology.procedures)
    wanted = {name for names in named for name in names or ()}
    return tuple(name for name in methodology.procedures if name in wanted)


def _of_composite(composite: Composite, of_parts: Ranges) -> Range:
    """An average of parts lies between their least and greatest, if no weight is negative."""
    if any(weight < 0 for weight in composite.composite.values()):
        return _ANY
    ranges = [_of_part(part, composite, of_parts) for part in composite.composite]
    lows = [each.low for each in ranges if each.low is not None]
    highs = [each.high for each in ranges if each.high is not None]
    return Range(
        min(lows) if len(lows) == len(ranges) else None,
        max(highs) if len(highs) == len(ranges) else None,
    )


def _of_part(part: str, composite: Composite, ranges: Ranges) -> Range:
    match composite.method(part):
        case "none":
            return ranges[part]
        case MinMax(minmax=(low, high), goalposts=None):
            return Range(min(low, high), max(low, high))
        case "percentile" | "share_below":
            return _SHARE
        case "rank":
            return Range(low=Fraction(1))
    return _ANY


def _of_formula(node: Node, ranges: Ranges) -> Range:
    match node:
        case Constant(value):
            return Range(value, value)
        case Name(name):
            return ranges[name]
        case Negation(operand):
            return _minus(Range(Fraction(0), Fraction(0)), _of_formula(operand, ranges))
        case Operation(operator, left, right):
            sides = _of_formula(left, ranges), _of_formula(right, ranges)
            found = _of_operation(operator, *sides)
            return Range(_short(found.low), _short(found.high))
        case Call(function, arguments):
            return _of_call(function, [_of_formula(each, ranges) for each in arguments])


def _of_operation(operator: str, left: Range, right: Range) -> Range:
    match operator:
        case "+":
            return Range(_plus(left.low, right.low), _plus(left.high, right.high))
        case "-":
            return _minus(left, right)
        case "*":
            return _times(left, right)
    if right.low is not None and right.low == right.high and right.low != 0:
        inverse = 1 / right.low
        return _times(left, Range(inverse, inverse))
    return _ANY


def _short(limit: Fraction | None) -> Fraction | None:
    if limit is None:
        return None
    size = max(limit.numerator.bit_length(), limit.denominator.bit_length())
    return limit if size <= _LONGEST else None


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def _minus(left: Range, right: Range) -> Range:
    low = None if left.low is None or right.high is None else left.low - right.high
    high = None if left.high is None or right.low is None else left.high - right.low
    return Range(low, high)


def _times(left: Range, right: Range) -> Range:
    ends = [left.low, left.high, right.low, right.high]
    known = [end for end in ends if end is not None]
    if len(known) == len(ends):
        products = [a * b for a in known[:2] for b in known[2:]]
        return Range(min(products), max(products))
    if left.low is not None and right.low is not None and min(left.low, right.low) >= 0:
        return Range(left.low * right.low)
    return _ANY


def _of_call(function: str, ranges: list[Range]) -> Range:
    lows = [each.low for each in ranges]
    highs = [each.high for each in ranges]
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    if function == "min":
        low = min(known_lows) if len(known_lows) == len(lows) else None
        return Range(low, min(known_highs, default=None))
    if function == "max":
        high = max(known_highs) if len(known_highs) == len(highs) else None
        return Range(max(known_lows, default=None), high)
    return _COUNT


_AXES = {
    "subjects": "subject",
    "procedures": "procedure",
    "grades": "grade",
    "levels": "level",
}


def members_of(name: str, methodology: Methodology) -> int | None:
    """Return how many members a count can find at most, None where the file sets no limit."""
    count = methodology.criteria[name]
    if not isinstance(count, Count):
        return None
    if count.over == "years":
        return count.last
    if count.over == "schools":
        return None
    asked = (methodology.indicators[each] for each in _asked(count.count, methodology))
    counts = [
        _slices(indicator, count.over, methodology)
        for indicator in asked
        if isinstance(indicator, Measure) and indicator.each != "school"
    ]
    known = [number for number in counts if number is not None]
    return max(known) if known and len(known) == len(counts) else None


def _asked(name: str, methodology: Methodology) -> set[str]:
    """Return the indicators that a criterion asks about through its parts."""
    asked: set[str] = set()
    for each in criteria_below(name, methodology):
        match methodology.criteria[each]:
            case Comparison(indicator=indicator) | Known(known=indicator):
                asked.add(indicator)
    return asked


def _slices(measure: Measure, over: str, methodology: Methodology) -> int | None:
    filters = measure.of or ()
    if over == "assessments":
        keys = [_assessments(each) for each in filters]
        known = [each for each in keys if each is not None]
        return len(frozenset().union(*known)) if known and len(known) == len(keys) else None
    if over == "procedures":
        return len(_procedures(measure, methodology))
    named = [getattr(each, _AXES[over]) for each in filters]
    if not named or None in named:
        return None
    return len({value for values in named for value in values})


def _assessments(chosen: Filter) -> frozenset[tuple[object, ...]] | None:
    """Return the keys that a filter names, None where it leaves a part of the key open."""
    if None in (chosen.procedure, chosen.subject, chosen.level, chosen.grade):
        return None
    return frozenset(
        (procedure, subject, level, grade)
        for procedure in chosen.procedure or ()
        for subject in chosen.subject or ()
        for level in chosen.level or ()
        for grade in chosen.grade or ()
    )
