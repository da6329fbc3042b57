"""The verbs over methodologies: list, check, try on worked cases."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli import resources
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.needs import check_needs
from shnor_cli.actions.runs import open_run
from shnor_cli.criteria.loading import MethodologyFile, load_methodology
from shnor_cli.errors import MethodologyError
from shnor_cli.model import Remark

if TYPE_CHECKING:
    from shnor_cli.cases import CaseResult


@dataclass(frozen=True, slots=True)
class Entry:
    """A methodology at hand."""

    id: str
    title: str
    status: str
    path: Path
    own: bool
    """Whether it is the user's and did not come with the program."""
    fault: str = ""
    """Why it cannot be used, in one line."""


def criteria_list(folder: Path) -> tuple[Entry, ...]:
    """List the methodologies at hand, those of the working folder and those shipped."""
    return tuple(_entry(path, folder) for path in resources.list_criteria(folder))


def _entry(path: Path, folder: Path) -> Entry:
    own = not resources.is_shipped(path)
    try:
        found = load_methodology(path, folders=resources.criteria_folders(folder)).methodology
    except MethodologyError as error:
        return Entry(path.stem, "", "", path, own, error.message)
    return Entry(found.id, found.title, found.status, path, own)


def criteria_check(name: str, folder: Path, *, run: Path | None = None) -> tuple[Remark, ...]:
    """Return what looks odd in a methodology, and with a run what looks odd on its data.

    Raises:
        MethodologyError: with every fault of the file.
    """
    from shnor_cli.criteria.lint import lint

    file = find_methodology(name, folder)
    remarks = lint(file.methodology)
    return remarks if run is None else (*remarks, *_on_data(file, run))


def _on_data(file: MethodologyFile, run: Path) -> tuple[Remark, ...]:
    from shnor_cli.criteria.lint_data import lint_with
    from shnor_cli.engine.verdicts import identify

    recorded = open_run(run)
    check_needs(recorded.results, file.methodology)
    found = identify(file, recorded.results, recorded.year)
    return lint_with(found.methodology, found.measured, found.judgement, found.year)


def criteria_test(name: str, folder: Path) -> "tuple[CaseResult, ...]":
    """Judge the worked cases that lie beside a methodology.

    Raises:
        MethodologyError: the methodology or its cases have faults, or there are no cases.
    """
    from shnor_cli.cases import run_cases

    path = resources.criteria_path(name.replace(".cases.yaml", ".yaml"), folder)
    cases = path.with_suffix(".cases.yaml")
    if not cases.is_file():
        raise MethodologyError(
            f"У методики {path.name} нет контрольных примеров.",
            hint=f"Их пишут рядом, в файле {cases.name}.",
        )
    return run_cases(cases, load_methodology(path, folders=resources.criteria_folders(folder)))
