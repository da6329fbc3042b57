"""What cannot be used: one error with every place, and nothing else."""

from pathlib import Path

import pytest

from tests.tables.reading import HEADER, everything, file, read, refused, remarks, rows

NOT_RESTORED = "не восстанавливается в число человек"
NONE = "столько не бывает"
NOT_ONE = "подходит не одно число"
NO_YEAR = "не учебный год; пишут 2025, 2024/25 или 2024-2025"
KINDS = ".csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls, .ods, .parquet, .zip"
GOOD = "1;2025;ВПР;математика;5;4;1;1;1;1\n"


def row(text: str) -> str:
    """Return a table of a good row and another."""
    return HEADER + GOOD + text + "\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2;2025;ВПР;математика;5;4;1;1;1;2", "строка 3: участников 4, а сумма результатов 5"),
        ("2;2025;ВПР;математика;5;9;1;1;1;2", "строка 3: участников 9, а сумма результатов 5"),
        ("2;2025;ЕГЭ;математика;;3;1;1;1;2", "строка 3: участников 3, а сумма результатов 5"),
        ("2;2025;ВПР;математика;5;4;-1;1;2;2", "строка 3: отрицательное число: \u22121"),
        (
            "2;2025;ВПР;математика;5;;1;1;1;1",
            "строка 3, столбец «участников»: не указано число участников",
        ),
        (
            "2;2025;ВПР;математика;5;4,5;1;1;1;1",
            "строка 3, столбец «участников»: «4,5» не целое число",
        ),
        ("2;2025;ВПР;математика;5;4;ж;1;1;1", "строка 3, столбец «2»: «ж» не целое число"),
        (
            "2;2025;ВПР;математика;5;4;120 %;1;1;1",
            "строка 3, столбец «2»: «120 %»: доля больше 100 %",
        ),
        (
            "2;2025;ВПР;математика;5;7;30,00 %;1;1;1",
            f"строка 3, столбец «2»: «30,00 %» {NOT_RESTORED}: 7 участников, {NONE}",
        ),
        (
            "2;2025;ВПР;математика;5;900;10 %;1;1;1",
            f"строка 3, столбец «2»: «10 %» {NOT_RESTORED}: 900 участников, {NOT_ONE}",
        ),
        ("2;25;ВПР;математика;5;4;1;1;1;1", f"строка 3, столбец «год»: «25» {NO_YEAR}"),
        ("2;2024/26;ВПР;математика;5;4;1;1;1;1", f"строка 3, столбец «год»: «2024/26» {NO_YEAR}"),
        (
            "2;1989;ВПР;математика;5;4;1;1;1;1",
            "строка 3, столбец «год»: год 1989 вне промежутка 1990–2100",
        ),
        ("2;;ВПР;математика;5;4;1;1;1;1", "строка 3, столбец «год»: ячейка пуста"),
        (";2025;ВПР;математика;5;4;1;1;1;1", "строка 3, столбец «школа»: не указана школа"),
        (
            "2;2025;;математика;5;4;1;1;1;1",
            "строка 3, столбец «процедура»: не указан вид процедуры",
        ),
        ("2;2025;ВПР;;5;4;1;1;1;1", "строка 3, столбец «предмет»: не указан предмет"),
        (
            "2;2025;ВПР;математика;13;4;1;1;1;1",
            "строка 3, столбец «класс»: «13» не класс; пишут число от 1 до 12",
        ),
        (
            "2;2025;КДР;математика;5;4;1;1;1;1",
            "строка 3: в шкале процедуры «КДР» нет категории «2»",
        ),
        (
            "1;2025;ВПР;математика;5;4;2;0;1;1",
            "строка 3: уже есть в строке 2 с другими числами: 1, ВПР, математика, 5 класс, 2024/25",
        ),
        ("2;2025;ВПР;математика;5;4;1;1;1;1;7", "строка 3: ячеек больше, чем в заголовке"),
        (
            "2;2025;ВПР;математика;5;99999999999;1;1;1;1",
            "строка 3, столбец «участников»: «99999999999»: столько участников не бывает",
        ),
    ],
)
def test_one_fault_in_a_row(tmp_path: Path, text: str, fault: str) -> None:
    found = refused(file(tmp_path, "t.csv", row(text)))
    assert found == [f"t.csv, {fault}"]


