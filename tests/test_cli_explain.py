"""On what numbers rest: ranks, bounds of groups, parts of indicators, rows of joined schools."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from shnor_cli.cli import main

RANKS = """\
language: 1
id: ranks
title: Места
indicators:
  балл: {title: Балл, column: балл, unit: балл}
  доля: {title: Доля, column: двоек, over: всего}
criteria:
  N: {title: Низкий балл, indicator: балл, is_in: {lowest: 2, ties: exclude}}
  D: {title: Много двоек, indicator: доля, is_in: {highest: 40 %, ties: include}}
categories: [{name: низкие, when: N}, {name: двоечные, when: D}, {name: остальные}]
score: балл
"""
SCHOOLS = """\
код;год;балл;двоек;всего
001;2025;3.2049;21;81
002;2025;3.2001;1;54
003;2025;3.1;15;81
004;2025;5;0;10
"""
LAYOUT = "rows: school-year\nschool: код\nyear: год\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_of(
    methodology: str, table: str, capsys: pytest.CaptureFixture[str], layout: str = LAYOUT
) -> None:
    file = f"{methodology.splitlines()[1].removeprefix('id: ')}.yaml"
    Path(file).write_text(methodology, encoding="utf-8")
    Path("table.csv").write_text(table, encoding="utf-8")
    Path("layout.yaml").write_text(layout, encoding="utf-8")
    options = ["--layout", "layout.yaml"] if layout else []
    assert main(["identify", "table.csv", *options, "-c", file, "-o", "run"]) == 0
    capsys.readouterr()


def explained(school: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", "run", school]) == 0
    return " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())


def in_json(school: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["explain", "run", school, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def verdicts() -> list[dict[str, str]]:
    with Path("run", "verdicts.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_rank_is_told_with_its_cut_and_the_sign_of_its_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_of(RANKS, SCHOOLS, capsys)
    out = explained("001", capsys)
    assert (
        "Балл: 3,205 балла; условие: среди наименьших 2; 3-е наименьшее из 4 значений, "
        "внутри 2, последнее внутри — 3,200 балла; до границы −0,005 балла;" in out
    )
    assert (
        "Доля: 25,9 % (21 из 81); условие: среди наибольших 40 %; 1-е наибольшее из 4 значений, "
        "внутри 2, ближайшее вне — 1,9 %; до границы +24,1 п.п.;" in out
    )
    fact = in_json("001", capsys)["steps"][0]["parts"][0]
    assert fact["rank"] == {"place": 3, "size": 4, "inside": 2}
    assert (fact["threshold"], fact["distance"]) == (3.2001, 3.2001 - 3.2049)


def test_the_bound_of_a_rank_in_the_table_is_its_cut(capsys: pytest.CaptureFixture[str]) -> None:
    run_of(RANKS, SCHOOLS, capsys)
    told = {each["Код школы"]: each for each in verdicts()}
    for school, sign in (("001", 1), ("002", -1), ("003", -1), ("004", 1)):
        value, bound, away = (
            float(told[school][name].replace(",", "."))
            for name in ("Значение", "Порог", "До порога")
        )
        assert away == sign * (value - bound), school


def test_a_score_of_thousands_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    run_of(RANKS, SCHOOLS.replace("3.2049", "1045.5").replace("3.1;", "1200.75;"), capsys)
    assert main(["explain", "run", "--all"]) == 0
    assert "1 045,5 балла" in capsys.readouterr().out.replace("\u00a0", " ")


def test_a_distance_too_small_for_its_unit_has_the_digits_and_the_sign_it_needs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bounded = RANKS.replace("column: двоек, over: всего", "column: двоек, unit: балл").replace(
        "is_in: {highest: 40 %, ties: include}", "at_least: 3.1502"
    )
    run_of(bounded, SCHOOLS.replace(";21;", ";3.1498;"), capsys)
    assert "до границы −0,0004 балла" in explained("001", capsys)


MEANS = """\
language: 1
id: means
title: Средние
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low: {title: Доля низких, measure: low_share, each: school}
criteria:
  M: {indicator: low, at_least: {mean: municipality, weighted: participants, minus: 15 %}}
  H: {indicator: low, at_least: {median: all, times: 0.5}}
  S: {indicator: low, at_most: {percentile: 50, within: all, method: linear, minus_sd: 1}}
  Y: {indicator: low, at_least: {years_ago: 1}}
  K: {any: [M, H, S, Y]}
