"""Reading a run folder: the tables it keeps are judged anew by the methodology it keeps.

So everything that shows a run works on the very arrays that gave it. Measuring and judging are
quick and always give the same; the verdicts found are compared with those recorded, so that no
explanation can contradict the record.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from shnor_cli.criteria.loading import MethodologyFile, load_text
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import MethodologyError, RunError
from shnor_cli.record.differences import differing_verdicts
from shnor_cli.record.folder import recover, said_as_run_error
from shnor_cli.record.info import (
    METHODOLOGY,
    VERDICTS,
    Info,
    check_regular,
    check_unchanged,
    judged_of,
    read_info,
)
from shnor_cli.record.results import read_results
from shnor_cli.russian import plural, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Run(NamedTuple):
    """A run read back from its folder."""

    folder: Path
    info: Info
    identification: Identification


class Described(NamedTuple):
    """What a run folder says of its run, before its tables are read."""

    folder: Path
    info: Info
    file: MethodologyFile


def read_run(connection: "DuckDBPyConnection", folder: Path) -> Run:
    """Read a run and make sure that its verdicts are still what the record says.

    Raises:
        RunError: see `unchanged` and `judged_anew`.
    """
    return judged_anew(connection, unchanged(folder))


def unchanged(folder: Path) -> Described:
    """Read what needs no connection, of a run whose files are those that were written.

    Raises:
        RunError: there is no such run, or a file of it is missing, changed or spoilt.
    """
    recover(folder)
    info = read_info(folder)
    check_unchanged(info, folder, (*info.read_back, VERDICTS))
    return _described(folder, info)


def judged_anew(connection: "DuckDBPyConnection", described: Described) -> Run:
    """Read a run's tables, judge them and make sure that the verdicts are those recorded.

    Raises:
        RunError: a table is spoilt, the methodology is another than the run says, or the verdicts
            derived are not those recorded.
    """
    folder = described.folder
    run = _derived(connection, described)
    if run.info.methodology != judged_of(run.identification):
        raise RunError(
            f"Методика в папке {quote(str(folder))} изменена после прогона.",
            hint=_CHECK.format(folder=folder),
        )
    differing = differing_verdicts(run.identification, folder)
    if differing:
        raise RunError(
            f"Прогон {quote(str(folder))} не сходится сам с собой: заново выведенные заключения"
            f" расходятся с записанными у {plural(differing, 'школы', 'школ', 'школ')}.",
            hint=_CHECK.format(folder=folder),
        )
    return run


_CHECK = "Что именно разошлось, покажет команда: shnor verify {folder}"


def derive_run(connection: "DuckDBPyConnection", folder: Path) -> Run:
    """Read a run's tables and methodology and judge them anew, comparing with nothing.

    Raises:
        RunError: there is no such run, or a file of it is missing or spoilt.
    """
    recover(folder)
    return _derived(connection, _described(folder, read_info(folder)))


def _described(folder: Path, info: Info) -> Described:
    for name in info.read_back:
        check_regular(folder, name)
    return Described(folder, info, read_methodology(folder))


def _derived(connection: "DuckDBPyConnection", described: Described) -> Run:
    folder, info = described.folder, described.info
    try:
        results = read_results(connection, info, folder)
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as error:
        named = re.search(r"[\w-]+\.parquet", str(error))  # DuckDB's own words are English
        which = f"файл {named[0]} пропал или испорчен" if named else "одна из таблиц испорчена"
        raise RunError(
            f"Прогон {quote(str(folder))} не читается: {which}.",
            hint="Проведите прогон заново: shnor identify.",
        ) from error
    return Run(folder, info, identify(described.file, results, info.year))


def read_methodology(folder: Path) -> MethodologyFile:
    """Read the methodology kept in a run folder.

    Raises:
        RunError: it cannot be read or used.
    """
    with said_as_run_error(folder):
        raw = (folder / METHODOLOGY).read_bytes()
    try:
        return load_text(raw.decode("utf-8"), METHODOLOGY)
    except UnicodeDecodeError as error:
        raise RunError(f"Файл {METHODOLOGY} папки {quote(str(folder))} испорчен.") from error
    except MethodologyError as error:
        raise RunError(
            f"Методика в папке прогона {quote(str(folder))} испорчена: {error.message}",
            error.problems,
            error.hint,
        ) from error
