"""Percents of a report's rows become counts: a school's exactly, a group's the nearest."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import plural
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.layouts.groups import Group
from shnor_cli.tables.layouts.percents import (
    UNKNOWN,
    Fit,
    as_percents,
    fit,
    fit_each,
    numbers,
    percent_of,
)
from shnor_cli.tables.sheets import Sheet
from shnor_cli.tables.texts import Percent, count_of

_HINT = "Нужно число участников, под отметками и баллами — доля в процентах."
_MEND = "Впишите числа человек вместо долей этой строки."


class Printed(NamedTuple):
    """A row as it is printed."""

    number: int
    group: Group
    participants: str | None
    shares: tuple[str | None, ...]


class Row(NamedTuple):
    """A row of a report, read."""

    number: int
    group: Group
    participants: int
    counts: tuple[int, ...]
    """Empty where no result stands beside the participants: it is not known, not zero."""


class Restored(NamedTuple):
    """The rows of a report with counts."""

    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...] = ()
    unit: int = 0
    """The finest unit of its shares, 0 where it has none."""


class _Read(NamedTuple):
    """A row with its cells read as numbers."""

    printed: Printed
    participants: int
    shares: tuple[Percent, ...]
    are_counts: bool
    """Whether people stand in the cells already."""

    def row(self, counts: tuple[int, ...]) -> Row:
        """Return the row with counts."""
        return Row(self.printed.number, self.printed.group, self.participants, counts)


def restore(
    sheet: Sheet, labels: Sequence[str], printed: Sequence[Printed], faults: Faults
) -> Restored:
    """Return the rows with counts; percents that no whole counts give go to `faults`.

    `labels` are the headers of the columns of percents.
    """
    read = list(_read(sheet, printed, faults))
    shares = [each for each in read if not each.are_counts]
    # «28,6» may be 28,60: the other rows tell how many decimals are printed
    finest = max({share.unit for each in shares for share in each.shares}, default=1)
    rows, nearest = [], 0
    for each in read:
        if each.are_counts:
            rows.append(each.row(numbers(each.shares, 1)))
            continue
        found = _fit(each, finest)
        if found.least == found.most and found.is_possible:  # as mostly for schools
            rows.append(each.row(found.least))
            continue
        is_only = found.is_only
        if not (is_only or (found.is_possible and not each.printed.group.is_school)):
            faults.append(_misfit(sheet, labels, each, found))
            continue
        rows.append(each.row(found.counts()))
        nearest += not is_only
    if not shares:
        return Restored(tuple(rows))
    return Restored(tuple(rows), tuple(_remarks(sheet, nearest)), finest)


def _read(sheet: Sheet, printed: Sequence[Printed], faults: Faults) -> Iterator[_Read]:
    for each in printed:
        try:
            yield _numbers(each)
        except ValueError as error:
            faults.append(Problem(sheet.place(each.number), str(error), _HINT, "T-020"))


def _numbers(printed: Printed) -> _Read:
    participants = count_of(printed.participants) if printed.participants else None
    if not isinstance(participants, int):
        raise ValueError("не указано число участников")  # noqa: TRY004 - of a cell, not a type
    if participants and UNKNOWN.issuperset(printed.shares):
        return _Read(printed, participants, (), are_counts=True)
    shares = tuple(map(percent_of, printed.shares))
    if sum([each.number for each in shares]) == participants and _finest(shares) == 1:
        return _Read(printed, participants, shares, are_counts=True)
    return _Read(printed, participants, as_percents(shares), are_counts=False)


def _finest(shares: Sequence[Percent]) -> int:
    return max([each.unit for each in shares])


def _fit(read: _Read, finest: int) -> Fit:
    """Restore a row as printed like the finest of the table, else like the finest of its cells.

    Where neither will do, a cell with fewer decimals is taken as it is printed.
    """
    found = fit(numbers(read.shares, finest), finest, read.participants)
    if found.is_possible:
        return found
    own = _finest(read.shares)
    found = fit(numbers(read.shares, own), own, read.participants)
    return found if found.is_possible else fit_each(read.shares, own, read.participants)


def _misfit(sheet: Sheet, labels: Sequence[str], read: _Read, found: Fit) -> Problem:
    place = sheet.place(read.printed.number)
    what, why = "доли не восстанавливаются", "подходит не одно число"
    if found.misfits:
        worst = found.misfits[0]
        place = sheet.place(read.printed.number, labels[worst])
        what, why = f"«{read.printed.shares[worst]}» не восстанавливается", "столько не бывает"
    elif not found.is_possible:
        why = "сумма долей не 100 %"
    people = plural(read.participants, "участник", "участника", "участников")
    return Problem(place, f"{what} в число человек: {people}, {why}", _MEND, "T-021")


def _remarks(sheet: Sheet, nearest: int) -> Iterator[Remark]:
    done = "по ним восстановлено, сколько это человек"
    if nearest:
        rows = plural(nearest, "строке", "строках", "строках")
        done += f"; в {rows} групп подходит не одно число, взято ближайшее к долям"
    yield Remark(sheet.place(), "вместо чисел стоят доли", done, "R-share")
