"""Totals (итоги) below rows of counts: never used, but they must be the sums of the rows."""

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from shnor_cli.model import Remark
from shnor_cli.russian import fold, number
from shnor_cli.tables.sheets import Line, Sheet

GROUP_SUMS = "Q-11"
"""Code of rows of municipalities that contradict their schools."""

SUM = re.compile(r"(общий |общее )?(итого?|всего)\b")
"""How a row of sums begins, folded; one of means begins otherwise."""
_WHOLE = re.compile(r"(\d{1,9})(?:[.,]0+)?")


class Sums:
    """Sums of columns, to which totals are compared.

    A total may be of all rows, of those above it, of those of its page, or of those below the
    total before it.
    """

    def __init__(self, rows: Sequence[Line], heads: Sequence[Line]) -> None:
        self.rows = rows
        self.numbers = [line.number for line in rows]
        self.heads = [line.number for line in heads]
        self.upto = functools.cache(self._upto)

    def wrong(
        self, sheet: Sheet, columns: Mapping[int, str], totals: Sequence[Line]
    ) -> Iterator[Remark]:
        """Yield totals that are the sums of no rows to which they may belong.

        `columns` are those of counts, with their headers.
        """
        before = 0
        for total in totals:
            if not SUM.match(fold(next(filter(None, total.cells)))):
                continue
            spans = self._spans(total.number, before)
            before = total.number
            for position, name in columns.items():
                said = _whole(total, position)
                if said is None:
                    continue
                sums = [self._sum(position, *span) for span in spans]
                known = [each for each in sums if each is not None]
                if known and len(known) == len(sums) and said not in known:
                    nearest = min(known, key=lambda each: abs(each - said))
                    text = f"в итоге {number(said)}, а сумма строк {number(nearest)}"
                    place = sheet.place(total.number, name)
                    yield Remark(place, text, "итог не использован", "R-sum")

    def _spans(self, row: int, before: int) -> Sequence[tuple[int, int]]:
        """Return the places of the first row and behind the last to which a total may belong."""
        page = max((each for each in self.heads if each < row), default=0)
        end = bisect.bisect(self.numbers, row)
        begins = {0, *(bisect.bisect(self.numbers, each) for each in (page, before))}
        spans = {(0, len(self.rows)), *((begin, end) for begin in begins)}
        return sorted((begin, end) for begin, end in spans if begin < end)

    def _sum(self, position: int, begin: int, end: int) -> int | None:
        """Return the sum of a column in some rows, None where a cell is no whole number."""
        sums, gaps = self.upto(position)
        return None if gaps[begin] != gaps[end] else sums[end] - sums[begin]

    def _upto(self, position: int) -> tuple[Sequence[int], Sequence[int]]:
        """Return the sum of the cells above each row, and how many are no whole numbers."""
        cells = [_whole(line, position) for line in self.rows]
        sums = itertools.accumulate((cell or 0 for cell in cells), initial=0)
        gaps = itertools.accumulate((cell is None for cell in cells), initial=0)
        return list(sums), list(gaps)


def _whole(line: Line, position: int) -> int | None:
    cell = line.cells[position] if position < len(line.cells) else None
    match = _WHOLE.fullmatch(cell or "")
    return int(match[1]) if match else None
