"""Aggregated tables of ЕГЭ: a row is a school, a band of columns is a subject."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shnor_cli.errors import Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import fold, join_and, plural, quote
from shnor_cli.tables.faults import error_of, one
from shnor_cli.tables.layouts.about import blank_rows
from shnor_cli.tables.layouts.bands import HEAD_WITHIN, Banded, Path, banded
from shnor_cli.tables.layouts.exams import subject_and_level
from shnor_cli.tables.layouts.means import sum_behind
from shnor_cli.tables.layouts.percents import as_percents, fit, percent_of
from shnor_cli.tables.layouts.periods import school_years_in
from shnor_cli.tables.layouts.procedures import procedure_of
from shnor_cli.tables.layouts.resits import are_additional, names_additional, resit
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.subjects import KNOWN
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet
from shnor_cli.tables.texts import is_no_school, is_total

TITLE = "Сводная таблица ЕГЭ по школам"

HEADER = (
    *("название", "муниципалитет", "год", "процедура", "предмет", "уровень"),
    *("участников", "2", "ниже порога", "сумма баллов"),
)

_FIXED = {
    "municipality": re.compile(r"муницип|мсу"),
    "school": re.compile(r"образоват\w+ (организац|учрежд)|школ|наименование о[оу]|оо$"),
    "profile": re.compile(r"профиль"),
}
_OF_ROWS = (_FIXED["municipality"], _FIXED["school"])
_MEASURES = {
    "low": re.compile(r"не преодол|не набрал|ниже (минимальн|порог)"),
    "mean": re.compile(r"средн\w+ (тестов\w+ )?балл"),
    "other": re.compile(r"высокобалл|\d+ балл|средн"),
    "participants": re.compile(r"принял\w* участие|участник|сдавал"),
}
_MARK_2 = re.compile(
    r"(?:(?:получил[а-я]*|отметк[а-я]+|оценк[а-я]+|количество|кол-во|число|доля|процент|на|%)"
    r"[ .,:-]*)*(?:2|неуд[а-я.]*|двойк[а-я]*)(?:[ ,(]+(?:%|чел[а-я.]*|доля)\)?)*"
)
"""A low result of maths of the base level; other exams have no marks."""
_BELOW = re.compile(
    r"(?:ниже|менее|меньше|не набрал[а-я]*|не преодол[а-я]*)\D{0,20}\b(\d{1,3}) балл"
)
"""Fewer scores than some number, which may be the minimum, or one that a university asks for."""
_LATER = re.compile(r"пересда|повторн")
"""After exams were taken again: not the result that counts."""
_NEEDLESS = re.compile(
    r"высокобалл|^(?:100|сто)\b|^(?:от )?\d+ ?(?:[-–—]|до) ?\d+|не менее \d+|и (?:выше|более)|номер"
    r"|№|п/п|\bкод\b|мсу|муницип"
    r"|^(?:всего |количество |кол-во |число )*выпускников(?:,? сдававших егэ)?$"
)
"""Columns that are nothing of a low result, and are known to stand in such tables."""
_PERCENT = re.compile(r"%|доля|процент")
_ALL = re.compile(r"всего|общ(?:[еи][ей]|ая|его|их)?\b|итог")
"""«Общее число», and no «обществознание»."""
_NOTHING = re.compile(r"[-–—]|nan|[хx]( ?[-–—] ?отсутству\w+)?|н/д|отсутству\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)? ?%?")
_MINIMUM = re.compile(r"(?:min|мин)[^\d%]{0,30}(\d{1,3})(?!\d)")
Key = tuple[str, str]
"""Subject and level."""


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is a table of ЕГЭ with a band of columns for each subject."""
    found = _found(sheet)
    if found is None or not {"municipality", "school"} <= _fixed(found).keys():
        return False
    return bool(_subjects(found)) and _is_ege(sheet, found)


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands."""
    found = _found(sheet)
    return None if found is None else found.heading


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield what the table says of schools: a row for each school and subject.

    Raises:
        TableError: the year is not said.
    """
    found = _found(sheet)
    if found is None:
        return
    year = _year(sheet, found)
    faults = list(_doubled(sheet, found, year)) or list(_doubled_columns(sheet, found, year))
    procedure_of(sheet, found.above, faults, bands=_heads_with_ege(found))
    if faults:
        raise error_of(faults)
    subjects = _subjects(found, sheet, year)
    reading = _Reading(sheet, found, str(year), subjects)
    rows = list(reading.rows())
    if reading.nameless:
        name = " ".join(found.paths[_fixed(found)["school"]])
        raise error_of(blank_rows(sheet, reading.nameless, name))
    remarks = [*reading.all_remarks(), *_other_minimums(sheet, found, year)]
    remarks += _not_taken(sheet, found, subjects)
    if rows and _is_additional(sheet, found):
        remarks, rows = [resit(sheet, [number for number, _ in rows])], []
    yield Rows(
        sheet.source,
        sheet.name,
        HEADER,
        tuple(number for number, _ in rows),
        tuple(cells for _, cells in rows),
        tuple(remarks),
    )


