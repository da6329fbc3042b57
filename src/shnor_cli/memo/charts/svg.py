"""A chart as SVG: for the page inline and for the pdf as a picture.

Only what every renderer draws: rectangles, lines, paths and lines of text; no styles, no ids, so
that charts of one page cannot disturb each other. Every value is in a `<title>` that shows when
pointed at, whether it is labelled or not.
"""

from collections.abc import Iterator
from html import escape

from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.charts.labels import labels
from shnor_cli.memo.charts.plots import (
    NAME_SIZE,
    NAMES,
    WIDTH,
    Area,
    Ticks,
    axes_of,
    colour_of,
    height_of,
    is_above,
    is_dashed,
    is_labelled,
    labels_of,
    lines_of_name,
    mark_of,
    names_of,
    room_of_names,
    shortened,
    slot_of,
    ticks_of,
    value_in_words,
    width_of,
    within,
    wrapped,
)
from shnor_cli.memo.charts.shapes import (
    FAINT,
    GRID,
    INK,
    LINE,
    SIZE,
    SMALL,
    along,
    lines_of,
    mark,
    over,
    path,
    pointed,
    rectangle,
    stroke,
    text,
    turned,
    up,
)
from shnor_cli.russian import number

_TURNED = 170
"""Room for names written from the bottom up."""
_NARROW = 74
"""Names under columns narrower than this are turned."""
_MOST_LINES = 4
"""Of a name below a column."""


def svg(chart: Chart) -> str:
    """Return a chart as one `<svg>` element, `WIDTH` wide, with its alt text."""
    head, top = _head(chart)
    match chart.form:
        case "bars":
            body, bottom = _bars(chart, top)
        case "columns" | "lines":
            body, bottom = _upright(chart, top)
        case "points":
            body, bottom = _points(chart, top)
    legend, height = _legend(chart, bottom)
    alt = escape(chart.alt)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" role="img" aria-label="{alt}" '
        f"font-family=\"'Liberation Serif','Times New Roman',Tinos,Times,serif\" "
        f'font-size="{SIZE}" fill="{INK}">'
        f"<desc>{alt}</desc>{head}{''.join(body)}{legend}</svg>"
    )


def _head(chart: Chart) -> tuple[str, float]:
    lines = wrapped(chart.title, WIDTH - 20, 14, 3) if chart.title else ()
    said = [
        text(line, WIDTH / 2, 15 + 17 * place, "middle", 14) for place, line in enumerate(lines)
    ]
    return "".join(said), 17.0 * len(lines) + 8


# --- bars ----------------------------------------------------------------------------------------


def _bars(chart: Chart, top: float) -> tuple[list[str], float]:
    names = [wrapped(each, NAMES, NAME_SIZE, lines_of_name(chart)) for each in labels_of(chart)]
    axis = ticks_of([value for each in chart.series for value in each.values], chart.unit)
    slot = slot_of(chart)
    left = room_of_names(chart) + 8
    title = LINE + 4 if chart.y_title else 0
    area = Area(left, top + title, WIDTH - 62, top + title + slot * len(names))
    drawn = _vertical_grid(axis, area, chart.unit, chart.x_title)
    if chart.y_title:
        drawn.append(text(chart.y_title, 0, top + 6, size=SMALL))
    at = area.top
    for place, lines in enumerate(names):
        drawn += lines_of(lines, left - 6, at + slot / 2, "end")
        drawn += _group(chart, place, axis, area, (at, slot))
        at += slot
    zero = along(axis, area, 0)
    drawn.append(stroke(zero, area.top, zero, area.bottom, FAINT))
    return drawn, area.bottom + 20 + (16 if chart.x_title else 0)


def _group(
    chart: Chart, place: int, axis: Ticks, area: Area, slot: tuple[float, float]
) -> Iterator[str]:
    at, high = slot
    thick = min(17.0, high * 0.74 / len(chart.series))
    start = at + (high - thick * len(chart.series)) / 2
    for number_, series in enumerate(chart.series):
        value = series.values[place]
        y = start + thick * number_
        if value is None:
            continue
        said = value_in_words(chart, value)
        zero, end = along(axis, area, 0), along(axis, area, value)
        bar = rectangle(
            min(zero, end), y, abs(end - zero), thick - 1, colour_of(chart, number_, place)
        )
        beside = (end + 5, "start") if value >= 0 else (end - 5, "end")
        label = text(said, beside[0], y + thick / 2 + 3, beside[1], size=SMALL)
        yield pointed(_said_of(chart, number_, place, said), bar + label)


