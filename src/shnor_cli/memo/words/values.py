"""The first annex: values of every school, shaded where the criteria that judge them are met."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.basis import comparisons_of, has_moving_bound, judged_indicators
from shnor_cli.engine.lows import LOW
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import (
    Scale,
    grid_counts,
    grid_value,
    indicator_title,
    scale_of,
    unit_of,
)
from shnor_cli.memo.words.findings import label, score_name, shown
from shnor_cli.memo.words.sources import shown_years
from shnor_cli.model import Grid, Missing, Outcome, Why
from shnor_cli.russian import DASH, NBSP, exact, join_and, nbsp, number, quote, school_year

_SLICES = 16
"""Columns with turned headings that leave room for the name of the school on a landscape page."""

_INDICATORS = 7
"""The same with headings that are not turned."""

_YEARS = 3
_UNKNOWN, _HIDDEN = "н/д", "скр."

SHADES = ("F4CCCC", "E69A9A", "CC6666")
"""Fills of a value at which a criterion is met: beyond the bound by less than half of it, by less
than the whole of it, by more; a grey print and any eye tell them apart, since one is darker than
the other.
"""
SHADE = SHADES[0]
"""The fill where only the answer counts."""

Row = dict[str, object]


_EDGES = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Where fills change, in bounds."""


class Column(NamedTuple):
    """One column: a slice of an indicator and the cells in which its criteria are met."""

    title: str
    grid: Grid
    slice: int
    judged: tuple[tuple[NDArray[np.bool_], NDArray[np.float64] | None], ...]
    """For each comparison of the indicator, where it is met and its bound, shape (S, Y)."""
    unsure: NDArray[np.bool_]
    """Where it is not known whether one of them is met, shape (S, Y)."""
    year: int | None = None
    """Position on the year axis where the whole column is of one year, else that of the row."""

    def place(self, school: int, year: int) -> tuple[int, int]:
        """Return where a row's value stands in the arrays."""
        return school, year if self.year is None else self.year

    def step(self, place: tuple[int, int]) -> int:
        """Return which of the fills a value has, from 1; 0 where there is none or none is met."""
        met = [bounds for is_met, bounds in self.judged if is_met[place]]
        value = grid_value(self.grid, *place, self.slice) if met else None
        if value is None:
            return 0  # a criterion may be met whatever an unknown value is
        return max(_step(value, None if each is None else float(each[place])) for each in met)

    def shade(self, place: tuple[int, int]) -> str:
        """Return the fill of a value, nothing where there is none."""
        return ("", *SHADES)[self.step(place)]

    def digits(self, place: tuple[int, int], scale: Scale) -> int:
        """Return the decimals that tell a value from its bound, and from where its fill changes."""
        value = grid_value(self.grid, *place, self.slice)
        if value is None:
            return scale.digits
        edges = {
            float(bounds[place]) * times
            for met, bounds in self.judged
            if bounds is not None and np.isfinite(bounds[place])
            for times in (_EDGES if met[place] else (1.0,))
        }
        near = (edge for edge in edges if abs(edge - float(value)) * scale.times < 1)
        told = (scale.digits_to_tell(value, exact(edge)) for edge in near)
        return max(told, default=scale.digits)


def _step(value: Fraction, bound: float | None) -> int:
    if bound is None or not math.isfinite(bound) or not bound:
        return 1
    least = exact(bound)
    beyond, whole = abs(value - least), abs(least)
    return 1 + (2 * beyond >= whole) + (beyond >= whole)


class Table(NamedTuple):
    """Columns that stand in one table, their scales, and the schools and years of its rows."""

    scales: tuple[Scale, ...]
    columns: tuple[Column, ...]
    schools: tuple[int, ...]
    years: tuple[int, ...]
    """Positions on the year axis; one where every column is of a year of its own."""

    @property
    def unit(self) -> str:
        """What the title says of the unit: that all are percents, or nothing."""
        units = {unit_of(scale) for scale in self.scales}
        return f", {units.pop()}" if units in ({"%"}, {"п.п."}) else ""

    def titled(self, title: str, scale: Scale) -> str:
        """Add the unit to what a column is called, unless the table says it."""
        unit = unit_of(scale)
        return f"{title},{NBSP}{unit}" if unit and not self.unit else title


