"""No low result at all where others have so many that chance does not explain it."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.chance import bar
from shnor_cli.engine.doubts.rows import Columns, among, fetched, held, low_rows
from shnor_cli.engine.doubts.telling import KEPT, first_place, school, told
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS, LEAST_WITHOUT_LOW
from shnor_cli.model import Remark, Results
from shnor_cli.russian import number, plural

CODE = "Q-06"
PROCEDURE = "ВПР"
"""Checked by the schools themselves, so that the question arises."""


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools without any low result in all of their assessments, several of them.

    The exact binomial probability of none in an assessment is (1 - p)^n, p being the share of low
    results that the source reports of the region, else that of all other schools; those of a
    school's assessments are multiplied.
    """
    codes = [
        code
        for code in held(results, methodology, year)
        if results.assessments[code].procedure == PROCEDURE
    ]
    region = _of_region(results, methodology, year)
    # a «2» in a small class counts too: what is asked about is the school as a whole
    rows = low_rows(results, methodology, year, codes, least=1)
    found = fetched(results, _query(rows, region))
    below = bar(len(found["school"]))
    suspect = (found["low"] == 0) & (found["many"] >= LEAST_WITHOUT_LOW)
    suspect &= (found["participants"] >= LEAST_PARTICIPANTS) & (found["chance"] < np.log(below))
    suspects = np.flatnonzero(suspect)
    worst = suspects[np.argsort(found["chance"][suspects], kind="stable")]
    of_year = f"year = {year} AND {among(codes)}"
    others = "остальных школ" if not region.keys() >= {*codes} else ""
    whose = " и ".join(filter(None, ("региона" if region else "", others)))
    yield from told(worst.tolist(), partial(_tell, results, found, (of_year, whose)))


def _of_region(results: Results, methodology: Methodology, year: int) -> dict[int, float]:
    """Return the shares of low results that the source reports of the one region, by assessment."""
    reported = results.reported
    ids = () if reported is None else reported.schools.ids
    regions = [place for place, id_ in enumerate(ids) if id_.startswith("region=")]
    if reported is None or len(regions) != 1:
        return {}
    rows = low_rows(reported, methodology, year, range(len(reported.assessments)))
    found = fetched(reported, f"SELECT * FROM {rows} WHERE school = {regions[0]}")
    shares = dict(zip(found["assessment"], found["low"] / found["participants"], strict=True))
    own = {each: code for code, each in enumerate(results.assessments)}
    said = ((reported.assessments[code], float(share)) for code, share in sorted(shares.items()))
    return {own[each]: share for each, share in said if each in own}


def _query(rows: str, region: dict[int, float]) -> str:
    """Write the query: for each school its low results, those expected and the chance of none."""
    shares = " ".join(f"WHEN {code} THEN {share!r}" for code, share in region.items())
    known = f"CASE assessment {shares} END" if shares else "NULL"
    return f"""
        WITH own AS (SELECT * FROM {rows}),
        others AS (
            SELECT *, coalesce({known}, (sum(low) OVER same - low)
                / nullif(sum(participants) OVER same - participants, 0), 0) AS share
            FROM own WINDOW same AS (PARTITION BY assessment))
        SELECT school, count(*) AS many, sum(low)::BIGINT AS low,
            sum(participants)::BIGINT AS participants,
            sum(share * participants ORDER BY assessment)::DOUBLE AS expected,
            sum(participants * ln(greatest(1 - share, 1e-300)) ORDER BY assessment) AS chance
        FROM others GROUP BY school ORDER BY school"""


def _tell(results: Results, found: Columns, where: tuple[str, str], at: int) -> Remark:
    index, many, participants = (
        int(found[name][at]) for name in ("school", "many", "participants")
    )
    of_year, whose = where
    expected = number(float(found["expected"][at]), 0)
    text = (
        f"школа {school(results, index)}: {PROCEDURE}: ни одного низкого результата у "
        f"{participants} участников {plural(many, 'процедуры', 'процедур', 'процедур')}; при долях "
        f"{whose} их было бы около {expected}"
    )
    return Remark(first_place(results, f"school = {index} AND {of_year}"), text, KEPT, CODE)
