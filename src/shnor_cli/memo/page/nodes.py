"""What the page's template shows: nodes with their looks as classes and their words as markup."""

from typing import Literal, NamedTuple

from markupsafe import Markup

from shnor_cli.memo.blocks import Picture
from shnor_cli.memo.page.table import Parts


class Text(NamedTuple):
    """A paragraph, or an empty one that keeps things apart."""

    look: str
    words: Markup
    kind: Literal["text", "gap"] = "text"


class Heading(NamedTuple):
    """A heading; the level is that of the page, whose own title has the first."""

    level: int
    anchor: str
    text: Text
    kind: Literal["heading"] = "heading"


class ListItem(NamedTuple):
    """An item of a list with the items under it."""

    mark: str
    text: Text
    items: "tuple[ListItem, ...]"


class List(NamedTuple):
    """A list; the marks are those of the document."""

    items: tuple[ListItem, ...]
    kind: Literal["list"] = "list"


class Frame(NamedTuple):
    """Paragraphs in one box."""

    texts: tuple[Text, ...]
    kind: Literal["frame"] = "frame"


class Card(NamedTuple):
    """What is said of one school: unfolds under its name."""

    heading: Heading
    nodes: "tuple[Node, ...]"
    kind: Literal["card"] = "card"


class Box(NamedTuple):
    """A cell of a table."""

    words: Markup
    look: str
    columns: int
    rows: int
    turned: bool
    scope: str = ""
    """What a heading cell heads; nothing for any other cell."""
    column: int = -1
    """The column that it sorts, if it does."""
    shaded: bool = False


Boxes = tuple[tuple[Box, ...], ...]


class Grid(NamedTuple):
    """A table with borders, cut into its parts."""

    anchor: str
    caption: Text | None
    widths: tuple[str, ...]
    parts: Parts
    head: Boxes
    groups: tuple[Boxes, ...]
    foot: Boxes
    letters: int
    """Of the longest turned line: how high it is must be known before a browser lays it out."""
    kind: Literal["grid"] = "grid"


class Plain(NamedTuple):
    """A table without borders: a line of requisites or a signature."""

    widths: tuple[str, ...]
    rows: Boxes
    kind: Literal["plain"] = "plain"


class Drawing(NamedTuple):
    """A chart as SVG or else a picture."""

    caption: Text | None
    svg: Markup
    picture: Picture | None
    kind: Literal["drawing"] = "drawing"


Node = Text | Heading | List | Frame | Card | Grid | Plain | Drawing


class Sheet(NamedTuple):
    """What a page break of the document begins."""

    landscape: bool
    nodes: tuple[Node, ...]


class Entry(NamedTuple):
    """A line of the list of contents."""

    level: int
    anchor: str
    words: str


class Shown(NamedTuple):
    """A document as the template takes it; `style` are the rules of its classes."""

    sheets: tuple[Sheet, ...]
    contents: tuple[Entry, ...]
    style: str
