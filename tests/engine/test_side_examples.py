"""Examples of bounds and of what stands on the other side, worked out by hand from the design.

A sign stands for each school in the order of its table: «+» met, «-» not met, «?» unknown,
«.» not applicable.
"""

import pytest

from tests.slow.drawn import Example

LOW = "indicators: {low: {measure: low_share}}\n"


def _one(rows: str, rule: str, *, more: str = "", register: str = "", excluded: str = "") -> str:
    """Ask one question of the pooled share of low results."""
    text = f"{LOW}criteria: {{K: {{indicator: low, {rule}}}}}\n{more}"
    return Example(rows, text, register=register, excluded=excluded).answers("K")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("at_least: 30 %", "+-+"),
        ("at_least: 0.3", "+-+"),
        ("at_least: 3/10", "+-+"),
        ("more_than: 30 %", "--+"),
        ("at_most: 30 %", "++-"),
        ("less_than: 30 %", "-+-"),
        ("at_least: {value: 20 %, times: 1.5}", "+-+"),
        ("at_least: {value: 45 %, minus: 15 %}", "+-+"),
        ("more_than: {value: 20 %, times: 1.5}", "--+"),
    ],
)
def test_a_number(rule: str, expected: str) -> None:
    rows = """
        школа    n   2   3   4   5
        А       10   3   7   0   0
        Б      100  29  71   0   0
        В      100  31  69   0   0
    """
    assert _one(rows, rule) == expected


# 10 %, 20 % and 60 %; by participants 18 of 120 is 15 %.
GROUP = """
    школа    n   2   3   4   5
    А      100  10  90   0   0
    Б       10   2   8   0   0
    В       10   6   4   0   0
"""
REGISTER = """
    школа  вес  округ  край
    А        8  с      к
    Б        1  с      к
    В        1  ю      _
"""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("at_least: {mean: all, weighted: schools}", "--+"),  # 30 %
        ("at_least: {mean: all, weighted: participants}", "-++"),  # 15 %
        ("at_least: {mean: all, weighted: вес}", "-++"),  # (8*10 + 20 + 60) / 10 = 16 %
        ("at_least: {mean: all, weighted: schools, times: 2/3}", "-++"),  # 20 %
        ("more_than: {mean: all, weighted: schools, times: 2/3}", "--+"),
        ("at_least: {mean: all, weighted: schools, minus: 10 %}", "-++"),  # 20 %
        ("at_least: {median: all}", "-++"),  # 20 %
        ("more_than: {median: all}", "--+"),
        (
            "at_least: {mean: округ, weighted: schools}",
            "-++",
        ),  # 15 % in the north, 60 % in the south
        ("at_most: {mean: округ, weighted: schools}", "+-+"),
        ("at_least: {median: край}", "-+?"),  # the third school has no such attribute
        ("at_least: {mean: all, weighted: schools}, applies_to: {округ: [с]}", "-+."),  # 15 %
    ],
)
def test_the_mean_or_median_of_a_group(rule: str, expected: str) -> None:
    assert _one(GROUP, rule, register=REGISTER) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("indicator: d, at_least: 100.3", "+-+"),
        ("indicator: d, more_than: 100.3", "--+"),
        ("indicator: d, at_most: {indicator: y, minus: 88589843683.21}", "+++"),
        ("indicator: d, less_than: {indicator: y, minus: 88589843683.21}", "---"),
        ("indicator: far, at_least: 30 %", "+-+"),
        ("indicator: y, at_least: {mean: all, weighted: schools}", "+-+"),
        ("indicator: y, more_than: {mean: all, weighted: schools}", "--+"),
        ("indicator: d, at_least: {median: all, times: 1000000000, minus: 100299999899.7}", "+-+"),
        ("indicator: d, is_in: {highest: 1, ties: include}", "--+"),
    ],
)
def test_small_differences_of_large_numbers(rule: str, expected: str) -> None:
    rows = """
        школа  год   x               y               b
        А      2025  88589843683,21  88589843783,51  0,3
        Б      2025  88589843683,21  88589843783,50  0,299999999999999
        В      2025  88589843683,21  88589843783,52  0,300000000000001
    """
    text = f"""
indicators:
  x: {{column: x}}
  y: {{column: y}}
  b: {{column: b}}
  d: {{formula: y - x}}
  far: {{formula: b + 999999999999999 - 999999999999999}}
criteria: {{K: {{{rule}}}}}
"""
    assert Example(rows, text).answers("K") == expected


@pytest.mark.parametrize(("bound", "expected"), [("at_least", "+"), ("more_than", "-")])
def test_a_whole_number_from_products_that_no_float_holds(bound: str, expected: str) -> None:
    text = f"""
indicators:
  n: {{measure: participants}}
  c: {{formula: n * 999999 * 999999 * 99999 - n * 999999 * 999999 * 99499}}
criteria: {{K: {{indicator: c, {bound}: 499999000000500}}}}
"""
    rows = """
        школа  n  2  3  4  5
        А      1  1  0  0  0
    """
    assert Example(rows, text).answers("K") == expected


def test_a_small_group_says_nothing() -> None:
    rule = "at_least: {mean: округ, weighted: schools}"
    assert _one(GROUP, rule, register=REGISTER, more="min_group: 2") == "-+?"


