"""The values of single schools: a row for each thing measured, a column for each year."""

from collections.abc import Sequence
from dataclasses import dataclass

from shnor_cli.criteria.basis import comparisons_of
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.facts import (
    bound_of_fact,
    distance_of_fact,
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
from shnor_cli.russian import DASH, nbsp, school_year


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
        (column, scale)
        for column, scale in zip(table.columns, table.scales, strict=True)
        if _takes_part(identification, column, school, table.years)
    ]
    away = [_distances(identification, column, school) for column, _ in taken]
    bounds = {bound for each in away for bound, _ in each}
    common = bounds.pop() if len(bounds) == 1 else ""
    return {
        "название": title + table.unit,
        "годы": [school_year(identification.measured.years[year]) for year in table.years],
        "строки": [
            {
                "название": table.titled(_name(identification, column), scale),
                "ячейки": [
                    cell(identification, column, scale, (school, year)) for year in table.years
                ],
                "отклонение": _away_in_words(each, with_bounds=not common),
            }
            for (column, scale), each in zip(taken, away, strict=True)
        ],
        "граница": common,
        **legend(identification, table._replace(schools=(school,))),
    }


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
