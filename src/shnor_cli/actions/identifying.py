"""Identification: tables and a methodology in, verdicts out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli import resources
from shnor_cli.actions.connection import opening, with_connection
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.needs import check_needs, chosen_year
from shnor_cli.engine import verdicts
from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import TableError
from shnor_cli.model import Results, Source
from shnor_cli.resources import digest_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.criteria.loading import MethodologyFile
    from shnor_cli.criteria.methodology import Methodology
    from shnor_cli.tables.doubted import Doubted
    from shnor_cli.tables.files import Reading
    from shnor_cli.tables.layouts.declared import Layout

Progress = Callable[[str, float], None]
"""Takes what is being done and the share of it already done."""


def identify(  # noqa: PLR0913 - one parameter for each thing a user gives
    files: Sequence[Path],
    methodology: str | Path = resources.DEFAULT_METHODOLOGY,
    *,
    year: int | None = None,
    schools: Path | None = None,
    layout: Path | None = None,
    doubted: Path | None = None,
    reading: "Reading | None" = None,
    folder: Path = Path(),
    output: Path | None = None,
    memo: Sequence[Path] = (),
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
        memo: where its memo is to be written: refused before the work if a table stands there.
        progress: told what is being done, and the share of it already done.

    Raises:
        ShnorError: anything the user can put right, all of one kind at once.
    """
    if not files:
        raise TableError("Не названо ни одной таблицы результатов.")
    given = Given(files, schools, layout, doubted, reading, folder)
    with opening(files) as connection:
        file = find_methodology(methodology, folder)
        if output is not None:
            from shnor_cli.record.writing import check_run

            check_run(output, file.digest)

        def work(connected: "DuckDBPyConnection") -> Identification:
            _spare_tables(connected, given, memo)
            return judged(connected, file, given, year, progress)

        return with_connection(work, connection)


class Given(NamedTuple):
    """What a run is made of, see `identify`."""

    files: Sequence[Path]
    schools: Path | None = None
    layout: Path | None = None
    doubted: Path | None = None
    reading: "Reading | None" = None
    folder: Path = Path()

    @property
    def beside(self) -> list[Path]:
        """What is given beside the tables, and is none of them."""
        return [each for each in (self.schools, self.layout, self.doubted) if each is not None]


def _spare_tables(connection: "DuckDBPyConnection", given: Given, outputs: Sequence[Path]) -> None:
    """See that no table is written over that a folder or a pattern stands for.

    Raises:
        RunError: an output is such a table.
    """
    there = [each for each in outputs if each.exists()]
    if not there or all(each.is_file() for each in given.files):
        return
    from shnor_cli.putting import spare
    from shnor_cli.tables.files import Reading
    from shnor_cli.tables.inputs import inputs_of
    from shnor_cli.tables.scratch import Scratch

    with Scratch(connection) as scratch:
        inputs = inputs_of(given.files, given.reading or Reading(), scratch, [], given.beside)
        spare([each.path for each in inputs.files], there)


def judged(
    connection: "DuckDBPyConnection",
    file: "MethodologyFile",
    given: Given,
    year: int | None,
    progress: Progress | None = None,
) -> Identification:
    """Read what is given and judge it, see `identify`; the connection keeps the facts."""
    results = read_given(connection, file.methodology, given, progress)
    if given.layout is not None:
        results = _with_layout(results, given.layout)
    wanted = chosen_year(results, year)
    check_needs(results, file.methodology)
    if progress is not None:
        progress("показатели и критерии", 1.0)
    return verdicts.identify(file, results, wanted)


def read_given(
    connection: "DuckDBPyConnection",
    methodology: "Methodology",
    given: Given,
    progress: Progress | None = None,
) -> Results:
    """Read the tables that are given, with what is given beside them.

    Raises:
        ShnorError: something of it has faults.
    """
    from shnor_cli.tables.register import read_register
    from shnor_cli.tables.results import read_results
    from shnor_cli.tables.scales import Scales

    encoding = given.reading.encoding if given.reading else None
    return read_results(
        connection,
        given.files,
        methodology,
        layout=_layout(given.layout) if given.layout else None,
        reading=given.reading,
        register=read_register(given.schools, encoding) if given.schools else None,
        doubted=_list(given.doubted) if given.doubted else None,
        scales=Scales(resources.scale_files(given.folder)),
        progress=progress,
        aside=given.beside,
    )


def _with_layout(results: Results, path: Path) -> Results:
    """Add the layout to the sources: other words in it are other facts."""
    source = Source(path.name, digest_of(path), len(path.read_text(encoding="utf-8").splitlines()))
    sources = (*results.sources, source)
    reported = results.reported and results.reported._replace(sources=sources)
    return results._replace(sources=sources, reported=reported)


def _list(path: Path) -> "Doubted":
    from shnor_cli.tables.doubted import read_doubted

    return read_doubted(path)


def _layout(path: Path) -> "Layout":
    from shnor_cli.tables.layouts.declared import read_layout  # a model to build, seldom asked for

    return read_layout(path)
