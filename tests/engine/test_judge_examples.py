"""Examples of ends of groups, gaps in the tables and categories, worked out by hand.

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


# The ends of a group.

EIGHT = """
    школа    n   2   3   4   5
    А      100  10  90   0   0
    Б      100  20  80   0   0
    В       10   2   8   0   0
    Г      100  30  70   0   0
    Д      100  40  60   0   0
    Е      100  50  50   0   0
    Ж      100  60  40   0   0
    З      100  70  30   0   0
"""


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("lowest: 25 %, ties: exclude", "+-------"),  # the two at 20 % would make three
        ("lowest: 25 %, ties: include", "+++-----"),
        ("lowest: 3, ties: exclude", "+++-----"),
        ("lowest: 3, ties: include", "+++-----"),
        ("lowest: 1, ties: include", "+-------"),
        ("lowest: 50 %, ties: exclude", "++++----"),
        ("highest: 1, ties: exclude", "-------+"),
        ("highest: 1/3, ties: exclude", "------++"),  # two and two thirds
        ("highest: 1/3, ties: include", "-----+++"),
        ("lowest: 100 %, ties: exclude", "++++++++"),
        ("lowest: 20, ties: include", "++++++++"),
    ],
)
def test_the_end_of_a_group(end: str, expected: str) -> None:
    assert _one(EIGHT, f"is_in: {{{end}}}") == expected


def test_excluded_schools_are_at_no_end() -> None:
    rule = "is_in: {highest: 1, ties: exclude}"
    assert _one(EIGHT, rule, excluded="З") == "------+."
    assert _one(EIGHT, rule, excluded="З", more="groups: all") == "-------+"


def test_the_ends_of_groups_within() -> None:
    register = """
        школа  округ
        А      с
        Б      с
        В      с
        Г      ю
        Д      ю
        Е      ю
        Ж      ю
        З      _
    """
    rule = "is_in: {lowest: 1, within: округ, ties: exclude}"
    assert _one(EIGHT, rule, register=register) == "+--+---?"


def test_letters() -> None:
    rows = """
        школа  год   буква
        А      2025  A
        Б      2025  D
        В      2025  F
        Г      2025  н/д
        Д      2025  осв
        Е      2025  _
    """
    text = """
indicators: {letter: {column: буква}}
criteria: {K: {indicator: letter, is_in: [D, F]}}
"""
    assert Example(rows, text).answers("K") == "-++?.?"


# What is unknown and what does not apply.

GAPS = """
    школа  год    n   2   3   4   5
    А      2025  10   3   7   0   0
    Б      2024  10   3   7   0   0
    В      2025   0   0   0   0   0
    Г      2025  10   _   _   _   _
    Д      2025   5   2   3   0   0
    Е      2024   0   0   0   0   0
"""
NEVER = """
    школа  вид
    Ж      СОШ
"""


def test_unknown_and_not_applicable() -> None:
    text = """
indicators: {low: {measure: low_share, min_participants: 10}}
criteria:
  K: {indicator: low, at_least: 30 %}
  L: {indicator: low, at_least: 30 %, missing: not_met}
  M: {known: low}
"""
    example = Example(GAPS, text, register=NEVER)
    assert example.answers("K") == "+?.???."
    assert example.answers("L") == "+-.---."
    assert example.answers("M") == "+------"


def test_a_missing_row_may_be_declared_not_applicable() -> None:
    rule = "at_least: 30 %"
    assert _one(GAPS, rule, register=NEVER, more="absent: not_applicable") == "+..?+.."


def test_a_procedure_that_was_not_held_does_not_apply() -> None:
    rows = """
        школа  год   что   n   2   3   4   5
        А      2021  ОГЭ  10   3   7   0   0
        Б      2021  ОГЭ  10   3   7   0   0
        Б      2020  ВПР  10   3   7   0   0
        В      2021  ОГЭ  10   3   7   0   0
        В      2021  ВПР  10   3   7   0   0
    """
    text = LOW + "criteria: {K: {indicator: low, at_least: 30 %}}"
    assert Example(rows, text, year=2020).answers("K") == ".+?"


def test_whom_a_criterion_concerns_by_attributes() -> None:
    rows = """
        школа   n   2   3   4   5
        А      10   3   7   0   0
        Б      10   3   7   0   0
        В      10   3   7   0   0
        Г      10   3   7   0   0
        Д      10   _   _   _   _
    """
    register = """
        школа  вид
        А      СОШ
        Б      сош
        В      ООШ
        Г      _
        Д      ООШ
    """
    rule = "at_least: 30 %, applies_to: {вид: [СОШ]}"
    assert _one(rows, rule, register=register) == "++.?."


# Categories.


def test_categories_and_those_still_possible() -> None:
    rows = """
        школа  год   a    b
        А      2025  1    1
        Б      2025  0    1
        В      2025  0    0
        Г      2025  н/д  1
        Д      2025  н/д  0
        Е      2025  н/д  н/д
        Ж      2025  0    н/д
        З      2025  осв  осв
        И      2025  осв  0
        К      2025  1    1
        Л      2024  1    1
    """
    text = """
indicators: {a: {column: a}, b: {column: b}}
criteria:
  A: {indicator: a, at_least: 1}
  B: {indicator: b, at_least: 1}
categories:
  - {name: ШНОР, when: A}
  - {name: риск, when: B}
  - {name: нет}
"""
    assert Example(rows, text, excluded="К").categories() == [
        "ШНОР",
        "риск",
        "нет",
        "ШНОР или риск",
        "ШНОР или нет",
        "ШНОР или риск или нет",
        "риск или нет",
        "не оценивается",
        "нет",
        "исключена",
        "нет данных за год",
    ]


# Where floats prove nothing: the exact value must be that of the very same cell.


@pytest.mark.parametrize("method", ["rank", "percentile", "share_below", "{minmax: [0, 1]}"])
@pytest.mark.parametrize("who", ["excluded", "without a group", "in a small group"])
def test_a_part_left_out_of_a_composite_is_left_out_of_its_exact_value(
    method: str, who: str
) -> None:
    """The part of the last school has no place in a group: its composite is `b` alone, 30 %."""
    rows = """
        школа    n   2   3   4   5
        А      100  10  90   0   0
        Б      100  20  80   0   0
        В      100  30  70   0   0
    """
    register = f"""
        школа  округ
        А      с
        Б      с
        В      {"_" if who == "without a group" else "ю" if who == "in a small group" else "с"}
    """
    text = f"""
indicators:
  a: {{measure: quality}}
  b: {{measure: low_share, direction: low_is_bad}}
  x:
    composite: {{a: 1, b: 1}}
    normalise: {{a: {method}, b: none}}
    missing: reweight
    within: округ
criteria:
  K: {{indicator: x, at_least: 30 %}}
  L: {{indicator: b, at_least: {{indicator: x}}}}
min_group: {2 if who == "in a small group" else 1}
"""
    excluded = "В" if who == "excluded" else ""
    example = Example(rows, text, register=register, excluded=excluded)
    assert example.values("x")[2] == 0.3
    assert example.answers("K")[2] == "+"
    assert example.answers("L")[2] == "+"
