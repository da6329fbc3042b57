"""Schools that look like one school spelled in two ways, where no register tells.

They are told, never joined: only whoever knows the schools can say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product

from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results, School, Schools
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.names import Words, is_name, words_of
from shnor_cli.tables.texts import fold_school

_MANY = 300
"""Up to so many schools, names that differ in a letter are looked for."""
_MOST = 5_000
"""Beyond so many schools nothing is looked for: names are unfolded one by one."""
_TOLD = 10
"""Pairs of codes that are told."""
_LONG = 5
"""Letters of a word that may have a slip: no number, no «СОШ»."""


def twins(schools: Schools) -> Iterator[tuple[School, School, bool]]:
    """Yield pairs of schools that may be one, and whether their full names are equal.

    At least one of them is known by its name alone; schools in different districts, or with
    different numbers in their names, are two.
    """
    named = {index for index, id_ in enumerate(schools.ids) if id_ == schools.names[index]}
    named = {index for index in named if not schools.ids[index].isascii()}
    if not named or len(schools) > _MOST:
        return
    forms: dict[Words, list[int]] = {}
    for index, name in enumerate(schools.names):
        forms.setdefault(words_of(name), []).append(index)
    alike = [(same, same, True) for form, same in forms.items() if form and len(same) > 1]
    if len(schools) <= _MANY:
        near = (each for each in combinations(forms, 2) if _differ_in_a_letter(*each))
        alike += [(forms[one], forms[two], False) for one, two in near]
    pairs = {
        (min(i, j), max(i, j), is_equal)
        for ones, others, is_equal in alike
        for i, j in product(ones, others)
        if i != j and not named.isdisjoint((i, j))
    }
    for i, j, is_equal in sorted(pairs):
        districts = {schools.municipalities[i], schools.municipalities[j]} - {""}
        if len(districts) <= 1:
            yield schools[i], schools[j], is_equal


def twin_remarks(results: Results) -> Iterator[Remark]:
    """Yield a remark on each pair whose results do not contradict each other."""
    schools = results.schools
    if schools.registered:
        return
    place = schools.places
    alike = [(one, two) for one, two, _ in twins(schools)]
    pairs = (pair for pair in alike if not _contradict(results, [place[each.id] for each in pair]))
    for both in told_once(pairs, place):
        text = f"похоже на одну школу: {' и '.join(both)}"
        done = "считаются разными; если это одна, впишите псевдоним в реестр"
        yield Remark(Place(), text, done, "R-twin")


def code_remarks(schools: Schools) -> Iterator[Remark]:
    """Ask of codes that differ by zeros alone, and of schools told by codes of several kinds.

    Excel makes 1 of 001. РЦОИ has other codes than ФИС ОКО, and tables of names have none: a school
    of several tables stands in the list as often as there are kinds.
    """
    if schools.registered:
        return
    pairs = list(but_for_zeros(schools))
    if pairs:
        shown = ", ".join(f"{one} и {other}" for one, other in pairs[:_TOLD])
        rest = f" и ещё {len(pairs) - _TOLD}" if len(pairs) > _TOLD else ""
        text = f"коды отличаются только нулями в начале: {shown}{rest}"
        done = (
            "считаются разными школами; если это одна, запишите её код одинаково (Excel съедает "
            "нули, если формат ячейки не «Текстовый»)"
        )
        yield Remark(Place(), text, done, "Q-17")
    kinds = _kinds(schools)
    if len(kinds) > 1:
        shown = join_and([f"{kind} — {len(own)} ({_first(own)})" for kind, own in kinds.items()])
        text = f"школы названы по-разному: {shown}"
        done = (
            "считаются разными школами; если это одни и те же, дайте реестр (--schools), где у "
            "школы стоят и код, и логин, и название"
        )
        yield Remark(Place(), text, done, "Q-17")


def _kinds(schools: Schools) -> dict[str, list[str]]:
    """Return the ids of schools by their kind, if nothing but a code is known of some of one kind.

    Names can be compared with each other, see `twins`.
    """
    pairs = zip(schools.ids, schools.names, strict=True)
    if not any(id_ == name and id_.isascii() for id_, name in pairs):
        return {}
    if "".join(schools.ids).isdecimal():
        return {}
    logins = [id_ for id_ in schools.ids if id_[:3] == "sch" and id_[3:].isdecimal()]
    others = set(logins)
    codes = [id_ for id_ in schools.ids if not is_name(id_) and id_ not in others]
    others.update(codes)
    names = [id_ for id_ in schools.ids if id_ not in others]
    found = {"логином": logins, "кодом": codes, "названием": names}
    return {kind: ids for kind, ids in found.items() if ids}


def _first(ids: Sequence[str]) -> str:
    first = ids[0] if ids[0].isascii() else quote(ids[0])
    return f"{first}{'…' if len(ids) > 1 else ''}"


def but_for_zeros(schools: Schools) -> Iterator[tuple[str, str]]:
    """Yield codes that are one number; those of other districts or of unlike names are not."""
    padded = [id_ for id_ in schools.ids if id_[0] == "0" and id_.isdecimal()]
    if not padded:
        return
    by_number: dict[str, list[str]] = {}
    for id_ in padded:
        by_number.setdefault(id_.lstrip("0"), []).append(id_)
    bare = set(schools.ids).intersection(by_number)
    several = {n: ids for n, ids in by_number.items() if n in bare or len(ids) > 1}
    place = schools.places if several else {}
    for number, ids in sorted(several.items()):
        for one, other in pairwise([*([number] if number in bare else []), *sorted(ids)]):
            both = [schools[place[each]] for each in (one, other)]
            districts = {each.municipality for each in both} - {""}
            names = [set(words_of(each.name)) for each in both if each.name != each.id]
            is_unlike = len(names) > 1 and not (names[0] <= names[1] or names[1] <= names[0])
            if len(districts) <= 1 and not is_unlike:
                yield one, other


def told_once(
    pairs: Iterable[tuple[School, School]], place: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """Name pairs that may be one school, but those that follow from the pairs before.

    Schools are told apart by their codes where their names do not do it. `place` says by its id
    which school is which: two of one place are one already.
    """
    of_one: dict[int, set[int]] = {}
    seen: set[frozenset[str]] = set()
    for one, two in pairs:
        first, second = (of_one.setdefault(at, {at}) for at in (place[one.id], place[two.id]))
        if first is second:
            continue
        first |= second
        of_one.update(dict.fromkeys(second, first))
        both = (quote(one.name), quote(two.name))
        if fold_school(one.name) == fold_school(two.name) or frozenset(both) in seen:
            both = (_with_code(one), _with_code(two))
        seen.add(frozenset(both))
        yield both


def _with_code(school: School) -> str:
    code = "без кода" if school.id == school.name else f"код {school.id}"
    return f"{quote(school.name)} ({code})"


def _differ_in_a_letter(one: Words, two: Words) -> bool:
    """Whether names differ in one word, and that in one letter beyond its first."""
    if len(one) != len(two):
        return False
    others = [pair for pair in zip(one, two, strict=True) if pair[0] != pair[1]]
    return len(others) == 1 and _is_slip(*others[0])


def _is_slip(one: str, two: str) -> bool:
    pairs = enumerate(zip(one, two, strict=False))
    same = next((i for i, (mine, its) in pairs if mine != its), min(len(one), len(two)))
    rest = {one[same + cut :] == two[same + other :] for cut, other in ((1, 0), (0, 1), (1, 1))}
    return same > 0 and min(len(one), len(two)) >= _LONG and True in rest


def _contradict(results: Results, codes: list[int]) -> bool:
    """Whether two schools have different numbers of one assessment and year."""
    counts = ", ".join(("participants", *(f"c{i}" for i in range(len(results.categories)))))
    found = results.connection.execute(
        f"SELECT count(*) FROM (SELECT year, assessment FROM (SELECT DISTINCT year, assessment, "
        f"{counts} FROM {results.facts} WHERE school IN (?, ?)) GROUP BY ALL HAVING count(*) > 1)",
        codes,
    ).fetchall()
    return bool(found[0][0])
