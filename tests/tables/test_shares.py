"""A share stands for the one whole count that rounds to it, or for none."""

from fractions import Fraction
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_cli.errors import TableError
from tests.tables.reading import HEADER, file, read, refused, rows

CONNECTION = duckdb.connect(":memory:", config={"threads": "1"})


def fits(count: int, participants: int, number: int, digits: int) -> bool:
    share = Fraction(100 * count, participants)
    return abs(share - Fraction(number, 10**digits)) <= Fraction(1, 2 * 10**digits)


@given(st.integers(1, 3000), st.data(), st.integers(0, 2))
def test_restored_counts_are_those_of_plain_arithmetic(
    participants: int, data: st.DataObject, digits: int
) -> None:
    from shnor_cli.tables.numbers import _restored

    number = data.draw(st.integers(0, 100 * 10**digits))
    sql = _restored("n", "participants")
    found = CONNECTION.execute(
        f"SELECT {sql} FROM (SELECT {participants} AS participants, {number} AS share, "
        f"{10**digits} AS unit, 0 AS value) AS n"
    ).fetchall()[0][0]
    fitting = [n for n in range(participants + 1) if fits(n, participants, number, digits)]
    assert found == (fitting[0] if len(fitting) == 1 else None)


def test_every_rounded_share_of_a_class_is_restored(tmp_path: Path) -> None:
    lines, expected = [], []
    for participants in range(1, 40):
        for low in range(participants + 1):
            share = f"{100 * low / participants:.2f}".replace(".", ",")
            school = f"{participants}-{low}"
            lines.append(f"{school};2025;ЕГЭ;математика;;{participants};{share} %;;;\n")
            expected.append((school, low))
    results = read(file(tmp_path, "t.csv", HEADER + "".join(lines)))
    assert [(row[0], row[3]) for row in rows(results, "c0")] == expected


def test_a_share_of_nobody_is_nothing(tmp_path: Path) -> None:
    table = HEADER + "1;2025;ЕГЭ;математика;;0;0 %;;;\n"
    assert [row[3] for row in rows(read(file(tmp_path, "t.csv", table)), "c0")] == [0]


PERCENTS = ("12,50;37,5;25;25", "25;25;25;25", "33,33;33,33;33,34;0", "0;0;50,0;49,9")
SAID = "похоже на проценты: в столбцах «2», «3», «4», «5» дроби, а их сумма в строках около 100"


def test_percents_without_their_sign_are_told_once(tmp_path: Path) -> None:
    lines = "".join(f"{i};2025;ВПР;математика;5;25;{row}\n" for i, row in enumerate(PERCENTS))
    table = file(tmp_path, "t.csv", HEADER + lines)
    assert refused(table) == [f"t.csv: {SAID}"]
    more = file(tmp_path, "u.csv", HEADER + lines + "9;2025;ВПР;математика;5;;50;50;0;0\n")
    assert refused(more) == [
        f"u.csv: {SAID}",
        "u.csv, строка 6, столбец «участников»: не указано число участников",
    ]


def test_percents_of_parquet_are_told_once(tmp_path: Path) -> None:
    marks = {"2": [12.5, 25.0], "3": [37.5, 25.0], "4": [25.0, 25.0], "5": [25.0, 25.0]}
    about = {"школа": ["1", "2"], "процедура": ["ВПР"] * 2, "предмет": ["математика"] * 2}
    numbers = {"год": [2025] * 2, "класс": [5] * 2, "участников": [8] * 2}
    pq.write_table(pa.table({**about, **numbers, **marks}), tmp_path / "t.parquet")
    assert refused(tmp_path / "t.parquet") == [f"t.parquet: {SAID}"]


def test_a_fraction_among_counts_is_a_slip(tmp_path: Path) -> None:
    table = HEADER + "1;2025;ВПР;математика;5;8;1,5;2;2;2\n2;2025;ВПР;математика;5;8;2;2;2;2\n"
    assert refused(file(tmp_path, "t.csv", table)) == [
        "t.csv, строка 2, столбец «2»: «1,5» не целое число"
    ]


PART = "Ячейка Excel с форматом «%»"


def test_shares_of_one_are_told_once_with_what_excel_does(tmp_path: Path) -> None:
    lines = "1;2025;ВПР;математика;5;20;0,5;0,25;0,15;0,1\n2;2025;ВПР;математика;5;9;0;1;0;0\n"
    path = file(tmp_path, "t.csv", HEADER + lines)
    with pytest.raises(TableError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.fault == SAID.replace("около 100", "около 1")
    assert problem.hint.startswith(PART)


def test_a_part_of_one_among_counts_says_what_excel_does(tmp_path: Path) -> None:
    text = "школа;год;процедура;предмет;класс;участников;2\n1;2025;ВПР;математика;5;20;{}\n"
    for cell, is_said in (("0,5", True), ("1,5", False)):
        with pytest.raises(TableError) as caught:
            read(file(tmp_path, "t.csv", text.format(cell)))
        (problem,) = caught.value.problems
        assert problem.fault == f"«{cell}» не целое число"
        assert (PART in problem.hint) is is_said
