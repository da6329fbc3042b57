"""«Сравнение отметок с отметками по журналу» (ФИС ОКО): three rows and a total under each group."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shnor_cli.russian import fold
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.layouts.groups import Group, Named, groups_of, names_total
from shnor_cli.tables.layouts.headers import JOURNAL
from shnor_cli.tables.layouts.oko import (
    GROUPS,
    KEY_HEADER,
    cell,
    column_of,
    key_of,
    line_with,
    without_repeats,
)
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.titles import title_of
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet
from shnor_cli.tables.texts import count_of

TITLE = "Сравнение отметок с отметками по журналу (ФИС ОКО)"

_NO_ANSWER = "без сравнения отметок"
_TOTAL = "всего"
_ANSWER = re.compile(rf"({'|'.join(JOURNAL)}|{_TOTAL})\b")
_COUNT = re.compile(r"(кол-во|количество|число) участников")
_PERCENT = re.compile(r"%|доля|процент")


@dataclass(frozen=True)
class _Block:
    """A group's row and the rows of counts below it."""

    line: Line
    label: str
    answers: Mapping[str, Line]


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet has groups of participants and rows of those who lowered their mark."""
    below = re.compile(JOURNAL[0])
    return line_with(sheet, GROUPS) is not None and line_with(sheet, below) is not None


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    head = line_with(sheet, GROUPS)
    return None if head is None else Heading(range(head, head + 1))


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the report as a plain table of comparisons.

    Raises:
        TableError: with every place of the sheet that is wrong.
    """
    faults: Faults = []
    head = line_with(sheet, GROUPS) or 0
    title = title_of(sheet, sheet.lines[:head], faults)
    header = sheet.lines[head]
    body, repeats = without_repeats(sheet.lines[head + 1 :], (header,))
    blocks = _blocks(body, column_of(header, GROUPS) or 0)
    totals = [each for each in blocks if names_total(each.label) and each.answers]
    blocks = [each for each in blocks if each not in totals]
    named = [Named(each.line.number, each.label, 0, not each.answers) for each in blocks]
    groups = list(groups_of(sheet, named, faults))
    if faults or title is None:
        raise error_of(faults)
    columns = _Columns(column_of(header, _COUNT), column_of(header, _PERCENT))
    found = [
        (each, group)
        for each, group in zip(blocks, groups, strict=True)
        if group is not None and each.answers
    ]
    taken = [(each, group) for each, group in found if columns.are_counted(each, group)]
    bare = [each.line for each, group in found if not columns.are_counted(each, group)]
    remarks = (
        *title.remarks,
        *sheet.passed([each.line for each in blocks if not each.answers], _NO_ANSWER),
        *sheet.passed(repeats, "с повтором заголовка", "R-header"),
        *sheet.passed(bare, "групп, где есть только доли"),
        *sheet.passed([each.line for each in totals], "с итогами", "R-total"),
    )
    yield Rows(
        sheet.source,
        sheet.name,
        (*KEY_HEADER, "участников", *JOURNAL),
        tuple(each.line.number for each, _ in taken),
        tuple((*key_of(group, title), *columns.counts(each)) for each, group in taken),
        remarks,
    )


def _blocks(lines: Sequence[Line], column: int) -> list[_Block]:
    """Gather rows under their groups; counts without a group stand for one of no known kind."""
    blocks: list[tuple[Line, str, dict[str, Line]]] = []
    for line in lines:
        label = cell(line, column) or ""
        answer = _ANSWER.match(fold(label))
        if answer is None or not blocks:
            blocks.append((line, label, {}))
        if answer is not None:
            blocks[-1][2].setdefault(answer[1], line)
    return [_Block(*each) for each in blocks]


@dataclass(frozen=True)
class _Columns:
    """Where the numbers of a report stand."""

    count: int | None
    percent: int | None

    def are_counted(self, block: _Block, group: Group) -> bool:
        """Whether counts are known, or few enough to be restored: those of a school are."""
        counts = (
            cell(block.answers[each], self.count) for each in JOURNAL if each in block.answers
        )
        return group.is_school or all(count is not None for count in counts)

    def counts(self, block: _Block) -> Cells:
        """Return participants and the three counts; shares where they stand alone."""
        answers = tuple(self._count(block.answers.get(each)) for each in JOURNAL)
        total = block.answers.get(_TOTAL)
        printed = None if total is None else cell(total, self.count)
        return (printed or _sum(answers), *answers)

    def _count(self, line: Line | None) -> str | None:
        if line is None:
            return None
        percent = cell(line, self.percent)
        return cell(line, self.count) or (f"{percent.rstrip('% ')} %" if percent else None)


def _sum(texts: Sequence[str | None]) -> str | None:
    """Return the sum of counts where all of them are; what is wrong with them is found later."""
    try:
        counts = [count_of(text) for text in texts if text is not None]
    except ValueError:
        return None
    whole = [count for count in counts if isinstance(count, int)]
    return str(sum(whole)) if len(whole) == len(texts) else None
