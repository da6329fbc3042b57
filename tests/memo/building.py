"""Identifications for tests of the memo: the sample district, and small ones made to measure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from shnor_cli.criteria.loading import MethodologyFile, load_methodology, load_text
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import Place
from shnor_cli.model import Assessment, Remark, Results, Source
from tests.district import FACTS, REGISTER
from tests.slow.build import build_results
from tests.slow.tables import Column, Row, Tables

CRITERIA = Path(__file__).parents[2] / "criteria"
MARKS = ("2", "3", "4", "5")
_COUNTS = (*MARKS, "ниже порога", "недостаточный", "пониженный", "базовый", "повышенный")


def sample_district(
    methodology: MethodologyFile | None = None, *, years: Sequence[int] = (2023, 2024, 2025)
) -> Identification:
    """Return the sample district judged in the last of the years."""
    register = {school: row for school, row in REGISTER.items() if not row["преемник"]}
    ids = tuple(register)
    rows = [
        Row(
            school=ids.index(school),
            year=year,
            assessment=Assessment(procedure, subject, level, grade),
            participants=counts["участников"],
            counts={name: counts[name] for name in _COUNTS if name in counts},
            score_sum=Decimal(counts["сумма баллов"]) if "сумма баллов" in counts else None,
        )
        for (school, year, procedure, subject, level, grade), counts in FACTS.items()
        if year in years
    ]
    attributes = {"kind": "вид", "municipality": "муниципалитет"}
    tables = Tables(
        schools=ids,
        rows=tuple(rows),
        municipalities=tuple(row["муниципалитет"] for row in register.values()),
        columns={
            name: Column(always=tuple(row[column] or None for row in register.values()))
            for name, column in attributes.items()
        },
    )
    excluded = {
        place: row["причина"] for place, row in enumerate(register.values()) if row["исключить"]
    }
    results = named(build_results(tables), [row["название"] for row in register.values()])
    results = results._replace(schools=replace(results.schools, excluded=excluded))
    return identify(methodology or shipped("federal-2025"), results, max(years))


def named(results: Results, names: Sequence[str]) -> Results:
    """Return the results with other names of schools, and a remark on one row."""
    remark = Remark(
        Place("results.csv", row=14), "название школы записано иначе", "узнана по псевдониму", "R-1"
    )
    return results._replace(
        schools=replace(results.schools, names=tuple(names)),
        sources=(Source("results.csv", "5e" * 32, len(names)),),
        remarks=(remark,),
    )


def shipped(name: str) -> MethodologyFile:
    """Return a shipped methodology."""
    return load_methodology(CRITERIA / f"{name}.yaml")


def written(text: str) -> MethodologyFile:
    """Return a methodology written out in a test."""
    return load_text(text, "test.yaml")


def approved() -> MethodologyFile:
    """Return federal-2025 as an office would approve it."""
    file = shipped("federal-2025")
    methodology = file.methodology.model_copy(update={"status": "утверждена"})
    return file._replace(methodology=methodology)


def small_district(
    low: int, others: int = 3, *, names: Mapping[int, str] | None = None, unknown: int = 0
) -> Identification:
    """Return a district with so many identified, other and undetermined schools.

    Everyone writes two ВПР in two years; an undetermined school has no row of the report year for
    one of them and is low in the other.
    """
    ids = tuple(f"{place:03}" for place in range(1, low + others + unknown + 1))
    rows = []
    for place in range(len(ids)):
        for year in (2024, 2025):
            for subject in ("математика", "русский язык"):
                is_gap = place >= low + others and year == 2025 and subject == "математика"
                is_low = place < low or place >= low + others
                counts = (4, 3, 2, 1) if is_low else (0, 3, 4, 5)
                if not is_gap:
                    assessment = Assessment("ВПР", subject, grade=5)
                    row = dict(zip(MARKS, counts, strict=True))
                    rows.append(Row(place, year, assessment, sum(counts), row))
    given = names or {}
    all_names = [given.get(place, f"МКОУ «Школа № {place + 1}»") for place in range(len(ids))]
    results = named(build_results(Tables(schools=ids, rows=tuple(rows))), all_names)
    return identify(shipped("federal-2025"), results, 2025)


def school_table() -> Identification:
    """Return a table with ready numbers only, judged by one of them."""
    schools = ("001", "002", "003")
    columns = {
        "itogo": Column(by_year={2025: ("130", "171.5", None)}),
        "grade": Column(by_year={2025: ("D", "A", "B")}),
    }
    results = build_results(Tables(schools=schools, columns=columns))
    return identify(written(_SCHOOL_TABLE), named(results, ["Первая", "Вторая", "Третья"]), 2025)


_SCHOOL_TABLE = """
language: 1
id: ready
title: Готовые показатели
status: утверждена
basis: {document: Приказ управления образования, number: 12-од, date: 2025-01-14}
indicators:
  total: {title: Средняя сумма баллов, column: itogo, unit: балл, direction: low_is_bad}
  letter: {title: Буквенная оценка, column: grade}
criteria:
  A: {title: Сумма баллов низкая, clause: "2.1", indicator: total, less_than: 150}
  B: {title: Оценка D или F, indicator: letter, is_in: [D, F]}
  C: {title: Оба условия, all: [A, B]}
categories:
  - {name: ШНОР, when: C}
  - {name: не выявлена}
score: total
"""


def rating() -> Identification:
    """Return the sample district by a methodology without criteria and categories."""
    return sample_district(written(_RATING))


_RATING = """
language: 1
id: rating
title: Сводная доля низких результатов
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
  ОГЭ: {scale: ["2", "3", "4", "5"], low: ["2"]}
  ЕГЭ: {scale: ["2", "3", "4", "5", ниже порога], partial: true, low: ["2", ниже порога]}
  КДР: {scale: [недостаточный, пониженный, базовый, повышенный], low: [недостаточный]}
indicators:
  low: {title: Доля низких результатов, measure: low_share, direction: high_is_bad}
score: low
"""
