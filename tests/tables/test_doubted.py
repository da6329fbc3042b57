"""The list of doubted results: its two shapes, whom it names, what is refused."""

from pathlib import Path
from typing import Any

import pytest

from shnor_cli.errors import TableError
from shnor_cli.model import Results
from shnor_cli.tables.doubted import read_doubted
from tests.tables.reading import HEADER, file, read, register, remarks, said

FACTS = HEADER + "001;2025;ВПР;математика;5;10;1;2;3;4\n002;2025;ВПР;математика;5;10;1;2;3;4\n"
DROP = "objectivity: {procedures: [ВПР], policy: drop}\n"


def rows(results: Results) -> list[tuple[Any, ...]]:
    columns = 'school, year, procedure, subject, grade, ground, file, "row"'
    query = f"SELECT {columns} FROM {results.doubted} ORDER BY ALL"
    return results.connection.execute(query).fetchall()


def with_list(folder: Path, text: str, **options: Any) -> Results:  # noqa: ANN401 - passed on
    doubted = read_doubted(file(folder, "list.csv", text))
    return read(file(folder, "facts.csv", FACTS), doubted=doubted, more=DROP, **options)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(TableError) as caught:
        read_doubted(file(folder, "list.csv", text))
    return said(caught.value)


def test_a_plain_list(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;основание
    001;2024/25;ВПР;Русский язык;5;нет ни одной двойки
    002;2025;;;;письмо
    """.replace("    ", "")
    results = with_list(tmp_path, text)
    assert rows(results) == [
        ("001", 2025, "ВПР", "русский язык", 5, "нет ни одной двойки", 1, 2),
        ("002", 2025, "", "", 0, "письмо", 1, 3),
    ]
    assert (results.sources[1].name, results.sources[1].rows) == ("list.csv", 2)
    assert remarks(results) == []


def test_the_table_of_markers(tmp_path: Path) -> None:
    schools = register(tmp_path, "код;название;логин\n001;Первая;sch990001\n002;Вторая;\n")
    text = """
    Год;Муниципалитет;ОО;Логин;4 РУ;4 МА;5 РУ;5 МА;Количество маркеров
    2025;Север;Первая;edu990001;0;1;;1.0;2
    2025;Север;Вторая;;0;0;0;0;0
    """.replace("    ", "")
    assert rows(with_list(tmp_path, text, register=schools)) == [
        ("001", 2025, "ВПР", "математика", 4, "признак «4 МА»", 2, 2),
        ("001", 2025, "ВПР", "математика", 5, "признак «5 МА»", 2, 2),
    ]


def test_schools_of_other_districts_are_passed_over(tmp_path: Path) -> None:
    text = "школа;год;основание\n001;2025;письмо\nЛесная;2025;письмо\nЛесная;2024;письмо\n"
    results = with_list(tmp_path, text)
    assert [row[0] for row in rows(results)] == ["001"]
    assert remarks(results) == [
        "list.csv, строка 3: 2 строки о школах, которых здесь нет: «Лесная», пропущены"
    ]


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ("sch990001;;", ["001"]),
        (";Первая;", ["001"]),
        (";Первая;север", ["001"]),
        (";Первая;Юг", []),
        ("sch990777;Первая;", []),
        ("sch990777;Первая;Юг", []),
        ("sch990777;Первая;Север", ["001"]),
        ("sch990001;Лесная;Юг", ["001"]),
    ],
)
def test_a_namesake_of_another_district_is_not_taken_for_a_school(
    tmp_path: Path, row: str, meant: list[str]
) -> None:
    schools = "код;название;логин;муниципалитет\n001;Первая;sch990001;Север\n002;Вторая;;Север\n"
    results = with_list(
        tmp_path,
        f"логин;название;муниципалитет;год;основание\n{row};2025;письмо\n",
        register=register(tmp_path, schools),
    )
    assert ([each[0] for each in rows(results)] if results.doubted else []) == meant


def test_a_joined_school_is_its_successor(tmp_path: Path) -> None:
    text = "код;название;преемник;с года\n001;Первая;;\n002;Вторая;;\n003;Третья;001;2025\n"
    results = with_list(
        tmp_path,
        "школа;год;основание\nТретья;2024;письмо\n",
        register=register(tmp_path, text),
    )
    assert [row[:2] for row in rows(results)] == [("001", 2024)]


def test_a_row_that_names_two_schools_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        with_list(tmp_path, "школа;название;год;основание\n001;002;2025;письмо\n")
    assert said(caught.value) == ["list.csv, строка 2: строка называет разные школы: «001» и «002»"]


def test_a_name_that_is_the_code_of_another_school_does_not_gainsay_the_code(
    tmp_path: Path,
) -> None:
    """Two tables call one school differently, and the program does not know that it is one."""
    facts = HEADER.replace("школа;", "школа;название;") + "".join(
        f"{school};2025;ВПР;математика;5;10;1;2;3;4\n" for school in ("001;Первая", "Первая;")
    )
    text = "код;название;год;основание\n001;Первая;2025;письмо\n;Первая;2025;письмо\n"
    doubted = read_doubted(file(tmp_path, "list.csv", text))
    results = read(file(tmp_path, "facts.csv", facts), doubted=doubted, more=DROP)
    assert [row[0] for row in rows(results)] == ["001", "Первая"]


def test_a_subject_is_that_of_the_tables_however_they_spell_it(tmp_path: Path) -> None:
    facts = file(tmp_path, "facts.csv", FACTS.replace("математика", "МА", 1))
    doubted = read_doubted(
        file(tmp_path, "list.csv", "школа;год;предмет;основание\n001;2025;Математика;письмо\n")
    )
    found = rows(read(facts, doubted=doubted, more=DROP))
    assert [row[3] for row in found] == ["математика"]


def test_columns_are_checked(tmp_path: Path) -> None:
    assert refused(tmp_path, "школа;год;цвет\n001;2025;синий\n") == [
        "list.csv: не указано, почему школа в списке",
        "list.csv, столбец «цвет»: столбец не узнан",
    ]
    assert refused(tmp_path, "предмет;основание\nматематика;письмо\n") == [
        "list.csv: нет столбца со школой",
        "list.csv: нет столбца «год»",
    ]


def test_cells_are_checked(tmp_path: Path) -> None:
    text = "школа;год;класс;основание\n001;весна;;а\n001;2025;99;а\n;2025;;а\n001;;;а\n"
    assert refused(tmp_path, text) == [
        (
            "list.csv, строка 2, столбец «год»: «весна» не учебный год; пишут 2025, 2024/25 или "
            "2024-2025"
        ),
        "list.csv, строка 3, столбец «класс»: «99» не класс; пишут число от 1 до 12",
        "list.csv, строка 4: не указана школа",
        "list.csv, строка 5: не указан год",
    ]
    assert refused(tmp_path, "школа;год;4 РУ\n001;2025;да\n") == [
        "list.csv, строка 2, столбец «4 РУ»: «да»: нужно 1 или 0"
    ]


def test_a_list_and_a_policy_that_do_not_meet_are_remarked(tmp_path: Path) -> None:
    facts = file(tmp_path, "facts.csv", FACTS)
    assert remarks(read(facts, more=DROP)) == [
        (
            ": списка результатов, которые требуют проверки объективности, нет (--doubted), "
            "все результаты учтены без пометок"
        )
    ]
    doubted = read_doubted(file(tmp_path, "list.csv", "школа;год;основание\n001;2025;а\n"))
    assert remarks(read(facts, doubted=doubted)) == [
        (
            "list.csv: что делать с результатами из списка, методика не говорит (objectivity), "
            "список сохранён и не применён"
        )
    ]
