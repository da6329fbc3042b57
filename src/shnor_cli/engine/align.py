"""Putting arrays of several slice axes side by side."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from shnor_cli.model import WHOLE, Assessment

Scalar = TypeVar("Scalar", bound=np.generic)


class Sliced(Protocol):
    """Anything with a slice axis."""

    @property
    def slices(self) -> tuple[Assessment, ...]:
        """Keys of the slices."""

    @property
    def sliced(self) -> bool:
        """False when there is one slice for the whole school."""


def along(arrays: Sequence[NDArray[Scalar]], axis: int) -> NDArray[Scalar]:
    """Lay arrays of one shape along a new axis; those in Fortran order give one in that order.

    `np.stack` would make the new array row by row: whatever reads it would jump through memory.
    """
    last = np.stack([array.T for array in arrays]).T
    return np.moveaxis(last, -1, axis)


def common_slices(parts: Iterable[Sliced]) -> tuple[tuple[Assessment, ...], bool]:
    """Return the slices of parts side by side: all keys that occur, sorted; or the whole school."""
    sliced = [part for part in parts if part.sliced]
    if not sliced:
        return (WHOLE,), False
    return tuple(sorted({key for part in sliced for key in part.slices})), True


def on_slices(
    part: Sliced, array: NDArray[Scalar], slices: tuple[Assessment, ...], absent: float
) -> NDArray[Scalar]:
    """Bring an array (S, Y, K) of a part onto other slices; `absent` fills those it has not."""
    if part.slices == slices:
        return array
    shape = (*array.shape[:-1], len(slices))
    if not part.sliced:
        return np.broadcast_to(array, shape)
    brought = np.full(shape, absent, array.dtype)
    for position, key in enumerate(slices):
        if key in part.slices:
            brought[..., position] = array[..., part.slices.index(key)]
    return brought