def test_closed_schools_make_no_group_of_a_later_year() -> None:
    rows = """
        школа   n   2   3   4   5
        А      10   1   9   0   0
        Б      10   2   8   0   0
    """
    register = """
        школа  x
        А      10
        Б      20
        В      60
    """
    text = "indicators: {x: {column: x}}\ncriteria:\n  K: {indicator: x, at_least: {mean: all}}\n"
    text += "  E: {indicator: x, is_in: {highest: 1, ties: include}}\n"
    found = Example(rows, text, register=register, closed="В")
    assert found.answers("K") == "-++"  # 15, not 30
    assert found.answers("E") == "-+?"
    assert Example(rows, text, register=register).answers("K") == "--+"


def test_excluded_schools_make_no_group_but_are_compared_with_it() -> None:
    rule = "at_least: {mean: all, weighted: schools}"
    assert _one(GROUP, rule, excluded="В") == "-++"  # 15 %
    assert _one(GROUP, rule, excluded="В", more="groups: all") == "--+"  # 30 %


def test_the_median_of_four_is_between_the_middle_two() -> None:
    rows = """
        школа    n   2   3   4   5
        А       10   1   9   0   0
        Б       10   2   8   0   0
        В       10   4   6   0   0
        Г       10   9   1   0   0
        П       10   3   7   0   0
    """
    assert _one(rows, "at_least: {median: all}", excluded="П") == "--+++"  # 30 %
    assert _one(rows, "more_than: {median: all}", excluded="П") == "--++-"


@pytest.mark.parametrize(
    ("percent", "method", "expected"),
    [
        (25, "linear", "+---+"),  # 17.5 %
        (25, "weibull", "+----"),  # 12.5 %
        (25, "inverted_cdf", "+----"),  # 10 %
        (25, "lower", "+----"),  # 10 %
        (25, "higher", "++--+"),  # 20 %
        (50, "linear", "++--+"),  # 25 %
        (50, "inverted_cdf", "++--+"),  # 20 %
        (51, "inverted_cdf", "+++-+"),  # 30 %
        (50, "higher", "+++-+"),  # 30 %
        (10, "weibull", "+----"),  # below the first value there is nothing: 10 %
        (0, "linear", "+----"),
        (100, "weibull", "+++++"),
    ],
)
def test_percentiles(percent: int, method: str, expected: str) -> None:
    """The last school is not of the group: its 15 % lie between what the definitions give."""
    rows = """
        школа    n   2   3   4   5
        А      100  10  90   0   0
        Б      100  20  80   0   0
        В      100  30  70   0   0
        Г      100  40  60   0   0
        П      100  15  85   0   0
    """
    rule = f"at_most: {{percentile: {percent}, within: all, method: {method}}}"
    assert _one(rows, rule, excluded="П") == expected


def test_standard_deviations_are_those_of_a_sample() -> None:
    rows = """
        школа    n   2   3   4   5
        А      100  10  90   0   0
        Б      100  20  80   0   0
        В      100  30  70   0   0
    """
    below = "{mean: all, weighted: schools, minus_sd: 1}"  # 20 % - 10 %
    assert _one(rows, f"at_most: {below}") == "+--"
    assert _one(rows, f"less_than: {below}") == "---"
    assert _one(rows.replace("Б      100  20", "Б      100  11"), f"at_most: {below}") == "---"


def test_a_group_of_one_has_no_deviation() -> None:
    rows = """
        школа    n   2   3   4   5
        А      100  10  90   0   0
    """
    assert _one(rows, "at_most: {mean: all, weighted: schools, minus_sd: 1}") == "?"


def test_another_indicator_of_the_school() -> None:
    rows = """
        школа  год   что   n   2   3   4   5
        А      2025  ВПР  10   3   7   0   0
        А      2025  ОГЭ  10   2   8   0   0
        Б      2025  ВПР  10   1   9   0   0
        Б      2025  ОГЭ  10   2   8   0   0
        В      2025  ВПР  10   3   7   0   0
        Г      2025  ВПР  10   3   7   0   0
        Г      2024  ОГЭ  10   3   7   0   0
    """
    text = """
indicators:
  school: {measure: low_share, of: [{procedure: ВПР}]}
  exam: {measure: low_share, of: [{procedure: ОГЭ}]}
criteria:
  K: {indicator: school, at_least: {indicator: exam}}
  L: {indicator: exam, at_most: {indicator: school}}
"""
    example = Example(rows, text)
    assert example.answers("K") == "+-.?"
    assert example.answers("L") == "+-.?"


def test_years_ago() -> None:
    rows = """
        школа  год    n   2   3   4   5
        А      2024  10   2   8   0   0
        А      2025  10   3   7   0   0
        Б      2024  10   3   7   0   0
        Б      2025  10   2   8   0   0
        В      2025  10   2   8   0   0
        Г      2024   0   0   0   0   0
        Г      2025  10   2   8   0   0
    """
    assert _one(rows, "at_least: {years_ago: 1}") == "+-??"
    assert _one(rows, "at_least: {years_ago: 1, minus: 10 %}") == "++??"
    assert _one(rows, "more_than: {years_ago: 1, minus: 10 %}") == "+-??"


def test_what_the_group_reported_of_itself() -> None:
    rows = """
        школа   n   2   3   4   5
        А      10   3   7   0   0
        Б      10   2   8   0   0
        В      10   3   7   0   0
    """
    register = """
        школа  municipality
        А      Север
        Б      Север
        В      Юг
    """
    reported = """
        школа                n    2    3    4    5
        municipality=Север  90   27   63    0    0
        all=all            900  180  720    0    0
    """
    text = f"""{LOW}
criteria:
  K: {{indicator: low, at_least: {{reported: municipality}}}}
  L: {{indicator: low, more_than: {{reported: all}}}}
"""
    example = Example(rows, text, register=register, reported=reported)
    assert example.answers("K") == "+-?"
    assert example.answers("L") == "+-+"
