"""Helpers: aggregated reports of ВПР drawn as text, and what is read of them."""

import csv
from pathlib import Path

from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.reports import REPORTS
from shnor_cli.tables.sheets import Cells, Sheet
from tests.tables.reading import file

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "sample_data"

TITLE = """
ВПР 2021. 5 класс
Статистика по отметкам
Предмет:;Русский язык
Максимальный первичный балл:;45
Дата:;15.03.2021

"""
HEADER = "Группы участников;Кол-во ОО;Кол-во участников;2;3;4;5\n"


def report(folder: Path, rows: str, title: str = TITLE, header: str = HEADER) -> Path:
    """Write a report drawn as text, its rows without indent."""
    lines = [line.strip() for line in rows.strip().splitlines()]
    return file(folder, "t.csv", title + header + "\n".join(lines) + "\n")


def sheet_of(path: Path) -> Sheet:
    """Return the only sheet of a file."""
    (sheet,) = read_sheets(Input.alone(path))
    return sheet


def recognised(sheet: Sheet) -> list[str]:
    """Return the titles of the layouts that recognise a sheet."""
    return [each.TITLE for each in REPORTS if each.recognises(sheet)]


def cells(path: Path) -> list[Cells]:
    """Return the cells of the plain table that a report becomes, by the layout that knows it."""
    sheet = sheet_of(path)
    (layout,) = (each for each in REPORTS if each.recognises(sheet))
    (table,) = layout.read(sheet)
    return list(table.cells)


def plain(folder: Path) -> Path:
    """Write the district's own results of ВПР as a plain table."""
    columns = ("школа", "год", "процедура", "предмет", "класс", "участников", "2", "3", "4", "5")
    with (SAMPLE / "results.csv").open(encoding="utf-8-sig") as source:
        rows = [row for row in csv.DictReader(source, delimiter=";") if row["процедура"] == "ВПР"]
    lines = [";".join(row[each] for each in columns) for row in rows if not row["группа"]]
    return file(folder, "plain.csv", "\n".join([";".join(columns), *lines]) + "\n")


def register_text() -> str:
    """Return the district's register with the logins of ФИС ОКО among the aliases."""
    with (SAMPLE / "schools.csv").open(encoding="utf-8-sig") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    columns = ("код", "название", "муниципалитет", "регион", "преемник", "с года")
    lines = [";".join([*(row[each] for each in columns), f"sch990{row['код']}"]) for row in rows]
    return "\n".join([";".join([*columns, "псевдонимы"]), *lines]) + "\n"
