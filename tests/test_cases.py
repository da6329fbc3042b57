"""Worked cases: what their file may hold, what is said when the answer is another."""

from pathlib import Path

import pytest

from shnor_cli.cases import CaseResult, run_cases
from shnor_cli.criteria.loading import MethodologyFile, load_text
from shnor_cli.errors import MethodologyError

METHODOLOGY = """
language: 1
id: test
title: Проверка
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
  ЕГЭ: {scale: [ниже порога], partial: true, low: [ниже порога], grade: 11}
population: {exclude: {kind: [вечерняя]}}
indicators:
  low: {measure: low_share}
  each: {measure: low_share, each: assessment}
  score: {measure: mean_score}
  sum: {column: сумма}
criteria:
  A: {indicator: low, at_least: 30 %}
  B: {indicator: low, at_least: 10 %}
  C: {indicator: low, more_than: {reported: municipality}}
  E: {indicator: each, at_least: 30 %}
categories: [{name: ШНОР, when: A}, {name: риск, when: B}, {name: прочие}]
"""


@pytest.fixture
def methodology() -> MethodologyFile:
    return load_text(METHODOLOGY, "test.yaml")


def run(folder: Path, methodology: MethodologyFile, text: str) -> tuple[CaseResult, ...]:
    path = folder / "test.cases.yaml"
    path.write_text(text, "utf-8")
    return run_cases(path, methodology)


def faults(folder: Path, methodology: MethodologyFile, text: str) -> list[str]:
    with pytest.raises(MethodologyError) as raised:
        run(folder, methodology, text)
    return [problem.in_words() for problem in raised.value.problems]


