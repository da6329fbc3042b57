"""Measures: ratios of sums over the rows present, and why there is no value where there is none."""

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Measure
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.counts import ABSENT, PARTICIPANTS, expressions
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.slices import slices_of
from shnor_cli.model import Grid, Integers, Why


def measure_grid(bench: Bench, name: str, measure: Measure) -> Grid:
    """Measure one indicator over the counts of assessments."""
    slices = slices_of(measure, bench.methodology, bench.results.assessments)
    sql = expressions(measure, bench.methodology, bench.results)
    states = _Cells(bench)
    used: list[tuple[Integers, Integers, Integers, NDArray[np.int16]]] = [
        _slice(bench, states, codes, sql.numerator, sql.denominator) for codes in slices.codes
    ]
    numerator, denominator, participants, missing = (
        np.moveaxis(np.stack([each[part] for each in used]), 0, -1)
        if used
        else np.zeros((*bench.shape, 0), int)
        for part in range(4)
    )
    missing = missing.astype(np.int16)
    if measure.min_participants:
        few = (missing == KNOWN) & (participants < measure.min_participants)
        text = f"участников меньше {measure.min_participants}"
        missing[few] = bench.reasons.code(Why.TOO_FEW, text)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = numerator / (denominator * sql.scale) if sql.denominator else numerator * 1.0
    value[missing != KNOWN] = np.nan
    return Grid(
        name,
        slices.keys,
        measure.each != "school",
        value,
        missing,
        numerator if sql.denominator else None,
        denominator if sql.denominator else participants,
        sql.scale,
    )


class _Cells:
    """Why an assessment of a school in a year gives nothing: codes of shape (S, Y), per assessment."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._zero = bench.reasons.code(Why.ZERO, "участников нет", applicable=False)
        self._silent = bench.reasons.code(Why.NO_COUNT, "в строке нет нужных чисел")
        self._never = bench.reasons.code(
            Why.NOT_TAKEN, "школа в этой процедуре не участвует", applicable=False
        )

    def of(self, code: int, numerator: Integers, denominator: Integers) -> NDArray[np.int16]:
        """Return the state of one assessment given its numerators and denominators."""
        participants = self._bench.counts[PARTICIPANTS][:, :, code]
        present = participants != ABSENT
        states = np.where(present, KNOWN, self._absent(present)).astype(np.int16)
        states[present & ((numerator < 0) | (denominator < 0))] = self._silent
        states[present & (participants == 0)] = self._zero
        for position, reason in self._not_held(code):
            states[:, position] = reason
        return states

    def _absent(self, present: NDArray[np.bool_]) -> NDArray[np.int16]:
        no_row = self._bench.reasons.code(
            Why.NO_ROW,
            "нет строки за этот год",
            applicable=self._bench.methodology.absent == "unknown",
        )
        taken = present.any(axis=1, keepdims=True)
        return np.where(taken, no_row, self._never).astype(np.int16)

    def _not_held(self, code: int) -> list[tuple[int, int]]:
        name = self._bench.results.assessments[code].procedure
        return [
            (
                self._bench.years.index(year),
                self._bench.reasons.code(
                    Why.NOT_HELD, f"{name} в {year} году не проводилась: {why}", applicable=False
                ),
            )
            for year, why in self._bench.methodology.procedures[name].not_held.items()
            if year in self._bench.years
        ]

    def pooled(self, states: list[NDArray[np.int16]]) -> NDArray[np.int16]:
        """Join the states of the assessments of one slice: a known one, else an unknown one wins."""
        if len(states) == 1:
            return states[0]
        applicable = np.array(self._bench.reasons.applicable())
        joined = np.full(self._bench.shape, self._never, np.int16)
        for state in reversed(states):  # the first assessment that says more wins
            joined = np.where((state != self._never) & ~applicable[state], state, joined)
        for state in reversed(states):
            joined = np.where(applicable[state], state, joined)
        for state in states:
            joined = np.where(state == KNOWN, KNOWN, joined)
        return joined.astype(np.int16)


def _slice(
    bench: Bench, cells: _Cells, codes: tuple[int, ...], numerator: str, denominator: str | None
) -> tuple[Integers, Integers, Integers, NDArray[np.int16]]:
    """Sum one slice: numerator, denominator, participants and state, each of shape (S, Y)."""
    sums = [np.zeros(bench.shape, np.int64) for _ in range(3)]
    states = []
    for code in codes:
        columns = [
            bench.counts[sql][:, :, code]
            for sql in (numerator, denominator or PARTICIPANTS, PARTICIPANTS)
        ]
        state = cells.of(code, columns[0], columns[1])
        for total, column in zip(sums, columns, strict=True):
            total += np.where(state == KNOWN, column, 0)
        states.append(state)
    missing = cells.pooled(states)
    empty = (missing == KNOWN) & (sums[1] == 0)
    missing[empty] = bench.reasons.code(Why.NO_COUNT, "в строке нет нужных чисел")
    return sums[0], sums[1], sums[2], missing
