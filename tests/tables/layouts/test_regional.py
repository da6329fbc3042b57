"""Regional tables of marks: the samples give the plain table's facts, and every trap is met."""

from pathlib import Path
from typing import Any

import pytest

from shnor_cli.tables.layouts import regional
from tests.tables.layouts.beside_plain import (
    SAMPLES,
    facts_of,
    plain_facts,
    read_sample,
    recognisers,
    reported_of,
)
from tests.tables.reading import file, read, refused, remarks, rows
from tools.layout_samples import regional as sample

LONG, WIDE = "long.csv", "wide.xlsx"
HEAD = "Год;Класс ;Предмет;Муниципалитет;ОО;Логин ;Кол-во участников ;2 ;3 ;4 ;5 "
BANDS = """
    Муниципалитет;ОО;Логин;ВПР русский язык 5 класс;;;;;{};;;;
    ;;;участников;2;3;4;5;участников;2;3;4;5
"""


def found(path: Path) -> list[tuple[Any, ...]]:
    return rows(read(path), "participants", "c0", "c1", "c2", "c3")


def drawn(folder: Path, *lines: str, name: str = "t.csv") -> Path:
    return file(folder, name, "\n".join([HEAD, *lines]) + "\n")


def wide(
    folder: Path, *lines: str, second: str = "ВПР математика 6 класс", year: str = "2025 год"
) -> Path:
    head = BANDS.format(second).replace("    ", "")
    return file(folder, "t.csv", f"{year};;;;;;;;;;;;" + head + "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", [LONG, WIDE])
def test_the_sample_is_recognised_and_is_what_its_script_writes(tmp_path: Path, name: str) -> None:
    sample.write(tmp_path)
    assert (tmp_path / name).read_bytes() == (SAMPLES / "regional" / name).read_bytes()
    assert recognisers(SAMPLES / "regional" / name) == {regional.TITLE}


def test_the_samples_give_the_facts_of_the_plain_table(tmp_path: Path) -> None:
    results = read_sample(tmp_path, f"regional/{LONG}", f"regional/{WIDE}")
    expected = plain_facts(tmp_path, lambda row: (row["год"], row["процедура"]) == ("2025", "ВПР"))
    assert facts_of(results) == expected


def test_a_long_table_of_percents(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        "2021;5;Русский язык;г. Заречный ;СОШ № 1 ;sch990001;7;28,57;57,14;14,29;0",
        "2021;5 класс;МА;г. Заречный;СОШ № 1;edu990002;3;33.3;33.3;33.3;0",
    )
    assert found(path) == [
        ("sch990001", 2021, "ВПР, русский язык, 5 класс", 7, 2, 4, 1, 0),
        ("sch990002", 2021, "ВПР, математика, 5 класс", 3, 1, 1, 1, 0),
    ]


def test_a_long_table_of_counts(tmp_path: Path) -> None:
    path = drawn(tmp_path, "2021;5;Математика;;СОШ № 1;sch990001;100;20;40;30;10")
    assert found(path)[0][3:] == (100, 20, 40, 30, 10)


@pytest.mark.parametrize(("participants", "mark"), [("7", "29,57"), ("1000", "28,6")])
def test_a_percent_that_no_single_count_gives_is_a_problem(
    tmp_path: Path, participants: str, mark: str
) -> None:
    path = drawn(tmp_path, f"2021;5;МА;;СОШ № 1;sch1;{participants};{mark};57,1;14,3;0")
    assert "не восстанавливается в число человек" in refused(path)[0]


def test_a_cell_of_excel_with_the_format_of_percents(tmp_path: Path) -> None:
    shares = "0.2857142857142857;0.5714285714285714;0.14285714285714285;0"
    path = drawn(tmp_path, f"2021;5;МА;;СОШ № 1;sch990001;7;{shares}")
    assert found(path)[0][3:] == (7, 2, 4, 1, 0)


def test_rows_of_groups_have_the_nearest_counts(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        "2021;5;МА;Заречный край;;;31055;19,9;40,3;30,1;9,7",
        "2021;5;МА;Рассветовский район;;;10;20;40;30;10",
        "2021;5;МА;Рассветовский район;СОШ № 1;sch990001;10;20;40;30;10",
        "Всего;;;;;;31055;19,9;40,3;30,1;9,7",
    )
    results = read(path)
    assert [counts[:5] for counts in reported_of(results).values()] == [
        (10, 2, 4, 3, 1),
        (31055, 6180, 12515, 9348, 3012),
    ]
    assert len(facts_of(results)) == 1
    assert "1 строка с итогами и средними, пропущены" in str(remarks(results))


def test_a_long_table_says_another_procedure_in_its_name(tmp_path: Path) -> None:
    path = drawn(tmp_path, "2021;9;Математика;;СОШ № 1;sch1;10;2;4;3;1", name="ОГЭ_2021.csv")
    assert found(path)[0][2] == "ОГЭ, математика, 9 класс"


def test_a_plain_table_is_left_to_plain_reading(tmp_path: Path) -> None:
    text = f"Процедура;{HEAD}\nВПР;2021;5;Математика;;СОШ № 1;sch1;10;2;4;3;1\n"
    assert recognisers(file(tmp_path, "t.csv", text)) == set()


def test_a_wide_table(tmp_path: Path) -> None:
    path = wide(
        tmp_path,
        ";СОШ № 1;sch990001;7;28,57;57,14;14,29;0;10;20;40;30;10",
        ";СОШ № 2;sch990002;;;;;;3;33,3;33,3;33,3;0",
    )
    assert found(path) == [
        ("sch990001", 2025, "ВПР, математика, 6 класс", 10, 2, 4, 3, 1),
        ("sch990001", 2025, "ВПР, русский язык, 5 класс", 7, 2, 4, 1, 0),
        ("sch990002", 2025, "ВПР, математика, 6 класс", 3, 1, 1, 1, 0),
    ]


def test_a_band_may_name_its_own_year_and_subject_in_any_case(tmp_path: Path) -> None:
    row = ";СОШ № 1;sch990001;7;28,57;57,14;14,29;0;10;20;40;30;10"
    path = wide(tmp_path, row, second="ВПР по окружающему миру, 4 класс, 2023/24 уч. год")
    assert found(path)[0][1:3] == (2024, "ВПР, окружающий мир, 4 класс")


def test_a_band_that_does_not_say_all_is_a_problem(tmp_path: Path) -> None:
    row = ";СОШ № 1;sch990001;7;28,57;57,14;14,29;0;10;20;40;30;10"
    path = wide(tmp_path, row, second="ВПР математика", year="Результаты")
    assert refused(path) == [
        "t.csv, строка 2: в названии «впр русский язык 5 класс» не сказано: год",
        "t.csv, строка 2: в названии «впр математика» не сказано: год, класс",
    ]
