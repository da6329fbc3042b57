"""Two runs side by side."""

from collections.abc import Mapping

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.verdicts import Fact, Identification, identify
from shnor_cli.model import Assessment, Outcome
from shnor_cli.revise.compare import Change, Comparison, Move, Stand, compare
from tests import tiny
from tests.memo.building import CRITERIA, sample_district, shipped, written
from tests.slow.build import build_results
from tests.slow.tables import Row, Tables


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


def facts_of(change: Change) -> tuple[Fact, Fact]:
    before, after = change.grounds
    assert before is not None
    assert after is not None
    ((was,), (now,)) = before.facts, after.facts
    return was, now


def test_the_criterion_that_made_the_difference_is_the_deepest_that_turned() -> None:
    comparison = compare(by(), by(("at_least: 30 %", "more_than: 30 %")))
    left = change_of(comparison, "001")
    assert left.criterion == "K1"
    before, after = facts_of(left)
    assert (before.slice, after.slice) == (tiny.MATHS, tiny.MATHS)
    assert (before.value, before.bound, before.outcome) == (0.3, "at_least", Outcome.MET)
    assert (after.value, after.bound, after.outcome) == (0.3, "more_than", Outcome.NOT_MET)


def test_the_same_methodology_in_two_years_compares_the_same_slice() -> None:
    comparison = compare(tiny.identification(year=2024), tiny.identification(tiny.FACTS, year=2025))
    risen = change_of(comparison, "002")
    assert risen.move is Move.CHANGED
    before, after = facts_of(risen)
    assert (before.year, before.value) == (2024, 0.0)
    assert (after.year, after.value) == (2025, 0.3)
    assert before.slice == after.slice == tiny.MATHS


def test_a_school_that_only_one_run_knows_is_named() -> None:
    few = tiny.identification(schools=range(1, 6))
    comparison = compare(few, tiny.identification())
    assert [school.id for school in comparison.only_after] == ["001"]
    assert comparison.only_before == ()
    entered = change_of(comparison, "001")
    assert (entered.move, entered.before, entered.criterion) == (Move.FIRST_KNOWN, None, None)
    assert entered.grounds[0] is None
    assert entered.grounds[1] is not None
    back = change_of(compare(tiny.identification(), few), "001")
    assert (back.move, back.after) == (Move.NO_LONGER_KNOWN, None)
    assert back.grounds[0] is not None


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
    assert [ground and ground.criterion for ground in change.grounds] == ["K1", "N1"]


def test_the_facts_of_a_school_that_entered_are_those_that_were_otherwise_before() -> None:
    comparison = compare(sample_district(years=(2023, 2024)), sample_district())
    entered = next(c for c in comparison.of(Move.ENTERED) if "Остожская" in c.school.name)
    assert entered.criterion == "K2"
    before, after = entered.grounds
    assert before is not None
    assert after is not None
    assert entered.after is not None
    assert entered.after.fact in after.facts
    assert [(fact.year, fact.outcome) for fact in (*before.facts, *after.facts)] == [
        (2023, Outcome.NOT_MET),
        (2024, Outcome.MET),
        (2024, Outcome.MET),
        (2025, Outcome.MET),
    ]
    assert {fact.slice.title for fact in after.facts} == {"ВПР, русский язык, 4 класс"}


Low = Mapping[tuple[int, int], tuple[int, int]]
"""Grade and year -> low results, participants of a ВПР in mathematics."""


def federal(schools: Mapping[str, Low], year: int) -> Identification:
    """Judge schools by the federal rule in one of their years; later tables are not there yet."""
    ids = tuple(sorted(schools))
    rows = tuple(
        Row(ids.index(school), when, Assessment("ВПР", "математика", grade=grade), whole, counts)
        for school, low in schools.items()
        for (grade, when), (n, whole) in low.items()
        if when <= year
        for counts in [{"2": n, "3": whole - n, "4": 0, "5": 0}]
    )
    results = build_results(Tables(schools=ids, rows=rows))
    return identify(shipped("federal-2025"), results, year)


