"""The bytes of a big CSV, looked at while they pass to the one who parses them."""

import codecs
import io
import re
from dataclasses import dataclass

from shnor_cli.errors import Place, TableError
from shnor_cli.tables.delimited import Dialect, spoilt, with_zero
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input

_PIECE = 1 << 20
_LONGEST_LINE = 2 * _PIECE
"""More bytes than a row of any table has: what reads it in blocks would lose it in silence."""
_TOO_LONG = "строка не читается: она длиннее двух миллионов знаков"
_LINE_END = re.compile(rb"[\r\n]")
_MOST_BYTES = 3
"""That a byte of another encoding becomes in utf-8 at most."""
_LIKE_ASCII = {"utf-8", "cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"}
"""Encodings where the bytes of signs of ASCII stand for nothing else."""


@dataclass
class Seen:
    """What the bytes of a big CSV are."""

    quotes: int = 0
    lines: int = 0
    """How many lines there are, without blank ones at the end."""

    def rows(self, dialect: Dialect) -> int:
        """How many rows stand below the header, if each has a line of its own."""
        return self.lines - dialect.skip - 1


class Passing(io.RawIOBase):
    """A file in pieces that are looked at as they are read, of utf-8 where ASCII needs it.

    A fault ends the file and is raised by `seen` alone: threads of pyarrow wait for good where a
    reading fails in one of them.
    """

    def __init__(self, given: Input, encoding: str) -> None:
        self._given, self._encoding = given, encoding
        self._file = given.path.open("rb")
        is_plain = encoding in _LIKE_ASCII
        self.encoding = encoding if is_plain else "utf-8"
        self._decoder = None if is_plain else codecs.getincrementaldecoder(encoding)()
        self._seen = Seen()
        self._fault: TableError | None = None
        self._line, self._length = 1, 0

    def readable(self) -> bool:
        """Say that it can be read, as `io` asks."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes, in `encoding`; none at the end and after a fault."""
        if self._fault is not None:
            return b""
        try:
            piece = self._next(min(size, _PIECE) if size > 0 else _PIECE)
            self._look(piece)
        except TableError as fault:
            self._fault = fault
            return b""
        return piece

    def seen(self) -> Seen:
        """Read what is left and return what the whole file is.

        Raises:
            TableError: it is not text, a zero stands in it or a line has no end.
        """
        while self.read():
            pass
        if self._fault is not None:
            raise self._fault
        return self._seen

    def _next(self, size: int) -> bytes:
        if self._decoder is None:
            return self._file.read(size)
        while True:
            raw = self._file.read(max(size // _MOST_BYTES, 1))
            try:
                piece = self._decoder.decode(raw, final=not raw).encode()
            except UnicodeDecodeError as error:
                line = self._line + error.object.count(b"\n", 0, error.start)
                raise spoilt(self._given, line, self._encoding) from None
            if piece or not raw:
                return piece

    def _look(self, piece: bytes) -> None:
        if b"\0" in piece:
            line = self._line + piece.count(b"\n", 0, piece.index(b"\0"))
            raise with_zero(self._given, line)
        self._measure(piece)
        ends, filled = piece.count(b"\n"), len(piece.rstrip(b"\r\n"))
        if filled:
            self._seen.lines = self._line + ends - piece.count(b"\n", filled)
        self._line += ends
        self._seen.quotes += piece.count(b'"')

    def _measure(self, piece: bytes) -> None:
        """Sum up the length of the line that is not ended yet."""
        end = _LINE_END.search(piece)
        self._length += end.start() if end else len(piece)
        if self._length > _LONGEST_LINE:
            raise one(Place(self._given.name, row=self._line), _TOO_LONG, code="T-004")
        if end:
            self._length = len(piece) - max(piece.rfind(b"\n"), piece.rfind(b"\r")) - 1


def has_blank_lines(given: Input, encoding: str) -> bool:
    """Whether there is a blank line, be it inside quotes; those at the end do not count."""
    ends, found = b"", False
    with Passing(given, encoding) as passing:
        while not found and (piece := passing.read()):
            joined = ends + piece
            said = joined.rstrip(b"\r\n")
            found = b"\n\n" in said or b"\n\r\n" in said
            ends = joined[len(said) :][-len(b"\n\r\n") :]
    return found
