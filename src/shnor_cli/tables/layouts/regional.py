"""Regional tables of marks: long, a row for a school and assessment, and wide, a row for a school.

Both have percents of marks more often than counts, and schools by logins of ФИС ОКО.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold, join_and, quote
from shnor_cli.tables.faults import Faults, error_of
from shnor_cli.tables.layouts import plain
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
from shnor_cli.tables.layouts.exams import subject_and_level
from shnor_cli.tables.layouts.headers import ROLES, fold_header
from shnor_cli.tables.layouts.percents import UNKNOWN
from shnor_cli.tables.layouts.periods import school_years_in
from shnor_cli.tables.layouts.procedures import procedure_of, without_procedures
from shnor_cli.tables.layouts.resits import EXAMS, are_additional, is_additional, resit
from shnor_cli.tables.layouts.said import said_above
from shnor_cli.tables.layouts.saying import GRADE, VPR
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.shares import Counted, Kind, kind_of, texts_of, unit_of
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet

TITLE = "Региональная таблица отметок"

MARKS = ("2", "3", "4", "5")
HEADER = (
    *("школа", "название", "муниципалитет", "группа", "год", "процедура", "предмет", "уровень"),
    *("класс", "участников", *MARKS),
)

_GOT = r"(?:%|доля|процент\w*|отмет\w+|оценк\w+|получил\w*|получивш\w+|на|кол-?во|количество|число)"
_COLUMNS = {
    "code": re.compile(r"логин( оо)?|код оо"),
    "name": re.compile(r"оо|(название|наименование) оо|школа|образовательная организация"),
    "municipality": re.compile(r"муниципалитет|муниципальное образование|район"),
    "year": re.compile(r"год|учебный год"),
    "grade": re.compile(r"класс"),
    "letter": re.compile("|".join(map(re.escape, ROLES["letter"]))),
    "subject": re.compile(r"предмет"),
    "participants": re.compile(r"((кол-?во|количество|число) )?участников"),
    "procedure": re.compile("|".join(map(re.escape, ROLES["procedure"]))),
    "period": re.compile(r"период( (сдачи|проведения|гиа))?|этап( гиа)?"),
    **{mark: re.compile(rf"({_GOT} )*[«\"]?{mark}[»\"]?(,? ?\(?%\)?)?") for mark in MARKS},
}
_MEASURED = frozenset({"participants", *MARKS})
_NOBODY = UNKNOWN | {"0"}
"""Cells of marks where nobody took part."""
_LONG = _MEASURED | {"code", "year", "grade", "subject"}
_YEARS = re.compile(r"\b20\d\d\b(?: ?[/–—-] ?\d{2,4})?(?: ?(?:уч\w*\.?|год\w*|г\b\.?))*")

_AUTUMN_HINT = (
    "Осенью 2020 и 2022 годов писали по программе предыдущего класса: пишите в таблице класс "
    "программы (не 5, а 4) и допишите в заголовок «по программе предыдущего класса»."
)

_NINTH = re.compile(r"0?9(?!\d)")
"""The class that has written ВПР only in autumn, by the programme of the eighth."""

Columns = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Held:
    """What was held: all of the key but the school."""

    year: str
    procedure: str
    subject: str
    level: str
    grade: str
    is_assumed: bool = field(default=False, compare=False)
    """Whether nothing named the procedure, which was taken to be ВПР."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the plain table before it is known whether marks are counts or percents."""

    number: int
    about: About
    held: _Held
    counted: Counted
    is_resit: bool = False
    """Whether its own column says that it is of the additional period."""

    @property
    def is_of_exam(self) -> bool:
        """Whether it is of a procedure that has an additional period."""
        return self.held.procedure in EXAMS

    def cells(self, kind: Kind) -> Cells:
        """Return the cells of the plain table, where marks are of a kind."""
        whom, held = self.about, self.held
        school = (whom.school, whom.name, whom.municipality, whom.group)
        exam = (held.year, held.procedure, held.subject, held.level, held.grade)
        marks = texts_of(self.counted, kind, nearest=bool(whom.group))
        key = (text or None for text in (*school, *exam))
        return (*key, self.counted.participants, *marks)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such a table, long or wide."""
    return _long(sheet) is not None or bool(_bands(_wide(sheet)))


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands; rows of a long table say their work themselves."""
    if (long := _long(sheet)) is not None:
        said = long.heading._replace(of_rows=frozenset({"предмет", "класс", "год"}))
        is_of_rows = "procedure" in _columns(long)
        return said._replace(of_rows=said.of_rows | {"процедура"}) if is_of_rows else said
    wide = _wide(sheet)
    return None if wide is None else wide.heading


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the rows of schools and of groups.

    Raises:
        TableError: with every assessment of a wide table that is not said in full.
    """
    long, wide = _long(sheet), _wide(sheet)
    faults: Faults = []
    if long is not None:
        yield _table(sheet, long, list(_rows_of_long(sheet, long, faults)), faults)
    elif wide is not None:
        yield _table(sheet, wide, list(_rows_of_wide(sheet, wide, faults)), faults)


def _table(sheet: Sheet, found: Banded, given: Sequence[_Row], faults: Faults) -> Rows:
    is_again = are_additional(found.texts(sheet))
    rows = [each for each in given if not (each.is_resit or (is_again and each.is_of_exam))]
    counted = [each.counted for each in rows]
    seen = [Seen(each.number, each.about, each.held, each.counted.participants) for each in rows]
    faults += unclear_rows(sheet, seen)
    faults += blank_rows_of(sheet, found, _columns(found), _has_results(found))
    faults += () if faults else _not_of_vpr(sheet, rows)
    if faults:
        raise error_of(faults)
    kind = kind_of(counted)
    numbers = tuple(each.number for each in rows)
    again = {each.number for each in given} - set(numbers)
    bands = (own.values() for own in _bands(found).values())
    columns = {*_columns(found).values(), *itertools.chain.from_iterable(bands)}
    remarks = (
        *found.left_out(sheet, rows={*numbers, *again}, columns=columns, is_aside=_is_aside(found)),
        *nameless_rows(sheet, seen),
        *_assumed(sheet, found, rows),
        *([resit(sheet, again)] if again else ()),
    )
    cells = tuple(each.cells(kind) for each in rows)
    table = Rows(sheet.source, sheet.name, HEADER, numbers, cells, remarks)
    unit = unit_of(counted, kind)
    return table._replace(has_nearest_groups=kind != "counts", share_unit=unit)


def _assumed(sheet: Sheet, found: Banded, rows: Sequence[_Row]) -> Iterator[Remark]:
    if any(each.held.is_assumed for each in rows):
        title = " ".join(cell for line in found.above for cell in line.cells if cell)
        said = f": над таблицей — {quote(title)}" if title else ""
        text = f"не сказано, какая это процедура{said}"
        yield Remark(sheet.place(), text, f"отметки приняты за отметки {VPR}", "R-assumed")


def _not_of_vpr(sheet: Sheet, rows: Sequence[_Row]) -> Iterator[Problem]:
    """Yield the first row of a class that writes no ВПР, where no procedure is named."""
    row = next(
        (each for each in rows if each.held.is_assumed and _NINTH.match(each.held.grade)), None
    )
    if row is not None:
        fault = f"не сказано, какая это процедура, а в 9 классе {VPR} не пишут"
        hint = "Назовите её над таблицей, в имени листа или файла: «ОГЭ 2025»."
        yield Problem(sheet.place(row.number), fault, hint, "T-080")


def _long(sheet: Sheet) -> Banded | None:
    """Find the header of a long table that is no plain one."""
    for place, line in enumerate(sheet.lines[:HEAD_WITHIN]):
        roles = {_role(fold_header(cell)) for cell in line.cells if cell}
        if roles >= _LONG and not plain.recognises([cell or "" for cell in line.cells]):
            return banded(sheet.lines, place, lambda _: True)
    return None


def _wide(sheet: Sheet) -> Banded | None:
    """Find the header of a wide table: names of assessments, and what is measured below them."""
    lines = sheet.lines
    for place, line in enumerate(lines[1:HEAD_WITHIN], 1):
        roles = [_role(fold_header(cell)) for cell in line.cells if cell]
        if all(roles.count(each) > 1 for each in _MEASURED) or _is_band(lines[place - 1], line):
            return banded(lines, place - 1, lambda row: row.number > line.number)  # noqa: B023
    return None


def _is_band(above: Line, line: Line) -> bool:
    """Whether a row measures one assessment, named in the row above beside names of schools."""
    both = itertools.zip_longest(line.cells, above.cells)
    own = [fold_header(cell) for cell, upper in both if cell and cell != upper]
    is_measured = sorted(filter(None, map(_role, own))) == sorted(_MEASURED)
    roles = {_role(fold_header(cell)) for cell in above.cells if cell}
    return is_measured and len(own) == len(_MEASURED) and not roles.isdisjoint({"name", "code"})


def _role(header: str) -> str | None:
    return next((role for role, sign in _COLUMNS.items() if sign.fullmatch(header)), None)


def _columns(found: Banded) -> Columns:
    """Return the columns that belong to no band."""
    columns: dict[str, int] = {}
    for column, path in enumerate(found.paths):
        role = _role(path[0]) if len(path) == 1 else None
        if role is not None:
            columns.setdefault(role, column)
    return columns


def _bands(found: Banded | None) -> Mapping[Path, Columns]:
    """Return the columns of each assessment by what stands above it, of those that are whole."""
    bands: dict[Path, dict[str, int]] = defaultdict(dict)
    for column, path in enumerate(found.paths if found else ()):
        role = _role(path[-1]) if len(path) > 1 else None
        if role in _MEASURED:
            bands[path[:-1]].setdefault(role, column)
    return {name: columns for name, columns in bands.items() if columns.keys() == _MEASURED}


def _rows_of_long(sheet: Sheet, found: Banded, faults: Faults) -> Iterator[_Row]:
    columns = _columns(found)
    is_of_rows = "procedure" in columns
    told = "" if is_of_rows else procedure_of(sheet, found.above, faults)
    faults += _unsaid_programme(sheet, found)
    for line in found.body:
        whom, counted = _about(line, columns, sheet), _counted(line, columns)
        if whom is not None and counted is None:
            faults += _lost(sheet, found, line, columns)
        year, grade, subject = (
            line.cell(columns[role]) or "" for role in ("year", "grade", "subject")
        )
        if whom is not None and counted is not None:
            own = line.cell(columns.get("procedure")) if is_of_rows else told or VPR
            is_assumed = not (told or is_of_rows)
            held = _Held(year, own or "", *subject_and_level(subject), grade, is_assumed)
            yield _Row(line.number, whom, held, counted, _is_resit(line, columns))


def _rows_of_wide(sheet: Sheet, found: Banded, faults: Faults) -> Iterator[_Row]:
    bands: dict[_Held, Columns] = {}
    named: dict[_Held, Path] = {}
    for path, own in _bands(found).items():
        held = _held(path, sheet, found, faults)
        bands[held] = own
        first = named.setdefault(held, path)
        if not faults and (first != path or found.paths.count((*path, _last(found, own))) > 1):
            faults.append(_twice(sheet, found, first, path))
    faults += _unsaid_programme(sheet, found)
    if faults:
        raise error_of(faults)
    columns = _columns(found)
    for line in found.body:
        whom = _about(line, columns, sheet)
        for held, own in bands.items() if whom is not None else ():
            counted = _counted(line, own)
            if counted is None:
                faults += _lost(sheet, found, line, own)
            elif whom is not None:
                own_held = _of_row(held, line, columns)
                yield _Row(line.number, whom, own_held, counted, _is_resit(line, columns))


def _unsaid_programme(sheet: Sheet, found: Banded) -> Iterator[Problem]:
    """Yield what is not said of works that were moved to autumn: whose class the table tells."""
    said = said_above(sheet, found.above)
    if said.is_moved and said.programme is None and "по программе" not in said.text:
        fault = "работу писали осенью, а чей класс в таблице — учеников или программы, не сказано"
        yield Problem(sheet.place(said.row), fault, _AUTUMN_HINT, "T-082")


def _is_resit(line: Line, columns: Columns) -> bool:
    """Whether a row says in its own column that it is of the additional period."""
    return is_additional(fold(line.cell(columns.get("period")) or ""))


def _of_row(held: _Held, line: Line, columns: Columns) -> _Held:
    """Return what was held with the procedure of a row, where a column tells it."""
    if "procedure" not in columns:
        return held
    return replace(held, procedure=line.cell(columns["procedure"]) or "")


def _last(found: Banded, band: Columns) -> str:
    """Return the header of the participants of a band."""
    return found.paths[band["participants"]][-1]


def _twice(sheet: Sheet, found: Banded, *bands: Path) -> Problem:
    names = [quote(" ".join(each)) for each in bands]
    fault = f"об одной работе и одном годе говорят две группы столбцов: {join_and(names)}"
    hint = "Впишите в названия, чем работы различаются (год, класс), или оставьте одну группу."
    return Problem(sheet.place(found.head[0].number), fault, hint, "T-011")


def _held(path: Path, sheet: Sheet, found: Banded, faults: Faults) -> _Held:
    """Read what stands above a band: «ВПР русский язык 5 класс», the nearest text first."""
    names = path[::-1]
    name = " ".join(path)
    years = school_years_in([*names, *found.texts(sheet)])
    is_of_rows = "procedure" in _columns(found)
    procedure = "" if is_of_rows else procedure_of(sheet, found.above, faults, bands=names)
    grade = next((match for each in names if (match := GRADE.search(each))), None)
    plain = (subject_and_level(_without(sheet, each)) for each in names)
    subject, level = next((each for each in plain if each[0]), ("", ""))
    is_said = {
        "год": len(years) == 1,
        "предмет": bool(subject),
        "класс": grade is not None or procedure not in {"", VPR},
    }
    if lacks := [what for what, known in is_said.items() if not known]:
        fault = f"в названии {quote(name)} не сказано: {', '.join(lacks)}"
        hint = "Впишите это в название («ВПР русский язык 5 класс 2025») или год над таблицей."
        faults.append(Problem(sheet.place(found.head[0].number), fault, hint, "T-080"))
    year = str(min(years, default=""))
    of_class = grade[1] if grade else ""
    is_assumed = not (procedure or is_of_rows)
    return _Held(year, procedure or VPR, subject, level, of_class, is_assumed)


def _without(sheet: Sheet, text: str) -> str:
    """Return a text without years and procedures."""
    return without_procedures(_YEARS.sub("", text), sheet.procedures)


def _about(line: Line, columns: Columns, sheet: Sheet) -> About | None:
    return about(*named_in(line, columns), sheet.schools)


def _is_aside(found: Banded) -> Callable[[Line], bool]:
    columns = _columns(found)
    return lambda line: named_in(line, columns).is_aside


def _has_results(found: Banded) -> Callable[[Line], bool]:
    bands = [*_bands(found).values()] or [_columns(found)]
    return lambda line: any(_counted(line, own) is not None for own in bands)


def _counted(line: Line, columns: Columns) -> Counted | None:
    """Return the counts of a row; None where nobody took part or it says nothing."""
    participants = line.cell(columns.get("participants"))
    if participants is None or not participants[0].isdigit():
        return None
    return Counted(participants, tuple(line.cell(columns.get(mark)) for mark in MARKS))


def _lost(sheet: Sheet, found: Banded, line: Line, columns: Columns) -> Iterator[Problem]:
    """Yield the cell of participants that is no number, where results stand beside it."""
    participants = line.cell(columns["participants"])
    marks = {line.cell(columns[mark]) for mark in MARKS}
    if marks <= _NOBODY and participants in UNKNOWN:
        return
    place = sheet.place(line.number, " ".join(found.paths[columns["participants"]]))
    fault = f"{quote(participants)} не число участников" if participants else "не указано число"
    hint = "Впишите, сколько человек; нет данных — пустые ячейки и под отметками."
    yield Problem(place, fault, hint, "T-020")
