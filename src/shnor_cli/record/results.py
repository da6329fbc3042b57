"""What was read, written to a run folder and read back code by code: facts, schools, attributes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shnor_cli.errors import Place, RunError
from shnor_cli.model import Assessment, Remark, Results, Source
from shnor_cli.record.beside import read_beside
from shnor_cli.record.info import REMARKS, REPORTED, Info, Tables, assessments_of
from shnor_cli.record.schools import (
    ids,
    read_attributes,
    read_schools,
    write_attributes,
    write_schools,
)
from shnor_cli.record.sql import (
    SLICE_COLUMNS,
    Columns,
    copy,
    counted,
    file_labels,
    free_names,
    identifier,
    literal,
    looked_up,
    own_table,
    parquet,
    registered,
    slice_columns,
)
from shnor_cli.russian import number, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BEFORE = ("school", "year", *SLICE_COLUMNS, "participants", "enrolled")
_AFTER = ("score_sum", "file", "row", "rows")
_COUNTS = ("participants", "enrolled")


def write_results(results: Results, folder: Path, prefix: str = "") -> None:
    """Write facts, schools and attributes; those of reported groups beside, under `reported-`."""
    with registered(results.connection, shnor_ids=ids(results.schools)):
        _write_facts(results, folder / f"{prefix}facts.parquet")
        write_schools(results, folder / f"{prefix}schools.parquet")
        write_attributes(results, folder / f"{prefix}attributes.parquet")
    if results.reported is not None:
        write_results(results.reported, folder, REPORTED)


def read_results(connection: "DuckDBPyConnection", info: Info, folder: Path) -> Results:
    """Read a run's tables back into what was read from the sources, codes and order included."""
    reported = None
    if info.reported is not None:
        reported = _read(connection, info.reported, info.sources, folder, REPORTED)
    results = _read(connection, info.tables, info.sources, folder)
    return results._replace(
        remarks=_read_remarks(connection, folder),
        reported=reported,
        tasks=read_beside(results, "tasks", info, folder),
        journal=read_beside(results, "journal", info, folder),
        doubted=read_beside(results, "doubted", info, folder),
    )


def write_remarks(
    connection: "DuckDBPyConnection", remarks: Iterable[Remark], folder: Path
) -> None:
    """Write the remarks in their order."""
    rows = [
        (r.place.file, r.place.sheet, r.place.row, r.place.column, r.text, r.done, r.code)
        for r in remarks
    ]
    columns = [np.array(column, object) for column in zip(*rows, strict=True)] or [_NOTHING] * 7
    names = ("file", "sheet", "row", "column", "text", "done", "code")
    types = ("VARCHAR", "VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR")
    typed = ", ".join(
        f"{identifier(name)}::{type_} AS {identifier(name)}"
        for name, type_ in zip(names, types, strict=True)
    )
    with registered(connection, shnor_remarks=dict(zip(names, columns, strict=True))):
        copy(connection, f"SELECT {typed} FROM shnor_remarks", folder / f"{REMARKS}.parquet")


_NOTHING = np.empty(0, object)


def _read_remarks(connection: "DuckDBPyConnection", folder: Path) -> tuple[Remark, ...]:
    table = parquet(folder / f"{REMARKS}.parquet", file_row_number="true")
    rows = connection.execute(
        f"""SELECT file, sheet, "row", "column", text, done, code FROM {table}
            ORDER BY file_row_number"""
    ).fetchall()
    return tuple(
        Remark(Place(file, sheet, row, column), text, done, code)
        for file, sheet, row, column, text, done, code in rows
    )


def category_columns(categories: Sequence[str]) -> tuple[str, ...]:
    """Return the column of each category in the table of facts: its own name where it is free."""
    return free_names(categories, (*_BEFORE, *_AFTER))


