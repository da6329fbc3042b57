"""Which schools a run has: schools seen in the tables, brought together with the register."""

import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shnor_cli.errors import Place, Problem
from shnor_cli.model import (
    Attribute,
    Flags,
    Joined,
    Remark,
    Rows,
    Schools,
    Texts,
    group_id,
    group_of,
)
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.districts import one_spelling, spelling_remarks
from shnor_cli.tables.entries import Entry, Register
from shnor_cli.tables.likeness import Told, not_found
from shnor_cli.tables.texts import fold_school, fold_schools, is_date, login_in, logins

if TYPE_CHECKING:
    from shnor_cli.tables.called import Called

_SHARED_HINT = (
    "Укажите коды школ или допишите муниципалитет в название; если школа одна, исправьте "
    "муниципалитет."
)
_DATE_HINT = "Впишите код или название школы в ячейку с форматом «Текстовый»."
_GROUP_HINT = (
    "Для строк районов и края добавьте столбец «группа» («муниципалитет», «регион», «вся "
    "выборка») или уберите их; если это школа, дайте реестр (--schools)."
)


_TWO = 2
_TOLD = 10
"""Names of half-placed schools that are told."""


class Sightings(NamedTuple):
    """Schools as tables show them, column by column."""

    texts: Sequence[str]
    """What stands in the key column: an id, a name or an alias."""
    years: Sequence[int]
    """0 where it is said of every year."""
    names: Sequence[str]
    municipalities: Sequence[str]
    regions: Sequence[str]

    def called(self) -> Iterator[tuple[str, str]]:
        """Yield keys with the names beside them, where there are names."""
        return ((text, name) for text, name in zip(self.texts, self.names, strict=True) if name)


class Roll(NamedTuple):
    """The schools of a run, and where each text of the tables leads."""

    schools: Schools
    positions: Mapping[str, int]
    """Text of a key column -> index of the school; -1 where it is not known."""
    unknown: Mapping[str, str]
    """Text of a key column -> why it is not known, with the likeliest names, which are looked for
    when they are told."""
    joined: Mapping[int, Entry] = MappingProxyType({})
    """Index -> entry of a school that was joined to another; beyond the schools of the run."""
    attributes: Mapping[str, Attribute] = MappingProxyType({})
    resolved: Mapping[str, Remark] = MappingProxyType({})
    """Text of a key column -> what there is to remark on it, wherever it is met."""
    unfit: Mapping[str, Problem] = MappingProxyType({})
    """Text of a key column that stands for no school, or for several -> what is wrong with it."""
    remarks: tuple[Remark, ...] = ()
    renamed: Mapping[int, frozenset[str]] = MappingProxyType({})
    """Index -> names of a school that tables call by several, where no register tells."""
    called: "Called | None" = None
    """Names beside the texts of a key column that are not those of the register."""


def enrol(parts: Iterable[Sightings], register: Register | None, file: int) -> Roll:
    """Bring together the schools seen and the register, which is that file among the sources."""
    parts = tuple(parts)
    seen = _together(parts)
    counts = Counter(seen.municipalities)
    if register is not None:
        counts.update(each.municipality for each in register.entries)
    respelled = one_spelling(counts)
    if respelled:
        districts = [respelled.get(text, text) for text in seen.municipalities]
        seen = _together((seen._replace(municipalities=districts),))
    if register is None:
        roll = _from_tables(seen)
        roll = roll._replace(renamed=_renamed(seen, roll))
    else:
        roll = _from_register(seen, register.respelled(respelled), file)
    remarks = [*spelling_remarks(respelled)]
    if register is None:
        remarks += _half_placed(parts)
    return roll._replace(unfit={**roll.unfit, **_shared(seen)}, remarks=tuple(remarks))


def _renamed(seen: Sightings, roll: Roll) -> Mapping[int, frozenset[str]]:
    """Return schools of several names."""
    if len(roll.schools) == len(seen.texts):
        return {}
    pairs = {both for both in zip(seen.texts, seen.names, strict=True) if both[1]}
    if len(pairs) == len({text for text, _ in pairs}) == len(roll.schools):
        return {}
    names: dict[int, set[str]] = {}
    for text, name in pairs:
        names.setdefault(roll.positions[text], set()).add(name)
    return {at: frozenset(said) for at, said in names.items() if len(said) > 1}


