"""The plain long table: what comes in, whatever the container."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from shnor_cli.errors import TableError
from tests.tables.reading import (
    HEADER,
    everything,
    file,
    read,
    refused,
    register,
    remarks,
    rows,
    said,
)

TABLE = """
школа;год;процедура;предмет;уровень;класс;участников;по списку;2;3;4;5;ниже порога;сумма баллов
001;2025;ВПР;русский язык;;5;12;14;3;4;4;1;;
001;2025;ЕГЭ;математика;профиль;;7;;;;;;2;310,5
002;2024/25;ОГЭ;математика;;;10;10;1;2;3;4;;
"""


def xlsx(folder: Path, text: str) -> Path:
    lines = [line.split(";") for line in text.strip().splitlines()]
    path = folder / "table.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Результаты")
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if row and column >= 5 and cell:
                    sheet.write_number(row, column, float(cell.replace(",", ".")))
                elif cell:
                    sheet.write_string(row, column, cell)
    return path


def parquet(folder: Path, text: str) -> Path:
    header, *lines = [line.split(";") for line in text.strip().splitlines()]
    columns = {}
    for name, cells in zip(header, zip(*lines, strict=True), strict=True):
        values = [cell.replace(",", ".") or None for cell in cells]
        if name == "сумма баллов":
            columns[name] = pa.array([value and float(value) for value in values], pa.float64())
        elif name in {"школа", "год", "процедура", "предмет", "уровень"}:
            columns[name] = pa.array(values, pa.string())
        else:
            columns[name] = pa.array([value and int(value) for value in values], pa.int32())
    path = folder / "table.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_rows_become_facts(tmp_path: Path) -> None:
    results = read(file(tmp_path, "table.csv", TABLE))
    assert rows(results, "participants", "enrolled", "score_sum", "c0", "c3", "c4", "row") == [
        ("001", 2025, "ВПР, русский язык, 5 класс", 12, 14, None, 3, 1, None, 2),
        (
            "001",
            2025,
            "ЕГЭ, математика (профиль), 11 класс",
            7,
            None,
            Decimal("310.5"),
            *[None] * 2,
            2,
            3,
        ),
        ("002", 2025, "ОГЭ, математика, 9 класс", 10, 10, None, 1, 4, None, 4),
    ]
    assert results.categories == ("2", "3", "4", "5", "ниже порога", "недостаточный", "базовый")
    assert results.years == (2025,)
    assert results.sources[0].rows == 3


@pytest.mark.parametrize("make", [xlsx, parquet])
def test_every_container_gives_the_same(tmp_path: Path, make: Callable[[Path, str], Path]) -> None:
    expected = everything(read(file(tmp_path, "table.csv", TABLE)))
    assert everything(read(make(tmp_path, TABLE))) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    plain = TABLE.replace("310,5", "310.5")
    expected = everything(read(file(tmp_path, "plain.csv", plain)))
    other = file(tmp_path, "other.csv", plain.replace(";", separator), encoding)
    assert everything(read(other)) == expected


def test_a_big_csv_is_read_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dirty = TABLE.replace(";12;14;", ";12,0;14;")
    expected = everything(read(file(tmp_path, "small.csv", TABLE)))
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    for encoding in ("utf-8", "cp1251", "utf-8-sig"):
        for text in (TABLE, TABLE.replace("310,5", "310.5"), dirty):
            assert everything(read(file(tmp_path, "big.csv", text, encoding))) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866", "utf-16"])
def test_a_clean_big_csv_is_not_read_as_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    path = file(tmp_path, "t.csv", TABLE, encoding)
    small = everything(read(path))
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    monkeypatch.delattr("shnor_cli.tables.bulk.text_relation")
    assert everything(read(path)) == small


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize(
    "cell", ["310.5", "1.310", "1.310,5", " 310,5 ", "3 310,5", "310,50005", "3,1e2", "", "много"]
)
def test_decimals_of_a_big_csv_are_those_of_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, cell: str
) -> None:
    head = "школа;год;процедура;предмет;класс;участников;сумма баллов\n"
    table = f"{head}1;2025;ОГЭ;физика;9;400;300,25\n2;2025;ОГЭ;физика;9;400;{cell}\n"
    path = file(tmp_path, "t.csv", table, encoding)

    def told() -> object:
        try:
            return everything(read(path))
        except TableError as error:
            return str(error)

    small = told()
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    assert told() == small


def test_english_headers(tmp_path: Path) -> None:
    table = """
        school,year,procedure,subject,grade,participants,enrolled,2,3,4,5
        1,2025,впр,Русский  Язык,5,3,4,1,1,1,0
    """
    results = read(file(tmp_path, "table.csv", table.replace("        ", "")))
    found = rows(results, "participants", "enrolled")
    assert found == [("1", 2025, "ВПР, русский язык, 5 класс", 3, 4)]


def test_cells_as_people_write_them(tmp_path: Path) -> None:
    table = HEADER + (
        "1;2024-2025;ВПР;математика;5 класс;1\u00a0200;300;300,0;300;300\n"
        "2;2025;ВПР;математика;05;7;28,57 %;57,14%;14,3 %;0%\n"
    )
    results = read(file(tmp_path, "table.csv", table))
    assert rows(results, "participants", "c0", "c1", "c2", "c3") == [
        ("1", 2025, "ВПР, математика, 5 класс", 1200, 300, 300, 300, 300),
        ("2", 2025, "ВПР, математика, 5 класс", 7, 2, 4, 1, 0),
    ]


def test_codes_of_schools_are_text(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(";"))
        for row, school in enumerate(("001", 1, 111002.0), start=1):
            sheet.write_row(row, 0, [school, 2025, "ВПР", "математика", 5, 4, 1, 1, 1, 1])
    assert read(path).schools.ids == ("001", "1", "111002")


def test_visible_sheets_with_tables_are_read(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        hidden, empty, data, other = (workbook.add_worksheet(name) for name in "абвг")
        hidden.hide()
        hidden.write(0, 0, "не читать")
        empty.activate()
        data.write_row(2, 1, HEADER.strip().split(";"))
        data.write_row(4, 1, ["1", 2025, "ВПР", "математика", 5, 4, 1, 1, 1, 1])
        other.write(0, 0, "ещё")
    results = read(path)
    assert rows(results, '"row"')[0][-1] == 5
    assert remarks(results)[:2] == [
        "table.xlsx: скрытые листы: «а», не прочитаны",
        "table.xlsx: листы без таблицы результатов: «г», не прочитаны",
    ]


def test_blank_cells_that_must_be_zero(tmp_path: Path) -> None:
    table = HEADER + "1;2025;ВПР;математика;5;4;;;1;3\n2;2025;ВПР;математика;5;4;1;;;\n"
    results = read(file(tmp_path, "table.csv", table))
    assert [each[3:] for each in rows(results, "c0", "c1", "c2", "c3")] == [
        (0, 0, 1, 3),
        (1, None, None, None),
    ]
    assert remarks(results)[0] == (
        "table.csv, строка 2: пустые ячейки отметок, а остальные в сумме дают число участников, "
        "пустые приняты за 0"
    )


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    table = (
        HEADER
        + '\n"1";2025;ВПР;"русский\nязык";5;1;1;0;0;0\n\n;;;;;;;;;\n2;2025;ВПР;физика;5;1;1;0;0;0\n'
    )
    assert [row[-1] for row in rows(read(file(tmp_path, "table.csv", table)), '"row"')] == [3, 6]


def test_names_and_municipalities_of_the_last_year_stand(tmp_path: Path) -> None:
    table = """
    школа;название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5
    1;Новая школа;Южный район;2025;ВПР;математика;5;1;1;0;0;0
    1;Старая школа;Северный район;2024;ВПР;математика;5;1;1;0;0;0
    """.replace("    ", "")
    results = read(file(tmp_path, "table.csv", table))
    assert results.schools.names == ("Новая школа",)
    assert results.schools.municipalities == ("Южный район",)
    assert results.attributes["municipality"].always is not None


def test_spellings_of_one_school_are_one_school(tmp_path: Path) -> None:
    table = HEADER + (
        "МБОУ «Ёлкинская СОШ № 2»;2024;ВПР;математика;5;1;1;0;0;0\n"
        "МБОУ  Елкинская СОШ №2;2025;ВПР;математика;5;1;1;0;0;0\n"
    )
    results = read(file(tmp_path, "table.csv", table))
    assert len(results.schools) == 1
    assert "записана как" in remarks(results)[0]


def test_a_procedure_the_methodology_does_not_name_is_kept(tmp_path: Path) -> None:
    table = HEADER + "1;2025;Олимпиада;математика;5;4;1;;;\n"
    results = read(file(tmp_path, "table.csv", table))
    assert rows(results, "c0") == [("1", 2025, "Олимпиада, математика, 5 класс", 1)]
    assert "процедура «Олимпиада» в методике не названа" in remarks(results)[0]


def test_a_shortened_subject_is_remarked_on(tmp_path: Path) -> None:
    table = HEADER + "1;2025;ВПР;русский;5;1;1;0;0;0\n1;2025;ВПР;физика;5;1;1;0;0;0\n"
    found = remarks(read(file(tmp_path, "table.csv", table)))
    (about,) = [each for each in found if "предмет" in each]
    assert about == (
        "table.csv, столбец «предмет»: предмет «русский», считается предметом «русский язык»"
    )


def test_identical_rows_count_once(tmp_path: Path) -> None:
    row = "1;2025;ВПР;математика;5;4;1;1;1;1\n"
    first = file(tmp_path, "a.csv", HEADER + row)
    second = file(tmp_path, "b.csv", HEADER + row + row)
    results = read(first, second)
    assert rows(results, "file", '"row"') == [("1", 2025, "ВПР, математика, 5 класс", 0, 2)]
    assert [each for each in remarks(results) if "повторяет" in each] == [
        "b.csv, строка 2: строка повторяет строку 2 файла a.csv, учтена один раз",
        "b.csv, строка 3: строка повторяет строку 2 файла a.csv, учтена один раз",
    ]


@pytest.mark.parametrize("login", ["edu990001", "sch990001", "EDU990001"])
def test_a_login_is_one_id_in_every_run(tmp_path: Path, login: str) -> None:
    row = "{};2025;ВПР;математика;{};4;1;1;1;1\n"
    table = file(tmp_path, "t.csv", HEADER + row.format(login, 5) + row.format("edu99000", 6))
    assert {*read(table).schools.ids} == {"sch990001", "edu99000"}
    own = register(tmp_path, f"код\n{login}\nedu99000\n")
    assert {*read(table, register=own).schools.ids} == {"sch990001", "edu99000"}


@pytest.mark.parametrize("code", ["н/д", "*", "х", "X", "-", "–", "нет данных"])
def test_a_usual_code_in_place_of_a_number_is_unknown(tmp_path: Path, code: str) -> None:
    table = HEADER + (
        "1;2025;ВПР;математика;5;4;1;1;1;1\n"
        f"2;2025;ВПР;математика;5;20;{code};{code};{code};{code}\n"
        f"3;2025;ВПР;математика;5;{code};;;;\n"
    )
    results = read(file(tmp_path, "t.csv", table))
    about = "ВПР, математика, 5 класс"
    assert rows(results, "participants", "c0") == [
        ("1", 2025, about, 4, 1),
        ("2", 2025, about, 20, None),
    ]
    assert results.schools.ids == ("1", "2", "3")
    reason = "скрыто" if code == "*" else "нет данных"
    said = [each for each in remarks(results) if "вместо числа" in each]
    assert len(said) == 5
    assert (
        f"t.csv, столбец «участников»: вместо числа стоит «{code}»: {reason}, строки пропущены"
        in said
    )


def test_rows_identical_but_for_their_spelling_are_named_so(tmp_path: Path) -> None:
    table = """
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    СОШ № 1;2025;ВПР;математика;5;4;1;1;1;1
    сош №1;2024/25;ВПР;Математика;5;4;1;1;1;1
    СОШ № 1;2025;ВПР;математика;5;4;1;1;1;1
    """
    found = remarks(read(file(tmp_path, "t.csv", table)))
    assert [each for each in found if "повторяет" in each] == [
        "t.csv, строка 3: строка повторяет строку 2, записанную иначе, учтена один раз",
        "t.csv, строка 4: строка повторяет строку 2, учтена один раз",
    ]


def test_groups_have_results_of_their_own(tmp_path: Path) -> None:
    table = """
    школа;муниципалитет;группа;год;процедура;предмет;класс;участников;2;3;4;5
    1;Южный район;;2025;ВПР;математика;5;4;1;1;1;1
    Весь южный;южный  район;муниципалитет;2025;ВПР;математика;5;40;10;10;10;10
    Край;;регион;2025;ВПР;математика;5;400;100;100;100;100
    ;;вся выборка;2025;ВПР;математика;5;4000;1000;1000;1000;1000
    """.replace("    ", "")
    results = read(file(tmp_path, "table.csv", table))
    assert [row[0] for row in rows(results, "participants")] == ["1"]
    assert results.reported is not None
    assert [(row[0], row[3]) for row in rows(results.reported, "participants")] == [
        ("municipality=Южный район", 40),
        ("region=Край", 400),
        ("all=all", 4000),
    ]


def test_only_facts_are_left_in_the_connection(tmp_path: Path) -> None:
    results = read(file(tmp_path, "table.csv", TABLE))
    tables = results.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert len(tables) == 1


def test_personal_columns_are_dropped(tmp_path: Path) -> None:
    table = HEADER.replace("год", "ФИО директора;год") + "1;Тайна;2025;ВПР;физика;5;1;1;0;0;0\n"
    results = read(file(tmp_path, "table.csv", table))
    assert remarks(results)[0] == (
        "table.csv, столбец «ФИО директора»: столбец с личными данными, не прочитан"
    )


SUMS = "школа;год;процедура;предмет;уровень;участников;сумма баллов\n1;2025;{};2;{}\n"


def test_a_sum_of_scores_is_no_more_than_all_can_have(tmp_path: Path) -> None:
    text = SUMS.format("ЕГЭ;русский язык;", "200,5")
    place = "t.csv, строка 2, столбец «сумма баллов»"
    fault = "сумма баллов 200,5, а участников 2: больше 200 они набрать не могут"
    assert refused(file(tmp_path, "t.csv", text)) == [f"{place}: {fault}"]


@pytest.mark.parametrize(
    ("held", "total"),
    [
        ("ЕГЭ;русский язык;", "200"),
        ("ЕГЭ;математика;базовая", "201"),
        ("ВПР;русский язык;", "201"),
        ("ЕГЭ;русский язык;", ""),
    ],
)
def test_sums_of_scores_that_may_be(tmp_path: Path, held: str, total: str) -> None:
    results = read(file(tmp_path, "t.csv", SUMS.format(held, total)))
    assert [row[3] for row in rows(results, "participants")] == [2]


def test_a_blank_grade_of_a_procedure_of_several_grades_is_an_error(tmp_path: Path) -> None:
    text = HEADER + (
        "001;2025;ВПР;математика;5;10;1;2;3;4\n"
        "001;2025;ВПР;русский язык;;10;9;1;0;0\n"
        "002;2025;впр;русский язык;;10;9;1;0;0\n"
        "001;2025;ОГЭ;русский язык;;10;9;1;0;0\n"
    )
    (fault,) = refused(file(tmp_path, "t.csv", text))
    assert fault == (
        "t.csv, строка 3, столбец «класс»: не указан класс, а ВПР бывает в разных классах "
        "(строк с этим: 2)"
    )


def test_a_blank_grade_that_the_methodology_asks_for_is_an_error(tmp_path: Path) -> None:
    text = HEADER + "001;2025;ВПР;математика;;10;1;2;3;4\n"
    assert rows(read(file(tmp_path, "t.csv", text)))[0][2] == "ВПР, математика"
    asked = "  of5: {measure: low_share, of: [{procedure: ВПР, grade: [5, 6]}]}\n"
    assert refused(
        file(tmp_path, "u.csv", text.replace("класс;", "").replace("а;;", "а;")), more=asked
    ) == ["u.csv: нет столбца «класс», а ВПР бывает в разных классах"]
    (fault,) = refused(file(tmp_path, "t.csv", text), more=asked)
    assert (
        fault == "t.csv, строка 2, столбец «класс»: не указан класс, а ВПР бывает в разных классах"
    )


def test_a_blank_grade_among_pupils_names_its_row(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;отметка
    001;2025;ВПР;математика;5;3
    001;2025;ВПР;математика;;2
    001;2025;ОГЭ;математика;;2
    """
    (fault,) = refused(file(tmp_path, "t.csv", text))
    assert (
        fault == "t.csv, строка 3, столбец «класс»: не указан класс, а ВПР бывает в разных классах"
    )


