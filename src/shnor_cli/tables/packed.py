"""What a packed workbook holds that its reader does not tell, and what would harm the reader.

Parts are unpacked in pieces, so that memory is bounded whatever they claim. A hidden row, an error
in a cell and a formula whose value nobody saved are looked for in the bytes: only pieces that have
any are looked at more closely. A sheet that is written otherwise than Excel does (a prefix, cells
without addresses, single quotes) is parsed, see `parsed`.
"""

import html
import itertools
import posixpath
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from shnor_cli.errors import Place, TableError
from shnor_cli.russian import number
from shnor_cli.tables.bounds import Bounds
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.parsed import EntitiesError, looked_exactly, tags
from shnor_cli.tables.percent_cells import cells_of, percent_styles
from shnor_cli.tables.seen import UNSAVED, Looked, Seen, column_of, is_unsaved

_PIECE = 1 << 16
_LONGEST = 1024
"""Pieces that one row may fill."""
_BEGIN = b"<row"
_BOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_DIGITS, _RADIX = 7, 10
"""Digits of a row below 999,999, and how many signs are digits."""
_ZERO = np.uint8(ord("0"))
_TENS = _RADIX ** np.arange(_DIGITS, -1, -1)
"""What a number of so many digits, written to the left, is too great by."""
_BEHIND = 3
"""Signs from the name of a tag to the sign behind the name of its first attribute."""
_FARTHEST = 16
"""Signs that are looked at behind an address at most."""
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"<c\sr=\"([A-Za-z]+)(\d+)\"(?:[^>]*[^>/])?>")
_ROW = re.compile(rb"<row\b[^>]*?\br=\"(\d+)\"")
_HIDDEN = re.compile(rb"<row\b([^>]*\bhidden\b[^>]*[^>/])>")
_ERROR = re.compile(
    rb"<c\sr=\"([A-Za-z]+)(\d+)\"(?=[^>]*\bt=\"e\")[^>]*[^>/]>(?:(?!</c>).)*?<v\b[^>]*>([^<]+)</v>",
    re.DOTALL,
)
_FORMULA = re.compile(
    rb"<c\sr=\"([A-Za-z]+)(\d+)\"([^>]*)>"
    rb"\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(<v\b[^>]*(?:/>|>\s*</v>))?\s*</c>"
)
_ENTITIES = "в книге объявлены сущности XML: в книгах Excel их не бывает"
_OF_ODS = "content.xml"
_ODS_BEGIN = b"<table:table-row"
_ODS_ERROR = re.compile(rb"value-type=[\"']error")
_ODS_MERGED = re.compile(rb"number-rows-spanned=[\"'](?!1[\"'])(\d{1,7})[\"']")
_ODS_TAG = re.compile(
    rb"<table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>(?:<text:p>([^<]*))?"
)
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)(?=<table:table-row\b|\Z)", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ODS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d+)[\"']")
_ANEW = "Откройте её в Excel, проверьте и сохраните заново как .xlsx."


def look(given: Input, bounds: Bounds) -> Mapping[str, Seen]:
    """Look through the parts of a packed workbook; what is seen of its sheets, by their names.

    Raises:
        TableError: it is spoilt, a trap, or a sheet is too large.
    """
    try:
        with zipfile.ZipFile(given.path) as book:
            _refuse_bombs(given, book, bounds)
            read: set[str] = set()
            sheets = _sheets(given, book, read)
            percents = _percent_styles(given, book, read) if sheets else frozenset()
            seen = {
                sheet: _look_at_sheet(given, book, (part, sheet), bounds, percents)
                for part, sheet in sheets.items()
            }
            for part in book.namelist():
                if part in read:
                    continue
                if part == _OF_ODS:
                    seen |= _look_at_ods(given, book, bounds)
                elif part not in sheets and part.casefold().endswith((".xml", ".bin")):
                    deque(_blocks(given, book, part, b""), 0)
            return seen
    except EntitiesError:
        raise _trap(given, _ENTITIES) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError):
        fault = "книга не читается: она испорчена, обрезана или с паролем"
        hint = "Откройте её в Excel и сохраните заново как .xlsx без пароля."
        raise one(Place(given.name), fault, hint, "T-003") from None


