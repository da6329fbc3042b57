"""Many assessments of a kind are named in one line."""

import pytest

from shnor_cli.engine.naming import named_together, names_together
from shnor_cli.model import WHOLE, Assessment


def _vpr(subject: str, *grades: int) -> list[Assessment]:
    return [Assessment("ВПР", subject, "", grade) for grade in grades]


@pytest.mark.parametrize(
    ("assessments", "said"),
    [
        ([], ""),
        ([WHOLE], ""),
        (_vpr("математика", 5), "ВПР, математика, 5 класс"),
        (_vpr("математика", 5) * 2, "ВПР, математика, 5 класс"),
        (_vpr("математика", 5, 7), "ВПР: математика, 5 и 7 классы"),
        (_vpr("математика", 8, 4, 6, 5), "ВПР: математика, 4–6 и 8 классы"),
        (
            [*_vpr("математика", 4, 5, 6, 7, 8), *_vpr("русский язык", 4, 5, 6, 7, 8)],
            "ВПР: математика и русский язык, 4–8 классы",
        ),
        (
            [*_vpr("математика", 4, 5, 6), *_vpr("русский язык", 4)],
            "ВПР: математика, 4–6 классы; ВПР, русский язык, 4 класс",
        ),
        (
            [
                Assessment("ЕГЭ", "математика", "база", 11),
                Assessment("ЕГЭ", "математика", "профиль", 11),
                Assessment("ОГЭ", "математика", "", 9),
            ],
            "ЕГЭ: математика (база) и математика (профиль), 11 класс; ОГЭ, математика, 9 класс",
        ),
        ([Assessment("КДР", "химия"), Assessment("КДР", "физика")], "КДР: химия и физика"),
        ([Assessment(subject="химия"), Assessment(subject="физика")], "химия и физика"),
        ([Assessment("ВПР"), Assessment("ОГЭ")], "ВПР; ОГЭ"),
        (_vpr("математика", 5, 0), "ВПР, математика, 5 класс; ВПР, математика"),
        (_vpr("математика", 5, 0, 6), "ВПР: математика, 5 и 6 классы; ВПР, математика"),
        ([*_vpr("", 4), *_vpr("русский язык", 4)], "ВПР, 4 класс; ВПР, русский язык, 4 класс"),
        ([*_vpr("", 4, 5), *_vpr("химия", 4, 5)], "ВПР: 4 и 5 классы; ВПР: химия, 4 и 5 классы"),
        ([Assessment(grade=5), Assessment(grade=6)], "5 и 6 классы"),
    ],
)
def test_assessments_of_a_kind_are_named_together(assessments: list[Assessment], said: str) -> None:
    assert names_together(assessments).replace("\N{NO-BREAK SPACE}", " ") == said


def test_it_is_known_how_many_stand_behind_each_name() -> None:
    found = named_together([*_vpr("математика", 4, 5), *_vpr("химия", 8)])
    assert [each.many for each in found] == [2, 1]
