"""Workbooks of Excel 97–2003 (.xls): which cells hold an error and which rows are hidden.

Their reader gives an error as an empty cell. The file is described in [MS-CFB], its records in
[MS-XLS].
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from shnor_cli.tables.seen import Seen

_STREAM = "Workbook"
_END = 0xFFFFFFFA
"""Numbers of sectors from here on mean that there is none."""
_FIRST_FAT, _LAST_FAT = 76, 512
_ENTRY = 128
_ROOT = 0
_SMALL = 6
"""The size of a small sector, as a power of two."""
_BOF, _EOF, _SHEET, _ROW, _BOOLERR, _FORMULA = 0x809, 0x0A, 0x85, 0x208, 0x205, 0x06
_HIDDEN = 0x20
_OTHER, _IS_ERROR = b"\xff\xff", 2
"""What stands in place of a formula's number: the mark of another kind of value, and the kind."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def look_at_old(path: Path) -> Mapping[str, Seen]:
    """Look through the records of an old workbook; what is seen of its sheets, by their names.

    Nothing is seen of a file that is made otherwise: whether it can be read its reader tells.
    """
    try:
        stream = _File(path.read_bytes()).stream()
        return {name: _look(stream, place) for name, place in _sheets(stream)}
    except (struct.error, IndexError, ValueError):
        return {}


class _Entry(NamedTuple):
    """A stream inside the file."""

    name: str
    start: int
    size: int


class _File:
    """A compound file: sectors that are chained to streams."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        self.shift = min(shift, 16)
        (self.directory,) = struct.unpack_from("<I", content, 48)
        self.cutoff, self.small = struct.unpack_from("<II", content, 56)
        self.count = len(content) >> self.shift
        tables = islice(self._tables(), self.count)  # more than there are sectors is a circle
        self.links = self._numbers(b"".join(map(self.sector, tables)))

    def stream(self) -> bytes:
        """Return the stream of the workbook, empty where there is none."""
        directory = self._chained(self.directory)
        entries = [_entry(directory, at) for at in range(0, len(directory), _ENTRY)]
        found = next((each for each in entries if each.name == _STREAM), None)
        if found is None:
            return b""
        if found.size >= self.cutoff:
            return self._chained(found.start)[: found.size]
        small = self._chained(entries[_ROOT].start)
        links = self._numbers(self._chained(self.small))
        places = _chain(found.start, links)
        parts = (small[each << _SMALL : (each + 1) << _SMALL] for each in places)
        return b"".join(parts)[: found.size]

    def sector(self, number: int) -> bytes:
        """Return a sector; the header stands before the first."""
        return self.content[(number + 1) << self.shift : (number + 2) << self.shift]

    def _tables(self) -> Iterator[int]:
        """Yield the sectors that hold the links of all others."""
        first = self._numbers(self.content[_FIRST_FAT:_LAST_FAT])
        yield from (each for each in first if each < _END)
        (more,) = struct.unpack_from("<I", self.content, 68)
        for _ in range(self.count):
            if more >= _END:
                return
            *listed, more = self._numbers(self.sector(more))
            yield from (each for each in listed if each < _END)

    def _chained(self, start: int) -> bytes:
        return b"".join(self.sector(each) for each in _chain(start, self.links))

    @staticmethod
    def _numbers(content: bytes) -> Sequence[int]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _chain(start: int, links: Sequence[int]) -> Iterator[int]:
    """Yield the numbers of a chain; a spoilt one may be a circle."""
    for _ in links:
        if start >= _END:
            return
        yield start
        start = links[start]


def _entry(directory: bytes, at: int) -> _Entry:
    (length,) = struct.unpack_from("<H", directory, at + 64)
    name = directory[at : at + max(length - 2, 0)].decode("utf-16-le")
    return _Entry(name, *struct.unpack_from("<II", directory, at + 116))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part of the stream up to its end: kind and content."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        depth += (kind == _BOF) - (kind == _EOF)  # charts stand inside a sheet
        if not depth:
            return
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Yield the names of sheets and where they begin."""
    for kind, content in _records(stream, 0):
        if kind == _SHEET:
            place, _, length, is_wide = struct.unpack_from("<IHBB", content)
            encoding, width = ("utf-16-le", 2) if is_wide & 1 else ("latin-1", 1)
            yield content[8 : 8 + length * width].decode(encoding), place


def _look(stream: bytes, place: int) -> Seen:
    seen = Seen()
    for kind, content in _records(stream, place):
        if kind == _ROW:
            row, _, _, _, _, _, options = struct.unpack_from("<7H", content)
            if options & _HIDDEN:
                seen.hidden.append(row + 1)
        elif (code := _error(kind, content)) is not None:
            row, column = struct.unpack_from("<HH", content)
            seen.broken[row, column] = _ERRORS.get(code, "Excel")
    return seen


def _error(kind: int, content: bytes) -> int | None:
    """Return the code of the error that a record holds, if it is one."""
    if kind == _BOOLERR:
        return content[6] if content[7] else None
    is_error = kind == _FORMULA and content[12:14] == _OTHER and content[6] == _IS_ERROR
    return content[8] if is_error else None
