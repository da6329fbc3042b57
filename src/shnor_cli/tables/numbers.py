"""Numbers of a table in SQL: whole counts, shares restored to counts, sums of scores.

Texts are read once for each distinct text, in Python, and joined back; plain whole numbers are
cast where they stand. Rows are never looped over.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from shnor_cli.errors import Problem
from shnor_cli.model import Missing, Remark
from shnor_cli.russian import plural, quote
from shnor_cli.tables.faults import Faults, shortened
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import among, is_number, is_whole, literal
from shnor_cli.tables.texts import (
    MOST,
    Percent,
    count_of,
    is_negative,
    not_whole,
    score_of,
    share_of,
    text_of,
)

SCALED = "SCALED"
"""Type of a field that holds sums of scores as whole numbers of 1 / SCORE_SCALE."""
SCORE = "DECIMAL(18, 4)"
_FROM_SCALED = "({}::DECIMAL(18, 0) * 0.0001::DECIMAL(5, 4))::DECIMAL(18, 4)"
_HINT = "Нужно целое число: сколько человек. Долю пишут со знаком %, нет данных — пустая ячейка."
_DECIMAL_HINT = "Нужно число, до четырёх знаков после запятой; нет данных — пустая ячейка."
_SIGN = (
    "Впишите, сколько это человек. Если известны только доли, допишите к ним знак % (12,50 %): "
    "по доле и числу участников число восстановится. Разметкой (--layout) этого не сказать."
)
_FORMATTED = (
    "Ячейка Excel с форматом «%», показанная как 50 %, хранит число 0,5: впишите числа людей или "
    "сделайте формат ячеек текстовым и впишите доли заново, со знаком %."
)
_PART = re.compile(r"0[.,]\d+")
"""A share of 1."""
_WHOLES = (100, 1)
"""What shares add up to."""
_PLAIN = "Выгрузите столбец числами; если чисел в нём нет, уберите его."
_FITTING = {"TINYINT", "UTINYINT", "SMALLINT", "USMALLINT", "INTEGER", SCALED}
"""Types whose every value fits."""
_FLOATS = {"FLOAT", "DOUBLE"}
_MOST_SCORE = 10**14 - 1
"""The greatest number of `SCORE`, its fraction left out."""
_MOSTLY = 0.8
"""The share of rows that tells of a table."""
_DECIMALS: Mapping[str, Callable[[str], int]] = {"score_sum": score_of, "share": share_of}
"""Role of a column of decimals -> what reads it, in units of 1 / SCORE_SCALE."""


class Numbers(NamedTuple):
    """The numbers of a container in SQL."""

    columns: Mapping[str, str]
    """Role or category -> expression over the container's relation and the joins."""
    joins: str = ""
    """What follows the relation in FROM."""
    skipped: str | None = None
    """Condition of rows left out: a code stands for the number of participants, or a number is
    unreadable, which is a fault already."""
    remarks: tuple[Remark, ...] = ()


@dataclass(eq=False, repr=False)
class _Found:
    """What the texts of one field are: numbers by text, codes, faults by text."""

    column: Field
    numbers: dict[str, int | Percent] = field(default_factory=dict)
    codes: dict[str, Missing] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    plain: bool = True
    """Whether a cast does for every text."""

    @property
    def has_shares(self) -> bool:
        """Whether some cells are shares."""
        return any(isinstance(each, Percent) for each in self.numbers.values())