def _refuse_bombs(given: Input, book: zipfile.ZipFile, bounds: Bounds) -> None:
    parts = book.infolist()
    is_bomb = any(bounds.is_bomb(each.compress_size, each.file_size) for each in parts)
    if is_bomb or len(parts) > bounds.members:
        raise _trap(given, "книга сжата так, как книги не сжимаются: похоже на ловушку")
    if sum(each.file_size for each in parts) > bounds.workbook:
        raise _trap(given, f"книга больше {number(bounds.workbook >> 20)} МБ в распакованном виде")


def _sheets(given: Input, book: zipfile.ZipFile, read: set[str]) -> dict[str, str]:
    """Return the names of sheets by their parts; nothing for a workbook that is no xlsx."""
    # readers of workbooks take neither case nor the slant of a slash for a difference
    parts = {each.replace("\\", "/").casefold(): each for each in book.namelist()}
    if _BOOK not in parts:
        return {}
    with book.open(parts[_LINKS]) as file:
        links = tags(file.read(_LONGEST * _PIECE), "Relationship")
    targets = {each["Id"]: each["Target"] for each in links}
    paths = {
        each["name"]: posixpath.normpath(posixpath.join("xl", targets[link])).lstrip("/")
        for each in tags(_whole(given, book, parts[_BOOK], read), "sheet")
        if (link := _link(each)) in targets
    }
    return {
        parts[path.casefold()]: name for name, path in paths.items() if path.casefold() in parts
    }


def _percent_styles(given: Input, book: zipfile.ZipFile, read: set[str]) -> frozenset[str]:
    """Return the styles of cells that show percents."""
    part = next((each for each in book.namelist() if each.casefold() == _STYLES), None)
    return frozenset() if part is None else percent_styles(_whole(given, book, part, read))


def _link(said: Mapping[str, str]) -> str | None:
    """Return the id of the part of a sheet, whatever prefix the writer gave to ids."""
    return next((value for name, value in said.items() if name.endswith(":id")), None)


def _whole(given: Input, book: zipfile.ZipFile, part: str, read: set[str]) -> bytes:
    """Return a part, cut where it is too long; where it is not, it goes to `read`, all proven."""
    content = b"".join(itertools.islice(_blocks(given, book, part, b""), _LONGEST))
    if len(content) < _LONGEST * _PIECE:
        read.add(part)
    return content


def _look_at_ods(given: Input, book: zipfile.ZipFile, bounds: Bounds) -> dict[str, Seen]:
    """Look at the one part in which LibreOffice keeps all its sheets."""
    rows = columns = 0
    is_odd = False
    for block in _blocks(given, book, _OF_ODS, _ODS_BEGIN):
        rows, columns = _extended_ods(rows, columns, block)
        if rows * columns > bounds.cells:
            raise _too_large(given, "", bounds)
        is_odd = is_odd or any(each.search(block) for each in (_ODS_ERROR, _ODS_MERGED))
    return _odd_of_ods(_blocks(given, book, _OF_ODS, _ODS_BEGIN)) if is_odd else {}


def _odd_of_ods(blocks: Iterable[bytes]) -> dict[str, Seen]:
    """Find the cells that hold an error or are merged over several rows."""
    found: dict[str, Seen] = {}
    seen, row, below, column = Seen(), 0, 0, 0
    for tag in itertools.chain.from_iterable(map(_ODS_TAG.finditer, blocks)):
        kind, said, text = tag.groups()
        if kind == b"table":
            seen, below = found.setdefault(_attributes(said).get("table:name", ""), Seen()), 0
        elif kind == b"table-row":
            row, below, column = below, below + _repeated(said), 0
        else:
            if _ODS_ERROR.search(said):
                seen.broken[row, column] = html.unescape((text or b"").decode("utf-8"))
            if rows := _ODS_MERGED.search(said):
                seen.merged.append(((row, column), (row + int(rows[1]) - 1, column)))
            column += _repeated(said)
    return found


