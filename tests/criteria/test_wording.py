"""What a methodology says of itself in Russian: every kind, and whole shipped methodologies."""

from pathlib import Path

import pytest

from shnor_cli.criteria.indicators import INDICATOR_KINDS, Column
from shnor_cli.criteria.loading import load_methodology, load_text
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.rules import CRITERION_KINDS
from shnor_cli.criteria.wording import (
    category_in_words,
    criterion_in_words,
    indicator_in_words,
    methodology_in_words,
    missing_in_words,
    objectivity_in_words,
    small_sample_in_words,
)

SAID = Path(__file__).parent / "said"
CRITERIA = Path(__file__).parents[2] / "criteria"

HEAD = """
language: 1
id: test
title: Проверка
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"]}
  ЕГЭ: {scale: ["2", ниже порога], partial: true, low: ["2", ниже порога]}
indicators:
  low: {title: Доля «2», measure: low_share, each: assessment}
  low_by_year: {title: Сводная доля «2», measure: low_share}
  mark: {title: Средняя отметка, measure: mean_mark, of: [{procedure: ВПР}]}
  score: {title: Сумма баллов, unit: балл, column: сумма}
  letter: {title: Буква, column: буква}
  growth: {title: Прирост, change: low_by_year}
"""


def said(text: str) -> str:
    """Return a text with plain spaces, so that expected texts can be typed."""
    return text.replace("\xa0", " ")


def with_indicator(written: str) -> Methodology:
    return load_text(f"{HEAD}  x: {written}\n", "test.yaml").methodology


def with_criteria(*written: str) -> Methodology:
    lines = "".join(f"  {each}\n" for each in written)
    return load_text(f"{HEAD}criteria:\n{lines}" if lines else HEAD, "test.yaml").methodology


INDICATORS = {
    "measure": (
        (
            "{title: Качество, measure: quality, each: subject, round: 3, min_participants: 5,"
            " of: [{procedure: ВПР, subject: [математика], grade: [4, 5, 6, 8]}]}"
        ),
        (
            "Качество: отношение числа участников с результатом «4» или «5» к числу участников, "
            "по каждому предмету; учитываются: ВПР по математике в 4–6 и 8 классах. "
            "При числе участников менее 5 значение неизвестно. "
            "Значение округляется до 0,1 %, половина в большую сторону."
        ),
    ),
    "column": (
        "{title: Доля сдавших, column: сдали, over: выпускники}",
        "Доля сдавших: отношение столбца «сдали» к столбцу «выпускники».",
    ),
    "composite": (
        (
            "{title: Индекс, composite: {low_by_year: 60 %, mark: 40 %}, normalise: "
            "{low_by_year: {minmax: [0, 100], from: [0, 1]}, mark: zscore}, within: region,"
            " missing: reweight, needs: 50 %}"
        ),
        (
            "Индекс: среднее арифметическое показателей «Сводная доля „2“» (вес 0,6) "
            "и «Средняя отметка» (вес 0,4). "
            "Части, у которых плохо высокое значение, берутся с обратным знаком: "
            "«Сводная доля „2“». Части приводятся к общей шкале по региону. "
            "«Сводная доля „2“»: линейно к промежутку от 0 до 100 по опорным значениям 0 и 1; "
            "«Средняя отметка»: отклонение от среднего по школам в стандартных отклонениях. "
            "Части, которых у школы нет, не учитываются, среднее берётся по остальным. "
            "Если известно менее 50 % частей, значение неизвестно."
        ),
    ),
    "points": (
        (
            "{title: Балл, unit: балл, points: low_by_year, bands: [{less_than: 10 %, gives: 0},"
            " {at_least: 10 %, at_most: 1/3, gives: 1}, {gives: 2}]}"
        ),
        (
            "Балл: по показателю «Сводная доля „2“» (первая подходящая полоса): "
            "менее 10 % — 0 баллов; не менее 10 % и не более 1/3 — 1 балл; "
            "в остальных случаях — 2 балла."
        ),
    ),
    "formula": (
        "{title: Итог, formula: '0.8 * (mark - 2) - max(score / 10, 1)'}",
        "Итог: по формуле: 0,8 × («Средняя отметка» − 2) − наибольшее из («Сумма баллов» ÷ 10; 1).",
    ),
    "change": (
        "{title: Динамика, change: mark, years: 3}",
        (
            "Динамика: разность значений показателя «Средняя отметка» за год и тремя годами ранее. "
            "При смене шкалы между этими годами значение неизвестно."
        ),
    ),
    "residual": (
        "{title: Отклонение, residual: mark, on: [score, low_by_year], weighted: participants}",
        (
            "Отклонение: разность показателя «Средняя отметка» и значения, ожидаемого по "
            "показателям "
            "«Сумма баллов» и «Сводная доля „2“» (линейная регрессия со свободным членом по школам "
            "года, школы входят с весом числа участников). "
            "Если на один показатель контекста приходится менее 10 школ, значение неизвестно."
        ),
    ),
}

