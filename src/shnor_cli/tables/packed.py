"""What a packed workbook holds that its reader does not tell, and what would harm the reader.

Parts are unpacked in pieces, so that memory is bounded whatever they claim. A hidden row, an error
in a cell and a formula whose value nobody saved are looked for in the bytes: only pieces that have
any are looked at more closely.
"""

import html
import itertools
import posixpath
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from shnor_cli.errors import Place, TableError
from shnor_cli.russian import number
from shnor_cli.tables.bounds import Bounds
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input

Range = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: row and column of the first and of the last, from 0."""
UNSAVED = "формула без значения"
"""Stands for a formula whose value was not saved."""

_PIECE = 1 << 16
_LONGEST = 1024
"""Pieces that one row may fill."""
_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_DIGITS, _RADIX = 7, 10
"""Digits of a row below 999,999, and how many signs are digits."""
_FARTHEST = 16
"""Signs that are looked at behind an address at most."""
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*\"([^\"]*)\"")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'](?:[^>]*[^>/])?>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d+)[\"']")
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*\br=\"(\d+)\"[^>]*[^/]>"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]+)(\d+)\"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>",
    re.DOTALL,
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=)[^>]*\br=\"([A-Z]+)(\d+)\"[^>]*>"
    rb"\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_OF_ODS = "content.xml"
_ODS_BEGIN = b"<table:table-row"
_ODS_ERROR = b'value-type="error"'
_ODS_MERGED = re.compile(rb"number-rows-spanned=\"(?!1\")(\d{1,7})\"")
_ODS_TAG = re.compile(
    rb"<table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>(?:<text:p>([^<]*))?"
)
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)(?=<table:table-row\b|\Z)", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ODS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d+)\"")
_LETTERS = 26
_ANEW = "Откройте её в Excel, проверьте и сохраните заново как .xlsx."


@dataclass
class Seen:
    """What the bytes of a sheet show."""

    hidden: list[int] = field(default_factory=list)
    """Numbers of hidden rows that have cells."""
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column, from 0 -> the error that stands there, or `UNSAVED`."""
    merged: list[Range] = field(default_factory=list)
    """Cells merged over several rows, where the reader of the book does not tell them."""
    may_have_bools: bool = True
    """Whether a cell may be true or false."""


def look(given: Input, bounds: Bounds) -> Mapping[str, Seen]:
    """Look through the parts of a packed workbook; what is seen of its sheets, by their names.

    Raises:
        TableError: it is spoilt, a trap, or a sheet is too large.
    """
    try:
        with zipfile.ZipFile(given.path) as book:
            _refuse_bombs(given, book, bounds)
            sheets = _sheets(book)
            seen = {
                sheet: _look_at_sheet(given, book, part, sheet, bounds)
                for part, sheet in sheets.items()
            }
            for part in book.namelist():
                if part == _OF_ODS:
                    seen |= _look_at_ods(given, book, bounds)
                elif part not in sheets and part.casefold().endswith((".xml", ".bin")):
                    deque(_blocks(given, book, part, b""), 0)
            return seen
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError):
        fault = "книга не читается: она испорчена, обрезана или с паролем"
        hint = "Откройте её в Excel и сохраните заново как .xlsx без пароля."
        raise one(Place(given.name), fault, hint, "T-003") from None


def address(row: int, column: int) -> str:
    """Return the address of a cell by its row and column, from 0: «C5»."""
    letters = ""
    while column >= 0:
        column, place = divmod(column, _LETTERS)
        letters = chr(ord("A") + place) + letters
        column -= 1
    return f"{letters}{row + 1}"


def _refuse_bombs(given: Input, book: zipfile.ZipFile, bounds: Bounds) -> None:
    parts = book.infolist()
    is_bomb = any(bounds.is_bomb(each.compress_size, each.file_size) for each in parts)
    if is_bomb or len(parts) > bounds.members:
        raise _trap(given, "книга сжата так, как книги не сжимаются: похоже на ловушку")
    if sum(each.file_size for each in parts) > bounds.workbook:
        raise _trap(given, f"книга больше {number(bounds.workbook >> 20)} МБ в распакованном виде")


