"""The sum behind a printed mean of whole scores."""

import re
from fractions import Fraction
from math import ceil, floor

_MEAN = re.compile(r"(\d{1,3})(?:[.,](\d+))?")
_COUNT = re.compile(r"(\d{1,6})(?:[.,]0+)?")
_LONGEST = 6
"""Decimals that are looked at: what follows is the noise of a float."""


def sum_behind(mean: str, participants: str) -> str | None:
    """Return the only whole sum whose mean prints so, None where there is none or several.

    A mean printed with d decimals is within half a unit of its last digit, whichever way it was
    rounded. Zeros that Excel drops from its end only widen that.
    """
    said, count = _MEAN.fullmatch(mean), _COUNT.fullmatch(participants)
    if said is None or count is None:
        return None
    decimals = (said[2] or "")[:_LONGEST]
    # a long decimal is cut, not rounded, so a whole unit of the last digit is allowed
    half = Fraction(1, 10 ** len(decimals)) / (1 if len(said[2] or "") > _LONGEST else 2)
    value, total = Fraction(f"{said[1]}.{decimals or 0}"), int(count[1])
    least, most = ceil((value - half) * total), floor((value + half) * total)
    return str(least) if least == most else None
