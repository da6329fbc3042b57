"""A share stands for the one whole count that rounds to it, or for none."""

from fractions import Fraction
from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from tests.tables.reading import HEADER, file, read, rows

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
