"""What a value is made of: the parts of points, formulas, composites, changes and residuals."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.indicators import Band, Change, Composite, Points
from shnor_cli.criteria.methodology import indicators_of
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.composite import normalised
from shnor_cli.engine.counts import Counts
from shnor_cli.engine.exact import Cell, Exact, holds
from shnor_cli.engine.findings import Fact, Findings
from shnor_cli.engine.grounds import value_at
from shnor_cli.engine.population import compared_schools, grouped_schools
from shnor_cli.model import Assessment, Flags


class Part(NamedTuple):
    """A value that another one is made of."""

    fact: Fact
    """The value, compared with nothing."""
    band: Band | None
    """Of what is turned into points: the band it fell in."""
    weight: Fraction | None
    """Of a part of a composite: its weight, and the part brought to the common scale."""
    scaled: float | None
    parts: tuple["Part", ...]


def parts_of_value(found: Findings, school: int, fact: Fact) -> tuple[Part, ...]:
    """Return what the value of a fact is made of; nothing where it is counted or read."""
    return _parts_of(found, school, fact, {})


_Known = dict[tuple[str, int, Assessment], tuple[Part, ...]]
"""Parts of values by indicator, year and slice: many values may rest on one."""


def _parts_of(found: Findings, school: int, fact: Fact, known: _Known) -> tuple[Part, ...]:
    key = fact.indicator, fact.year, fact.slice
    if key not in known:
        known[key] = tuple(_parts(found, school, fact, known))
    return known[key]


def _parts(found: Findings, school: int, whole: Fact, known: _Known) -> Iterator[Part]:
    kind = found.methodology.indicators[whole.indicator]
    for fact in facts_behind(found, school, whole):
        yield Part(
            fact,
            _band(found, school, kind, whole, fact) if isinstance(kind, Points) else None,
            kind.composite[fact.indicator] if isinstance(kind, Composite) else None,
            _scaled(found, school, kind, fact) if isinstance(kind, Composite) else None,
            _parts_of(found, school, fact, known),
        )


def facts_behind(found: Findings, school: int, whole: Fact) -> Iterator[Fact]:
    """Yield the values that the value of a fact is made of, compared with nothing."""
    kind = found.methodology.indicators[whole.indicator]
    for name in indicators_of(kind):
        for year in _years(kind, whole.year):
            fact = _part_at(found, school, name, year, whole)
            if fact is not None:
                yield fact


def _years(kind: object, year: int) -> tuple[int, ...]:
    return (year, year - kind.years) if isinstance(kind, Change) else (year,)


def _part_at(found: Findings, school: int, name: str, year: int, whole: Fact) -> Fact | None:
    """Return a part on the slice of the whole; None where it has no such slice or year."""
    grid = found.measured.grids[name]
    if year not in found.measured.years or (grid.sliced and whole.slice not in grid.slices):
        return None
    place = grid.slices.index(whole.slice) if grid.sliced else 0
    return value_at(found, school, name, (found.measured.year(year), place))


def _cell(found: Findings, school: int, fact: Fact) -> Cell:
    slices = found.measured.grids[fact.indicator].slices
    return school, found.measured.year(fact.year), slices.index(fact.slice)


def _band(found: Findings, school: int, points: Points, whole: Fact, base: Fact) -> Band | None:
    """Return the band that gave the points: the first that holds of those that give as many."""
    given = [
        band
        for band in points.bands
        if band.gives == whole.text or (whole.value is not None and _gives(band, whole.value))
    ]
    if not given or base.value is None:
        return None
    measured, compared = found.measured, _compared(found)
    exact = Exact(found.results, found.methodology, measured.years, measured.grids, compared)
    value = exact.value(base.indicator, _cell(found, school, base))
    value = Fraction(base.value) if value is None else value
    return next((band for band in given if holds(band, value)), given[0])


def _gives(band: Band, points: float) -> bool:
    return not isinstance(band.gives, str) and float(band.gives) == points


def _scaled(found: Findings, school: int, whole: Composite, fact: Fact) -> float | None:
    """Return a part of a composite brought to the common scale; None where it stays as it is."""
    if whole.method(fact.indicator) == "none" or fact.value is None:
        return None
    years, grids = found.measured.years, dict(found.measured.grids)
    inputs = (found.results, found.methodology, years, _compared(found), Counts({}))
    bench = Bench(*inputs, grids=grids)
    value = float(
        normalised(bench, whole, fact.indicator).brought.value[_cell(found, school, fact)]
    )
    return None if np.isnan(value) else value


def _compared(found: Findings) -> Flags:
    schools, measured = found.results.schools, found.measured
    grouped = grouped_schools(found.methodology, len(schools), found.excluded)
    return compared_schools(grouped, schools, measured.years, measured.present)