def numbers_of(scratch: Scratch, named: Named, faults: Faults) -> Numbers:
    """Return SQL for every number of a container; what is no number goes to `faults`."""
    fields = number_fields(named)
    texts = {key: each for key, each in fields.items() if each.kind == "VARCHAR"}
    found = _read_texts(scratch, named, texts)
    unfit = list(_unfit_texts(scratch, named, found))
    typed = {
        key: problems
        for key, each in fields.items()
        if (problems := list(_unfit_numbers(scratch, named, key, each)))
    }
    unfit += itertools.chain.from_iterable(typed.values())
    if whole := _whole_of_shares(scratch, named, unfit):
        faults.append(_percents(named, whole))
        rest = numbers_of(scratch, named._replace(categories={}), faults)
        unknown = dict.fromkeys(named.categories, "NULL::INTEGER")
        return rest._replace(columns={**rest.columns, **unknown})
    faults += unfit
    looked_up = {key: each for key, each in found.items() if not each.plain}
    columns = {key: _cast(key, each) for key, each in fields.items()}
    columns |= {key: _value(key, place) for place, key in enumerate(looked_up)}
    joins = _joins(scratch, list(looked_up.values()))
    for place, (key, each) in enumerate(looked_up.items()):
        if each.has_shares:
            columns[key] = _restored(f"n{place}", columns["participants"])
    refused = [_unfit(key, fields[key]) for key in typed]
    numbers = Numbers(columns, joins, _skipped(found, refused), tuple(_code_remarks(named, found)))
    shares = {key: place for place, key in enumerate(looked_up) if looked_up[key].has_shares}
    faults += _not_restored(scratch, named, numbers, shares)
    return numbers


def _unfit_texts(scratch: Scratch, named: Named, found: Mapping[str, _Found]) -> Iterator[Problem]:
    for key, each in found.items():
        hint = _DECIMAL_HINT if key in _DECIMALS else _HINT
        yield from _unreadable(scratch, named, each, hint)


def _whole_of_shares(scratch: Scratch, named: Named, unfit: Sequence[Problem]) -> int:
    """Return what categories with fractions make in most rows, 100 or 1; 0 if they are no shares.

    They are percents without their sign, or what a cell with the format «%» holds.
    """
    labels = {each.label for each in named.categories.values()}
    if not any(each.place.column in labels for each in unfit):
        return 0
    cells = [
        f"TRY_CAST(replace(({each.sql})::VARCHAR, ',', '.') AS DOUBLE)"
        for each in named.categories.values()
    ]
    total = " + ".join(f"coalesce({each}, 0)" for each in cells)
    counts = (f"count(*) FILTER (WHERE abs({total} - {each}) <= {each} / 100)" for each in _WHOLES)
    rows, *found = scratch.row(
        f"SELECT count(*), {', '.join(counts)} "
        f"FROM {named.container.relation} WHERE coalesce({', '.join(cells)}) IS NOT NULL"
    )
    both = zip(_WHOLES, found, strict=True)
    return next((whole for whole, count in both if rows and count / rows >= _MOSTLY), 0)


def _percents(named: Named, whole: int) -> Problem:
    columns = ", ".join(quote(each.label) for each in named.categories.values())
    fault = f"похоже на проценты: в столбцах {columns} дроби, а их сумма в строках около {whole}"
    return Problem(named.container.place(), fault, _FORMATTED if whole == 1 else _SIGN, "T-022")


def number_fields(named: Named) -> dict[str, Field]:
    """Return the fields of a container that hold numbers: by role, then by category."""
    roles = ("participants", "enrolled", "score_sum", "maximum", "share")
    fields = {role: named.fields[role] for role in roles if role in named.fields}
    return fields | dict(named.categories)


def _read_texts(scratch: Scratch, named: Named, fields: Mapping[str, Field]) -> dict[str, _Found]:
    found = {key: _Found(each) for key, each in fields.items()}
    if not fields:
        return found
    names = ", ".join(literal(key) for key in fields)
    cells = ", ".join(each.sql for each in fields.values())
    rows = scratch.connection.execute(
        f"SELECT DISTINCT unnest([{names}]), unnest([{cells}]) FROM {named.container.relation}"
    ).fetchall()
    for key, text in sorted((key, text) for key, text in rows if text is not None):
        _read_text(found[key], key, text, named)
    return found


def _read_text(found: _Found, key: str, text: str, named: Named) -> None:
    cell = text_of(text)
    codes = named.codes_of(found.column.label) | named.codes_of(key)
    if cell is None or cell in codes:
        found.plain = False
        if cell is not None:
            found.codes[text] = codes[cell]
            if key == "participants" and not codes[cell].applicable:
                found.numbers[text] = 0
        return
    try:
        number = _DECIMALS.get(key, count_of)(cell)
    except ValueError as error:
        found.faults[text], found.plain = str(error), False
        return
    if isinstance(number, Percent) and key not in named.categories:
        found.faults[text], found.plain = f"«{cell}»: здесь нужно число, а не доля", False
        return
    found.numbers[text] = number
    found.plain &= text.isascii() and text.isdecimal()


