"""Whom a row is about: the same words tell it in every report."""

import pytest

from shnor_cli.tables.layouts.about import about
from shnor_cli.tables.layouts.groups import names_school, place_named, plainly_named


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


@pytest.mark.parametrize(
    "text",
    [
        "ЦО № 5 г. Зари",
        "УВК «Город мастеров»",
        "Образовательный комплекс «Московский городской»",
        "ЦО «Родной край»",
        "Дом творчества города Зари",
        "Городской ресурсный комплекс",
    ],
)
def test_a_place_word_in_a_name_leaves_it_unclear(text: str) -> None:
    assert place_named(text) is not None
    assert plainly_named(text) is None
    found = about(text, "", "")
    assert found is not None
    assert found.is_unclear


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("МО «Город Архангельск»", "муниципалитет"),
        ("Городской округ «Город Йошкар-Ола»", "муниципалитет"),
        ("Ленинский район г. Саратова", "муниципалитет"),
        ("Таймырский Долгано-Ненецкий муниципальный район", "муниципалитет"),
        ("Дивногорск (ГО)", "муниципалитет"),
        ("г.Канск", "муниципалитет"),
        ("г. о. Самара", "муниципалитет"),
        ("город-курорт Анапа", "муниципалитет"),
        ("Кежемский МР", "муниципалитет"),
        ("Управление образования г. Канска", "муниципалитет"),
        ("Республика Саха (Якутия)", "регион"),
        ("Чувашская Республика — Чувашия", "регион"),
        ("Кабардино-Балкарская Республика", "регион"),
        ("Еврейская автономная область", "регион"),
    ],
)
def test_names_of_places_are_plain(text: str, kind: str) -> None:
    assert plainly_named(text) == kind
