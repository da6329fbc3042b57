"""Verdicts and explanations of single schools, read off the arrays of a judgement."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.methodology import Criterion
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Comparison, Count, Known, Not
from shnor_cli.engine.align import Sliced
from shnor_cli.engine.distance import Cells, distances, fixed_number
from shnor_cli.engine.exact import TOLERANCE, Cell
from shnor_cli.engine.findings import Fact, Findings, Rank, Step, Verdict
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Answers, Assessment, Grid, Outcome, Status, Why
from shnor_cli.russian import plural

Place = tuple[int, int]
"""Positions of a year and of a slice."""


def verdict_of(found: Findings, index: int) -> Verdict:
    """Return the verdict of one school."""
    judgement, year = found.judgement, found.measured.year(found.year)
    names = [category.name for category in found.methodology.categories]
    possible = tuple(names[place] for place in np.flatnonzero(judgement.possible[index]))
    category = int(judgement.category[index])
    decider = int(judgement.decider[index])
    fact = fact_of_code(found, index, decider) if decider >= 0 else None
    score = float(judgement.score[index])
    return Verdict(
        index=index,
        school=found.results.schools[index],
        status=Status(int(judgement.status[index])),
        category=names[category] if category >= 0 else None,
        possible=possible,
        outcomes={
            name: Outcome(int(answers.outcome_at(index, year, 0)))
            for name, answers in judgement.answers.items()
            if not answers.sliced
        },
        fact=fact,
        score=score if math.isfinite(score) else None,
        notes=tuple(_notes(found, index, fact)),
        missing=tuple(_missing(found, index)) if category < 0 else (),
    )


def explain(found: Findings, index: int) -> tuple[Step, ...]:
    """Return a step for each criterion that a category asks for, or for every criterion."""
    asked = dict.fromkeys(each.when for each in found.methodology.categories if each.when)
    names = list(asked) or [
        name for name, answers in found.judgement.answers.items() if not answers.sliced
    ]
    place = found.measured.year(found.year), 0
    known: dict[Member, Step] = {}
    return tuple(_step(found, index, Member(name, place), known) for name in names)


def step_of(found: Findings, index: int, criterion: str) -> Step:
    """Return what the answer to a criterion rests on in the report year."""
    return _step(found, index, Member(criterion, (found.measured.year(found.year), 0)), {})


def fact_at(found: Findings, index: int, criterion: str, place: Place) -> Fact:
    """Return one comparison of one school as a fact."""
    rule = found.methodology.criteria[criterion]
    answers = found.judgement.answers[criterion]
    name = rule.known if isinstance(rule, Known) else rule.indicator  # type: ignore[union-attr]
    cell = (index, *place)
    threshold = float(answers.threshold[cell]) if answers.threshold is not None else math.nan
    return value_at(found, index, name, place)._replace(
        criterion=criterion,
        outcome=answers.outcome_at(*cell),
        bound=_bound_key(rule),
        threshold=threshold if math.isfinite(threshold) else None,
        distance=_distance(found, criterion, rule, cell),
        pupils=_pupils(found, rule, found.measured.grids[name], cell),
        rank=_rank(answers, cell),
    )


def value_at(found: Findings, index: int, indicator: str, place: Place) -> Fact:
    """Return one value of one school as a fact that is compared with nothing."""
    grid = found.measured.grids[indicator]
    cell = (index, *place)
    value = float(grid.value[cell])
    missing = int(grid.missing[cell])
    text = None if grid.text is None else grid.text[cell]
    return Fact(
        criterion="",
        indicator=indicator,
        year=found.measured.years[place[0]],
        slice=grid.slices[place[1]],
        outcome=Outcome.NOT_APPLICABLE,
        value=value if math.isfinite(value) else None,
        text=text,
        numerator=_numerator(grid, cell),
        denominator=_denominator(grid, cell),
        bound="",
        threshold=None,
        distance=None,
        pupils=None,
        missing=None if missing == KNOWN or text is not None else found.measured.reasons[missing],
    )


def fact_of_code(found: Findings, index: int, code: int) -> Fact:
    """Return the comparison of one school that a code of `Judgement.decider` names."""
    firsts = [first for _, first in found.judgement.cells]
    name, first = found.judgement.cells[bisect_right(firsts, code) - 1]
    count = len(found.judgement.answers[name].slices)
    return fact_at(found, index, name, divmod(code - first, count))


def _numerator(grid: Grid, cell: Cell) -> float | None:
    if grid.numerator is None or grid.missing[cell] != KNOWN:
        return None
    return int(grid.numerator[cell]) / grid.scale


def _denominator(grid: Grid, cell: Cell) -> int | None:
    if grid.denominator is None:
        return None
    count = int(grid.denominator[cell])
    return count if count > 0 else None


def _bound_key(rule: Criterion) -> str:
    match rule:
        case Known():
            return "known"
        case Comparison(is_in=None):
            return rule.bound[0] if rule.bound else ""
    return "is_in"


def _distance(found: Findings, name: str, rule: Criterion, cell: Cell) -> float | None:
    if not isinstance(rule, Comparison):
        return None
    away = float(distances(found, name, rule, Cells(*np.array(cell)[:, None]))[0])
    return away if math.isfinite(away) else None


def _rank(answers: Answers, cell: Cell) -> Rank | None:
    if answers.ranks is None or not answers.ranks.place[cell]:
        return None
    return Rank(*(int(each[cell]) for each in answers.ranks))


def _pupils(found: Findings, rule: Criterion, grid: Grid, cell: Cell) -> int | None:
    """By how many pupils a ratio must change for this one comparison to flip."""
    if not isinstance(rule, Comparison) or rule.bound is None or grid.missing[cell] != KNOWN:
        return None
    number = fixed_number(rule)
    rounded = found.methodology.indicators[rule.indicator].round is not None
    if number is None or rounded or grid.numerator is None or grid.scale != 1:
        return None
    count, whole = int(grid.numerator[cell]), int(grid.denominator[cell])  # type: ignore[index]
    flipped = _flipping_count(rule.bound[0], number * whole, count)
    return abs(flipped - count) if 0 <= flipped <= whole else None


def _flipping_count(key: str, cut: Fraction, count: int) -> int:
    """Return the nearest count on the other side of `cut`."""
    least = math.ceil(cut) if key in {"at_least", "less_than"} else math.floor(cut) + 1
    return least - 1 if count >= least else least


def _notes(found: Findings, index: int, fact: Fact | None) -> Iterator[str]:
    schools = found.results.schools
    if index in found.excluded:
        yield f"исключена ({found.excluded[index]})"
    if index in schools.decisions:
        yield f"решение органа управления образованием: {schools.decisions[index]}"
    if index in found.doubted:
        yield found.doubted[index]
    if fact is not None:
        yield from _notes_of_fact(found, fact)
    if found.judgement.status[index] == Status.JUDGED:
        yield from _dropped(found, index)


def _notes_of_fact(found: Findings, fact: Fact) -> Iterator[str]:
    small = found.methodology.small_sample
    if fact.denominator is not None and fact.denominator < small:
        participants = plural(fact.denominator, "участник", "участника", "участников")
        yield f"малая выборка: {participants}"
    if fact.pupils == 1:
        yield "решает один участник"
    grid = found.measured.grids[fact.indicator]
    on_threshold = (
        fact.distance is not None
        and fact.threshold is not None
        and abs(fact.distance) < TOLERANCE * (1 + abs(fact.threshold))
    )
    if on_threshold and not grid.rational:
        yield "значение на границе с точностью до 0,000000001"


def _dropped(found: Findings, index: int) -> Iterator[str]:
    """Say which parts of the category's `all` did not apply and were dropped."""
    year = found.measured.year(found.year)
    category = int(found.judgement.category[index])
    when = found.methodology.categories[category].when if category >= 0 else None
    for name in () if when is None else _whole_parts(found, when, {}):
        answers = found.judgement.answers[name]
        rule = found.methodology.criteria[name]
        if answers.dropped is None or answers.sliced or not answers.dropped[index, year, 0]:
            continue
        for part in rule.all if isinstance(rule, All) else ():
            other = found.judgement.answers[part]
            if other.outcome_at(index, year, 0) == Outcome.NOT_APPLICABLE:
                yield f"без критерия «{_title(found, part)}»: не применим"


