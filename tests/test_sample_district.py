"""Who is identified in the sample district by which methodology, and why."""

from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from shnor_cli.actions.identifying import identify
from shnor_cli.engine.verdicts import Verdict
from shnor_cli.model import Assessment, Outcome, Status
from tests import district
from tools import make_sample

ANSWERS = {
    "federal-2025": {
        "001": "не выявлена",
        "002": "не выявлена",
        "003": "ШНОР",
        "004": "зона риска",
        "005": "зона риска",
        "006": "ШНОР",
        "007": "не выявлена",
        "008": "зона риска",
        "009": "не выявлена",
        "010": "ШНОР",
        "011": "не выявлена",
        "012": "ШНОР или зона риска",
    },
    "federal-500plus": {
        "001": "не выявлена",
        "002": "не выявлена",
        "003": "ШНОР",
        "004": "зона риска",
        "005": "не выявлена",
        "006": "зона риска",
        "007": "зона риска",
        "008": "зона риска",
        "009": "не выявлена",
        "010": "зона риска",
        "011": "не выявлена",
        "012": "зона риска",
    },
    "municipal-points": {
        "001": "не выявлена",
        "002": "зона риска",
        "003": "ШНОР",
        "004": "ШНОР",
        "005": "не выявлена",
        "006": "не выявлена",
        "007": "не выявлена",
        "008": "ШНОР",
        "009": "не выявлена",
        "010": "не выявлена",
        "011": "не выявлена",
        "012": "не выявлена",
    },
    "district-mean-3y": {
        "001": "не выявлена",
        "002": "зона риска",
        "003": "ШНОР",
        "004": "ШНОР",
        "005": "не выявлена",
        "006": "ШНОР",
        "007": "не выявлена",
        "008": "зона риска",
        "009": "не выявлена",
        "010": "ШНОР",
        "011": "зона риска",
        "012": "зона риска",
    },
    "lowest-quartile": dict.fromkeys(district.JUDGED, "не выявлена") | {"003": "ШНОР"},
    "contextual": dict.fromkeys(district.JUDGED, "не выявлена")
    | {"003": "ШНОР", "004": "ШНСУ", "009": "резильентная"},
}
PLAIN = {
    "federal-2025": district.federal_2025,
    "federal-500plus": district.federal_500plus,
    "municipal-points": district.municipal_points,
    "district-mean-3y": district.district_mean_3y,
    "lowest-quartile": district.lowest_quartile,
    "contextual": district.contextual,
}
GROUNDS = {
    "004": (
        {"ЕГЭ математика профиль 11"},
        {"ЕГЭ математика профиль 11"},
    ),
    "005": ({"ВПР русский язык 4", "ВПР русский язык 7"}, set()),
    "006": ({"ВПР русский язык 4", "ВПР математика 6"}, {"ВПР русский язык 4"}),
    "007": ({"ВПР математика 5"}, set()),
    "008": ({"ОГЭ математика 9"}, {"ОГЭ математика 9"}),
    "010": ({"ВПР математика 8", "ОГЭ математика 9"}, {"ВПР математика 8"}),
    "012": ({"ВПР математика 5"}, {"ВПР математика 5"}),
}
"""School -> low in 2025, and of these low in 2024 too (Верхнеключевская has many)."""


def test_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    make_sample.write(tmp_path)
    for name in ("results.csv", "schools.csv"):
        assert (tmp_path / name).read_bytes() == (district.SAMPLE / name).read_bytes()
    assert workbook(tmp_path) == workbook(district.SAMPLE)
    assert pq.read_table(tmp_path / "results.parquet").equals(
        pq.read_table(district.SAMPLE / "results.parquet")
    )


def test_three_containers_hold_one_table() -> None:
    plain = [[cell or None for cell in row.values()] for row in district.read("results.csv")]
    assert [
        [None if cell is None else str(cell) for cell in row]
        for row in workbook(district.SAMPLE)[1:]
    ] == plain
    columns = pq.read_table(district.SAMPLE / "results.parquet").to_pylist()
    assert [
        [None if cell is None else str(cell) for cell in row.values()] for row in columns
    ] == plain


