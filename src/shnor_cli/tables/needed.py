"""What a methodology asks of schools themselves: attributes and ready-made columns."""

from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from shnor_cli.criteria.indicators import Column, Composite
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.referring import references_of_criterion, references_of_indicator
from shnor_cli.criteria.rules import BOUNDS, GROUP_ALL, Comparison, Count, Ends, Source
from shnor_cli.errors import Place, Problem, did_you_mean
from shnor_cli.model import Remark
from shnor_cli.russian import quote
from shnor_cli.tables.register import header_of

_OWN_WEIGHTS = ("participants", "schools")


class Need(NamedTuple):
    """A column that a methodology reads, and what for."""

    column: str
    what_for: str
    is_value: bool = False
    """Whether it is measured, and not only used to choose or group schools."""


def needs_of(methodology: Methodology) -> tuple[Need, ...]:
    """Return the columns of schools that a methodology reads, each use once."""
    return tuple(dict.fromkeys(_needs(methodology)))


def number_columns(methodology: Methodology) -> tuple[str, ...]:
    """Return the columns that a methodology measures as numbers, and not as letters or for show."""
    items = (
        *map(references_of_indicator, methodology.indicators.values()),
        *map(references_of_criterion, methodology.criteria.values()),
    )
    references = list(chain.from_iterable(items))
    numbers = {each.name for each in references if each.wants_number} | {methodology.score}
    texts = {each.name for each in references if each.wants_text}
    ready = [
        (name, each.column)
        for name, each in methodology.indicators.items()
        if isinstance(each, Column) and each.over is None
    ]
    as_numbers = {column for name, column in ready if name in numbers}
    as_texts = {column for name, column in ready if name in texts or column not in as_numbers}
    measured = dict.fromkeys(each.column for each in needs_of(methodology) if each.is_value)
    return tuple(each for each in measured if each not in as_texts)


def _needs(methodology: Methodology) -> Iterator[Need]:
    for column in methodology.population.exclude:
        yield Need(column, "исключения")
    for name, indicator in methodology.indicators.items():
        what_for = f"показатель {quote(name)}"
        if isinstance(indicator, Column):
            yield Need(indicator.column, what_for, is_value=True)
            if indicator.over is not None:
                yield Need(indicator.over, what_for, is_value=True)
        if isinstance(indicator, Composite) and indicator.within is not None:
            yield from _group(indicator.within, what_for)
    for name, criterion in methodology.criteria.items():
        what_for = f"критерий {quote(name)}"
        if isinstance(criterion.applies_to, dict):
            yield from (Need(column, what_for) for column in criterion.applies_to)
        if isinstance(criterion, Count) and criterion.within is not None:
            yield from _group(criterion.within, what_for)
        if isinstance(criterion, Comparison):
            yield from _compared(criterion, what_for)


def _compared(criterion: Comparison, what_for: str) -> Iterator[Need]:
    if isinstance(criterion.is_in, Ends):
        yield from _group(criterion.is_in.within, what_for)
    for key in BOUNDS:
        bound = getattr(criterion, key)
        if isinstance(bound, Source):
            for group in (bound.mean, bound.median, bound.within, bound.reported):
                yield from _group(group, what_for)
            if bound.weighted is not None and bound.weighted not in _OWN_WEIGHTS:
                yield Need(bound.weighted, what_for, is_value=True)


def _group(attribute: str | None, what_for: str) -> Iterator[Need]:
    if attribute is not None and attribute != GROUP_ALL:
        yield Need(attribute, what_for)


def unmet(
    methodology: Methodology, known: Collection[str], *, registered: bool
) -> tuple[list[Problem], list[Remark]]:
    """Return what the methodology reads and the tables lack.

    Without a register an attribute that only chooses or groups schools is a remark.
    """
    uses: dict[str, list[Need]] = {}
    for need in needs_of(methodology):
        if need.column not in known:
            uses.setdefault(need.column, []).append(need)
    problems, remarks = [], []
    for column, needs in uses.items():
        what_for = ", ".join(need.what_for for need in needs)
        if registered or any(need.is_value for need in needs):
            header = header_of(column)
            used = what_for if header == column else f"{column}: {what_for}"
            fault = f"методике нужен столбец {quote(header)} ({used}), а его нет"
            where = "в реестре школ" if registered else "в таблице школ (--layout) или в реестре"
            near = did_you_mean(header, known)
            problems.append(
                Problem(Place(), f"{fault}{near}", f"Он может стоять {where}.", "T-070")
            )
        else:
            remarks.append(_unused(column, what_for))
    return problems, remarks


def _unused(column: str, what_for: str) -> Remark:
    if what_for == "исключения":
        text, done = "исключения не применены: нет реестра", "оценены все школы таблиц"
    else:
        text = f"признак {quote(header_of(column))} не известен: нет реестра"
        done = f"затронуто: {what_for}"
    return Remark(Place(), text, done, "R-register")
