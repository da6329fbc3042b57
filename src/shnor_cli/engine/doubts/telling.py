"""Telling doubts: the worst one by one, the rest by their number."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from shnor_cli.engine.doubts.thresholds import TOLD_AT_MOST
from shnor_cli.engine.naming import named_together
from shnor_cli.errors import Place
from shnor_cli.model import Integers, Remark, Results, School, Schools, Sign
from shnor_cli.russian import percent, plural, quote, school_year

KEPT = "учтено как есть; данные требуют проверки"


def told(found: Sequence[int], tell: Callable[[int], Remark]) -> Iterator[Remark]:
    """Tell what was found, worst first, and of what is beyond the bound only the number."""
    last = None
    for each in found[:TOLD_AT_MOST]:
        last = tell(each)
        yield last
    rest = len(found) - TOLD_AT_MOST
    if last is not None and rest > 0:
        more = plural(rest, "такой же вопрос", "таких же вопроса", "таких же вопросов")
        yield Remark(Place(), f"и ещё {more}", "названы самые заметные", last.code)


def asked(signs: Iterable[Sign], code: str, among: Schools | None = None) -> Iterator[Remark]:
    """Ask of results that have a sign, those that come first one by one.

    `among` are the schools from which the one of a sign is to be told apart.
    """
    found = tuple(signs)
    yield from told(range(len(found)), lambda at: _question(found[at], code, among))


def _question(sign: Sign, code: str, among: Schools | None) -> Remark:
    about = f"{sign.assessment.title}, {school_year(sign.year)} учебный год"
    name = quote(sign.school.name) if among is None else _named(sign.school, among)
    return Remark(sign.place, f"школа {name}: {about}: {sign.ground}", KEPT, code)


def school(results: Results, index: int) -> str:
    """Name a school: by its name, else by its id; one that has namesakes with what tells it."""
    return _named(results.schools[index], results.schools)


def _named(one: School, among: Schools) -> str:
    """Name a school, its municipality and, where that does not tell it from others, its code."""
    name = quote(one.name or one.id)
    same = [at for at, each in enumerate(among.names) if each == one.name]
    places = [among.municipalities[at] for at in same]
    code = f"код {one.id}" if places.count(one.municipality) > 1 else ""
    about = ", ".join(filter(None, (code, one.municipality)))
    return f"{name} ({about})" if len(same) > 1 and about else name


def schools(results: Results, indices: Sequence[int]) -> str:
    """Name schools, the first of many."""
    shown = ", ".join(school(results, index) for index in indices[:TOLD_AT_MOST])
    rest = len(indices) - TOLD_AT_MOST
    return f"{shown} и ещё {rest}" if rest > 0 else shown


def titles(results: Results, codes: Integers) -> str:
    """Name assessments, those of one kind together, the first of many."""
    named = named_together(results.assessments[code] for code in codes)
    shown = "; ".join(each.text for each in named[:TOLD_AT_MOST])
    rest = sum(each.many for each in named[TOLD_AT_MOST:])
    return f"{shown} и ещё {rest}" if rest > 0 else shown


def part(number: int, of: int) -> str:
    """Write a share with its counts: «12 из 40 (30,0 %)»."""
    return f"{number} из {of} ({percent(number / of)})"


def first_place(results: Results, where: str) -> Place:
    """Return where the first row of the facts stands for which a condition holds."""
    query = f'SELECT file, "row" FROM {results.facts} WHERE {where} ORDER BY ALL LIMIT 1'
    return place(results, *results.connection.execute(query).fetchall()[0])


def place(results: Results, file: int, row: int) -> Place:
    """Return where a row stands."""
    source = results.sources[file]
    return Place(source.name, source.sheet, int(row) or None)
