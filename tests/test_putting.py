"""Putting a finished file in its place, whole or not at all."""

from pathlib import Path

import pytest

from shnor_cli.errors import RunError
from shnor_cli.putting import put


def test_missing_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    output = tmp_path / "отчёты" / "2025" / "справка.docx"
    put(b"new", output)
    assert output.read_bytes() == b"new"
    assert list(output.parent.iterdir()) == [output]


def test_an_earlier_file_is_replaced(tmp_path: Path) -> None:
    output = tmp_path / "справка.docx"
    output.write_bytes(b"old")
    put(b"new", output)
    assert output.read_bytes() == b"new"


def test_a_folder_in_place_of_the_file_is_told_and_kept(tmp_path: Path) -> None:
    output = tmp_path / "справка.docx"
    (output / "внутри").mkdir(parents=True)
    with pytest.raises(RunError) as caught:
        put(b"new", output)
    assert caught.value.message == "Документ не записан."
    assert list(tmp_path.iterdir()) == [output]
    assert (output / "внутри").is_dir()


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "отчёты").write_text("не папка", encoding="utf-8")
    with pytest.raises(RunError) as caught:
        put(b"new", tmp_path / "отчёты" / "справка.docx")
    assert "стоит не папка" in caught.value.problems[0].fault
