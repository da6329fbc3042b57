"""Helpers: what is asked of tables drawn as text."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from shnor_cli.criteria.loading import load_text
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts import Doubt
from shnor_cli.model import Remark, Results
from shnor_cli.tables.results import read_results
from tests.tables.reading import METHODOLOGY

HEADER = "школа;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5"
MATHS = "ВПР;математика;5"


def methodology(old: str = "", new: str = "") -> Methodology:
    """Return the small methodology, one piece of its text replaced."""
    return load_text(METHODOLOGY.replace(old, new) if old else METHODOLOGY, "t.yaml").methodology


def drawn(school: str, year: int, about: str, *counts: int) -> str:
    """Draw a row of a school of the North: its participants are the sum of its marks."""
    return ";".join([school, "Север", str(year), about, *map(str, [sum(counts), *counts])])


def read(folder: Path, rows: Iterable[str], by: Methodology, header: str = HEADER) -> Results:
    """Read a table drawn as rows."""
    path = folder / "facts.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return read_results(duckdb.connect(":memory:"), [path], by)


def asked(
    folder: Path, doubt: Doubt, rows: Iterable[str], by: Methodology | None = None
) -> list[str]:
    """Return what a doubt asks of rows in 2025, as text."""
    by = by or methodology()
    return said(doubt(read(folder, rows, by), by, 2025))


def said(remarks: Iterable[Remark]) -> list[str]:
    """Return remarks as «code place: text», no-break spaces made plain."""
    lines = [f"{each.code} {each.place.in_words()}: {each.text}" for each in remarks]
    return [line.replace("\u00a0", " ") for line in lines]
