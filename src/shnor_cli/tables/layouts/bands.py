"""Tables under headers of several levels: what stands above every column, from the top down.

A cell reaches to the right until the next one of its level, as merged cells do, but never out of
the cell above it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from shnor_cli.model import Remark
from shnor_cli.russian import fold, join_and, quote
from shnor_cli.tables.layouts.headers import fold_header
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.sheets import Line, Sheet
from shnor_cli.tables.texts import is_total

HEAD_WITHIN = 60
"""Rows among which a header is looked for."""

Path = tuple[str, ...]
"""Folded texts above a column, from the top down, each once."""


@dataclass(frozen=True)
class Banded:
    """A header of one level or more, and the rows below it."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    above: tuple[Line, ...]
    paths: tuple[Path, ...]
    """By column."""

    @property
    def heading(self) -> Heading:
        """Where the header stands."""
        begin = len(self.above)
        return Heading(range(begin, begin + len(self.head)))

    def texts(self, sheet: Sheet) -> list[str]:
        """Return, folded, what names the table: titles above it, the sheet and the file."""
        cells = [cell for line in self.above for cell in line.cells if cell]
        return [fold(text) for text in (*cells, sheet.name, sheet.source.name.replace("_", " "))]

    @property
    def totals(self) -> tuple[Line, ...]:
        """Rows that begin as a total or a mean does."""
        return tuple(line for line in self.body if is_total(fold(next(filter(None, line.cells)))))

    def left_out(
        self,
        sheet: Sheet,
        *,
        rows: Collection[int],
        columns: Collection[int | None],
        is_aside: Callable[[Line], bool] = lambda _: False,
    ) -> Iterator[Remark]:
        """Yield remarks on the rows and the columns that are not among those taken.

        `is_aside` tells rows that name no school besides those that begin as a total.
        """
        own = {line.number for line in self.totals}
        rest = [line for line in self.body if line.number not in rows]
        totals = [line for line in rest if line.number in own or is_aside(line)]
        taken = {line.number for line in totals}.union(rows)
        yield from sheet.passed(totals, "с итогами и средними", "R-total")
        rest = [line for line in self.body if line.number not in taken]
        yield from sheet.passed(rest, "без результатов школы")
        named = enumerate(" ".join(path) for path in self.paths)
        others = [quote(name) for column, name in named if _is_said(name) and column not in columns]
        if others:
            text = f"столбцы {join_and(list(dict.fromkeys(others)))}"
            yield Remark(sheet.place(self.head[0].number), text, "не взяты", "R-columns")


def _is_said(name: str) -> bool:
    """Whether a column says anything besides the number of its row."""
    return any(sign.isalnum() for sign in name.removeprefix("№ п/п"))


def banded(lines: Sequence[Line], top: int, is_row: Callable[[Line], bool]) -> Banded:
    """Part a sheet: its header from the row at `top` down to the first row of the table.

    A header that is repeated further below is left out of the rows.
    """
    rows = (place for place, line in enumerate(lines) if place > top and is_row(line))
    first = next(rows, len(lines))
    # names of bands may stand in a row of their own, over columns named below
    while top and _is_over(lines[top - 1], lines[top]):
        top -= 1
    head = tuple(lines[top:first])
    repeated = {line.cells for line in head}
    body = tuple(line for line in lines[first:] if line.cells not in repeated)
    return Banded(head, body, tuple(lines[:top]), paths_of(head))


def _is_over(line: Line, below: Line) -> bool:
    return line.cells[0] is None and line.number + 1 == below.number


def paths_of(head: Sequence[Line]) -> tuple[Path, ...]:
    """Return what stands above every column of a header."""
    width = max(len(line.cells) for line in head)
    paths: list[Path] = [()] * width
    for level, line in enumerate(head):
        texts = [fold_header(cell or "") for cell in line.cells] + [""] * width
        filled: list[str] = []
        for place in range(width):
            is_inside = place and paths[place] == paths[place - 1] and (paths[place] or not level)
            filled.append(texts[place] or (filled[-1] if is_inside else ""))
        paths = [
            (*path, text) if text and text not in path[-1:] else path
            for path, text in zip(paths, filled, strict=True)
        ]
    return tuple(paths)
