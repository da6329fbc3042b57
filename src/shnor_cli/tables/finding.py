"""Tables inside sheets: titles above, headers of one row or two, blocks, totals and notes below.

Nothing is passed over in silence: whatever is no row of a table leaves a remark.
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold
from shnor_cli.tables.faults import one, shortened
from shnor_cli.tables.layouts.headers import role_of
from shnor_cli.tables.sheets import Cells, Line, Rows, Sheet
from shnor_cli.tables.sums import Sums
from shnor_cli.tables.texts import is_total, no_schools

IsKnown = Callable[[str], bool]
"""Whether a text is the header of a column that is read."""

_BATCH = 1000
"""Rows that are looked for headers at once."""
_ENOUGH = 2
"""Known headers that make a row a header."""
_FEW = 3
"""Columns whose numbers might as well be a row."""
_NOTE = re.compile(
    r"\*|(примечани|исполнител|директор|начальник|руководител|подпись|тел\.?\b|дата)"
)
_NAMES = {"school", "name"}
_COUNTS = {"participants", "enrolled", "score_sum"}
_RATIO = re.compile(r"%|дол[яи]|процент|балл|средн|успеваемость|качество")
_fold = functools.lru_cache(1 << 14)(fold)


def find_tables(sheet: Sheet, is_known: IsKnown, *, keeps_totals: bool = False) -> tuple[Rows, ...]:
    """Find the tables of a sheet by their headers; without any the first row is taken for one.

    What is wrong with rows or columns of a table is kept with it: the rest can be looked at.

    Args:
        sheet: rows as they lie.
        is_known: what makes a row a header.
        keeps_totals: whether rows of totals are wanted as they are.

    Raises:
        TableError: a table has no rows.
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
    """Part a sheet into blocks: what repeats the header above begins only a page of its block."""
    for _, (first, *pages) in itertools.groupby(_pages(sheet, heads), _heading):
        above = itertools.chain(first.above, *(page.above for page in pages))
        body = itertools.chain(first.body, *((*page.heads, *page.body) for page in pages))
        yield first._replace(body=tuple(body), above=tuple(above))


def _pages(sheet: Sheet, heads: Sequence[int]) -> Iterator["_Block"]:
    """Yield each header, of one row or two, with what stands under it up to the next."""
    lines, end = sheet.lines, 0
    tops: list[tuple[int, int]] = []
    for begin in heads:
        if begin >= end:  # else it is the lower row of the header above
            below = lines[begin + 1 : begin + 2]
            end = begin + 1 + any(_continues(lines[begin], line) for line in below)
            tops.append((begin, end))
    above = lines[: heads[0]]
    for (begin, end), (following, _) in itertools.pairwise([*tops, (len(lines), 0)]):
        body = lines[end:following]
        if not body and following < len(lines):  # what has only a header below it is its title
            above += lines[begin:end]
            continue
        # one lone cell right above the next header is its title
        cut = len(body) - (_titles(body) if following < len(lines) else 0)
        yield _Block(sheet, lines[begin:end], body[:cut], above)
        above = body[cut:]


def _titles(body: Sequence[Line]) -> int:
    """Return how many rows at the end hold a single cell."""
    count = 0
    while count < len(body) and body[-1 - count].filled == 1:
        count += 1
    return count


def _heading(block: "_Block") -> Sequence[Sequence[str]]:
    return [_folded(line) for line in block.heads]


