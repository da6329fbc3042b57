"""What a part of a workbook holds, told by an XML parser: exact in any writing, and slow."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from shnor_cli.tables.percent_cells import is_part
from shnor_cli.tables.seen import UNSAVED, Looked, Seen, column_of, is_unsaved

_ADDRESS = re.compile(r"([A-Za-z]+)(\d+)")
_TRUE = ("1", "true")


class EntitiesError(ValueError):
    """A part declares entities, which workbooks do not do."""


def tags(content: bytes, tag: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of every element of a name, whatever its prefix and theirs.

    Raises:
        ValueError: it is no XML, or declares entities.
    """
    found: list[dict[str, str]] = []

    def begin(name: str, said: dict[str, str]) -> None:
        if _local(name) == tag:
            found.append(said)

    parser = _parser()
    parser.StartElementHandler = begin
    _parse(parser, [content])
    yield from found


def looked_exactly(pieces: Iterable[bytes], percents: Collection[str] = ()) -> Looked:
    """Look at a sheet, given in pieces; a row or a cell without an address follows the last one.

    `percents` are the styles of cells that show percents.

    Raises:
        ValueError: it is no XML, or declares entities.
    """
    sheet = _Sheet(_parser(), percents)
    sheet.parser.StartElementHandler = sheet.begin
    sheet.parser.EndElementHandler = sheet.end
    _parse(sheet.parser, pieces)
    return Looked(sheet.seen, sheet.rows, sheet.columns, sheet.twice)


@dataclass
class _Sheet:
    """A sheet as its cells are passed."""

    parser: expat.XMLParserType
    percents: Collection[str]
    seen: Seen = field(default_factory=lambda: Seen(may_have_bools=False))
    rows: int = 0
    columns: int = 0
    twice: int = 0
    _met: set[int] = field(default_factory=set)
    _row: int = -1
    _column: int = -1
    _is_hidden: bool = False
    _cell: "_Cell | None" = None

    def begin(self, name: str, said: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = _local(name)
        if self._cell is not None:
            self._cell.holds.add(name)
            if name == "v":
                self._cell.value = ""
                self.parser.CharacterDataHandler = self._add
        elif name == "c":
            self._column += 1
            if found := _ADDRESS.fullmatch(said.get("r", "")):
                self._row, self._column = int(found[2]) - 1, column_of(found[1]) - 1
            self._cell = _Cell(said.get("t"), said.get("s") in self.percents)
        elif name == "row":
            self._row = int(said["r"]) - 1 if "r" in said else self._row + 1
            self.twice = self.twice or (self._row in self._met) * (self._row + 1)
            self._met.add(self._row)
            self._column = -1
            self._is_hidden = said.get("hidden") in _TRUE

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.value = (self._cell.value or "") + text

    def end(self, name: str) -> None:
        """Take the end of an element."""
        name = _local(name)
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "c" and self._cell is not None:
            self._judge(self._cell)
            self._cell = None

    def _judge(self, cell: "_Cell") -> None:
        if self._is_hidden:
            self.seen.hidden.append(self._row + 1)
            self._is_hidden = False
        if cell.holds:
            self.rows, self.columns = (
                max(self.rows, self._row + 1),
                max(self.columns, self._column + 1),
            )
        self.seen.may_have_bools = self.seen.may_have_bools or cell.kind == "b"
        if cell.is_percent and is_part(cell.kind, cell.value):
            self.seen.percents.add((self._row, self._column))
        if cell.kind == "e" and cell.value:
            self.seen.broken[self._row, self._column] = cell.value
        elif "f" in cell.holds and "is" not in cell.holds and is_unsaved(cell.kind, cell.value):
            self.seen.broken[self._row, self._column] = UNSAVED


@dataclass
class _Cell:
    """A cell that is not closed yet."""

    kind: str | None
    is_percent: bool
    value: str | None = None
    holds: set[str] = field(default_factory=set)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise EntitiesError


def _parse(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - it takes no keyword
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
