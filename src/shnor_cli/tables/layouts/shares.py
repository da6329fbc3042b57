"""Categories of a table that may be counts or percents of the participants: what they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from shnor_cli.tables.layouts.blanks import DASHES
from shnor_cli.tables.layouts.telling import decimal_of

Kind = Literal["counts", "percents", "fractions"]

_ROOM = Decimal("1.5")
"""How far four rounded percents may be from 100."""
_FINEST = Decimal("0.000001")
"""What follows is the noise of a float."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The participants of a row and the cells of its categories."""

    participants: str
    cells: tuple[str | None, ...]

    @property
    def are_counts(self) -> bool:
        """Whether the cells are whole, add up to the participants and none has the sign of %."""
        total = self.total
        return (
            total is not None
            and total == decimal_of(self.participants)
            and all(cell is None or cell in DASHES or _is_whole(cell) for cell in self.cells)
        )

    @property
    def total(self) -> Decimal | None:
        """The sum of the cells; None where one is no number, or none is filled."""
        values = [_value(cell) for cell in self.cells if cell and cell not in DASHES]
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def kind_of(rows: Sequence[Counted]) -> Kind:
    """Tell what the categories of a table are, by what the sums of most rows fit."""
    if any(cell and "%" in cell for row in rows for cell in row.cells):
        return "percents"
    fits: dict[Kind, int] = {
        "counts": sum(row.are_counts for row in rows),
        "percents": sum(_is_near(row.total, 100) for row in rows),
        "fractions": sum(_is_near(row.total, 1) for row in rows),
    }
    return max(fits, key=lambda kind: fits[kind])


def texts_of(row: Counted, kind: Kind, *, nearest: bool) -> tuple[str | None, ...]:
    """Return the categories as a plain table has them: counts, or shares with their sign.

    Among shares a row may hold counts all the same, which its sum tells.

    Args:
        row: the cells.
        kind: what the table's cells are.
        nearest: whether shares become the nearest counts that add up, as is enough for a group
            of thousands, whose shares fit several.
    """
    cells = tuple(None if cell in DASHES else cell for cell in row.cells)
    if kind == "counts" or row.are_counts:
        return cells
    times = 100 if kind == "fractions" else 1
    values = [None if cell is None else _value(cell) for cell in cells]
    if nearest and None not in values and row.participants.isdecimal():
        known = [value * times for value in values if value is not None]
        return tuple(_nearest(known, int(row.participants)))
    return tuple(
        cell if value is None else f"{_printed(value * times)} %"
        for cell, value in zip(cells, values, strict=True)
    )


def unit_of(rows: Sequence[Counted], kind: Kind) -> int:
    """Return the finest unit of a percent among the shares of a table, 0 where it has counts."""
    if kind == "counts":
        return 0
    times = 100 if kind == "fractions" else 1
    cells = (cell for row in rows if not row.are_counts for cell in row.cells if cell)
    values = {value for cell in cells if (value := _value(cell)) is not None}
    printed = (_printed(value * times).partition(".")[2] for value in values)
    return int(10 ** max(map(len, printed), default=0))


def _is_near(total: Decimal | None, whole: int) -> bool:
    return total is not None and abs(total - whole) * 100 <= _ROOM * whole


def _is_whole(cell: str) -> bool:
    value = None if "%" in cell else _value(cell)
    return value is not None and value == value.to_integral_value()


def _value(cell: str) -> Decimal | None:
    return decimal_of(cell.replace("%", "").replace(" ", ""))


def _printed(value: Decimal) -> str:
    if value == value.to_integral_value():
        return str(int(value))
    return format(min(value.quantize(_FINEST, ROUND_HALF_UP), value, key=_decimals), "f")


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _nearest(percents: Sequence[Decimal], total: int) -> Iterator[str]:
    """Yield whole counts that add up: what is left above goes to the largest remainders."""
    parts = [percent * total / 100 for percent in percents]
    least = [int(part.to_integral_value(ROUND_FLOOR)) for part in parts]
    order = sorted(range(len(parts)), key=lambda place: least[place] - parts[place])
    more = set(order[: max(total - sum(least), 0)])
    yield from (str(count + (place in more)) for place, count in enumerate(least))
