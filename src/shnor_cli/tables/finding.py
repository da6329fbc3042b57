"""Tables inside sheets: titles above, headers of one row or two, blocks, totals and notes below.

Nothing is passed over in silence: whatever is no row of a table leaves a remark.
"""

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.russian import number, plural
from shnor_cli.tables.faults import error_of, one, shortened
from shnor_cli.tables.layouts.headers import role_of
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet
from shnor_cli.tables.texts import fold, is_total

IsKnown = Callable[[str], bool]
"""Whether a text is the header of a column that is read."""

_BATCH = 1000
"""Rows that are looked for headers at once."""
_ENOUGH = 2
"""Known headers that make a row a header."""
_SUM = re.compile(r"(итого|всего|итог)\b")
_NOTE = re.compile(
    r"\*|(примечани|исполнител|директор|начальник|руководител|подпись|тел\.?\b|дата)"
)
_COUNTS = {"participants", "enrolled", "score_sum"}
_RATIO = re.compile(r"%|дол[яи]|процент|балл|средн|успеваемость|качество")
_fold = functools.lru_cache(1 << 14)(fold)
_WHOLE = re.compile(r"(\d{1,9})(?:[.,]0+)?")


def find_tables(sheet: Sheet, is_known: IsKnown, *, keeps_totals: bool = False) -> tuple[Rows, ...]:
    """Find the tables of a sheet by their headers; without any the first row is taken for one.

    Args:
        sheet: rows as they lie.
        is_known: what makes a row a header.
        keeps_totals: whether rows of totals are wanted as they are.

    Raises:
        TableError: a table has no rows, or a row does not fit its header.
    """
    blocks = list(_blocks(sheet, _heads(sheet, is_known) or [0]))
    return tuple(block.table(keeps_totals=keeps_totals) for block in blocks)


def header_of(sheet: Sheet, is_known: IsKnown) -> int:
    """Return the place of the first header of one row that has known names, 0 without any."""
    place = next(iter(_heads(sheet, is_known)), 0)
    is_double = any(_continues(sheet.lines[place], each) for each in sheet.lines[place + 1 :][:1])
    return 0 if is_double else place


def has_table(sheet: Sheet, is_known: IsKnown) -> bool:
    """Whether a sheet has a row of known headers."""
    is_named = functools.cache(functools.partial(_is_named, is_known=is_known))
    return any(sum(map(is_named, line.cells)) >= _ENOUGH for line in sheet.lines)


def too_wide(place: Place) -> Problem:
    """Make the problem of a row that has more cells than the header."""
    hint = "Проверьте разделитель и кавычки в этой строке или назовите столбец в заголовке."
    return Problem(place, "ячеек больше, чем в заголовке", hint, "T-004")


def passed(sheet: Sheet, where: str, lines: Sequence[Line], code: str) -> Iterator[Remark]:
    """Yield the remark on lines of a sheet that are no rows of its table, if there are any."""
    if lines:
        text = f"{plural(len(lines), 'строка', 'строки', 'строк')} {where}"
        yield Remark(sheet.place(lines[0].number), text, "пропущены", code)


def _is_named(text: str | None, is_known: IsKnown) -> bool:
    # a column may be called «2», and so may a count under it
    return text is not None and not text.isdecimal() and is_known(text)


def _heads(sheet: Sheet, is_known: IsKnown) -> list[int]:
    """Return the places of the header rows; each text of the sheet is asked about once."""
    is_named = functools.cache(functools.partial(_is_named, is_known=is_known))
    heads: list[int] = []
    for begin in range(0, len(sheet.lines), _BATCH):
        lines = sheet.lines[begin : begin + _BATCH]
        texts = set[str | None]().union(*(line.cells for line in lines))
        known = set(filter(is_named, texts))
        if known:
            counts = (sum(map(known.__contains__, line.cells)) for line in lines)
            heads += [place for place, count in enumerate(counts, begin) if count >= _ENOUGH]
    return heads


