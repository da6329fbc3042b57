"""`shnor identify` from tables to the run folder, as a user calls it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shnor_cli.cli import main
from tests import tiny

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RESULTS = """\
школа;название;год;процедура;предмет;класс;участников;2;3;4;5
001;Первая;2024;ВПР;русский язык;5;20;8;6;4;2
001;Первая;2024;ВПР;математика;5;20;7;6;5;2
001;Первая;2025;ВПР;русский язык;5;20;9;6;4;1
001;Первая;2025;ВПР;математика;5;20;6;6;6;2
002;Вторая;2024;ВПР;русский язык;5;10;1;4;4;1
002;Вторая;2024;ВПР;математика;5;10;0;4;4;2
002;Вторая;2025;ВПР;русский язык;5;10;4;3;2;1
002;Вторая;2025;ВПР;математика;5;10;3;4;2;1
003;Третья;2024;ВПР;русский язык;5;30;1;9;10;10
003;Третья;2025;ВПР;русский язык;5;30;1;9;10;10
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("results.csv").write_text(RESULTS, encoding="utf-8")
    return tmp_path


def test_the_list_the_summary_and_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "results.csv"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == (
        """\
Выявление школ с низкими образовательными результатами (federal-2025), 2024/25
учебный год
Это пример методики, она не утверждена: перед работой проверьте её и впишите
основание.
Исключения не применены: нет реестра (--schools).
Методика учитывает также результаты ОГЭ и ЕГЭ: в таблицах их нет.

Школа                                   Категория     Балл  Критерии  До границы
────────────────────────────────────────────────────────────────────────────────
Первая                                  ШНОР        37,5 %  ++++      0,0 п.п.
                                                                      1 участник
  ВПР, математика, 5 класс, 2024/25: 30,0 % (6 из 20), граница не менее 30 %
  до границы решающего результата — один участник

Вторая                                  зона риска  35,0 %  +--+      0,0 п.п.
                                                                      1 участник
  ВПР, математика, 5 класс, 2024/25: 30,0 % (3 из 10), граница не менее 30 %
  до границы решающего результата — один участник

Балл: индекс низких результатов.
Критерии слева направо (+ выполнен, - не выполнен, ? неизвестно, пробел не
  применим):
  K1 Низкий результат не менее чем по двум процедурам в отчётном году
  K2 Низкий результат по одной и той же процедуре два года подряд
  K3 Оба основания
  K4 Хотя бы одно из оснований
До границы: плюс на стороне «выполнен»; участники: на сколько изменить один этот
  факт, чтобы ответ стал другим.

Не показана 1 школа: «не выявлена» не у границы (--all).
Всего 3 школы: ШНОР — 1, зона риска — 1 и не выявлена — 1. По таблицам
1 замечание (их и вопросы к данным покажет shnor check).
Папка прогона: out/federal-2025-2025
Таблица для Excel: out/federal-2025-2025/verdicts.csv
"""
    ).replace("out/federal-2025-2025/verdicts.csv", str(Path("out/federal-2025-2025/verdicts.csv")))


def test_json_has_every_school_and_the_same_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "results.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["school"]["id"], each["category"]) for each in found["verdicts"]] == [
        ("001", "ШНОР"),
        ("002", "зона риска"),
        ("003", "не выявлена"),
    ]
    assert found["counts"] == {"ШНОР": 1, "зона риска": 1, "не выявлена": 1}
    assert found["year"] == 2025
    assert found["methodology"]["id"] == "federal-2025"
    assert [each["name"] for each in found["sources"]] == ["results.csv"]


def test_explain_names_the_row_of_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "results.csv", "-o", "run"]) == 0
    capsys.readouterr()
    assert main(["explain", "run", "Вторая"]) == 0
    shown = capsys.readouterr().out
    assert (
        """\
    [+] K0 Низкий результат по процедуре (ВПР, математика, 5 класс, 2024/25):
        выполнен
        30,0 % (3 из 10); граница не менее 30 % (включена); до границы 0,0 п.п.
        (1 участник); results.csv, строка 9
"""
        in shown
    )


