"""Two runs side by side."""

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Outcome
from shnor_cli.revise.compare import Change, Comparison, Move, Stand, compare
from tests import tiny
from tests.memo.building import sample_district


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


def change_of(comparison: Comparison, school: str) -> Change:
    return next(each for each in comparison.changes if each.school.id == school)


def test_the_criterion_that_made_the_difference_is_the_deepest_that_turned() -> None:
    comparison = compare(by(), by(("at_least: 30 %", "more_than: 30 %")))
    left = change_of(comparison, "001")
    assert left.criterion == "K1"
    before, after = left.facts
    assert before is not None
    assert after is not None
    assert (before.slice, after.slice) == (tiny.MATHS, tiny.MATHS)
    assert (before.value, before.bound, before.outcome) == (0.3, "at_least", Outcome.MET)
    assert (after.value, after.bound, after.outcome) == (0.3, "more_than", Outcome.NOT_MET)


def test_the_same_methodology_in_two_years_compares_the_same_slice() -> None:
    comparison = compare(tiny.identification(year=2024), tiny.identification(tiny.FACTS, year=2025))
    risen = change_of(comparison, "002")
    assert risen.move is Move.CHANGED
    before, after = risen.facts
    assert before is not None
    assert after is not None
    assert (before.year, before.value) == (2024, 0.0)
    assert (after.year, after.value) == (2025, 0.3)
    assert before.slice == after.slice == tiny.MATHS


def test_a_school_that_only_one_run_knows_is_named() -> None:
    few = tiny.identification(schools=range(1, 6))
    comparison = compare(few, tiny.identification())
    assert [school.id for school in comparison.only_after] == ["001"]
    assert comparison.only_before == ()
    entered = change_of(comparison, "001")
    assert (entered.move, entered.before, entered.criterion) == (Move.ENTERED, None, None)
    assert entered.facts[0] is None
    assert entered.facts[1] is not None
    back = change_of(compare(tiny.identification(), few), "001")
    assert (back.move, back.after) == (Move.LEFT, None)
    assert back.facts[0] is not None


def test_a_fact_has_no_pair_in_a_criterion_that_compares_another_indicator() -> None:
    own = "K0: {title: Низкий результат, indicator: low_share, at_least: 30 %}"
    other = by(
        (own, "K0: {indicator: threes, at_least: 30 %}"),
        ("indicators:", "indicators:\n  threes: {measure: {share: ['3']}, each: assessment}"),
    )
    fact = by().verdict(0).fact
    assert fact is not None
    assert Stand(by(), 0).like(Stand(by(), 0), fact) == fact
    assert Stand(other, 0).like(Stand(by(), 0), fact) is None


def test_different_criteria_of_two_methodologies_leave_the_deciding_facts() -> None:
    other = by(("K1", "N1"), ("K2:", "N2:"), ("K2]", "N2]"), ("K3", "N3"), ("K4", "N4"))
    change = change_of(compare(by(("at_least: 30 %", "more_than: 30 %")), other), "001")
    assert change.move is Move.ENTERED
    assert change.criterion is None
    assert [fact is not None for fact in change.facts] == [True, True]


def test_the_fact_of_a_school_that_entered_is_one_that_was_otherwise_before() -> None:
    """Its deciding fact, the nearest to the bound, may have been low already."""
    comparison = compare(sample_district(years=(2023, 2024)), sample_district())
    entered = next(c for c in comparison.of(Move.ENTERED) if "Остожская" in c.school.name)
    assert entered.criterion == "K1"
    before, after = entered.facts
    assert before is not None
    assert after is not None
    assert (before.slice, before.outcome) == (after.slice, Outcome.NOT_MET)
    assert (after.slice.title, after.outcome) == ("ВПР, математика, 6 класс", Outcome.MET)