def test_a_case_passes_when_everything_is_as_expected(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
defaults: {procedure: ВПР, rest: "3"}
cases:
  - title: Треть
    year: 2025
    rows:
      - {school: А, participants: 3, "2": 1}
      - {school: Б, participants: 10, "2": 1}
    expect: {А: ШНОР, Б: риск}
    outcomes: {А: {A: выполнен, B: выполнен}}
    values: {А: {low: 1/3}}
"""
    [result] = run(tmp_path, methodology, text)
    assert (result.title, result.place.row, result.passed) == ("Треть", 4, True)


def test_doubted_results_are_dropped_where_the_methodology_says_so(tmp_path: Path) -> None:
    text = """
defaults: {procedure: ВПР, rest: "3", participants: 10}
cases:
  - title: Без ВПР судить не по чему
    year: 2025
    doubted: {А: 2025}
    rows:
      - {school: [А, Б], "2": 3}
    expect: {А: не оценивается, Б: ШНОР}
"""
    policy = "objectivity: {procedures: ВПР, policy: drop}\n"
    [result] = run(tmp_path, load_text(METHODOLOGY + policy, "test.yaml"), text)
    assert result.mismatches == ()
    [result] = run(tmp_path, load_text(METHODOLOGY, "test.yaml"), text)
    assert [each.found for each in result.mismatches] == ["«ШНОР»"]
    unknown = text.replace("{А: 2025}", "{В: 2025}")
    [fault] = faults(tmp_path, load_text(METHODOLOGY, "test.yaml"), unknown)
    assert "в примере школы «В» нет" in fault


def test_every_mismatch_is_told(tmp_path: Path, methodology: MethodologyFile) -> None:
    text = """
cases:
  - title: Всё не так
    year: 2025
    rows:
      - {school: А, procedure: ВПР, "2": 1, "3": 3}
      - {school: Б, procedure: ВПР, "2": 0, "3": 3}
    expect: {А: [ШНОР, прочие], Б: не оценивается}
    outcomes: {А: {A: выполнен, E: выполнен}}
    values: {А: {low: 30 %, sum: 7}}
"""
    [result] = run(tmp_path, methodology, text)
    assert [each.in_words() for each in result.mismatches] == [
        "А: категория: ожидается «ШНОР» или\xa0«прочие», получено «риск»",
        "Б: категория: ожидается «не оценивается», получено «прочие»",
        "А: критерий A: ожидается выполнен, получено не выполнен",
        "А: критерий E: ожидается выполнен, получено исход по каждой процедуре",
        "А: показатель low: ожидается 0.3, получено 0.25",
        "А: показатель sum: ожидается 7, получено нет значения",
    ]


def test_lists_in_keys_give_a_row_for_every_combination(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
cases:
  - title: Восемь строк
    year: 2025
    rows:
      - {school: [А, Б], procedure: ВПР, subject: [физика, химия], grade: [7, 8], "2": 1, "3": 3}
    values: {А: {low: 4/16}, Б: {low: 4/16}}
"""
    [result] = run(tmp_path, methodology, text)
    assert result.passed


def test_defaults_of_the_case_come_before_those_of_the_file_and_null_takes_back(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
defaults: {procedure: ВПР, participants: 10, rest: "3", "2": 1}
cases:
  - title: По файлу
    year: 2025
    rows: [{school: А}]
    values: {А: {low: 1/10}}
  - title: По примеру
    year: 2025
    defaults: {participants: 5, "2": 2}
    rows: [{school: А}]
    values: {А: {low: 2/5}}
  - title: По строке
    year: 2025
    rows: [{school: А, participants: null, rest: null, "2": 1, "3": 1}]
    values: {А: {low: 1/2}}
"""
    assert [result.passed for result in run(tmp_path, methodology, text)] == [True, True, True]


def test_scores_enrolled_and_partial_scales(tmp_path: Path, methodology: MethodologyFile) -> None:
    text = """
cases:
  - title: Баллы
    year: 2025
    rows:
      - {school: А, procedure: ЕГЭ, participants: 4, score_sum: 210.5, ниже порога: 1}
    values: {А: {score: 52.625, low: 0.25}}
"""
    [result] = run(tmp_path, methodology, text)
    assert result.passed


def test_attributes_hold_always_or_by_year_and_are_shared_by_cases(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
defaults: {procedure: ВПР, "2": 1, "3": 9}
schools: {А: {kind: СОШ}, Б: {kind: вечерняя}, В: {exclude: закрыта}}
cases:
  - title: Общие признаки
    year: 2025
    rows: [{school: [А, Б, В]}]
    expect: {А: риск, Б: исключена, В: исключена}
  - title: Своё важнее общего
    year: 2025
    schools: {Б: {kind: СОШ}, Г: {сумма: {2024: "7", 2025: "8"}}}
    rows: [{school: Б}]
    expect: {Б: риск}
    values: {Г: {sum: 8}}
"""
    assert [each.mismatches for each in run(tmp_path, methodology, text)] == [(), ()]


def test_a_row_may_be_what_a_group_reported_of_itself(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
defaults: {procedure: ВПР, participants: 100, rest: "3"}
cases:
  - title: Район сообщил 10 %
    year: 2025
    schools: {А: {municipality: Район}, Б: {municipality: Район}}
    rows:
      - {group: municipality=Район, "2": 10}
      - {school: А, "2": 11}
      - {school: Б, "2": 10}
    outcomes: {А: {C: выполнен}, Б: {C: не выполнен}}
"""
    [result] = run(tmp_path, methodology, text)
    assert result.mismatches == ()


def test_a_school_known_from_other_years_has_no_data(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
cases:
  - title: Прошлый год
    year: 2025
    rows:
      - {school: А, procedure: ВПР, year: 2024, "3": 1}
      - {school: Б, procedure: ВПР, "3": 1}
    expect: {А: нет данных за год}
"""
    [result] = run(tmp_path, methodology, text)
    assert result.passed


def test_all_faults_of_rows_are_told_at_once(tmp_path: Path, methodology: MethodologyFile) -> None:
    text = """
cases:
  - title: Плохие строки
    year: 2025
    rows:
      - {procedure: ВПР, "2": 1}
      - {school: А, "2": 1}
      - {school: А, procedure: ВРП, "2": 1}
      - {school: А, procedure: ВПР, subjct: физика}
      - {school: А, procedure: ВПР, "2": много}
      - {school: А, procedure: ВПР, participants: 3, "2": 4}
      - {school: А, procedure: ВПР, participants: 3, "2": 1}
      - {school: А, procedure: ЕГЭ, participants: 3, rest: "3"}
      - {school: Б, procedure: ВПР, "2": 1}
      - {school: Б, procedure: ВПР, "2": 2}
"""
    assert faults(tmp_path, methodology, text) == [
        "test.cases.yaml, строка 6, позиция 9: в строке нужно одно из двух: school или group",
        "test.cases.yaml, строка 7, позиция 9: не названа процедура",
        "test.cases.yaml, строка 8, позиция 9: процедуры «ВРП» в методике нет; возможно, «ВПР»",
        (
            "test.cases.yaml, строка 9, позиция 37: «subjct» не ключ строки и не категория шкалы; "
            "возможно, «subject»"
        ),
        "test.cases.yaml, строка 10, позиция 37: категория «2»: нужно целое число, а здесь «много»",
        "test.cases.yaml, строка 11, позиция 9: сумма категорий 4 больше числа участников 3",
        "test.cases.yaml, строка 12, позиция 9: сумма категорий 1 меньше числа участников 3",
        "test.cases.yaml, строка 13, позиция 9: категории «3» из rest в шкале нет",
        "test.cases.yaml, строка 15, позиция 9: вторая строка для «Б, 2025, ВПР»",
    ]


def test_unknown_names_are_told_with_the_nearest_right_one(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
cases:
  - title: Не те имена
    year: 2025
    rows: [{school: Школа А, procedure: ВПР, "3": 1}]
    expect: {Школа А: ШНОРР, Школа Б: риск}
    outcomes: {Школа А: {А: выполнен}}
    values: {Школа А: {lo: 1}}
"""
    assert faults(tmp_path, methodology, text) == [
        "test.cases.yaml, строка 6, позиция 23: в методике категории «ШНОРР» нет; возможно, «ШНОР»",
        "test.cases.yaml, строка 6, позиция 30: в примере школы «Школа Б» нет; возможно, «Школа А»",
        (
            "test.cases.yaml, строка 7, позиция 26: в методике критерия «А» нет; "
            "возможно, «A» (похожие буквы разных алфавитов)"
        ),
        "test.cases.yaml, строка 8, позиция 24: в методике показателя «lo» нет; возможно, «low»",
    ]


def test_faults_of_shape_are_those_of_any_yaml_of_ours(
    tmp_path: Path, methodology: MethodologyFile
) -> None:
    text = """
cases:
  - titel: Без названия
    year: скоро
    outcomes: {А: {A: выполнена}}
"""
    assert faults(tmp_path, methodology, text) == [
        "test.cases.yaml, строка 3, позиция 5: ключ «titel» неизвестен; возможно, «title»",
        "test.cases.yaml, строка 3, позиция 5: не хватает ключа «title»",
        "test.cases.yaml, строка 4, позиция 11: нужно целое число, а здесь «скоро»",
        (
            "test.cases.yaml, строка 5, позиция 23: «выполнена» не подходит; допустимо: выполнен, "
            "не выполнен, неизвестно, не применим; возможно, «выполнен»"
        ),
    ]


COLUMN = """
language: 1
id: test
title: Проба
indicators: {share: {column: доля, title: Доля}}
criteria: {K1: {indicator: share, at_least: 30 %}}
categories: [{name: ШНОР, when: K1}, {name: прочие}]
"""


def test_a_methodology_of_columns_needs_no_rows(tmp_path: Path) -> None:
    text = """
schools: {Общая: {доля: 50 %}, Лишняя: {доля: 50 %}}
cases:
  - title: Без строк
    year: 2025
    schools: {А: {доля: 40 %}, Б: {доля: {2024: 40 %, 2025: 10 %}}, В: {доля: {2024: 40 %}}}
    expect: {А: ШНОР, Б: прочие, В: нет данных за год, Общая: ШНОР}
"""
    (result,) = run(tmp_path, load_text(COLUMN, "test.yaml"), text)
    assert result.mismatches == ()


def test_a_row_without_procedures_is_led_to_schools(tmp_path: Path) -> None:
    text = 'cases: [{title: А, year: 2025, rows: [{school: А, доля: "1"}]}]'
    with pytest.raises(MethodologyError, match="показатели школ пишут не в rows, а в schools"):
        run(tmp_path, load_text(COLUMN, "test.yaml"), text)
