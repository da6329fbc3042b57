"""Identification: measuring, judging, and the verdicts (заключения) read off the arrays.

Nothing is decided in a verdict or an explanation: every word of them comes from the very cells
that decided.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.engine.concluding import verdict_of
from shnor_cli.engine.findings import Fact, Findings, Rank, Step, Verdict
from shnor_cli.engine.grounds import Member, explain, step_of
from shnor_cli.engine.judge import judge
from shnor_cli.engine.measure import measure
from shnor_cli.engine.sharing import Shared
from shnor_cli.model import Remark, Results

if TYPE_CHECKING:
    from shnor_cli.engine.matching import Behind

__all__ = ["Fact", "Identification", "Rank", "Step", "Verdict", "identify"]


@dataclass(frozen=True, eq=False, repr=False)
class Identification(Findings):
    """Everything one run found (протокол идентификации)."""

    def verdict(self, index: int) -> Verdict:
        """Return the verdict of a school by its index."""
        return verdict_of(self, index)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts in the order of the list: category, then score, then name."""
        return tuple(self.verdict(int(index)) for index in self.judgement.order)

    @cached_property
    def questions(self) -> tuple[Remark, ...]:
        """What the tables make doubtful of themselves (вопросы к данным), kind by kind."""
        from shnor_cli.engine.doubts import DOUBTS  # many modules, not every command asks

        asked = (ask(self.results, self.methodology, self.year) for ask in DOUBTS)
        return tuple(question for questions in asked for question in questions)

    @cached_property
    def behind_score(self) -> "Behind":
        """What the value that orders the list is made of, assessment by assessment."""
        from shnor_cli.engine.matching import behind  # which itself compares such runs

        return behind(self, self.methodology.score or "")

    def explain(self, index: int) -> tuple[Step, ...]:
        """Return the whole trace of a school: a step for each criterion of a category, unfolded."""
        return explain(self, index)

    def step(self, index: int, criterion: str) -> Step:
        """Return what a school's answer to a criterion rests on, unfolded."""
        return step_of(self, index, Member(criterion, (self.measured.year(self.year), 0)))


def identify(
    file: MethodologyFile, results: Results, year: int, shared: Shared | None = None
) -> Identification:
    """Measure and judge tables by a methodology in a report year.

    `shared` carries what is measured once for several methodologies over the same tables.
    """
    measured = measure(results, file.methodology, year, shared)
    judgement = judge(results, file.methodology, measured, year)
    return Identification(file, year, results, measured, judgement)