def _whole_parts(found: Findings, name: str, known: dict[str, None]) -> Iterable[str]:
    """Gather a criterion and those it is made of by `all`, `any`, `of` and `not`, each once."""
    if name not in known:
        known[name] = None
        match found.methodology.criteria[name]:
            case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
                for part in parts:
                    _whole_parts(found, part, known)
            case Not(not_=part):
                _whole_parts(found, part, known)
    return known


def _title(found: Findings, criterion: str) -> str:
    return found.methodology.criteria[criterion].title or criterion


def _missing(found: Findings, index: int) -> Iterator[Fact]:
    """Unknown facts behind the categories that remain possible, each once."""
    facts: dict[tuple[str, int, Assessment], Fact] = {}
    walked: set[int] = set()
    for step in explain(found, index):
        for fact in _unknown_facts(step, walked):
            facts.setdefault((fact.indicator, fact.year, fact.slice), fact)
    yield from facts.values()


def _unknown_facts(step: Step, walked: set[int]) -> Iterator[Fact]:
    if step.outcome != Outcome.UNKNOWN or id(step) in walked:
        return
    walked.add(id(step))
    for part in step.parts:
        match part:
            case Fact(outcome=Outcome.UNKNOWN):
                yield part
            case Step():
                yield from _unknown_facts(part, walked)


