"""A reader who tries to subtract back: takes what a public memo prints, and what pupils it hides.

It shares no code with what hides: a table is read from the words of the memo, and how far a hidden
number may move is found by moving pupils one by one (Ford and Fulkerson).
"""

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shnor_cli.engine.verdicts import Identification

Counts = tuple[int, int]
"""Pupils with low results and all pupils."""

_COUNTED = re.compile(r"(\d[\d\xa0]*)\s*(?:/|из)\s*(\d[\d\xa0]*)")
HIDDEN = ("скр.", "скрыто")


@dataclass
class Printed:
    """What a memo prints of one year; a number that is hidden is None."""

    cells: dict[tuple[str, str], Counts | None]
    """School and assessment -> counts."""
    rows: dict[str, Counts | None]
    """School -> counts of all its assessments."""
    columns: dict[str, Counts]
    """Assessment -> counts of all schools, where they are printed."""


def numbers_in(text: str) -> list[Counts]:
    """Return every «n из N» and «n/N» of a text."""
    return [(_whole(n), _whole(whole)) for n, whole in _COUNTED.findall(text)]


def _whole(text: str) -> int:
    return int(text.replace("\xa0", ""))


def printed(context: Mapping[str, object], year: str) -> Printed:
    """Read the annex of a memo: a table by assessment, and one of the schools' own values."""
    found = Printed({}, {}, {})
    tables: Sequence[Mapping[str, object]] = context["таблицы"]  # type: ignore[assignment]
    for table in tables:
        titles: list[str] = table["столбцы"]  # type: ignore[assignment]
        schools: list[dict[str, list[dict[str, list[dict[str, str]]]]]] = table["школы"]  # type: ignore[assignment]
        for school in schools:
            for row in school["строки"]:
                for title, cell in zip(titles, row["ячейки"], strict=True):
                    name = str(school["название"])
                    if table["по_годам"] and str(row["год"]) == year:
                        _take(found.cells, (name, title), cell)
                    elif not table["по_годам"] and title.endswith(year):
                        _take(found.rows, name, cell)
    return found


def _take(numbers: dict, key: object, cell: Mapping[str, str]) -> None:  # type: ignore[type-arg]
    if cell["значение"] in HIDDEN:
        numbers[key] = None
    elif cell["доля"]:
        numbers[key] = numbers_in(cell["доля"])[0]


def district(run: Identification, year: int) -> dict[str, Counts]:
    """Return what the facts of a run give of all schools: the district's results of a memo."""
    low = [run.results.categories.index(each) for each in ("2", "ниже порога")]
    rows = run.results.connection.execute(
        f"""SELECT assessment, sum(n)::BIGINT, sum(participants)::BIGINT FROM
            (SELECT *, CASE WHEN c{low[0]} IS NULL AND c{low[1]} IS NULL THEN NULL
                       ELSE coalesce(c{low[0]}, 0) + coalesce(c{low[1]}, 0) END AS n
             FROM {run.results.facts} WHERE year = {year} AND participants > 0)
            WHERE n IS NOT NULL GROUP BY assessment"""
    ).fetchall()
    return {run.results.assessments[code].title: (n, whole) for code, n, whole in rows}


Cell = tuple[str, str]
Node = tuple[str, str]


Line = tuple[frozenset[Cell], int]
"""Hidden cells of a printed sum, and how many pupils with low results the sum leaves for them."""


def lines(
    printed: Printed, known: Mapping[Cell, Counts], hidden: Collection[Cell]
) -> tuple[list[Line], list[Line]]:
    """Subtract what is known from every printed sum: of schools, of assessments."""
    sums = ({name: counts for name, counts in printed.rows.items() if counts}, printed.columns)
    found: tuple[list[Line], list[Line]] = ([], [])
    for place, of_kind in enumerate(sums):
        for name, (total, _) in of_kind.items():
            left = total - sum(low for cell, (low, _) in known.items() if cell[place] == name)
            found[place].append((frozenset(each for each in hidden if each[place] == name), left))
    return found