MOSCOW = """\
ID;Год;балл;сдали;всего
001;2025;50;8;10
002;2025;40;5;10
001;2024;45;9;10
"""
LAYOUT = "rows: school-year\nschool: ID\nyear: Год\n"
READY_MADE = """\
language: 1
id: ready-made
title: Готовые показатели
indicators:
  балл: {title: Балл, column: балл}
  сдали: {title: Сдали, column: сдали, over: всего}
  мест: {title: Мест, column: мест, direction: low_is_bad}
  очки: {title: Очки, points: балл, bands: [{at_least: 45, gives: 1}, {gives: 0}]}
  итог: {title: Итог, formula: балл / мест}
  рост: {title: Рост, change: балл}
  сводный: {title: Сводный, composite: {балл: 1, мест: 1}}
criteria:
  K1: {title: Балл низок, indicator: балл, at_most: 45}
  K2: {title: Сдали мало, indicator: сдали, at_most: 50 %}
  K3: {title: Школа мала, indicator: мест, at_most: 100}
  K4: {title: Очков нет, indicator: очки, at_most: 0}
  K5: {title: Итог низок, indicator: итог, at_most: 1}
  K6: {title: Роста нет, indicator: рост, at_most: 0}
  K7: {title: Сводный низок, indicator: сводный, at_most: 0}
  K: {title: Всё, all: [K1, K2, K3, K4, K5, K6, K7]}
categories: [{name: низкие, when: K}, {name: остальные}]
"""


def ready_made(run: str) -> list[str]:
    """Write a district of ready-made numbers and return what identifies it."""
    Path("moscow.csv").write_text(MOSCOW, encoding="utf-8")
    Path("layout.yaml").write_text(LAYOUT, encoding="utf-8")
    Path("ready-made.yaml").write_text(READY_MADE, encoding="utf-8")
    Path("schools.csv").write_text(
        "код;название;мест\n002;Вторая;90\n001;Первая;120\n", encoding="utf-8"
    )
    options = ["--layout", "layout.yaml", "--schools", "schools.csv", "-c", "ready-made.yaml"]
    return ["identify", "moscow.csv", *options, "-o", run]


def test_participants_are_not_explained_where_no_row_shows_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*ready_made("run"), "--all"]) == 0
    shown = capsys.readouterr().out
    assert "До границы: плюс на стороне «выполнен».\n" in shown
    assert "участник" not in shown


