"""CSV: which encoding, separator and header a file has; small files as rows of texts."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shnor_cli.errors import Place, TableError
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.texts import text_of

_HEAD = 1 << 16
_SEPARATORS = (";", "\t", ",", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXCEL_SEPARATOR = "sep="
_CYRILLIC = re.compile("[а-яёА-ЯЁ]{3}")
_LONGEST_CELL = 100_000
_FEW = 2
"""Separators that a cell of a header with a line break may hold."""
_QUOTES = "Проверьте кавычки в этой строке и ниже: каждая открытая должна быть закрыта."


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV is written, and its header."""

    encoding: str
    """As Python and pyarrow know it; a byte order mark is skipped by every reader."""
    separator: str
    header: tuple[str, ...]
    skip: int
    """Lines before the header: blank ones and Excel's `sep=;`."""

    @property
    def is_surely_utf8(self) -> bool:
        """Whether the header can be no other encoding, whatever byte is spoilt below."""
        return self.encoding == "utf-8" and any(_CYRILLIC.search(each) for each in self.header)


def dialect_of(given: Input) -> Dialect:
    """Find how a CSV is written, from its beginning.

    Raises:
        TableError: it is not text, or holds no header.
    """
    with given.path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = encoding_of(head)
    text = decoded(head, encoding, given.name, partly=True)
    lines = text.splitlines(keepends=True)
    skip = 0
    while skip < len(lines) and (
        not lines[skip].strip() or lines[skip].casefold().startswith(_EXCEL_SEPARATOR)
    ):
        skip += 1
    if skip == len(lines):
        raise one(Place(given.name), "в файле нет ни одной строки", code="T-002")
    separator = _separator(lines[skip])
    try:
        header = next(csv.reader(lines[skip:], delimiter=separator))
    except csv.Error:
        raise unclosed(given, skip + 1) from None
    if any("\n" in cell and cell.count(separator) > _FEW for cell in header):
        raise unclosed(given, skip + 1)
    return Dialect(encoding, separator, tuple(text_of(cell) or "" for cell in header), skip)


def encoding_of(head: bytes) -> str:
    """Return the encoding a file begins in: by its mark, utf-8 where that fits, else cp1251."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        return _other_than_utf8(head, error)
    return "utf-8"


def _other_than_utf8(content: bytes, error: UnicodeDecodeError) -> str:
    """Return cp1251, unless what stands before the byte that is wrong can only be utf-8."""
    before = content[: error.start].decode("utf-8")
    return "utf-8" if _CYRILLIC.search(before) else "cp1251"


def decoded(content: bytes, encoding: str, name: str, *, partly: bool = False) -> str:
    """Return bytes as text; `partly` allows the last letter to be cut.

    Raises:
        TableError: the bytes are no text in any encoding that is read.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=not partly)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            raise spoilt(name, content.count(b"\n", 0, error.start) + 1) from None
        text = "\0"
    if "\0" in text:
        raise not_text(name)
    return text.removeprefix("\ufeff")


def not_text(name: str) -> TableError:
    """Make the error of a file that is no text in any encoding that is read."""
    hint = "Сохраните таблицу как CSV (utf-8 или windows-1251) или XLSX."
    return one(Place(name), "это не текстовый файл", hint, "T-003")


def spoilt(name: str, row: int) -> TableError:
    """Make the error of bytes that are not utf-8 in a file that is."""
    hint = "Откройте файл, исправьте испорченные знаки этой строки и сохраните заново."
    return one(Place(name, row=row), "испорченные знаки: это не utf-8", hint, "T-003")


def _separator(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def csv_rows(given: Input) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the number and the cells of every row of a small CSV that is not blank.

    Numbers are those a spreadsheet shows: a line break inside quotes does not count, a blank
    line does.

    Raises:
        TableError: it is not text, or a quote is never closed.
    """
    content, dialect = given.path.read_bytes(), dialect_of(given)
    encoding = _whole(content) if dialect.encoding == "utf-8" else dialect.encoding
    text = decoded(content, encoding, given.name)
    for number, record in records(io.StringIO(text, newline=""), dialect, given):
        yield number, [text_of(cell) for cell in record]


def records(
    lines: Iterable[str], dialect: Dialect, given: Input
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every row of a CSV, the header first.

    Raises:
        TableError: a quote is never closed.
    """
    number = 0
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=dialect.separator), 1):
            if number > dialect.skip:
                if _has_swallowed(record, dialect):
                    raise unclosed(given, number)
                yield number, record
    except csv.Error:
        fault = f"строка не читается: в ячейке больше {_LONGEST_CELL} знаков"
        raise one(Place(given.name, row=number + 1), fault, _QUOTES, "T-004") from None


def _has_swallowed(record: list[str], dialect: Dialect) -> bool:
    """Whether a cell holds whole rows: a quote that nobody closed."""
    width = len(dialect.header)
    if len(record) < width and record and record[-1].endswith(("\n", "\r")):
        return True
    least = max(width - 1, 1)
    return any(
        line.count(dialect.separator) >= least
        for cell in record
        if "\n" in cell or "\r" in cell
        for line in cell.splitlines()
    )


def unclosed(given: Input, row: int) -> TableError:
    """Make the error of a quote that nobody closed."""
    return one(Place(given.name, row=row), "кавычка не закрыта", _QUOTES, "T-004")


def _whole(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other_than_utf8(content, error)
    return "utf-8"
