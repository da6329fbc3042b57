"""The sheet of charts: those of the memo, drawn by Excel itself.

Their numbers stand on the same sheet, right of what is printed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.charts.book import (
    FONT,
    SIZE,
    Spot,
    columns,
    drawn,
    height_with_title,
    number_format,
)
from shnor_cli.memo.charts.figures import figures_of
from shnor_cli.memo.charts.plots import WIDTH, width_of
from shnor_cli.memo.workbook.sheets import Book
from shnor_cli.putting import printable

_SHEET = "Диаграммы"
_BETWEEN = 20
"""Pixels around a drawing."""
_LETTER, _LINE = 12, 18
"""Pixels of the letters and of the lines of a note."""
_COLUMN, _ROW = 64, 20
"""Pixels of columns and rows whose size nobody set."""
_DATA = -(-(2 * WIDTH + _BETWEEN) // _COLUMN) + 1
"""The first column of the numbers."""


def write_charts(book: Book, found: Identification, verdicts: Sequence[Verdict]) -> None:
    """Write the sheet of charts; no sheet where there is nothing to draw."""
    figures = [each for each in figures_of(found, verdicts).values() if each is not None]
    if not figures:
        return
    sheet = book.add_sheet(_SHEET)
    ends, row = [0, 0], 0
    for figure in figures:
        chart = replace(figure.chart, title=figure.caption)
        side = ends.index(min(ends))  # the one with more room
        place = {"x_offset": side * (WIDTH + _BETWEEN), "y_offset": ends[side]}
        tall = height_with_title(chart)
        shown = drawn(book.book, chart, Spot(_SHEET, row, _DATA))
        shown.set_size({"width": WIDTH, "height": tall})
        sheet.insert_chart(0, 0, shown, {**place, "description": chart.alt})
        ends[side] += tall + _add_note(sheet, figure.note, place, tall) + _BETWEEN
        row += _write_numbers(book, sheet, chart, row)
    sheet.set_column(_DATA, _DATA, 40)
    sheet.print_area(0, 0, max(ends) // _ROW, _DATA - 2)
    sheet.fit_to_pages(1, 1)


def _add_note(sheet: Any, note: str, place: Mapping[str, int], tall: int) -> int:  # noqa: ANN401 - the library has no types
    """Write what the reader must know below a chart; return the height it takes."""
    if not note:
        return 0
    height = _LINE * (1 + math.ceil(width_of(note, _LETTER) / (WIDTH - 4 * _BETWEEN)))
    looks = {
        "x_offset": place["x_offset"],
        "y_offset": place["y_offset"] + tall,
        "width": WIDTH,
        "height": height,
        "object_position": 2,
        "line": {"none": True},
        "fill": {"none": True},
        "font": {"name": FONT, "size": SIZE},
    }
    sheet.insert_textbox(0, 0, note, looks)
    return height


def _write_numbers(book: Book, sheet: Any, chart: Chart, row: int) -> int:  # noqa: ANN401 - the same
    """Write the numbers of a chart from a row on; return how many rows they take."""
    form = number_format(chart.unit, chart.digits)
    of_places = chart.form == "points"
    table = columns(chart)
    sheet.write_string(row, _DATA, printable(chart.title), book.looks())
    for place, column in enumerate(table[1:], start=1):
        sheet.write_string(row, _DATA + place, printable(column.name), book.looks(wrap=True))
    rows = zip_longest(*(column.cells for column in table))
    below = row
    for below, cells in enumerate(rows, start=row + 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(below, _DATA + place, cell, book.looks())
            elif cell is not None:
                looks = book.looks("" if of_places and place % 2 else form)
                sheet.write_number(below, _DATA + place, cell, looks)
    return below - row + 3
