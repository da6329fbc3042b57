"""What is missing is said of every school whose category is open: screen, memo and explanation."""

from pathlib import Path

import pytest

from shnor_cli.cli import main

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"
PROCEDURES = """\
procedures:
  ОГЭ: {title: Основной государственный экзамен, scale: ["2", "3", "4", "5"], low: ["2"]}
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], not_held: {2024: пандемия}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _words(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def _identify(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    """Return what the screen and the memo say."""
    said = ["identify", "results.csv", *options, "-o", "run", "--memo", "memo.txt"]
    assert main(said) == 0, capsys.readouterr().err
    return _words(capsys.readouterr().out), _words(Path("memo.txt").read_text(encoding="utf-8"))


def _explained(school: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", "run", school]) == 0
    return _words(capsys.readouterr().out)


def _methodology(criteria: str, indicators: str = "") -> tuple[str, ...]:
    text = f"""\
language: 1
id: own
title: Своя
{PROCEDURES}
indicators:
  доля: {{title: Доля двоек, measure: low_share, each: assessment, direction: high_is_bad}}
  сводная: {{title: Сводная доля, like: доля, each: school}}
  число: {{title: Участники, measure: participants, of: [{{procedure: ОГЭ}}]}}
{indicators}
criteria:
{criteria}
categories: [{{name: низкие, when: K}}, {{name: остальные}}]
score: сводная
"""
    Path("own.yaml").write_text(text, encoding="utf-8")
    return "-c", "own.yaml"


def _rows(*rows: str) -> None:
    lines = (f"{row};20;{low};{20 - int(low)};0;0\n" for row, low in (r.split("=") for r in rows))
    Path("results.csv").write_text(HEADER + "".join(lines), encoding="utf-8")


def test_a_year_in_which_a_procedure_was_not_held(capsys: pytest.CaptureFixture[str]) -> None:
    _rows(*(f"А;{year};ОГЭ;математика;9=10" for year in (2019, 2020, 2021)))
    screen, memo = _identify(capsys)
    why = "ОГЭ не проводился: отменён"
    assert f"нет данных: ОГЭ, математика, 9 класс (2019/20 — {why})" in screen
    assert f"2019/20 — {why}: ОГЭ, математика, 9 класс" in memo
    shown = _explained("А", capsys)
    assert f"нет данных: ОГЭ, математика, 9 класс (2019/20 — {why})" in shown
    assert "неизвестно, известных нет, нужно не менее 1" in shown
    assert "неизвестно, 1 из 1 известного, нужно не менее 2" in shown


def test_a_year_before_all_tables_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    _rows("А;2024;ОГЭ;математика;9=4", "А;2025;ОГЭ;математика;9=6")
    criteria = """\
  рост: {indicator: доля, more_than: {years_ago: 1}}
  годы: {count: рост, over: years, at_least: 2}
  K: {count: годы, over: assessments, at_least: 1}
"""
    screen, memo = _identify(capsys, *_methodology(criteria))
    lacking = "нет данных: ОГЭ, математика, 9 класс (2022/23 — нет строк за этот год)"
    assert "недостаточно данных" in screen
    assert "2022/23 — нет строк за этот год: ОГЭ, математика, 9 класс" in memo
    assert lacking in _explained("А", capsys)


def test_a_procedure_without_a_title_is_not_held_in_plain_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _rows("А;2025;ВПР;математика;5=10", "А;2023;ВПР;математика;5=10")
    asked = "  K0: {indicator: доля, at_least: 30 %}\n"
    asked += "  K1: {count: K0, over: years, last: 2, at_least: 2}\n"
    asked += "  K: {count: K1, over: assessments, at_least: 1}"
    screen, _ = _identify(capsys, *_methodology(asked))
    why = "процедура ВПР не проводилась: пандемия"
    assert f"нет данных: ВПР, математика, 5 класс (2023/24 — {why})" in screen


SUM = """\
  балл: {title: Балл за ОГЭ, points: доля_огэ, bands: [{gives: 0}]}
  доля_огэ: {title: Доля двоек ОГЭ, measure: low_share, of: [{procedure: ОГЭ}]}
  сумма: {title: Сумма, formula: балл + сводная}
