"""Accepting the corrections of a document. Element names: ECMA-376, part 1, 17.13.5."""

from shnor_cli.memo.ooxml import Node, W, child_of

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
"""What a paragraph may be followed by, besides marks of places."""


_STAYING = frozenset({f"{W}ins", f"{W}moveTo"})
"""What stands around words that are put in."""
_CORRECTIONS = (
    *(f"{W}{name}" for name in ("ins", "del", "cellIns", "cellDel", "cellMerge", "moveTo")),
    *(f"{W}moveTo{end}" for end in ("RangeStart", "RangeEnd")),
    *(f"{W}moveFrom{end}" for end in ("", "RangeStart", "RangeEnd")),
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
    for table in list(part.iter(_TABLE)):
        _drop_columns(table)
    for kind, properties, mark in ((_ROW, "trPr", "del"), (_CELL, "tcPr", "cellDel")):
        for each in list(part.iter(kind)):
            if child_of(each, properties, mark) is not None:
                _drop(each)
    for whole, piece in ((_ROW, _CELL), (_TABLE, _ROW)):
        for each in list(part.iter(whole)):
            if next(each.iter(piece), None) is None:
                _drop(each)
    for paragraph in list(part.iter(_PARAGRAPH)):
        if _is_mark_deleted(paragraph):
            _join(paragraph)


def _drop_columns(table: Node) -> None:
    """Take columns of the grid out with which all their cells go."""
    rows = [list(row.iterchildren(_CELL)) for row in table.iterchildren(_ROW)]
    deleted = [{at for at, cell in enumerate(row) if _is_deleted(cell)} for row in rows]
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
    after = next((each for each in paragraph.itersiblings() if each.tag in _BESIDE), None)
    if after is not None and after.tag == _PARAGRAPH:
        place = int(child_of(after, "pPr") is not None)
        after[place:place] = [each for each in paragraph if each.tag != _PROPERTIES]
        _drop(paragraph)
    elif all(each.tag in _GOING for each in paragraph):
        _drop(paragraph)


def _drop(node: Node) -> None:
    node.getparent().remove(node)
