"""The verdicts of all schools as columns: status, category, deciding fact, outcomes, notes.

The deciding facts are gathered here for 40,000 schools at once from the same cells from which
`engine/grounds.py` reads them school by school; a test holds the two equal.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.rules import Comparison, Known, Source
from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.engine.population import excluded_schools, spread
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Flags, Floats, Grid, Integers, Status, Texts
from shnor_cli.record.findings import OUTCOMES
from shnor_cli.record.sql import (
    SLICE_COLUMNS,
    Columns,
    free_names,
    identifier,
    looked_up,
    registered,
)

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

VERDICT_KEY = ("school",)

_TYPES = {
    "school": "VARCHAR",
    "name": "VARCHAR",
    "municipality": "VARCHAR",
    "place": "INTEGER",
    "status": "VARCHAR",
    "category": "VARCHAR",
    "possible": "VARCHAR",
    "score": "DOUBLE",
    "criterion": "VARCHAR",
    "indicator": "VARCHAR",
    "year": "SMALLINT",
    "procedure": "VARCHAR",
    "subject": "VARCHAR",
    "level": "VARCHAR",
    "grade": "TINYINT",
    "value": "DOUBLE",
    "text": "VARCHAR",
    "numerator": "DOUBLE",
    "denominator": "BIGINT",
    "bound": "VARCHAR",
    "threshold": "DOUBLE",
    "distance": "DOUBLE",
    "pupils": "INTEGER",
    "notes": "VARCHAR",
}
_PREFIX = "outcome_"
"""Columns of outcomes are `outcome_<criterion>`, so that no criterion can hide another column."""


def outcome_columns(identification: "Identification") -> Mapping[str, str]:
    """Return the column of each criterion without a slice axis: criterion -> column."""
    names = [
        name for name, answers in identification.judgement.answers.items() if not answers.sliced
    ]
    return dict(zip(names, free_names(f"{_PREFIX}{name}" for name in names), strict=True))


@contextmanager
def verdicts_query(identification: "Identification") -> Iterator[str]:
    """Let the block select the verdict of every school, in the order of their ids."""
    year = identification.measured.year(identification.year)
    answers = identification.judgement.answers
    columns = _columns(identification)
    typed = [f"{name}::{type_} AS {name}" for name, type_ in _TYPES.items()]
    for place, (name, column) in enumerate(outcome_columns(identification).items()):
        columns[f"o{place}"] = np.ascontiguousarray(answers[name].outcome[:, year, 0])
        typed.append(f"{looked_up(f'o{place}', OUTCOMES)} AS {identifier(column)}")
    with registered(identification.results.connection, shnor_verdicts=columns):
        yield f"SELECT {', '.join(typed)} FROM shnor_verdicts ORDER BY position"


def _columns(identification: "Identification") -> dict[str, NDArray[Any]]:
    schools, judgement = identification.results.schools, identification.judgement
    size = len(schools)
    place = np.empty(size, np.int64)
    place[judgement.order] = np.arange(1, size + 1)
    facts = _Facts(size)
    for criterion, first in judgement.cells:
        facts.gather(identification, criterion, first)
    titles = np.array([status.title for status in Status], object)
    names = [*(category.name for category in identification.methodology.categories), None]
    return {
        "position": np.arange(size),
        "school": np.array(schools.ids, object),
        "name": np.array(schools.names, object),
        "municipality": np.array(schools.municipalities, object),
        "place": place,
        "status": titles[judgement.status],
        "category": np.array(names, object)[judgement.category],
        "possible": _possible(identification),
        "score": judgement.score,
        **facts.columns,
        "notes": _notes(identification, facts),
    }


def _possible(identification: "Identification") -> Texts:
    possible = identification.judgement.possible
    names = [category.name for category in identification.methodology.categories]
    texts = np.full(len(possible), None, object)
    patterns, which = np.unique(possible, axis=0, return_inverse=True)
    for place, pattern in enumerate(patterns):
        if pattern.any():
            said = "; ".join(names[each] for each in np.flatnonzero(pattern))
            texts[which.reshape(-1) == place] = said
    return texts


def _notes(identification: "Identification", facts: "_Facts") -> Texts:
    notes = np.full(len(identification.results.schools), None, object)
    said: dict[tuple[object, ...], str | None] = {}
    for index, subject in _subjects(identification, facts):
        # Thousands of schools share the few things that notes speak of: each is worded once.
        if subject not in said:
            said[subject] = "; ".join(identification.verdict(index).notes) or None
        notes[index] = said[subject]
    return notes


def _subjects(
    identification: "Identification", facts: "_Facts"
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the schools that may have notes, each with all that its notes can speak of."""
    methodology, judgement = identification.methodology, identification.judgement
    decisions = identification.results.schools.decisions
    excluded = excluded_schools(identification.results, methodology, identification.year)
    fact = facts.columns
    with np.errstate(invalid="ignore"):
        small = np.where(fact["denominator"] < methodology.small_sample, fact["denominator"], -1)
        decides = fact["pupils"] == 1
        near = np.abs(fact["distance"]) < TOLERANCE * (1 + np.abs(fact["threshold"]))
    dropped, silent = _dropped(identification)
    noted = (small >= 0) | decides | near | dropped
    noted[[*excluded, *decisions]] = True
    for index in np.flatnonzero(noted).tolist():
        yield (
            index,
            (
                *(excluded.get(index), decisions.get(index), small[index], decides[index]),
                fact["indicator"][index] if near[index] else None,
                (judgement.category[index], silent[index].tobytes()) if dropped[index] else None,
            ),
        )