def _found(sheet: Sheet) -> Banded | None:
    tops = (place for place, line in enumerate(sheet.lines[:HEAD_WITHIN]) if _is_top(line))
    top = next(tops, None)
    if top is None:
        return None
    head = sheet.lines[top]
    texts = ((place, fold(cell)) for place, cell in enumerate(head.cells) if cell)
    named = [place for place, text in texts if any(sign.search(text) for sign in _OF_ROWS)]
    return banded(sheet.lines, top, lambda line: _is_row(line, head, named))


def _is_top(line: Line) -> bool:
    texts = [fold(cell) for cell in line.cells if cell]
    return all(any(sign.search(text) for text in texts) for sign in _OF_ROWS)


def _is_row(line: Line, head: Line, named: Sequence[int]) -> bool:
    """Whether a row has a number and says whose it is; «2» may stand in a lower row of a header."""
    is_named = any(line.cell(each) not in {None, head.cell(each)} for each in named)
    return is_named and any(cell and _is_value(cell) for cell in line.cells)


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _NOTHING.fullmatch(fold(cell)))


def _is_ege(sheet: Sheet, found: Banded) -> bool:
    return any(re.search(r"\bегэ\b", text) for text in _texts(sheet, found))


def _texts(sheet: Sheet, found: Banded) -> list[str]:
    """Return what may name the procedure and the year; titles with «ЕГЭ» first."""
    heads = [text for path in found.paths for text in path]
    return sorted([*found.texts(sheet), *heads], key=lambda text: "егэ" not in text)


def _heads_with_ege(found: Banded) -> list[str]:
    return [text for path in found.paths for text in path if "егэ" in text]


def _is_additional(sheet: Sheet, found: Banded) -> bool:
    """Whether a table is of the additional period: by its titles, or by every subject of it."""
    texts = found.texts(sheet)
    if any(map(names_additional, texts)):
        return are_additional(texts)
    paths = [path for path in found.paths if (told := _told(path)) and told[1] == "participants"]
    return bool(paths) and all(names_additional(" ".join(path)) for path in paths)


def _other_minimums(sheet: Sheet, found: Banded, year: int) -> Iterator[Remark]:
    """Yield the minimums in headers that are not those of the scales."""
    for path in found.paths:
        told = _told(path)
        said = _MINIMUM.search(path[-1]) if told and told[1].startswith("low") else None
        if told is None or said is None:
            continue
        subject, level = told[0]
        minimum = sheet.scales.minimum_of(Assessment("ЕГЭ", subject, level), year)
        if minimum is not None and int(said[1]) != minimum.least:
            name = f"{subject} ({level})" if level else subject
            text = (
                f"{name}: минимальный балл в таблице {said[1]}, а по шкале {minimum.least} "
                f"({minimum.source})"
            )
            place = sheet.place(found.head[0].number)
            yield Remark(place, text, "«ниже порога» взято из таблицы", "R-border")


