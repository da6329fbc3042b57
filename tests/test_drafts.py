"""First drafts by the command line: a register of schools, the layout of a table."""

import re
from pathlib import Path

import pytest

from shnor_cli.cli import main
from tests.tables.layouts.drawn import SAMPLE

TABLE = """школа;название;год;процедура;предмет;класс;участников;2;3;4;5
001;=Первая СОШ;2025;ВПР;математика;5;4;1;1;1;1
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_a_register_is_drafted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schools", "draft", "t.csv"]) == 0
    assert capsys.readouterr().out.startswith("Реестр: schools.csv, 1 строка.\n")
    assert Path("schools.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "001;'=Первая СОШ;;;;;;;СОШ;;;;"
    ]
    assert main(["identify", "t.csv", "--schools", "schools.csv"]) == 0


def test_a_register_that_is_there_is_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    Path("schools.csv").write_text("код\n001\n", encoding="utf-8")
    assert main(["schools", "draft", "t.csv"]) == 1
    assert "schools.csv: такой файл уже есть" in capsys.readouterr().err
    assert Path("schools.csv").read_text(encoding="utf-8") == "код\n001\n"


def test_a_layout_is_drafted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layout", "new", "t.csv"]) == 0
    drawn = capsys.readouterr().out
    assert "rows: assessment\nschool: школа\n" in drawn
    assert main(["layout", "new", "t.csv", "-o", "layout.yaml"]) == 0
    assert Path("layout.yaml").read_text(encoding="utf-8") == drawn
    assert main(["identify", "t.csv", "--layout", "layout.yaml"]) == 0


def test_nothing_is_drafted_of_what_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layout", "new", "нет.csv", "-o", "layout.yaml"]) == 1
    assert main(["schools", "draft", "нет.csv"]) == 1
    assert capsys.readouterr().err.count("нет.csv: файл не найден") == 2
    assert [path.name for path in Path().iterdir()] == ["t.csv"]


NAMES = """школа;год;процедура;предмет;класс;участников;2;3;4;5
МКОУ «Озёрная СОШ»;2024;ВПР;математика;5;4;1;1;1;1
МКОУ Озерная средняя общеобразовательная школа;2025;ВПР;математика;5;4;1;1;1;1
МКОУ «Лесная СОШ»;2025;ВПР;математика;5;4;1;1;1;1
"""


def test_a_draft_numbers_names_and_names_what_looks_like_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("t.csv").write_text(NAMES, encoding="utf-8")
    assert main(["schools", "draft", "t.csv"]) == 0
    assert (
        "Похоже на одну школу: «МКОУ „Озёрная СОШ“» и «МКОУ Озерная средняя общеобразовательная "
        "школа»." in capsys.readouterr().out
    )
    lines = Path("schools.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["код", "001", "002", "003"]
    assert main(["identify", "t.csv", "--schools", "schools.csv", "-o", "run"]) == 0
    assert main(["cards", "run", "-o", "cards"]) == 0
    assert "001 Лесная СОШ.docx" in [each.name for each in Path("cards").iterdir()]


def test_a_name_that_is_its_code_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_text(NAMES, encoding="utf-8")
    assert main(["identify", "t.csv", "-o", "run"]) == 0
    capsys.readouterr()
    assert main(["explain", "run", "Лесная СОШ"]) == 0
    assert "\nМКОУ «Лесная СОШ»\n" in capsys.readouterr().out
    assert main(["cards", "run", "-o", "cards"]) == 0
    assert "Лесная СОШ.docx" in [each.name for each in Path("cards").iterdir()]


def test_a_draft_of_reports_is_not_taken_until_each_code_has_a_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It was taken, and each school of a РЦОИ protocol counted as one more."""
    reports = [str(path) for path in (SAMPLE / "layouts").iterdir() if path.name != "plain"]
    assert main(["schools", "draft", *reports]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "В конце реестра 13 строк без названия: таблицы называют только код (501001, 501002, "
        "501003, 501004, 501005, 501006, 501007, 501008, 501009, 501010 и ещё 3)."
    ) in said
    lines = Path("schools.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("код;название;логин;код РЦОИ;ОГРН;псевдонимы;")
    assert lines[1].startswith("sch990001;МБОУ «Рассветовская СОШ № 1»;sch990001;;;;")
    assert lines[15].startswith("501001;;;501001;;;")
    asked = ["identify", *reports, "--schools", "schools.csv", "--year", "2025"]
    assert main(asked) == 1
    assert "строка 16: у школы «501001» нет названия" in capsys.readouterr().err
    text = "\n".join(lines[:15]).replace("школа»;;;;", "школа»;;501013;;")
    joined = re.sub(r"^(sch990(\d{3});[^;]*;[^;]*;)", r"\g<1>501\2", text, flags=re.MULTILINE)
    Path("schools.csv").write_text(joined, encoding="utf-8")
    assert main(asked) == 0
    assert "Всего 14 школ" in capsys.readouterr().out


def test_a_register_is_drafted_by_a_layout(capsys: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_text("ОУ;чел\nПервая СОШ;4\n", encoding="cp1251")
    layout = (
        "rows: assessment\nschool: ОУ\nyear: {value: '2025'}\nprocedure: {value: ВПР}\n"
        "subject: {value: математика}\nparticipants: чел\n"
    )
    Path("l.yaml").write_text(layout, encoding="utf-8")
    given = ["schools", "draft", "t.csv", "--encoding", "cp1251"]
    assert main(given) == 1
    assert main([*given, "--layout", "l.yaml"]) == 0
    assert "001;Первая СОШ;" in Path("schools.csv").read_text(encoding="utf-8-sig")
    capsys.readouterr()
    Path("l.yaml").write_text(layout.replace("ОУ", "нет"), encoding="utf-8")
    assert main([*given, "-o", "s.csv", "--layout", "l.yaml"]) == 1
    assert "нет столбца «нет», названного в разметке" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace(";4;5", ";4;5;Ниже порога").replace(";1;1\n", ";1;1;\n"),
        TABLE.replace(";2;3;4;5", ";Отметка 2;ОТМЕТКА 3;4;5"),
    ],
)
def test_a_draft_passes_its_own_check(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_text(text, encoding="utf-8")
    assert main(["layout", "new", "t.csv", "-o", "layout.yaml"]) == 0
    assert main(["check", "t.csv", "--layout", "layout.yaml"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", ["results.csv", "results.xlsx"])
def test_drafts_of_samples_pass_their_own_check(name: str) -> None:
    assert main(["layout", "new", str(SAMPLE / name), "-o", "layout.yaml"]) == 0
    assert main(["check", str(SAMPLE / name), "--layout", "layout.yaml"]) == 0


def test_a_draft_of_a_layout_tells_rows_of_groups() -> None:
    """Without it the rows of the region were schools."""
    assert main(["layout", "new", str(SAMPLE / "results.csv"), "-o", "groups.yaml"]) == 0
    drawn = Path("groups.yaml").read_text(encoding="utf-8")
    assert "groups:\n  region:\n    группа:\n    - регион\n" in drawn
    assert "ignore" not in drawn


@pytest.mark.parametrize("name", ["marks/2024.xlsx", "rcoi/ege_2025.csv", "regional/long.csv"])
def test_a_report_needs_no_layout(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It was refused for rows longer than what was taken for the header, or drafted wrongly."""
    assert main(["layout", "new", str(SAMPLE / "layouts" / name)]) == 1
    assert "такая таблица узнаётся сама" in capsys.readouterr().err
