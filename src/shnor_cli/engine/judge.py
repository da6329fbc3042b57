"""Judging: an answer to every criterion for every school, year and slice, then a category.

To add a kind of criterion: its class in `criteria/rules.py`, a branch in `_answer` below.
"""

from collections.abc import Sequence

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Comparison, Count, Known, Not
from shnor_cli.engine.align import common_slices
from shnor_cli.engine.comparing import compare, known
from shnor_cli.engine.counting import count
from shnor_cli.engine.court import Court, margins_of, margins_on, settled
from shnor_cli.engine.kleene import Margins, all_of, at_least, negated, stacked
from shnor_cli.engine.population import excluded_schools
from shnor_cli.engine.score import with_score
from shnor_cli.model import (
    Answers,
    Flags,
    Floats,
    Integers,
    Judgement,
    Measured,
    Outcome,
    Results,
    Status,
)
from shnor_cli.russian import in_order


def judge(results: Results, methodology: Methodology, measured: Measured, year: int) -> Judgement:
    """Answer every criterion and give every school its category in the report year."""
    methodology = with_score(methodology)
    excluded = excluded_schools(results, methodology, year)
    court = Court(results, methodology, measured, year, excluded)
    for name in methodology.criteria_in_order():
        court.answers[name] = settled(court, name, _answer(court, name))
    return _judgement(court)


def _answer(court: Court, name: str) -> Answers:
    match court.methodology.criteria[name]:
        case Comparison() as comparison:
            return compare(court, name, comparison)
        case Known() as criterion:
            return known(court, name, criterion)
        case Count() as criterion:
            return count(court, name, criterion)
        case All(all=parts):
            return _joined(court, name, parts, None)
        case Any(any=parts):
            return _joined(court, name, parts, 1)
        case AtLeastOf(of=parts, at_least=needed):
            return _joined(court, name, parts, needed)
        case Not(not_=part):
            answers = court.answers[part]
            return _as_answers(name, answers, negated(margins_of(answers)))
    raise AssertionError(name)


def _joined(court: Court, name: str, parts: tuple[str, ...], needed: int | None) -> Answers:
    """Join parts: all of them, or at least so many."""
    answers = [court.answers[part] for part in parts]
    slices, sliced = common_slices(answers)
    members = stacked([margins_on(part, slices) for part in answers])
    joined = all_of(members) if needed is None else at_least(members, needed)
    whole = Answers(
        name,
        slices,
        sliced,
        joined.low,
        joined.high,
        joined.applicable,
        joined.decider,
        sources=joined.sources,
    )
    if needed is None:
        return whole._replace(dropped=joined.applicable & ~members.applicable.all(axis=0))
    return whole


def _as_answers(name: str, like: Answers, margins: Margins) -> Answers:
    return Answers(
        name,
        like.slices,
        like.sliced,
        margins.low,
        margins.high,
        margins.applicable,
        margins.decider,
        sources=margins.sources,
    )


def _judgement(court: Court) -> Judgement:
    outcomes = _category_outcomes(court)
    status = _status(court, outcomes)
    sources = _category_sources(court, outcomes)
    category, possible, decider = _categories(court, outcomes, sources, status == Status.JUDGED)
    score, order = _order(court, status, category, possible)
    return Judgement(
        answers={name: court.answers[name] for name in court.methodology.criteria},
        groups=court.groups,
        status=status,
        category=category,
        possible=possible,
        decider=decider,
        score=score,
        order=order,
        cells=tuple(court.cells()),
    )


def _category_outcomes(court: Court) -> np.ndarray:
    """Outcomes of the categories' criteria in the report year, shape (S, C)."""
    year = court.measured.year(court.year)
    columns = [
        np.full(court.shape[0], Outcome.MET, np.int8)
        if category.when is None
        else court.answers[category.when].outcome[:, year, 0]
        for category in court.methodology.categories
    ]
    return np.stack(columns, axis=-1) if columns else np.empty((court.shape[0], 0), np.int8)


def _category_sources(court: Court, outcomes: np.ndarray) -> np.ndarray:
    """What answers of `_category_outcomes` go with, as in `Answers.sources`, shape (S, C).

    Where all go together the school would not be assessed: no other category is to be feared.
    """
    year = court.measured.year(court.year)
    sources = np.zeros(outcomes.shape, np.int16)
    asked = [place for place, each in enumerate(court.methodology.categories) if each.when]
    for place in asked:
        of_criterion = court.answers[court.methodology.categories[place].when or ""].sources
        if of_criterion is not None:
            sources[:, place] = of_criterion[:, year, 0]
    if asked and sources.any():
        applies = outcomes[:, asked] != Outcome.NOT_APPLICABLE
        first = np.take_along_axis(sources[:, asked], applies.argmax(axis=1)[:, None], 1)
        together = (first > 0) & ((sources[:, asked] == first) | ~applies).all(
            axis=1, keepdims=True
        )
        sources = np.where(together, np.int16(0), sources)
    return sources


