"""The same year pasted twice: rows of one year that equal those of another."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.rows import Columns, fetched
from shnor_cli.engine.doubts.telling import KEPT, first_place, school, told
from shnor_cli.engine.doubts.thresholds import LEAST_EQUAL, LEAST_PARTICIPANTS, NEARLY_ALL
from shnor_cli.errors import Place
from shnor_cli.model import Flags, Remark, Results
from shnor_cli.russian import plural, school_year

CODE = "Q-01"


def doubts(results: Results, _methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of a whole table, else of assessments and schools, where two years are nearly equal."""
    found = fetched(results, _query(results, year))
    for other in sorted({*found["other"].tolist()}):
        of_year = {key: _of_other(found, other, key) for key in ("assessment", "school")}
        schools = of_year["school"]
        whole = {name: schools[name].sum(keepdims=True) for name in ("common", "same", "pupils")}
        if len(schools["school"]) > 1 and _suspect(whole).any():
            yield _of_table(whole, year, other)
        else:
            for key, rows in of_year.items():
                yield from told(_worst(rows), partial(_of_one, results, rows, key, year))


def _of_other(found: Columns, other: int, key: str) -> Columns:
    wanted = (found["other"] == other) & (found["of_school"] == (key == "school"))
    return {name: values[wanted] for name, values in found.items()}


def _worst(found: Columns) -> list[int]:
    suspects = np.flatnonzero(_suspect(found))
    worst: list[int] = suspects[np.argsort(-found["same"][suspects], kind="stable")].tolist()
    return worst


def _query(results: Results, year: int) -> str:
    """Write the query: by school or assessment and other year, how many rows both have, equal."""
    counts = [*(f"c{code}" for code in range(len(results.categories))), "score_sum"]
    said = ", ".join(f"one.{name}" for name in counts)
    alike = [f"one.{name} IS NOT DISTINCT FROM other.{name}" for name in counts]
    same = [
        "one.participants = other.participants",
        f"coalesce({said}) IS NOT NULL",
        *alike,
    ]
    return f"""
        SELECT grouping(assessment) = 1 AS of_school, coalesce(school, -1) AS school,
            coalesce(assessment, -1) AS assessment, other, count(*) AS common,
            count(*) FILTER (same) AS same,
            coalesce(sum(participants) FILTER (same), 0)::BIGINT AS pupils
        FROM (
            SELECT school, assessment, other.year AS other, one.participants,
                {" AND ".join(same)} AS same
            FROM {results.facts} AS one JOIN {results.facts} AS other USING (school, assessment)
            WHERE one.year = {year} AND other.year <> {year}
                AND one.participants > 0 AND other.participants > 0)
        GROUP BY GROUPING SETS ((assessment, other), (school, other))
        ORDER BY ALL"""


def _suspect(found: Columns) -> Flags:
    same = found["same"]
    suspects: Flags = (
        (same >= LEAST_EQUAL)
        & (same >= NEARLY_ALL * found["common"])
        & (found["pupils"] >= LEAST_EQUAL * LEAST_PARTICIPANTS)
    )
    return suspects


def _of_table(whole: Columns, year: int, other: int) -> Remark:
    same, common = int(whole["same"][0]), int(whole["common"][0])
    text = (
        f"результаты за {school_year(year)} и за {school_year(other)} учебный год совпадают до "
        f"единицы в {_rows(same)} из {common} по всей таблице: возможно, один год вставлен дважды"
    )
    return Remark(Place(), text, KEPT, CODE)


def _of_one(results: Results, found: Columns, key: str, year: int, at: int) -> Remark:
    index, same, common, other = (int(found[name][at]) for name in (key, "same", "common", "other"))
    title = results.assessments[index].title if key == "assessment" else ""
    text = (
        f"{title or f'школа {school(results, index)}'}: результаты за {school_year(year)} и за "
        f"{school_year(other)} учебный год совпадают до единицы в {_rows(same)} из {common}: "
        "возможно, один год вставлен дважды"
    )
    where = first_place(results, f"{key} = {index} AND year = {year}")
    return Remark(where, text, KEPT, CODE)


def _rows(count: int) -> str:
    return plural(count, "строке", "строках", "строках")
