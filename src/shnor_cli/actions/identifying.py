"""Identification: tables and a methodology in, verdicts out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli import record, resources
from shnor_cli.actions.connection import Opening, with_connection
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.needs import check_needs, chosen_year
from shnor_cli.engine import verdicts
from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import TableError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.tables.doubted import Doubted
    from shnor_cli.tables.files import Reading
    from shnor_cli.tables.layouts.declared import Layout

Progress = Callable[[str, float], None]
"""Takes what is being done and the share of it already done."""


def identify(  # noqa: PLR0913 - one parameter for each thing a user gives
    files: Sequence[Path],
    methodology: str | Path = "federal-2025",
    *,
    year: int | None = None,
    schools: Path | None = None,
    layout: Path | None = None,
    doubted: Path | None = None,
    reading: "Reading | None" = None,
    folder: Path = Path(),
    output: Path | None = None,
    progress: Progress | None = None,
) -> Identification:
    """Judge the schools of some tables by a methodology.

    Args:
        files: tables of results: csv, xlsx, parquet.
        methodology: the id of a methodology or its file.
        year: the report year; without it, the last one in the tables.
        schools: the register, if there is one.
        layout: how the columns of the tables are to be read (YAML).
        doubted: the list of results that need to be checked for objectivity, if there is one.
        reading: how the files are written, where they do not tell.
        folder: the working folder, whose own `criteria/` and `scales.yaml` win over the
            shipped ones.
        output: where the run is to be recorded, if that is known: refused before the work.
        progress: told what is being done, and the share of it already done.

    Raises:
        ShnorError: anything the user can put right, all of one kind at once.
    """
    from shnor_cli.tables.register import read_register
    from shnor_cli.tables.results import read_results
    from shnor_cli.tables.scales import Scales

    if not files:
        raise TableError("Не названо ни одной таблицы результатов.")
    opening = Opening()
    file = find_methodology(methodology, folder)
    if output is not None:
        record.check_run(output, file.digest)
    described = None if layout is None else _layout(layout)
    register = (
        None if schools is None else read_register(schools, reading.encoding if reading else None)
    )
    listed = None if doubted is None else _list(doubted)
    scales = Scales(resources.scale_files(folder))

    def work(connection: "DuckDBPyConnection") -> Identification:
        results = read_results(
            connection,
            files,
            file.methodology,
            layout=described,
            reading=reading,
            register=register,
            doubted=listed,
            scales=scales,
            progress=progress,
            aside=[each for each in (schools, layout, doubted) if each is not None],
        )
        wanted = chosen_year(results, year)
        check_needs(results, file.methodology)
        if progress is not None:
            progress("показатели и критерии", 1.0)
        return verdicts.identify(file, results, wanted)

    return with_connection(work, opening)


def _list(path: Path) -> "Doubted":
    from shnor_cli.tables.doubted import read_doubted

    return read_doubted(path)


def _layout(path: Path) -> "Layout":
    from shnor_cli.tables.layouts.declared import read_layout  # a model to build, seldom asked for

    return read_layout(path)
