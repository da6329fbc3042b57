"""What measuring works with while it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology, indicators_below
from shnor_cli.engine.align import on_slices
from shnor_cli.engine.counts import Counts
from shnor_cli.engine.exact import Exact
from shnor_cli.engine.objectivity import Listed
from shnor_cli.engine.reasons import KNOWN, NOT_TAKEN, Reasons
from shnor_cli.engine.slices import slices_of
from shnor_cli.model import WHOLE, Assessment, Flags, Grid, Results, Why


@dataclass(eq=False, repr=False)
class Bench:
    """The inputs of measuring; `grids` grows as indicators are measured in order."""

    results: Results
    methodology: Methodology
    years: tuple[int, ...]
    compared: Flags
    """Shape (S, Y): schools that are in the groups of a year."""
    counts: Counts
    reasons: Reasons = field(default_factory=Reasons)
    grids: dict[str, Grid] = field(default_factory=dict)
    dropped: Listed = field(default_factory=dict)
    """Results that do not count since a list doubts them."""

    @cached_property
    def exact(self) -> Exact:
        """Exact values of what was measured so far."""
        return Exact(self.results, self.methodology, self.years, self.grids, self.compared)

    def title(self, indicator: str) -> str:
        """Return the title of an indicator, or its name where it has none."""
        return self.methodology.indicators[indicator].title or indicator

    def procedures_behind(self, indicator: str, key: Assessment) -> set[str]:
        """Return the procedures that one slice of an indicator rests on."""
        found: set[str] = set()
        for name in indicators_below(indicator, self.methodology):
            kind = self.methodology.indicators[name]
            if isinstance(kind, Measure):
                slices = slices_of(kind, self.methodology, self.results.assessments)
                wanted = WHOLE if kind.each == "school" else key
                codes = dict(zip(slices.keys, slices.codes, strict=True)).get(wanted, ())
                found |= {self.results.assessments[code].procedure for code in codes}
        return found

    def joined_states(
        self, parts: Mapping[str, Grid], slices: tuple[Assessment, ...]
    ) -> NDArray[np.int16]:
        """Join the states of parts laid on slices, shape (S, Y, K).

        Not applicable where a part is, else unknown where one is (and says which), else known.
        """
        absent = self.reasons.code(Why.NOT_TAKEN, NOT_TAKEN, applicable=False)
        states = {
            part: on_slices(grid, grid.missing, slices, absent) for part, grid in parts.items()
        }
        unknown = {part: self.reasons.part(self.title(part)) for part in parts}
        applicable = np.array(self.reasons.applicable())
        joined = np.full((*self.shape, len(slices)), KNOWN, np.int16)
        for part, state in reversed(states.items()):
            joined = np.where((state != KNOWN) & applicable[state], unknown[part], joined)
        for state in reversed(states.values()):
            joined = np.where(applicable[state], joined, state)
        return joined.astype(np.int16)

    @property
    def shape(self) -> tuple[int, int]:
        """Schools and years."""
        return len(self.results.schools), len(self.years)
