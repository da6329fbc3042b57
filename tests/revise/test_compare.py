"""Two runs side by side."""

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Outcome
from shnor_cli.revise.compare import Comparison, Move, compare
from tests import tiny


def by(*replacements: tuple[str, str], facts: str = tiny.FACTS) -> Identification:
    text = tiny.METHODOLOGY
    for old, new in replacements:
        text = text.replace(old, new)
    return tiny.identification(facts, file=load_text(text, "tiny.yaml"))


def moves(comparison: Comparison) -> dict[str, list[str]]:
    ids = {move.name: [c.school.id for c in comparison.of(move)] for move in Move}
    return {name: schools for name, schools in ids.items() if schools}


def test_a_stricter_bound_takes_schools_off_the_list_by_the_criteria_that_turned() -> None:
    comparison = compare(by(), by(("at_least: 30 %", "more_than: 30 %")))
    assert moves(comparison) == {
        "LEFT": ["001"],
        "CHANGED": ["002"],
        "SAME": ["005", "=3", "004", "006"],
    }
    (left,) = comparison.of(Move.LEFT)
    assert [(turn.criterion, turn.before, turn.after) for turn in left.turns] == [
        ("K1", Outcome.MET, Outcome.NOT_MET),
        ("K3", Outcome.MET, Outcome.NOT_MET),
        ("D1", Outcome.MET, Outcome.NOT_MET),
    ]


def test_the_other_way_round_they_enter() -> None:
    comparison = compare(by(("at_least: 30 %", "more_than: 30 %")), by())
    assert [each.school.id for each in comparison.of(Move.ENTERED)] == ["001"]


def test_a_run_against_itself_changes_nothing() -> None:
    comparison = compare(by(), by())
    assert {each.move for each in comparison.changes} == {Move.STAYED, Move.SAME}
    assert [each.turns for each in comparison.changes if each.turns] == []


def test_a_criterion_of_one_run_only_turns_from_nothing() -> None:
    comparison = compare(
        by(("K1:", "N1:"), ("[K1, K2]", "[N1, K2]"), ("count: K1", "count: N1")), by()
    )
    turns = {turn.criterion: (turn.before, turn.after) for turn in comparison.changes[0].turns}
    assert turns["K1"] == (None, Outcome.MET)
    assert turns["N1"] == (Outcome.MET, None)


def test_without_categories_nobody_is_listed() -> None:
    rating = by((tiny.METHODOLOGY.partition("categories:")[2], ""), ("categories:", ""))
    assert compare(rating, rating).of(Move.STAYED) == ()
