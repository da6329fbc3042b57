"""Kleene's three-valued logic over outcomes, with «not applicable» dropped first."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from shnor_cli.model import Outcome

MET, NOT_MET = Outcome.MET, Outcome.NOT_MET
UNKNOWN, NOT_APPLICABLE = Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def negation(outcome: Outcome) -> Outcome:
    """Return the opposite; what is not known or does not apply stays so."""
    return {MET: NOT_MET, NOT_MET: MET}.get(outcome, outcome)


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Return whether all are met."""
    applicable = _applicable(outcomes)
    if not applicable:
        return NOT_APPLICABLE
    if NOT_MET in applicable:
        return NOT_MET
    return UNKNOWN if UNKNOWN in applicable else MET


def disjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Return whether any is met."""
    return negation(conjunction(negation(outcome) for outcome in outcomes))


def counted(outcomes: Iterable[Outcome], bound: str, size: Fraction) -> Outcome:
    """Return whether the number of those met keeps a bound, whatever the unknown ones are."""
    applicable = _applicable(outcomes)
    if not applicable:
        return NOT_APPLICABLE
    least = applicable.count(MET)
    answers = {
        keeps(met, bound, size) for met in range(least, least + applicable.count(UNKNOWN) + 1)
    }
    if len(answers) == 2:
        return UNKNOWN
    return MET if True in answers else NOT_MET


def keeps(met: int | Fraction, bound: str, size: Fraction) -> bool:
    """Return whether a number keeps a bound."""
    match bound:
        case "at_least":
            return met >= size
        case "more_than":
            return met > size
        case "at_most":
            return met <= size
        case _:
            return met < size


Answer = tuple[Outcome, str | None]
"""An outcome and the indicator that it goes with should that turn out not to apply.

None of one that is sure to stay, `SEVERAL` of one that rests on more than one indicator.
"""
SEVERAL = "several"


def firm(answer: Answer) -> Outcome:
    """Return an outcome if it is sure to stay."""
    return answer[0] if answer[1] is None else UNKNOWN


def joined_source(answers: Sequence[Answer]) -> str | None:
    """Return what answers that are joined go with."""
    sources = {source for outcome, source in answers if outcome != NOT_APPLICABLE}
    if None in sources or not sources:
        return None
    return sources.pop() if len(sources) == 1 else SEVERAL


def without(harm: Outcome, answers: Sequence[Answer]) -> list[Outcome]:
    """Make unknown what would decide the whole if only it were sure to stay.

    Where all go together, the whole goes with them.
    """
    together = joined_source(answers) not in {None, SEVERAL}
    return [
        UNKNOWN if outcome == harm and source is not None and not together else outcome
        for outcome, source in answers
    ]


def _applicable(outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
    return [outcome for outcome in outcomes if outcome != NOT_APPLICABLE]
