"""Writing a run folder, whole or not at all."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from shnor_cli.errors import RunError
from shnor_cli.record.beside import write_beside
from shnor_cli.record.findings import groups_query, outcomes_query, values_query
from shnor_cli.record.folder import check_rights, recover, replace
from shnor_cli.record.info import (
    INFO,
    METHODOLOGY,
    TABLE,
    info_of,
    is_ours,
    read_info,
    write_info,
)
from shnor_cli.record.results import write_remarks, write_results
from shnor_cli.record.sql import copy, single_thread
from shnor_cli.record.table import write_table
from shnor_cli.record.verdicts import verdict_columns, verdicts_query
from shnor_cli.resources import digest_of
from shnor_cli.russian import quote

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification


def check_run(folder: Path, digest: str) -> None:
    """Check that a run may be written to a folder: call it before the long work.

    Raises:
        RunError: the folder holds something else, or a run made by another methodology.
    """
    recover(folder)
    _check_kind(folder, digest)
    check_rights(folder)


def _check_kind(folder: Path, digest: str) -> None:
    if not folder.exists():
        return
    said = quote(str(folder))
    if not folder.is_dir():
        raise RunError(f"{said} не папка, а файл.", hint="Назовите другую папку: -o ПАПКА.")
    if not any(folder.iterdir()):
        return
    if not (folder / INFO).is_file():
        raise RunError(
            f"Папка {said} не пуста, и это не папка прогона: в ней ничего не тронуто.",
            hint="Назовите другую папку: -o ПАПКА.",
        )
    earlier = read_info(folder).methodology
    if earlier.digest != digest:
        raise RunError(
            f"В папке {said} прогон по другой методике или другой её редакции"
            f" ({quote(earlier.id)}): он не заменён.",
            hint="Назовите другую папку: -o ПАПКА. Или уберите прежний прогон сами.",
        )


def write_run(
    identification: "Identification", folder: Path, *, parameters: Mapping[str, JsonValue]
) -> None:
    """Write a run, in place of an earlier one by the same methodology.

    Args:
        identification: what the run found.
        folder: where it is to stand; the earlier run there is replaced, other files stay.
        parameters: what the user asked for, as JSON; no folders in it.

    Raises:
        RunError: the folder holds something else, a file is in use, the disk is full.
    """
    digest = identification.file.digest
    check_run(folder, digest)
    # and once more when no other process writes there
    check = partial(check_run, folder, digest)
    replace(folder, partial(write_files, identification, parameters), ours=is_ours, check=check)


def write_files(
    identification: "Identification", parameters: Mapping[str, JsonValue], folder: Path
) -> None:
    """Fill an empty folder with all that a run keeps.

    Raises:
        RunError: a file cannot be written.
    """
    with single_thread(identification.results.connection):
        _write_tables(identification, folder)
    text = identification.file.resolved
    (folder / METHODOLOGY).write_text(text, encoding="utf-8", newline="\n")
    files = {path.name: digest_of(path) for path in folder.iterdir()}
    write_info(info_of(identification, parameters, files), folder / INFO)


def _write_tables(identification: "Identification", folder: Path) -> None:
    connection = identification.results.connection
    write_remarks(connection, identification.results.remarks, folder)
    write_beside(identification.results, folder)
    with values_query(identification) as select:
        copy(connection, select, folder / "values.parquet")
    with outcomes_query(identification) as select:
        copy(connection, select, folder / "outcomes.parquet")
    with groups_query(identification) as select:
        copy(connection, select, folder / "groups.parquet")
    verdicts = verdict_columns(identification)
    with verdicts_query(identification, verdicts) as select:
        copy(connection, select, folder / "verdicts.parquet")
    write_table(identification, verdicts, folder / TABLE)
    # whether a column is known to have no gaps shows in the bytes; see also `actions.connection`
    connection.execute("PRAGMA enable_optimizer")
    write_results(identification.results, folder)
