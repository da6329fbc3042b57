"""The verbs over run folders: record, open, verify, judge again, compare, write the memo."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from shnor_cli import record, resources
from shnor_cli.actions.connection import with_connection
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.needs import check_needs
from shnor_cli.actions.publishing import Told, Written
from shnor_cli.engine import verdicts
from shnor_cli.engine.sharing import Shared
from shnor_cli.engine.verdicts import Identification
from shnor_cli.record.info import TABLE

if TYPE_CHECKING:
    from shnor_cli.record import Difference
    from shnor_cli.revise.compare import Comparison


def record_run(
    found: Identification, folder: Path, parameters: Mapping[str, JsonValue] | None = None
) -> Written:
    """Write a run to its folder and say what is where.

    Raises:
        RunError: the folder holds something else, a file is in use, the disk is full.
    """
    record.write_run(found, folder, parameters=parameters or {})
    return (("Папка прогона", folder), ("Таблица для Excel", folder / TABLE))


def open_run(folder: Path) -> Identification:
    """Read a run from its folder.

    Raises:
        RunError: there is no run, or it does not agree with itself.
    """
    return with_connection(lambda connection: record.read_run(connection, folder).identification)


def verify(folder: Path, *, sources: Sequence[Path] = ()) -> "tuple[Difference, ...]":
    """Derive a run anew and return everything that differs from what is recorded.

    Raises:
        RunError: there is no run in the folder.
    """
    return with_connection(
        lambda connection: record.verify_run(connection, folder, sources=sources)
    )


def rerun(
    folder: Path, methodologies: Sequence[str | Path], *, working: Path
) -> tuple[Identification, ...]:
    """Judge the tables of a run by other methodologies, in the same report year.

    What several of them measure alike is measured once.

    Raises:
        ShnorError: a methodology has faults, or needs what the run's tables have not.
    """
    files = [find_methodology(name, working) for name in methodologies]
    recorded = open_run(folder)
    for file in files:
        check_needs(recorded.results, file.methodology)
    shared = Shared()
    return tuple(verdicts.identify(file, recorded.results, recorded.year, shared) for file in files)


def compare(first: Path, second: Path) -> "Comparison":
    """Compare two runs: who entered, stayed and left, and by which criterion.

    Raises:
        RunError: one of the folders is no run.
    """
    from shnor_cli.revise import compare as comparing

    return comparing.compare(open_run(first), open_run(second))


def check_memo(output: Path) -> None:
    """Refuse before the work a place where no memo can be written.

    Raises:
        RunError: the file cannot be written.
    """
    from shnor_cli.putting import check_place

    check_place(output)


def write_memo(  # noqa: PLR0913 - one parameter for each thing a user gives
    found: Identification,
    outputs: Sequence[Path],
    *,
    day: date | None = None,
    template: Path | None = None,
    office: Path | None = None,
    previous: Sequence[Path] = (),
    public: bool = False,
    working: Path = Path(),
) -> Told:
    """Write the memo of a run, each file by its suffix.

    Without `office` the office.yaml of the working folder is read, if there is one. A public memo
    shows nothing of fewer than five pupils, nor what would tell it beside the public memos of the
    `previous` runs.

    Raises:
        MethodologyError: the office's file has faults.
        TemplateError: the template cannot be filled.
        RunError: the file cannot be written, or an earlier run does not fit.
    """
    from shnor_cli import memo
    from shnor_cli.memo.words.office import read_office

    path = template or resources.template_path("spravka", working)
    earlier = [open_run(each) for each in previous]
    if public:
        found, *earlier = _public([found, *earlier])
    signs = office or resources.office_path(working)
    lost = memo.write_memo(
        found,
        *outputs,
        date=day,
        template=path,
        office=read_office(signs) if signs else None,
        previous=earlier,
    )
    titled = ((_TITLES.get(each.suffix.casefold(), "Справка"), each) for each in outputs)
    return Told(tuple(titled), lost)


def _public(runs: Sequence[Identification]) -> list[Identification]:
    """Return the public versions of runs, each against those of earlier years."""
    from shnor_cli.public.version import public

    return [public(run, [each for each in runs if each.year < run.year]) for run in runs]


_TITLES = {".xlsx": "Таблицы"}
"""What a file is called by its suffix, where it is not the memo itself."""
