"""Whether two contestants found the same: tables compared row by row, files byte by byte."""

from pathlib import Path

_TABLES = (
    *("facts", "schools", "attributes", "values", "outcomes", "groups", "verdicts", "remarks"),
)
_VERDICTS = (
    "school, status, possible, COLUMNS('^k[1-4]$')::INTEGER, nullif(score, 'nan') AS score,"
    " place, year::INTEGER AS year, procedure, subject, level, grade::INTEGER AS grade,"
    " numerator::BIGINT AS numerator, denominator::BIGINT AS denominator"
)


def same_verdicts(first: Path, second: Path) -> None:
    """Compare two tables of verdicts school by school: categories, answers and what decided.

    Raises:
        ValueError: they differ.
    """
    one, other = (f"SELECT {_VERDICTS} FROM read_parquet('{path}')" for path in (first, second))
    _same(f"{first.name}, {second.name}", one, other)


def same_runs(by_hand: Path, run: Path) -> None:
    """Compare the tables of a run folder with those written by hand, in the columns of the latter.

    Raises:
        ValueError: they differ.
    """
    for name in _TABLES:
        one, other = (f"read_parquet('{folder / name}.parquet')" for folder in (by_hand, run))
        _same(name, f"FROM {one}", f"FROM {other}")
    if (by_hand / "verdicts.csv").read_bytes() != (run / "verdicts.csv").read_bytes():
        raise ValueError("verdicts.csv")


def _same(name: str, first: str, second: str) -> None:
    import duckdb

    with duckdb.connect(config={"memory_limit": "4GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        columns = ", ".join(
            f'"{row[0]}"' for row in connection.execute(f"DESCRIBE {first}").fetchall()
        )
        one, other = (f"(SELECT {columns} FROM ({each}))" for each in (first, second))
        for here, there in ((one, other), (other, one)):
            query = f"{here} EXCEPT ALL {there} ORDER BY ALL LIMIT 3"
            if rows := connection.execute(query).fetchall():
                raise ValueError(f"{name}: {rows}")
