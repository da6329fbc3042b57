"""Comparing what a run recorded with what its own tables give now."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.errors import RunError
from shnor_cli.model import WHOLE, Assessment
from shnor_cli.record.difference import Difference
from shnor_cli.record.findings import GROUP_KEY, OUTCOME_KEY, VALUE_KEY
from shnor_cli.record.info import VERDICTS
from shnor_cli.record.sql import SLICE_COLUMNS, counted, identifier, parquet
from shnor_cli.record.verdicts import VERDICT_KEY, verdict_types, verdicts_query
from shnor_cli.russian import number, plural, quote, told_apart

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.engine.verdicts import Identification

MOST = 1000
"""How many differing rows of one table are named; the rest are counted."""


class _Table(NamedTuple):
    file: str
    key: tuple[str, ...]
    is_read: bool = False
    """Whether it holds what was read: the widths of its codes then depend on how it was read."""


_TABLES = (
    _Table("facts.parquet", ("school", "year", *SLICE_COLUMNS), is_read=True),
    _Table("values.parquet", VALUE_KEY),
    _Table("outcomes.parquet", OUTCOME_KEY),
    _Table("groups.parquet", GROUP_KEY),
    _Table(VERDICTS, VERDICT_KEY),
)
_VERDICTS = _TABLES[-1]

_WORDS = {
    "participants": "участников",
    "enrolled": "обучающихся",
    "score_sum": "сумма баллов",
    "file": "файл",
    "row": "строка",
    "rows": "сложено строк",
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
REWRITTEN = "содержание то же, а файл записан не так, как его пишет программа"
UNREADABLE = "файл не читается или построен иначе"
_NOT_JUDGED = frozenset({*VERDICT_KEY, "notes", "name", "municipality"})
"""Columns of a verdict that say whose it is, or only say it in words."""


def differing_verdicts(identification: "Identification", folder: Path) -> int:
    """Return how many schools have another verdict than the one recorded in the folder.

    Raises:
        RunError: the recorded verdicts cannot be read.
    """
    connection = identification.results.connection
    try:
        with verdicts_query(identification) as select:
            types = verdict_types(identification).items()
            columns = {name: type_ for name, type_ in types if name not in _NOT_JUDGED}
            joined = _joined(_VERDICTS, select, folder, columns)
            return counted(connection, f"SELECT count(*) {joined}")
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as error:
        raise RunError(
            f"Файл {_VERDICTS.file} прогона {quote(str(folder))} пропал или испорчен.",
            hint=f"Проверьте прогон: shnor verify {folder}",
        ) from error


def table_differences(
    identification: "Identification",
    recorded: Path,
    derived: Path,
    names: Collection[str],
    *,
    is_same_writer: bool,
) -> Iterator[Difference]:
    """Yield what differs between recorded tables and those written anew.

    Rows of facts and of findings are named one by one; of other tables, only that one is another.

    Args:
        identification: what was derived anew.
        recorded: the folder of the run.
        derived: the folder where it was written anew.
        names: files of the tables whose bytes differ.
        is_same_writer: whether both were written by one version of DuckDB, to the same bytes.
    """
    connection = identification.results.connection
    tables = {table.file: table for table in _TABLES}
    for name in names:
        try:
            table = tables.get(name)
            found = list(_differences(identification, table, recorded, derived)) if table else []
            places = (recorded / name, derived / name)
            yield from found or _layout(connection, table, *places, is_same_writer=is_same_writer)
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error:
            yield Difference(name, UNREADABLE)


def _layout(
    connection: "DuckDBPyConnection",
    table: _Table | None,
    recorded: Path,
    derived: Path,
    *,
    is_same_writer: bool,
) -> Iterator[Difference]:
    """Compare columns and the order of rows; where only last digits differ, the key is enough."""
    described = [
        [row[:2] for row in connection.execute(f"DESCRIBE FROM {parquet(each)}").fetchall()]
        for each in (recorded, derived)
    ]
    if described[0] != described[1]:
        yield Difference(derived.name, UNREADABLE)
        return
    whole = tuple(name for name, _ in described[1])
    if _is_in_order(connection, recorded, derived, whole):
        if table and not table.is_read and is_same_writer:
            yield Difference(derived.name, REWRITTEN)
    elif not (table and _is_in_order(connection, recorded, derived, table.key)):
        yield Difference(derived.name, "строки не те или стоят в другом порядке")


def _is_in_order(
    connection: "DuckDBPyConnection", recorded: Path, derived: Path, columns: Sequence[str]
) -> bool:
    cells = ", ".join(map(identifier, ("file_row_number", *columns)))
    one, other = (
        _sums(connection, parquet(each, file_row_number="true"), cells)
        for each in (recorded, derived)
    )
    return one == other


def _sums(connection: "DuckDBPyConnection", relation: str, cells: str) -> list[tuple[int, ...]]:
    """Return sums over the hashes of rows, equal for equal rows: no row is kept for it."""
    return connection.execute(
        f"SELECT count(*), sum(hash({cells})::HUGEINT), bit_xor(hash({cells})) FROM {relation}"
    ).fetchall()


def _differences(
    identification: "Identification", table: _Table, recorded: Path, derived: Path
) -> Iterator[Difference]:
    connection = identification.results.connection
    select = f"SELECT * FROM {parquet(derived / table.file)}"
    columns = _compared(identification, table, select)
    whole = ", ".join(
        f"{identifier(name)}::{type_}"
        for name, type_, *_ in connection.execute(f"DESCRIBE {select}").fetchall()
    )
    sums = [_sums(connection, parquet(each / table.file), whole) for each in (recorded, derived)]
    if sums[0] == sums[1]:
        return
    joined = _joined(table, select, recorded, columns)
    sides = [f"{side}.{identifier(c)}" for side in _SIDES for c in columns]
    key = [f"coalesce(derived.{identifier(c)}, recorded.{identifier(c)})" for c in table.key]
    present = [f"{side}.{identifier(table.key[0])} IS NOT NULL" for side in _SIDES]
    asked = ", ".join((*key, *present, *sides))
    order = ", ".join(str(place + 1) for place in range(len(key)))
    rows = connection.execute(
        f"SELECT {asked} {joined} ORDER BY {order} LIMIT {MOST + 1}"
    ).fetchall()
    schools = identification.results.schools
    names = dict(zip(schools.ids, schools.names, strict=True))
    for row in rows[:MOST]:
        yield _difference(table, tuple(columns), row, names)
    extra = sums[0][0][0] - sums[1][0][0]
    if len(rows) > MOST:
        yield Difference(table.file, f"показаны первые {number(MOST)} строк с расхождениями")
    elif extra and not rows:
        said = plural(extra, "строка", "строки", "строк")
        yield Difference(table.file, f"строки повторены, лишних {said}")


_SIDES = ("recorded", "derived")


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
        case int() | Decimal():
            return number(value)
        case float() if math.isfinite(value):
            if isinstance(other, float) and math.isfinite(other):
                return told_apart(value, other)
            return number(value)
    return quote(str(value))
