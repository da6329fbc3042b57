"""Cells as texts: years, grades, counts, names of schools."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pytest

from shnor_cli.tables.texts import (
    Percent,
    count_of,
    fold_school,
    fold_schools,
    grade_of,
    score_of,
    text_of,
    year_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("  ", None),
        (" МБОУ\u00a0 СОШ\n№ 1 ", "МБОУ СОШ № 1"),
        (unicodedata.normalize("NFD", "Ёлкин край"), "Ёлкин край"),
        (111002.0, "111002"),
        (28.57, "28.57"),
        (float("nan"), None),
        (Decimal("5.00"), "5"),
        (True, "да"),
        (7, "7"),
        (datetime(2025, 1, 2), "2025-01-02"),  # noqa: DTZ001 - Excel has no zones
        (date(2025, 1, 2), "2025-01-02"),
        ("001", "001"),
    ],
)
def test_cells_become_texts(value: object, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "text",
    [
        "2025",
        "2025.0",
        "2024/25",
        "2024-2025",
        "2024–2025",
        "2024/2025 уч. год",
        "2025 год",
        "2025 г.",
    ],
)
def test_years(text: str) -> None:
    assert year_of(text) == 2025


@pytest.mark.parametrize("text", ["25", "2024/26", "2025-2024", "год", "", "1989", "2101", "20255"])
def test_no_years(text: str) -> None:
    with pytest.raises(ValueError, match="год"):
        year_of(text)


@pytest.mark.parametrize(("text", "grade"), [("5", 5), ("05", 5), ("11 класс", 11), ("9-й", 9)])
def test_grades(text: str, grade: int) -> None:
    assert grade_of(text) == grade


@pytest.mark.parametrize("text", ["5А", "13", "пятый", "5.5"])
def test_no_grades(text: str) -> None:
    with pytest.raises(ValueError, match="не класс"):
        grade_of(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        ("12,0", 12),
        ("1 234", 1234),
        ("1\u202f234\u00a0567", 1234567),
        ("\u22125", -5),
        ("28,57 %", Percent(2857, 100)),
        ("30%", Percent(30, 1)),
        ("100,0 %", Percent(1000, 10)),
    ],
)
def test_counts(text: str, count: int | Percent) -> None:
    assert count_of(text) == count


@pytest.mark.parametrize("text", ["1.5", "1e3", "0x1f", "н/д", "-", "12 34", "100,1 %", "9" * 12])
def test_no_counts(text: str) -> None:
    with pytest.raises(ValueError, match="«"):
        count_of(text)


def test_scores() -> None:
    assert [score_of(text) for text in ("1 234,5", "0.0001", "-7")] == [12345000, 1, -70000]
    with pytest.raises(ValueError, match="не число"):
        score_of("0.00001")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("МБОУ «Агинская СОШ №2»", 'мбоу "Агинская  СОШ № 2"', True),
        ("Орьёвская СОШ", "Орьевская СОШ", True),
        ("Ново-Агинская", "Ново – Агинская", True),
        ("COШ № 1", "СОШ № 1", True),  # the first begins with Latin letters
        ("школа N2", "школа № 2", True),
        ("Агинская СОШ", "Среднеагинская СОШ", False),
        ("001", "1", False),
        ("СОШ № 1", "СОШ № 11", False),
    ],
)
def test_names_of_schools(one: str, other: str, *, same: bool) -> None:
    assert (fold_school(one) == fold_school(other)) is same


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["ш100001", "Ш100002", "001", "Ёлка"],
        ["ш1", "СОШ № 2", "сош n 2", "A1", "а1"],
        ["n5", "N5ш", "ш\0", ""],
    ],
)
def test_many_schools_are_folded_as_one_by_one(texts: list[str]) -> None:
    assert fold_schools(texts) == [fold_school(text) for text in texts]
