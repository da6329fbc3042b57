"""Tables of a workbook on paper: headers that stay, filters, widths, number formats, print set-up.

Rows are written as they come and kept nowhere, so that a long table takes no memory. Every text is
written as a text: nothing that a table says becomes a formula, a link or a number.
"""

import functools
import io
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from shnor_cli.memo.words.facts import Scale
from shnor_cli.memo.words.values import SHADE
from shnor_cli.putting import UNDATED, printable, repacked
from shnor_cli.russian import MINUS, NBSP, Numeric

_OPTIONS = {
    "constant_memory": True,  # rows go to the disk of the system's own folder, unless "in_memory"
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Calibri", "font_size": 10},
}
_A4 = 9
_LINE = 13.5
"""Points of a line of text."""
_NUMBER = 9
"""Characters that a share takes with its unit."""
_FILTER = 3
"""Room for the button of a filter, in characters."""
_LEAST, _TURNED = 6, 12
"""Widths of the narrowest column, and the width above which a header takes several lines."""

WIDE, NARROW = 34, 16
"""At most so many characters wide; longer texts take several lines."""


class Cell(NamedTuple):
    """A number or a text with how it looks."""

    value: float | str
    format: str = ""
    """A number format of Excel; the decimal comma comes with the reader's own settings."""
    fill: str = ""
    """Six hexadecimal digits; empty text where there is none."""


Value = Cell | str | None
"""What stands in a cell; nothing, an empty text included, leaves it empty."""


class Column(NamedTuple):
    """A column of a table: its header, the most it may take, whether long texts are wrapped."""

    title: str
    most: int = NARROW
    wrap: bool = False


