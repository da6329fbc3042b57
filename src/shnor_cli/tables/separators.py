"""Which sign separates the cells of a CSV: the one on whose number most rows agree."""

import csv
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

USUAL = ("\t", ";", "|", ",")
"""Separators in the order in which they are trusted: a comma stands in numbers and titles too."""
_NEVER = frozenset("\"'\n\r .-+()«»№%\ufeff")
"""Signs that stand in cells, and those that CSV means otherwise."""
_NEARLY = 0.9
_LINES = 200


class Split(NamedTuple):
    """How rows look when split at a sign."""

    separator: str
    width: int
    """Cells in most of the rows that have several."""
    agreeing: int
    """Rows of that width."""
    rows: int
    """Rows of several cells."""


def split_of(lines: Sequence[str], told: str | None = None) -> Split:
    """Find how lines of a CSV are split; `told` is the sign where somebody has said it.

    Without any sign that rows agree on, a table of one column is split at `;`.
    """
    few = lines[:_LINES]
    if told is not None:
        return _split(few, told)
    splits = [_split(few, sign) for sign in USUAL] + _unusual(few)
    best = max(each.agreeing for each in splits)
    near = (each for each in splits if each.agreeing and each.agreeing >= _NEARLY * best)
    right = (each for each in near if not _is_worse(each, splits))
    return next(right, Split(";", 1, 0, 0))


def _is_worse(one: Split, others: Sequence[Split]) -> bool:
    """Whether another sign gives more rows that agree, and on more cells."""
    return any(each.agreeing > one.agreeing and each.width > one.width for each in others)


def _unusual(lines: Sequence[str]) -> list[Split]:
    """Return other signs of which every row has the same number, those of more cells first."""
    filled = [line for line in lines if line.strip()]
    signs = sorted({*(filled or [""])[0]} - _NEVER)
    splits = [_split(filled, sign) for sign in signs if not sign.isalnum()]
    several = len(filled) > 1
    right = [each for each in splits if several and each.agreeing == len(filled)]
    return sorted(right, key=lambda each: -each.width)


def _split(lines: Sequence[str], separator: str) -> Split:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return Split(separator, 1, 0, 0)
    width = max(several, key=lambda each: (several[each], each))
    return Split(separator, width, several[width], sum(several.values()))