def _dropped(identification: "Identification") -> tuple[Flags, Flags]:
    """Return whether an `all` dropped a part, (S,), and which criteria do not apply, (S, C)."""
    year = identification.measured.year(identification.year)
    whole = [each for each in identification.judgement.answers.values() if not each.sliced]
    nothing = np.zeros(len(identification.results.schools), np.bool_)
    dropped = [nothing, *(a.dropped[:, year, 0] for a in whole if a.dropped is not None)]
    silent = [nothing, *(~a.applicable[:, year, 0] for a in whole)]
    return np.any(dropped, axis=0), np.stack(silent, axis=1)


_TEXTS = ("criterion", "indicator", "procedure", "subject", "level", "text", "bound")
_NUMBERS = (
    *("year", "grade", "value", "numerator", "denominator", "threshold", "distance", "pupils"),
)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The deciding cells that belong to one comparison: positions of schools, years, slices."""

    schools: Integers
    years: Integers
    slices: Integers

    def of(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return the array's values in these cells."""
        return array[self.schools, self.years, self.slices]


class _Facts:
    """The deciding fact of every school; NaN and None where there is none."""

    def __init__(self, size: int) -> None:
        self.columns: dict[str, NDArray[Any]] = {
            **{name: np.full(size, None, object) for name in _TEXTS},
            **{name: np.full(size, np.nan) for name in _NUMBERS},
        }

    def gather(self, identification: "Identification", criterion: str, first: int) -> None:
        """Fill in the facts that are cells of one comparison, `first` being its first code."""
        answers = identification.judgement.answers[criterion]
        rule = identification.methodology.criteria[criterion]
        if not isinstance(rule, Comparison | Known):
            raise TypeError(criterion)
        name = rule.indicator if isinstance(rule, Comparison) else rule.known
        grid = identification.measured.grids[name]
        count = len(grid.slices)
        codes = identification.judgement.decider - first
        schools = np.flatnonzero(
            (codes >= 0) & (codes < count * len(identification.measured.years))
        )
        if len(schools) == 0:
            return
        cells = _Cells(schools, *np.divmod(codes[schools], count))
        found = {
            "criterion": np.full(len(schools), criterion, object),
            "indicator": np.full(len(schools), name, object),
            "year": np.array(identification.measured.years)[cells.years],
            "bound": np.full(len(schools), _bound_key(rule), object),
            **_slice_texts(grid, cells),
            **_numbers(grid, cells),
        }
        if isinstance(rule, Comparison):
            threshold = _or_nan(answers.threshold, cells)
            found["threshold"] = threshold
            found["distance"] = _distance(identification, rule, grid, cells, threshold)
            found["pupils"] = _pupils(identification, rule, grid, cells)
        for column, values in found.items():
            self.columns[column][schools] = values


