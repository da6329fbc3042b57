"""Sums of columns by keys under a filter."""

import duckdb

from shnor_cli.engine.tally import tally


def test_sums_by_keys_under_a_filter() -> None:
    connection = duckdb.connect(":memory:")
    connection.execute(
        "CREATE TABLE pupils AS SELECT * FROM "
        "(VALUES ('1', 2, 5.5), ('1', 3, NULL), ('2', 2, 1.0), ('2', NULL, 9.0)) "
        "t(school, mark, score)"
    )
    relation = tally(
        connection,
        "pupils",
        {"school": "school"},
        counts={"rows": "1", "twos": "nullif(mark, 3)"},
        sums={"scores": "(score * 10)::BIGINT"},
        where="mark IS NOT NULL",
    )
    assert connection.execute(f"SELECT * FROM {relation} ORDER BY school").fetchall() == [
        ("1", 2, 1, 55),
        ("2", 1, 1, 10),
    ]


def test_a_constant_key_and_no_key_at_all() -> None:
    connection = duckdb.connect(":memory:")
    source = "(SELECT unnest([1, 2, 3]) AS n)"
    by_constant = tally(connection, source, {"kind": "'ЕГЭ'"}, counts={}, sums={"total": "n"})
    whole = tally(connection, source, {}, counts={"odd": "nullif(n % 2, 0)"}, sums={"total": "n"})
    assert connection.execute(f"SELECT * FROM {by_constant}").fetchall() == [("ЕГЭ", 6)]
    assert connection.execute(f"SELECT * FROM {whole}").fetchall() == [(2, 6)]