CRITERIA_KINDS = {
    "indicator": (
        "{title: Низкий результат, clause: '2.1', indicator: low_by_year, at_least: 30 %}",
        "K (пункт 2.1). Низкий результат: значение показателя «Сводная доля „2“» не менее 30 %.",
    ),
    "known": (
        "{known: mark, clause: раздел III}",
        "K (раздел III). Значение показателя «Средняя отметка» известно.",
    ),
    "count": (
        "{count: A, over: assessments, at_least: 2, needs: 3}",
        (
            "K. Критерий A выполнен не менее чем по двум оценочным процедурам. "
            "Если ответов меньше трёх, ответ неизвестен."
        ),
    ),
    "all": ("{all: [B, C]}", "K. Выполнены критерии B и C."),
    "any": ("{any: [B, C, D]}", "K. Выполнен хотя бы один из критериев B, C и D."),
    "of": (
        "{of: [B, C, D], at_least: 2}",
        "K. Выполнено не менее двух критериев из 3: B, C и D.",
    ),
    "not": (
        "{not: B, missing: not_met}",
        "K. Критерий B не выполнен. Если данных для ответа нет, критерий считается невыполненным.",
    ),
}

BASE = (
    "A: {indicator: low, at_least: 30 %}",
    "B: {indicator: low_by_year, at_least: 30 %}",
    "C: {known: mark}",
    "D: {known: score}",
)


def test_every_kind_of_indicator_has_words() -> None:
    assert set(INDICATORS) == set(INDICATOR_KINDS)


def test_every_kind_of_criterion_has_words() -> None:
    assert set(CRITERIA_KINDS) == set(CRITERION_KINDS)


@pytest.mark.parametrize("kind", INDICATOR_KINDS)
def test_an_indicator_says_itself(kind: str) -> None:
    written, expected = INDICATORS[kind]
    assert said(indicator_in_words("x", with_indicator(written))) == expected


