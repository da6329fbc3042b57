"""Tables of a workbook on paper: headers that stay, filters, widths, number formats, print set-up.

Rows are written as they come and kept nowhere, so that a long table takes no memory. Every text is
written as a text: nothing that a table says becomes a formula, a link or a number.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from shnor_cli.memo.facts import Scale
from shnor_cli.memo.values import SHADE
from shnor_cli.putting import UNDATED, printable, repacked
from shnor_cli.russian import MINUS, NBSP, Numeric, exact

_OPTIONS = {
    "in_memory": False,
    "constant_memory": True,  # rows go to the disk of the system's own folder
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Calibri", "font_size": 10},
}
_A4 = 9
_NUMBER = 11
"""Characters that a number takes with its unit."""
_FILTER = 3
"""Room for the button of a filter, in characters."""
_LEAST, _TURNED = 6, 14
"""Widths of the narrowest column, and the width above which a header takes several lines."""

WIDE, NARROW = 60, 30
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
    """What stands above the headers."""
    held: int = 0
    """Columns that stay when the sheet is scrolled sideways."""
    conditions: Sequence[tuple[int, str]] = ()
    """Columns to shade and when: a formula in which `{row}` is the first row of data."""


def quantity(
    scale: Scale, value: Numeric, digits: int | None = None, *, signed: bool = False, fill: str = ""
) -> Cell:
    """Return a number as a cell: a share as a percent, a difference in percentage points."""
    places = scale.places(value, scale.digits if digits is None else digits)
    shown = scale.printed(value) if scale.is_difference else exact(value)
    return Cell(float(shown), number_format(scale, places, signed=signed), fill)


def number_format(scale: Scale, places: int, *, signed: bool = False) -> str:
    """Return the number format of values with so many decimals."""
    zeros = f"0.{'0' * places}" if places else "0"
    if scale.is_difference:
        body = f'{zeros}"{NBSP}п.п."'
    else:
        body = f'{zeros}"{NBSP}"%' if scale.is_share else f"#,##{zeros}"
    return (
        f'{_LOCALE}+{body};{_LOCALE}"{MINUS}"{body};{_LOCALE}{body}' if signed else _LOCALE + body
    )


_LOCALE = "[$-419]"
"""Russian, for those programs that take the decimal comma from here."""

_WHOLE = f"{_LOCALE}#,##0"


def count(value: Numeric | None) -> Value:
    """Return a count as a cell: whole, or with the decimals it has."""
    if value is None:
        return None
    amount = float(value)
    return Cell(amount, _WHOLE if amount.is_integer() else f"{_LOCALE}#,##0.0###")


class Book:
    """A workbook being written, sheet by sheet, with its formats by their looks."""

    def __init__(self, title: str, day: date | None, *, footer: str) -> None:
        from xlsxwriter import Workbook

        self._content = io.BytesIO()
        self.book: Any = Workbook(self._content, _OPTIONS)
        made = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else UNDATED
        self.book.set_properties({"title": printable(title), "created": made})
        self._footer = footer
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDE5EE"}
        self._head = self.book.add_format({**head, "bottom": 1})
        self._bold = self.book.add_format({"bold": True, "font_size": 12})
        self._shade = self.book.add_format({"bg_color": f"#{SHADE}"})
        self._formats: dict[tuple[str, str, bool], Any] = {}

    def write(self, table: Table) -> None:
        """Write a table to a sheet of its own."""
        sheet = self.add_sheet(table.name)
        top = 1 if table.heading else 0
        if table.heading:
            sheet.write_string(0, 0, printable(table.heading), self._bold)
        widths = self._write_headers(sheet, top, table.columns)
        last = self._write_rows(sheet, top, table, widths)
        for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.set_column(place, place, min(width + 1, column.most))
        sheet.freeze_panes(top + 1, table.held)
        sheet.autofilter(top, 0, last, len(table.columns) - 1)
        for place, criteria in table.conditions if last > top else ():
            shading = {
                "type": "formula",
                "criteria": criteria.format(row=top + 2),
                "format": self._shade,
            }
            sheet.conditional_format(top + 1, place, last, place, shading)
        sheet.repeat_rows(0, top)
        sheet.fit_to_pages(1, 0)

    def add_sheet(self, name: str) -> Any:  # noqa: ANN401 - the library has no types
        """Add a sheet that prints on A4 in landscape with numbers of pages."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{self._footer}&C&A&R&P из &N")
        return sheet

    def closed(self) -> bytes:
        """Finish the workbook and return its bytes."""
        self.book.close()
        return repacked(self._content.getvalue())

    def _write_headers(self, sheet: Any, top: int, columns: Sequence[Column]) -> list[int]:  # noqa: ANN401
        """Write the headers; return how wide they want to be."""
        widths = []
        lines = 1
        for column in columns:
            whole = len(column.title) + _FILTER
            word = max(map(len, column.title.split())) + _FILTER
            width = max(_LEAST, word, min(whole, _TURNED))
            lines = max(lines, -(-whole // min(width, column.most)))
            widths.append(width)
        sheet.set_row(top, 14 * min(lines + (lines > 1), 8))
        for place, column in enumerate(columns):
            sheet.write_string(top, place, printable(column.title), self._head)
        return widths

    def _write_rows(self, sheet: Any, top: int, table: Table, widths: list[int]) -> int:  # noqa: ANN401
        """Write the rows; return the last one, and in `widths` what they need."""
        row = top
        wraps = [column.wrap for column in table.columns]
        for row, cells in enumerate(table.rows, top + 1):
            for place, cell in enumerate(cells):
                if cell is None or cell == "":
                    continue
                value, form, fill = cell if isinstance(cell, Cell) else (cell, "", "")
                looks = self.looks(form, fill, wrap=wraps[place])
                if isinstance(value, str):
                    sheet.write_string(row, place, printable(value), looks)
                    size = len(value)
                else:
                    sheet.write_number(row, place, value, looks)
                    size = _NUMBER
                widths[place] = max(widths[place], size)
        return row

    def looks(self, form: str = "", fill: str = "", *, wrap: bool = False) -> Any:  # noqa: ANN401
        """Return the format of a cell."""
        key = (form, fill, wrap)
        if key not in self._formats:
            looks = {"valign": "top", "text_wrap": wrap}
            if form:
                looks |= {"num_format": form}
            if fill:
                looks |= {"bg_color": f"#{fill}"}
            self._formats[key] = self.book.add_format(looks)
        return self._formats[key]
