"""A document as PDF/A: typst lays out what it is given as JSON, by `memo.typ`, in our own font.

No word of the document is ever part of the layout's code, so none needs escaping.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from html import escape
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from shnor_cli.errors import ShnorError
from shnor_cli.memo.arranging import Figure, Item, Placed, arrange, marked, nested, place
from shnor_cli.memo.blocks import Align, Chart, Document, Paragraph, Picture, Section, Span, Table
from shnor_cli.memo.charts.svg import svg
from shnor_cli.memo.fonts import Face, length, widths
from shnor_cli.memo.rooms import SHORT, SURE, height_of, widened
from shnor_cli.resources import shipped

_T = TypeVar("_T")

Draw = Callable[[Chart], str]
"""Draws a chart as SVG."""

_NO_DATE = "1980-01-01"
"""The date of an undated memo: the standard demands one, and the clock is never read."""
_WIDTH = 350
"""Points of the width of a page that words fill, with what lines leave free at their ends."""
_LINE = 467.7
"""The same with nothing left free."""
_WORD = re.compile(r"[^\s-]{10,}")
"""A word that a column may be too narrow for: whether it is, its letters tell."""
_ENDLESS = re.compile(r"[^\s-]{50,}")
"""A word that no line has room for."""
_INSET = 6
"""Points at most between the words of a cell and its sides."""
_TALL = 107
"""Points of the height that turned cells have at most."""
_SIZE = 10.0
"""The size of letters in a table without any."""
_UNKNOWN = "□"
"""Stands for a character that the font does not have."""
_HYPHEN = {0x2011: "-\u2060"}
"""A hyphen that ends no line, which it does not have either, is one that a word joiner follows."""
_STOP = 35.4
"""Points from one stop of tabs to the next: those that Word has where none are set."""
_SPACE = 7
"""Points at least that a tab leaves free."""
_BARE = Paragraph(())
"""A paragraph of no look of its own."""


class _Cell(NamedTuple):
    """A cell as it is laid out."""

    x: int
    y: int
    lines: list[tuple[str | list[list[str]], float]]
    """Their words, and the size of their letters."""
    align: Align
    columns: int
    rows: int
    fill: str
    turned: bool
    torn: bool
    long: bool


_PLAIN = (1, 1, "", False, False, False)
"""What most cells have besides their place, lines and side."""


class _Usual(NamedTuple):
    """How most cells of a table look."""

    sides: list[Align]
    """For each column."""
    sizes: list[float]
    """Of the letters of the first line and of the second."""


def pdf(document: Document, draw: Draw = svg) -> bytes:
    """Return the document as PDF/A-2b; the same document gives the same bytes.

    A character that the font does not have is shown as «□»: `unknown_characters` tells which.

    Raises:
        ShnorError: typst is not installed, or a picture is spoilt.
    """
    return prepared(document, draw)()


def prepared(document: Document, draw: Draw = svg) -> Callable[[], bytes]:
    """Return what makes the `pdf`: all that needs Python's lock is done, typst needs it not.

    Raises:
        ShnorError: typst is not installed.
    """
    try:
        import typst  # noqa: F401 - whether it is there is told before other files are made
    except ImportError as error:
        raise ShnorError(
            "PDF не построен: не установлена библиотека typst.",
            hint='Установите её: pip install "shnor-cli[pdf]". Word, html и md строятся без неё.',
        ) from error
    data = json.dumps(_data(document, draw), ensure_ascii=False)
    return partial(_laid_out, data, datetime.fromisoformat(document.date or _NO_DATE))


def _laid_out(data: str, day: datetime) -> bytes:
    import typst

    templates = shipped("templates")
    try:
        compiled: bytes = typst.compile(
            (templates / "memo.typ").read_bytes(),
            sys_inputs={"data": data},
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[templates / "fonts"],
            ),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2b"],
            timestamp=day.replace(tzinfo=UTC),
        )
    except typst.TypstError as error:
        if "image" not in str(error):
            raise
        raise ShnorError(
            "PDF не построен: рисунок в документе испорчен.",
            hint="Вставьте рисунок заново или удалите его.",
        ) from error
    return compiled


def unknown_characters(document: Document) -> tuple[str, ...]:
    """Return the characters that a pdf of the document shows as «□», in their order."""
    said = "".join(each.mark + each.text for each in document.paragraphs)
    return tuple(each for each in dict.fromkeys(said) if _known(each) == _UNKNOWN != each)


def _data(document: Document, draw: Draw) -> dict[str, Any]:
    year, month, day = (document.date or _NO_DATE).split("-")
    return {
        "title": _known(document.title),
        "date": {"year": int(year), "month": int(month), "day": int(day)},
        "sections": [
            {"landscape": section.landscape, "blocks": list(_blocks(arrange(section), draw))}
            for section in _with_notes(document)
        ],
    }


def _with_notes(document: Document) -> Iterator[Section]:
    """Put the notes after the last words."""
    for left, section in zip(range(len(document.sections))[::-1], document.sections, strict=True):
        blocks = section.blocks if left else (*section.blocks, *document.notes)
        yield section._replace(blocks=blocks)


def _blocks(blocks: Iterable[Paragraph | Figure], draw: Draw) -> Iterator[dict[str, Any]]:
    for (kind, _), run in groupby(blocks, _kind):
        if kind == "paragraph":
            yield from (_paragraph(each) for each in run if isinstance(each, Paragraph))
        elif kind == "figure":
            yield from (_figure(each, draw) for each in run if isinstance(each, Figure))
        else:
            texts = [each for each in run if isinstance(each, Paragraph)]
            items = _items(nested(texts)) if kind == "list" else list(map(_paragraph, texts))
            yield {
                "kind": kind,
                "items": items,
                "depth": min(each.depth for each in texts),
                "before": texts[0].before,
                "after": texts[-1].after,
                "with_next": texts[-1].with_next,
            }


def _kind(block: Paragraph | Figure) -> tuple[str, bool]:
    """Say how a block is laid out and whether it must stay with the next one."""
    if isinstance(block, Figure):
        return "figure", False
    if block.mark and not block.heading:
        return "list", block.with_next
    return ("frame" if block.framed else "paragraph"), False


def _paragraph(block: Paragraph) -> dict[str, Any]:
    return {
        "kind": "paragraph",
        "words": _words(block.spans, look=block),
        "endless": _ENDLESS.search(block.text) is not None,
        "heading": block.heading,
        "align": block.align,
        "size": block.size,
        "left": block.left,
        "indent": block.indent,
        "before": block.before,
        "after": block.after,
        "new_page": block.new_page,
        "with_next": block.with_next,
    }


def _items(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        _paragraph(each.paragraph)
        | {"mark": _known(each.paragraph.mark), "items": _items(each.items)}
        for each in items
    ]


def _figure(figure: Figure, draw: Draw) -> dict[str, Any]:
    caption = _paragraph(figure.caption) if figure.caption else None
    match figure.block:
        case Table() as table:
            return {"kind": "table", "caption": caption} | _table(table)
        case Picture() as picture:
            return _drawing(caption, _as_svg(picture), picture.alt) | {"width": picture.width}
        case chart:
            return _drawing(caption, draw(chart), chart.alt)


def _table(table: Table) -> dict[str, Any]:
    """Tell once how most cells look: of one that looks so, its words alone are told."""
    rows = place(table.rows)
    heights = [max((_height(each, table.widths) for each in row), default=0.0) for row in rows]
    cells = list(_cells(table, rows, heights))
    sides = _usual((each.x, each.align) for each in cells if each.lines)
    sizes = _usual(pair for each in cells for pair in enumerate(size for _, size in each.lines))
    columns = range(len(table.widths))
    usual = _Usual(
        [sides.get(column, "left") for column in columns],
        [sizes.get(line, _SIZE) for line in range(2)],
    )
    is_full = _is_full(cells, len(rows), len(columns))
    return usual._asdict() | {
        "widths": table.widths if table.bordered else _with_room(table, rows),
        "heading": sum(map(len, rows[: table.heading_rows])),
        "bordered": table.bordered,
        "whole": len(rows) <= SHORT and sum(heights) <= SURE,
        "turned": [each.lines for each in cells if each.turned],
        "cells": [_told(each, usual) if is_full else each._asdict() for each in cells],
    }


def _usual(said: Iterable[tuple[int, _T]]) -> dict[int, _T]:
    """Return what is said most often of each place."""
    return {place: each for (place, each), _ in reversed(Counter(said).most_common())}


def _is_full(cells: Sequence[_Cell], rows: int, columns: int) -> bool:
    """Say whether no place is left free: then each cell stands in the first one that is."""
    taken = sum(each.columns * each.rows for each in cells)
    return taken == rows * columns and all(each.x + each.columns <= columns for each in cells)


def _told(cell: _Cell, usual: _Usual) -> str | list[str] | dict[str, Any]:
    """Tell the words of a cell that looks as usual, and all of any other."""
    words = [said for said, _ in cell.lines if isinstance(said, str)]
    sizes = [size for _, size in cell.lines]
    is_plain = cell[4:] == _PLAIN and 0 < len(words) == len(sizes)
    is_as_usual = cell.align == usual.sides[cell.x] and sizes == usual.sizes[: len(sizes)]
    if not (is_plain and is_as_usual):
        return cell._asdict()
    return words if words[1:] else words[0]


def _with_room(table: Table, rows: Iterable[Iterable[Placed]]) -> Sequence[float]:
    """Widen the columns of a signature for which a name or a line is too long."""
    least = [0.0] * len(table.widths)
    for row in rows:
        for each in row:
            if each.cell.columns == 1 and each.column < len(least):
                least[each.column] = max([least[each.column], *map(_longest, each.cell.paragraphs)])
    return widened(table.widths, [(width + _INSET) / _LINE for width in least])


def _longest(paragraph: Paragraph) -> float:
    """Return how wide the longest part of a paragraph is that no line end comes into."""
    parts = re.split(r"(?<=-)|[ \n]", paragraph.text)
    return max(length(each) for each in parts) * paragraph.size


def _height(placed: Placed, widths: Sequence[float]) -> float:
    """Return about how high a cell is in points, rather more than less."""
    width = _width(placed, widths)
    return sum(
        height_of(len(each.text), each.size, width) + _height_of_pictures(each)
        for each in placed.cell.paragraphs
    )


def _height_of_pictures(paragraph: Paragraph) -> float:
    return sum(each.picture.height for each in paragraph.spans if each.picture is not None)


def _width(placed: Placed, widths: Sequence[float]) -> float:
    """Return about how wide a cell is in points, rather less than more."""
    column, columns = placed.column, placed.cell.columns
    return max(1.0, sum(widths[column : column + columns]) * _WIDTH)


def _drawing(caption: dict[str, Any] | None, svg: str, alt: str) -> dict[str, Any]:
    return {"kind": "drawing", "caption": caption, "svg": _known(svg), "alt": _known(alt)}


def _as_svg(picture: Picture) -> str:
    """Wrap a picture, so that typst takes its data URI as it stands."""
    width, height = f"{picture.width:g}", f"{picture.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{escape(picture.content)}"/></svg>'
    )


def _cells(
    table: Table, rows: Iterable[Sequence[Placed]], heights: Iterable[float]
) -> Iterator[_Cell]:
    """Give cells with their places; a merged one ends with the heading or the table.

    Those of a row may go on on the next page where typst would cut off what does not go onto one.
    """
    for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
        end = table.heading_rows if at < table.heading_rows else len(table.rows)
        is_torn = height > SURE or any(each.cell.rows > SHORT for each in row)
        yield from (_cell(each, at, end, table.widths, is_torn=is_torn) for each in row)


def _cell(placed: Placed, row: int, end: int, widths: Sequence[float], *, is_torn: bool) -> _Cell:
    cell, width = placed.cell, _width(placed, widths)
    lines = [marked(each) for each in cell.paragraphs if each.text.strip()]
    room = _TALL if cell.turned else width - _INSET
    return _Cell(
        placed.column,
        row,
        [(_line(each.spans, width), each.size) for each in lines],
        lines[0].align if lines else "left",
        cell.columns,
        min(cell.rows, end - row),
        cell.fill,
        cell.turned,
        is_torn,
        any(_is_wide(each, room) for each in lines),
    )


def _is_wide(paragraph: Paragraph, room: float) -> bool:
    """Say whether a word may be too wide for its room."""
    words = _WORD.findall(paragraph.text)
    if not words:
        return False
    face: Face = "Bold" if any(span.bold for span in paragraph.spans) else "Regular"
    return any(length(word, face) * paragraph.size > room for word in words)


def _line(spans: Sequence[Span], width: float) -> str | list[list[str]]:
    """Return a line of a cell: a text where it has one plain piece, as most have."""
    words = _words(spans, width)
    is_plain = len(words) == 1 and words[0][1:] == [""] and "\n" not in words[0][0]
    return words[0][0] if is_plain else words


def _words(
    spans: Sequence[Span], width: float = _WIDTH, look: Paragraph = _BARE
) -> list[list[str]]:
    """Return pieces of text, each with letters for its hand; pictures no wider than their room."""
    for span in spans:  # every cell is asked: `any` would take twice as long
        if "\t" in span.text:
            return list(_tabbed(spans, width, look))
    return [_piece(span, width) for span in spans]


def _tabbed(spans: Iterable[Span], width: float, look: Paragraph) -> Iterator[list[str]]:
    """Part pieces at tabs; each of these has its points up to the next stop, if no line ends."""
    at = look.left + look.indent
    for span in spans:
        face: Face = "Bold" if span.bold else "Regular"
        for text in [span.text] if span.picture else filter(None, re.split(r"(\t)", span.text)):
            if text == "\t":
                room = _room(at, look.left)
                yield [" ", _hand(span), f"{room:.1f}"]
                at += room
            else:
                yield _piece(span._replace(text=text), width)
                *above, line = text.split("\n")
                at = (look.left if above else at) + length(line, face) * look.size


def _room(at: float, left: float) -> float:
    """Return how far the next stop is: there is one where the other lines begin."""
    stop = (at // _STOP + 1) * _STOP
    return max(_SPACE, (min(stop, left) if at < left else stop) - at)


def _piece(span: Span, width: float) -> list[str]:
    if span.picture is None:
        return [_known(span.text), _hand(span)]
    shown = f"{min(span.picture.width, width):g}"
    return [_as_svg(span.picture), _hand(span), _known(span.picture.alt), shown]


def _hand(span: Span) -> str:
    hands = (
        ("b", span.bold),
        ("i", span.italic),
        ("u", span.underlined),
        ("^", span.raised > 0),
        ("_", span.raised < 0),
        ("-", span.struck),
    )
    return "".join([letter for letter, is_so in hands if is_so])


def _known(text: str) -> str:
    """Put «□» for what the font does not have."""
    return text.translate(_shown())


class _Shown(dict[int, int | str]):
    """What is shown for each character, found once."""

    def __missing__(self, code: int) -> int:
        is_invisible = chr(code) in "\t\n" or unicodedata.category(chr(code)) == "Cf"
        is_known = is_invisible or code in widths()
        self[code] = shown = code if is_known else ord(_UNKNOWN)
        return shown


@cache
def _shown() -> _Shown:
    return _Shown(_HYPHEN)
