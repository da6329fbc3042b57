"""Floats that know how far from the truth they may be, and how they are mended where it matters."""

from dataclasses import dataclass

import numpy as np

from shnor_cli.engine.exact import TOLERANCE, Exact
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Flags, Floats, Grid, Integers

PRECISION = 1e-12
"""What a stored value may be off: PRECISION * (1 + |value|), far less than `TOLERANCE`."""

_ULP = float(np.finfo(np.float64).eps)
_LEAST = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False, repr=False)
class Bounded:
    """Floats and bounds on their absolute errors, arrays that broadcast against each other.

    An infinite or NaN bound says nothing. A divisor within `TOLERANCE` of zero may be zero.
    """

    value: Floats
    error: Floats

    def __add__(self, other: "Bounded") -> "Bounded":
        return _rounded(self.value + other.value, self.error + other.error)

    def __sub__(self, other: "Bounded") -> "Bounded":
        return _rounded(self.value - other.value, self.error + other.error)

    def __mul__(self, other: "Bounded") -> "Bounded":
        error = np.abs(self.value) * other.error + self.error * (np.abs(other.value) + other.error)
        return _rounded(self.value * other.value, error)

    def __truediv__(self, other: "Bounded") -> "Bounded":
        value = self.value / other.value
        least = np.abs(other.value) - other.error
        error = (self.error + np.abs(value) * other.error) / least
        return _rounded(value, np.where(least > TOLERANCE, error, np.inf))

    def __neg__(self) -> "Bounded":
        return Bounded(-self.value, self.error)

    def __abs__(self) -> "Bounded":
        return Bounded(np.abs(self.value), self.error)

    def __getitem__(self, index: Integers | slice | tuple[slice | int, ...]) -> "Bounded":
        return Bounded(self.value[index], self.error[index])


def least(one: Bounded, other: Bounded) -> Bounded:
    """Return the lesser values."""
    return Bounded(np.minimum(one.value, other.value), np.maximum(one.error, other.error))


def greatest(one: Bounded, other: Bounded) -> Bounded:
    """Return the greater values."""
    return Bounded(np.maximum(one.value, other.value), np.maximum(one.error, other.error))


def nearest(value: Floats | float) -> Bounded:
    """Return floats that are the nearest to the true values, or next to them."""
    return _rounded(np.asarray(value, np.float64), np.zeros(()))


def bounded(grid: Grid) -> Bounded:
    """Return the values of a grid with bounds on their errors."""
    return nearest(grid.value) if grid.error is None else Bounded(grid.value, grid.error)


def is_doubtful(computed: Bounded) -> Flags:
    """Say where an error may be more than `PRECISION` allows."""
    return ~(computed.error <= PRECISION * (1 + np.abs(computed.value)))


def mended(exact: Exact, grid: Grid, computed: Bounded) -> Grid:
    """Give a grid its computed values, and exact ones where the computed ones are doubtful.

    NaN where there is no such value; where values have no fractions, a doubtful one is only that
    which rests on a division by what may be zero.
    """
    value = np.broadcast_to(computed.value, grid.missing.shape).copy()
    error = np.broadcast_to(computed.error, grid.missing.shape).copy()
    doubtful = is_doubtful(computed) if grid.rational else ~np.isfinite(computed.error)
    for position in np.argwhere(doubtful & (grid.missing == KNOWN)):
        cell = (int(position[0]), int(position[1]), int(position[2]))
        true = exact.unrounded(grid, cell)
        try:
            value[cell] = np.nan if true is None else float(true)
        except OverflowError:
            value[cell] = np.nan
        error[cell] = _ULP * abs(value[cell])
    value[grid.missing != KNOWN] = np.nan
    return grid._replace(value=value, error=error)


def _rounded(value: Floats, error: Floats) -> Bounded:
    return Bounded(value, error + _ULP * np.abs(value) + _LEAST)
