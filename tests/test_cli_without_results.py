"""A school of the register that no table has: it is said so, never that criteria do not apply."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shnor_cli.cli import main

RESULTS = """\
школа;год;процедура;предмет;класс;участников;2;3;4;5
001;2024;ВПР;русский язык;5;20;8;6;4;2
001;2025;ВПР;русский язык;5;20;9;6;4;1
002;2025;ВПР;физика;7;20;9;6;4;1
"""
REGISTER = """\
код;название;вид;открыта;закрыта
001;Первая;СОШ;;
002;Вторая;СОШ;;
003;Третья;СОШ;;
004;Вечерняя;вечерняя;;
005;Закрытая;СОШ;;2020
006;Шестая;СОШ;;
"""
RATING = """\
language: 1
id: rating
title: Рейтинг
procedures: {ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}}
indicators: {доля: {title: Доля двоек, measure: low_share, each: school}}
score: доля
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name, text in {"t.csv": RESULTS, "schools.csv": REGISTER, "rating.yaml": RATING}.items():
        Path(name).write_text(text, encoding="utf-8")


def _words(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def _identify(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    """Return what the screen and the memo say."""
    said = ["identify", "t.csv", "--schools", "schools.csv", *options, "-o", "run"]
    assert main([*said, "--memo", "memo.txt"]) == 0, capsys.readouterr().err
    return _words(capsys.readouterr().out), _words(Path("memo.txt").read_text(encoding="utf-8"))


def test_the_run_and_the_screen_say_it(capsys: pytest.CaptureFixture[str]) -> None:
    screen, _ = _identify(capsys)
    assert (
        "Всего 6 школ: ШНОР — 0, зона риска — 1, не выявлена — 0, не оценивается — 1, исключена — "
        "1, нет данных за год — 2 и закрыта — 1. В таблицах нет ни одного результата 2 школ: "
        "«Третья», «Шестая»."
    ) in screen
    with Path("run/verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Код школы"]: row for row in csv.DictReader(file, delimiter=";")}
    said = {name: (row["Состояние"], row["Пометки"]) for name, row in rows.items()}
    nothing = ("нет данных за год", "в таблицах нет ни одного результата")
    assert {name: said[name] for name in ("002", "003", "005", "006")} == {
        "002": ("не оценивается", ""),
        "003": nothing,
        "005": ("закрыта", "в таблицах нет ни одного результата"),
        "006": nothing,
    }


def test_explain_applies_no_criteria(capsys: pytest.CaptureFixture[str]) -> None:
    _identify(capsys)
    assert main(["explain", "run", "Третья"]) == 0
    assert capsys.readouterr().out.endswith(
        """\
Третья (код 003)
Заключение: нет данных за год
Пометка: в таблицах нет ни одного результата
Критерии применить не к чему: проверьте, все ли таблицы даны.
"""
    )
    assert main(["verify", "run"]) == 0


def test_one_question_names_the_schools_that_should_have_rows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["check", "t.csv", "--schools", "schools.csv", "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    (asked,) = [each for each in findings if each["code"] == "Q-12"]
    found = _words(asked["found"])
    said = "в таблицах нет ни одного результата 2 школ реестра: «Третья», «Шестая»"
    assert (found, asked["done"]) == (
        said,
        "вывод не сделан; проверьте, все ли таблицы здесь",
    )


def test_many_schools_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    more = "".join(f"1{number:02};Школа {number};СОШ;;\n" for number in range(10))
    Path("schools.csv").write_text(REGISTER + more, encoding="utf-8")
    main(["check", "t.csv", "--schools", "schools.csv"])
    said = _words(capsys.readouterr().out)
    assert "нет ни одного результата 12 школ реестра: «Третья», «Шестая», «Школа 0»," in said
    assert "«Школа 7» и ещё 2" in said


def test_the_memo_asks_for_their_data(capsys: pytest.CaptureFixture[str]) -> None:
    _, memo = _identify(capsys)
    assert "Критерии неприменимы к 1 школе, вывод по ней не делается." in memo
    assert "В таблицах нет ни одного результата 2 школ: Третья и Шестая." in memo
    assert memo.count("До отчётного года закрыта 1 школа.") == 1
    gone = "– Закрытая — закрыта, последний учебный год — 2019/20."
    assert f"Нет данных за отчётный год: {gone}" in memo
    assert "До отчётного года закрыта 1 школа (Закрытая); вывод по ней не делается." in memo
    assert "неприменим ни один из критериев категорий: – Вторая." in memo
    assert "в таблицах нет ни одного их результата: – Третья; – Шестая." in memo
    assert "Запросить недостающие данные по 2 школам (Третья и Шестая)" in memo
    assert (
        "По 2 школам (Третья и Шестая) вывод не сделан: в таблицах нет ни одного их результата."
    ) in memo


def test_the_order_and_the_card_say_it(capsys: pytest.CaptureFixture[str]) -> None:
    _identify(capsys)
    assert main(["order", "run", "-o", "order", "--format", "txt"]) == 0, capsys.readouterr().err
    assert main(["cards", "run", "-o", "cards", "--format", "txt"]) == 0, capsys.readouterr().err
    order = _words(Path("order/prikaz.txt").read_text(encoding="utf-8"))
    assert (
        "Запросить недостающие данные по школам, вывод по которым не сделан, и повторить "
        "идентификацию: • Третья — в таблицах нет ни одного результата; • Шестая — в таблицах нет "
        "ни одного результата."
    ) in order
    (card,) = Path("cards").rglob("*003*")
    said = _words(card.read_text(encoding="utf-8"))
    assert "Категория нет данных за год" in said
    assert "В таблицах нет ни одного результата школы, вывод не сделан." in said
    (card,) = Path("cards").rglob("*005*")
    said = _words(card.read_text(encoding="utf-8"))
    assert "Категория закрыта" in said
    assert "Школа закрыта, последний учебный год — 2019/20." in said


def test_a_school_that_closed_after_a_year_of_results_is_told_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    later = RESULTS.replace("001;2025;", "007;2025;") + "001;2023;ВПР;русский язык;5;20;8;6;4;2\n"
    Path("t.csv").write_text(later, encoding="utf-8")
    register = REGISTER.replace("001;Первая;СОШ;;", "001;Первая;СОШ;;2024")
    Path("schools.csv").write_text(f"{register}007;Седьмая;СОШ;;\n", encoding="utf-8")
    screen, memo = _identify(capsys)
    assert "закрыта — 2." in screen
    assert "2019/20; – Первая — закрыта, последний учебный год — 2023/24." in memo
    assert "До отчётного года закрыты 2 школы (Закрытая и Первая); вывод по ним не" in memo
    assert main(["explain", "run", "Первая"]) == 0
    assert "Заключение: закрыта" in _words(capsys.readouterr().out)
    assert main(["verify", "run"]) == 0


def test_questions_are_on_the_screen_and_first_in_the_workbook(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("t.csv").write_text(f"{RESULTS}{RESULTS.splitlines()[-1]}\n", encoding="utf-8")
    screen, memo = _identify(capsys)
    assert "По таблицам 2 вопроса и 1 замечание (перечень в приложении к справке)." in screen
    assert "Замечаний к данным: 1. Замечания перечислены в приложении № 2." in memo
    assert main(["memo", "run", "-o", "tables.xlsx"]) == 0
    sheet = load_workbook("tables.xlsx")["Замечания"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:4] for row in rows] == [
        ["Важность", "Вид", "Файл", "Лист"],
        ["вопрос", "Q-12", None, None],
        ["вопрос", "Q-14", None, None],
        ["замечание", "R-repeat", "t.csv", None],
    ]
    assert str(rows[1][6]).startswith("В таблицах нет ни одного результата")


def test_without_a_memo_the_screen_says_who_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "t.csv", "--schools", "schools.csv", "-o", "run"]) == 0
    said = "По таблицам замечаний нет (вопросы к данным покажет shnor check)."
    assert said in _words(capsys.readouterr().out)


def test_a_rating_does_not_count_them_as_assessed(capsys: pytest.CaptureFixture[str]) -> None:
    screen, memo = _identify(capsys, "-c", "rating.yaml")
    assert "нет данных за год — 3 и закрыта — 1" in screen
    assert "Оценены результаты 2 школ." in memo
