"""The plain long table: a row per school, year and assessment, headers as agreed.

Or a row per pupil, per task, or per comparison with the journal: the header tells which.
"""

from collections.abc import Iterator, Mapping, Sequence

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Problem, did_you_mean
from shnor_cli.model import Missing, Remark, Why
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.grid import Container
from shnor_cli.tables.layouts.headers import (
    CODES,
    JOURNAL,
    ROLES,
    category_of,
    fold_header,
    is_personal,
    role_of,
)
from shnor_cli.tables.layouts.named import Field, Named, Unit

_ALWAYS = ("year", "procedure", "subject")
_OWN: Mapping[Unit, tuple[str, ...]] = {
    "assessment": ("letter", "participants", "enrolled", "score_sum"),
    "pupil": ("mark", "score", "pupil"),
    "task": ("task", "skill", "maximum", "share"),
    "journal": ("participants",),
}
"""Unit -> roles that its rows have and those of some other unit have not."""
_NEEDED: Mapping[Unit, tuple[str, ...]] = {
    "assessment": ("participants",),
    "pupil": (),
    "task": ("task", "share"),
    "journal": ("participants", *JOURNAL),
}
_CODES = {code: Missing(Why.CODE, reason) for code, reason in CODES.items()}
_SUGGESTED = 50
"""Unknown columns for which the nearest name is looked for: more of them are no slips."""


def categories_of(methodology: Methodology) -> tuple[str, ...]:
    """Return all categories of the methodology's procedures, each once, in their order."""
    scales = (each.scale or () for each in methodology.procedures.values())
    return tuple(dict.fromkeys(category for scale in scales for category in scale))


def recognises(header: Sequence[str]) -> bool:
    """Whether a header looks like that of a plain table; logins beside «ОО» are a region's."""
    roles = {role_of(each) for each in header}
    measured = {"participants", "mark", "score", "task"}
    is_regional = {"оо", "логин"} <= set(map(fold_header, header))
    return {"year", "procedure"} <= roles and bool(roles & measured) and not is_regional


def read(container: Container, methodology: Methodology, faults: Faults) -> Named | None:
    """Name the columns of a plain table; what is wrong with the header goes to `faults`.

    None where a column that is needed is not there; a column too many hides nothing in the rows.
    """
    if not any(role_of(each) for each in container.header):
        faults.append(_no_header(container))
        return None
    unit = unit_of(container.header)
    categories = _categories(unit, methodology)
    fields: dict[str, Field] = {}
    counted: dict[str, Field] = {}
    wrong = 0
    for position, header in enumerate(container.header):
        if not header or _is_dropped(header, unit):
            continue
        field = plain_field(container, position)
        role, category = _allowed(role_of(header), unit), category_of(header, categories)
        known = counted if category is not None else fields
        key = category if category is not None else role
        if key is None:
            wrong += 1
            known_names = _names(unit, categories) if wrong <= _SUGGESTED else ()
            faults.append(_wrong_column(container, header, known_names))
        elif key in known:
            faults.append(_twice(container, known[key].label, header))
        else:
            known[key] = field
    if "letter" in fields:  # «5А» says the grade, too
        fields.setdefault("grade", fields["letter"])
    if missing := list(_missing_columns(container, {*fields, *counted}, unit)):
        faults += missing
        return None
    remarks = (*dropped(container, unit), *_pupil_codes(container, unit))
    codes = {} if unit == "pupil" else {"*": _CODES}
    return Named(container, unit, fields, counted, codes=codes, remarks=remarks)


def plain_field(container: Container, position: int) -> Field:
    """Return a column of a container as a field."""
    kind = container.types[position]
    return Field(f"v{position}", kind, container.header[position], position)


def dropped(container: Container, unit: Unit) -> Iterator[Remark]:
    """Yield a remark for each column that names persons; what stood in it is not kept."""
    for header in container.header:
        if header and is_personal(header, of_pupils=unit == "pupil"):
            text = "столбец с личными данными"
            yield Remark(container.place(column=header), text, "не прочитан", "R-personal")


def _is_dropped(header: str, unit: Unit) -> bool:
    is_code = unit == "pupil" and role_of(header) == "pupil"
    return is_code or is_personal(header, of_pupils=unit == "pupil")


def _pupil_codes(container: Container, unit: Unit) -> Iterator[Remark]:
    for header in container.header:
        if unit == "pupil" and role_of(header) == "pupil":
            place = container.place(column=header)
            yield Remark(place, "столбец с кодами учеников", "не прочитан", "R-personal")


def unit_of(header: Sequence[str]) -> Unit:
    """Return what a row of a plain table is about, told by its header."""
    roles = {role_of(each) for each in header}
    if "task" in roles:
        return "task"
    if any(category_of(each, JOURNAL) for each in header):
        return "journal"
    if "participants" not in roles and roles & {"mark", "score"}:
        return "pupil"
    return "assessment"


def _categories(unit: Unit, methodology: Methodology) -> tuple[str, ...]:
    if unit == "journal":
        return JOURNAL
    return categories_of(methodology) if unit == "assessment" else ()


def _allowed(role: str | None, unit: Unit) -> str | None:
    is_foreign = role not in _OWN[unit] and any(role in own for own in _OWN.values())
    return None if is_foreign else role


def _names(unit: Unit, categories: Sequence[str]) -> Sequence[str]:
    roles = [role for role in ROLES if _allowed(role, unit)]
    return [*(header for role in roles for header in ROLES[role]), *categories]


def _wrong_column(container: Container, header: str, names: Sequence[str]) -> Problem:
    fault = f"лишний столбец{did_you_mean(header, names)}"
    hint = (
        "Переименуйте или уберите его; если это категория результата, она должна быть в шкале "
        "процедуры в методике. Столбцы можно назвать и в файле разметки (--layout): его черновик "
        "даст shnor layout new."
    )
    return Problem(container.place(column=header), fault, hint, "T-010")


def _no_header(container: Container) -> Problem:
    # not quoted: without a header the first row may be a pupil's
    hint = f"Первой строкой пишут названия столбцов: {', '.join(ROLES[role][0] for role in ROLES)}."
    return Problem(container.place(), "в первой строке нет известных столбцов", hint, "T-012")


def _twice(container: Container, first: str, second: str) -> Problem:
    fault = f"столбец повторяет столбец «{first}»"
    return Problem(container.place(column=second), fault, "Оставьте один из них.", "T-011")


def _missing_columns(container: Container, known: set[str], unit: Unit) -> Iterator[Problem]:
    wanted = [*_ALWAYS, *_NEEDED[unit]]
    if not known & {"school", "name"}:
        wanted.insert(0, "school")
    for role in wanted:
        if role not in known:
            found = ", ".join(f"«{each}»" for each in container.header if each)
            yield Problem(
                container.place(),
                f"нет столбца «{ROLES.get(role, (role,))[0]}»",
                f"Есть столбцы: {found}.",
                "T-012",
            )
