"""Formulas of a methodology: plain arithmetic read with `ast`, never evaluated as code.

A formula is a small tree of frozen nodes. `engine/measure.py` walks it over arrays, and over
`Fraction` where a float proves nothing; `wording.py` prints it.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

MAX_LENGTH = 2000
MAX_DEPTH = 40

FUNCTIONS = ("min", "max", "abs")
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?")


class Constant(NamedTuple):
    """A number as written."""

    value: Fraction


class Name(NamedTuple):
    """Another indicator, by its id."""

    indicator: str


class Operation(NamedTuple):
    """`left operator right`, the operator one of + - * /."""

    operator: str
    left: "Node"
    right: "Node"


class Negation(NamedTuple):
    """Unary minus."""

    operand: "Node"


class Call(NamedTuple):
    """`min`, `max` or `abs` of its arguments."""

    function: str
    arguments: tuple["Node", ...]


Node = Constant | Name | Operation | Negation | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its text as written and its tree."""

    text: str
    tree: Node

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the indicators it uses, each once, in order of appearance."""
        return tuple(dict.fromkeys(_names(self.tree)))

    @classmethod
    def __get_pydantic_core_schema__(
        cls,
        source: Any,  # noqa: ANN401 - pydantic's own signature
        handler: GetCoreSchemaHandler,
    ) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(lambda f: f.text)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string"}


def parse_formula(text: object) -> Formula:
    """Read a formula of plain arithmetic.

    Raises:
        ValueError: anything but numbers, names, + - * /, brackets, min, max and abs.
    """
    if isinstance(text, Formula):
        return text
    if not isinstance(text, str | int | float):
        raise ValueError("формулу пишут текстом")  # noqa: TRY004 - pydantic wants it
    source = " ".join(str(text).split())
    if len(source) > MAX_LENGTH:
        raise ValueError(f"формула длиннее {MAX_LENGTH} знаков")
    try:
        with warnings.catch_warnings():  # Python warns of oddities that are refused below anyway
            warnings.simplefilter("ignore")
            tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        is_cut = source.count("(") > source.count(")")
        comma = "; внутри {} формулу с запятой берут в кавычки" if is_cut else ""
        raise ValueError(f"«{source}» не читается как формула{comma}") from None
    return Formula(source, _node(tree, source, MAX_DEPTH))


def _node(node: ast.expr, source: str, depth: int) -> Node:
    if depth == 0:
        raise ValueError(f"в формуле больше {MAX_DEPTH} вложенных действий")
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return _constant(ast.get_source_segment(source, node) or "")
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negation(_node(operand, source, depth - 1))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, source, depth - 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Operation(
                _OPERATORS[type(op)],
                _node(left, source, depth - 1),
                _node(right, source, depth - 1),
            )
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as arguments, keywords=[]) if (
            name in FUNCTIONS and (name != "abs" or len(arguments) == 1)
        ):
            return Call(name, tuple(_node(each, source, depth - 1) for each in arguments))
    said = ast.get_source_segment(source, node) or source
    raise ValueError(
        f"«{said}» в формуле не разрешено: только числа, показатели, + - * /, скобки, min, max, abs"
    )


def _constant(written: str) -> Constant:
    if not _PLAIN_NUMBER.fullmatch(written):
        raise ValueError(f"«{written}» в формуле: число пишут как 0.8 или 800, до 15 цифр")
    return Constant(Fraction(written))


def _names(node: Node) -> Iterator[str]:
    match node:
        case Name(indicator):
            yield indicator
        case Operation(_, left, right):
            yield from _names(left)
            yield from _names(right)
        case Negation(operand):
            yield from _names(operand)
        case Call(_, arguments):
            for argument in arguments:
                yield from _names(argument)
