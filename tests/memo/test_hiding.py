"""What is hidden of a table cannot be found out: against every table that would read the same."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_cli.model import Integers
from shnor_cli.public.hiding import LEAST, Hidden, Table, exposed, hide, is_small


def nothing(rows: int, columns: int) -> Hidden:
    """Return that nothing is hidden."""
    return Hidden(np.zeros((rows, columns), bool), np.zeros(rows, bool), np.zeros(columns, bool))


def table_of(low: Integers, whole: Integers, known: Hidden | None = None) -> Table:
    """Return a table of which nothing is known from elsewhere."""
    return Table(low, whole, known or nothing(*low.shape))


def rows_that_read_alike(
    low: list[int], whole: list[int], hidden: list[bool], *, sum_hidden: bool
) -> Iterator[tuple[int, ...]]:
    """Yield every row with the same cells shown, and the same sum if that is shown."""
    ranges = [
        range(most + 1) if away else (count,)
        for count, most, away in zip(low, whole, hidden, strict=True)
    ]
    for row in itertools.product(*ranges):
        if sum_hidden or sum(row) == sum(low):
            yield row


def ranges_by_brute_force(table: Table, hidden: Hidden) -> tuple[list[set[int]], ...]:
    """Try every table of whole numbers that prints the same; return what each number may be.

    The first list is of cells, row by row, then the sums of rows, then the sums of columns.
    """
    rows, columns = table.low.shape
    shown = table.low.sum(axis=0)
    cells = [set[int]() for _ in range(rows * columns)]
    of_rows, of_columns = ([set[int]() for _ in range(many)] for many in (rows, columns))
    choices = [
        list(
            rows_that_read_alike(
                table.low[row].tolist(),
                table.whole[row].tolist(),
                hidden.cells[row].tolist(),
                sum_hidden=bool(hidden.rows[row]),
            )
        )
        for row in range(rows)
    ]
    for chosen in itertools.product(*choices):
        sums = [sum(column) for column in zip(*chosen, strict=True)]
        if any(
            one != other and not away
            for one, other, away in zip(sums, shown, hidden.columns, strict=True)
        ):
            continue
        for place, count in enumerate(itertools.chain.from_iterable(chosen)):
            cells[place].add(count)
        for place, row in enumerate(chosen):
            of_rows[place].add(sum(row))
        for place, count in enumerate(sums):
            of_columns[place].add(count)
    return cells, of_rows, of_columns


def is_open(possible: set[int], low: int, whole: int) -> bool:
    """Say whether the small side of a count may be anything from 0 to 4."""
    wanted = range(min(LEAST - 1, whole) + 1)
    is_low_open = low >= LEAST or possible.issuperset(wanted)
    others = {whole - count for count in possible}
    return is_low_open and (whole - low >= LEAST or others.issuperset(wanted))


def check_by_brute_force(table: Table, hidden: Hidden) -> Integers:
    """Return where brute force finds a small number out, framed as `exposed` frames it."""
    cells, of_rows, of_columns = ranges_by_brute_force(table, hidden)
    rows, columns = table.low.shape
    bad = np.zeros((rows + 1, columns + 1), bool)
    for place, possible in enumerate(cells):
        row, column = divmod(place, columns)
        low, whole = int(table.low[row, column]), int(table.whole[row, column])
        if hidden.cells[row, column] and is_small(table.low, table.whole)[row, column]:
            bad[row, column] = not is_open(possible, low, whole)
    for axis, sets, away in ((1, of_rows, hidden.rows), (0, of_columns, hidden.columns)):
        lows, wholes = table.low.sum(axis=axis), table.whole.sum(axis=axis)
        found = [
            bool(away[place])
            and bool(is_small(lows, wholes)[place])
            and not is_open(possible, int(lows[place]), int(wholes[place]))
            for place, possible in enumerate(sets)
        ]
        if axis == 1:
            bad[:-1, -1] = found
        else:
            bad[-1, :-1] = found
    return bad


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table small enough to try all others like it."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    whole = np.array(
        draw(st.lists(st.sampled_from([0, 3, 6, 10]), min_size=6, max_size=6))
    ).reshape(3, 2)[:rows, :columns]
    parts = np.array(draw(st.lists(st.integers(0, 10), min_size=6, max_size=6))).reshape(3, 2)
    return table_of(np.minimum(parts[:rows, :columns], whole), whole)


@settings(max_examples=60)
@given(tables())
def test_nothing_hidden_is_found_out(table: Table) -> None:
    hidden = hide(table, nothing(*table.low.shape))
    assert (hidden.cells | ~is_small(table.low, table.whole)).all()
    assert not check_by_brute_force(table, hidden).any()


@given(tables(), st.data())
def test_exposed_says_what_brute_force_says(table: Table, data: st.DataObject) -> None:
    rows, columns = table.low.shape
    flags = st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns)
    small = is_small(table.low, table.whole)
    hidden = Hidden(
        (small | np.array(data.draw(flags)).reshape(rows, columns)) & (table.whole > 0),
        np.array(data.draw(flags)[:rows]) & (table.whole.sum(axis=1) > 0),
        np.array(data.draw(flags)[:columns]) & (table.whole.sum(axis=0) > 0),
    )
    assert exposed(table, hidden).tolist() == check_by_brute_force(table, hidden).tolist()


def test_one_small_cell_takes_another_with_it() -> None:
    low, whole = np.array([[3, 9, 9], [9, 9, 9], [9, 9, 9]]), np.full((3, 3), 20)
    hidden = hide(table_of(low, whole), nothing(3, 3))
    assert hidden.cells.sum() == 4
    assert not hidden.rows.any()
    assert not hidden.columns.any()


def test_sums_stay_where_many_cells_are_hidden() -> None:
    low = np.random.default_rng(1).integers(0, 5, (14, 8))
    hidden = hide(table_of(low, np.full((14, 8), 16)), nothing(14, 8))
    assert hidden.cells.all()
    assert not hidden.columns.any()
    assert hidden.rows.sum() <= 1


def test_a_single_school_shows_no_sum_that_gives_it_away() -> None:
    table = table_of(np.array([[3]]), np.array([[20]]))
    hidden = hide(table, nothing(1, 1))
    assert hidden.rows.all()
    assert hidden.columns.all()


def test_what_is_known_from_elsewhere_protects_nothing() -> None:
    low, whole = np.array([[3, 9], [9, 9]]), np.full((2, 2), 20)
    known = nothing(2, 2)
    known.cells[1, 1] = True
    hidden = hide(table_of(low, whole, known), nothing(2, 2))
    assert not exposed(table_of(low, whole, known), hidden).any()
    assert hidden.rows[0]


@pytest.mark.parametrize("spread", [3, 12])
def test_a_region_takes_seconds(spread: int) -> None:
    low = np.random.default_rng(spread).integers(0, spread + 1, (1000, 30))
    hidden = hide(table_of(low, np.full((1000, 30), 25)), nothing(1000, 30))
    assert not exposed(table_of(low, np.full((1000, 30), 25)), hidden).any()
    assert not hidden.columns.any()
