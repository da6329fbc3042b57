"""Raw protocols of ВПР: the form of each year, absent pupils, names of files."""

from pathlib import Path

import pytest

from shnor_cli.tables.layouts import protocols
from tests.tables.layouts.pupils_drawn import book, facts, known_as, problems, read, remarks
from tests.tables.reading import file

AUTUMN = """
    user;code;gender;klass;otc;var-1;var-2;a-1-grade;a-2-grade;sum;Учебник
    sch990001;1;м;5А;4;1;2;3;2;5;УМК
    sch990001;2;ж;5А;4;1;2;4;2;6;УМК
    sch990001;3;ж;5А;3;отсутствовал;;;;;УМК
    sch990001;4;ж;5А;3;2;1;0;0;0;УМК
    sch990002;1;ж;5Б;3;2;1;9;9;18;УМК
"""


def test_autumn_2020_is_the_programme_of_the_grade_before(tmp_path: Path) -> None:
    path = file(tmp_path, "0924_Mat5.csv", AUTUMN, "cp1251")
    assert known_as(path) == [protocols.TITLE]
    maths = "ВПР, математика, 4 класс"
    assert facts(path) == [
        ("sch990001", 2020, maths, 3, 2, 1, 0, 0),
        ("sch990002", 2020, maths, 1, 0, 0, 0, 1),
    ]
    found = remarks(path)
    assert found[0] == (
        "осень 2020 года: писали в 5 классе по программе предыдущего, "
        "учтено как 4 класс, 2019/20 учебный год"
    )
    assert found[-1] == "строки без результата: 1 строка, участниками не считаются"


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("Rus6.csv", "ВПР, русский язык, 5 класс"),
        ("МОУ_2020_RUS6_3.csv", "ВПР, русский язык, 5 класс"),
        ("vpr-mat7.csv", "ВПР, математика, 6 класс"),
    ],
)
def test_names_of_autumn(tmp_path: Path, name: str, work: str) -> None:
    few = AUTUMN.replace("9;9;18", "8;8;16")
    assert {each[2] for each in facts(file(tmp_path, name, few))} == {work}


@pytest.mark.parametrize("name", ["format5.csv", "ВПР математика 5 класс.csv", "a.csv"])
def test_a_name_of_autumn_that_does_not_say_is_asked(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, name, AUTUMN)
    assert problems(path) == [f"{name}: ни в таблице, ни в имени файла не сказано: предмет и класс"]


def test_a_big_protocol_is_recognised_as_well(tmp_path: Path) -> None:
    header, *rows = AUTUMN.replace("    ", "").replace("УМК", "УМК " * 50).strip().splitlines()
    many = "\n".join([header, *(rows * 4_000)])
    path = file(tmp_path, "Mat5.csv", many, "cp1251")
    assert path.stat().st_size > 4_000_000
    assert [each[3] for each in facts(path)] == [12_000, 4_000]


SPRING = """
    логин школы|номер обучающегося|пол|отметка за предыдущую четверть/триместр|класс|вариант|балл за 1|всего баллов|регион|Учебник
    sch990001|1|м|4|6А|3|4|9|город Первый|УМК
    sch990001|2|м|4|6А|3|4|10|город Первый|УМК
    sch990001|3|м|4|6А|отсутствовал|||город Первый|УМК
    sch990002|1|м|4|6А|3|4|31|Второй район|УМК
"""  # noqa: E501 - a real header
SPRING_NAME = "Проведение работы по географии, {} класс. ВПР 2021.xlsx"


def test_spring_2021_calls_a_municipality_a_region(tmp_path: Path) -> None:
    path = book(tmp_path, SPRING_NAME.format(6), "Лист1", SPRING)
    geography = "ВПР, география, 6 класс"
    assert known_as(path) == [protocols.TITLE]
    assert facts(path) == [
        ("sch990001", 2021, geography, 2, 1, 1, 0, 0),
        ("sch990002", 2021, geography, 1, 0, 0, 0, 1),
    ]
    assert read(path).schools.municipalities == ("город Первый", "Второй район")


def test_a_grade_without_a_scale_is_asked(tmp_path: Path) -> None:
    (said,) = problems(book(tmp_path, SPRING_NAME.format(10), "Лист1", SPRING))
    assert said.endswith("шкала не известна: ВПР, география, 10 класс, 2020/21 учебный год")


def test_native_russian_is_not_taken_for_russian(tmp_path: Path) -> None:
    path = book(tmp_path, "Родной русский язык, 6 класс. ВПР 2021.xlsx", "Лист1", SPRING)
    assert problems(path)[0].endswith("не сказано: предмет")