def _write_facts(results: Results, path: Path) -> None:
    connection = results.connection
    categories = category_columns(results.categories)
    named = ", ".join(identifier(name) for name in (*_COUNTS, *categories))
    counts = [f"{name}::INTEGER AS {name}" for name in _COUNTS]
    counts += [f"c{code}::INTEGER AS {identifier(name)}" for code, name in enumerate(categories)]
    # Rows are sorted while everything in them is a narrow code, and named after it.
    inner = f"""
        SELECT ids.id AS school, year::SMALLINT AS year, assessment::SMALLINT AS assessment,
            {", ".join(counts)}, score_sum, file::SMALLINT AS file, "row"::BIGINT AS "row",
            "rows"::BIGINT AS "rows"
        FROM {results.facts} AS facts
        JOIN (SELECT code, id::shnor_id AS id FROM shnor_ids) AS ids ON ids.code = facts.school
        ORDER BY facts.school, facts.year, facts.assessment"""
    select = f"""
        SELECT school::VARCHAR AS school, year, {slice_columns("assessment", results.assessments)},
            {named}, score_sum, {looked_up("file", file_labels(results.sources))} AS file,
            "row", "rows"
        FROM ({inner})"""
    with _school_codes(connection):
        copy(connection, select, path)


@contextmanager
def _school_codes(connection: "DuckDBPyConnection") -> Iterator[None]:
    """Let ids of schools be members of an ENUM, two or four bytes each."""
    connection.execute(
        "CREATE TEMP TYPE shnor_id AS ENUM (SELECT id::VARCHAR FROM shnor_ids ORDER BY code)"
    )
    try:
        yield
    finally:
        connection.execute("DROP TYPE shnor_id")


def _read(
    connection: "DuckDBPyConnection",
    tables: Tables,
    sources: tuple[Source, ...],
    folder: Path,
    prefix: str = "",
) -> Results:
    schools = read_schools(connection, folder / f"{prefix}schools.parquet", tables)
    assessments = assessments_of(tables)
    name = own_table(connection, "recorded_facts")
    path = folder / f"{prefix}facts.parquet"
    select = _facts_select(tables, sources, path)
    with registered(connection, shnor_ids=ids(schools), shnor_slices=_slices(assessments)):
        connection.execute(f"CREATE TABLE {name} AS {select}")
        _check_codes(connection, name, path)
        attributes = read_attributes(
            connection, folder / f"{prefix}attributes.parquet", tables, len(schools), sources
        )
    return Results(
        connection=connection,
        facts=name,
        schools=schools,
        years=tables.years,
        assessments=assessments,
        categories=tables.categories,
        attributes=attributes,
        sources=sources,
    )


def _check_codes(connection: "DuckDBPyConnection", table: str, path: Path) -> None:
    """Refuse facts of a school, an assessment or a file that the run does not know."""
    codes = " OR ".join(f"{column} IS NULL" for column in ("school", "year", "assessment", "file"))
    strange = counted(connection, f"SELECT count(*) FROM {table} WHERE {codes}")
    if strange:
        raise RunError(
            f"Файл {path.name} прогона {quote(str(path.parent))} испорчен:"
            f" строк с неизвестной школой, процедурой, годом или файлом: {number(strange)}.",
            hint="Проведите прогон заново: shnor identify.",
        )


def _slices(assessments: Sequence[Assessment]) -> Columns:
    return {
        "code": np.arange(len(assessments), dtype=np.int32),
        **{
            column: np.array([getattr(each, column) for each in assessments], object)
            for column in SLICE_COLUMNS
        },
    }


def _facts_select(tables: Tables, sources: Sequence[Source], path: Path) -> str:
    categories = "".join(
        f", facts.{identifier(name)}::BIGINT AS c{code}"
        for code, name in enumerate(category_columns(tables.categories))
    )
    labels = ", ".join(literal(label) for label in file_labels(sources))
    same = " AND ".join(
        f"slices.{column}{'::VARCHAR' if column != 'grade' else '::INTEGER'} = facts.{column}"
        for column in SLICE_COLUMNS
    )
    return f"""
        SELECT ids.code AS school, facts.year::INTEGER AS year, slices.code AS assessment,
            facts.participants::BIGINT AS participants, facts.enrolled::BIGINT AS enrolled,
            facts.score_sum::DECIMAL(18, 4) AS score_sum{categories},
            list_position([{labels}]::VARCHAR[], facts.file)::INTEGER - 1 AS file,
            facts."row"::BIGINT AS "row", facts."rows"::BIGINT AS "rows"
        FROM {parquet(path)} AS facts
        LEFT JOIN shnor_ids AS ids ON ids.id = facts.school
        LEFT JOIN shnor_slices AS slices ON {same}"""
