"""Protocols of exams inside a sheet: a title, a header of one row or two, rows, footers below.

Columns come from merged cells, so that a column reaches to where the next one begins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shnor_cli.russian import fold
from shnor_cli.tables.layouts.bands import HEAD_WITHIN
from shnor_cli.tables.layouts.exams import Exam, exam_of
from shnor_cli.tables.layouts.headers import fold_header
from shnor_cli.tables.layouts.standing import column_of
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import is_total

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("№", "№ п/п", "n"),
    "school": ("код оо", "код оу", "код школы", "schoolcode"),
    "grade": ("класс", "classcode"),
    "kind": ("категория", "категория участника"),
    "surname": ("фамилия", "surnamecell", "фио", "ф.и.о."),
    "name": ("имя", "namecell"),
    "patronymic": ("отчество", "secondnamecell"),
    "document": ("документ", "номер документа"),
    "series": ("серия", "серия документа", "documentseriescode"),
    "document number": ("номер", "documentnumbercode"),
    "exam": ("экзамен", "предмет", "экзамен (дата)"),
    "primary": ("первичный балл", "primarymark"),
    "test": ("тестовый балл",),
    "score": ("балл",),
    "mark": ("оценка", "итоговая оценка", "отметка", "mark5"),
    "appeal": ("тип апелляции / перепроверки", "тип апелляции", "тип перепроверки"),
    "state": ("состояние", "статус", "состояние апелляции"),
    "before": ("балл до изменения", "до изменения"),
}
"""Role -> headers of a protocol, folded."""

_ROLES = {header: role for role, headers in COLUMNS.items() for header in headers}
SCORES = frozenset({"test", "score"})
"""Roles of test scores; «Балл» may turn out to be another thing."""
_RESULTS = SCORES | {"primary", "mark"}
_BESIDE = ("балл до изменения", "до изменения", "разница")
"""Above columns that do not hold the result that counts."""
_FOOTER = re.compile(r"средн\w+|минимальная граница|всего участников")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WHOLE = re.compile(r"\d+(?:\.0+)?")
_PLACE = re.compile(r"\d+(?:\.0+)?[.)]?")
"""The number of a row: «1», «1.»."""
_OF_PUPIL = {"school", "grade", "name", "patronymic", "document", "series", "document number"}
"""What a row of a pupil says besides results, and a footer does not."""
_TITLE_CELLS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a protocol: the texts of its cells that are filled, by role.

    Where a column says of those who took part whether they count, its folded header is the role.
    """

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Protocol:
    """A title with what stands under it."""

    row: int
    """Of the header."""
    exam: Exam | None
    """As the title says; None where there is no title."""
    columns: frozenset[str]
    entries: tuple[Entry, ...]
    footers: Mapping[str, str]
    """«минимальная граница», «всего участников» -> the number beside."""
    passed: tuple[int, ...]
    """Rows that are nothing of this."""
    titles: tuple[tuple[int, Exam], ...] = ()
    """Titles among its rows, with participants below them."""
    above: tuple[Line, ...] = ()
    """Texts above its header, and no rows of a protocol above."""
    doubled: tuple[tuple[str, str], ...] = ()
    """Headers of two columns that would hold the same result."""

    @property
    def border(self) -> str:
        """The least score that is enough, empty where the protocol does not say it."""
        return self.footers.get("минимальная граница", "")

    def other_title(self) -> tuple[int, Exam] | None:
        """Return the title among the rows that names another exam than the one above the header."""
        return next((each for each in self.titles if _is_other(each[1], self.exam)), None)

    def goes_on_in(self, other: "Protocol") -> bool:
        """Whether the next one is only the next page."""
        return (self.exam, self.columns) == (other.exam, other.columns) and not self.footers

    def followed_by(self, other: "Protocol") -> "Protocol":
        """Return both pages as one."""
        return replace(
            other,
            row=self.row,
            entries=(*self.entries, *other.entries),
            passed=(*self.passed, *other.passed),
            titles=(*self.titles, *other.titles),
            above=(*self.above, *other.above),
        )


def has_protocol(sheet: Sheet) -> bool:
    """Whether a sheet has the header of a protocol, and what no other report has."""
    lines = sheet.lines[:HEAD_WITHIN]
    heads = _heads(lines)
    if not heads:
        return False
    headers = {header for place in heads for header in _headers(lines[place])}
    signs = {"код ппэ", "аудитория", "schoolcode", *COLUMNS["appeal"]}
    return bool(headers & signs) or any(_title(line) for line in lines)


def protocols_of(sheet: Sheet) -> tuple[Protocol, ...]:
    """Return the protocols of a sheet; a header that a printer repeats begins no new one."""
    found: list[Protocol] = []
    for each in _parts(sheet.lines):
        goes_on = bool(found) and found[-1].goes_on_in(each)
        found.append(found.pop().followed_by(each) if goes_on else each)
    return tuple(found)


def _parts(lines: Sequence[Line]) -> Iterator[Protocol]:
    """Yield what stands under each header; one without a title goes on with the exam above it."""
    heads = _heads(lines)
    exam, above = None, lines[: heads[0]]
    passed = tuple(line.number for line in above if not _title(line))
    for begin, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        titles = [found for line in above if (found := _title(line))]
        exam = titles[-1] if titles else exam
        texts = tuple(filter(_is_text, above))
        above = lines[begin + 1 : end]
        protocol = _protocol(lines[begin], above, exam)
        yield replace(protocol, passed=(*passed, *protocol.passed), above=texts)
        passed = ()


