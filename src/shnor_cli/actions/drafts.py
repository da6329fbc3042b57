"""First drafts for a person to correct: a register, the layout of a table, a list of results."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli import resources
from shnor_cli.actions.connection import with_connection
from shnor_cli.actions.finding import find_methodology
from shnor_cli.errors import Place, Problem, RunError
from shnor_cli.putting import is_formula, put

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.actions.identifying import Progress
    from shnor_cli.criteria.methodology import Methodology
    from shnor_cli.model import Sign
    from shnor_cli.tables.drafting import Draft
    from shnor_cli.tables.files import Reading


def draft_schools(  # noqa: PLR0913 - one parameter for each thing a user gives
    files: Sequence[Path],
    output: Path,
    methodology: str,
    *,
    layout: Path | None,
    reading: "Reading",
    folder: Path,
) -> "Draft":
    """Draw a first register of schools from tables of results and write it as CSV for Excel.

    Args:
        files: tables of results.
        output: where the register goes; what is there already is never replaced.
        methodology: names the procedures of the tables.
        layout: how the columns of the tables are to be read (YAML).
        reading: how the files are written, where they do not tell.
        folder: the working folder, whose own `criteria/` and `scales.yaml` win.

    Raises:
        ShnorError: the tables cannot be read, or a file is there already.
    """
    from shnor_cli.tables.drafting import draft, rows_of
    from shnor_cli.tables.layouts.declared import read_layout
    from shnor_cli.tables.results import How, read_schools
    from shnor_cli.tables.scales import Scales

    _refuse_taken(output)
    asked = find_methodology(methodology, folder).methodology
    described = None if layout is None else read_layout(layout)
    scales = Scales(resources.scale_files(folder))
    how = How(described, reading, scales=scales)

    def work(connection: "DuckDBPyConnection") -> "Draft":
        return draft(*read_schools(connection, files, asked, how))

    drafted = with_connection(work)
    put(_as_csv(rows_of(drafted.schools)), output)
    return drafted


def draft_layout(file: Path, output: Path | None, *, reading: "Reading") -> str:
    """Draw a first layout of a table and return its text; write it where an output is named.

    Raises:
        ShnorError: the table cannot be read, it is a report that needs no layout, or the output is
            there already.
    """
    from shnor_cli.tables.files import Input
    from shnor_cli.tables.layouts.headers import role_of
    from shnor_cli.tables.layouts.sketch import sketch
    from shnor_cli.tables.opening import read_table, refuse_reports

    if output is not None:
        _refuse_taken(output)
    given = Input(file, file.name, reading)
    refuse_reports(given)
    drawn = sketch(read_table(given, lambda header: role_of(header) is not None))
    if output is not None:
        put(drawn.encode(), output)
    return drawn


class Proposed(NamedTuple):
    """What is proposed for the list of results that need to be checked for objectivity."""

    signs: "tuple[Sign, ...]"
    """One for each row of the list; without any there is no file."""
    methodology: "Methodology"


def draft_doubted(  # noqa: PLR0913 - one parameter for each thing a user gives
    files: Sequence[Path],
    output: Path,
    methodology: str,
    *,
    year: int | None,
    schools: Path | None,
    layout: Path | None,
    reading: "Reading",
    folder: Path,
    progress: "Progress",
) -> Proposed:
    """Draw a first list of results to be checked from the signs of tables, see `identify`.

    Args:
        files: tables of results.
        output: where the list goes; what is there already is never replaced.
        methodology: says what a low result is, and what is done of listed results.
        year: the report year; signs of earlier years are listed too.
        schools: the register, if there is one.
        layout: how the columns of the tables are to be read (YAML).
        reading: how the files are written, where they do not tell.
        folder: the working folder, whose own `criteria/` and `scales.yaml` win.
        progress: told what is being done, and the share of it already done.

    Raises:
        ShnorError: the tables cannot be read, or a file is there already.
    """
    from shnor_cli.actions.identifying import Given, read_given
    from shnor_cli.actions.needs import chosen_year
    from shnor_cli.engine.doubts import signs_until
    from shnor_cli.tables.doubting import rows_of

    _refuse_taken(output)
    asked = find_methodology(methodology, folder).methodology
    given = Given(files, schools, layout, reading=reading, folder=folder)

    def work(connection: "DuckDBPyConnection") -> "tuple[Sign, ...]":
        results = read_given(connection, asked, given, progress)
        return signs_until(results, asked, chosen_year(results, year))

    signs = with_connection(work)
    if signs:
        put(_as_csv(rows_of(signs)), output)
    return Proposed(signs, asked)


def _refuse_taken(output: Path) -> None:
    if output.exists():
        hint = "Назовите другой файл или переименуйте прежний: он мог быть исправлен вручную."
        problem = Problem(Place(str(output)), "такой файл уже есть", hint)
        raise RunError("Черновик не записан.", [problem])


def _as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as Excel reads them; what would be a formula to it is made a text."""
    written = io.StringIO()
    safe = ([f"'{cell}" if is_formula(cell) else cell for cell in row] for row in rows)
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(safe)
    return written.getvalue().encode("utf-8-sig")
