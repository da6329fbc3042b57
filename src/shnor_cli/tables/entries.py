"""The register of schools as values: its entries, and the schools that were joined to others."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from shnor_cli.errors import Place, Problem, did_you_mean
from shnor_cli.model import Decision, Remark, Source
from shnor_cli.russian import quote, school_year
from shnor_cli.tables.names import gist, is_name
from shnor_cli.tables.sheets import Rows
from shnor_cli.tables.texts import fold_school

_OGRN = re.compile(r"\d{13}", re.ASCII)
_TOLD = 10
"""Schools of a circle that are named."""

_NAMELESS_HINT = (
    "Впишите название. Если у этой школы есть и другая строка, впишите код в её столбец «логин», "
    "«код РЦОИ» или «псевдонимы», а эту строку удалите."
)
ALWAYS = (0, 9999)
"""Open years of a school of which the register says nothing."""


def is_ogrn(text: str) -> bool:
    """Whether it is an ОГРН: 13 digits, the last that of the remainder of the others by 11."""
    return bool(_OGRN.fullmatch(text)) and int(text[:-1]) % 11 % 10 == int(text[-1])


class Entry(NamedTuple):
    """A school as the register has it."""

    id: str
    name: str
    row: int
    codes: tuple[str, ...] = ()
    """Further ids of it alone: its login in ФИС ОКО, its code in РЦОИ."""
    ogrn: str = ""
    """Branches share it with their school."""
    aliases: tuple[str, ...] = ()
    municipality: str = ""
    excluded: str | None = None
    """Why it is excluded; None where it is not."""
    successor: str | None = None
    """Id of the school it was joined to."""
    since: int = 0
    """The first year without it, where it was joined to another."""
    open_years: tuple[int, int] = ALWAYS
    decision: Decision | None = None
    attributes: Mapping[str, str] = MappingProxyType({})
    """What holds in every year."""
    of_year: Mapping[int, Mapping[str, str]] = MappingProxyType({})
    rows: Mapping[int, int] = MappingProxyType({})
    """Year -> the row of what holds in it."""

    def respelled(self, districts: Mapping[str, str]) -> "Entry":
        """Return it with its district spelled as wanted."""
        return self._replace(
            municipality=districts.get(self.municipality, self.municipality),
            attributes=_respelled(self.attributes, districts),
            of_year={year: _respelled(said, districts) for year, said in self.of_year.items()},
        )


def _respelled(said: Mapping[str, str], districts: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name: districts.get(text, text) if name == "municipality" else text
        for name, text in said.items()
    }


@dataclass(frozen=True)
class Register:
    """The register of schools as read, sorted by id."""

    source: Source
    entries: tuple[Entry, ...]
    columns: tuple[str, ...]
    """Names of the attributes, in the order of the file."""
    years: tuple[int, ...] = ()
    """Years that the register tells apart."""
    remarks: tuple[Remark, ...] = ()

    def respelled(self, districts: Mapping[str, str]) -> "Register":
        """Return it with districts spelled as wanted."""
        if not districts:
            return self
        return replace(self, entries=tuple(each.respelled(districts) for each in self.entries))

    def as_of(self, year: int) -> "Register":
        """Return it without joinings that begin later than a year after that one.

        Until then the schools are two. Each that is left out is remarked on.
        """
        late = [each for each in self.entries if each.since > year + 1]
        if not late:
            return self
        entries = tuple(
            each._replace(successor=None, since=0) if each.since > year + 1 else each
            for each in self.entries
        )
        told = (_not_yet(each, self.source, year) for each in late)
        return replace(self, entries=entries, remarks=(*self.remarks, *told))

    @property
    def has_spans(self) -> bool:
        """Whether it says of any school when it was opened or closed."""
        return any(each.open_years != ALWAYS for each in self.entries)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by id."""
        return {each.id: each for each in self.entries}

    @cached_property
    def by_text(self) -> Mapping[str, Entry]:
        """Entries by folded id, code, alias and, where no other school has it, name or ОГРН."""
        named = {key: same[0] for key, same in self.by_name.items() if len(same) == 1}
        shared = Counter(each.ogrn for each in self.entries)
        numbered = {each.ogrn: each for each in self.entries if shared[each.ogrn] == 1}
        called = {fold_school(text): each for each in self.entries for text in each.aliases}
        coded = {fold_school(text): each for each in self.entries for text in each.codes}
        own = {fold_school(each.id): each for each in self.entries}
        found = named | numbered | called | coded | own
        return {text: each for text, each in found.items() if text}

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Entry, ...]]:
        """Entries by folded name; schools of different districts may share one."""
        names: dict[str, list[Entry]] = {}
        for each in self.entries:
            names.setdefault(fold_school(each.name), []).append(each)
        return {key: tuple(same) for key, same in names.items()}

    @cached_property
    def called(self) -> frozenset[str]:
        """All folded ids, codes, names and aliases."""
        return frozenset(self.by_text) | frozenset(self.by_name)

    @cached_property
    def by_gist(self) -> Mapping[str, Entry]:
        """Entries by what of a name or code tells them, for likeness."""
        return {gist(text): each for text, each in self.by_text.items()}

    def final(self, entry: Entry) -> Entry:
        """Return the school that stands for an entry now, through every joining."""
        return self._finals[entry.id]

    @cached_property
    def _finals(self) -> Mapping[str, Entry]:
        finals: dict[str, Entry] = {}
        for each in self.entries:
            last, path = each, [each.id]
            while last.id not in finals and last.successor is not None:
                last = self.by_id[last.successor]
                path.append(last.id)
            finals |= dict.fromkeys(path, finals.get(last.id, last))
        return finals


