"""What looks like a slip in a methodology: by its file alone and by what it gave on tables."""

from pathlib import Path

import duckdb
import pytest

from shnor_cli.cases.running import identified
from shnor_cli.criteria.lint import lint
from shnor_cli.criteria.lint_data import lint_with
from shnor_cli.criteria.loading import load_methodology, load_text

CRITERIA = Path(__file__).parents[2] / "criteria"

HEAD = """
language: 1
id: test
title: Проверка
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"]}
indicators:
"""


def remarks(text: str) -> list[str]:
    """Return the remarks on a methodology as «code: text» with plain spaces."""
    found = lint(load_text(HEAD + text, "test.yaml").methodology)
    return [f"{remark.code}: {remark.text}".replace("\xa0", " ") for remark in found]


@pytest.mark.parametrize("path", sorted(CRITERIA.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_methodologies_are_clean(path: Path) -> None:
    if ".cases" not in path.name:
        assert lint(load_methodology(path).methodology) == ()


@pytest.mark.parametrize(
    ("indicator", "bound", "expected"),
    [
        (
            "measure: low_share",
            "at_least: 130 %",
            "граница «не менее 130 %» не выполняется никогда, значения показателя от 0 % до 100 %",
        ),
        (
            "measure: low_share",
            "at_least: 0",
            "граница «не менее 0 %» выполнена всегда, значения показателя от 0 % до 100 %",
        ),
        (
            "measure: low_share",
            "more_than: 100 %",
            "граница «более 100 %» не выполняется никогда, значения показателя от 0 % до 100 %",
        ),
        (
            "measure: low_share",
            "less_than: 0",
            "граница «менее 0 %» не выполняется никогда, значения показателя от 0 % до 100 %",
        ),
        (
            "measure: low_share",
            "at_least: {value: 60 %, times: 2}",
            "граница «не менее 120 %» не выполняется никогда, значения показателя от 0 % до 100 %",
        ),
        (
            "measure: mean_mark",
            "less_than: 2",
            "граница «менее 2» не выполняется никогда, значения показателя от 2 до 5",
        ),
        (
            "measure: mean_mark",
            "at_most: 5",
            "граница «не более 5» выполнена всегда, значения показателя от 2 до 5",
        ),
        (
            "measure: participants",
            "at_least: 0",
            "граница «не менее 0» выполнена всегда, значения показателя не менее 0",
        ),
    ],
)
def test_a_bound_outside_the_range_of_its_indicator(
    indicator: str, bound: str, expected: str
) -> None:
    text = f"  x: {{{indicator}}}\ncriteria:\n  K: {{indicator: x, {bound}}}\n"
    assert remarks(text) == [f"L-01: критерий «K»: {expected}"]


@pytest.mark.parametrize("bound", ["at_least: 100 %", "more_than: 0", "at_most: 0", "less_than: 1"])
def test_a_bound_at_the_end_of_the_range_is_no_slip(bound: str) -> None:
    assert not remarks(f"  x: {{measure: low_share}}\ncriteria:\n  K: {{indicator: x, {bound}}}\n")


def test_ranges_go_through_formulas_changes_points_and_composites() -> None:
    text = """
  low: {measure: low_share}
  points:
    {points: low, unit: балл, bands: [{less_than: 10 %, gives: 0}, {at_least: 10 %, gives: 2}]}
  sum: {formula: points + points + 1, unit: балл}
  growth: {change: low}
  index: {composite: {low: 1, points: 1}, normalise: {low: {minmax: [0, 100]}}}
criteria:
  A: {indicator: sum, more_than: 5}
  B: {indicator: growth, more_than: 100 %}
  C: {indicator: index, at_least: 101}
  D: {indicator: points, at_least: 0}
"""
    assert remarks(text) == [
        (
            "L-01: критерий «A»: граница «более 5 баллов» не выполняется никогда, "
            "значения показателя от 1 балла до 5 баллов"
        ),
        (
            "L-01: критерий «B»: граница «более 100 п.п.» не выполняется никогда, "
            "значения показателя от −100 п.п. до 100 п.п."
        ),
        (
            "L-01: критерий «C»: граница «не менее 101» не выполняется никогда, "
            "значения показателя от 0 до 100"
        ),
        (
            "L-01: критерий «D»: граница «не менее 0 баллов» выполнена всегда, "
            "значения показателя от 0 баллов до 2 баллов"
        ),
    ]


COUNTED = """
  low:
    measure: low_share
    each: assessment
    of: [{procedure: ВПР, subject: [математика, физика], grade: [5, 6], level: база}]
  by_subject: {measure: low_share, each: subject, of: [{subject: [математика, физика]}]}
  open: {measure: low_share, each: assessment}
criteria:
  A: {indicator: low, at_least: 30 %}
  B: {indicator: by_subject, at_least: 30 %}
  C: {indicator: open, at_least: 30 %}
"""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{count: A, over: assessments, at_least: 5}",
            ["граница «не менее 5» не выполняется никогда, считать можно не более 4"],
        ),
        ("{count: A, over: assessments, at_least: 4}", []),
        (
            "{count: B, over: subjects, at_most: 2}",
            ["граница «не более 2» выполнена всегда, считать можно не более 2"],
        ),
        ("{count: C, over: assessments, at_least: 100}", []),
        ("{count: C, over: assessments, at_least: 0}", ["граница «не менее 0» выполнена всегда"]),
        (
            "{count: C, over: years, last: 2, at_least: 3, needs: 3}",
            [
                "граница «не менее 3» не выполняется никогда, считать можно не более 2",
                "нужно ответов 3, а их не более 2",
            ],
        ),
        ("{of: [A, C], at_least: 3}", ["нужно не менее 3, а перечислено 2"]),
    ],
)
def test_a_count_larger_than_what_it_counts(written: str, expected: list[str]) -> None:
    found = remarks(f"{COUNTED}  K: {written}\n")
    assert found == [f"L-02: критерий «K»: {each}" for each in expected]


