"""Counts: how many members along one axis meet a criterion."""

import math

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.rules import Count
from shnor_cli.engine.court import Court, margins_of
from shnor_cli.engine.kleene import Margins, answered, at_least, negated
from shnor_cli.engine.population import groups
from shnor_cli.model import WHOLE, Answers, Integers


def count(court: Court, name: str, criterion: Count) -> Answers:
    """Answer a count for every school and year."""
    counted = court.answers[criterion.count]
    match criterion.over:
        case "years":
            return _over_years(court, name, criterion, counted)
        case "schools":
            return _over_schools(court, name, criterion, counted)
        case _:
            found = _counted(criterion, margins_of(counted))
            return _answers(name, criterion, (WHOLE,), counted=[each[..., None] for each in found])


def _answers(name, criterion, slices, counted, *, sliced=False):  # type: ignore[no-untyped-def]
    low, high, applicable, decider, met, available, needed = counted
    return Answers(
        name,
        slices,
        sliced,
        low,
        high,
        applicable,
        decider,
        met=met,
        available=available,
        needed=needed,
    )


def _counted(criterion: Count, members: Margins) -> tuple[NDArray, ...]:  # type: ignore[type-arg]
    """Count members along the last axis: margins, then met, available and needed."""
    key, size = criterion.bound
    whole = members.applicable.sum(axis=-1)
    needed = _needed(criterion, whole)
    answer = at_least(members, int(size.number) + _strict(key) if not size.is_share else needed)
    if key in {"at_most", "less_than"}:
        answer = negated(answer)
    known = answered(members)
    available = known.sum(axis=-1)
    met = (known & (members.low > 0)).sum(axis=-1)
    low, high = answer.low, answer.high
    if criterion.needs is not None:
        few = available < criterion.needs
        low, high = np.where(few, -np.inf, low), np.where(few, np.inf, high)
    asked = np.broadcast_to(needed, whole.shape)
    return (
        low,
        high,
        answer.applicable,
        answer.decider,
        *(each.astype(np.int32) for each in (met, available, asked)),
    )


def _strict(key: str) -> int:
    """`more_than` and the opposite of `at_most` ask for one more."""
    return 1 if key in {"more_than", "at_most"} else 0


def _needed(criterion: Count, whole: Integers) -> Integers:
    """Return how many members must be met for «at least» or «more than» (or their opposite)."""
    key, size = criterion.bound
    if not size.is_share:
        return np.full(whole.shape, int(size.number) + _strict(key))
    sizes = np.arange(int(whole.max(initial=0)) + 1)
    asked = [
        math.floor(size.of(int(each))) + 1 if _strict(key) else math.ceil(size.of(int(each)))
        for each in sizes
    ]
    return np.array(asked, np.int64)[whole]


def _over_years(court: Court, name: str, criterion: Count, counted: Answers) -> Answers:
    members = margins_of(counted)
    years = [
        _counted(criterion, _window(court, criterion, members, position))
        for position in range(court.shape[1])
    ]
    columns = [np.stack(column, axis=1) for column in zip(*years, strict=True)]
    return _answers(name, criterion, counted.slices, columns, sliced=counted.sliced)


def _window(court: Court, criterion: Count, members: Margins, year: int) -> Margins:
    """The years that a count ending in `year` looks at, oldest first, along a new last axis."""
    if criterion.last is None:
        first = court.measured.years.index(min(court.results.years, default=court.year))
        window = _years(members, range(min(first, year), year + 1))
    elif criterion.gaps == "skip":
        return _latest_applicable(_years(members, range(year + 1)), criterion.last)
    else:
        window = _years(members, range(year - criterion.last + 1, year + 1))
    if criterion.gaps != "unknown":
        return window
    gap = ~window.applicable & window.applicable.any(axis=-1, keepdims=True)
    return Margins(
        np.where(gap, -np.inf, window.low),
        np.where(gap, np.inf, window.high),
        window.applicable | gap,
        window.decider,
    )


def _years(members: Margins, wanted: range) -> Margins:
    """Move years to the last axis; a year before the axis is unknown where the school ever applies."""
    inside = [year for year in wanted if year >= 0]
    before = len(wanted) - len(inside)
    ever = members.applicable.any(axis=1)
    pad = [(0, 0), (0, 0), (before, 0)]

    def moved(array, fill):  # type: ignore[no-untyped-def]
        return np.pad(np.moveaxis(array[:, inside], 1, -1), pad, constant_values=fill)

    applicable = moved(members.applicable, False)
    applicable[..., :before] = ever[..., None]
    return Margins(
        moved(members.low, -np.inf),
        moved(members.high, np.inf),
        applicable,
        moved(members.decider, -1),
    )


def _latest_applicable(window: Margins, last: int) -> Margins:
    """Keep the last years that apply; years missing from the tables count as unknown."""
    rank = np.cumsum(window.applicable[..., ::-1], axis=-1)[..., ::-1]
    kept = window.applicable & (rank <= last)
    short = last - kept.sum(axis=-1)
    ever = window.applicable.any(axis=-1)
    extra = (np.arange(last) < short[..., None]) & ever[..., None]
    shape = extra.shape

    def joined(fill: float, array):  # type: ignore[no-untyped-def]
        return np.concatenate([np.full(shape, fill, array.dtype), array], axis=-1)

    return Margins(
        joined(-np.inf, window.low),
        joined(np.inf, window.high),
        np.concatenate([extra, kept], axis=-1),
        joined(-1, window.decider),
    )


def _over_schools(court: Court, name: str, criterion: Count, counted: Answers) -> Answers:
    """Ask it of each group of schools; the answer is repeated for the schools of the group."""
    members = margins_of(counted)
    shape = counted.low.shape
    whole = [np.full(shape, fill, dtype) for fill, dtype in _NOTHING]
    whole[1][...] = np.inf
    whole[2][...] = True
    by_group: dict[str, list] = {}  # type: ignore[type-arg]
    for year, year_name in enumerate(court.measured.years):
        group = groups(court.results, criterion.within or "all", year_name)
        inside = court.measured.present[:, year] & court.compared
        for code, schools in group.members(inside):
            found = _counted(criterion, _column(members, schools, year))
            everyone = group.codes == code
            table = by_group.setdefault(
                group.labels[code], [np.full((1, *shape[1:]), f, d) for f, d in _NOTHING]
            )
            for array, row, value in zip(whole, table, found, strict=True):
                array[everyone, year] = value
                row[0, year] = value
        nobody = ~np.isin(group.codes, np.unique(group.codes[inside]))
        whole[2][nobody & (group.codes >= 0), year] = False
    court.groups[name] = {
        label: _answers(name, criterion, counted.slices, table, sliced=counted.sliced)
        for label, table in sorted(by_group.items())
    }
    return _answers(name, criterion, counted.slices, whole, sliced=counted.sliced)


_NOTHING = (
    (-np.inf, np.float64),
    (-np.inf, np.float64),
    (False, np.bool_),
    (-1, np.int32),
    (0, np.int32),
    (0, np.int32),
    (0, np.int32),
)
"""What stands where no group answers: low, high, applicable, decider, met, available, needed."""


def _column(members: Margins, schools: Integers, year: int) -> Margins:
    """The schools of a group in one year along the last axis, slices before it."""

    def of_group(array):  # type: ignore[no-untyped-def]
        return np.moveaxis(array[schools, year], 0, -1)

    return Margins(
        of_group(members.low),
        of_group(members.high),
        of_group(members.applicable),
        of_group(members.decider),
    )
