"""What a document's blocks mean to each other, for those who lay them out.

Captions belong to what they name, a signature to its text, items to lists, cells to columns.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from shnor_cli.memo.blocks import Block, Cell, Chart, Paragraph, Picture, Section, Span, Table
from shnor_cli.memo.rooms import LINES, TWO_LINES


class Figure(NamedTuple):
    """A table, chart or picture with its caption, if it has one."""

    block: Table | Chart | Picture
    caption: Paragraph | None = None
    kind: Literal["figure"] = "figure"


class Item(NamedTuple):
    """An item of a list with the items that lie deeper under it."""

    paragraph: Paragraph
    items: "tuple[Item, ...]"


class Placed(NamedTuple):
    """A cell and the column of the grid where it begins, from 0."""

    cell: Cell
    column: int


_MOST = 0.8
"""The share of a line that may be left free before words."""


def arrange(section: Section) -> tuple[Paragraph | Figure, ...]:
    """Bind captions, keep a signature with the last lines before it, and words on the page."""
    blocks = section.blocks
    named = _named(blocks)
    captions = {id(caption) for caption in named.values()}
    line = section.line
    arranged = [
        _shown(block, line) if isinstance(block, Paragraph) else Figure(block, named.get(at))
        for at, block in enumerate(blocks)
        if id(block) not in captions
    ]
    return _with_signature(arranged)


def nested(items: Sequence[Paragraph]) -> tuple[Item, ...]:
    """Put items of one list under the last one before them that lies less deep."""
    top = min((each.depth for each in items), default=0)
    starts = [at for at, each in enumerate(items) if each.depth == top or not at]
    return tuple(
        Item(items[at], nested(items[at + 1 : end])) for at, end in pairwise((*starts, len(items)))
    )


def marked(paragraph: Paragraph) -> Paragraph:
    """Put the mark of an item before its words, where no list shows it."""
    if not paragraph.mark or not paragraph.spans:
        return paragraph
    first, *others = paragraph.spans
    mark = f"{paragraph.mark} "
    if first.picture or first.struck:
        spans = (Span(mark), *paragraph.spans)
    else:
        spans = (first._replace(text=mark + first.text), *others)
    return paragraph._replace(spans=spans, mark="")


def place(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Placed, ...], ...]:
    """Find the column of each cell: those that reach down from above push the others right."""
    found = []
    taken: dict[int, int] = {}
    for row in rows:
        column = 0
        line: list[Placed] = []
        new: dict[int, int] = {}
        for cell in row:
            while column in taken:
                column += 1
            line.append(Placed(cell, column))
            new |= dict.fromkeys(range(column, column + cell.columns), cell.rows)
            column += cell.columns
        found.append(tuple(line))
        taken = {at: left - 1 for at, left in (taken | new).items() if left > 1}
    return tuple(found)


def _shown(paragraph: Paragraph, line: float) -> Paragraph:
    if paragraph.left:
        paragraph = paragraph._replace(left=max(0.0, min(paragraph.left, _MOST * line)))
    return marked(paragraph) if paragraph.heading or paragraph.caption else paragraph


def _named(blocks: Sequence[Block]) -> dict[int, Paragraph]:
    """Find the caption of each block: before a table, under or over a chart or picture."""
    found: dict[int, Paragraph] = {}
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not block.caption:
            continue
        before = blocks[at - 1] if at and at - 1 not in found else None
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        names_drawing = block.text.startswith("Рис") or not isinstance(after, Table)
        if isinstance(before, Chart | Picture) and names_drawing:
            found[at - 1] = block
        elif isinstance(after, Chart | Picture) or (isinstance(after, Table) and after.bordered):
            found[at + 1] = block
    return found


def _with_signature(blocks: list[Paragraph | Figure]) -> tuple[Paragraph | Figure, ...]:
    """Keep a table without borders on the page of the last words before it: of two lines."""
    for at, block in enumerate(blocks):
        if isinstance(block, Figure) and isinstance(block.block, Table):
            place = at - 1 if not block.block.bordered else -1
            letters, paragraphs = 0, 0
            while place >= 0 and isinstance(above := blocks[place], Paragraph):
                blocks[place] = above._replace(with_next=True)
                letters += len(above.text.strip())
                paragraphs += bool(above.text.strip())
                if letters >= TWO_LINES or paragraphs == LINES:
                    break
                place -= 1
    return tuple(blocks)
