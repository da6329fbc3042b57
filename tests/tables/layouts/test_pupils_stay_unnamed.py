"""Names, passports and birthdays of pupils are in nothing that a run writes or prints."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shnor_cli.cli import main
from tests.tables.layouts.pupils_drawn import book
from tests.tables.reading import file

HEADS = "ФИО|Паспорт|Дата рождения"
OWN = "Тайнов Пётр Скрытович|4509 123456|03.09.2013"
PLANTED = ("Тайнов", "Пётр", "Скрытович", "4509", "123456", "03.09.2013", "2013-09-03", "77012")
"""The last is a pupil's code."""

SHAPES = {
    "Ф1.xlsx": (
        "Индивидуальные результаты",
        f"""
        ВПР 2025 Математика 5 класс
        ОО|Код участника|{HEADS}|Класс|1 (2б)|Первичный балл|Отметка
        edu990001|77012|{OWN}|5А|2|9|3
        """,
    ),
    "Ф1 школы.xlsx": (
        "Индивидуальные результаты",
        f"""
        ВПР 2022 Математика 5 класс|МБОУ Первая (edu990001)|Кол-во участников: 9
        {HEADS}|Класс|1 (2б)|Первичный балл|Отметка
        {OWN}|5А|2|9|-
        """,
    ),
    "ВПР 2021. Математика, 6 класс.xlsx": (
        "Лист1",
        f"""
        логин школы|номер обучающегося|{HEADS}|вариант|балл за 1|всего баллов|регион
        sch990001|77012|{OWN}|3|2|9|Район
        """,
    ),
    "ВПР 2022. Математика, 7 класс.xlsx": (
        "Протокол",
        f"""
        Пользователь|Код|{HEADS}|Вариант|1 (9б)|Наименование класса
        edu990001|77012|{OWN}|3|9|7А
        """,
    ),
    "edu990001 ВПР 2026. Русский язык, 4 класс.xlsx": (
        "Протокол",
        f"""
        Код участника|{HEADS}|Порядковый номер класса|Вариант|1 (9б)|Итого баллов
        77012|{OWN}|1|3|9|9
        """,
    ),
    "Mat5.csv": (
        "",
        f"""
        user|code|{HEADS}|klass|otc|var-1|a-1-grade|sum
        sch990001|77012|{OWN}|5А|4|1|9|9
        """,
    ),
    "open.csv": (
        "",
        f"""
        Класс|Код предмета (1-РУ,2-МА)|ОО (логин школы)|Код ученика|{HEADS}|Балл|Отметка|Year
        4|1|sch990001|77012|{OWN}|9|3|2019
        """,
    ),
}
RESULT = re.compile(r"\|9(?=\||\n)")


def written(folder: Path, name: str, drawn: str) -> Path:
    sheet, _ = SHAPES[name]
    if sheet:
        return book(folder, name, sheet, drawn)
    return file(folder, name, drawn.replace("|", ";"))


def traces(folder: Path) -> Iterator[str]:
    """Yield everything in a folder as text; Parquet is packed, so its cells are read."""
    for path in sorted(folder.rglob("*")):
        yield path.name
        if path.suffix == ".parquet":
            yield str(pq.read_table(path).to_pylist())
        elif path.is_file():
            yield path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("name", SHAPES)
def test_in_nothing_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    path = written(tmp_path / "in", name, SHAPES[name][1])
    assert main(["--debug", "identify", str(path), "-o", "run", "--all"]) == 0
    assert (tmp_path / "run" / "facts.parquet").is_file()
    everything = "\n".join([*capsys.readouterr(), *traces(tmp_path / "run")])
    assert "столбец с личными данными" in everything
    assert [each for each in PLANTED if each in everything] == []


@pytest.mark.parametrize("name", SHAPES)
def test_in_no_message_on_a_row_that_is_shifted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shifted = RESULT.sub("|Тайнов Пётр Скрытович", SHAPES[name][1])
    shifted = shifted.replace("Скрытович|3", "Скрытович|4509 123456")
    assert main(["identify", str(written(tmp_path, name, shifted)), "-o", "run"]) == 1
    said = "\n".join(capsys.readouterr())
    assert "«…»" in said
    assert [each for each in PLANTED if each in said] == []
