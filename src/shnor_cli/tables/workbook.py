"""Workbooks of Excel and its kin: every visible sheet as rows of texts."""

from collections.abc import Iterator

from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.sheets import Cells, Line, Sheet
from shnor_cli.tables.texts import text_of

Range = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: row and column of the first and of the last, from 0."""


def read_workbook(given: Input) -> Iterator[Sheet]:
    """Read the visible sheets; formulas give the values saved with them.

    A value merged over several rows of a column stands in each of them.

    Raises:
        TableError: it is no workbook, or is locked by a password.
    """
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_path(str(given.path))
        sheets = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        hidden = [each.name for each in sheets if each.visible != SheetVisibleEnum.Visible]
        remarks = _hidden(given, hidden)
        for each in sheets:
            if each.name in hidden:
                continue
            sheet = workbook.get_sheet_by_name(each.name)
            rows = sheet.to_python(skip_empty_area=False)
            texts = [tuple(text_of(cell) for cell in row) for row in rows]
            filled = _spread(texts, sheet.merged_cell_ranges or ())
            lines = (Line(number, cells) for number, cells in enumerate(filled, 1))
            found = tuple(line for line in lines if line.filled)
            if found:
                yield Sheet(given, each.name, found, remarks)
                remarks = ()
    except (CalamineError, OSError):
        hint = "Откройте её в Excel и сохраните заново как .xlsx без пароля."
        fault = "книга не читается: она испорчена, с паролем или не книга"
        raise one(Place(given.name), fault, hint, "T-003") from None


def _hidden(given: Input, names: list[str]) -> tuple[Remark, ...]:
    if not names:
        return ()
    text = f"скрытые листы: {join_and([quote(name) for name in names])}"
    return (Remark(Place(given.name), text, "не прочитаны", "R-hidden"),)


def _spread(rows: list[Cells], merged: "tuple[Range, ...] | list[Range]") -> list[Cells]:
    """Repeat a value merged over several rows in each of them."""
    if not merged:
        return rows
    spread = [list(row) for row in rows]
    for (top, left), (bottom, _) in merged:
        for row in range(top + 1, min(bottom + 1, len(spread))):
            if left < len(spread[row]) and spread[row][left] is None:
                spread[row][left] = spread[top][left]
    return [tuple(row) for row in spread]
