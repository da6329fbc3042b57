"""Scales: the shipped numbers, the user's own, and what is not known."""

from pathlib import Path

import pytest

from shnor_cli.errors import MethodologyError, Place
from shnor_cli.model import Assessment
from shnor_cli.resources import list_criteria, scale_files
from shnor_cli.tables.scales import NO_SCALES, Scales, unknown_scale
from shnor_cli.tables.written_scales import read_scales
from tests.tables.reading import file

SHIPPED = Scales(scale_files(Path("nowhere")))
RUSSIAN, MATHS = "русский язык", "математика"


def vpr(subject: str, grade: int) -> Assessment:
    return Assessment("ВПР", subject, "", grade)


def oge(subject: str) -> Assessment:
    return Assessment("ОГЭ", subject, "", 9)


def ege(subject: str, level: str = "") -> Assessment:
    return Assessment("ЕГЭ", subject, level, 11)


@pytest.mark.parametrize(
    ("assessment", "year", "marks"),
    [
        (vpr(RUSSIAN, 4), 2020, {0: "2", 13: "2", 14: "3", 23: "3", 24: "4", 33: "5", 38: "5"}),
        (vpr(RUSSIAN, 4), 2026, {9: "2", 10: "3", 16: "4", 21: "5", 24: "5", 25: None, 38: None}),
        (vpr("Математика", 8), 2022, {7: "2", 8: "3", 20: "4", 21: "5", 26: None}),
        (vpr("история", 5), 2021, {3: "2", 7: "3", 11: "4", 12: "5", -1: None}),
        (vpr("немецкий язык", 7), 2021, {12: "2", 26: "4", 27: "5"}),
        (vpr(RUSSIAN, 4), 2024, {20: None}),
        (vpr("география", 10), 2021, {20: None}),
        (oge(RUSSIAN), 2019, {14: "2", 24: "3", 33: "4", 39: "5"}),
        (oge(RUSSIAN), 2025, {14: "2", 25: "3", 31: "4", 32: "5"}),
        (oge(MATHS), 2023, {7: "2", 8: "3", 15: "4", 22: "5", 32: None}),
        (oge("английский язык"), 2024, {28: "2", 29: "3", 68: "5"}),
        (oge("литература"), 2022, {20: None}),
        (oge(RUSSIAN), 2026, {20: None}),
        (ege(MATHS, "база"), 2019, {6: "2", 7: "3", 16: "4", 20: "5", 21: None}),
        (ege(MATHS, "базовая"), 2022, {6: "2", 13: "4", 21: "5"}),
        (ege(MATHS, "база"), 2021, {6: None}),
    ],
)
def test_marks_of_primary_scores(
    assessment: Assessment, year: int, marks: dict[int, str | None]
) -> None:
    assert {score: SHIPPED.mark_of(assessment, year, score) for score in marks} == marks


@pytest.mark.parametrize(
    ("assessment", "year", "least"),
    [
        (ege(RUSSIAN), 2019, 24),
        (ege(RUSSIAN), 2026, 24),
        (ege(MATHS, "профиль"), 2024, 27),
        (ege("информатика"), 2024, 40),
        (ege("китайский язык"), 2024, 22),
        (ege("обществознание"), 2026, 42),
    ],
)
def test_minimal_test_scores(assessment: Assessment, year: int, least: int) -> None:
    minimum = SHIPPED.minimum_of(assessment, year)
    assert minimum is not None
    assert minimum.least == least


@pytest.mark.parametrize(
    ("assessment", "year"), [(ege(MATHS), 2024), (ege(RUSSIAN), 2018), (vpr(RUSSIAN, 4), 2024)]
)
def test_a_minimum_that_is_not_known_is_not_guessed(assessment: Assessment, year: int) -> None:
    assert SHIPPED.minimum_of(assessment, year) is None


def test_nothing_is_known_without_files() -> None:
    assert NO_SCALES.mark_of(vpr(RUSSIAN, 4), 2021, 20) is None


def test_every_shipped_number_says_how_far_it_is_to_be_trusted() -> None:
    rows = [
        row
        for path in SHIPPED.paths
        for each in read_scales(path).scales
        for row in (*each.marks, *each.minimums)
    ]
    assert len(rows) > 50
    assert all(row.trust for row in rows)
    oge_maths = SHIPPED.scale_of(oge(MATHS), 2023)
    assert oge_maths is not None
    assert "по опубликованной странице, файл oge.yaml" in oge_maths.source
    assert "геометрии" in oge_maths.note


def test_scales_are_not_taken_for_methodologies() -> None:
    assert {path.parent.name for path in list_criteria(Path("nowhere"))} == {"criteria"}


OWN = """
scales:
  - procedure: ВПР
    years: [2024, 2021]
    source: письмо министерства
    marks:
      - {subject: география, grade: 6, 2: 9, 3: 21, 4: 30, max: 40}
"""


def test_the_users_own_scale_wins(tmp_path: Path) -> None:
    geography = vpr("География", 6)
    assert SHIPPED.mark_of(geography, 2021, 41) == "5"
    file(tmp_path, "scales.yaml", OWN)
    ours = Scales(scale_files(tmp_path))
    assert ours.mark_of(geography, 2021, 41) is None
    assert ours.mark_of(geography, 2024, 22) == "4"
    assert ours.mark_of(vpr(RUSSIAN, 4), 2021, 38) == "5"


def test_an_unknown_scale_is_a_question_that_can_be_answered(tmp_path: Path) -> None:
    problem = unknown_scale(Place("a.xlsx"), vpr("география", 10), 2024)
    assert problem.fault == "шкала не известна: ВПР, география, 10 класс, 2023/24 учебный год"
    offered = problem.hint.partition("scales.yaml рабочей папки: ")[2].partition(" — ")[0]
    for mark, bound in (("2", "9"), ("3", "21"), ("4", "30")):
        offered = offered.replace(f"{mark}: …", f"{mark}: {bound}")
    file(tmp_path, "scales.yaml", offered)
    assert Scales(scale_files(tmp_path)).mark_of(vpr("география", 10), 2024, 22) == "4"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("3: 21", "3: 9", "границы отметок должны возрастать"),
        ("3: 21, ", "", "не хватает ключа «3»"),
        ("max: 40", "max: 30", "границы отметок должны возрастать"),
        ("max: 40", "наибольший: 40", "ключ «наибольший» неизвестен"),
        ("2: 9", "2: девять", "нужно целое число, а здесь «девять»"),
    ],
)
def test_what_is_wrong_with_a_file_of_scales(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    path = file(tmp_path, "scales.yaml", OWN.replace(old, new))
    with pytest.raises(MethodologyError) as caught:
        read_scales(path)
    (problem,) = caught.value.problems
    assert problem.fault.startswith(fault)
    assert problem.place.row is not None
