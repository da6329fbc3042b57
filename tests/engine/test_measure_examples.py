"""Examples of measuring worked out by hand from the design; «?» unknown, «.» not applicable."""

from fractions import Fraction
from textwrap import dedent

import pytest

from tests.slow.drawn import Example

ROW = """
    школа   n   2   3   4   5  список  баллы
    А      10   3   4   2   1      12  455.5
"""


def _values(rows: str, indicator: str, *, register: str = "") -> list[float | str]:
    return Example(rows, f"indicators: {{x: {{{indicator}}}}}", register=register).values("x")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("low_share", 0.3),
        ("quality", 0.3),
        ('{share: ["2", "3"]}', 0.7),
        ('{sum: ["4", "5"]}', 3),
        ("mean_mark", 3.1),
        ("mean_score", 45.55),
        ("participation", 10 / 12),
        ("participants", 10),
    ],
)
def test_measures(measure: str, expected: float) -> None:
    assert _values(ROW, f"measure: {measure}") == [pytest.approx(expected, rel=1e-15)]


def test_a_pooled_value_is_a_ratio_of_sums() -> None:
    rows = """
        школа  что       n   2   3   4   5
        А      ВПРрус   10   3   7   0   0
        А      ВПРмат  100  10  90   0   0
    """
    assert _values(rows, "measure: low_share") == [13 / 110]


def test_a_pooled_value_is_over_the_rows_that_say_the_number() -> None:
    rows = """
        школа  что       n   2   3   4   5
        А      ВПРрус   10   3   7   0   0
        А      ВПРмат  100   _   _   _   _
        Б      ВПРрус   10   _   7   3   0
        В      ВПРрус   10   _   _   _   _
    """
    assert _values(rows, "measure: low_share") == [0.3, "?", "?"]
    assert _values(rows, 'measure: {share: ["2", "3"]}') == [0.7 + 0.3, 0.7, "?"]


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("low", 0.13),  # 0.125
        ("opposite", -0.12),  # -0.125: a half goes up
    ],
)
def test_rounding_is_half_up(indicator: str, expected: float) -> None:
    rows = """
        школа  n   2   3   4   5
        А      8   1   7   0   0
    """
    text = """
indicators:
  exact: {measure: low_share}
  low: {measure: low_share, round: 2}
  opposite: {formula: -exact, round: 2}
"""
    assert Example(rows, text).values(indicator) == [expected]


def test_columns() -> None:
    rows = """
        школа  год   балл  верно  всего
        А      2025  30%      3     10
        Б      2025  30       0      0
        В      2025  н/д      3    н/д
        Г      2025  осв      3    осв
        Д      2025  _        _     10
        Е      2025  2,5      3      5
        Ж      2025  0        7      5
        З      2025  0       -1      5
        И      2025  0        1      0
    """
    assert _values(rows, "column: балл") == [0.3, 30, "?", ".", "?", 2.5, 0, 0, 0]
    assert _values(rows, "column: верно, over: всего") == [0.3, ".", "?", ".", "?", 0.6, *"???"]
    few = "column: верно, over: всего, min_participants: 10"
    assert _values(rows, few) == [0.3, ".", "?", ".", "?", *"????"]


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ("{at_least: 50 %, gives: 3}, {at_least: 30 %, gives: 2}, {gives: 0}", [3, 2, 0]),
        ("{at_least: 50 %, gives: 3}, {more_than: 30 %, gives: 2}, {gives: 0}", [3, 0, 0]),
        ("{at_least: 50 %, gives: 3}, {at_least: 30 %, gives: 2}", [3, 2, "?"]),
        ("{less_than: 30 %, gives: A}, {gives: F}", ["F", "F", "A"]),
    ],
)
def test_points(bands: str, expected: list[float | str]) -> None:
    rows = """
        школа    n   2   3   4   5
        А       10   6   4   0   0
        Б       10   3   7   0   0
        В      100  29  71   0   0
    """
    text = f"indicators: {{low: {{measure: low_share}}, x: {{points: low, bands: [{bands}]}}}}"
    assert Example(rows, text).values("x") == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("0.8 * a + 0.2 * b", [4, "?", ".", "."]),
        ("max(1, 0.05 * (800 - a))", [39.75, 39.75, 39.75, "."]),
        ("max(1, b)", [1, "?", ".", 7]),
        ("a / b", ["?", "?", ".", "."]),
        ("abs(b - a) - min(a, 2, 3)", [3, "?", ".", "."]),
    ],
)
def test_formulas(formula: str, expected: list[float | str]) -> None:
    rows = """
        школа  год   a    b
        А      2025  5    0
        Б      2025  5    н/д
        В      2025  5    осв
        Г      2025  осв  7
    """
    text = f"indicators: {{a: {{column: a}}, b: {{column: b}}, x: {{formula: '{formula}'}}}}"
    assert Example(rows, text).values("x") == expected


