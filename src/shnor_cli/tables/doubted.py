"""The list of results that need to be checked for objectivity, as a region gives it.

Two shapes are read: a row for each such result (школа, год, основание and, where they are told
apart, процедура, предмет, класс), and the table of markers of ВПР (год, ОО, логин, then columns
«4 РУ», «4 МА», «5 РУ», «5 МА» with 0 and 1).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.model import Source
from shnor_cli.resources import digest_of
from shnor_cli.russian import fold, quote
from shnor_cli.tables.faults import FEW, error_of, shortened
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.headers import ROLES, fold_header
from shnor_cli.tables.layouts.subjects import subject_of
from shnor_cli.tables.opening import read_table
from shnor_cli.tables.sheets import Rows
from shnor_cli.tables.texts import grade_of, year_of

_WANTED = ("school", "name", "municipality", "year", "procedure", "subject", "grade")
_GROUNDS = ("основание", "признак", "признаки", "причина", "ground")
_PASSED = (*ROLES["region"], "количество маркеров", "№", "№ п/п")
_ROLES = {
    **{header: role for role in _WANTED for header in ROLES[role]},
    **dict.fromkeys(_GROUNDS, "ground"),
    **dict.fromkeys(_PASSED, ""),
}
_MARKER = re.compile(r"(\d{1,2}) ?([а-яё]{2})")
_MARKED = "ВПР"
"""The procedure of the table of markers."""
_MARKS = {"1": True, "0": False, "": False}


class Listed(NamedTuple):
    """A result, or all results of a school in a year, that needs to be checked."""

    schools: tuple[str, ...]
    """What names the school: its id, its login, its name."""
    municipality: str
    year: int
    procedure: str
    subject: str
    grade: int
    """Empty and 0 where the list says it of all."""
    ground: str
    row: int


@dataclass(frozen=True)
class Doubted:
    """The list as read."""

    source: Source
    rows: Rows
    listed: tuple[Listed, ...]


def read_doubted(path: Path) -> Doubted:
    """Read the list from CSV or a workbook.

    Raises:
        TableError: with every fault: columns that are missing or unknown, cells that are unfit.
    """
    rows = read_table(Input.alone(path), lambda header: _role(header) is not None)
    problems = list(_wrong_columns(rows))
    listed = () if problems else tuple(_all_listed(rows, problems))
    if problems:
        raise error_of(shortened(problems[: FEW.problems], len(problems)))
    source = Source(path.name, digest_of(path), len(rows.cells))
    return Doubted(source, rows, listed)


def is_list(header: Sequence[str]) -> bool:
    """Whether a header that is none of results is that of such a list."""
    roles = {_role(each) for each in header if each}
    return None not in roles and "year" in roles and bool(roles & {"ground", "marker"})


def _role(header: str) -> str | None:
    folded = fold_header(header)
    return "marker" if _MARKER.fullmatch(folded) else _ROLES.get(folded)


def _wrong_columns(rows: Rows) -> Iterator[Problem]:
    roles = [_role(header) for header in rows.header]
    if not {"school", "name"} & {*roles}:
        yield Problem(rows.place(), "нет столбца со школой", "Назовите его «школа».", "T-100")
    if "year" not in roles:
        yield Problem(rows.place(), "нет столбца «год»", "", "T-100")
    if not {"ground", "marker"} & {*roles}:
        hint = "Нужен столбец «основание» или столбцы признаков «4 РУ», «4 МА»."
        yield Problem(rows.place(), "не указано, почему школа в списке", hint, "T-100")
    for header, role in zip(rows.header, roles, strict=True):
        if header and role is None:
            hint = "Переименуйте столбец или уберите его."
            yield Problem(rows.place(column=header), "столбец не узнан", hint, "T-100")
    for role, count in Counter(roles).items():
        if count > 1 and role not in {"", "school", "name", "marker", None}:
            yield Problem(rows.place(), f"столбцов одного смысла {count}", "", "T-100")


def _all_listed(rows: Rows, problems: list[Problem]) -> Iterator[Listed]:
    for number, cells in zip(rows.numbers, rows.cells, strict=True):
        row = _Row(
            rows, number, {h: cell or "" for h, cell in zip(rows.header, cells, strict=True)}
        )
        try:
            yield from row.listed()
        except _UnfitError as error:
            problems.append(error.problem)


class _UnfitError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault)
        self.problem = problem


@dataclass(frozen=True)
class _Row:
    """A row of the list: its cells by header."""

    rows: Rows
    number: int
    cells: Mapping[str, str]

    def listed(self) -> Iterator[Listed]:
        """Yield what the row lists: a thing for each marker, or one."""
        schools = tuple(
            cell for header, cell in self.cells.items() if cell and _role(header) in _WANTED[:2]
        )
        district, year = self._text("municipality"), self._parsed("year", year_of)
        if not schools or not year:
            raise self._unfit("", "не указана школа" if year else "не указан год")
        markers = [header for header in self.cells if _role(header) == "marker"]
        for header in markers:
            if self._is_marked(header):
                grade, letters = _MARKER.fullmatch(fold_header(header)).groups()  # type: ignore[union-attr]
                about = (_MARKED, subject_of(letters), int(grade))
                yield Listed(
                    schools, district, year, *about, f"признак {quote(header)}", self.number
                )
        if not markers:
            about = (self._text("procedure"), self._subject(), self._parsed("grade", grade_of))
            yield Listed(schools, district, year, *about, self._text("ground"), self.number)

    def _subject(self) -> str:
        return subject_of(fold(self._text("subject")))

    def _text(self, role: str) -> str:
        return next((cell for header, cell in self.cells.items() if _role(header) == role), "")

    def _parsed(self, role: str, parse: Callable[[str], int]) -> int:
        """Return the number of a cell, 0 where it is empty."""
        text = self._text(role)
        try:
            return parse(text) if text else 0
        except ValueError as error:
            raise self._unfit(role, str(error)) from error

    def _is_marked(self, header: str) -> bool:
        text = self.cells[header].removesuffix(".0").removesuffix(",0")
        if text not in _MARKS:
            fault = f"{quote(text)}: нужно 1 или 0"
            raise _UnfitError(Problem(self.rows.place(self.number, header), fault, "", "T-101"))
        return _MARKS[text]

    def _unfit(self, role: str, fault: str) -> _UnfitError:
        header = next((each for each in self.cells if role and _role(each) == role), "")
        return _UnfitError(Problem(self.rows.place(self.number, header), fault, "", "T-101"))
