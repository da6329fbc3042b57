"""Rows that are no schools' where a school should stand: one rule for every reader."""

from pathlib import Path

import pytest

from shnor_cli.errors import TableError
from shnor_cli.russian import fold
from shnor_cli.tables.layouts.groups import names_part
from shnor_cli.tables.texts import is_no_school, is_total, no_schools
from tests.tables.layouts.beside_plain import read_federal
from tests.tables.reading import HEADER, file, read, refused, register, remarks, rows, said

SURE = [
    *("Общий итог", "Итоги", "ВСЕГО: 2", "ВСЕГО школ: 2", "Всего 2 школы", "Сумма", "Общая сумма"),
    *("Рассветовский район Итог", "СОШ № 1 Итог", "Итого по району"),
    *("Район А (итого)", "Итог Результат", "Grand Total", "2 школы", "Количество ОО: 12"),
    *("в т.ч. ОВЗ", "В том числе: филиал", "из них дети с ОВЗ", "ОВЗ", "Обучающиеся с ОВЗ"),
    *("Городские школы", "Сельские ОО", "Муниципальные организации района", "Лицеи и гимназии"),
    *(
        "По городским школам",
        "Школы с углублённым изучением",
        "Все ОУ",
        "ОО города",
        "Общеобразовательные учреждения",
    ),
    *("Обучающиеся без ОВЗ", "Юноши", "Сельские", "Кластер IV", "Кластер 1 (городские)"),
    *("Кластер 1", "Кластер № 2", "1-й кластер", "Группа А"),
]
SCHOOLS = [
    *("Школа для обучающихся с ОВЗ", "МКОУ «Школа-интернат для детей с ОВЗ»"),
    *("Средняя школа городская", "Городская школа № 2", "Средняя школа № 2", "Среднее Аверкино"),
    *(
        "Школа № 1",
        "12 школа",
        "МБОУ «Школа Кластер»",
        "Школа (для детей с ОВЗ)",
        "Итоговская СОШ",
        "ОУ СОШ № 3",
    ),
    *("ОО «Лицей № 1»", "Филиал школы № 2 в с. Итог-Яр", "001", "sch990001", "Всеговская ООШ"),
]
LIKELY = [
    *("МБОУ СОШ № 1, обучающиеся с ОВЗ", "СОШ № 1 (ОВЗ)", "СОШ № 1 - ОВЗ", "СОШ № 1 ОВЗ"),
    *("СОШ № 1 (в т.ч. филиал)", "СОШ № 1 без ОВЗ", "Кластер «Север»"),
    *("СОШ № 1 всего", "СОШ № 1 (итого)"),
]


@pytest.mark.parametrize("text", SURE)
def test_what_is_surely_no_school(text: str) -> None:
    assert is_no_school(fold(text))
    assert no_schools(["СОШ № 1", text]) == {text}


@pytest.mark.parametrize("text", [*SCHOOLS, *LIKELY])
def test_what_may_be_a_school_is_none_of_these(text: str) -> None:
    assert not is_no_school(fold(text))
    assert no_schools([text, "Итого"]) == {"Итого"}


@pytest.mark.parametrize("text", SCHOOLS)
def test_a_school_is_no_part(text: str) -> None:
    assert not names_part(text)


@pytest.mark.parametrize("text", LIKELY)
def test_what_may_be_a_part_is_told(text: str) -> None:
    assert names_part(text)


def test_a_group_may_stand_in_the_first_cell_of_every_row() -> None:
    assert not any(map(is_total, map(fold, ["Кластер 1", "Городские школы", "в т.ч. ОВЗ"])))


PLAIN = """\
школа;год;процедура;предмет;класс;участников;2;3;4;5
СОШ № 1;2025;ВПР;математика;5;20;2;8;6;4
СОШ № 2;2025;ВПР;математика;5;20;8;2;6;4
в т.ч. ОВЗ;2025;ВПР;математика;5;4;4;0;0;0
Городские школы;2025;ВПР;математика;5;40;10;10;12;8
Кластер 1;2025;ВПР;математика;5;40;10;10;12;8
ВСЕГО школ: 2;2025;ВПР;математика;5;40;10;10;12;8
Общий итог;2025;ВПР;математика;5;40;10;10;12;8
"""
PART = "школа, часть её участников или группа школ"
LEFT = "«Городские школы», «Кластер 1» и «в т.ч. ОВЗ»"