def _blocks(sheet: Sheet, heads: Sequence[int]) -> Iterator["_Block"]:
    """Part a sheet at its headers; one that only repeats the header above begins no block."""
    above = sheet.lines[: heads[0]]
    begins = [heads[0]]
    begins += [each for each in heads[1:] if not _same(sheet.lines[each], sheet.lines[begins[-1]])]
    for begin, end in zip(begins, [*begins[1:], len(sheet.lines)], strict=True):
        lines = sheet.lines[begin:end]
        body = lines[1:]
        # one lone cell right above the next header is its title
        count = 0 if end == len(sheet.lines) else _titles(body)
        yield _Block(sheet, lines[0], body[: len(body) - count], above)
        above = body[len(body) - count :]


def _titles(body: Sequence[Line]) -> int:
    """Return how many rows at the end hold a single cell."""
    count = 0
    while count < len(body) and body[-1 - count].filled == 1:
        count += 1
    return count


def _same(one: Line, other: Line) -> bool:
    pairs = zip_longest(one.cells, other.cells)
    return all(fold(own or "") == fold(its or "") for own, its in pairs)


class _Block(NamedTuple):
    """A header and what stands under it."""

    sheet: Sheet
    head: Line
    body: tuple[Line, ...]
    above: tuple[Line, ...]

    def table(self, *, keeps_totals: bool) -> Rows:
        """Return the table; what is no row of it becomes remarks."""
        second = self.body[0] if self.body and _continues(self.head, self.body[0]) else None
        header = _header(self.head, second)
        heads = [line for line in (self.head, second) if line is not None]
        begins = {_first(line) for line in heads}
        body = self.body[len(heads) - 1 :]
        rows, aside = _parted(
            body,
            lambda text: text in begins,
            lambda line: any(_same(line, head) for head in heads),
        )
        rows, notes = _without_notes(rows, len(header))
        totals: Sequence[Line] = ()
        if not keeps_totals:
            rows, totals = _parted(rows, is_total)
        self._refuse_unfit(header, rows)
        remarks = [
            *passed(self.sheet, "над заголовком", self.above, "R-title"),
            *passed(self.sheet, "с повтором заголовка", aside, "R-header"),
            *passed(self.sheet, "с примечаниями под таблицей", notes, "R-note"),
            *passed(self.sheet, "с итогами и средними", totals, "R-total"),
            *self._wrong_totals(header, rows, totals),
        ]
        width = len(header)
        return Rows(
            self.sheet.source,
            self.sheet.name,
            header,
            tuple(line.number for line in rows),
            tuple(_padded(line.cells, width) for line in rows),
            tuple(remarks),
        )

    def _refuse_unfit(self, header: Sequence[str], rows: Sequence[Line]) -> None:
        width, most = len(header), self.sheet.most.problems
        if broken := self._broken(rows):
            raise error_of(shortened(broken[:most], len(broken)))
        longer = (each for each in rows if len(each.cells) > width)
        wide = [each for each in longer if any(cell is not None for cell in each.cells[width:])]
        if wide:
            problems = [too_wide(self.sheet.place(each.number)) for each in wide[:most]]
            raise error_of(shortened(problems, len(wide)))
        if unnamed := tuple(self._unnamed(header, rows)):
            raise error_of(unnamed)
        if not rows:
            fault = "под заголовком нет ни одной строки"
            raise one(self.sheet.place(), fault, code="T-002")

    def _broken(self, rows: Sequence[Line]) -> list[Problem]:
        if not self.sheet.broken:
            return []
        return [each for line in rows for each in self.sheet.broken.get(line.number, ())]

    def _unnamed(self, header: Sequence[str], rows: Sequence[Line]) -> Iterator[Problem]:
        """Yield columns that have cells and no name."""
        for position, name in enumerate(header):
            filled = (each for each in rows if _cell(each, position) is not None)
            if not name and (line := next(filled, None)) is not None:
                fault = f"столбец {position + 1} не назван, а в нём есть данные"
                hint = "Назовите столбец в заголовке или очистите его."
                yield Problem(self.sheet.place(line.number), fault, hint, "T-014")

    def _wrong_totals(
        self, header: Sequence[str], rows: Sequence[Line], totals: Sequence[Line]
    ) -> Iterator[Remark]:
        """Yield totals that are not the sums of the rows above."""
        sum_of = functools.cache(functools.partial(_sum, rows))
        for total in totals:
            if not _SUM.match(_first(total)):
                continue
            for position, name in enumerate(header):
                said = _whole(total, position) if _is_counted(name) else None
                found = None if said is None else sum_of(position)
                if said is not None and found is not None and found != said:
                    text = f"в итоге {number(said)}, а сумма строк {number(found)}"
                    place = self.sheet.place(total.number, name)
                    yield Remark(place, text, "итог не использован", "R-sum")