def _sheets(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the names of sheets by their parts; nothing for a workbook that is no xlsx."""
    if _BOOK not in book.namelist():
        return {}
    targets = {each["Id"]: each["Target"] for each in _tags(book, _LINKS, "Relationship")}
    return {
        posixpath.normpath(posixpath.join("xl", targets[each["r:id"]])).lstrip("/"): each["name"]
        for each in _tags(book, _BOOK, "sheet")
        if each.get("r:id") in targets
    }


def _tags(book: zipfile.ZipFile, part: str, tag: str) -> Iterator[dict[str, str]]:
    with book.open(part) as file:
        text = file.read(_LONGEST * _PIECE).decode("utf-8")
    for found in re.finditer(rf"<(?:\w+:)?{tag}\s([^>]*)>", text):
        yield {name: html.unescape(said) for name, said in _ATTRIBUTE.findall(found[1])}


def _look_at_ods(given: Input, book: zipfile.ZipFile, bounds: Bounds) -> dict[str, Seen]:
    """Look at the one part in which LibreOffice keeps all its sheets."""
    rows = columns = 0
    is_odd = False
    for block in _blocks(given, book, _OF_ODS, _ODS_BEGIN):
        rows, columns = _extended_ods(rows, columns, block)
        if rows * columns > bounds.cells:
            raise _too_large(given, "", bounds)
        is_odd = is_odd or _ODS_ERROR in block or bool(_ODS_MERGED.search(block))
    return _odd_of_ods(_blocks(given, book, _OF_ODS, _ODS_BEGIN)) if is_odd else {}


def _odd_of_ods(blocks: Iterable[bytes]) -> dict[str, Seen]:
    """Find the cells that hold an error or are merged over several rows."""
    found: dict[str, Seen] = {}
    seen, row, below, column = Seen(), 0, 0, 0
    for tag in itertools.chain.from_iterable(map(_ODS_TAG.finditer, blocks)):
        kind, said, text = tag.groups()
        if kind == b"table":
            name = dict(_ATTRIBUTE.findall(said.decode("utf-8"))).get("table:name", "")
            seen, below = found.setdefault(html.unescape(name), Seen()), 0
        elif kind == b"table-row":
            row, below, column = below, below + _repeated(said), 0
        else:
            if _ODS_ERROR in said:
                seen.broken[row, column] = html.unescape((text or b"").decode("utf-8"))
            if rows := _ODS_MERGED.search(said):
                seen.merged.append(((row, column), (row + int(rows[1]) - 1, column)))
            column += _repeated(said)
    return found


def _look_at_sheet(
    given: Input, book: zipfile.ZipFile, part: str, sheet: str, bounds: Bounds
) -> Seen:
    seen, is_far, row, is_twice = Seen(may_have_bools=False), False, 0, False
    for block in _blocks(given, book, part, b"<row"):
        attributes = _Attributes(block)
        types = attributes.types()
        is_far = is_far or attributes.may_be_far()
        is_ordered, row = attributes.rows_after(row)
        is_twice = is_twice or not is_ordered
        seen.may_have_bools = seen.may_have_bools or b"b" in types
        _look_at(block, seen, has_errors=b"e" in types)
    if is_twice and (row := _repeated_row(_blocks(given, book, part, b"<row"))):
        fault = f"строка {row} записана в книге дважды: одна из двух потерялась бы"
        raise one(Place(given.name, sheet, row), fault, _ANEW, "T-003")
    if is_far:
        rows = columns = 0
        for block in _blocks(given, book, part, b"<row"):
            rows, columns = _extended(rows, columns, block)
        if rows * columns > bounds.cells:
            raise _too_large(given, sheet, bounds)
    return seen


class _Attributes:
    """Where attributes of a block begin: millions of cells are asked of them, hence NumPy."""

    def __init__(self, block: bytes) -> None:
        self.signs = np.frombuffer(block + bytes(_FARTHEST), np.uint8)
        self.at = np.flatnonzero(self.signs[:-_FARTHEST] <= ord(" ")) + 1
        self.names = self.signs[self.at]

    def types(self) -> bytes:
        """Return the first letters of the types of cells; those asked about, if written oddly."""
        at = self.at[self.names == ord("t")] + 1
        is_odd = np.minimum(self.signs[at], self.signs[at + 1]) <= ord(" ")
        return b"be" if is_odd.any() else self.signs[at + 2].tobytes()

    def rows_after(self, last: int) -> tuple[bool, int]:
        """Tell whether numbers of rows only grow from the last one on; and the last of them."""
        signs = self.signs
        at = self.at[self.names == ord("r")] + 1
        at = at[(signs[at] == ord("=")) & (signs[at + 2] <= ord("9"))] + 2
        if not at.size:
            return True, last
        digits = signs[at[:, None] + np.arange(_DIGITS)].astype(np.int64) - ord("0")
        is_digit = np.logical_and.accumulate((digits >= 0) & (digits < _RADIX), axis=1)
        numbers = np.zeros(at.size, np.int64)
        for place in range(_DIGITS):
            numbers = np.where(is_digit[:, place], numbers * _RADIX + digits[:, place], numbers)
        return bool(numbers[0] > last and (np.diff(numbers) > 0).all()), int(numbers[-1])

    def may_be_far(self) -> bool:
        """Whether a cell is right of Z or below row 999,999, or its address is written oddly."""
        signs = self.signs
        at = self.at[self.names == ord("r")] + 1
        at = at[(signs[at] == ord("=")) | (signs[at] <= ord(" "))]
        if ((signs[at] != ord("=")) | (signs[at + 1] != ord('"'))).any():
            return True
        at = at[signs[at + 2] >= ord("A")] + 3
        if (signs[at] >= ord("A")).any():
            return True
        for place in reversed(range(_DIGITS)):  # mostly there is no sign of so long a number
            at = at[signs[at + place] - ord("0") < _RADIX]
        return bool(at.size)


def _repeated_row(blocks: Iterable[bytes]) -> int:
    """Return the first row that a sheet writes twice, 0 where there is none."""
    met: set[int] = set()
    for row in map(int, itertools.chain.from_iterable(map(_ROW.findall, blocks))):
        if row in met:
            return row
        met.add(row)
    return 0


def _blocks(given: Input, book: zipfile.ZipFile, part: str, row: bytes) -> Iterator[bytes]:
    """Yield a part in blocks that begin with a row; its end proves its size and checksum."""
    tail = b""
    with book.open(part) as file:
        while piece := file.read(_PIECE):
            # what declares entities can only stand at the beginning
            if not file.tell() - len(piece) and _DOCTYPE.search(piece):
                raise _trap(given, "в книге объявлены сущности XML: в книгах Excel их не бывает")
            block = tail + piece
            cut = block.rfind(row) if row else len(block)
            block, tail = block[: max(cut, 0)], block[max(cut, 0) :]
            if len(tail) > _LONGEST * _PIECE:
                raise _trap(given, "строка листа слишком длинна: похоже на ловушку")
            if block:
                yield block
    yield tail


def _extended(rows: int, columns: int, block: bytes) -> tuple[int, int]:
    """Return how far a sheet reaches with the cells of a block that hold something."""
    cells = _CELL.findall(block)
    reached = [_column(letters) for letters in {letters for letters, _ in cells}]
    return max(rows, *(int(row) for _, row in cells), 0), max(columns, *reached, 0)


def _extended_ods(rows: int, columns: int, block: bytes) -> tuple[int, int]:
    """Return the same for LibreOffice, where a row or a cell may stand for many."""
    for said, inside in _ODS_ROW.findall(block):
        place = reached = 0
        for cell in _ODS_CELL.findall(inside):
            place += _repeated(cell)
            reached = place if b"value-type" in cell else reached
        # rows that hold nothing count only when something stands below: the limit is generous
        rows += _repeated(said) if reached else min(_repeated(said), 1)
        columns = max(columns, reached)
    return rows, columns


def _repeated(said: bytes) -> int:
    found = _ODS_REPEATED.search(said)
    return int(found[1]) if found else 1


def _look_at(block: bytes, seen: Seen, *, has_errors: bool) -> None:
    # one sign is found much faster than several, and mostly is not there
    if b"h" in block and b"hidden=" in block:
        seen.hidden += [int(row) for row in _HIDDEN.findall(block)]
    if has_errors:
        for letters, row, said in _ERROR.findall(block):
            seen.broken[int(row) - 1, _column(letters) - 1] = html.unescape(said.decode("utf-8"))
    if b"f" in block and b"<f" in block:
        for letters, row in _FORMULA.findall(block):
            seen.broken[int(row) - 1, _column(letters) - 1] = UNSAVED


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * _LETTERS + letter - ord("A") + 1
    return place


def _trap(given: Input, fault: str) -> TableError:
    hint = "Откройте её в Excel и сохраните заново или выгрузите таблицу как CSV."
    return one(Place(given.name), fault, hint, "T-007")


def _too_large(given: Input, sheet: str, bounds: Bounds) -> TableError:
    hint = "Удалите ячейки далеко от таблицы или сохраните лист как CSV."
    fault = f"лист занимает больше {number(bounds.cells)} ячеек"
    return one(Place(given.name, sheet), fault, hint, "T-007")