def test_in_a_plain_table(tmp_path: Path) -> None:
    found = read(file(tmp_path, "r.csv", PLAIN))
    assert [row[0] for row in rows(found, "participants")] == ["СОШ № 1", "СОШ № 2"]
    assert remarks(found)[:2] == [
        "r.csv, строка 7: 2 строки с итогами и средними, пропущены",
        f"r.csv, строка 4: 3 строки групп и частей школ: {LEFT}, пропущены",
    ]
    listed = register(tmp_path, "код;название\n1;СОШ № 1\n2;СОШ № 2\n")
    assert len(rows(read(tmp_path / "r.csv", register=listed), "participants")) == 2


def test_where_the_school_stands_in_another_column_than_the_first(tmp_path: Path) -> None:
    lines = [line.split(";") for line in PLAIN.splitlines()]
    turned = "".join(";".join([*line[1:], line[0]]) + "\n" for line in lines)
    found = read(file(tmp_path, "r.csv", turned))
    assert [row[0] for row in rows(found, "participants")] == ["СОШ № 1", "СОШ № 2"]


def test_a_cluster_beside_each_school_says_nothing_of_the_row(tmp_path: Path) -> None:
    row = "{};Кластер 1;СОШ № {};2025;ВПР;математика;5;20;2;8;6;4\n"
    head = "муниципалитет;регион;" + HEADER
    text = head + row.format("Городские школы", 1) + row.format("Кластер 1", 2)
    assert len(rows(read(file(tmp_path, "r.csv", text)), "participants")) == 2


REGIONAL = """
Год;Класс;Предмет;Муниципалитет;ОО;Логин;Кол-во участников;2;3;4;5
2025;5;математика;Район А;в т.ч. ОВЗ;;4;4;0;0;0
2025;5;математика;Район А;Городские школы;;40;10;10;12;8
2025;5;математика;Кластер 1;;;40;10;10;12;8
2025;5;математика;Итого;2 школы;;40;10;10;12;8
{}2025;5;математика;Район А;СОШ № 1;sch990001;20;2;8;6;4
"""


def test_in_a_regional_table(tmp_path: Path) -> None:
    found = read(file(tmp_path, "ВПР 2025.csv", REGIONAL.format("")))
    assert [row[0] for row in rows(found, "participants")] == ["sch990001"]
    assert found.reported is None
    said = "ВПР 2025.csv, строка 2: 4 строки с итогами и средними, пропущены"
    assert said in remarks(found)


def test_what_is_not_clear_in_a_regional_table(tmp_path: Path) -> None:
    row = "2025;5;математика;Район А;{};;20;2;8;6;4\n"
    odd = row.format("АТЕ 12") + row.format("СОШ № 1, обучающиеся с ОВЗ")
    assert refused(file(tmp_path, "ВПР 2025.csv", REGIONAL.format(odd))) == [
        "ВПР 2025.csv, строка 6: не ясно, что такое «АТЕ 12»: школа, муниципалитет или регион",
        f"ВПР 2025.csv, строка 7: не ясно, что такое «СОШ № 1, обучающиеся с ОВЗ»: {PART}",
    ]


REPORT = """
ВПР 2025. 5 класс
Статистика по отметкам
Предмет:;Математика

Группы участников;Кол-во ОО;Кол-во участников;2;3;4;5
Рассветовский район;4;130;10;40;30;20
Кластер 1;2;70;10;40;30;20
МБОУ Рассветовская СОШ № 1 (edu990001);;50;2;24;58;16
{}МБОУ Рассветовская СОШ № 2 (edu990002);;20;20;40;40;0
"""


