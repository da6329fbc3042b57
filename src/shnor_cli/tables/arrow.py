"""Clean big CSV files as arrays, parsed by pyarrow.

It gives the texts of key columns as codes while it parses, which spares looking each up again, and
refuses `1.5` where a whole number is wanted (DuckDB rounds it).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.tables.delimited import Dialect
from shnor_cli.tables.passing import Passing

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Coded:
    """A clean CSV as arrays: codes of texts, whole numbers, scores in units of 1 / SCORE_SCALE."""

    arrays: Mapping[str, NDArray[Any]]
    texts: Mapping[str, Sequence[str]]
    rows: int


def read_coded(
    file: Passing, dialect: Dialect, keys: Sequence[int], counts: Sequence[int], sums: Sequence[int]
) -> Coded | None:
    """Read columns of a clean CSV by position: keys as codes, counts and sums as whole numbers.

    Returns:
        None where the file is not clean: a cell that is no number, a quote never closed, rows of
        different lengths. Then it has to be read as texts.
    """
    import pyarrow as pa

    # texts are decoded when each is there once
    texts = pa.dictionary(pa.int32(), pa.binary())
    kinds = {
        **{f"v{each}": texts for each in (*keys, *sums)},
        **{f"v{each}": pa.int32() for each in counts},
    }
    try:
        # the table is given away, so that its columns can be let go of one by one
        return _coded(_parsed(file, dialect, kinds), file.encoding, dialect.skip + 2, sums)
    except (pa.ArrowInvalid, UnicodeDecodeError, _NotDecimalError):
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


def _coded(table: Any, encoding: str, first: int, sums: Collection[int]) -> Coded:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa

    rows = table.num_rows
    arrays: dict[str, NDArray[Any]] = {"row": np.arange(first, first + rows, dtype=np.int32)}
    texts: dict[str, Sequence[str]] = {}
    for name in table.column_names:
        column = table[name].unify_dictionaries().combine_chunks()
        table = table.drop_columns([name])
        if not pa.types.is_dictionary(column.type):
            arrays[name] = _numbers(column)
            continue
        said = [each.decode(encoding) for each in column.dictionary.to_pylist()]
        codes = _numbers(column.indices)
        if int(name[1:]) in sums:
            arrays[name] = _decimals(said)[codes]
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
