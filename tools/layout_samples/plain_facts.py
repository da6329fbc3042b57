"""Facts of the invented district for the samples of reports, and how their files are written."""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import xlsxwriter

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
MUNICIPALITY = "Рассветовский район"

Cell = str | int | float | None
Line = Sequence[Cell]


def facts(group: str = "", **wanted: str) -> Iterator[Mapping[str, str]]:
    """Yield rows of schools, or of groups of a kind, that have these cells in the plain table."""
    wanted = {"группа": group, **wanted}
    with (SAMPLES / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if all(row[name] == text for name, text in wanted.items()):
                yield row


def rcoi_code(school: str) -> str:
    """Return the code of a school in РЦОИ."""
    return f"501{school}"


def login(school: str) -> str:
    """Return the login of a school in ФИС ОКО."""
    return f"sch9900{school[1:]}"


def write_csv(path: Path, lines: Sequence[Line], encoding: str = "utf-8-sig") -> None:
    """Write lines as the Russian Excel does."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(lines)


def write_book(
    path: Path, sheets: Mapping[str, Sequence[Line]], merged: Mapping[str, Sequence[str]]
) -> None:
    """Write sheets of a workbook, with ranges merged in some: the same bytes each time."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2025, 9, 1)})  # noqa: DTZ001
        plain = book.add_format()
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for area in merged.get(name, ()):
                sheet.merge_range(area, "", plain)
            for number, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write_number(number, column, cell)


def percent(count: str, total: str) -> str:
    """Return a share as reports print it: two decimals, a comma."""
    hundredths = (20_000 * int(count) + int(total)) // (2 * int(total))
    return f"{hundredths // 100},{hundredths % 100:02}"
