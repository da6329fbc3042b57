"""The values of single schools: a row for each thing measured, a column for each year."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shnor_cli.criteria.basis import comparisons_of
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.facts import (
    bound_of_fact,
    distance_of_fact,
    grid_value,
    indicator_title,
    pupils_of_fact,
)
from shnor_cli.memo.words.values import (
    Column,
    Row,
    Table,
    cell,
    column_of,
    judged_grids,
    legend,
    rows_of,
    years_of,
)
from shnor_cli.model import Outcome, Why
from shnor_cli.russian import DASH, exact, nbsp, school_year


@dataclass(frozen=True)
class SchoolValues:
    """The values of single schools, a row for each thing measured and a column for each year.

    Made once for all schools, so that a thousand cards cost little more than one.
    """

    identification: Identification
    tables: tuple[tuple[str, Table], ...]
    """What each table is about, and its columns over all schools and years."""

    def of(self, school: int) -> list[Row]:
        """Return the tables of one school, those without a row left out."""
        tables = [_of_school(self.identification, *each, school) for each in self.tables]
        return [table for table in tables if table["строки"]]


def school_values(identification: Identification) -> SchoolValues:
    """Return the values of all schools, for cards."""
    methodology = identification.methodology
    grids = judged_grids(identification)
    wanted = [
        (
            indicator_title(methodology, grid.indicator),
            [column_of(identification, grid, place) for place in range(len(grid.slices))],
        )
        for grid in grids
        if grid.sliced
    ]
    whole = [column_of(identification, grid, 0) for grid in grids if not grid.sliced]
    wanted += [("Показатели школы в целом", whole)] if whole else []
    years = years_of(identification)
    tables = ((title, rows_of(identification, columns, (), years)) for title, columns in wanted)
    return SchoolValues(identification, tuple(tables))


def _of_school(identification: Identification, title: str, table: Table, school: int) -> Row:
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
        "название": title + table.unit,
        "годы": [school_year(identification.measured.years[year]) for year in table.years],
        "строки": [
            {
                "название": table.titled(_name(identification, column), scale),
                "ячейки": [
                    cell(identification, column, scale, digits, (school, year))
                    for year in table.years
                ],
                "отклонение": _away_in_words(each, with_bounds=not common),
            }
            for (column, scale, digits), each in zip(taken, away, strict=True)
        ],
        "граница": common,
        **legend(identification, replace(table, schools=(school,))),
    }


def _digits(identification: Identification, table: Table, school: int) -> tuple[int, ...]:
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
    identification: Identification, column: Column, school: int, years: Sequence[int]
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


def _name(identification: Identification, column: Column) -> str:
    own = indicator_title(identification.methodology, column.grid.indicator)
    return column.title if column.grid.sliced else nbsp(own)


def _takes_part(
    identification: Identification, column: Column, school: int, years: Sequence[int]
) -> bool:
    """Say whether a school has anything to show in a row: a value, or one that is not known."""
    missing = (int(column.grid.missing[school, year, column.slice]) for year in years)
    reasons = identification.measured.reasons
    return any(reasons[code].kind != Why.NOT_TAKEN for code in missing)


def _distances(
    identification: Identification, column: Column, school: int
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
