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
    match methodology.indicators[indicator]:
        case Measure(measure="participants" | Sum()):
            return True
        case Points(bands=bands):
            return all(
                isinstance(band.gives, Fraction) and band.gives.denominator == 1 for band in bands
            )
        case FormulaIndicator(formula=formula):
            return _is_whole(methodology, formula.tree)
    return False


def _is_whole(methodology: Methodology, node: Node) -> bool:
    match node:
        case Constant(value):
            return value.denominator == 1 and abs(value) < _LARGE
        case Name(indicator):
            return is_whole(methodology, indicator)
        case Negation(operand):
            return _is_whole(methodology, operand)
        case Operation("*", left, right) if not isinstance(left, Constant):
            # Counts of pupils times a written number stay far below 2**53.
            return isinstance(right, Constant) and _is_whole(
                methodology, Operation("*", right, left)
            )
        case Operation("+" | "-" | "*", left, right):
            return _is_whole(methodology, left) and _is_whole(methodology, right)
        case Call(_, arguments):
            return all(_is_whole(methodology, each) for each in arguments)
    return False
