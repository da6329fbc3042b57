"""What judging works with while it goes, and how answers are laid on one another's axes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from shnor_cli.criteria.methodology import Criterion, Methodology
from shnor_cli.criteria.rules import Comparison, Known
from shnor_cli.engine.align import Sliced, on_slices
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.counts import Counts
from shnor_cli.engine.exact import Exact
from shnor_cli.engine.kleene import Margins
from shnor_cli.engine.population import compared_schools, grouped_schools, matching
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Answers, Assessment, Flags, Grid, Measured, Outcome, Results

if TYPE_CHECKING:
    from shnor_cli.engine.limits import Limiting


@dataclass(eq=False, repr=False)
class Court:
    """The inputs of judging; `answers` grows as criteria are answered in order."""

    results: Results
    methodology: Methodology
    measured: Measured
    year: int
    excluded: Mapping[int, str]
    """Index of a school -> why it is excluded."""
    answers: dict[str, Answers] = field(default_factory=dict)
    groups: dict[str, dict[str, Answers]] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """Schools and years."""
        return len(self.results.schools), len(self.measured.years)

    @property
    def grouped(self) -> Flags:
        """Schools that take part in groups, shape (S,)."""
        return grouped_schools(self.methodology, self.shape[0], self.excluded)

    @cached_property
    def compared(self) -> Flags:
        """Schools that are in the groups of a year, shape (S, Y)."""
        measured = self.measured
        return compared_schools(
            self.grouped, self.results.schools, measured.years, measured.present
        )

    @cached_property
    def exact(self) -> Exact:
        """Exact values of the measured indicators."""
        return Exact(
            self.results, self.methodology, self.measured.years, self.measured.grids, self.compared
        )

    def grid(self, indicator: str) -> Grid:
        """Return the grid of an indicator."""
        return self.measured.grids[indicator]

    @cached_property
    def limiting(self) -> "Limiting":
        """What unknown values can still be; asked for only where values are made of others."""
        from shnor_cli.engine.limits import Limiting

        grids = dict(self.measured.grids)
        bench = Bench(
            self.results,
            self.methodology,
            self.measured.years,
            self.compared,
            Counts({}),
            grids=grids,
        )
        unknown = {
            name: (grid.missing != KNOWN) & ~self.does_not_apply(grid)
            for name, grid in grids.items()
        }
        return Limiting(bench, unknown)

    def does_not_apply(self, grid: Grid) -> Flags:
        """Say where a value is missing because the question does not apply, shape (S, Y, K)."""
        missing = np.zeros_like(grid.missing, np.bool_)
        for code, reason in enumerate(self.measured.reasons):
            if not reason.applicable:
                missing |= grid.missing == code
        return missing

    def applies(self, criterion: Criterion, part: Sliced) -> np.ndarray:
        """Say where a criterion applies by its `applies_to`: outcomes of shape (S, Y, K)."""
        shape = (*self.shape, len(part.slices))
        match criterion.applies_to:
            case None:
                return np.broadcast_to(np.int8(Outcome.MET), shape)
            case str(name):
                answers = firm(self.answers[name])
                return on_slices(answers, answers.outcome, part.slices, Outcome.NOT_APPLICABLE)
            case filters:
                found = matching(self.results, filters, self.measured.years)
                return np.broadcast_to(found[:, :, None], shape)

    def base(self, name: str) -> int:
        """Return the first code of a comparison's cells: code = base + year * K + slice."""
        return next(first for criterion, first in self.cells() if criterion == name)

    def cells(self) -> Iterator[tuple[str, int]]:
        """Yield comparisons in the order of the methodology with the first code of each."""
        first = 0
        for name, criterion in self.methodology.criteria.items():
            match criterion:
                case Comparison(indicator=indicator) | Known(known=indicator):
                    yield name, first
                    first += self.shape[1] * len(self.grid(indicator).slices)


def margins_of(answers: Answers) -> Margins:
    """Return answers as margins."""
    return Margins(answers.low, answers.high, answers.applicable, answers.decider, answers.sources)


def margins_on(answers: Answers, slices: tuple[Assessment, ...]) -> Margins:
    """Return answers laid on other slices; they do not apply to slices they have not."""
    return Margins(
        on_slices(answers, answers.low, slices, -np.inf),
        on_slices(answers, answers.high, slices, np.inf),
        on_slices(answers, answers.applicable, slices, absent=False),
        on_slices(answers, answers.decider, slices, -1),
        None if answers.sources is None else on_slices(answers, answers.sources, slices, 0),
    )


def firm(answers: Answers) -> Answers:
    """Return answers that hold even if a question turns out not to apply; others are unknown."""
    if answers.sources is None:
        return answers
    loose = answers.sources != 0
    return answers._replace(
        low=np.where(loose, -np.inf, answers.low),
        high=np.where(loose, np.inf, answers.high),
        sources=None,
    )


def settled(court: Court, name: str, answers: Answers) -> Answers:
    """Apply what every criterion may say: `applies_to` and `missing`."""
    criterion = court.methodology.criteria[name]
    low, high, applicable = answers.low, answers.high, answers.applicable
    sources = answers.sources
    if criterion.applies_to is not None:
        applies = court.applies(criterion, answers)
        # Whom it does not concern at all stays so, whatever is unknown about the rest.
        applicable = applicable & (applies != Outcome.NOT_MET) & (applies != Outcome.NOT_APPLICABLE)
        unknown = applies == Outcome.UNKNOWN
        low, high = np.where(unknown, -np.inf, low), np.where(unknown, np.inf, high)
        sources = None if sources is None else np.where(unknown, 0, sources)
    if criterion.missing == "not_met":
        unknown = ~((low > 0) | (high < 0))
        low, high = np.where(unknown, -np.inf, low), np.where(unknown, -np.inf, high)
        sources = None if sources is None else np.where(unknown, 0, sources)
    return answers._replace(low=low, high=high, applicable=applicable, sources=sources)
