"""Whom a row of a table of schools is about: a school, or a group that is reported beside them."""

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold, number, plural
from shnor_cli.tables.layouts.bands import Banded
from shnor_cli.tables.layouts.groups import (
    names_coded_place,
    names_part,
    names_school,
    place_named,
    plainly_named,
    unclear,
)
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import fold_school, is_no_school, is_total, login_in, without_login

_BLANK_HINT = (
    "Впишите школу в каждую строку: в Excel пустые ячейки под ней заполняют её названием. Если это "
    "итог, подпишите его «Итого» или уберите."
)


@dataclass(frozen=True, slots=True)
class About:
    """Whom a row is about."""

    school: str
    """The id of a school, its name without one; the name of a group."""
    name: str
    municipality: str
    group: str = ""
    """«муниципалитет», «регион», «вся выборка»; empty for a school."""
    is_unclear: bool = False
    """Whether it may be a group as well as a school."""
    is_nameless: bool = False
    """Whether nothing but the municipality is named."""


class Seen(NamedTuple):
    """A row, as far as it says whom it is about and how many they are."""

    number: int
    about: About
    work: object
    participants: str


class Whom(NamedTuple):
    """What a row says of whom it is about, whatever it says."""

    name: str
    code: str
    municipality: str

    @property
    def is_blank(self) -> bool:
        """Whether it names nobody."""
        return not any(self)

    @property
    def is_aside(self) -> bool:
        """Whether it is surely of no school: a total, a group of schools, a part of pupils."""
        return _is_aside(self.name, self.municipality)


@functools.lru_cache(1 << 14)
def _is_aside(name: str, municipality: str) -> bool:
    place = fold(municipality)
    # «Средний» is a district, too
    is_of_all = is_total(place) and not place.startswith("средн")
    return is_no_school(fold(name or municipality)) or is_of_all


@functools.lru_cache(1 << 14)
def _may_be_none(text: str) -> bool:
    """Whether a text may be of no school and of no place that a report has a row of."""
    return names_part(text) or names_coded_place(text)


def blank_rows(sheet: Sheet, rows: Sequence[int], column: str) -> Iterator[Problem]:
    """Yield the problem of rows that have numbers and name nobody: a school is named once."""
    if rows:
        count = f" (строк с этим: {number(len(rows))})" if len(rows) > 1 else ""
        place = sheet.place(rows[0], column)
        yield Problem(place, f"не указана школа{count}", _BLANK_HINT, "T-033")


def named_in(line: Line, columns: Mapping[str, int]) -> Whom:
    """Return what a row says of whom it is about."""
    return Whom(*(line.cell(columns.get(role)) or "" for role in Whom._fields))


def blank_rows_of(
    sheet: Sheet, found: Banded, columns: Mapping[str, int], has_results: Callable[[Line], bool]
) -> Iterator[Problem]:
    """Yield the problem of rows below a header that have results, name nobody and are no totals."""
    totals = {line.number for line in found.totals}
    rows = [
        line.number
        for line in found.body
        if named_in(line, columns).is_blank and line.number not in totals and has_results(line)
    ]
    named = next((columns[role] for role in Whom._fields if role in columns), None)
    return blank_rows(sheet, rows, "" if named is None else " ".join(found.paths[named]))


def unclear_rows(sheet: Sheet, rows: Iterable[Seen]) -> Iterator[Problem]:
    """Yield rows that may be of a school or of a place, each once."""
    names = {each.number: each.about.name for each in rows if each.about.is_unclear}
    return (unclear(sheet, number, name) for number, name in names.items())


def nameless_rows(sheet: Sheet, rows: Sequence[Seen]) -> Iterator[Remark]:
    """Yield a remark on rows of municipalities that may have lost the name of a school.

    Those that are the sum of their municipality's schools are no such rows.
    """
    sums: Counter[object] = Counter()
    for each in rows:
        if not each.about.group and each.participants.isdecimal():
            sums[each.about.municipality, each.work] += int(each.participants)
    lost = {
        each.number
        for each in rows
        if each.about.is_nameless and each.participants != str(sums[each.about.name, each.work])
    }
    if lost:
        count = plural(len(lost), "строка", "строки", "строк")
        text = f"{count} без школы, с одним муниципалитетом"
        yield Remark(sheet.place(min(lost)), text, "взяты как его результаты", "R-group")


def about(
    name: str, code: str, municipality: str, schools: Collection[str] = frozenset()
) -> About | None:
    """Tell whom a row is about; None for totals and for rows that name nobody.

    A row without a school is about its municipality. `schools` are names of the register, folded.
    """
    if login := login_in(name):
        name, code = without_login(name), code or login
    said = name or municipality
    whom = Whom(name, code, municipality)
    if whom.is_blank or whom.is_aside:
        return None
    if not code and _may_be_none(said) and fold_school(said) not in schools:
        return About(said, said, municipality, is_unclear=True)
    if code or names_school(said) or fold_school(said) in schools:
        return About(code or name, name, municipality)
    if not name:
        group = place_named(municipality) or "муниципалитет"
        return About(municipality, municipality, "", group, is_nameless=True)
    if place := plainly_named(said):
        return About(said, said, "", place)
    return About(name, name, municipality, is_unclear=place_named(said) is not None)