def _folded(line: Line) -> Sequence[str]:
    """Return the cells of a row without case, and without the empty ones at its end."""
    cells = [fold(cell or "") for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


class _Block(NamedTuple):
    """A header of one row or two and what stands under it."""

    sheet: Sheet
    heads: tuple[Line, ...]
    body: tuple[Line, ...]
    above: tuple[Line, ...]

    def table(self, *, keeps_totals: bool) -> Rows:
        """Return the table; what is no row of it becomes remarks."""
        header = _header(*self.heads)
        numbering = [line for line in self.body[:1] if _numbers_columns(line, header)]
        heads = [*self.heads, *numbering]
        begins, known = {_first(line) for line in heads}, [_folded(line) for line in heads]
        body = self.body[len(numbering) :]
        rows, aside = _parted(body, begins.__contains__, lambda line: _folded(line) in known)
        rows, notes = _without_notes(rows, len(header))
        totals: Sequence[Line] = ()
        if not keeps_totals:
            rows, totals = _parted(rows, is_total)
        if not rows:
            fault = "под заголовком нет ни одной строки"
            raise one(self.sheet.place(), fault, code="T-002")
        remarks = [
            *self.sheet.passed(self.above, "над заголовком", "R-title"),
            *self.sheet.passed(numbering, "с номерами столбцов", "R-header"),
            *self.sheet.passed(aside, "с повтором заголовка", "R-header"),
            *self.sheet.passed(notes, "с примечаниями под таблицей", "R-note"),
            *self.sheet.passed(totals, "с итогами и средними", "R-total"),
            *_wrong_totals(self.sheet, header, rows, aside, totals),
        ]
        fit, problems = self._fit(header, rows)
        width = len(header)
        return Rows(
            self.sheet.source,
            self.sheet.name,
            header,
            tuple(line.number for line in fit),
            tuple(
                [
                    line.cells if len(line.cells) == width else _padded(line.cells, width)
                    for line in fit
                ]
            ),
            tuple(remarks),
            tuple(problems),
        )

    def _fit(
        self, header: Sequence[str], rows: Sequence[Line]
    ) -> tuple[Sequence[Line], Sequence[Problem]]:
        """Return the rows that can be used, and what is wrong with the others and with columns."""
        width, most, broken = len(header), self.sheet.most.problems, self.sheet.broken
        wide = [line for line in rows if len(line.cells) > width and any(line.cells[width:])]
        spoilt = [each for line in rows for each in broken.get(line.number, ())] if broken else []
        unfit = [too_wide(self.sheet.place(line.number)) for line in wide[:most]]
        problems = [
            *shortened(spoilt[:most], len(spoilt)),
            *shortened(unfit, len(wide)),
            *self._unnamed(header, rows),
        ]
        if spoilt or wide:
            refused = {line.number for line in wide}.union(broken)
            rows = [line for line in rows if line.number not in refused]
        return rows, problems

    def _unnamed(self, header: Sequence[str], rows: Sequence[Line]) -> Iterator[Problem]:
        """Yield columns that have cells and no name."""
        for position, name in enumerate(header):
            filled = (each for each in rows if each.cell(position) is not None)
            if not name and (line := next(filled, None)) is not None:
                fault = f"столбец {position + 1} не назван, а в нём есть данные"
                yield Problem(self.sheet.place(line.number), fault, code="T-014")


def _wrong_totals(
    sheet: Sheet,
    header: Sequence[str],
    rows: Sequence[Line],
    aside: Sequence[Line],
    totals: Sequence[Line],
) -> Iterator[Remark]:
    """Yield totals that are no sums; rows of groups beside the schools are in none."""
    if totals:
        column = next((i for i, name in enumerate(header) if role_of(name) in _NAMES), None)
        odd = no_schools([line.cell(column) or "" for line in rows])
        own = [line for line in rows if line.cell(column) not in odd] if odd else rows
        yield from Sums(own, aside).wrong(sheet, _counted(header), totals)


def _numbers_columns(line: Line, header: Sequence[str]) -> bool:
    """Whether a row holds nothing but the numbers of the columns: «1», «2», «3» and so on."""
    return len(header) > _FEW and _folded(line) == [str(each + 1) for each in range(len(header))]


def _counted(header: Sequence[str]) -> Mapping[int, str]:
    """Return the columns that may hold counts."""
    return {place: name for place, name in enumerate(header) if _is_counted(name)}


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


def _header(head: Line, second: Line | None = None) -> tuple[str, ...]:
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


def _padded(cells: Cells, width: int) -> Cells:
    return (cells + (None,) * width)[:width]


def _is_note(line: Line) -> bool:
    return line.filled <= _ENOUGH and bool(_NOTE.match(_first(line)))


def _first(line: Line) -> str:
    return _fold(next(filter(None, line.cells)))
