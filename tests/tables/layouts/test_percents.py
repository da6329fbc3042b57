"""Printed percents stand for the counts that plain search finds, and for no others."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shnor_cli.tables.layouts.percents import as_percents, fit, numbers, percent_of
from shnor_cli.tables.texts import Percent


def fitting(number: int, unit: int, total: int) -> list[int]:
    half = Fraction(1, 2 * unit)
    printed = Fraction(number, unit)
    return [n for n in range(total + 1) if abs(Fraction(100 * n, total) - printed) <= half]


def solutions(percents: list[int], unit: int, total: int) -> list[tuple[int, ...]]:
    each = [fitting(number, unit, total) for number in percents]
    return [counts for counts in product(*each) if sum(counts) == total]


def printed(counts: list[int], unit: int) -> list[int]:
    total = sum(counts)
    return [(2 * 100 * unit * n + total) // (2 * total) for n in counts]


UNITS = st.sampled_from([1, 10, 100])


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), UNITS, st.lists(st.integers(-1, 1)))
def test_the_only_counts_are_those_of_plain_search(
    counts: list[int], unit: int, errors: list[int]
) -> None:
    assume(sum(counts))
    percents = printed(counts, unit)
    for place, error in enumerate(errors[:4]):
        percents[place] = max(percents[place] + error, 0)
    found = fit(percents, unit, sum(counts))
    expected = solutions(percents, unit, sum(counts))
    assert found.is_possible == bool(expected)
    assert found.is_only == (len(expected) == 1)
    if found.is_only:
        assert [found.counts()] == expected


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=40), UNITS)
def test_nearest_counts_add_up_and_print_as_the_percents(counts: list[int], unit: int) -> None:
    assume(sum(counts))
    percents, total = printed(counts, unit), sum(counts)
    found = fit(percents, unit, total)
    assert found.is_possible
    assert sum(found.counts()) == total
    half = Fraction(1, 2 * unit)
    for number, count in zip(percents, found.counts(), strict=True):
        assert abs(Fraction(100 * count, total) - Fraction(number, unit)) <= half


@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.sampled_from([10, 100]))
def test_a_percent_that_no_count_gives_is_named(counts: list[int], unit: int) -> None:
    total = sum(counts)
    assume(total)
    misfits = [
        place for place, n in enumerate(printed(counts, unit)) if not fitting(n + 3, unit, total)
    ]
    found = fit([n + 3 for n in printed(counts, unit)], unit, total)
    assert list(found.misfits) == misfits


def test_one_percent_is_ambiguous_and_three_are_not() -> None:
    whole = fit([33, 33, 33], 1, 150)
    assert (whole.least, whole.most) == ((49, 49, 49), (50, 50, 50))
    assert whole.counts() == (50, 50, 50)
    assert whole.is_only
    assert not fit([33, 33, 34], 1, 150).is_only


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("28,57", Percent(2857, 100)),
        ("28.6 %", Percent(286, 10)),
        ("100", Percent(100, 1)),
        ("28.570000000000004", Percent(2857, 100)),
        ("14.299999999999999", Percent(143, 10)),
        ("0.2857142857142857", Percent(285714286, 10**9)),
        ("6e-05", Percent(6, 10**5)),
        (None, Percent(0, 1)),
        ("–", Percent(0, 1)),
    ],
)
def test_cells_are_percents(text: str | None, percent: Percent) -> None:
    assert percent_of(text) == percent


def test_what_is_no_number_is_no_percent() -> None:
    with pytest.raises(ValueError, match="«н/д» не доля и не число"):
        percent_of("н/д")


def test_shares_of_one_are_percents() -> None:
    row = [percent_of(each) for each in ("0,2857", "0.5", "0.2143", "0")]
    assert numbers(as_percents(row), 100) == (2857, 5000, 2143, 0)
    assert as_percents([percent_of("1"), percent_of("0")]) == (Percent(100, 1), Percent(0, 1))
    assert as_percents([percent_of("99,9"), percent_of("0,1")])[1] == Percent(1, 10)
