"""КДР by levels: a row is a school, columns are how many pupils reached which level."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.layouts.about import (
    About,
    Seen,
    about,
    blank_rows_of,
    named_in,
    nameless_rows,
    unclear_rows,
)
from shnor_cli.tables.layouts.bands import HEAD_WITHIN, Banded, Path, banded
from shnor_cli.tables.layouts.periods import dated_school_years
from shnor_cli.tables.layouts.saying import GRADE, subjects_in
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.shares import Counted, Kind, kind_of, texts_of, unit_of
from shnor_cli.tables.layouts.subjects import literacies_in
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet
from shnor_cli.tables.sums import Sums

TITLE = "Результаты КДР по уровням"

LEVELS = ("недостаточный", "пониженный", "базовый", "повышенный")
HEADER = (
    *("школа", "название", "муниципалитет", "группа", "год", "процедура", "предмет", "класс"),
    *("участников", "по списку", *LEVELS),
)

_KDR = re.compile(r"\bкдр(?:\d|\b)|краев\w+ диагностическ\w+")
_GRADE = re.compile(rf"\bкдр[ -]?(\d{{1,2}})\b|{GRADE.pattern}")
_LEVEL = re.compile(r"\b(недостаточн|пониженн|базов|повышенн)\w*")
_SHARE = re.compile(r"%|дол[яи]|процент")
_COLUMNS = {
    "enrolled": re.compile(r"по списку|списочн"),
    "participants": re.compile(r"участник|писал|выполнял|учащихся|обучающихся"),
    "schools": re.compile(r"^(кол|число).*(\bоо\b|школ|организац)"),
    "code": re.compile(r"^код|логин"),
    "municipality": re.compile(r"муницип|территори|^район"),
    "name": re.compile(r"^оо\b|образоват|школ|учрежден|организац|групп"),
}
_ENOUGH = 3
"""Levels that make a header."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)? ?%?")


_Held = tuple[str, str, str, str]
"""School year, procedure, subject and grade."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the plain table before it is known whether levels are counts or percents."""

    number: int
    about: About
    counted: Counted
    enrolled: str | None

    def cells(self, held: _Held, kind: Kind) -> Cells:
        """Return the cells of the plain table, where levels are of a kind."""
        whom = self.about
        levels = texts_of(self.counted, kind, nearest=bool(whom.group))
        school = (whom.school, whom.name, whom.municipality, whom.group)
        key = (text or None for text in (*school, *held))
        return (*key, self.counted.participants, self.enrolled, *levels)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is a table of levels of КДР."""
    found = _found(sheet)
    if found is None or any(path[-1:] == ("процедура",) for path in found.paths):
        return False
    return any(_KDR.search(text) for text in found.texts(sheet))


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    found = _found(sheet)
    return None if found is None else found.heading


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the rows of schools and of groups.

    Raises:
        TableError: grade, subject or school year is not said.
    """
    found = _found(sheet)
    if found is None:
        return
    held, columns = _held(sheet, found), _columns(found)
    rows = [each for line in found.body if (each := _row(line, columns, sheet)) is not None]
    counted = [each.counted for each in rows]
    seen = [Seen(each.number, each.about, held, each.counted.participants) for each in rows]
    faults = [
        *unclear_rows(sheet, seen),
        *blank_rows_of(sheet, found, columns, lambda line: _has_levels(line, columns)),
    ]
    if faults:
        raise error_of(faults)
    kind = kind_of(counted)
    numbers = tuple(each.number for each in rows)
    used = {columns.get(role) for role in (*_COLUMNS, *LEVELS)}
    remarks = (
        *found.left_out(
            sheet,
            rows=set(numbers),
            columns=used,
            is_aside=lambda it: named_in(it, columns).is_aside,
        ),
        *nameless_rows(sheet, seen),
        *_wrong_totals(sheet, found, rows, kind),
    )
    cells = tuple(each.cells(held, kind) for each in rows)
    table = Rows(sheet.source, sheet.name, HEADER, numbers, cells, remarks)
    unit = unit_of(counted, kind)
    yield table._replace(has_nearest_groups=kind != "counts", share_unit=unit)


def _wrong_totals(
    sheet: Sheet, found: Banded, rows: Sequence[_Row], kind: Kind
) -> Iterator[Remark]:
    """Yield totals that are not the sums of the schools; shares have none."""
    schools = {each.number for each in rows if not each.about.group}
    roles = ("participants", "enrolled", *(LEVELS if kind == "counts" else ()))
    columns = _columns(found)
    counted = {
        columns[each]: " ".join(found.paths[columns[each]]) for each in roles if each in columns
    }
    lines = [line for line in found.body if line.number in schools]
    yield from Sums(lines, ()).wrong(sheet, counted, found.totals)


