"""Pupils' rows are counted into facts, and nothing of a pupil is kept."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tables.reading import file, layout, read, refused, register, remarks, rows

TABLE = """
школа;год;процедура;предмет;класс;Фамилия;код участника;отметка
1;2025;ВПР;математика;5;Тайнова;77;2
1;2025;ВПР;математика;5;Скрытова;78;4
1;2025;ВПР;математика;5;Тихонова;79;
1;2025;ВПР;русский язык;5;Тайнова;77;5
2;2025;ВПР;математика;5;Ночкина;80;3
"""


def test_rows_are_counted(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", TABLE))
    assert rows(results, "participants", "c0", "c1", "c2", "c3", "rows") == [
        ("1", 2025, "ВПР, математика, 5 класс", 2, 1, 0, 1, 0, 2),
        ("1", 2025, "ВПР, русский язык, 5 класс", 1, 0, 0, 0, 1, 1),
        ("2", 2025, "ВПР, математика, 5 класс", 1, 0, 1, 0, 0, 1),
    ]
    assert results.sources[0].rows == 5


def test_nothing_of_a_pupil_is_left(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", TABLE))
    found = remarks(results)
    assert found[0].startswith("t.csv, столбец «Фамилия»: столбец с личными данными")
    assert found[1].startswith("t.csv, столбец «код участника»: столбец с кодами учеников")
    assert "строки без результата: 1 строка" in found[2]
    assert "Тайнова" not in str(results) + str(found)


def test_a_mark_that_nobody_got_is_counted_as_zero(tmp_path: Path) -> None:
    table = TABLE.replace("77;2", "77;3")
    results = read(file(tmp_path, "t.csv", table))
    assert rows(results, "participants", "c0")[0] == ("1", 2025, "ВПР, математика, 5 класс", 2, 0)


def test_a_score_without_a_mark_counts_where_marks_are_not_for_everyone(tmp_path: Path) -> None:
    table = """
    школа;год;процедура;предмет;уровень;отметка;балл
    1;2025;ЕГЭ;математика;профиль;ниже порога;20
    1;2025;ЕГЭ;математика;профиль;;61
    1;2025;ЕГЭ;математика;профиль;;70
    1;2025;ЕГЭ;математика;профиль;;
    1;2025;ОГЭ;математика;;3;12
    1;2025;ОГЭ;математика;;;12
    """
    results = read(file(tmp_path, "t.csv", table))
    assert rows(results, "participants", "c4") == [
        ("1", 2025, "ЕГЭ, математика (профиль), 11 класс", 3, 1),
        ("1", 2025, "ОГЭ, математика, 9 класс", 1, 0),
    ]
    assert any("строки без результата: 2 строки" in each for each in remarks(results))


SCORED = """
школа;год;процедура;предмет;уровень;отметка;балл
1;2025;ЕГЭ;математика;профиль;;61
1;2025;ЕГЭ;математика;профиль;;70
1;2025;ЕГЭ;математика;база;2;
2;2025;ЕГЭ;математика;база;5;
2;2025;ОГЭ;математика;;2;
"""


def test_who_got_scores_has_no_marks_and_who_got_marks_has_all(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", SCORED))
    assert rows(results, "participants", "c0", "c1", "c2", "c3", "c4") == [
        ("1", 2025, "ЕГЭ, математика (база), 11 класс", 1, 1, 0, 0, 0, 0),
        ("1", 2025, "ЕГЭ, математика (профиль), 11 класс", 2, *[None] * 5),
        ("2", 2025, "ЕГЭ, математика (база), 11 класс", 1, 0, 0, 0, 1, 0),
        ("2", 2025, "ОГЭ, математика, 9 класс", 1, 1, 0, 0, 0, 0),
    ]


ONLY_MARKS = """
школа;год;процедура;предмет;отметка
1;2025;ВПР;математика;
1;2025;ВПР;математика;4
1;2025;ЕГЭ;математика;ниже порога
1;2025;ЕГЭ;математика;
1;2025;ЕГЭ;математика;
"""


def test_blank_marks_alone_do_not_tell_who_took_part(tmp_path: Path) -> None:
    (found,) = refused(file(tmp_path, "t.csv", ONLY_MARKS))
    assert found == (
        "t.csv, строка 5, столбец «отметка»: пустая отметка ЕГЭ без балла: участник, который "
        "преодолел порог, не отличается от того, кого не было (строк с этим: 2)"
    )


def test_a_code_of_absence_tells_who_took_part(tmp_path: Path) -> None:
    table = ONLY_MARKS.replace("ЕГЭ;математика;\n", "ЕГЭ;математика;н\n")
    given = layout(
        tmp_path,
        """
        rows: pupil
        school: школа
        year: год
        procedure: процедура
        subject: предмет
        mark: отметка
        missing: {отметка: {н: не было}}
        """,
    )
    results = read(file(tmp_path, "t.csv", table), layout=given)
    assert rows(results, "participants", "c4")[-1] == ("1", 2025, "ЕГЭ, математика, 11 класс", 1, 1)


@pytest.mark.parametrize("mark", [pa.int8(), pa.string(), pa.float64(), pa.decimal128(20, 1)])
def test_parquet_is_counted_where_it_lies(tmp_path: Path, mark: pa.DataType) -> None:
    path = tmp_path / "t.parquet"
    table = {
        "school": pa.array([1, 1, 2], pa.int64()),
        "year": pa.array([2025] * 3, pa.int16()),
        "procedure": ["ОГЭ"] * 3,
        "subject": ["математика"] * 3,
        "mark": pa.array([2, 5, 3]).cast(mark),
    }
    pq.write_table(pa.table(table), path)
    assert rows(read(path), "participants", "c0", "c1", "c3") == [
        ("1", 2025, "ОГЭ, математика, 9 класс", 2, 1, 0, 1),
        ("2", 2025, "ОГЭ, математика, 9 класс", 1, 0, 1, 0),
    ]


def test_levels_and_scores(tmp_path: Path) -> None:
    table = """
    школа;год;процедура;предмет;уровень результата;балл
    1;2025;КДР;чтение;Базовый;10,5
    1;2025;КДР;чтение;недостаточный;3
    2;2025;КДР;чтение;базовый;
    """.replace("    ", "")
    results = read(file(tmp_path, "t.csv", table))
    assert rows(results, "participants", "c5", "c6", "score_sum") == [
        ("1", 2025, "КДР, чтение", 2, 1, 1, Decimal("13.5")),
        ("2", 2025, "КДР, чтение", 1, 0, 1, None),
    ]


def test_scores_alone(tmp_path: Path) -> None:
    table = "школа;год;процедура;предмет;балл\n1;2025;ЕГЭ;физика;50\n1;2025;ЕГЭ;физика;\n"
    results = read(file(tmp_path, "t.csv", table))
    assert rows(results, "participants", "score_sum") == [
        ("1", 2025, "ЕГЭ, физика, 11 класс", 1, 50)
    ]


def test_a_mark_that_is_no_category(tmp_path: Path) -> None:
    assert refused(file(tmp_path, "t.csv", TABLE.replace(";78;4", ";78;отл"))) == [
        "t.csv, строка 3, столбец «отметка»: «отл» нет в шкалах методики"
    ]


def test_a_score_that_is_no_number(tmp_path: Path) -> None:
    table = "школа;год;процедура;предмет;балл\n1;2025;ЕГЭ;физика;нет\n"
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, строка 2, столбец «балл»: «нет» не балл"
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "1;2025;ВПР;математика;5;;;Тайнов Пётр",
            "t.csv, строка 7, столбец «отметка»: «…» нет в шкалах методики",
        ),
        (
            "1;2025;ВПР;математика;Тайнов;;;3",
            "t.csv, строка 7, столбец «класс»: «…» не класс; пишут число от 1 до 12",
        ),
        (
            "1;4509 123456;ВПР;математика;5;;;3",
            "t.csv, строка 7, столбец «год»: «…» не учебный год; пишут 2025, 2024/25 или 2024-2025",
        ),
    ],
)
def test_a_shifted_row_does_not_show_a_name(tmp_path: Path, row: str, said: str) -> None:
    assert refused(file(tmp_path, "t.csv", f"{TABLE.strip()}\n{row}\n")) == [said]


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        (";5;", ";13;", "строка 2, столбец «класс»: «13» не класс; пишут число от 1 до 12"),
        ("2025", "1989", "строка 2, столбец «год»: год 1989 вне промежутка 1990–2100"),
        ("\n1;", "\n;", "строка 2, столбец «школа»: не указана школа"),
        ("\n1;", "\n9;", "строка 2, столбец «школа»: школа «9» не найдена в реестре"),
        ("ВПР", "", "строка 2, столбец «процедура»: не указан вид процедуры"),
    ],
)
def test_a_fault_of_a_key_names_the_first_row_and_how_many(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    head, *lines = TABLE.strip().splitlines()
    same = "\n".join(["", *lines[:4]]).replace(good, bad)
    table = f"{head}{same}\n{lines[4]}\n"
    schools = register(tmp_path, "код;название\n1;Первая\n2;Вторая\n")
    found = refused(file(tmp_path, "t.csv", table), register=schools)
    # a row without a result is not counted, and so not at fault
    assert found == [f"t.csv, {said} (строк с этим: 3)"]


def test_a_table_without_a_header_does_not_show_its_first_pupil(tmp_path: Path) -> None:
    without = TABLE.strip().split("\n", 1)[1]
    assert refused(file(tmp_path, "t.csv", without)) == [
        "t.csv: в первой строке нет известных столбцов"
    ]


WIDE = """
rows: pupil
school: Школа
year: {value: 2025}
procedure: {value: ВПР}
grade: {column: Класс, match: "(\\\\d+)"}
pupil: Код
subjects: {математика: Мат, русский язык: Рус}
ignore: [Пол]
missing: {"*": {н: не писал}}
"""


def test_a_column_for_each_subject(tmp_path: Path) -> None:
    table = """
    Школа;Класс;Код;Пол;Мат;Рус
    1;5А;7;м;2;3
    1;5А;7;м;2;3
    1;5Б;8;ж;4;н
    """.replace("    ", "")
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, WIDE))
    assert rows(results, "participants", "c0", "c1", "c2") == [
        ("1", 2025, "ВПР, математика, 5 класс", 2, 1, 0, 1),
        ("1", 2025, "ВПР, русский язык, 5 класс", 1, 0, 1, 0),
    ]
    assert "повторы учеников: 2 строки" in remarks(results)[0]


def test_a_row_of_several_subjects_is_one_row_in_a_message(tmp_path: Path) -> None:
    table = "Школа;Класс;Код;Пол;Мат;Рус\n1;5А;7;м;2;3\n;5А;8;м;2;4\n"
    found = refused(file(tmp_path, "t.csv", table), layout=layout(tmp_path, WIDE))
    assert found == ["t.csv, строка 3, столбец «Школа»: не указана школа"]


def test_two_results_of_one_pupil(tmp_path: Path) -> None:
    table = "Школа;Класс;Код;Пол;Мат;Рус\n1;5А;7;м;2;3\n1;5А;7;м;2;4\n"
    found = refused(file(tmp_path, "t.csv", table), layout=layout(tmp_path, WIDE))
    assert found == [
        "t.csv, строка 3, столбец «Код»: у этого ученика уже есть другой результат в строке 2"
    ]


def test_a_test_score_is_checked_in_a_table_of_pupils(tmp_path: Path) -> None:
    table = """
    школа;год;процедура;предмет;уровень;балл
    1;2025;ЕГЭ;физика;;101
    1;2025;ЕГЭ;математика;базовый;101
    1;2025;ВПР;математика;;12,5
    """
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, строка 2, столбец «балл»: «101» не тестовый балл ЕГЭ"
    ]


def test_two_classes_with_equal_results_are_not_taken_for_one(tmp_path: Path) -> None:
    table = "школа;год;процедура;предмет;класс;отметка\n1;2025;ВПР;математика;5;2\n"
    first, second = file(tmp_path, "5а.csv", table), file(tmp_path, "5б.csv", table)
    (found,) = refused(first, second)
    assert found == "5б.csv: столько же учеников с теми же результатами, что в 5а.csv"
    for name in ("5а (копия).csv", "5а с ошибками.csv"):
        copy = file(tmp_path, name, table)
        assert [each[-1] for each in rows(read(first, copy), "participants")] == [1]
    both = file(tmp_path, "5 и 6 класс.csv", table), file(tmp_path, "5 класс.csv", table)
    assert [each[-1] for each in rows(read(*both), "participants")] == [1]
