"""The schools of a run and what is known of them: written, and read back in the same order."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shnor_cli.model import (
    Attribute,
    Decision,
    Flags,
    Integers,
    Joined,
    Missing,
    Results,
    Rows,
    Schools,
    Source,
    Texts,
)
from shnor_cli.record.info import Axis, Tables
from shnor_cli.record.sql import (
    Columns,
    copy,
    fetch,
    file_labels,
    literal,
    parquet,
    registered,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_BETWEEN = "; "
"""Between the aliases of a school; the register parts them so too, so none has it inside."""


_ATTRIBUTE = (
    "place",
    "code",
    "year",
    "attribute",
    "text",
    "reason",
    "kind",
    "applicable",
    "file",
    "row",
)


def ids(schools: Schools) -> Columns:
    """Return the code and the id of every school."""
    return {
        "code": np.arange(len(schools), dtype=np.int32),
        "id": np.array(schools.ids, object),
    }


def write_schools(results: Results, path: Path) -> None:
    """Write the schools in the order of their codes."""
    schools = results.schools
    span = [schools.open_years.get(index, (None, None)) for index in range(len(schools))]
    columns = {
        **ids(schools),
        "name": np.array(schools.names, object),
        "municipality": np.array(schools.municipalities, object),
        "excluded": _spread(schools.excluded, len(schools)),
        "decision": _spread(
            {index: each.said for index, each in schools.decisions.items()}, len(schools)
        ),
        "decision_basis": _spread(
            {index: each.document for index, each in schools.decisions.items()}, len(schools)
        ),
        "decision_year": _spread(
            {index: each.year for index, each in schools.decisions.items()}, len(schools)
        ),
        "aliases": _spread(
            {index: _BETWEEN.join(names) for index, names in schools.aliases.items()}, len(schools)
        ),
        "open_from": np.array([first for first, _ in span], object),
        "open_to": np.array([last for _, last in span], object),
    }
    select = """
        SELECT id::VARCHAR AS id, name::VARCHAR AS name, municipality::VARCHAR AS municipality,
            excluded::VARCHAR AS excluded, decision::VARCHAR AS decision,
            decision_basis::VARCHAR AS decision_basis, decision_year::SMALLINT AS decision_year,
            aliases::VARCHAR AS aliases,
            open_from::SMALLINT AS open_from, open_to::SMALLINT AS open_to
        FROM shnor_schools ORDER BY code"""
    with registered(results.connection, shnor_schools=columns):
        copy(results.connection, select, path)


def _spread(texts: Mapping[int, str | int | None], size: int) -> Texts:
    spread = np.full(size, None, object)
    for index, text in texts.items():
        spread[index] = text
    return spread


def write_attributes(results: Results, path: Path) -> None:
    """Write a row for each text of a school; the year is NULL where it holds in every year.

    A column without a single text has one row without a school, so that the table names them all.
    The ids of schools are registered as `shnor_ids`.
    """
    labels = np.array([*file_labels(results.sources), None], object)
    parts = [
        _attribute_rows(results.attributes[name], year, texts, place, labels)
        for place, name in enumerate(sorted(results.attributes))
        for year, texts in _years_of(results.attributes[name]) or [(0, _NO_TEXT)]
    ]
    columns = {
        name: np.concatenate([part[name] for part in parts]) if parts else np.empty(0, object)
        for name in _ATTRIBUTE
    }
    select = """
        SELECT attribute::VARCHAR AS attribute, ids.id AS school,
            nullif(rows.year, 0)::SMALLINT AS year, text::VARCHAR AS text,
            reason::VARCHAR AS reason, kind::VARCHAR AS kind,
            applicable::BOOLEAN AS applicable,
            file::VARCHAR AS file, nullif("row"::BIGINT, 0) AS "row"
        FROM shnor_rows AS rows LEFT JOIN shnor_ids AS ids ON ids.code = rows.code::INTEGER
        ORDER BY rows.place::INTEGER, rows.year::INTEGER, rows.code::INTEGER"""
    with registered(results.connection, shnor_rows=columns):
        copy(results.connection, select, path)


def _years_of(attribute: Attribute) -> list[tuple[int, Texts]]:
    always = [] if attribute.always is None else [(0, attribute.always)]
    return always + sorted(attribute.by_year.items())


_NO_SCHOOL = np.array([-1])
_NO_TEXT = np.array([None], object)
_NO_ROWS = Rows(np.array([-1]), np.array([0]))


def _attribute_rows(
    attribute: Attribute, year: int, texts: Texts, place: int, labels: Texts
) -> Columns:
    rows = attribute.rows.get(year) or Rows(np.full(len(texts), -1), np.zeros(len(texts), np.int64))
    codes = np.array([code for code, text in enumerate(texts) if text is not None], np.int64)
    if not len(codes):
        texts, rows, codes = _NO_TEXT, _NO_ROWS, _NO_SCHOOL
    known = texts[codes]
    missing = (
        [attribute.codes.get(text) for text in known] if attribute.codes else [None] * len(known)
    )
    return {
        "place": np.full(len(codes), place),
        "code": codes,
        "year": np.full(len(codes), year),
        "attribute": np.full(len(codes), attribute.name, object),
        "text": known,
        "reason": np.array([each and each.text for each in missing], object),
        "kind": np.array([each and each.kind for each in missing], object),
        "applicable": np.array([each and each.applicable for each in missing], object),
        "file": labels[rows.file[codes]],
        "row": rows.row[codes],
    }


def read_schools(connection: "DuckDBPyConnection", path: Path, tables: Tables) -> Schools:
    """Read the schools in the order of their codes."""
    rows = connection.execute(
        "SELECT id, name, municipality, excluded, decision, decision_basis,"
        " open_from, open_to, aliases, decision_year"
        f" FROM {parquet(path, file_row_number='true')} ORDER BY file_row_number"
    ).fetchall()
    return Schools(
        ids=tuple(row[0] for row in rows),
        names=tuple(row[1] for row in rows),
        municipalities=tuple(row[2] for row in rows),
        excluded={index: row[3] for index, row in enumerate(rows) if row[3] is not None},
        decisions={
            index: Decision(row[4], row[5], row[9])
            for index, row in enumerate(rows)
            if row[4] is not None
        },
        open_years={
            index: (row[6], row[7]) for index, row in enumerate(rows) if row[6] is not None
        },
        registered=tables.registered,
        aliases={
            index: tuple(row[8].split(_BETWEEN))
            for index, row in enumerate(rows)
            if row[8] is not None
        },
        joined=tuple(Joined(**dict(each)) for each in tables.joined),
    )


def read_attributes(
    connection: "DuckDBPyConnection",
    path: Path,
    tables: Tables,
    schools: int,
    sources: Sequence[Source],
) -> dict[str, Attribute]:
    """Read the attributes of so many schools, `shnor_ids` being registered.

    A code keeps its reason where some school has it.
    """
    if not tables.attributes:
        return {}
    labels = ", ".join(literal(label) for label in file_labels(sources))
    file = f"coalesce(list_position([{labels}]::VARCHAR[], rows.file), 0) - 1"
    found = fetch(
        connection,
        f"""SELECT attribute, ids.code AS code, coalesce(year, 0) AS year, text,
                {file} AS file, coalesce("row", 0) AS "row"
            FROM {parquet(path)} AS rows JOIN shnor_ids AS ids ON ids.id = rows.school""",
    )
    codes = _codes(connection, path)
    return {
        name: _attribute(found, name, axis, codes.get(name, {}), schools)
        for name, axis in tables.attributes.items()
    }


def _attribute(
    found: Columns, name: str, axis: Axis, codes: Mapping[str, Missing], size: int
) -> Attribute:
    mine = found["attribute"] == name
    years = (*([0] if axis.always else []), *axis.years)
    of_year = {year: _cells(found, mine & (found["year"] == year), size) for year in years}
    return Attribute(
        name=name,
        always=of_year[0][0] if axis.always else None,
        by_year={year: of_year[year][0] for year in axis.years},
        codes=codes,
        rows={year: rows for year, (_, rows) in of_year.items() if rows},
    )


def _cells(found: Columns, mine: Flags, size: int) -> tuple[Texts, Rows]:
    """Return the texts of an attribute in a year by school, and where they stand."""
    texts = np.full(size, None, object)
    rows = Rows(np.full(size, -1), np.zeros(size, np.int64))
    schools: Integers = found["code"][mine].astype(np.int64)
    texts[schools] = found["text"][mine]
    rows.file[schools] = found["file"][mine]
    rows.row[schools] = found["row"][mine]
    return texts, rows


def _codes(connection: "DuckDBPyConnection", path: Path) -> dict[str, dict[str, Missing]]:
    """Return what codes in place of values mean, attribute by attribute."""
    rows = connection.execute(
        f"""SELECT DISTINCT attribute, text, kind, reason, applicable FROM {parquet(path)}
            WHERE kind IS NOT NULL ORDER BY ALL"""
    ).fetchall()
    codes: dict[str, dict[str, Missing]] = {}
    for attribute, text, kind, reason, applicable in rows:
        codes.setdefault(attribute, {})[text] = Missing(kind, reason, applicable)
    return codes
