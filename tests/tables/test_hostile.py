"""Files that are broken or mean harm: one message in Russian, status 1, memory within bounds."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from shnor_cli.cli import main
from tests.tables.reading import HEADER, file, read, refused, rows

GOOD = "1;2025;ВПР;математика;5;4;1;1;1;1\n"


def parquet(folder: Path, query: str) -> Path:
    path = folder / "t.parquet"
    duckdb.connect(":memory:").execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


FACTS = (
    "SELECT i::VARCHAR AS школа, 2025 AS год, 'ВПР' AS процедура, 'физика' AS предмет, "
    '5 AS класс, 4 AS участников, 1 AS "2", 1 AS "3", 1 AS "4", 1 AS "5"'
)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_parquet(tmp_path: Path, share: float) -> None:
    path = parquet(tmp_path, f"{FACTS} FROM range(5000) t(i)")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(path) == ["t.parquet: файл parquet не читается: он испорчен или обрезан"]


def test_spoilt_pages_of_a_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path, f"{FACTS} FROM range(5000) t(i)")
    content = bytearray(path.read_bytes())
    content[20:600] = bytes(580)
    path.write_bytes(content)
    assert len(refused(path)) == 1


@pytest.mark.parametrize("column", ["[1, 2] AS", "{'a': 1} AS", "map {'a': 1} AS", "'4'::BLOB AS"])
def test_nested_columns_of_a_parquet_are_named(tmp_path: Path, column: str) -> None:
    path = parquet(tmp_path, f"{FACTS} FROM range(3) t(i)".replace("4 AS", column))
    (found,) = refused(path)
    assert found.startswith("t.parquet, столбец «участников»: в столбце вложенные или двоичные")


def test_a_huge_cell_of_a_parquet_is_no_harm(tmp_path: Path) -> None:
    query = f"{FACTS} FROM range(3) t(i)".replace("i::VARCHAR", "repeat('я', 3000000) || i")
    assert len(rows(read(parquet(tmp_path, query)))) == 3


def test_cells_that_look_like_formulas_are_texts(tmp_path: Path) -> None:
    table = HEADER + "=1+1;2025;ВПР;математика;5;4;1;1;1;1\n@cmd;2025;ВПР;физика;5;=4;1;1;1;1\n"
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, строка 3, столбец «участников»: «=4» не целое число"
    ]


@pytest.mark.parametrize("content", [b"\0", b"\0\n", b"a;b\n" + b"\0" * 100, b"x" * 100])
def test_a_big_file_of_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as out:
        out.write(content)
        out.truncate(200_000_000)
    assert len(refused(path)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")
@pytest.mark.parametrize("row", [GOOD, "1;" * 50_000 + "\n", '"' + "1;" * 5000 + "\n"])
def test_memory_does_not_grow_with_a_csv_that_cannot_be_read(tmp_path: Path, row: str) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="cp1251") as out:
        out.write(HEADER)
        for _ in range(100_000_000 // len(row)):
            out.write(row)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)); "
        "from shnor_cli.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "identify", str(path), "-o", str(tmp_path / "run")],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
    assert "t.csv" in done.stderr or done.returncode == 0


def test_a_message_is_one_and_the_status_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04" + b"\xff" * 1000)
    assert main(["identify", str(tmp_path / "t.xlsx")]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "книга не читается" in shown.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files")
def test_a_pipe_is_no_table_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    assert refused(tmp_path / "t.csv") == ["t.csv: это не файл"]


def rewritten(folder: Path, change: tuple[str, str]) -> Path:
    """Write a workbook and change the text of its sheet."""
    book = openpyxl.Workbook()
    for line in (HEADER + GOOD + GOOD.replace("1;", "2;", 1)).strip().splitlines():
        book.active.append(line.split(";"))
    source, path = folder / "source.xlsx", folder / "t.xlsx"
    book.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            is_sheet = part.endswith("sheet1.xml")
            new.writestr(part, content.decode().replace(*change) if is_sheet else content)
    source.unlink()
    return path


def test_a_row_that_a_workbook_writes_twice_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(rewritten(tmp_path, ('<row r="3"', '<row r="2"')))
    assert problem.startswith("t.xlsx, лист «Sheet», строка 2: строка 2 записана в книге дважды")


def test_a_text_like_a_number_of_a_row_is_a_text(tmp_path: Path) -> None:
    assert len(rows(read(rewritten(tmp_path, ("ВПР", 'ВПР r="1" '))))) == 2
