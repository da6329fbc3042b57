"""CSV: which encoding, separator and header a file has; small files as rows of texts."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shnor_cli.errors import Place, TableError
from shnor_cli.russian import number as in_digits
from shnor_cli.tables.bounds import BOUNDS
from shnor_cli.tables.encodings import encoding_of
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.separators import split_of
from shnor_cli.tables.texts import text_of

_HEAD = 1 << 16
_FIRST = 100
"""Lines among which the header of a big CSV is looked for."""
_EXCEL_SEPARATOR = "sep="
_NO_SEPARATOR = "\"'\r\n "
_LONGEST_CELL = 100_000
_FEW = 2
"""Separators that a cell of a header with a line break may hold."""
_QUOTES = "Проверьте кавычки в этой строке и ниже: каждая открытая должна быть закрыта."


class Dialect(NamedTuple):
    """How a CSV is written, and its header."""

    encoding: str
    """As Python and pyarrow know it; a byte order mark is skipped by every reader."""
    separator: str
    header: tuple[str, ...]
    skip: int
    """Lines before the header: blank ones and Excel's `sep=;`."""
    width: int
    """Cells of most rows."""


def dialect_of(given: Input) -> Dialect:
    """Find how a CSV is written, from its beginning.

    Raises:
        TableError: it is not text, or holds no header.
    """
    encoding = encoding_of(given)
    with given.path.open("rb") as file:
        head = file.read(_HEAD)
    text = decoded(head, encoding, given, partly=True)
    lines = text.splitlines(keepends=True)
    skip, told = 0, given.reading.delimiter
    while skip < len(lines) and (not lines[skip].strip() or _separator_told(lines[skip])):
        told = told or _separator_told(lines[skip])
        skip += 1
    if skip == len(lines):
        raise one(Place(given.name), "в файле нет ни одной строки", code="T-002")
    # the last line may be cut
    whole = lines[skip : -1 if len(head) == _HEAD else None] or lines[skip:]
    try:
        split = split_of(whole, told or None)
        header = next(csv.reader(lines[skip:], delimiter=split.separator))
    except csv.Error:
        raise unclosed(given, skip + 1) from None
    if any("\n" in cell and cell.count(split.separator) > _FEW for cell in header):
        raise unclosed(given, skip + 1)
    names = tuple(text_of(cell) or "" for cell in header)
    return Dialect(encoding, split.separator, names, skip, max(split.width, len(names)))


def too_wide(given: Input, width: int) -> TableError:
    """Make the error of a table with more columns than any has."""
    fault = f"столбцов {in_digits(width)}, а в таблице бывает не больше {in_digits(BOUNDS.columns)}"
    return one(Place(given.name), fault, "Проверьте, тот ли это файл.", "T-007")


def _separator_told(line: str) -> str:
    """Return the sign that Excel's line `sep=;` tells, or nothing."""
    said = line.rstrip("\r\n").strip('"')
    is_told = said.casefold().startswith(_EXCEL_SEPARATOR)
    return said[len(_EXCEL_SEPARATOR) :][:1].strip(_NO_SEPARATOR) if is_told else ""


def decoded(content: bytes, encoding: str, given: Input, *, partly: bool = False) -> str:
    """Return bytes as text; `partly` allows the last letter to be cut.

    Raises:
        TableError: the bytes are no text in that encoding.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=not partly)
    except UnicodeDecodeError as error:
        raise spoilt(given, content.count(b"\n", 0, error.start) + 1, encoding) from None
    if "\0" in text:
        raise with_zero(given, text.count("\n", 0, text.index("\0")) + 1)
    return text.removeprefix("\ufeff")


def spoilt(given: Input, row: int, encoding: str) -> TableError:
    """Make the error of bytes that the encoding of a file has not."""
    hint = "Откройте файл, исправьте испорченные знаки этой строки и сохраните заново."
    if given.reading.encoding is not None:
        hint = "Проверьте, та ли кодировка названа в --encoding."
    return one(Place(given.name, row=row), f"испорченные знаки: это не {encoding}", hint, "T-003")


def with_zero(given: Input, row: int) -> TableError:
    """Make the error of a file with zero bytes: it is no text, or was cut by a broken disk."""
    hint = "Это не таблица CSV, или файл испорчен: сохраните таблицу заново как CSV или XLSX."
    return one(Place(given.name, row=row), "это не текстовый файл: в нём нули", hint, "T-003")


def csv_rows(given: Input) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the number and the cells of every row of a small CSV that is not blank.

    Numbers are those a spreadsheet shows: a line break inside quotes does not count, a blank
    line does.

    Raises:
        TableError: it is not text, or a quote is never closed.
    """
    dialect = dialect_of(given)
    text = decoded(given.path.read_bytes(), dialect.encoding, given)
    for number, record in records(io.StringIO(text, newline=""), dialect, given):
        yield number, [text_of(cell) for cell in record]


def beginning(given: Input, dialect: Dialect) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the first rows of a CSV with their numbers, as long as each is one line."""
    with given.path.open("rb") as file:
        head = decoded(file.read(_HEAD), dialect.encoding, given, partly=True)
    lines = head.splitlines(keepends=True)[:_FIRST]
    reader = csv.reader(lines[:-1], delimiter=dialect.separator)  # the last may be cut
    for number, record in enumerate(reader, 1):
        if reader.line_num != number:
            return
        if number > dialect.skip:
            yield number, [text_of(cell) for cell in record]


def records(
    lines: Iterable[str], dialect: Dialect, given: Input
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every row of a CSV, the header first.

    Raises:
        TableError: a quote is never closed, or a row is too wide.
    """
    number = 0
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=dialect.separator), 1):
            if number > dialect.skip:
                if _has_swallowed(record, dialect):
                    raise unclosed(given, number)
                if len(record) > BOUNDS.columns:
                    raise too_wide(given, len(record))
                yield number, record
    except csv.Error:
        fault = f"строка не читается: в ячейке больше {_LONGEST_CELL} знаков"
        raise one(Place(given.name, row=number + 1), fault, _QUOTES, "T-004") from None


def _has_swallowed(record: list[str], dialect: Dialect) -> bool:
    """Whether a cell holds whole rows: a quote that nobody closed."""
    width = dialect.width
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
