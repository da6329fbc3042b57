"""When floats alone prove an order or an equality, so that no fraction need be asked."""

from fractions import Fraction

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import Column, FormulaIndicator, Measure, Points, Sum
from shnor_cli.criteria.methodology import Methodology

_LARGE = 10**6


def floats_prove(methodology: Methodology, indicator: str) -> bool:
    """Say whether values of an indicator are distinct floats whenever they are distinct fractions.

    So it is for a ratio of counts below 2**26 (two such ratios differ by more than an ulp), for a
    decimal of up to 15 digits and for whole numbers; not for what else is computed from others.
    """
    kind = methodology.indicators[indicator]
    return isinstance(kind, Measure | Column | Points) or is_whole(methodology, indicator)


def is_whole(methodology: Methodology, indicator: str) -> bool:
    """Say whether values of an indicator are whole numbers, computed in floats without error."""
    return _whole_at(methodology, indicator, {})


def _whole_at(methodology: Methodology, indicator: str, known: dict[str, bool]) -> bool:
    if indicator not in known:
        known[indicator] = _is_whole_indicator(methodology, indicator, known)
    return known[indicator]


def _is_whole_indicator(methodology: Methodology, indicator: str, known: dict[str, bool]) -> bool:
    match methodology.indicators[indicator]:
        case Measure(measure="participants" | Sum()):
            return True
        case Points(bands=bands):
            return all(
                isinstance(band.gives, Fraction) and band.gives.denominator == 1 for band in bands
            )
        case FormulaIndicator(formula=formula):
            return _is_whole(methodology, formula.tree, known)
    return False


def _is_whole(methodology: Methodology, node: Node, known: dict[str, bool]) -> bool:
    match node:
        case Constant(value):
            return value.denominator == 1 and abs(value) < _LARGE
        case Name(indicator):
            return _whole_at(methodology, indicator, known)
        case Negation(operand):
            return _is_whole(methodology, operand, known)
        case Operation("*", left, right) if not isinstance(left, Constant):
            # Counts of pupils times a written number stay far below 2**53.
            return isinstance(right, Constant) and _is_whole(
                methodology, Operation("*", right, left), known
            )
        case Operation("+" | "-" | "*", left, right):
            return all(_is_whole(methodology, side, known) for side in (left, right))
        case Call(_, arguments):
            return all(_is_whole(methodology, each, known) for each in arguments)
    return False