def _year(sheet: Sheet, found: Banded) -> int:
    years = school_years_in(_texts(sheet, found))
    if len(years) == 1:
        return years.pop()
    fault = "в названии несколько годов" if years else "не сказано, за какой год таблица"
    hint = (
        "Впишите год в строку над таблицей («ЕГЭ 2025») или в имя файла; если строка — другая "
        "таблица, опишите её разметкой (--layout)."
    )
    raise one(sheet.place(), fault, hint, "T-080")


def _fixed(found: Banded) -> Mapping[str, int]:
    """Return the columns that say which school it is."""
    columns: dict[str, int] = {}
    for column, path in enumerate(found.paths):
        for role, sign in _FIXED.items():
            if len(path) == 1 and sign.search(path[0]):
                columns.setdefault(role, column)
    return columns


def _subjects(
    found: Banded, sheet: Sheet | None = None, year: int = 0
) -> Mapping[Key, Mapping[str, int]]:
    """Return the columns of each subject by what they measure."""
    measured = _measured(found, sheet, year)
    subjects = {
        key: {measure: columns[0] for measure, columns in each.items()}
        for key, each in measured.items()
    }
    return {key: columns for key, columns in subjects.items() if "participants" in columns}


def _measured(
    found: Banded, sheet: Sheet | None, year: int
) -> Mapping[Key, Mapping[str, Sequence[int]]]:
    """Return all columns of each subject that measure a thing; those after a resit measure none."""
    subjects: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    later: dict[Key, list[int]] = defaultdict(list)
    for column, path in enumerate(found.paths):
        told = _told(path, sheet, year)
        if told is None or told[1] == "other":
            continue
        key, measure = told
        if not _is_later(path, key):
            subjects[key][measure].append(column)
        elif measure == "participants":
            later[key].append(column)
    for key, columns in later.items():
        # of the additional period alone is the whole table: it is told as such
        subjects[key].setdefault("participants", columns)
    return {
        key: {measure: _filled(found, columns) for measure, columns in each.items()}
        for key, each in subjects.items()
    }


def _is_later(path: Path, key: Key) -> bool:
    """Whether a column, and not its whole band, is of a result after a resit."""
    band = next(
        (place for place in range(len(path) - 1, -1, -1) if subject_and_level(path[place]) == key),
        len(path) - 2,
    )
    own = " ".join(path[band + 1 :])
    return bool(_LATER.search(own)) or names_additional(own)


def _filled(found: Banded, columns: Sequence[int]) -> Sequence[int]:
    """Leave out columns without a cell: a merged header reaches over them."""
    if len(columns) == 1:
        return columns
    filled = [each for each in columns if any(line.cell(each) for line in found.body)]
    return filled or columns[:1]


def _doubled_columns(sheet: Sheet, found: Banded, year: int) -> Iterator[Problem]:
    """Yield two columns that fit one place: which of them is meant, only the office knows."""
    place = sheet.place(found.head[0].number)
    for each in _measured(found, sheet, year).values():
        for columns in each.values():
            if len(columns) > 1:
                first, second, *_ = (quote(" ".join(found.paths[column])) for column in columns)
                fault = f"об одном и том же говорят два столбца: {first} и {second}"
                yield Problem(place, fault, "Оставьте один из них.", "T-011")


def _not_taken(
    sheet: Sheet, found: Banded, subjects: Mapping[Key, Mapping[str, int]]
) -> Iterator[Remark]:
    """Yield the remark on columns that hold something and are not understood."""
    taken = {*_fixed(found).values(), *(each for own in subjects.values() for each in own.values())}
    names = [
        quote(" ".join(path))
        for column, path in enumerate(found.paths)
        if path and column not in taken and not _is_needless(path)
        if any(line.cell(column) for line in found.body)
    ]
    if names:
        text = f"столбцы {join_and(list(dict.fromkeys(names)))}"
        yield Remark(sheet.place(found.head[0].number), text, "не взяты", "R-columns")


def _is_needless(path: Path) -> bool:
    return any(map(_NEEDLESS.search, path[-1:])) or any(map(_ALL.match, path))


