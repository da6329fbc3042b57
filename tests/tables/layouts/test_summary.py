"""Aggregated tables of ЕГЭ: the sample gives the plain table's facts, and every trap is met."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shnor_cli.resources import shipped
from shnor_cli.tables.layouts import summary
from shnor_cli.tables.layouts.means import sum_behind
from shnor_cli.tables.scales import Scales
from tests.tables.layouts.beside_plain import (
    SAMPLES,
    facts_of,
    plain_facts,
    read_sample,
    recognisers,
)
from tests.tables.reading import file, read, refused, remarks, rows
from tools.layout_samples import summary as sample

NAME = "ege_by_school.xlsx"
TABLE = """
Результаты ЕГЭ {};;;;;;;;;
Муниципалитет;Образовательная организация;{}Всего выпускников, сдававших ЕГЭ;Русский язык;;;;
;;{}приняли участие;не преодолели минимальный порог (min 24);высокобалльники 80-99;средний балл
"""


def drawn(*lines: str, title: str = "2025 года", profile: bool = False) -> str:
    head = TABLE.format(title, "Профиль;" if profile else "", ";;" if profile else ";")
    return head + "\n".join(lines) + "\n"


def test_the_sample_is_recognised_and_is_what_its_script_writes(tmp_path: Path) -> None:
    sample.write(tmp_path)
    assert (tmp_path / NAME).read_bytes() == (SAMPLES / "summary" / NAME).read_bytes()
    assert recognisers(SAMPLES / "summary" / NAME) == {summary.TITLE}


def test_the_sample_gives_the_facts_of_the_plain_table(tmp_path: Path) -> None:
    results = read_sample(tmp_path, f"summary/{NAME}")
    categories = results.categories
    expected = plain_facts(tmp_path, lambda row: (row["год"], row["процедура"]) == ("2025", "ЕГЭ"))
    found = facts_of(results)
    assert found.keys() == expected.keys()
    for key, (participants, *counts, score_sum) in expected.items():
        low = dict(zip(categories, counts, strict=True))
        taken = [low[each] if each in {"2", "ниже порога"} else 0 for each in categories]
        assert found[key] == (participants, *taken, score_sum)


def test_totals_numbers_and_notes_are_dropped(tmp_path: Path) -> None:
    text = drawn(
        "1;2;3;4;5;6;7",
        "Рассветовский;СОШ 1;5;5;1;0;50,2",
        ";СОШ 2;2;2;-;0;61,0",
        ";СОШ 3;0;-;Х;-;-",
        "Всего;;7;7;1;0;53",
        "Рассветовский;17;7;7;1;0;53",
        "Х – отсутствует;;;;;;",
    )
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c4", "score_sum", '"row"') == [
        ("СОШ 1", 2025, "ЕГЭ, русский язык, 11 класс", 5, 1, Decimal(251), 5),
        ("СОШ 2", 2025, "ЕГЭ, русский язык, 11 класс", 2, None, Decimal(122), 6),
    ]
    assert results.schools.municipalities == ("Рассветовский", "Рассветовский")
    assert remarks(results) == [
        "t.csv, строка 4: 3 строки с итогами и номерами вместо школы, пропущены",
        "t.csv, строка 10: 1 строка без школы или без чисел, пропущены",
        "t.csv, строка 6: 2 ячейки с «-» или «Х» вместо числа, считаются пустыми",
    ]


def test_columns_are_told_once_however_many_rows_have_no_school(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, asked = summary._subjects, []

    def counted(*args: Any) -> Any:  # noqa: ANN401 - passed on
        asked.append(args)
        return told(*args)

    monkeypatch.setattr(summary, "_subjects", counted)
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;50,2", *[";;5;5;1;0;50,2"] * 40)
    (problem,) = refused(file(tmp_path, "t.csv", text))
    assert "не указана школа" in problem
    assert len(asked) < 40


def test_rows_of_profiles_of_a_school_are_added(tmp_path: Path) -> None:
    text = drawn(
        "Рассветовский;СОШ 1;физический;5;5;1;0;50,2",
        ";;химический;3;3;0;1;70,0",
        ";;всего;8;8;1;1;57,6",
        ";СОШ 2;универсальный;2;2;1;0;61,0",
        profile=True,
    )
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c4", "score_sum") == [
        ("СОШ 1", 2025, "ЕГЭ, русский язык, 11 класс", 8, 1, Decimal(461)),
        ("СОШ 2", 2025, "ЕГЭ, русский язык, 11 класс", 2, 1, Decimal(122)),
    ]


def test_a_mean_that_gives_several_sums_gives_none(tmp_path: Path) -> None:
    text = drawn("Рассветовский;СОШ 1;20;20;1;0;57,3")
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "score_sum")[0][-1] is None
    assert remarks(results) == [
        "t.csv, строка 4: 1 ячейка со средним баллом, который даёт не одну сумму, сумма не взята"
    ]


@pytest.mark.parametrize(
    ("mean", "participants", "found"),
    [
        ("57,25", "20", "1145"),
        ("57.3", "4", "229"),
        ("57,3", "20", None),
        ("57,31", "4", None),
        ("57.285714285714285", "7", "401"),
        ("57", "1", "57"),
        ("н/д", "1", None),
    ],
)
def test_the_sum_behind_a_mean(mean: str, participants: str, found: str | None) -> None:
    assert sum_behind(mean, participants) == found


@pytest.mark.parametrize(
    ("title", "name", "year"),
    [
        ("2025 года", "t.csv", 2025),
        ("за 2024/2025 учебный год", "t.csv", 2025),
        ("", "ЕГЭ_2024.csv", 2024),
        ("(26.06.2024)", "t.csv", 2024),
    ],
)
def test_the_year_is_in_the_title_or_in_the_name(
    tmp_path: Path, title: str, name: str, year: int
) -> None:
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;50,2", title=title)
    assert rows(read(file(tmp_path, name, text)), "participants")[0][1] == year


def test_a_table_without_a_year_is_a_problem(tmp_path: Path) -> None:
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;50,2", title="")
    assert refused(file(tmp_path, "t.csv", text)) == ["t.csv: не сказано, за какой год таблица"]


BANDS = """
Результаты ЕГЭ 2025 года;;;;;
Муниципалитет;Образовательная организация;{};;{};
;;приняли участие;не преодолели минимальный порог;приняли участие;не преодолели минимальный порог
Р район;А СОШ;20;2;30;1
"""


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        (("Химия", "Химия"), "об одном предмете говорят две группы столбцов: «химия» и «химия»"),
        (("Химия 2024 год", "Химия 2025 год"), "таблица за 2025 год, а над столбцом «химия 2024"),
    ],
)
def test_two_bands_of_a_subject_are_a_problem(
    tmp_path: Path, bands: tuple[str, str], told: str
) -> None:
    (problem,) = refused(file(tmp_path, "t.csv", BANDS.format(*bands)))
    assert problem.startswith(f"t.csv, строка 2: {told}")


def test_a_minimum_that_is_not_that_of_the_scales_is_told(tmp_path: Path) -> None:
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;").replace("min 24", "min 36")
    scales = Scales((shipped("criteria") / "scales" / "ege.yaml",))
    results = read(file(tmp_path, "t.csv", text), scales=scales)
    assert any("в таблице 36, а по шкале 24" in each for each in remarks(results))
    results = read(file(tmp_path, "u.csv", drawn("Рассветовский;СОШ 1;5;5;1;0;")), scales=scales)
    assert not any("по шкале" in each for each in remarks(results))


@pytest.mark.parametrize(("share", "is_told"), [("33,3", False), ("0,333", False), ("0", True)])
def test_a_share_beside_a_count_is_compared_with_it(
    tmp_path: Path, share: str, *, is_told: bool
) -> None:
    head = "Муниципалитет;Образовательная организация;Русский язык;;\n"
    head += ";;приняли участие;не преодолели порог;не преодолели порог, %\n"
    path = file(tmp_path, "t.csv", f"ЕГЭ 2025;;;;\n{head}Район;СОШ 1;3;1;{share}\n")
    results = read(path)
    assert rows(results, "participants")[0][-1] == 3
    assert any("не отвечает числу людей" in each for each in remarks(results)) == is_told


@pytest.mark.parametrize("title", ["2025 года (дополнительный период)", "2025, сентябрь"])
def test_the_additional_period_is_not_counted(tmp_path: Path, title: str) -> None:
    line = "Рассветовский;СОШ 1;5;5;1;0;"
    later = file(tmp_path, "b.csv", drawn(line.replace("СОШ 1", "СОШ 2"), title=title))
    results = read(file(tmp_path, "a.csv", drawn(line)), later)
    assert len(rows(results)) == 1
    assert any("дополнительный период (сентябрь): 1 строка" in each for each in remarks(results))


@pytest.mark.parametrize(
    "title",
    [
        "2025 года, основной и дополнительный периоды",
        "2025 года (основной период и дополнительный период)",
        "2025 года (без дополнительного периода)",
        "2025 года без учёта результатов дополнительного периода",
    ],
)
def test_a_table_of_the_main_period_may_name_the_additional(tmp_path: Path, title: str) -> None:
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;", title=title)
    assert len(rows(read(file(tmp_path, "t.csv", text)))) == 1


def test_a_day_of_printing_is_no_additional_period(tmp_path: Path) -> None:
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;", title="2025 года (на 1 сентября 2025)")
    assert len(rows(read(file(tmp_path, "t.csv", text)))) == 1


def test_a_trial_is_refused(tmp_path: Path) -> None:
    text = drawn("Рассветовский;СОШ 1;5;5;1;0;").replace("Результаты", "Результаты пробного")
    assert "сказано «пробного ЕГЭ»" in refused(file(tmp_path, "t.csv", text))[0]


EGE = Scales((shipped("criteria") / "scales" / "ege.yaml",))
COLUMNS = """
Результаты ЕГЭ 2025 года;;;;
Муниципалитет;Образовательная организация;{};;
;;принял участие;{};{}
Район А;СОШ № 1;20;1;8
"""
MINIMUM = "не преодолели минимальный порог"


@pytest.mark.parametrize("subject", ["Русский язык", "Математика профильная"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_column_after_resits_is_another_thing(
    tmp_path: Path, subject: str, *, is_first: bool
) -> None:
    both = (f"{MINIMUM} (после пересдачи)", MINIMUM)
    text = COLUMNS.format(subject, *(both if is_first else reversed(both)))
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c4")[0][-2:] == (20, 8 if is_first else 1)
    assert remarks(results) == [
        f"t.csv, строка 2: столбцы «{subject.lower()} {MINIMUM} (после пересдачи)», не взяты"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MINIMUM, "ниже порога"),
        (MINIMUM, "не набрали минимальный балл"),
        ("средний балл", "средний тестовый балл"),
        ("участников", MINIMUM),
    ],
)
def test_two_columns_of_one_place_are_a_problem_that_names_both(
    tmp_path: Path, one: str, other: str
) -> None:
    text = COLUMNS.format("Химия", one, other)
    first = "принял участие" if one == "участников" else one
    second = one if one == "участников" else other
    assert refused(file(tmp_path, "t.csv", text)) == [
        (
            "t.csv, строка 2: об одном и том же говорят два столбца: "
            f"«химия {first}» и «химия {second}»"
        )
    ]


@pytest.mark.parametrize(
    ("subject", "column", "low", "is_named"),
    [
        ("Русский язык", "ниже 24 баллов", 1, False),
        ("Русский язык", "набрали менее 24 баллов", 1, False),
        ("Русский язык", "ниже 36 баллов", None, True),
        ("Математика профильная", "не набрали 27 баллов", 1, False),
        ("Математика профильная", "не набрали 39 баллов", None, True),
        ("Математика базовая", "получили «2»", 1, False),
        ("Математика базовая", "Отметка 2, чел.", 1, False),
        ("Математика базовая", "2", 1, False),
        ("Математика базовая", "получили «3»", None, True),
        ("Русский язык", "получили «2»", None, True),
    ],
)
def test_a_low_result_is_understood_where_it_is_sure(
    tmp_path: Path, subject: str, column: str, low: int | None, *, is_named: bool
) -> None:
    text = COLUMNS.format(subject, column, "высокобалльники 80-99")
    results = read(file(tmp_path, "t.csv", text), scales=EGE)
    place = "c0" if "базовая" in subject else "c4"
    assert rows(results, "participants", place)[0][-2:] == (20, low)
    name = f"«{subject} {column}»".lower().replace("«2»", "2").replace("«3»", "3")
    told = f"t.csv, строка 2: столбцы {name}, не взяты"
    assert [each for each in remarks(results) if "не взяты" in each] == [told] * is_named


def test_without_scales_a_number_is_not_known_to_be_the_minimum(tmp_path: Path) -> None:
    text = COLUMNS.format("Русский язык", "ниже 24 баллов", "100 баллов")
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "c4")[0][-1] is None
    assert any("столбцы «русский язык ниже 24 баллов», не взяты" in one for one in remarks(results))


def test_marks_under_one_band_of_base_maths(tmp_path: Path) -> None:
    text = """
    Результаты ЕГЭ 2025 года;;;;;
    Муниципалитет;Образовательная организация;Математика базовая;;;
    ;;участников;получили отметку;;
    ;;;2;3;4
    Район А;СОШ № 1;20;7;8;5
    """
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c0")[0][-2:] == (20, 7)


@pytest.mark.parametrize("subject", ["Обществознание", "Общество", "обществозн."])
def test_social_studies_are_no_total(tmp_path: Path, subject: str) -> None:
    text = COLUMNS.format(subject, MINIMUM, "средний балл")
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c4") == [
        ("СОШ № 1", 2025, "ЕГЭ, обществознание, 11 класс", 20, 1)
    ]


@pytest.mark.parametrize("band", ["Всего", "Общее количество", "Итого по школе"])
def test_a_band_of_all_subjects_is_no_subject(tmp_path: Path, band: str) -> None:
    text = """
    Результаты ЕГЭ 2025 года;;;;
    Муниципалитет;Образовательная организация;{};;Физика;;
    ;;участников;не преодолели порог;участников;не преодолели порог;выпускников, получивших 2
    Район А;СОШ № 1;20;1;8;2;3
    """
    results = read(file(tmp_path, "t.csv", text.replace("{}", band)))
    assert rows(results, "participants", "c4") == [("СОШ № 1", 2025, "ЕГЭ, физика, 11 класс", 8, 2)]
    assert remarks(results) == [
        "t.csv, строка 2: столбцы «физика выпускников, получивших 2», не взяты"
    ]
