"""Opening files: every table of results in them becomes a container.

A sheet is read by the report layout that recognises it, else as tables with known headers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.errors import TableError
from shnor_cli.model import Remark
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import IsKnown, find_tables, has_table
from shnor_cli.tables.grid import Container, open_big, stored
from shnor_cli.tables.layouts import REPORTS, Report
from shnor_cli.tables.layouts.headers import fold_header, role_of
from shnor_cli.tables.scales import Scales
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import Line, Rows, Sheet, read_sheets

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout


def open_file(
    given: Input, scratch: Scratch, layout: "Layout | None", scales: Scales
) -> Iterator[Container]:
    """Open every table of a file; `scratch` keeps what must live while they are read.

    Raises:
        TableError: the file cannot be read as a table.
    """
    big = open_big(given, scratch)
    if big is not None and (layout is not None or not _is_report(big)):
        yield big
        return
    sheets = [replace(sheet, scales=scales) for sheet in read_sheets(given)]
    remarks = tuple(remark for sheet in sheets for remark in sheet.remarks)
    for table in _tables(sheets, layout):
        yield stored(replace(table, remarks=(*remarks, *table.remarks)), scratch)
        remarks = ()


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


def _is_report(big: Container) -> bool:
    """Whether a big CSV has the header of a report, which only Python can read."""
    head = Sheet(big.source, "", (Line(1, tuple(each or None for each in big.header)),))
    return big.dialect is not None and any(report.recognises(head) for report in REPORTS)


def _tables(sheets: Sequence[Sheet], layout: "Layout | None") -> list[Rows]:
    """Return the tables of a file, those of reports first."""
    reports = {} if layout is not None else dict(_reports(sheets))
    tables = list(_read_reports(sheets, reports))
    rest = [sheet for place, sheet in enumerate(sheets) if place not in reports]
    is_known, keeps_totals = _is_role, False
    if layout is not None:
        wanted = {fold_header(column) for column in layout.columns()}
        is_known = lambda header: fold_header(header) in wanted or _is_role(header)  # noqa: E731
        keeps_totals = bool(layout.keep or layout.groups)
    if not reports or any(has_table(sheet, is_known) for sheet in rest):
        return tables + _plain(rest, is_known, keeps_totals=keeps_totals)
    return _without(tables, rest)


def _reports(sheets: Sequence[Sheet]) -> Iterator[tuple[int, Report]]:
    """Yield the positions of sheets that are reports, with what reads them."""
    for place, sheet in enumerate(sheets):
        report = next((each for each in REPORTS if each.recognises(sheet)), None)
        if report is not None:
            yield place, report


def _read_reports(sheets: Sequence[Sheet], reports: Mapping[int, Report]) -> Iterator[Rows]:
    """Yield the tables of reports; what is wrong with any sheet is raised after the last."""
    problems: Faults = []
    for place, report in reports.items():
        try:
            yield from report.read(sheets[place])
        except TableError as error:
            problems += error.problems
    if problems:
        raise error_of(problems)


def _is_role(header: str) -> bool:
    return role_of(header) is not None


def _plain(sheets: Sequence[Sheet], is_known: IsKnown, *, keeps_totals: bool) -> list[Rows]:
    """Return the tables of sheets that have known headers; without any the first sheet is taken."""
    wanted = [sheet for sheet in sheets if has_table(sheet, is_known)] or [sheets[0]]
    tables = [
        table
        for sheet in wanted
        for table in find_tables(sheet, is_known, keeps_totals=keeps_totals)
    ]
    return _without(tables, [sheet for sheet in sheets if sheet not in wanted])


def _without(tables: list[Rows], aside: Sequence[Sheet]) -> list[Rows]:
    """Remark in the first table that some sheets were not read."""
    if not aside:
        return tables
    names = join_and([quote(sheet.name) for sheet in aside])
    text = f"листы без таблицы результатов: {names}"
    remark = Remark(replace(tables[0].place(), sheet=""), text, "не прочитаны", "R-sheets")
    return [replace(tables[0], remarks=(*tables[0].remarks, remark)), *tables[1:]]