BUDGETS = """
    школа  год   x               y
    А      2024  _               88589843683,21
    А      2025  88589843683,21  88589843783,51
    Б      2024  _               88589843683,21
    Б      2025  88589843683,21  88589843783,50
    В      2024  _               88589843683,21
    В      2025  88589843683,21  88589843683,51
"""


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("formula: y - x", [100.3, 100.29, 0.3]),
        ("formula: 1 / (y - x - 100.3)", ["?", -100, -0.01]),
        ("formula: y - 1 - x, round: 1", [99.3, 99.3, -0.7]),
        ("change: y", [100.3, 100.29, 0.3]),
        ("composite: {y: 1}, normalise: {minmax: [0, 1003]}", [1003, 1002.8997, 0]),
        (
            "composite: {y: 1}, normalise: {target: 88589843783.52}",
            [10000 / 10001, 9999 / 10001, 0],
        ),
        (
            "composite: {y: 1}, normalise: {minmax: [0, 1], from: [88589843683, 88589843783]}",
            [1.0051, 1.005, 0.0051],
        ),
        ("composite: {y: 1, minus: 1}", [50.15, 50.145, 0.15]),
    ],
)
def test_values_are_the_nearest_floats_however_large_their_parts(
    indicator: str, expected: list[float | str]
) -> None:
    text = f"""
indicators:
  x: {{column: x}}
  y: {{column: y}}
  minus: {{formula: -x}}
  c: {{{indicator}}}
"""
    assert Example(BUDGETS, text).values("c") == expected


def test_points_of_a_small_difference_of_large_numbers() -> None:
    text = """
indicators:
  y: {column: y}
  d: {change: y}
  c: {points: d, bands: [{more_than: 100.3, gives: 3}, {at_least: 100.3, gives: 2}, {gives: 1}]}
"""
    assert Example(BUDGETS, text).values("c") == [2, 1, 1]


def test_changes() -> None:
    rows = """
        школа  год   что   n   2   3   4   5
        А      2024  ВПР  10   2   8   0   0
        А      2025  ВПР  10   3   7   0   0
        Б      2025  ВПР  10   3   7   0   0
        В      2024  ВПР  10   3   7   0   0
        Г      2024  ВПР  10   3   7   0   0
        Г      2025  ВПР   0   0   0   0   0
    """
    text = "indicators: {low: {measure: low_share}, x: {change: low}}"
    assert Example(rows, text).values("x") == [pytest.approx(0.1), "?", "?", "."]


def test_changes_are_refused_across_a_break_of_the_scale() -> None:
    rows = """
        школа  год   что   n  низкий  высокий
        А      2023  КДР  10       2        8
        А      2024  КДР  10       3        7
        А      2025  КДР  10       4        6
        А      2026  КДР  10       6        4
    """
    text = "indicators: {low: {measure: low_share}, x: {change: low}, y: {change: low, years: 2}}"
    example = Example(rows, text, year=2026)
    found = [example.values("x", year)[0] for year in (2024, 2025, 2026)]
    assert found == [pytest.approx(0.1), "?", pytest.approx(0.2)]
    assert example.values("y", 2026) == ["?"]


# Composites.

COLUMNS = """
    школа  x   ties  round  округ
    А      10  10    10     с
    Б      20  10    20     с
    В      40  40    30     ю
"""
ANYTHING = """
    школа   n   2   3   4   5
    А      10   3   7   0   0
    Б      10   3   7   0   0
    В      10   3   7   0   0
"""


def _composite(method: str, *, part: str = "column: x", excluded: str = "") -> list[float | str]:
    text = f"indicators: {{part: {{{part}}}, x: {{composite: {{part: 1}}, {method}}}}}"
    return Example(ANYTHING, text, register=COLUMNS, excluded=excluded).values("x")