def test_explain_names_the_rows_of_ready_made_numbers_and_of_the_register(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(ready_made("run")) == 0
    capsys.readouterr()
    assert main(["explain", "run", "001"]) == 0
    shown = capsys.readouterr().out
    assert shown[shown.index("[-] K Всё (") :] == (
        """\
[-] K Всё (2024/25): не выполнен
  [-] K1 Балл низок (2024/25): не выполнен
      Балл: 50; граница не более 45 (включена); до границы −5; moscow.csv,
      строка 2
  [-] K2 Сдали мало (2024/25): не выполнен
      Сдали: 80,0 % (8 из 10); граница не более 50 % (включена); до границы
      −30,0 п.п. (3 участника); moscow.csv, строка 2
  [-] K3 Школа мала (2024/25): не выполнен
      Мест: 120; граница не более 100 (включена); до границы −20; schools.csv,
      строка 3
  [-] K4 Очков нет (2024/25): не выполнен
      Очки: 1; граница не более 0 (включена); до границы −1
        Балл: 50; полоса: не менее 45 — 1; moscow.csv, строка 2
  [+] K5 Итог низок (2024/25): выполнен
      Итог: 0,42; граница не более 1 (включена); до границы +0,58; по формуле 50
      ÷ 120
        Балл: 50; moscow.csv, строка 2
        Мест: 120; schools.csv, строка 3
  [-] K6 Роста нет (2024/25): не выполнен
      Рост: +5; граница не более 0 (включена); до границы −5
        Балл, 2024/25: 50; moscow.csv, строка 2
        Балл, 2023/24: 45; moscow.csv, строка 4
  [-] K7 Сводный низок (2024/25): не выполнен
      Сводный: 85,00; граница не более 0 (включена); до границы −85,00
        Балл: 50; вес 1; moscow.csv, строка 2
        Мест: 120; вес 1; schools.csv, строка 3
"""
    )


def test_explain_in_json_names_the_rows_of_ready_made_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(ready_made("run")) == 0
    capsys.readouterr()
    assert main(["explain", "run", "002", "--json"]) == 0
    (step,) = json.loads(capsys.readouterr().out)["steps"]
    found = {part["criterion"]: part["parts"][0]["rows"] for part in step["parts"]}
    assert found["K1"] == [{"file": "moscow.csv", "row": 3, "rows": 1}]
    assert found["K3"] == [{"file": "schools.csv", "row": 2, "rows": 1}]
    assert found["K5"] == [*found["K1"], *found["K3"]]


def test_a_run_of_ready_made_numbers_verifies_and_is_always_the_same_bytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("a", "b"):
        assert main(ready_made(name)) == 0
    for path in Path("a").iterdir():
        assert path.read_bytes() == Path("b", path.name).read_bytes(), path.name
    capsys.readouterr()
    assert main(["verify", "a"]) == 0
    assert capsys.readouterr().out.startswith("a: совпадает.\n")


def test_explain_counts_the_rows_of_pupils(capsys: pytest.CaptureFixture[str]) -> None:
    pupils = "школа;год;процедура;предмет;класс;ученик;отметка\n" + "".join(
        f"001;2025;ВПР;математика;5;{pupil};{mark}\n" for pupil, mark in enumerate("2345")
    )
    Path("pupils.csv").write_text(pupils, encoding="utf-8")
    assert main(["identify", "pupils.csv", "-o", "run"]) == 0
    capsys.readouterr()
    assert main(["explain", "run", "001"]) == 0
    shown = capsys.readouterr().out
    assert "(1 участник); pupils.csv, подсчитано по 4 строкам\n" in shown
    assert main(["explain", "run", "001", "--json"]) == 0
    rows = '[{"file": "pupils.csv", "row": null, "rows": 4}]'
    assert json.loads(rows) in _rows_of(json.loads(capsys.readouterr().out)["steps"])


def _rows_of(steps: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for step in steps:
        yield step.get("rows", [])
        yield from _rows_of(step.get("parts", []))


def test_an_earlier_year_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "results.csv", "--year", "2024"]) == 0
    assert "2023/24\nучебный год" in capsys.readouterr().out
    assert Path("out/federal-2025-2024").is_dir()


GATED = """\
language: 1
id: gated
title: Условные критерии
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low: {title: Доля низких, measure: low_share, of: [{procedure: ВПР}], each: school}
criteria:
  K1: {indicator: low, at_least: 30 %, applies_to: {kind: [СОШ]}, missing: not_met}
  K2: {indicator: low, at_least: 30 %, applies_to: {kind: [СОШ]}}
  K3: {indicator: low, at_least: 30 %, applies_to: K2, missing: not_met}
  K: {any: [K1, K2, K3]}
categories: [{name: низкие, when: K}, {name: остальные}]
"""