def _half_placed(parts: Sequence[Sightings]) -> Iterator[Remark]:
    """Ask of names with a district in one table and without any in another, no code beside them."""
    placed: dict[str, str] = {}
    unplaced: dict[str, str] = {}
    if len(parts) < _TWO or len({any(each.municipalities) for each in parts}) < _TWO:
        return
    for part in parts:
        is_placed = any(part.municipalities)
        rows = zip(part.texts, part.names, part.municipalities, strict=True)
        named = [(t, d) for t, name, d in rows if not t.isascii() and name in {"", t}]
        for key, (text, district) in zip(fold_schools([t for t, _ in named]), named, strict=True):
            if district:
                placed.setdefault(key, district)
            elif not is_placed:
                unplaced.setdefault(key, text)
    both = sorted(unplaced.keys() & placed.keys())
    told = [f"{quote(unplaced[key])} ({placed[key]})" for key in both[:_TOLD]]
    if told:
        rest = f" и ещё {len(both) - _TOLD}" if len(both) > _TOLD else ""
        text = f"в одной таблице муниципалитет назван, в другой нет: {', '.join(told)}{rest}"
        done = "считаются одной школой; если это тёзки, допишите муниципалитет или дайте реестр"
        yield Remark(Place(), text, done, "Q-15")


def _shared(seen: Sightings) -> Mapping[str, Problem]:
    """Return names that stand for schools of several districts, no code telling them apart."""
    rows = zip(seen.texts, seen.names, seen.municipalities, strict=True)
    named = [
        (text, district)
        for text, name, district in rows
        if district and not text.isascii() and name in {"", text}
    ]
    keys = fold_schools([text for text, _ in named])
    if len(set(keys)) == len(keys):
        return {}
    districts: dict[str, set[str]] = {}
    for key, (_, district) in zip(keys, named, strict=True):
        districts.setdefault(key, set()).add(district)
    shared = {key: join_and(sorted(each)) for key, each in districts.items() if len(each) > 1}
    fault = "название {} носят школы разных муниципалитетов: {}"
    return {
        text: Problem(Place(), fault.format(quote(text), shared[key]), _SHARED_HINT, "T-036")
        for key, text in zip(fold_schools(seen.texts), seen.texts, strict=True)
        if key in shared
    }


def _no_schools(texts: Sequence[str]) -> Iterator[tuple[str, Problem]]:
    """Yield what is a date or stands for a group of schools where no register knows it."""
    from shnor_cli.tables.layouts.groups import PART_HINT, names_group, parts_among

    parts = parts_among(texts)
    for text in dict.fromkeys(texts):
        if is_date(text):
            fault = f"{quote(text)} — это дата, а не школа"
            yield text, Problem(Place(), fault, _DATE_HINT, "T-033")
        elif _is_code(text):
            continue
        elif text in parts:
            fault = f"{quote(text)} — похоже на группу школ или на часть участников, а не на школу"
            yield text, Problem(Place(), fault, PART_HINT, "T-037")
        elif names_group(text):
            fault = f"{quote(text)} — это не школа, а район, край или другая группа школ"
            yield text, Problem(Place(), fault, _GROUP_HINT, "T-037")


def _is_code(text: str) -> bool:
    return text.isascii() or (text.isalnum() and not text.isalpha())


def _together(parts: Sequence[Sightings]) -> Sightings:
    """Put sightings in order, each once."""
    if len(parts) == 1 and all(map(operator.lt, parts[0].texts, parts[0].texts[1:])):
        return parts[0]
    # mostly in order already, which a set would undo
    rows = sorted(dict.fromkeys(chain.from_iterable(zip(*part, strict=True) for part in parts)))
    return Sightings(*(zip(*rows, strict=True) if rows else ((),) * len(Sightings._fields)))


def _from_tables(seen: Sightings) -> Roll:
    """Enrol the schools of the tables; a login has one id however it begins, in every run."""
    spelled = logins(seen.texts)
    if spelled:
        texts = [spelled.get(text, text) for text in seen.texts]
        roll = _from_tables(_together((seen._replace(texts=texts),)))
        own = {text: roll.positions[login] for text, login in spelled.items()}
        return roll._replace(positions={**roll.positions, **own})
    schools, places = _once(seen)
    positions = dict(zip(seen.texts, places, strict=True))
    attributes = {"municipality": schools.municipalities, "region": schools.regions}
    return Roll(
        Schools(
            tuple(schools.texts),
            tuple(name or id_ for name, id_ in zip(schools.names, schools.texts, strict=True)),
            tuple(schools.municipalities),
        ),
        positions,
        {},
        attributes={
            name: Attribute(name, texts_of([text or None for text in texts]))
            for name, texts in attributes.items()
            if any(texts)
        },
        resolved={
            text: _respelled(text, schools.texts[index])
            for text, index in positions.items()
            if text != schools.texts[index]
        },
        unfit=dict(_no_schools(seen.texts)),
    )


