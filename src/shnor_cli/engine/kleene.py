"""Kleene's logic as intervals of margins: `all` is a minimum, `any` a maximum, `not` a negation.

An answer is met if its least margin is above zero, not met if its greatest is below zero, else
unknown. A margin is never zero, so the sign is always the answer. Members that are joined lie
along the first axis: reducing a short last axis of large arrays is several times slower.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.engine.align import along
from shnor_cli.model import Flags, Floats, Integers

ON_THRESHOLD = 2.0**-500
"""The margin of a value on its threshold: plus it is met (inclusive), minus it is not (strict)."""

SEVERAL = -1
"""The source of an answer that rests on several indicators, none of which is sure to apply."""

_MOST = 32767
"""More than there are indicators."""

Codes = NDArray[np.int32]
Sources = NDArray[np.int16]


class Margins(NamedTuple):
    """Intervals of margins with the codes of the facts that decide; one shape for all four."""

    low: Floats
    high: Floats
    applicable: Flags
    decider: Codes
    sources: Sources | None = None
    """See `Answers.sources`."""


def at_least(members: Margins, needed: Integers | int, *, decides: bool = True) -> Margins:
    """Return the margins of «at least so many of the members», which lie along the first axis.

    Members that do not apply are dropped; where too few are left the answer is not met; where none
    is left it does not apply. `needed` is one number or one for each answer; none needed is met.
    Without `decides` nobody looks for the fact that decided.
    """
    if members.sources is not None:
        # One that is met and goes would be missed; together they go with the whole.
        low = np.where(_loose(members, members.sources), -np.inf, members.low)
        answer = at_least(members._replace(low=low, sources=None), needed, decides=decides)
        return answer._replace(sources=_joined_source(members, members.sources))
    same = members.high is members.low
    least = _kth_greatest(members.low, members.applicable, needed)
    greatest = least if same else _kth_greatest(members.high, members.applicable, needed)
    applicable = _any(members.applicable)
    if not decides:
        return Margins(least, greatest, applicable, np.full(least.shape, -1, np.int32))
    return Margins(least, greatest, applicable, _deciders(members, least, greatest))


def all_of(members: Margins) -> Margins:
    """Return the margins of «all of the members that apply»."""
    if members.sources is not None:
        # One that is not met and goes would no longer stand in the way.
        high = np.where(_loose(members, members.sources), np.inf, members.high)
        answer = all_of(members._replace(high=high, sources=None))
        return answer._replace(sources=_joined_source(members, members.sources))
    same = members.high is members.low
    least = _ranked(members.low, members.applicable, 1, fill=np.inf, lowest=True)
    greatest = (
        least if same else _ranked(members.high, members.applicable, 1, fill=np.inf, lowest=True)
    )
    decider = _deciders(members, least, greatest)
    return Margins(least, greatest, _any(members.applicable), decider)


def negated(answer: Margins) -> Margins:
    """Return the margins of «not»."""
    low = -answer.high
    high = low if answer.high is answer.low else -answer.low
    return Margins(low, high, answer.applicable, answer.decider, answer.sources)


def stacked(parts: list[Margins]) -> Margins:
    """Lay answers of one shape side by side along a new first axis."""
    same = all(part.high is part.low for part in parts)
    low = along([part.low for part in parts], 0)
    return Margins(
        low,
        low if same else along([part.high for part in parts], 0),
        along([part.applicable for part in parts], 0),
        along([part.decider for part in parts], 0),
        _stacked_sources(parts),
    )


def _stacked_sources(parts: list[Margins]) -> Sources | None:
    if all(part.sources is None for part in parts):
        return None
    nothing = np.zeros(parts[0].low.shape, np.int16)
    return np.stack([nothing if each.sources is None else each.sources for each in parts])


def _loose(members: Margins, sources: Sources) -> Flags:
    """Say which members may turn out not to apply while others that are joined with them do."""
    return np.asarray((sources != 0) & ~_go_together(members, sources))


def _go_together(members: Margins, sources: Sources) -> Flags:
    """Say where all members that apply rest on one and the same indicator."""
    least = np.where(members.applicable, sources, _MOST).min(axis=0)
    return np.asarray((least > 0) & (least == _greatest_source(members, sources)))


def _greatest_source(members: Margins, sources: Sources) -> Sources:
    return np.asarray(np.where(members.applicable, sources, -_MOST).max(axis=0), np.int16)


def _joined_source(members: Margins, sources: Sources) -> Sources:
    """Return what the whole goes with; it stays where a member that applies does."""
    stays = (members.applicable & (sources == 0)).any(axis=0) | ~_any(members.applicable)
    greatest = _greatest_source(members, sources)
    source = np.where(_go_together(members, sources), greatest, SEVERAL)
    return np.where(stays, 0, source).astype(np.int16)


def slices_first(answer: Margins) -> Margins:
    """Turn answers of shape (S, Y, K) into members along the first axis, shape (K, S, Y)."""
    low = np.moveaxis(answer.low, -1, 0)
    return Margins(
        low,
        low if answer.high is answer.low else np.moveaxis(answer.high, -1, 0),
        np.moveaxis(answer.applicable, -1, 0),
        np.moveaxis(answer.decider, -1, 0),
    )


def answered(members: Margins) -> Flags:
    """Say which members apply and have an answer."""
    if members.high is members.low:
        return members.applicable
    return members.applicable & ((members.low > 0) | (members.high < 0))


def _any(flags: Flags) -> Flags:
    return np.asarray(flags.any(axis=0))


_FEW = 4
"""Ranks up to which keeping the best met so far is faster than parting all members."""
_MANY = 256
"""Members above which one by one is too slow."""


def _kth_greatest(margins: Floats, applies: Flags, needed: Integers | int) -> Floats:
    """Return the k-th greatest margin; a member that does not apply is below all."""
    count = len(margins)
    if not isinstance(needed, int):
        return _each_kth_greatest(np.where(applies, margins, -np.inf), needed)
    if needed <= 0:
        return np.full(margins.shape[1:], np.inf)
    if needed > count:
        return np.full(margins.shape[1:], -np.inf)
    from_below = count - needed + 1
    rank = min(needed, from_below)
    if count <= _MANY and rank <= _FEW:
        return _ranked(margins, applies, rank, fill=-np.inf, lowest=from_below < needed)
    place = count - needed
    filled = np.where(applies, margins, -np.inf)
    return np.asarray(np.partition(filled, place, axis=0)[place])


def _ranked(
    margins: Floats, applies: Flags, rank: int, *, fill: float, lowest: bool = False
) -> Floats:
    """Return the margin of a rank from the greatest, or from the lowest.

    Members are taken one by one: a copy of all of them would not fit near the processor.
    """
    better, worse = (np.minimum, np.maximum) if lowest else (np.maximum, np.minimum)
    best: list[Floats] = []
    for margin, is_applied in zip(margins, applies, strict=True):
        sinking = np.where(is_applied, margin, fill)
        for place, held in enumerate(best):
            best[place] = better(held, sinking)
            if place + 1 < rank:
                sinking = worse(held, sinking)
        if len(best) < rank:
            best.append(sinking)
    return best[-1]


def _each_kth_greatest(margins: Floats, needed: Integers) -> Floats:
    count = len(margins)
    beyond = np.where(needed <= 0, np.inf, -np.inf)
    if count == 0:
        return beyond
    place = np.clip(count - needed, 0, count - 1)
    kth = np.take_along_axis(np.sort(margins, axis=0), place[None], axis=0)[0]
    return np.where((needed <= 0) | (needed > count), beyond, kth)


def _deciders(members: Margins, least: Floats, greatest: Floats) -> Codes:
    """Find the first member whose margin is the answer's: by `low` where met, else by `high`.

    No cell is chosen by a mask: where answers alternate, choosing takes the processor many times
    longer than computing.
    """
    decider = np.full_like(least, -1, np.int32)
    met = least > 0
    for place in reversed(range(len(members.low))):
        match = members.low[place] == least
        if members.high is not members.low:
            match = (match & met) | ((members.high[place] == greatest) & ~met)
        match &= members.applicable[place]
        decider += (members.decider[place] - decider) * match
    return decider
