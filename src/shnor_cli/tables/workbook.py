"""Workbooks of Excel and its kin: every visible sheet as rows of texts."""

from collections.abc import Iterator, Sequence

from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.sheets import Cells, Line, Sheet
from shnor_cli.tables.texts import fold, text_of

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
        names = [each.name for each in sheets]
        wanted = _wanted(given, names, [name for name in names if name not in hidden])
        remarks = _not_read(given, [name for name in names if name not in wanted], hidden)
        for each in sheets:
            if each.name not in wanted:
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


def _wanted(given: Input, names: Sequence[str], visible: Sequence[str]) -> Sequence[str]:
    """Return the sheets to read: the visible ones, or the one that the user named."""
    said = given.reading.sheet
    if said is None:
        return visible
    by_name = [name for name in names if fold(name) == fold(said)]
    by_number = names[int(said) - 1 : int(said)] if said.isdecimal() and int(said) else []
    if not by_name and not by_number:
        hint = f"Есть листы: {join_and([quote(name) for name in names])}."
        raise one(Place(given.name), f"в книге нет листа {quote(said)}", hint, "T-006")
    return by_name or by_number


def _not_read(given: Input, names: Sequence[str], hidden: Sequence[str]) -> tuple[Remark, ...]:
    if given.reading.sheet is not None and names:
        listed = join_and([quote(name) for name in names])
        done = "не прочитаны: назван один лист"
        return (Remark(Place(given.name), f"другие листы: {listed}", done, "R-sheets"),)
    if hidden:
        text = f"скрытые листы: {join_and([quote(name) for name in hidden])}"
        return (Remark(Place(given.name), text, "не прочитаны", "R-hidden"),)
    return ()


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
