"""Keys of a table: distinct texts of each are read once in Python and joined back as codes."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Problem
from shnor_cli.russian import number
from shnor_cli.tables.faults import hidden, shortened
from shnor_cli.tables.layouts.named import KEYS, Field, Named
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import is_number, is_whole, literal
from shnor_cli.tables.texts import text_of

Raw = str | int | float | None
"""A cell of a key column as DuckDB gives it; where the column is coded, its code."""

_ASKED = 200
"""Values whose rows are looked for, at most, unless more are wanted."""


class Keys(NamedTuple):
    """The distinct keys of a container over some columns, column by column."""

    fields: tuple[Field, ...]
    raws: tuple[Sequence[Raw], ...]
    """As DuckDB gives them, in the order of `fields`."""
    texts: tuple[Sequence[str | None], ...]
    """As read; None where the cell is blank."""

    def first(self) -> "Keys":
        """Return the distinct keys over the first column alone."""
        found = dict(zip(self.raws[0], self.texts[0], strict=True))
        return Keys(self.fields[:1], (list(found),), (list(found.values()),))

    def rows(self) -> list[tuple[tuple[Raw, ...], tuple[str | None, ...]]]:
        """Return the keys one by one, as DuckDB gives them and as read; one over no columns."""
        if not self.fields:
            return [((), ())]
        return list(zip(zip(*self.raws, strict=True), zip(*self.texts, strict=True), strict=True))


_WIDE = {"UBIGINT", "HUGEINT", "UHUGEINT"}
"""Types whose whole numbers no array holds; texts of them lose nothing."""


class Codes(NamedTuple):
    """Codes for the distinct keys of a container, to be joined to its rows."""

    relation: str
    """Columns `k0`, `k1`, ... and the codes."""
    fields: tuple[Field, ...]
    nullable: tuple[bool, ...]
    """Which keys are blank somewhere."""

    def on(self, alias: str) -> str:
        """Return the condition that joins the codes to the rows they are of."""
        parts = (
            f"{alias}.k{i} {'IS NOT DISTINCT FROM' if nullable else '='} {key_sql(field)}"
            for i, (field, nullable) in enumerate(zip(self.fields, self.nullable, strict=True))
        )
        return " AND ".join(parts) or "true"


def key_sql(field: Field) -> str:
    """Return SQL for a key column: texts and whole numbers as they are, others as one of these."""
    kind = _kind(field)
    if field.kind == "VARCHAR" or kind == "BIGINT":
        return field.sql
    sql = f"({field.sql})::{kind}"
    # no comparison with NaN: statistics of Parquet do not count it, and DuckDB believes them
    return sql if kind == "VARCHAR" else f"(CASE WHEN NOT isnan({sql}) THEN {sql} END)"


def distinct_keys(scratch: Scratch, named: Named, fields: Sequence[Field]) -> Keys:
    """Find the distinct keys of a container over some columns."""
    if not fields:
        return Keys((), (), ())
    columns = ", ".join(f"{key_sql(field)} AS k{i}" for i, field in enumerate(fields))
    query = f"SELECT DISTINCT {columns} FROM {named.container.relation} ORDER BY ALL"
    rows = scratch.connection.execute(query).fetchall()
    raws: list[list[Raw]] = [[row[i] for row in rows] for i in range(len(fields))]
    texts = [_all_decoded(named, *each) for each in zip(fields, raws, strict=True)]
    return Keys(tuple(fields), tuple(raws), tuple(texts))


def _all_decoded(named: Named, field: Field, raws: Sequence[Raw]) -> Sequence[str | None]:
    cells = _cells(named, field, raws)
    texts = [*map(str, cells)]
    if None not in cells and all(map(str.isalnum, texts)):
        return texts
    # most columns say the same few things again and again
    known = {cell: text_of(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def key_roles(named: Named) -> tuple[str, ...]:
    """Return the roles that make a key of the container beside the school."""
    wanted = ("year",) if named.unit == "school-year" else KEYS
    return tuple(role for role in wanted if role in named.fields)


def school_field(named: Named) -> Field:
    """Return the column that says which school a row is about."""
    return named.fields["school"] if "school" in named.fields else named.fields["name"]


def decoded(named: Named, field: Field, raw: Raw) -> str | None:
    """Return the text of a cell of a key column, None where it is blank."""
    return text_of(_cells(named, field, [raw])[0])


def _cells(named: Named, field: Field, raws: Sequence[Raw]) -> Sequence[Raw]:
    """Return what stands in cells of a column: where it is coded, the texts behind the codes."""
    texts = None if field.position is None else named.container.texts.get(field.position)
    if texts is None:
        return raws
    return [texts[raw] if isinstance(raw, int) else raw for raw in raws]


def coded(scratch: Scratch, keys: Keys, codes: Mapping[str, Sequence[int]]) -> Codes:
    """Put codes beside distinct keys; those with a negative code are left out of joins."""
    arrays: dict[str, NDArray[Any]] = {
        name: np.array(values, np.int32) for name, values in codes.items()
    }
    columns = list(codes)
    for i, field in enumerate(keys.fields):
        arrays[f"k{i}"] = _array(keys.raws[i], field)
        columns.append(f"k{i}::{_kind(field)} AS k{i}")
    known = " AND ".join(f"{name} >= 0" for name in codes)
    relation = (
        f"(SELECT {', '.join(columns)} FROM {scratch.arrays(arrays)} WHERE {known or 'true'})"
    )
    nullable = tuple(None in raws for raws in keys.raws)
    return Codes(relation, keys.fields, nullable)


def _kind(field: Field) -> str:
    if field.kind in _WIDE or not is_number(field.kind):
        return "VARCHAR"
    return "BIGINT" if is_whole(field.kind) else "DOUBLE"


def _array(raws: Sequence[Raw], field: Field) -> NDArray[Any]:
    if _kind(field) == "VARCHAR":
        return np.array(raws, object)
    kind = np.int64 if _kind(field) == "BIGINT" else np.float64
    return np.ma.MaskedArray([raw or 0 for raw in raws], [raw is None for raw in raws], kind)


@dataclass(frozen=True, slots=True)
class Met:
    """A value of a key column where it is met."""

    raw: Raw
    row: int
    """The first row that has it."""
    count: int
    """How many rows have it."""


def rows_of(
    scratch: Scratch, named: Named, field: Field, raws: Sequence[Raw], limit: int
) -> list[Met]:
    """Return where values of a key column are met, in the order of their first rows."""
    if not raws:
        return []
    named, field = _as_written(named, field)
    asked, sql = sorted(raws, key=str)[: max(_ASKED, limit)], key_sql(field)
    rows = scratch.connection.execute(
        f'SELECT {sql}, min("row"), count(DISTINCT "row") FROM {named.container.relation} '
        f"WHERE {is_one_of(sql, asked)} GROUP BY 1 ORDER BY 2, 1 LIMIT {limit}"
    ).fetchall()
    return [Met(*row) for row in rows]


def rows_of_pairs(
    scratch: Scratch,
    named: Named,
    pairs: Sequence[tuple[Raw, Raw]],
    limit: int,
) -> list[tuple[tuple[Raw, Raw], int, int]]:
    """Return where cells of school and name are met together: both, first row, count of rows."""
    if not pairs:
        return []
    named = named.uncounted or named
    asked = sorted(pairs, key=str)[: max(_ASKED, limit)]
    one, other = (key_sql(named.fields[role]) for role in ("school", "name"))
    ones, others = (sorted(set(raws), key=str) for raws in zip(*asked, strict=True))
    rows = scratch.connection.execute(
        f'SELECT {one}, {other}, min("row"), count(DISTINCT "row") FROM {named.container.relation} '
        f"WHERE {is_one_of(one, ones)} AND {is_one_of(other, others)} "
        "GROUP BY 1, 2 ORDER BY 3, 1, 2"
    ).fetchall()
    wanted = set(asked)
    return [((a, b), row, count) for a, b, row, count in rows if (a, b) in wanted][:limit]


def _as_written(named: Named, field: Field) -> tuple[Named, Field]:
    """Return rows and a key column of theirs as they were before pupils were counted."""
    if named.uncounted is None:
        return named, field
    role = next(role for role, each in named.fields.items() if each == field)
    return named.uncounted, named.uncounted.fields[role]


def bad_values(
    scratch: Scratch,
    named: Named,
    field: Field,
    faults: Mapping[Raw, str],
    *,
    mend: tuple[str, str],
) -> Iterator[Problem]:
    """Yield a problem for each bad value of a key column, at the first row that has it.

    `mend` is how to mend it and the code of its kind.
    """
    hint, code = mend
    is_school = field == school_field(named)

    def said(raw: Raw) -> str:
        of_pupils = named.unit == "pupil"
        return hidden(faults[raw], raw, is_school=is_school) if of_pupils else faults[raw]

    problems = [
        Problem(
            named.container.place(met.row or None, field.label),
            f"{said(met.raw)}{times(met.count)}",
            hint,
            code,
        )
        for met in rows_of(scratch, named, field, list(faults), scratch.most.problems)
    ]
    yield from shortened(problems, len(faults))


def narrowed(named: Named, role: str, raws: Iterable[Raw]) -> Named:
    """Leave only the rows that have one of some cells in a key column."""
    wanted = is_one_of(key_sql(named.fields[role]), sorted(raws, key=str))
    relation = f"(SELECT * FROM {named.container.relation} WHERE {wanted})"
    return named._replace(
        container=named.container._replace(relation=relation),
        uncounted=named.uncounted and narrowed(named.uncounted, role, raws),
    )


def is_one_of(sql: str, raws: Sequence[Raw]) -> str:
    """Write the condition that an expression is one of some cells."""
    values = _literals(raws)
    parts = [f"{sql} IN ({values})"] if values else []
    parts += [f"{sql} IS NULL"] if None in raws else []
    return f"({' OR '.join(parts) or 'false'})"


def met_among(field: Field, raws: Sequence[Raw]) -> str:
    """Write what is NULL unless a cell of a column is one of some, none of them blank.

    Texts of Parquet are coded: a function of them is found once for each code, while a comparison
    is made anew for each row.
    """
    if field.kind == "VARCHAR":
        return f"list_position([{_literals(raws)}], {field.sql})"
    return f"nullif({is_one_of(key_sql(field), raws)}, false)"


def _literals(raws: Sequence[Raw]) -> str:
    return ", ".join(_literal(raw) for raw in raws if raw is not None)


def _literal(raw: str | float) -> str:
    if isinstance(raw, str):
        return literal(raw)
    return repr(raw) if math.isfinite(raw) else f"'{raw}'::DOUBLE"


def times(count: int) -> str:
    """Say of how many rows a fault is told, where of several."""
    return f" (строк с этим: {number(count)})" if count > 1 else ""
