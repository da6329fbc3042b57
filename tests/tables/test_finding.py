"""Tables inside sheets: titles, headers, blocks, totals and notes, and what is said of them."""

from pathlib import Path

import pytest
import xlsxwriter

from shnor_cli.model import Results
from tests.tables.reading import file, read, remarks, rows

COUNTS = ("participants", "c0", "c1", "c2", "c3", '"row"')
MATHS = "ВПР, математика, 5 класс"


def found(results: Results) -> list[tuple[object, ...]]:
    return [(each[0], *each[2:]) for each in rows(results, *COUNTS)]


def test_titles_above_and_notes_below_are_passed_over(tmp_path: Path) -> None:
    text = """
    Результаты ВПР;;;;;;;;;
    Рассветовский район;;;;;;;;;

    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    * по данным школ;;;;;;;;;
    Исполнитель: Иванова;;;;;;;;;
    """
    results = read(file(tmp_path, "t.csv", text))
    assert found(results) == [("001", MATHS, 10, 1, 2, 3, 4, 5)]
    assert remarks(results) == [
        "t.csv, строка 1: 2 строки над заголовком, пропущены",
        "t.csv, строка 6: 2 строки с примечаниями под таблицей, пропущены",
    ]
    assert "Иванова" not in str(results)


def test_a_header_of_two_rows_and_its_repeats(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;получили отметку;;;
    ;;;;;;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    школа;год;процедура;предмет;класс;участников;получили отметку;;;
    ;;;;;;2;3;4;5
    002;2025;ВПР;математика;5;4;1;1;1;1
    """
    results = read(file(tmp_path, "t.csv", text))
    assert found(results) == [
        ("001", MATHS, 10, 1, 2, 3, 4, 3),
        ("002", MATHS, 4, 1, 1, 1, 1, 6),
    ]
    assert remarks(results) == ["t.csv, строка 4: 2 строки с повтором заголовка, пропущены"]


NAMES = ["школа", "год", "процедура", "предмет", "класс", "участников"]
MARKS = ["2", "3", "4", "5"]


@pytest.mark.parametrize("titles", [["отметки"], ["отметки", "получили"]])
def test_a_header_whose_names_are_merged_over_its_rows(tmp_path: Path, titles: list[str]) -> None:
    path, height = tmp_path / "t.xlsx", len(titles)
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        for page in (0, 10):
            for column, header in enumerate(NAMES):
                sheet.merge_range(page, column, page + height, column, header)
            for row, title in enumerate(titles, page):
                sheet.merge_range(row, 6, row, 9, title)
            sheet.write_row(page + height, 6, MARKS)
            counts = ["ВПР", "математика", 5, 10, 1, 2, 3, 4]
            sheet.write_row(page + height + 1, 0, [f"00{page}", 2025, *counts])
    assert [each[:-1] for each in found(read(path))] == [
        ("000", MATHS, 10, 1, 2, 3, 4),
        ("0010", MATHS, 10, 1, 2, 3, 4),
    ]


def test_a_row_of_column_numbers_is_passed_over(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    1;2;3;4;5;6;7;8;9;10
    001;2025;ВПР;математика;5;10;1;2;3;4
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    1;2;3;4;5;6;7;8;9;10
    002;2025;ВПР;математика;5;4;1;1;1;1
    """
    results = read(file(tmp_path, "t.csv", text))
    assert [each[0] for each in found(results)] == ["001", "002"]
    assert remarks(results) == [
        "t.csv, строка 2: 1 строка с номерами столбцов, пропущены",
        "t.csv, строка 4: 2 строки с повтором заголовка, пропущены",
    ]


def test_totals_are_passed_over_and_checked(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    002;2025;ВПР;математика;5;4;1;1;1;1
    Итого;;;;;14;2;3;4;6
    Средние;;;;;7;1;2;2;3
    """
    results = read(file(tmp_path, "t.csv", text))
    assert len(found(results)) == 2
    assert remarks(results) == [
        "t.csv, строка 4: 2 строки с итогами и средними, пропущены",
        "t.csv, строка 4, столбец «5»: в итоге 6, а сумма строк 5, итог не использован",
    ]


def test_only_counts_of_a_total_are_compared(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    002;2025;ВПР;математика;5;4;1;1;1;1
    Итого;2025;ВПР;математика;5;15;2;3;4;5
    """
    assert remarks(read(file(tmp_path, "t.csv", text)))[1:] == [
        "t.csv, строка 4, столбец «участников»: в итоге 15, а сумма строк 14, итог не использован",
    ]


def test_a_total_may_be_of_its_page_or_of_what_stands_above(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    Итого;;;;;10;1;2;3;4
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    002;2025;ВПР;математика;5;4;1;1;1;1
    Итого по району;;;;;4;1;1;1;1
    003;2025;ВПР;математика;5;8;2;2;2;2
    Итого по району;;;;;8;2;2;2;2
    Итого;;;;;12;3;3;3;3
    Всего;;;;;22;4;5;6;9
    """
    assert remarks(read(file(tmp_path, "t.csv", text))) == [
        "t.csv, строка 4: 1 строка с повтором заголовка, пропущены",
        "t.csv, строка 3: 5 строк с итогами и средними, пропущены",
        "t.csv, строка 10, столбец «5»: в итоге 9, а сумма строк 7, итог не использован",
    ]


def test_blocks_of_one_header_each_with_a_title(tmp_path: Path) -> None:
    text = """
    Рассветовский район;;;;;;;;;
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    Заречный район;;;;;;;;;
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    002;2025;ВПР;математика;5;4;1;1;1;1
    """
    results = read(file(tmp_path, "t.csv", text))
    assert [each[0] for each in found(results)] == ["001", "002"]
    assert remarks(results) == [
        "t.csv, строка 1: 2 строки над заголовком, пропущены",
        "t.csv, строка 5: 1 строка с повтором заголовка, пропущены",
    ]


def test_a_header_may_return_below_another(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    школа;год;процедура;предмет;класс;участников;недостаточный;базовый
    001;2025;КДР;чтение;4;8;3;5
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    002;2025;ВПР;математика;5;4;1;1;1;1
    """
    results = read(file(tmp_path, "t.csv", text))
    # tables of one header are stored as one
    assert [each[0::7] for each in found(results)] == [("001", 2), ("002", 6), ("001", 4)]


def test_several_blocks_of_one_sheet(tmp_path: Path) -> None:
    text = """
    Отметки;;;;;;;;;
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    001;2025;ВПР;математика;5;10;1;2;3;4
    Уровни;;;;;;;;;
    школа;год;процедура;предмет;класс;участников;недостаточный;базовый
    001;2025;КДР;чтение;4;8;3;5
    """
    results = read(file(tmp_path, "t.csv", text))
    assert [(each[2], each[3:]) for each in rows(results, "participants", '"row"')] == [
        (MATHS, (10, 3)),
        ("КДР, чтение, 4 класс", (8, 6)),
    ]


def test_every_sheet_with_a_table_is_a_source_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    header = ["школа", "год", "процедура", "предмет", "класс", "участников", "2", "3", "4", "5"]
    with xlsxwriter.Workbook(str(path)) as workbook:
        for subject in ("математика", "русский язык"):
            sheet = workbook.add_worksheet(subject)
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, ["001", 2025, "ВПР", subject, 5, 4, 1, 1, 1, 1])
    results = read(path)
    assert [(each.name, each.sheet, each.rows) for each in results.sources] == [
        ("t.xlsx", "математика", 1),
        ("t.xlsx", "русский язык", 1),
    ]
    assert [each[-1] for each in rows(results, "file")] == [0, 1]


def test_a_value_merged_over_rows_stands_in_each(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        header = ["школа", "год", "процедура", "предмет", "класс", "участников", "2", "3", "4", "5"]
        sheet.write_row(0, 0, header)
        sheet.merge_range(1, 0, 2, 0, "001")
        sheet.write_row(1, 1, [2025, "ВПР", "математика", 5, 4, 1, 1, 1, 1])
        sheet.write_row(2, 1, [2025, "ВПР", "русский язык", 5, 4, 1, 1, 1, 1])
    assert [each[0] for each in rows(read(path), '"row"')] == ["001", "001"]


def test_a_folder_is_all_its_tables(tmp_path: Path) -> None:
    table = (
        "школа;год;процедура;предмет;класс;участников;2;3;4;5\n001;{};ВПР;математика;5;4;1;1;1;1\n"
    )
    for year in (2024, 2025):
        (tmp_path / str(year)).mkdir()
        file(tmp_path / str(year), "t.csv", table.format(year))
    file(tmp_path, "~$t.xlsx", "занят")
    file(tmp_path, "письмо.pdf", "письмо")
    results = read(tmp_path)
    assert [each.name for each in results.sources] == ["2024/t.csv", "2025/t.csv"]
    assert results.years == (2024, 2025)
    assert remarks(results) == [
        f"{tmp_path.name}: скрытые и временные файлы: ~$t.xlsx, пропущены",
        "письмо.pdf: файл не таблица, пропущен",
    ]


@pytest.mark.parametrize("name", ["Среднее Аверкино СОШ", "Средняя школа № 2", "Средние Челны СОШ"])
def test_a_school_whose_name_begins_like_a_mean_is_a_school(tmp_path: Path, name: str) -> None:
    text = f"""
    школа;год;процедура;предмет;класс;участников;2;3;4;5
    {name};2025;ВПР;математика;5;10;1;2;3;4
    Всего участников;;;;;10;;;;
    Среднее значение по району;;;;;10;;;;
    """
    assert [each[0] for each in found(read(file(tmp_path, "t.csv", text)))] == [name]
