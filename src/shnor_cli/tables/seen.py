"""What a look into a workbook finds that the reader of its values does not tell."""

from dataclasses import dataclass, field
from typing import NamedTuple

Range = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: row and column of the first and of the last, from 0."""
UNSAVED = "формула без значения"
"""Stands for a formula whose value was not saved."""

_LETTERS = 26


@dataclass
class Seen:
    """What the bytes of a sheet show."""

    hidden: list[int] = field(default_factory=list)
    """Numbers of hidden rows that have cells."""
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column, from 0 -> the error that stands there, or `UNSAVED`."""
    merged: list[Range] = field(default_factory=list)
    """Cells merged over several rows, where the reader of the book does not tell them."""
    percents: set[tuple[int, int]] = field(default_factory=set)
    """Row and column, from 0, of numbers from 0 to 1 that are shown as percents."""
    may_have_bools: bool = True
    """Whether a cell may be true or false."""


class Looked(NamedTuple):
    """What a look at a sheet of Excel finds."""

    seen: Seen
    rows: int = 0
    columns: int = 0
    """How far the cells reach that hold something; 0 where that is not far."""
    twice: int = 0
    """The first row that is written twice, 0 where there is none."""


def address(row: int, column: int) -> str:
    """Return the address of a cell by its row and column, from 0: «C5»."""
    letters = ""
    while column >= 0:
        column, place = divmod(column, _LETTERS)
        letters = chr(ord("A") + place) + letters
        column -= 1
    return f"{letters}{row + 1}"


def column_of(letters: str) -> int:
    """Return the column of an address by its letters, from 1."""
    place = 0
    for letter in letters.upper():
        place = place * _LETTERS + ord(letter) - ord("A") + 1
    return place


def is_unsaved(kind: str | None, value: str | None) -> bool:
    """Whether a formula lacks its value: the type of its cell, and what is written as its value.

    An empty text is a value, and Excel writes one as the empty value of a text.
    """
    return value is None if kind == "str" else not (value or "").strip()
