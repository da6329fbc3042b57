"""`shnor identify` from tables to the run folder, as a user calls it."""

import json
from pathlib import Path

import pytest

from shnor_cli.cli import main
from tests import tiny

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

Школа                                   Категория     Балл  Критерии  До границы
────────────────────────────────────────────────────────────────────────────────
Первая                                  ШНОР        37,5 %  ++++      0,0 п.п.
                                                                      1 участник
  ВПР, математика, 5 класс, 2024/25: 30,0 % (6 из 20), граница не менее 30 %
  решает один участник

Вторая                                  зона риска  35,0 %  +--+      0,0 п.п.
                                                                      1 участник
  ВПР, математика, 5 класс, 2024/25: 30,0 % (3 из 10), граница не менее 30 %
  решает один участник

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
1 замечание (перечень в приложении к справке).
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


def test_an_earlier_year_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "results.csv", "--year", "2024"]) == 0
    assert "2023/24\nучебный год" in capsys.readouterr().out
    assert Path("out/federal-2025-2024").is_dir()


def test_the_memo_is_written_beside(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["identify", "results.csv", "--memo", "out/spravka.docx", "--date", "2026-01-27"]
    assert main(arguments) == 0
    assert "Справка: " in capsys.readouterr().out
    assert Path("out/spravka.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["identify", "нет.csv"], "нет.csv"),
        (["identify", "."], "папка"),
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
        "Таблицы прочитать не удалось.\n" + "".join(f"{each}{_COUNT}\n" for each in said)
    )


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
