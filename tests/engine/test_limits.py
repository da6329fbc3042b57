"""What an unknown value can still be, and what therefore cannot come true."""

import numpy as np
from hypothesis import given, note
from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Judgement, Outcome, Status
from tests.engine.test_against_slow import compare
from tests.engine.test_properties import check_explanations
from tests.slow.pointed import YEARS, filled, gapped, pointed
from tests.slow.tables import Tables
from tests.slow.trying import run, tried


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
        goes = np.zeros(settled.shape, np.bool_)
        if answers.sources is not None:
            goes = (answers.sources != 0) & (found == Outcome.NOT_APPLICABLE)
        assert (found == expected)[settled & ~goes].all(), name
    judged = (before.status == Status.JUDGED) & (after.status == Status.JUDGED)
    assert not (after.possible & ~before.possible)[judged].any()
    decided = judged & (before.category >= 0)
    np.testing.assert_array_equal(after.category[decided], before.category[decided])
