"""What was found, as queries over the very arrays of a run: values, outcomes, answers of groups.

The same queries are written to a run folder, compared with a recorded one and shown as frames.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.model import Answers, Assessment, Flags, Grid, Outcome, Why
from shnor_cli.record.sql import (
    SLICE_COLUMNS,
    Columns,
    looked_up,
    registered,
    slice_columns,
)

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

VALUE_KEY = ("indicator", "school", "year", *SLICE_COLUMNS)
OUTCOME_KEY = ("criterion", "school", "year", *SLICE_COLUMNS)
GROUP_KEY = ("criterion", "group", "year", *SLICE_COLUMNS)

OUTCOMES = tuple(outcome.title for outcome in Outcome)
_COUNTS = ("met", "available", "needed")
_NONE = -1
"""What stands for NULL in a column of counts."""


@contextmanager
def values_query(identification: "Identification") -> Iterator[str]:
    """Let the block select the value of every indicator by school, year and slice.

    Rows stand in the order of the methodology, schools, years and slices. A school without a
    single row of an assessment has no row here either.
    """
    grids, reasons = identification.measured.grids, identification.measured.reasons
    never = [code for code, reason in enumerate(reasons) if reason.kind == Why.NOT_TAKEN]
    parts = [
        _Part(
            grid.slices,
            _values(grid),
            ~np.isin(grid.missing, never) if grid.sliced and never else None,
        )
        for grid in grids.values()
    ]
    stack = _stacked(identification, parts, _VALUES)
    # A text stands for itself, though it is no number.
    why = looked_up("missing", [each.text if each.kind else None for each in reasons])
    with registered(identification.results.connection, shnor_values=stack.columns):
        yield f"""
            SELECT {looked_up("item", tuple(grids))} AS indicator, {stack.place}, value,
                text::VARCHAR AS text, numerator,
                nullif(denominator, {_NONE})::BIGINT AS denominator,
                CASE WHEN text IS NULL THEN {why} END AS why
            FROM shnor_values"""


@contextmanager
def outcomes_query(identification: "Identification") -> Iterator[str]:
    """Let the block select the outcome of every criterion by school, year and slice.

    Rows stand in the order of the methodology, schools, years and slices. Where a criterion with
    a slice axis is not applicable, there is no row.
    """
    answers = identification.judgement.answers
    parts = [
        _Part(each.slices, _outcomes(each), each.applicable if each.sliced else None)
        for each in answers.values()
    ]
    stack = _stacked(identification, parts, _OUTCOMES)
    counts = ", ".join(f"nullif({name}, {_NONE})::INTEGER AS {name}" for name in _COUNTS)
    with registered(identification.results.connection, shnor_outcomes=stack.columns):
        yield f"""
            SELECT {looked_up("item", tuple(answers))} AS criterion, {stack.place},
                {looked_up("outcome", OUTCOMES)} AS outcome, threshold, {counts}
            FROM shnor_outcomes"""


@contextmanager
def groups_query(identification: "Identification") -> Iterator[str]:
    """Let the block select the answers of groups: a row per criterion, group, year and slice."""
    rows = list(_group_rows(identification))
    columns = [np.array(column, object) for column in zip(*rows, strict=True)]
    names = tuple(_GROUP_TYPES)
    table = dict(zip(names, columns or [np.empty(0, object)] * len(names), strict=True))
    typed = ", ".join(f'"{name}"::{type_} AS "{name}"' for name, type_ in _GROUP_TYPES.items())
    with registered(identification.results.connection, shnor_groups=table):
        yield f"SELECT {typed} FROM shnor_groups"


_VALUES: Mapping[str, tuple[Any, Any]] = {
    "value": (np.float64, np.nan),
    "text": (object, None),
    "numerator": (np.float64, np.nan),
    "denominator": (np.int32, _NONE),
    "missing": (np.int16, 0),
}
"""Columns of values: their types, and what stands where an indicator has no such array."""
_OUTCOMES: Mapping[str, tuple[Any, Any]] = {
    "outcome": (np.int8, 0),
    "threshold": (np.float64, np.nan),
    **dict.fromkeys(_COUNTS, (np.int32, _NONE)),
}
_GROUP_TYPES = {
    "criterion": "VARCHAR",
    "group": "VARCHAR",
    "year": "SMALLINT",
    "procedure": "VARCHAR",
    "subject": "VARCHAR",
    "level": "VARCHAR",
    "grade": "TINYINT",
    "outcome": "VARCHAR",
    "met": "INTEGER",
    "available": "INTEGER",
    "needed": "INTEGER",
}


class _Part(NamedTuple):
    """What one indicator or criterion gives: arrays of shape (S, Y, K) and the cells to keep."""

    slices: Sequence[Assessment]
    arrays: Mapping[str, NDArray[Any] | None]
    kept: Flags | None
    """None where all cells are kept."""


class _Stack(NamedTuple):
    """All parts as the columns of one table, a row for each cell.

    One table, because DuckDB keeps the order of rows and the bytes of a file whatever the number
    of threads when it reads one, and does not when it joins several by UNION ALL.
    """

    columns: Columns
    place: str
    """SQL of the columns school, year, procedure, subject, level and grade."""


def _values(grid: Grid) -> dict[str, NDArray[Any] | None]:
    parts: dict[str, NDArray[Any] | None] = {
        "value": grid.value,
        "text": grid.text,
        "missing": grid.missing,
    }
    if grid.denominator is not None:
        # Nothing was counted where nobody took part: the zeros of such a cell are no numbers.
        counted = grid.denominator > 0
        parts["denominator"] = np.where(counted, grid.denominator, _NONE)
        if grid.numerator is not None:
            parts["numerator"] = np.where(counted, grid.numerator / grid.scale, np.nan)
    return parts


def _outcomes(answers: Answers) -> dict[str, NDArray[Any] | None]:
    return {
        "outcome": answers.outcome,
        "threshold": answers.threshold,
        **{name: getattr(answers, name) for name in _COUNTS},
    }


def _stacked(
    identification: "Identification",
    parts: Sequence[_Part],
    types: Mapping[str, tuple[Any, Any]],
) -> _Stack:
    ids = np.array(identification.results.schools.ids, object)
    years = np.array(identification.measured.years, np.int16)
    slices = tuple(dict.fromkeys(each for part in parts for each in part.slices))
    codes = {each: code for code, each in enumerate(slices)}
    shapes = [(len(ids), len(years), len(part.slices)) for part in parts]
    sizes = [
        int(np.prod(shape)) if part.kept is None else int(np.count_nonzero(part.kept))
        for part, shape in zip(parts, shapes, strict=True)
    ]
    columns = {
        name: np.full(sum(sizes), fill, dtype)
        for name, (dtype, fill) in {**_PLACE, **types}.items()
    }
    start = 0
    for item, (part, shape, size) in enumerate(zip(parts, shapes, sizes, strict=True)):
        arrays = {
            **part.arrays,
            "item": np.int16(item),
            "school": ids[:, None, None],
            "year": years[:, None],
            "slice": np.array([codes[each] for each in part.slices], np.int16),
        }
        for name, array in arrays.items():
            if array is not None:
                _put(columns[name][start : start + size], array, shape, part.kept)
        start += size
    place = f"school::VARCHAR AS school, year, {slice_columns('slice', slices)}"
    return _Stack(columns, place)


_PLACE: Mapping[str, tuple[Any, Any]] = {
    "item": (np.int16, 0),
    "school": (object, None),
    "year": (np.int16, 0),
    "slice": (np.int16, 0),
}


def _put(
    target: NDArray[Any],
    array: NDArray[Any] | np.generic,
    shape: tuple[int, ...],
    kept: Flags | None,
) -> None:
    if kept is None:
        target.reshape(shape)[...] = array
    else:
        target[...] = np.broadcast_to(array, shape)[kept]


def _group_rows(identification: "Identification") -> Iterator[tuple[object, ...]]:
    years = identification.measured.years
    for criterion, groups in identification.judgement.groups.items():
        for group, answers in sorted(groups.items()):
            outcome = answers.outcome
            for y, k in np.ndindex(len(years), len(answers.slices)):
                s = answers.slices[k]
                if outcome[0, y, k] == Outcome.NOT_APPLICABLE:
                    continue
                yield (
                    *(criterion, group, years[y], s.procedure, s.subject, s.level, s.grade),
                    OUTCOMES[outcome[0, y, k]],
                    *(_number(getattr(answers, name), y, k) for name in _COUNTS),
                )


def _number(counts: NDArray[Any] | None, year: int, place: int) -> int | None:
    return None if counts is None else int(counts[0, year, place])
