"""The first annex: values of every school, shaded where the criteria that judge them are met."""

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.basis import comparisons_of, has_moving_bound, judged_indicators
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import (
    Scale,
    bound_of_fact,
    distance_of_fact,
    grid_counts,
    grid_value,
    indicator_title,
    pupils_of_fact,
    scale_of,
)
from shnor_cli.memo.words.findings import label, score_name, shown
from shnor_cli.memo.words.sources import shown_years
from shnor_cli.model import Grid, Missing, Outcome, Why
from shnor_cli.russian import DASH, exact, join_and, nbsp, number, quote, school_year

_SLICES = 16
"""Columns with turned headings that leave room for the name of the school on a landscape page."""

_INDICATORS = 7
"""The same with headings that are not turned."""

_YEARS = 3
_MOST_DIGITS = 6
_UNKNOWN, _HIDDEN = "н/д", "скр."

SHADE = "F4CCCC"
"""The fill of a value at which a criterion is met."""

Row = dict[str, object]


@dataclass(frozen=True)
class _Column:
    """One column: a slice of an indicator and the cells in which its criteria are met."""

    title: str
    grid: Grid
    slice: int
    met: tuple[NDArray[np.bool_], ...]
    """For each comparison of the indicator, shape (S, Y)."""
    year: int | None = None
    """Position on the year axis where the whole column is of one year, else that of the row."""

    def place(self, school: int, year: int) -> tuple[int, int]:
        """Return where a row's value stands in the arrays."""
        return school, year if self.year is None else self.year

    def is_shaded(self, place: tuple[int, int]) -> bool:
        """Say whether a criterion is met there."""
        return any(bool(met[place]) for met in self.met)


@dataclass(frozen=True)
class _Table:
    """Columns that stand in one table, their scales, and the schools and years of its rows."""

    scales: tuple[Scale, ...]
    columns: tuple[_Column, ...]
    schools: tuple[int, ...]
    years: tuple[int, ...]
    """Positions on the year axis; one where every column is of a year of its own."""

    @functools.cached_property
    def digits(self) -> tuple[int, ...]:
        """For each column, the decimals that tell shaded values from those that are not.

        All columns of one indicator have the same number, so that a table reads evenly.
        """
        found: dict[str, int] = {}
        for column, scale in zip(self.columns, self.scales, strict=True):
            name = column.grid.indicator
            found[name] = max(found.get(name, scale.digits), _digits_of(self, column, scale))
        return tuple(found[column.grid.indicator] for column in self.columns)


