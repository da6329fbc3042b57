"""Everything in one folder: the register, earlier outputs and lock files beside the tables."""

import shutil
from pathlib import Path

import pytest

from shnor_cli.cli import main
from tests.tables.layouts.drawn import SAMPLE


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "район"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copy(SAMPLE / "results.xlsx", folder)
    shutil.copy(SAMPLE / "schools.csv", folder / "реестр2.csv")
    return folder


def listed(folder: Path) -> bytes:
    return (folder / "verdicts.csv").read_bytes()


def test_everything_lies_in_one_folder(capsys: pytest.CaptureFixture[str]) -> None:
    plain = ["results.xlsx", "--schools", "реестр2.csv"]
    outputs = ["--memo", "spravka.docx", "--memo", "spravka.txt", "--memo", "tables.xlsx"]
    assert main(["identify", *plain, *outputs]) == 0
    assert main(["check", *plain, "-o", "checked.xlsx"]) == 0
    shutil.copy("out/federal-2025-2025/verdicts.csv", "итог.csv")
    Path("~$results.xlsx").write_bytes(b"\x05user")
    Path("~$results.xlsx").chmod(0)
    assert main(["identify", ".", "--schools", "реестр2.csv", "-o", "второй"]) == 0
    assert listed(Path("второй")) == listed(Path("out/federal-2025-2025"))
    capsys.readouterr()
    assert main(["check", ".", "--schools", "реестр2.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "район: не таблицы результатов: checked.xlsx (размеченная книга), out/federal-2025-2025"
        " (папка прогона), spravka.txt (текст без столбцов), tables.xlsx (таблицы прогона),"
        " второй (папка прогона), итог.csv (заключения прогона), реестр2.csv (назван отдельно)"
        " (пропущены)"
    ) in said
    assert said.count("файл не таблица (пропущен)") == 1  # spravka.docx
    assert "район: скрытые и временные файлы: ~$results.xlsx (пропущены)" in said


def test_a_checked_workbook_corrected_since_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    assert main(["check", "results.xlsx", "--schools", "реестр2.csv", "-o", "checked.xlsx"]) == 0
    book = openpyxl.load_workbook("checked.xlsx")
    book.save("checked.xlsx")
    Path("results.xlsx").unlink()
    assert main(["identify", ".", "--schools", "реестр2.csv"]) == 0
    capsys.readouterr()


def test_a_folder_of_outputs_alone_has_no_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "results.xlsx", "-o", "прогон"]) == 0
    capsys.readouterr()
    assert main(["identify", "прогон"]) == 1
    assert "прогон: в папке нет таблиц" in capsys.readouterr().err


@pytest.mark.parametrize("register", ["schools.csv", "schools draft"])
def test_a_register_in_a_folder_asks_to_be_named(
    register: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if register == "schools draft":
        Path("реестр2.csv").unlink()
        assert main(["schools", "draft", "results.xlsx", "-o", "реестр2.csv"]) == 0
        capsys.readouterr()
    assert main(["identify", "."]) == 1
    assert capsys.readouterr().err == (
        "Таблицы прочитать не удалось.\n"
        "реестр2.csv: похоже на реестр школ, а не на результаты.\n"
        "Назовите его через --schools или уберите из таблиц.\n"
    )


def test_a_list_of_doubted_results_in_a_folder_asks_to_be_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("список.csv").write_text("школа;год;основание\n003;2025;письмо\n", encoding="utf-8")
    given = ["identify", ".", "--schools", "реестр2.csv"]
    assert main(given) == 1
    assert capsys.readouterr().err == (
        "Таблицы прочитать не удалось.\n"
        "список.csv: похоже на список результатов на проверку, а не на результаты.\n"
        "Назовите его через --doubted или уберите из таблиц.\n"
    )
    assert main([*given, "--doubted", "список.csv"]) == 0


def test_a_pattern_that_covers_the_register_passes_it_over() -> None:
    shutil.copy("реестр2.csv", "а.csv")
    shutil.copy(SAMPLE / "results.csv", "б.csv")
    assert main(["identify", "а.csv", "б.csv", "--schools", "а.csv"]) == 0
    assert main(["identify", "*.csv", "--schools", "реестр2.csv"]) == 1
    Path("реестр2.csv").unlink()
    assert main(["identify", "*.csv", "--schools", "а.csv"]) == 0


def test_a_workbook_with_a_sheet_of_that_name_is_a_table() -> None:
    import openpyxl

    book = openpyxl.load_workbook("results.xlsx")
    book.create_sheet("Проверка")
    book.save("results.xlsx")
    assert main(["identify", ".", "--schools", "реестр2.csv"]) == 0


def test_hidden_tables_of_a_folder_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (".hidden.csv", ".hid/x.csv", "__MACOSX/q.csv", ".git/config"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert main(["check", ".", "--schools", "реестр2.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "скрытые и временные файлы: .hid/x.csv, .hidden.csv, __MACOSX/q.csv (проп" in said


@pytest.mark.parametrize("command", ["identify", "check"])
def test_an_empty_path_is_an_error_of_usage(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, ""]) == 2
    assert "путь к таблицам пуст" in capsys.readouterr().err
