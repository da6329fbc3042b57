"""The engine against a slow and obvious evaluator, on random methodologies and random tables."""

from collections.abc import Iterator
from math import isnan

from hypothesis import assume, given, note
from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.rules import Count
from shnor_cli.model import WHOLE, Answers, Assessment, Grid, Judgement, Measured, Outcome, Status
from tests.slow.evaluator import Evaluator
from tests.slow.methodologies import IRRATIONAL, RATIONAL, methodologies
from tests.slow.reach import earliest, lookback
from tests.slow.strategies import tables
from tests.slow.tables import Tables
from tests.slow.trying import run, tried
from tests.slow.values import Gap, Number, Text, Value

Answer = tuple[str, str, int, Assessment, Outcome]
"""Criterion, school, year, slice and outcome."""


def _outcome(answers: Answers, school: int, position: int, part: Assessment) -> Outcome:
    if part not in answers.slices:
        return Outcome.NOT_APPLICABLE
    return Outcome(int(answers.outcome[school, position, answers.slices.index(part)]))


def _differences(
    drawn: Tables, slow: Evaluator, measured: Measured, judgement: Judgement
) -> Iterator[str]:
    for name in slow.methodology.criteria:
        answers = judgement.answers[name]
        for part in sorted(slow.slices(name) | set(answers.slices)):
            for position, year in enumerate(measured.years):
                if earliest(name, slow.methodology, year, drawn.years[0]) < measured.years[0]:
                    continue  # its window begins before the axis: no answer rests on it
                for school, title in enumerate(drawn.schools):
                    expected = slow.outcome(name, (school, year, part))
                    found = _outcome(answers, school, position, part)
                    if found != expected:
                        yield f"{name} {title} {year} {part}: {found.name}, not {expected.name}"


def _values(drawn: Tables, slow: Evaluator, measured: Measured) -> Iterator[str]:
    for name in slow.methodology.indicators:
        grid = measured.grids[name]
        assert frozenset(grid.slices) == slow.measuring.slices(name)
        for place, part in enumerate(grid.slices):
            for position, year in enumerate(measured.years):
                for school, title in enumerate(drawn.schools):
                    expected = slow.measuring.value(name, (school, year, part))
                    cell = (school, position, place)
                    texts = isinstance(expected, Text)  # a column keeps its text beside a number
                    found = _found(measured, grid, cell) if not texts else _text(grid, cell)
                    if not _same(found, expected):
                        yield f"{name} {title} {year} {part}: {found}, not {expected}"


def _text(grid: Grid, cell: tuple[int, int, int]) -> str:
    return "" if grid.text is None else str(grid.text[cell])


def _found(measured: Measured, grid: Grid, cell: tuple[int, int, int]) -> float | str | Gap:
    if grid.missing[cell]:
        applicable = measured.reasons[int(grid.missing[cell])].applicable
        return Gap.UNKNOWN if applicable else Gap.NOT_APPLICABLE
    return float(grid.value[cell])


def _same(found: float | str | Gap, expected: Value) -> bool:
    match found, expected:
        case float(), Number(value=value):
            return abs(found - float(value)) <= 1e-9 * (1 + abs(float(value)))
        case str(), Text(text=text):
            return found == text
    return found == expected


def _groups(drawn: Tables, slow: Evaluator, judgement: Judgement, year: int) -> Iterator[str]:
    """Answers of a group stand in a table of their own and are those of its schools."""
    for name, criterion in slow.methodology.criteria.items():
        if not isinstance(criterion, Count) or criterion.over != "schools":
            continue
        for school in range(len(drawn.schools)):
            within = criterion.within or "all"
            group = "all" if within == "all" else drawn.attribute(within, school, year)
            answers = judgement.groups[name].get(group or "")
            if answers is None or criterion.applies_to or criterion.missing != "unknown":
                continue
            for place, part in enumerate(answers.slices):
                expected = slow.outcome(name, (school, year, part))
                found = Outcome(int(answers.outcome[0, -1, place]))
                if year == slow.last_year and found != expected:
                    yield f"group {group} {name} {part}: {found.name}, not {expected.name}"


def _verdict(judgement: Judgement, methodology: Methodology, school: int) -> tuple[object, ...]:
    names = [category.name for category in methodology.categories]
    status = Status(int(judgement.status[school]))
    if status != Status.JUDGED:
        return status, None, ()
    position = int(judgement.category[school])
    possible = zip(names, judgement.possible[school], strict=True)
    return (
        status,
        names[position] if position >= 0 else None,
        tuple(name for name, left in possible if left),
    )


def _check_score(slow: Evaluator, judgement: Judgement, school: int) -> None:
    name = slow.methodology.score
    if name is not None:
        expected = slow.measuring.value(name, (school, slow.year, WHOLE))
        score = float(judgement.score[school])
        assert _same(Gap.UNKNOWN if isnan(score) else score, expected) or (
            isnan(score) and isinstance(expected, Gap)
        )


def compare(drawn: Tables, methodology: Methodology, year: int) -> None:
    """Compare all values, answers and verdicts of both evaluators."""
    measured, judgement = run(drawn, methodology, year)
    slow = Evaluator(drawn, methodology, year, measured.years[0])
    note(methodology.model_dump_json(exclude_defaults=True, by_alias=True, indent=1))
    assert measured.years[0] <= min(drawn.years[0], year - lookback(methodology))
    assert measured.years[-1] == slow.last_year
    differences = [
        *_values(drawn, slow, measured),
        *_differences(drawn, slow, measured, judgement),
        *_groups(drawn, slow, judgement, year),
    ]
    verdicts = [slow.verdict(school) for school in range(len(drawn.schools))]
    assume(slow.doubts.count == 0)
    assert not differences, "\n".join(differences)
    for school, verdict in enumerate(verdicts):
        _check_score(slow, judgement, school)
        expected = (verdict.status, verdict.category, verdict.possible)
        assert _verdict(judgement, methodology, school) == expected, drawn.schools[school]


@tried(800)
@given(tables(), methodologies(RATIONAL), st.data())
def test_the_engine_and_the_slow_evaluator_agree(
    drawn: Tables, methodology: Methodology, data: st.DataObject
) -> None:
    compare(drawn, methodology, data.draw(st.sampled_from(drawn.years[::-1]), label="year"))


@tried(300)
@given(tables(), methodologies(IRRATIONAL))
def test_they_agree_on_irrational_numbers_away_from_the_threshold(
    drawn: Tables, methodology: Methodology
) -> None:
    compare(drawn, methodology, drawn.years[-1])


@tried(40)
@given(tables(least_schools=11, most_schools=14), methodologies(IRRATIONAL))
def test_they_agree_on_groups_of_a_dozen_schools(drawn: Tables, methodology: Methodology) -> None:
    compare(drawn, methodology, drawn.years[-1])