def value_tables(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return the tables of values: one for each indicator by assessment, one for the others."""
    methodology = identification.methodology
    names = judged_indicators(methodology, score_name(identification))
    grids = [identification.measured.grids[n] for n in names if n in identification.measured.grids]
    schools = tuple(verdict.index for verdict in shown(identification, verdicts))
    years = _years(identification)
    tables = []
    for grid in grids:
        if grid.sliced:
            columns = [_column(identification, grid, k) for k in range(len(grid.slices))]
            title = indicator_title(methodology, grid.indicator)
            for said, piece in _chunks(title, columns, at_most=_SLICES):
                tables.append(
                    _table(identification, said, _rows_of(identification, piece, schools, years))
                )
    pooled = [
        _column(identification, grid, 0, year)
        for grid in grids
        if not grid.sliced
        for year in years
    ]
    for said, piece in _chunks("Показатели школ", pooled, at_most=_INDICATORS):
        tables.append(
            _table(identification, said, _rows_of(identification, piece, schools, years[-1:]))
        )
    return tables


@dataclass(frozen=True)
class SchoolValues:
    """The values of single schools, a row for each thing measured and a column for each year.

    Made once for all schools, so that a thousand cards cost little more than one.
    """

    identification: Identification
    tables: tuple[tuple[str, _Table], ...]
    """What each table is about, and its columns over all schools and years."""

    def of(self, school: int) -> list[Row]:
        """Return the tables of one school, those without a row left out."""
        tables = [_of_school(self.identification, *each, school) for each in self.tables]
        return [table for table in tables if table["строки"]]


def school_values(identification: Identification) -> SchoolValues:
    """Return the values of all schools, for cards."""
    methodology = identification.methodology
    names = judged_indicators(methodology, score_name(identification))
    grids = [identification.measured.grids[n] for n in names if n in identification.measured.grids]
    wanted = [
        (
            indicator_title(methodology, grid.indicator),
            [_column(identification, grid, place) for place in range(len(grid.slices))],
        )
        for grid in grids
        if grid.sliced
    ]
    whole = [_column(identification, grid, 0) for grid in grids if not grid.sliced]
    wanted += [("Показатели школы в целом", whole)] if whole else []
    years = _years(identification)
    tables = ((title, _rows_of(identification, columns, (), years)) for title, columns in wanted)
    return SchoolValues(identification, tuple(tables))


def _of_school(identification: Identification, title: str, table: _Table, school: int) -> Row:
    unit = ", %" if all(scale.is_share for scale in table.scales) else ""
    taken = [
        (column, scale, digits)
        for column, scale, digits in zip(
            table.columns, table.scales, _digits(identification, table, school), strict=True
        )
        if _takes_part(identification, column, school, table.years)
    ]
    away = [_distances(identification, column, school) for column, _, _ in taken]
    bounds = {bound for each in away for bound, _ in each}
    common = bounds.pop() if len(bounds) == 1 else ""
    return {
        "название": title + unit,
        "годы": [school_year(identification.measured.years[year]) for year in table.years],
        "строки": [
            {
                "название": _name(identification, column),
                "ячейки": [
                    _cell(identification, column, scale, digits, (school, year))
                    for year in table.years
                ],
                "отклонение": _away_in_words(each, with_bounds=not common),
            }
            for (column, scale, digits), each in zip(taken, away, strict=True)
        ],
        "граница": common,
        **_legend(identification, replace(table, schools=(school,))),
    }


def _digits(identification: Identification, table: _Table, school: int) -> tuple[int, ...]:
    """For each column, the decimals at which no value of a school looks equal to its bound."""
    own = replace(table, schools=(school,))
    found: dict[str, int] = {}
    for column, scale, digits in zip(own.columns, own.scales, own.digits, strict=True):
        told = (
            scale.digits_to_tell(value, exact(bound))
            for value, bound in _against_bounds(identification, column, school, table.years)
        )
        name = column.grid.indicator
        found[name] = max(found.get(name, digits), *told, digits)
    return tuple(found[column.grid.indicator] for column in own.columns)


def _against_bounds(
    identification: Identification, column: _Column, school: int, years: Sequence[int]
) -> Iterator[tuple[Fraction, float]]:
    """Yield the values of a column with the bounds that they are compared with."""
    for name in comparisons_of(identification.methodology, column.grid.indicator):
        answers = identification.judgement.answers[name]
        if answers.threshold is None or answers.slices != column.grid.slices:
            continue
        for year in years:
            value = grid_value(column.grid, school, year, column.slice)
            bound = float(answers.threshold[school, year, column.slice])
            if value is not None and math.isfinite(bound):
                yield value, bound


def _name(identification: Identification, column: _Column) -> str:
    own = indicator_title(identification.methodology, column.grid.indicator)
    return column.title if column.grid.sliced else nbsp(own)


def _takes_part(
    identification: Identification, column: _Column, school: int, years: Sequence[int]
) -> bool:
    """Say whether a school has anything to show in a row: a value, or one that is not known."""
    missing = (int(column.grid.missing[school, year, column.slice]) for year in years)
    reasons = identification.measured.reasons
    return any(reasons[code].kind != Why.NOT_TAKEN for code in missing)


def _distances(
    identification: Identification, column: _Column, school: int
) -> list[tuple[str, str]]:
    """Return the bounds of a value in the report year and how far it is from each."""
    methodology = identification.methodology
    year = identification.measured.year(identification.year)
    found = []
    for name in comparisons_of(methodology, column.grid.indicator):
        if identification.judgement.answers[name].slices == column.grid.slices:
            fact = fact_at(identification, school, name, (year, column.slice))
            if fact.missing is None and fact.outcome is not Outcome.NOT_APPLICABLE:
                said = (distance_of_fact(methodology, fact), pupils_of_fact(fact))
                away = nbsp(", ".join(filter(None, said)))
                found.append((nbsp(bound_of_fact(methodology, fact)), away))
    return found


def _away_in_words(away: Sequence[tuple[str, str]], *, with_bounds: bool) -> str:
    said = (
        ": ".join(filter(None, (bound if with_bounds else "", distance)))
        for bound, distance in away
    )
    return "; ".join(said) or DASH


def _years(identification: Identification) -> tuple[int, ...]:
    axis = identification.measured
    years = [year for year in shown_years(identification) if year in axis.years]
    return tuple(axis.year(year) for year in years[-_YEARS:])


def _rows_of(
    identification: Identification,
    columns: Sequence[_Column],
    schools: tuple[int, ...],
    years: tuple[int, ...],
) -> _Table:
    scales = tuple(scale_of(identification.methodology, each.grid.indicator) for each in columns)
    return _Table(scales, tuple(columns), schools, years)


def _column(
    identification: Identification, grid: Grid, slice_: int, year: int | None = None
) -> _Column:
    met = []
    for name in comparisons_of(identification.methodology, grid.indicator):
        answers = identification.judgement.answers[name]
        if answers.slices == grid.slices:
            met.append(answers.outcome[:, :, slice_] == Outcome.MET)
    if year is None:
        title = grid.slices[slice_].title
    else:
        said = indicator_title(identification.methodology, grid.indicator)
        title = f"{said}, {school_year(identification.measured.years[year])}"
    return _Column(nbsp(title), grid, slice_, tuple(met), year)


def _chunks(
    title: str, columns: Sequence[_Column], *, at_most: int
) -> Iterator[tuple[str, Sequence[_Column]]]:
    """Cut many columns into tables of about equal width that fit the page."""
    parts = -(-len(columns) // at_most)
    size = -(-len(columns) // parts) if parts else 1
    for place, start in enumerate(range(0, len(columns), size), start=1):
        part = f" (часть {place} из {parts})" if parts > 1 else ""
        yield title + part, columns[start : start + size]


def _table(identification: Identification, title: str, table: _Table) -> Row:
    unit = ", %" if all(scale.is_share for scale in table.scales) else ""
    return {
        "название": title + unit,
        "по_годам": table.columns[0].year is None,
        "столбцы": [column.title for column in table.columns],
        "школы": [
            {
                "номер": place,
                "название": label(identification, school),
                "строки": _rows(identification, table, school),
            }
            for place, school in enumerate(table.schools, start=1)
        ],
        **_legend(identification, table),
    }


def _rows(identification: Identification, table: _Table, school: int) -> list[Row]:
    axis = identification.measured.years
    return [
        {
            "год": school_year(axis[year]),
            "ячейки": [
                _cell(identification, column, scale, places, column.place(school, year))
                for column, scale, places in zip(
                    table.columns, table.scales, table.digits, strict=True
                )
            ],
        }
        for year in table.years
    ]


def _cell(
    identification: Identification, column: _Column, scale: Scale, digits: int, at: tuple[int, int]
) -> Row:
    shade = SHADE if column.is_shaded(at) else ""
    value = grid_value(column.grid, *at, column.slice)
    if value is not None:
        said = number(scale.printed(value), scale.places(value, digits))
        return {"значение": said, "доля": _behind(column, scale, at), "цвет": shade}
    text = column.grid.text[(*at, column.slice)] if column.grid.text is not None else None
    return {"значение": text or _absent(identification, column, at), "доля": "", "цвет": shade}


def _behind(column: _Column, scale: Scale, at: tuple[int, int]) -> str:
    """Write what stands behind a value: «4/7» for a share."""
    counts = grid_counts(column.grid, *at, column.slice)
    if counts is None or not scale.is_share:
        return ""
    return f"{number(counts[0])}/{number(counts[1])}"


def _absent(identification: Identification, column: _Column, at: tuple[int, int]) -> str:
    return sign_of(identification.measured.reasons[column.grid.missing[(*at, column.slice)]])


def sign_of(reason: Missing) -> str:
    """Say in a cell why it has no value: a dash where the question does not apply, else «н/д».

    Of a value that a public version hides, that it is hidden.
    """
    if reason.kind == Why.HIDDEN:
        return _HIDDEN
    return _UNKNOWN if reason.applicable else DASH


def _digits_of(table: _Table, column: _Column, scale: Scale) -> int:
    shaded, plain = set[Fraction](), set[Fraction]()
    for school in table.schools:
        for year in table.years:
            place = column.place(school, year)
            value = grid_value(column.grid, *place, column.slice)
            if value is not None:
                (shaded if column.is_shaded(place) else plain).add(scale.printed(value))
    same = shaded & plain  # judged differently at one value, by thresholds that differ
    for digits in range(scale.digits, _MOST_DIGITS):
        if _texts(shaded - same, digits).isdisjoint(_texts(plain - same, digits)):
            return digits
    return _MOST_DIGITS


def _texts(values: set[Fraction], digits: int) -> set[str]:
    return {number(value, digits) for value in values}


def _legend(identification: Identification, table: _Table) -> Row:
    """Return what is to be told under a table: what is shaded, what stands in place of a value."""
    methodology = identification.methodology
    names = dict.fromkeys(
        name
        for column in table.columns
        for name in comparisons_of(methodology, column.grid.indicator)
        if column.met
    )
    titles = [quote(methodology.criteria[name].title or name) for name in names]
    which = "критерий" if len(titles) == 1 else "хотя бы один из критериев:"
    reasons = identification.measured.reasons
    return {
        "критерии": nbsp(f"{which} {join_and(titles)}") if titles else "",
        "граница_своя": any(has_moving_bound(methodology.criteria[name]) for name in names),
        "есть_доли": any(scale.is_share for scale in table.scales),
        "есть_пропуски": any(_has_gaps(table, column) for column in table.columns),
        "есть_скрытые": any(reason.kind == Why.HIDDEN for reason in reasons),
        "есть_неучтённые": any(reason.kind == Why.DOUBTED for reason in reasons),
    }


def _has_gaps(table: _Table, column: _Column) -> bool:
    places = (column.place(school, year) for school in table.schools for year in table.years)
    return any(bool(column.grid.missing[(*place, column.slice)]) for place in places)
