"""Rows of years in which the register holds their school not open: one of the two is wrong."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from shnor_cli.errors import Place, Problem
from shnor_cli.russian import quote, school_year
from shnor_cli.tables.entries import ALWAYS, Entry
from shnor_cli.tables.facts import Facts
from shnor_cli.tables.faults import shortened

_HINT = "Исправьте год в реестре (2023 — это 2022/23 учебный год) или код школы в таблице."


def rows_out_of_years(
    facts: Facts, entries: Mapping[int, Entry], places: Sequence[Place]
) -> Iterator[Problem]:
    """Yield a problem for each row of a school that is not open yet or no more.

    `entries` are those of the register by index of the school. Rows from the year of a joining on
    are left to it.
    """
    bound = {index: each for index, each in entries.items() if each.open_years != ALWAYS}
    spans = facts.scratch.arrays(
        {
            "of": np.array(list(bound), np.int32),
            "first": np.array([each.open_years[0] for each in bound.values()], np.int32),
            "last": np.array([each.open_years[1] for each in bound.values()], np.int32),
            "since": np.array([each.since or ALWAYS[1] for each in bound.values()], np.int32),
        }
    )
    rows = facts.connection.execute(
        f'SELECT {facts.column("file")}, "row", school, year, count(*) OVER () FROM {facts.table} '
        f"JOIN {spans} ON school = of WHERE year NOT BETWEEN first AND last AND year < since "
        f"ORDER BY 1, 2, 3, 4 LIMIT {facts.scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(places[file]._replace(row=row or None), _said(bound[school], year), _HINT, "T-052")
        for file, row, school, year, _ in rows
    ]
    yield from shortened(problems, rows[0][-1] if rows else 0)


def _said(entry: Entry, year: int) -> str:
    first, last = entry.open_years
    when = (
        f"открыта с {school_year(first)}" if year < first else f"закрыта после {school_year(last)}"
    )
    return (
        f"школа {entry.id} {quote(entry.name)} по реестру {when}, а результаты за "
        f"{school_year(year)} есть"
    )
