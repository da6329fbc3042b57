"""ФИОКО, the open set of 2019 and 2020 (открытые данные): a pupil's mark in each row."""

from collections.abc import Iterator

from shnor_cli.model import Remark
from shnor_cli.tables.layouts.marking import IN_AUTUMN, grade_as_written
from shnor_cli.tables.layouts.picking import Picked, head_of, heading_of, pick
from shnor_cli.tables.layouts.saying import VPR
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.standing import sifted
from shnor_cli.tables.sheets import Rows, Sheet

TITLE = "Открытый набор результатов ВПР (ФИОКО)"

_NEEDS = frozenset({"класс", "балл", "отметка", "year"})
_SUBJECT = "код предмета"
_SCHOOL = ("оо (логин школы)", "логин школы", "оо")
_SUBJECTS = {"1": "русский язык", "2": "математика"}
_HEADER = ("школа", "год", "процедура", "предмет", "класс", "отметка")


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such a table."""
    return head_of(sheet, _is_header) is not None


def heading(sheet: Sheet) -> Heading | None:
    """Return where the header stands: every row says its work itself."""
    found = heading_of(sheet, _is_header)
    return found and found._replace(of_rows=frozenset({"предмет", "класс", "год"}))


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the marks as a plain pupils' table; what is unfit in a cell is found below."""
    picked = _picked(sheet)
    if picked is None:
        return
    picked, left_out = sifted(picked, VPR)
    subject = next(iter(picked.columns(_is_subject)))
    places = [picked.column(*_SCHOOL), picked.column("year"), picked.column("класс")]
    mark = picked.column("отметка")
    cells = []
    for line in picked.rows:
        school, year, grade = (line.cell(place) for place in places)
        code = line.cell(subject) or ""
        name = _SUBJECTS.get(code, code or None)
        cells.append((school, year, VPR, name, grade, line.cell(mark)))
    numbers = tuple(line.number for line in picked.rows)
    remarks = (*picked.remarks(), *left_out, *_in_autumn(picked))
    yield Rows(sheet.source, sheet.name, _HEADER, numbers, tuple(cells), remarks)


def _picked(sheet: Sheet) -> Picked | None:
    return pick(sheet, _is_header)


def _is_header(header: frozenset[str]) -> bool:
    return header >= _NEEDS and any(map(_is_subject, header))


def _is_subject(header: str) -> bool:
    return header.startswith(_SUBJECT)


def _in_autumn(picked: Picked) -> Iterator[Remark]:
    year = picked.column("year")
    rows = [line.number for line in picked.rows if line.cell(year) == str(IN_AUTUMN)]
    if rows:
        yield grade_as_written(picked.sheet, rows[0])
