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


def keeps(met: int, bound: str, size: Fraction) -> bool:
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


def _applicable(outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
    return [outcome for outcome in outcomes if outcome != NOT_APPLICABLE]
