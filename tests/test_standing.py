"""A school without a category is called the same on every screen and in every document."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shnor_cli.cli import main

METHODOLOGY = """\
language: 1
id: own
title: Своя методика
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low_share: {title: Доля низких, measure: low_share, each: school, direction: high_is_bad}
criteria:
  K0: {title: Низкий результат, indicator: low_share, at_least: 30 %}
  K3: {title: Два года, count: K0, over: years, last: 2, at_least: 2}
categories:
  - {name: ШНОР, when: K3}
score: low_share
"""
RESULTS = """\
школа;название;год;процедура;предмет;класс;участников;2;3;4;5
001;Первая;2024;ВПР;русский язык;5;20;8;6;4;2
001;Первая;2025;ВПР;русский язык;5;20;9;6;4;1
002;Вторая;2024;ВПР;русский язык;5;10;1;4;4;1
002;Вторая;2025;ВПР;русский язык;5;10;4;3;2;1
003;Третья;2025;ВПР;русский язык;5;30;15;3;2;10
004;Четвёртая;2024;ВПР;русский язык;5;30;1;9;10;10
004;Четвёртая;2025;ВПР;русский язык;5;30;1;9;10;10
"""
"""Of the third nobody knows the first year, so it may be on the list; two are certainly not."""

RUN = ("identify", "results.csv", "--criteria", "own.yaml", "-o", "run")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("results.csv").write_text(RESULTS, encoding="utf-8")
    Path("own.yaml").write_text(METHODOLOGY, encoding="utf-8")


def test_the_screen_counts_the_undecided_apart_from_those_that_meet_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*RUN]) == 0
    screen = capsys.readouterr().out
    assert (
        """
Первая                             ШНОР            45,0 %  ++        +10,0 п.п.
                                                                     3 участника
  Доля низких, 2023/24: 40,0 % (8 из 20), граница не менее 30 %

Третья                             недостаточно    50,0 %  +?
                                   данных
  возможна «ШНОР»
  нет данных: ВПР, русский язык, 5 класс (2023/24 — нет строк за этот год)

Балл"""
        in screen
    )
    assert """
Не показаны 2 школы: без категории (--all).
Всего 4 школы: ШНОР — 1, недостаточно данных — 1 и без категории — 2. По
таблицам замечаний нет (вопросы к данным покажет shnor check).
""" in screen.replace("\N{NO-BREAK SPACE}", " ")


def test_json_counts_as_the_screen_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"ШНОР": 1, "недостаточно данных": 1, "без категории": 2}
    described = json.loads(Path("run/run.json").read_text(encoding="utf-8"))
    assert described["counts"]["undetermined"] == 1


def test_the_undecided_stand_after_the_schools_of_the_category() -> None:
    assert main([*RUN]) == 0
    table = Path("run/verdicts.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(table.splitlines(), delimiter=";")
    assert [(row["Школа"], row["Категория"], row["Возможные категории"]) for row in rows] == [
        ("Первая", "ШНОР", "ШНОР"),
        ("Третья", "", "ШНОР"),
        ("Вторая", "", ""),
        ("Четвёртая", "", ""),
    ]


def test_memo_card_and_workbook_say_what_the_screen_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*RUN, "--memo", "memo.md", "--memo", "book.xlsx"]) == 0
    assert main(["cards", "run", "--format", "md", "-o", "cards"]) == 0
    assert main(["explain", "run", "Третья"]) == 0
    assert "\nЗаключение: недостаточно данных, возможна «ШНОР»\n" in capsys.readouterr().out
    memo = _plain(Path("memo.md"))
    assert "| 2 | Третья | недостаточно данных | 50,0 % (15 из 30) | см. раздел 6 | — |" in memo
    assert "| 3 | Вторая | без категории | 40,0 % (4 из 10) | — | — |" in memo
    assert "\n- Третья — возможна категория «ШНОР»; нет данных:\n" in memo
    third, second = (_plain(*Path("cards").glob(f"*{name}*")) for name in ("Третья", "Вторая"))
    assert "| Категория | недостаточно данных: возможна «ШНОР» |" in third
    assert "| Категория | без категории |" in second
    assert "\nКритерии категорий не выполнены.\n" in second
    sheet = load_workbook("book.xlsx")["Заключения"]
    rows = [row for row in sheet.iter_rows(values_only=True) if "003" in row or "002" in row]
    said = ["недостаточно данных: возможна «ШНОР»", "без категории"]
    assert [text in row for text, row in zip(said, rows, strict=True)] == [True, True]


def _plain(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def test_a_category_that_was_only_possible_and_is_certain_now_is_a_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stricter = "categories:\n  - {name: особая, when: K4}"
    text = METHODOLOGY.replace("categories:", stricter).replace(
        "categories:", "  K4: {indicator: low_share, at_least: 99 %}\ncategories:", 1
    )
    Path("own.yaml").write_text(text, encoding="utf-8")
    assert main([*RUN[:-1], "before"]) == 0
    row = "003;Третья;2024;ВПР;русский язык;5;30;15;3;2;10\n"
    Path("results.csv").write_text(RESULTS + row, encoding="utf-8")
    assert main([*RUN]) == 0
    capsys.readouterr()
    assert main(["compare", "before", "run"]) == 0
    assert "было «недостаточно данных», стало «ШНОР»" in capsys.readouterr().out
