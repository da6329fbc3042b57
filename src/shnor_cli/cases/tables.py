"""From the facts of a worked case to `Results`, by the same contract as tables that are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shnor_cli.cases.rows import Line
from shnor_cli.cases.written import AttributeValue, Case
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Attribute, Results, Schools, Source, Texts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXCLUDE = "exclude"
"""The attribute that excludes a school; its text is the reason."""
_ALWAYS = ("municipality", EXCLUDE)
"""What is known of a school itself, in no year more than in another."""


@dataclass(frozen=True)
class Tables:
    """All lines of a case and the attributes of its schools."""

    case: Case
    lines: tuple[Line, ...]
    shared: Mapping[str, Mapping[str, AttributeValue]]
    """Attributes of schools that all cases of the file share."""

    @property
    def schools(self) -> tuple[str, ...]:
        """Names of the schools, sorted; they are their ids too."""
        case = self.case
        named = {line.owner for line in self.lines if not line.is_group}
        asked = {*case.expect, *case.outcomes, *case.values} & self.shared.keys()
        return tuple(sorted(named | asked | case.schools.keys()))

    @property
    def attributes(self) -> dict[str, dict[str, AttributeValue]]:
        """School -> its attributes, those of the case before the shared ones.

        Without rows of results what always holds is said of the report year: else no school has
        anything in it.
        """
        found = {
            school: {**self.shared.get(school, {}), **self.case.schools.get(school, {})}
            for school in self.schools
        }
        if any(not line.is_group for line in self.lines):
            return found
        return {school: self._of_year(attributes) for school, attributes in found.items()}

    def _of_year(self, attributes: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
        return {
            name: {self.case.year: said} if isinstance(said, str) and name not in _ALWAYS else said
            for name, said in attributes.items()
        }


def results_of(connection: "DuckDBPyConnection", tables: Tables, known: Methodology) -> Results:
    """Store the lines of a case and return them as `Results`."""
    ids, attributes = tables.schools, tables.attributes
    own = [line for line in tables.lines if not line.is_group]
    reported = [line for line in tables.lines if line.is_group]
    schools = Schools(
        ids=ids,
        names=ids,
        municipalities=tuple(_always(attributes[school], "municipality") or "" for school in ids),
        excluded={
            index: reason
            for index, school in enumerate(ids)
            if (reason := _always(attributes[school], EXCLUDE))
        },
        registered=any(attributes.values()),
    )
    columns = _columns(attributes)
    years = {year for each in columns.values() for year in each.by_year}
    results = _stored(connection, "case_facts", own, schools, known)
    return results._replace(
        years=tuple(sorted({*results.years, *years})),
        attributes=columns,
        reported=_reported(connection, reported, known) if reported else None,
        doubted=_doubted(connection, tables.case) if tables.case.doubted else "",
    )


def _doubted(connection: "DuckDBPyConnection", case: Case) -> str:
    connection.execute("CREATE OR REPLACE TEMP TABLE case_doubted (school VARCHAR, year INTEGER)")
    for school, years in case.doubted.items():
        for year in years:
            connection.execute("INSERT INTO case_doubted VALUES (?, ?)", [school, year])
    about = "'' AS procedure, '' AS subject, 0 AS grade, '' AS ground"
    return f'(SELECT school, year, {about}, 0 AS file, 0 AS "row" FROM case_doubted)'


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


def _columns(attributes: Mapping[str, Mapping[str, AttributeValue]]) -> dict[str, Attribute]:
    names = sorted({name for values in attributes.values() for name in values} - {EXCLUDE})
    return {
        name: _column(name, [values.get(name) for values in attributes.values()]) for name in names
    }


def _column(name: str, cells: Sequence[AttributeValue | None]) -> Attribute:
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


def _always(values: Mapping[str, AttributeValue], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) else None