def _look_at_sheet(
    given: Input,
    book: zipfile.ZipFile,
    named: tuple[str, str],
    bounds: Bounds,
    percents: frozenset[str],
) -> Seen:
    """Look at the sheet of a part, where some styles show percents."""
    part, sheet = named
    looked = _looked(lambda: _blocks(given, book, part, _BEGIN), percents)
    if looked is None:
        looked = looked_exactly(_blocks(given, book, part, b""), percents)
    if looked.twice:
        fault = f"строка {looked.twice} записана в книге дважды: одна из двух потерялась бы"
        raise one(Place(given.name, sheet, looked.twice), fault, _ANEW, "T-003")
    if looked.rows * looked.columns > bounds.cells:
        raise _too_large(given, sheet, bounds)
    return looked.seen


def _looked(blocks: Callable[[], Iterator[bytes]], percents: frozenset[str]) -> Looked | None:
    """Look at a sheet that is written as Excel does; nothing for any other."""
    signs = [f's="{each}"'.encode() for each in percents]
    seen, is_far, is_twice, row = Seen(may_have_bools=False), False, False, 0
    for block in blocks():
        attributes = _Attributes(block)
        if attributes.are_odd() or not _look_at(block, attributes.types(), seen):
            return None
        if any(each in block for each in signs):
            found = cells_of(percents).findall(block)
            seen.percents.update((int(row) - 1, _column(letters)) for letters, row in found)
        is_far = is_far or attributes.may_be_far()
        is_ordered, row = attributes.rows_after(row)
        is_twice = is_twice or not is_ordered
    rows = columns = 0
    for block in blocks() if is_far else ():
        rows, columns = _extended(rows, columns, block)
    return Looked(seen, rows, columns, _repeated_row(blocks()) if is_twice else 0)


