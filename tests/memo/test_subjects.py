"""Low results by assessment where the criteria ask of a school as a whole: shown, never judged."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np

from shnor_cli.engine.lows import LOW, low_by_assessment, with_lows
from shnor_cli.engine.verdicts import identify
from shnor_cli.memo.papers.cards import cards_of
from shnor_cli.memo.papers.memo import context_of
from shnor_cli.memo.papers.order import letters_of, order_of
from shnor_cli.memo.words.facts import grid_counts
from shnor_cli.memo.words.values import Row, value_tables
from shnor_cli.public.version import public
from tests.memo.building import sample_district, shipped, small_district, written
from tests.memo.words import memo_of, words_of

POOLED = """
language: 1
id: pooled
title: Сводная доля
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"]}
indicators:
  low: {title: Доля «2», measure: low_share}
  mark:
    title: Балл
    unit: балл
    points: low
    bands: [{less_than: 30 %, gives: 0}, {at_least: 30 %, gives: 1}]
criteria:
  A: {title: Высокая доля, indicator: mark, at_least: 1}
  B: {title: Три года, count: A, over: years, last: 3, at_least: 1}
categories: [{name: ШНОР, when: B}, {name: не выявлена}]
score: mark
"""


def texts_of(row: object) -> str:
    return str(row).replace("\\xa0", " ")


def by_assessment(tables: list[Row]) -> list[Row]:
    return [each for each in tables if str(each["название"]).startswith("Доля низких результатов")]


def test_low_results_by_assessment_are_a_table_of_their_own_without_fills() -> None:
    found = sample_district(shipped("municipal-points"))
    assert by_assessment(value_tables(found, found.verdicts)) == []
    tables = context_of(found, None)["таблицы"]
    assert isinstance(tables, list)
    (table,) = by_assessment(tables)
    assert table["название"] == "Доля низких результатов по оценочным процедурам, %"
    assert table["критерии"] == ""
    cells = [
        cell
        for school in table["школы"]  # type: ignore[attr-defined]
        for row in school["строки"]
        for cell in row["ячейки"]
    ]
    assert {cell["цвет"] for cell in cells} == {""}
    assert any("/" in cell["доля"] for cell in cells)


def test_the_counts_are_those_of_the_tables() -> None:
    found = sample_district(shipped("municipal-points"))
    grid = with_lows(found).measured.grids[LOW]
    alone = low_by_assessment(found)
    assert alone is not None
    assert grid.numerator is not None
    assert grid.numerator.tolist() == np.asarray(alone.grids[LOW].numerator).tolist()
    year, place = found.measured.year(2025), 0
    code = found.results.assessments.index(grid.slices[place])
    rows = found.results.connection.execute(
        f"SELECT school, participants FROM {found.results.facts} "
        f"WHERE year = 2025 AND assessment = {code} AND participants > 0"
    ).fetchall()
    assert rows
    for school, participants in rows:
        counts = grid_counts(grid, school, year, place)
        assert counts is None or counts[1] == participants


def test_years_before_the_tables_stand_on_the_axis_of_the_run() -> None:
    found = small_district(2)
    found = identify(written(POOLED), found.results, found.year)
    run = with_lows(found)
    assert run.measured.years == (2023, 2024, 2025)
    grid = run.measured.grids[LOW]
    assert grid.value.shape == (5, 3, 2)
    assert grid_counts(grid, 0, 0) is None
    assert grid_counts(grid, 0, 2) == (Fraction(4), 10)
    reasons = run.measured.reasons
    assert [reasons[code].text for code in grid.missing[0, 0]] == ["нет строки за этот год"] * 2


def test_subjects_are_read_off_the_results_where_grounds_name_none(tmp_path: Path) -> None:
    found = small_district(2)
    found = identify(written(POOLED), found.results, found.year)
    words = words_of(memo_of(found, tmp_path)).replace("\xa0", " ")
    subject = "40,0 % (8 из 20), по всем оценённым школам — 14,3 %"
    assert "5.2. Предметные дефициты выявленных школ\nКритерии методики относятся к школе" in words
    assert f"по предметам:\nматематика — {subject};\nрусский язык — {subject}.\n" in words
    assert "Доля низких результатов по оценочным процедурам, 2024/25 учебный год" in words
    assert "чем по всем оценённым школам, по предметам: математика и русский язык." in words
    assert "устойчивыми результатами обучения. Предметы: математика и русский язык." in words
    assert "Предметы, по которым есть основания" not in words
    assert "В отчётном году доля низких результатов школы выше, чем по всем оценённым" in words


def test_the_order_and_letters_say_the_score_and_the_subjects() -> None:
    found = small_district(2)
    found = identify(written(POOLED), found.results, found.year)
    order = order_of(found, None)
    assert order["предметы"] == "по предметам: математика и\xa0русский язык"
    for _, letter in letters_of(found, None):
        assert letter["предметы"] == order["предметы"]
    grounds = [
        ground
        for school in order_of(sample_district(shipped("municipal-points")), None)["школы"]  # type: ignore[attr-defined]
        for ground in school["основания"]
    ]
    assert grounds
    for each in grounds:
        assert re.search(r"» — \d+ балл\w* при границе не менее \d балл", each.replace("\xa0", " "))


def test_what_earned_points_stands_in_the_tables_and_in_the_card() -> None:
    found = small_district(2)
    found = identify(written(POOLED), found.results, found.year)
    assert "Доля «2», 2024/25" in texts_of(value_tables(found, found.verdicts))
    card = texts_of(dict(cards_of(found, None))[0]["таблицы"])
    assert "'название': 'Доля «2», %'" in card
    assert "'доля': '8/20'" in card
    assert "ВПР, математика, 5 класс" in card


def test_what_is_judged_by_assessment_is_shown_once() -> None:
    found = sample_district()
    assert with_lows(found) is found


def test_a_public_version_shows_no_more_than_it_has() -> None:
    found = public(sample_district(shipped("municipal-points")))
    tables = context_of(found, None)["таблицы"]
    assert isinstance(tables, list)
    assert by_assessment(tables) == []
