"""CSV however it is written: encodings, separators, quotes, ragged rows, big and small alike."""

from pathlib import Path

import pytest

from shnor_cli.tables.delimited import dialect_of
from shnor_cli.tables.encodings import encoding_of
from shnor_cli.tables.files import Input, Reading
from tests.tables.reading import HEADER, everything, file, read, refused, remarks, rows

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866")
TABLE = (
    HEADER.replace("\n", ";сумма баллов\n")
    + "Лицей;2025;ВПР;математика;5;4;1;1;1;1;10,5\n"
    + "Школа 2;2025;ВПР;русский язык;5;4;0;2;1;1;1\u00a0012,25\n"
)
SHORTEST = (
    "школа;год;процедура;предмет;участников\n1;2025;ВПР;физика;5\n",
    "ШКОЛА;ГОД;ПРОЦЕДУРА;ПРЕДМЕТ;УЧАСТНИКОВ\n1;2025;ОГЭ;ХИМИЯ;5\n",
    "school;year;procedure;subject;participants\n1;2025;ВПР;история;5\n",
    "school;year;procedure;subject;participants\nшкола № 7;2025;x;y;5\n",
    "school,year,procedure,subject,participants\nгимназия,2025,x,y,5\n",
)


@pytest.fixture(params=[False, True], ids=["small", "big"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)


def written(folder: Path, text: str, encoding: str) -> Path:
    """Write a text as programs do that know the encoding: without signs that it lacks."""
    if encoding in {"koi8-r", "cp866"}:
        text = text.replace("№", "N")
    return file(folder, "t.csv", text, encoding)


def detected(path: Path, encoding: str | None = None) -> str:
    return encoding_of(Input(path, path.name, Reading(encoding)))


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [";", "\t", "|", "^"])
def test_a_table_is_the_same_in_every_encoding(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    plain = everything(read(file(tmp_path, "t.csv", TABLE)))
    other = file(tmp_path, "t.csv", TABLE.replace(";", separator), encoding)
    assert everything(read(other)) == plain


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", SHORTEST)
def test_two_rows_are_enough_to_tell_an_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    path = written(tmp_path, text, encoding)
    read_back = path.read_bytes().decode(detected(path)).removeprefix("\ufeff")
    assert read_back == text.replace("№", "N" if encoding in {"koi8-r", "cp866"} else "№")


def test_letters_far_below_a_latin_beginning_tell_the_encoding(tmp_path: Path) -> None:
    table = SHORTEST[2].split("\n")[0] + "\n" + "1;2025;x;y;5\n" * 10_000 + "2;2025;ВПР;физика;5\n"
    assert detected(file(tmp_path, "t.csv", table, "koi8-r")) == "koi8-r"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("a;b\n1;МО\n".encode("cp1251"), "возможны cp1251 и koi8-r"),
        ("a;b\nMüller;Größe\n".encode("cp1252"), "возможны cp1251, koi8-r и cp866"),
    ],
)
def test_an_encoding_in_doubt_names_the_option_that_decides(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert refused(path) == [f"t.csv: кодировка не ясна: {fault}"]
    assert detected(path, encoding="koi8-r") == "koi8-r"


def test_a_mark_is_stronger_than_the_option(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", TABLE, "utf-8-sig")
    assert detected(path, encoding="cp1251") == "utf-8"


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("sep=|\nа,б|в\n1,5|2\n", "|"),
        ("\n\nшкола;год\n1;2025\n", ";"),
        ("sep=\nшкола;год\n1;2025\n", ";"),
        ('"sep=;"\nа,б;в,г\n1,5;2,5\n', ";"),
        ("Результаты, 2025 год, район\nшкола;год;класс\n1;2025;5\n2;2025;6\n", ";"),
        ("Всего, чел;Из них, %\n4,5;6,5\n7,5;8,5\n", ";"),
        ("школа,псевдонимы,год\n1,а; б,2025\n2,в; г,2025\n3,д; е,2025\n", ","),
        ("школа\tназвание\n1\tа, б; в\n", "\t"),
        ("школа~год~класс\n1~2024/25~5\n2~2024/25~5\n", "~"),
        ("школа\n1\n2\n", ";"),
        ('школа;название\n1;"а;б;в;г"\n2;"а;б;в"\n', ";"),
    ],
)
def test_the_separator_is_the_sign_that_rows_agree_on(
    tmp_path: Path, text: str, separator: str
) -> None:
    path = file(tmp_path, "t.csv", text)
    assert dialect_of(Input.alone(path)).separator == separator


