"""What names of files say of a work, and what they do not."""

import pytest

from shnor_cli.tables.layouts.saying import GRADE, first_login_in, grade_in, subject_in, year_in


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "Проведение работы по географии, 10 класс. ВПР 2021",
            ("география", 10, 2021, None),
        ),
        ("ВПР-2022_рус.яз", (None, None, 2022, None)),
        ("2024 ВПР, русский язык 5кл", ("русский язык", 5, 2024, None)),
        ("ВПР 2020-2021 окружающий мир 4-й класс", ("окружающий мир", 4, 2021, None)),
        ("ВПР 2021/22 по химии", ("химия", None, 2022, None)),
        ("ВПР 2021-04 физика", ("физика", None, 2021, None)),
        ("ВПР 2023 родной русский язык 6 класс", (None, 6, 2023, None)),
        ("ВПР 2025, литературное чтение, 4 класс", ("литературное чтение", 4, 2025, None)),
        ("ВПР 2025 по литературе, 7-й класс", ("литература", 7, 2025, None)),
        ("Результаты ВПР 2025 по китайскому языку", ("китайский язык", None, 2025, None)),
        ("математика и физика 7 класс", (None, 7, None, None)),
        ("EDU241234 английскому языку", ("английский язык", None, None, "EDU241234")),
        ("sch77171506, 99 класс, 2021", (None, None, None, "sch77171506")),
    ],
)
def test_what_a_name_says(name: str, said: tuple[object, ...]) -> None:
    texts = [name]
    assert (subject_in(texts), grade_in(texts), year_in(texts), first_login_in(texts)) == said


@pytest.mark.parametrize(
    "said",
    ["8 класс", "8 кл", "8 кл.", "8кл.", "8-й класс", "8й класс", "8-го класса", "8-х классов"],
)
def test_a_grade_is_written_in_many_ways(said: str) -> None:
    found = GRADE.search(f"впр 2025 по химии, {said}")
    assert found is not None
    assert found[1] == "8"


@pytest.mark.parametrize("said", ["12.08 класс", "8 клуб", "8 - класс"])
def test_what_is_no_grade(said: str) -> None:
    assert GRADE.search(said) is None
