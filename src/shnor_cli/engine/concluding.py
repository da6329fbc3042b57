"""The verdict (заключение) of a single school, read off the arrays of a judgement."""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from shnor_cli.criteria.rules import All, Any, AtLeastOf, Not
from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.engine.findings import Fact, Findings, Verdict
from shnor_cli.engine.grounds import fact_of_code, title_of
from shnor_cli.engine.lacking import lacking
from shnor_cli.model import Outcome, Status
from shnor_cli.russian import plural

NO_RESULTS = "в таблицах нет ни одного результата"
"""Said of a school that only the register knows: its table was forgotten, or it sent none."""


WHATEVER = "части данных нет, но при любых недостающих результатах заключение то же"
"""Said of a category that the limits of an unknown value decide."""

DECIDED = "решение органа управления образованием: "
"""How the note of a decision begins."""


def verdict_of(found: Findings, index: int) -> Verdict:
    """Return the verdict of one school."""
    judgement, year = found.judgement, found.measured.year(found.year)
    names = [category.name for category in found.methodology.categories]
    possible = tuple(names[place] for place in np.flatnonzero(judgement.possible[index]))
    category = int(judgement.category[index])
    decider = int(judgement.decider[index])
    fact = fact_of_code(found, index, decider) if decider >= 0 else None
    score = float(judgement.score[index])
    status = Status(int(judgement.status[index]))
    is_open = status is Status.JUDGED and category < 0
    return Verdict(
        index=index,
        school=found.results.schools[index],
        status=status,
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
        missing=lacking(found, index) if is_open and not found.hides else (),
    )


def _notes(found: Findings, index: int, fact: Fact | None) -> Iterator[str]:
    if index in found.excluded:
        yield f"исключена ({found.excluded[index]})"
    elif found.without_results[index]:
        yield NO_RESULTS
    if index in found.decisions:
        yield f"{DECIDED}{found.decisions[index].in_words}"
    if index in found.doubted:
        yield found.doubted[index]
    if fact is not None:
        yield from _notes_of_fact(found, index, fact)
        if fact.missing is not None and fact.limits is not None:
            yield WHATEVER
    if found.judgement.status[index] == Status.JUDGED:
        yield from _dropped(found, index)


def _notes_of_fact(found: Findings, index: int, fact: Fact) -> Iterator[str]:
    if (few := found.few_behind(index, fact)) is not None:
        where = "" if fact.denominator else " в одной из частей показателя"
        yield f"малая выборка{where}: {plural(few, 'участник', 'участника', 'участников')}"
    if fact.pupils == 1:
        yield "до границы решающего результата — один участник"
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
                yield f"без критерия «{title_of(found, part)}»: не применим"


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
