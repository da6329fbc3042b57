"""Bands of points: which values they leave out and which of them are never reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from shnor_cli.criteria.indicators import Band, Points
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import BOUND_WORDS, amount
from shnor_cli.criteria.ranges import Range, ranges_of


@dataclass(frozen=True, slots=True)
class _Cell:
    """A single value, or the open stretch between two of them; None is endless."""

    low: Fraction | None
    high: Fraction | None

    @property
    def sample(self) -> Fraction:
        """A value inside."""
        if self.low is None:
            return Fraction(0) if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2


def bands_amiss(methodology: Methodology) -> Iterator[tuple[str, str]]:
    """Yield (indicator, what is wrong with its bands)."""
    ranges = ranges_of(methodology)
    for name, points in methodology.indicators.items():
        if isinstance(points, Points):
            for fault in _faults(points, ranges[points.points], methodology):
                yield name, fault


def _faults(points: Points, limits: Range, methodology: Methodology) -> Iterator[str]:
    cells = _cells(points.bands, limits)
    found = [_first(points.bands, cell.sample) for cell in cells]
    for run in _runs(
        [cell for cell, band in zip(cells, found, strict=True) if band is None], cells
    ):
        yield f"значения {_stretch(run, points, methodology)} не входят ни в одну полосу"
    for position, band in enumerate(points.bands):
        if position not in found:
            said = _bounds(band, points, methodology)
            yield f"полоса {position + 1} ({said}) не достигается никогда"


def _cells(bands: tuple[Band, ...], limits: Range) -> list[_Cell]:
    """Cut the range at every bound: single values and the stretches between them, ascending."""
    numbers = {number for band in bands for _, number in band.bounds}
    ends = {end for end in (limits.low, limits.high) if end is not None}
    cuts = sorted(
        number
        for number in numbers | ends
        if (limits.low is None or number >= limits.low)
        and (limits.high is None or number <= limits.high)
    )
    if not cuts:
        return [_Cell(None, None)]
    cells = [] if limits.low is not None else [_Cell(None, cuts[0])]
    for low, high in pairwise(cuts):
        cells += [_Cell(low, low), _Cell(low, high)]
    cells.append(_Cell(cuts[-1], cuts[-1]))
    return cells if limits.high is not None else [*cells, _Cell(cuts[-1], None)]


def _first(bands: tuple[Band, ...], value: Fraction) -> int | None:
    return next((position for position, band in enumerate(bands) if _inside(band, value)), None)


def _inside(band: Band, value: Fraction) -> bool:
    return all(Range(value, value).certain(key, number) for key, number in band.bounds)


def _runs(chosen: list[_Cell], cells: list[_Cell]) -> Iterator[list[_Cell]]:
    run: list[_Cell] = []
    for cell in cells:
        if cell in chosen:
            run.append(cell)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stretch(run: list[_Cell], points: Points, methodology: Methodology) -> str:
    first, last = run[0], run[-1]
    measured = methodology.indicators[points.points]
    if len(run) == 1 and first.low is not None and first.low == first.high:
        return f"ровно {amount(first.low, measured, methodology)}"
    said = []
    if first.low is not None:
        word = "не менее" if first.low == first.high else "более"
        said.append(f"{word} {amount(first.low, measured, methodology)}")
    if last.high is not None:
        word = "не более" if last.low == last.high else "менее"
        said.append(f"{word} {amount(last.high, measured, methodology)}")
    return " и ".join(said) or "любые"


def _bounds(band: Band, points: Points, methodology: Methodology) -> str:
    measured = methodology.indicators[points.points]
    said = [
        f"{BOUND_WORDS[key]} {amount(bound, measured, methodology)}" for key, bound in band.bounds
    ]
    return " и ".join(said) or "без границ"
