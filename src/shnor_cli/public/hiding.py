"""Which numbers of a year's table stay hidden (скрыто), so that nothing is subtracted back.

A table counts pupils with low results, `low` of `whole`, by school and assessment; beside its cells
stand the sums of its rows and of its columns. A count is small, and hidden, where fewer than
`LEAST` pupils are on either side: their number, or that of the others.

What a shown sum leaves for the hidden cells beside it counts pupils as well, and so does what any
sums leave together: those who have a low result in some hidden cells, or have none in some others.
Protected means: to one who reads all that is shown, and even knows every `whole`, no such count is
of fewer than `LEAST` on either side, and the small side of every cell may still be any number from
0 to `LEAST - 1`. Both are asked exactly, of a network: rows and columns are its nodes, hidden cells
its edges, and a count may rise where a cycle of other hidden cells makes up for it. What the sums
leave is a cut of it; every cut that is too small has a small cell, and the others of the cut cannot
make up for `LEAST` in that cell (Ford and Fulkerson). So that much is asked of the others, even
where the cell has fewer pupils. A sum that is not shown is a cell as well, in one more column or
row.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from shnor_cli.model import Flags, Floats, Integers

_Array = TypeVar("_Array", Flags, Floats, Integers)

LEAST = 5
"""Fewer pupils than this are not shown: the one number of the rule."""

_CELL, _ROW, _COLUMN = 1.0, 3.0, 6.0
"""What it costs the reader to lose a cell, the sum of a school, the sum of the district."""

_ANY = 1 << 40
"""How far a sum that is not shown may move."""


@dataclass(frozen=True)
class Hidden:
    """What is not shown: cells (S, A), sums of rows (S,), sums of columns (A,)."""

    cells: Flags
    rows: Flags
    columns: Flags

    def __or__(self, other: "Hidden") -> "Hidden":
        return Hidden(
            self.cells | other.cells, self.rows | other.rows, self.columns | other.columns
        )

    def hides_more(self, other: "Hidden") -> bool:
        """Say whether something is hidden here that is not hidden there."""
        return bool(
            (self.cells & ~other.cells).any()
            or (self.rows & ~other.rows).any()
            or (self.columns & ~other.columns).any()
        )


@dataclass(frozen=True)
class Table:
    """Counts of one year, arrays of shape (S, A), 0 where there is nothing."""

    low: Integers
    whole: Integers
    known: Hidden
    """What is shown elsewhere whatever is hidden here."""


def is_small(low: Integers, whole: Integers) -> Flags:
    """Say where fewer than `LEAST` are counted, or fewer are not."""
    return (whole > 0) & ((low < LEAST) | (whole - low < LEAST))


def hide(table: Table, start: Hidden) -> Hidden:
    """Hide what is small, and more, until nothing small can be found out; `start` stays hidden."""
    hidden = start | Hidden(
        is_small(table.low, table.whole),
        is_small(table.low.sum(axis=1), table.whole.sum(axis=1)),
        is_small(table.low.sum(axis=0), table.whole.sum(axis=0)),
    )
    while (bad := exposed(table, hidden)).any():
        more = _mended(table, hidden, bad)
        if not more.hides_more(hidden):
            break  # what is shown elsewhere gives it away: nothing can be done here
        hidden = more
    return hidden


def _mended(table: Table, hidden: Hidden, bad: Flags) -> Hidden:
    """For every number that can be found out, hide the cheapest others that make up for it."""
    net, cost = _Net.of(table, _everything(table)), _costs(table, hidden)
    for way, need in ((net, net.needs[0]), (net.turned(), net.needs[1])):
        for row, column in np.argwhere(bad & (need > 0)).tolist():
            _make_free(way, cost, (row, column), int(need[row, column]))
    away = cost == 0
    return Hidden(away[:-1, :-1] & (table.whole > 0), away[:-1, -1], away[-1, :-1]) | hidden


def _make_free(net: "_Net", cost: Floats, cell: tuple[int, int], need: int) -> None:
    """Let a count rise by `need`: at no cost as far as it goes, then by as few ways as do.

    What a way hides costs nothing from then on.
    """
    net = net.without(cell)
    free = np.where(cost == 0, cost, np.inf)
    while need > 0 and (steps := _cheapest(net, free, cell, 1)):
        need -= net.move(steps, need)
    amount = need
    while amount > 0:
        steps = _cheapest(net, cost, cell, amount)
        if steps:
            need -= net.move(steps, amount)
            for at, _ in steps:
                cost[at] = 0.0
        amount = min(need, amount if steps else amount - 1)


def _cheapest(net: "_Net", cost: Floats, cell: tuple[int, int], amount: int) -> "_Steps":
    """Find the cheapest cells that make up for so many more in a row and a column (Bellman)."""
    row, column = cell
    falling = np.where(net.down >= amount, cost, np.inf)
    rising = np.where(net.up >= amount, cost, np.inf)
    rows, columns = (np.full(many, np.inf) for many in cost.shape)
    row_from, column_from = (np.full(many, _START) for many in cost.shape)
    columns[column] = 0.0
    while _is_nearer(rows, row_from, falling + columns):
        if not _is_nearer(columns, column_from, (rising + rows[:, None]).T):
            break
    return _traced(row, row_from, column_from) if np.isfinite(rows[row]) else []


def _is_nearer(far: Floats, by: Integers, ways: Floats) -> bool:
    """Take every node by its nearest way, if that is nearer than so far; say whether any is."""
    best = ways.argmin(axis=1)
    nearest = ways[np.arange(len(best)), best]
    better = nearest < far
    far[better], by[better] = nearest[better], best[better]
    return bool(better.any())


def _everything(table: Table) -> Hidden:
    rows, columns = table.low.shape
    return Hidden(table.whole > 0, np.ones(rows, np.bool_), np.ones(columns, np.bool_))


def _costs(table: Table, hidden: Hidden) -> Floats:
    """Return what hiding costs: nothing where it is hidden; what is known cannot be hidden."""
    smallest_first = 1e-9 * table.whole
    cost: Floats = _framed(
        np.where(hidden.cells, 0.0, _CELL + smallest_first),
        np.where(hidden.rows, 0.0, _ROW + smallest_first.sum(axis=1)),
        np.where(hidden.columns, 0.0, _COLUMN + smallest_first.sum(axis=0)),
    )
    known = table.known
    cost[_framed(known.cells | (table.whole == 0), known.rows, known.columns)] = np.inf
    return cost


def exposed(table: Table, hidden: Hidden) -> Flags:
    """Say which small counts can be found out closer than the rule allows.

    Shape (S + 1, A + 1): the last column stands for sums of rows, the last row for those of
    columns.
    """
    unknown = Hidden(
        hidden.cells & (table.whole > 0) & ~table.known.cells,
        hidden.rows & ~table.known.rows,
        hidden.columns & ~table.known.columns,
    )
    net = _Net.of(table, unknown)
    found = _framed(
        unknown.cells & is_small(table.low, table.whole),
        unknown.rows & is_small(table.low.sum(axis=1), table.whole.sum(axis=1)),
        unknown.columns & is_small(table.low.sum(axis=0), table.whole.sum(axis=0)),
    )
    rise, fall = net.needs
    bad = np.zeros(found.shape, np.bool_)
    for way, need in ((net, rise), (net.turned(), fall)):
        doubtful = found & ~bad & ~_clearly_free(way, need)
        for row, column in np.argwhere(doubtful).tolist():
            bad[row, column] = not _is_free(way, (row, column), int(need[row, column]))
    return bad


def _framed(cells: _Array, rows: _Array, columns: _Array, corner: int = 0) -> _Array:
    """Set a column of rows' sums and a row of columns' sums beside the cells."""
    framed = np.full((len(rows) + 1, len(columns) + 1), corner, cells.dtype)
    framed[:-1, :-1], framed[:-1, -1], framed[-1, :-1] = cells, rows, columns
    return framed


@dataclass(frozen=True)
class _Net:
    """How far every unknown number may fall and rise, and how far the small ones have to.

    A sum that is not shown stands with its sign turned, so that all rows and columns add up to what
    is known; where rows and columns both lack sums, the grand total is not known either.
    """

    down: Integers
    up: Integers
    needs: tuple[Integers, Integers]

    @classmethod
    def of(cls, table: Table, unknown: Hidden) -> "_Net":
        """Make the net of what is not known."""
        low, others = table.low, table.whole - table.low
        rows, columns = unknown.rows * _ANY, unknown.columns * _ANY
        corner = _ANY if unknown.rows.any() and unknown.columns.any() else 0
        rise, fall = _needs(low, others, LEAST)
        row_rise, row_fall = _needs_of_sums(low.sum(axis=1), others.sum(axis=1))
        column_rise, column_fall = _needs_of_sums(low.sum(axis=0), others.sum(axis=0))
        return cls(
            _framed(np.where(unknown.cells, low, 0), rows, columns, corner),
            _framed(np.where(unknown.cells, others, 0), rows, columns, corner),
            (_framed(rise, row_fall, column_fall), _framed(fall, row_rise, column_rise)),
        )

    def turned(self) -> "_Net":
        """The same for the others instead of the counted."""
        return _Net(self.up, self.down, self.needs[::-1])

    def without(self, cell: tuple[int, int]) -> "_Net":
        """Return a copy in which one number does not move."""
        net = replace(self, down=self.down.copy(), up=self.up.copy())
        net.down[cell] = net.up[cell] = 0
        return net

    def move(self, steps: "_Steps", most: int) -> int:
        """Let numbers fall and rise as far as all of them can, and say how far that is."""
        amount = min(most, *(int((self.down if falls else self.up)[at]) for at, falls in steps))
        for at, falls in steps:
            self.down[at] += -amount if falls else amount
            self.up[at] += amount if falls else -amount
        return amount


def _needs(low: Integers, others: Integers, most: Integers | int) -> tuple[Integers, Integers]:
    """Return how far counts must be able to rise and to fall: the small side from 0 to `most`.

    Whether there are so many pupils in the cell itself is not asked: the others must have them.
    """
    rise = np.maximum(np.where(low < LEAST, most - low, 0), np.where(others < LEAST, others, 0))
    fall = np.maximum(np.where(low < LEAST, low, 0), np.where(others < LEAST, most - others, 0))
    return rise, fall


def _needs_of_sums(low: Integers, others: Integers) -> tuple[Integers, Integers]:
    """Return the same of sums: nothing more hides them, so that all their pupils are their own."""
    return _needs(low, others, np.minimum(LEAST - 1, low + others))


def _clearly_free(net: _Net, need: Integers) -> Flags:
    """Say where so many swaps with another row and another column are found that they suffice.

    Swaps are edges between rows and columns. So many of them share neither as there are edges to
    the busiest row or column, or more (Kőnig).
    """
    free = need <= 0
    for amount in range(1, LEAST + 1):
        falls, rises = (net.down >= amount).astype(float), (net.up >= amount).astype(float)
        crossing = rises.T @ falls
        swaps = falls @ crossing
        swaps -= falls * np.diag(crossing)  # not by the cell's own column
        swaps -= falls * (falls * rises).sum(axis=1, keepdims=True)  # nor by its own row
        swaps += falls * rises
        busiest = np.maximum(falls.sum(axis=0), falls.sum(axis=1, keepdims=True))
        apart = np.ceil(swaps / np.maximum(busiest, 1))
        free |= need <= amount * apart
    return free


def _is_free(net: _Net, cell: tuple[int, int], need: int) -> bool:
    """Say whether others make up for a count that rises by `need`, while all known stays."""
    net = net.without(cell)
    while need > 0:
        steps = _path(net, *cell)
        if not steps:
            return False
        need -= net.move(steps, need)
    return True


_UNSEEN, _START = -2, -1

_Steps = list[tuple[tuple[int, int], bool]]
"""Cells one after another, and whether each falls."""


def _path(net: _Net, row: int, column: int) -> _Steps:
    """Find the cells that make up for one more in a row and a column, and whether each falls.

    Ranks of nodes are taken at once: from columns with one too many to rows where a cell may fall,
    from these to columns where a cell may rise, until the row itself is reached.
    """
    row_from = np.full(net.down.shape[0], _UNSEEN)
    column_from = np.full(net.down.shape[1], _UNSEEN)
    column_from[column] = _START
    columns = np.array([column])
    while len(columns):
        falling = net.down[:, columns] > 0
        rows = np.flatnonzero(falling.any(axis=1) & (row_from == _UNSEEN))
        row_from[rows] = columns[falling[rows].argmax(axis=1)]
        if row_from[row] != _UNSEEN:
            return _traced(row, row_from, column_from)
        rising = net.up[rows] > 0
        columns = np.flatnonzero(rising.any(axis=0) & (column_from == _UNSEEN))
        if len(columns):
            column_from[columns] = rows[rising[:, columns].argmax(axis=0)]
    return []


def _traced(row: int, row_from: Integers, column_from: Integers) -> _Steps:
    steps = []
    while row != _START:
        column = int(row_from[row])
        steps.append(((row, column), True))
        row = int(column_from[column])
        if row != _START:
            steps.append(((row, column), False))
    return steps
