"""Names from the small workbook beside a Word chart, which LibreOffice leaves as it was.

Numbers corrected in the chart itself do not reach the workbook: a row of it names a point only
where both say the same numbers.
"""

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from shnor_cli.memo.blocks import Series
from shnor_cli.memo.ooxml import Node

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MOST_BYTES = 2**24
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,6})")
_UNREADABLE = (
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a workbook raises that is broken, locked or none of ours."""
FULL_NAMES = "Полное название"
"""Heads the full names of what stands shortened at the axis."""
_NAMES = 1
"""The column of names; those of the first series stand in the next two."""


def names_beside(book: bytes, series: Sequence[Series]) -> dict[int, str]:
    """Return names of points by their places; none where the workbook cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(book)) as file:
            cells = dict(_cells(file))
        return {
            row - 2: name
            for (row, column), name in cells.items()
            if column == _NAMES and row > 1 and _is_same(cells, series, row - 2)
        }
    except _UNREADABLE:
        return {}


def full_names(book: bytes) -> dict[int, str]:
    """Return the full names of what is drawn, by their places; none where there are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(book)) as file:
            cells = dict(_cells(file))
    except _UNREADABLE:
        return {}
    columns = [column for (row, column), name in cells.items() if row == 1 and name == FULL_NAMES]
    return {row - 2: name for (row, column), name in cells.items() if column in columns and row > 1}


def _is_same(cells: Mapping[tuple[int, int], str], series: Sequence[Series], place: int) -> bool:
    known = [
        (each.at[place], each.values[place], _NAMES + 1 + 2 * number)
        for number, each in enumerate(series)
        if not each.is_line and place < len(each.values) and each.values[place] is not None
    ]
    return bool(known) and all(
        _is_number(cells.get((place + 2, column)), at)
        and _is_number(cells.get((place + 2, column + 1)), value)
        for at, value, column in known
    )


def _is_number(text: str | None, value: float | None) -> bool:
    return bool(text) and value is not None and math.isclose(float(text or ""), value)


def _cells(book: zipfile.ZipFile) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the cells of the first sheet by row and column, both from 1."""
    shared = "xl/sharedStrings.xml"
    has_shared = shared in book.namelist()
    texts = [_text(each) for each in _part(book, shared).iter(f"{_S}si")] if has_shared else []
    for cell in _part(book, "xl/worksheets/sheet1.xml").iter(f"{_S}c"):
        address = _ADDRESS.fullmatch(cell.get("r", ""))
        value = cell.findtext(f"{_S}v") or ""
        if address is not None:
            said = texts[int(value)] if cell.get("t") == "s" else value or _text(cell)
            yield (int(address[2]), _column(address[1])), said


def _part(book: zipfile.ZipFile, name: str) -> Node:
    if book.getinfo(name).file_size > _MOST_BYTES:
        raise ValueError("the workbook is too large to stand beside a chart")
    return etree.fromstring(book.read(name), etree.XMLParser(resolve_entities=False))


def _text(node: Node) -> str:
    return "".join(each.text or "" for each in node.iter(f"{_S}t"))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