categories: [{name: низкие, when: K}, {name: остальные}]
"""
RESULTS = """\
школа;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5
001;Северный;2025;ВПР;математика;5;10;4;2;2;2
002;Северный;2025;ВПР;математика;5;30;12;8;8;2
003;Южный;2025;ВПР;математика;5;20;2;8;8;2
001;Северный;2024;ВПР;математика;5;10;3;3;2;2
"""


def test_a_bound_of_a_group_says_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    run_of(MEANS, RESULTS, capsys, layout="")
    out = explained("001", capsys)
    assert (
        "граница не менее 25 % (включена); граница — среднее по муниципалитету «Северный» (с весом "
        "участников): 40,0 % − 15 п.п. = 25,0 % (2 школы, 40 участников); до границы +15,0 п.п."
        in out
    )
    assert "граница — медиана по всем школам: 40,0 % × 0,5 = 20,0 % (3 школы);" in out
    assert (
        "граница — 50-й процентиль по всем школам: 40,0 % − 1 × 17,3 п.п. = 22,7 % (3 школы);"
        in out
    )
    assert "граница — собственное значение годом ранее: 30,0 %;" in out
    (step,) = in_json("001", capsys)["steps"]
    assert step["parts"][0]["parts"][0]["origin"] == {
        "kind": "mean",
        "attribute": "municipality",
        "group": "Северный",
        "weighted": "participants",
        "statistic": 0.4,
        "schools": 2,
        "participants": 40,
        "deviation": None,
        "times": None,
        "minus": 0.15,
        "minus_sd": None,
    }


POINTS = """\
language: 1
id: points
title: Баллы
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"]}
indicators:
  low: {title: Низкие, measure: low_share, direction: high_is_bad}
  good: {title: Качество, measure: quality, direction: low_is_bad}
  p: {title: Балл за низкие, unit: балл, points: low, bands: [{less_than: 10 %, gives: 0},
      {at_least: 10 %, less_than: 40 %, gives: 1}, {at_least: 40 %, gives: 2}]}
  sum: {title: Сумма, unit: балл, formula: 2 * p - change}
  change: {title: Рост, change: good}
  mix: {title: Смесь, composite: {low: 2, good: 1}, normalise: rank}
criteria:
  P: {title: По баллам, indicator: sum, at_least: 4}
  X: {title: По смеси, indicator: mix, at_most: 2}
  K: {title: Всё, all: [P, X]}
categories: [{name: низкие, when: K}, {name: остальные}]
"""


def test_a_value_made_of_others_is_opened_down_to_rows(capsys: pytest.CaptureFixture[str]) -> None:
    run_of(POINTS, RESULTS, capsys, layout="")
    assert main(["explain", "run", "001"]) == 0
    out = capsys.readouterr().out.replace("\u00a0", " ")
    assert out[out.index("Весь ход:") :] == (
        """\
Весь ход:
[+] K Всё (2024/25): выполнен
  [+] P По баллам (2024/25): выполнен
      Сумма: 4 балла; граница не менее 4 баллов (включена); до границы 0 баллов;
      по формуле 2 × 2 − 0,0 %
        Балл за низкие: 2 балла (10 участников)
          Низкие: 40,0 % (4 из 10); полоса: не менее 40 % — 2 балла; table.csv,
          строка 2
        Рост: 0,0 п.п.
          Качество, 2024/25: 40,0 % (4 из 10); table.csv, строка 2
          Качество, 2023/24: 40,0 % (4 из 10); table.csv, строка 5
  [+] X По смеси (2024/25): выполнен
      Смесь: 1,33; граница не более 2 (включена); до границы +0,67
        Низкие: 40,0 % (4 из 10); приведено: 1,00; вес 2; table.csv, строка 2
        Качество: 40,0 % (4 из 10); приведено: 2,00; вес 1; table.csv, строка 2
"""
    )
    (step,) = in_json("001", capsys)["steps"]
    points, _ = step["parts"][0]["parts"][0]["parts"]
    (base,) = points["parts"]
    assert (points["value"], base["band"]) == (2.0, {"at_least": 0.4})
    assert base["rows"] == [{"file": "table.csv", "row": 2, "rows": 1}]


def test_the_result_that_decides_is_said_to_be_the_second(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = "".join(
        f"001;2025;ВПР;математика;{grade};20;{low};{20 - low};0;0\n"
        f"001;2024;ВПР;математика;{grade};20;0;20;0;0\n"
        for grade, low in ((4, 5), (5, 7), (6, 1))
    )
    Path("table.csv").write_text(
        f"школа;год;процедура;предмет;класс;участников;2;3;4;5\n{table}", encoding="utf-8"
    )
    assert main(["identify", "table.csv", "-o", "run"]) == 0
    capsys.readouterr()
    out = explained("001", capsys)
    assert "Решающий факт: ВПР, математика, 4 класс, 2024/25: 25,0 % (5 из 20)" in out
    assert "Почему он: нужно не менее двух процедур; это второй по величине" in out
    assert in_json("001", capsys)["choices"] == [
        {
            "over": "assessments",
            "needed": 2,
            "is_least": True,
            "rank": 2,
            "unknown": 0,
            "by_value": True,
        }
    ]
    assert main(["memo", "run", "-o", "memo.txt"]) == 0
    memo = " ".join(Path("memo.txt").read_text(encoding="utf-8").replace("\u00a0", " ").split())
    assert memo.count("Решающий результат не всегда наибольший") == 1


MIXED = """\
language: 1
id: mixed
title: Разные
indicators:
  балл: {title: Балл, column: балл}
  доля: {title: Доля, column: двоек, over: всего}
