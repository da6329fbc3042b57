"""Workbooks of Excel 97–2003, made here record by record: errors and hidden rows are seen."""

import os
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from shnor_cli.tables.old_books import look_at_old
from tests.tables.reading import HEADER, read, refused, remarks, rows

HEAD = HEADER.strip().split(";")
ROW = ["1", 2025, "ВПР", "математика", 5, 4, 1, 1, 1, 1]
BOOLERR = (0x205, struct.pack("<BB", 0x2A, 1))
FORMULA = (0x06, b"\x02\0\x07\0\0\0\xff\xff" + bytes(8))
"""Errors as a value and as the result of a formula: kind of the record, and its content."""
_SECTOR, _END, _FREE, _TABLE = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALL = 4096


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def stream(lines: Sequence[Sequence[object]], hidden: tuple[int, ...] = ()) -> bytes:
    """Return the records of a workbook with a sheet «5 РУ»."""
    name = "5 РУ".encode("utf-16-le")
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    place = len(head) + 4 + 8 + len(name) + 4
    head += record(0x85, struct.pack("<IHBB", place, 0, len(name) // 2, 1) + name)
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, line in enumerate(lines):
        options = 0x20 if row + 1 in hidden else 0
        body += record(0x208, struct.pack("<7HH", row, 0, len(line), 255, 0, 0, options, 0))
        for column, value in enumerate(line):
            at = struct.pack("<HHH", row, column, 0)
            match value:
                case str():
                    text = value.encode("utf-16-le")
                    body += record(0x204, at + struct.pack("<HB", len(value), 1) + text)
                case int():
                    body += record(0x203, at + struct.pack("<d", value))
                case (int() as kind, bytes() as content):
                    body += record(kind, at + content)
    return head + record(0x0A, b"") + body + record(0x0A, b"")


def old_book(folder: Path, content: bytes, *, is_small: bool = False) -> Path:
    """Write a compound file with the stream of a workbook, a small one among small sectors."""
    size = len(content) if is_small else max(len(content), _SMALL)
    count = -(-size // _SECTOR)
    chain = [*range(3, 2 + count), _END]
    small = [*range(1, -(-size // 64)), _END]
    links = [_TABLE, _END, *chain, *([_END] if is_small else [])]

    def entry(name: str, kind: int, start: int, length: int, child: int) -> bytes:
        text = name.encode("utf-16-le")
        said = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
        said += struct.pack("<III", _FREE, _FREE, child)
        return said + bytes(36) + struct.pack("<III", start, length, 0)

    def sector(numbers: list[int]) -> bytes:
        return struct.pack("<128I", *numbers, *[_FREE] * (128 - len(numbers)))

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<I", 1)
    first = 2 + count if is_small else _END
    head += struct.pack("<IIIIIII", 1, 0, _SMALL, first, int(is_small), _END, 0)
    root = (2, size) if is_small else (_END, 0)
    directory = entry("Root Entry", 5, *root, 1)
    directory += entry("Workbook", 2, 0 if is_small else 2, size, _FREE) + bytes(256)
    parts = [head + sector([0])[: 512 - len(head)], sector(links), directory]
    parts += [content.ljust(count * _SECTOR, b"\0"), sector(small) if is_small else b""]
    (folder / "t.xls").write_bytes(b"".join(parts))
    return folder / "t.xls"


@pytest.mark.parametrize("is_small", [False, True])
def test_an_old_workbook_is_read(tmp_path: Path, is_small: bool) -> None:
    path = old_book(tmp_path, stream([list(HEAD), ROW], hidden=(2,)), is_small=is_small)
    results = read(path)
    assert [each[3:] for each in rows(results, "participants", "c0", "c3")] == [(4, 1, 1)]
    assert remarks(results) == [
        "t.xls, лист «5 РУ», строка 2: 1 скрытая строка, прочитаны как остальные"
    ]


@pytest.mark.parametrize("is_small", [False, True])
def test_errors_of_an_old_workbook_are_named(tmp_path: Path, is_small: bool) -> None:
    lines: list[list[object]] = [
        list(HEAD),
        [*ROW[:6], BOOLERR, *ROW[7:]],
        ["2", *ROW[1:8], FORMULA, 1],
    ]
    assert refused(old_book(tmp_path, stream(lines), is_small=is_small)) == [
        "t.xls, лист «5 РУ», строка 2, столбец «G2»: в ячейке ошибка #N/A",
        "t.xls, лист «5 РУ», строка 3, столбец «I3»: в ячейке ошибка #DIV/0!",
    ]


def test_a_true_value_is_no_error(tmp_path: Path) -> None:
    path = old_book(tmp_path, stream([list(HEAD), [*ROW[:6], (0x205, b"\1\0"), *ROW[7:]]]))
    assert refused(path) == ["t.xls, лист «5 РУ», строка 2, столбец «2»: «да» не целое число"]


def test_a_panic_of_the_reader_is_not_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = old_book(tmp_path, stream([list(HEAD), ROW]))
    content = bytearray(path.read_bytes())
    content[30] = 6  # sectors too small for an entry of the directory
    path.write_bytes(content)
    assert refused(path) == ["t.xls: книга не читается: она испорчена, с паролем или не книга"]
    os.write(2, b"here again")
    assert capfd.readouterr().err == "here again"


def test_spoilt_old_workbooks_are_looked_at_in_time(tmp_path: Path) -> None:
    whole = old_book(tmp_path, stream([list(HEAD), ROW])).read_bytes()
    for place in range(0, len(whole), 7):
        for sign in (b"\0", b"\1", b"\xff"):
            (tmp_path / "s.xls").write_bytes(whole[:place] + sign * 4 + whole[place + 4 :])
            look_at_old(tmp_path / "s.xls")
    for end in range(0, 1024, 64):
        (tmp_path / "s.xls").write_bytes(whole[:end])
        assert look_at_old(tmp_path / "s.xls") == {}
