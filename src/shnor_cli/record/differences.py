"""Comparing what a run recorded with what its own tables give now."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.errors import RunError
from shnor_cli.model import WHOLE, Assessment
from shnor_cli.record.difference import Difference
from shnor_cli.record.findings import (
    GROUP_KEY,
    OUTCOME_KEY,
    VALUE_KEY,
    groups_query,
    outcomes_query,
    values_query,
)
from shnor_cli.record.info import VERDICTS
from shnor_cli.record.sql import SLICE_COLUMNS, counted, identifier, parquet
from shnor_cli.record.verdicts import VERDICT_KEY, verdicts_query
from shnor_cli.russian import number, plural, quote, told_apart

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

MOST = 1000
"""How many differing rows of one table are named; the rest are counted."""


Query = Callable[["Identification"], AbstractContextManager[str]]


@dataclass(frozen=True, slots=True)
class _Table:
    file: str
    key: tuple[str, ...]
    query: Query


_TABLES = (
    _Table("values.parquet", VALUE_KEY, values_query),
    _Table("outcomes.parquet", OUTCOME_KEY, outcomes_query),
    _Table("groups.parquet", GROUP_KEY, groups_query),
    _Table(VERDICTS, VERDICT_KEY, verdicts_query),
)
_VERDICTS = _TABLES[-1]

_WORDS = {
    "value": "значение",
    "text": "текст",
    "numerator": "учтено",
    "denominator": "участников",
    "why": "причина",
    "outcome": "исход",
    "threshold": "порог",
    "met": "выполнено",
    "available": "с ответом",
    "needed": "нужно",
    "name": "название",
    "municipality": "муниципалитет",
    "place": "место",
    "status": "состояние",
    "category": "категория",
    "possible": "возможные категории",
    "score": "показатель порядка",
    "criterion": "решающий критерий",
    "indicator": "решающий показатель",
    "year": "год",
    "procedure": "процедура",
    "subject": "предмет",
    "level": "уровень",
    "grade": "класс",
    "bound": "граница",
    "distance": "до порога",
    "pupils": "до порога участников",
    "notes": "пометки",
}
_ONLY_SAID = frozenset({"notes", "name", "municipality"})
"""Columns of a verdict that only say it in words."""


def differing_verdicts(identification: "Identification", folder: Path) -> int:
    """Return how many schools have another verdict than the one recorded in the folder.

    Raises:
        RunError: the recorded verdicts cannot be read.
    """
    connection = identification.results.connection
    try:
        with verdicts_query(identification) as select:
            columns = _compared(identification, _VERDICTS, select)
            columns = {name: columns[name] for name in columns if name not in _ONLY_SAID}
            joined = _joined(_VERDICTS, select, folder, columns)
            return counted(connection, f"SELECT count(*) {joined}")
    except duckdb.Error as error:
        raise RunError(
            f"Файл {_VERDICTS.file} прогона {quote(str(folder))} пропал или испорчен.",
            hint=f"Проверьте прогон: shnor verify {folder}",
        ) from error


def table_differences(identification: "Identification", folder: Path) -> Iterator[Difference]:
    """Yield what differs between the recorded tables of findings and those derived anew."""
    for table in _TABLES:
        try:
            yield from _differences(identification, table, folder)
        except duckdb.Error:
            yield Difference(table.file, "файл не читается или построен иначе")


def _differences(
    identification: "Identification", table: _Table, folder: Path
) -> Iterator[Difference]:
    connection = identification.results.connection
    with table.query(identification) as select:
        columns = _compared(identification, table, select)
        if _is_same(identification, table, select, folder):
            return
        joined = _joined(table, select, folder, columns)
        sides = [f"{side}.{identifier(c)}" for side in ("recorded", "derived") for c in columns]
        key = [f"coalesce(derived.{identifier(c)}, recorded.{identifier(c)})" for c in table.key]
        present = [f"{side}.{identifier(table.key[0])} IS NOT NULL" for side in _SIDES]
        asked = ", ".join((*key, *present, *sides))
        order = ", ".join(str(place + 1) for place in range(len(key)))
        rows = connection.execute(
            f"SELECT {asked} {joined} ORDER BY {order} LIMIT {MOST + 1}"
        ).fetchall()
        extra = _extra_rows(identification, select, folder / table.file)
    schools = identification.results.schools
    names = dict(zip(schools.ids, schools.names, strict=True))
    for row in rows[:MOST]:
        yield _difference(table, tuple(columns), row, names)
    if len(rows) > MOST:
        yield Difference(table.file, f"показаны первые {number(MOST)} строк с расхождениями")
    elif extra and not rows:
        said = plural(extra, "строка", "строки", "строк")
        yield Difference(table.file, f"строки повторены, лишних {said}")


_SIDES = ("recorded", "derived")


def _is_same(identification: "Identification", table: _Table, select: str, folder: Path) -> bool:
    """Say whether both sides hold the same rows, by sums of their hashes: no row is kept for it."""
    connection = identification.results.connection
    described = connection.execute(f"DESCRIBE {select}").fetchall()
    cells = [(identifier(row[0]), "VARCHAR" if "ENUM" in row[1] else row[1]) for row in described]
    whole = f"hash({', '.join(f'{name}::{type_}' for name, type_ in cells)})"
    sides = [
        connection.execute(
            f"SELECT count(*), sum({whole}::HUGEINT), bit_xor({whole}) FROM {side}"
        ).fetchall()
        for side in (parquet(folder / table.file), f"({select})")
    ]
    return sides[0] == sides[1]


def _compared(identification: "Identification", table: _Table, select: str) -> dict[str, str]:
    """Return the columns that are compared, each with its type."""
    described = identification.results.connection.execute(f"DESCRIBE {select}").fetchall()
    return {row[0]: row[1] for row in described if row[0] not in table.key}


def _joined(table: _Table, select: str, folder: Path, columns: Mapping[str, str]) -> str:
    same = " AND ".join(
        f"recorded.{identifier(name)} = derived.{identifier(name)}" for name in table.key
    )
    differ = " OR ".join(_differs(identifier(name), type_) for name, type_ in columns.items())
    first = identifier(table.key[0])
    absent = f"recorded.{first} IS NULL OR derived.{first} IS NULL"
    return f"""
        FROM {parquet(folder / table.file)} AS recorded
        FULL JOIN ({_texts(select, table.key)}) AS derived ON {same}
        WHERE {absent} OR {differ}"""


def _texts(select: str, key: Sequence[str]) -> str:
    # An ENUM is compared with a recorded text as a text.
    plain = ", ".join(
        f"{identifier(name)}::VARCHAR AS {identifier(name)}"
        for name in key
        if name not in {"year", "grade"}
    )
    return f"SELECT * REPLACE ({plain}) FROM ({select})"


def _differs(column: str, type_: str) -> str:
    """Numbers differ beyond the last digits, in which another machine may differ; texts at all."""
    recorded, derived = f"recorded.{column}", f"derived.{column}"
    if type_ != "DOUBLE":
        return f"{recorded}::VARCHAR IS DISTINCT FROM {derived}::VARCHAR"
    far = f"abs({recorded} - {derived}) > {TOLERANCE!r} * (1 + abs({derived}))"
    return f"({recorded} IS DISTINCT FROM {derived} AND coalesce({far}, true))"


def _extra_rows(identification: "Identification", select: str, path: Path) -> int:
    return counted(
        identification.results.connection,
        f"SELECT (SELECT count(*) FROM {parquet(path)}) - (SELECT count(*) FROM ({select}))",
    )


def _difference(
    table: _Table, columns: Sequence[str], row: Sequence[object], names: dict[str, str]
) -> Difference:
    key = dict(zip(table.key, row, strict=False))
    size = len(table.key)
    is_recorded, is_derived = row[size : size + 2]
    values = row[size + 2 :]
    pairs = [
        (name, recorded, derived)
        for name, recorded, derived in zip(
            columns, values[: len(columns)], values[len(columns) :], strict=True
        )
        if recorded != derived and not _is_last_digit(recorded, derived)
    ]
    school = str(key.get("school", ""))
    return Difference(
        file=table.file,
        recorded=_said(pairs, 1) if is_recorded and is_derived else _present(is_recorded),
        derived=_said(pairs, 2) if is_recorded and is_derived else _present(is_derived),
        school=school,
        name=names.get(school, ""),
        criterion=str(key.get("criterion", "")),
        indicator=str(key.get("indicator", "")),
        year=key.get("year"),  # type: ignore[arg-type]
        slice=_slice(key),
        group=str(key.get("group", "")),
    )


def _slice(key: dict[str, object]) -> Assessment:
    if "procedure" not in key:
        return WHOLE
    return Assessment(*(key[column] for column in SLICE_COLUMNS))  # type: ignore[arg-type]


def _is_last_digit(recorded: object, derived: object) -> bool:
    """Whether two numbers differ as those of two machines may, see `_differs`."""
    if not (isinstance(recorded, float) and isinstance(derived, float)):
        return False
    return abs(recorded - derived) <= TOLERANCE * (1 + abs(derived))


def _present(is_there: object) -> str:
    return "строка" if is_there else "ничего"


def _said(pairs: Sequence[tuple[str, object, object]], side: int) -> str:
    other = 3 - side
    return "; ".join(
        f"{_word(pair[0])} {_value(pair[0], pair[side], pair[other])}" for pair in pairs
    )


def _word(column: str) -> str:
    if column.startswith("outcome_"):
        return f"исход критерия {column.removeprefix('outcome_')}"
    return _WORDS.get(column, column)


def _value(column: str, value: object, other: object) -> str:
    match value:
        case int() if column == "year":
            return str(value)
        case None:
            return "нет"
        case int():
            return number(value)
        case float() if math.isfinite(value):
            if isinstance(other, float) and math.isfinite(other):
                return told_apart(value, other)
            return number(value)
    return quote(str(value))
