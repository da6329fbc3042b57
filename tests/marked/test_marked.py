"""Checked workbooks, as `shnor check -o` writes them."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font

from shnor_cli.cli import main

HEADER = ["школа", "год", "процедура", "предмет", "класс", "участников", "2", "3", "4", "5"]
ROWS = [
    ["001", "2025", "ВПР", "русский язык", "5", "20", "8", "6", "4", "2"],
    ["002", "2025", "ВПР", "математика", "5", "20", "8", "6", "4", "3"],
    ["003", "2025", "ВПР", "математика", "5", "=20+1", "8", "6", "4", "3"],
]
RED = "FFF4B6B6"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def csv(name: str = "t.csv", rows: list[list[str]] = ROWS) -> str:
    text = "\n".join(";".join(row) for row in [HEADER, *rows])
    Path(name).write_text(text + "\n", encoding="utf-8")
    return name


def book(name: str = "book.xlsx") -> str:
    """Write a workbook whose table begins in B3, below a title of merged cells."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "5 РУ"
    sheet["A1"] = "Рассветовский район"
    sheet.merge_cells("A1:C1")
    sheet["A1"].font = Font(bold=True)
    sheet.column_dimensions["C"].width = 33
    for number, row in enumerate([HEADER, *ROWS[:2]], 3):
        for column, cell in enumerate(row, 2):
            sheet.cell(number, column, cell)
    sheet["B5"].comment = Comment("проверено", "Методист")
    workbook.create_sheet("Памятка")["A1"] = "как заполнять"
    workbook.save(name)
    return name