def _joins(scratch: Scratch, found: list[_Found]) -> str:
    if not found:
        return ""
    rows = [
        (place, text, number)
        for place, each in enumerate(found)
        for text, number in each.numbers.items()
    ]
    shares = [number if isinstance(number, Percent) else None for _, _, number in rows]
    values = [0 if isinstance(number, Percent) else number for _, _, number in rows]
    arrays = {
        "field": np.array([place for place, _, _ in rows], np.int32),
        "text": np.array([text for _, text, _ in rows], object),
        "value": np.array(values, np.int64),
        "share": np.array([each.number if each else 0 for each in shares], np.int64),
        "unit": np.array([each.unit if each else 0 for each in shares], np.int64),
    }
    table = scratch.table(
        f"SELECT field, text::VARCHAR AS text, value, share, unit FROM {scratch.arrays(arrays)}"
    )
    return " ".join(
        f"LEFT JOIN {table} AS n{place} ON n{place}.field = {place} "
        f"AND n{place}.text = {each.column.sql}"
        for place, each in enumerate(found)
    )


def _cast(key: str, column: Field) -> str:
    if column.kind == SCALED:
        return _FROM_SCALED.format(column.sql)
    kind = SCORE if key in _DECIMALS else "INTEGER"
    if column.kind == kind:
        return column.sql
    if column.kind == "VARCHAR":
        return f"({column.sql})::{kind}"
    # what no cast takes is a fault already, or NaN, which is no cell at all
    return f"TRY_CAST({column.sql} AS {kind})" if is_number(column.kind) else f"NULL::{kind}"


def _value(key: str, place: int) -> str:
    value = f"n{place}.value"
    return _FROM_SCALED.format(value) if key in _DECIMALS else f"{value}::INTEGER"


def _restored(lookup: str, participants: str) -> str:
    """Write the one whole count that a share rounds from; NULL where there is none or several.

    `share / unit` percent of N stands for the counts n with |100 n / N - share / unit| within half
    a step of its last digit, 1 / (2 unit): all in whole numbers.
    """
    n, unit = f"{participants}::BIGINT", f"(200 * {lookup}.unit)"
    least = f"(greatest((2 * {lookup}.share - 1) * {n}, 0) + {unit} - 1) // {unit}"
    most = f"((2 * {lookup}.share + 1) * {n}) // {unit}"
    return (
        f"(CASE WHEN {lookup}.unit = 0 THEN {lookup}.value WHEN {lookup}.unit IS NULL THEN NULL "
        f"WHEN {least} = {most} THEN {most} END)::INTEGER"
    )


def _not_restored(
    scratch: Scratch, named: Named, numbers: Numbers, shares: Mapping[str, int]
) -> Iterator[Problem]:
    """Yield the shares that no single whole number of participants gives."""
    for key, place in shares.items():
        label, sql = named.categories[key].label, named.categories[key].sql
        rows = scratch.connection.execute(
            f'SELECT "row", {sql}, {numbers.columns["participants"]}, count(*) OVER () '
            f"FROM {named.container.relation} {numbers.joins} "
            f"WHERE n{place}.unit > 0 AND {numbers.columns[key]} IS NULL ORDER BY 1 "
            f"LIMIT {scratch.most.problems}"
        ).fetchall()
        problems = [
            Problem(
                named.container.place(row, label),
                f"«{str(text_of(text)).replace('.', ',')}» не восстанавливается в число человек: "
                f"{_of(participants, text)}",
                code="T-021",
            )
            for row, text, participants, _ in rows
        ]
        yield from shortened(problems, rows[0][3] if rows else 0)


def _of(participants: int | None, text: str) -> str:
    if participants is None:
        return "число участников не указано"
    share = count_of(text)
    people = plural(participants, "участник", "участника", "участников")
    is_none = isinstance(share, Percent) and not _fitting(share, participants)
    return f"{people}, {'столько не бывает' if is_none else 'подходит не одно число'}"


