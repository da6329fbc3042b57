"""The exact test against its definition in whole numbers."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_cli.engine.doubts.chance import at_least, bar, fisher


def by_definition(first: int, of_first: int, second: int, of_second: int) -> Fraction:
    low, whole = first + second, of_first + of_second
    tables = [comb(of_first, k) * comb(of_second, low - k) for k in range(low + 1)]
    seen = tables[first]
    return Fraction(sum(each for each in tables if each <= seen), comb(whole, low))


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int, int, int]:
    of_first, of_second = draw(st.integers(0, 60)), draw(st.integers(0, 60))
    return draw(st.integers(0, of_first)), of_first, draw(st.integers(0, of_second)), of_second


@given(st.lists(counts(), min_size=1, max_size=5))
def test_it_is_the_sum_of_all_tables_no_more_probable(tables: list[tuple[int, ...]]) -> None:
    columns = np.array(tables).T
    found = fisher(*columns, below=2.0)
    assert found == pytest.approx([float(by_definition(*each)) for each in tables], rel=1e-6)


@given(st.lists(counts(), min_size=1, max_size=5), st.sampled_from([0.5, 0.05, 0.001]))
def test_sparing_sums_hides_nothing_under_the_bar(
    tables: list[tuple[int, ...]], below: float
) -> None:
    columns = np.array(tables).T
    whole, spared = fisher(*columns, below=2.0), fisher(*columns, below=below)
    assert ((whole < below) == (spared < below)).all()
    assert (whole == spared)[whole < below].all()


def test_known_example() -> None:
    tea = (np.array([each]) for each in (3, 4, 1, 4))
    assert fisher(*tea, below=1.0)[0] == pytest.approx(34 / 70)


def test_nothing_to_compare_is_nothing() -> None:
    assert fisher(*np.zeros((4, 0), np.int64), below=0.001).size == 0


@pytest.mark.parametrize(("many", "expected"), [(0, 0.001), (50, 0.001), (5000, 0.00001)])
def test_more_comparisons_raise_the_bar(many: int, expected: float) -> None:
    assert bar(many) == pytest.approx(expected)


@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from([0.5, 0.75, 1.0]))
def test_so_many_or_more_are_the_tail_of_the_binomial(count: int, of: int, part: float) -> None:
    count, exact = min(count, of), Fraction(part)
    tail = sum(comb(of, k) * exact**k * (1 - exact) ** (of - k) for k in range(count, of + 1))
    assert at_least(count, of, part) == pytest.approx(float(tail), rel=1e-9)


def test_thousands_are_no_too_large_a_number() -> None:
    assert at_least(2_000, 4_000, 0.5) == pytest.approx(0.5, abs=0.01)
    assert at_least(4_000, 4_000, 0.5) == 0
