"""Workbooks of Excel and its kin: the first visible sheet with data as rows of texts."""

from dataclasses import dataclass
from pathlib import Path

from shnor_cli.errors import Place
from shnor_cli.tables.faults import one
from shnor_cli.tables.texts import text_of


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read, and the other visible sheets with data, which were not."""

    name: str
    rows: list[list[str | None]]
    others: tuple[str, ...]


def read_sheet(path: Path) -> Sheet:
    """Read the first visible sheet that has data; formulas give the values saved with them.

    Raises:
        TableError: it is no workbook, is locked by a password, or has no data.
    """
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    place = Place(path.name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        filled = []
        for name in visible:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            texts = [[text_of(cell) for cell in row] for row in rows]
            if any(cell is not None for row in texts for cell in row):
                filled.append((name, texts))
    except (CalamineError, OSError):
        hint = "Откройте её в Excel и сохраните заново как .xlsx без пароля."
        fault = "книга не читается: она испорчена, с паролем или не книга"
        raise one(place, fault, hint, "T-003") from None
    if not filled:
        raise one(place, "в книге нет видимого листа с данными", code="T-002")
    (name, texts), *rest = filled
    return Sheet(name, texts, tuple(name for name, _ in rest))
