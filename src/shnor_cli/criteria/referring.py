"""To what an indicator or a criterion refers, and where in its item each name is written."""

from collections.abc import Iterator
from typing import NamedTuple

from shnor_cli.criteria.indicators import (
    Change,
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Points,
    Residual,
)
from shnor_cli.criteria.methodology import Criterion, Indicator
from shnor_cli.criteria.rules import (
    All,
    Any,
    AtLeastOf,
    Comparison,
    Count,
    Ends,
    Known,
    Not,
    Source,
)


class Reference(NamedTuple):
    """A name of another item, as an item writes it."""

    section: str
    """`indicators` or `criteria`."""
    name: str
    path: tuple[str | int, ...]
    """Where the name stands inside the item."""
    wants_number: bool = False
    """Whether letters will not do."""
    wants_text: bool = False
    """Whether numbers will not do."""


def references_of_indicator(indicator: Indicator) -> Iterator[Reference]:
    """Yield what an indicator refers to."""
    match indicator:
        case Measure() | Column():
            return
        case Composite(composite=parts):
            for part in parts:
                yield Reference("indicators", part, ("composite", part), wants_number=True)
        case Points(points=name):
            yield Reference("indicators", name, ("points",), wants_number=True)
        case FormulaIndicator(formula=formula):
            for name in formula.names:
                yield Reference("indicators", name, ("formula",), wants_number=True)
        case Change(change=name):
            yield Reference("indicators", name, ("change",), wants_number=True)
        case Residual(residual=name, on=context):
            yield Reference("indicators", name, ("residual",), wants_number=True)
            for place, each in enumerate(context):
                yield Reference("indicators", each, ("on", place), wants_number=True)


def references_of_criterion(criterion: Criterion) -> Iterator[Reference]:
    """Yield what a criterion refers to, its condition (`applies_to`) last."""
    match criterion:
        case Comparison():
            yield from _compared(criterion)
        case Known(known=name):
            yield Reference("indicators", name, ("known",))
        case Count(count=name):
            yield Reference("criteria", name, ("count",))
        case Not(not_=name):
            yield Reference("criteria", name, ("not",))
        case All(all=parts):
            yield from _parts("all", parts)
        case Any(any=parts):
            yield from _parts("any", parts)
        case AtLeastOf(of=parts):
            yield from _parts("of", parts)
    if isinstance(criterion.applies_to, str):
        yield Reference("criteria", criterion.applies_to, ("applies_to",))


def _parts(key: str, parts: tuple[str, ...]) -> Iterator[Reference]:
    for place, part in enumerate(parts):
        yield Reference("criteria", part, (key, place))


def _compared(criterion: Comparison) -> Iterator[Reference]:
    wants_text = isinstance(criterion.is_in, tuple)
    yield Reference(
        "indicators",
        criterion.indicator,
        ("indicator",),
        wants_number=not wants_text,
        wants_text=wants_text,
    )
    match criterion.bound, criterion.is_in:
        case (str(key), Source(indicator=str(other))), _:
            yield Reference("indicators", other, (key, "indicator"), wants_number=True)
        case None, Ends():
            return
