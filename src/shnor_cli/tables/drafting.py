"""A first register of schools, drawn from tables of results for a person to look through.

Only what is exactly equal is brought together: one name written alike, in one district. Likeness is
left to whoever knows the schools.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from shnor_cli.model import School, Texts
from shnor_cli.russian import fold
from shnor_cli.tables.entries import is_ogrn
from shnor_cli.tables.names import is_name
from shnor_cli.tables.schools import Roll
from shnor_cli.tables.texts import fold_school, is_login
from shnor_cli.tables.twins import but_for_zeros, told_once, twins

_NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})
_DIGITS = 3
"""Of a code that the draft gives."""
_KINDS = (
    ("вечерняя", r"вечерн|сменн"),
    ("коррекционная", r"коррекционн"),
    ("гимназия", r"гимнази"),
    ("лицей", r"лице[йя]"),
    ("НОШ", r"\bнош\b|начальная (общеобразовательная )?школа"),
    ("ООШ", r"\bоош\b|основная (общеобразовательная )?школа"),
    ("СОШ", r"\bс?ош\b|\bсш\b|средняя (общеобразовательная )?школа"),
)
"""Kinds of schools, and what in a name tells them; the first that fits."""


@dataclass(frozen=True, slots=True, order=True)
class Drafted:
    """A row of the register to be."""

    id: str
    name: str
    """Empty where the tables tell none."""
    login: str = ""
    rcoi: str = ""
    ogrn: str = ""
    aliases: tuple[str, ...] = ()
    municipality: str = ""
    region: str = ""

    @property
    def kind(self) -> str:
        """The kind that the name tells, empty where it tells none."""
        name = fold(self.name)
        return next((kind for kind, said in _KINDS if re.search(said, name)), "")


class Draft(NamedTuple):
    """A register to be: its schools in the order of ids, and what is left to whoever knows them."""

    schools: tuple[Drafted, ...]
    """Those without a name stand last."""
    twins: tuple[tuple[str, str], ...] = ()
    """Pairs that may be one school, as they are told."""

    @property
    def unnamed(self) -> tuple[Drafted, ...]:
        """Schools of which tables tell a code alone, while others have names: perhaps the same."""
        unnamed = tuple(each for each in self.schools if not each.name)
        return unnamed if len(unnamed) < len(self.schools) else ()


def draft(
    roll: Roll, rcoi: Collection[str] = (), spelled: Mapping[str, Collection[str]] = _NOTHING
) -> Draft:
    """Draw a register from the schools that tables show.

    Args:
        roll: the schools.
        rcoi: ids seen in РЦОИ protocols.
        spelled: id -> all names under which tables show it; those of one school become aliases.
    """
    schools = [roll.schools[index] for index in range(len(roll.schools))]
    regions = roll.attributes.get("region")
    texts = regions.always if regions is not None else None
    by_name: dict[str, list[int]] = {}
    for index, school in enumerate(schools):
        by_name.setdefault(fold_school(school.name), []).append(index)
    together = [same for alike in by_name.values() for same in _by_district(schools, alike)]
    own = _own_names(schools, together, spelled)
    drafted = [
        _drafted([schools[index] for index in same], _first(texts, same), rcoi, names)
        for same, names in zip(together, own, strict=True)
    ]
    place = {schools[index].id: same[0] for same in together for index in same}
    pairs = ((one, two) for one, two, is_equal in twins(roll.schools) if is_equal)
    zeros = but_for_zeros(roll.schools)
    alike = (*told_once(pairs, place), *zeros)
    return Draft(_numbered(sorted(drafted, key=lambda each: (not each.name, each))), alike)


def _numbered(drafted: Sequence[Drafted]) -> tuple[Drafted, ...]:
    """Give codes to schools of tables that have no codes: «001», «002», in the order of names."""
    if any(each.id != each.name for each in drafted):
        return tuple(drafted)
    width = max(_DIGITS, len(str(len(drafted))))
    return tuple(
        replace(each, id=str(number).zfill(width)) for number, each in enumerate(drafted, 1)
    )


def _by_district(schools: Sequence[School], alike: Sequence[int]) -> Iterable[list[int]]:
    """Part schools of one name; who says no district is of the only one that is said."""
    districts: dict[str, list[int]] = {}
    for index in alike:
        districts.setdefault(fold(schools[index].municipality), []).append(index)
    is_one = len(districts.keys() - {""}) <= 1
    return [list(alike)] if is_one else districts.values()


def _first(texts: Texts | None, same: Iterable[int]) -> str:
    said = () if texts is None else (texts[index] for index in same)
    return next((text for text in said if text), "")


def _own_names(
    schools: Sequence[School],
    together: Sequence[Sequence[int]],
    spelled: Mapping[str, Collection[str]],
) -> Sequence[Collection[str]]:
    """Return the other names of each school that no other school has."""
    names = [
        {each for index in same for each in spelled.get(schools[index].id, ()) if is_name(each)}
        for same in together
    ]
    shown = [{fold_school(schools[index].name) for index in same} for same in together]
    folded = [{*map(fold_school, own), *its} for own, its in zip(names, shown, strict=True)]
    times = Counter(chain.from_iterable(folded))
    return [{each for each in own if times[fold_school(each)] == 1} for own in names]


def _drafted(
    same: Sequence[School], region: str, rcoi: Collection[str], older: Collection[str]
) -> Drafted:
    """Draft one school of the ids and names that it has: an id of each kind in its own column."""
    names = [school.name for school in same if not _is_nameless(school)]
    ids = [school.id for school in same if school.name != school.id or _is_nameless(school)]
    logins = [fold_school(each) for each in ids if is_login(each)]
    coded = [each for each in ids if each in rcoi]
    numbers = [each for each in ids if is_ogrn(each)]
    others = [each for each in ids if not is_login(each) and each not in (*coded, *numbers)]
    id_ = [*others, *logins, *coded, *numbers, *names][0]
    name, login, code, number = (next(iter(each), "") for each in (names, logins, coded, numbers))
    said = (*ids, *names, *sorted(older))
    known = {fold_school(each) for each in (id_, name, login, code, number)}
    return Drafted(
        id_,
        name,
        login,
        code,
        number,
        tuple(sorted(_each_once(each for each in said if fold_school(each) not in known))),
        next((school.municipality for school in same if school.municipality), ""),
        region,
    )


def _each_once(names: Iterable[str]) -> Iterable[str]:
    return {fold_school(each): each for each in names}.values()


def _is_nameless(school: School) -> bool:
    return school.id == school.name and not is_name(school.id)


HEADER = (
    *("код", "название", "логин", "код РЦОИ", "ОГРН", "псевдонимы"),
    *("муниципалитет", "регион", "вид"),
)
TO_FILL = ("исключить", "причина", "преемник", "с года")
"""Columns of a register that tables of results tell nothing of."""


def rows_of(drafted: Iterable[Drafted]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a register's file, its header first."""
    yield (*HEADER, *TO_FILL)
    for each in drafted:
        aliases = "; ".join(each.aliases)
        codes = (each.login, each.rcoi, each.ogrn)
        said = (each.id, each.name, *codes, aliases, each.municipality, each.region, each.kind)
        yield (*said, *("" for _ in TO_FILL))
