"""The sheet «Проверка»: everything that was found, a row each."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

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
_NOTHING = "Ничего не найдено: таблицу можно отдавать."


def write_summary(book: Any, findings: Sequence[Finding]) -> None:  # noqa: ANN401 - no types
    """Add the sheet as the last one of a workbook."""
    sheet = book.create_sheet(TITLE)
    sheet.freeze_panes = "A2"
    for position, (_, width) in enumerate(_COLUMNS):
        sheet.column_dimensions[chr(ord("A") + position)].width = width
    sheet.append([_cell(sheet, title, font=Font(bold=True)) for title, _ in _COLUMNS])
    for each in findings:
        sheet.append(_row(sheet, each))
    if not findings:
        sheet.append([_cell(sheet, _NOTHING)])


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
        place.row,
        _cell(sheet, place.column),
        _cell(sheet, finding.text),
        _cell(sheet, kind.allowed),
        _cell(sheet, finding.mend),
    ]


def _cell(sheet: Any, text: str, *, font: Font | None = None) -> Any:  # noqa: ANN401 - no types
    cell = WriteOnlyCell(sheet)
    write_text(cell, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if font is not None:
        cell.font = font
    return cell