criteria:
  B: {title: Низкий балл, indicator: балл, less_than: 4}
  D: {title: Много двоек, indicator: доля, at_least: 10 %}
  K: {at_least: 2, of: [B, D]}
categories: [{name: низкие, when: K}, {name: остальные}]
score: балл
"""


def test_results_of_unlike_criteria_are_ordered_by_distance(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_of(MIXED, SCHOOLS, capsys)
    why = "Почему он: нужно не менее двух критериев; это второй по отклонению от границы"
    assert why in explained("003", capsys)
    assert in_json("003", capsys)["choices"][0]["by_value"] is None
    assert main(["cards", "run", "-o", "cards", "--format", "txt"]) == 0
    (card,) = Path("cards").glob("*003*")
    assert "это второй по отклонению" in " ".join(card.read_text("utf-8").split())


def test_rows_of_a_joined_school_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("table.csv").write_text(
        RESULTS.replace("002;Северный;2025", "002;Северный;2024"), encoding="utf-8"
    )
    Path("schools.csv").write_text(
        "код;название;вид;преемник;с какого года\n001;Первая;СОШ;;\n002;Вторая;СОШ;001;2025\n"
        "003;Третья;СОШ;;\n",
        encoding="utf-8",
    )
    assert main(["identify", "table.csv", "--schools", "schools.csv", "-o", "run"]) == 0
    capsys.readouterr()
    out = explained("001", capsys)
    assert "table.csv, строка 3 и ещё 1 строка присоединённой школы Вторая (код 002)" in out
    rows = json.dumps(in_json("001", capsys), ensure_ascii=False)
    assert '{"file": "table.csv", "row": 3, "rows": 2, "joined": ["002"]}' in rows


def test_a_word_of_one_school_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    names = SCHOOLS.replace("\n001;", "\nМБОУ «Ивановская СОШ»;")
    names = names.replace("\n002;", "\nМБОУ «Сухая СОШ»;")
    run_of(RANKS, names.replace("\n003;", "\nМБОУ «Новоивановская СОШ»;"), capsys)
    assert "МБОУ «Ивановская СОШ»" in explained("ивановская", capsys)
    assert main(["explain", "run", "СОШ"]) == 1
    assert "Похожие: МБОУ «Ивановская СОШ»" in capsys.readouterr().err


def test_of_many_like_schools_some_are_told_and_how_many_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    head, *_ = SCHOOLS.splitlines()
    lines = [f"Лесная СОШ № {place};2025;3;1;54" for place in range(8)]
    table = "\n".join([head, *lines, ""])
    run_of(RANKS, table, capsys)
    assert main(["explain", "run", "Лесная СОШ"]) == 1
    said = " ".join(capsys.readouterr().err.replace("\u00a0", " ").split())
    assert said.count("Лесная СОШ №") == 5
    assert said.endswith(" и ещё 3 школы.")


def test_the_trace_begins_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    run_of(POINTS, RESULTS, capsys, layout="")
    assert main(["explain", "run", "001"]) == 0
    out = capsys.readouterr().out.replace("\u00a0", " ")
    assert out[out.index("[") : out.index("Весь ход:")] == (
        """\
[+] K Всё: выполнен
  [+] P По баллам: выполнен; Сумма, 2024/25: 4 балла, граница не менее 4 баллов;
      до границы 0 баллов
  [+] X По смеси: выполнен; Смесь, 2024/25: 1,33, граница не более 2; до границы
      +0,67

"""
    )


def test_a_distance_is_the_float_nearest_to_its_fraction(
    capsys: pytest.CaptureFixture[str],
) -> None:
    share = RANKS.replace("is_in: {highest: 40 %, ties: include}", "at_least: 30 %")
    run_of(share, SCHOOLS.replace(";21;81", ";4;13"), capsys)
    told = {each["Код школы"]: each["До порога"] for each in verdicts()}
    assert told["001"] == "0,007692307692307693"
    assert float(told["001"].replace(",", ".")) == 1 / 130


NEAR = """\
language: 1
id: near
title: Почти равные
indicators:
  a: {column: двоек}
  b: {column: всего}
  доля: {title: Доля, formula: a / b}
criteria:
  N: {title: Низкая доля, indicator: доля, is_in: {lowest: 1, ties: exclude}}
categories: [{name: низкие, when: N}, {name: остальные}]
score: доля
"""


def test_values_that_only_fractions_tell_apart_are_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = (
        "код;год;двоек;всего\n"
        "001;2025;333333333334;1000000000003\n"
        "002;2025;333333333333;1000000000000\n"
    )
    run_of(NEAR, table, capsys)
    told = {each["Код школы"]: each["Категория"] for each in verdicts()}
    assert told == {"002": "низкие", "001": "остальные"}
