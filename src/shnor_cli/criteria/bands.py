"""Bands of points: which values they leave out and which of them are never reached."""

from collections.abc import Iterator
from fractions import Fraction

from shnor_cli.criteria.indicators import Band, Points
from shnor_cli.criteria.intervals import Cell, Range, cells_of
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import BOUND_WORDS, amount
from shnor_cli.criteria.ranges import is_inside, ranges_of


def bands_amiss(methodology: Methodology) -> Iterator[tuple[str, str]]:
    """Yield (indicator, what is wrong with its bands)."""
    ranges = ranges_of(methodology)
    for name, points in methodology.indicators.items():
        if isinstance(points, Points):
            for fault in _faults(points, ranges[points.points], methodology):
                yield name, fault


def _faults(points: Points, limits: Range, methodology: Methodology) -> Iterator[str]:
    cells = cells_of((number for band in points.bands for _, number in band.bounds), limits)
    found = [_first(points.bands, cell.sample) for cell in cells]
    for run in _runs(
        [cell for cell, band in zip(cells, found, strict=True) if band is None], cells
    ):
        yield f"значения {_stretch(run, points, methodology)} не входят ни в одну полосу"
    for position, band in enumerate(points.bands):
        if position not in found:
            said = _bounds(band, points, methodology)
            yield f"полоса {position + 1} ({said}) не достигается никогда"


def _first(bands: tuple[Band, ...], value: Fraction) -> int | None:
    return next((position for position, band in enumerate(bands) if is_inside(band, value)), None)


def _runs(chosen: list[Cell], cells: list[Cell]) -> Iterator[list[Cell]]:
    run: list[Cell] = []
    for cell in cells:
        if cell in chosen:
            run.append(cell)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stretch(run: list[Cell], points: Points, methodology: Methodology) -> str:
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