def _doubled(sheet: Sheet, found: Banded, year: int) -> Iterator[Problem]:
    """Yield columns of another year, and two bands of one subject: one would be lost."""
    place = sheet.place(found.head[0].number)
    hint = "Разнесите годы и периоды по таблицам или оставьте одну группу столбцов."
    bands: dict[Key, Path] = {}
    for column, path in enumerate(found.paths):
        others = school_years_in(path) - {year} if len(path) > 1 else set()
        if others:
            name = quote(" ".join(path))
            fault = f"таблица за {year} год, а над столбцом {name} — {min(others)}"
            yield Problem(place, fault, hint, "T-083")
            return
        told = _told(path)
        if told is None or told[1] != "participants":
            continue
        first = bands.setdefault(told[0], path)
        if first[:-1] != path[:-1] or path in found.paths[:column]:
            names = join_and([quote(" ".join(each[:-1])) for each in (first, path)])
            fault = f"об одном предмете говорят две группы столбцов: {names}"
            yield Problem(place, fault, hint, "T-011")


def _told(path: Path, sheet: Sheet | None = None, year: int = 0) -> tuple[Key, str] | None:
    """Return the subject of a column and what it measures; a share is «low %»."""
    for level in range(len(path) - 1, 0, -1):
        text = path[level]
        measure = next((name for name, sign in _MEASURES.items() if sign.search(text)), "")
        is_mark = not measure and bool(_MARK_2.fullmatch(text))
        if not (measure or is_mark) or _ALL.match(path[level - 1]):
            continue
        key = _key(path[:level])
        if is_mark:
            measure = "low" if key[1] == "база" else "other"
        elif below := _BELOW.search(text):
            measure = _low_or_other(key, int(below[1]), measure, sheet, year)
        is_share = measure != "other" and _PERCENT.search(" ".join(path[level:]))
        return key, f"{measure} %" if is_share else measure
    return None


def _key(above: Path) -> Key:
    """Return the nearest subject above a column; where none is known, what stands nearest."""
    keys = [subject_and_level(text) for text in reversed(above)]
    return next((key for key in keys if key[0] in KNOWN), keys[0])


def _low_or_other(key: Key, said: int, measure: str, sheet: Sheet | None, year: int) -> str:
    """Say whether those below some score are those below the minimum: only where it is known."""
    minimum = sheet and sheet.scales.minimum_of(Assessment("ЕГЭ", *key), year)
    if minimum is None:
        return measure
    return "low" if said == minimum.least else "other"