def _not_yet(entry: Entry, source: Source, year: int) -> Remark:
    since, last = school_year(entry.since), school_year(year)
    text = f"школа {entry.id} {quote(entry.name)} присоединяется к {entry.successor} с {since}"
    done = f"таблицы кончаются {last}, и присоединение не применено: это ещё две школы"
    return Remark(Place(source.name, row=entry.row), text, done, "R-joined")


def ambiguous_aliases(rows: Rows, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield aliases, logins and codes that name another school too; names alone may repeat."""
    aliases = [("псевдоним", alias, each) for each in entries for alias in each.aliases]
    aliases += [("код", code, each) for each in entries for code in each.codes]
    if not aliases:
        return
    owners: dict[str, list[Entry]] = {}
    own = ((text, each) for each in entries for text in (each.id, each.name))
    for text, entry in [*own, *((text, each) for _, text, each in aliases)]:
        owners.setdefault(fold_school(text), []).append(entry)
    for what, alias, entry in aliases:
        other = next((each for each in owners[fold_school(alias)] if each is not entry), None)
        if other is not None:
            fault = f"{what} {quote(alias)} называет и школу {quote(other.id)}"
            hint = f"Она в строке {other.row}. Уточните {what}."
            yield Problem(rows.place(entry.row), fault, hint, "T-042")


def wrong_successors(rows: Rows, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield successors that are missing or run in a circle."""
    by_id = {each.id: each for each in entries}
    for entry in entries:
        if entry.successor is None:
            continue
        place = rows.place(entry.row)
        if entry.successor not in by_id:
            near = did_you_mean(entry.successor, by_id)
            fault = f"преемника {quote(entry.successor)} нет в реестре{near}"
            yield Problem(place, fault, code="T-043")
    for circle in _circles(by_id):
        told = circle if len(circle) <= _TOLD else (*circle[:_TOLD], "…")
        fault = f"преемники идут по кругу: {' → '.join([*told, circle[0]])}"
        yield Problem(rows.place(by_id[circle[0]].row), fault, code="T-043")


def without_names(rows: Rows, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield schools with a code alone where others have names: rows of a draft not joined yet."""
    nameless = [each for each in entries if each.name == each.id and not is_name(each.name)]
    if len(nameless) < len(entries):
        for entry in nameless:
            fault = f"у школы {quote(entry.id)} нет названия"
            yield Problem(rows.place(entry.row), fault, _NAMELESS_HINT, "T-045")


def _circles(by_id: Mapping[str, Entry]) -> Iterator[tuple[str, ...]]:
    """Yield each circle of successors once, from the first of its schools that is met."""
    met: set[str] = set()
    for start in by_id:
        path: dict[str, None] = {}
        each: str | None = start
        while each is not None and each in by_id and each not in met:
            met.add(each)
            path[each] = None
            each = by_id[each].successor
        if each in path:
            ids = tuple(path)
            yield ids[ids.index(each) :]