def least_count(rows: Sequence[Line], columns: Sequence[Line], whole: Mapping[Cell, int]) -> int:
    """Return the smallest count of pupils that adding rows and taking columns away tells.

    It counts who has a low result in some hidden cells, or has none in some others, or the rest of
    the pupils of the same cells.
    """
    least = 1_000_000
    signed = [(1, *each) for each in rows] + [(-1, *each) for each in columns]
    for taken in itertools.product((False, True), repeat=len(signed)):
        signs = dict.fromkeys(whole, 0)
        count = 0
        for sign, cells, low in itertools.compress(signed, taken):
            count += sign * low
            for cell in cells:
                signs[cell] += sign
        of_whom = {cell: whole[cell] for cell, sign in signs.items() if sign}
        if of_whom and set(signs.values()) <= {-1, 0, 1}:
            count += sum(pupils for cell, pupils in of_whom.items() if signs[cell] < 0)
            least = min(least, count, sum(of_whom.values()) - count)
    return least


def reach(printed: Printed, true: Mapping[Cell, Counts], cell: Cell, most: int) -> set[int]:
    """Return which numbers of low results a hidden cell may hold, up to `most`.

    `true` are the hidden cells as they are: from one table that reads as printed all others are
    reached, and every `N` is taken as known.
    """
    now = true[cell][0]
    up = _Search(printed, true, cell, 1).moved(most - now)
    down = _Search(printed, true, cell, -1).moved(now)
    return set(range(now - down, now + up + 1))


class _Search:
    """Moves one pupil after another into a cell, or out of it, and mends every printed sum."""

    def __init__(
        self, printed: Printed, true: Mapping[Cell, Counts], cell: Cell, sign: int
    ) -> None:
        self._printed = printed
        self._whole = {key: whole for key, (_, whole) in true.items()}
        self._low = {key: low for key, (low, _) in true.items()}
        self._cell = cell
        self._sign = sign

    def moved(self, wanted: int) -> int:
        """Return how many of the wanted pupils can be moved."""
        for moved in range(max(wanted, 0)):
            self._low[self._cell] += self._sign
            if not self._fits(self._cell, 0) or not self._mended():
                return moved
        return max(wanted, 0)

    def _fits(self, cell: Cell, step: int) -> bool:
        return 0 <= self._low[cell] + step <= self._whole[cell]

    def _mended(self) -> bool:
        start, end = ("column", self._cell[1]), ("row", self._cell[0])
        came: dict[Node, tuple[Node, Cell | None]] = {}
        waiting = [start]
        while waiting and end not in came:
            node = waiting.pop(0)
            for target, by in self._next(node):
                if target != start and target not in came:
                    came[target] = (node, by)
                    waiting.append(target)
        if end not in came:
            return False
        node = end
        while node != start:
            node, by = came[node]
            if by is not None:
                self._low[by] += self._step(node)
        return True

    def _step(self, node: Node) -> int:
        return self._sign if node[0] == "row" else -self._sign

    def _next(self, node: Node) -> Iterator[tuple[Node, Cell | None]]:
        """Yield the nodes one step away, and the cell that moves on the way."""
        kind, name = node
        if kind == "free":
            nodes = {("row", school) for school, _ in self._low}
            nodes |= {("column", assessment) for _, assessment in self._low}
            yield from ((each, None) for each in sorted(nodes) if self._is_open(each))
            return
        if self._is_open(node):
            yield ("free", ""), None
        for cell in self._low:
            is_here = cell != self._cell and cell[kind == "column"] == name
            if is_here and self._fits(cell, self._step(node)):
                yield (("column", cell[1]) if kind == "row" else ("row", cell[0])), cell

    def _is_open(self, node: Node) -> bool:
        """Say whether the sum of a school, or of an assessment, is not printed."""
        kind, name = node
        shown = self._printed.rows if kind == "row" else self._printed.columns
        return shown.get(name) is None
