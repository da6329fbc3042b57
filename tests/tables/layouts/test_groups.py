"""Whom a row is about: the same words tell it in every report."""

import pytest

from shnor_cli.tables.layouts.about import about
from shnor_cli.tables.layouts.groups import names_school, place_named


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Вся выборка", "вся выборка"),
        ("Вся выборка (РФ)", "вся выборка"),
        ("Российская Федерация", "вся выборка"),
        ("Красноярский край", "регион"),
        ("Ханты-Мансийский автономный округ — Югра", "регион"),
        ("г. Москва", "регион"),
        ("Саянский муниципальный район", "муниципалитет"),
        ("город Дивногорск", "муниципалитет"),
        ("Городской округ Дальний", "муниципалитет"),
        ("ЗАТО Дальнегорск", "муниципалитет"),
        ("Городокская", None),
        ("Автономная некоммерческая организация «Умка»", None),
    ],
)
def test_places_are_told_by_their_words(text: str, kind: str | None) -> None:
    assert place_named(text) == kind
    assert not names_school(text)
    found = about(text, "", "")
    assert found is not None
    assert found.group == (kind or "")


@pytest.mark.parametrize(
    "text",
    [
        "МКОУ Орьевская СОШ",
        "Центр образования «Дальний»",
        "НШ-ДС № 3 Саянского района",
        "Прогимназия № 1 города Дальнего",
        "Городская школа № 2",
    ],
)
def test_schools_are_told_by_their_words(text: str) -> None:
    assert names_school(text)
    found = about(text, "", "Саянский район")
    assert found is not None
    assert (found.school, found.group) == (text, "")