def _once(seen: Sightings) -> tuple[Sightings, Sequence[int]]:
    """Join the spellings of each school; return the schools and, for each sighting, its school."""
    keys = fold_schools(seen.texts)
    # sighted in order, and so are the schools
    schools = dict.fromkeys(keys)
    if len(schools) == len(keys):
        return seen, range(len(keys))
    indices = {key: index for index, key in enumerate(schools)}
    return _latest(seen, keys), [indices[key] for key in keys]


def _latest(seen: Sightings, keys: Sequence[str]) -> Sightings:
    """Join what is known of each school: its least spelling, of other things the latest said."""
    by_key: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        by_key.setdefault(key, []).append(place)
    first = [places[0] for places in by_key.values()]
    latest = [sorted(places, key=lambda each: -seen.years[each]) for places in by_key.values()]
    return Sightings(
        [seen.texts[place] for place in first],
        [seen.years[places[0]] for places in latest],
        *(
            [next((said[each] for each in places if said[each]), "") for places in latest]
            for said in (seen.names, seen.municipalities, seen.regions)
        ),
    )


def _respelled(text: str, school: str) -> Remark:
    said = f"школа записана как {quote(text)}"
    return Remark(Place(), said, f"считается школой {quote(school)}", "R-spelling")


def texts_of(values: Sequence[str | None]) -> Texts:
    """Return texts as an array of objects."""
    texts: Texts = np.empty(len(values), object)
    texts[:] = values
    return texts


def _from_register(seen: Sightings, register: Register, file: int) -> Roll:
    standing = [each for each in register.entries if each.successor is None]
    joined = [each for each in register.entries if each.successor is not None]
    indices = {each.id: place for place, each in enumerate([*standing, *joined])}
    names: dict[str, set[str]] = {}
    for text, name in zip(seen.texts, seen.names, strict=True):
        names.setdefault(text, set()).add(name)
    positions, resolved, owners = {}, {}, {}
    unknown: dict[str, Sequence[str]] = {}
    for text, said in names.items():
        beside = sorted(said - {""})
        entry, how = _found(text, beside, register)
        positions[text] = -1 if entry is None else indices[entry.id]
        if entry is None:
            unknown[text] = beside
            continue
        owners[text] = entry
        if how:
            resolved[text] = _resolved(text, entry, how)
    return Roll(
        replace(_registered(standing, seen, positions), joined=_no_more(joined, register)),
        positions,
        Told(unknown, not_found(unknown, register)),
        {indices[each.id]: each for each in joined},
        {
            **_seen(len(standing), _by_school(seen, positions)),
            **{name: _attribute(name, standing, register, file) for name in register.columns},
        },
        resolved,
        called=_called(seen, owners, register),
    )


def _called(seen: Sightings, owners: Mapping[str, Entry], register: Register) -> "Called | None":
    rows = zip(seen.texts, seen.names, seen.municipalities, strict=True)
    unlike = {
        (text, name): district
        for text, name, district in rows
        if name and text in owners and owners[text].name != name
    }
    if not unlike:
        return None
    from shnor_cli.tables.called import called

    return called(unlike, owners, register)


def _found(text: str, names: Sequence[str], register: Register) -> tuple[Entry | None, str]:
    """Find a school by id, name or alias, else by the name that stands beside."""
    if text in register.by_id:
        return register.by_id[text], ""
    folded = fold_school(text)
    entry = register.by_text.get(folded)
    if entry is not None:
        own = (entry.id, entry.name, entry.ogrn, *entry.codes)
        is_own = folded in {fold_school(each) for each in own}
        return entry, "" if is_own else "по псевдониму"
    if folded in register.by_name:
        return None, ""
    if (login := fold_school(login_in(text))) in register.by_text:
        return register.by_text[login], "по логину"
    entries = [register.by_text.get(fold_school(name)) for name in names]
    is_one = len({entry and entry.id for entry in entries}) == 1
    return (entries[0] if is_one else None), "по названию"