LEVELS = "школа;год;процедура;предмет;уровень;участников;ниже порога\n"


@pytest.mark.parametrize(
    ("subject", "level"),
    [
        ("математика", "профильный"),
        ("математика", "П"),
        ("математика", "Профильный уровень"),
        ("математика профильная", ""),
        ("Математика (профильный уровень)", "профиль"),
    ],
)
def test_a_level_is_one_however_it_is_spelled(tmp_path: Path, subject: str, level: str) -> None:
    text = f"001;2024;ЕГЭ;математика;профиль;4;1\n001;2025;ЕГЭ;{subject};{level};4;1\n"
    results = read(file(tmp_path, "t.csv", LEVELS + text))
    assert [each.level for each in results.assessments] == ["профиль"]
    assert len([each for each in remarks(results) if "«профиль»" in each]) == 1


def test_levels_are_called_as_the_methodology_calls_them(tmp_path: Path) -> None:
    text = LEVELS + "001;2025;ЕГЭ;математика;профиль;4;1\n001;2024;ЕГЭ;математика;Б;4;1\n"
    more = "  own: {measure: low_share, of: [{procedure: ЕГЭ, level: профильный}]}\n"
    results = read(file(tmp_path, "t.csv", text), more=more)
    assert [each.level for each in results.assessments] == ["база", "профильный"]


