"""What unknown values can still be: the least and the greatest, None where there is no limit."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import Measure, Method, MinMax, Points, Share
from shnor_cli.criteria.methodology import Methodology
from tests.slow.kleene import keeps

Span = tuple[Fraction | None, Fraction | None]
Spread = tuple[Fraction, Span, bool]
"""A part of a mean: its weight, its span, and whether it is known."""

End = Fraction | float
"""A fraction or an infinity."""


def span_of_measure(measure: Measure, methodology: Methodology) -> Span:
    """Return what a measure can be."""
    match measure.measure:
        case "low_share" | "quality" | Share():
            return Fraction(0), Fraction(1)
        case "mean_mark":
            named = [name for each in measure.of or () for name in each.procedure or ()]
            scales = [methodology.procedures[name].scale or () for name in named]
            marks = [Fraction(mark) for scale in scales for mark in scale if mark.isdecimal()]
            return min(marks), max(marks)
    return Fraction(0), None


def span_of_formula(node: Node, parts: dict[str, Span]) -> Span:
    """Return what a formula can be."""
    return _span(*_formula(node, {name: _ends(*span) for name, span in parts.items()}))


def _ends(low: Fraction | None, high: Fraction | None) -> tuple[End, End]:
    return -math.inf if low is None else low, math.inf if high is None else high


def _span(low: End, high: End) -> Span:
    return _limit(low), _limit(high)


def _limit(end: End) -> Fraction | None:
    return None if isinstance(end, float) else end


def _formula(node: Node, parts: dict[str, tuple[End, End]]) -> tuple[End, End]:
    match node:
        case Constant(value):
            return value, value
        case Name(indicator):
            return parts[indicator]
        case Negation(operand):
            low, high = _formula(operand, parts)
            return -high, -low
        case Operation(operator, left, right):
            return _operation(operator, _formula(left, parts), _formula(right, parts))
        case Call(function, arguments):
            lows, highs = zip(*(_formula(each, parts) for each in arguments), strict=True)
            if function == "abs":
                inside = lows[0] <= 0 <= highs[0]
                sizes = abs(lows[0]), abs(highs[0])
                return Fraction(0) if inside else min(sizes), max(sizes)
            chosen = {"min": min, "max": max}[function]
            return chosen(lows), chosen(highs)


def _operation(operator: str, left: tuple[End, End], right: tuple[End, End]) -> tuple[End, End]:
    match operator:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "/":
            if right[0] != right[1] or right[0] == 0:
                return -math.inf, math.inf
            right = (1 / right[0], 1 / right[0])
    found = [Fraction(0) if 0 in pair else pair[0] * pair[1] for pair in product(left, right)]
    return min(found), max(found)


def span_of_points(points: Points, base: Span) -> Span:
    """Return the least and the greatest that bands give at all places where they can differ."""
    low, high = base
    bounds = sorted({number for band in points.bands for _, number in band.bounds})
    ends = [end for end in (low, high) if end is not None]
    places = sorted({*bounds, *ends})
    between = [(one + other) / 2 for one, other in pairwise(places)]
    outside = [places[0] - 1, places[-1] + 1] if places else [Fraction(0)]
    samples = [
        each
        for each in (*places, *between, *outside)
        if (low is None or each >= low) and (high is None or each <= high)
    ]
    given = {_gives(points, each) for each in samples}
    numbers = [each for each in given if isinstance(each, Fraction)]
    return (min(numbers), max(numbers)) if len(numbers) == len(given) else (None, None)


def _gives(points: Points, value: Fraction) -> Fraction | str | None:
    for band in points.bands:
        if all(keeps(value, key, number) for key, number in band.bounds):
            return band.gives
    return None


def span_of_scaled(method: Method, span: Span, turn: int) -> Span:
    """Return what an unknown part can be on the common scale."""
    match method:
        case "none":
            return span
        case "percentile" | "share_below":
            return Fraction(0), Fraction(1)
        case "rank":
            return Fraction(1), None
        case MinMax(minmax=ends, goalposts=None):
            return min(ends), max(ends)
        case MinMax(minmax=(bottom, top), goalposts=(first, last)):
            at: list[End] = []
            for end in _ends(*span):
                share = (end - first) / (last - first)
                share = share if turn == 1 else 1 - share
                at.append(bottom if top == bottom else bottom + (top - bottom) * share)
            return _span(min(at), max(at))
    return None, None


def span_of_mean(parts: Sequence[Spread]) -> Span:
    """Return the least and the greatest mean, whichever of the unknown parts turn out to drop."""
    lows, highs = zip(*(_ends(*span) for _, span, _ in parts), strict=True)
    found: list[tuple[End, End]] = []
    for kept in product(*([True] if known else [True, False] for _, _, known in parts)):
        if any(kept):
            weights = [
                part[0] if keep else Fraction(0) for part, keep in zip(parts, kept, strict=True)
            ]
            found.append((_mean(weights, lows), _mean(weights, highs)))
    return _span(min(low for low, _ in found), max(high for _, high in found))


def _mean(weights: Sequence[Fraction], ends: Sequence[End]) -> End:
    total: End = Fraction(0)
    for weight, end in zip(weights, ends, strict=True):
        total += weight * end if weight else Fraction(0)
    return total / sum(weights, Fraction(0))
