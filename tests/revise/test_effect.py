"""The schools of an earlier list, then and now."""

from collections.abc import Mapping

import numpy as np
import pytest

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.matching import Shares
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import RunError
from shnor_cli.memo.papers.effect import effect_context
from shnor_cli.model import Assessment
from shnor_cli.revise.chance import chance
from shnor_cli.revise.effect import Course, Effect, Turn, effect
from tests.slow.build import build_results
from tests.slow.tables import Row, Tables

METHODOLOGY = """
language: 1
id: small
title: Пробная
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
  ОГЭ: {scale: ["2", "3", "4", "5"], low: ["2"], grade: 9}
indicators:
  share: {title: Доля, measure: low_share, each: assessment}
  whole: {title: Индекс, like: share, each: school}
criteria:
  K0: {title: Низкий результат, indicator: share, at_least: 30 %}
  K1: {title: Две процедуры, count: K0, over: assessments, at_least: 2}
  B: {title: Индекс высок, indicator: whole, at_least: 30 %}
categories:
  - {name: ШНОР, when: K1}
  - {name: не выявлена}
"""
POOLED = METHODOLOGY.replace("when: K1", "when: B")

RU, MA, OGE = (
    Assessment("ВПР", "русский язык", "", 5),
    Assessment("ВПР", "математика", "", 5),
    Assessment("ОГЭ", "математика", "", 9),
)

Low = Mapping[str, Mapping[Assessment, tuple[int, int]]]
"""School -> assessment -> low results, participants."""


def run(low: Low, year: int, text: str = METHODOLOGY) -> Identification:
    ids = tuple(sorted(low))
    rows = tuple(
        Row(ids.index(school), year, assessment, whole, {"2": n, "3": whole - n, "4": 0, "5": 0})
        for school, found in low.items()
        for assessment, (n, whole) in found.items()
    )
    return identify(
        load_text(text, "small.yaml"), build_results(Tables(schools=ids, rows=rows)), year
    )


def course(
    was: Mapping[Assessment, tuple[int, int]],
    now: Mapping[Assessment, tuple[int, int]],
    text: str = METHODOLOGY,
) -> Course:
    other = {"002": {RU: (0, 10), MA: (0, 10)}}
    before = run({"001": was, **other}, 2025, text)
    after = run({"001": now, **other} if now else other, 2026, text)
    (found,) = effect(before, after).courses
    return found


LOW = {RU: (4, 10), MA: (5, 10)}


@pytest.mark.parametrize(
    ("now", "turn"),
    [
        ({RU: (1, 10), MA: (1, 10)}, Turn.LEFT),
        ({RU: (4, 10), MA: (5, 10)}, Turn.SAME),
        ({RU: (8, 20), MA: (10, 20)}, Turn.SAME),  # the same shares of twice as many
        ({RU: (3, 10), MA: (4, 10)}, Turn.BETTER),
        ({RU: (5, 10), MA: (5, 10)}, Turn.WORSE),
        ({}, Turn.UNKNOWN),
        ({OGE: (9, 10)}, Turn.LEFT),  # by the criteria: one low result is not two
        ({OGE: (9, 10), RU: (9, 10)}, Turn.WORSE),
    ],
)
def test_a_school_is_judged_by_what_it_had_and_has(
    now: Mapping[Assessment, tuple[int, int]], turn: Turn
) -> None:
    assert course(LOW, now).turn is turn


def test_fewer_low_results_are_better_though_the_school_stays_listed() -> None:
    three = {**LOW, OGE: (6, 10)}
    found = course(three, {RU: (4, 10), MA: (1, 10), OGE: (9, 10)})
    assert found.turn is Turn.BETTER
    assert [pair.is_turned for pair in found.pairs] == [True, False, False]
    assert found.category == "ШНОР"


def test_what_has_no_result_now_is_named_and_not_counted() -> None:
    found = course({**LOW, OGE: (6, 10)}, LOW)
    assert found.unmatched == (OGE,)
    assert found.shares == Shares(9, 20, 9, 20)
    assert found.turn is Turn.SAME


