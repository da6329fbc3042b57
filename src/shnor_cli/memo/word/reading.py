"""Reading a finished Word document back into blocks, as written by us or corrected by the office.

What has no block (headers, text boxes, tables inside cells) is taken as plain words in its place
where that can be, and named in `Document.lost` in any case: nothing is left out in silence.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lxml import etree

from shnor_cli.memo.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Span,
    Table,
)
from shnor_cli.memo.ooxml import Node, W, child_of, content_of
from shnor_cli.memo.word.drawings import BOXES, LONGEST_ALT, Drawings, has_words, is_in_line
from shnor_cli.memo.word.looks import OFF, Hand, Look, Looks, number, value, written
from shnor_cli.memo.word.margins import lost_of_margins
from shnor_cli.memo.word.notes import NOTES, Notes
from shnor_cli.memo.word.package import (
    FILLED,
    Package,
    TooLargeError,
    parsed,
    refuse_large,
    refused,
)
from shnor_cli.memo.word.places import (
    Placed,
    cells_of,
    draws,
    goes_on,
    heading_rows,
    height_of,
)
from shnor_cli.memo.word.unkept import unkept

_STATUS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}contentStatus"
_DATES = "{http://purl.org/dc/terms/}created"

_MOST_PLACES = 1_000_000
"""Rows by columns of a table that can be shown."""
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")

_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "del", "moveFrom", "instrText", "delText", "delInstrText", "bookmarkStart",
        "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd", "commentReference",
        "lastRenderedPageBreak", "fldChar", "sdtPr", "sdtEndPr", "footnoteRef", "tblPr", "tblGrid",
        "trPr", "tcPr", "tblPrEx", "sectPr", "annotationRef", "permStart", "permEnd",
    )
)  # fmt: skip
"""What holds no words of the document itself."""

_NEVER_READ = {
    f"{W}altChunk": "вставленные в документ файлы",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "формулы",
    etree.Entity: "слова вместо знаков &…; (сущности XML) и то, что стоит сразу за ними",
}
"""Elements that have no place in blocks, and how they are called."""

_TABLE, _ROW, _CELL, _PARAGRAPH, _RUN, _TEXT, _BREAK, _DRAWING, _SECTION = (
    f"{W}{name}" for name in ("tbl", "tr", "tc", "p", "r", "t", "br", "drawing", "sectPr")
)

_TRACKED = frozenset(
    f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
)

_TURN = "\f"
"""A page break among words: XML has no such character."""

_MARKS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "",
    f"{W}ptab": "\t",
}
"""Elements that stand for a character."""


def read(content: bytes, name: str = "") -> Document:
    """Read a Word document.

    Raises:
        TemplateError: it is not one; `name` is how the message calls it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            package = Package.of(file)
            (body,) = parsed(package.part(package.main)).iterfind(f"{W}body")
            if name:  # what the office brings; our own memos are as long as they have to be
                notes = [package.target(kind) for kind in ("footnotes", "endnotes")]
                for each in (body, *(parsed(part) for part in notes if part)):
                    refuse_large(each, name)
            looks = Looks(package.target("styles"), package.target("numbering"))
            return _Reader(package, looks).document(body)
    except (zipfile.BadZipFile, LookupError, ValueError, etree.XMLSyntaxError) as error:
        raise refused(name, "файл не открывается как документ Word (.docx)") from error
    except TooLargeError as error:
        fault = "документ слишком велик: таблица, рисунки или текст больше, чем бывает в справке"
        raise refused(name, fault) from error