def test_explain_says_that_nobody_knows_whether_a_criterion_applies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("gated.yaml").write_text(GATED, encoding="utf-8")
    register = "код;название;вид\n001;Первая;\n002;Вторая;СОШ\n003;Третья;ООШ\n"
    Path("schools.csv").write_text(register, encoding="utf-8")
    options = ["--schools", "schools.csv", "-c", "gated.yaml", "-o", "run"]
    assert main(["identify", "results.csv", *options]) == 0
    capsys.readouterr()
    assert main(["explain", "run", "001"]) == 0
    shown = capsys.readouterr().out
    assert shown[shown.index("[?] K ") :] == (
        """\
[?] K (2024/25): неизвестно
  [-] K1 (2024/25): не выполнен
      неизвестно, применим ли критерий: он применяется к школам вида «СОШ», а
      признак школы не указан; без ответа он считается невыполненным
      Доля низких: 37,5 % (15 из 40); граница не менее 30 % (включена); до
      границы +7,5 п.п. (4 участника); results.csv, строки 4, 5
  [?] K2 (2024/25): неизвестно
      неизвестно, применим ли критерий: он применяется к школам вида «СОШ», а
      признак школы не указан
      Доля низких: 37,5 % (15 из 40); results.csv, строки 4, 5
  [-] K3 (2024/25): не выполнен
      неизвестно, применим ли критерий: он применяется, если выполнен K2, а это
      неизвестно; без ответа он считается невыполненным
      Доля низких: 37,5 % (15 из 40); граница не менее 30 % (включена); до
      границы +7,5 п.п. (4 участника); results.csv, строки 4, 5
"""
    )
    for school in ("002", "003"):
        assert main(["explain", "run", school]) == 0
        assert "применим ли" not in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["вечер\u00adняя", "вечерняя\u200b", "Вечерняя"])