def test_a_value_over_other_assessments_is_not_compared() -> None:
    found = course({**LOW, OGE: (6, 10)}, {RU: (1, 10), MA: (1, 10)}, POOLED)
    assert found.pairs == ()
    assert found.turn is Turn.LEFT  # by the criteria, though of other assessments
    assert not found.is_alike
    assert found.category == "не выявлена"
    same = course(LOW, {RU: (1, 10), MA: (1, 10)}, POOLED)
    assert len(same.pairs) == 1
    assert same.turn is Turn.LEFT


def test_what_speaks_for_a_school_when_met_is_not_compared() -> None:
    text = METHODOLOGY.replace(
        "criteria:",
        "criteria:\n  N: {title: Не, not: B}\n  K3: {title: Оба, all: [K1, G]}\n  G: {not: N}",
    ).replace("when: K1", "when: K3")
    assert {pair.now.criterion for pair in course(LOW, LOW, text).pairs} == {"K0"}


def test_runs_by_other_criteria_are_refused_but_a_year_without_an_exam_is_not() -> None:
    low = {"001": LOW}
    before = run(low, 2025)
    with pytest.raises(RunError, match="по разным критериям") as raised:
        effect(before, run(low, 2026, METHODOLOGY.replace("30 %", "40 %")))
    assert "shnor rerun" in raised.value.hint
    held = METHODOLOGY.replace("grade: 9}", "grade: 9, not_held: {2026: отменён}}")
    assert effect(before, run(low, 2026, held)).courses[0].turn is Turn.SAME
    with pytest.raises(RunError, match="должен быть раньше"):
        effect(before, before)


def test_what_chance_does_to_the_lowest_is_what_a_second_draw_shows() -> None:
    # schools as the model has them: their shares drawn once, their results of two years anew
    draw = np.random.default_rng(7)
    wholes, shares = draw.integers(15, 40, 40_000), draw.beta(2, 18, 40_000)
    was, now = draw.binomial(wholes, shares), draw.binomial(wholes, shares)
    columns = (each.tolist() for each in (was, wholes, now, wholes))
    drawn = [Shares(*each) for each in zip(*columns, strict=True)]
    listed = [each.was / each.was_of >= 0.3 for each in drawn]
    found = chance(list(zip(listed, drawn, strict=True)))
    lowest = sum((each for each, low in zip(drawn, listed, strict=True) if low), Shares(0, 0, 0, 0))
    assert found is not None
    assert lowest.was / lowest.was_of > 0.33
    assert lowest.now / lowest.now_of < 0.27
    assert found.expected == pytest.approx(lowest.now / lowest.now_of, abs=0.01)
    assert found.schools == 40_000


def test_what_chance_changes_is_told_by_the_same_weights_then_and_now() -> None:
    # by hand: m = 10/50 = 0.2; d = 0.2 (0.09 + 0.01 + 0.04 + 0.01 + 0.01) = 0.032; a = 0.8;
    # b = 0.08; g = (0.032 / 0.16 - 0.08) / 0.72 = 1/6; k = 5. Expected of the listed schools:
    # (5 + 1) / 15 and (3 + 1) / 15. Now they have 30 and 10 participants.
    listed = [Shares(5, 10, 12, 30), Shares(3, 10, 2, 10)]
    others = [Shares(0, 10, 0, 10), Shares(1, 10, 1, 10), Shares(1, 10, 1, 10)]
    found = chance([*((True, each) for each in listed), *((False, each) for each in others)])
    assert found is not None
    assert found.was == pytest.approx((0.5 * 30 + 0.3 * 10) / 40)
    assert found.expected == pytest.approx((6 / 15 * 30 + 4 / 15 * 10) / 40)
    assert found.expected < found.was