class _Reader:
    """Walks one part of a document; gathers its notes and what it could not take along."""

    def __init__(self, package: Package, looks: Looks, part: str = "") -> None:
        self._package = package
        self._drawings = Drawings(package, part, self._lose)
        self._looks = looks
        self.lost: dict[str, None] = {}
        self._notes: dict[str, tuple[Notes, _Reader]] = {}
        """Notes of each kind that the part refers to, and who reads them."""
        self._turns = False  # whether the last paragraph ended with a page break

    def document(self, body: Node) -> Document:
        self._leave_out(body)
        sections = tuple(self._sections(body))
        blocks = [block for section in sections for block in section.blocks]
        for each in lost_of_margins(self._package, body):
            self._lose(each)
        day, is_filled = self._properties()
        found = [self._notes[kind] for kind in NOTES if kind in self._notes]
        lost = dict.fromkeys((*self.lost, *(each for _, reader in found for each in reader.lost)))
        notes = tuple(each for notes, _ in found for each in notes.said)
        return Document(_title(blocks)[:LONGEST_ALT], day, sections, tuple(lost), is_filled, notes)

    def _leave_out(self, part: Node) -> None:
        """Accept the corrections of a part, and tell what of it goes into no format."""
        found = {each.tag for each in part.iter(*_TRACKED, *_NEVER_READ)}
        if not found.isdisjoint(_TRACKED):
            from shnor_cli.memo.word.accepting import accept

            accept(part)
            self._lose("непринятые исправления (взят текст, каким он будет после их принятия)")
        for tag, said in _NEVER_READ.items():
            if tag in found:
                self._lose(said)
        for each in unkept(part):
            self._lose(each)

    def _sections(self, body: Node) -> Iterator[Section]:
        blocks: list[Block] = []
        for node in content_of(body):
            if node.tag == _SECTION:
                yield Section(_is_landscape(node), tuple(blocks))
                blocks = []
            else:
                found = tuple(self._blocks(node))
                ending = child_of(node, "pPr", "sectPr")
                if ending is None:
                    blocks += found
                else:  # the paragraph that ends a section is often there for that alone
                    blocks += (each for each in found if not _is_blank(each))
                    yield Section(_is_landscape(ending), tuple(blocks))
                    blocks, self._turns = [], False
        if blocks:
            yield Section(landscape=False, blocks=tuple(blocks))

    def _blocks(self, node: Node) -> Iterator[Block]:
        if node.tag == _TABLE:
            yield self._table(node)
        elif node.tag == _PARAGRAPH:
            line = self._line(node)
            pieces = self._pieces(line)
            paragraphs = self._paragraphs(line, [p for p in pieces if isinstance(p, Span)])
            first = next((at for at, each in enumerate(pieces) if _has_letters(each)), None)
            if first is None and node.find(f".//{_DRAWING}") is not None:
                yield from filter(None, map(_drawn, pieces))
            else:
                yield from (each for each in pieces[:first] if not isinstance(each, Span))
                yield from paragraphs
                yield from (each for each in pieces[first:] if not isinstance(each, Span))

    def _line(self, node: Node) -> "_Line":
        look = self._looks.of(node)
        return _Line(node, look, tuple(self._runs(node, look.hand)))

    def _runs(self, node: Node, base: Hand) -> Iterator[tuple[Node, Hand]]:
        for child in content_of(node):
            if child.tag == _RUN:
                yield child, self._looks.hand(base, child)
            elif child.tag not in _SKIPPED:
                yield from self._runs(child, base)

    def _paragraphs(self, line: "_Line", pieces: Sequence[Span]) -> list[Paragraph]:
        """Read a paragraph: of one that a page break stands in, each page has its own.

        A break after all words begins the next one: LibreOffice puts it there.
        """
        pages = _pages(pieces)
        found: list[Paragraph] = []
        begins = self._turns
        for place, page in enumerate(pages):
            begins = begins or place > 0
            if _is_said(page) or (page is pages[-1] and not found):
                paragraph = self._paragraph(line, page, goes_on=bool(found))
                found.append(paragraph._replace(new_page=True) if begins else paragraph)
                begins = False
        self._turns = begins
        return found

    def _paragraph(self, line: "_Line", pieces: Sequence[Span], *, goes_on: bool) -> Paragraph:
        look = line.look
        is_said = _is_said(pieces)
        is_item = bool(look.list[0]) and look.list[0] != "0" and is_said and not goes_on
        return Paragraph(
            spans=_joined(pieces),
            heading=look.heading if is_said else 0,
            caption=look.caption,
            mark=self._looks.numbers.mark(look.list) if is_item else "",
            depth=look.list[1] + look.deeper if is_item else 0,
            align=look.align,
            left=0 if is_item else look.left,
            size=_size(line),
            indent=look.indent,
            before=look.before,
            after=look.after,
            framed=look.framed,
            new_page=look.new_page,
            with_next=look.with_next,
        )

    def _pieces(self, line: "_Line") -> list[Span | Chart | Picture]:
        """Return what stands in the line, and drawings that do not, where they are bound to it."""
        shown = (each for each in line.runs if not each[1].hidden)
        return [piece for run, hand in shown for piece in self._of_run(run, hand)]

    def _of_run(self, run: Node, hand: Hand) -> Iterator[Span | Chart | Picture]:
        for child in content_of(run):
            if child.tag == _DRAWING:
                drawn = self._drawings.drawn(child)
                if isinstance(drawn, Picture) and is_in_line(child):
                    yield Span(drawn.words, struck=hand.struck, picture=drawn)
                elif drawn is not None:
                    yield drawn
            elif child.tag in NOTES:
                yield _span(self._note(child), hand._replace(raised=1))
            elif text := self._word(child):
                yield _span(text, hand)

    def _word(self, node: Node) -> str:
        if node.tag == _TEXT:
            return node.text or ""
        if node.tag == _BREAK and node.get(f"{W}type") == "page":
            return _TURN
        if node.tag == f"{W}sym":
            self._lose("символы особого шрифта")
        elif node.tag in (f"{W}pict", f"{W}object"):
            is_box = has_words(node)
            self._lose(BOXES if is_box else "рисунки и объекты прежних версий Word")
        return _MARKS.get(node.tag, "")

    def _note(self, reference: Node) -> str:
        """Take a note along; return its mark, or nothing where the run itself writes one."""
        if reference.tag not in self._notes:
            found = Notes.of(self._package, reference.tag)
            self._notes[reference.tag] = found, _Reader(self._package, self._looks, found.part)
        notes, reader = self._notes[reference.tag]
        is_own = reference.get(f"{W}customMarkFollows", "0") not in OFF
        mark = "" if is_own else notes.mark()
        note = notes.nodes.get(reference.get(f"{W}id"))
        if note is None:
            self._lose("сноски, слов которых в документе нет")
        else:
            self._leave_out(note)
            notes.say(mark, reader.in_cell(note))
        return mark

    def _table(self, node: Node) -> Table:
        grid = [
            max(1.0, number(each.get(f"{W}w"), 1.0))
            for each in node.iterfind(f"{W}tblGrid/{W}gridCol")
        ]
        rows = [each for each in content_of(node) if each.tag == _ROW]
        placed = [tuple(cells_of(row)) for row in rows]
        width = max((each.place + each.span for row in placed for each in row), default=1)
        if width * len(rows) > _MOST_PLACES:
            raise TooLargeError
        widths = (grid + [1.0] * width)[:width]
        merged = {
            (index, each.place)
            for index, row in enumerate(placed)
            for each in row
            if goes_on(each.said)
        }
        return Table(
            rows=tuple(
                tuple(
                    self._cell(each, height_of(merged, index, each.place))
                    for each in row
                    if (index, each.place) not in merged
                )
                for index, row in enumerate(placed)
            ),
            heading_rows=heading_rows(rows),
            widths=tuple(each / sum(widths) for each in widths),
            bordered=self._is_bordered(node),
        )

    def _cell(self, cell: Placed, rows: int) -> Cell:
        shade = cell.said.get("shd")
        fill = "" if shade is None else shade.get(f"{W}fill", "")
        return Cell(
            paragraphs=tuple(self.in_cell(cell.node)),
            columns=cell.span,
            rows=rows,
            fill=fill if _COLOUR.fullmatch(fill) else "",
            turned=written(cell.said.get("textDirection")) in ("btLr", "tbRl"),
        )

    def in_cell(self, node: Node) -> Iterator[Paragraph]:
        for child in content_of(node):
            if child.tag == _PARAGRAPH:
                yield from self._all_in_line(child)
            elif child.tag == _TABLE:
                self._lose("рамки таблиц, вложенных в таблицы (слова их сохранены)")
                for each in child.iter(_PARAGRAPH):
                    yield from self._all_in_line(each)

    def _all_in_line(self, node: Node) -> list[Paragraph]:
        """Read a paragraph where no block can stand beside it."""
        line = self._line(node)
        pieces = self._pieces(line)
        spans = [
            Span(each.words, picture=each) if isinstance(each, Picture) else each
            for each in pieces
            if not isinstance(each, Chart)
        ]
        if len(spans) < len(pieces):
            self._lose("диаграммы внутри таблиц и сносок")
        return self._paragraphs(line, spans)

    def _is_bordered(self, table: Node) -> bool:
        properties = child_of(table, "tblPr")
        own = child_of(properties, "tblBorders")
        if own is None:
            style = self._looks.tables.get(value(properties, "tblStyle"))
            own = child_of(style, "tblPr", "tblBorders")
        if own is None:
            cells = table.iterfind(f".//{W}tcPr/{W}tcBorders")
            return any(draws(each) for each in cells)
        return draws(own)

    def _properties(self) -> tuple[str, bool]:
        """Return the date of the document, and whether it is a template that has been filled."""
        for name in self._package.file.namelist():
            if name.startswith("docProps/") and name.endswith("core.xml"):
                properties = parsed(self._package.part(name))
                day = (properties.findtext(_DATES) or "")[:10]
                is_dated = _is_day(day) and not day.startswith("1980")
                return day if is_dated else "", properties.findtext(_STATUS) == FILLED
        return "", False

    def _lose(self, what: str) -> None:
        self.lost[what] = None


