"""Tables of HTML under the name of a workbook: so do many systems «export to Excel»."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from shnor_cli.errors import Place
from shnor_cli.tables.bounds import BOUNDS
from shnor_cli.tables.delimited import decoded, too_wide
from shnor_cli.tables.encodings import encoding_of
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.sheets import Cells, Sheet, lines_of
from shnor_cli.tables.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD = 2048
_CHECK = "Проверьте, тот ли это файл."
_SPANNED = 16_384
"""Columns or rows that a cell may span, as many as Excel has columns."""


def read_html(given: Input) -> Iterator[Sheet]:
    """Read the tables of a page; a cell that spans rows stands in each of them.

    Raises:
        TableError: it is no text, holds no table, or one that is too large.
    """
    from lxml import etree, html

    content = given.path.read_bytes()
    text = decoded(content, _encoding_of(given, content), given)
    try:
        page = html.document_fromstring(_DECLARATION.sub("", text), parser=html.HTMLParser())
    except (etree.LxmlError, ValueError, AssertionError):
        raise one(Place(given.name), "страница HTML не читается", code="T-003") from None
    tables = [each for each in page.iter("table") if each.find(".//table") is None]
    for place, table in enumerate(tables, 1):
        name = f"таблица {place}" if len(tables) > 1 else ""
        lines = lines_of(enumerate(_rows(given, table), 1))
        if lines:
            yield Sheet(given, name, lines)


def _encoding_of(given: Input, content: bytes) -> str:
    """Return the encoding: what the user said, the page says, or its letters tell."""
    said = _CHARSET.search(content[:_HEAD])
    if given.reading.encoding is None and said is not None:
        try:
            "школа".encode(said[1].decode())
        except (LookupError, UnicodeError):
            return encoding_of(given)
        return said[1].decode().lower()
    return encoding_of(given)


def _rows(given: Input, table: "HtmlElement") -> Iterator[Cells]:
    """Yield the rows of a table with the cells that hang over from rows above."""
    above: dict[int, tuple[int, str | None]] = {}
    left = BOUNDS.cells
    for row in table.iter("tr"):
        cells: list[str | None] = []
        below: dict[int, tuple[int, str | None]] = {}
        for cell in row.iterchildren("td", "th"):
            _hang(cells, above, below)
            text = text_of(" ".join(cell.itertext()))
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            if len(cells) + columns > BOUNDS.columns:
                raise too_wide(given, len(cells) + columns)
            for place in range(columns):
                if rows > 1:
                    below[len(cells)] = (rows - 1, None if place else text)
                cells.append(None if place else text)
        _hang(cells, above, below)
        above = below
        left -= len(cells)
        if left < 0:
            raise one(Place(given.name), "таблица HTML слишком велика", _CHECK, "T-007")
        yield tuple(cells)


def _hang(
    cells: list[str | None],
    above: dict[int, tuple[int, str | None]],
    below: dict[int, tuple[int, str | None]],
) -> None:
    """Add the cells from rows above that stand next."""
    while len(cells) in above:
        rows, text = above[len(cells)]
        if rows > 1:
            below[len(cells)] = (rows - 1, text)
        cells.append(text)


def _span(cell: "HtmlElement", name: str) -> int:
    said = cell.get(name, "").strip()
    return min(max(int(said), 1), _SPANNED) if said.isascii() and said.isdecimal() else 1