def test_the_base_of_chance_is_printed_beside_what_is_expected() -> None:
    was = {"1": (5, 10), "2": (3, 10), "3": (0, 10), "4": (1, 10), "5": (1, 10)}
    now = {"1": (12, 30), "2": (2, 10), "3": (0, 10), "4": (1, 10), "5": (1, 10)}
    before, after = (
        run({name: {RU: counts} for name, counts in of.items()}, year, POOLED)
        for of, year in ((was, 2025), (now, 2026))
    )
    said = words_of(effect(before, after), "случайность")
    assert (
        "Прежние доли низких результатов школ перечня при нынешнем числе участников составляют "
        "вместе 45,0 %. По разбросу результатов 5 школ эта доля сама собой стала бы около 36,7 %; "
        "изменение −8,3 п.п." in said
    )


def test_a_bound_that_is_newly_not_kept_is_marked_as_one_that_newly_is() -> None:
    was, now = {RU: (4, 10), MA: (9, 10), OGE: (1, 10)}, {RU: (1, 10), MA: (9, 10), OGE: (9, 10)}
    other = {"002": {RU: (0, 10), MA: (0, 10), OGE: (0, 10)}}
    found = effect(run({"001": was, **other}, 2025), run({"001": now, **other}, 2026))
    schools = effect_context(found, None)["школы"]
    assert isinstance(schools, list)
    assert {each["порог"] for each in schools[0]["строки"]} == {"да, теперь", "нет", "нет, теперь"}


def test_chance_is_not_guessed_from_a_handful_of_schools_or_without_a_list() -> None:
    few = [(True, Shares(3, 10, 2, 10)), *[(False, Shares(1, 10, 1, 10))] * 3]
    assert chance(few) is None
    assert chance([(False, Shares(n, 10, 1, 10)) for n in range(9)]) is None
    assert chance([(True, Shares(0, 10, 1, 10))] * 9) is None


def test_where_every_school_is_listed_nothing_is_said_of_a_choice_of_the_lowest() -> None:
    drawn = [(True, Shares(n, 10, n, 10)) for n in range(3, 10)]
    assert chance(drawn) is None
    assert chance([*drawn, (False, Shares(1, 10, 1, 10))]) is not None


def test_schools_that_differ_by_chance_alone_are_expected_at_the_mean() -> None:
    alike = [(place == 0, Shares(3 if place == 0 else 2, 10, 2, 10)) for place in range(10)]
    found = chance(alike)
    assert found is not None
    assert found.expected == pytest.approx(0.21)


def test_who_was_or_is_not_judged_for_want_of_data_is_told_apart() -> None:
    text = METHODOLOGY.replace(
        "K1: {title: Две процедуры, count: K0, over: assessments, at_least: 2}",
        "K1: {title: Две процедуры два года, count: K2, over: assessments, at_least: 2}\n"
        "  K2: {title: Два года, count: K0, over: years, last: 2, at_least: 2}",
    )
    low = {"001": LOW, "002": LOW, "003": {RU: (0, 10), MA: (0, 10)}}
    found = effect(run(low, 2025, text), run(low, 2026, text))
    assert found.courses == ()
    assert [school.id for school in found.undecided] == ["001", "002"]
    said = effect_context(found, None)["итоги"]
    assert isinstance(said, list)
    assert [each.replace("\u00a0", " ") for each in said] == [
        "В перечне за 2024/25 учебный год: 0 школ.",
        (
            "За 2024/25 учебный год данных не хватило, чтобы решить, относятся ли к категории "
            "«ШНОР» 2 школы: Школа 001 и Школа 002."
        ),
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "не относится и решением в ней не оставлена 1 школа: Школа 00."),
        (2, "не относятся и решением в ней не оставлены 2 школы: Школа 00 и Школа 01."),
        (9, "не относится и решением в ней не оставлено 9 школ."),
    ],
)
def test_schools_that_left_are_counted_in_good_russian(count: int, said: str) -> None:
    ids = [f"{place:02}" for place in range(count)]
    other = {"99": {RU: (0, 10), MA: (0, 10)}}
    before = run({**dict.fromkeys(ids, LOW), **other}, 2025)
    after = run({**{each: {RU: (1, 10), MA: (1, 10)} for each in ids}, **other}, 2026)
    assert f"По критериям к категории больше {said}" in words_of(effect(before, after), "итоги")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ((40_001, 100_000), "+0,001 п.п."),
        ((39_999, 100_000), "−0,001 п.п."),
        ((40_000, 100_000), "0,0 п.п."),
    ],
)
def test_a_change_that_is_no_zero_does_not_look_like_one(now: tuple[int, int], said: str) -> None:
    low = {RU: (4, 10), MA: (5, 10)}
    before, after = run({"001": low}, 2025), run({"001": {RU: now, MA: (5, 10)}}, 2026)
    found = effect_context(effect(before, after), None)["школы"]
    assert isinstance(found, list)
    (line,) = (each for each in found[0]["строки"] if "русский" in each["название"])
    assert line["изменение"].replace("\u00a0", " ") == said
    before, after = run({"001": {RU: (4, 10)}}, 2025, POOLED), run({"001": {RU: now}}, 2026, POOLED)
    moved = effect(before, after)
    assert words_of(moved, "случайность").endswith(f"изменение {said}")
    schools = effect_context(moved, None)["школы"]
    assert isinstance(schools, list)
    assert [each["изменение"].replace("\u00a0", " ") for each in schools] == [said]


