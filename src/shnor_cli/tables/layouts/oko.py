"""What reports of ФИС ОКО on tasks and on the journal share: columns, whom a row is of, shares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shnor_cli.model import Remark
from shnor_cli.russian import fold
from shnor_cli.tables.layouts.blanks import NO_RESULT
from shnor_cli.tables.layouts.groups import Group
from shnor_cli.tables.layouts.titles import Title
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet

KEY_HEADER = ("школа", "название", "группа", "год", "процедура", "предмет", "класс")
"""Columns of the plain table that every report fills.

A school's municipality is not among them: what is not judged must not move a school between the
groups that are.
"""
TASK_HEADER = (*KEY_HEADER, "задание", "умение", "максимальный балл", "выполнение")
GROUPS = re.compile(r"групп[аы] участников")
"""Header of the column of groups, folded."""
TASK = re.compile(r"(\d+(?:[.,]\d+)*(?: ?[KКkк]\d+)?)(?:\.? ?\((\d+) ?б\w*\.?\))?")
"""Header of a task, «1», «3.1», «1К1», and its maximal score where it is said, «1К1 (4б)»."""

_ABOVE = 15
"""Rows among which a report's name is looked for."""
_NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d+)?) ?%?")
_LAST_DIGIT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a task's maximal score as a report prints it."""

    row: int
    group: Group
    task: str | None
    text: str
    maximum: str | None = None
    skill: str | None = None


def is_called(sheet: Sheet, name: str) -> bool:
    """Whether a report's name, folded, stands in a cell near the top of a sheet."""
    return any(name in fold(text) for line in sheet.lines[:_ABOVE] for text in line.cells if text)


def line_with(sheet: Sheet, header: re.Pattern[str]) -> int | None:
    """Return the position of the first row with such a header."""
    return next(
        (i for i, line in enumerate(sheet.lines) if column_of(line, header) is not None), None
    )


def column_of(line: Line, header: re.Pattern[str]) -> int | None:
    """Return the first column whose cell, folded, begins so."""
    return next((i for i, text in enumerate(line.cells) if text and header.match(fold(text))), None)


def cell(line: Line, column: int | None) -> str | None:
    """Return a cell; None where it is empty, holds a dash or there is no such column."""
    text = line.cell(column)
    return None if text is None or fold(text) in NO_RESULT else text


def without_repeats(lines: Sequence[Line], head: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Part the rows below a header from those that a printer repeats of it."""
    own = {line.cells for line in head}
    rows, repeats = list[Line](), list[Line]()
    for line in lines:
        (repeats if line.cells in own else rows).append(line)
    return rows, repeats


def key_of(group: Group, title: Title) -> Cells:
    """Return the cells of `KEY_HEADER`."""
    held = title.assessment
    about = (str(title.year), held.procedure, held.subject, str(held.grade))
    if group.is_school:
        return (group.login or group.name, group.name, None, *about)
    return (group.name, None, group.kind, *about)


def tasks_table(
    sheet: Sheet, title: Title, shares: Sequence[Share], remarks: Sequence[Remark]
) -> Rows:
    """Return shares as a plain table of tasks."""
    texts, more = _in_percent(sheet, [each.text for each in shares])
    cells = (
        (*key_of(each.group, title), each.task, each.skill, each.maximum, text)
        for each, text in zip(shares, texts, strict=True)
    )
    rows = tuple(each.row for each in shares)
    found = (*title.remarks, *remarks, *more)
    return Rows(sheet.source, sheet.name, TASK_HEADER, rows, tuple(cells), found)


def _in_percent(sheet: Sheet, texts: Sequence[str]) -> tuple[list[str], tuple[Remark, ...]]:
    """Return shares in percent: in cells with the format % stand shares of 1."""
    numbers = [_decimal(text) for text in texts]
    known = [number for number in numbers if number is not None]
    is_of_one = bool(known) and max(known) <= 1 and not any("%" in text for text in texts)
    scale = 100 if is_of_one else 1
    said = [
        text if number is None else _written(number * scale)
        for text, number in zip(texts, numbers, strict=True)
    ]
    if not is_of_one:
        return said, ()
    return said, (
        Remark(sheet.place(), "доли записаны долями единицы", "умножены на 100", "R-share"),
    )


def _decimal(text: str) -> Decimal | None:
    """Return a share; None where it is no number, which is found when the table is read."""
    match = _NUMBER.fullmatch(text)
    return Decimal(match[1].replace(",", ".")) if match else None


def _written(number: Decimal) -> str:
    # what follows the fourth digit is the noise of a float
    return format(number.quantize(_LAST_DIGIT, ROUND_HALF_UP), "f")
