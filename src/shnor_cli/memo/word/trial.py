"""Checking a template before there is a run to fill it with: all that is wrong with it at once.

The tags are walked as Jinja reads them, each name against the names that contexts have; then the
template is filled with those contexts, which finds what reading alone cannot.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

from shnor_cli.errors import Problem, TemplateError
from shnor_cli.memo.word.faults import fault_at, fault_in_words, nearest, paragraph_at
from shnor_cli.memo.word.filling import Template, environment, fill, opened
from shnor_cli.memo.word.losing import losses
from shnor_cli.memo.word.tags import mended, strays

_SAME = frozenset({"sort", "list", "reverse", "unique", "selectattr", "rejectattr", "select"})
"""Filters that give members of the list they are given."""
_ONE = frozenset({"first", "last", "min", "max"})
"""Filters that give one of them."""


@dataclass(frozen=True)
class Shape:
    """What is known of a value: the parts it has by name, and of what it is a list."""

    parts: Mapping[str, "Shape"] = field(default_factory=dict)
    item: "Shape | None" = None
    is_open: bool = False
    """Nothing is known: whatever a tag asks of it may be there."""
    is_answer: bool = False
    """It is yes or no in all examples."""


_OPEN = Shape(is_open=True)
_TEXT = Shape(is_open=True)
"""A text or a number has methods of its own: not looked into."""
_ANSWER = Shape(is_open=True, is_answer=True)


def shape_of(*values: object) -> Shape:
    """Return the shape that several examples of one value have together."""
    mappings = [each for each in values if isinstance(each, Mapping)]
    if mappings:
        names = dict.fromkeys(name for each in mappings for name in each)
        return Shape({n: shape_of(*(each[n] for each in mappings if n in each)) for n in names})
    lists = [each for each in values if isinstance(each, list | tuple)]
    if lists:
        items = [item for each in lists for item in each]
        return Shape(item=shape_of(*items) if items else _OPEN)
    return _ANSWER if values and all(isinstance(each, bool) for each in values) else _TEXT


def filled(template: Template, context: Mapping[str, object], day: date | None) -> bytes:
    """Fill a template; what is wrong with its tags is told all at once.

    Raises:
        TemplateError: see `Template.fill`.
    """
    try:
        return template.fill(context, day)
    except TemplateError as error:
        faults = faults_of(template.path, [context]) or error.problems
        raise TemplateError(error.message, faults, error.hint) from error


def faults_of(template: Path, examples: Sequence[Mapping[str, object]]) -> tuple[Problem, ...]:
    """Return everything that is wrong with a template, in the order in which it stands.

    Args:
        template: the Word document.
        examples: contexts of several runs, such as one with schools found and one with none.

    Raises:
        TemplateError: the file is not a Word document at all.
    """
    shape = shape_of(*examples)
    jinja_env = environment(shape.parts)
    found: dict[Problem, None] = {}
    for straight, source in opened(template).parts():
        found |= {fault_at(template, fault, where): None for where, fault in losses(straight)}
        found |= dict.fromkeys(_faults_in(source, shape, jinja_env, template))
    return tuple(found) or tuple(_filling(template, examples))


def _filling(template: Path, examples: Sequence[Mapping[str, object]]) -> Iterator[Problem]:
    for context in examples:
        try:
            fill(template, context, None)
        except TemplateError as error:
            yield from error.problems
            return


def _faults_in(
    source: str, shape: Shape, jinja_env: jinja2.Environment, template: Path
) -> Iterator[Problem]:
    source = source.replace("%}{%", "%}\n{%")  # tags of paragraphs that vanish stand side by side
    walk, (text, faults) = _Walk(jinja_env), mended(source, jinja_env)
    try:
        walk.body(jinja_env.parse(text).body, dict(shape.parts))
    except jinja2.TemplateSyntaxError as error:
        faults.append((error.lineno, fault_in_words(error, jinja_env)))
    for line, fault in sorted(
        [*faults, *strays(source, shape.parts), *walk.faults], key=itemgetter(0)
    ):
        yield fault_at(template, fault, paragraph_at(line, source))


class _Walk:
    """Walks the tags of one part, keeping the names that each loop brings."""

    def __init__(self, jinja_env: jinja2.Environment) -> None:
        self._env = jinja_env
        self.faults: list[tuple[int, str]] = []

    def body(self, body: Sequence[nodes.Node], names: dict[str, Shape]) -> None:
        """Walk tags one after another; what one sets, the next ones know."""
        for node in body:
            self._tag(node, names)

    def _tag(self, node: nodes.Node, names: dict[str, Shape]) -> None:
        match node:
            case nodes.For():
                item = self._of(node.iter, names).item or _OPEN
                inner = names | {"loop": _OPEN} | _bound(node.target, item)
                if node.test is not None:
                    self._of(node.test, inner)
                self.body(node.body, inner)
                self.body(node.else_, names)
            case nodes.Assign():
                names |= _bound(node.target, self._of(node.node, names))
            case nodes.If():
                self._of(node.test, names)
                self.body((*node.body, *node.elif_, *node.else_), names)
            case nodes.AssignBlock():
                self.body(node.body, dict(names))
                names |= _bound(node.target, _OPEN)
            case nodes.Expr():
                self._of(node, names)
            case _:
                self.body(tuple(node.iter_child_nodes()), names)

    def _of(self, node: nodes.Node, names: dict[str, Shape]) -> Shape:
        """Return the shape of an expression; what it asks in vain is a fault."""
        match node:
            case nodes.Name():
                return self._named(node, node.name, names)
            case nodes.Getattr():
                return self._part(node, node.attr, self._of(node.node, names))
            case nodes.Getitem(arg=nodes.Const(value=str(name))):
                return self._part(node, name, self._of(node.node, names))
            case nodes.Getitem():
                owner = self._of(node.node, names)
                self._of(node.arg, names)
                return owner if isinstance(node.arg, nodes.Slice) else owner.item or _OPEN
            case nodes.Filter():
                return self._filtered(node, names)
            case nodes.Test(name="defined" | "undefined"):
                return _OPEN
            case nodes.Test() if node.name not in self._env.tests:
                said = f"нет проверки «{node.name}»"
                self._fault(node, said + nearest(node.name, self._env.tests))
            case nodes.Compare(expr=left, ops=[nodes.Operand(op="eq" | "ne", expr=right)]):
                given = {left: self._of(left, names), right: self._of(right, names)}
                self._compared(given)
                return _OPEN
        for child in node.iter_child_nodes(exclude=("ctx",)):
            self._of(child, names)
        return _OPEN

    def _compared(self, given: Mapping[nodes.Expr, Shape]) -> None:
        """Tell what is yes or no and is compared with a text: the two are never equal."""
        texts = [each for each in given if isinstance(getattr(each, "value", None), str)]
        for side in (side for side, shape in given.items() if texts and shape.is_answer):
            name = _path(side)
            said = f"«{name}» — это да или нет, с текстом их не сравнивают"
            self._fault(side, f"{said}: пишут «if {name}» или «if not {name}»")

    def _filtered(self, node: nodes.Filter, names: dict[str, Shape]) -> Shape:
        given = _OPEN if node.node is None else self._of(node.node, names)
        for argument in node.args:
            self._of(argument, names)
        if node.name not in self._env.filters:
            said = f"нет преобразования «{node.name}»"
            self._fault(node, said + nearest(node.name, self._env.filters))
        if node.name in _SAME:
            return given
        return given.item or _OPEN if node.name in _ONE else _OPEN

    def _named(self, node: nodes.Node, name: str, names: Mapping[str, Shape]) -> Shape:
        if name not in names and name not in self._env.globals:
            within = _within(name, names)
            hint = f"; похожее имя: «{within}»" if within else nearest(name, names)
            self._fault(node, f"нет имени «{name}»{hint}")
        return names.get(name, _OPEN)

    def _part(self, node: nodes.Node, name: str, owner: Shape) -> Shape:
        if owner.is_open or hasattr(dict, name):
            return _OPEN
        if owner.item is not None:
            known = owner.item.parts
            hint = ": это перечень, его проходят тегом for" if name in known else ""
            self._fault(node, f"нет имени «{name}»{hint}")
            return _OPEN
        return self._named(node, name, owner.parts)

    def _fault(self, node: nodes.Node, fault: str) -> None:
        self.faults.append((node.lineno, fault))


def _path(node: nodes.Expr) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_path(node.node)}.{node.attr}"
    return "…"


def _within(name: str, names: Mapping[str, Shape]) -> str:
    """Return the shortest path to a name in any case, itself known or a part of what is."""
    level = dict(names)
    while level:
        for path in sorted(level):
            if path.rpartition(".")[2].casefold() == name.casefold():
                return path
        level = {
            f"{path}.{part}": inner
            for path, shape in level.items()
            for part, inner in shape.parts.items()
        }
    return ""


def _bound(target: nodes.Node, shape: Shape) -> dict[str, Any]:
    """Return the names that a loop or a `set` brings."""
    if isinstance(target, nodes.Name):
        return {target.name: shape}
    return {each.name: _OPEN for each in target.find_all(nodes.Name)}
