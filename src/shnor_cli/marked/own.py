"""The sender's own workbook .xlsx, loaded, marked and saved."""

import io
import warnings
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import PatternFill

from shnor_cli.marked.losses import losses
from shnor_cli.marked.marks import AUTHOR, Book, mark, saved
from shnor_cli.marked.spots import spots_of
from shnor_cli.marked.summary import is_summary, write_summary
from shnor_cli.tables.checked import Finding
from shnor_cli.tables.files import Input
from shnor_cli.tables.sheets import Sheet

_BOOK = "xl/workbook.xml"


def marked(given: Input, sheets: Sequence[Sheet], findings: Sequence[Finding]) -> Book | None:
    """Return the workbook with its cells marked; None where it is no .xlsx, or cannot be loaded."""
    if not sheets or not _is_xlsx(given):
        return None
    before = given.path.read_bytes()
    book = _loaded(before)
    if book is None:
        return None
    for sheet in book.worksheets:
        if is_summary(sheet):
            book.remove(sheet)
        else:
            _unmark(sheet)
    for each in sheets:
        for spot, found in spots_of(each, findings, is_only=len(sheets) == 1).items():
            mark(_cell(book[each.name], *spot), found)
    write_summary(book, findings)
    after = saved(book)
    return Book(after, losses(before, after))


def _is_xlsx(given: Input) -> bool:
    if not zipfile.is_zipfile(given.path):
        return False
    with zipfile.ZipFile(given.path) as book:
        return _BOOK in book.namelist()


def _loaded(content: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it does not keep is told by `losses`
            return load_workbook(io.BytesIO(content), rich_text=True)
    except Exception:  # noqa: BLE001 - whatever it meets in a workbook that others can read
        return None


def _unmark(sheet: Any) -> None:  # noqa: ANN401 - the same
    """Take away the marks of an earlier check."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


def _cell(sheet: Any, row: int, column: int) -> Any:  # noqa: ANN401 - the same
    """Return a cell; of merged ones the first, which alone can be commented on."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        inside = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        return sheet.cell(inside.min_row, inside.min_col)
    return cell
