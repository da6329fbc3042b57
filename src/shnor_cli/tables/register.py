"""The register of schools (реестр): who they are, how they are called, what became of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from shnor_cli.criteria.base import YEARS
from shnor_cli.errors import Problem, TableError, did_you_mean
from shnor_cli.model import Decision, Remark, Source
from shnor_cli.resources import digest_of
from shnor_cli.russian import fold, plural, quote, school_year
from shnor_cli.tables.entries import (
    ALWAYS,
    Entry,
    Register,
    ambiguous_aliases,
    is_ogrn,
    without_names,
    wrong_successors,
)
from shnor_cli.tables.faults import error_of, one
from shnor_cli.tables.files import Input, Reading
from shnor_cli.tables.layouts.headers import fold_header, role_of
from shnor_cli.tables.opening import read_table
from shnor_cli.tables.sheets import Cells, Rows
from shnor_cli.tables.texts import FOUNDED, fold_school, is_total, logins, year_of

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("код", "id", "код оо", "id школы", "school", "school id", "школа"),
    "login": ("логин", "логин оо", "логин фис око", "login"),
    "rcoi": ("код рцои", "код оо рцои", "rcoi"),
    "ogrn": ("огрн", "ogrn"),
    "name": ("название", "наименование", "название оо", "краткое название", "name", "short name"),
    "aliases": ("псевдонимы", "другие названия", "прежние названия", "aliases"),
    "municipality": ("муниципалитет", "муниципальное образование", "район", "municipality"),
    "region": ("регион", "субъект", "субъект рф", "region"),
    "kind": ("вид", "вид оо", "тип", "kind"),
    "locality": ("местность", "тип местности", "locality"),
    "year": ("год", "учебный год", "year"),
    "exclude": ("исключить", "исключена", "exclude"),
    "exclude_reason": ("причина", "причина исключения", "exclude reason", "reason"),
    "successor": ("преемник", "код преемника", "successor", "successor id"),
    "since": ("с года", "с какого года", "присоединена с", "since"),
    "opened": ("открыта", "год открытия", "opened"),
    "closed": ("закрыта", "год закрытия", "closed"),
    "decision": ("решение", "decision"),
    "decision_year": ("год решения", "учебный год решения", "decision year"),
    "decision_basis": ("основание решения", "документ решения", "decision basis"),
}
_BY_HEADER = {header: role for role, headers in _COLUMNS.items() for header in headers}
_CODES = ("login", "rcoi")
_IDS = (*_CODES, "ogrn")
"""What else may stand for the id, the first that is there."""
_ATTRIBUTES = ("municipality", "region", "kind", "locality")
_TELLING = {"aliases", "exclude", "exclude_reason", "successor", "since", "decision"}
"""What only a register tells of schools."""
_RESULTS = {"procedure", "participants", "mark", "score", "task"}
_YES = ("да", "yes", "1", "+", "true", "x", "х")
_NO = ("нет", "no", "0", "-", "false")


def read_register(path: Path, encoding: str | None = None) -> Register:
    """Read a register from CSV or XLSX.

    `encoding` is that of the tables: the register's own where its letters do not tell another.

    Raises:
        TableError: with every fault: repeated ids, ambiguous aliases, successors that are missing
            or run in a circle, unreadable years.
    """
    rows = _without_totals(_table(path, encoding))
    columns = _columns(rows)
    faults: list[Problem] = [*_wrong_columns(rows, columns)]
    if faults:
        raise error_of(faults)
    lines = [_Line(rows, columns, place) for place in range(len(rows.cells))]
    entries = sorted(_entries(rows, lines, faults), key=lambda each: each.id)
    faults += ambiguous_aliases(rows, entries)
    faults += wrong_successors(rows, entries)
    faults += without_names(rows, entries)
    if faults:
        raise error_of(faults)
    source = Source(path.name, digest_of(path), len(rows.cells))
    years = sorted({year for each in entries for year in each.of_year})
    names = tuple(name for name in columns if name in _ATTRIBUTES or name not in _COLUMNS)
    halves = (*_idle_reasons(rows, lines), *_half_decisions(rows, lines))
    remarks = (*rows.remarks, *halves, *_almost_known(rows, columns))
    return Register(source, tuple(entries), names, tuple(years), remarks)


def is_register(header: Sequence[str]) -> bool:
    """Whether a header that is none of results looks like that of a register."""
    roles = {_BY_HEADER.get(fold_header(each)) for each in header if each}
    is_known = bool(roles & _TELLING) or ("name" in roles and None not in roles)
    is_of_results = any(role_of(each) in _RESULTS for each in header)
    return bool(roles & {"id", *_IDS}) and is_known and not is_of_results


def header_of(attribute: str) -> str:
    """Return how a register in Russian heads an attribute of schools: `kind` is «вид»."""
    return _COLUMNS[attribute][0] if attribute in _ATTRIBUTES else attribute


def _table(path: Path, encoding: str | None) -> Rows:
    given = Input.alone(path)
    try:
        return read_table(given, _is_known)
    except TableError as error:
        if encoding is None or all(each.code != _UNCLEAR for each in error.problems):
            raise
        return read_table(given._replace(reading=Reading(encoding)), _is_known)


def _is_known(header: str) -> bool:
    return fold_header(header) in _BY_HEADER


def _without_totals(rows: Rows) -> Rows:
    """Leave out rows of totals, «Всего 12», with a remark where that is not how many there are.

    Raises:
        TableError: nothing else is there.
    """
    both = list(zip(rows.numbers, rows.cells, strict=True))
    totals = [each for each in both if is_total(fold(_filled(each[1])[0]))]
    if not totals:
        return rows
    kept = [each for each in both if each not in totals]
    if not kept:
        raise one(rows.place(), "под заголовком нет ни одной строки", code="T-002")
    remarks = (*rows.remarks, *_of_totals(rows, totals, [cells for _, cells in kept]))
    numbers, cells = zip(*kept, strict=True)
    return rows._replace(numbers=numbers, cells=cells, remarks=remarks)


def _of_totals(
    rows: Rows, totals: Sequence[tuple[int, Cells]], kept: Sequence[Cells]
) -> Iterator[Remark]:
    text = f"{plural(len(totals), 'строка', 'строки', 'строк')} с итогами и средними"
    yield Remark(rows.place(totals[0][0]), text, "пропущены", "R-total")
    # a register of several years has a school in several rows
    counts = {str(len(kept)), str(len({cells[0] for cells in kept}))}
    for row, cells in totals:
        said = _filled(cells)[1:2]
        if said and said[0].isdecimal() and said[0] not in counts:
            found = f"в итоге {said[0]}, а строк со школами {len(kept)}"
            yield Remark(rows.place(row), found, "итог не использован", "R-sum")


def _filled(cells: Cells) -> list[str]:
    return [cell for cell in cells if cell]


_UNCLEAR = "T-005"
"""What is said of a file that may be in several encodings."""


def _columns(rows: Rows) -> dict[str, int]:
    """Return positions of columns: known ones by role, others by their header."""
    columns: dict[str, int] = {}
    for position, header in enumerate(rows.header):
        role = _BY_HEADER.get(fold_header(header))
        columns.setdefault(role if role is not None and role not in columns else header, position)
    columns.pop("", None)
    if "id" not in columns and (other := next((each for each in _IDS if each in columns), None)):
        columns["id"] = columns.pop(other)
    return columns


def _wrong_columns(rows: Rows, columns: Mapping[str, int]) -> Iterator[Problem]:
    if "id" not in columns:
        found = ", ".join(quote(each) for each in rows.header if each)
        nearest = next(
            (said for each in rows.header if (said := did_you_mean(each, _COLUMNS["id"]))), ""
        )
        yield Problem(
            rows.place(), f"нет столбца «код»{nearest}", f"Есть столбцы: {found}.", "T-040"
        )
    for position, header in enumerate(rows.header):
        if header and rows.header.index(header) != position:
            yield Problem(rows.place(column=header), "столбец повторяется", "", "T-011")


class _Line:
    """A row of the register: its cells by column."""

    def __init__(self, rows: Rows, columns: Mapping[str, int], place: int) -> None:
        self._cells = rows.cells[place]
        self._columns = columns
        self._rows = rows
        self.row = rows.numbers[place]

    def __getitem__(self, column: str) -> str:
        position = self._columns.get(column)
        return "" if position is None else self._cells[position] or ""

    def problem(self, column: str, fault: str, hint: str = "", code: str = "T-041") -> Problem:
        """Make a problem in a cell of this row."""
        position = self._columns.get(column)
        header = "" if position is None else self._rows.header[position]
        return Problem(self._rows.place(self.row, header), fault, hint, code)

    def attributes(self) -> dict[str, str]:
        """Return the cells that describe the school."""
        names = [name for name in self._columns if name in _ATTRIBUTES or name not in _COLUMNS]
        return {name: self[name] for name in names if self[name]}


def _entries(rows: Rows, lines: Sequence[_Line], faults: list[Problem]) -> Iterator[Entry]:
    yearly = any(_BY_HEADER.get(fold_header(each)) == "year" for each in rows.header)
    by_id: dict[str, list[_Line]] = {}
    for line in lines:
        if not line["id"]:
            faults.append(line.problem("id", "не указан код школы"))
        else:
            by_id.setdefault(fold_school(line["id"]), []).append(line)
    for same in by_id.values():
        id_ = logins([same[0]["id"]]).get(same[0]["id"], same[0]["id"])
        if yearly:
            yield from _entry_of_years(id_, same, faults)
            continue
        for line in same[1:]:
            fault = f"код {quote(line['id'])} повторяет строку {same[0].row}"
            faults.append(line.problem("id", fault, "Оставьте одну строку на школу."))
        yield _entry(id_, same[0], same[0].attributes(), {}, faults)


def _entry_of_years(id_: str, lines: Sequence[_Line], faults: list[Problem]) -> Iterator[Entry]:
    by_year: dict[int, _Line] = {}
    for line in lines:
        year = _year(line, "year", faults)
        if year in by_year:
            fault = (
                f"школа {quote(id_)} за {school_year(year)} уже есть в строке {by_year[year].row}"
            )
            faults.append(line.problem("id", fault, "Оставьте одну строку на школу и год."))
        elif year:
            by_year[year] = line
    if by_year:
        last = by_year[max(by_year)]
        fixed = {name: text for name, text in last.attributes().items() if name in _ATTRIBUTES}
        of_year = {year: line.attributes() for year, line in by_year.items()}
        rows = {year: line.row for year, line in by_year.items()}
        yield _entry(id_, last, fixed, of_year, faults)._replace(rows=rows)


def _entry(
    id_: str,
    line: _Line,
    attributes: Mapping[str, str],
    of_year: Mapping[int, Mapping[str, str]],
    faults: list[Problem],
) -> Entry:
    aliases = line["aliases"].replace("|", ";").split(";")
    if line["since"] and not line["successor"]:
        faults.append(line.problem("since", "год присоединения есть, а преемника нет"))
    if line["successor"] and not line["since"]:
        hint = "Впишите первый год, в котором школы уже нет, например 2025."
        faults.append(line.problem("successor", "не указано, с какого года", hint))
    return Entry(
        id_,
        line["name"] or id_,
        line.row,
        tuple(line[column] for column in _CODES if line[column]),
        _ogrn(line, faults),
        tuple(each.strip() for each in aliases if each.strip()),
        line["municipality"],
        _excluded(line, faults),
        line["successor"] or None,
        _year(line, "since", faults) or 0,
        _open_years(line, faults),
        _decision(line, faults),
        attributes,
        of_year,
    )


def _decision(line: _Line, faults: list[Problem]) -> Decision | None:
    year = _year(line, "decision_year", faults) or None
    return Decision(line["decision"], line["decision_basis"], year) if line["decision"] else None


def _open_years(line: _Line, faults: list[Problem]) -> tuple[int, int]:
    opened = _year(line, "opened", faults) or ALWAYS[0]
    closed = _year(line, "closed", faults) or ALWAYS[1]
    if closed < opened:
        fault = f"закрыта в {closed} году, а открыта в {opened}"
        faults.append(line.problem("closed", fault, "Исправьте один из годов."))
    return opened, closed


def _year(line: _Line, column: str, faults: list[Problem]) -> int:
    """Return the year of a cell, 0 where it is empty or unfit."""
    text = line[column]
    if not text:
        if column == "year":
            faults.append(line.problem(column, "не указан год"))
        return 0
    try:
        return year_of(text, FOUNDED if column == "opened" else YEARS)
    except ValueError as error:
        faults.append(line.problem(column, str(error)))
        return 0


def _ogrn(line: _Line, faults: list[Problem]) -> str:
    number = line["ogrn"]
    if number and not re.fullmatch(r"\d{13}", number, re.ASCII):
        faults.append(line.problem("ogrn", f"{quote(number)}: в ОГРН 13 цифр", code="T-044"))
    elif number and not is_ogrn(number):
        hint = "Сверьте его с выпиской: одна из цифр не та."
        fault = f"{quote(number)}: контрольная цифра ОГРН не сходится"
        faults.append(line.problem("ogrn", fault, hint, "T-044"))
    return number


def _excluded(line: _Line, faults: list[Problem]) -> str | None:
    said = fold(line["exclude"])
    if said in _YES:
        return line["exclude_reason"] or "причина в реестре не названа"
    if said and said not in _NO:
        fault = f"{quote(line['exclude'])}: нужно «да» или «нет»"
        faults.append(line.problem("exclude", fault, "Причину пишут в столбце «причина»."))
    return None


def _almost_known(rows: Rows, columns: Mapping[str, int]) -> Iterator[Remark]:
    """Yield columns whose header is nearly one with a meaning of its own: a slip, perhaps."""
    from difflib import get_close_matches

    for name in columns:
        near = [] if name in _COLUMNS else get_close_matches(fold_header(name), _BY_HEADER, 1, 0.8)
        if near:
            text = f"столбец похож на «{near[0]}»"
            yield Remark(rows.place(column=name), text, "считается признаком школы", "R-attribute")


def _idle_reasons(rows: Rows, lines: Sequence[_Line]) -> Iterator[Remark]:
    for line in lines:
        if line["exclude_reason"] and not line["exclude"]:
            place = rows.place(line.row)
            text = f"у школы {quote(line['id'])} есть причина исключения, а исключения нет"
            yield Remark(place, text, "школа не исключена", "R-exclude")


def _half_decisions(rows: Rows, lines: Sequence[_Line]) -> Iterator[Remark]:
    for line in lines:
        if bool(line["decision"]) != bool(line["decision_basis"]):
            said, done = _HALVES[bool(line["decision"])]
            text = f"у школы {quote(line['id'])} {said}"
            yield Remark(rows.place(line.row), text, done, "R-decision")


_HALVES = (
    ("есть основание решения, а решения нет", "решения о школе нет"),
    (
        "есть решение, а его документа нет",
        "если критерии дают другую категорию, школа в перечень не включается",
    ),
)
"""What is said and done where a decision or its document is alone: without the decision, with."""