def _found(sheet: Sheet) -> Banded | None:
    """Find the header: its levels may stand a row or two below the names of columns."""
    lines = sheet.lines
    head = enumerate(lines[:HEAD_WITHIN])
    levels = (place for place, line in head if _levels_in(line) >= _ENOUGH)
    lowest = next(levels, None)
    if lowest is None:
        return None
    tops = range(max(lowest - 2, 0), lowest + 1)
    top = next((place for place in tops if _names_school(lines[place])), None)
    return None if top is None else banded(lines, top, _is_row)


def _levels_in(line: Line) -> int:
    return len({level for cell in line.cells if cell and (level := _level_of((fold(cell),)))})


def _names_school(line: Line) -> bool:
    sign = _COLUMNS["name"]
    return line.filled > 1 and any(cell and sign.search(fold(cell)) for cell in line.cells)


def _is_row(line: Line) -> bool:
    numbers = sum(bool(cell and _NUMBER.fullmatch(cell)) for cell in line.cells)
    return numbers > 1 and not _levels_in(line)


def _level_of(path: Path) -> str | None:
    """Return the level that a column is about; «базовый и выше» is two of them."""
    found = [match for text in path for match in _LEVEL.findall(text)]
    if len(set(found)) != 1 or any(re.search(r"\bи (выше|ниже)\b", text) for text in path):
        return None
    return next(level for level in LEVELS if level.startswith(found[0]))


def _columns(found: Banded) -> Mapping[str, int]:
    """Return the columns by role and level; of a count and a share of a level the count."""
    columns: dict[str, int] = {}
    shares: dict[str, int] = {}
    for column, path in enumerate(found.paths):
        level = _level_of(path)
        if level is not None:
            is_share = any(_SHARE.search(text) for text in path)
            (shares if is_share else columns).setdefault(level, column)
        elif path and not any(_LEVEL.search(text) or _SHARE.search(text) for text in path):
            roles = (name for name, sign in _COLUMNS.items() if sign.search(path[-1]))
            columns.setdefault(next(roles, path[-1]), column)
    return {**shares, **columns}


def _held(sheet: Sheet, found: Banded) -> _Held:
    """Return school year, procedure, subject and grade, all from the title."""
    texts = found.texts(sheet)
    faults: Faults = []

    def only(values: set[str], missing: str, several: str) -> str:
        if len(values) == 1:
            return next(iter(values))
        hint = (
            "Впишите над таблицей, например: «КДР6, читательская грамотность, 6 класс, "
            "2024/25 учебный год» (вместо учебного года — дату)."
        )
        faults.append(Problem(sheet.place(), several if values else missing, hint, "T-080"))
        return ""

    year = only(
        {str(each) for each in dated_school_years(texts)},
        "не сказано, какой это учебный год",
        "названо несколько учебных лет",
    )
    subject = only(
        {each for text in texts for each in literacies_in(text)} or subjects_in(texts),
        "не сказано, какая грамотность или какой предмет проверялись",
        "названо несколько предметов",
    )
    grade = only(
        {match[1] or match[2] for text in texts for match in _GRADE.finditer(text)},
        "не сказано, какой это класс",
        "названо несколько классов",
    )
    if faults:
        raise error_of(faults)
    return year, "КДР", subject, grade


def _row(line: Line, columns: Mapping[str, int], sheet: Sheet) -> _Row | None:
    """Return a row of a school or a group; None for totals, notes and numbers of columns."""
    said = {role: line.cell(column) for role, column in columns.items()}
    named = named_in(line, columns)
    name, whom = named.name, about(*named, sheet.schools)
    participants, levels = said.get("participants"), tuple(said.get(level) for level in LEVELS)
    if whom is None or participants is None or not any(levels) or _NUMBER.fullmatch(name):
        return None
    return _Row(line.number, whom, Counted(participants, levels), said.get("enrolled"))


def _has_levels(line: Line, columns: Mapping[str, int]) -> bool:
    """Whether a row has participants and a level, and is no row of numbers of columns."""
    participants = line.cell(columns.get("participants"))
    levels = [line.cell(columns.get(level)) for level in LEVELS]
    return bool(participants and _NUMBER.fullmatch(participants)) and any(levels)
