"""What values an indicator can take, and how many members a count can find, by the file alone."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from shnor_cli.criteria.formula import Call, Constant, Formula, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import (
    Band,
    Change,
    Column,
    Composite,
    Filter,
    FormulaIndicator,
    Measure,
    Method,
    MinMax,
    Points,
    Share,
)
from shnor_cli.criteria.intervals import (
    Cell,
    Range,
    cells_of,
    hull,
    minus,
    negated,
    plus,
    rounded,
    times,
)
from shnor_cli.criteria.methodology import Indicator, Methodology, criteria_below
from shnor_cli.criteria.rules import Comparison, Count, Known

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
        indicator = methodology.indicators[name]
        ranges[name] = rounded(_range_of(indicator, methodology, ranges), indicator.round)
    return ranges


def _range_of(indicator: Indicator, methodology: Methodology, ranges: Ranges) -> Range:
    match indicator:
        case Measure():
            return _of_measure(indicator, methodology)
        case Column(over=str()):
            return _SHARE
        case Points(points=base):
            return of_points(indicator, ranges[base])
        case FormulaIndicator(formula=formula):
            return of_formula(formula.tree, ranges)
        case Change(change=part):
            return minus(ranges[part], ranges[part])
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
                    yield of_formula(right, ranges)
                waiting += (left, right)
            case Negation(operand):
                waiting.append(operand)
            case Call(_, arguments):
                waiting += arguments


def _of_measure(measure: Measure, methodology: Methodology) -> Range:
    match measure.measure:
        case "low_share" | "quality" | Share():
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
    return hull([of_method(composite.method(part), of_parts[part]) for part in composite.composite])


def of_method(method: Method, part: Range) -> Range:
    """Return the range of a part of a composite brought to the common scale, whatever its group."""
    match method:
        case "none":
            return part
        case MinMax(minmax=(low, high), goalposts=None):
            return Range(min(low, high), max(low, high))
        case "percentile" | "share_below":
            return _SHARE
        case "rank":
            return Range(low=Fraction(1))
    return _ANY


def of_points(points: Points, base: Range) -> Range:
    """Return the range of what the bands give for values of a range.

    Letters have none, nor has what may fall in no band.
    """
    given = {gives for cell, gives in stretches(points) if cell.meets(base)}
    numbers = [each for each in given if isinstance(each, Fraction)]
    return Range(min(numbers), max(numbers)) if len(numbers) == len(given) else _ANY


def stretches(points: Points) -> Iterator[tuple[Cell, Fraction | str | None]]:
    """Cut all numbers at the bounds of bands: each piece with what is given for it, if anything."""
    for cell in cells_of((number for band in points.bands for _, number in band.bounds), _ANY):
        yield (
            cell,
            next((band.gives for band in points.bands if is_inside(band, cell.sample)), None),
        )


def is_inside(band: Band, value: Fraction) -> bool:
    """Say whether a value lies in a band."""
    return all(Range(value, value).certain(key, number) for key, number in band.bounds)


def of_goalposts(
    part: Range, goalposts: tuple[Fraction, Fraction], result: tuple[Fraction, Fraction], sign: int
) -> Range:
    """Return the range of a part between fixed goalposts; `sign` is -1 if it is turned round."""
    (first, last), (bottom, top) = goalposts, result
    slope = (top - bottom) / (last - first)
    turned = part if sign > 0 else negated(part)
    moved = minus(turned, Range(first, first))
    scaled = times(moved, Range(slope, slope))
    return Range(plus(scaled.low, bottom), plus(scaled.high, bottom))


def of_formula(node: Node, ranges: Ranges) -> Range:
    """Return the range of a formula, given those of the indicators that it names."""
    match node:
        case Constant(value):
            return Range(value, value)
        case Name(name):
            return ranges[name]
        case Negation(operand):
            return negated(of_formula(operand, ranges))
        case Operation(operator, left, right):
            sides = of_formula(left, ranges), of_formula(right, ranges)
            found = _of_operation(operator, *sides)
            return Range(_short(found.low), _short(found.high))
        case Call(function, arguments):
            return _of_call(function, [of_formula(each, ranges) for each in arguments])


def _of_operation(operator: str, left: Range, right: Range) -> Range:
    match operator:
        case "+":
            return Range(plus(left.low, right.low), plus(left.high, right.high))
        case "-":
            return minus(left, right)
        case "*":
            return times(left, right)
    if right.low is not None and right.low == right.high and right.low != 0:
        inverse = 1 / right.low
        return times(left, Range(inverse, inverse))
    return _ANY


def _short(limit: Fraction | None) -> Fraction | None:
    if limit is None:
        return None
    size = max(limit.numerator.bit_length(), limit.denominator.bit_length())
    return limit if size <= _LONGEST else None


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
    turned = negated(ranges[0])
    ends = [each for each in (ranges[0].high, turned.high) if each is not None]
    beyond = [each for each in (ranges[0].low, turned.low) if each is not None]
    return Range(max([Fraction(0), *beyond]), max(ends) if len(ends) > 1 else None)


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
