"""A tiny district for tests of what follows judging: four schools, two years, four assessments."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np

from shnor_cli.criteria.loading import MethodologyFile, load_text
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import Place
from shnor_cli.model import (
    Assessment,
    Attribute,
    Decision,
    Missing,
    Remark,
    Results,
    Rows,
    Schools,
    Source,
    Texts,
    Why,
)
from shnor_cli.resources import digest_of

Value = TypeVar("Value")

METHODOLOGY = """
language: 1
id: tiny
title: Пробная методика
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low_share: {title: Доля низких, measure: low_share, each: assessment, direction: high_is_bad}
  low_index: {title: Индекс, like: low_share, each: school}
  letter: {title: Оценка, column: letter}
criteria:
  K0: {title: Низкий результат, indicator: low_share, at_least: 30 %}
  K1: {title: Две процедуры, count: K0, over: assessments, at_least: 2}
  K2a: {title: Два года, count: K0, over: years, last: 2, at_least: 2}
  K2: {title: Одна процедура два года, count: K2a, over: assessments, at_least: 1}
  K3: {title: Оба основания, all: [K1, K2]}
  K4: {title: Любое из оснований, any: [K1, K2]}
  D1: {title: Таких школ не менее двух, count: K1, over: schools, within: municipality, at_least: 2}
  L1: {title: Плохая оценка, indicator: letter, is_in: [D, F]}
categories:
  - {name: ШНОР, when: K3}
  - {name: зона риска, when: K4}
  - {name: не выявлена}
score: low_index
small_sample: 10
"""

RUSSIAN = Assessment("ВПР", "русский язык", "", 5)
MATHS = Assessment("ВПР", "математика", "", 5)

FACTS = """
    школа год  предмет  участников  2  3  4  5
    001   2024 русский  20          8  6  4  2
    001   2024 математика 20        7  6  5  2
    001   2025 русский  20          9  6  4  1
    001   2025 математика 20        6  6  6  2
    002   2024 русский  10          1  4  4  1
    002   2024 математика 10        0  4  4  2
    002   2025 русский  10          4  3  2  1
    002   2025 математика 10        3  4  2  1
    =3    2025 русский  5           2  1  1  1
    =3    2024 математика 5         2  1  1  1
    004   2025 русский  30          1  9  10 10
    004   2025 математика 30        8  9  8  5
    005   2024 русский  4           1  1  1  1
"""
"""School 1 is ШНОР, 2 is at risk, 3 is not known (a row is missing), 4 is none, 5 has no data."""

SCHOOLS = Schools(
    ids=("001", "002", "004", "005", "006", "=3"),
    names=(
        "Школа «Первая»",
        "Вторая; школа",
        "Четвёртая",
        "Пятая",
        "Шестая исключённая",
        "Третья",
    ),
    municipalities=("Северный", "Северный", "Южный", "Южный", "", "Южный"),
    excluded={4: "вечерняя"},
    decisions={1: Decision("включить", "приказ № 7")},
    open_years={0: (1990, 2030)},
    registered=True,
    aliases={1: ("Вторая", "2-я")},
)
REMARKS = (
    Remark(Place("results.csv", "", 7, "2"), "строка итогов", "пропущена", "T-001"),
    Remark(Place(), "нет реестра"),
)


def methodology(old: str = "", new: str = "") -> MethodologyFile:
    """Return the methodology with one piece of its text replaced."""
    return load_text(METHODOLOGY.replace(old, new) if old else METHODOLOGY, "tiny.yaml")


def results(
    connection: duckdb.DuckDBPyConnection, facts: str = FACTS, *, name: str = "facts"
) -> Results:
    """Return the district as read from its two files."""
    connection.execute(
        f"""CREATE TABLE {name} (school INTEGER, year INTEGER, assessment INTEGER,
            participants BIGINT, enrolled BIGINT, score_sum DECIMAL(18, 4),
            c0 BIGINT, c1 BIGINT, c2 BIGINT, c3 BIGINT, file INTEGER, row BIGINT, rows BIGINT)"""
    )
    rows = [line.split() for line in facts.strip().splitlines()[1:]]
    for number, (school, year, subject, *counts) in enumerate(rows, start=2):
        assessment = 1 if subject == "русский" else 0
        connection.execute(
            f"INSERT INTO {name} VALUES (?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, ?, ?, 1)",
            [
                SCHOOLS.ids.index(school),
                int(year),
                assessment,
                *map(int, counts),
                number % 2,
                number,
            ],
        )
    return Results(
        connection=connection,
        facts=name,
        schools=SCHOOLS,
        years=(2024, 2025),
        assessments=(MATHS, RUSSIAN),
        categories=("2", "3", "4", "5"),
        attributes={"letter": _letters(), "kind": Attribute("kind", always=_texts(*["СОШ"] * 6))},
        sources=(Source("results.csv", "a" * 64, 13), Source("results.csv", "b" * 64, 13)),
        remarks=REMARKS,
    )


def _letters() -> Attribute:
    return Attribute(
        "letter",
        by_year={2024: _texts(*[None] * 6), 2025: _texts("D", "A", "*", None, "B", "F")},
        codes={"*": Missing(Why.CODE, "скрыто")},
        rows={2025: Rows(np.array([0, 0, 0, -1, 0, 1]), np.array([2, 3, 4, 0, 6, 7]))},
    )


def _texts(*texts: str | None) -> Texts:
    array = np.empty(len(texts), object)
    array[:] = texts
    return array


def identification(
    facts: str = FACTS,
    *,
    file: MethodologyFile | None = None,
    year: int = 2025,
    schools: range = range(6),
) -> Identification:
    """Return what the tiny district gives, or a part of its schools."""
    connection = duckdb.connect(":memory:")
    read = results(connection, facts)
    return identify(file or methodology(), only(read, schools), year)


def only(read: Results, schools: range) -> Results:
    """Return the district as if the register had some of the schools alone."""
    connection, first = read.connection, schools.start
    connection.execute(
        f"CREATE TABLE few AS SELECT * REPLACE (school - {first} AS school) FROM {read.facts}"
        f" WHERE school BETWEEN {first} AND {schools.stop - 1}"
    )
    whole = read.schools
    part = slice(schools.start, schools.stop)

    def moved(of: Mapping[int, Value]) -> dict[int, Value]:
        return {index - first: each for index, each in of.items() if index in schools}

    return read._replace(
        facts="few",
        schools=replace(
            whole,
            ids=whole.ids[part],
            names=whole.names[part],
            municipalities=whole.municipalities[part],
            excluded=moved(whole.excluded),
            decisions=moved(whole.decisions),
            open_years=moved(whole.open_years),
            aliases=moved(whole.aliases),
        ),
        attributes={
            name: each._replace(
                always=None if each.always is None else each.always[part],
                by_year={year: texts[part] for year, texts in each.by_year.items()},
                rows={
                    year: Rows(rows.file[part], rows.row[part]) for year, rows in each.rows.items()
                },
            )
            for name, each in read.attributes.items()
        },
    )


def sign(run: Path) -> None:
    """Make the description say that the files are as they were written."""
    info = json.loads((run / "run.json").read_text(encoding="utf-8"))
    info["files"] = {name: digest_of(run / name) for name in info["files"]}
    (run / "run.json").write_text(json.dumps(info), encoding="utf-8")
