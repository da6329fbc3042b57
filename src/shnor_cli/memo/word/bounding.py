"""Tags of a template made to pay for what they do, and refused where they are not for a memo.

What they pay with is in `sandbox`: filters whose names begin with `!` stand for the payments, so
that no template can name them.
"""

import math
import re
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

DEEP = "тег слишком сложен: слишком много скобок, действий или тегов одно в другом"
HUGE = "в теге слишком большое число"

FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.EvalContextModifier: "autoescape",
    nodes.ScopedEvalContextModifier: "autoescape",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.With: "with",
    nodes.Block: "block",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
    nodes.Extends: "extends",
    nodes.NSRef: "namespace",
}
_OF_NAMES = ("defined", "undefined", "filter", "test")
"""Tests that ask whether there is a name: it need not have a value."""
_DEEPEST = 60
"""How deep tags, brackets and operations may lie in each other: Python reads no more than 200."""
_MOST_LOOPS = 15
"""How many loops may lie in each other: Python reads no more than 20."""
_MOST_BITS = 1024
"""How long a whole number may be: Python writes none of more than 4300 digits."""
_RAW = re.compile(r"\{#.*?#\}|(?P<raw>\{%[-+]?\s*raw\b)", re.DOTALL)


def refuse_raw(source: str) -> None:
    """Refuse tags that are to be printed as they are: Jinja takes them for text.

    Raises:
        TemplateSyntaxError: with the line where they stand.
    """
    for found in _RAW.finditer(source):
        if found["raw"]:
            raise TemplateSyntaxError("forbidden 'raw'", source.count("\n", 0, found.start()) + 1)


def refuse_senseless(source: nodes.Template) -> None:
    """Refuse what Python could not read: numbers without end, and too much in each other.

    Raises:
        TemplateSyntaxError: with the line where it stands.
    """
    level: list[tuple[nodes.Node, int]] = [(source, 0)]
    for _ in range(_DEEPEST):
        for node, _loops in level:
            if isinstance(node, nodes.Const) and not _is_writable(node.value):
                raise TemplateSyntaxError(HUGE, node.lineno)
        level = [
            (child, loops + isinstance(child, nodes.For))
            for node, loops in level
            for child in node.iter_child_nodes()
        ]
        for node, loops in level:
            if loops > _MOST_LOOPS:
                raise TemplateSyntaxError(DEEP, node.lineno)
    if level:
        raise TemplateSyntaxError(DEEP, level[0][0].lineno)


def _is_writable(value: object) -> bool:
    if isinstance(value, int):
        return value.bit_length() <= _MOST_BITS
    return not isinstance(value, float) or math.isfinite(value)


class Bounding(NodeTransformer):
    """Rewrites the tags of a template, those inside others first."""

    def generic_visit(self, node: nodes.Node, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - those of Jinja
        """Bound what is inside a tag, then the tag itself."""
        if type(node) in FORBIDDEN:
            raise TemplateSyntaxError(f"forbidden '{FORBIDDEN[type(node)]}'", node.lineno)
        super().generic_visit(node, *args, **options)
        if isinstance(node, nodes.AssignBlock):
            return _noted(node)
        return _made(node) if isinstance(node, nodes.Expr) else _done(node)


def _noted(node: nodes.AssignBlock) -> list[nodes.Stmt]:
    """Let a name keep what stands up to `endset` as words: Jinja has them escaped."""
    node.filter = _filtered(node.filter, "!kept")
    if not isinstance(node.target, nodes.Name):
        return [node]
    words = _filtered(nodes.Name(node.target.name, "load"), "!plain")
    return [node, nodes.Assign(node.target, words, lineno=node.lineno)]


def _done(node: nodes.Node) -> nodes.Node:
    """Bound a tag that does something: a loop pays for its turns, a name for what it keeps."""
    match node:
        case nodes.For():
            if node.recursive:
                raise TemplateSyntaxError("forbidden 'recursive'", node.lineno)
            node.iter = _filtered(node.iter, "!turns")
        case nodes.Assign():
            node.node = _filtered(node.node, "!kept")
        case nodes.Operand():
            node.expr = _filtered(node.expr, "!paid")
    return node


def _made(node: nodes.Expr) -> nodes.Expr:
    """Bound an expression: lists are paid for where they are made and where they are compared."""
    match node:
        case nodes.Concat():
            node.nodes = [_filtered(nodes.List(node.nodes), "join")]
        case nodes.Compare():
            node.expr = _filtered(node.expr, "!paid")
        case nodes.Test() if node.name not in _OF_NAMES:
            node.node = _filtered(node.node, "!paid")
            node.args = [_filtered(each, "!paid") for each in node.args]
        case nodes.Getitem(arg=nodes.Slice()):
            return _filtered(node, "!kept")
        case nodes.Getitem() if not isinstance(node.arg, nodes.Const):
            node.arg = _filtered(node.arg, "!paid")
        case nodes.Dict():
            return _filtered(node, "!written")
        case nodes.List() | nodes.Tuple() if getattr(node, "ctx", "load") == "load":
            return _filtered(node, "!paid")
    return node


def _filtered(node: Any, name: str) -> nodes.Filter:  # noqa: ANN401 - Jinja types it loosely
    return nodes.Filter(node, name, [], [], None, None)
