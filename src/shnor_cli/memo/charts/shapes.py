"""Shapes of SVG of which a chart is put together."""

from collections.abc import Iterator
from html import escape

from shnor_cli.memo.charts.plots import Area, Ticks

SIZE, SMALL = 12, 11
LINE = 13
INK, GRID, FAINT = "#222222", "#DDDDDD", "#777777"


def pointed(title: str, drawn: str) -> str:
    """Put a title over a shape, which shows when it is pointed at."""
    return f"<g><title>{escape(title)}</title>{drawn}</g>"


def along(axis: Ticks, area: Area, value: float) -> float:
    """Return where a value stands across an area."""
    return area.left + axis.share(value) * (area.right - area.left)


def up(axis: Ticks, area: Area, value: float) -> float:
    """Return where a value stands up an area."""
    return area.bottom - axis.share(value) * (area.bottom - area.top)


def text(said: str, x: float, y: float, anchor: str = "start", size: int = SIZE) -> str:
    """Write a line."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {place}>{escape(said)}</text>"


def turned(said: str, x: float, y: float) -> str:
    """Write a line from the bottom up, ending at a place."""
    turn = f'<text transform="rotate(-90 {x:.1f} {y:.1f})" '
    return text(said, x, y, "end", SMALL).replace("<text ", turn, 1)


def over(said: str, x: float, y: float, anchor: str) -> str:
    """Write a line that is read over other lines too."""
    halo = '<text stroke="#FFFFFF" stroke-width="3" paint-order="stroke" '
    return text(said, x, y, anchor, SMALL).replace("<text ", halo, 1)


def lines_of(
    lines: tuple[str, ...], x: float, middle: float, anchor: str, *, size: int = SIZE
) -> Iterator[str]:
    """Write lines one below another, with their middle at a place."""
    first = middle - LINE * (len(lines) - 1) / 2 + 4
    for place, line in enumerate(lines):
        yield text(line, x, first + LINE * place, anchor, size=size)


def rectangle(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Draw a rectangle with a faint border."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="#{colour}" stroke="{FAINT}" stroke-width="0.5"/>'
    )


def stroke(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    """Draw a straight line; its colour is any of SVG's."""
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" fill="none"/>'


def path(
    spots: list[tuple[float, float] | None], colour: str, *, dashed: bool, width: float = 2
) -> str:
    """Draw a line through spots, broken where one is missing."""
    steps, joins = "", False
    for spot in spots:
        if spot is not None:
            steps += f"{'L' if joins else 'M'}{spot[0]:.1f} {spot[1]:.1f}"
        joins = spot is not None
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<path d="{steps}" stroke="#{colour}" stroke-width="{width}" fill="none"{dash}/>'


def mark(form: str, x: float, y: float, colour: str) -> str:
    """Draw a mark of one of the forms of `plots.mark_of`."""
    paint = f'fill="#{colour}" stroke="{INK}" stroke-width="0.7"'
    match form:
        case "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" {paint}/>'
        case "square":
            return f'<rect x="{x - 3.3:.1f}" y="{y - 3.3:.1f}" width="6.6" height="6.6" {paint}/>'
        case "diamond":
            steps = f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"
        case "triangle":
            steps = f"M{x:.1f} {y - 4.6:.1f}l4.6 8.2l-9.2 0z"
        case _:
            steps = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
            return f'<path d="{steps}" stroke="#{colour}" stroke-width="2.2" fill="none"/>'
    return f'<path d="{steps}" {paint}/>'
