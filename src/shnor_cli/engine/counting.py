"""Counts: how many members along one axis meet a criterion."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.numbers import SizeOf
from shnor_cli.criteria.rules import BOUNDS, GROUP_ALL, Count
from shnor_cli.criteria.sources import Sense
from shnor_cli.engine.court import Court, firm, margins_of
from shnor_cli.engine.kleene import Margins, answered, at_least, negated, slices_first, stacked
from shnor_cli.engine.population import groups
from shnor_cli.model import WHOLE, Answers, Assessment, Flags, Integers


def count(court: Court, name: str, criterion: Count) -> Answers:
    """Answer a count for every school and year."""
    counted = firm(court.answers[criterion.count])
    match criterion.over:
        case "years":
            return _over_years(court, name, criterion, counted)
        case "schools":
            return _over_schools(court, name, criterion, counted)
        case _:
            return _over_slices(court, name, criterion, counted)


class _Tally(NamedTuple):
    """A count: its margins, and how many members are met, have an answer and are asked for."""

    margins: Margins
    met: NDArray[np.int32]
    available: NDArray[np.int32]
    needed: NDArray[np.int32]


def _answers(name: str, slices: tuple[Assessment, ...], tally: _Tally, *, sliced: bool) -> Answers:
    margins = tally.margins
    return Answers(
        name,
        slices,
        sliced,
        margins.low,
        margins.high,
        margins.applicable,
        margins.decider,
        met=tally.met,
        available=tally.available,
        needed=tally.needed,
    )


def _counted(criterion: Count, members: Margins) -> _Tally:
    """Count members along the first axis."""
    key, size = criterion.bound
    sense = BOUNDS[key]
    if size.is_share:
        needed: Integers | int = _shares(sense, size, members.applicable.sum(axis=0))
    else:
        needed = sense.least(size.number)
    # Over schools the deciding fact would be another school's.
    answer = at_least(members, needed, decides=criterion.over != "schools")
    if not sense.is_upward:
        answer = negated(answer)
    known = answered(members)
    available = known.sum(axis=0, dtype=np.int32)
    met = (known & (members.low > 0)).sum(axis=0, dtype=np.int32)
    if criterion.needs is not None:
        answer = _unknown_where(answer, available < criterion.needs)
    asked = np.broadcast_to(np.asarray(needed, np.int32), met.shape)
    return _Tally(answer, met, available, asked)


def _unknown_where(answer: Margins, where: Flags) -> Margins:
    low, high = np.where(where, -np.inf, answer.low), np.where(where, np.inf, answer.high)
    return Margins(low, high, answer.applicable, answer.decider)


def _shares(sense: Sense, size: SizeOf, whole: Integers) -> Integers:
    """Return how many members a share of those that apply asks for, exactly."""
    asked = [sense.least(size.of(members)) for members in range(int(whole.max(initial=0)) + 1)]
    return np.array(asked, np.int64)[whole]


_Part = tuple[Any, ...]
"""Where a part of the cells lies: an index of arrays (S, Y, K)."""
_AT_ONCE = 1 << 16
"""How many cells are counted at once: what is needed for so few stays near the processor."""
_THREADS = 2
"""Counting is bound by memory, which more threads would not make faster."""


def _over_slices(court: Court, name: str, criterion: Count, counted: Answers) -> Answers:
    members = slices_first(margins_of(counted))
    parts = [(slice(None), year, 0) for year in range(court.shape[1])]
    tally = _in_parts(criterion, (*court.shape, 1), parts, lambda at: _at(members, at[:2]))
    return _answers(name, (WHOLE,), tally, sliced=False)


def _over_years(court: Court, name: str, criterion: Count, counted: Answers) -> Answers:
    members = margins_of(counted)
    step = max(1, _AT_ONCE // max(1, court.shape[0]))
    parts = [
        (slice(None), year, slice(first, first + step))
        for first in range(0, len(counted.slices), step)
        for year in range(court.shape[1])
    ]
    tally = _in_parts(
        criterion,
        counted.low.shape,
        parts,
        lambda at: _window(court, criterion, _at(members, (slice(None), at[2])), at[1]),
    )
    return _answers(name, counted.slices, tally, sliced=counted.sliced)


def _in_parts(
    criterion: Count,
    shape: tuple[int, ...],
    parts: Sequence[_Part],
    members: Callable[[_Part], Margins],
) -> _Tally:
    """Count part by part, which together are all cells of the shape."""
    whole = _unwritten(shape)

    def answer(at: _Part) -> bool:
        tally = _counted(criterion, members(at))
        _put(tally, whole, at)
        return tally.margins.high is tally.margins.low

    if math.prod(shape) > _AT_ONCE:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_THREADS) as pool:
            are_known = list(pool.map(answer, parts))
    else:
        are_known = [answer(at) for at in parts]
    if all(are_known):
        whole = whole._replace(margins=whole.margins._replace(high=whole.margins.low))
    return whole


def _at(members: Margins, at: tuple[Any, ...]) -> Margins:
    """Take members at a place of the axes behind the first."""
    low = members.low[:, *at]
    high = low if members.high is members.low else members.high[:, *at]
    return Margins(low, high, members.applicable[:, *at], members.decider[:, *at])


def _window(court: Court, criterion: Count, members: Margins, year: int) -> Margins:
    """The years that a count ending in `year` looks at, oldest first, along the first axis."""
    if criterion.last is None:
        first = court.measured.years.index(min(court.results.years, default=court.year))
        window = _years(members, range(min(first, year), year + 1))
    elif criterion.gaps == "skip":
        return _latest_applicable(_years(members, range(year + 1)), criterion.last)
    else:
        window = _years(members, range(year - criterion.last + 1, year + 1))
    if criterion.gaps != "unknown" or window.applicable.all():
        return window
    gap = ~window.applicable & window.applicable.any(axis=0)
    return Margins(
        np.where(gap, -np.inf, window.low),
        np.where(gap, np.inf, window.high),
        window.applicable | gap,
        window.decider,
    )


def _years(members: Margins, wanted: range) -> Margins:
    """Take years as members; a year before the axis is unknown where the school ever applies."""
    if wanted.start >= 0:
        return _on_the_axis(members, wanted)
    before = [_before_the_axis(members)] * -wanted.start
    inside = _on_the_axis(members, range(wanted.stop))
    return stacked([*before, *(_member(inside, year) for year in range(wanted.stop))])


def _on_the_axis(members: Margins, wanted: range) -> Margins:
    """Take years as members without copying any."""
    years = slice(wanted.start, wanted.stop)
    low = np.moveaxis(members.low[:, years], 1, 0)
    return Margins(
        low,
        low if members.high is members.low else np.moveaxis(members.high[:, years], 1, 0),
        np.moveaxis(members.applicable[:, years], 1, 0),
        np.moveaxis(members.decider[:, years], 1, 0),
    )


def _member(members: Margins, place: int) -> Margins:
    low = members.low[place]
    high = low if members.high is members.low else members.high[place]
    return Margins(low, high, members.applicable[place], members.decider[place])


def _before_the_axis(members: Margins) -> Margins:
    ever = np.asarray(members.applicable.any(axis=1))
    return Margins(
        np.full(ever.shape, -np.inf, order="F"),
        np.full(ever.shape, np.inf, order="F"),
        ever,
        np.full(ever.shape, -1, np.int32, order="F"),
    )


def _latest_applicable(window: Margins, last: int) -> Margins:
    """Keep the last years that apply; years missing from the tables count as unknown."""
    rank = np.cumsum(window.applicable[::-1], axis=0)[::-1]
    kept = window.applicable & (rank <= last)
    short = last - kept.sum(axis=0)
    ever = window.applicable.any(axis=0)
    extra = np.stack([(place < short) & ever for place in range(last)])
    return Margins(
        np.concatenate([np.full(extra.shape, -np.inf), window.low]),
        np.concatenate([np.full(extra.shape, np.inf), window.high]),
        np.concatenate([extra, kept]),
        np.concatenate([np.full(extra.shape, -1, np.int32), window.decider]),
    )


def _over_schools(court: Court, name: str, criterion: Count, counted: Answers) -> Answers:
    """Ask it of each group of schools; the answer is repeated for the schools of the group."""
    members = margins_of(counted)
    whole = _unanswered(counted.low.shape)
    by_group: dict[str, _Tally] = {}
    for year, year_name in enumerate(court.measured.years):
        group = groups(court.results, criterion.within or GROUP_ALL, year_name)
        inside = court.measured.present[:, year] & court.compared[:, year]
        whole.margins.applicable[:, year] = (group.codes < 0)[:, None]
        for code, schools in group.members(inside):
            tally = _counted(criterion, _of_schools(members, schools, year))
            _put(tally, whole, (group.codes == code, year))
            table = by_group.setdefault(
                group.labels[code], _unanswered((1, *counted.low.shape[1:]))
            )
            _put(tally, table, (0, year))
    court.groups[name] = {
        label: _answers(name, counted.slices, table, sliced=counted.sliced)
        for label, table in sorted(by_group.items())
    }
    return _answers(name, counted.slices, whole, sliced=counted.sliced)


def _unwritten(shape: tuple[int, ...]) -> _Tally:
    """A tally that is to be written in every cell."""
    met, available, needed, decider = (np.empty(shape, np.int32, order="F") for _ in range(4))
    low, high = (np.empty(shape, np.float64, order="F") for _ in range(2))
    margins = Margins(low, high, np.empty(shape, np.bool_, order="F"), decider)
    return _Tally(margins, met, available, needed)


def _unanswered(shape: tuple[int, ...]) -> _Tally:
    """A tally to be filled part by part: unknown, and not applicable until it is answered."""
    none = np.zeros(shape, np.int32, order="F")
    margins = Margins(
        np.full(shape, -np.inf, order="F"),
        np.full(shape, np.inf, order="F"),
        np.zeros(shape, np.bool_, order="F"),
        np.full(shape, -1, np.int32, order="F"),
    )
    return _Tally(margins, none, none.copy(order="F"), none.copy(order="F"))


def _put(tally: _Tally, table: _Tally, at: tuple[Any, ...]) -> None:
    """Write the tally of some cells."""
    table.margins.low[at] = tally.margins.low
    table.margins.high[at] = tally.margins.high
    table.margins.applicable[at] = tally.margins.applicable
    table.margins.decider[at] = tally.margins.decider
    table.met[at] = tally.met
    table.available[at] = tally.available
    table.needed[at] = tally.needed


def _of_schools(members: Margins, schools: Integers, year: int) -> Margins:
    """The schools of a group in one year as members."""
    return Margins(
        members.low[schools, year],
        members.high[schools, year],
        members.applicable[schools, year],
        members.decider[schools, year],
    )