@pytest.mark.parametrize(
    ("method", "part", "expected"),
    [
        ("normalise: none", "column: x", [10, 20, 40]),
        ("normalise: {minmax: [0, 100]}", "column: x", [0, 100 / 3, 100]),
        ("normalise: {minmax: [0, 1], from: [0, 50]}", "column: x", [0.2, 0.4, 0.8]),
        ("normalise: rank", "column: x", [1, 2, 3]),
        ("normalise: rank", "column: ties", [1, 1, 3]),
        ("normalise: percentile", "column: x", [0, 0.5, 1]),
        ("normalise: percentile", "column: ties", [0, 0, 1]),
        ("normalise: share_below", "column: x", [0, 1 / 3, 2 / 3]),
        ("normalise: {target: 30}", "column: x", [0, 0.5, 1]),
        ("normalise: zscore", "column: round", [-1, 0, 1]),
        ("normalise: rank, within: округ", "column: x", [1, 2, 1]),
        ("normalise: percentile, within: округ", "column: x", [0, 1, "?"]),
        ("normalise: {minmax: [0, 1]}, within: округ", "column: ties", ["?", "?", "?"]),
    ],
)
def test_normalising(method: str, part: str, expected: list[float | str]) -> None:
    assert _composite(method, part=part) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("none", [10, 20, 40]),
        ("{minmax: [0, 100]}", [100, 200 / 3, 0]),
        ("{minmax: [0, 1], from: [0, 50]}", [0.8, 0.6, 0.2]),
        ("rank", [3, 2, 1]),
        ("percentile", [1, 0.5, 0]),
        ("share_below", [2 / 3, 1 / 3, 0]),
        ("{target: 20}", [1, 1, 0]),
    ],
)
def test_a_part_whose_high_side_is_bad_is_turned_round(
    method: str, expected: list[float | str]
) -> None:
    part = "column: x, direction: high_is_bad"
    assert _composite(f"normalise: {method}", part=part) == pytest.approx(expected)


def test_great_ends_near_each_other_do_not_spoil_the_scale() -> None:
    text = """
    indicators:
      part: {column: x}
      odd: {residual: part, on: [part]}
      x:
        composite: {part: 1, odd: 1}
        normalise: {minmax: [0, 1], from: [88589843683.21, 88589843783.51]}
        missing: reweight
    """
    expected = [float((x - Fraction("88589843683.21")) / Fraction("100.3")) for x in (10, 20, 40)]
    found = Example(ANYTHING, dedent(text), register=COLUMNS).values("x")
    assert found == pytest.approx(expected, rel=1e-12)


def test_great_goalposts_near_each_other_do_not_spoil_a_geometric_mean() -> None:
    text = """
    indicators:
      part: {column: x}
      x:
        composite: {part: 1, whole: 1}
        normalise: {part: {minmax: [0, 1], from: [88589843683.21, 88589843783.51]}, whole: none}
        mean: geometric
      whole: {column: x}
    """
    register = """
        школа  x
        А      88589843683.71
        Б      88589843783.51
    """
    expected = [(0.5 / 100.3 * 88589843683.71) ** 0.5, 88589843783.51**0.5]
    assert Example(ANYTHING, dedent(text), register=register).values("x")[:2] == pytest.approx(
        expected, rel=1e-12
    )


def test_great_values_near_each_other_keep_their_standard_scores() -> None:
    register = """
        школа  x
        А      88589843683.21
        Б      88589843683.21
        В      88589843783.51
    """
    text = "indicators: {part: {column: x}, x: {composite: {part: 1}, normalise: zscore}}"
    found = Example(ANYTHING, text, register=register).values("x")
    expected = [-1 / 3**0.5, -1 / 3**0.5, 2 / 3**0.5]
    assert found == pytest.approx(expected, rel=1e-12)


def test_excluded_schools_have_no_place_in_a_group() -> None:
    assert _composite("normalise: rank", excluded="А") == ["?", 1, 2]
    fixed = "normalise: {minmax: [0, 1], from: [0, 50]}"
    assert _composite(fixed, excluded="А") == pytest.approx([0.2, 0.4, 0.8])