def test_a_subject_of_its_own_keeps_its_name(tmp_path: Path) -> None:
    text = LEVELS + "001;2025;ЕГЭ;профильный труд;;4;1\n001;2025;ЕГЭ;физика;углублённый;4;1\n"
    found = read(file(tmp_path, "t.csv", text)).assessments
    assert [(each.subject, each.level) for each in found] == [
        ("профильный труд", ""),
        ("физика", "углублённый"),
    ]


def test_a_date_in_place_of_a_school_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("5")
        sheet.write_row(0, 0, HEADER.strip().split(";"))
        sheet.write_datetime(
            1, 0, dt.date(2025, 5, 10), workbook.add_format({"num_format": "dd.mm.yyyy"})
        )
        sheet.write_row(1, 1, [2025, "ВПР", "математика", 5, 4, 1, 1, 1, 1])
    fault = "«2025-05-10» — это дата, а не школа"
    assert refused(path) == [f"t.xlsx, лист «5», строка 2, столбец «школа»: {fault}"]


def test_a_code_that_excel_made_a_number_is_the_code(tmp_path: Path) -> None:
    row = "{};2025;ВПР;{};5;4;1;1;1;1\n"
    text = HEADER + row.format("111005.0", "математика") + row.format("111005", "физика")
    path = file(tmp_path, "t.csv", text)
    assert read(path).schools.ids == ("111005",)
    known = register(tmp_path, "код;название;код РЦОИ\n1;Первая;111005\n")
    assert {each[0] for each in rows(read(path, register=known))} == {"1"}


def test_one_code_of_two_schools_of_a_register_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        register(tmp_path, "код;название;код РЦОИ\n1;Первая;111002.0\n2;Вторая;111002\n")
    assert said(caught.value) == [
        "schools.csv, строка 2: код «111002.0» называет и школу «2»",
        "schools.csv, строка 3: код «111002» называет и школу «1»",
    ]
    with pytest.raises(TableError) as caught:
        register(tmp_path, "код;название\n111002.0;Первая\n111002;Вторая\n")
    assert said(caught.value) == [
        "schools.csv, строка 3, столбец «код»: код «111002» повторяет строку 2"
    ]
