"""A Word chart read back by the numbers it keeps in itself, also after another suite saved it.

LibreOffice names parts anew, writes colours in small letters, forgets formats of numbers, the words
for those who cannot see, and the names of points that stand beside none.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from lxml import etree

from shnor_cli.memo.blocks import Chart, Series
from shnor_cli.memo.charts.beside import full_names, names_beside
from shnor_cli.memo.charts.plots import labels_of, value_in_words
from shnor_cli.memo.ooxml import C15, A, C, Node

_MOST_POINTS = 50_000
"""A chart of more, all its series and their names together, is not drawn by hand."""

_MOST_SAID = 20
_LONGEST = 300
"""Characters of a name."""
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")

Form = Literal["bars", "columns", "lines", "points"]

_FORMAT = re.compile(r'#,##0(?:\.(0{1,9}))?(?:"\s*([^"]{0,20})")?')


def chart_of(xml: bytes, alt: str, book: Callable[[], bytes] = bytes) -> Chart | None:
    """Return the chart of a part, or None where it is of no form that we draw.

    Without `alt` the numbers themselves are said. `book` gives the workbook beside the chart, which
    is asked for names of points that the part has lost.
    """
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))
    area = root.find(f"{C}chart/{C}plotArea")
    plots = (
        []
        if area is None
        else [each for each in area.iterchildren("*") if each.tag.endswith("Chart")]
    )
    if len(plots) != 1:
        return None
    plot = plots[0]
    form = _form(plot)
    drawn = plot.findall(f"{C}ser")
    counts = [_whole(each) for each in plot.iter(f"{C}ptCount")]
    if form is None or not drawn or sum(counts) > _MOST_POINTS:
        return None
    series = tuple(_series(each, form) for each in drawn)
    unit, digits = _written(root, plot)
    x_title, y_title = _titles(area, form)
    chart = Chart(
        form=form,
        categories=_points(drawn, series, book) if form == "points" else _categories(drawn, series),
        series=series,
        alt=alt,
        title=_words(root.find(f"{C}chart/{C}title")),
        x_title=x_title,
        y_title=y_title,
        unit=unit,
        digits=digits,
    )
    if form != "points":
        chart = replace(chart, categories=_in_full(chart, drawn, book))
    return chart if alt else replace(chart, alt=_said(chart))


def _form(plot: Node) -> Form | None:
    match etree.QName(plot).localname:
        case "barChart":
            return "bars" if _value(plot.find(f"{C}barDir")) == "bar" else "columns"
        case "lineChart":
            return "lines"
        case "scatterChart":
            return "points"
    return None


def _series(node: Node, form: Form) -> Series:
    values = _numbers(node.find(f"{C}yVal" if form == "points" else f"{C}val"))
    is_line = form == "points" and not _is_hidden(node.find(f"{C}spPr/{A}ln"))
    colour = _colour(node, form, is_line=is_line)
    at = _numbers(node.find(f"{C}xVal")) if form == "points" else ()
    if form == "points":
        count = min(_known(at), len(values))  # shorter series are filled up in the workbook
        values, at = values[:count], at[:count]
    return Series(
        name=" ".join(_texts(node.find(f"{C}tx"))),
        values=values,
        at=at,
        colour=colour,
        colours=_colours(node, colour, len(values)) if form in ("bars", "columns") else (),
        is_line=is_line,
    )


def _is_hidden(line: Node | None) -> bool:
    return line is not None and line.find(f"{A}noFill") is not None


def _colour(node: Node, form: Form, *, is_line: bool) -> str:
    if form == "lines" or is_line:
        return _fill(node.find(f"{C}spPr/{A}ln"))
    return _fill(node.find(f"{C}marker/{C}spPr" if form == "points" else f"{C}spPr"))


def _fill(properties: Node | None) -> str:
    colour = None if properties is None else properties.find(f"{A}solidFill/{A}srgbClr")
    said = "" if colour is None else str(colour.get("val", "")).upper()
    return said if _COLOUR.fullmatch(said) else ""


def _colours(node: Node, colour: str, count: int) -> tuple[str, ...]:
    found = [colour] * count
    for each in node.findall(f"{C}dPt"):
        place = _whole(each.find(f"{C}idx"))
        if place < count:
            found[place] = _fill(each.find(f"{C}spPr")) or colour
    return tuple(found) if set(found) - {colour} else ()


# --- caches --------------------------------------------------------------------------------------


def _cached(node: Node | None) -> dict[int, str]:
    """Return the texts of a cache by position; of several levels of names, the innermost."""
    if node is None:
        return {}
    level = next(node.iter(f"{C}lvl"), node)
    return {
        int(each.get("idx", "0")): (each.findtext(f"{C}v") or "")[:_LONGEST]
        for each in level.iter(f"{C}pt")
    }


def _count(node: Node | None) -> int:
    return 0 if node is None else _whole(next(node.iter(f"{C}ptCount"), None))


def _value(node: Node | None) -> str:
    return "" if node is None else str(node.get("val", ""))


def _whole(node: Node | None) -> int:
    return max(0, int(_value(node) or "0"))


def _texts(node: Node | None) -> list[str]:
    return [" ".join(text.splitlines()) for text in _cached(node).values()]


def _numbers(node: Node | None) -> tuple[float | None, ...]:
    cached = _cached(node)
    return tuple(_number(cached.get(place)) for place in range(_count(node)))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:  # «#N/A», where the office left a cell empty
        return None
    return value if math.isfinite(value) else None


def _known(values: tuple[float | None, ...]) -> int:
    """Return how many values there are up to the last known one."""
    return max((place + 1 for place, each in enumerate(values) if each is not None), default=0)


def _categories(drawn: Sequence[Node], series: tuple[Series, ...]) -> tuple[str, ...]:
    cached = next((_cached(each.find(f"{C}cat")) for each in drawn if _has_names(each)), {})
    count = max(len(each.values) for each in series)
    return tuple(" ".join(cached.get(place, "").splitlines()) for place in range(count))


def _in_full(chart: Chart, drawn: Sequence[Node], book: Callable[[], bytes]) -> tuple[str, ...]:
    """Return the names in full; one that was corrected at the axis stays as it stands there."""
    shown = chart.categories
    if not any("…" in name for name in shown):
        return shown
    kept = next(filter(None, map(_cached_names, drawn)), {}) or full_names(book())
    full = tuple(kept.get(place, name)[:_LONGEST] for place, name in enumerate(shown))
    written = labels_of(replace(chart, categories=full))
    return tuple(
        name if label == short else short
        for name, label, short in zip(full, written, shown, strict=True)
    )


def _has_names(node: Node) -> bool:
    return node.find(f"{C}cat") is not None


def _points(
    drawn: Sequence[Node], series: tuple[Series, ...], book: Callable[[], bytes]
) -> tuple[str, ...]:
    """Return the names of points: all that were kept, else those that stand beside them.

    What has no name there may have one in the workbook.
    """
    clouds = [node for node, each in zip(drawn, series, strict=True) if not each.is_line]
    count = max((len(each.values) for each in series if not each.is_line), default=0)
    found = [""] * count
    for node in clouds:
        beside = {
            _whole(each.find(f"{C}idx")): _words(each.find(f"{C}tx"))
            for each in node.iterfind(f"{C}dLbls/{C}dLbl")
        }
        for place, name in {**beside, **_cached_names(node)}.items():
            if place < count:
                found[place] = name
    if "" in found:
        kept = names_beside(book(), series)
        found = [name or kept.get(place, "")[:_LONGEST] for place, name in enumerate(found)]
    return tuple(found)


def _cached_names(node: Node) -> dict[int, str]:
    return _cached(next(node.iter(f"{C15}dlblRangeCache"), None))


# --- words ---------------------------------------------------------------------------------------


def _words(node: Node | None) -> str:
    said = "" if node is None else "".join(each.text or "" for each in node.iter(f"{A}t"))
    return said[:_LONGEST]


def _titles(area: Node, form: Form) -> tuple[str, str]:
    """Return the titles of the horizontal and of the upright axis."""
    axes = list(area.iter(f"{C}catAx", f"{C}dateAx")) + list(area.iter(f"{C}valAx"))
    if form == "points":  # else LibreOffice says of lying bars that they stand
        axes.sort(key=lambda axis: _value(axis.find(f"{C}axPos")) not in ("b", "t"))
    first, second = ([_words(axis.find(f"{C}title")) for axis in axes] + ["", ""])[:2]
    return (second, first) if form == "bars" else (first, second)


def _written(root: Node, plot: Node) -> tuple[str, int]:
    """Return the unit and the decimals, by the first format that says anything."""
    formats = [
        *(each.text or "" for each in plot.iterfind(f"{C}ser//{C}formatCode")),
        *(each.get("formatCode", "") for each in plot.iter(f"{C}numFmt")),
    ]
    for each in formats:
        said = _FORMAT.search(each)
        if said is not None:
            return said[2] or "", len(said[1] or "")
    units = (_FORMAT.search(each.get("formatCode", "")) for each in root.iter(f"{C}numFmt"))
    return next((said[2] for said in units if said is not None and said[2]), ""), 1


def _said(chart: Chart) -> str:
    """Say a chart by its first numbers."""
    return "Диаграмма. " + "; ".join(itertools.islice(_sayings(chart), _MOST_SAID))


def _sayings(chart: Chart) -> Iterator[str]:
    for series in chart.series:
        whose = f"{series.name}, " if chart.series[1:] and series.name else ""
        for name, value in zip(chart.categories, series.values, strict=False):
            if name and value is not None and not series.is_line:
                yield f"{whose}{name}: {value_in_words(chart, value)}"