def _heads(lines: Sequence[Line]) -> list[int]:
    """Return where the headers begin."""
    heads: list[int] = []
    for place, line in enumerate(lines):
        is_second = bool(heads) and heads[-1] == place - 1 and _continues(line)
        if not is_second and _is_head(line, lines[place + 1 : place + 2]):
            heads.append(place)
    return heads


def _is_head(line: Line, below: Sequence[Line]) -> bool:
    # most rows are participants, and have a number
    if any(cell and cell.isdecimal() for cell in line.cells):
        return False
    headers = _headers(line)
    roles = {_ROLES.get(header) for header in headers}
    # a plain table of pupils says the year and the procedure in every row
    if "school" not in roles or headers & {"год", "процедура"}:
        return False
    return bool(roles & _RESULTS) or any(_continues(each) for each in below)


def _headers(line: Line) -> set[str]:
    return {fold_header(cell) for cell in line.cells if cell}


def _title(line: Line) -> Exam | None:
    if line.filled > _TITLE_CELLS:
        return None
    return exam_of(" ".join(cell for cell in line.cells if cell))


def _is_text(line: Line) -> bool:
    """Whether a row is a title or a note, and no participant's."""
    first = next((cell for cell in line.cells if cell), "")
    return line.filled <= _TITLE_CELLS and not _PLACE.fullmatch(first)


def _protocol(head: Line, body: Sequence[Line], exam: Exam | None) -> Protocol:
    second = body[0] if body and _continues(body[0]) else None
    spans = dict(_spans(head, second))
    entries, footers, passed, titles = list[Entry](), dict[str, str](), list[int](), []
    for line in body[0 if second is None else 1 :]:
        first = next(fold(cell) for cell in line.cells if cell)
        cells = {role: cell for role, span in spans.items() if (cell := _inside(line, span))}
        if (match := _FOOTER.match(first)) and not _is_surname(match[0], cells):
            footers[match[0]] = _last_number(line)
        elif _is_entry(cells, spans):
            entries.append(Entry(line.number, cells))
        elif found := _title(line):
            titles.append((line.number, found))
        else:
            passed.append(line.number)
    last = entries[-1].row if entries else 0
    return Protocol(
        head.number,
        exam,
        frozenset(spans),
        tuple(entries),
        footers,
        tuple(passed),
        tuple(each for each in titles if each[0] < last),
        doubled=tuple(_doubled(head, second, spans)),
    )


def _is_other(exam: Exam, own: Exam | None) -> bool:
    """Whether a title among rows names another exam; what it leaves open is that of the first."""
    if own is None or not exam.is_subject_known:
        return own is None
    procedure, level = exam.procedure or own.procedure, exam.level or own.level
    return replace(exam, procedure=procedure, level=level, grade=own.grade) != replace(
        own, procedure=own.procedure or procedure, level=own.level or level
    )


def _continues(line: Line) -> bool:
    """Whether a row is the second of a header: names of columns and no number."""
    cells = [cell for cell in line.cells if cell]
    named = any(_ROLES.get(fold_header(cell)) in _RESULTS for cell in cells)
    return named and not any(_NUMBER.fullmatch(cell) for cell in cells)


def _spans(head: Line, second: Line | None) -> Iterator[tuple[str, range]]:
    """Yield the columns of a header: role, and where its cells stand."""
    seen: set[str] = set()
    for role, _, span in _columns(head, second):
        if role not in seen:
            seen.add(role)
            yield role, span


def _doubled(
    head: Line, second: Line | None, spans: Mapping[str, range]
) -> Iterator[tuple[str, str]]:
    """Yield the headers of two columns of one result; a merged cell may stand in each column."""
    headers = {span.start: header for _, header, span in _columns(head, second)}
    for role, header, span in _columns(head, second):
        first = headers[spans[role].start]
        if role in _RESULTS and span != spans[role] and header != first:
            yield first, header


def _columns(head: Line, second: Line | None) -> Iterator[tuple[str, str, range]]:
    """Yield the columns that have a role: it, the folded header, where the cells stand."""
    lowers = second.cells if second else ()
    width = max(len(head.cells), len(lowers))
    uppers = head.cells + (None,) * (width - len(head.cells))
    lowers += (None,) * (width - len(lowers))
    begins = [place for place in range(width) if uppers[place] or lowers[place]]
    spanning = ""
    for begin, end in zip(begins, [*begins[1:], width + 1], strict=True):
        spanning = fold_header(uppers[begin] or "") or spanning
        lower = fold_header(lowers[begin] or "")
        header = lower or spanning
        role = _ROLES.get(header) or (header if column_of(header) else None)
        if spanning.startswith(_BESIDE) and role != "before":
            role = "before" if lower and not spanning.startswith("разница") else None
        if role:
            yield role, header, range(begin, end)


def _inside(line: Line, span: range) -> str:
    return next((cell for cell in line.cells[span.start : span.stop] if cell), "")


def _is_surname(footer: str, cells: Mapping[str, str]) -> bool:
    """Whether it is a pupil called Средний or Среднев and no row of means."""
    return footer.startswith("средн") and len(_OF_PUPIL & cells.keys()) > 1


def _is_entry(cells: Mapping[str, str], spans: Mapping[str, range]) -> bool:
    number = cells.get("number", "")
    if _PLACE.fullmatch(number):
        return True
    # a row may have lost its number, and is a pupil's all the same
    is_whole = "number" not in spans or bool(_RESULTS & cells.keys())
    is_pupil = is_whole and not is_total(fold(number))
    return is_pupil and bool(_WHOLE.fullmatch(cells.get("school", "")))


def _last_number(line: Line) -> str:
    numbers = [cell for cell in line.cells if cell and _NUMBER.fullmatch(cell)]
    return numbers[-1] if numbers else ""
