"""What an analyst would write in DuckDB's SQL: the same verdicts; the same checks and files.

The SQL lies in `sql/`. It knows nothing but `federal-2025`, the report year 2025 and the layout of
these very tables, and keeps no order but that of its files.
"""

import hashlib
import json
import shutil
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from benchmarks import ROOT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL = Path(__file__).parent / "sql"
_TYPES = {
    **dict.fromkeys(("school", "municipality"), "VARCHAR"),
    "year": "INTEGER",
    **dict.fromkeys(("procedure", "subject", "level"), "VARCHAR"),
    **dict.fromkeys(("grade", "participants", "2", "3", "4", "5", "ниже порога"), "INTEGER"),
}
_COUNTED = """
    SELECT 0 AS "row", count(*) AS "rows", school, municipality, year, procedure, subject, level,
        grade, count(*) AS participants, count(*) FILTER (mark = '2') AS "2",
        count(*) FILTER (mark = '3') AS "3", count(*) FILTER (mark = '4') AS "4",
        count(*) FILTER (mark = '5') AS "5",
        count(*) FILTER (mark = 'ниже порога') AS "ниже порога"
    FROM read_parquet('{path}')
    GROUP BY school, municipality, year, procedure, subject, level, grade"""


def connect() -> "DuckDBPyConnection":
    """Open a connection as DuckDB gives it, without its progress bar."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def judge(connection: "DuckDBPyConnection", path: Path, *, pupils: bool) -> None:
    """Make the table `verdicts` out of a table of results."""
    # Rows that are parsed or counted are kept: the query reads them twice.
    kind = "TABLE" if pupils or path.suffix == ".csv" else "VIEW"
    connection.execute(f"CREATE {kind} results AS {_rows(path, pupils=pupils, numbered=False)}")
    connection.execute(_sql("verdicts"))


def read_russian(connection: "DuckDBPyConnection", path: Path) -> None:
    """Make the table `results` out of a CSV with `;` and decimal commas."""
    types = {**_TYPES, "score_sum": "DECIMAL(18, 4)"}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    connection.execute(
        f"CREATE TABLE results AS FROM read_csv('{path}', header=true, auto_detect=false, "
        f"delim=';', decimal_separator=',', columns={{{columns}}})"
    )


def identify(connection: "DuckDBPyConnection", path: Path, run: Path, *, pupils: bool) -> None:
    """Check a table of results, judge its schools and write what `shnor identify` writes.

    Raises:
        ValueError: a check failed.
    """
    connection.execute(f"CREATE VIEW results AS {_rows(path, pupils=pupils, numbered=True)}")
    connection.execute(_sql("tables"))
    failed = [count for count in connection.execute(_sql("checks")).fetchall()[0] if count]
    if failed:
        raise ValueError(failed)
    connection.execute(_sql("judging"))
    run.mkdir(parents=True)
    places = {"run": str(run), "file": path.name, "bom": "\ufeff"}
    connection.execute(Template(_sql("files")).substitute(places))
    shutil.copy(ROOT / "criteria" / "federal-2025.yaml", run / "methodology.yaml")
    _write_info(connection, path, run)


def _rows(path: Path, *, pupils: bool, numbered: bool) -> str:
    if pupils:
        return _COUNTED.format(path=path)
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in _TYPES.items())
    if path.suffix == ".csv":
        columns = 'row_number() OVER () + 1 AS "row", 1 AS "rows", *' if numbered else "*"
        scan = f"read_csv('{path}', header=true, auto_detect=false, columns={{{types}}})"
        return f"SELECT {columns} FROM {scan}"
    columns = '* EXCLUDE (file_row_number), file_row_number + 2 AS "row", 1 AS "rows"'
    return f"SELECT {columns} FROM read_parquet('{path}', file_row_number=true)"


def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def _write_info(connection: "DuckDBPyConnection", path: Path, run: Path) -> None:
    found = connection.execute(
        "SELECT coalesce(category, status), count(*) FROM verdicts GROUP BY 1 ORDER BY 1"
    ).fetchall()
    info = {
        "input": {"name": path.name, "sha256": _digest(path)},
        "counts": dict(found),
        "files": {each.name: _digest(each) for each in sorted(run.iterdir())},
    }
    (run / "run.json").write_text(json.dumps(info, ensure_ascii=False), encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
