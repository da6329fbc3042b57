"""Doubts about data: what is asked, and where nothing is."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from pkgutil import iter_modules

import pytest

from shnor_cli.engine import doubts
from shnor_cli.engine.doubts import (
    DOUBTS,
    SIGNS,
    absent,
    journal,
    jumps,
    no_low,
    not_held,
    other_class,
    repeated,
    scale,
    year_later,
)
from shnor_cli.engine.doubts.thresholds import TOLD_AT_MOST
from tests.engine.doubts.doubting import MATHS, asked, drawn, methodology, read, said

RUSSIAN = "ВПР;русский язык;5"
NOT_DOUBTS = {"chance", "rows", "telling", "thresholds"}


def test_every_doubt_is_named_in_the_literal() -> None:
    modules = {each.name for each in iter_modules(doubts.__path__)} - NOT_DOUBTS
    assert {each.__module__.rsplit(".", 1)[1] for each in DOUBTS} == modules


def test_every_doubt_with_signs_is_named_in_the_other_literal() -> None:
    modules = [vars(doubts)[each.__module__.rsplit(".", 1)[1]] for each in DOUBTS]
    assert [vars(each)["signs"] for each in modules if "signs" in vars(each)] == [*SIGNS]


def test_every_doubt_has_a_code_of_its_own() -> None:
    codes = [vars(vars(doubts)[each.__module__.rsplit(".", 1)[1]])["CODE"] for each in DOUBTS]
    asked_when_read = {"Q-10", "Q-11", "Q-15"}
    numbers = range(1, len(DOUBTS) + len(asked_when_read) + 1)
    assert codes == [code for n in numbers if (code := f"Q-{n:02}") not in asked_when_read]


@pytest.mark.parametrize("doubt", DOUBTS)
def test_nothing_is_asked_of_tables_without_rows_of_the_year(
    tmp_path: Path, doubt: doubts.Doubt
) -> None:
    assert asked(tmp_path, doubt, [drawn("001", 2023, MATHS, 5, 5, 5, 5)]) == []


def years(school: str, first: tuple[int, ...], *later: tuple[int, ...]) -> Iterator[str]:
    """Draw three assessments of 2024, and of 2025 either the same counts or others."""
    for grade, counts in enumerate(later or [first] * 3, start=5):
        yield drawn(school, 2024, f"ВПР;математика;{grade}", *first)
        yield drawn(school, 2025, f"ВПР;математика;{grade}", *counts)


def test_a_school_whose_year_was_pasted_twice(tmp_path: Path) -> None:
    rows = [*years("001", (2, 4, 3, 1)), *years("002", (1, 4, 3, 2), *[(2, 4, 3, 1)] * 3)]
    assert asked(tmp_path, repeated.doubts, rows) == [
        (
            "Q-01 facts.csv, строка 3: школа «001»: результаты за 2024/25 и за 2023/24 учебный год "
            "совпадают до единицы в 3 строках из 3: возможно, один год вставлен дважды"
        )
    ]


def test_a_whole_table_pasted_twice_is_one_question(tmp_path: Path) -> None:
    rows = [*years("001", (2, 4, 3, 1)), *years("002", (1, 4, 3, 2))]
    assert asked(tmp_path, repeated.doubts, rows) == [
        (
            "Q-01 : результаты за 2024/25 и за 2023/24 учебный год совпадают до единицы в 6 "
            "строках из 6 по всей таблице: возможно, один год вставлен дважды"
        )
    ]


def test_an_assessment_of_all_schools_pasted_twice_is_one_question(tmp_path: Path) -> None:
    rows = [
        row
        for school, ones in (("001", 3), ("002", 4), ("003", 5))
        for year, more in ((2024, 0), (2025, 2))
        for row in (
            drawn(school, year, MATHS, 2, 4, ones, 1),
            drawn(school, year, RUSSIAN, 2 + more, 4, 3, 1),
        )
    ]
    assert asked(tmp_path, repeated.doubts, rows) == [
        (
            "Q-01 facts.csv, строка 4: ВПР, математика, 5 класс: результаты за 2024/25 и за "
            "2023/24 учебный год совпадают до единицы в 3 строках из 3: возможно, один год "
            "вставлен дважды"
        )
    ]
    assert asked(tmp_path, repeated.doubts, rows[:8]) == []  # in two schools it may be chance


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([(2, 4, 3, 1), (2, 4, 3, 1), (2, 3, 4, 1)], "two of three"),
        ([(2, 3, 4, 1), (2, 4, 2, 2), (1, 4, 3, 2)], "alike but other marks"),
    ],
)
def test_few_equal_rows_are_no_doubt(
    tmp_path: Path, counts: list[tuple[int, ...]], why: str
) -> None:
    assert asked(tmp_path, repeated.doubts, years("001", (2, 4, 3, 1), *counts)) == [], why


def test_equal_rows_of_a_handful_of_pupils_are_no_doubt(tmp_path: Path) -> None:
    assert asked(tmp_path, repeated.doubts, years("001", (1, 1, 1, 1))) == []


def test_a_jump_that_chance_hardly_explains(tmp_path: Path) -> None:
    rows = [
        drawn("001", 2024, MATHS, 1, 9, 9, 6),
        drawn("001", 2025, MATHS, 15, 5, 3, 2),
        drawn("002", 2024, MATHS, 1, 4, 4, 1),
        drawn("002", 2025, MATHS, 5, 3, 1, 1),
        drawn("003", 2024, MATHS, 0, 3, 3, 3),
        drawn("003", 2025, MATHS, 9, 0, 0, 0),
    ]
    assert asked(tmp_path, jumps.doubts, rows) == [
        (
            "Q-02 facts.csv, строка 3: школа «001»: ВПР, математика, 5 класс: низких результатов "
            "15 из 25 (60,0 %), а в 2023/24 учебном году 1 из 25 (4,0 %): при таком числе "
            "участников случайностью это трудно объяснить"
        )
    ]


def test_a_break_of_the_scale_is_no_jump(tmp_path: Path) -> None:
    rows = [drawn("001", 2024, MATHS, 1, 9, 9, 6), drawn("001", 2025, MATHS, 15, 5, 3, 2)]
    by = methodology(
        'ВПР: {scale: ["2", "3", "4", "5"]', 'ВПР: {breaks: [2025], scale: ["2", "3", "4", "5"]'
    )
    assert asked(tmp_path, jumps.doubts, rows, by) == []


def test_many_comparisons_ask_for_more_than_one(tmp_path: Path) -> None:
    # The two-sided p of 1 of 25 against 12 of 25 is 0.0008: enough alone, not among two hundred.
    jump = [drawn("000", 2024, MATHS, 1, 9, 9, 6), drawn("000", 2025, MATHS, 12, 8, 3, 2)]
    steady = [
        drawn(f"{school:03}", year, MATHS, 3, 4, 2, 1)
        for school, year in product(range(1, 200), (2024, 2025))
    ]
    assert len(asked(tmp_path, jumps.doubts, jump)) == 1
    assert asked(tmp_path, jumps.doubts, [*jump, *steady]) == []


def test_at_most_so_many_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [
        drawn(f"{school:03}", year, MATHS, *counts)
        for school in range(TOLD_AT_MOST + 3)
        for year, counts in ((2024, (0, 20, 20, 10)), (2025, (40, 5, 3, 2)))
    ]
    told = asked(tmp_path, jumps.doubts, rows)
    assert len(told) == TOLD_AT_MOST + 1
    assert told[-1] == "Q-02 : и ещё 3 таких же вопроса"


def lost(*schools: str) -> list[str]:
    """Draw four schools of which some have no row of mathematics in 2025."""
    named = ("001", "002", "003", "004")
    rows = [drawn(school, 2024, MATHS, 2, 4, 3, 1) for school in named]
    rows += [drawn(school, 2025, RUSSIAN, 2, 4, 3, 1) for school in named]
    return rows + [drawn(each, 2025, MATHS, 2, 4, 3, 1) for each in named if each not in schools]


def test_an_assessment_that_only_one_school_lacks(tmp_path: Path) -> None:
    assert asked(tmp_path, absent.doubts, lost("001")) == [
        (
            "Q-03 : школа «001»: за 2024/25 учебный год нет строк, которые были годом раньше "
            "(10 участников) и есть у большинства школ рядом: ВПР, математика, 5 класс"
        )
    ]


def test_an_assessment_that_most_lack_is_no_doubt(tmp_path: Path) -> None:
    assert asked(tmp_path, absent.doubts, lost("001", "002", "003")) == []


def test_neighbours_are_of_the_same_municipality(tmp_path: Path) -> None:
    rows = [each.replace("001;Север", "001;Юг") for each in lost("001")]
    assert asked(tmp_path, absent.doubts, rows) == []


def test_an_assessment_of_a_handful_of_pupils_is_no_doubt(tmp_path: Path) -> None:
    rows = lost("001")
    rows[0] = drawn("001", 2024, MATHS, 2, 4, 2, 1)
    assert asked(tmp_path, absent.doubts, rows) == []


def district(schools: int, subject: str, grade: int = 5) -> list[str]:
    """Draw schools that have an assessment in 2024 alone beside another in both years."""
    return [
        row
        for school in range(schools)
        for row in (
            drawn(f"{school:03}", 2024, f"ВПР;{subject};{grade}", 1, 1, 1, 1),
            drawn(f"{school:03}", 2024, RUSSIAN, 1, 1, 1, 1),
            drawn(f"{school:03}", 2025, RUSSIAN, 1, 1, 1, 1),
        )
    ]


def test_what_all_schools_lack_is_asked_once(tmp_path: Path) -> None:
    assert asked(tmp_path, absent.doubts, district(3, "математика")) == [
        (
            "Q-03 : за 2024/25 учебный год ни у одной школы нет строк, которые были годом раньше: "
            "ВПР, математика, 5 класс"
        )
    ]


def test_what_all_schools_of_a_municipality_lack(tmp_path: Path) -> None:
    south = (drawn("901", year, MATHS, 1, 1, 1, 1) for year in (2024, 2025))
    rows = [*district(3, "математика"), *(row.replace("Север", "Юг") for row in south)]
    assert asked(tmp_path, absent.doubts, rows) == [
        (
            "Q-03 : «Север»: за 2024/25 учебный год ни у одной школы нет строк, которые были годом "
            "раньше: ВПР, математика, 5 класс"
        )
    ]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (district(2, "математика"), "two schools may have no such pupils"),
        (district(3, "география"), "the methodology does not measure it: it may be held by turns"),
    ],
)
def test_all_schools_may_lack_an_assessment(tmp_path: Path, rows: list[str], why: str) -> None:
    assert asked(tmp_path, absent.doubts, rows) == [], why


def test_all_schools_lack_what_was_not_held(tmp_path: Path) -> None:
    by = methodology(
        'ВПР: {scale: ["2", "3", "4", "5"]',
        'ВПР: {not_held: {2025: отменены}, scale: ["2", "3", "4", "5"]',
    )
    assert asked(tmp_path, absent.doubts, district(3, "математика"), by) == []


def test_rows_of_a_year_when_the_procedure_was_not_held(tmp_path: Path) -> None:
    by = methodology("grade: 9}", "grade: 9, not_held: {2020: отменён, 2021: отменён}}")
    rows = [drawn("001", 2020, "ОГЭ;физика;9", 1, 1, 1, 1), drawn("001", 2025, MATHS, 1, 1, 1, 1)]
    assert asked(tmp_path, not_held.doubts, rows, by) == [
        (
            "Q-04 facts.csv, строка 2: ОГЭ, 2019/20 учебный год: 1 строка, а по методике процедура "
            "не проводилась (отменён)"
        )
    ]


def test_rows_of_an_exam_in_a_class_that_does_not_take_it(tmp_path: Path) -> None:
    rows = [
        drawn(each, 2025, f"ОГЭ;физика;{grade}", 1, 1, 1, 1)
        for each, grade in (("001", 9), ("001", 11), ("002", 11), ("002", 5))
    ]
    assert asked(tmp_path, other_class.doubts, rows) == [
        (
            "Q-16 facts.csv, строка 3: ОГЭ, 2024/25 учебный год, 5 и 11 классы: 3 строки, а по "
            "методике это процедура 9 класса"
        )
    ]
    assert asked(tmp_path, other_class.doubts, [drawn("001", 2025, MATHS, 1, 1, 1, 1)]) == []


def test_a_category_that_one_year_lacks(tmp_path: Path) -> None:
    rows = [
        drawn(school, year, MATHS, low, 20, 15 - low, five)
        for school, (year, low, five) in product(("001", "002"), ((2024, 5, 10), (2025, 5, 0)))
    ]
    assert asked(tmp_path, scale.doubts, rows) == [
        (
            "Q-05 : ВПР: категория «5» в 2024/25 учебном году не встречается ни у одного из 70, "
            "а в соседнем году — у 20 из 90 (22,2 %) (ВПР, математика, 5 класс): возможно, "
            "сменилась шкала, а методика смены (breaks) не знает"
        )
    ]
    by = methodology('ВПР: {scale: ["2"', 'ВПР: {breaks: [2025], scale: ["2"')
    assert asked(tmp_path, scale.doubts, rows, by) == []


def test_a_category_lacking_by_chance_is_no_doubt(tmp_path: Path) -> None:
    rows = [drawn("001", 2024, MATHS, 1, 10, 10, 5), drawn("001", 2025, MATHS, 0, 10, 10, 5)]
    assert asked(tmp_path, scale.doubts, rows) == []


def others(*schools: str) -> list[str]:
    """Draw schools with a fifth of low results in two assessments."""
    return [drawn(s, 2025, about, 10, 20, 15, 5) for s, about in product(schools, (MATHS, RUSSIAN))]


def test_no_low_result_where_others_have_many(tmp_path: Path) -> None:
    rows = [drawn("001", 2025, about, 0, 5, 10, 5) for about in (MATHS, RUSSIAN)]
    assert asked(tmp_path, no_low.doubts, [*rows, *others("002", "003")]) == [
        (
            "Q-06 facts.csv, строка 2: школа «001»: ВПР, 2024/25 учебный год: ни одного низкого "
            "результата у 40 участников 2 процедур; при долях остальных школ их было бы около 8"
        )
    ]


def test_namesakes_are_told_apart(tmp_path: Path) -> None:
    header = "школа;название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5"
    rows = [
        f"{code};{name};{where};2025;{about};20;{'0;5;10;5' if name == 'Лицей' else '5;5;5;5'}"
        for code, name, where in [
            *(("1", "Лицей", "Север"), ("2", "Лицей", "Север"), ("3", "Лицей", "Юг")),
            *((f"{code}", f"Школа {code}", "Юг") for code in range(4, 20)),
        ]
        for about in (MATHS, RUSSIAN, "ВПР;биология;5")
    ]
    found = said(no_low.doubts(read(tmp_path, rows, methodology(), header), methodology(), 2025))
    assert [each.split(": ")[1] for each in found] == [
        "школа «Лицей» (код 1, Север)",
        "школа «Лицей» (код 2, Север)",
        "школа «Лицей» (Юг)",
    ]


def test_small_classes_are_pooled(tmp_path: Path) -> None:
    grades = [f"ВПР;{subject};{grade}" for subject in ("а", "б") for grade in range(4, 9)]
    rows = [drawn("002", 2025, about, 10, 20, 15, 5) for about in grades]
    small = [drawn("001", 2025, about, 0, 2, 2, 1) for about in grades]
    [told] = asked(tmp_path, no_low.doubts, [*rows, *small])
    assert "ни одного низкого результата у 50 участников 10 процедур" in told
    small[0] = drawn("001", 2025, grades[0], 1, 1, 2, 1)
    assert asked(tmp_path, no_low.doubts, [*rows, *small]) == []


def test_the_region_speaks_before_the_other_schools(tmp_path: Path) -> None:
    header = "школа;группа;год;процедура;предмет;класс;участников;2;3;4;5"
    rows = [f"{s};;2025;{a};20;0;5;10;5" for s in ("001", "002") for a in (MATHS, RUSSIAN)]
    by = methodology()
    assert said(no_low.doubts(read(tmp_path, rows, by, header), by, 2025)) == []
    rows += [f"Край;регион;2025;{a};1000;200;400;300;100" for a in (MATHS, RUSSIAN)]
    told = said(no_low.doubts(read(tmp_path, rows, by, header), by, 2025))
    assert [each[-40:] for each in told] == [
        "процедур; при долях региона их было бы около 8"[-40:]
    ] * 2


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ([drawn("001", 2025, MATHS, 0, 20, 20, 10)], "one assessment alone"),
        ([drawn("001", 2025, a, n, 5, 10, 5) for a, n in ((MATHS, 0), (RUSSIAN, 1))], "a low one"),
        ([drawn("001", 2025, a, 0, 2, 6, 2) for a in (MATHS, RUSSIAN)], "chance explains it"),
        ([drawn("001", 2025, a, 0, 5, 10, 5) for a in ("ОГЭ;математика;9", "ОГЭ;физика;9")], "ОГЭ"),
    ],
)
def test_no_low_result_that_is_no_doubt(tmp_path: Path, own: list[str], why: str) -> None:
    assert asked(tmp_path, no_low.doubts, [*own, *others("002", "003")]) == [], why


def test_the_next_year_shows_another_picture(tmp_path: Path) -> None:
    rows = [
        drawn("001", 2024, "ВПР;математика;8", 0, 15, 10, 5),
        drawn("001", 2025, "ОГЭ;математика;9", 13, 10, 5, 2),
        drawn("001", 2024, "ВПР;русский язык;8", 0, 15, 10, 5),
        drawn("001", 2025, "ОГЭ;русский язык;9", 4, 15, 10, 1),
        drawn("002", 2024, "ВПР;математика;8", 13, 10, 5, 2),
        drawn("002", 2025, "ОГЭ;математика;9", 0, 15, 10, 5),
    ]
    assert asked(tmp_path, year_later.doubts, rows) == [
        (
            "Q-07 facts.csv, строка 2: школа «001»: ВПР, математика, 8 класс, 2023/24 учебный год: "
            "низких результатов 0 из 30 (0,0 %), а на ОГЭ через год 13 из 30 (43,3 %): работы "
            "разные, но такое расхождение стоит проверить"
        )
    ]


def test_marks_other_than_those_of_the_journal(tmp_path: Path) -> None:
    header = "школа;группа;год;процедура;предмет;класс;участников;понизили;подтвердили;повысили"
    rows = [
        f"001;;2025;{MATHS};20;7;13;0",
        f"002;;2025;{MATHS};20;6;14;0",
        f"003;;2025;{MATHS};9;0;0;9",
        f"004;;2025;{MATHS};10;1;4;5",
        f"004;;2024;{MATHS};10;1;4;5",
        f"Юг;муниципалитет;2025;{MATHS};10;1;4;5",
    ]
    by = methodology()
    results = read(tmp_path, rows, by, header)
    assert said(journal.doubts(results, by, 2025)) == [
        (
            "Q-08 facts.csv, строка 5: школа «004»: ВПР, математика, 5 класс, 2024/25 учебный год: "
            "отметка выше журнальной у 5 из 10 (50,0 %) участников"
        ),
        (
            "Q-08 facts.csv, строка 2: школа «001»: ВПР, математика, 5 класс, 2024/25 учебный год: "
            "отметка ниже журнальной у 7 из 20 (35,0 %) участников"
        ),
    ]
