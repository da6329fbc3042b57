"""Where the cells of a Word table stand: columns, rows, heading; and whether it has lines."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from shnor_cli.memo.ooxml import Node, W, child_of, content_of
from shnor_cli.memo.word.looks import OFF, said_of, value, whole, written

_CELL = f"{W}tc"
_MOST_COLUMNS = 1_000


class Placed(NamedTuple):
    """A cell of a row."""

    place: int
    """Its first column."""
    span: int
    """How many it takes."""
    node: Node
    said: Mapping[str, Node]
    """Its properties by name."""


def cells_of(row: Node) -> Iterator[Placed]:
    """Yield the cells of a row."""
    before = value(child_of(row, "trPr"), "gridBefore")
    place = whole(before, 0, _MOST_COLUMNS)
    for cell in content_of(row):
        if cell.tag == _CELL:
            said = said_of(child_of(cell, "tcPr"))
            span = max(1, whole(written(said.get("gridSpan")), 1, _MOST_COLUMNS))
            yield Placed(place, span, cell, said)
            place += span


def goes_on(said: Mapping[str, Node]) -> bool:
    """Say whether a cell belongs to the one above."""
    return written(said.get("vMerge")) in ("", "continue")


def height_of(merged: Collection[tuple[int, int]], index: int, place: int) -> int:
    """Return how many rows the cell at a place takes: those below that go on with it."""
    below = index + 1
    while (below, place) in merged:
        below += 1
    return below - index


def heading_rows(rows: Sequence[Node]) -> int:
    """Count the first rows that stand on every page."""
    count = 0
    for row in rows:
        said = value(child_of(row, "trPr"), "tblHeader")
        if said is None or said in OFF:
            break
        count += 1
    return count


def draws(borders: Node) -> bool:
    """Say whether some border is a line."""
    return any(each.get(f"{W}val") not in ("none", "nil", None) for each in borders)
