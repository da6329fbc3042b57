"""A small workbook with the numbers of a chart, and the chart itself in XlsxWriter's words."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.charts.beside import FULL_NAMES
from shnor_cli.memo.charts.plots import (
    NAME_SIZE,
    NAMES,
    WIDTH,
    Ticks,
    area_of_points,
    axes_of,
    colour_of,
    height_of,
    is_above,
    is_dashed,
    is_labelled,
    labels_of,
    lines_of_name,
    mark_of,
    room_of_names,
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
_TITLE = 34


class Spot(NamedTuple):
    """Where the numbers of a chart stand: a sheet, the row of their names, their first column."""

    sheet: str = SHEET
    row: int = 0
    column: int = 0


class Column(NamedTuple):
    """A column of the numbers or names of a chart."""

    name: str
    cells: Sequence[str | float | None]


def workbook(chart: Chart) -> bytes:
    """Return the workbook with the numbers of a chart."""
    content = io.BytesIO()
    book = _book(content)
    book.set_properties({"created": _NEVER})
    sheet = book.add_worksheet(SHEET)
    for place, column in enumerate(columns(chart)):
        sheet.write_string(0, place, column.name)
        for row, cell in enumerate(column.cells, start=1):
            if isinstance(cell, str):
                sheet.write_string(row, place, cell)
            elif cell is not None:
                sheet.write_number(row, place, cell)
    sheet.set_column(0, 0, 40)
    book.close()
    return repacked(content.getvalue())


def in_xml(chart: Chart) -> str:
    """Return a chart as XlsxWriter writes it into a workbook, without writing one."""
    made, content = drawn(_book(io.BytesIO()), chart, Spot()), io.StringIO()
    made.id = 0
    made._set_xml_writer(content)  # noqa: SLF001 - XlsxWriter writes charts only with a workbook
    made._assemble_xml_file()  # noqa: SLF001 - the same
    return content.getvalue()


def _book(content: io.BytesIO) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(content, options)


def columns(chart: Chart) -> list[Column]:
    """Return the numbers of a chart as they stand side by side, its names before them."""
    names = labels_of(chart)
    found = [Column("", _broken(chart, names))]
    for series in chart.series:
        if chart.form == "points":
            found.append(Column(chart.x_title, series.at))
        found.append(Column(series.name, series.values))
    if names != chart.categories:
        found.append(Column(FULL_NAMES, chart.categories))
    return found


def _broken(chart: Chart, names: Sequence[str]) -> Sequence[str]:
    """Return names as the workbook has them: at the side of bars already broken into lines."""
    if chart.form != "bars":
        return names
    lines = lines_of_name(chart)
    return ["\n".join(wrapped(name, NAMES, NAME_SIZE, lines)) for name in names]


def drawn(book: Any, chart: Chart, spot: Spot) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    """Draw a chart of numbers that stand on a sheet; it is told them, should they not be kept."""
    kind = {"bars": "bar", "columns": "column", "lines": "line", "points": "scatter"}
    made = book.add_chart({"type": kind[chart.form]})
    written = columns(chart)
    # LibreOffice loses a series shorter than a later one
    rows = max(1, *(len(each.cells) for each in written))

    def cells(place: int) -> list[Any]:
        column = spot.column + place
        return [spot.sheet, spot.row + 1, column, spot.row + rows, column]

    for series in range(len(chart.series)):
        values = 2 * series + 2 if chart.form == "points" else series + 1
        along = values - 1 if chart.form == "points" else 0
        made.add_series(
            {
                "name": [spot.sheet, spot.row, spot.column + values],
                "name_data": [written[values].name],
                "categories": cells(along),
                "categories_data": _filled(written[along], rows),
                "values": cells(values),
                "values_data": _filled(written[values], rows),
                **_look(chart, series),
            }
        )
    size = _size(chart)
    made.set_title(
        {"name": chart.title, "name_font": _font(SIZE + 2, bold=True)}
        if chart.title
        else {"none": True}
    )
    made.set_legend(
        {"position": "bottom", "font": _font(SIZE)} if chart.series[1:] else {"none": True}
    )
    made.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    made.set_plotarea({"fill": {"none": True}, **_layout(chart)})
    _set_axes(made, chart, size)
    return made


def _filled(column: Column, rows: int) -> list[str | float | None]:
    cells = [
        int(each) if isinstance(each, float) and each.is_integer() else each
        for each in column.cells
    ]
    return [*cells, *[None] * (rows - len(cells))]


def _size(chart: Chart) -> float:
    """Return the size of the names, smaller where a page is full of bars."""
    if chart.form != "bars":
        return SIZE
    return max(_SMALLEST, min(SIZE, slot_of(chart) * 0.42))


def _layout(chart: Chart) -> dict[str, object]:
    """Return the place of the bars, beside which names are broken into what is left, or points."""
    tall = height_with_title(chart)
    above = tall - height_of(chart)
    match chart.form:
        case "bars":
            left = (room_of_names(chart) + 12) / WIDTH
            top = 0.02 + above / tall
            place = (left, top, 0.9 - left, slot_of(chart) * len(chart.categories) / tall)
        case "points":
            area = area_of_points(chart)
            place = (
                area.left / WIDTH,
                (area.top + above) / tall,
                (area.right - area.left) / WIDTH,
                (area.bottom - area.top) / tall,
            )
        case _:
            return {}
    return {"layout": dict(zip(("x", "y", "width", "height"), place, strict=True))}


def height_with_title(chart: Chart) -> int:
    """Return the height that goes with `WIDTH`, with room for a title above."""
    return height_of(chart) + (_TITLE if chart.title else 0)


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
