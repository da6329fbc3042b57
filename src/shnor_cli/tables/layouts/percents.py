"""Whole counts behind printed percents, in whole numbers.

A percent p printed with d decimals stands for the counts n of a total N for which 100 n / N lies
within half a unit of its last digit, whichever way it was rounded. The percents of one row stand
for such counts together: they also add up to N.
"""

import functools
import operator
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from shnor_cli.tables.layouts.blanks import DASHES
from shnor_cli.tables.layouts.headers import CODES
from shnor_cli.tables.texts import Percent

_LONGEST = 9
"""Decimals that are looked at: what follows is the noise of a float."""
UNKNOWN = frozenset({None, *DASHES, *CODES})
"""What stands in every cell of a row of which nothing is known."""
_NUMBER = re.compile(r"(\d{1,9})(?:[.,](\d*))? ?%?")
_TINY = re.compile(r"\d(?:\.\d+)?e-\d\d")
"""A float as Python writes it under 0,0001."""


@functools.lru_cache(1 << 14)
def percent_of(text: str | None) -> Percent:
    """Return a cell as a percent: «28,57», «28.57 %»; an empty one and a dash are 0.

    Raises:
        ValueError: it is no number.
    """
    if text is None or text in DASHES:
        return Percent(0, 1)
    match = _NUMBER.fullmatch(format(Decimal(text), "f") if _TINY.fullmatch(text) else text)
    if match is None:
        raise ValueError(f"«{text}» не доля и не число")
    decimals = match[2] or ""
    if len(decimals) > _LONGEST:
        number = (int(match[1] + decimals[: _LONGEST + 1]) + 5) // 10
        return _shortest(number, _LONGEST)
    return Percent(int(match[1] + decimals), 10 ** len(decimals))


def _shortest(number: int, decimals: int) -> Percent:
    while decimals and not number % 10:
        number, decimals = number // 10, decimals - 1
    return Percent(number, 10**decimals)


def as_percents(row: Sequence[Percent]) -> tuple[Percent, ...]:
    """Return shares of a row as percents: those of 1 (a cell with the format %) times 100."""
    if any(each.number > 2 * each.unit for each in row):
        return tuple(row)
    unit = max(each.unit for each in row)
    if sum(numbers(row, unit)) > 2 * unit:
        return tuple(row)
    return tuple(
        Percent(each.number * 100 // min(each.unit, 100), max(each.unit // 100, 1)) for each in row
    )


def numbers(row: Sequence[Percent], unit: int) -> tuple[int, ...]:
    """Return percents as whole numbers of 1 / unit, which is no less than their own units."""
    return tuple([each.number * (unit // each.unit) for each in row])


class Fit(NamedTuple):
    """The counts that a row of percents may stand for."""

    total: int
    least: tuple[int, ...]
    most: tuple[int, ...]
    """Less than the least where no count prints so."""

    @property
    def misfits(self) -> tuple[int, ...]:
        """Positions of the percents that no count prints as."""
        both = enumerate(zip(self.least, self.most, strict=True))
        return tuple(place for place, (least, most) in both if least > most)

    @property
    def is_possible(self) -> bool:
        """Whether some counts print so and add up to the total."""
        if self.least == self.most:
            return sum(self.least) == self.total
        are_bounds = all(map(operator.le, self.least, self.most))
        return are_bounds and sum(self.least) <= self.total <= sum(self.most)

    @property
    def is_only(self) -> bool:
        """Whether exactly one set of counts does.

        With some, but not all, of the room given out, one can be moved between two counts.
        """
        if not self.is_possible:
            return False
        at_end = self.total in {sum(self.least), sum(self.most)}
        return at_end or sum(map(operator.lt, self.least, self.most)) == 1

    def counts(self) -> tuple[int, ...]:
        """Return the counts nearest to the printed percents, the only ones where `is_only`.

        What is left above the least is given out in proportion to the room of each, the last few
        to the largest remainders, so that the counts keep to their bounds and add up exactly.
        """
        for end in (self.least, self.most):
            if sum(end) == self.total:
                return end
        room = [most - least for least, most in zip(self.least, self.most, strict=True)]
        left, whole = self.total - sum(self.least), sum(room)
        shares = [divmod(left * each, whole) for each in room]
        order = sorted(range(len(room)), key=lambda place: -shares[place][1])
        last = set(order[: left - sum(share for share, _ in shares)])
        both = enumerate(zip(self.least, shares, strict=True))
        return tuple(least + share + (place in last) for place, (least, (share, _)) in both)


def fit(percents: Sequence[int], unit: int, total: int) -> Fit:
    """Return what counts of a total percents may stand for, given in whole numbers of 1 / unit."""
    step, twice = 200 * unit, 2 * total
    least = [-((total - twice * each) // step) if each else 0 for each in percents]
    most = [min((total + twice * each) // step, total) for each in percents]
    return Fit(total, tuple(least), tuple(most))


def fit_each(shares: Sequence[Percent], unit: int, total: int) -> Fit:
    """Return the same for percents of one unit, but those that no count prints so by their own."""
    found = fit(numbers(shares, unit), unit, total)
    bounds = list(zip(found.least, found.most, strict=True))
    for place in found.misfits:
        own = fit((shares[place].number,), shares[place].unit, total)
        bounds[place] = (own.least[0], own.most[0])
    least, most = zip(*bounds, strict=True)
    return Fit(total, least, most)