def test_every_problem_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    first = file(tmp_path, "a.csv", row("2;20;ВПР;математика;5;4;1;1;1;1"))
    second = file(tmp_path, "b.csv", "школа;год\n1;2025\n")
    empty = tmp_path / "пустая"
    empty.mkdir()
    found = refused(first, tmp_path / "нет.csv", second, empty)
    assert [each.split(",")[0].split(":")[0] for each in found] == [
        "пустая", "нет.csv", "b.csv", "b.csv", "b.csv", "a.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("t.csv", b"", "файл пуст"),
        ("t.csv", b"\n\n", "в файле нет ни одной строки"),
        ("t.csv", HEADER.encode(), "под заголовком нет ни одной строки"),
        ("t.csv", b"\x00\x01\x02\x03", "строка 1: это не текстовый файл: в нём нули"),
        ("t.pdf", b"%PDF-1.4", "это документ PDF, а не таблица"),
        ("t.dat", b"1;2", f"таблицы такого вида не читаются; читаются {KINDS}"),
        ("t.xlsx", b"not a zip", "это не файл xlsx: содержимое другое"),
        ("t.parquet", b"not it", "это не файл parquet: содержимое другое"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    (tmp_path / name).write_bytes(content)
    separator = ", " if fault.startswith("строка") else ": "
    assert refused(tmp_path / name) == [f"{name}{separator}{fault}"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t.xlsx", "t.xlsx: книга не читается: она испорчена, с паролем или не книга"),
        ("t.parquet", "t.parquet: файл parquet не читается: он испорчен или обрезан"),
    ],
)
def test_broken_containers(tmp_path: Path, name: str, said: str) -> None:
    magic = b"PK\x03\x04" if name.endswith("xlsx") else b"PAR1"
    (tmp_path / name).write_bytes(magic + b"broken" * 10)
    assert refused(tmp_path / name) == [said]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (HEADER.replace("год", '"год') + GOOD, 1),
        (HEADER + GOOD + '"2;2025;ВПР;математика;5;4;1;1;1;1\n' + GOOD.replace("1;", "3;", 1), 3),
        (HEADER + GOOD + '2;2025;"ВПР;математика;5;4;1;1;1;1\n', 3),
        (
            HEADER
            + '1;"2025;ВПР;математика;5;4;1;1;1;1\n'
            + GOOD
            + '2;2025;ВПР;"физ";5;4;1;1;1;1\n',
            2,
        ),
    ],
)
def test_a_quote_never_closed_swallows_no_rows(tmp_path: Path, table: str, row: int) -> None:
    assert refused(file(tmp_path, "t.csv", table)) == [f"t.csv, строка {row}: кавычка не закрыта"]


def test_a_cell_as_long_as_a_book(tmp_path: Path) -> None:
    table = HEADER + GOOD + "я" * 200_000 + ";2025;ВПР;математика;5;4;1;1;1;1\n"
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, строка 3: строка не читается: в ячейке больше 100000 знаков"
    ]


LONG = "я" * 99_000
CUT = f"«{'я' * 100}…{'я' * 99}»"
TWICE = f"««{'я' * 99}…{'я' * 98}»»"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"2;2025;ВПР;математика;5;{LONG};1;1;1;1", f"столбец «участников»: {CUT} не целое число"),
        (f"2;{LONG};ВПР;математика;5;4;1;1;1;1", f"столбец «год»: {CUT} {NO_YEAR}"),
        (f"2;«{LONG}»;ВПР;чтение;5;4;1;1;1;1", f"столбец «год»: {TWICE} {NO_YEAR}"),
    ],
)
def test_a_long_cell_is_quoted_by_its_beginning_and_end(
    tmp_path: Path, text: str, said: str
) -> None:
    assert refused(file(tmp_path, "t.csv", row(text))) == [f"t.csv, строка 3, {said}"]