def loaded(name: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    return openpyxl.load_workbook(name)


def marks(sheet: Any) -> dict[str, tuple[str, str]]:  # noqa: ANN401 - the same
    """Return the marked cells: the code that the comment begins with, and the fill."""
    return {
        cell.coordinate: (cell.comment.text.split(",")[0], cell.fill.start_color.rgb)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def test_the_senders_workbook_comes_back_with_its_cells_marked() -> None:
    assert main(["check", book(), "-o", "checked.xlsx"]) == 1
    found = loaded("checked.xlsx")
    assert found.sheetnames == ["5 РУ", "Памятка", "Проверка"]
    sheet = found["5 РУ"]
    assert marks(sheet) == {"A1": ("R-title", "FFFFE699"), "B5": ("T-063", RED)}
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["C"].width == 33
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["B5"].comment.author == "shnor"
    assert sheet["B5"].comment.text == (
        "T-063, ошибка: участников 20, а сумма результатов 21\n"
        "Проверьте числа этой строки.\n\nпроверено"
    )


def test_the_last_sheet_lists_everything_that_was_found() -> None:
    main(["check", book(), "-o", "checked.xlsx"])
    rows = list(loaded("checked.xlsx")["Проверка"].iter_rows(min_row=2, values_only=True))
    assert [row[:6] for row in rows] == [
        ("ошибка", "T-063 Сумма не равна числу участников", "book.xlsx", "5 РУ", 5, None),
        ("замечание", "R-sheets Листы не прочитаны", "book.xlsx", None, None, None),
        ("замечание", "R-title Строки над заголовком", "book.xlsx", "5 РУ", 1, None),
    ]


def test_a_checked_workbook_is_checked_again_without_traces_of_the_first_time() -> None:
    main(["check", book(), "-o", "checked.xlsx"])
    workbook = loaded("checked.xlsx")
    workbook["5 РУ"]["K5"] = "2"
    workbook.save("mended.xlsx")
    assert main(["check", "mended.xlsx", "-o", "again.xlsx"]) == 0
    again = loaded("again.xlsx")
    assert again.sheetnames == ["5 РУ", "Памятка", "Проверка"]
    assert marks(again["5 РУ"]) == {"A1": ("R-title", "FFFFE699")}
    assert again["5 РУ"]["B5"].fill.fill_type is None


def test_a_cell_is_found_by_the_header_of_its_column() -> None:
    rows = [*ROWS[:1], ["002", "2024x", "ВПР", "математика", "5", "20", "8", "6", "4", "два"]]
    main(["check", csv(rows=rows), "-o", "checked.xlsx"])
    assert marks(loaded("checked.xlsx")["t"]) == {"B3": ("T-031", RED), "J3": ("T-020", RED)}


def test_a_column_without_a_row_is_marked_at_its_header() -> None:
    Path("t.csv").write_text(";".join([*HEADER, "лишнее"]) + "\n" + ";".join([*ROWS[0], "1"]))
    main(["check", "t.csv", "-o", "checked.xlsx"])
    assert marks(loaded("checked.xlsx")["t"]) == {"K1": ("T-010", RED)}


def test_texts_of_a_table_never_become_formulas() -> None:
    main(["check", csv(), "-o", "checked.xlsx"])
    cell = loaded("checked.xlsx")["t"]["F4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=20+1", "s", True)
    assert "=20+1" in loaded("checked.xlsx")["Проверка"]["G2"].value


def test_rows_of_a_copy_keep_their_numbers() -> None:
    text = Path(csv()).read_text(encoding="utf-8").replace("\n002", "\n\n\n002")
    Path("t.csv").write_text(text, encoding="utf-8")
    main(["check", "t.csv", "-o", "checked.xlsx"])
    assert loaded("checked.xlsx")["t"]["A5"].value == "002"


def test_parquet_comes_back_as_a_workbook() -> None:
    columns = {name: [row[place] for row in ROWS[:2]] for place, name in enumerate(HEADER)}
    pq.write_table(pa.table(columns), "t.parquet")
    main(["check", "t.parquet", "-o", "checked.xlsx"])
    assert marks(loaded("checked.xlsx")["t"]) == {"A3": ("T-063", RED)}


def test_several_files_go_to_a_folder_an_archive_too(capsys: pytest.CaptureFixture[str]) -> None:
    book()
    with zipfile.ZipFile("district.zip", "w") as archive:
        archive.write(csv("a.csv"), "север/a.csv")
    assert main(["check", "book.xlsx", "district.zip", "-o", "checked"]) == 1
    found = {each.relative_to("checked").as_posix() for each in Path("checked").rglob("*.xlsx")}
    assert found == {"book.xlsx", "district.zip/север/a.csv.xlsx"}
    assert "Размеченная книга: " in capsys.readouterr().out
    own = loaded("checked/book.xlsx")["Проверка"].iter_rows(min_row=2, values_only=True)
    assert {row[2] for row in own} == {"book.xlsx"}


def test_a_file_without_findings_has_no_copy_in_a_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [csv("a.csv", ROWS[1:]), csv("b.csv", ROWS[:1]), csv("c.csv", [["9", *ROWS[0][1:]]])]
    main(["check", *files, "-o", "checked"])
    assert [each.name for each in Path("checked").iterdir()] == ["a.csv.xlsx"]
    assert "Нечего отмечать в 2 таблицах: их копий нет." in capsys.readouterr().out.replace(
        "\u00a0", " "
    )


def test_a_workbook_of_an_earlier_check_does_not_tell_of_what_is_mended() -> None:
    main(["check", csv("a.csv", ROWS[1:]), csv("b.csv", ROWS[:1]), "-o", "checked"])
    main(["check", csv("a.csv", [["9", *ROWS[0][1:]]]), "b.csv", "-o", "checked"])
    assert marks(loaded("checked/a.csv.xlsx")["a"]) == {}


def test_a_workbook_that_is_named_is_written() -> None:
    main(["check", csv("b.csv", ROWS[:1]), "-o", "checked.xlsx"])
    assert loaded("checked.xlsx").sheetnames == ["b", "Проверка"]


def test_files_of_one_name_do_not_meet() -> None:
    for name in ("a", "b"):
        Path(name).mkdir()
        csv(f"{name}/t.csv")
    main(["check", "a/t.csv", "b/t.csv", "-o", "checked"])
    names = sorted(each.name for each in Path("checked").iterdir())
    assert names == ["t.csv (2).xlsx", "t.csv.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["book.xlsx", "-o", "book.xlsx"], "команда его читает"),
        (["t.csv", "--schools", "book.xlsx", "-o", "book.xlsx"], "команда его читает"),
        (["book.xlsx", "t.csv", "-o", "x.xlsx"], "таблиц 2, а назван один файл"),
        (["book.xlsx", "-o", "t.csv/x.xlsx"], "стоит не папка"),
    ],
)
def test_a_place_that_will_not_do_is_refused_before_the_work(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(book()).read_bytes()
    csv()
    assert main(["check", *arguments]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert Path("book.xlsx").read_bytes() == before


def test_a_file_that_cannot_be_read_gives_the_findings_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("t.csv").write_bytes(b"")
    assert main(["check", "t.csv", "-o", "checked.xlsx"]) == 1
    assert loaded("checked.xlsx").sheetnames == ["Проверка"]
    assert "не сохранено: сами ячейки" in capsys.readouterr().out


@pytest.mark.parametrize("make", [book, csv])
def test_the_same_table_gives_the_same_bytes(make: Any) -> None:  # noqa: ANN401 - of two names
    name = make()
    main(["check", name, "-o", "one.xlsx"])
    main(["check", name, "-o", "two.xlsx"])
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()
    with zipfile.ZipFile("one.xlsx") as packed:
        assert b"dcterms:modified" not in packed.read("docProps/core.xml")


def test_what_a_workbook_loses_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with xlsxwriter.Workbook("rich.xlsx") as workbook:
        sheet = workbook.add_worksheet("Лист")
        for number, row in enumerate([HEADER, *ROWS[:1]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula("M1", "=1+1", None, 2)
        sheet.insert_textbox("A9", "надпись")
        sheet.insert_image("A12", "dot.png", {"image_data": io.BytesIO(_dot())})
    main(["check", "rich.xlsx", "-o", "checked.xlsx"])
    said = " ".join(capsys.readouterr().out.split())
    for lost in ("рисунки", "фигуры и надписи", "посчитанные значения формул"):
        assert lost in said
    assert loaded("checked.xlsx")["Лист"]["M1"].value == "=1+1"


def _dot() -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")


def test_a_row_of_a_report_is_marked_at_its_first_cell() -> None:
    workbook = openpyxl.Workbook()
    for row in (
        ["ВПР 2025. 5 класс"],
        ["Статистика по отметкам"],
        ["Предмет:", "Русский язык"],
        ["Группы участников", "Кол-во ОО", "Кол-во участников", "2", "3", "4", "5"],
        ["МКОУ Дальняя СОШ (sch990001)", None, 7, "28,57", "57,14", "14,29", 0],
        ["Что это", None, 7, "28,57", "57,14", "14,29", 0],
        ["МКОУ Ближняя СОШ (sch990002)", None, 7, "30", "55,71", "14,29", 0],
    ):
        workbook.active.append(row)
    workbook.save("t.xlsx")
    assert main(["check", "t.xlsx", "-o", "checked.xlsx"]) == 1
    found = marks(loaded("checked.xlsx").worksheets[0])
    assert found == {"A6": ("T-081", RED), "D7": ("T-021", RED)}


def test_comments_quote_no_more_of_a_pupil_than_messages() -> None:
    text = "школа;год;процедура;предмет;класс;отметка\n"
    text += "001;2025;ВПР;математика;5;3\n001;2025;ВПР;математика;5;Воронцова Елена Андреевна\n"
    Path("t.csv").write_text(text, encoding="utf-8")
    assert main(["check", "t.csv", "-o", "checked.xlsx"]) == 1
    found = loaded("checked.xlsx")
    said = [cell.comment.text for row in found["t"].iter_rows() for cell in row if cell.comment]
    said += [str(cell) for row in found["Проверка"].iter_rows(values_only=True) for cell in row]
    assert "Воронцова" not in " ".join(said)
