"""Big CSV files: a scan of texts by DuckDB, and a fast reading of clean ones by pyarrow.

pyarrow gives the texts of key columns as codes while it parses, which spares looking each up
again, reads cp1251 as fast as utf-8, and refuses `1.5` where a whole number is wanted (DuckDB
rounds it). What it refuses is read as texts, where every cell can be looked at.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place
from shnor_cli.tables.delimited import Dialect
from shnor_cli.tables.faults import one
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import file_literal, literal

SCALE = 10_000
"""Sums of scores are whole numbers of 1 / SCALE here."""
_BLOCK = 1 << 20
_PIECE = 1 << 20


@dataclass(frozen=True)
class Coded:
    """A clean CSV as arrays: codes of texts, whole numbers, scores in units of 1 / SCALE."""

    arrays: Mapping[str, NDArray[Any]]
    texts: Mapping[str, Sequence[str]]
    rows: int


def text_relation(path: Path, dialect: Dialect, scratch: Scratch) -> str:
    """Return a scan of a CSV as texts, with `row`; another encoding is turned into utf-8 first.

    Raises:
        TableError: the file is not text.
    """
    if dialect.encoding != "utf-8" or not _is_utf8(path):
        path = _transcoded(path, dialect.encoding, scratch)
    columns = ", ".join(f"'v{position}': 'VARCHAR'" for position in range(len(dialect.header)))
    skipped = f", skip={dialect.skip}" if dialect.skip else ""
    return (
        f'(SELECT row_number() OVER () + {dialect.skip + 1} AS "row", * '
        f"FROM read_csv({file_literal(path)}, auto_detect=false, columns={{{columns}}}, "
        f"delim={literal(dialect.separator)}, quote='\"', escape='\"', header=true{skipped}))"
    )


def _is_utf8(path: Path) -> bool:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def _transcoded(path: Path, encoding: str, scratch: Scratch) -> Path:
    copy = scratch.folder() / "table.csv"
    source = "cp1251" if encoding == "utf-8" else encoding
    try:
        with (
            path.open(encoding=source, newline="") as file,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            shutil.copyfileobj(file, out, _PIECE)
    except UnicodeDecodeError:
        hint = "Сохраните таблицу как CSV в utf-8 или windows-1251."
        raise one(Place(path.name), "это не текстовый файл", hint, "T-003") from None
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
    from pyarrow import csv as pa_csv

    kinds = {
        **{f"v{each}": pa.dictionary(pa.int32(), pa.string()) for each in keys},
        **{f"v{each}": pa.int32() for each in counts},
        **{f"v{each}": pa.decimal128(18, 4) for each in sums},
    }
    encodings = ["utf-8", "cp1251"] if dialect.encoding == "utf-8" else [dialect.encoding]
    for encoding in encodings:
        try:
            table = pa_csv.read_csv(
                path,
                read_options=pa_csv.ReadOptions(
                    column_names=[f"v{each}" for each in range(len(dialect.header))],
                    skip_rows=dialect.skip + 1,
                    block_size=_BLOCK,
                    encoding=encoding,
                ),
                parse_options=pa_csv.ParseOptions(delimiter=dialect.separator),
                convert_options=pa_csv.ConvertOptions(
                    column_types=kinds,
                    include_columns=list(kinds),
                    null_values=[""],
                    strings_can_be_null=False,
                ),
            )
        except (pa.ArrowInvalid, UnicodeDecodeError):
            continue
        return _coded(table.unify_dictionaries(), dialect.skip + 2) if table.num_rows else None
    return None


def _coded(table: Any, first: int) -> Coded:  # noqa: ANN401 - pyarrow has no types
    rows = np.arange(first, table.num_rows + first, dtype=np.int64)
    arrays: dict[str, NDArray[Any]] = {"row": rows}
    texts = {}
    for column in table.column_names:
        chunks = table[column].chunks
        if hasattr(chunks[0], "dictionary"):
            texts[column] = tuple(chunks[0].dictionary.to_pylist())
            chunks = [chunk.indices for chunk in chunks]
        parts = [_numbers(chunk) for chunk in chunks]
        masked = any(isinstance(part, np.ma.MaskedArray) for part in parts)
        arrays[column] = np.ma.concatenate(parts) if masked else np.concatenate(parts)  # type: ignore[no-untyped-call]
    return Coded(arrays, texts, table.num_rows)


def _numbers(chunk: Any) -> NDArray[Any]:  # noqa: ANN401 - see above
    """Take a chunk of whole numbers by its buffers: `to_numpy` would import pandas."""
    import pyarrow as pa

    mask, values = chunk.buffers()
    span = slice(chunk.offset, chunk.offset + len(chunk))
    if pa.types.is_decimal(chunk.type):
        # 128 bits, of which 18 digits fill the lower half
        numbers: NDArray[Any] = np.frombuffer(values, np.int64)[::2][span]
    else:
        numbers = np.frombuffer(values, np.int32)[span]
    if mask is None or not chunk.null_count:
        return numbers
    known = np.unpackbits(np.frombuffer(mask, np.uint8), bitorder="little")[span]
    return np.ma.MaskedArray(numbers, known == 0)
