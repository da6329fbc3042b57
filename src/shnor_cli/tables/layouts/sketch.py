"""A first draft of a YAML layout, drawn from the header and the kinds of cells of a table.

Cells are looked at and never shown: they may name a pupil.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from shnor_cli.russian import fold
from shnor_cli.tables.layouts.groups import names_municipality, names_school
from shnor_cli.tables.layouts.headers import ROLES, fold_header, is_personal, role_of
from shnor_cli.tables.layouts.subjects import KNOWN, subject_of
from shnor_cli.tables.masking import is_person
from shnor_cli.tables.parting import GROUPS
from shnor_cli.tables.persons import are_persons
from shnor_cli.tables.sheets import Rows
from shnor_cli.tables.texts import count_of, year_of

_KEYS = ("school", "name", "municipality", "region", "year")
_OF_ASSESSMENTS = ("procedure", "subject", "level", "grade")
_ROLES: Mapping[str, tuple[str, ...]] = {
    "assessment": (*_KEYS, *_OF_ASSESSMENTS, "participants", "enrolled", "score_sum"),
    "pupil": (*_KEYS, *_OF_ASSESSMENTS, "pupil", "mark", "score"),
    "school-year": _KEYS,
}
_WROTE = re.compile(r"(?:писа|выполня|участвова|сдава)(?:л|вш)|приняли участие")
_MARK = re.compile(r"(?<![\d.,])([2-5])(?![\d.,])")
_YEAR = re.compile(
    r"(?<!\d)20\d\d(?: ?[/–—-] ?(?:20)?\d\d)?(?!\d)(?: ?(?:уч\w*\.?|год\w*|г\b\.?))*"
)
_UNCOUNTED = re.compile(r"%|процент|\bдол[яи]\b|успев|качеств|средн|№|\bп/п\b")
_STAFF = re.compile(r"директор|руковод|учител|педагог|завуч|заместител|ответствен|исполнител")
"""Persons who are no pupils."""
_MOST = 0.9
"""Of the texts of a column, how many tell its role by their words."""
_TOLD: Mapping[str, tuple[str, ...]] = {"by_year": ("year",), "subjects": ("subject", "mark")}
"""Roles that parts of a layout have in place of columns."""
_WANTED: Mapping[str, tuple[str, ...]] = {
    "assessment": ("school", "year", "procedure", "subject", "participants"),
    "pupil": ("school", "year", "procedure", "subject", "mark"),
    "school-year": ("school", "year"),
}


def sketch(rows: Rows) -> str:
    """Return the text of a layout to be looked through and corrected."""
    found = _found(rows)
    persons = [each for each in rows.header if each and are_persons(_texts(rows, each))]
    named = [header for header in rows.header if is_person(header)]
    kind = _kind(rows, found, persons)
    known = {
        role: header
        for role in _ROLES[kind]
        if (header := found.get(role)) is not None and header not in (*persons, *named)
    }
    free = _without(rows.header, ["", *known.values(), *named])
    dropped = [
        each for each in free if each in persons or is_personal(each, of_pupils=kind == "pupil")
    ]
    groups = {} if kind == "pupil" else _groups(rows, found)
    parts = [
        *_parts(rows, kind, known, _without(free, dropped)),
        _Part("groups", groups, [found["group"]] if groups else ()),
    ]
    letters = [each for each in free if kind == "assessment" and role_of(each) == "letter"]
    rest = _without(free, [*dropped, *letters, *chain.from_iterable(each.taken for each in parts)])
    ignored = [*(rest if kind != "school-year" else ()), *dropped]
    wide = {part.name: part.content for part in (*parts, _Part("ignore", ignored)) if part.content}
    told = {*known, *chain.from_iterable(_TOLD.get(name, ()) for name in wide)}
    said = [*_said(rows, kind, told, rest), *_unnamed(len(named))]
    return "".join(f"# {line}\n" for line in said) + _as_yaml({"rows": kind, **known, **wide})


class _Part(NamedTuple):
    """A part of a layout that is more than one column."""

    name: str
    content: Collection[object]
    taken: Collection[str] = ()
    """The columns that it names."""


def _parts(rows: Rows, kind: str, known: Collection[str], free: Sequence[str]) -> Iterator[_Part]:
    """Yield what columns without a role are together: categories, subjects or years."""
    if kind == "assessment":
        counted = [each for each in free if _all(rows, each, count_of) and _is_counted(each)]
        yield _Part("categories", _categories(counted), counted)
    elif kind == "school-year":
        by_year = _by_year(free)
        yield _Part("by_year", by_year, _headers(by_year))
    elif "mark" not in known:
        subjects = _subjects(free)
        yield _Part("subjects", subjects, subjects.values())


def _without(headers: Iterable[str], taken: Collection[str]) -> list[str]:
    return [header for header in headers if header not in taken]


def _found(rows: Rows) -> dict[str, str]:
    """Return headers by role: told by their words, a few also by the cells under them."""
    found: dict[str, str] = {}
    for header in rows.header:
        role = role_of(header)
        if role is not None:
            found.setdefault(role, header)
    for role, tell in _TELLING.items():
        if role not in found and (told := tell(rows, found)):
            found[role] = told
    return found


def _year(rows: Rows, found: Mapping[str, str]) -> str | None:
    return next((each for each in _free(rows, found) if _all(rows, each, year_of)), None)


def _name(rows: Rows, found: Mapping[str, str]) -> str | None:
    """Return the column of the schools' names: nearly as many as there are schools."""
    named = [each for each in _free(rows, found) if _mostly(rows, each, names_school)]
    keys = [found["school"]] if "school" in found else named
    schools = max((len(_texts(rows, each)) for each in keys), default=0)
    return next((each for each in named if 2 * len(_texts(rows, each)) >= schools), None)