"""


def test_a_value_made_of_others_names_the_rows_that_are_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _rows(
        "А;2024;ОГЭ;математика;9=10",
        "А;2024;ОГЭ;русский язык;9=10",
        "А;2025;ВПР;математика;5=10",
        "Б;2025;ОГЭ;физика;9=1",
    )
    bands = SUM.replace("[{gives: 0}]", "[{less_than: 50 %, gives: 0}, {at_least: 50 %, gives: 1}]")
    asked = "  K: {title: Сумма велика, indicator: сумма, at_least: 1}"
    screen, memo = _identify(capsys, *_methodology(asked, bands))
    lacks = "ОГЭ: математика и русский язык, 9 класс"
    assert f"нет данных: {lacks} (2024/25 — нет строк за этот год)" in screen
    assert f"2024/25 — нет строк за этот год: {lacks}." in memo
    assert "физика, 9 класс (" not in screen
    shown = _explained("А", capsys)
    assert "Сумма: неизвестен показатель «Балл за ОГЭ»" in shown
    assert not [text for text in (screen, memo, shown) if "балл»" in text or "доля_огэ" in text]


def test_a_part_that_has_no_group_is_not_said_to_be_unknown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _rows("А;2025;ОГЭ;математика;9=10", "Б;2025;ОГЭ;математика;9=1", "В;2025;ОГЭ;математика;9=5")
    register = "код;название;исключить;причина\nА;А;да;закрыта\nБ;Б;;\nВ;В;;\n"
    Path("schools.csv").write_text(register, encoding="utf-8")
    index = "  индекс: {title: Индекс, composite: {сводная: 1, число: 1}, normalise: percentile}"
    asked = "  K: {indicator: индекс, at_least: 0.5}"
    _identify(capsys, *_methodology(asked, index), "--schools", "schools.csv")
    shown = _explained("А", capsys)
    assert "Индекс: школа не входит ни в одну группу сравнения" in shown
    assert "нет данных" not in shown


NEEDS = """\
  K0: {indicator: доля, at_least: 30 %}
  K: {title: Две, count: K0, over: assessments, at_least: 1, needs: 2}"""
DISTRICT = """\
  K1: {indicator: сводная, at_least: {years_ago: 1}}
  K: {title: Район, count: K1, over: schools, within: all, at_least: 1}"""
GATED = "  K: {title: СОШ, indicator: сводная, at_least: 30 %, applies_to: {kind: СОШ}}"


@pytest.mark.parametrize(
    ("criteria", "lacks", "why"),
    [
        (
            "  K: {indicator: сводная, at_least: {years_ago: 1}}",
            "ОГЭ, математика, 9 класс, 2023/24",
            "нет строк за этот год",
        ),
        (
            "  K: {indicator: сводная, more_than: {reported: region}}",
            "Сводная доля, 2024/25",
            "не с чем сравнить",
        ),
        (
            GATED,
            "критерий «СОШ», 2024/25",
            "он применяется к школам вида «СОШ», а признак школы не указан",
        ),
        (NEEDS, "критерий «Две», 2024/25", "ответов 1, нужно не менее 2"),
        (DISTRICT, "критерий «Район», 2024/25", "известно не о всех школах"),
    ],
)
def test_what_else_leaves_a_category_open(
    criteria: str, lacks: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _rows("А;2025;ОГЭ;математика;9=10")
    Path("schools.csv").write_text("код;название;вид;регион\nА;А;;Край\n", encoding="utf-8")
    screen, memo = _identify(capsys, *_methodology(criteria), "--schools", "schools.csv")
    subject, year = lacks.rsplit(", ", 1)
    assert f"нет данных: {subject} ({year} — {why})" in screen
    assert f"{year} — {why}: {subject}" in memo
    assert f"нет данных: {subject} ({year} — {why})" in _explained("А", capsys)


def test_what_lacks_for_two_years_is_told_once_of_many_assessments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two indicators of the same rows lack the same rows, and years are two."""
    own = [f"А;2023;ОГЭ;{subject};9=10" for subject in ("математика", "русский язык")]
    other = [row.replace("А;2023", f"Б;{year}") for year in (2023, 2024, 2025) for row in own]
    _rows(*own, "А;2025;ОГЭ;физика;9=1", *other)
    asked = """
  K0: {indicator: доля, at_least: 30 %}
  K1: {indicator: вторая, at_least: 30 %}
  K2: {count: K0, over: years, last: 2, at_least: 2, gaps: unknown}
  K3: {count: K1, over: years, last: 2, at_least: 2, gaps: unknown}
  K4: {count: K2, over: assessments, at_least: 2}
  K5: {count: K3, over: assessments, at_least: 2}
  K: {all: [K4, K5]}
"""
    twice = "  вторая: {title: Вторая доля, like: доля}"
    screen, memo = _identify(capsys, *_methodology(asked, twice))
    lacks = "ОГЭ: математика и русский язык, 9 класс"
    assert f"нет данных: {lacks} (2023/24 и 2024/25 — нет строк за эти годы)" in screen
    assert memo.count(lacks) == 1


def test_nothing_is_asked_for_where_nothing_was_held(capsys: pytest.CaptureFixture[str]) -> None:
    _rows("01;2025;ВПР;математика;5=9", "02;2025;ВПР;математика;5=1")
    criteria = """
  K0: {indicator: доля, at_least: 30 %}
  K2: {count: K0, over: years, last: 2, at_least: 2}
  K: {count: K2, over: assessments, at_least: 1}
"""
    _, memo = _identify(capsys, *_methodology(criteria))
    assert "Вывод зависит от данных, которых нет" in memo
    assert "пандемия" in memo
    assert "Запросить недостающие данные" not in memo
    assert main(["order", "run", "-o", "order", "--format", "txt"]) == 0
    assert "Запросить" not in Path("order/prikaz.txt").read_text(encoding="utf-8")
