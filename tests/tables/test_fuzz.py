"""Whatever bytes and grids there are: rows are read, passed over with a count, or refused.

`make fuzz` runs the same with coverage-guided bytes for as long as one likes, see `fuzzing.py`.
"""

import csv
import io
import re
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shnor_cli.errors import TableError
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import find_tables
from shnor_cli.tables.layouts.headers import role_of
from tests.tables.fuzzing import SUFFIXES, read_bytes

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
HEAD = ("школа", "год", "процедура", "предмет", "участников", "2", "3")
CELLS = st.one_of(
    st.sampled_from(("", "ВПР", "математика", "Итого", "* примечание", "1 234", "4,5", "н/д")),
    st.sampled_from(("школа", "год", "=1+1", "2024/25", '"', "а;б", "две\nстроки", "\u00a0")),
    st.integers(0, 2030).map(str),
)
GRIDS = st.lists(st.lists(CELLS, max_size=8), max_size=12)
_COUNTED = re.compile(r"(\d+) (?:строка|строки|строк)\b")


@QUICK
@given(st.binary(max_size=300), st.sampled_from(SUFFIXES))
@example(b"\xff\xfe", ".csv")
@example(b"PK\x03\x04", ".xlsx")
@example('школа;год\n"'.encode("cp1251"), ".csv")
def test_bytes_are_read_or_refused(content: bytes, suffix: str) -> None:
    read_bytes(content, suffix)


@QUICK
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=40))
def test_a_spoilt_workbook_is_read_or_refused(place: int, spoilt: bytes) -> None:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.append(HEAD)
    made.save(out)
    content = bytearray(out.getvalue())
    place %= len(content)
    content[place : place + len(spoilt)] = spoilt
    read_bytes(bytes(content), ".xlsx")


@QUICK
@given(GRIDS)
def test_no_row_of_a_grid_is_lost_in_silence(grid: list[list[str]]) -> None:
    """Rows of the tables, rows that remarks count, and headers are all the rows there are."""
    grid = [list(HEAD), *grid]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(grid)
    filled = sum(any(cell.strip("\u00a0 ") for cell in row) for row in grid)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        try:
            sheets = read_sheets(Input.alone(path))
            tables = find_tables(sheets[0], lambda header: role_of(header) is not None)
        except TableError:
            return
    taken = sum(len(each.cells) for each in tables)
    said = [remark.text for each in tables for remark in each.remarks]
    passed = sum(
        int(match[1]) for text in said if (match := _COUNTED.match(text.replace("\u00a0", " ")))
    )
    headers = filled - taken - passed
    assert len(tables) <= headers <= 2 * len(tables)
