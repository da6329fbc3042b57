"""Where the other side of a comparison comes from: whose statistic it is, over how many schools."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.rules import GROUP_ALL, Comparison, Source
from shnor_cli.engine.court import Court
from shnor_cli.engine.findings import Fact, Findings
from shnor_cli.engine.population import groups
from shnor_cli.engine.sides import Side, side_of
from shnor_cli.model import Outcome


class Origin(NamedTuple):
    """What a moving threshold was made of; the threshold is `statistic * times - minus ...`."""

    source: Source
    group: str
    """The value of the attribute that the group shares; empty where no group gives the number."""
    statistic: float
    """The mean, median, percentile or value before it is multiplied and subtracted from."""
    schools: int | None
    """Schools of the group with a known value; None where the number is not counted over them."""
    participants: int | None
    """Their participants, where these weigh the mean."""
    deviation: float | None
    """The sample standard deviation of the group, where the threshold takes it away."""


@dataclass(eq=False, repr=False)
class Origins:
    """Origins of the thresholds of one identification, from the very arrays that it was judged by.

    A comparison is gone through once for all of its facts.
    """

    found: Findings
    _sides: dict[str, Side] = field(default_factory=dict, init=False)

    def of(self, fact: Fact, school: int) -> Origin | None:
        """Return what the threshold of a fact was made of; None where it is a written number."""
        rule = self.found.methodology.criteria[fact.criterion]
        source = rule.bound[1] if isinstance(rule, Comparison) and rule.bound else None
        if not isinstance(source, Source) or source.value is not None or fact.threshold is None:
            return None
        grid = self.found.measured.grids[fact.indicator]
        year, place = self.found.measured.year(fact.year), grid.slices.index(fact.slice)
        side = self._side(fact.criterion, source)
        members = None if side.members is None else side.members(school, year, place)
        weighs = source.weighted == "participants" and grid.denominator is not None
        return Origin(
            source=source,
            group=self._group(source, school, fact.year),
            statistic=float(side.value[school, year, place]),
            schools=None if members is None else len(members),
            participants=(
                int(grid.denominator[members, year, place].sum())  # type: ignore[index]
                if weighs and members is not None
                else None
            ),
            deviation=(
                float(grid.value[members, year, place].std(ddof=1))
                if source.minus_sd is not None and members is not None
                else None
            ),
        )

    def _group(self, source: Source, school: int, year: int) -> str:
        attribute = source.group or source.reported
        if attribute is None or attribute == GROUP_ALL:
            return ""
        found = groups(self.found.results, attribute, year)
        return str(found.labels[found.codes[school]])

    def _side(self, criterion: str, source: Source) -> Side:
        """Return the other side as it is before it is multiplied and subtracted from."""
        if criterion not in self._sides:
            rule = self._court.methodology.criteria[criterion]
            grid = self._court.grid(rule.indicator)  # type: ignore[union-attr]
            applies = self._court.applies(rule, grid) == Outcome.MET
            bare = source.model_copy(update=dict.fromkeys(("times", "minus", "minus_sd")))
            members = np.broadcast_to(applies, grid.value.shape)
            self._sides[criterion] = side_of(self._court, grid, bare, members)
        return self._sides[criterion]

    @cached_property
    def _court(self) -> Court:
        found = self.found
        answers = dict(found.judgement.answers)
        return Court(
            found.results, found.methodology, found.measured, found.year, found.excluded, answers
        )