@pytest.mark.parametrize("kind", CRITERION_KINDS)
def test_a_criterion_says_itself(kind: str) -> None:
    written, expected = CRITERIA_KINDS[kind]
    assert said(criterion_in_words("K", with_criteria(*BASE, f"K: {written}"))) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{measure: mean_score}", "отношение суммы баллов к числу участников"),
        ("{measure: participation}", "отношение числа участников к числу обучающихся по списку"),
        ("{measure: participants}", "число участников"),
        (
            "{measure: mean_mark}",
            "отношение суммы отметок к числу участников, получивших отметку",
        ),
        (
            '{measure: {share: ["4", "5"]}}',
            "отношение числа участников с результатом «4» или «5» к числу участников",
        ),
        ("{measure: {sum: [ниже порога]}}", "число участников с результатом «ниже порога»"),
    ],
)
def test_every_measure_says_itself(written: str, expected: str) -> None:
    sentence = indicator_in_words("x", with_indicator(written))
    tail = "в целом по школе; учитываются: все процедуры методики."
    assert said(sentence) == f"x: {expected}, {tail}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{procedure: [ВПР, ЕГЭ]}", "ВПР и ЕГЭ"),
        ("{subject: математика, grade: 5}", "все процедуры по математике в 5 классе"),
        (
            "{procedure: ВПР, subject: [Русский язык, химия, физика], grade: [5, 6]}",
            "ВПР по русскому языку, химии и физике в 5 и 6 классах",
        ),
        (
            "{procedure: ВПР, subject: [математика, робототехника]}",
            "ВПР по предметам «математика» и «робототехника»",
        ),
        (
            "{procedure: ЕГЭ, subject: математика, level: профиль}",
            "ЕГЭ по математике профильного уровня",
        ),
        (
            "{level: [А, Б], grade: [1, 2, 3, 9]}",
            "все процедуры уровней «А» и «Б» в 1–3 и 9 классах",
        ),
    ],
)
def test_filters_say_themselves(written: str, expected: str) -> None:
    sentence = indicator_in_words(
        "x", with_indicator(f"{{measure: participants, of: [{written}]}}")
    )
    assert said(sentence) == f"x: число участников, в целом по школе; учитываются: {expected}."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("low_by_year, at_least: 30 %", "«Сводная доля „2“» не менее 30 %"),
        ("low_by_year, more_than: 0.125", "«Сводная доля „2“» более 12,5 %"),
        ("low_by_year, at_most: 1/3", "«Сводная доля „2“» не более 1/3"),
        ("low_by_year, less_than: 0.29999999", "«Сводная доля „2“» менее 29,999999 %"),
        ("mark, less_than: 3.5", "«Средняя отметка» менее 3,5"),
        ("score, at_least: 1", "«Сумма баллов» не менее 1 балла"),
        ("score, at_least: 1600", "«Сумма баллов» не менее 1 600 баллов"),
        ("score, less_than: 4.5", "«Сумма баллов» менее 4,5 балла"),
        ("growth, at_least: 10 %", "«Прирост» не менее 10 п.п."),
        ("letter, is_in: [D]", "«Буква» равно «D»"),
        ("letter, is_in: [D, F]", "«Буква» равно «D» или «F»"),
        (
            "mark, less_than: {indicator: score}",
            "«Средняя отметка» менее значения показателя «Сумма баллов»",
        ),
        (
            "mark, less_than: {years_ago: 1}",
            "«Средняя отметка» менее собственного значения годом ранее",
        ),
        (
            "low_by_year, at_least: {years_ago: 2, minus: -10 %}",
            (
                "«Сводная доля „2“» не менее собственного значения двумя годами ранее, "
                "увеличенного на 10 п.п."
            ),
        ),
        (
            "low_by_year, less_than: {mean: municipality, weighted: participants, minus: 15 %}",
            (
                "«Сводная доля „2“» менее среднего по муниципалитету, взвешенного по числу "
                "участников, "
                "уменьшенного на 15 п.п."
            ),
        ),
        (
            "mark, less_than: {mean: all, times: 0.8}",
            (
                "«Средняя отметка» менее среднего по всем школам, в которое все школы входят "
                "поровну, "
                "умноженного на 0,8"
            ),
        ),
        (
            "mark, at_most: {mean: region, weighted: выпускники, minus_sd: 1}",
            (
                "«Средняя отметка» не более среднего по региону, взвешенного по столбцу "
                "«выпускники», "
                "уменьшенного на 1 стандартное отклонение группы"
            ),
        ),
        (
            "mark, at_most: {median: kind, times: 0.9, minus: 0.5, minus_sd: 1.5}",
            (
                "«Средняя отметка» не более медианы по школам с тем же признаком «kind», "
                "умноженной на 0,9, уменьшенной на 0,5, "
                "уменьшенной на 1,5 стандартного отклонения группы"
            ),
        ),
        (
            "mark, at_most: {percentile: 10, within: municipality, method: weibull}",
            "«Средняя отметка» не более 10-го процентиля по муниципалитету (как ПРОЦЕНТИЛЬ.ИСКЛ)",
        ),
        (
            "mark, less_than: {reported: municipality}",
            "«Средняя отметка» менее значения, сообщённого в источнике по муниципалитету",
        ),
        (
            "mark, is_in: {lowest: 25 %, within: all, ties: exclude}",
            (
                "«Средняя отметка» входит в число наименьших среди всех школ "
                "(не более 25 % школ; равные на границе не входят, если не умещаются все)"
            ),
        ),
        (
            "low_by_year, is_in: {highest: 3, within: municipality, ties: include}",
            (
                "«Сводная доля „2“» входит в число наибольших среди школ муниципалитета "
                "(не менее трёх школ; равные на границе входят все)"
            ),
        ),
    ],
)
def test_comparisons_say_their_bound_inclusive_or_strict(written: str, expected: str) -> None:
    methodology = with_criteria(f"K: {{indicator: {written}}}")
    sentence = said(criterion_in_words("K", methodology))
    assert sentence == f"K. Значение показателя {expected}".rstrip(".") + "."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("over: assessments, at_least: 1", "выполнен хотя бы по одной оценочной процедуре"),
        ("over: assessments, more_than: 1", "выполнен более чем по одной оценочной процедуре"),
        ("over: assessments, at_most: 0", "не выполнен ни по одной оценочной процедуре"),
        ("over: assessments, less_than: 3", "выполнен менее чем по трём оценочным процедурам"),
        ("over: assessments, at_least: 12", "выполнен не менее чем по 12 оценочным процедурам"),
        ("over: assessments, at_least: 21", "выполнен не менее чем по 21 оценочной процедуре"),
        (
            "over: assessments, at_least: 50 %",
            "выполнен не менее чем по 50 % оценочных процедур, к которым он применим",
        ),
        ("over: years, last: 1, at_least: 1", "выполнен в отчётном году"),
        ("over: years, last: 2, at_least: 2", "выполнен два года подряд, считая отчётный"),
        ("over: years, last: 5, more_than: 4", "выполнен пять лет подряд, считая отчётный"),
        ("over: years, last: 3, at_least: 2", "выполнен не менее чем в двух из трёх последних лет"),
        ("over: years, last: 3, at_least: 1", "выполнен хотя бы в одном из трёх последних лет"),
        ("over: years, last: 3, at_most: 0", "не выполнен ни в одном из трёх последних лет"),
        (
            "over: years, at_least: 2",
            "выполнен не менее чем в двух годах из всех лет таблиц до отчётного включительно",
        ),
        (
            "over: years, last: 2, at_least: 2, gaps: skip",
            (
                "выполнен два года подряд, считая отчётный. Годы, к которым он не применим, "
                "пропускаются, вместо них берутся более ранние"
            ),
        ),
        (
            "over: years, last: 3, at_least: 2, gaps: not_applicable",
            (
                "выполнен не менее чем в двух из трёх последних лет. "
                "Годы, к которым он не применим, не учитываются"
            ),
        ),
        (
            "over: schools, within: municipality, at_least: 2",
            "выполнен не менее чем в двух школах муниципалитета",
        ),
        ("over: schools, at_least: 1", "выполнен хотя бы в одной школе из всех"),
        ("over: schools, within: region, at_most: 0", "не выполнен ни в одной школе региона"),
        (
            "over: schools, more_than: 1/3",
            "выполнен более чем в 1/3 всех школ, к которым он применим",
        ),
    ],
)
def test_counts_say_number_words_in_the_right_gender_and_case(written: str, expected: str) -> None:
    methodology = with_criteria(*BASE, f"K: {{count: A, {written}}}")
    assert said(criterion_in_words("K", methodology)) == f"K. Критерий A {expected}."


