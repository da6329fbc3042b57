"""Repairs of the filled XML: table grids, the order of cell properties, numbers of captions.

Element names are those of ECMA-376, part 1; widths are in twentieths of a point (dxa).
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from shnor_cli.memo.fonts import Face, length
from shnor_cli.memo.ooxml import Node, W, child_of, words
from shnor_cli.memo.rooms import widened
from shnor_cli.memo.word.holding import has_borders, hold
from shnor_cli.memo.word.looks import number, whole

_CELL_PROPERTIES = {
    f"{W}{name}": place
    for place, name in enumerate(
        (
            *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap"),
            *("tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"),
        )
    )
}
"""The order that the schema of CT_TcPr demands; docxtpl puts shading and spans first."""

_OF_CELL = re.compile(r"\{%-?[tт][cс]\b", re.IGNORECASE)
_OF_PARAGRAPH = re.compile(r"\{%-?[pр]\b", re.IGNORECASE)
"""Tags that take a cell or a paragraph with them, in Latin or Russian letters."""

_PADDING = 130
"""Both inner margins of a cell and a little air."""

_LONGEST = 24
"""Letters of a word for which a column makes room: a longer one is broken where the line ends."""

_LONGEST_NAME = 60
"""The same of a name that is signed, with its initials."""

_SMALLER = (9.0, 8.0)
"""Points at most of the letters of a table where its words have no room in their own."""

_MOST_COLUMNS = 1_000


def free_looped_rows(body: Node) -> None:
    """Drop column spans from rows with a column loop: a repeated cell must not keep its span."""
    for row in body.iter(f"{W}tr"):
        if _OF_CELL.search(words(row)):
            for span in list(row.iter(f"{W}gridSpan")):
                _remove(span)


def free_breaks(body: Node) -> None:
    """Give a page break in the paragraph of a tag to the next one that stays in the document.

    LibreOffice puts the break before a paragraph at the end of the one above, which may be a tag.
    """
    waiting = False
    for paragraph in body.iterfind(f"{W}p"):
        breaks = [each for each in paragraph.iter(f"{W}br") if each.get(f"{W}type") == "page"]
        if _OF_PARAGRAPH.search(words(paragraph)):
            for each in breaks:
                _remove(each)
            waiting = waiting or bool(breaks)
        elif waiting:
            _begin_page(paragraph)
            waiting = False


def _begin_page(paragraph: Node) -> None:
    properties = child_of(paragraph, "pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for own in properties.findall(f"{W}pageBreakBefore"):
        properties.remove(own)
    above = [each for each in properties if each.tag in _ABOVE_BREAK]
    properties.insert(len(above), etree.Element(f"{W}pageBreakBefore"))


_ABOVE_BREAK = tuple(f"{W}{name}" for name in ("pStyle", "keepNext", "keepLines"))
"""What the schema of CT_PPr puts before a page break."""


class Letters(NamedTuple):
    """How words of a paragraph style are set: size in points."""

    size: float = 10.0
    face: Face = "Regular"


Styles = Mapping[str, Letters]
"""Letters by id of a paragraph style."""


def repair(body: Node, styles: Styles) -> None:
    """Make a filled body valid and even."""
    for properties in body.iter(f"{W}tcPr"):
        _order(properties)
    for table in body.iter(f"{W}tbl"):
        _fit(table, styles)
        if not has_borders(table):
            _make_room(table, styles)
    hold(body)
    _number_captions(body)


def _order(properties: Node) -> None:
    for shade in properties.findall(f"{W}shd"):
        if not shade.get(f"{W}fill"):
            properties.remove(shade)
    last = len(_CELL_PROPERTIES)
    places = [_CELL_PROPERTIES.get(each.tag, last) for each in properties]
    if places != sorted(places):
        properties[:] = sorted(properties, key=lambda each: _CELL_PROPERTIES.get(each.tag, last))


def _fit(table: Node, styles: Styles) -> None:
    """Give a table whose columns were looped a grid of its own, shared out by content."""
    grid = child_of(table, "tblGrid")
    if grid is None:
        return
    rows = [list(_cells(row)) for row in table.iterchildren(f"{W}tr")]
    columns = max((sum(span for _, span in row) for row in rows), default=0)
    if columns == len(grid) or not columns:
        return
    total = sum(int(number(column.get(f"{W}w"))) for column in grid)
    least, wanted = _wishes(rows, columns, styles)
    smaller = _SMALLER if sum(least) > total else ()
    tries = ((most, *_wishes(rows, columns, styles, most)) for most in smaller)
    if fitting := next((each for each in tries if sum(each[1]) <= total), None):
        most, least, wanted = fitting
        _shrink(table, styles, most)
    widths = _shares(total, least, wanted)
    grid[:] = [etree.Element(f"{W}gridCol", {f"{W}w": str(width)}) for width in widths]
    for row in rows:
        _set_widths(row, widths)


def _make_room(table: Node, styles: Styles) -> None:
    """Widen the columns of a signature for which a name or a line is too long."""
    grid = child_of(table, "tblGrid")
    rows = [list(_cells(row)) for row in table.iterchildren(f"{W}tr")]
    given = [] if grid is None else [int(number(column.get(f"{W}w"))) for column in grid]
    if any(sum(span for _, span in row) != len(given) for row in rows):
        return
    least, _ = _wishes(rows, len(given), styles, longest=_LONGEST_NAME)
    widths = [int(width) for width in widened(given, least)]
    if widths != given:
        for column, width in zip(grid, widths, strict=True):
            column.set(f"{W}w", str(width))
        for row in rows:
            _set_widths(row, widths)


def _cells(row: Node) -> Iterator[tuple[Node, int]]:
    for cell in row.iterchildren(f"{W}tc"):
        span = child_of(cell, "tcPr", "gridSpan")
        yield cell, max(1, whole(span.get(f"{W}val"), 1, _MOST_COLUMNS)) if span is not None else 1


def _wishes(
    rows: Iterable[Sequence[tuple[Node, int]]],
    columns: int,
    styles: Styles,
    most: float = math.inf,
    longest: int = _LONGEST,
) -> tuple[list[int], list[int]]:
    """Return for every column the width of its longest word and of its longest line."""
    least, whole = [_PADDING] * columns, [_PADDING] * columns
    for row in rows:
        column = 0
        for cell, span in row:
            if span == 1 and child_of(cell, "tcPr", "textDirection") is None:
                for word, line in _measures(cell, styles, most, longest):
                    least[column] = max(least[column], word)
                    whole[column] = max(whole[column], line)
            column += span
    return least, whole


def _measures(cell: Node, styles: Styles, most: float, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the width of the longest word and of the line of each paragraph."""
    for paragraph in cell.iterchildren(f"{W}p"):
        size, face = _letters(paragraph, styles)
        letter = min(size, most) * 20
        parts = [word[:longest] for word in re.split(r"(?<=-)|(?<= )", words(paragraph))]
        word = max(length(each.rstrip(" "), face) for each in parts)
        yield (
            math.ceil(word * letter) + _PADDING,
            math.ceil(length("".join(parts), face) * letter) + _PADDING,
        )


