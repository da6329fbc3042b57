"""No low result at all where others have so many that chance does not explain it."""

from collections.abc import Iterator

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.chance import bar
from shnor_cli.engine.doubts.rows import Columns, fetched, held, low_rows
from shnor_cli.engine.doubts.telling import asked, place
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS, LEAST_WITHOUT_LOW
from shnor_cli.model import Assessment, Remark, Results, Sign, group_of
from shnor_cli.russian import number, plural

CODE = "Q-06"
PROCEDURE = "ВПР"
"""Checked by the schools themselves, so that the question arises."""


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools without any low result in all of their assessments, several of them."""
    yield from asked(signs(results, methodology, year), CODE, results.schools)


def signs(results: Results, methodology: Methodology, year: int) -> Iterator[Sign]:
    """Yield such schools, the most improbable first.

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
    others = "остальных школ" if not region.keys() >= {*codes} else ""
    whose = " и ".join(filter(None, ("региона" if region else "", others)))
    for at in worst.tolist():
        where = place(results, found["file"][at], found["row"][at])
        school = results.schools[found["school"][at]]
        yield Sign(school, year, Assessment(PROCEDURE), _ground(found, at, whose), where)


def _of_region(results: Results, methodology: Methodology, year: int) -> dict[int, float]:
    """Return the shares of low results that the source reports of the one region, by assessment."""
    reported = results.reported
    ids = () if reported is None else reported.schools.ids
    regions = [place for place, id_ in enumerate(ids) if group_of(id_)[0] == "region"]
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
            sum(participants * ln(greatest(1 - share, 1e-300)) ORDER BY assessment) AS chance,
            min(file) AS file, arg_min("row", (file, "row")) AS "row"
        FROM others GROUP BY school ORDER BY school"""


def _ground(found: Columns, at: int, whose: str) -> str:
    participants, many = int(found["participants"][at]), int(found["many"][at])
    expected = number(float(found["expected"][at]), 0)
    return (
        f"ни одного низкого результата у {participants} участников "
        f"{plural(many, 'процедуры', 'процедур', 'процедур')}; при долях {whose} их было бы "
        f"около {expected}"
    )
