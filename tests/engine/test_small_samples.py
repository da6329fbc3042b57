"""The note on few participants: also of those behind a part of the value that decides."""

import pytest

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.verdicts import Identification
from tests.tiny import METHODOLOGY, identification

FACTS = """
    школа год  предмет  участников  2  3  4  5
    001   2024 русский  20          8  6  4  2
    001   2024 математика 20        7  6  5  2
    001   2025 русский  20          9  6  4  1
    001   2025 математика 5         3  1  1  0
    002   2024 русский  20          1  9  9  1
    002   2024 математика 20        1  9  9  1
    002   2025 русский  20          1  9  9  1
    002   2025 математика 20        1  9  9  1
"""
PARTS = """
  maths: {measure: low_share, of: [{subject: математика}]}
  russian: {measure: low_share, of: [{subject: русский язык}]}
  mean: {composite: {maths: 1, russian: 1}}
  points: {points: maths, bands: [{at_least: 30 %, gives: 1}, {gives: 0}]}
  whole: {WHOLE}
criteria:
  P: {indicator: whole, at_least: 0.05}
"""
NOTE = "малая выборка в одной из частей показателя: 5 участников".replace("5 ", "5\xa0")


def district(whole: str, facts: str = FACTS) -> Identification:
    text = METHODOLOGY.replace("\ncriteria:\n", PARTS.replace("WHOLE", whole))
    file = load_text(text.replace("when: K3", "when: P"), "tiny.yaml")
    return identification(facts, file=file, schools=range(2))


@pytest.mark.parametrize(
    "whole",
    [
        "formula: points + russian",
        "composite: {points: 1, russian: 1}",
        "formula: russian + 0 * maths",
        "change: mean, years: 1",
    ],
)
def test_few_participants_behind_a_part_are_noted(whole: str) -> None:
    found = district(whole)
    assert found.verdict(0).notes == (NOTE,)
    assert NOTE not in found.verdict(1).notes


def test_a_part_that_is_not_there_counts_nobody() -> None:
    less = "\n".join(line for line in FACTS.splitlines() if "5         3" not in line)
    found = district("composite: {points: 1, russian: 1}, missing: reweight", less)
    assert found.verdict(0).category == "ШНОР"
    assert not any("малая выборка" in note for note in found.verdict(0).notes)
