"""What stays on one page in a filled document: rows, notes below a table, a signature and words."""

import itertools

from lxml import etree

from shnor_cli.memo.ooxml import Node, W, child_of, words
from shnor_cli.memo.rooms import LINES, SHORT, SURE, TWO_LINES, height_of
from shnor_cli.memo.word.looks import number, value

_NOTE = "Примечание"
"""The style of small words below a table."""
_SIZE = 10.0
"""Points of the letters of a table."""
_LINE = 9354
"""Twentieths of a point that are shared by cells of which it is not said how wide they are."""

_ROW, _CELL, _PARAGRAPH, _STYLE, _KEEP = (
    f"{W}{name}" for name in ("tr", "tc", "p", "pStyle", "keepNext")
)


def hold(body: Node) -> None:
    """Say of paragraphs which stay with the next ones."""
    for table in body.iter(f"{W}tbl"):
        _hold_rows(table)
        _hold_notes(table)
        if not has_borders(table):
            _hold_words(table)


def has_borders(table: Node) -> bool:
    """Say whether a table has borders, its own or those of a style."""
    properties = child_of(table, "tblPr")
    return any(child_of(properties, name) is not None for name in ("tblBorders", "tblStyle"))


def _hold_words(table: Node) -> None:
    """Keep the last words on the page of the signature that follows them: a line is not enough."""
    letters, paragraphs = 0, 0
    for above in table.itersiblings(preceding=True):
        if above.tag != _PARAGRAPH:
            break
        _keep_with_next(above)
        said = words(above).strip()
        letters += len(said)
        paragraphs += bool(said)
        if letters >= TWO_LINES or paragraphs == LINES:
            break


def _hold_notes(table: Node) -> None:
    """Keep the notes below a table on the page of its last row."""
    notes = list(itertools.takewhile(_is_note, table.itersiblings()))
    rows = table.findall(_ROW)
    if notes and rows:
        for paragraph in (*rows[-1].iterfind(f"{_CELL}/{_PARAGRAPH}"), *notes[:-1]):
            _keep_with_next(paragraph)


def _is_note(node: Node) -> bool:
    return node.tag == _PARAGRAPH and value(child_of(node, "pPr"), "pStyle") == _NOTE


def _hold_rows(table: Node) -> None:
    """Keep rows on one page with the next: all of a short table, headings, those merged below.

    The last row of a long table is not left alone either. A table that may be higher than what is
    left of a page is not held: it would leave what stands above it there alone.
    """
    rows = table.findall(_ROW)
    is_short = len(rows) <= SHORT and sum(map(_height, rows)) <= SURE
    for row, following in itertools.pairwise(rows):
        is_edge = following is rows[-1] or child_of(row, "trPr", "tblHeader") is not None
        if is_short or is_edge or _continues(following):
            for cell in row.iterchildren(_CELL):
                for paragraph in cell.iterchildren(_PARAGRAPH):
                    _keep_with_next(paragraph)


def _height(row: Node) -> float:
    """Return about how high a row is."""
    cells = row.findall(_CELL)
    return max((_height_of_cell(each, _LINE / len(cells)) for each in cells), default=0.0)


def _height_of_cell(cell: Node, share: float) -> float:
    said = child_of(cell, "tcPr", "tcW")
    is_said = said is not None and said.get(f"{W}type", "dxa") == "dxa"
    width = number(said.get(f"{W}w"), share) if is_said else share
    paragraphs = cell.iterchildren(_PARAGRAPH)
    return sum(height_of(len(words(each)), _SIZE, max(1.0, width / 20)) for each in paragraphs)


def _continues(row: Node) -> bool:
    """Say whether a cell of the row above reaches down into a row."""
    merges = row.iterfind(f"{_CELL}/{W}tcPr/{W}vMerge")
    return any(merge.get(f"{W}val") != "restart" for merge in merges)


def _keep_with_next(paragraph: Node) -> None:
    properties = child_of(paragraph, "pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    said = [each.tag for each in properties]
    if _KEEP not in said:
        properties.insert(1 if _STYLE in said else 0, etree.Element(_KEEP))
