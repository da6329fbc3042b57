"""Whatever bytes and grids there are: rows are read, passed over with a count, or refused.

`make fuzz` runs the same with coverage-guided bytes for as long as one likes, see `fuzzing.py`.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shnor_cli.cli import main
from shnor_cli.tables.results import How, check_results
from tests.tables.fuzzing import SUFFIXES, read_bytes
from tests.tables.reading import methodology

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
HEAD = ("школа", "год", "процедура", "предмет", "класс", "участников", "2", "3", "4", "5")
CELLS = st.one_of(
    st.sampled_from(("", "ВПР", "математика", "Итого", "* примечание", "1 234", "4,5", "н/д")),
    st.sampled_from(("школа", "год", "=1+1", "2024/25", '"', "а;б", "две\nстроки", "\u00a0")),
    st.integers(0, 2030).map(str),
)
GOOD = st.tuples(
    *map(st.sampled_from, (("001", "Лицей"), ("2025", "2024/25"), ("ВПР",), ("химия", "физика"))),
    st.integers(4, 8).map(str),
    *map(st.just, ("4", "1", "1", "1", "1")),
).map(list)
SPOILT = st.builds(
    lambda row, place, cell: [*row[:place], cell, *row[place + 1 :]],
    GOOD, st.integers(0, len(HEAD)), CELLS,
)  # fmt: skip
ODD = st.lists(CELLS, max_size=len(HEAD) + 1)
GRIDS = st.lists(st.one_of(GOOD, SPOILT, ODD, st.just(list(HEAD))), max_size=12)
Grid = list[list[str]]
METHODOLOGY = methodology()
SAMPLE = Path(__file__).parents[2] / "sample_data" / "results.parquet"
_COUNTED = re.compile(r"(\d+) (?:строка|строки|строк)\b")


def _as_csv(grid: Grid, folder: Path) -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(grid)
    (folder / "t.csv").write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return folder / "t.csv"


def _as_book(grid: Grid, folder: Path) -> Path:
    made = openpyxl.Workbook()
    for row in grid:
        made.active.append(row)
    made.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def _check(content: bytes, suffix: str) -> int:
    """Return the exit status of `shnor check` for a file with these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"t{suffix}"
        path.write_bytes(content)
        return main(["check", str(path)])


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
@given(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=400))
@example(4, bytes(400))
def test_a_spoilt_parquet_is_read_or_refused(place: int, spoilt: bytes) -> None:
    content = bytearray(SAMPLE.read_bytes())
    place %= len(content)
    content[place : place + len(spoilt)] = spoilt
    assert _check(bytes(content), ".parquet") in {0, 1}


@QUICK
@given(GRIDS, st.sampled_from((_as_csv, _as_book)))
def test_no_row_of_a_grid_is_lost_in_silence(
    grid: Grid, written: Callable[[Grid, Path], Path]
) -> None:
    """Every row is named by a problem or, once those are taken away, read, counted or a header."""
    grid = [list(HEAD), *grid]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        while True:
            path = written(grid, Path(folder))
            found = check_results(connection, [path], METHODOLOGY, How())
            if found.results is not None:
                break
            named = {each.place.row for each in found.problems if each.place.row is not None}
            if not named:  # the whole file is refused
                return
            for row in named:
                assert any(grid[row - 1])
                grid[row - 1] = []
        facts = connection.execute(f'SELECT DISTINCT "row" FROM {found.results.facts}').fetchall()
    repeated = [each for each in found.remarks if each.code == "R-repeat"]
    counted = (_COUNTED.match(each.text.replace("\u00a0", " ")) for each in found.remarks)
    passed = sum(int(match[1]) for match in counted if match)
    filled = sum(any(cell.strip("\u00a0 ") for cell in row) for row in grid)
    headers = filled - len(facts) - len(repeated) - passed
    tables = len(found.results.sources)
    assert tables <= headers <= 2 * tables
