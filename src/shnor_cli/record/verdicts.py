"""The verdicts of all schools as columns: status, category, deciding fact, outcomes, notes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.engine.population import excluded_schools
from shnor_cli.model import Flags, Status, Texts
from shnor_cli.record.deciding import Facts
from shnor_cli.record.findings import OUTCOMES
from shnor_cli.record.sql import (
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


def verdict_types(identification: "Identification") -> Mapping[str, str]:
    """Return the columns of `verdicts_query` with their types; an outcome is an ENUM of texts."""
    return {**_TYPES, **dict.fromkeys(outcome_columns(identification).values(), "VARCHAR")}


@contextmanager
def verdicts_query(
    identification: "Identification", columns: Columns | None = None
) -> Iterator[str]:
    """Let the block select the verdict of every school, in the order of their ids."""
    typed = [f"{name}::{type_} AS {name}" for name, type_ in _TYPES.items()]
    outcomes = map(identifier, outcome_columns(identification).values())
    typed += [f"{looked_up(column, OUTCOMES)} AS {column}" for column in outcomes]
    columns = verdict_columns(identification) if columns is None else columns
    with registered(identification.results.connection, shnor_verdicts=columns):
        yield f"SELECT {', '.join(typed)} FROM shnor_verdicts ORDER BY position"


def verdict_columns(identification: "Identification") -> Columns:
    """Return the verdicts of all schools as columns, outcomes as codes, and their `position`."""
    year = identification.measured.year(identification.year)
    answers = identification.judgement.answers
    outcomes = {
        column: np.ascontiguousarray(answers[name].outcome[:, year, 0])
        for name, column in outcome_columns(identification).items()
    }
    return {**_columns(identification), **outcomes}


def _columns(identification: "Identification") -> dict[str, NDArray[Any]]:
    schools, judgement = identification.results.schools, identification.judgement
    size = len(schools)
    place = np.empty(size, np.int64)
    place[judgement.order] = np.arange(1, size + 1)
    facts = Facts(size)
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


def _notes(identification: "Identification", facts: "Facts") -> Texts:
    notes = np.full(len(identification.results.schools), None, object)
    said: dict[tuple[object, ...], str | None] = {}
    for index, subject in _subjects(identification, facts):
        # Thousands of schools share the few things that notes speak of: each is worded once.
        if subject not in said:
            said[subject] = "; ".join(identification.verdict(index).notes) or None
        notes[index] = said[subject]
    return notes


def _subjects(
    identification: "Identification", facts: "Facts"
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the schools that may have notes, each with all that its notes can speak of."""
    methodology, judgement = identification.methodology, identification.judgement
    decisions = identification.decisions
    excluded = excluded_schools(identification.results, methodology, identification.year)
    fact = facts.columns
    in_parts = np.isnan(fact["denominator"])
    small = np.where(facts.fewest < methodology.small_sample, facts.fewest, -1)
    with np.errstate(invalid="ignore"):
        decides = fact["pupils"] == 1
        near = np.abs(fact["distance"]) < TOLERANCE * (1 + np.abs(fact["threshold"]))
    dropped, silent = _dropped(identification)
    empty = identification.without_results
    noted = (small >= 0) | decides | near | dropped | empty | facts.limited
    doubted = identification.doubted
    noted[[*excluded, *decisions, *doubted]] = True
    for index in np.flatnonzero(noted).tolist():
        yield (
            index,
            (
                *(excluded.get(index), decisions.get(index), doubted.get(index)),
                *(small[index], in_parts[index], decides[index], empty[index]),
                facts.limited[index],
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
