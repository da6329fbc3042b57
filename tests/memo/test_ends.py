"""Criteria of the end of a group: the cut is said once, places only of schools that are in it."""

from pathlib import Path

from shnor_cli.engine.verdicts import identify
from tests.memo.building import small_district, written
from tests.memo.words import memo_of, words_of

RATING = """
language: 1
id: rating
title: Рейтинг
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"]}
indicators:
  low: {title: Доля «2», measure: low_share}
criteria:
  A: {title: Среди двух, indicator: low, is_in: {highest: 2, ties: include}}
categories: [{name: внимание, when: A}, {name: остальные}]
score: low
"""


def test_the_end_of_a_group_is_said_once_and_no_school_outside_has_a_place(tmp_path: Path) -> None:
    found = small_district(2, others=4)
    found = identify(written(RATING), found.results, found.year)
    words = words_of(memo_of(found, tmp_path)).replace("\xa0", " ")
    assert words.count("1-е наибольшее из 6 значений") == 2
    assert "последнее внутри" not in words
    assert "3-е наибольшее" not in words
    note = (
        "Граница решающих результатов: среди наибольших 2 — 2 школы из 6 "
        "(последняя — 40,0 %, следующая — 0,0 %)."
    )
    assert words.count(note) == 1
    assert "Доля «2», 2024/25: 0,0 % (0 из 24)\n" in words