def _municipality(rows: Rows, found: Mapping[str, str]) -> str | None:
    free = _free(rows, found)
    return next((each for each in free if _mostly(rows, each, names_municipality)), None)


def _participants(rows: Rows, found: Mapping[str, str]) -> str | None:
    free = (each for each in _free(rows, found) if _WROTE.search(fold_header(each)))
    return next((each for each in free if _all(rows, each, count_of) and _is_counted(each)), None)


_TELLING = {
    "year": _year,
    "name": _name,
    "municipality": _municipality,
    "participants": _participants,
}
"""Roles told by the cells of a column, or by words of its header that no plain table has."""


def _is_counted(header: str) -> bool:
    """Whether whole numbers under a header may count pupils: no row numbers, no percents."""
    return not _UNCOUNTED.search(fold_header(header))


def _by_year(headers: Sequence[str]) -> dict[str, dict[int, str]]:
    """Return headers that differ by the year alone, by what is left of them and by the year."""
    found: dict[str, dict[int, str]] = {}
    for header in headers:
        if (year := _year_in(header)) is not None:
            name = " ".join(_YEAR.sub("", header).split()).replace(" ,", ",").strip(" ,;:()")
            found.setdefault(name or "значение", {}).setdefault(year, header)
    return {name: years for name, years in found.items() if len(years) > 1}


def _year_in(header: str) -> int | None:
    """Return the one year that a header says, None where it says none or several."""
    years = _YEAR.findall(header)
    try:
        return year_of(years[0]) if len(years) == 1 else None
    except ValueError:  # «2024-26» is a span
        return None


def _headers(by_year: Mapping[str, Mapping[int, str]]) -> set[str]:
    return {header for years in by_year.values() for header in years.values()}


def _subjects(headers: Sequence[str]) -> dict[str, str]:
    """Return headers by the subject that they name: «РУ» is that of the Russian language."""
    named = ((subject_of(fold_header(header)), header) for header in headers)
    return {subject: header for subject, header in named if subject in KNOWN}


def _categories(headers: Iterable[str]) -> dict[str, str]:
    """Return headers by category: «Кол-во „2“» counts marks «2», others are named as they are."""
    marks = {header: _MARK.findall(header) for header in headers}
    told = Counter(found[0] for found in marks.values() if len(found) == 1)
    return {
        found[0] if len(found) == 1 and told[found[0]] == 1 else header: header
        for header, found in marks.items()
    }


def _groups(rows: Rows, found: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """Return what tells rows of groups from those of schools, as a layout has it."""
    groups: dict[str, dict[str, list[str]]] = {}
    if "group" in found:
        for text in sorted(_texts(rows, found["group"])):
            if (attribute := GROUPS.get(fold(text))) is not None:
                groups.setdefault(attribute, {}).setdefault(found["group"], []).append(text)
    return groups


def _free(rows: Rows, found: Mapping[str, str]) -> Iterator[str]:
    """Yield the columns that have no role yet, are of no one year and name no person."""
    taken = {*found.values(), *_headers(_by_year(rows.header)), ""}
    for header in rows.header:
        if header not in taken and not is_personal(header, of_pupils=False):
            yield header


def _mostly(rows: Rows, header: str, is_such: Callable[[str], bool]) -> bool:
    texts = _texts(rows, header)
    return bool(texts) and sum(map(is_such, texts)) >= _MOST * len(texts)


def _texts(rows: Rows, header: str) -> set[str]:
    position = rows.header.index(header)
    return {cell for row in rows.cells if (cell := row[position]) is not None}


def _kind(rows: Rows, found: Mapping[str, str], persons: Sequence[str]) -> str:
    if "participants" in found:
        return "assessment"
    are_pupils = any(not _STAFF.search(fold_header(each)) for each in persons)
    if are_pupils or found.keys() & {"mark", "score", "pupil"}:
        return "pupil"
    counted = [each for each in _free(rows, found) if _all(rows, each, count_of)]
    marks = [each for each in _categories(filter(_is_counted, counted)) if each.isdigit()]
    return "assessment" if len(marks) > 1 else "school-year"


def _all(rows: Rows, header: str, read: Callable[[str], object]) -> bool:
    """Whether every cell of a column that is not empty can be read so, and some is there."""
    try:
        return bool([read(cell) for cell in _texts(rows, header)])
    except ValueError:
        return False


def _said(rows: Rows, kind: str, known: Collection[str], rest: Sequence[str]) -> Iterator[str]:
    yield f"Черновик разметки таблицы {rows.source.name}: проверьте каждую строку."
    yield "Ключи описаны в docs/tables.md (папку docs положит рядом shnor init)."
    missing = [
        f"{role} ({ROLES[role][0]})"
        for role in _WANTED[kind]
        if role not in known and not (role == "school" and "name" in known)
    ]
    if missing:
        yield f"Не найдены, допишите столбец или {{value: ...}}: {', '.join(missing)}."
    if kind == "assessment":
        yield "Слева в categories — категория шкалы методики, справа — столбец."
    if kind == "school-year" and rest:
        yield "Остальные столбцы станут признаками школы, ненужные внесите в ignore:"
        yield from (f"  {header}" for header in rest)


def _unnamed(count: int) -> Iterator[str]:
    if count:
        yield f"Столбцы с именем или документом человека в заголовке не приведены: {count}."
        yield "Исправьте их заголовки в таблице: столбец, которого нет в разметке, — ошибка."


def _as_yaml(layout: Mapping[str, object]) -> str:
    from ruamel.yaml import YAML

    written = io.StringIO()
    YAML().dump(dict(layout), written)
    return written.getvalue()
