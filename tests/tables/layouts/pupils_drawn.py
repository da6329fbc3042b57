"""Helpers: pupils' reports drawn as text, read with the shipped scales."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import xlsxwriter

from shnor_cli.errors import TableError
from shnor_cli.model import Results
from shnor_cli.resources import scale_files
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.reports import REPORTS
from shnor_cli.tables.scales import Scales
from tests.tables import reading

SHIPPED = Scales(scale_files(Path("nowhere")))
COUNTS = ("participants", "c0", "c1", "c2", "c3")


def book(folder: Path, name: str, sheet: str, drawn: str) -> Path:
    """Write a workbook of one sheet drawn as text, cells parted by `|`."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet(sheet)
        for row, line in enumerate(dedent(drawn).strip("\n").split("\n")):
            for column, cell in enumerate(line.split("|")):
                if cell.strip():
                    page.write(row, column, _number(cell.strip()))
    return path


def _number(cell: str) -> str | int:
    return int(cell) if cell.isdecimal() and not cell.startswith("0") else cell


def read(*files: Path, scales: Scales = SHIPPED, **options: Any) -> Results:  # noqa: ANN401 - passed on
    """Read reports with the shipped scales."""
    return reading.read(*files, scales=scales, **options)


def facts(*files: Path, **options: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - passed on
    """Return school, year, assessment, participants and marks from 2 to 5."""
    return sorted(reading.rows(read(*files, **options), *COUNTS))


def remarks(*files: Path, **options: Any) -> list[str]:  # noqa: ANN401 - passed on
    """Return what was odd, without the name of the file and the sheet."""
    return [
        f"{each.text}, {each.done}".replace("\u00a0", " ")
        for each in read(*files, **options).remarks
    ]


def problems(*files: Path, **options: Any) -> list[str]:  # noqa: ANN401 - passed on
    """Return what is said of reports that cannot be read, place and fault."""
    with pytest.raises(TableError) as caught:
        read(*files, **options)
    return reading.said(caught.value)


def known_as(path: Path) -> list[str]:
    """Return the titles of the layouts that recognise the sheets of a file."""
    sheets = read_sheets(Input.alone(path))
    return [each.TITLE for sheet in sheets for each in REPORTS if each.recognises(sheet)]
