"""Russian as officials write it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from shnor_cli.russian import (
    Numeric,
    capital,
    closed,
    date_in_words,
    fold,
    in_order,
    join_and,
    nbsp,
    number,
    number_word,
    percent,
    plural,
    points,
    quote,
    rounded,
    school_year,
    told_apart,
    typeset,
    word,
)


def plain(text: str) -> str:
    """Show no-break spaces as `~`, so that a test can see them."""
    return text.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0, 0, "0"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (0.285, 2, "0,29"),
        (1.005, 2, "1,01"),
        (Decimal("2.675"), 2, "2,68"),
        (Fraction(2, 3), 3, "0,667"),
        (-0.05, 1, "\u22120,1"),
        (-0.04, 1, "0,0"),
        (1234, 0, "1~234"),
        (1234567.891, 2, "1~234~567,89"),
        (np.float64(0.5), 1, "0,5"),
        (np.int64(40000), 0, "40~000"),
        (0.1, None, "0,1"),
        (30, None, "30"),
        (Fraction(1, 3), None, "0,333333"),
    ],
)
def test_numbers_are_rounded_half_away_from_zero_and_written_with_a_comma(
    value: Numeric, digits: int | None, written: str
) -> None:
    assert plain(number(value, digits)) == written


def test_rounding_stays_exact() -> None:
    assert rounded(Fraction(2999, 10000), 2) == Fraction(3, 10)
    assert rounded(Fraction(-1, 2), 0) == -1


def test_not_a_number_is_never_written() -> None:
    with pytest.raises(ValueError, match="NaN"):
        number(float("nan"), 1)


@pytest.mark.parametrize(
    ("value", "other", "written"),
    [
        (0.1 + 0.2, 0.5, "0,3"),
        (0.3, 0.30000001, "0,3"),
        (0.30000001, 0.3, "0,30000001"),
        (0.1 + 0.2, 0.3, "0,30000000000000004"),
        (1200.0, 0.0, "1~200"),
        (-2.5, 2.5, "\u22122,5"),
    ],
)
def test_two_numbers_are_written_so_that_they_differ(
    value: float, other: float, written: str
) -> None:
    assert plain(told_apart(value, other)) == written


def test_percents_and_points() -> None:
    assert plain(percent(Fraction(2, 7))) == "28,6~%"
    assert plain(percent(Fraction(3, 10), None)) == "30~%"
    assert plain(percent(Fraction(2, 7), 2)) == "28,57~%"
    assert plain(points(Fraction(21, 1000))) == "2,1~п.п."
    assert plain(points(Fraction(-21, 1000))) == "\u22122,1~п.п."


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0~школ"),
        (1, "1~школа"),
        (2, "2~школы"),
        (5, "5~школ"),
        (11, "11~школ"),
        (12, "12~школ"),
        (21, "21~школа"),
        (22, "22~школы"),
        (112, "112~школ"),
        (1001, "1~001~школа"),
        (0.5, "0,5~школы"),
    ],
)
def test_nouns_agree_with_their_count(count: float, written: str) -> None:
    assert plain(plural(count, "школа", "школы", "школ")) == written
    assert written.endswith(word(count, "школа", "школы", "школ"))


def test_small_numbers_as_words() -> None:
    assert number_word(2, "дательный") == "двум"
    assert number_word(1, "родительный", "ж") == "одной"
    assert number_word(2, gender="ж") == "две"
    assert number_word(2, gender="м") == "два"
    assert number_word(11) == "11"


def test_dates_and_school_years() -> None:
    assert plain(date_in_words(date(2023, 1, 27))) == "27~января 2023~г."
    assert school_year(2025) == "2024/25"
    assert school_year(2000) == "1999/00"


def test_lists() -> None:
    assert join_and([]) == ""
    assert join_and(["а"]) == "а"
    assert plain(join_and(["а", "б"])) == "а и~б"
    assert plain(join_and(["а", "б", "в"])) == "а, б и~в"
    assert plain(join_and(["а", "б"], last="или")) == "а или~б"


def test_inner_quotes_become_paws() -> None:
    assert quote("Школа") == "«Школа»"
    assert quote("МБОУ «Агинская СОШ»") == "«МБОУ „Агинская СОШ“»"
    assert quote('МБОУ "Агинская СОШ"') == "«МБОУ „Агинская СОШ“»"
    assert quote("МБОУ „Агинская СОШ“") == "«МБОУ „Агинская СОШ“»"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('МБОУ "Гимназия № 3"', "МБОУ «Гимназия № 3»"),
        ('"Росток"', "«Росток»"),
        ('МБОУ"Росток"', "МБОУ«Росток»"),
        ('МБОУ "СОШ "Росток""', "МБОУ «СОШ „Росток“»"),
        ('МБОУ "СОШ № 1 "Росток" пос. Луч"', "МБОУ «СОШ № 1 „Росток“ пос. Луч»"),
        ('МБОУ «СОШ "Росток"»', "МБОУ «СОШ „Росток“»"),
        ("МБОУ «СОШ «Росток»»", "МБОУ «СОШ „Росток“»"),
        ("МБОУ “Росток”", "МБОУ «Росток»"),
        ("МБОУ „Росток“", "МБОУ «Росток»"),
        ("МБОУ „Росток”", "МБОУ «Росток»"),
        ('Лицей "А" и "Б" (филиал "В")', "Лицей «А» и «Б» (филиал «В»)"),
        ("МБОУ «СОШ „Росток“»", "МБОУ «СОШ „Росток“»"),
        ("Школа № 1", "Школа № 1"),
    ],
)
def test_quotes_of_names_are_typeset(written: str, printed: str) -> None:
    assert typeset(written) == printed
    assert typeset(printed) == printed


@pytest.mark.parametrize(
    "odd",
    [
        'МБОУ "Росток',
        'МБОУ Росток"',
        "МБОУ «СОШ «Росток»",
        'МБОУ «Росток"',
        'МБОУ "Росток»',
        '" Росток "',
        'Школа 5" и 6"',
        '"><img src=x onerror="document.title = 1">',
        "",
        '"',
        '""',
    ],
)
def test_unpaired_quotes_stay_as_they_are(odd: str) -> None:
    assert typeset(odd) == odd


@pytest.mark.parametrize("text", [" Ещё  одна ", "ещё\u00a0од\u00adна", "\ufeffЕще о\u200bдна"])
def test_texts_that_look_alike_are_folded_to_one(text: str) -> None:
    assert fold(text) == "еще одна"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("в школе и на уроке", "в~школе и~на уроке"),
        ("и в школе", "и~в~школе"),
        ("школа № 2", "школа №~2"),
        ("2 из 7", "2~из~7"),
        ("ВПР, 5 класс", "ВПР, 5~класс"),
        ("30 % участников", "30~% участников"),
        ("доля — это", "доля~— это"),
        ("директор Е. А. Воронцова", "директор Е.~А.~Воронцова"),
        ("школа им. Петрова", "школа им. Петрова"),
        ("нов школа", "нов школа"),
        ("из-за них", "из-за них"),
    ],
)
def test_what_belongs_together_is_not_broken(text: str, held: str) -> None:
    assert plain(nbsp(text)) == held


def test_names_are_sorted_by_their_numbers() -> None:
    names = ["Школа № 101", "Школа № 35", "школа № 4", "Ёлкинская СОШ", "Жарковская СОШ"]
    assert sorted(names, key=in_order) == [
        *("Ёлкинская СОШ", "Жарковская СОШ"),
        *("школа № 4", "Школа № 35", "Школа № 101"),
    ]


def test_first_letter_alone_grows() -> None:
    assert capital("доля «НОР» в ОО") == "Доля «НОР» в ОО"
    assert capital("") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Доля участников, получивших отметку «2»", ","),
        ("Доля участников ЕГЭ, не преодолевших минимальный порог", ","),
        ("Доля обучающихся, у которых оба родителя с высшим образованием", ","),
        ("ВПР, русский язык, 4 класс", ""),
        ("Сводная доля низких результатов", ""),
    ],
)
def test_a_clause_is_closed_where_more_is_said(text: str, said: str) -> None:
    assert closed(text) == text + said
