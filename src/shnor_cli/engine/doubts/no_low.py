"""No low result at all where others have so many that chance does not explain it."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.chance import bar
from shnor_cli.engine.doubts.rows import Columns, among, fetched, held, low_rows
from shnor_cli.engine.doubts.telling import KEPT, first_place, school, told
from shnor_cli.engine.doubts.thresholds import LEAST_WITHOUT_LOW
from shnor_cli.model import Remark, Results
from shnor_cli.russian import number, plural

CODE = "Q-06"
PROCEDURE = "ВПР"
"""Checked by the schools themselves, so that the question arises."""


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools without any low result in all of their assessments, several of them.

    The exact binomial probability of none in an assessment is (1 - p)^n, p being the share of low
    results of all other schools there; those of a school's assessments are multiplied.
    """
    codes = [
        code
        for code in held(results, methodology, year)
        if results.assessments[code].procedure == PROCEDURE
    ]
    found = fetched(results, _query(low_rows(results, methodology, year, codes)))
    below = bar(len(found["school"]))
    suspect = (found["low"] == 0) & (found["many"] >= LEAST_WITHOUT_LOW)
    suspects = np.flatnonzero(suspect & (found["chance"] < np.log(below)))
    worst = suspects[np.argsort(found["chance"][suspects], kind="stable")]
    of_year = f"year = {year} AND {among(codes)}"
    yield from told(worst.tolist(), partial(_tell, results, found, of_year))


def _query(rows: str) -> str:
    """Write the query: for each school its low results, those expected and the chance of none."""
    return f"""
        WITH own AS (SELECT * FROM {rows}),
        others AS (
            SELECT *, coalesce((sum(low) OVER same - low)
                / nullif(sum(participants) OVER same - participants, 0), 0) AS share
            FROM own WINDOW same AS (PARTITION BY assessment))
        SELECT school, count(*) AS many, sum(low)::BIGINT AS low,
            sum(participants)::BIGINT AS participants,
            sum(share * participants ORDER BY assessment)::DOUBLE AS expected,
            sum(participants * ln(greatest(1 - share, 1e-300)) ORDER BY assessment) AS chance
        FROM others GROUP BY school ORDER BY school"""


def _tell(results: Results, found: Columns, of_year: str, at: int) -> Remark:
    index, many, participants = (
        int(found[name][at]) for name in ("school", "many", "participants")
    )
    expected = number(float(found["expected"][at]), 0)
    text = (
        f"школа {school(results, index)}: {PROCEDURE}: ни одного низкого результата у "
        f"{participants} участников {plural(many, 'процедуры', 'процедур', 'процедур')}; при долях "
        f"остальных школ их было бы около {expected}"
    )
    return Remark(first_place(results, f"school = {index} AND {of_year}"), text, KEPT, CODE)