RISEN: Low = {
    (4, 2024): (1, 5),
    (4, 2025): (2, 5),
    (5, 2024): (4, 10),
    (5, 2025): (5, 10),
    (6, 2024): (4, 10),
    (6, 2025): (1, 10),
}
"""Low in class 5 two years running; class 4 was not low in the first of them, 6 in the second."""


def test_the_facts_shown_are_those_that_the_present_answer_rests_on() -> None:
    comparison = compare(federal({"1": RISEN}, 2024), federal({"1": RISEN}, 2025))
    (change,) = comparison.changes
    assert change.criterion == "K2"
    before, after = change.grounds
    assert before is not None
    assert after is not None
    assert (before.outcome, after.outcome) == (Outcome.UNKNOWN, Outcome.MET)
    assert [(fact.slice.grade, fact.year, fact.outcome) for fact in after.facts] == [
        (5, 2024, Outcome.MET),
        (5, 2025, Outcome.MET),
    ]
    assert [(fact.slice.grade, fact.year) for fact in before.facts] == [(5, 2023), (5, 2024)]


def test_what_is_not_known_rests_on_what_is_missing() -> None:
    low = {(5, 2024): (4, 10), (6, 2024): (4, 10), (6, 2025): (4, 10)}
    known = {(5, 2023): (4, 10), (6, 2023): (1, 10)}
    comparison = compare(federal({"1": low | known}, 2024), federal({"1": low | known}, 2025))
    (change,) = comparison.changes
    assert change.move is Move.NO_LONGER_KNOWN
    after = change.grounds[1]
    assert after is not None
    assert after.outcome is Outcome.UNKNOWN
    assert [(fact.slice.grade, fact.year) for fact in after.facts] == [(5, 2025)]


def test_of_a_criterion_met_no_more_the_facts_are_those_that_met_it() -> None:
    counts = {4: (5, 0, 2), 5: (5, 4, 1), 6: (0, 4, 2), 7: (0, 0, 5), 8: (0, 0, 5)}
    low = {
        (grade, year): (n, 10)
        for grade, found in counts.items()
        for year, n in zip((2023, 2024, 2025), found, strict=True)
    }
    (change,) = compare(federal({"1": low}, 2024), federal({"1": low}, 2025)).changes
    assert change.move is Move.LEFT
    before, after = change.grounds
    assert before is not None
    assert after is not None
    assert (before.criterion, after.criterion) == ("K2", "K2")
    assert [(fact.slice.grade, fact.year, fact.outcome) for fact in before.facts] == [
        (5, 2023, Outcome.MET),
        (5, 2024, Outcome.MET),
    ]
    assert [(fact.slice.grade, fact.year, fact.outcome) for fact in after.facts] == [
        (5, 2024, Outcome.MET),
        (5, 2025, Outcome.NOT_MET),
    ]


def test_a_school_of_which_nothing_was_known_has_not_entered_nor_left() -> None:
    earlier, later = federal({"1": RISEN, "2": RISEN}, 2024), federal({"1": RISEN}, 2025)
    assert moves(compare(earlier, later)) == {"FIRST_KNOWN": ["1"], "CHANGED": ["2"]}
    assert moves(compare(later, earlier)) == {"NO_LONGER_KNOWN": ["1"], "CHANGED": ["2"]}


def test_of_two_methodologies_each_says_its_own_deciding_criterion() -> None:
    here = sample_district()
    text = (CRITERIA / "lowest-quartile.yaml").read_text("utf-8")
    other = sample_district(written(text.replace("at_least: 20 %", "at_least: 10 %")))
    comparison = compare(here, other)
    left = next(each for each in comparison.of(Move.LEFT) if "Остожская" in each.school.name)
    before, after = left.grounds
    assert before is not None
    assert after is not None
    assert (before.criterion, before.outcome) == ("K2", Outcome.MET)
    assert (after.criterion, after.outcome) == ("Q1", Outcome.NOT_MET)
    assert [fact.indicator for fact in after.facts] == ["mean_mark"]
    assert {fact.outcome for fact in after.facts} == {Outcome.NOT_MET}
