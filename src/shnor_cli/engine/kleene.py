"""Kleene's logic as intervals of margins: `all` is a minimum, `any` a maximum, `not` a negation.

An answer is met if its least margin is above zero, not met if its greatest is below zero, else
unknown. A margin is never zero, so the sign is always the answer. Members that are joined lie
along the first axis: reducing a short last axis of large arrays is several times slower.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shnor_cli.engine.align import along
from shnor_cli.model import Flags, Floats, Integers

ON_THRESHOLD = 2.0**-500
"""The margin of a value on its threshold: plus it is met (inclusive), minus it is not (strict)."""

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Margins:
    """Intervals of margins with the codes of the facts that decide; one shape for all four."""

    low: Floats
    high: Floats
    applicable: Flags
    decider: Codes


def at_least(members: Margins, needed: Integers | int, *, decides: bool = True) -> Margins:
    """Return the margins of «at least so many of the members», which lie along the first axis.

    Members that do not apply are dropped; where too few are left the answer is not met; where none
    is left it does not apply. `needed` is one number or one for each answer; none needed is met.
    Without `decides` nobody looks for the fact that decided.
    """
    low, high = _filled(members, -np.inf)
    least = _kth_greatest(low, needed)
    greatest = least if high is low else _kth_greatest(high, needed)
    applicable = _any(members.applicable)
    if not decides:
        return Margins(least, greatest, applicable, np.full(least.shape, -1, np.int32))
    return Margins(least, greatest, applicable, _deciders(members, low, high, least, greatest))


def all_of(members: Margins) -> Margins:
    """Return the margins of «all of the members that apply»."""
    low, high = _filled(members, np.inf)
    least = low.min(axis=0)
    greatest = least if high is low else high.min(axis=0)
    decider = _deciders(members, low, high, least, greatest)
    return Margins(least, greatest, _any(members.applicable), decider)


def negated(answer: Margins) -> Margins:
    """Return the margins of «not»."""
    low = -answer.high
    high = low if answer.high is answer.low else -answer.low
    return Margins(low, high, answer.applicable, answer.decider)


def stacked(parts: list[Margins]) -> Margins:
    """Lay answers of one shape side by side along a new first axis."""
    same = all(part.high is part.low for part in parts)
    low = along([part.low for part in parts], 0)
    return Margins(
        low,
        low if same else along([part.high for part in parts], 0),
        along([part.applicable for part in parts], 0),
        along([part.decider for part in parts], 0),
    )


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


def _filled(members: Margins, fill: float) -> tuple[Floats, Floats]:
    """Return margins in which members that do not apply cannot matter."""
    same = members.high is members.low
    if members.applicable.all():
        return members.low, members.high
    low = np.where(members.applicable, members.low, fill)
    return low, low if same else np.where(members.applicable, members.high, fill)


def _kth_greatest(margins: Floats, needed: Integers | int) -> Floats:
    count = len(margins)
    if not isinstance(needed, int):
        return _each_kth_greatest(margins, needed)
    if needed <= 0:
        return np.full(margins.shape[1:], np.inf)
    if needed > count:
        return np.full(margins.shape[1:], -np.inf)
    if needed == count:
        return np.asarray(margins.min(axis=0))
    if needed <= _FEW:
        return _one_of_the_greatest(margins, needed)
    return np.asarray(np.partition(margins, count - needed, axis=0)[count - needed])


_FEW = 4
"""Up to here keeping the greatest met so far is faster than parting all members."""


def _one_of_the_greatest(margins: Floats, needed: int) -> Floats:
    greatest: list[Floats] = [np.full_like(margins[0], -np.inf) for _ in range(needed)]
    for each in margins:
        sinking = each
        for place, held in enumerate(greatest):
            greatest[place] = np.maximum(held, sinking)
            sinking = np.minimum(held, sinking)
    return greatest[-1]


def _each_kth_greatest(margins: Floats, needed: Integers) -> Floats:
    count = len(margins)
    beyond = np.where(needed <= 0, np.inf, -np.inf)
    if count == 0:
        return beyond
    place = np.clip(count - needed, 0, count - 1)
    kth = np.take_along_axis(np.sort(margins, axis=0), place[None], axis=0)[0]
    return np.where((needed <= 0) | (needed > count), beyond, kth)


def _deciders(
    members: Margins, low: Floats, high: Floats, least: Floats, greatest: Floats
) -> Codes:
    """Find the first member whose margin is the answer's: by `low` where met, else by `high`."""
    decider = np.full_like(least, -1, np.int32)
    met = least > 0
    for place in reversed(range(len(low))):
        match = low[place] == least
        if high is not low:
            match = np.where(met, match, high[place] == greatest)
        np.copyto(decider, members.decider[place], where=match & members.applicable[place])
    return decider