def test_equal_criteria_whatever_their_titles() -> None:
    text = """
  low: {measure: low_share}
criteria:
  A: {title: Порог, clause: "1", indicator: low, at_least: 30 %}
  B: {title: Граница, indicator: low, at_least: 0.3}
  C: {indicator: low, more_than: 30 %}
"""
    assert remarks(text) == ["L-03: критерии «A» и «B» спрашивают об одном и том же"]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("40 %, 50 %", ["сумма весов 0,9, а не 1 (100 %)"]),
        ("0.4, 0.6", []),
        ("40, 50", ["сумма весов 90, а не 100"]),
        ("60, 40", []),
        ("1, 1", []),
        ("2, 3", []),
    ],
)
def test_weights_that_miss_the_whole(weights: str, expected: list[str]) -> None:
    one, other = weights.split(", ")
    text = f"""
  a: {{measure: low_share}}
  b: {{measure: quality}}
  x: {{composite: {{a: {one}, b: {other}}}}}
score: x
"""
    assert remarks(text) == [f"L-04: показатель «x»: {each}" for each in expected]


def test_not_met_for_missing_under_a_negation_at_any_depth() -> None:
    text = """
  low: {measure: low_share, each: assessment}
  all_low: {measure: low_share}
criteria:
  A: {indicator: low, at_least: 30 %, missing: not_met}
  B: {count: A, over: assessments, at_least: 2}
  C: {indicator: all_low, at_least: 30 %, missing: not_met}
  D: {any: [B, C]}
  E: {not: D}
  F: {not: E}
"""
    assert remarks(text) == []
    text += "  G: {all: [E, C]}\n"
    assert remarks(text) == [
        f"L-05: критерий «{name}»: missing: not_met стоит под отрицанием «E», "
        "и отсутствие данных становится в нём выполнением"
        for name in ("A", "C")
    ]


def test_a_count_bounded_from_above_is_a_negation_too() -> None:
    text = """
  low: {measure: low_share, each: assessment}
criteria:
  A: {indicator: low, at_least: 30 %, missing: not_met}
  B: {count: A, over: assessments, at_most: 1}
"""
    assert remarks(text) == [
        (
            "L-05: критерий «A»: missing: not_met стоит под отрицанием «B», "
            "и отсутствие данных становится в нём выполнением"
        )
    ]


def test_criteria_and_indicators_that_nothing_uses() -> None:
    text = """
  low: {measure: low_share}
  other: {measure: quality}
criteria:
  A: {indicator: low, at_least: 30 %}
  B: {indicator: low, at_least: 50 %}
categories: [{name: ШНОР, when: A}, {name: прочие}]
"""
    assert remarks(text) == [
        "L-06: критерий «B» не влияет ни на одну категорию",
        "L-06: показатель «other» нигде не используется",
    ]


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ("{less_than: 10 %, gives: 0}, {at_least: 10 %, gives: 1}", []),
        (
            "{less_than: 10 %, gives: 0}, {more_than: 10 %, gives: 1}",
            ["значения ровно 10 % не входят ни в одну полосу"],
        ),
        (
            "{less_than: 10 %, gives: 0}, {at_least: 30 %, gives: 1}",
            ["значения не менее 10 % и менее 30 % не входят ни в одну полосу"],
        ),
        (
            "{at_most: 10 %, gives: 0}",
            ["значения более 10 % и не более 100 % не входят ни в одну полосу"],
        ),
        (
            "{at_least: 0, gives: 0}, {at_least: 30 %, gives: 1}",
            ["полоса 2 (не менее 30 %) не достигается никогда"],
        ),
    ],
)
def test_bands_that_leave_values_out_or_are_never_reached(bands: str, expected: list[str]) -> None:
    text = f"\n  low: {{measure: low_share}}\n  x: {{points: low, bands: [{bands}]}}\nscore: x\n"
    assert remarks(text) == [f"L-07: показатель «x»: {each}" for each in expected]


