"""The command line, from outside: help, usage errors, the one funnel of errors, exit statuses."""

import errno
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import duckdb
import pytest

from shnor_cli.actions import explaining
from shnor_cli.actions.runs import record_run
from shnor_cli.cli import main
from shnor_cli.cli.app import COMMANDS, GROUPS
from shnor_cli.console import faults
from shnor_cli.engine.verdicts import identify
from shnor_cli.errors import Place, Problem, RunError, ShnorError
from shnor_cli.public.hiding import LEAST
from tests import tiny

GROUPED = [[group, name] for group, (_, names) in GROUPS.items() for name in names]
EVERY = [[name] for name in COMMANDS] + GROUPED


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    record_run(tiny.identification(), tmp_path / "run")
    return tmp_path / "run"


def outside(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "shnor_cli", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == (
        """\
Использование: shnor КОМАНДА [ПАРАМЕТРЫ]

Какие школы показывают низкие результаты, почему и насколько это надёжно.

Читает таблицы результатов, применяет критерии методики (YAML), выносит по
каждой школе заключение и пишет аналитическую справку.

Команды:
  check     Проверить таблицы: все ошибки, вопросы и замечания, с местом и
            тем, как исправить.
  identify  Выявить школы по таблицам результатов и записать прогон.
  explain   Показать таблицу прогона или заключение об одной школе: критерии,
            числа, строки файлов.
  verify    Вывести всё заново из записанных данных и сверить с прогоном.
  memo      Написать аналитическую справку по прогону.
  publish   Сделать из исправленной в Word справки другие форматы.
  rerun     Судить по данным прогона другими методиками, каждую в свою папку.
  compare   Сравнить два прогона: кто вошёл в список, кто остался, кто вышел и
            по какому критерию.
  init      Заполнить рабочую папку: шаблоны, методики, учебный район и
            описания (docs).
  cards     Написать карточку каждой школы: категория, основания, значения по
            годам, чего не хватает.
  order     Написать проект приказа с перечнем школ и письма школам с
            основаниями.
  effect    Написать справку об эффективности: что стало со школами прежнего
            перечня.
  deficits  Написать справку о дефицитах по предметам: какие умения освоены
            хуже, по долям заданий.
  criteria  Методики: список, чтение, проверка, контрольные примеры, схема для
            редактора.
  template  Шаблоны документов: проверка и имена, которыми можно пользоваться.
  schools   Реестр школ: первый черновик.
  layout    Разметка таблицы: первый черновик.
  doubted   Список результатов на проверку: первый черновик.

Параметры:
  --version  Показать версию.
  --debug    При ошибке программы показать, где она случилась.
  --help     Показать эту справку.

Пример: shnor identify results.csv --schools schools.csv --memo spravka.docx
"""
    )


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_help_page_is_russian_and_fits_80_columns(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"Использование: shnor {' '.join(command)}")
    assert [line for line in page.splitlines() if len(line) > 80] == []
    assert re.findall(r"Usage|Options|Show|required|default|None", page) == []


WRITE = (
    *("memo", "publish", "init", "template check"),
    *("cards", "order", "effect", "deficits", "criteria annex"),
    *("criteria schema", "schools draft", "layout new", "doubted draft"),
)
"""Commands that write files or say one line."""


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_command_that_shows_data_takes_json(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*command, "--help"])
    shows_data = " ".join(command) not in WRITE
    assert ("--json" in capsys.readouterr().out) == shows_data


def test_the_usage_line_has_the_options_that_must_be_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["effect", "--help"])
    usage = "Использование: shnor effect ПРОГОН --previous ПРОГОН -o ФАЙЛ [ПАРАМЕТРЫ]\n"
    assert capsys.readouterr().out.startswith(usage)


