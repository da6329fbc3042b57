"""Ready-made numbers: what is no number, no share or no percent is told with its cell."""

from pathlib import Path
from textwrap import dedent

import pytest

from tests.tables.reading import HEADER, file, layout, read, refused, register, remarks

LAYOUT = """
rows: school-year
school: Код
year: Год
groups: {municipality: {Код: [Южный]}}
missing: {"*": {н/д: нет данных, "-1": не считали}}
"""
ASKED = """\
  ball: {column: Балл}
  letter: {column: Буква}
  shown: {column: Кабинет}
  passed: {column: Сдали, over: Всего}
criteria:
  A: {indicator: ball, less_than: 50}
  B: {indicator: letter, is_in: [D, F]}
  C: {indicator: passed, less_than: 50 %}
"""


def table(folder: Path, **columns: str) -> Path:
    """Write a table of schools, a row for each word of its columns, the group being the last."""
    given = {"Балл": "50", "Буква": "D", "Кабинет": "5б", "Сдали": "5", "Всего": "10"} | columns
    count = max(len(cells.split("|")) for cells in given.values())
    cells = [(each.split("|") * count)[:count] for each in given.values()]
    codes = [*map(str, range(1, count)), "Южный"] if count > 1 else ["1"]
    rows = ("2025;" + ";".join(row) for row in zip(codes, *cells, strict=True))
    return file(folder, "t.csv", "\n".join([f"Год;Код;{';'.join(given)}", *rows]) + "\n")


def said(folder: Path, **columns: str) -> list[str]:
    """Return what is said of a table that is refused."""
    return refused(table(folder, **columns), more=ASKED, layout=layout(folder, LAYOUT))


def test_a_text_where_a_number_is_measured(tmp_path: Path) -> None:
    assert said(tmp_path, Балл="4О,5|1 045,5|-3,5|5 5||н/д|45,5 балла") == [
        "t.csv, строка 2, столбец «Балл»: «4О,5» не число",
        "t.csv, строка 5, столбец «Балл»: «5 5» не число",
        "t.csv, строка 8, столбец «Балл»: «45,5 балла» не число",
    ]


def test_a_usual_code_is_a_value_that_is_not_known(tmp_path: Path) -> None:
    path = table(tmp_path, Балл="50|нет данных|-|")
    found = read(path, more=ASKED, layout=layout(tmp_path, LAYOUT))
    assert remarks(found) == [
        (
            "t.csv, строка 3, столбец «Балл»: вместо числа стоит «нет данных»: нет данных "
            "(2 ячейки), значение не известно"
        )
    ]


def test_counts_of_which_a_share_is_made(tmp_path: Path) -> None:
    assert said(tmp_path, Сдали="12|-1|-2|2|2,5|10 %|4|10|9", Всего="10|10|10|0|10|10||10|8") == [
        "t.csv, строка 4, столбец «Сдали»: отрицательное число: -2",
        "t.csv, строка 6, столбец «Сдали»: «2,5» не целое число",
        "t.csv, строка 7, столбец «Сдали»: «10 %» не целое число",
        "t.csv, строка 2, столбец «Сдали»: «Сдали» 12, а «Всего» 10: доля больше 100 %",
        "t.csv, строка 5, столбец «Сдали»: «Сдали» 2, а «Всего» 0: доля больше 100 %",
        "t.csv, строка 10, столбец «Сдали»: «Сдали» 9, а «Всего» 8: доля больше 100 %",
    ]


def test_many_places_are_counted(tmp_path: Path) -> None:
    found = said(tmp_path, Балл="|".join(["нет"] * 15))
    assert found[9:] == [
        "t.csv, строка 11, столбец «Балл»: «нет» не число",
        "t.csv: и ещё 4 таких места",
        "t.csv, строка 16, столбец «Балл»: «нет» не число",
    ]


def test_letters_and_what_is_only_shown_need_not_be_numbers(tmp_path: Path) -> None:
    path = table(tmp_path, Буква="D|F", Кабинет="5б|6")
    assert remarks(read(path, more=ASKED, layout=layout(tmp_path, LAYOUT))) == []


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("11 %|11|0|12 %|9", [(3, "«11» без знака %"), (6, "«9» без знака %")]),
        ("11|11 %|0|12|9", [(3, "«11 %» со знаком %")]),
    ],
)
def test_a_sign_of_percent_that_not_all_numbers_have(
    tmp_path: Path, cells: str, found: list[tuple[int, str]]
) -> None:
    has = "он есть" if "без" in found[0][1] else "его нет"
    assert said(tmp_path, Балл=f"{cells}|н/д|") == [
        f"t.csv, строка {row}, столбец «Балл»: {text}, а у других чисел столбца {has}"
        for row, text in found
    ]


def test_a_column_of_the_register_with_and_without_percent(tmp_path: Path) -> None:
    row = "1;2025;ВПР;математика;5;4;1;1;1;1\n"
    asked = "  ball: {column: Балл}\nscore: ball\n"
    schools = "код;Балл\n1;{}\n2;0,2\n3;0\n4;15 %\n5;12 %\n6;\n"
    path = file(tmp_path, "t.csv", HEADER + row)
    wrong = register(tmp_path, schools.format("11"))
    assert refused(path, more=asked, register=wrong) == [
        "schools.csv, строка 2, столбец «Балл»: «11» без знака %, а у других чисел столбца он есть",
        (
            "schools.csv, строка 3, столбец «Балл»: «0,2» без знака %, а у других чисел столбца он "
            "есть"
        ),
    ]
    odd = register(tmp_path, schools.format("0,11"))
    assert remarks(read(path, more=asked, register=odd)) == [
        (
            "schools.csv, строка 2, столбец «Балл»: «0,11» без знака %, а у других чисел столбца "
            "он есть (2 ячейки), число без знака взято как есть: 0,5 — это 50 %"
        )
    ]
    assert remarks(read(path, register=odd)) == []


def test_years_of_one_column_are_written_alike(tmp_path: Path) -> None:
    text = dedent("""\
        rows: school-year
        school: ID
        by_year: {Балл: {2024: "2024", 2025: "2025"}}
        """)
    path = file(tmp_path, "t.csv", "ID;2024;2025\n1;11 %;11\n2;12 %;13 %\n")
    asked = "  ball: {column: Балл}\nscore: ball\n"
    assert refused(path, more=asked, layout=layout(tmp_path, text)) == [
        "t.csv, строка 2, столбец «Балл»: «11» без знака %, а у других чисел столбца он есть"
    ]
