"""Schools that look like one school spelled in two ways, where no register tells.

They are told, never joined: only whoever knows the schools can say.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results, School, Schools
from shnor_cli.russian import quote
from shnor_cli.tables.names import Words, words_of
from shnor_cli.tables.texts import fold_school

_MANY = 300
"""Up to so many schools, names that differ in a letter are looked for."""
_MOST = 5_000
"""Beyond so many schools nothing is looked for: names are unfolded one by one."""
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
    place = {id_: index for index, id_ in enumerate(schools.ids)}
    alike = [(one, two) for one, two, _ in twins(schools)]
    pairs = (pair for pair in alike if not _contradict(results, [place[each.id] for each in pair]))
    for both in told_once(pairs, place):
        text = f"похоже на одну школу: {' и '.join(both)}"
        done = "считаются разными; если это одна, впишите псевдоним в реестр"
        yield Remark(Place(), text, done, "R-twin")


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
