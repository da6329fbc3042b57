"""A document turned into what the page's template shows."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby, pairwise
from typing import Literal

from markupsafe import Markup

from shnor_cli.memo.arranging import Figure, Item, Placed, arrange, marked, nested
from shnor_cli.memo.blocks import Cell, Chart, Document, Paragraph, Picture, Section, Span, Table
from shnor_cli.memo.page.nodes import (
    Box,
    Card,
    Drawing,
    Entry,
    Frame,
    Grid,
    Heading,
    List,
    ListItem,
    Node,
    Plain,
    Sheet,
    Shown,
    Text,
)
from shnor_cli.memo.page.table import Parts, cut

Draw = Callable[[Chart], str]
"""Draws a chart as SVG; what it returns goes into the page as it is."""

_CARD = 3
"""The level of headings that unfold: a school inside a category."""
_DEEPEST = 6
_WIDEST = 0.3
"""The share of a table with turned headings that a column of names may have."""
_BODY = 14.0
"""Points of the letters that the page shows in its own size."""
_ANNEX = re.compile(r"\s*приложение\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?=.*\d)[^\w\s]?[\d\s/,.%]{1,9}")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_DARK = 128
"""Brightness of a shade, of 255, below which letters on it are white."""


def show(document: Document, draw: Draw) -> Shown:
    """Turn a document into what the template shows."""
    builder = _Builder(draw, _cards(document))
    sheets = [sheet for section in document.sections for sheet in builder.sheets(section)]
    if document.notes:
        last = sheets.pop() if sheets else Sheet(landscape=False, nodes=())
        sheets.append(last._replace(nodes=(*last.nodes, *builder.nodes(document.notes))))
    style = "".join(f".{name}{{{css}}}\n" for css, name in builder.looks.items())
    return Shown(tuple(sheets), tuple(builder.contents), style)


def _cards(document: Document) -> dict[str, str]:
    """Return anchors of the cards by their names; a name that two cards bear leads nowhere."""
    named = [each for each in document.blocks if isinstance(each, Paragraph) and _heads(each)]
    count = Counter(each.text for each in named)
    return {
        each.text: _anchor(number)
        for number, each in enumerate(named, 1)
        if each.heading == _CARD and count[each.text] == 1
    }


def _anchor(number: int) -> str:
    return f"s{number}"


def _heads(block: Paragraph) -> bool:
    return block.heading > 0 and bool(block.text.strip())


def _pages(section: Section) -> Iterator[list[Paragraph | Figure]]:
    """Cut a section where the document begins a new page."""
    part: list[Paragraph | Figure] = []
    for block in arrange(section):
        if part and isinstance(block, Paragraph) and block.new_page:
            yield part
            part = []
        part.append(block)
    yield part


def _paragraphs(blocks: Iterable[Paragraph | Figure]) -> tuple[Paragraph, ...]:
    return tuple(each for each in blocks if isinstance(each, Paragraph))


def _kind(block: Paragraph | Figure) -> str:
    if isinstance(block, Figure) or _heads(block):
        return ""
    if block.mark:
        return "list"
    return "frame" if block.framed else ""


@dataclass(slots=True)
class _Builder:
    """Turns blocks into nodes; counts headings and tables and gathers looks on the way."""

    draw: Draw
    cards: dict[str, str]
    looks: dict[str, str] = field(default_factory=dict)
    """Classes by their CSS: a table of 300 schools has a dozen."""
    contents: list[Entry] = field(default_factory=list)
    line: float = 1.0
    """How long the lines of the sheet are, in points."""
    annex: str = ""
    """The number of an annex whose heading follows."""
    tables: int = 0

    def sheets(self, section: Section) -> Iterator[Sheet]:
        """Show a section, a sheet for each page that it begins."""
        self.line = section.line
        for part in _pages(section):
            yield Sheet(section.landscape, self.nodes(part))

    def nodes(self, blocks: Sequence[Paragraph | Figure]) -> tuple[Node, ...]:
        """Show blocks in order, the heading of a card with all that follows it."""
        flow = tuple(self._flow(blocks))
        starts = [at for at, node in enumerate(flow) if _level(node) in range(2, _CARD + 2)]
        found: list[Node] = []
        for begin, end in pairwise((0, *starts, len(flow))):
            first, stretch = flow[begin] if begin < end else None, flow[begin:end]
            if isinstance(first, Heading) and _level(first) == _CARD + 1:
                found.append(Card(first, stretch[1:]))
            else:
                found += stretch
        return tuple(found)

    def _flow(self, blocks: Sequence[Paragraph | Figure]) -> Iterator[Node]:
        for kind, run in groupby(blocks, _kind):
            if kind == "list":
                yield List(tuple(map(self._item, nested(_paragraphs(run)))))
            elif kind == "frame":
                yield Frame(tuple(map(self._text, _paragraphs(run))))
            else:
                yield from map(self._single, run)

    def _single(self, block: Paragraph | Figure) -> Node:
        annex, self.annex = self.annex, ""
        if isinstance(block, Figure):
            return self._figure(block)
        if _heads(block):
            return self._heading(block, annex)
        if block.align == "right":
            self.annex = annex or block.text if (annex or _ANNEX.match(block.text)) else ""
        return self._text(block)

    def _heading(self, block: Paragraph, annex: str) -> Heading:
        anchor = _anchor(len(self.contents) + 1)
        said = f"{annex}. {block.standing}" if annex else block.standing
        self.contents.append(Entry(block.heading, anchor, " ".join(said.split())))
        return Heading(min(block.heading + 1, _DEEPEST), anchor, self._text(block))

    def _text(self, block: Paragraph) -> Text:
        kind: Literal["text", "gap"] = "text" if block.text.strip() else "gap"
        css = _css(block)
        if block.left:  # in shares of the line: a screen is as wide as it is
            css += f";margin-left:{100 * block.left / self.line:.3g}%"
        return Text(self._look(css), _safe(_words(block.spans)), kind)

    def _item(self, item: Item) -> ListItem:
        block = item.paragraph._replace(indent=0, before=0, after=0)
        return ListItem(block.mark, self._text(block), tuple(map(self._item, item.items)))

    def _figure(self, figure: Figure) -> Grid | Plain | Drawing:
        caption = self._text(figure.caption) if figure.caption else None
        match figure.block:
            case Table(bordered=False) as table:
                rows = tuple(tuple(self._box(cell) for cell in row) for row in table.rows)
                return Plain(_percents(table.widths), rows)
            case Table() as table:
                return self._grid(table, caption)
            case Picture() as picture:
                return Drawing(caption, Markup(), picture)
            case chart:
                return Drawing(caption, _safe(self.draw(chart)), None)

    def _grid(self, table: Table, caption: Text | None) -> Grid:
        self.tables += 1
        parts = cut(table)
        head = tuple(
            tuple(self._head_box(each, parts, at) for each in row)
            for at, row in enumerate(parts.head)
        )
        groups = tuple(tuple(self._row(row, parts) for row in group) for group in parts.groups)
        foot = tuple(self._row(row, parts) for row in parts.foot)
        anchor = f"t{self.tables}"
        letters = _letters(table)
        widths = _percents(_bounded(table.widths) if letters else table.widths)
        return Grid(anchor, caption, widths, parts, head, groups, foot, letters)

    def _head_box(self, placed: Placed, parts: Parts, row: int) -> Box:
        scope = "colgroup" if placed.cell.columns > 1 else "col"
        sorts = parts.has_tools and parts.is_sorted_by(placed, row)
        return self._box(placed.cell, scope, placed.column if sorts else -1)

    def _row(self, row: Iterable[Placed], parts: Parts) -> tuple[Box, ...]:
        return tuple(
            self._box(each.cell, _row_scope(each.cell) if each.column == parts.names else "")
            for each in row
        )

    def _box(self, cell: Cell, scope: str = "", column: int = -1) -> Box:
        lines = [marked(each) for each in cell.paragraphs if each.text.strip()]
        shade = cell.fill if _COLOUR.fullmatch(cell.fill) else ""
        words = _words(lines[0].spans) if lines else ""
        if len(lines) > 1:
            words = "".join(
                f'<div class="{self._look(_css(each))}">{_words(each.spans)}</div>'
                for each in lines
            )
        if scope.startswith("row") and (anchor := self.cards.get(cell.text)):
            words = f'<a href="#{anchor}">{words}</a>'
        css = [_shade(shade)] if shade else []
        css += [_css(lines[0])] if len(lines) == 1 else []
        css += ["white-space:nowrap"] if _is_number(cell) else []
        return Box(
            _safe(words),
            self._look(";".join(css)),
            cell.columns,
            cell.rows,
            cell.turned,
            scope,
            column,
            bool(shade),
        )

    def _look(self, css: str) -> str:
        return self.looks.setdefault(css, f"l{len(self.looks)}") if css else ""


def _level(node: Node) -> int:
    return node.level if isinstance(node, Heading) else 0


def _row_scope(cell: Cell) -> str:
    return "rowgroup" if cell.rows > 1 else "row"


def _is_number(cell: Cell) -> bool:
    """Say whether a cell has numbers alone: a line break would make others of them."""
    return all(_NUMBER.fullmatch(each.text.strip()) for each in cell.paragraphs)


def _letters(table: Table) -> int:
    turned = (cell for row in table.rows for cell in row if cell.turned)
    return max((len(each.text) for cell in turned for each in cell.paragraphs), default=0)


def _bounded(widths: Sequence[float]) -> list[float]:
    """Give what a column of long names takes beyond its most to the narrow ones, all alike."""
    kept = [min(width, _WIDEST) for width in widths]
    narrow = [width < _WIDEST for width in widths]
    spare = (sum(widths) - sum(kept)) / max(1, sum(narrow))
    return [width + spare * is_narrow for width, is_narrow in zip(kept, narrow, strict=True)]


def _percents(widths: Iterable[float]) -> tuple[str, ...]:
    return tuple(f"{100 * width:.4g}%" for width in widths)


def _safe(markup: str) -> Markup:
    """Let markup through in which all words of the document are escaped."""
    return Markup(markup)  # noqa: S704


def _words(spans: Iterable[Span]) -> str:
    """Return markup of pieces of text."""
    return "".join(map(_word, spans))


def _word(span: Span) -> str:
    words = escape(span.text).replace("\n", "<br>")
    if span.picture is not None:
        content, alt = escape(span.picture.content), escape(span.picture.alt)
        words = f'<img src="{content}" alt="{alt}" style="width:{span.picture.width:g}pt">'
    tags = (
        ("b", span.bold),
        ("i", span.italic),
        ("u", span.underlined),
        ("sup", span.raised > 0),
        ("sub", span.raised < 0),
        ("s", span.struck),
    )
    for tag, is_so in tags:
        if is_so:
            words = f"<{tag}>{words}</{tag}>"
    return words


def _css(block: Paragraph) -> str:
    """Return the look of a paragraph; lengths are in letters of the body's size."""
    align = "var(--justify)" if block.align == "justify" else block.align
    css = f"text-align:{align}"
    if block.size != _BODY:
        css += f";font-size:max({_rem(block.size)},var(--least))"
    if block.indent:
        css += f";text-indent:{_rem(block.indent)}"
    if block.before:
        css += f";margin-top:{_rem(block.before)}"
    if block.after:
        css += f";margin-bottom:{_rem(block.after)}"
    return css + ";break-after:avoid" if block.with_next else css


def _rem(points: float) -> str:
    return f"{points / _BODY:.3g}rem"


def _shade(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour)
    is_dark = 0.299 * red + 0.587 * green + 0.114 * blue < _DARK
    return f"background:#{colour}" + (";color:#fff" if is_dark else "")