def words_of(found: Effect, name: str) -> str:
    said = effect_context(found, None)[name]
    assert isinstance(said, list)
    return "\n".join(said).replace("\u00a0", " ")


def test_a_school_without_a_conclusion_is_not_counted_a_second_time() -> None:
    text = METHODOLOGY.replace("over: assessments", "needs: 2, over: assessments")
    low = {"001": LOW, "002": LOW, "003": {RU: (0, 10), MA: (0, 10)}}
    later = {"001": {RU: (5, 10)}, "003": {RU: (0, 10), MA: (0, 10)}}
    found = effect(run(low, 2025, text), run(later, 2026, text))
    assert words_of(found, "итоги").splitlines() == [
        "В перечне за 2024/25 учебный год: 2 школы.",
        "Ухудшение — 1 школа: Школа 001.",
        "Нет сопоставимых данных — 1 школа: Школа 002.",
        (
            "Категория двух из этих школ за 2025/26 учебный год не определена: Школа 001 — "
            "недостаточно данных; Школа 002 — в таблицах школы больше нет."
        ),
    ]


def test_a_listed_school_without_data_is_no_longer_judged() -> None:
    found = course(LOW, {})
    assert (found.turn, found.is_decided) == (Turn.UNKNOWN, False)
    assert course(LOW, LOW).is_decided


MANY = {RU: (4, 10), MA: (9, 10), OGE: (1, 10)}


def test_schools_that_are_judged_by_another_ruler_are_named_together() -> None:
    low = {RU: (5, 10), MA: (5, 10)}
    before = run({"001": low, "002": low, "003": low}, 2025, POOLED)
    less = {RU: (4, 10), MA: (5, 10)}
    after = run({"001": low, "002": {MA: (4, 10)}, "003": {**low, OGE: (5, 10)}}, 2026, POOLED)
    rows = effect_context(effect(before, after), None)
    summary = rows["итоги"]
    assert isinstance(summary, list)
    assert summary[-1].replace("\u00a0", " ") == (
        "По доле низких результатов, а не по порогу, сделан вывод о 2 школах (Школа 002 и Школа "
        "003): показатели, которые сравниваются с порогом, за эти годы несопоставимы. С выводами о "
        "других школах такой вывод не сравнивается."
    )
    alike = effect(before, run({"001": less, "002": less, "003": less}, 2026, POOLED))
    summary = effect_context(alike, None)["итоги"]
    assert isinstance(summary, list)
    assert not any("а не по порогу" in each for each in summary)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (  # fewer low results in all, more of them beyond the bound
            MANY,
            {RU: (3, 10), MA: (3, 10), OGE: (3, 10)},
            "ухудшение: порог не преодолён: было 2, стало 3",
        ),
        (LOW, {RU: (1, 10), MA: (1, 10)}, "вышла: порог не преодолён: было 2, стало 0"),
        (LOW, LOW, "без изменений: порог не преодолён: было 2, стало 2"),
        (
            LOW,
            {RU: (5, 10), MA: (5, 10)},
            "ухудшение: порог не преодолён: было 2, стало 2; решает доля",
        ),
        (LOW, {}, "нет сопоставимых данных: "),
    ],
)
def test_the_row_of_a_school_says_what_decided(
    was: Mapping[Assessment, tuple[int, int]], now: Mapping[Assessment, tuple[int, int]], said: str
) -> None:
    other = {"002": {RU: (0, 10), MA: (0, 10), OGE: (0, 10)}}
    before, after = run({"001": was, **other}, 2025), run({"001": now or {}, **other}, 2026)
    assert row_of(effect(before, after)) == said


