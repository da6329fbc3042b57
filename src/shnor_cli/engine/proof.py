"""When floats alone prove an order or an equality, so that no fraction need be asked."""

import math
from fractions import Fraction

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import Column, FormulaIndicator, Measure, Points, Sum
from shnor_cli.criteria.methodology import Indicator, Methodology

_WHOLE_FLOAT = 2.0**53
_COUNT = 1e9
"""More pupils than any school counts."""


def floats_prove(methodology: Methodology, indicator: str) -> bool:
    """Say whether values of an indicator are distinct floats whenever they are distinct fractions.

    So it is for a ratio of counts below 2**26 (two such ratios differ by more than an ulp), for a
    decimal of up to 15 digits and for whole numbers; not for what else is computed from others.
    """
    kind = methodology.indicators[indicator]
    return isinstance(kind, Measure | Column | Points) or is_whole(methodology, indicator)


def is_whole(methodology: Methodology, indicator: str) -> bool:
    """Say whether values of an indicator are whole numbers, computed in floats without error."""
    return _Sizes(methodology).of(indicator) < _WHOLE_FLOAT


class _Sizes:
    """What whole values, and all they are computed from, may be at most; infinite if not whole."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.known: dict[str, float] = {}

    def of(self, indicator: str) -> float:
        if indicator not in self.known:
            self.known[indicator] = self._of_kind(self.methodology.indicators[indicator])
        return self.known[indicator]

    def _of_kind(self, kind: Indicator) -> float:
        match kind:
            case Measure(measure="participants" | Sum()):
                return _COUNT
            case Points(bands=bands):
                return sum(_size(band.gives) for band in bands)
            case FormulaIndicator(formula=formula):
                return self._of_node(formula.tree)
        return math.inf

    def _of_node(self, node: Node) -> float:
        match node:
            case Constant(value):
                return _size(value)
            case Name(indicator):
                return self.of(indicator)
            case Negation(operand):
                return self._of_node(operand)
            case Operation("/", _, _):
                return math.inf
            case Operation(sign, left, right):
                sizes = self._of_node(left), self._of_node(right)
                return max(*sizes, math.prod(sizes)) if sign == "*" else sum(sizes)
            case Call(_, arguments):
                return sum(self._of_node(each) for each in arguments)


def _size(number: Fraction | str) -> float:
    return math.inf if isinstance(number, str) or number.denominator != 1 else float(abs(number))