def _vertical_grid(axis: Ticks, area: Area, unit: str, title: str) -> list[str]:
    drawn = []
    for tick in axis.places:
        x = along(axis, area, tick)
        drawn.append(stroke(x, area.top, x, area.bottom, GRID))
        drawn.append(text(axis.written(tick, unit), x, area.bottom + 15, "middle", size=SMALL))
    if title:
        middle = (area.left + area.right) / 2
        drawn.append(text(title, middle, area.bottom + 31, "middle", size=SMALL))
    return drawn


# --- columns and lines ---------------------------------------------------------------------------


def _upright(chart: Chart, top: float) -> tuple[list[str], float]:
    axis = ticks_of([value for each in chart.series for value in each.values], chart.unit)
    left = _left_of(axis, chart.unit)
    area = Area(left, top + (22 if chart.y_title else 8), WIDTH - 14, height_of(chart))
    drawn = _horizontal_grid(axis, area, chart)
    band = (area.right - area.left) / max(1, len(chart.categories))
    names, below = _names_below(chart, area, band)
    drawn += names
    drawn += (_columns if chart.form == "columns" else _lines)(chart, axis, area, band)
    zero = up(axis, area, 0)
    drawn.append(stroke(area.left, zero, area.right, zero, FAINT))
    if chart.x_title:
        middle = (area.left + area.right) / 2
        drawn.append(text(chart.x_title, middle, below + 12, "middle", size=SMALL))
        below += 18
    return drawn, below


def _left_of(axis: Ticks, unit: str) -> float:
    return max(width_of(axis.written(tick, unit), SMALL) for tick in axis.places) + 12


def _horizontal_grid(axis: Ticks, area: Area, chart: Chart) -> list[str]:
    drawn = []
    for tick in axis.places:
        y = up(axis, area, tick)
        drawn.append(stroke(area.left, y, area.right, y, GRID))
        said = axis.written(tick, chart.unit)
        drawn.append(text(said, area.left - 6, y + 4, "end", size=SMALL))
    if chart.y_title:
        drawn.append(text(chart.y_title, 0, area.top - 12, size=SMALL))
    return drawn


def _names_below(chart: Chart, area: Area, band: float) -> tuple[list[str], float]:
    drawn: list[str] = []
    lowest = area.bottom
    is_turned = band < _NARROW and any(
        width_of(each, SMALL) > band - 6 for each in chart.categories
    )
    room = within(_TURNED, SMALL) if is_turned else within(band - 6, SMALL, _MOST_LINES)
    for place, name in enumerate(labels(chart.categories, room)):
        x = area.left + band * (place + 0.5)
        if is_turned:
            drawn.append(turned(name, x + 4, area.bottom + 8))
            lowest = max(lowest, area.bottom + 10 + width_of(name, SMALL))
        else:
            lines = wrapped(name, band - 6, SMALL, _MOST_LINES)
            middle = area.bottom + 6 + LINE * len(lines) / 2
            drawn += lines_of(lines, x, middle, "middle", size=SMALL)
            lowest = max(lowest, area.bottom + 8 + LINE * len(lines))
    return drawn, lowest


def _columns(chart: Chart, axis: Ticks, area: Area, band: float) -> Iterator[str]:
    thick = min(56.0, band * 0.78 / len(chart.series))
    for place in range(len(chart.categories)):
        start = area.left + band * (place + 0.5) - thick * len(chart.series) / 2
        for number_, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            said = value_in_words(chart, value)
            x, zero, end = start + thick * number_, up(axis, area, 0), up(axis, area, value)
            drawn = rectangle(
                x, min(zero, end), thick - 1, abs(end - zero), colour_of(chart, number_, place)
            )
            if is_labelled(chart):
                y = end - 4 if value >= 0 else end + 12
                drawn += text(said, x + thick / 2, y, "middle", size=SMALL)
            yield pointed(_said_of(chart, number_, place, said), drawn)


