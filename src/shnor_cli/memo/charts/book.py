"""A small workbook with the numbers of a chart, and the chart itself in XlsxWriter's words."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.charts.plots import (
    NAME_SIZE,
    NAMES,
    WIDTH,
    Ticks,
    axes_of,
    colour_of,
    height_of,
    is_above,
    is_dashed,
    is_labelled,
    lines_of_name,
    mark_of,
    room_of_names,
    shortened,
    slot_of,
    ticks_of,
    wrapped,
)
from shnor_cli.putting import repacked
from shnor_cli.russian import NBSP

SHEET = "Данные"
FONT = "Times New Roman"
SIZE = 9.0
"""Of the words around the drawing, in points."""

_NEVER = datetime(1980, 1, 1)  # noqa: DTZ001 - the workbook has no zones
_INK, _GRID, _FAINT = "#222222", "#DDDDDD", "#777777"
_SMALLEST = 7.0
_LONGEST_NAME = 600
"""Longer names push their neighbours out of the drawing."""


class _Range(NamedTuple):
    """Where one column of numbers or names stands in the workbook: its name is in the first row."""

    column: int
    rows: int

    @property
    def name(self) -> list[Any]:
        """The cell of the name, as XlsxWriter asks for it."""
        return [SHEET, 0, self.column]

    @property
    def cells(self) -> list[Any]:
        """The cells, as XlsxWriter asks for them."""
        return [SHEET, 1, self.column, max(1, self.rows), self.column]


class _Column(NamedTuple):
    name: str
    cells: Sequence[str | float | None]


def workbook(chart: Chart, *, with_chart: bool) -> bytes:
    """Return the workbook of a chart, with the chart drawn in it or without."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"created": _NEVER})
    sheet = book.add_worksheet(SHEET)
    for place, column in enumerate(_columns(chart)):
        sheet.write_string(0, place, column.name)
        for row, cell in enumerate(column.cells, start=1):
            if isinstance(cell, str):
                sheet.write_string(row, place, cell)
            elif cell is not None:
                sheet.write_number(row, place, cell)
    sheet.set_column(0, 0, 40)
    if with_chart:
        sheet.insert_chart(0, 0, _drawn(book, chart))
    book.close()
    return repacked(content.getvalue())


def _columns(chart: Chart) -> Iterator[_Column]:
    yield _Column("", [_name(chart, name) for name in chart.categories])
    for series in chart.series:
        if chart.form == "points":
            yield _Column(chart.x_title, series.at)
        yield _Column(series.name, series.values)


def _name(chart: Chart, name: str) -> str:
    """Return a name as the workbook has it: at the side of bars already broken into lines."""
    if chart.form != "bars":
        return shortened(name, _LONGEST_NAME, NAME_SIZE)
    return "\n".join(wrapped(name, NAMES, NAME_SIZE, lines_of_name(chart)))


def _drawn(book: Any, chart: Chart) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    kind = {"bars": "bar", "columns": "column", "lines": "line", "points": "scatter"}
    drawn = book.add_chart({"type": kind[chart.form]})
    rows = max(len(chart.categories), *(len(each.values) for each in chart.series))
    for place in range(len(chart.series)):
        column = 2 * place + 2 if chart.form == "points" else place + 1
        values = _Range(column, rows)  # LibreOffice loses a series shorter than a later one
        along = _Range(column - 1 if chart.form == "points" else 0, rows)
        drawn.add_series(
            {
                "name": values.name,
                "categories": along.cells,
                "values": values.cells,
                **_look(chart, place),
            }
        )
    size = _size(chart)
    drawn.set_title(
        {"name": chart.title, "name_font": _font(SIZE + 2, bold=True)}
        if chart.title
        else {"none": True}
    )
    drawn.set_legend(
        {"position": "bottom", "font": _font(SIZE)} if chart.series[1:] else {"none": True}
    )
    drawn.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    drawn.set_plotarea({"fill": {"none": True}, **_layout(chart)})
    _set_axes(drawn, chart, size)
    return drawn


def _size(chart: Chart) -> float:
    """Return the size of the names, smaller where a page is full of bars."""
    if chart.form != "bars":
        return SIZE
    return max(_SMALLEST, min(SIZE, slot_of(chart) * 0.42))


def _layout(chart: Chart) -> dict[str, object]:
    """Return the place of the bars: names at their side are broken into what is left."""
    if chart.form != "bars":
        return {}
    left = (room_of_names(chart) + 12) / WIDTH
    high = slot_of(chart) * len(chart.categories) / height_of(chart)
    return {"layout": {"x": left, "y": 0.02, "width": 0.9 - left, "height": high}}