def test_a_closed_school_is_in_the_groups_of_its_years_alone() -> None:
    rows = """
        школа  год   n   2   3   4   5
        Б      2024  10   3   7   0   0
        Б      2025  10   3   7   0   0
        В      2025  10   3   7   0   0
        А      2024  10   3   7   0   0
    """
    text = "indicators: {part: {column: x}, x: {composite: {part: 1}, normalise: rank}}"
    example = Example(rows, text, register=COLUMNS, closed="А")
    assert example.tables.schools == ("Б", "В", "А")
    assert example.values("x") == [1, 2, "?"]
    assert example.values("x", 2024) == [2, 3, 1]


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        ("composite: {a: 1, b: 1}", 5),
        ("composite: {a: 3, b: 1}", 3.5),
        ("composite: {a: 1, b: 1}, mean: geometric", 4),
        ("composite: {a: 1, b: 1}, mean: harmonic", 3.2),
        ("composite: {a: 2, b: 1}, mean: geometric", 2 ** (5 / 3)),
    ],
)
def test_means_of_parts(mean: str, expected: float) -> None:
    rows = """
        школа  год   a    b
        А      2025  2    8
    """
    text = f"indicators: {{a: {{column: a}}, b: {{column: b}}, x: {{{mean}}}}}"
    assert Example(rows, text).values("x") == pytest.approx([expected])


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("missing: unknown", [5, "?", 2, "?", "."]),
        ("missing: reweight", [5, 2, 2, "?", "."]),
        ("missing: reweight, needs: 50 %", [5, 2, 2, "?", "."]),
        ("missing: reweight, needs: 75 %", [5, "?", 2, "?", "."]),
    ],
)
def test_parts_that_are_missing(missing: str, expected: list[float | str]) -> None:
    rows = """
        школа  год   a    b
        А      2025  2    8
        Б      2025  2    н/д
        В      2025  2    осв
        Г      2025  осв  н/д
        Д      2025  осв  осв
    """
    x = f"{{composite: {{a: 1, b: 1}}, {missing}}}"
    text = f"indicators: {{a: {{column: a}}, b: {{column: b}}, x: {x}}}"
    assert Example(rows, text).values("x") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("mean", "expected"),
    [("geometric", [0, "?"]), ("harmonic", ["?", "?"]), ("arithmetic", [4, 3])],
)
def test_means_that_do_not_exist(mean: str, expected: list[float | str]) -> None:
    rows = """
        школа  год   a    b
        А      2025  0    8
        Б      2025  -2   8
    """
    x = f"{{composite: {{a: 1, b: 1}}, mean: {mean}}}"
    text = f"indicators: {{a: {{column: a}}, b: {{column: b}}, x: {x}}}"
    assert Example(rows, text).values("x") == expected


def test_residuals() -> None:
    """Without books the mean is 3, with them 13: what is left is the distance to it."""
    lines = [f"Ш{i} 2025 {i % 5 + 1 + (10 if i < 15 else 0)} {int(i < 15)}" for i in range(10, 20)]
    rows = "\n".join(["школа год балл книги", *lines])
    text = "indicators: {y: {column: балл}, b: {column: книги}, x: {residual: y, on: b}}"
    assert Example(rows, text).values("x") == pytest.approx([-2, -1, 0, 1, 2] * 2)
    fewer = "\n".join(rows.splitlines()[:-1])
    assert Example(fewer, text).values("x") == ["?"] * 9


def test_residuals_weighted_by_participants() -> None:
    """Without books 6 of 100 are low, 6 % is expected of each school; with them 50 %."""
    without = [f"Ш{i} 10 0 10 0 0" for i in range(10, 14)] + ["Ш14 60 6 54 0 0"]
    lines = [*without, *(f"Ш{i} 10 5 5 0 0" for i in range(15, 20))]
    rows = "\n".join(["школа n 2 3 4 5", *lines])
    books = "\n".join(["школа книги", *(f"Ш{i} {int(i > 14)}" for i in range(10, 20))])
    text = """
indicators:
  low: {measure: low_share}
  books: {column: книги}
  x: {residual: low, on: books, weighted: participants}
  y: {residual: low, on: books}
"""
    example = Example(rows, text, register=books)
    expected = [*[-0.06] * 4, 0.04, *[0] * 5]
    assert example.values("x") == pytest.approx(expected)
    assert example.values("y") == pytest.approx([*[-0.02] * 4, 0.08, *[0] * 5])
