"""Naming the columns of a container as a YAML layout says."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Problem, did_you_mean
from shnor_cli.model import Missing, Remark, Why
from shnor_cli.russian import quote
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.grid import Container
from shnor_cli.tables.layouts.declared import (
    ALL_COLUMNS,
    ORIGINS,
    Derived,
    Layout,
    Taken,
    Value,
    columns_of_origin,
)
from shnor_cli.tables.layouts.headers import category_of, fold_header, is_personal, role_of
from shnor_cli.tables.layouts.named import SIGHTINGS, Field, Named
from shnor_cli.tables.layouts.plain import categories_of, dropped, plain_field
from shnor_cli.tables.sql import among, literal

_COLUMNS = ("participants", "enrolled", "score_sum", "pupil", "mark", "score")
_JOINED_BY = "-"

_Key = TypeVar("_Key", str, int)


def fits(container: Container, layout: Layout) -> bool:
    """Whether a container has every column that the layout names."""
    known = {fold_header(header) for header in container.header}
    return all(fold_header(column) in known for column in layout.columns())


def read(
    container: Container, methodology: Methodology, layout: Layout, faults: Faults
) -> Named | None:
    """Name the columns of a container; what does not fit goes to `faults`.

    None where a column is not there; a column or a category too many hides nothing in the rows.
    """
    columns = _Columns(container)
    missing = list(columns.missing((*layout.columns(), *_loose(layout))))
    categories = _Categories(container, layout, methodology)
    faults += [*missing, *categories.problems(), *_pupils_as_schools(container, layout)]
    if missing:
        return None
    # though a class of a parallel may be ignored: rows of two classes are no repeats
    letter = columns.letter() if layout.rows == "assessment" else {}
    rest = [each for each in columns.unnamed(layout) if each not in letter.values()]
    if layout.rows != "school-year":
        faults += (_unnamed(container, each.label) for each in rest)
    derived = {name: columns.derived(each) for name, each in layout.derive.items()}
    return Named(
        container,
        layout.rows,
        columns.roles(layout) | letter,
        categories=columns.fields(categories.columns),
        attributes={**{each.label: each for each in rest}, **derived},
        by_year={name: columns.fields(years) for name, years in layout.by_year.items()},
        subjects=columns.fields(layout.subjects),
        keep=columns.condition(layout.keep) if layout.keep else None,
        groups={name: columns.condition(each) for name, each in layout.groups.items()},
        overlap=layout.categories_overlap,
        blank_is_zero=frozenset(map(categories.right, layout.blank_is_zero or ())),
        no_row_is_zero=frozenset(layout.no_row_is_zero or ()),
        codes={categories.right(name): codes for name, codes in _codes(layout).items()},
        remarks=tuple(_dropped(container, layout)),
    )


class _Columns:
    """The columns of a container by their headers."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._positions = {
            fold_header(header): position for position, header in enumerate(container.header)
        }

    def missing(self, names: Iterable[str]) -> Iterator[Problem]:
        """Yield a problem for each column that the container does not have."""
        headers = [header for header in self._container.header if header]
        for name in names:
            if fold_header(name) not in self._positions:
                hint = f"Есть столбцы: {', '.join(quote(each) for each in headers)}."
                fault = f"нет столбца «{name}», названного в разметке{did_you_mean(name, headers)}"
                yield Problem(self._container.place(), fault, hint, "T-012")

    def field(self, name: str) -> Field:
        """Return a column as a field."""
        return plain_field(self._container, self._positions[fold_header(name)])

    def fields(self, names: Mapping[_Key, str]) -> dict[_Key, Field]:
        """Return columns as fields, by what each of them is."""
        return {key: self.field(name) for key, name in names.items()}

    def roles(self, layout: Layout) -> dict[str, Field]:
        """Return where the values of each role come from."""
        origins = {role: getattr(layout, role) for role in ORIGINS}
        columns = {role: getattr(layout, role) for role in _COLUMNS}
        return {
            **{role: self.origin(each) for role, each in origins.items() if each is not None},
            **{role: self.field(each) for role, each in columns.items() if each is not None},
        }

    def letter(self) -> dict[str, Field]:
        """Return the column of classes of a parallel, if there is one."""
        headers = enumerate(self._container.header)
        found = next((place for place, header in headers if role_of(header) == "letter"), None)
        return {} if found is None else {"letter": plain_field(self._container, found)}

    def text(self, name: str) -> str:
        """Return SQL for a column's cells as trimmed texts."""
        return text_sql(self.field(name))

    def origin(self, origin: "str | tuple[str, ...] | Value | Taken") -> Field:
        """Return where a value comes from as a field."""
        match origin:
            case str():
                return self.field(origin)
            case tuple():
                texts = ", ".join(self.text(name) for name in origin)
                label = ", ".join(self.field(name).label for name in origin)
                given = " AND ".join(f"{self.text(name)} IS NOT NULL" for name in origin)
                joined = f"concat_ws({literal(_JOINED_BY)}, {texts})"
                return Field(f"CASE WHEN {given} THEN {joined} END", "VARCHAR", label)
            case Value(value=value):
                return Field(literal(value), "VARCHAR", value)
            case Taken(column=column, match=pattern, map=mapped):
                sql = self.text(column)
                if pattern is not None:
                    sql = f"nullif(regexp_extract({sql}, {literal(pattern)}, 1), '')"
                if mapped:
                    cases = " ".join(
                        f"WHEN {literal(code)} THEN {literal(text)}"
                        for code, text in mapped.items()
                    )
                    sql = f"CASE {sql} {cases} ELSE {sql} END"
                return Field(f"({sql})", "VARCHAR", self.field(column).label)

    def derived(self, derived: Derived) -> Field:
        """Return an attribute that follows from a code."""
        text = self.text(derived.column)
        otherwise = "NULL" if derived.else_ is None else literal(derived.else_)
        matches = f"regexp_matches({text}, {literal(derived.match)})"
        cases = f"WHEN {text} IS NULL THEN NULL WHEN {matches} THEN {literal(derived.then)}"
        sql = f"CASE {cases} ELSE {otherwise} END"
        return Field(sql, "VARCHAR", self.field(derived.column).label)

    def condition(self, wanted: Mapping[str, Iterable[str]]) -> str:
        """Return the condition that columns hold the wanted codes."""
        parts = (
            f"coalesce({among(self.text(name), codes)}, false)" for name, codes in wanted.items()
        )
        return f"({' AND '.join(parts)})"

    def unnamed(self, layout: Layout) -> Iterator[Field]:
        """Yield the columns that the layout neither names nor ignores."""
        named = {fold_header(each) for each in (*layout.placed(), *(layout.ignore or ()))}
        for position, header in enumerate(self._container.header):
            if (
                header
                and fold_header(header) not in named
                and not is_personal(header, of_pupils=False)
            ):
                yield plain_field(self._container, position)


