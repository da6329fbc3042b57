"""What measuring works with while it goes."""

from dataclasses import dataclass, field

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology, indicators_of
from shnor_cli.engine.counts import Counts
from shnor_cli.engine.exact import Exact
from shnor_cli.engine.reasons import Reasons
from shnor_cli.engine.slices import slices_of
from shnor_cli.model import WHOLE, Assessment, Flags, Grid, Results


@dataclass(frozen=True)
class Bench:
    """The inputs of measuring; `grids` grows as indicators are measured in order."""

    results: Results
    methodology: Methodology
    years: tuple[int, ...]
    compared: Flags
    """Shape (S,): schools that take part in groups."""
    counts: Counts
    reasons: Reasons = field(default_factory=Reasons)
    grids: dict[str, Grid] = field(default_factory=dict)

    @property
    def exact(self) -> Exact:
        """Exact values of what was measured so far."""
        return Exact(self.results, self.methodology, self.years, self.grids, self.compared)

    def procedures_behind(self, indicator: str, key: Assessment) -> set[str]:
        """Return the procedures that one slice of an indicator rests on."""
        kind = self.methodology.indicators[indicator]
        if not isinstance(kind, Measure):
            parts = indicators_of(kind)
            return {each for part in parts for each in self.procedures_behind(part, key)}
        slices = slices_of(kind, self.methodology, self.results.assessments)
        wanted = WHOLE if kind.each == "school" else key
        codes = dict(zip(slices.keys, slices.codes, strict=True)).get(wanted, ())
        return {self.results.assessments[code].procedure for code in codes}

    @property
    def shape(self) -> tuple[int, int]:
        """Schools and years."""
        return len(self.results.schools), len(self.years)