def test_help_says_how_few_a_public_version_hides(capsys: pytest.CaptureFixture[str]) -> None:
    main(["memo", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert f"группы менее {2 * LEAST} участников" in said
    assert f"менее {LEAST} низких или менее {LEAST} остальных" in said


def test_without_a_command_the_help_is_shown_as_a_usage_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Использование: shnor КОМАНДА [ПАРАМЕТРЫ]\n")


FORMATS = ("docx", "pdf", "html", "md", "txt", "xlsx")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["identify"],
            (
                "Не указано: ФАЙЛ... (таблицы результатов: csv, xlsx, xls, ods, parquet и другие; "
                "папки и архивы zip)."
            ),
        ),
        (["identfy"], "Команды identfy нет. Похожие: identify."),
        (
            ["criteria", "прочее"],
            "Команды прочее нет. Есть: annex, check, list, schema, show, test.",
        ),
        (["identify", "a.csv", "--yeer", "3"], "Параметра --yeer нет. Похожие: --sheet, --year."),
        (["identify", "a.csv", "-c"], "После параметра -c нужно значение."),
        (
            ["memo", "run"],
            f"Не указано: -o, --output (куда записать: {', '.join(FORMATS)}; можно повторять).",
        ),
        (["compare", "a", "b", "c", "d"], "Лишнее в командной строке: c d."),
        (["criteria", "list", "--json=3"], "Параметр --json пишут без значения."),
        (
            ["identify", "a.csv", "--year", "25"],
            "--year 25: год пишут четырьмя цифрами, 2024/25 учебный год это 2025.",
        ),
        (
            ["identify", "a.csv", "--date", "завтра"],
            "--date завтра: дату пишут как 2026-01-27 или 27.01.2026.",
        ),
    ],
)
def test_a_wrong_command_line_is_said_in_russian(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines()[0] == said
    assert all(line.startswith("Справка: shnor") for line in shown.err.splitlines()[1:])


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"shnor \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_a_missing_run_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "[red]", "001"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Нет папки прогона «[red]».\n")
    assert list(tmp_path.iterdir()) == []


def test_no_help_page_is_wider_than_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 78


def test_an_error_says_its_message_every_place_and_the_hint() -> None:
    error = ShnorError(
        "Таблица не читается.",
        [
            Problem(Place("отметки.xlsx", "5 РУ", 14), "школа [b] не найдена", "Допишите её."),
            Problem(Place("б.csv"), "файл пуст"),
            Problem(Place("в.csv", column="х"), "лишний столбец", "Уберите его."),
            Problem(Place("в.csv", column="у"), "лишний столбец", "Уберите его."),
        ],
        "Исправьте и повторите.",
    )
    assert str(error) == (
        "Таблица не читается.\n"
        "отметки.xlsx, лист «5 РУ», строка 14: школа [b] не найдена.\n"
        "Допишите её.\n"
        "б.csv: файл пуст.\n"
        "в.csv, столбец «х»: лишний столбец.\n"
        "в.csv, столбец «у»: лишний столбец.\n"
        "Уберите его.\n"
        "Исправьте и повторите."
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "Нет такого файла или папки: а.csv\nПроверьте путь и имя."),
        (errno.EISDIR, "Это папка, а нужен файл: а.csv"),
        (
            errno.EACCES,
            "Нет доступа: а.csv\nЕсли файл открыт в Excel или Word, закройте его и повторите.",
        ),
        (errno.ENOSPC, "На диске не осталось места: а.csv\nОсвободите место и повторите."),
        (errno.EIO, "Диск не отвечает: а.csv"),
    ],
)
def test_what_the_system_refused_is_said_in_russian(number: int, said: str) -> None:
    assert faults.os_error_in_words(OSError(number, "прочее", "а.csv")) == said


