"""CSV: which encoding, separator and header a file has; small files as rows of texts."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shnor_cli.errors import Place
from shnor_cli.tables.faults import one
from shnor_cli.tables.texts import text_of

_HEAD = 1 << 16
_SEPARATORS = (";", "\t", ",", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXCEL_SEPARATOR = "sep="


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV is written, and its header."""

    encoding: str
    """As Python and pyarrow know it; a byte order mark is skipped by every reader."""
    separator: str
    header: tuple[str, ...]
    skip: int
    """Lines before the header: blank ones and Excel's `sep=;`."""


def dialect_of(path: Path) -> Dialect:
    """Find how a CSV is written, from its beginning.

    Raises:
        TableError: it is not text, or holds no header.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = encoding_of(head)
    text = decoded(head, encoding, path.name, partly=True)
    lines = text.splitlines(keepends=True)
    skip = 0
    while skip < len(lines) and (
        not lines[skip].strip() or lines[skip].casefold().startswith(_EXCEL_SEPARATOR)
    ):
        skip += 1
    if skip == len(lines):
        raise one(Place(path.name), "в файле нет ни одной строки", code="T-002")
    separator = _separator(lines[skip])
    header = next(csv.reader(lines[skip:], delimiter=separator))
    return Dialect(encoding, separator, tuple(text_of(cell) or "" for cell in header), skip)


def encoding_of(head: bytes) -> str:
    """Return the encoding a file begins in: by its mark, utf-8 where that fits, else cp1251."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def decoded(content: bytes, encoding: str, name: str, *, partly: bool = False) -> str:
    """Return bytes as text; `partly` allows the last letter to be cut.

    Raises:
        TableError: the bytes are no text in any encoding that is read.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=not partly)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        hint = "Сохраните таблицу как CSV (utf-8 или windows-1251) или XLSX."
        raise one(Place(name), "это не текстовый файл", hint, "T-003")
    return text.removeprefix("\ufeff")


def _separator(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def csv_rows(path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the number and the cells of every row of a small CSV that is not blank.

    Numbers are those a spreadsheet shows: a line break inside quotes does not count, a blank
    line does.

    Raises:
        TableError: it is not text, or a quote is never closed.
    """
    content, dialect = path.read_bytes(), dialect_of(path)
    encoding = _whole(content) if dialect.encoding == "utf-8" else dialect.encoding
    text = decoded(content, encoding, path.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator)
    try:
        for number, record in enumerate(reader, 1):
            if number > dialect.skip:
                yield number, [text_of(cell) for cell in record]
    except csv.Error as error:
        hint = "Проверьте, все ли кавычки закрыты."
        raise one(
            Place(path.name, row=reader.line_num), f"строка не читается: {error}", hint, "T-004"
        ) from None


def _whole(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"
