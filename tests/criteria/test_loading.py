import time
from pathlib import Path

import pytest

from shnor_cli.criteria.loading import MethodologyFile, load_methodology, load_text
from shnor_cli.errors import MethodologyError

SHIPPED = sorted(
    path
    for path in (Path(__file__).parents[2] / "criteria").glob("*.yaml")
    if not path.name.endswith(".cases.yaml")
)

HEAD = """\
language: 1
id: м
title: Методика
procedures:
  ВПР: {scale: [2, 3, 4, 5], low: [2], good: [4, 5]}
  КДР: {scale: [низкий, высокий]}
indicators:
  low: {measure: low_share, of: [{procedure: ВПР}], each: assessment}
  pooled: {like: low, each: school}
  letter: {points: pooled, bands: [{less_than: 10 %, gives: A}, {gives: F}]}
"""
TAIL = """\
criteria:
  K0: {indicator: low, at_least: 30 %}
  K1: {count: K0, over: assessments, at_least: 2}
categories:
  - {name: ШНОР, when: K1}
  - {name: прочие}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(MethodologyError) as caught:
        load_text(text, "м.yaml")
    return [problem.in_words() for problem in caught.value.problems]


def with_indicator(written: str) -> str:
    """Put an indicator on line 11."""
    return f"{HEAD}  {written}\n{TAIL}"


def with_criterion(written: str) -> str:
    """Put a criterion on line 12."""
    return (HEAD + TAIL).replace("criteria:\n", f"criteria:\n  {written}\n")


INDICATORS = [
    (
        "x: {colum: a}",
        (
            "3: у показателя нет ни одного из ключей: measure, column, composite, points, formula, "
            "change, residual; ровно один говорит его вид; вместо «colum» возможно, «column»"
        ),
    ),
    (
        "x: {column: a, measure: quality}",
        "3: у показателя сразу measure и\u00a0column; вид говорит ровно один из этих ключей",
    ),
    ("x:", "3: здесь нет значения"),
    ("x: [1]", "6: у показателя нужны ключи и значения"),
    (
        "1x: {column: a}",
        (
            "3: имя «1x» не подходит: нужны буквы, цифры и _, первой буква, дефис только внутри, "
            "до 60 знаков"
        ),
    ),
    ("x: {column: a, each: subject}", "24: у столбца одно значение на школу; each здесь не пишут"),
    (
        "x: {column: a, minimum: 5}",
        (
            "18: ключ «minimum» неизвестен; здесь бывают: like, title, unit, each, "
            "min_participants, round, direction, column, over"
        ),
    ),
    ("x: {column: a, round: 1.5}", "25: нужно целое число, а здесь «1.5»"),
    ("x: {column: a, round: 10}", "25: нужно не больше 9, а здесь «10»"),
    (
        "x: {column: a, direction: bad}",
        "29: «bad» не подходит; допустимо: low_is_bad, high_is_bad",
    ),
    (
        "x: {measure: lowshare}",
        (
            "16: «lowshare» не подходит; допустимо: low_share, quality, mean_mark, mean_score, "
            "participation, participants; возможно, «low_share»"
        ),
    ),
    ("x: {measure: {share: [7]}}", "25: категории «7» нет ни в одной из шкал"),
    (
        "x: {measure: {share: [низкие]}}",
        "25: категории «низкие» нет ни в одной из шкал; возможно, «низкий»",
    ),
    ("x: {measure: {sum: []}}", "22: здесь пусто, а нужно хотя бы одно значение"),
    ("x: {measure: quality, of: {grade: 5}}", "25: нужен список, а здесь ключи и значения"),
    (
        "x: {measure: quality, of: [{procedure: ВПЗ}]}",
        "42: вид процедур «ВПЗ» не описан; возможно, «ВПР»",
    ),
    ("x: {measure: quality, of: [{grade: [5, 13]}]}", "42: нужно не больше 12, а здесь «13»"),
    ("x: {measure: low_share}", "16: low_share: у вида процедур «КДР» не сказано low"),
    (
        "x: {measure: quality, of: [{procedure: [ВПР, КДР]}]}",
        "48: quality: у вида процедур «КДР» не сказано good",
    ),
    (
        "x: {measure: mean_mark, of: [{procedure: КДР}]}",
        "16: средней отметке нужна шкала с отметками-числами, а такой здесь нет",
    ),
    (
        "x: {formula: __import__('os').system('true')}",
        (
            "16: «__import__('os').system('true')» в формуле не разрешено: "
            "только числа, показатели, + - * /, скобки, min, max, abs"
        ),
    ),
    (
        "x: {formula: pooled.value}",
        (
            "16: «pooled.value» в формуле не разрешено: "
            "только числа, показатели, + - * /, скобки, min, max, abs"
        ),
    ),
    (
        "x: {formula: 9**9**9}",
        (
            "16: «9**9**9» в формуле не разрешено: "
            "только числа, показатели, + - * /, скобки, min, max, abs"
        ),
    ),
    (
        "x: {formula: 1e999}",
        "16: «1e999» в формуле: число пишут как 0.8 или 800, до 15 цифр",
    ),
    ("x: {formula: pooled +}", "16: «pooled +» не читается как формула"),
    (f"x: {{formula: {'-' * 1000}1}}", "16: в формуле больше 40 вложенных действий"),
    (f"x: {{formula: {'1' * 3000}}}", "16: формула длиннее 2000 знаков"),
    ("x: {formula: pooledd + 1}", "16: показатель «pooledd» не найден; возможно, «pooled»"),
    ("x: {formula: letter + 1}", "16: «letter» даёт буквы, а здесь нужно число"),
    (
        "x: {formula: low + 1, each: school}",
        "31: each здесь не пишут: срез берётся у частей, а они — по процедурам (assessment)",
    ),
    ("x: {composite: {pooled: 1, y: 2}}", "33: показатель «y» не найден"),
    ("x: {composite: {}}", "7: здесь пусто, а нужно хотя бы одно значение"),
    ("x: {composite: {pooled: 0}}", "27: нужно больше 0, а здесь «0»"),
    (
        "x: {composite: {pooled: 1}, normalise: zscor}",
        (
            "42: «zscor» не подходит; допустимо: none, zscore, rank, percentile, share_below; "
            "возможно, «zscore»"
        ),
    ),
    (
        "x: {composite: {pooled: 1}, normalise: {minmax: [1]}}",
        "51: в списке не хватает значений",
    ),
    (
        "x: {composite: {pooled: 1}, normalise: {minmax: [0, 1], from: [50, 0.5]}}",
        (
            "59: первым пишут наименьшее значение показателя, вторым наибольшее, а здесь 50 и 0.5; "
            "что из них лучше, говорит direction"
        ),
    ),
    (
        "x: {composite: {pooled: 1}, normalise: {pooled: {minmax: [0, 1], from: [5, 5]}}}",
        (
            "68: первым пишут наименьшее значение показателя, вторым наибольшее, а здесь 5 и 5; "
            "что из них лучше, говорит direction"
        ),
    ),
    (
        "x: {composite: {pooled: 1}, normalise: {poled: rank}}",
        "43: «poled» нет среди частей; возможно, «pooled»",
    ),
    ("x: {composite: {pooled: 1}, needs: 75}", "38: нужно не больше 1, а здесь «75»"),
    ("x: {points: pooled, bands: []}", "30: здесь пусто, а нужно хотя бы одно значение"),
    (
        "x: {points: pooled, bands: [{gives: 1}, {at_least: 1, gives: 2}]}",
        "31: у полосы нет границ, и полосы после неё не действуют",
    ),
    (
        "x: {points: pooled, bands: [{at_least: 2, at_most: 1, gives: 2}]}",
        "31: нижняя граница полосы больше верхней",
    ),
    (
        "x: {points: pooled, bands: [{at_least: 2, gives: A}, {gives: 1}]}",
        "23: полосы дают либо числа, либо буквы",
    ),
    ("x: {change: x}", "3: показатели ссылаются друг на друга по кругу: x → x"),
    ("x: {residual: low, on: [pooled, z]}", "35: показатель «z» не найден"),
    ("x: {like: poled}", "13: показатель «poled» не найден; возможно, «pooled»"),
    ("x: {like: x}", "13: показатели ссылаются друг на друга по кругу (like): x → x"),
    ("x: {like: pooled, unit: }", "21: удалять нечего: в «pooled» нет «unit»"),
]

CRITERIA = [
    (
        "x: {nt: K0}",
        (
            "3: у критерия нет ни одного из ключей: indicator, known, count, all, any, of, not; "
            "ровно один говорит его вид; вместо «nt» возможно, «not»"
        ),
    ),
    (
        "x: {indicator: low, at_leest: 30 %}",
        "23: ключ «at_leest» неизвестен; возможно, «at_least»",
    ),
    (
        "x: {indicator: low, at_least: 30 %, at_most: 1}",
        "39: нужна ровно одна граница: at_least, more_than, at_most, less_than, is_in",
    ),
    (
        "x: {indicator: low}",
        "3: нужна ровно одна граница: at_least, more_than, at_most, less_than, is_in",
    ),
    (
        "x: {indicator: low, at_least: 30 процентов}",
        "33: «30 процентов» не число; пишут 30 %, 0.3 или 2/3",
    ),
    ("x: {indicator: low, at_least: 1/0}", "33: «1/0» не число; пишут 30 %, 0.3 или 2/3"),
    ("x: {indicator: low, at_least: [1]}", "33: нужно число: 30 %, 0.3 или 2/3"),
    (
        "x: {indicator: low, at_least: {mean: all, median: all}}",
        (
            "23: нужен ровно один источник: value, indicator, years_ago, mean, median, percentile, "
            "reported"
        ),
    ),
    (
        "x: {indicator: low, at_least: {percentile: 10 %, method: linear}}",
        "46: процентиль пишут числом от 0 до 100, без знака %",
    ),
    (
        "x: {indicator: low, at_least: {percentile: 10, method: linaer}}",
        (
            "58: «linaer» не подходит; допустимо: linear, weibull, inverted_cdf, lower, higher; "
            "возможно, «linear»"
        ),
    ),
    ("x: {indicator: low, at_least: {indicator: z}}", "45: показатель «z» не найден"),
    (
        "x: {indicator: pooled, at_least: {indicator: low}}",
        (
            "26: «pooled» — одно значение на школу, а «low», с которым он сравнивается, — "
            "по процедурам (assessment)"
        ),
    ),
    ("x: {indicator: letter, at_least: 1}", "18: «letter» даёт буквы, а здесь нужно число"),
    (
        "x: {indicator: low, is_in: [A]}",
        "18: «low» — число, а is_in со списком сравнивает тексты и буквы",
    ),
    ("x: {indicator: low, is_in: {lowest: 25 %}}", "23: не хватает ключа «ties»"),
    (
        "x: {indicator: low, is_in: {lowest: 125 %, ties: include}}",
        "39: «125 %»: нужно целое число не меньше нуля или доля до 100 %",
    ),
    (
        "x: {count: K0, over: subjects, at_least: 2}",
        "24: по subjects сворачивать нечего: «K0» — по процедурам (assessment)",
    ),
    (
        "x: {count: K0, over: month, at_least: 2}",
        (
            "24: «month» не подходит; допустимо: years, assessments, subjects, procedures, grades, "
            "levels, schools"
        ),
    ),
    ("x: {count: K0, at_least: 2}", "3: не хватает ключа «over»"),
    (
        "x: {count: К0, over: years, at_least: 1}",  # a Cyrillic letter
        "14: критерий «К0» не найден; возможно, «K0» (похожие буквы разных алфавитов)",
    ),
    (
        "x: {count: K0, over: assessments, last: 2, at_least: 1}",
        "18: last и gaps бывают только при over: years",
    ),
    ("x: {all: [K0, K0]}", "12: «K0» названо дважды"),
    ("x: {all: []}", "12: здесь пусто, а нужно хотя бы одно значение"),
    ("x: {any: [K0, z]}", "17: критерий «z» не найден"),
    ("x: {of: [K0, K1]}", "3: не хватает ключа «at_least»"),
    ("x: {not: x}", "3: критерии ссылаются друг на друга по кругу: x → x"),
    (
        "x: {not: K1, applies_to: K0}",
        "28: условие «K0» — по процедурам (assessment), а критерий — одно значение на школу",
    ),
    ("x: {not: K0, applies_to: [K0]}", "28: нужен текст, а здесь список"),
    ("x: {not: K0, applies_to: {kind: {a: b}}}", "29: нужен список, а здесь ключи и значения"),
]


@pytest.mark.parametrize(("written", "message"), INDICATORS)
def test_a_fault_of_an_indicator_is_one_whole_message(written: str, message: str) -> None:
    assert faults(with_indicator(written)) == [f"м.yaml, строка 11, позиция {message}"]


@pytest.mark.parametrize(("written", "message"), CRITERIA)
def test_a_fault_of_a_criterion_is_one_whole_message(written: str, message: str) -> None:
    assert faults(with_criterion(written)) == [f"м.yaml, строка 12, позиция {message}"]


REST = [
    ("title: Методика\n", "", "строка 1, позиция 1: не хватает ключа «title»"),
    (
        "language: 1",
        "language: 2",
        "строка 1, позиция 11: эта программа читает язык критериев версии 1, а здесь «2»",
    ),
    ("id: м", "id:", "строка 2, позиция 1: здесь нет значения"),
    (
        "title: Методика",
        "title: Методика\nstatus: проект",
        "строка 4, позиция 9: «проект» не подходит; допустимо: пример, утверждена",
    ),
    (
        "title: Методика",
        "title: Методика\nbasis: {date: 29.12.2025}",
        "строка 4, позиция 15: дату пишут как 2025-12-29, а не «29.12.2025»",
    ),
    (
        "title: Методика",
        "title: Методика\nbasis: {date: 2025-02-30}",
        "строка 4, позиция 15: даты «2025-02-30» нет в календаре",
    ),
    (
        "title: Методика",
        "title: Методика\nextend: federal-2025",
        "строка 4, позиция 1: ключ «extend» неизвестен; возможно, «extends»",
    ),
    ("low: [2]", "low: [1, 2]", "строка 5, позиция 36: категории «1» нет в шкале"),
    (
        "good: [4, 5]",
        "good: [4, 5], partial: да",
        "строка 5, позиция 63: нужно true или false, а здесь «да»",
    ),
    (
        "good: [4, 5]",
        "good: [4, 5], not_held: {2019/20: отменена}",
        "строка 5, позиция 65: нужно целое число, а здесь «2019/20»",
    ),
    ("when: K1", "when: K7", "строка 15, позиция 24: критерий «K7» не найден"),
    (
        "when: K1",
        "when: K0",
        (
            "строка 15, позиция 24: у критерия «K0» осталась ось: по процедурам (assessment), "
            "а категории нужен один ответ на школу; "
            "сверните её критерием {count: K0, over: assessments, at_least: ...}"
        ),
    ),
    (
        "{name: прочие}",
        "{name: ШНОР}",
        "строка 16, позиция 12: категория «ШНОР» уже есть",
    ),
    (
        ", when: K1",
        ", when: K1, support: false",
        (
            "строка 15, позиция 37: первая категория, «ШНОР», — перечень школ, которым нужна "
            "поддержка"
        ),
    ),
    (
        ", when: K1",
        "",
        "строка 15, позиция 5: у категории «ШНОР» нет when: такой бывает только последняя",
    ),
    (
        "{name: прочие}",
        "{nam: прочие, name: прочие}",
        "строка 16, позиция 6: ключ «nam» неизвестен; возможно, «name»",
    ),
    (
        "categories:",
        "score: low\ncategories:",
        (
            "строка 14, позиция 8: у показателя «low» по процедурам (assessment), "
            "а здесь нужен each: school"
        ),
    ),
    (
        "categories:",
        "score: letter\ncategories:",
        "строка 14, позиция 8: «letter» даёт буквы, а здесь нужно число",
    ),
    (
        "categories:",
        "score: poled\ncategories:",
        "строка 14, позиция 8: показатель «poled» не найден; возможно, «pooled»",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "message"), REST)
def test_a_fault_elsewhere_is_one_whole_message(right: str, wrong: str, message: str) -> None:
    assert faults((HEAD + TAIL).replace(right, wrong, 1)) == [f"м.yaml, {message}"]


TEN_FAULTS = """\
language: 1
id: м
titel: Методика
procedures:
  ВПР:
    scale: [2, 3, 4, 5]
    low: [двойка]
