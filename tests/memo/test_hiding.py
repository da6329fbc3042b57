"""What is hidden of a table cannot be found out: against every table that would read the same."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_cli.model import Flags, Integers
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


def counts_that_follow(table: Table, hidden: Hidden) -> Iterator[tuple[int, Integers]]:
    """Yield every count of pupils of hidden cells that linear algebra finds, and whom it counts.

    Of a cell those are counted who have a low result (1), those who have not (-1), or nobody (0).
    What follows from the sums that are shown is all that is the same wherever these are.
    """
    rows, columns = table.low.shape
    places = np.argwhere(hidden.cells & (table.whole > 0))
    sums = [places[:, 0] == row for row in range(rows) if not hidden.rows[row]]
    sums += [places[:, 1] == column for column in range(columns) if not hidden.columns[column]]
    if not len(places):
        return
    shown = np.array(sums, float).reshape(-1, len(places))
    _, sizes, ways = np.linalg.svd(shown)
    free = ways[int((sizes > 1e-9).sum()) :]  # moving along these changes no sum
    signs = np.array([*itertools.product((0, 1, -1), repeat=len(places))])
    for sign in signs[(np.abs(signs @ free.T) < 1e-9).all(axis=1) & signs.any(axis=1)]:
        whom = np.zeros(table.low.shape, int)
        whom[tuple(places.T)] = sign
        low, others = table.low[whom > 0], (table.whole - table.low)[whom < 0]
        yield int(low.sum() + others.sum()), whom


def told_by_a_count(table: Table, hidden: Hidden) -> Flags:
    """Say which hidden cells have few of the pupils in a count of fewer than five that follows."""
    low, others = table.low, table.whole - table.low
    found = np.zeros(low.shape, np.bool_)
    for count, whom in counts_that_follow(table, hidden):
        if count < LEAST:
            found |= ((whom > 0) & (low < LEAST)) | ((whom < 0) & (others < LEAST))
    return found


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
    bad[:-1, :-1] |= told_by_a_count(table, hidden)
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


@st.composite
def larger_tables(draw: st.DrawFn) -> Table:
    """Draw a table too large to try all others like it."""
    numbers = st.lists(st.integers(0, 12), min_size=9, max_size=9)
    low, others = (np.array(draw(numbers)).reshape(3, 3) for _ in range(2))
    return table_of(low, low + others)


@settings(max_examples=60)
@given(larger_tables())
def test_no_count_of_few_follows(table: Table) -> None:
    hidden = hide(table, nothing(*table.low.shape))
    assert min((count for count, _ in counts_that_follow(table, hidden)), default=LEAST) >= LEAST
    for axis, away in ((1, hidden.rows), (0, hidden.columns)):  # the plainest of them
        low, whole = (np.where(hidden.cells, each, 0) for each in (table.low, table.whole))
        assert not (is_small(low.sum(axis=axis), whole.sum(axis=axis)) & ~away).any()


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


def test_what_a_row_lacks_is_no_count_of_few() -> None:
    """Four of 62 in two hidden cells, each of which may be anything from nobody to four."""
    low = np.array([[0, 4, 20, 20], [0, 4, 20, 20], [3, 3, 20, 20], [2, 2, 20, 20]])
    table = table_of(low, np.full((4, 4), 41))
    small = Hidden(low < LEAST, np.zeros(4, bool), np.zeros(4, bool))
    assert exposed(table, small)[:2, :2].all()
    hidden = hide(table, nothing(4, 4))
    assert not exposed(table, hidden).any()
    assert ((np.where(hidden.cells, low, 0).sum(axis=1) >= LEAST) | hidden.rows).all()
    assert not hidden.columns.any()


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
