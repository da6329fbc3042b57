"""`shnor check`: everything that is found in tables, as a user calls it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shnor_cli.actions import checking
from shnor_cli.cli import main
from shnor_cli.console.checked import shared
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"
GOOD = HEADER + "001;2025;ВПР;русский язык;5;20;8;6;4;2\n002;2025;ВПР;математика;5;10;1;4;4;1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - JSON
    main(["check", *arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def codes(found: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [each["code"] for each in found["findings"]]


def wrong(count: int) -> str:
    rows = (f"{number:03};2025;ВПР;математика;5;20;8;6;4;3\n" for number in range(1, count + 1))
    return HEADER + "".join(rows)


def test_kinds_are_counted_and_every_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD + "003;20x5;ВПР;математика;5;abc;8;6;4;3\n001;2025;ВПР;русский язык;5;20;8;6;4;2\n"
    assert main(["check", write("t.csv", text)]) == 1
    shown = capsys.readouterr()
    assert shown.err == ""
    assert (
        shown.out
        == """\
Код       Важность   Что                      Мест
──────────────────────────────────────────────────
T-020     ошибка     В ячейке не число           1
T-031     ошибка     Не ясно, о чём строка       1
R-repeat  замечание  Повторы                     1

T-020 В ячейке не число
  Допустимо: Целое число, сколько человек; доля со знаком %; нет данных — пустая
    ячейка.
  t.csv, строка 4, столбец «участников»: «abc» не целое число
    Как исправить: Нужно целое число: сколько человек. Долю пишут со знаком %,
      нет данных — пустая ячейка.

T-031 Не ясно, о чём строка
  Допустимо: Год, процедура и предмет названы, класс тоже, если у процедуры их
    несколько; год и класс — числа.
  t.csv, строка 4, столбец «год»: «20x5» не учебный год; пишут 2025, 2024/25 или
    2024-2025
    Как исправить: Учебный год пишут последним годом: 2024/25 это 2025.

R-repeat Повторы
  Одинаковое учитывается один раз.
  t.csv, строка 5: строка повторяет строку 2 (учтена один раз)