@dataclass(frozen=True)
class _Reading:
    """A table being read, and what was odd in it."""

    sheet: Sheet
    found: Banded
    year: str
    subjects: Mapping[Key, Mapping[str, int]]
    """The columns of each subject by what they measure."""
    totals: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    means: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield the rows of the plain table with their numbers."""
        for lines in self._schools():
            name, municipality = lines[0][1]
            for (subject, level), columns in self.subjects.items():
                parts = [part for line, _ in lines if (part := self._part(line, columns))]
                if not parts:
                    continue
                count, low, score = (_added([part[place] for part in parts]) for place in range(3))
                is_base = level == "база"
                marked = (low, None, None) if is_base else (None, low, score)
                key = (name, municipality, self.year, "ЕГЭ", subject, level)
                yield lines[0][0].number, (*key, count, *marked)

    def _schools(self) -> Iterator[list[tuple[Line, tuple[str, str]]]]:
        """Yield the rows of each school: several where it has a row for each profile."""
        group: list[tuple[Line, tuple[str, str]]] = []
        for line, school in self._named():
            if group and (group[-1][1] != school or not self._has_profiles):
                yield group
                group = []
            group.append((line, school))
        if group:
            yield group

    def _named(self) -> Iterator[tuple[Line, tuple[str, str]]]:
        """Yield rows of schools: a name that is left blank is that of the row above."""
        fixed = _fixed(self.found)
        name = municipality = ""
        for line in self.found.body:
            said = {role: line.cell(column) or "" for role, column in fixed.items()}
            is_aside = is_no_school(fold(said["school"]))
            if is_aside or any(is_total(fold(text)) for text in said.values()):
                self.totals.append(line.number)
                continue
            if said["municipality"]:
                name = name if said["municipality"] == municipality else ""
                municipality = said["municipality"]
            name = said["school"] or (name if said.get("profile") else "")
            if _NUMBER.fullmatch(name):
                self.totals.append(line.number)
            elif not any(said.values()) and self._has_people(line):
                self.nameless.append(line.number)
            elif not name or not self._has_values(line):
                self.notes.append(line.number)
            else:
                yield line, (name, municipality)

    @cached_property
    def _totals(self) -> frozenset[int]:
        """Rows that are called totals anywhere."""
        return frozenset(line.number for line in self.found.totals)

    @property
    def _has_profiles(self) -> bool:
        return "profile" in _fixed(self.found)

    def _has_values(self, line: Line) -> bool:
        return any(line.cell(column) for each in self.subjects.values() for column in each.values())

    def _has_people(self, line: Line) -> bool:
        """Whether a row has participants and is no total that is called so elsewhere."""
        cells = (line.cell(each["participants"]) for each in self.subjects.values())
        is_people = any(cell and cell.isdecimal() for cell in cells)
        return is_people and line.number not in self._totals

    def _part(
        self, line: Line, columns: Mapping[str, int]
    ) -> tuple[str, str | None, str | None] | None:
        """Return participants, low results and sum of scores of a row in one subject."""
        count = self._value(line, columns, "participants")
        if count is None:
            return None
        low, share = self._value(line, columns, "low"), self._value(line, columns, "low %")
        if share is not None and low is not None and not _is_share(share, low, count):
            self.apart.append(line.number)
        if low is None and share is not None:
            low = f"{share.rstrip(' %')} %"
        mean = self._value(line, columns, "mean")
        score = sum_behind(mean, count) if mean is not None else None
        if mean is not None and score is None:
            self.means.append(line.number)
        return count, low, score

    def _value(self, line: Line, columns: Mapping[str, int], measure: str) -> str | None:
        cell = line.cell(columns[measure]) if measure in columns else None
        if cell is not None and _NOTHING.fullmatch(fold(cell)):
            self.blanks.append(line.number)
            return None
        return cell

    def all_remarks(self) -> Iterator[Remark]:
        """Yield what was left out, a remark of each kind."""
        said = (
            (self.totals, "с итогами и номерами вместо школы", "пропущены", "R-total"),
            (self.notes, "без школы или без чисел", "пропущены", "R-note"),
        )
        for rows, text, done, code in said:
            if rows:
                count = plural(len(rows), "строка", "строки", "строк")
                yield Remark(self.sheet.place(rows[0]), f"{count} {text}", done, code)
        if self.blanks:
            count = plural(len(self.blanks), "ячейка", "ячейки", "ячеек")
            text = f"{count} с «-» или «Х» вместо числа"
            yield Remark(self.sheet.place(self.blanks[0]), text, "считаются пустыми", "R-code")
        if self.apart:
            count = plural(len(self.apart), "ячейка", "ячейки", "ячеек")
            text = f"доля «ниже порога» не отвечает числу людей рядом: {count}"
            yield Remark(self.sheet.place(self.apart[0]), text, "взято число людей", "R-apart")
        if self.means:
            count = plural(len(self.means), "ячейка", "ячейки", "ячеек")
            text = f"{count} со средним баллом, который даёт не одну сумму"
            yield Remark(self.sheet.place(self.means[0]), text, "сумма не взята", "R-mean")


def _is_share(share: str, low: str, participants: str) -> bool:
    """Whether a count is one that a printed share stands for; what is no number is told later."""
    if not (low.isdecimal() and participants.isdecimal()):
        return True
    try:
        percent = percent_of(share)
    except ValueError:
        return True
    both = (percent, *as_percents((percent,)))
    fits = (fit((each.number,), each.unit, int(participants)) for each in both)
    return any(each.least[0] <= int(low) <= each.most[0] for each in fits)


def _added(values: Sequence[str | None]) -> str | None:
    """Add whole numbers; with one that is unknown, or no number, nothing is known."""
    if len(values) == 1:
        return values[0]
    whole = [value for value in values if value is not None and value.isdecimal()]
    return str(sum(map(int, whole))) if len(whole) == len(values) else None
