"""From the facts of a worked case to `Results`, by the same contract as tables that are read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from shnor_cli.cases.rows import Line
from shnor_cli.cases.written import Case
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Attribute, Results, Schools, Source, Texts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXCLUDE = "exclude"
"""The attribute that excludes a school; its text is the reason."""


@dataclass(frozen=True)
class Tables:
    """All lines of a case and the attributes of its schools."""

    case: Case
    lines: tuple[Line, ...]

    @property
    def schools(self) -> tuple[str, ...]:
        """Names of the schools, sorted; they are their ids too."""
        named = {line.owner for line in self.lines if not line.is_group}
        return tuple(sorted(named | self.case.schools.keys()))


def results_of(connection: "DuckDBPyConnection", tables: Tables, known: Methodology) -> Results:
    """Store the lines of a case and return them as `Results`."""
    case = tables.case
    ids = tables.schools
    own = [line for line in tables.lines if not line.is_group]
    reported = [line for line in tables.lines if line.is_group]
    schools = Schools(
        ids=ids,
        names=ids,
        municipalities=tuple(_always(case, school, "municipality") or "" for school in ids),
        excluded={
            index: reason
            for index, school in enumerate(ids)
            if (reason := _always(case, school, EXCLUDE))
        },
        registered=bool(case.schools),
    )
    attributes = _attributes(case, ids)
    years = {year for each in attributes.values() for year in each.by_year}
    results = _stored(connection, "case_facts", own, schools, known)
    return replace(
        results,
        years=tuple(sorted({*results.years, *years})),
        attributes=attributes,
        reported=_reported(connection, reported, known) if reported else None,
    )


def _reported(
    connection: "DuckDBPyConnection", lines: Sequence[Line], known: Methodology
) -> Results:
    groups = tuple(sorted({line.owner for line in lines}))
    of_groups = Schools(groups, groups, ("",) * len(groups))
    return _stored(connection, "case_groups", lines, of_groups, known)


def _stored(
    connection: "DuckDBPyConnection",
    facts: str,
    lines: Sequence[Line],
    schools: Schools,
    known: Methodology,
) -> Results:
    assessments = tuple(sorted({line.assessment for line in lines}))
    scales = [procedure.scale or () for procedure in known.procedures.values()]
    categories = tuple(dict.fromkeys(category for scale in scales for category in scale))
    columns = "".join(f"c{position} BIGINT, " for position in range(len(categories)))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {facts} (school BIGINT, year BIGINT, assessment BIGINT, "
        f"participants BIGINT, enrolled BIGINT, score_sum DECIMAL(18, 4), {columns}"
        "file BIGINT, row BIGINT, rows BIGINT)"
    )
    for line in lines:
        cells = [
            schools.ids.index(line.owner),
            line.year,
            assessments.index(line.assessment),
            line.participants,
            line.enrolled,
            line.score_sum,
            *(line.counts.get(category) for category in categories),
            0,
            line.place.row or 0,
            1,
        ]
        connection.execute(f"INSERT INTO {facts} VALUES ({', '.join('?' * len(cells))})", cells)
    return Results(
        connection=connection,
        facts=facts,
        schools=schools,
        years=tuple(sorted({line.year for line in lines})),
        assessments=assessments,
        categories=categories,
        sources=(Source(lines[0].place.file if lines else "", "", len(lines)),),
    )


def _attributes(case: Case, ids: Sequence[str]) -> dict[str, Attribute]:
    names = sorted({name for values in case.schools.values() for name in values} - {EXCLUDE})
    return {name: _attribute(case, name, ids) for name in names}


def _attribute(case: Case, name: str, ids: Sequence[str]) -> Attribute:
    cells = [case.schools.get(school, {}).get(name) for school in ids]
    years = sorted({year for cell in cells if isinstance(cell, dict) for year in cell})
    if not years:
        return Attribute(name, always=_texts([c if isinstance(c, str) else None for c in cells]))
    by_year = {
        year: _texts([cell.get(year) if isinstance(cell, dict) else cell for cell in cells])
        for year in years
    }
    return Attribute(name, by_year=by_year)


def _texts(cells: Sequence[str | None]) -> Texts:
    texts = np.empty(len(cells), object)
    texts[:] = cells
    return texts


def _always(case: Case, school: str, name: str) -> str | None:
    value = case.schools.get(school, {}).get(name)
    return value if isinstance(value, str) else None
