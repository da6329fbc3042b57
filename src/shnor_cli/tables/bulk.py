"""Big CSV files: a scan of texts by DuckDB, and a fast reading of clean ones by pyarrow.

pyarrow gives the texts of key columns as codes while it parses, which spares looking each up
again, reads cp1251 as fast as utf-8, and refuses `1.5` where a whole number is wanted (DuckDB
rounds it). What it refuses is read as texts, where every cell can be looked at.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place
from shnor_cli.tables.delimited import Dialect, records, spoilt
from shnor_cli.tables.faults import error_of
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import too_wide
from shnor_cli.tables.keys import school_field
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.numbers import SCALED, number_fields
from shnor_cli.tables.passing import Passing, Seen
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import file_literal, literal

_BLOCK = 1 << 20
_PIECE = 1 << 20


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
    with Passing(container.source, container.dialect.encoding) as passing:
        coded = _as_codes(passing, named, container.dialect) if _is_plain(named) else None
        seen = passing.seen()
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


def _as_codes(file: Passing, named: Named, dialect: Dialect) -> Coded | None:
    counted = number_fields(named)
    keys = [each.position or 0 for role, each in named.fields.items() if role not in counted]
    counts = [each.position or 0 for key, each in counted.items() if key != "score_sum"]
    sums = [each.position or 0 for key, each in counted.items() if key == "score_sum"]
    coded = read_coded(file, dialect, keys, counts, sums)
    if coded is None:
        return None
    never_blank = ("year", "procedure", "subject")
    wanted = [school_field(named), *(named.fields[role] for role in never_blank)]
    # a row without a key may be a blank one or a fault: that is for texts to tell
    has_blanks = any("" in coded.texts[f"v{each.position}"] for each in wanted)
    return None if has_blanks else coded


def text_relation(given: Input, dialect: Dialect, seen: Seen, scratch: Scratch) -> str:
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


def _spoilt_line(given: Input) -> int:
    """Return the line of the first byte that is not utf-8, 0 where all are."""
    import codecs

    lines = 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    with given.path.open("rb") as file:
        while piece := file.read(_PIECE):
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
    file: Passing, dialect: Dialect, keys: Sequence[int], counts: Sequence[int], sums: Sequence[int]
) -> Coded | None:
    """Read columns of a clean CSV by position: keys as codes, counts and sums as whole numbers.

    Returns:
        None where the file is not clean: a cell that is no number, a quote never closed, rows of
        different lengths. Then it has to be read as texts.
    """
    import pyarrow as pa

    texts = pa.dictionary(pa.int32(), pa.string())
    kinds = {
        **{f"v{each}": texts for each in (*keys, *sums)},
        **{f"v{each}": pa.int32() for each in counts},
    }
    try:
        table = _parsed(file, dialect, kinds)
        return _coded(table, dialect.skip + 2, {f"v{each}" for each in sums})
    except (pa.ArrowInvalid, _NotDecimalError):
        return None
    finally:
        pa.default_memory_pool().release_unused()  # Arrow keeps what it once took


def _parsed(file: Passing, dialect: Dialect, kinds: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    from pyarrow import csv

    return csv.read_csv(
        file,
        read_options=csv.ReadOptions(
            column_names=[f"v{each}" for each in range(len(dialect.header))],
            skip_rows=dialect.skip + 1,
            block_size=_BLOCK,
        ),
        parse_options=csv.ParseOptions(delimiter=dialect.separator),
        convert_options=csv.ConvertOptions(
            column_types=kinds,
            include_columns=list(kinds),
            null_values=[""],
            strings_can_be_null=False,
        ),
    )


def _coded(table: Any, first: int, sums: Collection[str]) -> Coded:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa

    rows = table.num_rows
    arrays: dict[str, NDArray[Any]] = {"row": np.arange(first, first + rows, dtype=np.int32)}
    texts: dict[str, Sequence[str]] = {}
    for name in table.column_names:
        column = table[name].unify_dictionaries().combine_chunks()
        table = table.drop_columns([name])  # lets go of it, so that nothing is held twice
        if not pa.types.is_dictionary(column.type):
            arrays[name] = _numbers(column)
            continue
        said, codes = column.dictionary.to_pylist(), _numbers(column.indices)
        if name in sums:
            arrays[name] = np.ma.take(_decimals(said), codes)
        else:
            texts[name], arrays[name] = tuple(said), codes.astype(np.min_scalar_type(len(said)))
    return Coded(arrays, texts, rows)


class _NotDecimalError(ValueError):
    """A sum of scores is no plain decimal number."""


def _decimals(texts: Sequence[str]) -> NDArray[Any]:
    """Return decimal numbers in units of 1 / SCORE_SCALE.

    pyarrow's own parsing takes exponents, and its threads spoil each other's decimal commas.
    """
    import pyarrow as pa

    if any("e" in text or "E" in text for text in texts):
        raise _NotDecimalError
    points = [text.replace(",", ".") or None for text in texts]
    return _numbers(pa.array(points, pa.string()).cast(pa.decimal128(18, 4)))


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