@pytest.mark.parametrize(
    ("each", "over", "expected"),
    [
        ("subject", "subjects", "по двум предметам"),
        ("procedure", "procedures", "по двум видам процедур"),
        ("grade", "grades", "по двум классам"),
        ("level", "levels", "по двум уровням"),
    ],
)
def test_counts_go_over_every_slice(each: str, over: str, expected: str) -> None:
    indicator = f"  x: {{measure: low_share, each: {each}}}\n"
    asked = f"{{count: A, over: {over}, at_least: 2}}"
    criteria = f"criteria:\n  A: {{indicator: x, at_least: 1/2}}\n  K: {asked}\n"
    methodology = load_text(HEAD + indicator + criteria, "test.yaml").methodology
    assert (
        said(criterion_in_words("K", methodology))
        == f"K. Критерий A выполнен не менее чем {expected}."
    )


@pytest.mark.parametrize(
    ("applies_to", "expected"),
    [
        ("C", "Применяется к школам, для которых выполнен критерий C."),
        ("{kind: [СОШ, ООШ]}", "Применяется к школам вида «СОШ» или «ООШ»."),
        (
            "{region: Край, статус: [базовая]}",
            "Применяется к школам региона «Край» и с признаком «статус»: «базовая».",
        ),
    ],
)
def test_a_criterion_says_to_whom_it_applies(applies_to: str, expected: str) -> None:
    written = f"K: {{indicator: mark, less_than: 3, applies_to: {applies_to}}}"
    sentence = criterion_in_words("K", with_criteria(*BASE, written))
    assert said(sentence) == f"K. Значение показателя «Средняя отметка» менее 3. {expected}"