def test_the_option_decides_on_the_separator(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", "а,б;в,г\n1,5;2,5\n")
    given = Input(path, "t.csv", Reading(delimiter=","))
    assert dialect_of(given).header == ("а", "б;в", "г")


@pytest.mark.usefixtures("size")
def test_short_rows_are_padded(tmp_path: Path) -> None:
    ragged = HEADER + "1;2025;ВПР;физика;5;4;2;2\n2;2025;ВПР;физика;5;4;1;1;1;1\n"
    found = rows(read(file(tmp_path, "t.csv", ragged)), "participants", "c0", "c3")
    assert [each[3:] for each in found] == [(4, 2, 0), (4, 1, 1)]


@pytest.mark.usefixtures("size")
def test_a_line_break_in_a_cell_is_no_row(tmp_path: Path) -> None:
    table = HEADER + '"Школа\nв две строки";2025;ВПР;физика;5;4;2;2\n2;2025;ВПР;физика;5;0;0;0\n'
    found = rows(read(file(tmp_path, "t.csv", table)), '"row"')
    assert [(each[0], each[3]) for each in found] == [("Школа в две строки", 2), ("2", 3)]


@pytest.mark.usefixtures("size")
def test_a_zero_byte_is_named_with_its_row(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", TABLE.replace("Школа 2", "Школа\0 2"))
    assert refused(path) == ["t.csv, строка 3: это не текстовый файл: в нём нули"]


def test_sums_of_a_big_csv_with_decimal_commas_are_those_of_points(tmp_path: Path) -> None:
    header = "школа;год;процедура;предмет;класс;участников;2;3;4;5;сумма баллов\n"
    lines = [
        f"{school};2025;ВПР;математика;5;10;1;2;3;4;{school % 977},{school % 89:02}\n"
        for school in range(200_000)
    ]
    path = file(tmp_path, "t.csv", header + "".join(lines))
    results = read(path)
    query = f"SELECT sum(score_sum) FROM {results.facts}"
    found = results.connection.execute(query).fetchall()[0][0]
    expected = sum(100 * (school % 977) + school % 89 for school in range(200_000))
    assert found * 100 == expected


TITLES = 'Результаты района;;;;\n;;;;\n"за 2024/25 год";;;;\n'


@pytest.mark.parametrize("titles", [TITLES, f"sep=;\n{TITLES}", f"\n{TITLES}\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize("more", ["", '"2";2025;ВПР;"история";5\n', "2;2025;ОГЭ;химия;7,0\n"])
def test_titles_above_the_header_of_a_big_csv_are_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, titles: str, encoding: str, more: str
) -> None:
    head = "школа;год;процедура;предмет;участников\n"
    path = file(tmp_path, "t.csv", f"{titles}{head}1;2025;ВПР;история;5\n{more}", encoding)
    small = read(path)
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    big = read(path)
    assert everything(big) == everything(small)
    assert remarks(big) == remarks(small)
    assert "над заголовком, пропущены" in remarks(big)[0]


def test_a_fault_below_titles_of_a_big_csv_is_at_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "школа;год;процедура;предмет;участников\n"
    path = file(tmp_path, "t.csv", f"{TITLES}{head}1;2025;ВПР;история;много\n")
    said = refused(path)
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    assert refused(path) == said
    assert said[0].startswith("t.csv, строка 5")


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("place", [0, 20_000, 40_000])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
@pytest.mark.parametrize("cell", ['1;2025;ВПР;"матем', '"ООШ № 5;2025;ВПР;математика'])
def test_a_quote_that_nobody_closed_loses_no_row(
    tmp_path: Path, place: int, encoding: str, cell: str
) -> None:
    lines = [f"{school};2025;ВПР;математика;5;4;1;1;1;1\n" for school in range(40_000)]
    lines.insert(place, f"{cell};5;4;1;1;1;1\n")
    (said,) = refused(written(tmp_path, HEADER + "".join(lines), encoding))
    assert said.startswith(f"t.csv, строка {place + 2}: ")


@pytest.mark.usefixtures("size")
def test_a_closed_quote_with_a_line_break_is_a_cell(tmp_path: Path) -> None:
    text = (
        HEADER + '"ООШ\n№ 5";2025;ВПР;математика;5;4;1;1;1;1\n2;2025;ВПР;математика;5;4;1;1;1;1\n'
    )
    assert len(read(file(tmp_path, "t.csv", text)).schools) == 2
