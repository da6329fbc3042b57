"""The list against earlier runs: who entered, stayed for how long, and left."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from shnor_cli.cli import main
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import RunError
from shnor_cli.memo.words.history import changes_in_words, history_of, streak_in_words
from shnor_cli.model import Assessment
from tests.district import SAMPLE
from tests.memo.building import MARKS, named, sample_district, shipped, small_district, written
from tests.memo.words import memo_of, words_of
from tests.slow.build import build_results
from tests.slow.tables import Row, Tables

LOW: Mapping[int, Collection[int]] = {0: range(2022, 2026), 1: (2024, 2025), 2: range(2022, 2025)}
"""School -> years of low results: the first stays, the second enters, the third leaves."""


def run_of(year: int) -> Identification:
    """Judge four schools and four years in one of these years."""
    rows = [
        Row(place, when, Assessment("ВПР", subject, grade=5), 10, counts)
        for place in range(4)
        for when in range(2022, 2026)
        for subject in ("математика", "русский язык")
        for low in [4 if when in LOW.get(place, ()) else 1]
        for counts in [dict(zip(MARKS, (low, 9 - low, 1, 0), strict=True))]
    ]
    results = build_results(Tables(schools=("1", "2", "3", "4"), rows=tuple(rows)))
    names = ["Первая", "Вторая", "Третья", "Четвёртая"]
    return identify(shipped("federal-2025"), named(results, names), year)


def test_schools_are_told_in_the_order_of_their_numbers() -> None:
    names = {place: f"Школа № {number}" for place, number in enumerate((101, 35, 4))}
    now = small_district(3, names=names)
    then = identify(now.file, now.results, 2024)
    told = changes_in_words(history_of(now, [then]))["вошли_впервые"]
    assert isinstance(told, list)
    said = [each["название"].replace("\u00a0", " ") for each in told]
    assert said == ["Школа № 4", "Школа № 35", "Школа № 101"]


def test_an_indicator_of_the_whole_school_is_quoted_among_facts() -> None:
    rows = [
        Row(0, year, Assessment("ВПР", "математика", grade=5), 20, {"2": low})
        for year, low in ((2024, 1), (2025, 8))
    ]
    results = named(build_results(Tables(schools=("1",), rows=tuple(rows))), ["Первая"])
    now, then = (identify(written(_WHOLE), results, year) for year in (2025, 2024))
    told = changes_in_words(history_of(now, [then]))["вошли"]
    assert isinstance(told, list)
    assert told[0]["текст"].replace("\u00a0", " ") == (
        "критерий «Доля высокая» прежде не был выполнен, теперь выполнен; «Доля»: 2023/24 — "
        "5,0 % (1 из 20), 2024/25 — 40,0 % (8 из 20)"
    )


_WHOLE = """
language: 1
id: own
title: Доля по школе
status: утверждена
procedures: {ВПР: {scale: ["2", "3", "4", "5"], partial: true, low: ["2"]}}
indicators: {low: {title: Доля, measure: low_share, each: school}}
criteria: {A: {title: Доля высокая, indicator: low, at_least: 30 %}}
categories: [{name: ШНОР, when: A}, {name: остальные}]
score: low
"""


def test_who_entered_stayed_and_left(tmp_path: Path) -> None:
    words = words_of(memo_of(run_of(2025), tmp_path, previous=[run_of(2023), run_of(2024)]))
    told = words.split("Изменения перечня по сравнению с 2023/24 учебным годом\n")[1]
    two = "«Низкий результат не менее чем по двум процедурам в отчётном году»"
    same = "«Низкий результат по одной и той же процедуре два года подряд»"
    maths, turned = "ВПР, математика, 5 класс", "прежде был выполнен, теперь не выполнен"
    entered = "2022/23 — 10,0 % (1 из 10), 2023/24 — 40,0 % (4 из 10), 2024/25 — 40,0 % (4 из 10)"
    left = "2023/24 — 40,0 % (4 из 10), 2024/25 — 10,0 % (1 из 10)"
    assert told.splitlines()[:6] == [
        "Вошли в перечень:",
        f"Вторая — критерий {same} прежде не был выполнен, теперь выполнен; {maths}: {entered}.",
        "Остались в перечне:",
        "Первая — не менее 3 лет подряд.",
        "Вышли из перечня:",
        f"Третья — не выявлена; критерий {two} {turned}; {maths}: {left}.",
    ]
    assert (
        "По сравнению с 2023/24 учебным годом в перечень вошла 1 школа, в нём осталась 1 школа, "
        "из него вышла 1 школа." in words
    )
    assert "Продолжить сопровождение школ, вышедших из перечня: Третья." in words
    assert "В перечне не менее 3 лет подряд. Основания:" in words
    assert "В перечне первый год. Основания:" in words


def test_a_school_of_which_nothing_was_known_is_told_apart(tmp_path: Path) -> None:
    """Of the first year of tables the federal rule can say nothing certain."""
    words = words_of(memo_of(run_of(2023), tmp_path, previous=[run_of(2022)]))
    told = words.split("Изменения перечня по сравнению с 2021/22 учебным годом\n")[1]
    same = "«Низкий результат по одной и той же процедуре два года подряд»"
    values = "2020/21 — нет строки за этот год, 2021/22 — 40,0 % (4 из 10), 2022/23 — 40,0 %"
    assert told.splitlines()[:2] == [
        "Вошли в перечень, прежде вывода по ним не было:",
        (
            f"Первая — прежде: недостаточно данных; критерий {same} прежде не был определён, "
            f"теперь выполнен; ВПР, математика, 5 класс: {values} (4 из 10);"
        ),
    ]
    assert (
        "За 2021/22 учебный год вывод не был сделан по 2 школам: данных было недостаточно; "
        "они названы выше." in words
    )
    assert "в перечень вошли 2 школы, по которым прежде вывода не было." in words
    assert "Вошли в перечень:" not in words
    assert "В перечне первый год или дольше: вывода за 2021/22 учебный год нет. Осн" in words


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((0,), "по 1 школе: данных было недостаточно; она названа выше."),
        ((2,), "по 1 школе: данных было недостаточно; это Третья."),
        ((0, 2), "по 2 школам: данных было недостаточно; кроме названной выше, это Третья."),
        ((0, 1, 2), "по 3 школам: данных было недостаточно; кроме названных выше, это Третья."),
    ],
)
def test_schools_without_an_earlier_conclusion_are_counted_as_then_and_named(
    places: Collection[int], said: str
) -> None:
    then = run_of(2024)
    schools = ", ".join(map(str, places))
    then.results.connection.execute(
        f"""CREATE OR REPLACE TABLE gaps AS SELECT * FROM {then.results.facts}
            WHERE NOT (school IN ({schools}) AND assessment = 0 AND year = 2024)"""
    )
    then = identify(then.file, then.results._replace(facts="gaps"), 2024)
    counted = [each for each in then.verdicts if len(each.possible) > 1]
    assert len(counted) == len(places)
    proviso = changes_in_words(history_of(run_of(2025), [then]))["оговорка"]
    expected = f"За 2023/24 учебный год вывод не был сделан {said}"
    assert str(proviso).replace("\u00a0", " ") == expected


def test_a_school_of_which_nothing_is_known_any_more_has_not_left(tmp_path: Path) -> None:
    now = run_of(2024)
    rows = "SELECT * FROM facts WHERE school <> 0 OR year < 2024 OR assessment = 0"
    now.results.connection.execute(
        f"CREATE TABLE fewer AS {rows}".replace("facts", now.results.facts)
    )
    now = identify(now.file, now.results._replace(facts="fewer"), 2024)
    words = words_of(memo_of(now, tmp_path, previous=[run_of(2023)]))
    assert (
        "Были в перечне, теперь вывода по ним нет:\nПервая — недостаточно данных; критерий" in words
    )
    assert "по 1 школе прежнего перечня вывода нет" in words
    assert "Вышли из перечня" not in words
    assert "Продолжить сопровождение" not in words


def test_runs_of_other_schools_are_told() -> None:
    other = run_of(2024)
    schools = replace(other.results.schools, ids=("5", "6", "7", "8"))
    other = identify(other.file, other.results._replace(schools=schools), 2024)
    changes = changes_in_words(history_of(run_of(2025), [other]))
    assert "общих школ мало (0 школ)" in str(changes["оговорка"]).replace("\u00a0", " ")


def test_a_streak_ends_where_a_year_without_low_results_or_without_a_run_stands() -> None:
    history = history_of(run_of(2025), [run_of(2023)])
    assert history.streak("1") == 1
    assert history.is_open("1")
    year = "первый год или дольше: вывода за 2023/24 учебный год нет"
    assert streak_in_words(history, "1").replace("\u00a0", " ") == year
    history = history_of(run_of(2024), [run_of(2023)])
    assert (history.streak("1"), history.is_open("1")) == (2, True)
    assert history.streak("4") == 0


def test_without_earlier_runs_nothing_is_said(tmp_path: Path) -> None:
    words = words_of(memo_of(run_of(2025), tmp_path))
    assert "Изменения перечня" not in words
    assert "В перечне" not in words


def test_no_school_in_either_year(tmp_path: Path) -> None:
    none = small_district(0)
    earlier = identify(none.file, none.results, 2024)
    words = words_of(memo_of(none, tmp_path, previous=[earlier]))
    both = "За 2023/24 и 2024/25 учебные годы ни одна школа к категории «ШНОР»"
    assert f"{both} не отнесена." in words
    none = small_district(0, unknown=1)
    earlier = identify(none.file, none.results, 2024)
    words = words_of(memo_of(none, tmp_path, previous=[earlier]))
    assert f"{both} однозначно не отнесена." in words


def test_another_methodology_is_told() -> None:
    other = sample_district(shipped("municipal-points"), years=(2023, 2024))
    changes = changes_in_words(history_of(sample_district(), [other]))
    assert "выполнен по другой методике или другой её редакции" in str(changes["оговорка"])
    assert "municipal-points.yaml" in str(changes["оговорка"])
    same = changes_in_words(history_of(run_of(2025), [run_of(2024)]))
    assert same["оговорка"] == ""


def test_a_run_of_the_same_year_is_refused() -> None:
    with pytest.raises(RunError, match="не раньше отчётного"):
        history_of(run_of(2024), [run_of(2024)])
    with pytest.raises(RunError, match="названо несколько прогонов"):
        history_of(run_of(2025), [run_of(2024), run_of(2024)])


def test_earlier_runs_are_named_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    tables = [str(SAMPLE / "results.csv"), "--schools", str(SAMPLE / "schools.csv")]
    for year in ("2024", "2025"):
        assert main(["identify", *tables, "--year", year, "-o", year]) == 0
    assert main(["memo", "2025", "-o", "spravka.txt", "--previous", "2024"]) == 0
    words = Path("spravka.txt").read_text("utf-8").replace("\u00a0", " ")
    assert "Вошли в перечень:" in words
    capsys.readouterr()
    assert main(["memo", "2024", "-o", "spravka.txt", "--previous", "2025"]) == 1
    assert "не раньше отчётного" in capsys.readouterr().err