def value_tables(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return the tables of values: one for each indicator by assessment, one for the others."""
    methodology = identification.methodology
    schools = tuple(verdict.index for verdict in shown(identification, verdicts))
    if not schools:
        return []
    years = years_of(identification)
    hidden = _all_hidden(identification, verdicts)
    grids = [each for each in judged_grids(identification) if each.indicator not in hidden]
    tables = []
    for grid in grids:
        if grid.sliced:
            columns = [column_of(identification, grid, k) for k in range(len(grid.slices))]
            title = indicator_title(methodology, grid.indicator)
            for said, piece in _chunks(title, columns, at_most=_SLICES):
                tables.append(
                    _table(identification, said, rows_of(identification, piece, schools, years))
                )
    pooled = [
        column_of(identification, grid, 0, year)
        for grid in grids
        if not grid.sliced
        for year in years
    ]
    for said, piece in _chunks("Показатели школ", pooled, at_most=_INDICATORS):
        tables.append(
            _table(identification, said, rows_of(identification, piece, schools, years[-1:]))
        )
    return tables


def _all_hidden(identification: Identification, verdicts: Sequence[Verdict]) -> list[str]:
    """Return the indicators whose values are hidden wherever there are any."""
    schools = [verdict.index for verdict in shown(identification, verdicts)]
    if not identification.hides or not schools:
        return []
    cells = np.ix_(schools, years_of(identification))
    kinds = [reason.kind for reason in identification.measured.reasons]
    return [
        grid.indicator
        for grid in judged_grids(identification)
        if (found := grid.missing[cells]).all() and np.any(found == kinds.index(Why.HIDDEN))
    ]


def hidden_in_words(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Say of which indicators no table is given; empty where each has one."""
    methodology = identification.methodology
    titles = [
        quote(indicator_title(methodology, name)) for name in _all_hidden(identification, verdicts)
    ]
    if not titles:
        return ""
    whose = "показателя" if len(titles) == 1 else "показателей"
    return nbsp(f"Все значения {whose} {join_and(titles)} скрыты, таблица не приводится.")


def judged_grids(identification: Identification) -> list[Grid]:
    """Return the values that categories and the list rest on, and the low results beside them."""
    names = judged_indicators(identification.methodology, score_name(identification))
    grids = identification.measured.grids
    return [grids[name] for name in (*names, LOW) if name in grids]


def years_of(identification: Identification) -> tuple[int, ...]:
    """Return positions of the years that tables of values show."""
    axis = identification.measured
    years = [year for year in shown_years(identification) if year in axis.years]
    return tuple(axis.year(year) for year in years[-_YEARS:])


def rows_of(
    identification: Identification,
    columns: Sequence[Column],
    schools: tuple[int, ...],
    years: tuple[int, ...],
) -> Table:
    """Put columns together into a table, with their scales."""
    scales = tuple(scale_of(identification.methodology, each.grid.indicator) for each in columns)
    return Table(scales, tuple(columns), schools, years)


def column_of(
    identification: Identification, grid: Grid, slice_: int, year: int | None = None
) -> Column:
    """Return the values of a slice and where their criteria are met."""
    judged = []
    unsure = np.zeros(grid.missing.shape[:2], np.bool_)
    for name in comparisons_of(identification.methodology, grid.indicator):
        answers = identification.judgement.answers[name]
        if answers.slices == grid.slices:
            bounds = None if answers.threshold is None else answers.threshold[:, :, slice_]
            outcome = answers.outcome[:, :, slice_]
            judged.append((outcome == Outcome.MET, bounds))
            unsure |= (outcome == Outcome.UNKNOWN) & (grid.missing[:, :, slice_] == 0)
    if year is None:
        title = grid.slices[slice_].title
    else:
        said = indicator_title(identification.methodology, grid.indicator)
        title = f"{said}, {school_year(identification.measured.years[year])}"
    return Column(nbsp(title), grid, slice_, tuple(judged), unsure, year)


def _chunks(
    title: str, columns: Sequence[Column], *, at_most: int
) -> Iterator[tuple[str, Sequence[Column]]]:
    """Cut many columns into tables of about equal width that fit the page."""
    parts = -(-len(columns) // at_most)
    size = -(-len(columns) // parts) if parts else 1
    for place, start in enumerate(range(0, len(columns), size), start=1):
        part = f" (часть {place} из {parts})" if parts > 1 else ""
        yield title + part, columns[start : start + size]


def _table(identification: Identification, title: str, table: Table) -> Row:
    return {
        "название": title + table.unit,
        "по_годам": table.columns[0].year is None,
        "столбцы": [
            table.titled(column.title, scale)
            for column, scale in zip(table.columns, table.scales, strict=True)
        ],
        "школы": [
            {
                "номер": place,
                "название": label(identification, school),
                "строки": _rows(identification, table, school),
            }
            for place, school in enumerate(table.schools, start=1)
        ],
        **legend(identification, table),
    }


def _rows(identification: Identification, table: Table, school: int) -> list[Row]:
    axis = identification.measured.years
    return [
        {
            "год": school_year(axis[year]),
            "ячейки": [
                cell(identification, column, scale, column.place(school, year))
                for column, scale in zip(table.columns, table.scales, strict=True)
            ],
        }
        for year in table.years
    ]


def cell(identification: Identification, column: Column, scale: Scale, at: tuple[int, int]) -> Row:
    """Return a value, what stands behind it, and its shade."""
    shade = column.shade(at)
    value = grid_value(column.grid, *at, column.slice)
    if _why(identification, column, at).kind == Why.HIDDEN:
        return {"значение": _HIDDEN, "доля": "", "цвет": ""}  # a shade tells its side of the bound
    if value is not None:
        digits = column.digits(at, scale)
        said = scale.plus(value, digits)
        said += number(scale.printed(value), scale.places(value, digits))
        return {"значение": said, "доля": _behind(column, scale, at), "цвет": shade}
    text = column.grid.text[(*at, column.slice)] if column.grid.text is not None else None
    return {"значение": text or _absent(identification, column, at), "доля": "", "цвет": shade}


def _behind(column: Column, scale: Scale, at: tuple[int, int]) -> str:
    """Write what stands behind a value: «4/7» for a share."""
    counts = grid_counts(column.grid, *at, column.slice)
    if counts is None or not scale.is_share:
        return ""
    return f"{number(counts[0])}/{number(counts[1])}"


def _absent(identification: Identification, column: Column, at: tuple[int, int]) -> str:
    return sign_of(_why(identification, column, at))


def _why(identification: Identification, column: Column, at: tuple[int, int]) -> Missing:
    reason: Missing = identification.measured.reasons[column.grid.missing[(*at, column.slice)]]
    return reason


def sign_of(reason: Missing) -> str:
    """Say in a cell why it has no value: a dash where the question does not apply, else «н/д».

    Of a value that a public version hides, that it is hidden.
    """
    if reason.kind == Why.HIDDEN:
        return _HIDDEN
    return _UNKNOWN if reason.applicable else DASH


def legend(identification: Identification, table: Table) -> Row:
    """Return what is to be told under a table: what is shaded, what stands in place of a value."""
    methodology = identification.methodology
    names = dict.fromkeys(
        name
        for column in table.columns
        for name in comparisons_of(methodology, column.grid.indicator)
        if column.judged
    )
    titles = [quote(methodology.criteria[name].title or name) for name in names]
    which = "критерий" if len(titles) == 1 else "хотя бы один из критериев:"
    reasons = identification.measured.reasons
    steps = {
        column.step(place)
        for column in table.columns
        for place in _places(table, column)
        if _why(identification, column, place).kind != Why.HIDDEN
    }
    is_shaded = any(steps)
    is_unsure = any(
        column.unsure[place] and not column.step(place)
        for column in table.columns
        for place in _places(table, column)
    )
    unsure = "; где это по данным неизвестно, значение не выделено" if is_unsure else ""
    kinds = {
        _why(identification, column, place).kind
        for column in table.columns
        for place in _places(table, column)
        if column.grid.missing[(*place, column.slice)]
    }
    return {
        "критерии": nbsp(f"{which} {join_and(titles)}{unsure}") if titles and is_shaded else "",
        "есть_ступени": max(steps, default=0) > 1,
        "граница_своя": is_shaded
        and any(has_moving_bound(methodology.criteria[name]) for name in names),
        "есть_доли": any(
            bool(_behind(column, scale, place))
            for column, scale in zip(table.columns, table.scales, strict=True)
            for place in _places(table, column)
        ),
        "есть_пропуски": bool(kinds - {Why.HIDDEN}),
        "есть_скрытые": Why.HIDDEN in kinds,
        "есть_неучтённые": any(reason.kind == Why.DOUBTED for reason in reasons),
    }


def _places(table: Table, column: Column) -> Iterator[tuple[int, int]]:
    return (column.place(school, year) for school in table.schools for year in table.years)
