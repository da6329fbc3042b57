"""Order and ties within a group, decided exactly where floats cannot tell two values apart."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.engine.exact import near
from shnor_cli.model import Flags, Floats, Integers


class Ranked(NamedTuple):
    """Members of a group in ascending order of value."""

    members: Integers
    """Indices of schools."""
    first: Integers
    """For each, the position of the first member of equal value: 0 for the lowest."""

    @property
    def ends(self) -> Integers:
        """Positions at which a new value begins, and the number of members: where a cut may be."""
        return np.append(np.unique(self.first), len(self.members))


def ranked(
    values: Floats, members: Integers, exact: Callable[[int], Fraction | None] | None
) -> Ranked:
    """Order the members of a group by value.

    Args:
        values: shape (S,).
        members: indices of the group's schools.
        exact: exact value of a school; None where equal fractions have equal floats and
            different ones different floats. Values with no fraction are equal when near.
    """
    order = members[np.argsort(values[members], kind="stable")]
    sorted_values = values[order]
    new = sorted_values[1:] != sorted_values[:-1]
    if exact is not None:
        close = near(sorted_values[1:], sorted_values[:-1])
        if close.any():
            order, new = _resolve(order, close, exact)
    first = np.maximum.accumulate(np.where(np.r_[True, new], np.arange(len(order)), 0))
    return Ranked(order, first)


def _resolve(
    order: Integers, close: Flags, exact: Callable[[int], Fraction | None]
) -> tuple[Integers, NDArray[np.bool_]]:
    """Order runs of close values by their fractions; return the order and where values change."""
    resolved = order.copy()
    new = ~close
    starts = np.flatnonzero(np.r_[True, ~close])
    for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
        if stop - start == 1:
            continue
        fractions = {int(school): exact(int(school)) for school in order[start:stop]}
        if any(value is None for value in fractions.values()):
            continue
        run = sorted(fractions, key=lambda school: fractions[school])  # type: ignore[arg-type, return-value]
        resolved[start:stop] = run
        for position in range(start, stop - 1):
            one, other = run[position - start], run[position - start + 1]
            new[position] = fractions[one] != fractions[other]
    return resolved, new
