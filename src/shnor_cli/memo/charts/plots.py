"""What every drawing of a chart shares: its size, ticks, colours, marks, and what is labelled.

Colours are told apart in grey print too: dark against light, and lines by their dashes and marks.
The horizontal axis is `x` in every form: in bars it carries the numbers, elsewhere the names.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from shnor_cli.memo.blocks import Chart, Series
from shnor_cli.memo.charts.labels import Fits, labels, proper
from shnor_cli.russian import NBSP, number

DARK, MIDDLE, LIGHT = "8E1B1B", "C4703A", "C3CCD5"
"""What was found, what was found besides, and all the rest."""

PAIRS = (("8E1B1B", "C98F8F"), ("1F3F66", "8FA9C9"), ("2F5D34", "9DBF9F"), ("5A3A78", "B7A3CB"))
"""Lines of one kind: dark for what was found, pale for what it is compared with."""

WIDTH = 640
"""Width of a drawing; all its lengths are in the same unit."""

NAMES, NAME_SIZE = 250, 12
"""The longest line of names at the left of bars, and their size."""

_HEIGHT = 300
_AROUND = 60
"""Above and below bars."""
_LEAST = 72
"""Bars together: in a lower drawing LibreOffice breaks numbers in two."""
_TWO_LINES = 34
_TALLEST = 780
"""A drawing this tall fills a page with its caption and the few notes of a table above it."""

_PALETTE = (DARK, LIGHT, MIDDLE, "33373B")
_MARKS = ("circle", "square", "diamond", "triangle", "x")

_MOST_LABELS = 16
_MOST_LABELLED_LINES = 2
_MOST_LABELLED_YEARS = 6
_INTERVALS = 5


class Ticks(NamedTuple):
    """Round numbers along an axis."""

    low: float
    high: float
    step: float

    @property
    def places(self) -> tuple[float, ...]:
        """The numbers themselves."""
        count = round((self.high - self.low) / self.step)
        return tuple(self.low + self.step * place for place in range(count + 1))

    def share(self, value: float) -> float:
        """Return how far along the axis a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    def written(self, value: float, unit: str = "") -> str:
        """Write a number of the axis with just the decimals that its steps need."""
        digits = next(d for d in range(10) if abs(round(self.step, d) - self.step) < self.step / 99)
        return with_unit(number(value, digits), unit)


def ticks_of(values: Sequence[float | None], unit: str = "") -> Ticks:
    """Return ticks from zero, or from below it, over all the values; percents end at 100."""
    known = [each for each in values if each is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        high = 1.0
    rough = (high - low) / _INTERVALS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= rough * 0.999)
    top = math.ceil(high / step - 1e-9) * step
    if unit == "%" and high <= 100 < top:  # noqa: PLR2004 - all of them
        return Ticks(math.floor(low / 20) * 20.0, 100.0, 20.0)
    return Ticks(math.floor(low / step + 1e-9) * step, top, step)


def with_unit(said: str, unit: str) -> str:
    """Put a unit after a written number."""
    return f"{said}{NBSP}{unit}" if unit else said


def value_in_words(chart: Chart, value: float) -> str:
    """Write a value of a chart with its unit."""
    return with_unit(number(value, chart.digits), chart.unit)


def height_of(chart: Chart) -> int:
    """Return the height that goes with `WIDTH`."""
    if chart.form != "bars":
        return _HEIGHT if chart.form != "points" else _HEIGHT + 60
    return round(slot_of(chart) * max(1, len(chart.categories))) + _AROUND


def slot_of(chart: Chart) -> float:
    """Return the height of the room for one name and its bars."""
    bars = 24 if len(chart.series) == 1 else 12 * len(chart.series) + 12
    count = max(1, len(chart.categories))
    wanted = max(bars, _TWO_LINES) if _has_long_names(chart) else bars
    return min(max(wanted, _LEAST / count), (_TALLEST - _AROUND) / count)


def lines_of_name(chart: Chart) -> int:
    """Return on how many lines a name at the side of bars is written, if it needs them."""
    return 2 if _has_long_names(chart) and slot_of(chart) >= _TWO_LINES else 1


def room_of_names(chart: Chart) -> float:
    """Return how much room the names at the side of bars take, with a little air."""
    widest = max([60.0, *(width_of(each, NAME_SIZE) for each in chart.categories)])
    return min(widest, NAMES) * 1.06


def _has_long_names(chart: Chart) -> bool:
    return any(width_of(each, NAME_SIZE) > NAMES for each in chart.categories)