def test_bands_of_a_column_have_no_ends() -> None:
    text = """
  a: {column: сумма}
  x: {points: a, bands: [{at_least: 10, less_than: 20, gives: 1}]}
score: x
"""
    assert remarks(text) == [
        "L-07: показатель «x»: значения менее 10 не входят ни в одну полосу",
        "L-07: показатель «x»: значения не менее 20 не входят ни в одну полосу",
    ]


def test_a_category_that_an_earlier_one_leaves_no_school_to() -> None:
    text = """
  low: {measure: low_share}
criteria:
  A: {indicator: low, at_least: 30 %}
categories: [{name: ШНОР, when: A}, {name: риск, when: A}, {name: прочие}]
"""
    assert remarks(text) == ["L-08: категория «риск» недостижима: раньше стоит «ШНОР»"]


@pytest.mark.parametrize("formula", ["a / 0", "1 + -(a / (2 - 2))", "max(1, a / (0 * a))"])
def test_a_formula_that_always_divides_by_zero(formula: str) -> None:
    indicators = f"""
  a: {{measure: low_share}}
  b: {{formula: "{formula}"}}
  c: {{formula: "b / a"}}
score: c
"""
    said = "L-10: показатель «b»: в формуле деление на ноль, значения не будет никогда"
    assert said in remarks(indicators)
    assert not [each for each in remarks(indicators) if "«c»" in each]


def test_an_approved_methodology_names_its_document() -> None:
    text = """
  low: {measure: low_share}
criteria:
  A: {indicator: low, at_least: 30 %}
categories: [{name: ШНОР, when: A}, {name: прочие}]
status: утверждена
"""
    said = "методика утверждена, а документ не назван: впишите basis: document, number, date"
    assert remarks(text) == [f"L-09: {said}"]
    named = load_text(HEAD + text + "basis: {document: Приказ}\n", "test.yaml")
    assert lint(named.methodology) == ()


@pytest.mark.parametrize(
    ("short", "category", "expected"),
    [
        ("ШНРО", "ШНОР", True),
        ("ШНРО", "ШНРО", False),
        ("ШНРО", "группа наблюдения", False),
        ("школа", "ШНОР", True),
    ],
)
def test_a_category_of_another_short_form_than_the_terms(
    short: str, category: str, *, expected: bool
) -> None:
    text = f"""
  low: {{measure: low_share}}
terms: {{short: {short}, long: школы}}
criteria:
  A: {{indicator: low, at_least: 90 %}}
categories: [{{name: {category}, when: A}}, {{name: не выявлена}}]
"""
    said = (
        f"L-14: первая категория — «{category}», а сокращение в terms — «{short}»: в документах "
        "встретятся оба; назовите их одинаково"
    )
    assert remarks(text) == ([said] if expected else [])


JUDGED = """
  low: {measure: low_share}
  sum: {column: баллы}
  share: {column: доля}
criteria:
  A: {indicator: low, at_least: 90 %}
  B: {indicator: sum, at_least: 0.3}
  C: {indicator: share, at_least: 30}
categories: [{name: да, when: A}, {name: нет}]
"""

CASES = """
cases:
  - title: Две школы
    year: 2025
    schools:
      А: {баллы: "30", доля: "0.2"}
      Б: {баллы: "70", доля: "0.4"}
    rows:
      - {school: А, procedure: ВПР, participants: 9, "2": 1, "3": 8}
      - {school: Б, procedure: ВПР, participants: 10, "2": 1, "3": 9}
"""


def test_what_shows_only_on_tables(tmp_path: Path) -> None:
    path = tmp_path / "test.cases.yaml"
    path.write_text(CASES, "utf-8")
    file = load_text(HEAD + JUDGED, "test.yaml")
    with duckdb.connect() as connection:
        [(_, _, found)] = identified(connection, path, file)
        said = lint_with(found.methodology, found.measured, found.judgement, found.year)
    assert [f"{each.code}: {each.text}".replace("\xa0", " ") for each in said] == [
        "L-11: критерий «A»: за 2024/25 учебный год не выполнен ни в одном из 2 случаев",
        "L-11: критерий «B»: за 2024/25 учебный год выполнен во всех 2 случаях",
        "L-11: критерий «C»: за 2024/25 учебный год не выполнен ни в одном из 2 случаев",
        (
            "L-12: критерий «A»: граница 90 % тоньше одного участника там, где их меньше 10: "
            "таких значений 1 из 2"
        ),
        (
            "L-13: критерий «B»: граница 0,3, а значения столбца «баллы» доходят до 70; "
            "доли пишут как 0,3 или 30 %, проценты без знака как 30"
        ),
        (
            "L-13: критерий «C»: граница 30, а значения столбца «доля» доходят до 0,4; "
            "доли пишут как 0,3 или 30 %, проценты без знака как 30"
        ),
    ]
