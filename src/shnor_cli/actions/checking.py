"""Checking tables: everything wrong, doubtful and odd in them, and nothing is counted.

Doubts (вопросы) are asked by `engine/doubts`.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from shnor_cli import resources
from shnor_cli.actions.connection import with_connection
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.identifying import Progress
from shnor_cli.actions.needs import check_needs, chosen_year
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts import DOUBTS
from shnor_cli.errors import Place, Problem, ShnorError, TableError
from shnor_cli.model import Remark
from shnor_cli.tables.checked import Finding, findings_of
from shnor_cli.tables.files import Reading

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.marked import Marked, Marking
    from shnor_cli.tables.results import Found, How

_Beside = TypeVar("_Beside")


@dataclass(frozen=True)
class Checked:
    """What a check found, and the workbooks that were written."""

    findings: tuple[Finding, ...]
    marked: "tuple[Marked, ...]" = ()
    clean: int = 0
    """How many files have nothing to be marked, so that no workbook was written of them."""

    @property
    def is_usable(self) -> bool:
        """Whether nothing has to be mended before schools are judged."""
        return not any(each.severity == "ошибка" for each in self.findings)


def check(  # noqa: PLR0913 - one parameter for each thing a user gives
    files: Sequence[Path],
    methodology: str,
    *,
    year: int | None,
    schools: Path | None,
    layout: Path | None,
    doubted: Path | None,
    reading: Reading,
    folder: Path,
    output: Path | None,
    progress: Progress,
) -> Checked:
    """Find all that is wrong, doubtful or odd in tables, see `identify` for what is given.

    Args:
        files: tables of results.
        methodology: the id of a methodology or its file.
        year: the report year, of which questions are asked.
        schools: the register; its faults are found, too.
        layout: how the columns of the tables are to be read (YAML).
        doubted: the list of results that need to be checked for objectivity; its faults are found,
            too.
        reading: how the files are written, where they do not tell.
        folder: the working folder.
        output: where marked workbooks are to go: a file .xlsx or a folder.
        progress: told what is being done, and the share of it already done.

    Raises:
        ShnorError: the methodology or the layout has faults, or the output cannot be written.
    """
    from shnor_cli.tables.doubted import read_doubted
    from shnor_cli.tables.layouts.declared import read_layout
    from shnor_cli.tables.register import read_register
    from shnor_cli.tables.results import How, check_results
    from shnor_cli.tables.scales import Scales

    asked = find_methodology(methodology, folder).methodology
    described = None if layout is None else read_layout(layout)
    problems: list[Problem] = []
    register = _found(problems, schools, partial(read_register, encoding=reading.encoding))
    listed = _found(problems, doubted, read_doubted)
    scales = Scales(resources.scale_files(folder))
    aside = [each for each in (schools, layout, doubted) if each is not None]
    how = How(described, reading, register, scales, listed, progress, aside)

    def work(connection: "DuckDBPyConnection") -> Checked:
        with ExitStack() as stack:
            marking = None if output is None else _marking(stack, connection, files, how, output)
            found = check_results(connection, files, asked, how, problems)
            findings = findings_of(*_all_of(found, asked, year))
            if marking is None:
                return Checked(findings)
            marked = marking.written(findings)
            return Checked(findings, marked, len(marking.targets) - len(marked))

    return with_connection(work)


def _found(
    problems: list[Problem], path: Path | None, read: Callable[[Path], _Beside]
) -> _Beside | None:
    """Read a file given beside the tables; what is wrong with it is one finding among others."""
    try:
        return None if path is None else read(path)
    except TableError as error:
        problems.extend(error.problems)
        return None


def _marking(
    stack: ExitStack,
    connection: "DuckDBPyConnection",
    files: Sequence[Path],
    how: "How",
    output: Path,
) -> "Marking":
    """Choose where marked workbooks go, before the work; archives stay unpacked meanwhile."""
    from shnor_cli.marked import marking_of
    from shnor_cli.tables.inputs import inputs_of
    from shnor_cli.tables.scratch import Scratch

    scratch = stack.enter_context(Scratch(connection))
    inputs = inputs_of(files, how.reading, scratch, [], how.aside)
    return marking_of(inputs.files, output, how.aside)


def _all_of(
    found: "Found", methodology: Methodology, year: int | None
) -> tuple[Sequence[Problem], Sequence[Remark]]:
    """Add what the methodology lacks and what is doubtful, where the tables read."""
    if found.results is None:
        return found.problems, found.remarks
    try:
        wanted = chosen_year(found.results, year)
        check_needs(found.results, methodology)
    except ShnorError as error:
        message = Problem(Place(), error.message, error.hint, "T-072")
        return error.problems or (message,), found.remarks
    doubts = [each for ask in DOUBTS for each in ask(found.results, methodology, wanted)]
    return (), (*found.remarks, *doubts)
