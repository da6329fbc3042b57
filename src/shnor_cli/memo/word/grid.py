"""Repairs of the filled XML: table grids, the order of cell properties, numbers of captions.

Element names are those of ECMA-376, part 1; widths are in twentieths of a point (dxa).
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from shnor_cli.memo.fonts import Face, length
from shnor_cli.memo.ooxml import Node, W, child_of, words
from shnor_cli.memo.rooms import widened
from shnor_cli.memo.word.holding import has_borders, hold
from shnor_cli.memo.word.looks import number, said_of, value, whole, written

_CELL_PROPERTIES = {
    f"{W}{name}": place
    for place, name in enumerate(
        (
            *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap"),
            *("tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"),
        )
    )
}
"""The order that the schema of CT_TcPr demands."""

_SHADE = f"{W}shd"
_MISPLACED = _SHADE, f"{W}gridSpan", f"{W}vMerge"
"""What docxtpl puts first or last in it."""

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
    for properties in dict.fromkeys(each.getparent() for each in body.iter(*_MISPLACED)):
        if properties.tag == f"{W}tcPr":
            _order(properties)
    for table in body.iter(f"{W}tbl"):
        _fit(table, styles)
        if not has_borders(table):
            _make_room(table, styles)
    hold(body)
    _number_captions(body)


def _order(properties: Node) -> None:
    said = list(properties)
    kept = [each for each in said if each.tag != _SHADE or each.get(f"{W}fill")]
    kept.sort(key=lambda each: _CELL_PROPERTIES.get(each.tag, len(_CELL_PROPERTIES)))
    if kept != said:
        properties[:] = kept


class _Placed(NamedTuple):
    """A cell of a row."""

    node: Node
    said: Mapping[str, Node]
    """Its properties by name."""
    column: int
    """The first that it takes."""
    span: int


_Row = Sequence[_Placed]


def _fit(table: Node, styles: Styles) -> None:
    """Give a table whose columns were looped a grid of its own, shared out by content."""
    grid = child_of(table, "tblGrid")
    if grid is None:
        return
    rows = _rows(table)
    columns = max(map(_width, rows), default=0)
    if columns == len(grid) or not columns:
        return
    total = sum(int(number(column.get(f"{W}w"))) for column in grid)
    needs = _needs(rows, styles)
    least, wanted = _wishes(needs, columns)
    smaller = _SMALLER if sum(least) > total else ()
    tries = ((most, *_wishes(needs, columns, most)) for most in smaller)
    if fitting := next((each for each in tries if sum(each[1]) <= total), None):
        most, least, wanted = fitting
        _shrink(table, styles, most)
    widths = _shares(total, least, wanted)
    grid[:] = [etree.Element(f"{W}gridCol", {f"{W}w": str(width)}) for width in widths]
    _set_widths(rows, widths)


def _make_room(table: Node, styles: Styles) -> None:
    """Widen the columns of a signature for which a name or a line is too long."""
    grid = child_of(table, "tblGrid")
    rows = _rows(table)
    given = [] if grid is None else [int(number(column.get(f"{W}w"))) for column in grid]
    if any(_width(row) != len(given) for row in rows):
        return
    least, _ = _wishes(_needs(rows, styles, _LONGEST_NAME), len(given))
    widths = [int(width) for width in widened(given, least)]
    if widths != given:
        for column, width in zip(grid, widths, strict=True):
            column.set(f"{W}w", str(width))
        _set_widths(rows, widths)


def _rows(table: Node) -> list[_Row]:
    return [tuple(_cells(row)) for row in table.iterchildren(f"{W}tr")]


def _width(row: _Row) -> int:
    return row[-1].column + row[-1].span if row else 0


def _cells(row: Node) -> Iterator[_Placed]:
    column = 0
    for cell in row.iterchildren(f"{W}tc"):
        said = said_of(child_of(cell, "tcPr"))
        span = max(1, whole(written(said.get("gridSpan")), 1, _MOST_COLUMNS))
        yield _Placed(cell, said, column, span)
        column += span


_Needs = Mapping[tuple[int, float], tuple[float, float]]
"""By column and size of letters, in that size: the longest word and the longest line."""


def _needs(rows: Iterable[_Row], styles: Styles, longest: int = _LONGEST) -> _Needs:
    """Return what the words of cells that stand in one column need."""
    found: dict[tuple[int, float], tuple[float, float]] = {}
    for cell in itertools.chain.from_iterable(rows):
        if cell.span == 1 and "textDirection" not in cell.said:
            for paragraph in cell.node.iterchildren(f"{W}p"):
                size, face = _letters(paragraph, styles)
                word, line = _measured(words(paragraph), face, longest)
                known = found.get((cell.column, size), (0.0, 0.0))
                found[cell.column, size] = max(known[0], word), max(known[1], line)
    return found


_PARTS = re.compile(r"(?<=-)|(?<= )")
"""Where a line may be broken."""


def _measured(text: str, face: Face, longest: int) -> tuple[float, float]:
    """Return the length of the longest word and of the line of a paragraph."""
    parts = [part[:longest] for part in _PARTS.split(text)]
    return max(length(each.rstrip(" "), face) for each in parts), length("".join(parts), face)


def _wishes(needs: _Needs, columns: int, most: float = math.inf) -> tuple[list[int], list[int]]:
    """Return for every column the width of its longest word and of its longest line."""
    least, whole = [_PADDING] * columns, [_PADDING] * columns
    for (column, size), (word, line) in needs.items():
        letter = min(size, most) * 20
        least[column] = max(least[column], math.ceil(word * letter) + _PADDING)
        whole[column] = max(whole[column], math.ceil(line * letter) + _PADDING)
    return least, whole


def _letters(paragraph: Node, styles: Styles) -> Letters:
    style = value(child_of(paragraph, "pPr"), "pStyle")
    return styles.get(style or "") or Letters()


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


def _set_widths(rows: Iterable[_Row], widths: Sequence[int]) -> None:
    for cell in itertools.chain.from_iterable(rows):
        width = cell.said.get("tcW")
        if width is None:
            width = _new_width(cell.node)
        width.set(f"{W}w", str(sum(widths[cell.column : cell.column + cell.span])))
        width.set(f"{W}type", "dxa")


def _new_width(cell: Node) -> Node:
    properties = child_of(cell, "tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    properties.insert(0, etree.Element(f"{W}tcW"))
    return properties[0]


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
