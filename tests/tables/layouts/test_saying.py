"""What names of files say of a work, and what they do not."""

import pytest

from shnor_cli.tables.layouts.saying import grade_in, login_in, subject_in, year_in


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
        ("математика и физика 7 класс", (None, 7, None, None)),
        ("EDU241234 английскому языку", ("английский язык", None, None, "EDU241234")),
        ("sch77171506, 99 класс, 2021", (None, None, None, "sch77171506")),
    ],
)
def test_what_a_name_says(name: str, said: tuple[object, ...]) -> None:
    texts = [name]
    assert (subject_in(texts), grade_in(texts), year_in(texts), login_in(texts)) == said
