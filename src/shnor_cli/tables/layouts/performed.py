"""«Выполнение заданий» (ФИС ОКО): a row per group, a column per task, maximal scores above.

«Выполнение заданий группами участников» is the same with rows for those who got each mark, which
are left out: they are not the school.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shnor_cli.model import Remark
from shnor_cli.russian import fold
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.layouts.groups import Named, groups_of, names_total
from shnor_cli.tables.layouts.oko import (
    GROUPS,
    TASK,
    Share,
    cell,
    column_of,
    is_called,
    line_with,
    tasks_table,
    without_repeats,
)
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.titles import title_of
from shnor_cli.tables.sheets import Line, Rows, Sheet

TITLE = "Выполнение заданий (ФИС ОКО)"

_NAME = "выполнение заданий"
_OF_MARK = re.compile(r".*(гр\w*\.? ?балл|отметк)|групп[аы]\b|[«\"]?[2-5][»\"]?$")


@dataclass(frozen=True)
class _Columns:
    """Where a report's columns stand, and the last row above its values."""

    group: int
    tasks: Mapping[int, str]
    maxima: Mapping[int, str]
    last: int


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is called so and has groups of participants with a column for a task."""
    head = line_with(sheet, GROUPS)
    return head is not None and is_called(sheet, _NAME) and bool(_tasks(sheet, head)[1])


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands, with the numbers of tasks and their maximal scores."""
    head = line_with(sheet, GROUPS)
    return None if head is None else Heading(range(head, _columns(sheet, head).last + 1))


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the report as a plain table of tasks.

    Raises:
        TableError: with every place of the sheet that is wrong.
    """
    faults: Faults = []
    head = line_with(sheet, GROUPS) or 0
    title = title_of(sheet, sheet.lines[:head], faults)
    columns = _columns(sheet, head)
    body, repeats = without_repeats(
        sheet.lines[columns.last + 1 :], sheet.lines[head : columns.last + 1]
    )
    of_marks = [line for line in body if _OF_MARK.match(fold(cell(line, columns.group) or ""))]
    totals = [line for line in body if names_total(cell(line, columns.group) or "")]
    rows = [line for line in body if line not in of_marks and line not in totals]
    empty = [line for line in rows if not _has_shares(line, columns)]
    shares = list(_shares(sheet, [line for line in rows if line not in empty], columns, faults))
    if faults or title is None:
        raise error_of(faults)
    remarks = (
        *_foreign(sheet, head, columns),
        *sheet.passed(repeats, "с повтором заголовка", "R-header"),
        *sheet.passed(of_marks, "групп по отметкам"),
        *sheet.passed(totals, "с итогами", "R-total"),
        *sheet.passed(empty, "без долей выполнения"),
    )
    yield tasks_table(sheet, title, shares, remarks)


def _columns(sheet: Sheet, head: int) -> _Columns:
    group = column_of(sheet.lines[head], GROUPS) or 0
    last, headers = _tasks(sheet, head)
    found = {column: TASK.fullmatch(text) for column, text in headers.items()}
    tasks = {column: match[1] for column, match in found.items() if match}
    maxima = {column: match[2] for column, match in found.items() if match and match[2]}
    # the row of maximal scores stands right below the header or above it
    for place in (last + 1, head - 1):
        if not maxima and 0 <= place < len(sheet.lines):
            maxima = _maxima(sheet.lines[place], group, tasks)
            last = max(last, place if maxima else 0)
    return _Columns(group, tasks, maxima, last)


def _tasks(sheet: Sheet, head: int) -> tuple[int, dict[int, str]]:
    """Return the row of the numbers of tasks, the header or the next one, and its cells."""
    first = (column_of(sheet.lines[head], GROUPS) or 0) + 1
    for place, line in enumerate(sheet.lines[head : head + 2], head):
        cells = {column: cell(line, column) or "" for column in range(first, len(line.cells))}
        tasks = {column: text for column, text in cells.items() if TASK.fullmatch(text)}
        if tasks and cell(line, first - 1) in {None, cell(sheet.lines[head], first - 1)}:
            return place, tasks
    return head, {}


def _maxima(line: Line, group: int, tasks: Mapping[int, str]) -> dict[int, str]:
    """Return a row of maximal scores; nothing where it is another row."""
    label = fold(next((text for text in line.cells[: min(tasks)] if text), ""))
    scores = {column: cell(line, column) or "" for column in tasks}
    is_whole = all(text.isdecimal() for text in scores.values())
    return scores if is_whole and (label.startswith("макс") or not cell(line, group)) else {}


def _foreign(sheet: Sheet, head: int, columns: _Columns) -> Iterator[Remark]:
    """Yield columns among those of tasks that are of no task."""
    line = sheet.lines[head]
    for column in range(min(columns.tasks), len(line.cells)):
        if column not in columns.tasks and (text := cell(line, column)):
            place = sheet.place(line.number, text)
            yield Remark(place, "это не номер задания", "столбец не прочитан", "R-columns")


def _has_shares(line: Line, columns: _Columns) -> bool:
    return any(cell(line, column) for column in columns.tasks)


def _shares(
    sheet: Sheet, lines: Sequence[Line], columns: _Columns, faults: Faults
) -> Iterator[Share]:
    named = [Named(line.number, cell(line, columns.group) or "", 0) for line in lines]
    for line, group in zip(lines, groups_of(sheet, named, faults), strict=True):
        for column, task in columns.tasks.items():
            text = cell(line, column)
            if text is not None and group is not None:
                yield Share(line.number, group, task, text, columns.maxima.get(column))