def _bound_key(rule: Comparison | Known) -> str:
    if isinstance(rule, Known):
        return "known"
    return rule.bound[0] if rule.bound else "is_in"


def _slice_texts(grid: Grid, cells: _Cells) -> Columns:
    return {
        column: np.array([getattr(each, column) for each in grid.slices], object)[cells.slices]
        for column in SLICE_COLUMNS
    }


def _numbers(grid: Grid, cells: _Cells) -> Columns:
    known = cells.of(grid.missing) == KNOWN
    numerator = _or_nan(grid.numerator, cells) / grid.scale
    denominator = _or_nan(grid.denominator, cells)
    return {
        "value": _or_nan(grid.value, cells),
        "text": cells.of(grid.text) if grid.text is not None else np.full(len(known), None, object),
        "numerator": np.where(known, numerator, np.nan),
        "denominator": np.where(denominator > 0, denominator, np.nan),
    }


def _or_nan(array: NDArray[Any] | None, cells: _Cells) -> Floats:
    if array is None:
        return np.full(len(cells.schools), np.nan)
    values = cells.of(array).astype(np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _distance(
    identification: "Identification", rule: Comparison, grid: Grid, cells: _Cells, threshold: Floats
) -> Floats:
    value = _or_nan(grid.value, cells)
    if rule.bound is not None:
        away = value - threshold
        return away if rule.bound[0] in {"at_least", "more_than"} else -away
    name = next(n for n, each in identification.methodology.criteria.items() if each is rule)
    margin = _or_nan(identification.judgement.answers[name].low, cells)
    year = identification.measured.year(identification.year)
    return np.where(np.isnan(value), np.nan, margin * spread(grid.value[:, year]))


def _pupils(
    identification: "Identification", rule: Comparison, grid: Grid, cells: _Cells
) -> Floats:
    pupils = np.full(len(cells.schools), np.nan)
    number = _fixed_number(rule)
    rounded = identification.methodology.indicators[rule.indicator].round is not None
    if number is None or rounded or grid.numerator is None or grid.denominator is None:
        return pupils
    if rule.bound is None or grid.scale != 1:
        return pupils
    count, whole = cells.of(grid.numerator), cells.of(grid.denominator)
    least = _least(rule.bound[0], number, whole)
    flipped = np.where(count >= least, least - 1, least)
    possible = (cells.of(grid.missing) == KNOWN) & (flipped >= 0) & (flipped <= whole)
    return np.where(possible, np.abs(flipped - count), np.nan)


def _fixed_number(rule: Comparison) -> Fraction | None:
    if rule.bound is None:
        return None
    bound = rule.bound[1]
    if not isinstance(bound, Source):
        return bound
    if bound.value is None:
        return None
    return bound.value * (1 if bound.times is None else bound.times) - (bound.minus or 0)


def _least(key: str, number: Fraction, whole: Integers) -> Integers:
    """Return the least count on the upper side of the bound for each number of participants."""
    each, which = np.unique(whole, return_inverse=True)
    cuts = [number * int(participants) for participants in each]
    if key in {"at_least", "less_than"}:
        least = [-(-cut.numerator // cut.denominator) for cut in cuts]
    else:
        least = [cut.numerator // cut.denominator + 1 for cut in cuts]
    return np.array(least, np.int64)[which]