def _lines(chart: Chart, axis: Ticks, area: Area, band: float) -> Iterator[str]:
    for number_, series in enumerate(chart.series):
        spots = [
            None if value is None else (area.left + band * (at + 0.5), up(axis, area, value))
            for at, value in enumerate(series.values)
        ]
        yield path(spots, colour_of(chart, number_), dashed=is_dashed(chart, number_))
        for place, (spot, value) in enumerate(zip(spots, series.values, strict=True)):
            if spot is None or value is None:
                continue
            said = value_in_words(chart, value)
            drawn = mark(mark_of(number_), *spot, colour_of(chart, number_, place))
            if is_labelled(chart):
                y = spot[1] - 8 if is_above(chart, number_) else spot[1] + 16
                drawn += over(said, spot[0], y, "middle")
            yield pointed(_said_of(chart, number_, place, said), drawn)


# --- a cloud of points ---------------------------------------------------------------------------


def _points(chart: Chart, top: float) -> tuple[list[str], float]:
    x, y = axes_of(chart)
    left = _left_of(y, chart.unit)
    area = Area(left, top + (22 if chart.y_title else 8), WIDTH - 20, height_of(chart))
    drawn = _horizontal_grid(y, area, chart) + _vertical_grid(x, area, "", chart.x_title)
    order = sorted(range(len(chart.series)), key=lambda place: not chart.series[place].is_line)
    for number_ in order:
        drawn += _cloud(chart, number_, (x, y), area)
    for name in names_of(chart, area):
        series = chart.series[name.series]
        at, value = series.at[name.place] or 0.0, series.values[name.place] or 0.0
        drawn.append(_beside(name.text, name.side, along(x, area, at), up(y, area, value)))
    return drawn, area.bottom + (36 if chart.x_title else 20)


def _cloud(chart: Chart, place: int, axes: tuple[Ticks, Ticks], area: Area) -> Iterator[str]:
    series = chart.series[place]
    spots = [
        None
        if at is None or value is None
        else (along(axes[0], area, at), up(axes[1], area, value))
        for at, value in zip(series.at, series.values, strict=True)
    ]
    if series.is_line:
        yield path(spots, colour_of(chart, place), dashed=is_dashed(chart, place), width=1.3)
        return
    for index, (spot, at, value) in enumerate(zip(spots, series.at, series.values, strict=True)):
        if spot is not None and at is not None and value is not None:
            said = f"{value_in_words(chart, value)} ({number(at)})"
            drawn = mark(mark_of(place), *spot, colour_of(chart, place, index))
            yield pointed(_said_of(chart, place, index, said), drawn)


def _beside(text: str, side: str, x: float, y: float) -> str:
    dx, dy, anchor = {
        "r": (7, 4, "start"),
        "l": (-7, 4, "end"),
        "t": (0, -9, "middle"),
        "b": (0, 16, "middle"),
    }[side]
    return over(text, x + dx, y + dy, anchor)


# --- the legend ----------------------------------------------------------------------------------


def _legend(chart: Chart, top: float) -> tuple[str, float]:
    if len(chart.series) < 2:  # noqa: PLR2004 - one needs no telling apart
        return "", top + 6
    drawn: list[str] = []
    x, y = 14.0, top + 14
    for place, series in enumerate(chart.series):
        name = shortened(series.name, WIDTH - 60, SMALL)
        width = 34 + width_of(name, SMALL) + 16
        if x > 14 and x + width > WIDTH:  # noqa: PLR2004 - not the first of its line
            x, y = 14.0, y + 17
        drawn.append(_key(chart, place, x, y) + text(name, x + 34, y, size=SMALL))
        x += width
    return "".join(drawn), y + 10


def _key(chart: Chart, place: int, x: float, y: float) -> str:
    colour = colour_of(chart, place)
    if chart.form in ("bars", "columns"):
        return rectangle(x + 8, y - 10, 20, 11, colour)
    sign = mark(mark_of(place), x + 15, y - 4, colour)
    if chart.form == "points" and not chart.series[place].is_line:
        return sign
    line = path([(x, y - 4), (x + 30, y - 4)], colour, dashed=is_dashed(chart, place))
    return line if chart.form == "points" else line + sign


def _said_of(chart: Chart, series: int, place: int, said: str) -> str:
    about = [chart.categories[place], chart.series[series].name if chart.series[1:] else ""]
    return f"{', '.join(each for each in about if each)}: {said}".removeprefix(": ")
