"""Headers of several levels: what stands above every column, from the top down.

A cell reaches to the right until the next one of its level, as merged cells do, but never out of
the cell above it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shnor_cli.tables.layouts.headers import fold_header
from shnor_cli.tables.sheets import Line

HEAD_WITHIN = 60
"""Rows among which a header is looked for."""

Path = tuple[str, ...]
"""Folded texts above a column, from the top down, each once."""


@dataclass(frozen=True)
class Banded:
    """A header of one level or more, and the rows below it."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    above: tuple[Line, ...]
    paths: tuple[Path, ...]
    """By column."""


def banded(lines: Sequence[Line], top: int, is_row: Callable[[Line], bool]) -> Banded:
    """Part a sheet: its header from the row at `top` down to the first row of the table.

    A header that is repeated further below is left out of the rows.
    """
    rows = (place for place, line in enumerate(lines) if place > top and is_row(line))
    first = next(rows, len(lines))
    # names of bands may stand in a row of their own, over columns named below
    while top and _is_over(lines[top - 1], lines[top]):
        top -= 1
    head = tuple(lines[top:first])
    repeated = {line.cells for line in head}
    body = tuple(line for line in lines[first:] if line.cells not in repeated)
    return Banded(head, body, tuple(lines[:top]), paths_of(head))


def _is_over(line: Line, below: Line) -> bool:
    return line.cells[0] is None and line.number + 1 == below.number


def paths_of(head: Sequence[Line]) -> tuple[Path, ...]:
    """Return what stands above every column of a header."""
    width = max(len(line.cells) for line in head)
    paths: list[Path] = [()] * width
    for level, line in enumerate(head):
        texts = [fold_header(cell or "") for cell in line.cells] + [""] * width
        filled: list[str] = []
        for place in range(width):
            is_inside = place and paths[place] == paths[place - 1] and (paths[place] or not level)
            filled.append(texts[place] or (filled[-1] if is_inside else ""))
        paths = [
            (*path, text) if text and text not in path[-1:] else path
            for path, text in zip(paths, filled, strict=True)
        ]
    return tuple(paths)