def workbook(folder: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(folder / "results.xlsx", read_only=True)
    cells = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return cells


@pytest.mark.parametrize("methodology", ANSWERS)
def test_planted_answers_agree_with_a_plain_computation(methodology: str) -> None:
    plain = PLAIN[methodology]
    assert {school: plain(school) for school in district.JUDGED} == ANSWERS[methodology]


def test_planted_grounds_are_the_only_ones() -> None:
    found = {}
    for school in district.JUDGED:
        now = district.low_assessments(school, 2025)
        if now and school != "003":
            found[school] = (now, now & district.low_assessments(school, 2024))
    assert found == GROUNDS


def test_the_district_has_what_districts_have() -> None:
    taking = [fact["участников"] for fact in district.FACTS.values()]
    years = {key[1] for key in district.FACTS if key[2] == "ОГЭ"}
    assert min(taking) == 0
    assert 55 <= max(taking) <= 70
    assert years == {2024, 2025}
    assert {key[2] for key in district.FACTS} == {"ВПР", "КДР", "ОГЭ", "ЕГЭ"}
    assert not [key for key in district.FACTS if key[0] == "007" and key[2] == "ЕГЭ"]
    assert 12 <= len(district.REGISTER) <= 14


CONTAINERS = ("results.csv", "results.xlsx", "results.parquet")


def identified(
    methodology: str = "federal-2025", table: str = "results.csv", *, registered: bool = True
) -> dict[str, Verdict]:
    schools = district.SAMPLE / "schools.csv" if registered else None
    found = identify([district.SAMPLE / table], methodology, schools=schools)
    return {verdict.school.id: verdict for verdict in found.verdicts}


def answers(verdicts: dict[str, Verdict]) -> dict[str, str]:
    return {
        school: " или ".join(verdict.possible)
        for school, verdict in sorted(verdicts.items())
        if verdict.status is Status.JUDGED
    }


@pytest.mark.parametrize("methodology", ANSWERS)
def test_program_finds_the_planted_answers(methodology: str) -> None:
    assert answers(identified(methodology)) == ANSWERS[methodology]


@pytest.mark.parametrize("table", CONTAINERS)
def test_containers_give_the_same_verdicts(table: str) -> None:
    verdicts = identified(table=table)
    assert answers(verdicts) == ANSWERS["federal-2025"]
    assert [(one.score, one.fact) for one in verdicts.values()] == [
        (one.score, one.fact) for one in identified().values()
    ]


def test_own_methodology_of_the_district_gives_the_same_verdicts() -> None:
    methodology = district.SAMPLE / "federal-rassvet.yaml"
    assert answers(identified(str(methodology))) == ANSWERS["federal-2025"]


def test_outcomes_are_the_planted_grounds() -> None:
    for school, verdict in identified().items():
        if school not in GROUNDS:
            continue
        now, again = GROUNDS[school]
        first = Outcome.MET if len(now) >= 2 else Outcome.NOT_MET
        unknown = school == "012"
        assert verdict.outcomes["K1"] == (Outcome.UNKNOWN if unknown else first), school
        assert verdict.outcomes["K2"] == (Outcome.MET if again else Outcome.NOT_MET), school


@pytest.mark.parametrize(
    ("school", "numerator", "denominator", "pupils"),
    [("010", 3, 10, 1), ("006", 4, 13, 1), ("002", 13, 44, 1)],
    ids=["exactly on the bound", "with the school that joined", "rounds to the bound"],
)
def test_deciding_fact_is_the_planted_one(
    school: str, numerator: int, denominator: int, pupils: int
) -> None:
    fact = identified()[school].fact
    assert fact is not None
    assert (fact.numerator, fact.denominator, abs(fact.pupils or 0)) == (
        numerator,
        denominator,
        pupils,
    )


def test_undetermined_school_names_the_missing_row() -> None:
    (fact,) = identified()["012"].missing
    assert fact.slice == Assessment("ВПР", "русский язык", "", 7)
    assert fact.year == 2025


def test_evening_school_is_excluded_with_its_reason() -> None:
    verdict = identified()["013"]
    assert verdict.status is Status.EXCLUDED
    assert any("вечерняя (сменная) школа" in note for note in verdict.notes)


def test_joined_school_is_not_listed() -> None:
    assert "014" not in identified()


def test_without_the_register_nobody_is_excluded_and_nothing_is_added() -> None:
    found = answers(identified(registered=False))
    assert found["013"] == "ШНОР"
    assert found["006"] == "зона риска"


def test_source_reports_the_region() -> None:
    found = identify([district.SAMPLE / "results.csv"], "federal-2025")
    assert found.results.reported is not None
    assert found.results.reported.schools.ids == ("region=Заречный край",)
