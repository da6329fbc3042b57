"""What is said of pages alike in Word and in pdf: what stays together, how columns share a line."""

from collections.abc import Sequence

SHORT = 10
"""Rows of a table that is not torn over two pages, if it is sure to go onto one."""
SURE = 350
"""Points that are sure to go onto a page, also one on its side, or one with words above."""
LINES = 2
TWO_LINES = 120
"""Letters that take two lines: so many, or two paragraphs, stand above a signature on its page."""


def height_of(letters: int, size: float, width: float) -> float:
    """Return about how high words are in a cell, rather more than less; all in points."""
    return (1 + letters * size / 2 / width) * size


def widened(given: Sequence[float], least: Sequence[float]) -> list[float]:
    """Give each column its least width, at the cost of those that have more than theirs."""
    missing = sum(max(0, want - width) for width, want in zip(given, least, strict=True))
    spare = [max(0, width - want) for width, want in zip(given, least, strict=True)]
    if not missing or missing > sum(spare):
        return list(given)
    return [
        max(width, want) - missing * more / sum(spare)
        for width, want, more in zip(given, least, spare, strict=True)
    ]
