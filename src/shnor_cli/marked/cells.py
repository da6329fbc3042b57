"""The cells of a file as they are given back: sheets of texts, whatever the container."""

from collections.abc import Iterator

from shnor_cli.errors import TableError
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input, kind_of
from shnor_cli.tables.sheets import Cells, Sheet, lines_of
from shnor_cli.tables.texts import text_of

_GREATEST = 100_000_000
"""Bytes of a file beyond which no workbook holds it."""


def sheets_of(given: Input) -> tuple[Sheet, ...]:
    """Return the sheets; none where the file cannot be read, which is a finding, or is too big."""
    try:
        if given.path.stat().st_size > _GREATEST:
            return ()
        if kind_of(given) == "parquet":
            return (Sheet(given, "", lines_of(enumerate(_rows(given), 1))),)
        return read_sheets(given)
    except (TableError, OSError):
        return ()


def _rows(given: Input) -> Iterator[Cells]:
    """Yield the header and the rows of a Parquet file; one that is spoilt has none."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(given.path)
        yield tuple(file.schema_arrow.names)
        for batch in file.iter_batches():
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield tuple(map(text_of, row))
    except pa.ArrowException:
        return
