"""Workbooks and what is called one: sheets, hidden rows, errors, dates, HTML, passwords, traps."""

import datetime as dt
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from shnor_cli.errors import TableError
from shnor_cli.tables.bounds import BOUNDS
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input, Reading
from shnor_cli.tables.packed import look
from shnor_cli.tables.texts import text_of
from shnor_cli.tables.workbook import read_workbook
from tests.district import SAMPLE
from tests.tables.reading import HEADER, file, read, refused, remarks, rows, said

HEAD = HEADER.strip().split(";")
ROW = ["1", 2025, "ВПР", "математика", 5, 4, 1, 1, 1, 1]
COUNTS = ("participants", "c0", "c3", '"row"')


def book(folder: Path, *lines: list[object], name: str = "t.xlsx") -> Path:
    """Write a workbook of a sheet «5 РУ» with the header and some rows."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "5 РУ"
    for line in (HEAD, *lines):
        sheet.append(line)
    made.save(folder / name)
    return folder / name


def with_part(path: Path, pattern: str, text: str, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Write a workbook anew with something else in one of its parts."""
    with zipfile.ZipFile(path) as opened:
        parts = {each: opened.read(each) for each in opened.namelist()}
    parts[part] = re.sub(pattern.encode(), text.encode(), parts[part], count=1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for each, content in parts.items():
            made.writestr(each, content)
    return path


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book(tmp_path, ROW, ["2", *ROW[1:]], ["3", *ROW[1:]]))
    for row in (3, 4, 9):
        made.active.row_dimensions[row].hidden = True
    made.save(tmp_path / "t.xlsx")
    results = read(tmp_path / "t.xlsx")
    assert len(rows(results)) == 3
    assert remarks(results) == [
        "t.xlsx, лист «5 РУ», строка 3: 2 скрытые строки, прочитаны как остальные"
    ]


@pytest.mark.parametrize(
    ("sheet", "school"), [("6 РУ", "2"), ("6 ру", "2"), ("1", "1"), ("Скрытый", "3")]
)
def test_one_sheet_may_be_named(tmp_path: Path, sheet: str, school: str) -> None:
    made = openpyxl.load_workbook(book(tmp_path, ROW))
    for title, code in (("6 РУ", "2"), ("Скрытый", "3")):
        added = made.create_sheet(title)
        added.append(HEAD)
        added.append([code, *ROW[1:]])
    made["Скрытый"].sheet_state = "hidden"
    made.save(tmp_path / "t.xlsx")
    results = read(tmp_path / "t.xlsx", reading=Reading(sheet=sheet))
    assert [each[0] for each in rows(results)] == [school]
    assert remarks(results)[0].startswith("t.xlsx: другие листы: ")


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    found = refused(book(tmp_path, ROW), reading=Reading(sheet="7 РУ"))
    assert found == ["t.xlsx: в книге нет листа «7 РУ»"]


def test_errors_and_formulas_without_values_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("5 РУ")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write_row(2, 0, ["2", *ROW[1:]])
        sheet.write_formula(1, 6, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 7, "=NA()", None, "#N/A")
        sheet.write_formula(2, 5, "=SUM(G3:J3)", None, "")
        sheet.write_formula(2, 6, "=1", None, 1)
        sheet.write_formula(9, 20, "=1/0", None, "#DIV/0!")
    assert refused(path) == [
        "t.xlsx, лист «5 РУ», строка 2, столбец «G2»: в ячейке ошибка #DIV/0!",
        "t.xlsx, лист «5 РУ», строка 2, столбец «H2»: в ячейке ошибка #N/A",
        "t.xlsx, лист «5 РУ», строка 3, столбец «F3»: у формулы нет сохранённого значения",
    ]


def test_a_date_in_place_of_a_class_or_a_count_is_named(tmp_path: Path) -> None:
    spoilt = [*ROW[:4], dt.date(2025, 3, 5), 4, dt.datetime(2025, 5, 28), 1, 1, 1]  # noqa: DTZ001
    of_count, of_grade = sorted(refused(book(tmp_path, spoilt)))
    said = "столбец «{}»: дата {}: Excel превратил в неё запись вроде «{}»"
    assert said.format("класс", "05.03", "3-5") in of_grade
    assert said.format("2", "28.05", "5-28") in of_count