class Table(NamedTuple):
    """One sheet: its name, columns and rows."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    heading: str = ""
    """What stands above the headers, over the columns that are held."""
    held: int = 0
    """Columns that stay when the sheet is scrolled sideways."""
    conditions: Sequence[tuple[int, str]] = ()
    """Columns to shade and when: a formula in which `{row}` is the first row of data."""


def quantity(
    scale: Scale, value: Numeric, digits: int | None = None, *, signed: bool = False, fill: str = ""
) -> Cell:
    """Return a number as a cell: a share as a percent, a difference in percentage points."""
    places = scale.places(value, scale.digits if digits is None else digits)
    shown = scale.printed(value) if scale.is_difference else value
    return Cell(float(shown), number_format(scale, places, signed=signed), fill)


@functools.cache
def number_format(scale: Scale, places: int, *, signed: bool = False) -> str:
    """Return the number format of values with so many decimals."""
    zeros = f"0.{'0' * places}" if places else "0"
    body = f'{zeros}"{NBSP}"%' if scale.is_share else f"#,##{zeros}"
    if scale.is_difference:
        body = f'{zeros}"{NBSP}п.п."'
    signs = ("+", f'"{MINUS}"', "") if signed else ("",)
    return ";".join(f"{_LOCALE}{sign}{body}" for sign in signs)


_LOCALE = "[$-419]"
"""Russian, for those programs that take the decimal comma from here."""

_WHOLE = "0"
_COUNTED, _MEASURED = {"align": "center"}, {"align": "right", "indent": 1}


def count(value: Numeric | None) -> Value:
    """Return a count as a cell: whole, or with the decimals it has."""
    if value is None:
        return None
    amount = float(value)
    return Cell(amount, _WHOLE if amount.is_integer() else f"{_LOCALE}#,##0.0###")


class Book:
    """A workbook being written, sheet by sheet, with its formats by their looks."""

    def __init__(self, title: str, day: date | None, *, footer: str, is_long: bool) -> None:
        from xlsxwriter import Workbook

        self._content = io.BytesIO()
        self.book: Any = Workbook(self._content, _OPTIONS | {"in_memory": not is_long})
        made = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else UNDATED
        self.book.set_properties({"title": printable(title), "created": made})
        self._footer = footer
        head = {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDE5EE"}
        self._head = self.book.add_format({**head, "valign": "vcenter", "bottom": 1})
        self._bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
        self._shade = self.book.add_format({"bg_color": f"#{SHADE}"})
        self._formats: dict[tuple[str, str, bool], Any] = {}

    def write(self, table: Table) -> None:
        """Write a table to a sheet of its own."""
        sheet = self.add_sheet(table.name)
        top = 1 if table.heading else 0
        last, widths = self._write_rows(sheet, top, table)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(top + 1, table.held)
        sheet.autofilter(top, 0, last, len(table.columns) - 1)
        for place, criteria in table.conditions if last > top else ():
            shading = {"type": "formula", "criteria": criteria.format(row=top + 2)}
            sheet.conditional_format(
                *(top + 1, place, last, place), {**shading, "format": self._shade}
            )
        sheet.repeat_rows(0, top)
        sheet.fit_to_pages(1, 0)

    def add_sheet(self, name: str) -> Any:  # noqa: ANN401 - the library has no types
        """Add a sheet that prints on A4 in landscape with numbers of pages."""
        sheet = self.book.add_worksheet(name)
        # its own looks for a hundred functions newer than Excel 2007: we use none
        sheet._prepare_formula = _as_written  # noqa: SLF001 - no public way
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{self._footer}&C&A&R&P из &N")
        return sheet

    def closed(self) -> bytes:
        """Finish the workbook and return its bytes."""
        self.book.close()
        return repacked(self._content.getvalue())

    def _write_rows(self, sheet: Any, top: int, table: Table) -> tuple[int, list[int]]:  # noqa: ANN401
        """Write the headers and the rows; return the last row and the widths of the columns.

        A row must be as high as its longest text before it is written, so a table that wraps is
        held in memory; a long one does not wrap.
        """
        wraps = [column.wrap for column in table.columns]
        rows = list(table.rows) if any(wraps) else table.rows
        widths = [_width_of_header(column) for column in table.columns]
        if isinstance(rows, list):
            for cells in rows:
                _widen(widths, cells, table.columns)
        if table.heading:
            self._write_heading(sheet, table, sum(widths[: table.held]))
        room = [max(width * 4 // 5, 1) for width in widths]  # headers are bold and have a button
        lines = _lines(room, [column.title for column in table.columns])
        sheet.set_row(top, _LINE * lines)
        for place, column in enumerate(table.columns):
            sheet.write_string(top, place, printable(column.title), self._head)
        row = top
        for row, cells in enumerate(rows, top + 1):
            if not isinstance(rows, list):
                _widen(widths, cells, table.columns)
            elif (lines := _lines(widths, cells)) > 1:
                sheet.set_row(row, _LINE * lines)
            for place, cell in enumerate(cells):
                self._write_cell(sheet, (row, place), cell, wrap=wraps[place])
        return row, widths

    def _write_heading(self, sheet: Any, table: Table, width: int) -> None:  # noqa: ANN401
        sheet.set_row(0, _LINE * _lines([width * 4 // 5], [table.heading]))
        sheet.merge_range(0, 0, 0, table.held - 1, "", self._bold)
        sheet.write_string(0, 0, printable(table.heading), self._bold)

    def _write_cell(self, sheet: Any, at: tuple[int, int], cell: Value, *, wrap: bool) -> None:  # noqa: ANN401
        if not cell:
            return
        value, form, fill = cell if isinstance(cell, Cell) else (cell, "", "")
        looks = self.looks(form, fill, wrap=wrap)
        if isinstance(value, str):
            sheet.write_string(*at, _clean(value), looks)
        else:
            sheet.write_number(*at, value, looks)

    def looks(self, form: str = "", fill: str = "", *, wrap: bool = False) -> Any:  # noqa: ANN401
        """Return the format of a cell."""
        key = (form, fill, wrap)
        if key not in self._formats:
            looks: dict[str, object] = {"valign": "top", "text_wrap": wrap}
            if form:
                looks |= {"num_format": form, **(_COUNTED if form == _WHOLE else _MEASURED)}
            if fill:
                looks |= {"bg_color": f"#{fill}"}
            self._formats[key] = self.book.add_format(looks)
        return self._formats[key]


def _as_written(formula: str, _expand: bool = False) -> str:  # noqa: FBT001, FBT002 - the library's
    return formula.removeprefix("=")


_clean = functools.lru_cache(maxsize=1 << 12)(printable)
"""Most texts of a long table stand in it many times."""


def _width_of_header(column: Column) -> int:
    """Return the width at which the longest word of a header stays whole."""
    word = max(map(len, column.title.split())) + 2
    whole = len(column.title) + _FILTER
    return max(_LEAST, word, min(whole, _TURNED))


def _widen(widths: list[int], cells: Sequence[Value], columns: Sequence[Column]) -> None:
    for place, cell in enumerate(cells):
        size = _size(cell)
        if size >= widths[place]:
            widths[place] = max(widths[place], min(size + 1, columns[place].most))


def _size(cell: Value) -> int:
    if isinstance(cell, Cell):
        if not isinstance(cell.value, str):
            return _NUMBER if '"' in cell.format else len(f"{cell.value:,.0f}") + 2
        cell = cell.value
    return len(cell) if cell else 0


def _lines(widths: Sequence[int], cells: Sequence[Value]) -> int:
    """Return how many lines the longest text of a row takes, within what a row may be high."""
    lines = 1
    for cell, width in zip(cells, widths, strict=False):
        if _size(cell) > width:
            text = cell.value if isinstance(cell, Cell) else cell
            lines = max(lines, len(textwrap.wrap(str(text), width)))
    return min(lines, _MOST_LINES)


_MOST_LINES = 30
