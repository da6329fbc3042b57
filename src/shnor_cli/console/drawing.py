"""Laying text out in columns: wrapped by us, drawn by Rich, readable without colour."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from shnor_cli.console.streams import plain

if TYPE_CHECKING:
    from rich.console import Console

NARROW = 110
"""Below this width a table keeps its long texts on lines of their own."""


class Column(NamedTuple):
    """A column: its heading, its width, and to which side it is pushed."""

    title: str
    width: int
    justify: Literal["left", "right"] = "left"


class Line(NamedTuple):
    """A row of cells and, below it, texts as wide as the table."""

    cells: tuple[str, ...]
    below: tuple[str, ...] = ()
    style: str = ""
    """Style of the row as Rich names it."""


def draw_table(paper: "Console", columns: Sequence[Column], lines: Sequence[Line]) -> None:
    """Draw rows under headings; long cells are wrapped at spaces, never at a no-break one.

    Rows with texts below them are set apart by a blank line.
    """
    from rich.text import Text

    paper.print(Text(plain(_row(columns, [column.title for column in columns])), style="bold"))
    paper.print(Text(rule(paper, sum(column.width + 2 for column in columns) - 2), style="dim"))
    for number, line in enumerate(lines):
        if number and (line.below or lines[number - 1].below):
            paper.print()
        paper.print(Text(plain(_row(columns, line.cells)), style=line.style), soft_wrap=True)
        for text in line.below:
            print_text(paper, text, indent=2)


def print_text(
    paper: "Console", text: str, *, indent: int = 0, hanging: int = 2, style: str = ""
) -> None:
    """Print a text as it is, without markup, broken at spaces to the width of the console."""
    from rich.text import Text

    paper.print(Text(indented(paper, text, indent, hanging), style=style), soft_wrap=True)


def print_line(paper: "Console", text: str) -> None:
    """Print a line that is not to be broken, such as a path."""
    from rich.text import Text

    paper.print(Text(plain(text)), soft_wrap=True)


def rule(paper: "Console", width: int) -> str:
    """Return a horizontal line that the console can show."""
    return ("─" if paper.encoding.startswith("utf") else "-") * min(width, paper.width)


def _row(columns: Sequence[Column], cells: Sequence[str]) -> str:
    wrapped = [_lines(cell, column.width) for cell, column in zip(cells, columns, strict=True)]
    height = max(len(lines) for lines in wrapped)
    rows = (
        "  ".join(
            _aligned(lines[row] if row < len(lines) else "", column)
            for lines, column in zip(wrapped, columns, strict=True)
        ).rstrip()
        for row in range(height)
    )
    return "\n".join(rows)


def _lines(cell: str, width: int) -> list[str]:
    return [line for part in cell.split("\n") for line in _wrap(part, width) or [""]]


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent=indent, break_on_hyphens=False, drop_whitespace=True
    )


def _aligned(text: str, column: Column) -> str:
    return text.rjust(column.width) if column.justify == "right" else text.ljust(column.width)


def indented(paper: "Console", text: str, indent: int, hanging: int = 2) -> str:
    """Wrap a text to the console with an indent, and a deeper one from the second line."""
    own = len(text) - len(text.lstrip(" "))
    margin = " " * (indent + own)
    lines = _wrap(text.lstrip(" "), max(paper.width - len(margin), 20), " " * hanging) or [""]
    return plain("\n".join(margin + line for line in lines))
