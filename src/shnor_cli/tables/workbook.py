"""Workbooks of Excel and its kin: every visible sheet as rows of texts."""

import functools
import itertools
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.model import Remark
from shnor_cli.russian import fold, join_and, plural, quote
from shnor_cli.tables.bounds import BOUNDS
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input
from shnor_cli.tables.old_books import look_at_old
from shnor_cli.tables.packed import look
from shnor_cli.tables.quiet import quiet
from shnor_cli.tables.seen import UNSAVED, Range, Seen, address
from shnor_cli.tables.sheets import Cells, Sheet, lines_of
from shnor_cli.tables.texts import text_of

_text_of = functools.lru_cache(1 << 14, typed=True)(text_of)
"""Small books repeat the values of each other; true and one are told apart."""
_BATCH = 1000
"""Rows that become texts at once."""
_SPOILT = "книга не читается: она испорчена, с паролем или не книга"
_BROKEN = {UNSAVED: "у формулы нет сохранённого значения"}
_MEND = "Впишите значение или исправьте формулу, пересчитайте книгу и сохраните."


def read_workbook(given: Input) -> Iterator[Sheet]:
    """Read the visible sheets; formulas give the values saved with them.

    A value merged over several rows of a column stands in each of them; rows that are hidden are
    read as the others.

    Raises:
        TableError: it is no workbook, or is locked by a password.
    """
    if zipfile.is_zipfile(given.path):
        yield from _read(given, look(given, BOUNDS))
        return
    seen = look_at_old(given.path)
    with quiet():
        sheets = list(_read(given, seen))
    yield from sheets


def _read(given: Input, seen: Mapping[str, Seen]) -> Iterator[Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_path(str(given.path))
        sheets = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        names = [each.name for each in sheets]
        hidden = [each.name for each in sheets if each.visible != SheetVisibleEnum.Visible]
        wanted = _wanted(given, names, [name for name in names if name not in hidden])
        remarks = _not_read(given, [name for name in names if name not in wanted], hidden)
        for name in wanted:
            sheet = workbook.get_sheet_by_name(name)
            shown = seen.get(name, Seen())
            left = (None,) * sheet.start[1] if sheet.start else ()
            rows = _texts(sheet.iter_rows(), left, may_have_bools=shown.may_have_bools)
            filled = _spread(rows, (*(sheet.merged_cell_ranges or ()), *shown.merged))
            found = _sheet(given, name, filled, shown)
            if found.lines:
                yield found._replace(remarks=(*remarks, *found.remarks))
                remarks = ()
    except PasswordError:
        raise _unreadable(given, "книга закрыта паролем") from None
    except (CalamineError, OSError):
        raise _unreadable(given, _SPOILT) from None
    except BaseException as error:
        # the library panics on some spoilt books, and says so by no `Exception`
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(given, _SPOILT) from None


def _unreadable(given: Input, fault: str) -> TableError:
    hint = "Откройте её в Excel и сохраните заново как .xlsx без пароля."
    return one(Place(given.name), fault, hint, "T-003")


def _sheet(given: Input, name: str, rows: list[Cells], seen: Seen) -> Sheet:
    broken: dict[int, tuple[Problem, ...]] = {}
    for (row, column), said in sorted(seen.broken.items()):
        place = Place(given.name, name, row + 1, address(row, column))
        problem = Problem(place, _BROKEN.get(said, f"в ячейке ошибка {said}"), _MEND, "T-008")
        broken[row + 1] = (*broken.get(row + 1, ()), problem)
    shown = [row for row in seen.hidden if row <= len(rows) and any(rows[row - 1])]
    remarks: tuple[Remark, ...] = ()
    if shown:
        text = plural(len(shown), "скрытая строка", "скрытые строки", "скрытых строк")
        place = Place(given.name, name, shown[0])
        remarks = (Remark(place, text, "прочитаны как остальные", "R-hidden"),)
    percents: dict[int, tuple[int, ...]] = {}
    for row, column in sorted(seen.percents):
        percents[row + 1] = (*percents.get(row + 1, ()), column)
    lines = lines_of(enumerate(rows, 1))
    return Sheet(given, name, lines, remarks, broken=broken, percents=percents)


def _wanted(given: Input, names: Sequence[str], visible: Sequence[str]) -> Sequence[str]:
    """Return the sheets to read: the visible ones, or the one that the user named."""
    said = given.reading.sheet
    if said is None:
        return visible
    by_name = [name for name in names if fold(name) == fold(said)]
    by_number = names[int(said) - 1 : int(said)] if said.isdecimal() and int(said) else []
    if not by_name and not by_number:
        hint = f"Есть листы: {join_and([quote(name) for name in names])}."
        raise one(Place(given.name), f"в книге нет листа {quote(said)}", hint, "T-006")
    return by_name or by_number


def _not_read(given: Input, names: Sequence[str], hidden: Sequence[str]) -> tuple[Remark, ...]:
    if given.reading.sheet is not None and names:
        listed = join_and([quote(name) for name in names])
        done = "не прочитаны: назван один лист"
        return (Remark(Place(given.name), f"другие листы: {listed}", done, "R-sheets"),)
    if hidden:
        text = f"скрытые листы: {join_and([quote(name) for name in hidden])}"
        return (Remark(Place(given.name), text, "не прочитаны", "R-sheets"),)
    return ()


def _texts(rows: Iterator[Sequence[object]], left: Cells, *, may_have_bools: bool) -> list[Cells]:
    """Return rows as texts, each with what stands left of it; a sheet repeats its values."""
    texts, found = _Texts().__getitem__, list[Cells]()
    while batch := list(itertools.islice(rows, _BATCH)):
        # true equals 1, and yet is another text
        has_bools = may_have_bools and bool in map(type, itertools.chain.from_iterable(batch))
        text = text_of if has_bools else texts
        found += [left + tuple(map(text, row)) for row in batch]
    return found


class _Texts(dict[object, str | None]):
    """Texts of values, each found once."""

    def __missing__(self, value: object) -> str | None:
        self[value] = text = _text_of(value)
        return text


def _spread(rows: list[Cells], merged: Sequence[Range]) -> list[Cells]:
    """Repeat a value merged over several rows in each of them."""
    if not merged:
        return rows
    spread = [list(row) for row in rows]
    reached: dict[int, int] = {}
    for (top, left), (bottom, _) in sorted(merged):
        # merged cells may overlap in a book that means harm: no cell is filled twice
        below = range(max(top, reached.get(left, 0)) + 1, min(bottom + 1, len(spread)))
        for row in below:
            if left < len(spread[row]) and spread[row][left] is None:
                spread[row][left] = spread[top][left]
        reached[left] = max(bottom, reached.get(left, 0))
    return [tuple(row) for row in spread]