def test_where_no_bound_is_compared_the_share_decides_of_who_stays() -> None:
    before = run({"001": {**LOW, OGE: (6, 10)}}, 2025, POOLED)
    after = run({"001": {RU: (3, 10), MA: (3, 10)}}, 2026, POOLED)
    assert row_of(effect(before, after)) == (
        "улучшение: показатели несопоставимы, за 2025/26 нет: ОГЭ, математика, 9 класс; решает доля"
    )
    after = run({"001": {RU: (1, 10), MA: (1, 10)}}, 2026, POOLED)
    assert row_of(effect(before, after)) == (
        "вышла: критерии категории теперь не выполнены; состав процедур в двух годах разный"
    )


POINTS = POOLED.replace(
    "criteria:",
    "  points: {title: Баллы, unit: балл, direction: high_is_bad, points: whole, bands: "
    "[{less_than: 42 %, gives: 2}, {at_least: 42 %, gives: 1}]}\ncriteria:",
).replace("indicator: whole, at_least: 30 %", "indicator: points, at_least: 1")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (  # a smaller share of low results, more points
            {RU: (4, 10), MA: (4, 10)},
            "ухудшение: порог не преодолён: было 1, стало 1; решает показатель «Баллы»",
        ),
        (  # a greater share, as many points
            {RU: (5, 10), MA: (5, 10)},
            "без изменений: порог не преодолён: было 1, стало 1",
        ),
    ],
)
def test_a_tie_is_decided_by_what_the_criteria_compare(
    now: Mapping[Assessment, tuple[int, int]], said: str
) -> None:
    assert row_of(effect(run({"001": LOW}, 2025, POINTS), run({"001": now}, 2026, POINTS))) == said


BOTH = POOLED.replace("when: B", "when: K2").replace(
    "criteria:",
    "  mark: {title: Средняя отметка, measure: mean_mark, each: school}\ncriteria:\n"
    "  M: {indicator: mark, less_than: 4}\n"
    "  K2: {all: [B, M]}",
)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({RU: (5, 10), MA: (5, 10)}, "ухудшение; решают доля и показатель «Средняя отметка»"),
        ({RU: (3, 10), MA: (4, 10)}, "улучшение; решают доля и показатель «Средняя отметка»"),
    ],
)
def test_of_several_indicators_each_that_decides_a_tie_is_named(
    now: Mapping[Assessment, tuple[int, int]], said: str
) -> None:
    found = row_of(effect(run({"001": LOW}, 2025, BOTH), run({"001": now}, 2026, BOTH)))
    assert found.replace(": порог не преодолён: было 2, стало 2", "") == said


def test_indicators_that_went_different_ways_decide_nothing() -> None:
    text = BOTH.replace("less_than: 4", "more_than: 2")
    now = {RU: (5, 10), MA: (5, 10)}
    found = row_of(effect(run({"001": LOW}, 2025, text), run({"001": now}, 2026, text)))
    assert found == (
        "без изменений: порог не преодолён: было 2, стало 2; показатели изменились в разные стороны"
    )


def row_of(found: Effect) -> str:
    schools = effect_context(found, None)["школы"]
    assert isinstance(schools, list)
    return f"{schools[0]['вывод']}: {schools[0]['решает']}".replace("\u00a0", " ")
