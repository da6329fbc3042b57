"""The shipped methodologies: they load, judge their worked cases, and their cases probe enough."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from shnor_cli.cases import run_cases
from shnor_cli.cases.running import identified
from shnor_cli.criteria.loading import MethodologyFile, load_methodology
from shnor_cli.engine.verdicts import Verdict
from shnor_cli.model import Outcome, Status

CRITERIA = Path(__file__).parents[1] / "criteria"
SHIPPED = (
    "contextual",
    "district-mean-3y",
    "federal-2025",
    "federal-500plus",
    "lowest-quartile",
    "municipal-points",
)


@pytest.fixture(params=SHIPPED)
def methodology(request: pytest.FixtureRequest) -> MethodologyFile:
    return load_methodology(CRITERIA / f"{request.param}.yaml")


def _cases(file: MethodologyFile) -> Path:
    return CRITERIA / f"{file.methodology.id}.cases.yaml"


def _verdicts(file: MethodologyFile) -> Iterator[Verdict]:
    with duckdb.connect(config={"threads": "1"}) as connection:
        for _, _, found in identified(connection, _cases(file), file):
            yield from found.verdicts


def test_these_and_no_others_are_shipped() -> None:
    assert tuple(sorted(path.name for path in CRITERIA.glob("*.yaml"))) == tuple(
        sorted(f"{name}{end}" for name in SHIPPED for end in (".yaml", ".cases.yaml"))
    )


def test_every_worked_case_is_as_the_methodologist_expects(methodology: MethodologyFile) -> None:
    results = run_cases(_cases(methodology), methodology)
    assert [(each.title, each.mismatches) for each in results if not each.passed] == []


def test_every_one_is_an_example_without_a_document_or_a_note(
    methodology: MethodologyFile,
) -> None:
    assert methodology.methodology.status == "пример"
    basis = methodology.methodology.basis
    assert (basis.document, basis.issuer, basis.number, basis.issued) == (None, None, None, None)
    assert basis.note is None
    assert not [name for name, each in methodology.methodology.criteria.items() if each.clause]


def test_every_one_takes_a_table_with_all_procedures(methodology: MethodologyFile) -> None:
    marks = ("2", "3", "4", "5")
    scales = {name: each.scale for name, each in methodology.methodology.procedures.items()}
    assert scales == {
        "ВПР": marks,
        "ОГЭ": marks,
        "ЕГЭ": (*marks, "ниже порога"),
        "КДР": ("недостаточный", "пониженный", "базовый", "повышенный"),
    }


def test_everything_that_is_printed_has_a_title(methodology: MethodologyFile) -> None:
    items = {**methodology.methodology.indicators, **methodology.methodology.criteria}
    assert [name for name, each in items.items() if not each.title] == []


def test_cases_reach_every_category_and_leave_some_school_undecided(
    methodology: MethodologyFile,
) -> None:
    verdicts = list(_verdicts(methodology))
    names = {category.name for category in methodology.methodology.categories}
    assert {each.category for each in verdicts if each.category} == names
    assert [each for each in verdicts if len(each.possible) > 1]
    assert [each for each in verdicts if each.status == Status.EXCLUDED]


def test_cases_put_every_ground_on_both_sides(methodology: MethodologyFile) -> None:
    answers: dict[str, set[Outcome]] = {}
    for verdict in _verdicts(methodology):
        for name, outcome in verdict.outcomes.items():
            answers.setdefault(name, set()).add(outcome)
    both = {Outcome.MET, Outcome.NOT_MET}
    assert [name for name, found in answers.items() if not both <= found] == []


@pytest.mark.parametrize("matter", ["Ровно|ровно", "Чуть ниже|на один балл ниже", "2020", "Малая"])
def test_cases_speak_of_the_usual_traps(methodology: MethodologyFile, matter: str) -> None:
    text = _cases(methodology).read_text("utf-8")
    assert [word for word in matter.split("|") if word in text]