Найдено: 2 ошибки и 1 замечание; пока есть ошибки, считать нельзя.
"""
    )


def test_remarks_alone_leave_the_tables_usable(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write("t.csv", GOOD)]) == 0
    assert capsys.readouterr().out.endswith("Найдено: 1 замечание; таблицы годятся.\n")


def test_nothing_is_written_that_was_not_asked_for(folder: Path) -> None:
    assert main(["check", write("t.csv", GOOD)]) == 0
    assert [each.name for each in folder.iterdir()] == ["t.csv"]


def test_no_place_is_cut_in_json_and_fifty_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    name = write("t.csv", wrong(60))
    assert codes(asked(capsys, name)) == ["T-063"] * 60
    assert main(["check", name]) == 1
    shown = capsys.readouterr().out
    assert shown.count("участников 20") == 50
    assert "  и ещё 10 мест (--all)\n" in shown
    assert main(["check", name, "--all"]) == 1
    assert capsys.readouterr().out.count("участников 20") == 60


def test_identify_names_ten_places_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", write("t.csv", wrong(60))]) == 1
    shown = capsys.readouterr().err.replace("\u00a0", " ")
    assert shown.count("участников 20") == 10
    assert "и ещё 50 таких мест" in shown


def test_unfit_rows_of_a_sheet_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    wide = "".join(f"{n:03};2025;ВПР;математика;5;20;8;6;4;2;9\n" for n in range(30))
    assert codes(asked(capsys, write("t.csv", HEADER + wide))) == ["T-004"] * 30


def test_bad_keys_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"001;x{n};ВПР;математика;5;20;8;6;4;2\n" for n in range(300))
    assert codes(asked(capsys, write("t.csv", HEADER + rows))) == ["T-031"] * 300


def test_small_kinds_are_shown_whole_beside_a_great_one() -> None:
    assert shared([1000, 2, 3], 50) == [45, 2, 3]
    assert shared([7], 50) == [7]
    assert shared([1] * 60, 50) == [1] * 60


def test_remarks_on_a_table_that_cannot_be_used_are_told_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "Рассветовский район\n" + GOOD.replace(";5\n", ";5;лишнее\n", 1)
    assert codes(asked(capsys, write("t.csv", text))) == ["T-010", "R-title"]


def test_faults_of_the_register_stand_among_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    register = write("schools.csv", "код;название;с года\n001;Первая;2025\n;Вторая;\n")
    found = asked(capsys, write("t.csv", wrong(1)), "--schools", register)
    assert codes(found) == ["T-041", "T-041", "T-063"]
    assert [each["file"] for each in found["findings"]] == ["schools.csv", "schools.csv", "t.csv"]


def test_faults_of_the_list_of_doubted_stand_among_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad = write("list.csv", "школа;год;основание\n001;вчера;список\n")
    found = asked(capsys, write("t.csv", wrong(1)), "--doubted", bad)
    assert codes(found) == ["T-063", "T-101"]
    unread = write("bad.csv", "школа;лишнее\n001;1\n")
    assert "T-100" in codes(asked(capsys, write("t.csv", GOOD), "--doubted", unread))


def test_the_list_of_doubted_is_checked_against_the_tables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    strange = write("list.csv", "школа;год;основание\n777;2025;список\n")
    found = asked(capsys, write("t.csv", GOOD), "--doubted", strange)
    assert {"R-doubted", "R-objectivity"} <= {*codes(found)}


def test_what_the_methodology_lacks_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace("русский язык", "химия").replace("математика", "химия")
    assert "T-072" in codes(asked(capsys, write("t.csv", text)))
    assert codes(asked(capsys, write("u.csv", GOOD), "--year", "2020"))[0] == "T-072"


def test_a_methodology_that_is_not_there_is_no_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write("t.csv", GOOD), "-c", "нет-такой"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "нет-такой" in shown.err


def test_json_says_everything_of_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, write("t.csv", wrong(1)))
    assert not found["usable"]
    assert [(each["code"], each["count"]) for each in found["kinds"]] == [("T-063", 1)]
    assert found["findings"][0] == {
        "code": "T-063",
        "severity": "ошибка",
        "file": "t.csv",
        "sheet": None,
        "row": 2,
        "column": None,
        "found": "участников 20, а сумма результатов 21",
        "done": None,
        "allowed": "Категории полной шкалы дают в сумме участников, неполной — не больше.",
        "mend": "Проверьте числа этой строки.",
    }


def _ask(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    schools = len(results.schools)
    yield Remark(Place(), f"{methodology.id}: школ {schools} за {year}?", "", "Q-99")


def test_doubts_are_asked_of_tables_that_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "DOUBTS", (_ask,))
    assert main(["check", write("t.csv", GOOD)]) == 0
    shown = capsys.readouterr().out.replace("\u00a0", " ")
    assert "federal-2025: школ 2 за 2025?" in shown
    assert "Найдено: 1 вопрос и 1 замечание; таблицы годятся." in shown
    assert "Q-99" not in codes(asked(capsys, write("t.csv", wrong(1))))


@pytest.mark.parametrize("width", ["80", "120"])
def test_no_line_is_wider_than_the_screen(
    width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    main(["check", write("t.csv", GOOD + "003;20x5;ВПР;математика;5;abc;8;6;4;3\n")])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= int(width)


def test_an_extra_column_hides_nothing_in_rows(capsys: pytest.CaptureFixture[str]) -> None:
    header = HEADER.replace("5\n", "5;прим\n")
    rows = "1;2025;ВПР;математика;5;;1;1;1;1;а\n2;2025;ВПР;математика;5;много;1;1;1;1;\n"
    assert main(["identify", write("t.csv", header + rows)]) == 1
    assert capsys.readouterr().err == (
        "Таблицы прочитать не удалось.\n"
        "t.csv, столбец «прим»: лишний столбец.\n"
        "Переименуйте или уберите его; если это категория результата, она должна быть в шкале "
        "процедуры в методике. Столбцы можно назвать и в файле разметки (--layout): его черновик "
        "даст shnor layout new.\n"
        "t.csv, строка 3, столбец «участников»: «много» не целое число.\n"
        "Нужно целое число: сколько человек. Долю пишут со знаком %, нет данных — пустая ячейка.\n"
        "t.csv, строка 2, столбец «участников»: не указано число участников.\n"
        "Впишите число участников; если его нет, уберите строку.\n"
    )
    assert codes(asked(capsys, "t.csv", "-o", "checked.xlsx")) == ["T-010", "T-020", "T-060"]


def test_a_renamed_category_makes_no_wrong_sums(capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace(";2;3;", ";двойки;3;")
    assert codes(asked(capsys, write("t.csv", text))) == ["T-010"]


def test_an_unnamed_column_of_a_layout_hides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    layout = write(
        "l.yaml",
        "rows: assessment\nschool: ОУ\nyear: год\nprocedure: {value: ВПР}\nsubject: предмет\n"
        'grade: класс\nparticipants: чел\ncategories: {"2": "2", иное: "3"}\n',
    )
    text = "ОУ;год;предмет;класс;чел;2;3;лишний\n1;2025;математика;5;;1;2;3\n"
    found = asked(capsys, write("t.csv", text), "--layout", layout)
    assert codes(found) == ["T-010", "T-013", "T-060"]


def test_participants_without_results_are_a_remark(capsys: pytest.CaptureFixture[str]) -> None:
    blank = "003;2025;ВПР;математика;6;17;;;;\n004;2025;ВПР;математика;6;3;;;;\n"
    found = asked(capsys, write("t.csv", GOOD + blank))
    told = [each for each in found["findings"] if each["code"] == "R-blank"]
    assert [(each["row"], each["column"]) for each in told] == [
        (4, "участников"),
        (5, "участников"),
    ]
    assert (told[0]["found"], told[0]["done"]) == (
        "число участников есть, а результатов нет",
        "доля неизвестна",
    )
    assert main(["identify", "t.csv", "-o", "run", "--memo", "memo.txt"]) == 0
    assert "По таблицам 2 замечания" in " ".join(capsys.readouterr().out.split())
    memo = " ".join(Path("memo.txt").read_text(encoding="utf-8").split())
    said = "По 20 участникам (2 строки таблиц) низкие результаты не указаны: в доли они не вошли."
    assert said in memo.replace("\u00a0", " ")


def test_every_blank_cell_taken_for_zero_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "003;2025;ВПР;математика;6;4;;;1;3\n004;2025;ВПР;математика;6;4;;3;1;\n"
    found = asked(capsys, write("t.csv", GOOD + rows))
    told = [each for each in found["findings"] if each["code"] == "R-zero"]
    assert [(each["row"], each["column"]) for each in told] == [
        *((4, "2"), (4, "3")),
        *((5, "2"), (5, "5")),
    ]


def test_a_row_without_participants_points_at_their_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = asked(capsys, write("t.csv", GOOD + "003;2025;ВПР;математика;6;;1;1;1;1\n"))
    told = [each for each in found["findings"] if each["code"] == "T-060"]
    assert [(each["row"], each["column"]) for each in told] == [(4, "участников")]


def of_years(*years: int) -> str:
    rows = (f"{n:03};{year};ВПР;математика;5;20;8;6;4;2\n" for n, year in enumerate(years))
    return HEADER + "".join(rows)


def test_a_last_year_that_looks_like_a_slip_stops_until_the_year_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = write("t.csv", of_years(*[2025] * 8, 2052))
    (found,) = [each for each in asked(capsys, name)["findings"] if each["code"] == "T-073"]
    assert found["row"] == 10
    assert main(["identify", name, "-o", "run"]) == 1
    assert capsys.readouterr().err.replace("\u00a0", " ") == (
        "Не ясно, какой год отчётный.\n"
        "t.csv, строка 10: за 2051/52 учебный год 1 строка, а перед ним последний год — 2024/25: "
        "похоже на описку.\n"
        "Исправьте год или назовите отчётный: --year 2025 или --year 2052.\n"
    )
    assert main(["identify", name, "-o", "run", "--year", "2025"]) == 0
    capsys.readouterr()
    assert "T-073" not in codes(asked(capsys, name, "--year", "2025"))


@pytest.mark.parametrize("years", [[2025] * 8 + [2026], [2023] * 3 + [2025], [2052]])
def test_a_last_year_that_may_well_be_so_is_taken(
    capsys: pytest.CaptureFixture[str], years: list[int]
) -> None:
    assert "T-073" not in codes(asked(capsys, write("t.csv", of_years(*years))))


def test_a_file_for_a_folder_is_refused_kindly(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    table = write("t.csv", GOOD)
    assert main(["check", table, "-o", "out.csv"]) == 2
    assert capsys.readouterr().err == "В out.csv не записать: нужна папка или файл .xlsx.\n"
    assert main(["identify", table, "-o", "out.xlsx"]) == 2
    assert capsys.readouterr().err == "В out.xlsx не записать: нужна папка.\n"
    assert [each.name for each in folder.iterdir()] == ["t.csv"]
    assert main(["identify", table, "-o", "out.v2"]) == 0


def test_a_picture_called_csv_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\xff\xfe")
    found = asked(capsys, "t.csv")
    assert codes(found) == ["T-003"]
    assert found["findings"][0]["found"] == "это не таблица: внутри не текст"


def test_a_last_year_of_few_rows_is_taken_and_asked_about(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = write("t.csv", of_years(*[2025] * 8, 2026))
    (found,) = [each for each in asked(capsys, name)["findings"] if each["code"] == "Q-09"]
    assert found["row"] == 10
    assert main(["identify", name, "-o", "run"]) == 0
    said = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert (
        "За 2025/26 учебный год, последний в таблицах, 1 строка, а за 2024/25 — 8: возможно, год "
        "указан неверно или загружен не весь. Отчётным взят последний год; другой называют так: "
        "--year 2025."
    ) in said
    assert main(["identify", name, "-o", "run", "--year", "2025"]) == 0
    assert "загружен не весь" not in capsys.readouterr().out
    assert "Q-09" not in codes(asked(capsys, name, "--year", "2025"))


@pytest.mark.parametrize("rows", [2, 8])
def test_a_last_year_of_enough_rows_is_not_asked_about(
    capsys: pytest.CaptureFixture[str], rows: int
) -> None:
    name = write("t.csv", of_years(*[2025] * 8, *[2026] * rows))
    assert "Q-09" not in codes(asked(capsys, name))