def test_a_long_column_and_a_long_name_are_quoted_by_their_beginning_and_end(
    tmp_path: Path,
) -> None:
    table = HEADER.replace("5\n", f"5;{LONG}\n") + GOOD
    assert refused(file(tmp_path, "t.csv", table)) == [f"t.csv, столбец {CUT}: лишний столбец"]
    found = remarks(read(file(tmp_path, "t.csv", row(f"2;2025;{LONG};физика;5;4;1;1;1;1"))))
    assert f"процедура {CUT} в методике не названа" in found[0]


def test_a_spoilt_byte_does_not_make_utf_8_another_encoding(tmp_path: Path) -> None:
    table = (HEADER + GOOD + GOOD.replace("1;", "2;", 1)).encode()
    (tmp_path / "t.csv").write_bytes(table.replace("математика".encode(), b"\xffxx", 1))
    assert refused(tmp_path / "t.csv") == ["t.csv, строка 2: испорченные знаки: это не utf-8"]


def test_a_wrong_column_names_the_nearest_right_one(tmp_path: Path) -> None:
    table = HEADER.replace("участников", "участника").replace("5\n", "5;6\n") + GOOD
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, столбец «участника»: лишний столбец; возможно, «участники»",
        "t.csv, столбец «6»: лишний столбец",
        "t.csv: нет столбца «участников»",
    ]


def test_two_columns_for_one_thing(tmp_path: Path) -> None:
    table = HEADER.replace("школа", "школа;код ОО") + "1;" + GOOD
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, столбец «код ОО»: столбец повторяет столбец «школа»"
    ]


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    bad = "".join(f"{school};2025;ВПР;математика;5;4;1;1;1;0\n" for school in range(2, 102))
    found = refused(file(tmp_path, "t.csv", HEADER + GOOD + bad))
    assert len(found) == 11
    assert found[-1] == "t.csv: и ещё 90 таких мест"


def test_contradiction_between_files_names_both(tmp_path: Path) -> None:
    first = file(tmp_path, "a.csv", HEADER + GOOD)
    second = file(tmp_path, "b.csv", HEADER + "1;2025;впр;Математика;5;4;0;2;1;1\n")
    (found,) = refused(first, second)
    assert found.startswith("b.csv, строка 2: уже есть в a.csv, строка 2 с другими числами")