def _letters(paragraph: Node, styles: Styles) -> Letters:
    style = child_of(paragraph, "pPr", "pStyle")
    return styles.get(style.get(f"{W}val", ""), Letters()) if style is not None else Letters()


def _shrink(table: Node, styles: Styles, most: float) -> None:
    """Set the words of a table that are larger in letters of a size."""
    for paragraph in table.iter(f"{W}p"):
        if _letters(paragraph, styles).size > most:
            for run in paragraph.iter(f"{W}r"):
                _set_size(run, most)


def _set_size(run: Node, size: float) -> None:
    properties = child_of(run, "rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    for own in properties.xpath("*[self::w:sz or self::w:szCs]", namespaces={"w": W[1:-1]}):
        properties.remove(own)
    above = [each for each in properties if each.tag not in _BELOW_SIZE]
    points = {f"{W}val": f"{2 * size:g}"}
    properties[:] = [
        *above,
        *(etree.Element(f"{W}{name}", points) for name in ("sz", "szCs")),
        *(each for each in properties if each.tag in _BELOW_SIZE),
    ]


_BELOW_SIZE = tuple(
    f"{W}{name}"
    for name in (
        *("highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em"),
        *("lang", "eastAsianLayout", "specVanish", "oMath"),
    )
)
"""What the schema of CT_RPr puts after the size."""


def _shares(total: int, least: Sequence[int], whole: Sequence[int]) -> list[int]:
    """Give every column its longest word, and what is left to those with longer lines."""
    spare = total - sum(least)
    wanted = [line - word for word, line in zip(least, whole, strict=True)]
    if spare <= 0:
        return [max(1, word * total // sum(least)) for word in least]
    if sum(wanted) <= spare:
        return [line * total // sum(whole) for line in whole]
    return [word + spare * want // sum(wanted) for word, want in zip(least, wanted, strict=True)]


def _set_widths(row: Sequence[tuple[Node, int]], widths: Sequence[int]) -> None:
    column = 0
    for cell, span in row:
        properties = child_of(cell, "tcPr")
        if properties is None:
            properties = etree.Element(f"{W}tcPr")
            cell.insert(0, properties)
        width = child_of(properties, "tcW")
        if width is None:
            width = etree.Element(f"{W}tcW")
            properties.insert(0, width)
        width.set(f"{W}w", str(sum(widths[column : column + span])))
        width.set(f"{W}type", "dxa")
        column += span


def _number_captions(body: Node) -> None:
    """Write the numbers of SEQ fields, which Word itself would refresh only on F9."""
    counts: dict[str, int] = {}
    for name, texts in _sequences(body):
        counts[name] = counts.get(name, 0) + 1
        for place, text in enumerate(texts):
            text.text = str(counts[name]) if place == 0 else ""


def _sequences(body: Node) -> Iterator[tuple[str, list[Node]]]:
    fields = body.iter(f"{W}fldSimple", f"{W}fldChar")
    for paragraph in dict.fromkeys(next(each.iterancestors(f"{W}p"), None) for each in fields):
        if paragraph is None:
            continue
        for field in paragraph.iterfind(f"{W}fldSimple"):
            name = _sequence_name(field.get(f"{W}instr", ""))
            if name:
                yield name, list(field.iter(f"{W}t"))
        yield from _complex_sequences(paragraph)


def _complex_sequences(
    paragraph: Node,
) -> Iterator[tuple[str, list[Node]]]:
    """Yield fields in the long form that Word and others write when they save a document."""
    instruction, texts, state = "", list[Node](), ""
    for node in paragraph.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        if node.tag == f"{W}instrText":
            instruction += node.text or ""
        elif node.tag == f"{W}t":
            if state == "separate":
                texts.append(node)
        else:
            state = node.get(f"{W}fldCharType", "")
            if state == "end":
                name = _sequence_name(instruction)
                if name:
                    yield name, texts
                instruction, texts = "", []


def _sequence_name(instruction: str) -> str:
    words = instruction.split()
    return words[1] if words[:1] == ["SEQ"] and len(words) > 1 else ""


def _remove(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