def colour_of(chart: Chart, series: int, place: int | None = None) -> str:
    """Return the colour of a series, or of one of its values, as six hexadecimal digits."""
    drawn = chart.series[series]
    if place is not None and drawn.colours[place : place + 1]:
        return drawn.colours[place] or colour_of(chart, series)
    if drawn.colour:
        return drawn.colour
    if chart.form == "points":
        return LIGHT if series == 0 else DARK
    return _PALETTE[series % len(_PALETTE)]


def mark_of(series: int) -> str:
    """Return the form of the marks of a series, as both OOXML and we call it."""
    return _MARKS[series % len(_MARKS)]


def is_dashed(chart: Chart, series: int) -> bool:
    """Say whether a line is broken: every second one, and in a cloud all but the first."""
    if chart.form == "points":
        lines = [place for place, each in enumerate(chart.series) if each.is_line]
        return series != lines[0]
    return series % 2 == 1


def is_labelled(chart: Chart) -> bool:
    """Say whether values stand beside what is drawn: where they do not hide each other."""
    match chart.form:
        case "bars":
            return True
        case "columns":
            return len(chart.series) * len(chart.categories) <= _MOST_LABELS
        case "lines":
            return (
                len(chart.series) <= _MOST_LABELLED_LINES
                and len(chart.categories) <= _MOST_LABELLED_YEARS
            )
    return False


def is_above(chart: Chart, series: int) -> bool:
    """Say whether a line's labels stand above it: those of the upper one of two do."""
    return _mean(chart.series[series]) >= max(_mean(each) for each in chart.series)


def _mean(series: Series) -> float:
    known = [each for each in series.values if each is not None]
    return sum(known) / len(known) if known else 0.0


# --- names in a cloud of points -----------------------------------------------------------------


class Name(NamedTuple):
    """A name that stands beside a point of a cloud."""

    series: int
    place: int
    """Position of the point in the series."""
    side: str
    """«r», «l», «t» or «b» of the point, as OOXML calls it."""
    text: str


class Area(NamedTuple):
    """Where the points of a cloud may stand."""

    left: float
    top: float
    right: float
    bottom: float


_NAME_SIZE = 11


def area_of_points(chart: Chart) -> Area:
    """Return where the points stand in Word and Excel, which are told so."""
    return Area(60, 12, WIDTH - 14, height_of(chart) - 112)


Box = tuple[float, float, float, float]
Spot = tuple[int, int, float, float]
"""A point: its series, its place in it, and where it stands."""


class Room(NamedTuple):
    """Where a name may stand."""

    side: str
    text: str
    box: Box


_BESIDE = "rl"
_LENGTHS_OF_NAMES = 200, 100
_MOST_NAMES = 8
_AIR = 7


def names_of(chart: Chart, area: Area) -> tuple[Name, ...]:
    """Return the names that find room: of the points of every series but the first, which is crowd.

    Names do not run over each other, the points that are named, or the border; over points of the
    crowd only where a name would have to be left out otherwise.
    """
    clouds = [place for place, each in enumerate(chart.series) if not each.is_line]
    spots = [spot for place in clouds for spot in _spots(chart, place, area)]
    crowd = [spot for spot in spots if spot[0] == clouds[0]]
    named = [spot for spot in spots if spot[0] != clouds[0] and chart.categories[spot[1]]]
    written = _written(chart.categories, {place for _, place, *_ in named})
    found: list[Name] = []
    boxes: list[Box] = []
    for spot in named:
        if len(found) == _MOST_NAMES:
            break
        others = [other for other in named if other != spot]
        tries = [
            room
            for room in _tries(spot, written[spot[1]])
            if _is_inside(room.box, area) and not _is_crossed(room, boxes, others)
        ]
        alone = (room for room in tries if not _is_crossed(room, (), crowd))
        if room := next(alone, next(iter(tries), None)):
            found.append(Name(spot[0], spot[1], room.side, room.text))
            boxes.append(room.box)
    return tuple(found)


def _is_crossed(room: Room, boxes: Sequence[Box], points: Sequence[Spot]) -> bool:
    """Say whether other names or points stand in the room, or so near that they seem meant."""
    near = _AIR * (2 if room.side in _BESIDE else 6)
    around = ((left - near, top - 4, left + near, top + 4) for _, _, left, top in points)
    return any(_overlap(room.box, other) for other in (*boxes, *around))


def _tries(spot: Spot, texts: Sequence[str]) -> Iterator[Room]:
    """Yield where a name may stand: beside its point before above and below it."""
    _, _, left, top = spot
    for is_beside in (True, False):
        for text in texts:
            for side, box in _boxes(left, top, width_of(text, _NAME_SIZE)):
                if (side in _BESIDE) is is_beside:
                    yield Room(side, text, box)