def _font(size: float, *, bold: bool = False) -> dict[str, object]:
    return {"name": FONT, "size": size, "bold": bold, "color": _INK}


def number_format(unit: str, digits: int) -> str:
    """Return a format with the decimal comma whatever the reader's locale, and the unit."""
    decimals = "." + "0" * digits if digits else ""
    said = unit.replace('"', "")
    return f"[$-419]#,##0{decimals}" + (f'"{NBSP}{said}"' if said else "")


def _look(chart: Chart, place: int) -> dict[str, object]:
    """Return how a series is drawn, in XlsxWriter's words."""
    series, colour = chart.series[place], f"#{colour_of(chart, place)}"
    line = {
        "color": colour,
        "width": 1.75,
        "dash_type": "dash" if _dashed(chart, place) else "solid",
    }
    mark = {
        "type": mark_of(place),
        "size": 6,
        "fill": {"color": colour},
        "border": {"color": colour if mark_of(place) == "x" else _INK, "width": 0.5},
    }
    match chart.form:
        case "lines":
            side = "above" if is_above(chart, place) else "below"
            return {"line": line, "marker": mark, **_labels(chart, side)}
        case "points" if series.is_line:
            return {"line": {**line, "width": 1.25}, "marker": {"type": "none"}}
        case "points":
            return {"line": {"none": True}, "marker": mark}
    points = [_own(chart, place, index) for index in range(len(series.colours))]
    return {
        "fill": {"color": colour},
        "border": {"color": _FAINT, "width": 0.5},
        "gap": 40 if chart.form == "bars" else max(60, 240 // len(series.values)),
        **({"points": points} if any(points) else {}),
        **_labels(chart, "outside_end"),
    }


def _dashed(chart: Chart, place: int) -> bool:
    drawn_as_line = chart.form == "lines" or chart.series[place].is_line
    return drawn_as_line and is_dashed(chart, place)


def _own(chart: Chart, place: int, index: int) -> dict[str, object] | None:
    own = colour_of(chart, place, index)
    if own == colour_of(chart, place):
        return None
    return {"fill": {"color": f"#{own}"}, "border": {"color": _FAINT, "width": 0.5}}


def _labels(chart: Chart, side: str) -> dict[str, object]:
    if not is_labelled(chart):
        return {}
    written = number_format(chart.unit, chart.digits)
    return {
        "data_labels": {
            "value": True,
            "num_format": written,
            "position": side,
            "font": _font(SIZE - 1),
        }
    }


def _set_axes(drawn: Any, chart: Chart, size: float) -> None:  # noqa: ANN401 - no types
    names: dict[str, object] = {
        "interval_unit": 1,
        "num_font": _font(size),
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
    }
    values = _axis_of_values(chart)
    titles = [
        {"name": title, "name_font": _font(SIZE)} if title else {}
        for title in (chart.x_title, chart.y_title)
    ]
    faint = {"line": {"color": _FAINT, "width": 0.75}}
    match chart.form:
        case "bars":  # the first name on top, the numbers below
            drawn.set_x_axis({**values, **titles[0], "line": {"none": True}})
            drawn.set_y_axis(
                {
                    **names,
                    **titles[1],
                    **faint,
                    "reverse": True,
                    "crossing": "max",
                    "major_gridlines": {"visible": False},
                    "label_position": "low",
                }
            )
        case "points":
            x, _ = axes_of(chart)
            along = _axis_of(x, "") | {"major_unit": x.step}
            drawn.set_x_axis({**along, **titles[0], **faint})
            drawn.set_y_axis({**values, **titles[1], "line": {"none": True}})
        case _:
            drawn.set_x_axis({**names, **titles[0], **faint, "label_position": "low"})
            drawn.set_y_axis({**values, **titles[1], "line": {"none": True}})


def _axis_of_values(chart: Chart) -> dict[str, object]:
    """Return an axis of numbers: round ticks are Word's own, so that they follow edited numbers."""
    return _axis_of(
        ticks_of([value for each in chart.series for value in each.values], chart.unit), chart.unit
    )


def _axis_of(ticks: Ticks, unit: str) -> dict[str, object]:
    digits = 0 if float(ticks.step).is_integer() else 1 if (ticks.step * 10).is_integer() else 2
    axis: dict[str, object] = {
        "num_format": number_format(unit, digits),
        "num_font": _font(SIZE),
        "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.75}},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
    }
    if ticks.low == 0:
        axis["min"] = 0
    if unit == "%" and ticks.high == 100:  # noqa: PLR2004 - there is no more than all
        axis |= {"max": 100, "major_unit": 20}
    return axis