def _resolved(text: str, entry: Entry, how: str) -> Remark:
    done = f"{how} из реестра это {entry.id} {quote(entry.name)}"
    return Remark(Place(), f"школа записана как {quote(text)}", done, "R-alias")


def _by_school(seen: Sightings, positions: Mapping[str, int]) -> Mapping[str, dict[int, str]]:
    """Return what tables say of schools: municipality and region by index, the latest."""
    order = sorted(range(len(seen.texts)), key=seen.years.__getitem__)
    return {
        name: {positions[seen.texts[place]]: said[place] for place in order if said[place]}
        for name, said in (("municipality", seen.municipalities), ("region", seen.regions))
    }


def _registered(entries: Sequence[Entry], seen: Sightings, positions: Mapping[str, int]) -> Schools:
    districts = _by_school(seen, positions)["municipality"]
    return Schools(
        tuple(each.id for each in entries),
        tuple(each.name for each in entries),
        tuple(each.municipality or districts.get(place, "") for place, each in enumerate(entries)),
        {place: each.excluded for place, each in enumerate(entries) if each.excluded is not None},
        {place: each.decision for place, each in enumerate(entries) if each.decision is not None},
        {place: each.open_years for place, each in enumerate(entries)},
        registered=True,
        aliases={place: each.aliases for place, each in enumerate(entries) if each.aliases},
    )


def _no_more(joined: Sequence[Entry], register: Register) -> tuple[Joined, ...]:
    return tuple(
        Joined(each.id, each.name, each.aliases, register.final(each).id, each.since)
        for each in joined
    )


def _seen(count: int, said: Mapping[str, dict[int, str]]) -> dict[str, Attribute]:
    """Return what tables say of schools, for what the register does not have."""
    return {
        name: Attribute(name, texts_of([by_index.get(index) for index in range(count)]))
        for name, by_index in said.items()
        if by_index
    }


def _attribute(name: str, entries: Sequence[Entry], register: Register, file: int) -> Attribute:
    """Return a column of the register."""
    always = texts_of([each.attributes.get(name) for each in entries])
    by_year = {
        year: texts_of([each.of_year.get(year, {}).get(name) for each in entries])
        for year in register.years
    }
    rows = {
        year: _rows(texts, [each.rows.get(year, 0) for each in entries], file)
        for year, texts in by_year.items()
    }
    rows[0] = _rows(always, [each.row for each in entries], file)
    known = {year: each for year, each in rows.items() if each}
    return Attribute(name, always if any(always) else None, by_year, rows=known)


def _rows(texts: Texts, numbers: Sequence[int], file: int) -> Rows:
    filled: Flags = texts != None  # noqa: E711 - of every element
    return Rows(np.where(filled, file, -1), np.where(filled, numbers, 0))


def of_groups(
    parts: Iterable[Sightings], schools: Schools, attributes: Mapping[str, Attribute]
) -> Roll:
    """Enrol groups as schools of their own: «municipality=Рассветовский район»."""
    right = {
        fold_school(group_id(name, text)): group_id(name, text)
        for name, texts in _labels(schools, attributes)
        for text in texts
    }
    texts = _together(tuple(parts)).texts
    respelled = _respelled_groups(texts, schools)
    shown = {text: respelled.get(text, text) for text in texts}
    ids = {text: right.get(fold_school(own), own) for text, own in shown.items()}
    order = sorted(set(ids.values()))
    positions = {text: order.index(id_) for text, id_ in ids.items()}
    names = tuple(group_of(each)[1] for each in order)
    return Roll(Schools(tuple(order), names, ("",) * len(order)), positions, {})


def _respelled_groups(texts: Sequence[str], schools: Schools) -> Mapping[str, str]:
    """Spell the districts that rows are reported of as those of the schools are spelled."""
    own = "municipality"
    counts = Counter(set(schools.municipalities))
    counts.update({name: 0 for attribute, name in map(group_of, texts) if attribute == own})
    spelled = one_spelling(counts).items()
    return {group_id(own, text): group_id(own, shown) for text, shown in spelled}


def _labels(
    schools: Schools, attributes: Mapping[str, Attribute]
) -> Iterator[tuple[str, Sequence[str]]]:
    yield "municipality", sorted({*schools.municipalities} - {""})
    for name, attribute in attributes.items():
        arrays = [*attribute.by_year.values()]
        if attribute.always is not None:
            arrays.append(attribute.always)
        yield name, sorted({text for texts in arrays for text in texts if text is not None})
