"""«Достижение планируемых результатов» (ФИС ОКО): a row per task, a column per group."""

import re
from collections.abc import Iterator

from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.layouts.groups import Group, Named, groups_of
from shnor_cli.tables.layouts.oko import (
    TASK,
    Share,
    cell,
    column_of,
    line_with,
    tasks_table,
    without_repeats,
)
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.titles import title_of
from shnor_cli.tables.sheets import Line, Rows, Sheet

TITLE = "Достижение планируемых результатов (ФИС ОКО)"

_SKILL = re.compile(r"блоки пооп|проверяемые (требования|умения|элементы)|планируемые результаты")
_TASK = re.compile(r"(номер|№) ?(задания)?$|задани[ея]$")
_MAXIMUM = re.compile(r"макс")
_PARTICIPANTS = re.compile(r"\d[\d ]* ?(уч|чел)", re.IGNORECASE)
_LEADING_TASK = re.compile(rf"{TASK.pattern}[.)]? ")


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet has a header of skills and maximal scores."""
    head = line_with(sheet, _SKILL)
    return head is not None and column_of(sheet.lines[head], _MAXIMUM) is not None


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    head = line_with(sheet, _SKILL)
    return None if head is None else Heading(range(head, head + 1))


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the report as a plain table of tasks.

    Raises:
        TableError: with every place of the sheet that is wrong.
    """
    faults: Faults = []
    head = line_with(sheet, _SKILL) or 0
    header = sheet.lines[head]
    title = title_of(sheet, sheet.lines[:head], faults)
    groups = dict(_groups(sheet, header, faults))
    if faults or title is None:
        raise error_of(faults)
    body, repeats = without_repeats(sheet.lines[head + 1 :], (header,))
    aside = [line for line in body if not any(_share(line, column) for column in groups)]
    shares = [share for line in body for share in _shares(header, line, groups)]
    remarks = (
        *sheet.passed(repeats, "с повтором заголовка", "R-header"),
        *sheet.passed(aside, "без долей выполнения"),
    )
    yield tasks_table(sheet, title, shares, remarks)


def _groups(sheet: Sheet, header: Line, faults: Faults) -> Iterator[tuple[int, Group]]:
    """Yield the columns of groups: all that are named after the maximal score."""
    first = (column_of(header, _MAXIMUM) or 0) + 1
    columns = [column for column in range(first, len(header.cells)) if cell(header, column)]
    named = [Named(header.number, cell(header, column) or "", 0) for column in columns]
    for column, group in zip(columns, groups_of(sheet, named, faults), strict=True):
        if group is not None:
            yield column, group


def _share(line: Line, column: int) -> str | None:
    """Return a share; below a group's name may stand how many took part: «83 уч.»."""
    text = cell(line, column)
    return None if text is None or _PARTICIPANTS.match(text) else text


def _shares(header: Line, line: Line, groups: dict[int, Group]) -> Iterator[Share]:
    skill = cell(line, column_of(header, _SKILL))
    task = cell(line, column_of(header, _TASK)) or _leading(skill)
    maximum = cell(line, column_of(header, _MAXIMUM))
    for column, group in groups.items():
        if text := _share(line, column):
            yield Share(line.number, group, task, text, maximum, skill)


def _leading(skill: str | None) -> str | None:
    """Return the number that begins a skill: «1К1. Соблюдать…»."""
    match = _LEADING_TASK.match(skill or "")
    return match[1] if match else None
