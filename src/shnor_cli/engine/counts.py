"""Counts of pupils by school, year and assessment as dense arrays, fetched in one query.

Facts have one row per key, so nothing is summed in SQL here: what a measure counts is written as
an expression over the columns of a row, and each distinct expression is fetched once.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Measure, Share, Sum
from shnor_cli.criteria.methodology import Methodology, Procedure
from shnor_cli.engine.population import given
from shnor_cli.model import Flags, Results

SCORE_SCALE = 10_000
"""`score_sum` is DECIMAL(18, 4); sums of scores are whole numbers of 1 / SCORE_SCALE."""
UNKNOWN = -1
"""Stands in an array where the row does not say the number."""
ABSENT = -2
"""Stands in an array where there is no row."""


class Expressions(NamedTuple):
    """What a measure counts of a row, in SQL: whole numbers, UNKNOWN where the row is silent."""

    numerator: str
    denominator: str | None
    """None for a plain sum."""
    scale: int = 1


@dataclass(frozen=True, eq=False, repr=False)
class Counts:
    """Dense arrays of shape (S, Y, A), one for each expression; ABSENT where there is no row."""

    arrays: Mapping[str, NDArray[np.int64]]

    def __getitem__(self, expression: str) -> NDArray[np.int64]:
        return self.arrays[expression]


PARTICIPANTS = "participants"


def expressions(measure: Measure, methodology: Methodology, results: Results) -> Expressions:
    """Write what a measure counts as expressions over the columns of `Results.facts`."""
    match measure.measure:
        case "participants":
            return Expressions(PARTICIPANTS, None)
        case "participation":
            return Expressions(PARTICIPANTS, f"coalesce(enrolled, {UNKNOWN})")
        case "mean_score":
            scaled = f"coalesce((score_sum * {SCORE_SCALE})::BIGINT, {UNKNOWN})"
            return Expressions(scaled, PARTICIPANTS, SCORE_SCALE)
        case "mean_mark":
            return Expressions(
                _by_procedure(_marks, methodology, results),
                _by_procedure(_marked, methodology, results),
            )
        case Sum(sum=wanted):
            return Expressions(_counting(wanted, methodology, results), None)
        case Share(share=wanted):
            return Expressions(_counting(wanted, methodology, results), PARTICIPANTS)
        case "quality":
            counted = _by_procedure(lambda p: _plain(p.good or ()), methodology, results)
        case "low_share":
            counted = _by_procedure(lambda p: _plain(p.low or ()), methodology, results)
    return Expressions(counted, PARTICIPANTS)


def fetch_counts(
    results: Results, years: Sequence[int], wanted: Mapping[str, Sequence[int]]
) -> Counts:
    """Fetch expressions over facts; `wanted` says for each which assessments it is asked of."""
    assessments = sorted({each for codes in wanted.values() for each in codes})
    shape = (len(results.schools), len(years), len(results.assessments))
    if not assessments:
        return Counts({name: np.full(shape, ABSENT, np.int64) for name in wanted})
    names = list(wanted)
    place = f"assessment::{_narrowest(shape)} * {shape[1]} + year - {years[0]}"
    cell = f"({place}) * {shape[0]} + school"
    columns = ", ".join(f"{sql} AS e{position}" for position, sql in enumerate(names))
    fetched = results.connection.execute(
        f"""SELECT {cell} AS cell, {columns}
            FROM {results.facts}
            WHERE year BETWEEN {years[0]} AND {years[-1]}
              AND assessment IN ({", ".join(map(str, assessments))})"""
    ).fetchnumpy()
    cells = np.asarray(fetched["cell"])
    return Counts(
        {
            name: _scatter(cells, np.asarray(fetched[f"e{position}"]), shape)
            for position, name in enumerate(names)
        }
    )


def fetch_present(results: Results, years: Sequence[int]) -> Flags:
    """Return which schools have a row of any kind in which year, shape (S, Y)."""
    shape = (len(results.schools), len(years))
    cell = f"(year - {years[0]})::{_narrowest(shape)} * {shape[0]} + school"
    flags = f"bitstring_agg({cell}, 0, {max(math.prod(shape) - 1, 0)})"
    rows = results.connection.execute(f"SELECT {flags} FROM {results.facts}").fetchall()
    met = "0" * math.prod(shape) if rows[0][0] is None else rows[0][0]
    flat: Flags = np.frombuffer(met.encode(), np.uint8) == ord("1")
    present = flat.reshape(shape, order="F")
    for attribute in results.attributes.values():
        for year, texts in attribute.by_year.items():
            if year in years:
                present[:, years.index(year)] |= given(texts)
    return present


def _narrowest(shape: Sequence[int]) -> str:
    """Return the type that holds a position in an array of that shape."""
    return "INTEGER" if math.prod(shape) < 2**31 else "BIGINT"


def _scatter(
    cells: NDArray[np.int64], values: NDArray[np.int64], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    # Here and in all that is computed of it schools vary fastest in memory: whatever is done to one
    # year or one slice reads it in a row.
    dense = np.full(shape, ABSENT, values.dtype, order="F")
    dense.reshape(-1, order="F")[cells] = values
    return dense


def _counting(wanted: Sequence[str], methodology: Methodology, results: Results) -> str:
    return _by_procedure(
        lambda procedure: _plain([each for each in procedure.scale or () if each in wanted]),
        methodology,
        results,
    )


def _plain(categories: Sequence[str]) -> dict[str, int]:
    return dict.fromkeys(categories, 1)


def _marks(procedure: Procedure) -> dict[str, int]:
    return {each: int(each) for each in procedure.scale or () if each.isdecimal()}


def _marked(procedure: Procedure) -> dict[str, int]:
    return dict.fromkeys(_marks(procedure), 1)


def _by_procedure(
    weights: Callable[[Procedure], dict[str, int]], methodology: Methodology, results: Results
) -> str:
    """Write the weighted count of a row, the weights depending on its procedure."""
    branches: dict[str, list[int]] = {}
    for code, assessment in enumerate(results.assessments):
        procedure = methodology.procedures.get(assessment.procedure)
        if procedure is not None:
            sql = _weighted(weights(procedure), results.categories)
            branches.setdefault(sql, []).append(code)
    if not branches:
        return f"{UNKNOWN}"
    # What the methodology does not name is never asked for: the commonest branch needs no test.
    *rarer, commonest = sorted(branches, key=lambda sql: len(branches[sql]))
    cases = " ".join(
        f"WHEN assessment IN ({', '.join(map(str, branches[sql]))}) THEN {sql}" for sql in rarer
    )
    return f"CASE {cases} ELSE {commonest} END" if cases else commonest


def _weighted(weights: Mapping[str, int], categories: Sequence[str]) -> str:
    columns = [
        (f"c{categories.index(name)}", w) for name, w in weights.items() if name in categories
    ]
    if not columns:
        return f"{UNKNOWN}"
    if len(columns) == 1 and columns[0][1] == 1:
        return f"coalesce({columns[0][0]}, {UNKNOWN})"
    total = " + ".join(f"coalesce({c}, 0)" + (f" * {w}" if w != 1 else "") for c, w in columns)
    given = " AND ".join(f"{column} IS NULL" for column, _ in columns)
    return f"CASE WHEN {given} THEN {UNKNOWN} ELSE {total} END"