indicators:
  low_share:
    measure: low_share
    of: [{procedure: ВПП}]
    each: assessment
  index:
    formula: 9**9**9
  low_share:
    column: x
criteria:
  K0:
    indicator: low_shar
    at_least: 30 %
  K1:
    count: K0
    over: assessments
    at_leest: 2
  K2:
    all: [K3]
  K3:
    any: [K2]
  K4: {indicator: index, at_least: много}
categories:
  - {name: ШНОР, when: K9}
  - {name: прочие}
"""


def test_ten_faults_of_a_file_are_reported_at_once_in_the_order_of_lines() -> None:
    assert faults(TEN_FAULTS) == [
        "м.yaml, строка 1, позиция 1: не хватает ключа «title»",
        "м.yaml, строка 3, позиция 1: ключ «titel» неизвестен; возможно, «title»",
        "м.yaml, строка 7, позиция 11: категории «двойка» нет в шкале",
        "м.yaml, строка 11, позиция 22: вид процедур «ВПП» не описан; возможно, «ВПР»",
        (
            "м.yaml, строка 14, позиция 14: «9**9**9» в формуле не разрешено: "
            "только числа, показатели, + - * /, скобки, min, max, abs"
        ),
        "м.yaml, строка 15, позиция 3: ключ «low_share» уже есть в строке 9",
        "м.yaml, строка 19, позиция 16: показатель «low_shar» не найден; возможно, «low_share»",
        "м.yaml, строка 24, позиция 5: ключ «at_leest» неизвестен; возможно, «at_least»",
        "м.yaml, строка 25, позиция 3: критерии ссылаются друг на друга по кругу: K2 → K3 → K2",
        "м.yaml, строка 29, позиция 36: «много» не число; пишут 30 %, 0.3 или 2/3",
        "м.yaml, строка 31, позиция 24: критерий «K9» не найден",
    ]


def test_a_broken_item_does_not_make_faults_of_those_that_refer_to_it() -> None:
    text = with_indicator("x: {formula: 1 +}").replace(
        "criteria:\n", "criteria:\n  X: {indicator: x, at_least: 1}\n  Y: {not: X}\n"
    )
    assert faults(text) == ["м.yaml, строка 11, позиция 16: «1 +» не читается как формула"]


def test_a_broken_section_is_one_fault() -> None:
    text = (HEAD + TAIL).replace("criteria:\n", "criteria: нет\nx-criteria:\n")
    assert [line.partition(": ")[2] for line in faults(text)] == [
        "нужны ключи и значения, а здесь «нет»",
        "ключ «x-criteria» неизвестен; возможно, «criteria»",
    ]


def test_every_circle_is_named_whole_once() -> None:
    text = (HEAD + TAIL).replace(
        "criteria:\n",
        "criteria:\n"
        "  A: {all: [B, K1]}\n"
        "  B: {any: [C]}\n"
        "  C: {not: A}\n"
        "  D: {not: A, applies_to: E}\n"
        "  E: {count: D, over: years, at_least: 1}\n",
    )
    assert faults(text) == [
        "м.yaml, строка 12, позиция 3: критерии ссылаются друг на друга по кругу: A → B → C → A",
        "м.yaml, строка 15, позиция 3: критерии ссылаются друг на друга по кругу: D → E → D",
    ]


def test_an_endless_chain_is_a_fault_and_not_a_crash() -> None:
    chain = "".join(f"  C{n}: {{not: C{n - 1}}}\n" for n in range(1, 400))
    text = (HEAD + TAIL).replace("criteria:\n", f"criteria:\n  C0: {{not: K1}}\n{chain}")
    assert faults(text) == [
        "м.yaml, строка 110, позиция 3: цепочка ссылок длиннее 100: «C98»",
    ]


def test_a_methodology_of_texts_only_is_a_fault() -> None:
    assert faults("просто текст\n") == [
        (
            "м.yaml, строка 1, позиция 1: методика состоит из ключей и значений: "
            "language, id, title, indicators"
        )
    ]


def test_like_takes_everything_but_what_differs() -> None:
    loaded = load_text(HEAD + TAIL, "м.yaml").methodology
    low, pooled = loaded.indicators["low"], loaded.indicators["pooled"]
    assert pooled.each == "school"
    assert pooled.model_copy(update={"each": "assessment"}) == low


def test_like_goes_through_a_chain_written_in_any_order() -> None:
    text = with_indicator("c: {like: b, unit: доля}\n  b: {like: low, title: Б, each: school}")
    indicators = load_text(text, "м.yaml").methodology.indicators
    assert (indicators["c"].title, indicators["c"].unit, indicators["c"].each) == (
        "Б",
        "доля",
        "school",
    )


def test_like_with_another_kind_keeps_what_all_kinds_have() -> None:
    text = with_indicator("c: {like: low, unit: балл, column: a, each: school}")
    column = load_text(text, "м.yaml").methodology.indicators["c"]
    assert column.model_dump(exclude_none=True) == {"unit": "балл", "each": "school", "column": "a"}


def test_a_file_must_bear_the_name_of_its_methodology(tmp_path: Path) -> None:
    path = tmp_path / "другая.yaml"
    path.write_text(HEAD + TAIL, "utf-8")
    with pytest.raises(MethodologyError) as caught:
        load_methodology(path)
    assert [problem.in_words() for problem in caught.value.problems] == [
        "другая.yaml, строка 2, позиция 5: id «м» не совпадает с именем файла «другая»"
    ]


def again(file: MethodologyFile) -> MethodologyFile:
    return load_text(file.resolved, "methodology.yaml")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_methodology_loads_and_its_resolved_text_loads_to_the_same(path: Path) -> None:
    file = load_methodology(path)
    assert again(file) == file
    assert "like:" not in file.resolved


def test_texts_that_look_like_something_else_survive_resolving() -> None:
    text = with_indicator(
        "x: {column: 'null', title: \"a: b # [c]\\nd\", unit: '~'}\n"
        "  y: {measure: {share: ['4']}, title: ' пробел ', unit: \"\"}"
    )
    file = load_text(text, "м.yaml")
    assert again(file) == file
    x = again(file).methodology.indicators["x"]
    assert (x.title, x.unit) == ("a: b # [c]\nd", "~")


def test_the_digest_is_of_content_and_not_of_writing() -> None:
    first = load_text(HEAD + TAIL, "м.yaml")
    second = load_text(
        (HEAD + TAIL)
        .replace("title: Методика", "title: 'Методика' # примечание\nscore:")
        .replace("{indicator: low, at_least: 30 %}", "\n    at_least: 30 %\n    indicator: low"),
        "м.yaml",
    )
    third = load_text((HEAD + TAIL).replace("30 %", "31 %"), "м.yaml")
    assert (first.digest, first.resolved) == (second.digest, second.resolved)
    assert third.digest != first.digest


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{procedures: ВПЗ}", "вид процедур «ВПЗ» не описан; возможно, «ВПР»"),
        ("{procedures: [ВПР, ЕГЭ]}", "вид процедур «ЕГЭ» не описан"),
        ("{policy: drop}", "не хватает ключа «procedures»"),
        ("{procedures: ВПР, policy: дроп}", "drop"),
    ],
)
def test_the_policy_on_doubted_results_is_checked(written: str, fault: str) -> None:
    text = """language: 1
id: м
title: Проверка
procedures: {ВПР: {scale: ["2", "3"], low: ["2"]}}
indicators: {low: {measure: low_share}}
"""
    [said] = faults(f"{text}objectivity: {written}\n")
    assert fault in said


def test_very_many_faults_are_told_soon(tmp_path: Path) -> None:
    keys = "".join(f"ключ{number}: 1\n" for number in range(5_000))
    path = tmp_path / "many.yaml"
    path.write_text(f"language: 1\nid: many\n{keys}", "utf-8")
    started = time.process_time()
    with pytest.raises(MethodologyError) as caught:
        load_methodology(path)
    assert time.process_time() - started < 3
    problems = caught.value.problems
    assert [each.place.row for each in problems[2:]] == [*range(3, 5_003)]
    assert problems[2].fault.startswith("ключ «ключ0» неизвестен; здесь бывают: ")
    assert problems[-1].fault == "ключ или значение не подходит"
    assert str(caught.value).endswith("many.yaml: ещё ошибок: 4952.")
