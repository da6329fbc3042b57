"""Columns of Parquet that hold anything: every odd cell is named, nothing is lost silently."""

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tables.reading import read, refused, rows

NO_NUMBERS = "в столбце даты, время или «да» и «нет», а нужны числа"


def _table(path: Path, **columns: Any) -> Path:  # noqa: ANN401 - whatever a column may hold
    """Write two rows of counts, some columns replaced."""
    counts = {"participants": [4, 4], "2": [1, 0], "3": [1, 2], "4": [1, 1], "5": [1, 1]}
    about = {"school": ["1", "2"], "year": [2025] * 2, "procedure": ["ВПР"] * 2}
    about |= {"subject": ["математика"] * 2, "grade": [5] * 2}
    pq.write_table(pa.table({**about, **counts, **columns}), path / "t.parquet")
    return path / "t.parquet"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ([2**63 - 1, 0], f"строка 2, столбец «2»: «{2**63 - 1}»: число слишком велико"),
        (
            pa.array([1, 2**64 - 1], pa.uint64()),
            f"строка 3, столбец «2»: «{2**64 - 1}»: число слишком велико",
        ),
        ([1.0, 1e308], "строка 3, столбец «2»: «1e+308»: число слишком велико"),
        ([math.inf, 0.0], "строка 2, столбец «2»: «inf» не число"),
        ([1.0, -math.inf], "строка 3, столбец «2»: «-inf» не число"),
        ([1.0, 1.5], "строка 3, столбец «2»: «1,5» не целое число"),
        ([True, False], f"столбец «2»: {NO_NUMBERS}"),
        ([dt.date(2025, 1, 1)] * 2, f"столбец «2»: {NO_NUMBERS}"),
        ([dt.time(10)] * 2, f"столбец «2»: {NO_NUMBERS}"),
        (pa.array([0, 1], pa.timestamp("us")), f"столбец «2»: {NO_NUMBERS}"),
    ],
)
def test_cells_that_are_no_counts_are_named(tmp_path: Path, cells: Any, fault: str) -> None:  # noqa: ANN401 - as above
    assert refused(_table(tmp_path, **{"2": cells})) == [f"t.parquet, {fault}"]


def test_every_odd_column_is_named_at_once(tmp_path: Path) -> None:
    path = _table(tmp_path, participants=[True, True], **{"2": [2**40, 0], "3": [math.inf, 0.0]})
    assert refused(path) == [
        f"t.parquet, столбец «participants»: {NO_NUMBERS}",
        f"t.parquet, строка 2, столбец «2»: «{2**40}»: число слишком велико",
        "t.parquet, строка 2, столбец «3»: «inf» не число",
    ]


def test_sums_of_scores_fit_or_are_named(tmp_path: Path) -> None:
    assert refused(_table(tmp_path, score_sum=[1e300, math.nan])) == [
        "t.parquet, строка 2, столбец «score_sum»: «1e+300»: число слишком велико"
    ]


def test_nan_is_a_blank_cell(tmp_path: Path) -> None:
    path = _table(tmp_path, enrolled=[math.nan, 5.0], grade=[5.0, 5.0])
    assert rows(read(path), "participants", "enrolled") == [
        ("1", 2025, "ВПР, математика, 5 класс", 4, None),
        ("2", 2025, "ВПР, математика, 5 класс", 4, 5),
    ]


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"year": [math.inf, 2025.0]}, "строка 2, столбец «year»: «inf» не учебный год"),
        ({"year": [math.nan, 2025.0]}, "строка 2, столбец «year»: ячейка пуста"),
        ({"school": [math.nan, 1.0]}, "строка 2, столбец «school»: не указана школа"),
        ({"grade": [math.inf, 5.0]}, "строка 2, столбец «grade»: «inf» не класс"),
    ],
)
def test_keys_that_are_no_keys_are_named(
    tmp_path: Path, columns: dict[str, list[float]], fault: str
) -> None:
    (said,) = refused(_table(tmp_path, **columns))
    assert said.startswith(f"t.parquet, {fault}")


def test_ids_of_any_width_keep_every_digit(tmp_path: Path) -> None:
    ids = pa.array([2**64 - 1, 2**64 - 2], pa.uint64())
    assert {row[0] for row in rows(read(_table(tmp_path, school=ids)))} == {
        "18446744073709551614",
        "18446744073709551615",
    }


def _pupils(path: Path, mark: list[Any]) -> Path:
    """Write three pupils of one school."""
    about = {"school": ["1"] * 3, "year": [2025] * 3, "procedure": ["ОГЭ"] * 3}
    table = pa.table({**about, "subject": ["математика"] * 3, "mark": mark})
    pq.write_table(table, path / "t.parquet")
    return path / "t.parquet"


def test_a_mark_that_is_nan_is_no_mark(tmp_path: Path) -> None:
    found = read(_pupils(tmp_path, [math.nan, 2.0, 5.0]))
    assert rows(found, "participants", "c0") == [("1", 2025, "ОГЭ, математика, 9 класс", 2, 1)]


def test_a_mark_that_is_infinite_is_named(tmp_path: Path) -> None:
    (said,) = refused(_pupils(tmp_path, [math.inf, 2.0, 5.0]))
    assert said.startswith("t.parquet, строка 2, столбец «mark»: «inf» нет в шкалах методики")


def test_counts_of_any_size_are_compared_with_scores(tmp_path: Path) -> None:
    marks = dict.fromkeys("2345", pa.array([None] * 2, pa.int64()))
    of_exam = {"procedure": ["ЕГЭ"] * 2, "grade": [11] * 2, "score_sum": [310, 310]}
    path = _table(tmp_path, participants=[30_000_000, 3], **of_exam, **marks)
    assert refused(path) == [
        (
            "t.parquet, строка 3, столбец «score_sum»: сумма баллов 310, а участников 3: "
            "больше 300 они набрать не могут"
        )
    ]