def _has_letters(piece: Span | Chart | Picture) -> bool:
    return isinstance(piece, Span) and piece.picture is None and bool(piece.text.strip())


def _drawn(piece: Span | Chart | Picture) -> Chart | Picture | None:
    """Return a drawing that stands alone; a blank beside it is none."""
    return piece.picture if isinstance(piece, Span) else piece


def _pages(pieces: Sequence[Span]) -> list[list[Span]]:
    """Part the pieces of a line where page breaks stand."""
    pages: list[list[Span]] = [[]]
    for each in pieces:
        if each.text == _TURN:
            pages.append([])
        else:
            pages[-1].append(each)
    return pages


def _is_said(pieces: Sequence[Span]) -> bool:
    return any(span.text.strip() for span in pieces)


def _is_day(text: str) -> bool:
    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False


def _is_blank(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.text.strip()


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Put neighbouring spans of one hand together."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        is_one = last is not None and last.picture is span.picture is None
        if last is not None and is_one and _hand(last) == _hand(span):
            found[-1] = last._replace(text=last.text + span.text)
        else:
            found.append(span)
    return tuple(found)


def _span(text: str, hand: Hand) -> Span:
    return Span(text, hand.bold, hand.italic, hand.underlined, hand.raised, hand.struck)


def _hand(span: Span) -> tuple[bool, bool, bool, int, bool]:
    return span.bold, span.italic, span.underlined, span.raised, span.struck


class _Line(NamedTuple):
    """A paragraph with its look, and its runs with their hands."""

    node: Node
    look: Look
    runs: tuple[tuple[Node, Hand], ...]


def _size(line: _Line) -> float:
    """Return the size of the first words: the one that a whole paragraph is set in."""
    for run, hand in line.runs:
        if child_of(run, "t") is not None:
            return hand.size
    return line.look.hand.size


def _is_landscape(section: Node) -> bool:
    size = child_of(section, "pgSz")
    return size is not None and size.get(f"{W}orient") == "landscape"


def _title(blocks: Sequence[Block]) -> str:
    """Return the kind of the document and what it is about: the centred lines before its text."""
    said: list[str] = []
    for block in blocks:
        if isinstance(block, Table) or (isinstance(block, Paragraph) and block.heading):
            break
        if isinstance(block, Paragraph) and block.align == "center" and block.standing.strip():
            said.append(block.standing.strip())
    named = next((place for place, text in enumerate(said) if text.isupper()), 0)
    return " ".join(said[named:]) or next(
        (each.standing for each in blocks if isinstance(each, Paragraph) and each.standing.strip()),
        "",
    )
