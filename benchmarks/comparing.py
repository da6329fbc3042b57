"""Whether two contestants found the same: tables compared row by row, files byte by byte."""

from pathlib import Path

_TABLES = (
    *("facts", "schools", "attributes", "values", "outcomes", "groups", "verdicts", "remarks"),
)
_VERDICTS = """
    SELECT school, status, possible, k1::INTEGER AS k1, k2::INTEGER AS k2, k3::INTEGER AS k3,
        k4::INTEGER AS k4, nullif(score, 'nan'::DOUBLE) AS score
    FROM read_parquet('{path}')"""


def same_tables(first: Path, second: Path) -> None:
    """Compare two tables of verdicts school by school.

    Raises:
        ValueError: they differ.
    """
    _same(first.name, _VERDICTS.format(path=first), _VERDICTS.format(path=second))


def same_runs(first: Path, second: Path) -> None:
    """Compare the tables of two run folders.

    Raises:
        ValueError: they differ.
    """
    for name in _TABLES:
        file = f"{name}.parquet"
        _same(file, f"FROM '{first / file}'", f"FROM '{second / file}'")
    if (first / "verdicts.csv").read_bytes() != (second / "verdicts.csv").read_bytes():
        raise ValueError("verdicts.csv")


def _same(name: str, first: str, second: str) -> None:
    import duckdb

    with duckdb.connect(config={"memory_limit": "4GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for one, other in ((first, second), (second, first)):
            query = f"({one}) EXCEPT ALL ({other}) ORDER BY ALL LIMIT 3"
            if rows := connection.execute(query).fetchall():
                raise ValueError(f"{name}: {rows}")
