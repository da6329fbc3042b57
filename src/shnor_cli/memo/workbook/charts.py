"""The sheet of charts: schools by the value that orders them, and those found beside the others.

Charts are Excel's own. Their numbers stand on the same sheet, right of what is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np

from shnor_cli.criteria.basis import judged_indicators
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import Scale, indicator_title, scale_of
from shnor_cli.memo.words.findings import (
    found_categories,
    in_category,
    judged,
    score_name,
    standing,
)
from shnor_cli.memo.words.sources import shown_years
from shnor_cli.memo.workbook.sheets import Book, number_format, quantity
from shnor_cli.model import Grid
from shnor_cli.putting import printable
from shnor_cli.russian import exact, quote, school_year

_SHEET = "Диаграммы"
_MOST_SCHOOLS, _MOST_SLICES = 40, 16
_LONGEST_NAME = 48
"""A longer name leaves no room for the bar."""

_COLOURS = ("#C0504D", "#E6A15C", "#D9C27E", "#B7A6C9")
_OTHERS, _UNDECIDED = "#8FA9C4", "#BDBDBD"

_HEIGHT, _LEFT, _RIGHT = 920, 700, 620
"""Pixels of the charts; together they have the sides of a page in landscape."""
_AROUND, _BAR, _GAP = 160, 40, 10
_COLUMN, _ROW = 64, 20
"""Pixels of columns and rows whose size nobody set."""
_DATA = -(-(_LEFT + _RIGHT) // _COLUMN) + 1
"""The first column of the numbers."""


class _Series(NamedTuple):
    name: str
    colour: str
    values: Sequence[Fraction | None]
    """One for each name of the axis."""


class _Chart(NamedTuple):
    kind: Literal["bar", "line"]
    title: str
    scale: Scale
    names: Sequence[str]
    series: Sequence[_Series]
    is_split: bool = False
    """The series are parts of one: each name has a value in one of them."""


def write_charts(book: Book, found: Identification, verdicts: Sequence[Verdict]) -> None:
    """Write the sheet of charts; no sheet where there is nothing to draw."""
    schools = list(_by_score(found, verdicts))
    others = [*_by_slice(found, verdicts), *_by_year(found, verdicts)]
    if not schools and not others:
        return
    sheet = book.add_sheet(_SHEET)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, _HEIGHT // _ROW, _DATA - 2)
    height = _HEIGHT // max(len(others), 1)
    places = [
        *((chart, (0, 0), (_LEFT, _HEIGHT)) for chart in schools),
        *((chart, (_LEFT, place * height), (_RIGHT, height)) for place, chart in enumerate(others)),
    ]
    row = 0
    for chart, (left, top), (width, tall) in places:
        drawn = _draw(book, chart, row)
        _write_numbers(book, sheet, chart, row)
        drawn.set_size({"width": width - 10, "height": tall - 10})
        sheet.insert_chart(0, 0, drawn, {"x_offset": left, "y_offset": top})
        row += len(chart.names) + 3
    sheet.set_column(_DATA, _DATA, 40)
    sheet.set_column(_DATA + 1, _DATA + 6, 16)


def _height(chart: _Chart, others: int) -> int:
    """Return the height of a chart: schools have the left side, bars most of the right one."""
    if chart.kind == "bar" and (chart.is_split or others == 1):
        return min(_HEIGHT, _AROUND + _BAR * len(chart.names) * (1 if chart.is_split else 2))
    if others == 1:
        return _HEIGHT // 2
    return _HEIGHT * 2 // 3 if chart.kind == "bar" else _HEIGHT // 3


def _by_score(found: Identification, verdicts: Sequence[Verdict]) -> Iterator[_Chart]:
    """Yield the chart of schools, a colour for each category."""
    drawn = [each for each in judged(verdicts) if each.score is not None]
    if not drawn:
        return
    shown = drawn[:_MOST_SCHOOLS]
    name = score_name(found)
    first = f" (первые {len(shown)} школ списка)" if len(drawn) > len(shown) else ""
    title = quote(indicator_title(found.methodology, name))
    yield _Chart(
        "bar",
        f"{title} по школам, {school_year(found.year)}{first}",
        scale_of(found.methodology, name),
        [_short(each.school.name) for each in shown],
        [
            _Series(
                kind,
                colour,
                [exact(v.score or 0.0) if standing(v) == kind else None for v in shown],
            )
            for kind, colour in _colours(found, shown).items()
        ],
        is_split=True,
    )


def _colours(found: Identification, verdicts: Sequence[Verdict]) -> Mapping[str, str]:
    """Return the kinds of the schools in the order of the list, and their colours."""
    names = [category.name for category in found_categories(found)]
    found_colours = dict(zip(names, (*_COLOURS, *_COLOURS[-1:] * len(names)), strict=False))
    return {
        standing(each): found_colours.get(
            each.category or "", _UNDECIDED if each.possible[1:] else _OTHERS
        )
        for each in verdicts
    }


def _short(name: str) -> str:
    said = printable(name)
    return said if len(said) <= _LONGEST_NAME else f"{said[: _LONGEST_NAME - 1]}…"


def _by_slice(found: Identification, verdicts: Sequence[Verdict]) -> Iterator[_Chart]:
    """Yield the chart of shares by assessment in the report year."""
    grid = next((grid for grid in _shares(found) if grid.sliced), None)
    if grid is None:
        return
    year = found.measured.year(found.year)
    places = [
        (each.title, year, place)
        for place, each in enumerate(grid.slices)
        if grid.denominator is not None and grid.denominator[:, year, place].max(initial=0) > 0
    ]
    title = f"{quote(indicator_title(found.methodology, grid.indicator))}, "
    yield from _compared(
        found, verdicts, grid, ("bar", title + school_year(found.year)), places[:_MOST_SLICES]
    )


def _by_year(found: Identification, verdicts: Sequence[Verdict]) -> Iterator[_Chart]:
    """Yield the chart of the pooled share by years."""
    grid = next((each for each in _shares(found) if each.indicator == score_name(found)), None)
    years = [year for year in shown_years(found) if year in found.measured.years]
    if grid is None or grid.sliced or not years[1:]:
        return
    places = [(school_year(year), found.measured.year(year), 0) for year in years]
    title = f"{quote(indicator_title(found.methodology, grid.indicator))} по годам"
    yield from _compared(found, verdicts, grid, ("line", title), places)


def _shares(found: Identification) -> Iterator[Grid]:
    """Yield the shares that categories and the list rest on."""
    for name in judged_indicators(found.methodology, score_name(found)):
        grid = found.measured.grids.get(name)
        scale = scale_of(found.methodology, name)
        is_share = scale.is_share and not scale.is_difference
        if grid is not None and grid.numerator is not None and is_share:
            yield grid


def _compared(
    found: Identification,
    verdicts: Sequence[Verdict],
    grid: Grid,
    look: tuple[Literal["bar", "line"], str],
    places: Sequence[tuple[str, int, int]],
) -> Iterator[_Chart]:
    """Yield a chart of pooled shares: the first category beside the others, or all schools."""
    series = [
        _Series(name, colour, [_pooled(grid, schools, year, k) for _, year, k in places])
        for name, colour, schools in _groups(found, verdicts)
    ]
    if any(value is not None for each in series for value in each.values):
        scale = scale_of(found.methodology, grid.indicator)
        yield _Chart(*look, scale, [name for name, _, _ in places], series)


def _groups(
    found: Identification, verdicts: Sequence[Verdict]
) -> Iterator[tuple[str, str, Sequence[int]]]:
    every = judged(verdicts)
    first = found_categories(found)[:1]
    chosen = in_category(verdicts, first[0].name) if first else []
    if not chosen or len(chosen) == len(every):
        yield "все оценённые школы", _OTHERS, [each.index for each in every]
        return
    yield first[0].name, _COLOURS[0], [each.index for each in chosen]
    rest = [each.index for each in every if each.category != first[0].name]
    yield "остальные оценённые школы", _OTHERS, rest


def _pooled(grid: Grid, schools: Sequence[int], year: int, place: int) -> Fraction | None:
    """Return a ratio of sums over schools, never a mean of shares."""
    if grid.numerator is None or grid.denominator is None:
        return None
    rows = np.asarray(schools, np.intp)
    rows = rows[grid.missing[rows, year, place] == 0]
    whole = int(grid.denominator[rows, year, place].sum())
    counted = int(grid.numerator[rows, year, place].sum())
    return Fraction(counted, grid.scale * whole) if whole > 0 else None


def _write_numbers(book: Book, sheet: Any, chart: _Chart, row: int) -> None:  # noqa: ANN401
    sheet.write_string(row, _DATA, chart.title, book.looks())
    for place, each in enumerate(chart.series, start=1):
        sheet.write_string(row + 1, _DATA + place, printable(each.name), book.looks(wrap=True))
    for below, name in enumerate(chart.names, start=row + 2):
        sheet.write_string(below, _DATA, printable(name), book.looks())
        for place, each in enumerate(chart.series, start=1):
            value = each.values[below - row - 2]
            if value is not None:
                cell = quantity(chart.scale, value)
                sheet.write_number(below, _DATA + place, cell.value, book.looks(cell.format))


def _draw(book: Book, chart: _Chart, row: int) -> Any:  # noqa: ANN401 - the library has no types
    drawn = book.book.add_chart({"type": chart.kind})
    first, last = row + 2, row + 1 + len(chart.names)
    form = "General" if chart.scale.as_given else number_format(chart.scale, chart.scale.digits)
    small = {"size": 8}
    for place, each in enumerate(chart.series, start=1):
        values = [None if v is None else quantity(chart.scale, v).value for v in each.values]
        drawn.add_series(
            {
                # what is written is not kept, so the chart is told its numbers
                "name": [_SHEET, row + 1, _DATA + place],
                "name_data": [printable(each.name)],
                "categories": [_SHEET, first, _DATA, last, _DATA],
                "categories_data": [printable(name) for name in chart.names],
                "values": [_SHEET, first, _DATA + place, last, _DATA + place],
                "values_data": values,
                "data_labels": {"value": True, "num_format": form, "font": small},
                **_painted(chart, each.colour),
            }
        )
    drawn.set_title({"name": printable(chart.title), "name_font": {"size": 11}, "overlay": False})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    _set_axes(drawn, chart, small)
    return drawn


def _set_axes(drawn: Any, chart: _Chart, font: Mapping[str, object]) -> None:  # noqa: ANN401
    """Name what is compared; bars go down the page and say their values themselves."""
    names = {"num_font": font, "interval_unit": 1, "label_position": "low"}
    values: dict[str, object] = {"num_font": font, "num_format": number_format(chart.scale, 0)}
    if chart.scale.is_share and not chart.scale.is_difference:
        values["min"] = 0
    if chart.kind == "line":
        drawn.set_x_axis(names)
        drawn.set_y_axis(values)
    else:
        drawn.set_x_axis({**values, "visible": False, "major_gridlines": {"visible": False}})
        drawn.set_y_axis({**names, "reverse": True})


def _painted(chart: _Chart, colour: str) -> Mapping[str, object]:
    paint = {"color": colour}
    if chart.kind == "line":
        return {"line": {**paint, "width": 2.25}, "marker": {"type": "circle", "fill": paint}}
    return {"fill": paint, "gap": 40, **({"overlap": 100} if chart.is_split else {})}
