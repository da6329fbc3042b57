"""The sheet of schools by assessments: the first annex of the memo as numbers, in its fills."""

from collections.abc import Iterator, Sequence

from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words import values as memo
from shnor_cli.memo.words.facts import grid_value, indicator_title
from shnor_cli.memo.words.findings import not_shown, shown
from shnor_cli.memo.workbook.sheets import WIDE, Cell, Column, Table, Value, count, quantity
from shnor_cli.memo.workbook.tables import has_municipalities
from shnor_cli.russian import capital, school_year


def schools_by_assessments(found: Identification, verdicts: Sequence[Verdict]) -> Table | None:
    """Return a row for each school and year, a column for each assessment; None without any.

    Schools, years, values and fills are those of the memo's tables.
    """
    grids = [grid for grid in memo.judged_grids(found) if grid.sliced]
    columns = [memo.column_of(found, grid, k) for grid in grids for k in range(len(grid.slices))]
    if not columns:
        return None
    listed = shown(found, verdicts)
    schools = tuple(verdict.index for verdict in listed)
    table = memo.rows_of(found, columns, schools, memo.years_of(found))
    titles = [indicator_title(found.methodology, grid.indicator) for grid in grids]
    several = has_municipalities(found)
    before = [Column("№"), Column("Код"), Column("Школа", WIDE, wrap=True)]
    before += [Column("Муниципалитет", wrap=True)] if several else []
    return Table(
        "Школы по процедурам",
        [*before, Column("Год"), *_headers(found, table, is_one=len(grids) == 1)],
        _rows(found, table, listed, several=several),
        heading=" ".join(_heading(found, verdicts, table, titles)),
        held=len(before) + 1,
    )


def _headers(found: Identification, table: memo.Table, *, is_one: bool) -> Iterator[Column]:
    for column in table.columns:
        name = indicator_title(found.methodology, column.grid.indicator)
        yield Column(column.title if is_one else f"{name}: {column.title}")


def _heading(
    found: Identification, verdicts: Sequence[Verdict], table: memo.Table, titles: Sequence[str]
) -> Iterator[str]:
    """Say what is measured, what the fills mean and which schools are not here."""
    legend = memo.legend(found, table)
    yield f"{'; '.join(titles)}."
    if legend["критерии"]:
        steps = "; чем темнее, тем дальше от границы" if legend["есть_ступени"] else ""
        yield f"Заливка — выполнен {legend['критерии']}{steps}."
    if left := not_shown(found, verdicts):
        yield capital(left)


def _rows(
    found: Identification, table: memo.Table, listed: Sequence[Verdict], *, several: bool
) -> Iterator[Sequence[Value]]:
    years = found.measured.years
    for place, verdict in enumerate(listed, start=1):
        school = verdict.school
        where = [school.municipality] if several else []
        for year in table.years:
            said = (count(place), school.id, school.name, *where, school_year(years[year]))
            yield *said, *_cells(found, table, verdict.index, year)


def _cells(found: Identification, table: memo.Table, school: int, year: int) -> Iterator[Cell]:
    for column, scale in zip(table.columns, table.scales, strict=True):
        at = column.place(school, year)
        value = grid_value(column.grid, *at, column.slice)
        if value is None:
            printed = memo.cell(found, column, scale, at)
            yield Cell(str(printed["значение"]), fill=str(printed["цвет"]))
        else:
            yield quantity(scale, value, column.digits(at, scale), fill=column.shade(at))
