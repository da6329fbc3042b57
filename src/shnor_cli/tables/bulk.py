"""Big CSV files: a scan of texts by DuckDB, and a fast reading of clean ones by pyarrow.

pyarrow gives the texts of key columns as codes while it parses, which spares looking each up
again, reads cp1251 as fast as utf-8, and refuses `1.5` where a whole number is wanted (DuckDB
rounds it). What it refuses is read as texts, where every cell can be looked at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place
from shnor_cli.tables.delimited import Dialect, records, spoilt, with_zero
from shnor_cli.tables.faults import error_of, one
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import too_wide
from shnor_cli.tables.keys import school_field
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.numbers import SCALED, number_fields
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import file_literal, literal

_BLOCK = 1 << 20
_PIECE = 1 << 20
_LONGEST_LINE = 2 * _PIECE
"""More bytes than a row of any table has: what reads it in blocks would lose it in silence."""
_TOO_LONG = "строка не читается: она длиннее двух миллионов знаков"
_LINE_END = re.compile(rb"[\r\n]")
_BLANK_LINE = re.compile(rb"\n\r?\n")


@dataclass(frozen=True)
class Coded:
    """A clean CSV as arrays: codes of texts, whole numbers, scores in units of 1 / SCORE_SCALE."""

    arrays: Mapping[str, NDArray[Any]]
    texts: Mapping[str, Sequence[str]]
    rows: int


def opened_in_bulk(scratch: Scratch, named: Named) -> Named:
    """Give a big CSV its relation: of codes and numbers where it is clean, else of texts.

    Raises:
        TableError: the file is not text.
    """
    container = named.container
    if container.dialect is None:
        return named
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(_look, container.source, container.dialect.encoding)
        coded = _as_codes(named, container.dialect) if _is_plain(named) else None
        seen = looking.result()
    # pyarrow does not count blank lines, and of a quote that is never closed, which takes the rest
    # of a block with it, it says nothing
    if coded is None or seen.blanks or coded.rows != seen.rows(container.dialect):
        relation = text_relation(container.source, container.dialect, seen, scratch)
        return named._replace(container=container._replace(relation=relation))
    texts = {int(column[1:]): texts for column, texts in coded.texts.items()}
    relation = scratch.arrays(coded.arrays)
    origins = tuple(each._replace(rows=coded.rows) for each in container.origins)
    kinds = {
        each.position: SCALED if key == "score_sum" else "INTEGER"
        for key, each in number_fields(named).items()
    }

    def typed(each: Field) -> Field:
        return each._replace(kind=kinds.get(each.position, "INTEGER"))

    return named._replace(
        container=container._replace(origins=origins, relation=relation, texts=texts),
        fields={role: typed(each) for role, each in named.fields.items()},
        categories={name: typed(each) for name, each in named.categories.items()},
    )


def _is_plain(named: Named) -> bool:
    """Whether every column is taken as it stands, row by row."""
    settled = (named.groups, named.codes, named.keep, "group" in named.fields)
    fields = (*named.fields.values(), *named.categories.values())
    is_each = all(each.position is not None for each in fields)
    return named.unit == "assessment" and is_each and not any(settled)


def _as_codes(named: Named, dialect: Dialect) -> Coded | None:
    counted = number_fields(named)
    keys = [each.position or 0 for role, each in named.fields.items() if role not in counted]
    counts = [each.position or 0 for key, each in counted.items() if key != "score_sum"]
    sums = [each.position or 0 for key, each in counted.items() if key == "score_sum"]
    coded = read_coded(named.container.source.path, dialect, keys, counts, sums)
    if coded is None:
        return None
    never_blank = ("year", "procedure", "subject")
    wanted = [school_field(named), *(named.fields[role] for role in never_blank)]
    # a row without a key may be a blank one or a fault: that is for texts to tell
    has_blanks = any("" in coded.texts[f"v{each.position}"] for each in wanted)
    return None if has_blanks else coded


def text_relation(given: Input, dialect: Dialect, seen: "Seen", scratch: Scratch) -> str:
    """Return a scan of a CSV as texts, with `row`; another encoding is turned into utf-8 first.

    Raises:
        TableError: the file is not text.
    """
    is_utf8 = dialect.encoding == "utf-8"
    if is_utf8 and (line := _spoilt_line(given)):
        raise spoilt(given, line, dialect.encoding)
    path = given.path if is_utf8 else _transcoded(given, dialect.encoding, scratch)
    if seen.blanks:
        return _numbered(given, path, dialect, scratch)
    columns = ", ".join(f"'v{position}': 'VARCHAR'" for position in range(len(dialect.header)))
    skipped = f", skip={dialect.skip}" if dialect.skip else ""
    # short rows are padded; DuckDB cannot do so in parallel where a cell may hold a line break
    alone = ", parallel=false" if seen.quotes else ""
    relation = (
        f'(SELECT row_number() OVER () + {dialect.skip + 1} AS "row", * '
        f"FROM read_csv({file_literal(path)}, auto_detect=false, columns={{{columns}}}, "
        f"delim={literal(dialect.separator)}, quote='\"', escape='\"', header=true, "
        f"null_padding=true{alone}{skipped}))"
    )
    if not _is_whole(seen, dialect, relation, scratch):
        return _numbered(given, path, dialect, scratch)
    return relation


def _numbered(given: Input, path: Path, dialect: Dialect, scratch: Scratch) -> str:
    """Write rows anew, each after its number: DuckDB does not count blank lines.

    Raises:
        TableError: a quote is never closed, a row has more cells than the header.
    """
    import csv

    copy, width = scratch.folder() / "rows.csv", len(dialect.header)
    with (
        path.open(encoding="utf-8-sig", newline="") as lines,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out)
        rows = records(lines, dialect, given)
        next(rows)  # the header
        for number, cells in rows:
            if any(cell.strip() for cell in cells[width:]):
                raise error_of([too_wide(Place(given.name, row=number))])
            if any(cell.strip() for cell in cells):
                writer.writerow([number, *cells[:width], *[""] * (width - len(cells))])
    columns = "".join(f", 'v{position}': 'VARCHAR'" for position in range(width))
    return (
        f"(FROM read_csv({file_literal(copy)}, auto_detect=false, "
        f"columns={{'row': 'BIGINT'{columns}}}, delim=',', quote='\"', escape='\"', header=false))"
    )


@dataclass
class Seen:
    """What the bytes of a big CSV are."""

    quotes: int = 0
    blanks: bool = False
    """Whether there is a blank line, be it inside quotes; those at the end do not count."""
    lines: int = 0
    """How many lines there are, without blank ones at the end."""

    def rows(self, dialect: Dialect) -> int:
        """How many rows stand below the header, if each has a line of its own."""
        return self.lines - dialect.skip - 1


def _look(given: Input, encoding: str) -> Seen:
    seen, ends, line = Seen(), b"", 1
    length = 0
    for piece in _pieces(given, encoding):
        if b"\0" in piece:
            raise with_zero(given, line + piece.count(b"\n", 0, piece.index(b"\0")))
        end = _LINE_END.search(piece)
        length += end.start() if end else len(piece)
        if length > _LONGEST_LINE:
            raise one(Place(given.name, row=line), _TOO_LONG, code="T-004")
        if end:
            length = len(piece) - max(piece.rfind(b"\n"), piece.rfind(b"\r")) - 1
        if said := len(piece.rstrip(b"\r\n")):
            line += piece.count(b"\n", 0, said)
            seen.lines = line
        line += piece.count(b"\n", said)
        seen.quotes += piece.count(b'"')
        joined = ends + piece
        filled = joined.rstrip(b"\r\n")
        seen.blanks = seen.blanks or bool(_BLANK_LINE.search(filled))
        ends = joined[len(filled) :][-len(b"\n\r\n") :]
    return seen


def _pieces(given: Input, encoding: str) -> Iterator[bytes]:
    if not encoding.startswith("utf-16"):
        with given.path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        return
    try:
        with given.path.open(encoding=encoding, newline="") as text:
            while said := text.read(_PIECE):
                yield said.encode()
    except UnicodeDecodeError as error:
        raise spoilt(given, error.object.count(b"\n", 0, error.start) + 1, encoding) from None


def _spoilt_line(given: Input) -> int:
    """Return the line of the first byte that is not utf-8, 0 where all are."""
    import codecs

    lines = 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    for piece in _pieces(given, "utf-8"):
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as error:
            return lines + error.object.count(b"\n", 0, error.start)
        lines += piece.count(b"\n")
    return 0


def _is_whole(seen: Seen, dialect: Dialect, relation: str, scratch: Scratch) -> bool:
    """Whether every line is a row, or is within a cell on purpose.

    A quote that nobody closed makes DuckDB take whole rows for a cell, or lose them in silence.
    """
    if not seen.quotes:
        return int(scratch.row(f"SELECT count(*) FROM {relation}")[0]) == seen.rows(dialect)
    if seen.quotes % 2:
        return False
    separator, least = literal(dialect.separator), max(len(dialect.header) - 1, 1)
    cells = [f"v{place}" for place in range(len(dialect.header))]
    breaks = " + ".join(f"coalesce({_times(cell, 'chr(10)')}, 0)" for cell in cells)
    swallowed = " OR ".join(
        f"(contains({cell}, chr(10)) AND {_times(cell, separator)} >= {least})" for cell in cells
    )
    lines, of_rows = scratch.row(
        f"SELECT count(*) + coalesce(sum({breaks}), 0)::BIGINT, count(*) FILTER ({swallowed}) "
        f"FROM {relation}"
    )
    return lines == seen.rows(dialect) and not of_rows


def _times(cell: str, sign: str) -> str:
    return f"(length({cell}) - length(replace({cell}, {sign}, '')))"


def _transcoded(given: Input, encoding: str, scratch: Scratch) -> Path:
    copy = scratch.folder() / "table.csv"
    line = 1
    try:
        with (
            given.path.open(encoding=encoding, newline="") as file,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while piece := file.read(_PIECE):
                out.write(piece)
                line += piece.count("\n")
    except UnicodeDecodeError as error:
        raise spoilt(given, line + error.object.count(b"\n", 0, error.start), encoding) from None
    return copy


def read_coded(
    path: Path, dialect: Dialect, keys: Sequence[int], counts: Sequence[int], sums: Sequence[int]
) -> Coded | None:
    """Read columns of a clean CSV by position: keys as codes, counts and sums as whole numbers.

    Returns:
        None where the file is not clean: a cell that is no number, a quote never closed, rows of
        different lengths. Then it has to be read as texts.
    """
    import pyarrow as pa

    kinds = {
        **{f"v{each}": pa.dictionary(pa.int32(), pa.string()) for each in keys},
        **{f"v{each}": pa.int32() for each in counts},
        **{f"v{each}": pa.decimal128(18, 4) for each in sums},
    }
    try:
        return _read_coded(path, dialect, kinds)
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def _read_coded(path: Path, dialect: Dialect, kinds: Mapping[str, Any]) -> Coded:
    import pyarrow as pa
    from pyarrow import csv

    table = csv.read_csv(
        path,
        read_options=csv.ReadOptions(
            column_names=[f"v{each}" for each in range(len(dialect.header))],
            skip_rows=dialect.skip + 1,
            block_size=_BLOCK,
            encoding=dialect.encoding,
            use_threads=_may_be_threaded(dialect),
        ),
        parse_options=csv.ParseOptions(delimiter=dialect.separator),
        convert_options=csv.ConvertOptions(
            decimal_point=dialect.decimal_point,
            column_types=kinds,
            include_columns=list(kinds),
            null_values=[""],
            strings_can_be_null=False,
        ),
    )
    first, rows = dialect.skip + 2, table.num_rows
    arrays: dict[str, NDArray[Any]] = {"row": np.arange(first, first + rows, dtype=np.int32)}
    texts: dict[str, Sequence[str]] = {}
    for name, kind in kinds.items():
        column = table[name].unify_dictionaries().combine_chunks()
        table = table.drop_columns([name])  # lets go of it, so that nothing is held twice
        if pa.types.is_dictionary(kind):
            texts[name] = tuple(column.dictionary.to_pylist())
            arrays[name] = _numbers(column.indices).astype(np.min_scalar_type(len(texts[name])))
        else:
            arrays[name] = _numbers(column)
    del table, column
    pa.default_memory_pool().release_unused()  # Arrow keeps what it once took
    return Coded(arrays, texts, rows)


def _may_be_threaded(dialect: Dialect) -> bool:
    """Whether pyarrow may parse on all cores.

    Its threads share the buffer in which a comma becomes a point, and spoil each other's numbers;
    a byte that an encoding has not, met by one of them, leaves the others waiting for good.
    """
    return dialect.encoding == "utf-8" and dialect.decimal_point == "."


def _numbers(column: Any) -> NDArray[Any]:  # noqa: ANN401 - pyarrow has no types
    """Take a column of whole numbers by its buffers: `to_numpy` would import pandas."""
    import pyarrow as pa

    mask, values = column.buffers()
    span = slice(column.offset, column.offset + len(column))
    if pa.types.is_decimal(column.type):
        # 128 bits, of which 18 digits fill the lower half
        numbers: NDArray[Any] = np.frombuffer(values, np.int64)[::2][span]
    else:
        numbers = np.frombuffer(values, np.int32)[span]
    if mask is None or not column.null_count:
        return numbers
    known = np.unpackbits(np.frombuffer(mask, np.uint8), bitorder="little")[span]
    return np.ma.MaskedArray(numbers, known == 0)
