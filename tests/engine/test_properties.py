"""What must hold of judging whatever the tables and the methodology."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.numbers import parse_number
from shnor_cli.criteria.rules import All, AtLeastOf, Count, Not
from shnor_cli.criteria.rules import Any as AnyOf
from shnor_cli.engine.verdicts import Fact, Identification, Step, identify
from shnor_cli.model import Answers, Assessment, Judgement, Outcome, Status
from tests.slow.build import build_results, drop_results
from tests.slow.draft import PROCEDURES
from tests.slow.kleene import (
    SEVERAL,
    Answer,
    conjunction,
    counted,
    disjunction,
    firm,
    joined_source,
    keeps,
    negation,
    without,
)
from tests.slow.methodologies import IRRATIONAL, PLAIN, RATIONAL, methodologies, worsening
from tests.slow.strategies import COUNTS, NOT_HELD, make_row, tables
from tests.slow.tables import Row, Tables
from tests.slow.trying import run, tried

MARK = Assessment("ВПР", "математика", "", 5)


@tried(60)
@given(tables(), methodologies(IRRATIONAL))
def test_the_order_of_rows_does_not_matter(drawn: Tables, methodology: Methodology) -> None:
    year = drawn.years[-1]
    first, second = run(drawn, methodology, year), run(drawn, methodology, year, shuffle=True)
    for name, grid in first[0].grids.items():
        np.testing.assert_array_equal(grid.value, second[0].grids[name].value)
        np.testing.assert_array_equal(grid.missing, second[0].grids[name].missing)
    for name, answers in first[1].answers.items():
        np.testing.assert_array_equal(answers.low, second[1].answers[name].low)
        np.testing.assert_array_equal(answers.high, second[1].answers[name].high)
        np.testing.assert_array_equal(answers.decider, second[1].answers[name].decider)
    for key in ("status", "category", "possible", "decider", "score", "order"):
        np.testing.assert_array_equal(getattr(first[1], key), getattr(second[1], key))


# Negation.


@tried(60)
@given(tables(), methodologies(RATIONAL))
def test_not_is_the_opposite_and_twice_is_the_same(drawn: Tables, methodology: Methodology) -> None:
    criteria = dict(methodology.criteria)
    for name in methodology.criteria:
        criteria[f"not_{name}"] = Not.model_validate({"not": name})
        criteria[f"twice_{name}"] = Not.model_validate({"not": f"not_{name}"})
    wider = methodology.model_copy(update={"criteria": criteria})
    _, judgement = run(drawn, wider, drawn.years[-1])
    for name in methodology.criteria:
        answers = judgement.answers[name]
        once, twice = judgement.answers[f"not_{name}"], judgement.answers[f"twice_{name}"]
        opposite = [negation(Outcome(int(each))) for each in answers.outcome.ravel()]
        assert once.outcome.ravel().tolist() == opposite
        np.testing.assert_array_equal(twice.low, answers.low)
        np.testing.assert_array_equal(twice.high, answers.high)
        np.testing.assert_array_equal(twice.outcome, answers.outcome)
        known = answers.applicable & np.isfinite(answers.low)
        assert (answers.low[known] != 0).all(), "a margin is never zero"


@tried(40)
@given(tables(), methodologies(RATIONAL))
def test_not_all_is_any_not(drawn: Tables, methodology: Methodology) -> None:
    criteria = dict(methodology.criteria)
    for name, criterion in methodology.criteria.items():
        if isinstance(criterion, All):
            plain = {"all": list(criterion.all)}
            opposites = [f"not_{part}" for part in criterion.all]
            criteria[f"plain_{name}"] = All.model_validate(plain)
            criteria[f"left_{name}"] = Not.model_validate({"not": f"plain_{name}"})
            criteria[f"right_{name}"] = AnyOf.model_validate({"any": opposites})
        criteria[f"not_{name}"] = Not.model_validate({"not": name})
    wider = methodology.model_copy(update={"criteria": criteria})
    _, judgement = run(drawn, wider, drawn.years[-1])
    for name in criteria:
        if name.startswith("left_"):
            other = judgement.answers[name.replace("left_", "right_")]
            np.testing.assert_array_equal(judgement.answers[name].outcome, other.outcome)


# A worse school is never let off.


@tried(120)
@given(tables(), worsening(), st.data())
def test_a_worse_school_is_never_let_off(
    drawn: Tables, methodology: Methodology, data: st.DataObject
) -> None:
    better = [row for row in drawn.rows if _can_worsen(row)]
    assume(better)
    row = data.draw(st.sampled_from(better), label="row made worse")
    worse = replace(drawn, rows=tuple(_worse(r) if r is row else r for r in drawn.rows))
    before = run(drawn, methodology, row.year)[1]
    after = run(worse, methodology, row.year)[1]
    for name, answers in before.answers.items():
        found = _of_school(after.answers[name], row.school)
        for old, new in zip(_of_school(answers, row.school), found, strict=True):
            assert _badness(new) >= _badness(old), name
    assert _first_possible(after, row.school) <= _first_possible(before, row.school)
    assert _last_possible(after, row.school) <= _last_possible(before, row.school)


def _can_worsen(row: Row) -> bool:
    procedure = PROCEDURES[row.assessment.procedure]
    better = [name for name in procedure["scale"] if name not in procedure["low"]]
    known = all(row.counts.get(name) is not None for name in procedure["scale"][:4])
    return known and any(row.counts[name] for name in better)


def _worse(row: Row) -> Row:
    """Move one pupil from a better category to the lowest."""
    procedure = PROCEDURES[row.assessment.procedure]
    better = [name for name in procedure["scale"] if name not in procedure["low"]]
    left = next(name for name in better if row.counts[name])
    counts = dict(row.counts)
    counts[left] = (counts[left] or 0) - 1
    counts[procedure["low"][0]] = (counts[procedure["low"][0]] or 0) + 1
    return replace(row, counts=counts)


def _badness(outcome: Outcome) -> int:
    return {Outcome.NOT_MET: 0, Outcome.UNKNOWN: 1, Outcome.MET: 2, Outcome.NOT_APPLICABLE: 3}[
        outcome
    ]


def _of_school(answers: Answers, school: int) -> list[Outcome]:
    return [Outcome(int(each)) for each in answers.outcome[school].ravel()]


def _first_possible(judgement: Judgement, school: int) -> int:
    places = np.flatnonzero(judgement.possible[school])
    return int(places[0]) if len(places) else 99


def _last_possible(judgement: Judgement, school: int) -> int:
    places = np.flatnonzero(judgement.possible[school])
    return int(places[-1]) if len(places) else 99


# Filling a gap.


@tried(120)
@given(tables(), methodologies(PLAIN), st.data())
def test_filling_a_gap_never_turns_an_answer_round(
    drawn: Tables, methodology: Methodology, data: st.DataObject
) -> None:
    gaps = list(_gaps(drawn))
    assume(gaps)
    gap = data.draw(st.sampled_from(gaps), label="gap")
    counts = data.draw(st.sampled_from([each for each in COUNTS if each and each[0]]))
    row = make_row(gap.school, gap.year, gap.assessment, counts)
    others = tuple(r for r in drawn.rows if _key(r) != _key(row))
    year = data.draw(st.sampled_from(drawn.years), label="report year")
    before = run(drawn, methodology, year)[1]
    after = run(replace(drawn, rows=(*others, row)), methodology, year)[1]
    for name, answers in before.answers.items():
        settled = answers.outcome != Outcome.UNKNOWN
        found = after.answers[name].outcome
        np.testing.assert_array_equal(found[settled], answers.outcome[settled], err_msg=name)
    judged = (before.status == Status.JUDGED) & (after.status == Status.JUDGED)
    assert not (after.possible & ~before.possible)[judged].any()
    decided = judged & (before.category >= 0)
    np.testing.assert_array_equal(after.category[decided], before.category[decided])


def _gaps(drawn: Tables) -> Iterator[Row]:
    """Yield rows that are missing or have no counts, where the school has the assessment."""
    there = {_key(row) for row in drawn.rows}
    years = range(drawn.years[0], drawn.years[-1] + 1)
    for school, _, assessment in sorted(there):
        for year in years:
            held = (assessment.procedure, year) != NOT_HELD
            if held and (school, year, assessment) not in there:
                yield Row(school, year, assessment, 0)
    for row in drawn.rows:
        if row.participants and row.score_sum is None and row.enrolled is None:
            silent = all(count is None for count in row.counts.values())
            if silent:
                yield row


def _key(row: Row) -> tuple[int, int, Assessment]:
    return row.school, row.year, row.assessment


# The verdict and its explanation.


@tried(150)
@given(tables(), methodologies(RATIONAL))
def test_the_verdict_and_its_explanation_agree(drawn: Tables, methodology: Methodology) -> None:
    check_explanations(drawn, methodology)


def check_explanations(drawn: Tables, methodology: Methodology) -> None:
    """Every verdict follows from its steps, every step from its parts."""
    results = build_results(drawn)
    found = identify(MethodologyFile(methodology, "", ""), results, drawn.years[-1])
    for school in range(len(drawn.schools)):
        verdict = found.verdict(school)
        steps = found.explain(school)
        for step in steps:
            assert step.outcome == verdict.outcomes[step.criterion]
            _check_step(found, step, school)
        if verdict.status != Status.JUDGED:
            assert verdict.category is None
            continue
        facts = {_place(fact) for step in steps for fact in _facts(step)}
        walked = _walk(methodology, steps, found, school)
        assert verdict.possible == walked
        if verdict.category is not None:
            assert walked == (verdict.category,)
            _check_decider(methodology, verdict.fact, facts)
        assert bool(verdict.missing) == (verdict.category is None and bool(verdict.possible))
        assert all(fact.missing for fact in verdict.missing)
    drop_results(results)


def _check_decider(
    methodology: Methodology, fact: Fact | None, facts: set[tuple[object, ...]]
) -> None:
    counts_schools = any(
        isinstance(each, Count) and each.over == "schools" for each in methodology.criteria.values()
    )
    if fact is not None and not counts_schools:
        assert _place(fact) in facts
    if fact is not None and all(
        each.missing == "unknown" and each.applies_to is None
        for each in methodology.criteria.values()
    ):
        assert fact.outcome != Outcome.NOT_APPLICABLE


def _walk(
    methodology: Methodology, steps: Sequence[Step], found: Identification, school: int
) -> tuple[str, ...]:
    possible = []
    answers = {step.criterion: _answer(found, step, school) for step in steps}
    together = joined_source(list(answers.values())) not in {None, SEVERAL}
    for category in methodology.categories:
        outcome, source = answers.get(category.when or "", (Outcome.MET, None))
        if outcome in {Outcome.MET, Outcome.UNKNOWN}:
            possible.append(category.name)
        if outcome == Outcome.MET and (source is None or together):
            break
    return tuple(possible)


def _answer(found: Identification, step: Step | Fact, school: int) -> Answer:
    """Return an outcome and what it goes with should that turn out not to apply."""
    answers = found.judgement.answers[step.criterion]
    if answers.sources is None or isinstance(step, Fact):
        return step.outcome, None
    cell = school, found.measured.year(step.year), answers.slices.index(step.slice)
    source = int(answers.sources[cell])
    return step.outcome, SEVERAL if source < 0 else str(source) if source else None


def _facts(step: Step) -> Iterator[Fact]:
    for part in step.parts:
        if isinstance(part, Fact):
            yield part
        else:
            yield from _facts(part)


def _place(fact: Fact) -> tuple[object, ...]:
    return fact.criterion, fact.year, fact.slice


def _check_step(found: Identification, step: Step, school: int) -> None:
    """A step follows from its parts, and a fact from its numbers."""
    rule = found.methodology.criteria[step.criterion]
    if rule.applies_to is None and rule.missing == "unknown":
        answers = [_answer(found, part, school) for part in step.parts]
        outcomes = [outcome for outcome, _ in answers]
        match rule:
            case All():
                assert step.outcome == conjunction(without(Outcome.NOT_MET, answers))
            case AnyOf():
                assert step.outcome == disjunction(without(Outcome.MET, answers))
            case AtLeastOf(at_least=least):
                sure = without(Outcome.MET, answers)
                assert step.outcome == counted(sure, "at_least", Fraction(least))
            case Not() if outcomes:
                assert step.outcome == negation(outcomes[0])
            case Count() if rule.over not in {"years", "schools"}:
                _check_count(rule, step, [firm(answer) for answer in answers])
    for part in step.parts:
        if isinstance(part, Step):
            _check_step(found, part, school)
        else:
            _check_fact(found, part)


def _check_count(rule: Count, step: Step, outcomes: list[Outcome]) -> None:
    bound, size = rule.bound
    applicable = [each for each in outcomes if each != Outcome.NOT_APPLICABLE]
    assert step.met == applicable.count(Outcome.MET)
    assert step.available == len(applicable) - applicable.count(Outcome.UNKNOWN)
    if not applicable:
        assert step.outcome == Outcome.NOT_APPLICABLE
    elif (rule.needs or 0) > step.available:
        assert step.outcome == Outcome.UNKNOWN
    else:
        whole = size.of(len(applicable))
        assert step.outcome == counted(applicable, bound, whole)
        if bound == "at_least":
            assert step.needed is not None
            assert keeps(step.needed, bound, whole)
            assert step.needed == 0 or not keeps(step.needed - 1, bound, whole)


def _check_fact(found: Identification, fact: Fact) -> None:
    rule = found.methodology.criteria[fact.criterion]
    if rule.applies_to is not None and rule.missing == "not_met":
        return  # not met because nobody knows whether it concerns the school
    if fact.distance is None or fact.outcome not in {Outcome.MET, Outcome.NOT_MET}:
        return
    sign = 1 if fact.outcome == Outcome.MET else -1
    assert sign * fact.distance >= -1e-9 * (1 + abs(fact.threshold or 0))


# Shares against decimals as written.

WRITTEN = st.one_of(
    st.sampled_from(["30 %", "0.3", "0,3", "1/3", "2/3", "28.6 %", "0.1", "0.7", "33.3 %"]),
    st.decimals(0, 1, places=4).map("{:f}".format),
    st.decimals(0, 1, places=15).map("{:f}".format),
)


@st.composite
def _shares(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """Draw a threshold and shares on it, next to it and anywhere."""
    written = draw(WRITTEN)
    cut = parse_number(written)
    found = []
    for whole in draw(
        st.lists(st.integers(1, 10**12) | st.integers(1, 3000), min_size=1, max_size=8)
    ):
        near = whole // cut.denominator * cut.denominator or whole
        for participants in {whole, near}:
            on = int(cut * participants)
            found += [(on + step, participants) for step in (-1, 0, 1)]
    return written, [(low, whole) for low, whole in found if 0 <= low <= whole]


@tried(60)
@given(_shares(), st.sampled_from(["at_least", "more_than", "at_most", "less_than"]))
def test_shares_are_compared_as_written(
    drawn: tuple[str, list[tuple[int, int]]], bound: str
) -> None:
    written, shares = drawn
    assume(shares)
    judgement = _judge_shares(shares, {"indicator": "low", bound: written})
    for (low, whole), outcome in zip(shares, judgement.answers["K"].outcome[:, 0, 0], strict=True):
        difference = Fraction(low, whole) - parse_number(written)
        expected = {
            "at_least": difference >= 0,
            "more_than": difference > 0,
            "at_most": difference <= 0,
            "less_than": difference < 0,
        }[bound]
        assert (outcome == Outcome.MET) == expected, f"{low}/{whole} {bound} {written}"


@tried(30)
@given(_shares())
def test_shares_of_equal_value_tie(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    _, shares = drawn
    assume(len(shares) > 1)
    end = {"lowest": 1, "ties": "include"}
    judgement = _judge_shares(shares, {"indicator": "low", "is_in": end})
    least = min(Fraction(low, whole) for low, whole in shares)
    for (low, whole), outcome in zip(shares, judgement.answers["K"].outcome[:, 0, 0], strict=True):
        assert (outcome == Outcome.MET) == (Fraction(low, whole) == least), f"{low}/{whole}"


def _judge_shares(shares: list[tuple[int, int]], criterion: dict[str, Any]) -> Judgement:
    methodology = Methodology.model_validate(
        {
            "id": "shares",
            "title": "доли",
            "procedures": {"ВПР": PROCEDURES["ВПР"]},
            "indicators": {"low": {"measure": "low_share"}},
            "criteria": {"K": criterion},
            "categories": [{"name": "да", "when": "K"}, {"name": "нет"}],
        }
    )
    rows = tuple(
        Row(school, 2025, MARK, whole, {"2": low, "3": whole - low})
        for school, (low, whole) in enumerate(shares)
    )
    drawn = Tables(schools=tuple(f"{index:03}" for index in range(len(shares))), rows=rows)
    return run(drawn, methodology, 2025)[1]
