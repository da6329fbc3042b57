"""Classes of a parallel (литеры): rows of «5А» and «5Б» are parts of a school's results."""

import re
from collections.abc import Sequence

from shnor_cli.tables.layouts.headers import role_of
from shnor_cli.tables.layouts.plain import unit_of
from shnor_cli.tables.sheets import Rows, Sheet

HEADER = "литера"
_CLASS = re.compile(r"\d{1,2}[ «\"„(-]*([а-яё])[»\"“)]*(?: (?:класс|кл\.?))?", re.IGNORECASE)
_GRADE = re.compile(r"^\d{1,2}(?=\W*\w)\W*")
_SIGNS = re.compile(r"[\W_]+")


def letters_of(texts: Sequence[str | None]) -> list[str]:
    """Return the classes that cells name: «5А», «5 «а»» and «А» are one.

    A number alone is the whole parallel where other cells have letters.
    """
    plain = [_GRADE.sub("", (text or "").strip()) for text in texts]
    found = [_SIGNS.sub("", each).upper() for each in plain]
    if any(not each.isdigit() for each in found if each):
        return ["" if each.isdigit() else each for each in found]
    return found


def lettered(sheet: Sheet, table: Rows) -> Rows:
    """Say in a column of its own which class of a parallel the rows of a table are of.

    A column of the sheet says it that the report is read without, or else the sheet's name.
    """
    if unit_of(table.header) != "assessment" or "letter" in map(role_of, table.header):
        return table
    named = _CLASS.fullmatch(sheet.name.strip())
    own = named[1] if named else None
    said = _column(sheet)
    if own is None and not said:
        return table
    cells = tuple(
        (*row, said.get(number) or own)
        for number, row in zip(table.numbers, table.cells, strict=True)
    )
    return table._replace(header=(*table.header, HEADER), cells=cells)


def _column(sheet: Sheet) -> dict[int, str | None]:
    """Return by row what stands in the column of letters, nothing where there is none."""
    for place, line in enumerate(sheet.lines[:_WITHIN]):
        for column, cell in enumerate(line.cells):
            if cell and role_of(cell) == "letter":
                below = sheet.lines[place + 1 :]
                return {
                    each.number: each.cells[column] for each in below if column < len(each.cells)
                }
    return {}


_WITHIN = 30
"""Rows from above in which a header stands."""