def _fitting(share: Percent, participants: int) -> range:
    """Return the counts that a share may stand for, see `_restored`."""
    step = 200 * share.unit
    least = -((1 - 2 * share.number) * participants // step)
    most = (2 * share.number + 1) * participants // step
    return range(max(least, 0), most + 1)


def _unreadable(scratch: Scratch, named: Named, found: _Found, hint: str) -> Iterator[Problem]:
    if not found.faults:
        return
    rows = scratch.connection.execute(
        f'SELECT "row", {found.column.sql}, count(*) OVER () FROM {named.container.relation} '
        f"WHERE {among(found.column.sql, sorted(found.faults))} ORDER BY 1 "
        f"LIMIT {scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            named.container.place(row, found.column.label),
            found.faults[text],
            _mend(text, hint),
            code=_code(text),
        )
        for row, text, _ in rows
    ]
    yield from shortened(problems, rows[0][2])


def _mend(text: str, hint: str) -> str:
    if is_negative(text):
        return ""
    return f"{hint} {_FORMATTED}" if hint == _HINT and _PART.fullmatch(text.strip()) else hint


def _code(text: str) -> str:
    return "T-061" if is_negative(text) else "T-020"


def _unfit_numbers(scratch: Scratch, named: Named, key: str, column: Field) -> Iterator[Problem]:
    """Yield the cells of a typed column that are not the numbers of its role."""
    if column.kind == "VARCHAR" or column.kind in _FITTING:
        return
    if not is_number(column.kind):
        fault = "в столбце даты, время или «да» и «нет», а нужны числа"
        yield Problem(named.container.place(column=column.label), fault, _PLAIN, "T-020")
        return
    rows = scratch.connection.execute(
        f'SELECT "row", {column.sql}, count(*) OVER () FROM {named.container.relation} '
        f"WHERE {_unfit(key, column)} ORDER BY 1 LIMIT {scratch.most.problems}"
    ).fetchall()
    hint = _DECIMAL_HINT if key in _DECIMALS else _HINT
    problems = [
        Problem(
            named.container.place(row, column.label),
            _in_words(value),
            _mend(str(text_of(value)), hint),
            code=_code(str(text_of(value))),
        )
        for row, value, _ in rows
    ]
    yield from shortened(problems, rows[0][2] if rows else 0)


def _unfit(key: str, column: Field) -> str:
    """Write the condition of cells of a typed column that its role does not take."""
    sql, most = column.sql, _MOST_SCORE if key in _DECIMALS else MOST
    if not is_number(column.kind):
        return f"{sql} IS NOT NULL"
    conditions = [f"abs({sql}::DOUBLE) > {most}"]
    if key not in _DECIMALS and not is_whole(column.kind):
        conditions.append(f"{sql} <> trunc({sql})")
    # NaN, which is no cell at all, is greater than all
    is_cell = f"NOT isnan({sql}) AND " if column.kind in _FLOATS else ""
    return f"({is_cell}({' OR '.join(conditions)}))"


def _in_words(value: float | Decimal) -> str:
    if abs(float(value)) <= MOST:
        return not_whole(text_of(value) or "")
    return f"«{value}» не число" if math.isinf(value) else f"«{value}»: число слишком велико"


def _skipped(found: Mapping[str, _Found], refused: Iterable[str]) -> str | None:
    """Return the condition of rows left out: a code for participants, a number already refused."""
    conditions = [f"coalesce({each}, false)" for each in refused]
    for key, each in found.items():
        texts = set(each.faults)
        if key == "participants":
            texts |= {text for text, meant in each.codes.items() if meant.applicable}
        if texts:
            conditions.append(f"coalesce({among(each.column.sql, sorted(texts))}, false)")
    return " OR ".join(conditions) or None


def _code_remarks(named: Named, found: Mapping[str, _Found]) -> Iterator[Remark]:
    for key, each in found.items():
        if each.has_shares:
            text, done = "вместо чисел стоят доли", "по ним восстановлено, сколько это человек"
            place = named.container.place(column=each.column.label)
            yield Remark(place, text, done, "R-share")
        for code, meant in sorted(each.codes.items(), key=lambda item: item[0]):
            done = "ячейки считаются пустыми"
            if key == "participants":
                done = "строки пропущены" if meant.applicable else "принято за 0 участников"
            text = f"вместо числа стоит «{code}»: {meant.text}"
            place = named.container.place(column=each.column.label)
            yield Remark(place, text, done, "R-code")
