"""A finished Word document as values: sections of paragraphs, tables, charts and pictures.

What html, pdf, Markdown and plain text are made of, so that they cannot disagree with the memo that
the office signs, corrected by hand or not. Lengths are in points, widths in shares of the line.
"""

from base64 import b64decode
from dataclasses import dataclass
from typing import Literal, NamedTuple

Align = Literal["left", "center", "right", "justify"]


class Span(NamedTuple):
    """A piece of a line in one hand."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    raised: int = 0
    """1 for a superscript, -1 for a subscript."""
    struck: bool = False
    picture: "Picture | None" = None
    """What stands in the line; the text is what a format without pictures writes for it."""


class Paragraph(NamedTuple):
    """A paragraph with all that styles say of it already worked out."""

    spans: tuple[Span, ...]
    heading: int = 0
    """Level of a heading from 1; 0 for any other paragraph."""
    caption: bool = False
    mark: str = ""
    """What stands before an item of a list: «–» or «3.»."""
    depth: int = 0
    """How deep an item of a list lies, from 0."""
    align: Align = "left"
    size: float = 14.0
    left: float = 0.0
    """Of all lines from the left margin; a list has its own."""
    indent: float = 0.0
    """Of the first line from the others; below 0 where it begins before them."""
    before: float = 0.0
    after: float = 0.0
    framed: bool = False
    new_page: bool = False
    with_next: bool = False
    kind: Literal["paragraph"] = "paragraph"

    @property
    def text(self) -> str:
        """The words without their hand and mark."""
        return "".join([span.text for span in self.spans])

    @property
    def standing(self) -> str:
        """The words that are not struck out."""
        return "".join(span.text for span in self.spans if not span.struck)


class Cell(NamedTuple):
    """A cell with how many columns and rows it takes."""

    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    rows: int = 1
    fill: str = ""
    """Six hexadecimal digits of the shade, or nothing."""
    turned: bool = False
    """Written from the bottom up."""

    @property
    def text(self) -> str:
        """The words, a line for each paragraph that has any."""
        return "\n".join(each.text for each in self.paragraphs if each.text)


class Table(NamedTuple):
    """Rows of cells; a cell merged into one above or before it is not there at all."""

    rows: tuple[tuple[Cell, ...], ...]
    heading_rows: int
    """How many of the first rows stand on every page."""
    widths: tuple[float, ...]
    """Shares of the table, one for each column of the grid, together 1."""
    bordered: bool = True
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Series:
    """One line, row of bars or cloud of points of a chart."""

    name: str
    values: tuple[float | None, ...]
    at: tuple[float | None, ...] = ()
    """Places on the horizontal axis where they are numbers, one for each value."""
    colour: str = ""
    colours: tuple[str, ...] = ()
    """A colour for each value where they differ, else nothing."""
    is_line: bool = False
    """In a cloud of points: drawn as a line, such as a border of an interval."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by its numbers."""

    form: Literal["bars", "columns", "lines", "points"]
    """Horizontal bars, upright columns side by side, lines over years, a cloud of points."""
    categories: tuple[str, ...]
    """Names along the axis; those of the points themselves in a cloud of points."""
    series: tuple[Series, ...]
    alt: str
    """What the chart shows, for those who cannot see it."""
    title: str = ""
    x_title: str = ""
    y_title: str = ""
    unit: str = ""
    digits: int = 1
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture put into the document, such as a logo."""

    content: str
    """A data URI."""
    alt: str
    width: float
    height: float
    kind: Literal["picture"] = "picture"

    @property
    def data(self) -> bytes:
        """The file itself."""
        return b64decode(self.content.partition(",")[2])

    @property
    def words(self) -> str:
        """What stands for it where there are no pictures."""
        return f"[рисунок: {self.alt}]" if self.alt else "[рисунок]"


Block = Paragraph | Table | Chart | Picture


class Section(NamedTuple):
    """Blocks between two changes of the page."""

    landscape: bool
    blocks: tuple[Block, ...]

    @property
    def line(self) -> float:
        """Points between the margins of an A4 page as the memo has them."""
        return 742.7 if self.landscape else 467.7


class Document(NamedTuple):
    """A whole document; `lost` says in Russian what its reader could not take along."""

    title: str
    date: str
    """The memo's date as YYYY-MM-DD, or nothing."""
    sections: tuple[Section, ...]
    lost: tuple[str, ...] = ()
    is_filled: bool = False
    """Whether what looks like a tag in it is a word of the data."""
    notes: tuple[Paragraph, ...] = ()
    """Footnotes and endnotes, each with its number, which stand after everything else."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in order."""
        body = (block for section in self.sections for block in section.blocks)
        return (*body, *self.notes)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs in order, those of cells as well."""
        found: list[Paragraph] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                found.append(block)
            elif isinstance(block, Table):
                found += [each for row in block.rows for cell in row for each in cell.paragraphs]
        return tuple(found)
