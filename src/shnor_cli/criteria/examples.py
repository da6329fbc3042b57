"""Examples of the criteria language for its reference; a test loads every one of them.

Each is a piece of a methodology that extends `BASE`.
"""

BASE = """\
language: 1
id: federal
title: Выявление школ с низкими образовательными результатами
basis: {note: Пример методики.}
status: пример
terms: {short: ШНОР, long: школы с низкими образовательными результатами}

procedures:
  ВПР:
    title: Всероссийские проверочные работы
    scale: [2, 3, 4, 5]
    low: [2]
    good: [4, 5]
  ОГЭ:
    title: Основной государственный экзамен
    scale: [2, 3, 4, 5]
    low: [2]
    good: [4, 5]
    grade: 9
    not_held: {2020: отменён}

population: {exclude: {kind: [вечерняя, коррекционная]}}

indicators:
  low_share:
    title: Доля участников, не преодолевших минимальный порог
    measure: low_share
    of: [{procedure: [ВПР, ОГЭ], subject: [русский язык, математика]}]
    each: assessment
    direction: high_is_bad
  low_index: {title: Сводная доля низких результатов, like: low_share, each: school}

criteria:
  K0: {title: Низкий результат по процедуре, indicator: low_share, at_least: 30 %}
  K1: {title: Не менее чем по двум процедурам, count: K0, over: assessments, at_least: 2}
  K2: {title: Сводная доля выше средней, indicator: low_index, more_than: {mean: municipality}}

categories:
  - {name: ШНОР, when: K1}
  - {name: зона риска, when: K2}
  - {name: не выявлена}

score: low_index
small_sample: 10
"""

INDICATORS = {
    "measure": """\
indicators:
  good_marks:
    title: Качество знаний по математике
    measure: quality
    of:
      - {procedure: ВПР, subject: математика, grade: [5, 6, 7, 8]}
      - {procedure: ОГЭ, subject: математика}
    each: procedure
    min_participants: 5
    direction: low_is_bad
  excellent: {title: Доля пятёрок, measure: {share: 5}}
  failed: {title: Число двоек, measure: {sum: [2]}}
""",
    "column": """\
indicators:
  high_scores: {title: Доля набравших 160 и более, column: набрали 160, over: выпускников}
  rating: {title: Оценка школы за прошлый год, column: оценка}
""",
    "composite": """\
indicators:
  marks: {title: Средняя отметка, measure: mean_mark, direction: low_is_bad}
  educated: {column: родители с высшим образованием, direction: low_is_bad}
  index:
    title: Сводный индекс
    composite: {marks: 70 %, educated: 30 %}
    normalise: {marks: {minmax: [0, 100], from: [2, 5]}, educated: {minmax: [0, 100]}}
    missing: reweight
    needs: 50 %
""",
    "points": """\
indicators:
  low_points:
    title: Балл за низкие результаты
    points: low_index
    bands:
      - {less_than: 10 %, gives: 0}
      - {less_than: 30 %, gives: 1}
      - {gives: 2}
  low_letter: {points: low_index, bands: [{less_than: 10 %, gives: A}, {gives: F}]}
""",
    "formula": """\
indicators:
  marks: {measure: mean_mark}
  total: {title: Итог, formula: "0.8 * marks - max(0, 10 * (low_index - 0.1))"}
""",
    "change": """\
indicators:
  growth: {title: Изменение доли за два года, change: low_index, years: 2}
""",
    "residual": """\
indicators:
  poor: {column: малообеспеченные семьи}
  educated: {column: родители с высшим образованием}
  deviation: {title: Отклонение от ожидаемого, residual: low_index, on: [poor, educated]}
""",
}
"""An example for every kind of indicator."""

CRITERIA = {
    "indicator": """\
criteria:
  A1: {indicator: low_index, at_least: 30 %, clause: п. 2.1}
  A2: {indicator: low_index, more_than: {years_ago: 1, minus: -10 %}}
  A3: {indicator: low_index, at_least: {mean: municipality, weighted: participants, times: 1.2}}
  A4: {indicator: low_index, at_least: {percentile: 90, within: region, method: linear}}
  A5: {indicator: low_index, more_than: {reported: region}}
  A6: {indicator: low_index, is_in: {highest: 25 %, within: municipality, ties: exclude}}
""",
    "known": """\
criteria:
  H1: {title: Есть результаты за год, known: low_index}
  H2: {indicator: low_index, at_least: 30 %, applies_to: H1}
""",
    "count": """\
criteria:
  C1: {title: По процедуре два года подряд, count: K0, over: years, last: 2, at_least: 2}
  C2: {title: По одной процедуре два года подряд, count: C1, over: assessments, at_least: 1}
  C3: {title: По половине процедур, count: K0, over: assessments, at_least: 50 %, needs: 4}
  C4:
    title: Таких школ в районе больше трети
    count: K1
    over: schools
    within: municipality
    more_than: 1/3
""",
    "all": """\
criteria:
  D1: {title: Оба основания, all: [K1, K2]}
""",
    "any": """\
criteria:
  D2: {title: Хотя бы одно из оснований, any: [K1, K2]}
""",
    "of": """\
criteria:
  D3: {title: Любые два из трёх, of: [K1, K2, D4], at_least: 2}
  D4: {indicator: low_index, at_least: 50 %}
""",
    "not": """\
criteria:
  D5: {title: Основания нет, not: K1, applies_to: {kind: [СОШ, ООШ]}}
""",
}
"""An example for every kind of criterion."""

EXTENDS = """\
id: federal-20
extends: federal
title: Выявление школ, порог 20 %
criteria:
  K0: {at_least: 20 %}
  K2: null
categories:
  - {name: ШНОР, when: K1}
  - {name: не выявлена}
"""
"""A methodology that extends `BASE`."""
