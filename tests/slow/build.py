"""Putting plain tables into the `Results` that the engine takes."""

import itertools
from functools import cache

import duckdb
import numpy as np

from shnor_cli.model import Attribute, Results, Schools, Source, Texts
from tests.slow.tables import Column, Tables

_numbers = itertools.count(1)


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """Return the one connection of the tests: a new one for each example is slow."""
    return duckdb.connect(":memory:", config={"threads": "1"})


def build_results(tables: Tables, *, shuffle: bool = False) -> Results:
    """Return the tables as `Results`; `shuffle` stores the rows in another order."""
    name = f"facts_{next(_numbers)}"
    rows = sorted(tables.rows, key=lambda row: (row.participants, -row.school)) if shuffle else None
    _store(name, tables, rows or list(tables.rows))
    return Results(
        connection=connection(),
        facts=name,
        schools=_schools(tables),
        years=tables.years,
        assessments=tables.assessments,
        categories=tables.categories,
        attributes={key: _attribute(key, column) for key, column in tables.columns.items()},
        sources=(Source("results.csv", "0" * 64, len(tables.rows)),),
        reported=None if tables.reported is None else build_results(tables.reported),
        doubted=_store_list(f"doubted_{name}", tables) if tables.doubted else "",
    )


def drop_results(results: Results) -> None:
    """Forget the stored rows of an example."""
    connection().execute(f"DROP TABLE {results.facts}")
    if results.doubted:
        connection().execute(f"DROP TABLE {results.doubted}")
    if results.reported is not None:
        drop_results(results.reported)


def _store(name: str, tables: Tables, rows: list) -> None:  # type: ignore[type-arg]
    counts = [f"c{index}" for index in range(len(tables.categories))]
    columns = ", ".join(f"{count} BIGINT" for count in counts)
    connection().execute(
        f"CREATE TABLE {name} (school BIGINT, year BIGINT, assessment BIGINT, "
        f"participants BIGINT, enrolled BIGINT, score_sum DECIMAL(18, 4), "
        f"{columns}{', ' if columns else ''}file BIGINT, row BIGINT, rows BIGINT)"
    )
    place = {assessment: index for index, assessment in enumerate(tables.assessments)}
    lines = [
        (
            row.school,
            row.year,
            place[row.assessment],
            row.participants,
            row.enrolled,
            row.score_sum,
            *(row.counts.get(category) for category in tables.categories),
            0,
            number,
            1,
        )
        for number, row in enumerate(rows, start=2)
    ]
    if lines:
        marks = "(" + ", ".join("?" * len(lines[0])) + ")"
        connection().execute(
            f"INSERT INTO {name} VALUES {', '.join([marks] * len(lines))}",
            [cell for line in lines for cell in line],
        )


def _store_list(name: str, tables: Tables) -> str:
    connection().execute(
        f"CREATE TABLE {name} (school VARCHAR, year INTEGER, procedure VARCHAR, subject VARCHAR, "
        "grade INTEGER, ground VARCHAR, file INTEGER, row BIGINT)"
    )
    for number, each in enumerate(tables.doubted, start=2):
        about = (each.procedure, each.subject, each.grade, "признак")
        row = (tables.schools[each.school], each.year, *about, 0, number)
        connection().execute(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return name


def _schools(tables: Tables) -> Schools:
    return Schools(
        ids=tables.schools,
        names=tuple(f"Школа {school}" for school in tables.schools),
        municipalities=tables.municipalities or ("",) * len(tables.schools),
        excluded=dict.fromkeys(sorted(tables.excluded), "исключена реестром"),
        open_years=tables.open_years,
        registered=True,
    )


def _attribute(name: str, column: Column) -> Attribute:
    return Attribute(
        name=name,
        always=None if column.always is None else _texts(column.always),
        by_year={year: _texts(texts) for year, texts in column.by_year.items()},
        codes=column.codes,
    )


def _texts(texts: tuple[str | None, ...]) -> Texts:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array
