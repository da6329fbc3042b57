"""Reading any bytes as a table: the body of the fuzz tests, and `make fuzz`, which never tires."""

import sys
import tempfile
from pathlib import Path

import duckdb

from shnor_cli.errors import TableError
from shnor_cli.tables.results import read_results
from tests.tables.reading import methodology

SUFFIXES = (".csv", ".txt", ".xls", ".xlsx", ".ods", ".parquet", ".zip")
_METHODOLOGY = methodology()


def read_bytes(content: bytes, suffix: str) -> None:
    """Read bytes as a file of that suffix; anything but `TableError` is a fault of ours."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        path = Path(folder) / f"t{suffix}"
        path.write_bytes(content)
        try:
            read_results(connection, [path], _METHODOLOGY)
        except TableError as error:
            if not error.problems:
                raise


def _fuzzed(data: bytes) -> None:
    if data:
        read_bytes(data[1:], SUFFIXES[data[0] % len(SUFFIXES)])


def main() -> int:
    """Fuzz until stopped, or as `-runs=` and `-max_total_time=` say."""
    try:
        import atheris
    except ImportError:
        print("Нужна библиотека atheris (Linux): pip install 'shnor-cli[fuzz]'", file=sys.stderr)  # noqa: T201
        return 1
    atheris.instrument_all()
    atheris.Setup(sys.argv, _fuzzed)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
