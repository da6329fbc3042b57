"""First drafts by the command line: a register of schools, the layout of a table."""

from pathlib import Path

import pytest

from shnor_cli.cli import main

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
    assert capsys.readouterr().out.startswith("Реестр: schools.csv, 1 школа.\n")
    assert Path("schools.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "001;'=Первая СОШ;;;;;СОШ;;;;"
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
