"""What an unknown value can still be, and what therefore cannot come true."""

import numpy as np
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Judgement, Outcome, Status
from tests.engine.test_against_slow import compare
from tests.engine.test_properties import check_explanations
from tests.slow.drawn import Example
from tests.slow.pointed import YEARS, filled, gapped, pointed
from tests.slow.tables import Tables
from tests.slow.trying import run, tried

ROWS = """
    школа  год   что    n  2   3  4  5
    А      2025  ВПР-4  10  3   7  0  0
    А      2025  ВПР-5  10  2   8  0  0
    А      2024  ВПР-6  10  0  10  0  0
    Б      2025  ВПР-4  10  0  10  0  0
    Б      2025  ВПР-5  10  0  10  0  0
    Б      2024  ВПР-6  10  0  10  0  0
    В      2025  ВПР-4  10  3   7  0  0
    В      2025  ВПР-5  10  2   8  0  0
    В      2025  ВПР-6   0  0   0  0  0
"""
"""5, 0 and 5 points without class 6: nobody knows of two schools, nobody was there in the third."""
POINTS = """
indicators:
  low4: {measure: low_share, of: [{procedure: ВПР, grade: 4}]}
  low5: {measure: low_share, of: [{procedure: ВПР, grade: 5}]}
  low6: {measure: low_share, of: [{procedure: ВПР, grade: 6}]}
  p4: {points: low4, bands: [{at_least: 30 %, gives: 3}, {gives: 0}]}
  p5: {points: low5, bands: [{at_least: 20 %, gives: 2}, {gives: 0}]}
  p6: {points: low6, bands: [{less_than: 10 %, gives: 0}, {less_than: 20 %, gives: 1}, {gives: 2}]}
"""


def test_categories_out_of_reach_are_not_possible() -> None:
    text = """
  total: {formula: p4 + p5 + p6}
criteria:
  K8: {indicator: total, at_least: 8}
  K6: {indicator: total, at_least: 6}
  K5: {indicator: total, at_least: 5}
  K3: {indicator: total, at_least: 3}
categories:
  - {name: восемь, when: K8}
  - {name: шесть, when: K6}
  - {name: пять, when: K5}
  - {name: три, when: K3}
  - {name: меньше}
"""
    found = Example(ROWS, POINTS + text)
    assert found.categories() == ["шесть или пять", "меньше", "не оценивается"]
    assert [found.answers(name) for name in ("K8", "K6", "K5", "K3")] == [
        "--.",
        "?-.",
        "+-.",
        "+-.",
    ]


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("at_least: 0.5", "+-."),
        ("more_than: 0.5", "?-."),
        ("at_most: 0.5", "?+."),
        ("less_than: 0.5", "-+."),
        ("at_least: 0.7", "?-."),  # floats add up to 0.7000000000000001
        ("more_than: 0.7", "--."),
        ("at_most: 0.7", "++."),
        ("less_than: 0.7", "?+."),
    ],
)
def test_a_limit_may_lie_on_the_bound(bound: str, expected: str) -> None:
    """Ends belong to what is possible: from 0.5 to 0.7, and from 0 to 0.2."""
    text = f"""
  total: {{formula: 0.1 * p4 + 0.1 * p5 + 0.1 * p6}}
criteria:
  K: {{indicator: total, {bound}}}
"""
    assert Example(ROWS, POINTS + text).answers("K") == expected


def test_what_may_turn_out_not_to_apply_does_not_stand_in_the_way() -> None:
    """The sum of the first is below 8; if nobody was in class 6, only class 4 is asked about."""
    text = """
  total: {formula: p4 + p5 + p6}
criteria:
  K8: {indicator: total, at_least: 8}
  K5: {indicator: total, at_least: 5}
  L: {indicator: low4, at_least: 30 %}
  both: {all: [K8, L]}
  either: {any: [K8, K5]}
categories:
  - {name: первая, when: both}
  - {name: вторая, when: either}
  - {name: третья}
"""
    found = Example(ROWS, POINTS + text)
    assert found.answers("K8") + found.answers("both") + found.answers("either") == "--.?-++-."
    assert found.categories() == ["первая или вторая или третья", "третья", "первая"]


def test_parts_of_a_mean_may_drop() -> None:
    """The mean of 3 and 2 with at most 2 more is from 5/3 to 7/3, and 5/2 without a third."""
    text = """
  mean: {composite: {p4: 1, p5: 1, p6: 1}}
criteria:
  K: {indicator: mean, more_than: 7/3}
  L: {indicator: mean, more_than: 5/2}
  M: {indicator: mean, at_least: 5/3}
"""
    found = Example(ROWS, POINTS + text)
    assert [found.answers(name) for name in "KLM"] == ["?-+", "---", "+-+"]


@tried(400)
@given(gapped(), pointed())
def test_the_engine_and_the_slow_evaluator_agree_on_points(
    drawn: Tables, methodology: Methodology
) -> None:
    compare(drawn, methodology, YEARS[-1])


@tried(150)
@given(gapped(), pointed())
def test_verdicts_and_their_explanations_agree(drawn: Tables, methodology: Methodology) -> None:
    check_explanations(drawn, methodology)


@tried(60)
@given(gapped(), pointed(firm=True), st.data())
def test_what_was_excluded_never_comes_true(
    drawn: Tables, methodology: Methodology, data: st.DataObject
) -> None:
    """Whatever fills the gaps, one after another: results, or that nobody took part."""
    before = run(drawn, methodology, YEARS[-1])[1]
    note(methodology.model_dump_json(exclude_defaults=True, by_alias=True, indent=1))
    for step in range(3):
        fills = list(filled(drawn))
        if not fills:
            return
        for place in data.draw(_places(len(fills)), label=f"fills {step}"):
            drawn_then = fills[place]
            after = run(drawn_then, methodology, YEARS[-1])[1]
            _check(before, after)
        drawn = drawn_then


def _places(count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, count - 1), min_size=1, max_size=5)


def _check(before: Judgement, after: Judgement) -> None:
    for name, answers in before.answers.items():
        settled = answers.outcome != Outcome.UNKNOWN
        found, expected = after.answers[name].outcome, answers.outcome
        goes = found == Outcome.NOT_APPLICABLE  # nobody took part after all
        assert (found == expected)[settled & ~goes].all(), name
    judged = (before.status == Status.JUDGED) & (after.status == Status.JUDGED)
    assert not (after.possible & ~before.possible)[judged].any()
    decided = judged & (before.category >= 0)
    np.testing.assert_array_equal(after.category[decided], before.category[decided])
