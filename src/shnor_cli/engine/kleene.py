"""Kleene's logic as intervals of margins: `all` is a minimum, `any` a maximum, `not` a negation.

An answer is met if its least margin is above zero, not met if its greatest is below zero, else
unknown. A margin is never zero, so the sign is always the answer.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shnor_cli.model import Flags, Floats

ON_THRESHOLD = 2.0**-500
"""The margin of a value on its threshold: plus it is met (inclusive), minus it is not (strict)."""

Codes = NDArray[np.int32]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class Margins:
    """Intervals of margins with the codes of the facts that decide; one shape for all four."""

    low: Floats
    high: Floats
    applicable: Flags
    decider: Codes

    def map(self, low: Floats, high: Floats) -> "Margins":
        """Return the same facts with other margins."""
        return Margins(low, high, self.applicable, self.decider)


def at_least(members: Margins, needed: NDArray[np.int64] | int) -> Margins:
    """Return the margins of «at least so many of the members», which lie along the last axis.

    Members that do not apply are dropped; where too few are left the answer is not met; where none
    is left it does not apply. `needed` is one number or one for each answer; none needed is met.
    """
    same = members.high is members.low
    low = np.where(members.applicable, members.low, -np.inf)
    high = low if same else np.where(members.applicable, members.high, -np.inf)
    least = _kth_greatest(low, needed)
    greatest = least if same else _kth_greatest(high, needed)
    decider = _deciders(members, low, high, least, greatest)
    return Margins(least, greatest, members.applicable.any(axis=-1), decider)


def all_of(members: Margins) -> Margins:
    """Return the margins of «all of the members that apply»."""
    low = np.where(members.applicable, members.low, np.inf)
    high = np.where(members.applicable, members.high, np.inf)
    least, greatest = low.min(axis=-1), high.min(axis=-1)
    decider = _deciders(members, low, high, least, greatest)
    return Margins(least, greatest, members.applicable.any(axis=-1), decider)


def negated(answer: Margins) -> Margins:
    """Return the margins of «not»."""
    return answer.map(-answer.high, -answer.low)


def stacked(parts: list[Margins]) -> Margins:
    """Lay answers of one shape side by side along a new last axis."""
    return Margins(
        np.stack([part.low for part in parts], axis=-1),
        np.stack([part.high for part in parts], axis=-1),
        np.stack([part.applicable for part in parts], axis=-1),
        np.stack([part.decider for part in parts], axis=-1),
    )


def answered(members: Margins) -> Flags:
    """Say which members apply and have an answer."""
    return members.applicable & ((members.low > 0) | (members.high < 0))


def _kth_greatest(margins: Floats, needed: NDArray[np.int64] | int) -> Floats:
    count = margins.shape[-1]
    if isinstance(needed, int):
        if needed <= 0:
            return np.full(margins.shape[:-1], np.inf)
        if needed > count:
            return np.full(margins.shape[:-1], -np.inf)
        if needed == 1:
            return margins.max(axis=-1)
        if needed == count:
            return margins.min(axis=-1)
        return np.partition(margins, count - needed, axis=-1)[..., count - needed]
    ordered = np.sort(margins, axis=-1)
    position = np.clip(count - needed, 0, max(count - 1, 0))
    if count == 0:
        return np.where(needed <= 0, np.inf, -np.inf)
    kth = np.take_along_axis(ordered, position[..., None], axis=-1)[..., 0]
    return np.where(needed <= 0, np.inf, np.where(needed > count, -np.inf, kth))


def _deciders(
    members: Margins, low: Floats, high: Floats, least: Floats, greatest: Floats
) -> Codes:
    """Find the first member whose margin is the answer's: by `low` where met, else by `high`."""
    if low.shape[-1] == 0:
        return np.full(least.shape, -1, np.int32)
    if high is low:
        match = low == least[..., None]
    else:
        met = (least > 0)[..., None]
        match = np.where(met, low == least[..., None], high == greatest[..., None])
    match &= members.applicable
    first = match.argmax(axis=-1)[..., None]
    found = np.take_along_axis(match, first, axis=-1)[..., 0]
    code = np.take_along_axis(members.decider, first, axis=-1)[..., 0]
    return np.where(found, code, -1).astype(np.int32)
