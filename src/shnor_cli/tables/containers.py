"""Small containers of any kind as sheets; what reads each kind is imported when one is met."""

from shnor_cli.errors import Place
from shnor_cli.tables.delimited import csv_rows
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input, kind_of
from shnor_cli.tables.sheets import Sheet, lines_of


def read_sheets(given: Input) -> tuple[Sheet, ...]:
    """Read a CSV or a workbook: every visible sheet with data, as rows of texts.

    Raises:
        TableError: the file cannot be read as a table, or holds no row.
    """
    match kind_of(given):
        case "csv":
            rows = ((number, tuple(cells)) for number, cells in csv_rows(given))
            sheets: tuple[Sheet, ...] = (Sheet(given, "", lines_of(rows)),)
        case "workbook":
            from shnor_cli.tables.workbook import read_workbook

            sheets = tuple(read_workbook(given))
        case "html":
            from shnor_cli.tables.html import read_html

            sheets = tuple(read_html(given))
        case "parquet":
            raise one(Place(given.name), "здесь нужен файл CSV или XLSX", code="T-003")
    if not any(sheet.lines for sheet in sheets):
        raise one(Place(given.name), "в файле нет ни одной видимой строки", code="T-002")
    return sheets
