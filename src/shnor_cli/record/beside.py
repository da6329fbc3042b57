"""What a run folder keeps beside the facts: tasks, the journal, the list of doubted results."""

from pathlib import Path

from shnor_cli.errors import RunError
from shnor_cli.model import Results
from shnor_cli.record.info import BESIDE, Info, beside_of
from shnor_cli.record.schools import ids
from shnor_cli.record.sql import (
    copy,
    counted,
    file_labels,
    identifier,
    literal,
    looked_up,
    own_table,
    parquet,
    registered,
)
from shnor_cli.russian import number, quote

_KEY = 'school, "group", year, procedure, subject, level, grade'
_ORDER = {
    # 3.10 comes after 3.2, and 1К2 after 1К1
    "tasks": rf"{_KEY}, try_cast(regexp_extract_all(task, '\d+') AS BIGINT[]), task",
    "journal": _KEY,
    "doubted": 'school, year, procedure, subject, grade, ground, file, "row"',
}


def write_beside(results: Results, folder: Path) -> None:
    """Write each table that there is.

    Raises:
        RunError: a file cannot be written.
    """
    for name in beside_of(results):
        copy(results.connection, beside_query(results, name), folder / f"{name}.parquet")


def beside_query(results: Results, name: str) -> str:
    """Return the query that selects a table of `beside_of`, in the order of its rows."""
    relation = beside_of(results)[name]
    typed = (
        f"{identifier(each)}::{kind} AS {identifier(each)}" for each, kind in BESIDE[name].items()
    )
    file = looked_up("file", file_labels(results.sources))
    return (
        f"SELECT {', '.join(typed)} FROM (SELECT * REPLACE ({file} AS file) FROM {relation}) "
        f"ORDER BY {_ORDER[name]}"
    )


def read_beside(results: Results, name: str, info: Info, folder: Path) -> str:
    """Read a table back; return its relation, an empty name where the run has none.

    Raises:
        RunError: it speaks of a school or of a file that the run does not know.
    """
    if name not in info.beside:
        return ""
    connection, path = results.connection, folder / f"{name}.parquet"
    table = own_table(connection, f"recorded_{name}")
    labels = ", ".join(map(literal, file_labels(results.sources)))
    file = f"list_position([{labels}]::VARCHAR[], file)::INTEGER - 1"
    connection.execute(
        f"CREATE TABLE {table} AS SELECT * REPLACE ({file} AS file) FROM {parquet(path)}"
    )
    _check(results, table, path)
    return table


def _check(results: Results, table: str, path: Path) -> None:
    known = "school = '' OR school IN (SELECT id FROM shnor_ids)"
    with registered(results.connection, shnor_ids=ids(results.schools)):
        strange = counted(
            results.connection,
            f"SELECT count(*) FROM {table} WHERE file IS NULL OR year IS NULL OR NOT ({known})",
        )
    if strange:
        raise RunError(
            f"Файл {path.name} прогона {quote(str(path.parent))} испорчен:"
            f" строк с неизвестной школой, годом или файлом: {number(strange)}.",
            hint="Проведите прогон заново: shnor identify.",
        )
