"""Rows of the facts that a doubt may rest on, as SQL."""

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.counts import expressions
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS
from shnor_cli.engine.slices import slices_of
from shnor_cli.model import Results

Columns = dict[str, NDArray[Any]]
"""Name of a column -> its values; none of them is missing."""


def low_rows(
    results: Results,
    methodology: Methodology,
    year: int,
    codes: Collection[int],
    *,
    least: int = LEAST_PARTICIPANTS,
) -> str:
    """Write the rows of a year with so many participants that say how many results are low."""
    low = expressions(Measure.model_construct(measure="low_share"), methodology, results).numerator
    return (
        f'(SELECT school, assessment, participants, ({low}) AS low, file, "row" '
        f"FROM {results.facts} WHERE year = {year} AND {among(codes)} "
        f"AND participants >= {least} AND ({low}) BETWEEN 0 AND participants)"
    )


def fetched(results: Results, query: str) -> Columns:
    """Return the columns of a query."""
    columns = results.connection.execute(query).fetchnumpy()
    return {name: np.asarray(values) for name, values in columns.items()}


def among(codes: Collection[int]) -> str:
    """Write the condition that a row is of one of some assessments."""
    return f"list_contains([{', '.join(map(str, codes))}]::INTEGER[], assessment::INTEGER)"


def held(results: Results, methodology: Methodology, year: int) -> Iterator[int]:
    """Yield assessments of the methodology's procedures that were held in a year."""
    for code, each in enumerate(results.assessments):
        procedure = methodology.procedures.get(each.procedure)
        if procedure is not None and year not in procedure.not_held:
            yield code


def measured(results: Results, methodology: Methodology) -> Iterator[int]:
    """Yield assessments that an indicator of the methodology measures."""
    for indicator in methodology.indicators.values():
        if isinstance(indicator, Measure):
            for codes in slices_of(indicator, methodology, results.assessments).codes:
                yield from codes


def comparable(results: Results, methodology: Methodology, year: int) -> list[int]:
    """Return assessments whose results of a year compare with those of the year before."""
    before = set(held(results, methodology, year - 1))
    return [
        code
        for code in held(results, methodology, year)
        if code in before
        and year not in methodology.procedures[results.assessments[code].procedure].breaks
    ]