def _written(names: Sequence[str], places: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the names of some places as they may stand beside a point, shorter and shorter."""
    named, own = [names[place] for place in places], proper(names)
    long, short = (labels(named, within(each, _NAME_SIZE)) for each in _LENGTHS_OF_NAMES)
    return {
        place: (one, *(each for each in others if each and width_of(each, 1) < width_of(one, 1)))
        for place, one, *others in zip(
            places, long, [own[place] for place in places], short, strict=True
        )
    }


def _spots(chart: Chart, series: int, area: Area) -> Iterator[Spot]:
    x, y = axes_of(chart)
    drawn = chart.series[series]
    for place, (at, value) in enumerate(zip(drawn.at, drawn.values, strict=True)):
        if at is not None and value is not None:
            left = area.left + x.share(at) * (area.right - area.left)
            yield series, place, left, area.bottom - y.share(value) * (area.bottom - area.top)


def _boxes(left: float, top: float, width: float) -> Iterator[tuple[str, Box]]:
    half = _NAME_SIZE / 2 + 1
    yield "r", (left + _AIR, top - half, left + _AIR + width, top + half)
    yield "l", (left - _AIR - width, top - half, left - _AIR, top + half)
    yield "t", (left - width / 2, top - _AIR - 2 * half, left + width / 2, top - _AIR)
    yield "b", (left - width / 2, top + _AIR, left + width / 2, top + _AIR + 2 * half)


def _is_inside(box: Box, area: Area) -> bool:
    return (box[0] >= area.left and box[1] >= area.top and box[2] <= area.right + _AIR) and box[
        3
    ] <= area.bottom


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def axes_of(chart: Chart) -> tuple[Ticks, Ticks]:
    """Return the ticks of both axes of a cloud of points."""
    x = ticks_of([at for each in chart.series for at in each.at])
    return x, ticks_of([value for each in chart.series for value in each.values], chart.unit)


# --- words ---------------------------------------------------------------------------------------

_WIDTHS = {
    0.26: " \u00a0,.|/\\!'`ijltI:;",
    0.34: '()-[]frtJs"',
    0.45: "?aceszагезстэё„“",
    0.66: "+<=>EFLPSTZБГЕРТЧЬмфЁ\u2212",
    0.72: "ABCDGHKNOQRUVXYwАВДИЙКЛНОПСУХЦЪЭЯжыю",
    0.8: "%&mФшщ",
    0.98: "@MWЖМЫШЩЮ№\u2014…",
}
"""Advances of Liberation Serif in its size; all other letters of ours are half of it."""

_FOREIGN = 0x0500
"""From here on come letters that may be as wide as they are tall."""


class _Advances(dict[str, float]):
    """Advances of letters, those that are not written above found once."""

    def __missing__(self, letter: str) -> float:
        self[letter] = advance = 0.52 if ord(letter) < _FOREIGN else 1.0
        return advance


_ADVANCES = _Advances({letter: width for width, letters in _WIDTHS.items() for letter in letters})


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return size * sum(map(_ADVANCES.__getitem__, text))


def shortened(text: str, width: float, size: float) -> str:
    """Return a text, cut with an ellipsis where it is wider than its room."""
    return labels((text,), within(width, size))[0]


def within(width: float, size: float, most: int = 1) -> Fits:
    """Return what says whether a text goes into so many lines of a width."""

    def fits(text: str) -> bool:
        if most == 1:
            return width_of(text, size) <= width
        lines = _lines(text, width, size)
        return len(lines) <= most and all(width_of(each, size) <= width for each in lines)

    return fits


def labels_of(chart: Chart) -> tuple[str, ...]:
    """Return the names of a chart as they stand at its axis in Word and Excel."""
    match chart.form:
        case "bars":
            return labels(chart.categories, within(NAMES, NAME_SIZE, lines_of_name(chart)))
        case "points":  # which has no axis of names
            return chart.categories
    return labels(chart.categories, within(_MOST_BELOW, NAME_SIZE))


_MOST_BELOW = 600
"""Longer names below columns push their neighbours out of the drawing."""


def wrapped(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """Break a text into lines at its spaces; what is left after the last line is cut."""
    lines = _lines(text, width, size)
    lines[most - 1 :] = [" ".join(lines[most - 1 :])] if lines[most - 1 :] else []
    return tuple(shortened(line, width, size) for line in lines)


def _lines(text: str, width: float, size: float) -> list[str]:
    """Break a text at its spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
