"""What a tag of a template may do: name values, loop over them, put them into words; in bounds.

Jinja's own sandbox keeps tags from the inside of the program; this one also from its time and
memory. Every turn of a loop and every filter is paid for out of what a filling may spend, and so is
comparing lists, with all that is inside them: a few short tags may put a list into itself so often
that comparing it never ends.
"""

import functools
import html
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jinja2 import (
    Template,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_environment,
    pass_eval_context,
)
from jinja2.exceptions import SecurityError
from jinja2.filters import do_replace, make_attrgetter, sync_do_join
from jinja2.nodes import EvalContext
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shnor_cli.memo.word.bounding import DEEP, HUGE, Bounding, refuse_raw, refuse_senseless

_SPENT = 50_000_000
"""What one filling may spend: characters and members that filters take, and turns of loops."""
_TURN = 10
"""What a turn of a loop costs."""
_LONGEST = 1_000_000
"""Characters of a text or members of a list that a tag may make."""
_FULL = 64 * 2**20
"""Characters of a filled part: a memo of more could not be published."""
_LARGE = 10**12
_MANY = 1_000
"""The largest number that a filter may be given: of decimals, for one."""

_OF_LISTS = (
    *("abs", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items"),
    *("join", "last", "length", "list", "map", "max", "min", "reject", "rejectattr", "reverse"),
    *("round", "select", "selectattr", "sort", "sum", "unique"),
)
_OF_TEXT = (
    *("capitalize", "e", "escape", "lower", "replace", "string", "striptags", "title", "trim"),
    *("truncate", "upper", "wordcount"),
)
"""Filters of Jinja that a template may use; those of texts are given no lists."""
_CALLED = frozenset(
    (
        *("safe_range", "cycle", "changed", "items", "keys", "values", "get", "lower", "upper"),
        *("title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith", "split"),
    )
)
"""Functions and methods that a tag may call: none of them makes much of little."""
_SIGNS = 128
"""Characters of a text inside a list that are compared as fast as one of its members."""
_ELEMENT = re.compile(r"<[^>]*>")

_INNER = 10
"""What a list inside another one counts for besides its members: it is looked into by itself."""


class _Written(dict[object, object]):
    """A mapping that a tag wrote: what it holds counts, unlike that of a school."""


class Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which a tag cannot make the program busy or full."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "/"})

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of Jinja
        super().__init__(**options)
        self.refill()
        self.globals = {"range": self.globals["range"]}
        shipped = {name: self.filters[name] for name in (*_OF_LISTS, *_OF_TEXT)}
        shipped |= {"join": _join, "replace": _replace, "e": _same, "escape": _same}
        self.filters = dict(_PAYMENTS)
        self.add_filters(shipped)

    def add_filters(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        """Let tags use these filters, in bounds."""
        self.filters |= {name: self._bounded(name, each) for name, each in filters.items()}

    def refill(self) -> None:
        """Let the next filling spend anew."""
        self.left = _SPENT

    def spend(self, amount: int) -> None:
        """Pay for what a tag does.

        Raises:
            SecurityError: there is nothing left to pay with.
        """
        self.left -= amount
        if self.left < 0:
            raise SecurityError(BUSY)

    def _bounded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        place = 1 if hasattr(function, "jinja_pass_arg") else 0

        @functools.wraps(function)
        def called(*args: object, **options: object) -> object:
            value, *others = args[place:]
            if name in _OF_TEXT:
                _refuse_wordless(value, *others, *options.values())
            for each in (*others, *options.values()):
                if isinstance(each, int | float) and abs(each) > _MANY:
                    raise SecurityError(BUSY)
            self.spend(_weight(value) + 1)
            for each in (*others, *options.values()):  # each member may be compared with it
                if isinstance(each, _HOLDING):
                    self.spend((_length(value) + 1) * (_weight(each) // _TURN))
            return _kept(function(*args, **options))

        return called

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        refuse_raw(source)
        parser = Parser(self, source, name, filename)
        try:
            found = parser.parse()
        except RecursionError:
            raise TemplateSyntaxError(DEEP, parser.stream.current.lineno) from None
        except ValueError:  # of a number that Python does not read
            raise TemplateSyntaxError(HUGE, parser.stream.current.lineno) from None
        refuse_senseless(found)
        return found

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:  # noqa: ANN401
        bounded = Bounding().visit(source)
        bounded.set_environment(self)
        return super()._generate(bounded, *args, **options)

    def call_filter(self, name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Call a filter that a tag names in quotes; payments cannot be named so either."""
        if not name.isidentifier():
            raise TemplateRuntimeError(f"No filter named {name!r}.")
        return super().call_filter(name, *args, **options)

    def call(self, context: Context, called: Any, /, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Call a function with arguments that it may compare."""
        for each in (*args, *options.values()):
            self.spend(_weight(each))
        return super().call(context, called, *args, **options)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Reckon with small numbers; refuse everything else that grows."""
        are_small = operator != "**" and _is_small(left) and _is_small(right)
        is_missing = isinstance(left, Undefined) or isinstance(right, Undefined)
        if are_small or is_missing:  # what is missing says so
            return super().call_binop(context, operator, left, right)
        if operator not in "+/":
            raise SecurityError(LARGE)
        self.spend(_weight(left) + _weight(right))
        return _kept(super().call_binop(context, operator, left, right))

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - whatever a tag calls
        """Say whether a tag may call this."""
        if isinstance(obj, Undefined):
            return True  # the call itself says what is missing
        return getattr(obj, "__name__", "") in _CALLED and super().is_safe_callable(obj)


VALUES = (str, float, int, Fraction, Decimal, type(None), Undefined)
"""What a tag may put into words; a name that is missing says so by itself."""

BUSY = "тег делает слишком много: текст, перечень или цикл слишком велик"
LARGE = "«*» и «%» в тегах — действия с небольшими числами, а «**» в них нет"


def rendered(template: Template, context: Mapping[str, object]) -> str:
    """Return the filled text.

    Raises:
        SecurityError: it is longer than any memo.
    """
    pieces, length = list[str](), 0
    for piece in template.generate(context):
        length += len(piece)
        if length > _FULL:
            raise SecurityError(BUSY)
        pieces.append(piece)
    return "".join(pieces)


@pass_environment
def _turns(environment: Sandbox, values: Iterable[object]) -> Iterator[object]:
    for each in values:
        environment.spend(_TURN)
        yield each


@pass_eval_context
def _join(
    context: EvalContext, values: Iterable[object], d: str = "", attribute: str | None = None
) -> str:
    if attribute is not None:
        values = map(make_attrgetter(context.environment, attribute), values)
    found = list(values)
    _refuse_wordless(d, *found)
    texts = [each if isinstance(each, str) else str(each) for each in found]
    _refuse_long(sum(map(len, texts)) + len(texts) * len(str(d)))
    return sync_do_join(context, found, d)


@pass_eval_context
def _replace(context: EvalContext, text: str, old: str, new: str, count: int | None = None) -> str:
    said = str(text)
    _refuse_long(len(said) + (said.count(old) + 1) * len(new))
    return do_replace(context, text, old, new, count)


def _same(value: object) -> object:
    return value  # whatever is printed is escaped


def _plain(value: str) -> str:
    if "<w:drawing" in value:
        raise TypeError  # a chart is no words
    return html.unescape(_ELEMENT.sub("", value.replace("</w:p>", " ")))


@pass_environment
def _paid(environment: Sandbox, value: object) -> object:
    environment.spend(_weight(value))
    return value


@pass_environment
def _written(environment: Sandbox, value: dict[object, object]) -> object:
    return _paid(environment, _Written(value))


def _kept(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        raise ArithmeticError  # it cannot be written as a number
    _refuse_long(_length(value))
    _weight(value)
    return value


_PAYMENTS = {
    "!turns": _turns,
    "!kept": _kept,
    "!written": _written,
    "!paid": _paid,
    "!plain": _plain,
}
"""What tags are made to pay with, under names that no template can write."""


def _length(value: object) -> int:
    return len(value) if isinstance(value, str | list | tuple | Mapping | range) else 0


_HOLDING = (list, tuple, _Written)


def _weight(value: object) -> int:
    """Return how many members a value has with all that is inside them, however often.

    Raises:
        SecurityError: more than a tag may make.
    """
    if not isinstance(value, _HOLDING):
        return _length(value)
    found, left = 0, [value]
    while left:
        members = left.pop()
        found += len(members) + _INNER
        _refuse_long(found)
        if isinstance(members, _Written):
            members = (*members, *members.values())
        kinds = set(map(type, members))  # mostly none that holds anything
        if any(issubclass(kind, _HOLDING) for kind in kinds):
            left += [each for each in members if isinstance(each, _HOLDING)]
        if any(issubclass(kind, str) for kind in kinds):
            found += sum([len(each) // _SIGNS for each in members if isinstance(each, str)])
    return found - _INNER


def _is_small(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < _LARGE


def _refuse_long(length: int) -> None:
    if length > _LONGEST:
        raise SecurityError(BUSY)


def _refuse_wordless(*values: object) -> None:
    """Refuse to put into words what has none: a list may have no end, a method has an address."""
    if not all(isinstance(each, VALUES) for each in values):
        raise TypeError
