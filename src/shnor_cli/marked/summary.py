"""The sheet «Проверка»: everything that was found, a row each."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from shnor_cli.marked.marks import FILLS, write_text
from shnor_cli.tables.checked import Finding

TITLE = "Проверка"
_COLUMNS = (
    ("Важность", 12),
    ("Вид проверки", 30),
    ("Файл проверки", 24),
    ("Лист книги", 16),
    ("Номер строки", 9),
    ("Имя столбца", 18),
    ("Что найдено", 60),
    ("Что допустимо", 50),
    ("Как исправить", 50),
)
"""Headers and widths; none is the header of a table of results, so the sheet is never read."""
_NARROW, _WIDE = 9, 60
_LINE = 15
"""Points of a line of text."""
_NOTHING = "Ничего не найдено: таблицу можно отдавать."


def write_summary(book: Any, findings: Sequence[Finding]) -> None:  # noqa: ANN401 - no types
    """Add the sheet as the last one of a workbook."""
    sheet = book.create_sheet(TITLE)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    widen(sheet, [width for _, width in _COLUMNS])
    sheet.append([_cell(sheet, title, font=Font(bold=True)) for title, _ in _COLUMNS])
    for number, each in enumerate(findings, 2):
        row = _row(sheet, each)
        sheet.row_dimensions[number].height = _LINE * _lines(row)
        sheet.append(row)
    if not findings:
        sheet.append([_cell(sheet, _NOTHING)])


def widen(sheet: Any, widths: Sequence[int]) -> None:  # noqa: ANN401 - no types
    """Make columns as wide as so many signs want, within reason."""
    for position, width in enumerate(widths, 1):
        room = min(max(width + 2, _NARROW), _WIDE)
        sheet.column_dimensions[get_column_letter(position)].width = room


def _lines(row: Sequence[Any]) -> int:
    """Return how many lines the longest of wrapped cells takes."""
    texts = (str(getattr(cell, "value", cell) or "") for cell in row)
    return max(-(-len(text) // width) for text, (_, width) in zip(texts, _COLUMNS, strict=True))


def is_summary(sheet: Any) -> bool:  # noqa: ANN401 - no types
    """Whether a sheet is one that we wrote before."""
    head = [cell.value for row in sheet.iter_rows(max_row=1) for cell in row]
    return head == [title for title, _ in _COLUMNS]


def _row(sheet: Any, finding: Finding) -> list[Any]:  # noqa: ANN401 - no types
    place = finding.place
    kind = finding.kind
    severity = _cell(sheet, finding.severity)
    severity.fill = FILLS[finding.severity]
    return [
        severity,
        _cell(sheet, f"{finding.code} {kind.title}"),
        _cell(sheet, place.file),
        _cell(sheet, place.sheet),
        _number(sheet, place.row),
        _cell(sheet, place.column),
        _cell(sheet, finding.text),
        _cell(sheet, kind.allowed),
        _cell(sheet, finding.mend),
    ]


def _number(sheet: Any, number: int | None) -> Any:  # noqa: ANN401 - no types
    cell = WriteOnlyCell(sheet, number)
    cell.alignment = Alignment(vertical="top")
    return cell


def _cell(sheet: Any, text: str, *, font: Font | None = None) -> Any:  # noqa: ANN401 - no types
    cell = WriteOnlyCell(sheet)
    write_text(cell, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if font is not None:
        cell.font = font
    return cell
