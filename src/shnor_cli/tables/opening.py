"""Opening files: every table of results in them is found.

A sheet is read by the report layout that recognises it, else as tables with known headers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.errors import Problem, TableError
from shnor_cli.model import Remark
from shnor_cli.russian import fold, join_and, quote
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.delimited import Dialect, beginning
from shnor_cli.tables.faults import Faults, error_of, one
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import IsKnown, find_tables, has_table, header_of
from shnor_cli.tables.grid import Container, open_big
from shnor_cli.tables.layouts import plain
from shnor_cli.tables.layouts.headers import fold_header, role_of
from shnor_cli.tables.layouts.letters import lettered
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import Known, Rows, Sheet, lines_of
from shnor_cli.tables.texts import is_total

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout
    from shnor_cli.tables.layouts.reports import Report


class Found(NamedTuple):
    """What a file holds: one table that is scanned where it lies, or tables found in its sheets."""

    big: Container | None = None
    tables: tuple[Rows, ...] = ()
    joint: tuple[Sheet, ...] = ()
    """Sheets that are read together with those of other files, see `read_joint`."""


def open_file(
    given: Input,
    scratch: Scratch,
    layout: "Layout | None",
    known: Known,
    odd: list[Remark],
) -> Found:
    """Find every table of a file; what is odd in one that cannot be read goes to `odd`.

    Raises:
        TableError: the file cannot be read as a table.
    """
    is_known = _is_role if layout is None else _named_by(layout)
    big = open_big(given, scratch)
    if big is not None and big.dialect is None:
        return Found(big)
    if big is not None and big.dialect is not None:
        head = Sheet(given, "", lines_of((n, tuple(c)) for n, c in beginning(given, big.dialect)))
        if layout is not None or _report_of(head) is None:
            return Found(_below_titles(big, big.dialect, head, is_known))
    beside = {**known._asdict(), "most": scratch.most}
    sheets = [each._replace(**beside) for each in read_sheets(given)]
    remarks = tuple(remark for sheet in sheets for remark in sheet.remarks)
    try:
        read = _read(sheets, layout, is_known)
    except TableError:
        odd += remarks
        raise
    remarks = (*remarks, *_not_read(read.rest))
    joint = tuple(sheet._replace(remarks=remarks) for sheet in read.joint)
    first, rest = read.tables[:1], read.tables[1:]
    said = (table._replace(remarks=(*remarks, *table.remarks)) for table in first)
    return Found(None, (*said, *rest), joint)


def read_joint(aside: Sequence[Sheet]) -> Iterator[Rows]:
    """Yield the tables of sheets that are read together.

    Raises:
        TableError: with every place that is wrong.
    """
    if not aside:
        return
    from shnor_cli.tables.layouts.reports import JOINT

    problems: Faults = []
    known = [(sheet, _report_of(sheet)) for sheet in aside]
    for report in JOINT:
        sheets = [sheet for sheet, its in known if its is report]
        try:
            yield from report.read_together(sheets) if sheets else ()
        except TableError as error:
            problems += error.problems
    if problems:
        raise error_of(problems)


def refuse_reports(given: Input) -> None:
    """Refuse a file of reports alone, which need no layout.

    Raises:
        TableError: naming the first of them.
    """
    sheets = read_sheets(given)
    reports = dict(_reports(sheets))
    rest = [sheet for place, sheet in enumerate(sheets) if place not in reports]
    if reports and not any(has_table(sheet, _is_role) for sheet in rest):
        place, report = next(iter(reports.items()))
        fault = f"это {quote(report.TITLE)}, такая таблица узнаётся сама"
        hint = "Дайте файл без --layout: разметка не нужна."
        raise one(sheets[place].place(), fault, hint, "T-071")


def read_table(given: Input, is_known: IsKnown) -> Rows:
    """Read the one table of a file: the first whose header is known.

    Raises:
        TableError: the file cannot be read as a table.
    """
    sheets = read_sheets(given)
    wanted = [sheet for sheet in sheets if has_table(sheet, is_known)] or sheets[:1]
    table, *others = _plain(wanted, is_known, keeps_totals=True)
    if table.problems:
        raise error_of(table.problems)
    if not others:
        return table
    names = join_and(list(dict.fromkeys(quote(each.sheet) for each in others)))
    text = f"в книге есть и другие таблицы: лист {names}"
    remark = Remark(table.place(), text, f"прочитан только лист «{table.sheet}»", "R-sheets")
    return table._replace(remarks=(*table.remarks, remark))


def _below_titles(big: Container, dialect: Dialect, head: Sheet, is_known: IsKnown) -> Container:
    """Return a big CSV with the header that stands below its titles."""
    place = header_of(head, is_known)
    if not place:
        return big
    header = tuple(cell or "" for cell in head.lines[place].cells)
    return big._replace(
        header=header,
        types=("VARCHAR",) * len(header),
        dialect=dialect._replace(header=header, skip=head.lines[place].number - 1),
        remarks=tuple(head.passed(head.lines[:place], "над заголовком", "R-title")),
    )


class _Read(NamedTuple):
    """The tables of a file, those of reports first; what is read later, and what is not."""

    tables: Sequence[Rows]
    joint: Sequence[Sheet]
    """Sheets that are read together with those of other files."""
    rest: Sequence[Sheet]
    """Sheets without a table."""


def _read(sheets: Sequence[Sheet], layout: "Layout | None", is_known: IsKnown) -> _Read:
    reports = {} if layout is not None else dict(_reports(sheets))
    joint = [sheets[place] for place, report in reports.items() if _is_joint(report)]
    rest = [sheet for place, sheet in enumerate(sheets) if place not in reports]
    nameless = rest if layout is None else ()
    unread = [sheet for sheet in nameless if not has_table(sheet, is_known)]
    tables = list(_read_reports(sheets, reports, _unread(unread)))
    keeps_totals = layout is not None and bool(layout.keep or layout.groups)
    wanted = [sheet for sheet in rest if has_table(sheet, is_known)]
    if not reports and not wanted:  # the first row is taken for a header, and its faults are named
        wanted = rest[:1]
    has_counts = layout is None or layout.rows == "assessment"
    shown = [sheet.as_shown for sheet in wanted] if has_counts else wanted
    tables += _plain(shown, is_known, keeps_totals=keeps_totals)
    return _Read(tables, joint, [sheet for sheet in rest if sheet not in wanted])


def _reports(sheets: Sequence[Sheet]) -> Iterator[tuple[int, "Report"]]:
    """Yield the positions of sheets that are reports, with what reads them."""
    for place, sheet in enumerate(sheets):
        report = _report_of(sheet)
        if report is not None:
            yield place, report


def _report_of(sheet: Sheet) -> "Report | None":
    """Return what reads a sheet that is a report; one that begins as the plain table is none."""
    if any(plain.recognises([cell or "" for cell in line.cells]) for line in sheet.lines[:1]):
        return None
    from shnor_cli.tables.layouts.reports import REPORTS

    return next((each for each in REPORTS if each.recognises(sheet)), None)


def _is_joint(report: "Report") -> bool:
    from shnor_cli.tables.layouts.reports import JOINT

    return report in JOINT


def _unread(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """Yield what is wrong with sheets that are called as a report and are not read as one."""
    if sheets:
        from shnor_cli.tables.layouts.marks import unread  # many modules, seldom needed

        yield from filter(None, map(unread, sheets))


def _read_reports(
    sheets: Sequence[Sheet], reports: "Mapping[int, Report]", unread: Iterable[Problem]
) -> Iterator[Rows]:
    """Yield the tables of reports; what is wrong with any sheet is raised after the last."""
    problems: Faults = [*unread]
    for place, report in reports.items():
        spoilt = _spoilt_rows(sheets[place])
        problems += [each for row in spoilt.values() for each in row]
        if others := list(_second_reports(sheets[place], report)):
            problems += others
            continue
        try:
            read = () if _is_joint(report) else report.read(sheets[place])
            yield from (lettered(sheets[place], table) for table in read)
        except TableError as error:
            problems += [each for each in error.problems if each.place.row not in spoilt]
    if problems:
        raise error_of(problems)


def _second_reports(sheet: Sheet, report: "Report") -> Iterator[Problem]:
    from shnor_cli.tables.layouts.second import second_reports

    heading = report.heading(sheet)
    if heading is not None:
        yield from second_reports(sheet, heading)


def _spoilt_rows(sheet: Sheet) -> Mapping[int, Sequence[Problem]]:
    """Return rows of a report whose cells hold an error, but for totals, with what is wrong."""
    return {
        line.number: sheet.broken[line.number]
        for line in (sheet.lines if sheet.broken else ())
        if line.number in sheet.broken and not is_total(fold(next(filter(None, line.cells))))
    }


def _is_role(header: str) -> bool:
    return role_of(header) is not None


def _named_by(layout: "Layout") -> IsKnown:
    columns = {fold_header(column) for column in layout.columns()}
    return lambda header: fold_header(header) in columns or _is_role(header)


def _plain(sheets: Sequence[Sheet], is_known: IsKnown, *, keeps_totals: bool) -> Iterator[Rows]:
    for sheet in sheets:
        for table in find_tables(sheet, is_known, keeps_totals=keeps_totals):
            yield lettered(sheet, table)


def _not_read(sheets: Sequence[Sheet]) -> Iterator[Remark]:
    if sheets:
        names = join_and([quote(sheet.name) for sheet in sheets])
        place = sheets[0].place()._replace(sheet="")
        yield Remark(place, f"листы без таблицы результатов: {names}", "не прочитаны", "R-sheets")
