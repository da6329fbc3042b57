"""Examples of counts and of logic worked out by hand from the design.

A sign stands for each school in the order of its table: «+» met, «-» not met, «?» unknown,
«.» not applicable.
"""

import itertools

import pytest

from tests.slow.drawn import Example

LOW = "indicators: {low: {measure: low_share}}\n"
NEVER = """
    школа  вид
    Ж      СОШ
"""


# Counts.

THREE = """
    школа  год   что     n   2   3   4   5
    А      2025  ВПРрус  10   3   7   0   0
    А      2025  ВПРмат  10   4   6   0   0
    А      2025  ВПРхим  10   1   9   0   0
    Б      2025  ВПРрус  10   3   7   0   0
    Б      2025  ВПРмат  10   1   9   0   0
    Б      2024  ВПРхим  10   3   7   0   0
    В      2025  ВПРрус  10   3   7   0   0
"""


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("at_least: 1", "+++."),
        ("at_least: 2", "+?-."),
        ("more_than: 1", "+?-."),
        ("at_least: 3", "---."),
        ("at_most: 1", "-?+."),
        ("at_most: 2", "+++."),
        ("less_than: 1", "---."),
        ("less_than: 2", "-?+."),
        ("at_least: 50 %", "+?+."),
        ("at_least: 1/3", "+++."),
        ("more_than: 1/3", "+?+."),
        ("at_least: 2/3", "+?+."),
        ("at_least: 100 %", "--+."),
        ("less_than: 100 %", "++-."),
        ("at_least: 2, needs: 3", "+??."),
        ("at_most: 2, needs: 2", "++?."),
    ],
)
def test_counts_over_assessments(bound: str, expected: str) -> None:
    """Met, met, not met; met, not met, unknown; met; nothing that applies."""
    text = f"""
indicators: {{low: {{measure: low_share, each: assessment}}}}
criteria:
  K0: {{indicator: low, at_least: 30 %}}
  K: {{count: K0, over: assessments, {bound}}}
"""
    assert Example(THREE, text, register=NEVER).answers("K") == expected


YEARS = """
    школа  год    n   2   3   4   5
    А      2023  10   3   7   0   0
    А      2024  10   3   7   0   0
    А      2025  10   3   7   0   0
    Б      2023  10   3   7   0   0
    Б      2024  10   1   9   0   0
    Б      2025  10   3   7   0   0
    В      2023  10   3   7   0   0
    В      2025  10   3   7   0   0
    Г      2025  10   3   7   0   0
"""


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("last: 2, at_least: 2", "+-??."),
        ("last: 2, at_least: 1", "++++."),
        ("last: 3, at_least: 2", "+++?."),
        ("last: 3, at_least: 3", "+-??."),
        ("last: 3, at_most: 2", "-+??."),
        ("last: 4, at_least: 4", "?-??."),  # nothing is known of the year before the tables
        ("at_least: 3", "+-??."),
        ("at_least: 2/3", "+++?."),
        ("last: 3, at_least: 2, needs: 3", "++??."),
    ],
)
def test_counts_over_years(bound: str, expected: str) -> None:
    text = f"""{LOW}
criteria:
  K0: {{indicator: low, at_least: 30 %}}
  K: {{count: K0, over: years, {bound}}}
"""
    assert Example(YEARS, text, register=NEVER).answers("K") == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("last: 2, at_least: 2", "???."),
        ("last: 2, at_least: 2, gaps: not_applicable", "---."),
        ("last: 2, at_least: 100 %, gaps: not_applicable", "+++."),
        ("last: 2, at_least: 2, gaps: skip", "+-?."),
        ("last: 3, at_least: 3, gaps: skip", "?-?."),
        ("last: 3, at_least: 2, gaps: skip", "+??."),
        ("last: 1, at_least: 1, gaps: skip", "+++."),
        ("at_least: 2, gaps: not_applicable", "+-?."),
    ],
)
def test_gaps_in_counts_over_years(bound: str, expected: str) -> None:
    """In 2024 there were no participants."""
    rows = """
        школа  год    n   2   3   4   5
        А      2023  10   3   7   0   0
        А      2024   0   0   0   0   0
        А      2025  10   3   7   0   0
        Б      2023  10   1   9   0   0
        Б      2024   0   0   0   0   0
        Б      2025  10   3   7   0   0
        В      2024   0   0   0   0   0
        В      2025  10   3   7   0   0
        Г      2024   0   0   0   0   0
        Г      2023   0   0   0   0   0
        Г      2025   0   0   0   0   0
    """
    text = f"""{LOW}
criteria:
  K0: {{indicator: low, at_least: 30 %}}
  K: {{count: K0, over: years, {bound}}}
"""
    assert Example(rows, text).answers("K") == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("at_least: 50 %", "+++???"),
        ("at_least: 2", "+++--?"),
        ("at_most: 1", "---++?"),
        ("at_least: 100 %", "-----?"),
    ],
)
def test_counts_over_schools(bound: str, expected: str) -> None:
    rows = """
        школа    n   2   3   4   5
        А       10   3   7   0   0
        Б       10   3   7   0   0
        В       10   1   9   0   0
        Г       10   1   9   0   0
        Д       10   _   _   _   _
        Е       10   1   9   0   0
    """
    register = """
        школа  округ
        А      с
        Б      с
        В      с
        Г      ю
        Д      ю
        Е      _
    """
    text = f"""{LOW}
criteria:
  K0: {{indicator: low, at_least: 30 %}}
  K: {{count: K0, over: schools, within: округ, {bound}}}
"""
    assert Example(rows, text, register=register).answers("K") == expected


# Logic: sixteen schools, one for each pair of answers to A and B, in the order «+-?.».

ANSWERS = {"+": "1", "-": "0", "?": "н/д", ".": "осв"}


def _pairs() -> str:
    lines = ["школа год a b"]
    for number, (a, b) in enumerate(itertools.product("+-?.", repeat=2), start=10):
        lines.append(f"Ш{number} 2025 {ANSWERS[a]} {ANSWERS[b]}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # B:                    +-?.    +-?.    +-?.    +-?.
        # A:                    +       -       ?       .
        ("all: [A, B]", "+-?+----?-??+-?."),
        ("any: [A, B]", "+++++-?-+???+-?."),
        ("at_least: 1, of: [A, B]", "+++++-?-+???+-?."),
        ("at_least: 2, of: [A, B]", "+-?-----?-?----."),
        ("not: A", "----++++????...."),
        ("all: [A, B], missing: not_met", "+--+--------+--."),
        ("any: [A, B], missing: not_met", "+++++---+---+--."),
        ("all: [A], applies_to: B", "+.?.-.?.?.?....."),
        ("all: [A], applies_to: B, missing: not_met", "+.-.-.-.-.-....."),
        ("known: a", "++++++++--------"),
        ("known: a, applies_to: B", "+.?.+.?.-.?.-.?."),
    ],
)
def test_logic(rule: str, expected: str) -> None:
    text = f"""
indicators: {{a: {{column: a}}, b: {{column: b}}}}
criteria:
  A: {{indicator: a, at_least: 1}}
  B: {{indicator: b, at_least: 1}}
  K: {{{rule}}}
"""
    assert Example(_pairs(), text).answers("K") == expected