def test_an_unknown_group(tmp_path: Path) -> None:
    table = HEADER.replace("год", "группа;год") + "1;Галактика;2025;ВПР;физика;5;1;1;0;0;0\n"
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, строка 2, столбец «группа»: группа «Галактика» не известна"
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2;2025;ВПР;математика;5;4;1;1;1;1;7", "ячеек в строке 11, а столбцов в заголовке 10"),
        ("2;2025;ВПР;математика;5;4,5;1;1;1;1", "«4,5» не целое число"),
        ("2;2025;ВПР;математика;5;1.5;1;1;1;1", "«1,5» не целое число"),
        (";2025;ВПР;математика;5;4;1;1;1;1", "не указана школа"),
    ],
)
def test_faults_of_a_big_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, fault: str
) -> None:
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    found = refused(file(tmp_path, "t.csv", row(text)))
    assert len(found) == 1
    assert "строка 3" in found[0]
    assert fault in found[0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '"2;2025;ВПР;математика;5;4;1;1;1;1\n' + GOOD + '"3";2025;ВПР;физика;5;4;1;1;1;1',
            "кавычка не закрыта",
        ),
        ("2;2025;ВПР;\udcff;5;4;1;1;1;1", "испорченные знаки: это не utf-8"),
    ],
)
def test_a_big_csv_swallows_no_rows_and_keeps_its_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, fault: str
) -> None:
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    (tmp_path / "t.csv").write_bytes(row(text).encode("utf-8", "surrogateescape"))
    assert refused(tmp_path / "t.csv") == [f"t.csv, строка 3: {fault}"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize("column", ["участников", "Фамилия"])
def test_a_csv_with_zero_bytes_is_refused_big_or_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, column: str
) -> None:
    header = HEADER.replace("\n", ";Фамилия\n")
    cells = GOOD.replace("\n", ";\n").replace("1;1;1;1;", "1;1;1;1;x\0y")
    if column == "участников":
        cells = cells.replace("x\0y", "").replace(";4;", ";4\0;")
    table = file(tmp_path, "t.csv", header + cells, encoding)
    for size in (4_000_000, 0):
        monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", size)
        assert refused(table) == ["t.csv, строка 2: это не текстовый файл: в нём нули"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("piece", [1 << 20, 1, 2, 3])
def test_blank_lines_of_a_big_csv_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, end: str, piece: int
) -> None:
    monkeypatch.setattr("shnor_cli.tables.passing._PIECE", piece)
    last = GOOD.replace("1;", "3;", 1)
    table = f"{HEADER}{GOOD}\n2;2025;ВПР;математика;5;4;1;1;1;1\n\n\n{last}\n\n"
    small = file(tmp_path, "t.csv", table.replace("\n", end), encoding)
    (tmp_path / "wrong").mkdir()
    wrong = file(tmp_path / "wrong", "t.csv", table.replace("3;2025", "3;25").replace("\n", end))
    expected = everything(read(small))
    said = refused(wrong)
    assert [each[-1] for each in rows(read(small), '"row"')] == [2, 4, 7]
    assert said == [f"t.csv, строка 7, столбец «год»: «25» {NO_YEAR}"]
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    assert everything(read(small)) == expected
    assert refused(wrong) == said


@pytest.mark.parametrize(
    "text",
    [
        '\n2;2025;"ВПР";математика;5;4;1;1;1;1;7',
        '\n2;2025;"ВПР;математика;5;4;1;1;1;1',
        "\n   \n;2025;ВПР;математика;5;4;1;1;1;1",
    ],
)
def test_a_big_csv_with_blank_lines_is_refused_as_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    table = file(tmp_path, "t.csv", row(text))
    said = refused(table)
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    assert refused(table) == said


def test_columns_that_the_methodology_wants(tmp_path: Path) -> None:
    table = file(tmp_path, "t.csv", HEADER + GOOD)
    assert refused(table, more="  mean_score: {column: средний балл}\n") == [
        "методике нужен столбец «средний балл» (показатель «mean_score»), а его нет"
    ]
    results = read(table, more="population: {exclude: {kind: [вечерняя]}}\n")
    assert results.remarks[-1].text == "исключения не применены: нет реестра"


def test_a_folder_with_a_run_that_is_none_is_read(tmp_path: Path) -> None:
    file(tmp_path, "t.csv", HEADER + GOOD)
    (tmp_path / "run.json").write_text("[" * 100_000, encoding="utf-8")
    read(tmp_path)


@pytest.mark.parametrize("place", [3, 4, 5])
def test_a_line_longer_than_any_row_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """What reads a big file in blocks passes over a line that no block holds."""
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    lines = [GOOD.replace("1", str(each), 1) for each in (1, 2, 3)]
    lines.insert(place - 2, GOOD.replace("математика", "м" * 20_000_000))
    assert refused(file(tmp_path, "t.csv", HEADER + "".join(lines))) == [
        f"t.csv, строка {place}: строка не читается: она длиннее двух миллионов знаков"
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_big_csv_without_quotes_loses_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    good = [GOOD.replace("1", str(each), 1) for each in range(1, 200_000)]
    text = (HEADER + "".join(good)).replace("\n", end)
    (tmp_path / "t.csv").write_bytes(text.encode())
    assert len(read(tmp_path / "t.csv").schools) == 199_999
