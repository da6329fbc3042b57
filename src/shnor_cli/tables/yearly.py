"""School-level tables (таблицы школ): ready-made numbers as attributes of schools by year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Problem
from shnor_cli.model import Attribute, Missing, Remark, Texts
from shnor_cli.russian import plural, school_year
from shnor_cli.tables.faults import REMARKED, SHOWN, Faults, shortened
from shnor_cli.tables.keys import Codes
from shnor_cli.tables.layouts.declaring import text_sql
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import text_of

_ALWAYS = 0
"""Stands for the year of a table without years."""


@dataclass
class Columns:
    """Attributes as they are gathered from tables: texts by name and year."""

    count: int
    """Number of schools."""
    texts: dict[str, dict[int, Texts]] = field(default_factory=dict)
    codes: dict[str, dict[str, Missing]] = field(default_factory=dict)

    def of(self, name: str, year: int) -> Texts:
        """Return the texts of a column in a year, to be filled in."""
        years = self.texts.setdefault(name, {})
        return years.setdefault(year, np.full(self.count, None, object))

    def attributes(self, others: Mapping[str, Attribute]) -> dict[str, Attribute]:
        """Return the gathered attributes over those known otherwise."""
        joined = dict(others)
        for name, years in self.texts.items():
            other = others.get(name)
            always = years.get(_ALWAYS, other.always if other is not None else None)
            by_year = {year: texts for year, texts in sorted(years.items()) if year != _ALWAYS}
            earlier = other.by_year if other is not None else {}
            joined[name] = Attribute(name, always, {**earlier, **by_year}, self.codes.get(name, {}))
        return joined


@dataclass(frozen=True)
class Coded:
    """A school-level container with its keys coded."""

    named: Named
    schools: Codes
    """With `school`."""
    cells: Codes
    """With `year`."""
    ids: Sequence[str]
    joined: frozenset[int]
    """Indices of schools that were joined to others."""


def gather(scratch: Scratch, coded: Coded, columns: Columns, faults: Faults) -> tuple[Remark, ...]:
    """Add the columns of a school-level table to the attributes; contradictions go to `faults`."""
    named = coded.named
    fields = _fields(named)
    rows = _fetch(scratch, coded, fields)
    kept, repeats = _without_repeats(coded, rows, fields, faults)
    remarks = [*repeats, *_left_out(coded, rows)]
    schools, years = rows["school"][kept], rows["year"][kept]
    for position, (name, year, column) in enumerate(fields):
        texts = _texts(rows[f"a{position}"][kept])
        if name in named.blank_is_zero or name in named.no_row_is_zero:
            texts = np.array([text or "0" for text in texts], object)
        for each in (year,) if year is not None else sorted(set(years.tolist())):
            wanted = slice(None) if year is not None else years == each
            columns.of(name, each)[schools[wanted]] = texts[wanted]
        columns.codes.setdefault(name, {}).update(
            named.codes_of(column.label) | named.codes_of(name)
        )
    _fill(columns, named, schools)
    return tuple(remarks)


def _fields(named: Named) -> list[tuple[str, int | None, Field]]:
    """Return attributes as (name, year where the column has its own, column)."""
    fields: list[tuple[str, int | None, Field]] = [
        (name, None, column) for name, column in named.attributes.items()
    ]
    return fields + [
        (name, year, column)
        for name, years in named.by_year.items()
        for year, column in years.items()
    ]


def _fetch(
    scratch: Scratch,
    coded: Coded,
    fields: Sequence[tuple[str, int | None, Field]],
) -> dict[str, NDArray[Any]]:
    texts = "".join(f", {text_sql(column)} AS a{i}" for i, (_, _, column) in enumerate(fields))
    query = (
        f'SELECT m.school AS school, c.year AS year, "row"{texts} '
        f"FROM {coded.named.container.relation} "
        f"JOIN {coded.schools.relation} AS m ON {coded.schools.on('m')} "
        f"JOIN {coded.cells.relation} AS c ON {coded.cells.on('c')} "
        f'ORDER BY school, year, "row"'
    )
    rows: dict[str, Any] = scratch.connection.execute(query).fetchnumpy()
    return rows


def _texts(cells: NDArray[Any]) -> Texts:
    """Return cells as texts, None where they are empty."""
    return np.array([text_of(cell) for cell in _unmasked(cells)], object)


def _unmasked(cells: NDArray[Any]) -> Texts:
    """Put None where DuckDB marks an empty cell in a mask."""
    plain = np.ma.getdata(cells).astype(object)
    plain[np.ma.getmaskarray(cells)] = None
    return plain


def _without_repeats(
    coded: Coded,
    rows: dict[str, NDArray[Any]],
    fields: Sequence[tuple[str, int | None, Field]],
    faults: Faults,
) -> tuple[NDArray[np.int64], Iterator[Remark]]:
    """Return positions of rows to keep: the first of a school and year, joined schools out."""
    schools, years, numbers = rows["school"], rows["year"], rows["row"]
    again = np.zeros(len(schools), np.bool_)
    again[1:] = (schools[1:] == schools[:-1]) & (years[1:] == years[:-1])
    positions = np.flatnonzero(again)
    first = np.maximum.accumulate(np.where(again, 0, np.arange(len(schools))))
    differs: dict[int, str] = {}
    for place, (_, _, column) in enumerate(fields):
        cells = _unmasked(rows[f"a{place}"])
        for position in positions[cells[positions] != cells[first[positions]]].tolist():
            differs.setdefault(position, column.label)
    problems = [
        Problem(
            coded.named.container.place(int(numbers[position]), label),
            f"школа {coded.ids[schools[position]]} за {_said(int(years[position]))} уже есть в "
            f"строке {numbers[first[position]]} с другим значением",
            "Оставьте одну из двух строк.",
            "T-050",
        )
        for position, label in sorted(differs.items())[:SHOWN]
    ]
    faults += shortened(problems, len(differs))
    same = [position for position in positions.tolist() if position not in differs]
    joined = np.isin(schools, sorted(coded.joined))
    remarks = (
        Remark(
            coded.named.container.place(int(numbers[position])),
            f"строка повторяет строку {numbers[first[position]]}",
            "учтена один раз",
            "R-repeat",
        )
        for position in same[:REMARKED]
    )
    return np.flatnonzero(~again & ~joined), remarks


def _said(year: int) -> str:
    return school_year(year) if year != _ALWAYS else "все годы"


def _left_out(coded: Coded, rows: dict[str, NDArray[Any]]) -> Iterator[Remark]:
    for school in sorted(coded.joined & set(rows["school"].tolist())):
        count = int(np.count_nonzero(rows["school"] == school))
        said = plural(count, "строка", "строки", "строк")
        text = f"школа {coded.ids[school]} присоединена к другой: {said}"
        done = "готовые показатели не складываются и не учтены"
        yield Remark(coded.named.container.place(), text, done, "R-joined")


def _fill(columns: Columns, named: Named, schools: NDArray[Any]) -> None:
    """Put 0 where a school of the table has no row in one of its years."""
    everyone = np.unique(schools)
    years = {year for name in columns.texts for year in columns.texts[name]}
    for name in sorted(named.no_row_is_zero):
        for year in sorted(years):
            texts = columns.of(name, year)
            blank = [school for school in everyone.tolist() if texts[school] is None]
            texts[blank] = "0"
