"""Accepting the corrections of a document. Element names: ECMA-376, part 1, 17.13.5."""

from collections.abc import Iterable, Iterator

from shnor_cli.memo.ooxml import Node, W, child_of, content_of

_TABLE, _ROW, _CELL, _PARAGRAPH, _PROPERTIES = (
    f"{W}{name}" for name in ("tbl", "tr", "tc", "p", "pPr")
)
_GOING = frozenset(
    f"{W}{name}"
    for name in (
        *("pPr", "del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "proofErr"),
        *("bookmarkStart", "bookmarkEnd"),
    )
)
"""What leaves nothing of a paragraph."""

_BESIDE = frozenset(f"{W}{name}" for name in ("p", "tbl", "sdt", "customXml", "sectPr"))
"""What a paragraph may stand beside, besides marks of places."""

_STAYING = frozenset({f"{W}ins", f"{W}moveTo"})
"""What stands around words that are put in."""
_RANGES = (
    *("moveTo", "moveFrom"),
    *(f"customXml{kind}" for kind in ("Ins", "Del", "MoveFrom", "MoveTo")),
)
"""What two marks stand around."""
_CORRECTIONS = (
    *(f"{W}{name}" for name in ("ins", "del", "cellIns", "cellDel", "cellMerge", "moveTo")),
    f"{W}moveFrom",
    *(f"{W}{kind}Range{end}" for kind in _RANGES for end in ("Start", "End")),
    *(f"{W}{name}Change" for name in ("rPr", "pPr", "sectPr", "numbering")),
    *(f"{W}{name}Change" for name in ("tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr")),
)


def accept_for_good(part: Node) -> None:
    """Accept the corrections of a part so that neither they nor their authors are left in it."""
    if next(part.iter(*_CORRECTIONS), None) is None:
        return
    accept(part)
    for each in list(part.iter(*_CORRECTIONS)):
        above = each.getparent()
        at = above.index(each)
        above[at : at + 1] = list(each) if each.tag in _STAYING else []


def accept(part: Node) -> None:
    """Take out deleted rows and cells of a part, and join paragraphs whose marks are deleted.

    Words that are taken out or moved away stay: they are passed over where they are read.
    """
    _drop_all(row for row in part.iter(_ROW) if child_of(row, "trPr", "del") is not None)
    for table in list(part.iter(_TABLE)):
        _drop_columns(table)
    _drop_all(cell for cell in part.iter(_CELL) if _is_deleted(cell))
    for whole, piece in ((_ROW, _CELL), (_TABLE, _ROW)):
        _drop_all(each for each in part.iter(whole) if next(each.iter(piece), None) is None)
    for paragraph in list(part.iter(_PARAGRAPH)):
        if _is_mark_deleted(paragraph):
            _join(paragraph)


def _drop_columns(table: Node) -> None:
    """Take columns of the grid out with which all their cells go."""
    from shnor_cli.memo.word.places import cells_of  # seldom needed

    deleted = [
        {
            column
            for cell in cells_of(row)
            if _is_deleted(cell.node)
            for column in range(cell.place, cell.place + cell.span)
        }
        for row in content_of(table)
        if row.tag == _ROW
    ]
    grid = child_of(table, "tblGrid")
    if grid is not None and deleted:
        for at in sorted(set.intersection(*deleted), reverse=True):
            del grid[at : at + 1]


def _is_deleted(cell: Node) -> bool:
    return child_of(cell, "tcPr", "cellDel") is not None


def _is_mark_deleted(paragraph: Node) -> bool:
    properties = child_of(paragraph, "pPr")
    marks = (child_of(properties, "rPr", name) for name in ("del", "moveFrom"))
    ends_section = child_of(properties, "sectPr") is not None
    return any(mark is not None for mark in marks) and not ends_section


def _join(paragraph: Node) -> None:
    """Put the words of a paragraph before those of the next one, which keeps its look."""
    after = next(_beside(paragraph), None)
    if after is not None and after.tag == _PARAGRAPH:
        place = int(child_of(after, "pPr") is not None)
        after[place:place] = [each for each in paragraph if each.tag != _PROPERTIES]
        _drop(paragraph)
    elif all(each.tag in _GOING for each in paragraph) and not _is_needed(paragraph):
        _drop(paragraph)


def _is_needed(paragraph: Node) -> bool:
    """Whether Word would not open a document without it: a cell or a note ends in a paragraph."""
    before = next(_beside(paragraph, preceding=True), None)
    is_after_one = before is not None and before.tag == _PARAGRAPH
    return next(_beside(paragraph), None) is None and not is_after_one


def _beside(paragraph: Node, *, preceding: bool = False) -> Iterator[Node]:
    siblings = paragraph.itersiblings(preceding=preceding)
    return (each for each in siblings if each.tag in _BESIDE)


def _drop_all(nodes: Iterable[Node]) -> None:
    for each in list(nodes):
        _drop(each)


def _drop(node: Node) -> None:
    node.getparent().remove(node)