PAGE = """\
<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>
<table><tr><td><table><tr><th>школа<th>год<th>процедура<th>предмет<th>класс<th>участников
<th colspan=4>получили<tr><td colspan=6><td>2<td>3<td>4<td>5
<tr><td rowspan="2">Лицей &laquo;Луч&raquo;<td rowspan="2">2025<td>ВПР<td>математика
<td>5<td>4<td>1<td>1<td>1<td>1</tr>
<tr><td>ВПР<td><b>русский</b> язык<td>5<td>4<td>0<td>2<td>1<td>1</table></table></body></html>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
def test_html_called_a_workbook(tmp_path: Path, encoding: str) -> None:
    path = file(tmp_path, "t.xls", PAGE.format(encoding=encoding), encoding)
    assert rows(read(path), *COUNTS) == [
        ("Лицей «Луч»", 2025, "ВПР, математика, 5 класс", 4, 1, 1, 3),
        ("Лицей «Луч»", 2025, "ВПР, русский язык, 5 класс", 4, 0, 1, 4),
    ]


def test_spans_that_would_fill_memory_are_refused(tmp_path: Path) -> None:
    wide = '<tr><td colspan="999999999">x</td></tr>' * 2000
    path = file(tmp_path, "t.xls", f"<table>{wide}</table>")
    assert refused(path) == ["t.xls: таблица HTML слишком велика"]


def test_csv_called_a_workbook(tmp_path: Path) -> None:
    path = file(tmp_path, "t.xls", HEADER + "1;2025;ВПР;физика;5;4;1;1;1;1\n", "cp1251")
    assert len(rows(read(path))) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"MIME-Version: 1.0\n", "это веб-архив MHTML, а не таблица"),
        (b'<?xml version="1.0"?><Workbook/>', "это файл XML, а не таблица"),
        (b"7z\xbc\xaf\x27\x1c", "это архив 7z, а не таблица"),
    ],
)
def test_other_files_under_a_known_name(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "t.xls").write_bytes(content)
    assert refused(tmp_path / "t.xls") == [f"t.xls: {fault}"]


def test_a_workbook_is_known_by_content(tmp_path: Path) -> None:
    assert len(rows(read(book(tmp_path, ROW).rename(tmp_path / "t.csv")))) == 1


def encrypted() -> bytes:
    """Return the container in which Excel keeps a workbook with a password, without its content."""

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le").ljust(64, b"\0")
        size = (2 * len(name) + 2).to_bytes(2, "little")
        links = b"\xff" * 8 + child.to_bytes(4, "little", signed=True)
        rest = bytes(36) + (-2).to_bytes(4, "little", signed=True) + bytes(8)
        return text + size + bytes([kind, 1]) + links + rest

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0"
    head += bytes(10) + (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4)
    head += (4096).to_bytes(4, "little") + b"\xfe\xff\xff\xff" + bytes(4) + b"\xfe\xff\xff\xff"
    head += bytes(4) + bytes(4) + b"\xff" * 432
    table = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff" * 504
    entries = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, -1)
    return head + table + entries + bytes(256)


def test_a_password_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(encrypted())
    assert refused(tmp_path / "t.xlsx") == ["t.xlsx: книга закрыта паролем"]


CELL = "<c{}><v>1</v></c></row></sheetData>"


@pytest.mark.parametrize(
    "address",
    [
        ' r="XFD1048576"',
        ' r="B999999999"',
        ' r="ZZ1000000"',
        " r='XFD1048576'",
        ' r = "XFD1048576"',
        ' r= "XFD1048576"',
        '\nr="XFD1048576"',
        '\tr="XFD1048576"',
    ],
)
def test_a_cell_far_away_is_refused_at_once(tmp_path: Path, address: str) -> None:
    path = with_part(book(tmp_path, ROW), "</row></sheetData>", CELL.format(address))
    start = time.perf_counter()
    assert refused(path) == ["t.xlsx, лист «5 РУ»: лист занимает больше 26 000 000 ячеек"]
    assert time.perf_counter() - start < 5


def test_a_dimension_that_lies_and_cells_without_values_do_no_harm(tmp_path: Path) -> None:
    path = with_part(book(tmp_path, ROW), 'ref="A1:J2"', 'ref="A1:XFD999999999"')
    empty = '<c r="XFD2" s="1"/></row><row r="1048576" ht="30"/></sheetData>'
    assert len(rows(read(with_part(path, "</row></sheetData>", empty)))) == 1


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><worksheet '
    path = with_part(book(tmp_path, ROW), "<worksheet ", bomb)
    assert refused(path) == ["t.xlsx: в книге объявлены сущности XML: в книгах Excel их не бывает"]


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        (BOUNDS._replace(small=1 << 10, ratio=20), "книга сжата так, как книги не сжимаются"),
        (BOUNDS._replace(workbook=1 << 20), "книга больше 1 МБ в распакованном виде"),
        (BOUNDS._replace(members=3), "книга сжата так, как книги не сжимаются"),
    ],
)
def test_bombs(tmp_path: Path, bounds: object, fault: str) -> None:
    path = with_part(book(tmp_path, ROW), "<sheetData>", " " * (1 << 21) + "<sheetData>")
    with pytest.raises(TableError) as caught:
        look(Input.alone(path), bounds)  # type: ignore[arg-type]
    assert said(caught.value)[0].startswith(f"t.xlsx: {fault}")


def test_a_size_that_is_declared_wrong_deceives_nobody(tmp_path: Path) -> None:
    path = book(tmp_path, ROW)
    with zipfile.ZipFile(path) as opened:
        size = opened.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    assert refused(path) == ["t.xlsx: книга не читается: она испорчена, обрезана или с паролем"]


def ods(folder: Path, rows_xml: str) -> Path:
    """Write a workbook of LibreOffice, as small as can be."""
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "calcext")
    )
    body = f'<office:spreadsheet><table:table table:name="Лист">{rows_xml}</table:table>'
    with zipfile.ZipFile(folder / "t.ods", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            f"<office:document-content {namespaces}><office:body>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return folder / "t.ods"


def ods_row(cells: list[object], repeated: str = "") -> str:
    written = "".join(
        f'<table:table-cell office:value-type="string"{repeated}><text:p>{each}</text:p>'
        "</table:table-cell>"
        for each in cells
    )
    return f"<table:table-row>{written}</table:table-row>"


def test_libreoffice_repeats_are_bounded(tmp_path: Path) -> None:
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    good = ods_row(list(HEAD)) + ods_row(ROW) + empty + "</table:table-row>"
    assert len(rows(read(ods(tmp_path, good)))) == 1
    wide = ods_row(["x"], ' table:number-columns-repeated="16384"') * 2000
    assert refused(ods(tmp_path, wide)) == ["t.ods: лист занимает больше 26 000 000 ячеек"]


def test_errors_of_libreoffice_are_named(tmp_path: Path) -> None:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
    )
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell '
    blank += 'table:number-columns-repeated="1024"/></table:table-row>'
    good = ods_row(["1", *ROW[1:]])
    sixth = ods_row([4]).removeprefix("<table:table-row>").removesuffix("</table:table-row>")
    broken = good.replace(sixth, f"{error}</table:table-cell>")
    sheet = ods_row(list(HEAD)) + blank + good + broken
    for written in (sheet, sheet.replace('"', "'")):
        assert refused(ods(tmp_path, written)) == [
            "t.ods, лист «Лист», строка 6, столбец «F6»: в ячейке ошибка #DIV/0!"
        ]


def test_cells_merged_in_libreoffice_stand_in_each_row(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    first = ods_row(ROW).replace(" office", ' table:number-rows-spanned="3" office', 1)
    other = ods_row(ROW[1:]).replace("<table:table-row>", "<table:table-row>" + covered)
    second, third = other.replace("математика", "физика"), other.replace("математика", "химия")
    results = read(ods(tmp_path, ods_row(list(HEAD)) + first + second + third))
    assert [(each[0], each[2]) for each in rows(results, '"row"')] == [
        (ROW[0], "ВПР, математика, 5 класс"),
        (ROW[0], "ВПР, физика, 5 класс"),
        (ROW[0], "ВПР, химия, 5 класс"),
    ]


def test_overlapping_merged_cells_take_no_longer(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-rows-spanned="9999999" '
    spanned = ods_row(ROW).replace("<table:table-cell ", cell)
    path = ods(tmp_path, ods_row(list(HEAD)) + spanned * 20_000)
    assert len(read_sheets(Input.alone(path))[0].lines) == 20_001


def test_a_spoilt_cell_hides_nothing_of_other_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("5 РУ")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 12, "=NA()", None, "#N/A")
        sheet.write_row(2, 0, [*ROW[:5], 40, *ROW[6:]])
        sheet.write_row(3, 0, ["2", *ROW[1:], "лишнее"])
        sheet.write_row(4, 0, ["", *ROW[1:]])
        sheet.write_row(5, 0, ["Итого", *[""] * 4, 12, 3, 3, 3, 3])
    assert refused(path) == [
        "t.xlsx, лист «5 РУ», строка 2, столбец «M2»: в ячейке ошибка #N/A",
        "t.xlsx, лист «5 РУ», строка 4: ячеек больше, чем в заголовке",
        "t.xlsx, лист «5 РУ», строка 5, столбец «школа»: не указана школа",
        "t.xlsx, лист «5 РУ», строка 3: участников 40, а сумма результатов 4",
    ]


def test_rows_that_are_all_spoilt_are_not_missing(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("5 РУ")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
    assert refused(path) == ["t.xlsx, лист «5 РУ», строка 2, столбец «G2»: в ячейке ошибка #N/A"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")
def test_memory_is_bounded_whatever_a_workbook_claims(tmp_path: Path) -> None:
    path = with_part(book(tmp_path, ROW), "</row></sheetData>", CELL.format(' r="XFD1048576"'))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)); "
        "from shnor_cli.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "identify", str(path), "-o", str(tmp_path / "run")],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "ячеек" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("first", [1, True])
def test_true_is_no_one(tmp_path: Path, first: object) -> None:
    path = book(tmp_path, ["1", *ROW[1:6], first, True, 1, 1])
    assert "«да» не целое число" in " ".join(refused(path))
    sheet = next(read_workbook(Input.alone(path)))
    assert sheet.lines[1].cells[6:8] == (text_of(first), "да")


@pytest.mark.parametrize("written", ['\nt="b"', " t = 'b'", " t= 'b'", "\tt='b'"])
def test_true_is_seen_however_it_is_written(tmp_path: Path, written: str) -> None:
    path = with_part(book(tmp_path, [*ROW[:6], 1, True, 1, 1]), ' t="b"', written)
    sheet = next(read_workbook(Input.alone(path)))
    assert sheet.lines[1].cells[6:8] == ("1", "да")


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    lines: tuple[list[object], ...] = (list(HEAD), ROW)
    for row, line in enumerate(lines, 4):
        for column, cell in enumerate(line, 3):
            made.active.cell(row, column, cell)
    made.save(tmp_path / "t.xlsx")
    assert [each[3:] for each in rows(read(tmp_path / "t.xlsx"), *COUNTS)] == [(4, 1, 1, 5)]


def test_errors_in_a_report_are_named_but_for_those_of_its_totals(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(SAMPLE / "layouts" / "marks" / "2024.xlsx")
    sheet = made.worksheets[0]
    named = [row for row in range(1, sheet.max_row + 1) if "edu99" in str(sheet.cell(row, 1).value)]
    for row in (named[0], named[1]):
        sheet.cell(row, 4).value = "#DIV/0!"
        sheet.cell(row, 4).data_type = "e"
    sheet.cell(sheet.max_row + 1, 1).value = "Итого"
    sheet.cell(sheet.max_row, 4).value = "#N/A"
    sheet.cell(sheet.max_row, 4).data_type = "e"
    made.save(tmp_path / "t.xlsx")
    assert refused(tmp_path / "t.xlsx") == [
        f"t.xlsx, лист «{sheet.title}», строка {row}, столбец «D{row}»: в ячейке ошибка #DIV/0!"
        for row in named[:2]
    ]
