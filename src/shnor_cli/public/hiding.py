"""Which numbers of a year's table stay hidden (скрыто), so that nothing is subtracted back.

A table counts pupils with low results, `low` of `whole`, by school and assessment; beside its cells
stand the sums of its rows and of its columns. A count is small, and hidden, where fewer than
`LEAST` pupils are on either side: their number, or that of the others.

Protected means: to one who reads all that is shown, and even knows every `whole`, the small side
may still be any number from 0 to `LEAST - 1`. Whether it may is asked exactly, of a network: rows
and columns are its nodes, hidden cells its edges, and a count may rise where a cycle of other
hidden cells makes up for it. A sum that is not shown is a cell as well, in one more column or row.
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
        more = _with_swaps(table, hidden, bad)
        if not more.hides_more(hidden):
            more = _with_sums(hidden, bad)
        if not more.hides_more(hidden):
            break  # what is shown elsewhere gives it away: nothing can be done here
        hidden = more
    return hidden


def _with_swaps(table: Table, hidden: Hidden, bad: Flags) -> Hidden:
    """For every number that can be found out, hide the cheapest three that it may be swapped with.

    Four numbers on the crossing of two rows and two columns may move together, two up and two down,
    and no sum changes.
    """
    net = _Net.of(table, _everything(table))
    rise, fall = net.needs
    cost = _costs(table, hidden)
    for row, column in np.argwhere(bad).tolist():
        up, down = rise[row, column], fall[row, column]
        beside = (net.down >= up) & (net.up >= down)  # those in its own row or column
        across = (net.up >= up) & (net.down >= down)
        price = np.where(across, cost, np.inf)
        price += np.where(beside[row], cost[row], np.inf)
        price += np.where(beside[:, column], cost[:, column], np.inf)[:, None]
        price[row] = price[:, column] = np.inf
        r, c = divmod(int(price.argmin()), price.shape[1])
        if np.isfinite(price[r, c]):
            cost[r, c] = cost[row, c] = cost[r, column] = 0.0
    away = cost == 0
    return Hidden(away[:-1, :-1] & (table.whole > 0), away[:-1, -1], away[-1, :-1]) | hidden


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


def _with_sums(hidden: Hidden, bad: Flags) -> Hidden:
    """Hide the sums beside what can be found out, and in the end all of them."""
    rows, columns = hidden.rows | bad[:-1].any(axis=1), hidden.columns | bad[:, :-1].any(axis=0)
    for each in (rows, columns):
        if (rows == hidden.rows).all() and (columns == hidden.columns).all():
            each[:] = True
    return replace(hidden, rows=rows, columns=columns)


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
        rise, fall = _needs(low, others)
        row_rise, row_fall = _needs(low.sum(axis=1), others.sum(axis=1))
        column_rise, column_fall = _needs(low.sum(axis=0), others.sum(axis=0))
        return cls(
            _framed(np.where(unknown.cells, low, 0), rows, columns, corner),
            _framed(np.where(unknown.cells, others, 0), rows, columns, corner),
            (_framed(rise, row_fall, column_fall), _framed(fall, row_rise, column_rise)),
        )

    def turned(self) -> "_Net":
        """The same for the others instead of the counted."""
        return _Net(self.up, self.down, self.needs[::-1])


def _needs(low: Integers, others: Integers) -> tuple[Integers, Integers]:
    """Return how far counts must be able to rise and to fall, so that the small side is open."""
    most = np.minimum(LEAST - 1, low + others)
    rise = np.maximum(np.where(low < LEAST, most - low, 0), np.where(others < LEAST, others, 0))
    fall = np.maximum(np.where(low < LEAST, low, 0), np.where(others < LEAST, most - others, 0))
    return rise, fall


def _clearly_free(net: _Net, need: Integers) -> Flags:
    """Say where so many swaps with another row and another column are found that they suffice.

    Swaps are edges between rows and columns. So many of them share neither as there are edges to
    the busiest row or column, or more (Kőnig).
    """
    free = need <= 0
    for amount in range(1, LEAST):
        falls, rises = (net.down >= amount).astype(float), (net.up >= amount).astype(float)
        crossing = rises.T @ falls
        swaps = falls @ crossing
        swaps -= falls * np.diag(crossing)  # not by the cell's own column
        swaps -= falls * (falls * rises).sum(axis=1, keepdims=True)  # nor by its own row
        swaps += falls * rises
        busiest = np.maximum(falls.sum(axis=0), falls.sum(axis=1, keepdims=True))
        apart = np.ceil(swaps / np.maximum(busiest, 1))
        free |= (need <= amount * apart) & (net.up >= need)
    return free


def _is_free(net: _Net, cell: tuple[int, int], need: int) -> bool:
    """Say whether a count can rise by `need` while all that is known stays."""
    if net.up[cell] < need:
        return False
    net = replace(net, down=net.down.copy(), up=net.up.copy())
    net.down[cell] = net.up[cell] = 0
    while need > 0:
        path = _path(net, *cell)
        if not path:
            return False
        amount = min(need, *(int((net.down if falls else net.up)[at]) for at, falls in path))
        for at, falls in path:
            net.down[at] += -amount if falls else amount
            net.up[at] += amount if falls else -amount
        need -= amount
    return True


_UNSEEN, _START = -2, -1


def _path(net: _Net, row: int, column: int) -> list[tuple[tuple[int, int], bool]]:
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


def _traced(
    row: int, row_from: Integers, column_from: Integers
) -> list[tuple[tuple[int, int], bool]]:
    steps = []
    while row != _START:
        column = int(row_from[row])
        steps.append(((row, column), True))
        row = int(column_from[column])
        if row != _START:
            steps.append(((row, column), False))
    return steps
