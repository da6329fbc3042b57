"""The same year pasted twice: rows of one year that equal those of another."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.rows import Columns, fetched
from shnor_cli.engine.doubts.telling import KEPT, first_place, school, told
from shnor_cli.engine.doubts.thresholds import LEAST_EQUAL, LEAST_PARTICIPANTS, NEARLY_ALL
from shnor_cli.errors import Place
from shnor_cli.model import Flags, Integers, Remark, Results
from shnor_cli.russian import plural, school_year

CODE = "Q-01"


def doubts(results: Results, _methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of whole tables, and else of schools, whose counts of two years are nearly all equal."""
    found = fetched(results, _query(results, year))
    for other in np.unique(found["other"]):
        of_year = {name: values[found["other"] == other] for name, values in found.items()}
        whole = {name: of_year[name].sum(keepdims=True) for name in ("common", "same", "pupils")}
        if len(of_year["school"]) > 1 and _suspect(**whole).any():
            yield _of_table(whole, year, int(other))
        else:
            suspects = np.flatnonzero(
                _suspect(of_year["common"], of_year["same"], of_year["pupils"])
            )
            worst = suspects[np.argsort(-of_year["same"][suspects], kind="stable")]
            yield from told(worst.tolist(), partial(_of_school, results, of_year, year))


def _query(results: Results, year: int) -> str:
    """Write the query: for each school and other year, how many rows both have and are equal."""
    counts = [*(f"c{code}" for code in range(len(results.categories))), "score_sum"]
    said = ", ".join(f"one.{name}" for name in counts)
    alike = [f"one.{name} IS NOT DISTINCT FROM other.{name}" for name in counts]
    same = [
        "one.participants = other.participants",
        f"coalesce({said}) IS NOT NULL",
        *alike,
    ]
    return f"""
        SELECT school, other, count(*) AS common, count(*) FILTER (same) AS same,
            coalesce(sum(participants) FILTER (same), 0)::BIGINT AS pupils
        FROM (
            SELECT school, other.year AS other, one.participants, {" AND ".join(same)} AS same
            FROM {results.facts} AS one JOIN {results.facts} AS other USING (school, assessment)
            WHERE one.year = {year} AND other.year <> {year}
                AND one.participants > 0 AND other.participants > 0)
        GROUP BY ALL ORDER BY other, school"""


def _suspect(common: Integers, same: Integers, pupils: Integers) -> Flags:
    suspects: Flags = (
        (same >= LEAST_EQUAL)
        & (same >= NEARLY_ALL * common)
        & (pupils >= LEAST_EQUAL * LEAST_PARTICIPANTS)
    )
    return suspects


def _of_table(whole: dict[str, Integers], year: int, other: int) -> Remark:
    same, common = int(whole["same"][0]), int(whole["common"][0])
    text = (
        f"результаты за {school_year(year)} и за {school_year(other)} учебный год совпадают до "
        f"единицы в {_rows(same)} из {common} по всей таблице: возможно, один год вставлен дважды"
    )
    return Remark(Place(), text, KEPT, CODE)


def _of_school(results: Results, found: Columns, year: int, at: int) -> Remark:
    index, same, common, other = (
        int(found[name][at]) for name in ("school", "same", "common", "other")
    )
    text = (
        f"школа {school(results, index)}: результаты за {school_year(year)} и за "
        f"{school_year(other)} учебный год совпадают до единицы в {_rows(same)} из {common}: "
        "возможно, один год вставлен дважды"
    )
    where = first_place(results, f"school = {index} AND year = {year}")
    return Remark(where, text, KEPT, CODE)


def _rows(count: int) -> str:
    return plural(count, "строке", "строках", "строках")