class _Attributes:
    """Where attributes of a block begin: millions of cells are asked of them, hence NumPy."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.signs = np.frombuffer(block + bytes(_FARTHEST), np.uint8)
        self.at = np.flatnonzero(self.signs[:-_FARTHEST] <= ord(" ")) + 1
        self.names = self.signs[self.at]
        at = self.at[self.names == ord("r")] + 1
        self.addresses = at[self.signs[at] == ord("=")]
        """Where the sign behind the name of each address of a cell or a row stands."""

    def are_odd(self) -> bool:
        """Whether a cell does not begin with its address, as Excel writes it, or may not.

        Two signs are found much slower than one, hence one is looked for first.
        """
        block, signs = self.block, self.signs
        if (b"'" in block and b"='" in block) or (b"!" in block and b"<!" in block):
            return True
        if _BEGIN not in block and b":row" in block:
            return True
        if (self.names == ord(">")).any() or (signs[self.addresses + 1] != ord('"')).any():
            return True
        tags = (signs[:-_FARTHEST] == ord("<")) & (signs[1 : 1 - _FARTHEST] == ord("c"))
        usual = np.count_nonzero(signs[self.addresses - _BEHIND] == ord("c"))
        return np.count_nonzero(tags) != usual and (
            b":c" in block or self._has_odd(np.flatnonzero(tags))
        )

    def _has_odd(self, tags: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> bool:
        """Whether any of the tags that begin as a cell does is one, and of another writing."""
        cells = tags[self.signs[tags + 2] <= ord(">")]
        return any((self.signs[cells + at] != sign).any() for at, sign in enumerate(b' r="', 2))

    def types(self) -> bytes | None:
        """Return the first letters of the types of cells, nothing if they are written oddly."""
        at = self.at[self.names == ord("t")] + 1
        if (self.signs[at] <= ord(" ")).any():
            return None
        at = at[self.signs[at] == ord("=")] + 1
        kinds = self.signs[at + 1]
        return None if (self.signs[at] != ord('"')).any() else kinds.tobytes()

    def rows_after(self, last: int) -> tuple[bool, int]:
        """Tell whether numbers of rows only grow from the last one on; and the last of them."""
        signs, at = self.signs, self.addresses
        at = at[signs[at + 2] <= ord("9")] + 2
        if not at.size:
            return True, last
        digits = signs[at[:, None] + np.arange(_DIGITS)] - _ZERO  # other signs come above 9
        is_digit = np.logical_and.accumulate(digits < _RADIX, axis=1)
        numbers = (digits * is_digit) @ _TENS[1:] // _TENS[is_digit.sum(axis=1)]
        return bool(numbers[0] > last and (np.diff(numbers) > 0).all()), int(numbers[-1])

    def may_be_far(self) -> bool:
        """Whether a cell is right of Z or below row 999,999."""
        signs, at = self.signs, self.addresses
        at = at[signs[at + 2] >= ord("A")] + 3
        if (signs[at] >= ord("A")).any():
            return True
        for place in reversed(range(_DIGITS)):  # mostly there is no sign of so long a number
            at = at[signs[at + place] - _ZERO < _RADIX]
            if not at.size:
                return False
        return True


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
    tail, is_first = b"", True
    with book.open(part) as file:
        while piece := file.read(_PIECE):
            # what declares entities can only stand at the beginning
            if is_first and b"!" in piece and _DOCTYPE.search(piece):
                raise _trap(given, _ENTITIES)
            is_first = False
            block = tail + piece
            # a part that ends here is not cut: small sheets are one block
            cut = block.rfind(row) if row and len(piece) == _PIECE else len(block)
            if cut < 0:  # rows may have a prefix
                cut = block.rfind(row.replace(b"<", b":"))
            block, tail = block[: max(cut, 0)], block[max(cut, 0) :]
            if len(tail) > _LONGEST * _PIECE:
                raise _trap(given, "строка листа слишком длинна: похоже на ловушку")
            if block:
                yield block
    if tail:
        yield tail


def _column(letters: bytes) -> int:
    return column_of(letters.decode()) - 1


def _extended(rows: int, columns: int, block: bytes) -> tuple[int, int]:
    """Return how far a sheet reaches with the cells of a block that hold something."""
    cells = _CELL.findall(block)
    reached = [column_of(letters.decode()) for letters in {letters for letters, _ in cells}]
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


def _look_at(block: bytes, types: bytes | None, seen: Seen) -> bool:
    """Look at a block; whether all in it is written as usual."""
    if types is None:
        return False
    seen.may_have_bools = seen.may_have_bools or b"b" in types
    # one sign is found much faster than several, and mostly is not there
    if b"h" in block and b"hidden" in block and not _found_hidden(block, seen):
        return False
    if b"f" in block and b"<f" in block:
        for letters, row, said, value in _FORMULA.findall(block):
            kind = "str" if b't="str"' in said else None
            if is_unsaved(kind, "" if value else None):
                seen.broken[int(row) - 1, _column(letters)] = UNSAVED
    errors = _ERROR.findall(block) if b"e" in types else []
    for letters, row, said in errors:
        error = html.unescape(said.decode("utf-8"))
        seen.broken[int(row) - 1, _column(letters)] = error
    return len(errors) == types.count(b"e")


def _found_hidden(block: bytes, seen: Seen) -> bool:
    """Find hidden rows; whether each of them has its number."""
    for said in _HIDDEN.findall(block):
        row = _attributes(said)
        if row.get("hidden") in {"1", "true"}:
            if "r" not in row:
                return False
            seen.hidden.append(int(row["r"]))
    return True


def _attributes(said: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(said.decode("utf-8"))
    return {name: html.unescape(double or single) for name, double, single in found}


def _trap(given: Input, fault: str) -> TableError:
    hint = "Откройте её в Excel и сохраните заново или выгрузите таблицу как CSV."
    return one(Place(given.name), fault, hint, "T-007")


def _too_large(given: Input, sheet: str, bounds: Bounds) -> TableError:
    hint = "Удалите ячейки далеко от таблицы или сохраните лист как CSV."
    fault = f"лист занимает больше {number(bounds.cells)} ячеек"
    return one(Place(given.name, sheet), fault, hint, "T-007")
