"""The plain long table: a row per school, year and assessment, or per pupil, headers as agreed."""

from collections.abc import Iterator, Sequence

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Problem, did_you_mean
from shnor_cli.model import Remark
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.grid import Container
from shnor_cli.tables.layouts.headers import ROLES, category_of, is_personal, role_of
from shnor_cli.tables.layouts.named import Field, Named, Unit

_ALWAYS = ("year", "procedure", "subject")
_OF_PUPILS = ("mark", "score", "pupil")
_NOT_OF_PUPILS = ("participants", "enrolled", "score_sum")


def categories_of(methodology: Methodology) -> tuple[str, ...]:
    """Return all categories of the methodology's procedures, each once, in their order."""
    scales = (each.scale or () for each in methodology.procedures.values())
    return tuple(dict.fromkeys(category for scale in scales for category in scale))


def recognises(header: Sequence[str]) -> bool:
    """Whether a header looks like that of a plain table."""
    roles = {role_of(each) for each in header}
    return {"year", "procedure"} <= roles and bool(roles & {"participants", "mark", "score"})


def read(container: Container, methodology: Methodology, faults: Faults) -> Named | None:
    """Name the columns of a plain table; what is wrong with the header goes to `faults`."""
    found = len(faults)
    if not any(role_of(each) for each in container.header):
        faults.append(_no_header(container))
        return None
    unit = _unit(container.header)
    categories = () if unit == "pupil" else categories_of(methodology)
    fields: dict[str, Field] = {}
    counted: dict[str, Field] = {}
    for position, header in enumerate(container.header):
        if not header or _is_dropped(header, unit):
            continue
        field = plain_field(container, position)
        role, category = _allowed(role_of(header), unit), category_of(header, categories)
        known = counted if category is not None else fields
        key = category if category is not None else role
        if key is None:
            faults.append(_wrong_column(container, header, unit, categories))
        elif key in known:
            faults.append(_twice(container, known[key].label, header))
        else:
            known[key] = field
    faults += _missing_columns(container, fields, unit)
    if len(faults) > found:
        return None
    remarks = (*dropped(container, unit), *_pupil_codes(container, unit))
    return Named(container, unit, fields, counted, remarks=remarks)


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


def _unit(header: Sequence[str]) -> Unit:
    roles = {role_of(each) for each in header}
    if "participants" not in roles and roles & {"mark", "score"}:
        return "pupil"
    return "assessment"


def _allowed(role: str | None, unit: Unit) -> str | None:
    refused = _NOT_OF_PUPILS if unit == "pupil" else _OF_PUPILS
    return None if role in refused else role


def _wrong_column(
    container: Container, header: str, unit: Unit, categories: Sequence[str]
) -> Problem:
    roles = [role for role in ROLES if _allowed(role, unit)]
    names = [header for role in roles for header in ROLES[role]]
    fault = f"лишний столбец{did_you_mean(header, [*names, *categories])}"
    hint = (
        "Переименуйте или уберите его; если это категория результата, она должна быть в шкале "
        "процедуры в методике. Столбцы можно назвать и в файле разметки (--layout)."
    )
    return Problem(container.place(column=header), fault, hint, "T-010")


def _no_header(container: Container) -> Problem:
    # not quoted: without a header the first row may be a pupil's
    hint = f"Первой строкой пишут названия столбцов: {', '.join(ROLES[role][0] for role in ROLES)}."
    return Problem(container.place(), "в первой строке нет известных столбцов", hint, "T-012")


def _twice(container: Container, first: str, second: str) -> Problem:
    fault = f"столбец повторяет столбец «{first}»"
    return Problem(container.place(column=second), fault, "Оставьте один из них.", "T-011")


def _missing_columns(
    container: Container, fields: dict[str, Field], unit: Unit
) -> Iterator[Problem]:
    wanted = [*_ALWAYS] if unit == "pupil" else [*_ALWAYS, "participants"]
    if not fields.keys() & {"school", "name"}:
        wanted.insert(0, "school")
    for role in wanted:
        if role not in fields:
            found = ", ".join(f"«{each}»" for each in container.header if each)
            yield Problem(
                container.place(),
                f"нет столбца «{ROLES[role][0]}»",
                f"Есть столбцы: {found}.",
                "T-012",
            )
