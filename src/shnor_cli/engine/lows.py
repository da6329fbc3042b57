"""Low results by assessment, which no category rests on: what documents and June show beside."""

from dataclasses import replace

import numpy as np

from shnor_cli.criteria.basis import judged_indicators
from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.measure import measure
from shnor_cli.engine.reasons import NO_ROW
from shnor_cli.engine.score import IMPLICIT_SCORE
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Grid, Measured, Missing, Why

LOW = "_low"
"""The indicator that no methodology names."""


def low_by_assessment(run: Identification) -> Measured | None:
    """Measure the share of low results by assessment, of all that any such indicator takes.

    None where the methodology has none.
    """
    wanted = _wanted(run.methodology)
    if wanted is None:
        return None
    alone = {"indicators": {LOW: wanted}, "criteria": {}, "categories": (), "score": LOW}
    return measure(run.results, run.methodology.model_copy(update=alone), run.year)


def _wanted(methodology: Methodology) -> Measure | None:
    measures = [
        each
        for each in methodology.indicators.values()
        if isinstance(each, Measure) and each.measure == "low_share"
    ]
    if not measures:
        return None
    filters = [each.of for each in measures if each.of is not None]
    united = tuple(chosen for each in filters for chosen in each)
    of = united if len(filters) == len(measures) else None
    return Measure.model_construct(measure="low_share", each="assessment", of=of)


def with_lows(run: Identification) -> Identification:
    """Return a run with low results by assessment, where its categories rest on no such value.

    They are for documents: no criterion judges them, and what is recorded of a run has none.
    """
    if LOW in run.measured.grids:
        return run
    if _are_judged(run.methodology) or (lows := low_by_assessment(run)) is None:
        return run
    reasons = [*run.measured.reasons]
    reasons += [each for each in (*lows.reasons, _BEFORE) if each not in reasons]
    codes = np.array([reasons.index(each) for each in lows.reasons], np.int16)
    grid = lows.grids[LOW]
    grid = grid._replace(missing=codes[grid.missing])
    missing = run.measured.years.index(lows.years[0])
    grids = {**run.measured.grids, LOW: _later(grid, missing, reasons.index(_BEFORE))}
    measured = run.measured._replace(grids=grids, reasons=tuple(reasons))
    return replace(run, measured=measured)


_BEFORE = Missing(Why.NO_ROW, NO_ROW, applicable=False)
"""Of the years before the tables."""


def _are_judged(methodology: Methodology) -> bool:
    judged = (methodology.indicators[name] for name in _judged(methodology))
    return any(
        isinstance(each, Measure) and each.measure == "low_share" and each.each == "assessment"
        for each in judged
    )


def _judged(methodology: Methodology) -> tuple[str, ...]:
    names = judged_indicators(methodology, methodology.score or IMPLICIT_SCORE)
    return tuple(name for name in names if name in methodology.indicators)


def _later(grid: Grid, years: int, why: int) -> Grid:
    """Put years before those of a grid, in which it has no values."""
    if not years:
        return grid
    before = ((0, 0), (years, 0), (0, 0))
    return grid._replace(
        value=np.pad(grid.value, before, constant_values=np.nan),
        missing=np.pad(grid.missing, before, constant_values=np.int16(why)),
        numerator=None if grid.numerator is None else np.pad(grid.numerator, before),
        denominator=None if grid.denominator is None else np.pad(grid.denominator, before),
        error=None if grid.error is None else np.pad(grid.error, before),
    )
