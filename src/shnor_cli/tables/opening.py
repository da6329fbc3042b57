"""Opening files: every table of results in them becomes a container.

A sheet is read by the report layout that recognises it, else as tables with known headers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.model import Remark
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import IsKnown, find_tables, has_table
from shnor_cli.tables.grid import Container, open_big, stored
from shnor_cli.tables.layouts import JOINT, REPORTS
from shnor_cli.tables.layouts.headers import fold_header, role_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import Rows, Sheet, read_sheets

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout


def open_file(
    given: Input, scratch: Scratch, layout: "Layout | None", aside: list[Sheet]
) -> Iterator[Container]:
    """Open every table of a file; `scratch` keeps what must live while they are read.

    Sheets that are read together with those of other files go to `aside`, see `open_joint`.

    Raises:
        TableError: the file cannot be read as a table.
    """
    big = open_big(given, scratch)
    if big is not None:
        yield big
        return
    sheets = read_sheets(given)
    remarks = tuple(remark for sheet in sheets for remark in sheet.remarks)
    for table in _tables(sheets, layout, aside):
        yield stored(replace(table, remarks=(*remarks, *table.remarks)), scratch)
        remarks = ()


def open_joint(aside: Sequence[Sheet], scratch: Scratch) -> Iterator[Container]:
    """Open the tables of sheets that are read together.

    Raises:
        TableError: with every place that is wrong.
    """
    for report in JOINT:
        sheets = [sheet for sheet in aside if report.recognises(sheet)]
        if sheets:
            for table in report.read_together(sheets):
                yield stored(table, scratch)


def read_table(path: Path, is_known: IsKnown) -> Rows:
    """Read the one table of a file: the first whose header is known.

    Raises:
        TableError: the file cannot be read as a table.
    """
    table, *others = _plain(read_sheets(Input.alone(path)), is_known, keeps_totals=True)
    if not others:
        return table
    names = join_and(list(dict.fromkeys(quote(each.sheet) for each in others)))
    text = f"в книге есть и другие таблицы: лист {names}"
    remark = Remark(table.place(), text, f"прочитан только лист «{table.sheet}»", "R-sheets")
    return replace(table, remarks=(*table.remarks, remark))


def _tables(sheets: Sequence[Sheet], layout: "Layout | None", aside: list[Sheet]) -> Iterator[Rows]:
    """Yield the tables of a file, those of reports first."""
    rest = []
    for sheet in sheets:
        report = next((each for each in REPORTS if each.recognises(sheet)), None)
        if layout is not None or report is None:
            rest.append(sheet)
        elif report in JOINT:
            aside.append(sheet)
        else:
            yield from report.read(sheet)
    if not rest:
        return
    is_known, keeps_totals = _is_role, False
    if layout is not None:
        wanted = {fold_header(column) for column in layout.columns()}
        is_known = lambda header: fold_header(header) in wanted or _is_role(header)  # noqa: E731
        keeps_totals = bool(layout.keep or layout.groups)
    if len(rest) == len(sheets) or any(has_table(sheet, is_known) for sheet in rest):
        yield from _plain(rest, is_known, keeps_totals=keeps_totals)


def _is_role(header: str) -> bool:
    return role_of(header) is not None


def _plain(sheets: Sequence[Sheet], is_known: IsKnown, *, keeps_totals: bool) -> Iterator[Rows]:
    """Yield the tables of sheets that have known headers; without any the first sheet is taken."""
    wanted = [sheet for sheet in sheets if has_table(sheet, is_known)] or [sheets[0]]
    aside = [sheet.name for sheet in sheets if sheet not in wanted]
    tables = [
        table
        for sheet in wanted
        for table in find_tables(sheet, is_known, keeps_totals=keeps_totals)
    ]
    if aside:
        names = join_and([quote(name) for name in aside])
        text = f"листы без таблицы результатов: {names}"
        remark = Remark(replace(tables[0].place(), sheet=""), text, "не прочитаны", "R-sheets")
        tables[0] = replace(tables[0], remarks=(*tables[0].remarks, remark))
    yield from tables
