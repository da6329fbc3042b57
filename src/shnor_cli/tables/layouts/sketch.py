"""A first draft of a YAML layout, drawn from the header and the kinds of cells of a table.

Cells are looked at and never shown: they may name a pupil.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from shnor_cli.tables.layouts.headers import ROLES, is_personal, role_of
from shnor_cli.tables.sheets import Rows
from shnor_cli.tables.texts import count_of, year_of

_KEYS = ("school", "name", "municipality", "region", "year")
_OF_ASSESSMENTS = ("procedure", "subject", "level", "grade")
_ROLES: Mapping[str, tuple[str, ...]] = {
    "assessment": (*_KEYS, *_OF_ASSESSMENTS, "participants", "enrolled", "score_sum"),
    "pupil": (*_KEYS, *_OF_ASSESSMENTS, "pupil", "mark", "score"),
    "school-year": _KEYS,
}
_WANTED: Mapping[str, tuple[str, ...]] = {
    "assessment": ("school", "year", "procedure", "subject", "participants"),
    "pupil": ("school", "year", "procedure", "subject", "mark"),
    "school-year": ("school", "year"),
}


def sketch(rows: Rows) -> str:
    """Return the text of a layout to be looked through and corrected."""
    found = _found(rows)
    kind = _kind(found)
    known = {role: found[role] for role in _ROLES[kind] if role in found}
    rest = [header for header in rows.header if header and header not in known.values()]
    dropped = [header for header in rest if is_personal(header, of_pupils=kind == "pupil")]
    rest = [header for header in rest if header not in dropped]
    counted = rest if kind == "assessment" else []
    counted = [header for header in counted if _all(rows, header, count_of)]
    rest = [header for header in rest if header not in counted]
    layout: dict[str, object] = {"rows": kind, **known}
    if counted:
        layout["categories"] = {header: header for header in counted}
    if ignored := [*(rest if kind != "school-year" else ()), *dropped]:
        layout["ignore"] = ignored
    said = _said(rows, kind, known, rest)
    return "".join(f"# {line}\n" for line in said) + _as_yaml(layout)


def _found(rows: Rows) -> dict[str, str]:
    """Return headers by role: told by their words, a year also by its cells."""
    found: dict[str, str] = {}
    for header in rows.header:
        role = role_of(header)
        if role is not None:
            found.setdefault(role, header)
    if "year" not in found:
        year = next((each for each in rows.header if each and _all(rows, each, year_of)), None)
        found |= {} if year is None else {"year": year}
    return found


def _kind(found: Mapping[str, str]) -> str:
    if "participants" in found:
        return "assessment"
    return "pupil" if found.keys() & {"mark", "score"} else "school-year"


def _all(rows: Rows, header: str, read: Callable[[str], object]) -> bool:
    """Whether every cell of a column that is not empty can be read so, and some is there."""
    position = rows.header.index(header)
    cells = {row[position] for row in rows.cells} - {None}
    try:
        return bool([read(cell) for cell in cells if cell is not None])
    except ValueError:
        return False


def _said(rows: Rows, kind: str, known: Mapping[str, str], rest: Sequence[str]) -> Iterator[str]:
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


def _as_yaml(layout: Mapping[str, object]) -> str:
    from ruamel.yaml import YAML

    written = io.StringIO()
    YAML().dump(dict(layout), written)
    return written.getvalue()
