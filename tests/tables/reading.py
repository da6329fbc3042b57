"""Helpers: tiny files drawn as text, read with a small methodology."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import duckdb
import pytest

from shnor_cli.criteria.loading import load_text
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import TableError
from shnor_cli.model import Results
from shnor_cli.tables.entries import Register
from shnor_cli.tables.layouts.declared import Layout, read_layout
from shnor_cli.tables.register import read_register
from shnor_cli.tables.results import read_results

METHODOLOGY = """
language: 1
id: test
title: Проба
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
  ОГЭ: {scale: ["2", "3", "4", "5"], low: ["2"], grade: 9}
  ЕГЭ: {scale: ["2", "3", "4", "5", ниже порога], partial: true, low: ["2", ниже порога], grade: 11}
  КДР: {scale: [недостаточный, базовый], low: [недостаточный]}
indicators:
  low: {measure: low_share, of: [{procedure: [ВПР, ОГЭ, ЕГЭ], subject: [русский язык, математика]}],
        each: assessment}
"""

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"


def methodology(more: str = "") -> Methodology:
    """Return the small methodology with more written at its end."""
    return load_text(METHODOLOGY + more, "test.yaml").methodology


def file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """Write a file drawn as text."""
    path = folder / name
    path.write_bytes(dedent(text).lstrip("\n").encode(encoding))
    return path


def read(*files: Path, more: str = "", **options: Any) -> Results:  # noqa: ANN401 - passed on
    """Read files with the small methodology in a new connection."""
    return read_results(duckdb.connect(":memory:"), files, methodology(more), **options)


def layout(folder: Path, text: str) -> Layout:
    """Read a layout drawn as text."""
    return read_layout(file(folder, "layout.yaml", text))


def register(folder: Path, text: str) -> Register:
    """Read a register drawn as text."""
    return read_register(file(folder, "schools.csv", text))


def rows(results: Results, *columns: str) -> list[tuple[Any, ...]]:
    """Return facts with ids and titles in place of codes, in the order of their source."""
    wanted = ", ".join(columns)
    found = results.connection.execute(
        f"SELECT school, year, assessment, {wanted} FROM {results.facts} "
        f'ORDER BY file, "row", school, year, assessment'
    ).fetchall()
    return [
        (results.schools.ids[school], year, results.assessments[assessment].title, *rest)
        for school, year, assessment, *rest in found
    ]


def everything(results: Results) -> tuple[Any, ...]:
    """Return all that results hold, to compare two of them."""
    facts = results.connection.execute(f"SELECT * FROM {results.facts} ORDER BY ALL").fetchall()
    attributes = {
        name: (
            None if each.always is None else each.always.tolist(),
            {year: texts.tolist() for year, texts in each.by_year.items()},
            dict(each.codes),
        )
        for name, each in results.attributes.items()
    }
    return results.schools, results.years, results.assessments, facts, attributes


def refused(*files: Path, **options: Any) -> list[str]:  # noqa: ANN401 - passed on
    """Return what is said of files that cannot be read, a line for each problem."""
    with pytest.raises(TableError) as caught:
        read(*files, **options)
    return said(caught.value)


def said(error: TableError) -> list[str]:
    """Return the first line of every problem, no-break spaces made plain."""
    lines = [problem.in_words().splitlines()[0] for problem in error.problems]
    return [line.replace("\u00a0", " ") for line in lines]


def remarks(results: Results) -> list[str]:
    """Return remarks as «place: text, done»."""
    return [
        f"{each.place.in_words()}: {each.text}, {each.done}".replace("\u00a0", " ")
        for each in results.remarks
    ]
