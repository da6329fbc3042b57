"""Facts and explanations of single schools, read off the arrays of a judgement."""

import math
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.methodology import Criterion
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Comparison, Count, Known, Not
from shnor_cli.engine.align import Sliced
from shnor_cli.engine.distance import Cells, distances, pupils
from shnor_cli.engine.exact import Cell
from shnor_cli.engine.findings import Fact, Findings, Rank, Step
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Answers, Assessment, Grid, Outcome, Why

Place = tuple[int, int]
"""Positions of a year and of a slice."""


def explain(found: Findings, index: int) -> tuple[Step, ...]:
    """Return a step for each criterion that a category asks for, or for every criterion."""
    asked = dict.fromkeys(each.when for each in found.methodology.categories if each.when)
    names = list(asked) or [
        name for name, answers in found.judgement.answers.items() if not answers.sliced
    ]
    place = found.measured.year(found.year), 0
    known = _Known({}, {})
    return tuple(_step(found, index, Member(name, place), known) for name in names)


def step_of(found: Findings, index: int, member: "Member") -> Step:
    """Return what the answer to a criterion in a year and slice rests on."""
    return _step(found, index, member, _Known({}, {}))


def fact_at(found: Findings, index: int, criterion: str, place: Place) -> Fact:
    """Return one comparison of one school as a fact."""
    one = Cells(*np.array((index, *place))[:, None])
    return _fact(found, index, Member(criterion, place), _far(found, criterion, one)[0])


def _fact(found: Findings, index: int, at: "Member", far: tuple[float, float]) -> Fact:
    """Return a comparison as a fact, being so far from its bound, in units and in pupils."""
    criterion, place = at
    rule = found.methodology.criteria[criterion]
    answers = found.judgement.answers[criterion]
    name = rule.known if isinstance(rule, Known) else rule.indicator  # type: ignore[union-attr]
    cell = (index, *place)
    distance, many = far
    threshold = float(answers.threshold[cell]) if answers.threshold is not None else math.nan
    return value_at(found, index, name, place)._replace(
        criterion=criterion,
        outcome=answers.outcome_at(*cell),
        bound=bound_key(rule),
        threshold=threshold if math.isfinite(threshold) else None,
        distance=distance if math.isfinite(distance) else None,
        pupils=int(many) if math.isfinite(many) else None,
        rank=_rank(answers, cell),
        limits=_limits(answers, cell),
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
    name, first = comparison_of(found, code)
    count = len(found.judgement.answers[name].slices)
    return fact_at(found, index, name, divmod(code - first, count))


def comparison_of(found: Findings, code: int) -> tuple[str, int]:
    """Return the comparison that a code of `Judgement.decider` is of, and its first code."""
    firsts = [first for _, first in found.judgement.cells]
    return found.judgement.cells[bisect_right(firsts, code) - 1]


def _numerator(grid: Grid, cell: Cell) -> float | None:
    if grid.numerator is None or grid.missing[cell] != KNOWN:
        return None
    return int(grid.numerator[cell]) / grid.scale


def _denominator(grid: Grid, cell: Cell) -> int | None:
    if grid.denominator is None:
        return None
    count = int(grid.denominator[cell])
    return count if count > 0 else None


def bound_key(rule: Criterion) -> str:
    """Return the key of the bound of a fact: of the comparison, `is_in` or `known`."""
    match rule:
        case Known():
            return "known"
        case Comparison(is_in=None):
            return rule.bound[0] if rule.bound else ""
    return "is_in"


def _far(found: Findings, name: str, cells: Cells) -> list[tuple[float, float]]:
    """Return how far comparisons are from their bounds, in units and in pupils; NaN where none."""
    rule = found.methodology.criteria[name]
    many = pupils(found, rule, cells)
    units = distances(found, name, rule, cells) if isinstance(rule, Comparison) else many
    return list(zip(units.tolist(), many.tolist(), strict=True))


def _rank(answers: Answers, cell: Cell) -> Rank | None:
    if answers.ranks is None or not answers.ranks.place[cell]:
        return None
    return Rank(*(int(each[cell]) for each in answers.ranks))


def _limits(answers: Answers, cell: Cell) -> tuple[float, float] | None:
    if answers.limits is None:
        return None
    low, high = (float(end[cell]) for end in answers.limits)
    is_any = math.isnan(low) or (math.isinf(low) and math.isinf(high))
    return None if is_any else (low, high)


def title_of(found: Findings, criterion: str) -> str:
    """Return the title of a criterion, or its name where it has none."""
    return found.methodology.criteria[criterion].title or criterion


class Member(NamedTuple):
    """A criterion in a year and slice, on which another one rests."""

    criterion: str
    place: Place


class _Known(NamedTuple):
    """What is known of a school while it is explained."""

    steps: dict[Member, Step]
    far: dict[str, list[tuple[float, float]]]
    """Comparison -> see `_far`, year by year and slice by slice: all at once cost what one does."""


def _step(found: Findings, index: int, at: Member, known: _Known) -> Step:
    """Return the answer to a member, the same object wherever others rest on it."""
    if at not in known.steps:
        known.steps[at] = _new_step(found, index, at, known)
    return known.steps[at]


def _known_fact(found: Findings, index: int, at: Member, known: _Known) -> Fact:
    years, count = len(found.measured.years), len(found.judgement.answers[at.criterion].slices)
    if at.criterion not in known.far:
        places = np.divmod(np.arange(years * count), count)
        cells = Cells(np.full(years * count, index), *places)
        known.far[at.criterion] = _far(found, at.criterion, cells)
    year, place = at.place
    return _fact(found, index, at, known.far[at.criterion][year * count + place])


def _new_step(found: Findings, index: int, at: Member, known: _Known) -> Step:
    name, place = at
    rule = found.methodology.criteria[name]
    answers = found.judgement.answers[name]
    cell = (index, *place)
    counts = [
        None if each is None else int(each[cell])
        for each in (answers.met, answers.available, answers.needed)
    ]
    if isinstance(rule, Comparison | Known):
        parts: tuple[Step | Fact, ...] = (_known_fact(found, index, at, known),)
    else:
        parts = tuple(
            _step(found, index, member, known)
            for member in members_of(found, rule, answers, place)
            if not _is_silent(found, index, member)
        )
    return Step(
        criterion=name,
        title=title_of(found, name),
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
                on_slice(found, part, year, key) for part in parts if _has(found, part, key)
            )
        case Not(not_=part):
            yield on_slice(found, part, year, key)


def _has(found: Findings, part: str, key: Assessment) -> bool:
    answers = found.judgement.answers[part]
    return not answers.sliced or key in answers.slices


def on_slice(found: Findings, part: str, year: int, key: Assessment) -> Member:
    """Return a part at a position of a year, on the slice of the whole if it has slices."""
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
