"""Formulas, computed in fractions."""

from collections.abc import Callable
from fractions import Fraction

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation


def compute(node: Node, values: dict[str, Fraction]) -> Fraction:
    """Compute a formula."""
    match node:
        case Constant(value):
            return value
        case Name(indicator):
            return values[indicator]
        case Negation(operand):
            return -compute(operand, values)
        case Operation(operator, left, right):
            return _operate(operator, compute(left, values), compute(right, values))
        case Call(function, arguments):
            numbers = [compute(argument, values) for argument in arguments]
            functions: dict[str, Callable[[list[Fraction]], Fraction]] = {
                "min": min,
                "max": max,
                "abs": lambda only: abs(only[0]),
            }
            return functions[function](numbers)


def _operate(operator: str, left: Fraction, right: Fraction) -> Fraction:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right
