"""The engine against a slow and obvious evaluator, on random methodologies and random tables."""

import os
from collections.abc import Iterator

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.judge import judge
from shnor_cli.engine.measure import measure
from shnor_cli.model import Answers, Assessment, Judgement, Measured, Outcome, Status
from tests.slow.build import build_results, drop_results
from tests.slow.evaluator import Evaluator
from tests.slow.methodologies import IRRATIONAL, RATIONAL, methodologies
from tests.slow.reach import earliest, lookback
from tests.slow.strategies import tables
from tests.slow.tables import Tables

Answer = tuple[str, str, int, Assessment, Outcome]
"""Criterion, school, year, slice and outcome."""

settings.register_profile(
    "slow", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _run(drawn: Tables, methodology: Methodology, year: int) -> tuple[Measured, Judgement]:
    results = build_results(drawn)
    try:
        measured = measure(results, methodology, year)
        return measured, judge(results, methodology, measured, year)
    finally:
        drop_results(results)


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


def _compare(drawn: Tables, methodology: Methodology, year: int) -> None:
    measured, judgement = _run(drawn, methodology, year)
    slow = Evaluator(drawn, methodology, year, measured.years[0])
    note(methodology.model_dump_json(exclude_defaults=True, by_alias=True, indent=1))
    assert measured.years[0] <= min(drawn.years[0], year - lookback(methodology))
    assert measured.years[-1] == slow.last_year
    differences = list(_differences(drawn, slow, measured, judgement))
    verdicts = [slow.verdict(school) for school in range(len(drawn.schools))]
    assume(slow.doubts.count == 0)
    assert not differences, "\n".join(differences)
    for school, verdict in enumerate(verdicts):
        expected = (verdict.status, verdict.category, verdict.possible)
        assert _verdict(judgement, methodology, school) == expected, drawn.schools[school]


@settings(settings.get_profile("slow"), max_examples=int(os.environ.get("N", "300")))
@given(tables(), methodologies(RATIONAL), st.data())
def test_the_engine_and_the_slow_evaluator_agree(
    drawn: Tables, methodology: Methodology, data: st.DataObject
) -> None:
    _compare(drawn, methodology, data.draw(st.sampled_from(drawn.years[::-1]), label="year"))


@settings(settings.get_profile("slow"), max_examples=int(os.environ.get("N", "200")))
@given(tables(), methodologies(IRRATIONAL))
def test_they_agree_on_irrational_numbers_away_from_the_threshold(
    drawn: Tables, methodology: Methodology
) -> None:
    _compare(drawn, methodology, drawn.years[-1])


@settings(settings.get_profile("slow"), max_examples=int(os.environ.get("N", "30")))
@given(tables(least_schools=11, most_schools=14), methodologies(IRRATIONAL))
def test_they_agree_on_groups_of_a_dozen_schools(drawn: Tables, methodology: Methodology) -> None:
    _compare(drawn, methodology, drawn.years[-1])
