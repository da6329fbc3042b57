"""What was found, as queries over the very arrays of a run: values, outcomes, answers of groups.

The same queries are written to a run folder, compared with a recorded one and shown as frames.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.model import Answers, Assessment, Grid, Outcome, Why
from shnor_cli.record.sql import (
    SLICE_COLUMNS,
    Columns,
    literal,
    looked_up,
    one_of,
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


@contextmanager
def values_query(identification: "Identification") -> Iterator[str]:
    """Let the block select the value of every indicator by school, year and slice.

    Rows stand in the order of the methodology, schools, years and slices. A school without a
    single row of an assessment has no row here either.
    """
    grids = identification.measured.grids
    cells = _Cells(identification)
    tables = {
        f"shnor_grid_{place}": cells.of_grid(grid) for place, grid in enumerate(grids.values())
    }
    slices = [each for grid in grids.values() for each in grid.slices]
    with registered(identification.results.connection, **tables):
        yield _joined(
            (
                _values_select(identification, grid, slices, table)
                for table, grid in zip(tables, grids.values(), strict=True)
            ),
            _NO_VALUES,
        )


@contextmanager
def outcomes_query(identification: "Identification") -> Iterator[str]:
    """Let the block select the outcome of every criterion by school, year and slice.

    Rows stand in the order of the methodology, schools, years and slices. Where a criterion with
    a slice axis is not applicable, there is no row.
    """
    answers = identification.judgement.answers
    cells = _Cells(identification)
    tables = {
        f"shnor_answers_{place}": cells.of_answers(each)
        for place, each in enumerate(answers.values())
    }
    slices = [slice_ for each in answers.values() for slice_ in each.slices]
    with registered(identification.results.connection, **tables):
        yield _joined(
            (
                _outcomes_select(identification, each, slices, table)
                for table, each in zip(tables, answers.values(), strict=True)
            ),
            _NO_OUTCOMES,
        )


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


_SLICE_TYPES = "''::VARCHAR AS procedure, '' AS subject, '' AS level, 0::TINYINT AS grade"
_NO_VALUES = f"""
    SELECT '' AS indicator, '' AS school, 0::SMALLINT AS year, {_SLICE_TYPES}, 0::DOUBLE AS value,
        '' AS text, 0::DOUBLE AS numerator, 0::BIGINT AS denominator, '' AS why WHERE false"""
_NO_OUTCOMES = f"""
    SELECT '' AS criterion, '' AS school, 0::SMALLINT AS year, {_SLICE_TYPES}, '' AS outcome,
        0::DOUBLE AS threshold, 0::INTEGER AS met, 0::INTEGER AS available, 0::INTEGER AS needed
    WHERE false"""
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


class _Cells:
    """Flattened arrays of a run; ids and positions of cells are shared by grids of one shape."""

    def __init__(self, identification: "Identification") -> None:
        self._ids = np.array(identification.results.schools.ids, object)
        self._years = len(identification.measured.years)
        self._positions: dict[int, Columns] = {}

    def of_grid(self, grid: Grid) -> Columns:
        """Return a grid as columns, a row for each cell."""
        parts: dict[str, NDArray[Any] | None] = {
            "value": grid.value,
            "missing": grid.missing,
            "text": grid.text,
            "numerator": grid.numerator,
            "denominator": grid.denominator,
        }
        return self._flat(parts, len(grid.slices))

    def of_answers(self, answers: Answers) -> Columns:
        """Return answers as columns, a row for each cell."""
        parts: dict[str, NDArray[Any] | None] = {
            "outcome": answers.outcome,
            "threshold": answers.threshold,
            **{name: getattr(answers, name) for name in _COUNTS},
        }
        return self._flat(parts, len(answers.slices))

    def _flat(self, parts: Mapping[str, NDArray[Any] | None], slices: int) -> Columns:
        shape = (len(self._ids), self._years, slices)
        flat = {
            name: np.ascontiguousarray(np.broadcast_to(part, shape)).reshape(-1)
            for name, part in parts.items()
            if part is not None
        }
        return {**self._position(self._years * slices), **flat}

    def _position(self, cells: int) -> Columns:
        if cells not in self._positions:
            self._positions[cells] = {
                "school": np.repeat(self._ids, cells),
                "cell": np.tile(np.arange(cells, dtype=np.int32), len(self._ids)),
            }
        return self._positions[cells]


def _joined(selects: Iterator[str], empty: str) -> str:
    return "\nUNION ALL\n".join(selects) or empty


def _values_select(
    identification: "Identification", grid: Grid, slices: Sequence[Assessment], table: str
) -> str:
    reasons = identification.measured.reasons
    texts = looked_up("missing", [None, *(reason.text for reason in reasons[1:])])
    numerator = "numerator::DOUBLE" if grid.scale == 1 else f"numerator / {grid.scale}"
    if grid.text is not None:  # a text stands for itself, though it is no number
        texts = f"CASE WHEN text IS NULL THEN {texts} END"
    kept = "true"
    if grid.sliced:
        never = [str(code) for code, each in enumerate(reasons) if each.kind == Why.NOT_TAKEN]
        kept = f"missing NOT IN ({', '.join(never)})" if never else "true"
    return f"""
        SELECT {literal(grid.indicator)}::{one_of(identification.measured.grids)} AS indicator,
            {_place(identification, grid.slices, slices)}, value,
            {"NULL" if grid.text is None else "text"}::VARCHAR AS text,
            {"NULL::DOUBLE" if grid.numerator is None else _where_counted(numerator)} AS numerator,
            {"NULL" if grid.denominator is None else _where_counted("denominator")}::BIGINT
                AS denominator,
            {texts} AS why
        FROM {table} WHERE {kept}"""


def _where_counted(column: str) -> str:
    # Nothing was counted where nobody took part: the zeros of such a cell are no numbers.
    return f"CASE WHEN denominator > 0 THEN {column} END"


def _outcomes_select(
    identification: "Identification", answers: Answers, slices: Sequence[Assessment], table: str
) -> str:
    counts = ", ".join(
        f"{'NULL' if getattr(answers, name) is None else name}::INTEGER AS {name}"
        for name in _COUNTS
    )
    criterion = f"{literal(answers.criterion)}::{one_of(identification.judgement.answers)}"
    threshold = "NULL" if answers.threshold is None else "threshold"
    kept = f"outcome <> {Outcome.NOT_APPLICABLE.value}" if answers.sliced else "true"
    return f"""
        SELECT {criterion} AS criterion,
            {_place(identification, answers.slices, slices)},
            {looked_up("outcome", OUTCOMES)} AS outcome, {threshold}::DOUBLE AS threshold, {counts}
        FROM {table} WHERE {kept}"""


def _place(
    identification: "Identification", own: Sequence[Assessment], among: Sequence[Assessment]
) -> str:
    first = identification.measured.years[0]
    columns = slice_columns(f"cell % {len(own)}", own, among)
    return f"school, ({first} + cell // {len(own)})::SMALLINT AS year, {columns}"


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