def test_numbers_and_units_are_held_by_a_no_break_space() -> None:
    methodology = with_criteria("K: {indicator: low_by_year, at_least: 30 %}")
    assert criterion_in_words("K", methodology).endswith("не менее 30\xa0%.")


def test_a_category_names_the_criterion_that_puts_a_school_into_it() -> None:
    written = """criteria:
  B: {title: Много «2», indicator: low_by_year, at_least: 30 %}
  C: {known: mark}
categories: [{name: ШНОР, when: B}, {name: есть отметки, when: C}, {name: прочие}]
"""
    methodology = load_text(HEAD + written, "test.yaml").methodology
    assert [said(category_in_words(position, methodology)) for position in range(3)] == [
        "«ШНОР» — выполнен критерий B «Много „2“»",
        "«есть отметки» — выполнен критерий C",
        "«прочие» — остальные школы",
    ]


def test_a_rating_says_what_it_knows() -> None:
    written = """
language: 1
id: rating
title: Рейтинг
status: утверждена
basis:
  document: Приказ «О рейтинге»
  issuer: управление образования
  number: 12-а
  date: 2025-01-27
  edition: вторая
procedures:
  ВПР: {scale: ["2", "3"], low: ["2"], breaks: [2024], not_held: {2020: отменён}}
indicators:
  mark: {title: Средняя отметка, measure: mean_mark}
score: mark
small_sample: 0
absent: not_applicable
"""
    methodology = load_text(written, "rating.yaml").methodology
    assert [said(paragraph) for paragraph in methodology_in_words(methodology)] == [
        (
            "Методика «Рейтинг». Основание: приказ «О рейтинге» от 27 января 2025 г. "
            "№ 12-а (управление образования). Редакция: вторая."
        ),
        (
            "Процедура ВПР в 2019/20 учебном году не проводилась (отменён). "
            "Результаты ВПР с 2023/24 учебного года несравнимы с прежними."
        ),
        (
            "Средняя отметка: отношение суммы отметок к числу участников, получивших отметку, "
            "в целом по школе; учитываются: все процедуры методики."
        ),
        "Список школ упорядочен по показателю «Средняя отметка», от меньшего к большему.",
        "Если у школы нет результата процедуры за год, процедура за этот год не учитывается.",
    ]


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("{edition: вторая}", " Редакция: вторая. Реквизиты документа, которым утверждена "),
        ("{document: Порядок, note: Введён впервые}", " Основание: Порядок. Введён впервые."),
        ("{issuer: Комитет}", " Основание: Комитет."),
        ("{number: 7, issuer: Комитет}", " Основание: документ № 7 (Комитет)."),
    ],
)
def test_a_basis_says_what_is_named_and_no_more(basis: str, expected: str) -> None:
    text = f"{HEAD}criteria: {{C: {{known: mark}}}}\nbasis: {basis}\nstatus: утверждена\n"
    methodology = load_text(text, "test.yaml").methodology
    paragraph, *_ = methodology_in_words(methodology)
    assert expected in said(paragraph)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "",
            (
                "В группу сравнения входят не исключённые школы, у которых значение показателя "
                "известно."
            ),
        ),
        (
            "groups: all\nmin_group: 3\n",
            (
                "В группу сравнения входят все школы, у которых значение показателя известно, "
                "и исключённые тоже. Если таких школ меньше 3, ответ неизвестен."
            ),
        ),
    ],
)
def test_groups_of_comparison_say_who_is_in_them(written: str, expected: str) -> None:
    criteria = "criteria:\n  K: {indicator: mark, less_than: {median: all}}\n"
    methodology = load_text(HEAD + criteria + written, "test.yaml").methodology
    assert said(methodology_in_words(methodology)[-1]) == expected