def _is_counted(header: str) -> bool:
    """Whether a column may hold counts, whose total is their sum."""
    role = role_of(header)
    return not _RATIO.search(_fold(header)) if role is None else role in _COUNTS


def _continues(head: Line, line: Line) -> bool:
    """Whether a row is the second of a header: it names what the first leaves open."""
    pairs = list(zip(_wide(head, line), _wide(line, head), strict=True))
    uppers = [upper for upper, _ in pairs]
    opens = any(upper is None and lower is not None for upper, lower in pairs)
    fits = all(
        lower is None or upper in {None, lower} or uppers[place + 1 : place + 2] == [None]
        for place, (upper, lower) in enumerate(pairs)
    )
    # a first row that leaves nothing open below a title of several columns is no upper half
    spans = any(
        upper is not None and lower is not None and upper != lower for upper, lower in pairs
    )
    return opens and fits and spans


def _wide(line: Line, other: Line) -> Cells:
    return line.cells + (None,) * (len(other.cells) - len(line.cells))


def _header(head: Line, second: Line | None) -> tuple[str, ...]:
    """Return the names of the columns: the lower where there is one, with the upper if needed."""
    if second is None:
        names = [cell or "" for cell in head.cells]
    else:
        uppers, lowers = _wide(head, second), _wide(second, head)
        alone = [lower or upper or "" for upper, lower in zip(uppers, lowers, strict=True)]
        spanning: str | None = None
        names = []
        for upper, lower, name in zip(uppers, lowers, alone, strict=True):
            spanning = upper or (spanning if lower is not None else None)
            shared = lower is not None and alone.count(name) > 1 and spanning not in {None, lower}
            names.append(f"{spanning} {name}" if shared else name)
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _parted(
    rows: Sequence[Line],
    begins: Callable[[str], bool],
    is_such: Callable[[Line], bool] = lambda _: True,
) -> tuple[Sequence[Line], Sequence[Line]]:
    """Part rows from those whose first cell begins so, each text of a first cell asked once."""
    firsts = [line.cells[0] or next(filter(None, line.cells)) for line in rows]
    odd = {text for text in set(firsts) if begins(_fold(text))}
    if not odd:
        return rows, ()
    parted: tuple[list[Line], list[Line]] = ([], [])
    for line, first in zip(rows, firsts, strict=True):
        parted[first in odd and is_such(line)].append(line)
    return parted


def _without_notes(rows: Sequence[Line], width: int) -> tuple[Sequence[Line], Sequence[Line]]:
    """Part rows from the notes and signatures that stand below them."""
    end = len(rows)
    while end and width > _ENOUGH and _is_note(rows[end - 1]):
        end -= 1
    return rows[:end], rows[end:]


def _sum(rows: Sequence[Line], position: int) -> int | None:
    """Return the sum of a column, None where a cell of it is no whole number."""
    total = 0
    for line in rows:
        part = _whole(line, position)
        if part is None:
            return None
        total += part
    return total


def _padded(cells: Cells, width: int) -> Cells:
    return cells if len(cells) == width else (cells + (None,) * width)[:width]


def _is_note(line: Line) -> bool:
    return line.filled <= _ENOUGH and bool(_NOTE.match(_first(line)))


def _first(line: Line) -> str:
    return _fold(next(filter(None, line.cells)))


def _whole(line: Line, position: int) -> int | None:
    match = _WHOLE.fullmatch(_cell(line, position) or "")
    return int(match[1]) if match else None


def _cell(line: Line, position: int) -> str | None:
    return line.cells[position] if position < len(line.cells) else None