class _Categories:
    """The categories that a layout counts, as the methodology writes them."""

    def __init__(self, container: Container, layout: Layout, methodology: Methodology) -> None:
        self._place = container.place()
        self._known = categories_of(methodology)
        self._written = layout.categories
        self.columns = {self.right(name): column for name, column in self._written.items()}
        """Category -> its column; those that the methodology does not have are not there."""
        for name in self.columns.keys() - {*self._known}:
            del self.columns[name]

    def right(self, name: str) -> str:
        """Return the methodology's own writing of a category: «Ниже порога» is «ниже порога»."""
        return (name in self._written and category_of(name, self._known)) or name

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each category that is not known or counted twice."""
        seen: dict[str, str] = {}
        for name in self._written:
            right = self.right(name)
            if right not in self._known:
                near = did_you_mean(name, self._known)
                fault = f"категории «{name}» нет в шкалах методики{near}"
                yield Problem(self._place, fault, code="T-013")
            elif first := seen.get(right):
                fault = f"«{first}» и «{name}» — одна категория"
                yield Problem(self._place, fault, "Оставьте одну из них.", "T-013")
            seen[right] = name


def text_sql(field: Field) -> str:
    """Return SQL for a field's cells as trimmed texts, NULL where they are empty."""
    if field.kind == "VARCHAR":
        return f"nullif(trim({field.sql}), '')"
    if field.kind in {"FLOAT", "DOUBLE"}:
        return f"regexp_replace({field.sql}::VARCHAR, '\\.0$', '')"
    return f"{field.sql}::VARCHAR"


def _loose(layout: Layout) -> Iterator[str]:
    """Yield columns named beside the others: to ignore, with codes, empty for zero."""
    own = {*layout.categories, *layout.derive, *layout.by_year}
    yield from layout.ignore or ()
    yield from (
        each
        for each in (*layout.missing, *layout.not_applicable)
        if each != ALL_COLUMNS and each not in own
    )
    yield from (
        each
        for each in (*(layout.blank_is_zero or ()), *(layout.no_row_is_zero or ()))
        if each not in own
    )


def _pupils_as_schools(container: Container, layout: Layout) -> Iterator[Problem]:
    origins = (getattr(layout, role) for role in ("school", *SIGHTINGS))
    for column in dict.fromkeys(chain(*map(columns_of_origin, origins))):
        if role_of(column) == "pupil":
            hint = "Назовите столбец школ; столбец учеников внесите в ignore."
            fault = "в разметке назван школой столбец учеников"
            yield Problem(container.place(column=column), fault, hint, "T-071")


def _unnamed(container: Container, header: str) -> Problem:
    hint = "Назовите его в разметке или внесите в ignore."
    return Problem(container.place(column=header), "столбец не назван в разметке", hint, "T-010")


def _codes(layout: Layout) -> dict[str, dict[str, Missing]]:
    codes: dict[str, dict[str, Missing]] = {}
    for column, reasons in layout.missing.items():
        for code, reason in reasons.items():
            codes.setdefault(column, {})[code] = Missing(Why.CODE, reason)
    for column, reasons in layout.not_applicable.items():
        for code, reason in reasons.items():
            kind = Why.NOT_APPLICABLE_CODE
            codes.setdefault(column, {})[code] = Missing(kind, reason, applicable=False)
    return codes


def _dropped(container: Container, layout: Layout) -> Iterator[Remark]:
    ignored = {fold_header(each) for each in layout.ignore or ()}
    for remark in dropped(container, layout.rows):
        if fold_header(remark.place.column) not in ignored:
            yield remark