def test_without_comparisons_nothing_is_said_of_groups() -> None:
    assert "групп" not in methodology_in_words(with_criteria(*BASE))[-1]


def test_only_years_of_interest_are_said_not_to_have_been_held() -> None:
    methodology = load_methodology(CRITERIA / "federal-2025.yaml").methodology
    paragraphs = methodology_in_words(methodology, years=(2024, 2025))
    assert len(paragraphs) == len(methodology_in_words(methodology)) - 1
    assert not [paragraph for paragraph in paragraphs if "не проводилась" in paragraph]


@pytest.mark.parametrize("path", sorted(SAID.glob("*.txt")), ids=lambda path: path.stem)
def test_a_shipped_methodology_says_itself(path: Path) -> None:
    methodology = load_methodology(CRITERIA / f"{path.stem}.yaml").methodology
    paragraphs = [said(paragraph) for paragraph in methodology_in_words(methodology)]
    assert paragraphs == path.read_text("utf-8").splitlines()


def test_every_shipped_methodology_has_its_words_written_down() -> None:
    shipped = {path.stem for path in CRITERIA.glob("*.yaml") if ".cases" not in path.name}
    assert {path.stem for path in SAID.glob("*.txt")} == shipped


def test_of_ready_numbers_no_number_of_participants_is_told() -> None:
    ready = with_criteria().model_copy(update={"indicators": {"a": Column(column="балл")}})
    assert small_sample_in_words(ready) == ""
    counted = ready.model_copy(update={"indicators": {"a": Column(column="n", over="всего")}})
    assert small_sample_in_words(counted)


def test_a_rating_is_not_told_of_categories() -> None:
    told = (small_sample_in_words(with_criteria()), missing_in_words(with_criteria()))
    assert all(told)
    assert "категори" not in " ".join(told)


@pytest.mark.parametrize(
    ("indicators", "expected"),
    [
        (
            "  a: {measure: low_share, each: assessment}",
            (
                "Если у школы нет результата процедуры, которая у неё есть в другие годы, ответ "
                "неизвестен."
            ),
        ),
        (
            "  a: {measure: low_share}\n  b: {measure: low_share, each: subject}",
            (
                "Сводный показатель считается по тем результатам, которые у школы за год есть; "
                "если нет ни одного, а в другие годы они есть, ответ неизвестен."
            ),
        ),
        (
            "  a: {measure: low_share, each: assessment}\n  b: {measure: low_share}",
            (
                "Если у школы нет результата процедуры, которая у неё есть в другие годы, ответ по "
                "этой процедуре неизвестен. Сводный показатель считается по тем результатам, "
                "которые у школы за год есть."
            ),
        ),
        ("  a: {column: балл}", "Если нужного значения нет, ответ неизвестен."),
    ],
)
def test_a_missing_row_means_another_thing_for_pooled_values(
    indicators: str, expected: str
) -> None:
    head = HEAD[: HEAD.index("indicators:")]
    methodology = load_text(f"{head}indicators:\n{indicators}\n", "test.yaml").methodology
    assert said(missing_in_words(methodology)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ""),
        ("policy: keep", ", учитываются как все; список таких школ сохраняется."),
        ("policy: flag", ", учитываются; у заключения ставится пометка."),
        (
            "policy: drop, list: письмо № 5",
            " (список: письмо № 5), не учитываются, в средних по группам тоже.",
        ),
    ],
)
def test_what_is_done_of_doubted_results(written: str, expected: str) -> None:
    line = f"objectivity: {{procedures: [ВПР, ЕГЭ], {written}}}\n" if written else ""
    spoken = said(objectivity_in_words(load_text(HEAD + line, "test.yaml").methodology))
    what = "Результаты ВПР и ЕГЭ, которые требуют проверки объективности"
    assert spoken == (what + expected if written else "")
