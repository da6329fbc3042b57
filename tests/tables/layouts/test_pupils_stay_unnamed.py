"""Names, passports and birthdays of pupils are in nothing that is written or printed."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import python_calamine

from shnor_cli.cli import main
from shnor_cli.tables.layouts.subjects import is_subject
from tests.memo.printed import pages_of
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
NAMED = "Фамилия|Имя|Отчество|Серия|Номер|Дата рождения"
PARTED = "Тайнов|Пётр|Скрытович|4509|123456|03.09.2013"
TABLES = {
    "22_2025.06.03.csv": f"""
        22 - Математика базовая 2025.06.03
        №|Код ОО|Класс|{NAMED}|Первичный балл|Оценка
        1|990001|11А|{PARTED}|9|3
        2|990001|11А|Иная|Анна|Львовна|1111|222222|01.01.2007|6|2
        """,
    "ОГЭ 2025.csv": f"""
        Математика 2025.06.03
        №|Код ОО|Класс|Код ППЭ|{HEADS}|Первичный балл|Оценка
        1|990001|9А|1018|{OWN}|9|3
        """,
    "Отметки.csv": f"""
        школа|год|процедура|предмет|класс|ученик|отметка|{HEADS}
        990001|2025|ВПР|математика|5|77012|2|{OWN}
        """,
    "КДР.csv": f"""
        школа|год|процедура|предмет|класс|уровень результата|{HEADS}
        990001|2025|КДР|математика|4|недостаточный|{OWN}
        """,
    "Своя.csv": f"""
        Школа|Период|Кто|Ученик|РУ|{HEADS}
        990001|2025|Тайнов Пётр|77012|2|{OWN}
        """,
}
"""Protocols of exams, plain tables of pupils, a table that only a layout can read."""
LAYOUTS = {
    "Своя.csv": """
        rows: pupil
        school: Школа
        year: Период
        procedure: {value: ВПР}
        grade: {value: 5}
        subjects: {русский язык: РУ}
        pupil: Ученик
        ignore: [Кто]
        """,
    "school-year": """
        rows: school-year
        school: Школа
        year: Период
        """,
}
OWN_METHODOLOGY = """
language: 1
id: own
title: Проба
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
  ОГЭ: {scale: ["2", "3", "4", "5"], low: ["2"], grade: 9}
  ЕГЭ: {scale: ["2", "3", "4", "5", ниже порога], partial: true, low: ["2"], grade: 11}
  КДР: {scale: [недостаточный, базовый], low: [недостаточный]}
indicators: {low: {measure: low_share, each: school}}
criteria: {K: {indicator: low, at_least: 30 %}}
categories: [{name: ШНОР, when: K}, {name: нет}]
"""
MEMOS = ("docx", "html", "pdf", "md", "xlsx")
RESULT = re.compile(r"\|9(?=\||\n)")


def written(folder: Path, name: str, drawn: str) -> Path:
    sheet, _ = SHAPES[name]
    if sheet:
        return book(folder, name, sheet, drawn)
    return file(folder, name, drawn.replace("|", ";"))


def traces(folder: Path) -> Iterator[str]:
    """Yield everything in a folder as text; what is packed is unpacked."""
    for path in sorted(folder.rglob("*")):
        yield path.name
        if path.suffix == ".parquet":
            yield str(pq.read_table(path).to_pylist())
        elif path.suffix == ".pdf":
            yield from pages_of(path)
        elif zipfile.is_zipfile(path):
            yield from packed(path)
        elif path.is_file():
            yield path.read_bytes().decode("utf-8", "replace")


def packed(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            yield text
            # a word may be parted into several runs; cells stand apart
            yield re.sub("<[^>]+>", "", re.sub("</(?:si|c)>", "\n", text))


def found(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what was planted and stands in what was printed or in a folder."""
    everything = "\n".join([*capsys.readouterr(), *traces(folder)])
    return [each for each in PLANTED if each in everything]


def given(folder: Path, name: str) -> list[str]:
    """Write a table and its methodology; return the arguments that name them."""
    (folder / "in").mkdir()
    if name in SHAPES:
        return [str(written(folder / "in", name, SHAPES[name][1]))]
    methodology = file(folder / "in", "own.yaml", OWN_METHODOLOGY)
    table = file(folder / "in", name, TABLES[name].replace("|", ";"))
    layout = LAYOUTS.get(name)
    own = ["--layout", str(file(folder / "in", "layout.yaml", layout))] if layout else []
    return [str(table), "-c", str(methodology), *own]


def test_what_is_packed_is_seen(tmp_path: Path) -> None:
    book(tmp_path, "t.xlsx", "Лист", "Тайнов|Пётр")
    assert "Тайнов" in "".join(traces(tmp_path))


@pytest.mark.parametrize("name", [*SHAPES, *TABLES])
def test_in_no_memo_of_any_format_and_in_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    tables = given(tmp_path, name)
    out = tmp_path / "out"
    out.mkdir()
    assert main(["--debug", "identify", *tables, "-o", "out/run", "--all"]) == 0
    asked = [["-o", f"out/memo.{suffix}"] for suffix in MEMOS]
    assert main(["memo", "out/run", *(each for pair in asked for each in pair)]) == 0
    assert {each.suffix[1:] for each in out.glob("memo.*")} == {*MEMOS}
    assert main(["check", *tables, "--all"]) == 0
    assert main(["check", *tables, "--json"]) == 0
    assert main(["explain", "out/run", "--json"]) == 0
    assert main(["layout", "new", tables[0], "-o", "out/draft.yaml"]) in {0, 1}
    assert found(out, capsys) == []


@pytest.mark.parametrize("name", [*SHAPES, *TABLES])
def test_in_no_finding_of_a_marked_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", *given(tmp_path, name), "-o", "checked.xlsx"]) == 0
    (tmp_path / "added").mkdir()
    with zipfile.ZipFile("checked.xlsx") as archive:
        for each in archive.namelist():
            if "comment" in each:
                archive.extract(each, tmp_path / "added")
    sheets = python_calamine.CalamineWorkbook.from_path("checked.xlsx")
    cells = sheets.get_sheet_by_name("Проверка").to_python()
    (tmp_path / "added" / "sheet.txt").write_text(str(cells), encoding="utf-8")
    assert found(tmp_path / "added", capsys) == []


def test_in_nothing_of_a_run_by_a_layout_of_schools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = file(tmp_path, "Своя.csv", TABLES["Своя.csv"].replace("|", ";"))
    layout = file(tmp_path, "layout.yaml", LAYOUTS["school-year"])
    by = OWN_METHODOLOGY.replace("measure: low_share, each: school", "column: РУ")
    methodology = file(tmp_path, "own.yaml", by.replace("30 %", "3"))
    named = [str(table), "--layout", str(layout), "-c", str(methodology)]
    assert main(["--debug", "identify", *named, "-o", "out"]) == 0
    assert main(["memo", "out", "-o", "out/memo.docx"]) == 0
    assert found(tmp_path / "out", capsys) == []


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


def test_a_surname_that_begins_like_a_language_is_no_subject() -> None:
    assert [is_subject(each) for each in ("английский язык (устно)", "языкова мария")] == [
        True,
        False,
    ]