OF_2022 = """
    Пользователь|Код|Пол|Отметка за предыдущий триместр/ четверть/полугодие|Вариант|1 (2б)|2.1 (2б)|3К1 (9б)|Наименование класса|Учебник
    edu990001|7001|м|4|1|2|2|Х|7А|УМК
    edu990001|7002|м|4|1|2|X|6|7А|УМК
    edu990001|7003|м|4|отсутствовал||||7А|УМК
"""  # noqa: E501 - a real header


def test_2022_has_no_total_and_tasks_are_added(tmp_path: Path) -> None:
    path = book(tmp_path, "ВПР 2022. Физика, 7 класс.xlsx", "Протокол", OF_2022)
    assert facts(path) == [("sch990001", 2022, "ВПР, физика, 7 класс", 2, 1, 0, 1, 0)]
    assert remarks(path)[0] == "итога баллов в протоколе нет, сложены баллы за задания"


def test_a_task_that_is_no_number_is_told(tmp_path: Path) -> None:
    wrong = OF_2022.replace("|X|6|", "|два|6|")
    path = book(tmp_path, "ВПР 2022. Физика, 7 класс.xlsx", "Протокол", wrong)
    assert problems(path)[0].endswith("строка 3: «два» не первичный балл этой работы")


LATER = """
    Код участника|Порядковый номер класса|Пол|Отметка за предыдущую четверть|Вариант 1|Вариант 2|1 (2б)|Итого баллов
    4001|1|м|4|1|2|х|9
    4002|1|ж|4|1|2|1|10
    4003|1|ж|4|1|не присутствовал||
    4004|2|ж|4|3|4|2|24
"""  # noqa: E501 - a real header
LATER_NAME = "edu990001 ВПР 2026. Русский язык, 4 класс.xlsx"


def test_later_protocols_are_of_one_school_and_have_several_variants(tmp_path: Path) -> None:
    path = book(tmp_path, LATER_NAME, "Протокол", LATER)
    assert known_as(path) == [protocols.TITLE]
    assert facts(path) == [("sch990001", 2026, "ВПР, русский язык, 4 класс", 3, 1, 1, 0, 1)]


def test_a_protocol_of_no_school_is_asked(tmp_path: Path) -> None:
    path = book(tmp_path, LATER_NAME.removeprefix("edu990001 "), "Протокол", LATER)
    assert problems(path)[0].endswith("не сказано, какая это школа")


def test_a_mark_in_a_protocol_wins_over_the_scale(tmp_path: Path) -> None:
    marked = LATER.replace("Итого баллов", "Итого баллов|Отметка").replace("|х|9", "|х|9|3")
    path = book(tmp_path, LATER_NAME, "Протокол", marked)
    assert facts(path) == [("sch990001", 2026, "ВПР, русский язык, 4 класс", 3, 0, 2, 0, 1)]


EMPTY = "ни одного результата: похоже, это незаполненная «Форма сбора результатов»"


@pytest.mark.parametrize(
    "drawn",
    [
        "\n".join(line.rpartition("|")[0].rpartition("|")[0] for line in LATER.splitlines()),
        LATER.strip().splitlines()[0],
        "Форма сбора результатов\nКласс\n",
    ],
)
def test_the_empty_form_is_one_clear_problem(tmp_path: Path, drawn: str) -> None:
    path = book(tmp_path, "Форма.xlsx", "Протокол", drawn)
    assert known_as(path) == [protocols.TITLE]
    assert problems(path) == [f"Форма.xlsx, лист «Протокол»: {EMPTY}"]


OPEN_SET = """
    Класс;Код предмета (1-РУ,2-МА);ОО (логин школы);Код ученика;Балл;Отметка;Year
    Класс;Код предмета (1-РУ,2-МА);ОО (логин школы);Код ученика;Балл;Отметка;Year
    4;1;sch990001;77;20;3;2019
    4;2;sch990001;77;20;5;2019
    5;2;sch990001;78;3;2;2020
"""


def test_the_open_set(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", OPEN_SET, "cp1251")
    assert facts(path) == [
        ("sch990001", 2019, "ВПР, математика, 4 класс", 1, 0, 0, 0, 1),
        ("sch990001", 2019, "ВПР, русский язык, 4 класс", 1, 0, 1, 0, 0),
        ("sch990001", 2020, "ВПР, математика, 5 класс", 1, 1, 0, 0, 0),
    ]
    assert (
        "ВПР 2020 года писали осенью, классом старше программы, "
        "класс прочитан как класс программы" in remarks(path)
    )


def test_what_is_wrong_in_the_open_set_is_told_at_its_cell(tmp_path: Path) -> None:
    wrong = OPEN_SET.replace("3;2;2020", "3;отл;2020")
    assert problems(file(tmp_path, "t.csv", wrong)) == [
        "t.csv, строка 5, столбец «отметка»: «отл» нет в шкалах методики",
    ]