def test_an_excluded_kind_is_told_whatever_signs_nobody_sees(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    register = f"код;название;вид\n001;Первая;{kind}\n002;Вторая;СОШ\n003;Третья;СОШ\n"
    Path("schools.csv").write_text(register, encoding="utf-8")
    assert main(["identify", "results.csv", "--schools", "schools.csv", "--json"]) == 0
    (first,) = json.loads(capsys.readouterr().out)["verdicts"][-1:]
    assert (first["school"]["id"], first["status"]) == ("001", "excluded")
    assert first["notes"] == [f"исключена (вида «{kind}»)"]


def test_explain_of_a_joined_school_names_its_successor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [str(SAMPLE / "results.csv"), "--schools", str(SAMPLE / "schools.csv")]
    assert main(["identify", *files, "-o", "run"]) == 0
    assert main(["rerun", "run", "district-mean-3y", "-o", "again"]) == 0
    capsys.readouterr()
    for asked in ("014", "новолугинская нош"):
        for run in ("run", "again/district-mean-3y-2025"):
            assert main(["explain", run, asked]) == 1
            assert capsys.readouterr().err == (
                "Школа МКОУ «Новолугинская НОШ» (код 014) с 2024/25 учебного года присоединена к "
                "другой: МКОУ «Остожская СОШ» (код 006, Рассветовский район). Её прежние "
                "результаты учтены у преемника.\n"
                "Назовите преемника: код 006.\n"
            )


def test_the_memo_is_written_beside(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["identify", "results.csv", "--memo", "out/spravka.docx", "--date", "2026-01-27"]
    assert main(arguments) == 0
    assert "Справка: " in capsys.readouterr().out
    assert Path("out/spravka.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["identify", "нет.csv"], "нет.csv"),
        (["identify", "results.csv", "--year", "2019"], "За 2018/19 учебный год"),
        (["identify", "results.csv", "-c", "federal-2052"], "federal-2025"),
        (["identify", "results.csv", "--schools", "нет.csv"], "нет.csv"),
        (["identify", "results.csv", "--layout", "нет.yaml"], "нет.yaml"),
    ],
)
def test_bad_input_is_one_message_and_leaves_nothing_behind(
    arguments: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert [path.name for path in folder.iterdir()] == ["results.csv"]


HEADER = RESULTS.splitlines()[0] + "\n"
_COUNT = "Нужно целое число: сколько человек. Долю пишут со знаком %, нет данных — пустая ячейка."


@pytest.mark.parametrize(
    ("row", "places"),
    [
        (
            "001;Первая;2025;ВПР;математика;5;10;1,5;5,5;2;1",
            [("2", "«1,5» не целое число"), ("3", "«5,5» не целое число")],
        ),
        ("001;Первая;2025;ВПР;математика;5;10;130 %;0;0;0", [("2", "«130 %»: доля больше 100 %")]),
        (
            "001;Первая;2025;ВПР;математика;5;1e400;0;0;0;0",
            [("участников", "«1e400» не целое число")],
        ),
    ],
)
def test_a_number_that_cannot_be_is_said_once_for_each_cell(
    row: str, places: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("results.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    assert main(["identify", "results.csv"]) == 1
    said = [f"results.csv, строка 2, столбец «{column}»: {fault}.\n" for column, fault in places]
    assert capsys.readouterr().err == (
        "Таблицы прочитать не удалось.\n" + "".join(said) + f"{_COUNT}\n"
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Path("folder.docx"), "это папка"),
        (Path("results.csv/m.docx"), "на пути к файлу стоит не папка"),
        (Path("results.csv/a/m.docx"), "на пути к файлу стоит не папка"),
    ],
)
def test_a_memo_that_has_no_place_is_refused_before_the_work(
    capsys: pytest.CaptureFixture[str], place: Path, said: str
) -> None:
    Path("folder.docx").mkdir()
    before = sorted(Path().iterdir())
    assert main(["identify", "results.csv", "--memo", str(place)]) == 1
    assert capsys.readouterr().err.startswith(f"Документ не записан.\n{place}: {said}.\n")
    assert sorted(Path().iterdir()) == before


def test_a_memo_is_filled_anew_where_an_earlier_one_lies() -> None:
    written = []
    for methodology in ("federal-2025", "lowest-quartile"):
        assert main(["identify", "results.csv", "-c", methodology, "--memo", "spravka.docx"]) == 0
        written.append(Path("spravka.docx").read_bytes())
    assert written[0] != written[1]


def test_a_table_of_a_single_assessment_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    Path("results.csv").write_text(
        HEADER + "001;Первая;2025;ВПР;математика;5;10;4;3;2;1\n", encoding="utf-8"
    )
    assert main(["identify", "results.csv"]) == 0
    assert "Всего 1 школа" in capsys.readouterr().out


def test_a_year_without_data_names_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["identify", "results.csv", "--year", "2019"])
    assert capsys.readouterr().err == (
        "За 2018/19 учебный год (--year 2019) в таблицах нет данных.\n"
        "Есть годы: 2023/24 (2024) и 2024/25 (2025).\n"
    )


def test_a_methodology_that_asks_for_other_assessments_is_one_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tiny.METHODOLOGY.replace("measure: low_share", "measure: low_share, of: [{grade: 8}]")
    Path("tiny.yaml").write_text(other.replace("letter", "kind"), encoding="utf-8")
    assert main(["identify", "results.csv", "-c", "tiny.yaml"]) == 1
    assert capsys.readouterr().err.count("\n") <= 8


def test_a_run_of_another_methodology_is_refused_before_the_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["identify", "results.csv", "-o", "run"]) == 0
    before = {path.name: path.read_bytes() for path in Path("run").iterdir()}
    capsys.readouterr()
    assert main(["identify", "results.csv", "-o", "run", "-c", "federal-500plus"]) == 1
    assert "не заменён" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in Path("run").iterdir()} == before


def test_two_runs_on_the_same_tables_are_the_same_bytes() -> None:
    for name in ("a", "b"):
        main(["identify", "results.csv", "-o", name, "--memo", f"{name}.docx"])
    written = [sorted(Path(name).iterdir()) for name in ("a", "b")]
    for one, other in zip(*written, strict=True):
        assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())
    assert Path("a.docx").read_bytes() == Path("b.docx").read_bytes()