class Member(NamedTuple):
    """A criterion in a year and slice, on which another one rests."""

    criterion: str
    place: Place


def _step(found: Findings, index: int, at: Member, known: dict[Member, Step]) -> Step:
    """Return the answer to a member, the same object wherever others rest on it."""
    if at not in known:
        known[at] = _new_step(found, index, at, known)
    return known[at]


def _new_step(found: Findings, index: int, at: Member, known: dict[Member, Step]) -> Step:
    name, place = at
    rule = found.methodology.criteria[name]
    answers = found.judgement.answers[name]
    cell = (index, *place)
    counts = [
        None if each is None else int(each[cell])
        for each in (answers.met, answers.available, answers.needed)
    ]
    if isinstance(rule, Comparison | Known):
        parts: tuple[Step | Fact, ...] = (fact_at(found, index, name, place),)
    else:
        parts = tuple(
            _step(found, index, member, known)
            for member in members_of(found, rule, answers, place)
            if not _is_silent(found, index, member)
        )
    return Step(
        criterion=name,
        title=_title(found, name),
        clause=rule.clause,
        year=found.measured.years[place[0]],
        slice=answers.slices[place[1]],
        outcome=answers.outcome_at(*cell),
        met=counts[0],
        available=counts[1],
        needed=counts[2],
        parts=parts,
    )


def members_of(found: Findings, rule: Criterion, whole: Sliced, place: Place) -> Iterator[Member]:
    """Yield the criteria, years and slices that an answer rests on."""
    year, position = place
    key = whole.slices[position]
    match rule:
        case Count(count=part, over="years", last=last, gaps=gaps):
            back = year if last is None or gaps == "skip" else min(last - 1, year)
            yield from (Member(part, (each, position)) for each in range(year - back, year + 1))
        case Count(over="schools"):
            return
        case Count(count=part):
            slices = found.judgement.answers[part].slices
            yield from (Member(part, (year, each)) for each in range(len(slices)))
        case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
            yield from (
                _on_slice(found, part, year, key) for part in parts if _has(found, part, key)
            )
        case Not(not_=part):
            yield _on_slice(found, part, year, key)


def _has(found: Findings, part: str, key: Assessment) -> bool:
    answers = found.judgement.answers[part]
    return not answers.sliced or key in answers.slices


def _on_slice(found: Findings, part: str, year: int, key: Assessment) -> Member:
    answers = found.judgement.answers[part]
    return Member(part, (year, answers.slices.index(key) if answers.sliced else 0))


def _is_silent(found: Findings, index: int, member: Member) -> bool:
    """Say whether a member only says that the school does not take part in an assessment."""
    rule = found.methodology.criteria[member.criterion]
    if not isinstance(rule, Comparison):
        answers = found.judgement.answers[member.criterion]
        outcome = answers.outcome_at(index, *member.place)
        return answers.sliced and outcome == Outcome.NOT_APPLICABLE
    reason = int(found.measured.grids[rule.indicator].missing[index, *member.place])
    return found.measured.reasons[reason].kind == Why.NOT_TAKEN