def test_in_a_report(tmp_path: Path) -> None:
    found = read(file(tmp_path, "ВПР.csv", REPORT.format("в т.ч. ОВЗ;;5;40;20;40;0\n")))
    assert found.schools.ids == ("sch990001", "sch990002")
    assert set(found.schools.municipalities) == {"Рассветовский район"}
    assert "ВПР.csv, строка 7: 2 строки с итогами, пропущены" in remarks(found)


def test_what_is_not_clear_in_a_report(tmp_path: Path) -> None:
    part = "МБОУ Рассветовская СОШ № 1, обучающиеся с ОВЗ"
    odd = f"{part};;5;40;20;40;0\nАТЕ 12;2;60;20;40;40;0\n"
    path = file(tmp_path, "ВПР.csv", REPORT.format(odd))
    assert refused(path) == [
        f"ВПР.csv, строка 9: не ясно, что такое «{part}»: {PART}",
        "ВПР.csv, строка 10: не ясно, что такое «АТЕ 12»: школа, муниципалитет или регион",
    ]


@pytest.mark.parametrize("text", LIKELY)
def test_what_may_be_a_part_in_a_plain_table(tmp_path: Path, text: str) -> None:
    row = f"{text};2025;ВПР;математика;6;4;4;0;0;0\n"
    path = file(tmp_path, "r.csv", PLAIN + row)
    (problem,) = refused(path)
    assert problem.startswith("r.csv, строка 9, столбец «школа»: ")
    assert "похоже на группу школ или на часть участников, а не на школу" in problem
    own = text.replace("«", '"').replace("»", '"').replace('"', '""')
    known = f'код;название\n1;СОШ № 1\n2;СОШ № 2\n3;"{own}"\n'
    assert len(rows(read(path, register=register(tmp_path, known)), "participants")) == 3


def test_a_school_with_such_words_is_one(tmp_path: Path) -> None:
    names = [each for each in SCHOOLS if each not in {"001", "sch990001"}]
    text = HEADER + "".join(f"{each};2025;ВПР;математика;5;20;2;8;6;4\n" for each in names)
    assert len(rows(read(file(tmp_path, "r.csv", text)), "participants")) == len(names)


LEVELS = """
КДР6 ЧГ. Дата проведения: 19.11.2024
Муниципалитет;Организация;Количество участников;Недостаточный;Пониженный;Базовый;Повышенный
Район А;СОШ № 1;20;2;8;6;4
Район А;Кластер 2;20;2;8;6;4
Район А;ОВЗ;4;4;0;0;0
{}"""


def test_in_a_table_of_levels(tmp_path: Path) -> None:
    found = read_federal(file(tmp_path, "КДР.csv", LEVELS.format("")))
    assert found.schools.ids == ("СОШ № 1",)
    assert "КДР.csv, строка 4: 2 строки с итогами и средними, пропущены" in remarks(found)
    with pytest.raises(TableError) as caught:
        read_federal(file(tmp_path, "КДР.csv", LEVELS.format(";;20;2;8;6;4\n")))
    fault = "КДР.csv, строка 6, столбец «организация»: не указана школа"
    assert said(caught.value) == [fault]


SUMMARY = """
Результаты ЕГЭ 2025 года
Муниципалитет;Образовательная организация;Всего выпускников;Русский язык;
;;;приняли участие;не преодолели минимальный порог (min 24)
Район А;СОШ № 1;20;20;2
Район А;Городские школы;20;20;2
Район А;Общий итог;20;20;2
{}"""


def test_in_a_summary_of_exams(tmp_path: Path) -> None:
    found = read(file(tmp_path, "ЕГЭ.csv", SUMMARY.format("")))
    assert found.schools.ids == ("СОШ № 1",)
    said = "ЕГЭ.csv, строка 5: 2 строки с итогами и номерами вместо школы, пропущены"
    assert said in remarks(found)
    text = SUMMARY.format(";;10;10;1\n")
    assert refused(file(tmp_path, "ЕГЭ.csv", text)) == [
        "ЕГЭ.csv, строка 7, столбец «образовательная организация»: не указана школа"
    ]