def test_how_files_are_written_may_be_said_and_is_recorded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = RESULTS.replace(";", "|")
    Path("results.csv").write_text(text, encoding="koi8-r")
    options = ["--encoding", "KOI8-R", "--delimiter", "|", "--sheet", "5 РУ"]
    assert main(["identify", "results.csv", "-o", "run", *options]) == 0
    said = json.loads(Path("run/run.json").read_text(encoding="utf-8"))["parameters"]
    assert (said["encoding"], said["delimiter"], said["sheet"]) == ("koi8-r", "|", "5 РУ")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--encoding", "ascii"], "--encoding ascii: такой кодировки нет или в ней нет русских"),
        (["--encoding", "hex"], "--encoding hex: такой кодировки нет или в ней нет русских"),
        (["--delimiter", ";;"], "--delimiter ;;: разделитель это один знак"),
        (["--delimiter", "1"], "--delimiter 1: разделитель это один знак"),
    ],
)
def test_options_of_reading_that_make_no_sense(
    capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["identify", "results.csv", *options]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_year_that_no_table_has_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    row = "001;Первая;2025;ВПР;математика;5;10;4;6;0;0\n"
    Path("results.csv").write_text(HEADER + row, encoding="utf-8")
    assert main(["identify", "results.csv"]) == 0
    said = "В таблицах нет ничего за 2023/24 учебный год, а методика сравнивает с ними"
    assert said in " ".join(capsys.readouterr().out.split())
    more = row.replace("2025", "2024")
    Path("results.csv").write_text(HEADER + row + more, encoding="utf-8")
    assert main(["identify", "results.csv"]) == 0
    assert "В таблицах нет" not in capsys.readouterr().out


def test_own_scales_are_a_source_of_the_run_that_asks_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scale = "{procedure: ВПР, years: 2025, source: проба, marks: [{subject: математика, 2: 0, "
    Path("scales.yaml").write_text(f"scales: [{scale}3: 1, 4: 2, max: 4}}]}}]\n", encoding="utf-8")
    Path("scores.csv").write_text(
        "ВПР 2025. 5 класс\nПредмет:;Математика\nМаксимальный первичный балл:;4\n"
        "Группы участников;Кол-во ОО;Кол-во участников;0;1;2;3;4\n"
        "МКОУ Орьевская СОШ (sch240001);;7;14,29;14,29;28,57;42,86;0\n",
        encoding="utf-8",
    )
    assert main(["identify", "scores.csv", "-o", "scored"]) == 0
    assert main(["identify", "results.csv", "-o", "marked"]) == 0
    inputs = {
        run: json.loads(Path(run, "run.json").read_text(encoding="utf-8"))["inputs"]
        for run in ("scored", "marked")
    }
    assert [(each["name"], each["rows"]) for each in inputs["scored"]][1:] == [("scales.yaml", 1)]
    assert [each["name"] for each in inputs["marked"]] == ["results.csv"]
    assert main(["verify", "scored", "--sources", "."]) == 0
    Path("scales.yaml").write_text("scales: []\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["verify", "scored", "--sources", "."]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "scales.yaml: исходный файл не тот, по которому проведён прогон" in said


@pytest.mark.parametrize("bound", ["30,0000000001 %", "30,000000000000001 %"])
def test_the_screen_shows_whom_the_note_calls_a_border_case(
    bound: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bound a hair above 60 of 200: the 61st pupil is on its other side, not the 60th."""
    Path("own.yaml").write_text(OWN.format(bound=bound), encoding="utf-8")
    counts = {"Первая": "61;39;50;50", "Вторая": "62;38;50;50"}
    rows = [f"{name};2025;ВПР;физика;7;200;{marks}" for name, marks in counts.items()]
    head = "школа;год;процедура;предмет;класс;участников;2;3;4;5"
    Path("results.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    assert main(["identify", "results.csv", "--criteria", "own.yaml"]) == 0
    shown = capsys.readouterr().out
    assert "до границы решающего результата — один участник" in shown
    assert ("\nПервая " in shown, "\nВторая " in shown) == (True, False)


OWN = """\
language: 1
id: own
title: Своя
procedures:
  ВПР: {{scale: ["2", "3", "4", "5"], low: ["2"]}}
indicators:
  share: {{title: Доля, measure: low_share, each: school}}
criteria:
  K: {{indicator: share, less_than: "{bound}"}}
categories:
  - {{name: хорошие, when: K}}
  - {{name: прочие}}
score: share
"""
