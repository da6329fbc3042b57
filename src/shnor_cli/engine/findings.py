"""What was found of schools, as values: facts, steps of an explanation, verdicts (заключения)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.counts import ABSENT, PARTICIPANTS, UNKNOWN, fetch_counts
from shnor_cli.engine.few import fewest_of
from shnor_cli.engine.objectivity import notes
from shnor_cli.engine.population import excluded_schools
from shnor_cli.engine.score import with_score
from shnor_cli.model import (
    Assessment,
    Decision,
    Flags,
    Floats,
    Integers,
    Judgement,
    Measured,
    Missing,
    Outcome,
    Results,
    School,
    Status,
    Why,
)

UNDECIDED = "недостаточно данных"
NO_CATEGORY = "без категории"
"""Why a judged school has no category: unknown values decide, or it meets none."""


class Rank(NamedTuple):
    """The place of a school in its group, from the end that a criterion asks for."""

    place: int
    """From 1; equal values share the least place."""
    size: int
    inside: int
    """How many are in the end."""


class Fact(NamedTuple):
    """One comparison of one school in one year and slice: what was compared with what."""

    criterion: str
    indicator: str
    year: int
    slice: Assessment
    outcome: Outcome
    value: float | None
    """The compared number; None where it is unknown or a text."""
    text: str | None
    """The compared text of a text column."""
    numerator: float | None
    """For a ratio, what was counted (a whole number for counts of pupils)."""
    denominator: int | None
    """Participants behind the value, where known."""
    bound: str
    """Key of the bound: `at_least`, `more_than`, `at_most`, `less_than`, `is_in` or `known`."""
    threshold: float | None
    """The other side of the comparison; None where there is no number. For an end of a group, the
    nearest value on the other side of its cut."""
    distance: float | None
    """Value against threshold in the indicator's unit, positive when met."""
    pupils: int | None
    """For a ratio against a number: by how many pupils this fact alone must change to flip."""
    missing: Missing | None
    """Why there is no value."""
    rank: Rank | None = None
    """For an end of a group: the place in it."""
    limits: tuple[float, float] | None = None
    """The least and the greatest that an unknown value can be, infinite where there is no limit;
    None where the value is known or nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one school."""

    index: int
    """Position of the school in `Results.schools`."""
    school: School
    status: Status
    category: str | None
    """None where the school was not judged, is undecided, or meets none."""
    possible: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    """Criteria without a slice axis, in the report year, in the order of the methodology."""
    fact: Fact | None
    """The fact that decided."""
    score: float | None
    notes: tuple[str, ...]
    """Notes in Russian: small sample, one pupil from the bound, why excluded."""
    missing: tuple[Fact, ...]
    """Of an undecided school: the facts that are not known, down to rows that are not there; one
    without an indicator is a criterion of which no single value is lacking. None where values are
    hidden: which gap matters tells on which side of a bound they are."""

    @property
    def is_undecided(self) -> bool:
        """Whether a category is possible and none is certain, as in `Judgement.undecided`."""
        return self.category is None and bool(self.possible)

    @property
    def standing(self) -> str:
        """The category in Russian, or why the school has none."""
        if self.status is not Status.JUDGED:
            return self.status.title
        return UNDECIDED if self.is_undecided else self.category or NO_CATEGORY


class Step(NamedTuple):
    """One criterion in the explanation of a school: its answer and what it rests on."""

    criterion: str
    title: str
    clause: str | None
    year: int
    slice: Assessment
    outcome: Outcome
    met: int | None
    """For a count: members met, with an answer, and asked for."""
    available: int | None
    needed: int | None
    parts: tuple["Step | Fact", ...]


@dataclass(frozen=True, eq=False, repr=False)
class Findings:
    """Everything one run measured and judged, as arrays."""

    file: MethodologyFile
    year: int
    results: Results
    measured: Measured
    judgement: Judgement

    @cached_property
    def methodology(self) -> Methodology:
        """The methodology judged by, with the score that it leaves unsaid."""
        return with_score(self.file.methodology)

    @cached_property
    def excluded(self) -> Mapping[int, str]:
        """Excluded schools: index -> why."""
        return excluded_schools(self.results, self.methodology, self.year)

    @cached_property
    def decisions(self) -> Mapping[int, Decision]:
        """Decisions of the office on the report year: index -> decision.

        One without a year is about the last year of the tables.
        """
        return {
            index: each
            for index, each in self.results.schools.decisions.items()
            if (each.year or self.results.years[-1]) == self.year
        }

    @cached_property
    def without_results(self) -> Flags:
        """Schools of the register without a single row in any year, shape (S,)."""
        return np.asarray(~self.measured.present.any(axis=1))

    @cached_property
    def silent(self) -> frozenset[int]:
        """Those of them that have no data for the report year though they were open in it."""
        without_data = self.without_results & (self.judgement.status == Status.NO_DATA)
        indices = np.flatnonzero(without_data).tolist()
        return frozenset(
            index for index in indices if self.results.schools.is_open(index, self.year)
        )

    @cached_property
    def rows(self) -> Flags:
        """Which school has a row of which assessment in which year, shape (S, Y, A)."""
        return np.asarray(self._participants() != ABSENT)

    @cached_property
    def taken(self) -> Flags:
        """Which of these rows has participants, or hides how many, shape (S, Y, A)."""
        participants = self._participants()
        return np.asarray((participants != ABSENT) & (participants != 0))

    def _participants(self) -> Integers:
        codes, known = range(len(self.results.assessments)), f"coalesce({PARTICIPANTS}, {UNKNOWN})"
        return fetch_counts(self.results, self.measured.years, {known: codes})[known]

    @property
    def hides(self) -> bool:
        """Whether values are hidden, as in a public version."""
        return any(reason.kind == Why.HIDDEN for reason in self.measured.reasons)

    @cached_property
    def fewest(self) -> Mapping[str, Floats]:
        """The fewest participants behind each value: indicator -> shape (S, Y, K).

        Of a value made of others, those of the least of its parts; infinite where nobody is
        counted.
        """
        found: dict[str, Floats] = {}
        for name in self.methodology.indicators_in_order():
            found[name] = fewest_of(self.methodology, self.measured.grids, name, found)
        return found

    def few_behind(self, index: int, fact: Fact) -> int | None:
        """Return the fewest participants behind a fact of a school, None if they are not few."""
        count: float = math.inf if fact.denominator is None else fact.denominator
        grid = self.measured.grids.get(fact.indicator)
        if grid is not None and grid.denominator is None:
            place = index, self.measured.year(fact.year), grid.slices.index(fact.slice)
            count = self.fewest[fact.indicator][place]
        return int(count) if count < self.methodology.small_sample else None

    @cached_property
    def doubted(self) -> Mapping[int, str]:
        """Schools with results that a list doubts: index -> note, where the methodology asks."""
        years = [year for year in self.measured.years if year <= self.year]
        return notes(self.results, self.methodology, years)