def test_a_fault_of_ours_is_one_line_and_debug_shows_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    assert main(["--version"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("Ошибка в самой программе (ValueError: ")
    assert said.count("\n") == 1
    assert main(["--version", "--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_explain_finds_a_school_by_name_whatever_the_quotes(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(run), 'школа "первая"']) == 0
    assert "Заключение: ШНОР\n" in capsys.readouterr().out


def test_explain_finds_a_school_by_the_name_in_quotes_and_by_an_alias(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(run), "первая"]) == 0
    assert "(код 001, Северный)" in capsys.readouterr().out
    schools = replace(tiny.SCHOOLS, aliases={0: ("Старая школа", "№ 1"), 1: ("Прочая",)})
    assert explaining.find_school(schools, "№1") == 0
    assert explaining.find_school(schools, "ПРОЧАЯ") == 1


def test_explain_asks_for_an_id_where_names_are_alike() -> None:
    schools = replace(tiny.SCHOOLS, names=("А", "а", "б", "в", "г", "д"))
    with pytest.raises(RunError) as error:
        explaining.find_school(schools, "А")
    assert error.value.hint == "Назовите код: А (код 001, Северный); а (код 002, Северный)."


def test_explain_names_the_nearest_schools(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(run), "Втора"]) == 1
    assert capsys.readouterr().err == (
        "Школы «Втора» в прогоне нет.\nПохожие: Вторая; школа (код 002, Северный).\n"
    )


def test_explain_in_json_names_rows(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(run), "001", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    fact = found["steps"][0]["parts"][0]["parts"][0]["parts"][0]
    assert (fact["value"], fact["bound"], fact["threshold"]) == (0.3, "at_least", 0.3)
    assert [row["row"] for row in fact["rows"]] == [5]


@pytest.mark.usefixtures("run")
def test_verify_says_that_a_run_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "run"]) == 0
    assert capsys.readouterr().out == VERIFIED.format("совпадает")


VERIFIED = """\
run: {}.
Сверено: методика tiny, контрольные суммы 10 файлов; показатели, исходы и
  заключения 6 школ выведены заново.
Исходные файлы (1) не сверены: их папку называют через --sources.
Взято из прогона как есть, вывести нельзя: прочитанное из исходных файлов, число
  их строк, параметры запуска, версии программ.
"""


def test_verify_says_that_the_methodology_is_another_before_the_list(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    methodology = run / "methodology.yaml"
    changed = methodology.read_text("utf-8").replace("at_least: 30 %", "at_least: 90 %")
    methodology.write_text(changed, encoding="utf-8")
    assert main(["verify", "run"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == [
        "Вероятная причина: изменена методика (methodology.yaml), а выводится всё по ней;",
        "  иначе вышли категория или решающий факт 4 школ.",
    ]


def test_verify_names_what_differs_and_leaves_with_1(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (run / "verdicts.csv").open("a", encoding="utf-8") as file:
        file.write("лишнее\n")
    assert main(["verify", "run"]) == 1
    assert capsys.readouterr().out == (
        VERIFIED.format("2 расхождения") + "  verdicts.csv: файл изменён после прогона\n"
        "  verdicts.csv: строка 8 не та, что выводится заново\n"
    )
    assert main(["verify", "run", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["file"] == "verdicts.csv"


@pytest.mark.usefixtures("run")
def test_rerun_writes_a_run_for_each_methodology(capsys: pytest.CaptureFixture[str]) -> None:
    strict = tiny.METHODOLOGY.replace("at_least: 30 %", "more_than: 30 %")
    Path("strict.yaml").write_text(strict.replace("id: tiny", "id: strict"), encoding="utf-8")
    Path("tiny.yaml").write_text(tiny.METHODOLOGY, encoding="utf-8")
    assert main(["rerun", "run", "strict.yaml", "tiny.yaml", "-o", "again"]) == 0
    shown = capsys.readouterr().out
    assert sorted(path.name for path in Path("again").iterdir()) == ["strict-2025", "tiny-2025"]
    assert "Папка прогона: again/strict-2025" in shown.replace("\\", "/")
    assert main(["verify", "again/strict-2025"]) == 0


@pytest.mark.usefixtures("run")
def test_rerun_names_every_methodology_that_does_not_fit_and_writes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tiny.METHODOLOGY.replace("column: letter", "column: leter")
    Path("other.yaml").write_text(other.replace("id: tiny", "id: other"), encoding="utf-8")
    Path("tiny.yaml").write_text(tiny.METHODOLOGY, encoding="utf-8")
    assert main(["rerun", "run", "tiny.yaml", "other.yaml", "absent.yaml"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(
        "К таблицам прогона не подходят методики «other.yaml» и «absent.yaml»; "
        "ни один прогон не записан.\n"
        "other.yaml: методике нужен столбец «leter» (показатель «letter»), а его нет"
    )
    assert "absent.yaml: Файл методики «absent.yaml» не найден" in said
    assert not Path("out").exists()


@pytest.mark.usefixtures("run")
def test_two_runs_never_go_to_one_folder(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tiny.yaml").write_text(tiny.METHODOLOGY, encoding="utf-8")
    assert main(["rerun", "run", "tiny.yaml", "tiny.yaml"]) == 1
    assert "в одну папку «out/tiny-2025»" in capsys.readouterr().err.replace("\\", "/")
    assert not Path("out").exists()


@pytest.mark.usefixtures("run")
def test_rerun_writes_nothing_where_one_run_cannot_be_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("tiny", "strict"):
        text = tiny.METHODOLOGY.replace("id: tiny", f"id: {name}")
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")
    Path("out").mkdir()
    Path("out/strict-2025").write_text("занято", encoding="utf-8")
    assert main(["rerun", "run", "tiny.yaml", "strict.yaml"]) == 1
    assert "не папка, а файл" in capsys.readouterr().err
    assert [path.name for path in Path("out").iterdir()] == ["strict-2025"]


def test_explain_without_a_school_shows_the_table_again(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(run)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Пробная методика (tiny), 2024/25 учебный год\n")
    assert "Школа «Первая»" in shown
    assert "(--all)" in shown
    assert main(["explain", str(run), "--all"]) == 0
    assert "(--all)" not in capsys.readouterr().out
    assert main(["explain", str(run), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["verdicts"]) == 6


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    "arguments", [["memo", "run", "-o", "m.rtf"], ["identify", "t.csv", "--memo", "m.rtf"]]
)
def test_a_memo_under_another_suffix_is_refused_at_once(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "В файл m.rtf не записать: можно .docx, " in capsys.readouterr().err
    assert not Path("m.rtf").exists()


@pytest.mark.usefixtures("run")
def test_a_memo_without_a_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["memo", "run", "-o", ""]) == 2
    assert "Не назван файл документа: можно .docx, " in capsys.readouterr().err


@pytest.mark.usefixtures("run")
def test_memo_is_written_from_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["memo", "run", "-o", "spravka.docx", "--date", "27.01.2026"]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert first == "Справка: spravka.docx"
    assert "По 1 школе решение не называет категории методики" in " ".join(others)
    assert Path("spravka.docx").read_bytes().startswith(b"PK")


@pytest.mark.usefixtures("run")
def test_compare_says_who_left_and_by_which_criterion(capsys: pytest.CaptureFixture[str]) -> None:
    strict = tiny.METHODOLOGY.replace("at_least: 30 %", "more_than: 30 %")
    Path("strict.yaml").write_text(strict.replace("id: tiny", "id: strict"), encoding="utf-8")
    main(["rerun", "run", "strict.yaml"])
    capsys.readouterr()
    assert main(["compare", "run", "out/strict-2025"]) == 0
    shown = capsys.readouterr().out
    assert (
        """
Вышли («ШНОР»): 1 школа
  Школа «Первая» (код 001, Северный): было «ШНОР», стало «зона риска»
    по критерию K1 Две процедуры: выполнен -> не выполнен
"""
        in shown
    )
    assert main(["compare", "run", "out/strict-2025", "--json"]) == 0
    left = json.loads(capsys.readouterr().out)["left"]
    assert [each["school"]["id"] for each in left] == ["001"]


@pytest.mark.usefixtures("run")
def test_compare_of_two_methodologies_says_the_criterion_that_decides_in_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    head = tiny.METHODOLOGY.partition("criteria:")[0].replace("id: tiny", "id: other")
    tail = """criteria:
  S: {title: Доля низких не менее 20 %, indicator: low_index, at_least: 20 %}
  Q: {title: Индекс в верхней четверти, indicator: low_index, is_in: {highest: 1, within: all,
    ties: exclude}}
  B: {title: Оба, all: [S, Q]}
categories: [{name: ШНОР, when: B}, {name: не выявлена}]
"""
    Path("other.yaml").write_text(head + tail, encoding="utf-8")
    assert main(["rerun", "run", "other.yaml"]) == 0
    capsys.readouterr()
    assert main(["compare", "run", "out/other-2025"]) == 0
    assert (
        """
Вышли («ШНОР»): 1 школа
  Школа «Первая» (код 001, Северный): было «ШНОР», стало «не выявлена»
    критерий прежде: K1 Две процедуры: выполнен
    факт прежде: ВПР, математика, 5 класс, 2024/25: 30,0 % (6 из 20), граница не
      менее 30 %
    критерий теперь: Q Индекс в верхней четверти: не выполнен
    факт теперь: Индекс, 2024/25: 37,5 % (15 из 40), условие: среди наибольших
      1, 2-е наибольшее из 4 значений, внутри 1, последнее внутри — 40,0 %
"""
        in capsys.readouterr().out
    )
    assert main(["compare", "run", "out/other-2025", "--json"]) == 0
    (left,) = json.loads(capsys.readouterr().out)["left"]
    assert left["criterion"] is None
    grounds = (left["ground_before"], left["ground_after"])
    assert [(each["criterion"], each["outcome"]) for each in grounds] == [
        ("K1", "met"),
        ("Q", "not_met"),
    ]


@pytest.mark.usefixtures("run")
def test_compare_warns_of_runs_that_have_few_schools_in_common(
    capsys: pytest.CaptureFixture[str],
) -> None:
    elsewhere = tiny.identification()
    schools = replace(elsewhere.results.schools, ids=("001", "1", "2", "3", "4", "5"))
    results = elsewhere.results._replace(schools=schools)
    record_run(identify(elsewhere.file, results, 2025), Path("elsewhere"))
    assert main(["compare", "run", "elsewhere"]) == 0
    assert (
        """
Школ в обоих прогонах: 1; только в прежнем: 5, только в новом: 5.
Общих школ мало: похоже, прогоны о разных районах или коды школ в них записаны
  по-разному.
"""
        in capsys.readouterr().out
    )
    assert main(["compare", "run", "elsewhere", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["in_both"] == 1


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{title: Две процедуры, count: K0, over: assessments, at_least: 2}",
            "{title: Сводная доля, indicator: low_index, at_least: 40 %}",
            """\
Критерий K1 в двух методиках разный.
  Прежде: Две процедуры: критерий K0 выполнен не менее чем по двум оценочным
    процедурам.
  Теперь: Сводная доля: значение показателя «Индекс» не менее 40 %. Индекс:
    отношение числа участников с низким результатом к числу участников, в целом
    по школе; учитываются: все процедуры методики. Низким считается результат
    участника: ВПР — отметка «2».
""",
        ),
        (
            "{title: Низкий результат, indicator: low_share, at_least: 30 %}",
            "{all: [K9]}\n  K9: {indicator: low_share, at_least: 30 %}",
            """\
Критерий K0 в двух методиках разный.
  Прежде: Низкий результат: значение показателя «Доля низких» не менее 30 %.
""",
        ),
        (
            'low: ["2"]',
            'low: ["2", "3"]',
            """\
Критерий K0 в двух методиках разный.
  Прежде: Низким считается результат участника: ВПР — отметка «2».
  Теперь: Низким считается результат участника: ВПР — отметки «2» или «3».
""",
        ),
    ],
)
def test_compare_says_that_one_name_is_of_two_criteria(
    old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tiny.METHODOLOGY.replace("id: tiny", "id: other").replace(old, new)
    Path("other.yaml").write_text(other, encoding="utf-8")
    assert main(["rerun", "run", "other.yaml"]) == 0
    capsys.readouterr()
    assert main(["compare", "run", "out/other-2025"]) == 0
    assert said in capsys.readouterr().out
    assert main(["compare", "run", "out/other-2025", "--json"]) == 0
    redefined = json.loads(capsys.readouterr().out)["redefined"]
    assert [each["criterion"] for each in redefined] == [said.split()[1]]
    assert main(["compare", "run", "run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["redefined"] == []


@pytest.mark.usefixtures("run")
def test_a_methodology_that_needs_other_tables_is_one_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tiny.METHODOLOGY.replace("column: letter", "column: leter")
    other = other.replace("measure: low_share", "measure: low_share, of: [{subject: физика}]")
    Path("tiny.yaml").write_text(other, encoding="utf-8")
    assert main(["rerun", "run", "tiny.yaml"]) == 1
    assert capsys.readouterr().err == (
        "В таблицах нет того, что нужно методике «tiny».\n"
        "показатель «Доля низких»: нет процедур (все процедуры по физике).\n"
        "показатель «Индекс»: нет процедур (все процедуры по физике).\n"
        "методике нужен столбец «leter» (показатель «letter»), а его нет; возможно, «letter».\n"
        "Он может стоять в реестре школ.\n"
        "В таблицах есть: ВПР, математика, 5 класс; ВПР, русский язык, 5 класс;"
        " столбцы: «kind»; «letter».\n"
    )
    assert not Path("out").exists()


@pytest.mark.usefixtures("run")
def test_criteria_list_marks_those_of_the_working_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("criteria").mkdir()
    Path("criteria/tiny.yaml").write_text(tiny.METHODOLOGY, encoding="utf-8")
    assert main(["criteria", "list", "--json"]) == 0
    entries = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert entries["tiny"]["own"] is True
    assert entries["federal-2025"]["own"] is False
    assert main(["criteria", "list"]) == 0
    assert "tiny" in capsys.readouterr().out


@pytest.mark.usefixtures("run")
def test_criteria_show_tells_a_methodology_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "show", "federal-2025"]) == 0
    shown = capsys.readouterr().out
    assert "не менее 30 %" in shown
    assert [line for line in shown.splitlines() if len(line) > 80] == []


@pytest.mark.usefixtures("run")
def test_criteria_check_gathers_faults(capsys: pytest.CaptureFixture[str]) -> None:
    bad = tiny.METHODOLOGY.replace("all: [K1, K2]", "all: [K1, K9]").replace(
        "over: years", "over: yers"
    )
    Path("tiny.yaml").write_text(bad, encoding="utf-8")
    assert main(["criteria", "check", "tiny.yaml"]) == 1
    shown = capsys.readouterr().err
    assert "tiny.yaml, строка 16" in shown
    assert "K9" in shown


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "ascii", "utf-8"])
def test_output_survives_any_console(encoding: str) -> None:
    shown = outside("criteria", "show", "federal-2025", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert shown.returncode == 0
    assert shown.stderr == b""
    text = shown.stdout.decode(encoding)
    assert "federal" in text or "30" in text
    if encoding in {"cp866", "cp1251"}:
        assert "?" not in text


def test_json_is_utf_8_whatever_the_console() -> None:
    shown = outside("criteria", "list", "--json", PYTHONIOENCODING="cp866", PYTHONUTF8="0")
    assert "ШНОР" not in shown.stdout.decode("utf-8").splitlines()[0]
    assert {each["id"] for each in json.loads(shown.stdout)} >= {"federal-2025"}


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "shnor_cli", "criteria", "show", "federal-2025"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_help_imports_nothing_heavy() -> None:
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "shnor_cli", "--help"],
        capture_output=True,
        check=True,
    )
    imported = set(re.findall(rb"\| +(rich|pydantic|duckdb|numpy|pandas|ruamel)\b", shown.stderr))
    assert imported == set()


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the stream")
def test_a_closed_output_is_no_fault(run: Path) -> None:
    command = f"exec {sys.executable} -m shnor_cli explain {run} 001 >&-"
    found = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")


def test_no_width_is_an_unknown_width(run: Path) -> None:
    found = outside("explain", str(run), "001", COLUMNS="0", PYTHONIOENCODING="utf-8")
    assert "Заключение: ШНОР" in found.stdout.decode()


@pytest.mark.parametrize(
    "fault",
    [
        duckdb.InterruptException("INTERRUPT Error: Interrupted!"),
        RuntimeError("Query interrupted"),
        ValueError("Error building validator: KeyboardInterrupt:"),
    ],
)
def test_ctrl_c_in_a_library_is_an_interrupt(
    fault: Exception,
    run: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise fault

    monkeypatch.setattr("shnor_cli.record.reading.read_results", interrupted)
    assert main(["explain", str(run), "001"]) == 130
    assert capsys.readouterr().err == "Прервано.\n"


@pytest.mark.parametrize("limit", ["4MB", "12MB", "30MB"])
def test_too_little_memory_is_said_wherever_it_ran_out(
    limit: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = tmp_path / "results.parquet"
    duckdb.execute(
        f"""COPY (
            SELECT 'школа ' || s || repeat('я', 40) AS "школа", 2025 AS "год", 'ВПР' AS "процедура",
                'математика' AS "предмет", g AS "класс", 20 AS "участников",
                5 AS "2", 5 AS "3", 5 AS "4", 5 AS "5"
            FROM range(40000) AS a(s), range(4, 9) AS b(g)) TO '{table}'"""
    )
    monkeypatch.setattr("shnor_cli.actions.connection.MEMORY", limit)
    assert main(["identify", str(table), "-o", str(tmp_path / "run")]) == 1
    assert capsys.readouterr().err.startswith("Не хватило памяти или места")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("command", ["explain", "memo", "rerun", "compare", "cards", "order"])
def test_a_run_with_a_changed_file_is_not_opened(
    run: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with (run / "facts.parquet").open("ab") as file:
        file.write(b" ")
    rest = {
        "memo": ["-o", "a.docx"],
        "rerun": ["federal-2025", "-o", "again"],
        "compare": ["run"],
        "cards": ["-o", "cards"],
        "order": ["-o", "order.docx"],
    }
    assert main([command, "run", *rest.get(command, [])]) == 1
    said = capsys.readouterr().err
    assert "файл facts.parquet изменён после записи прогона" in said
    assert "shnor verify run" in said
    assert [path.name for path in run.parent.iterdir()] == ["run"]
