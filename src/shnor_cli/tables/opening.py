"""Opening files: every table of results in them becomes a container.

A sheet is read by the report layout that recognises it, else as tables with known headers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shnor_cli.errors import TableError
from shnor_cli.model import Remark
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import IsKnown, find_tables, has_table
from shnor_cli.tables.grid import Container, open_big, stored
from shnor_cli.tables.layouts import JOINT, REPORTS, Report
from shnor_cli.tables.layouts.headers import fold_header, role_of
from shnor_cli.tables.scales import Scales
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import Line, Rows, Sheet, read_sheets

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout


@dataclass(frozen=True)
class Aside:
    """What is put aside while files are opened."""

    sheets: list[Sheet] = field(default_factory=list)
    """Sheets that are read together with those of other files, see `open_joint`."""
    remarks: list[Remark] = field(default_factory=list)
    """What was odd in tables that cannot be used."""


def open_file(
    given: Input,
    scratch: Scratch,
    layout: "Layout | None",
    scales: Scales,
    aside: Aside,
) -> Iterator[Container]:
    """Open every table of a file; `scratch` keeps what must live while they are read.

    Raises:
        TableError: the file cannot be read as a table.
    """
    big = open_big(given, scratch)
    if big is not None and (layout is not None or not _is_report(big)):
        yield big
        return
    sheets = [replace(each, scales=scales, most=scratch.most) for each in read_sheets(given)]
    remarks = tuple(remark for sheet in sheets for remark in sheet.remarks)
    try:
        read = _read(sheets, layout)
    except TableError:
        aside.remarks.extend(remarks)
        raise
    remarks = (*remarks, *_not_read(read.rest))
    aside.sheets.extend(replace(sheet, remarks=remarks) for sheet in read.joint)
    for table in read.tables:
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


def read_table(given: Input, is_known: IsKnown) -> Rows:
    """Read the one table of a file: the first whose header is known.

    Raises:
        TableError: the file cannot be read as a table.
    """
    sheets = read_sheets(given)
    wanted = [sheet for sheet in sheets if has_table(sheet, is_known)] or sheets[:1]
    table, *others = _plain(wanted, is_known, keeps_totals=True)
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


@dataclass(frozen=True)
class _Read:
    """The tables of a file, those of reports first; what is read later, and what is not."""

    tables: Sequence[Rows]
    joint: Sequence[Sheet]
    """Sheets that are read together with those of other files."""
    rest: Sequence[Sheet]
    """Sheets without a table."""


def _read(sheets: Sequence[Sheet], layout: "Layout | None") -> _Read:
    reports = {} if layout is not None else dict(_reports(sheets))
    joint = [sheets[place] for place, report in reports.items() if report in JOINT]
    tables = list(_read_reports(sheets, reports))
    rest = [sheet for place, sheet in enumerate(sheets) if place not in reports]
    is_known = _is_role if layout is None else _named_by(layout)
    keeps_totals = layout is not None and bool(layout.keep or layout.groups)
    wanted = [sheet for sheet in rest if has_table(sheet, is_known)]
    if not reports and not wanted:  # the first row is taken for a header, and its faults are named
        wanted = rest[:1]
    tables += _plain(wanted, is_known, keeps_totals=keeps_totals)
    return _Read(tables, joint, [sheet for sheet in rest if sheet not in wanted])


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
            yield from () if report in JOINT else report.read(sheets[place])
        except TableError as error:
            problems += error.problems
    if problems:
        raise error_of(problems)


def _is_role(header: str) -> bool:
    return role_of(header) is not None


def _named_by(layout: "Layout") -> IsKnown:
    columns = {fold_header(column) for column in layout.columns()}
    return lambda header: fold_header(header) in columns or _is_role(header)


def _plain(sheets: Sequence[Sheet], is_known: IsKnown, *, keeps_totals: bool) -> Iterator[Rows]:
    for sheet in sheets:
        yield from find_tables(sheet, is_known, keeps_totals=keeps_totals)


def _not_read(sheets: Sequence[Sheet]) -> Iterator[Remark]:
    if sheets:
        names = join_and([quote(sheet.name) for sheet in sheets])
        place = replace(sheets[0].place(), sheet="")
        yield Remark(place, f"листы без таблицы результатов: {names}", "не прочитаны", "R-sheets")
