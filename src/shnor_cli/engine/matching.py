"""What two years are compared by: results of the same school and assessment, there in both.

A share of other schools or other assessments is another share, and its change is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology, indicators_of
from shnor_cli.engine.lows import low_by_assessment
from shnor_cli.engine.measure import measure
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Assessment, Grid, Measured

Count = tuple[int, int]
"""What is counted and out of how many."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Low results of the same assessments in two years, added up."""

    was: int
    was_of: int
    now: int
    now_of: int

    @property
    def change(self) -> Fraction:
        """The share now less the share then."""
        return Fraction(self.now, self.now_of) - Fraction(self.was, self.was_of)

    def __bool__(self) -> bool:
        return bool(self.was_of and self.now_of)

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(
            self.was + other.was,
            self.was_of + other.was_of,
            self.now + other.now,
            self.now_of + other.now_of,
        )


NOTHING = Shares(0, 0, 0, 0)

Matched = tuple[tuple[Assessment, Shares], ...]


def matched(was: Mapping[Assessment, Count], now: Mapping[Assessment, Count]) -> Matched:
    """Return the assessments that a school has in both years, sorted."""
    return tuple((each, Shares(*was[each], *now[each])) for each in sorted({*was} & {*now}))


def total(pairs: Matched) -> Shares:
    """Add up what is matched; zeros where nothing is."""
    return sum((shares for _, shares in pairs), NOTHING)


@dataclass(frozen=True)
class Behind:
    """What the values of an indicator are made of, assessment by assessment."""

    grids: tuple[Grid, ...]
    years: tuple[int, ...]

    def of(self, school: int | None, year: int) -> Mapping[Assessment, Count]:
        """Return the assessments that a school has in a year, with what is counted of each.

        Counts are those of the last measure that has an assessment.
        """
        if school is None or year not in self.years:  # what stands in columns holds before them
            return {}
        at = self.years.index(year)
        return {
            grid.slices[place]: _count(grid, (school, at, place))
            for grid in self.grids
            for place in np.flatnonzero(grid.missing[school, at] == KNOWN).tolist()
        }


def _count(grid: Grid, cell: tuple[int, int, int]) -> Count:
    low, whole = (
        0 if each is None else int(each[cell]) for each in (grid.numerator, grid.denominator)
    )
    return low, whole


def lows(run: Identification) -> Behind:
    """Return the low results of the assessments that the methodology takes."""
    measured = low_by_assessment(run)
    return Behind((), (run.year,)) if measured is None else _behind(measured)


def behind(run: Identification, indicator: str) -> Behind:
    """Measure singly what an indicator of a run pools: what it drops is dropped here, too."""
    methodology = run.methodology
    singly = {
        name: methodology.indicators[name].model_copy(update=_SINGLY)
        for name in _measures(methodology, indicator)
    }
    alone = {"indicators": singly, "criteria": {}, "categories": (), "score": indicator}
    return _behind(measure(run.results, methodology.model_copy(update=alone), run.year))


_SINGLY = {"each": "assessment", "min_participants": None}


def _behind(measured: Measured) -> Behind:
    return Behind(tuple(measured.grids.values()), measured.years)


def _measures(methodology: Methodology, indicator: str) -> Iterator[str]:
    kind = methodology.indicators.get(indicator)
    if isinstance(kind, Measure):
        yield indicator
    elif kind is not None:
        for part in indicators_of(kind):
            yield from _measures(methodology, part)
