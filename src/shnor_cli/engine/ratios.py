"""Measures: ratios of sums over the rows present, and why there is no value where there is none."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.phrases import not_held
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.counts import ABSENT, PARTICIPANTS, Expressions, expressions
from shnor_cli.engine.objectivity import reason
from shnor_cli.engine.reasons import KNOWN, NO_ROW, NOT_TAKEN
from shnor_cli.engine.slices import Slices, slices_of
from shnor_cli.model import Flags, Floats, Grid, Integers, Why


def measure_grid(bench: Bench, name: str, measure: Measure) -> Grid:
    """Measure one indicator over the counts of assessments."""
    slices = slices_of(measure, bench.methodology, bench.results.assessments)
    sql = expressions(measure, bench.methodology, bench.results)
    sums = _summed(bench, slices, sql)
    if measure.min_participants:
        few = (sums.missing == KNOWN) & (sums.participants < measure.min_participants)
        text = f"участников меньше {measure.min_participants}"
        sums.missing[few] = bench.reasons.code(Why.TOO_FEW, text)
    ratio = sql.denominator is not None
    return Grid(
        name,
        slices.keys,
        measure.each != "school",
        _value(sums, sql.scale if ratio else None),
        sums.missing,
        numerator=sums.numerator if ratio else None,
        denominator=sums.denominator if ratio else sums.participants,
        scale=sql.scale,
    )


class _Sums(NamedTuple):
    """Sums of all slices and why there is none, shapes (S, Y, K)."""

    numerator: Integers
    denominator: Integers
    participants: Integers
    missing: NDArray[np.int16]


def _value(sums: _Sums, scale: int | None) -> Floats:
    """Divide where there is something to divide; a plain sum has no scale."""
    if scale is None:
        value = sums.numerator.astype(np.float64)
    else:
        below = sums.denominator if scale == 1 else sums.denominator * scale
        with np.errstate(divide="ignore", invalid="ignore"):
            value = sums.numerator / below
    np.copyto(value, np.nan, where=sums.missing != KNOWN)
    return value


class _Cells:
    """Why an assessment gives nothing of a school in a year: codes of reasons, shape (S, Y)."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._zero = bench.reasons.code(Why.ZERO, "участников нет", applicable=False)
        self.silent = bench.reasons.code(Why.NO_COUNT, "в строке нет нужных чисел")
        self._never = bench.reasons.code(Why.NOT_TAKEN, NOT_TAKEN, applicable=False)

    def of(self, code: int, numerator: Integers, denominator: Integers) -> NDArray[np.int16]:
        """Return the state of one assessment given its numerators and denominators."""
        participants = self._bench.counts[PARTICIPANTS][:, :, code]
        present = participants != ABSENT
        states = np.where(present, KNOWN, self._absent(present)).astype(np.int16)
        states[present & ((numerator < 0) | (denominator < 0))] = self.silent
        states[present & (participants == 0)] = self._zero
        if code in self._bench.dropped:
            doubted = self._bench.reasons.of(reason(self._bench.methodology))
            states[present & self._bench.dropped[code]] = doubted
        for position, why in self._not_held(code):
            states[:, position] = why
        return states

    def _absent(self, present: NDArray[np.bool_]) -> NDArray[np.int16]:
        no_row = self._bench.reasons.code(
            Why.NO_ROW,
            NO_ROW,
            applicable=self._bench.methodology.absent == "unknown",
        )
        taken = present.any(axis=1, keepdims=True)
        return np.where(taken, no_row, self._never).astype(np.int16)

    def _not_held(self, code: int) -> list[tuple[int, int]]:
        name = self._bench.results.assessments[code].procedure
        procedure = self._bench.methodology.procedures[name]
        said = not_held(name, procedure.title)
        return [
            (
                self._bench.years.index(year),
                self._bench.reasons.code(
                    Why.NOT_HELD, f"{said}: {why}" if why else said, applicable=False
                ),
            )
            for year, why in procedure.not_held.items()
            if year in self._bench.years
        ]

    def pooled(self, states: list[NDArray[np.int16]]) -> NDArray[np.int16]:
        """Join the states of a slice's assessments: a known one wins, else an unknown one."""
        if len(states) == 1:
            return states[0]
        joined = np.full(self._bench.shape, KNOWN, np.int16, order="F")
        silent = np.ones(self._bench.shape, np.bool_, order="F")
        for state in states:
            silent &= state != KNOWN
        joined.T[silent.T] = self._why(silent, states)
        return joined

    def _why(self, silent: Flags, states: list[NDArray[np.int16]]) -> NDArray[np.int16]:
        """Join states where none is known; the first assessment that says more wins."""
        applicable = np.array(self._bench.reasons.applicable())
        said = [state.T[silent.T] for state in reversed(states)]
        joined = np.full(np.count_nonzero(silent), self._never, np.int16)
        for state in said:
            joined = np.where((state != self._never) & ~applicable[state], state, joined)
        for state in said:
            joined = np.where(applicable[state], state, joined)
        return joined


def _summed(bench: Bench, slices: Slices, sql: Expressions) -> _Sums:
    """Sum the rows present of every slice."""
    shape = (*bench.shape, len(slices.keys))
    numerator, denominator = sql.numerator, sql.denominator or PARTICIPANTS
    # A source that is asked for twice is summed once.
    sums = {
        source: np.zeros(shape, np.int64, order="F")
        for source in (numerator, denominator, PARTICIPANTS)
    }
    missing = np.zeros(shape, np.int16, order="F")
    cells = _Cells(bench)
    for place, codes in enumerate(slices.codes):
        states = []
        for code in codes:
            columns = {source: bench.counts[source][:, :, code] for source in sums}
            state = cells.of(code, columns[numerator], columns[denominator])
            states.append(state)
            is_known = state == KNOWN
            for source, column in columns.items():
                sums[source][:, :, place] += column * is_known
        missing[:, :, place] = cells.pooled(states)
    missing[(missing == KNOWN) & (sums[denominator] == 0)] = cells.silent
    return _Sums(sums[numerator], sums[denominator], sums[PARTICIPANTS], missing)