def _status(court: Court, outcomes: np.ndarray) -> np.ndarray:
    asked = [place for place, each in enumerate(court.methodology.categories) if each.when]
    status = np.full(court.shape[0], Status.JUDGED, np.int8)
    nothing = np.isnan(_scores(court))  # where there are no categories
    if asked:
        nothing = (outcomes[:, asked] == Outcome.NOT_APPLICABLE).all(axis=1)
        status[nothing] = Status.NOT_ASSESSED
    # of a school without a single row nobody knows whether anything applies
    status[nothing & ~court.measured.present.any(axis=1)] = Status.NO_DATA
    here = _here(court)
    status[~here] = Status.NO_DATA
    for school, (_, last) in court.results.schools.open_years.items():
        if not here[school] and last < court.year:
            status[school] = Status.CLOSED
    status[list(court.excluded)] = Status.EXCLUDED
    return status


def _here(court: Court) -> Flags:
    """Schools with a row in the report year, or open in it by the register."""
    here = court.measured.present[:, court.measured.year(court.year)].copy()
    for school, (first, last) in court.results.schools.open_years.items():
        here[school] |= first <= court.year <= last
    return here


def _categories(
    court: Court, outcomes: np.ndarray, sources: np.ndarray, judged: Flags
) -> tuple[np.ndarray, Flags, np.ndarray]:
    """Walk the categories in order: the first met decides unless one above it is unknown.

    One that is met but may turn out not to apply is possible, and so are those below it.
    """
    count = outcomes.shape[1]
    category = np.full(court.shape[0], -1, np.int16)
    possible = np.zeros((court.shape[0], count), np.bool_)
    still = judged.copy()
    sure = (outcomes == Outcome.MET) & (sources == 0)
    for place in range(count):
        maybe = still & np.isin(outcomes[:, place], (Outcome.MET, Outcome.UNKNOWN))
        possible[maybe, place] = True
        still &= ~sure[:, place]
    single = possible.sum(axis=1) == 1
    # A lone possibility decides only when it is met: none below it may be met either.
    found = possible.argmax(axis=1) if count else np.zeros(court.shape[0], np.int64)
    decided = single & np.take_along_axis(sure, found[:, None], 1)[:, 0] if count else single
    category[decided] = found[decided]
    return category, possible, _deciders(court, category)


def _deciders(court: Court, category: np.ndarray) -> np.ndarray:
    """The deciding cell: of the category's criterion, or of the nearest one above it with any."""
    year = court.measured.year(court.year)
    decider = np.full(court.shape[0], -1, np.int32)
    nearest: str | None = None
    for place, each in enumerate(court.methodology.categories):
        nearest = each.when or nearest
        if nearest is not None:
            inside = category == place
            decider[inside] = court.answers[nearest].decider[inside, year, 0]
    return decider


def _order(
    court: Court, status: np.ndarray, category: np.ndarray, possible: Flags
) -> tuple[Floats, Integers]:
    """Scores, and schools in the order of the list: category, worst score, name, id.

    The undecided stand after the schools of the first category that is possible.
    """
    name = court.methodology.score
    score = _scores(court)
    sign = -1 if name is not None and court.methodology.is_high_bad(name) else 1
    place = np.where(possible.any(axis=1), possible.argmax(axis=1) if possible.size else 0, 99)
    worst = np.where(np.isnan(score), 0.0, sign * score)
    keys = (worst, np.isnan(score), category < 0, place, status)
    names = _names_of_equals(court.results.schools.names, keys)
    return score, np.lexsort((names, *keys))  # schools are sorted by id


def _names_of_equals(names: Sequence[str], keys: Sequence[np.ndarray]) -> np.ndarray:
    """Return what schools are sorted by that all keys leave equal; an empty text of the others."""
    order = np.lexsort(keys)
    follows = np.zeros(len(order), np.bool_)
    follows[1:] = np.logical_and.reduce([key[order[1:]] == key[order[:-1]] for key in keys])
    equal = follows.copy()
    equal[:-1] |= follows[1:]
    said = [""] * len(names)
    for index in order[equal].tolist():
        said[index] = in_order(names[index])
    return np.array(said, np.str_)


def _scores(court: Court) -> Floats:
    """Return the values that order the list, shape (S,); NaN where there are none."""
    name = court.methodology.score
    if name is None:
        return np.full(court.shape[0], np.nan)
    return court.grid(name).value[:, court.measured.year(court.year), 0]
