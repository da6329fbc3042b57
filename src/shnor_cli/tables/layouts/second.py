"""A second report under the first one of a sheet: told by its header or by what its title names.

A report says once, above its header, what all rows below are about. Another header among them, or
a line that names another work, would have what follows read as the first report: for every layout
alike it is a problem.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from shnor_cli.criteria.subjects import SUBJECTS
from shnor_cli.errors import Problem
from shnor_cli.russian import fold, join_and, quote
from shnor_cli.tables.layouts.groups import names_school
from shnor_cli.tables.layouts.headers import fold_header, role_of
from shnor_cli.tables.layouts.periods import dated_school_years, full_school_years
from shnor_cli.tables.layouts.saying import subjects_in
from shnor_cli.tables.layouts.subjects import SHORT, literacies_in
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import login_in

Kind = Literal["предмет", "класс", "год", "процедура", "срок"]
Told = Mapping[Kind, frozenset[str]]
"""What a text says a report is about."""


class Heading(NamedTuple):
    """The header of a report."""

    rows: range
    """Positions of its lines in the sheet."""
    of_rows: frozenset[Kind] = frozenset()
    """What every row says itself, so that no line above it can change it."""


_ENOUGH = 2
"""Names of columns that make a row a header."""
_FEW = 4
"""Cells of a title."""
_BATCH = 1000
"""Rows that are looked for headers at once."""
_HINT = "Разнесите отчёты по листам."
_BEGINS = "под таблицей начинается другой отчёт"

_NUMBER = re.compile(r"\W?\d+(?:[.,]\d+)?\W*")
_LABEL = re.compile(r"(предмет|класс|параллель|год|учебный год|процедура|экзамен|работа):?")
_TITLE = re.compile(r"впр\b.*класс|предмет\b")
_NOTE = re.compile(r"\*|примечани|исполнител|источник|сноска|дата (печати|выгрузки|формирования)")
_LANGUAGE = re.compile(r"\b([а-я]+ск)(?:ий|ого|ому) язык")
_SUBJECT = re.compile(
    r"\b(?:родн\w+|"
    + "|".join(f"{each.stem}{each.endings}" for each in SUBJECTS if each.stem)
    + r")(?![-\w])"
)
_BEFORE = re.compile(
    r"(?:[\W\d_]|\b(?:предмет\w*|учебн\w+|по|впр|огэ|егэ|гвэ|кдр\w*|результат\w*|экзамен\w*|работ\w+"
    r"|класс\w*|кл|год\w*|г|й|уч)\b)*"
)
"""What stands before the subject in a title, and not in the name of a school."""
_GRADE = re.compile(
    r"(?<![\d.])(\d{1,2})[- ]?(?:[а-я]{1,2} )?(?:класс|кл\b)|\bкласс[: ]+(\d{1,2})\b"
    r"|\bкдр[ -]?(\d{1,2})\b|\bпараллель[: ]+(\d{1,2})\b"
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}[.-]\d\d[.-]\d\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_OF_YEAR = re.compile(r"\b(впр|огэ|егэ|гвэ|кдр|год|уч)|^20\d\d$")
_PROCEDURE = re.compile(r"\b(впр|огэ|егэ|гвэ|кдр)")
_PERIOD = re.compile(r"\bрезерв|\bдосрочн|\bдополнительн\w+ (?:период|срок|день|дни)")
_PERIODS = {"рез": "резервный день", "дос": "досрочный период", "доп": "дополнительный период"}


def second_reports(sheet: Sheet, heading: Heading) -> Iterator[Problem]:
    """Yield the problem of the first row at which another report begins, if there is one."""
    begin, end = heading.rows.start, heading.rows.stop
    above, head, body = sheet.lines[:begin], sheet.lines[begin:end], sheet.lines[end:]
    heads = {*_heads(head, body), *_lower(head, body)}
    odd = [*_odd(heads, body)]
    if not odd:
        return
    own, repeated = _own(sheet, above, head), {_folded(line) for line in (*above, *head)}
    for place, line in odd:
        if _folded(line) in repeated:
            continue
        is_head = place in heads
        fault = _other_head(head, line) if is_head else _other_work(line, own, heading.of_rows)
        if fault:
            yield Problem(sheet.place(line.number), f"{_BEGINS}{fault}", _HINT, "T-083")
            return


def _odd(heads: Collection[int], body: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """Yield rows that are headers, or may be titles of rows with numbers below them."""
    last = next((place for place in range(len(body) - 1, 0, -1) if _has_numbers(body[place])), 0)
    for place, line in enumerate(body):
        if place in heads or (place < last and _may_be_title(line)):
            yield place, line


def _heads(head: Sequence[Line], body: Sequence[Line]) -> Iterator[int]:
    """Yield the places of rows with names of columns; each text of a sheet is asked about once."""
    names = {text for line in head for text in _folded(line) if any(map(str.isalpha, text))}
    longest = max(map(len, names), default=0) + _FEW
    for begin in range(0, len(body), _BATCH):
        lines = body[begin : begin + _BATCH]
        texts = set[str | None]().union(*[line.cells for line in lines])
        known = {
            each
            for each in texts
            if each
            and len(each) <= longest
            and not each.replace(".", "", 1).isdecimal()
            and (fold_header(each) in names or role_of(each))
        }
        if known:
            for place, line in enumerate(lines, begin):
                if sum(map(known.__contains__, line.cells)) >= _ENOUGH:
                    yield place


def _lower(head: Sequence[Line], body: Sequence[Line]) -> Iterator[int]:
    """Yield the places of lower rows of a header whose first row is repeated: numbers, perhaps."""
    if len(head) > 1:
        first = head[0].cells
        for place, line in enumerate(body):
            if line.cells == first:
                yield from range(place + 1, min(place + len(head), len(body)))


def _folded(line: Line) -> tuple[str, ...]:
    """Return the cells of a row as names of columns, without the empty ones at its end."""
    cells = [fold_header(cell or "") for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _has_numbers(line: Line) -> bool:
    return line.filled > 1 and any(cell and _NUMBER.fullmatch(cell) for cell in line.cells)


def _may_be_title(line: Line) -> bool:
    if line.filled > _FEW:
        return False
    first = fold(next(filter(None, line.cells)))
    is_label = line.filled == _ENOUGH and bool(_LABEL.fullmatch(first))
    return (is_label or not _has_numbers(line)) and not _NOTE.match(first)


def _other_head(head: Sequence[Line], line: Line) -> str:
    """Say where a header differs from the line of the first one that is the likest."""
    cells = _folded(line)

    def likeness(each: Line) -> int:
        return sum(one == other for one, other in zip(_folded(each), cells, strict=False))

    first = max(head, key=likeness)
    both = itertools.zip_longest(_folded(first), cells, fillvalue="")
    other, own = next((pair for pair in both if pair[0] != pair[1]), ("", ""))
    return f": заголовок не тот, что в строке {first.number}, {_shown(own)} вместо {_shown(other)}"


def _shown(text: str) -> str:
    return quote(text) if text else "пустая ячейка"


def _other_work(line: Line, own: Told, of_rows: frozenset[Kind]) -> str:
    """Say what a line names that is not what the report is about."""
    text = _text(line)
    is_title = bool(_TITLE.match(text))
    if not is_title and (names_school(text) or login_in(text)):
        return ""
    for kind, said in _told(text).items():
        known = own[kind]
        # where no grade or year stands above, a line that names one changes nothing
        is_bound = bool(known) or kind in {"предмет", "срок"}
        if said and said != known and is_bound and kind not in of_rows:
            above = join_and(sorted(known)) or "не назван"
            return f": {kind} — {join_and(sorted(said))}, а у таблицы — {above}"
    return f": {quote(text)}" if is_title and "предмет" not in of_rows else ""


def _own(sheet: Sheet, above: Iterable[Line], head: Iterable[Line]) -> Told:
    """Return what a report is about: by what stands nearest, its title, its sheet, its file."""
    titles = (cell for line in above for cell in line.cells if cell and not names_school(cell))
    nearest = " ; ".join([*titles, *(cell for line in head for cell in line.cells if cell)])
    stem = re.sub(r"\.\w+$", "", sheet.source.name.rpartition("/")[2]).replace("_", " ")
    told = [_told(fold(text), anywhere=True) for text in (nearest, sheet.name, stem)]
    own = {kind: next((each[kind] for each in told if each[kind]), frozenset()) for kind in told[0]}
    return {**own, "процедура": own["процедура"] or frozenset({"ВПР"})}


def _told(text: str, *, anywhere: bool = False) -> Told:
    """Return what a folded text names; a subject at its beginning, or anywhere in a title."""
    return {
        "предмет": _subjects(text, anywhere=anywhere),
        "класс": frozenset(
            number.lstrip("0") for match in _GRADE.findall(text) for number in match if number
        ),
        "год": _years(text) if anywhere or _OF_YEAR.search(text) else frozenset(),
        "процедура": frozenset(match.upper() for match in _PROCEDURE.findall(text)),
        "срок": frozenset(_PERIODS[match.strip()[:3]] for match in _PERIOD.findall(text)),
    }


def _subjects(text: str, *, anywhere: bool) -> frozenset[str]:
    found = _SUBJECT.search(text)
    short = {SHORT[text]} if text in SHORT else set()
    named = literacies_in(text) | short
    if found is not None and (anywhere or _BEFORE.fullmatch(text[: found.start()])):
        native = {"родной язык"} if "родн" in text else set()
        languages = {f"{match}ий язык" for match in _LANGUAGE.findall(text)} - native
        named |= native or subjects_in([text]) | languages
    return frozenset(named)


def _years(text: str) -> frozenset[str]:
    found = full_school_years([text]) or {int(each) for each in _YEAR.findall(_DATE.sub("", text))}
    return frozenset(map(str, found or dated_school_years([text])))


def _text(line: Line) -> str:
    return fold(" ".join(filter(None, line.cells)))
