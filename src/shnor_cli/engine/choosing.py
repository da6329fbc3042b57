"""Which of several results decided: a count of at least k asks for the k-th greatest of them."""

from collections.abc import Iterator
from typing import NamedTuple

from shnor_cli.criteria.methodology import Criterion
from shnor_cli.criteria.rules import BOUNDS, AtLeastOf, Comparison, Count, turns
from shnor_cli.engine.exact import Cell
from shnor_cli.engine.findings import Findings, Verdict
from shnor_cli.engine.grounds import Member, comparison_of, members_of
from shnor_cli.model import Answers, Outcome


class Choice(NamedTuple):
    """Why a result that is not the greatest decided."""

    over: str
    """What is counted: the key of `over`, or `criteria`."""
    needed: int
    """How many are asked for, two at least."""
    is_least: bool
    """False where fewer than `needed` are asked for."""
    rank: int
    """The place of the deciding result among the known ones, the greatest being 1."""
    unknown: int
    """Unknown results, which might be greater."""
    by_value: bool | None
    """Whether results stand in the order of their values, the greatest first (False: the least);
    None where they are of unlike comparisons, or of moving bounds, and distances give the order."""


def choices_of(found: Findings, verdict: Verdict) -> tuple[Choice, ...]:
    """Return the counts between the category and its deciding fact that asked for two or more."""
    when = _asked(found, verdict)
    if when is None or verdict.fact is None:
        return ()
    code = int(found.judgement.decider[verdict.index])
    place = found.measured.year(found.year), 0
    return tuple(_choices(found, verdict.index, code, Member(when, place)))


def _asked(found: Findings, verdict: Verdict) -> str | None:
    """Return the criterion of the category, or of the nearest one above it with any."""
    nearest = None
    for category in found.methodology.categories:
        nearest = category.when or nearest
        if category.name == verdict.category:
            return nearest
    return None


def _choices(found: Findings, school: int, code: int, at: Member) -> Iterator[Choice]:
    answers = _answers(found, at)
    rule = found.methodology.criteria[at.criterion]
    members = [
        (each, _answers(found, each))
        for each in members_of(found, rule, answers, at.place)
        if _answers(found, each).applicable[school, *each.place]
    ]
    for chosen, of_chosen in members:
        if of_chosen.decider[school, *chosen.place] == code:
            needed = _needed(rule, answers, (school, *at.place))
            if needed > 1:
                cells = [(each, (school, *member.place)) for member, each in members]
                own = of_chosen, (school, *chosen.place)
                choice = _choice(rule, needed, answers.outcome_at(school, *at.place), cells, own)
                yield choice._replace(by_value=_is_by_value(found, cells))
            yield from _choices(found, school, code, chosen)
            return


_Cell = tuple[Answers, Cell]


def _is_by_value(found: Findings, members: list[_Cell]) -> bool | None:
    codes = {int(answers.decider[cell]) for answers, cell in members}
    compared = {comparison_of(found, code)[0] for code in codes if code >= 0}
    rule = found.methodology.criteria[min(compared)]
    if len(compared) > 1 or min(codes) < 0 or not isinstance(rule, Comparison):
        return None
    return None if rule.fixed_bound is None else BOUNDS[rule.fixed_bound[0]].is_upward


def _choice(
    rule: Criterion, needed: int, outcome: Outcome, members: list[_Cell], chosen: _Cell
) -> Choice:
    is_least = not turns(rule)
    unknown = 0
    if (outcome is Outcome.MET) is not is_least:  # too few are met, even if the unknown were
        answers, cell = chosen
        unknown = sum(
            each.outcome_at(*at) is Outcome.UNKNOWN and bool(each.high[at] > answers.high[cell])
            for each, at in members
        )
    over = rule.over if isinstance(rule, Count) else "criteria"
    return Choice(over, needed, is_least, needed - unknown, unknown, None)


def _needed(rule: Criterion, answers: Answers, cell: Cell) -> int:
    match rule:
        case AtLeastOf(at_least=needed):
            return needed
        case Count() if answers.needed is not None:
            return int(answers.needed[cell])
    return 1


def _answers(found: Findings, member: Member) -> Answers:
    return found.judgement.answers[member.criterion]
