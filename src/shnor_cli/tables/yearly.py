"""School-level tables (таблицы школ): ready-made numbers as attributes of schools by year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Attribute, Flags, Integers, Missing, Remark, Rows, Texts
from shnor_cli.russian import plural, school_year
from shnor_cli.tables.faults import Faults, shortened
from shnor_cli.tables.keys import Codes
from shnor_cli.tables.layouts.declaring import text_sql
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import text_of

_ALWAYS = 0
"""Stands for the year of a table without years."""


@dataclass(frozen=True)
class Cells:
    """The cells of one column in one year that are not empty."""

    name: str
    year: int
    label: str
    schools: Integers
    texts: Texts
    numbers: Integers
    """Rows from 1."""


@dataclass
class Columns:
    """Attributes as they are gathered from tables: texts and their rows by name and year."""

    count: int
    """Number of schools."""
    texts: dict[str, dict[int, Texts]] = field(default_factory=dict)
    rows: dict[tuple[str, int], Rows] = field(default_factory=dict)
    codes: dict[str, dict[str, Missing]] = field(default_factory=dict)

    def of(self, name: str, year: int) -> Texts:
        """Return the texts of a column in a year, to be filled in."""
        years = self.texts.setdefault(name, {})
        return years.setdefault(year, np.full(self.count, None, object))

    def rows_of(self, name: str, year: int) -> Rows:
        """Return where the texts of a column in a year stand, to be filled in."""
        nowhere = Rows(np.full(self.count, -1), np.zeros(self.count, np.int64))
        return self.rows.setdefault((name, year), nowhere)

    def put(self, cells: Cells, file: int) -> None:
        """Put cells of a file into their column, where no file before had any."""
        rows = self.rows_of(cells.name, cells.year)
        fresh = rows.file[cells.schools] < 0
        schools = cells.schools[fresh]
        self.of(cells.name, cells.year)[schools] = cells.texts[fresh]
        rows.file[schools] = file
        rows.row[schools] = cells.numbers[fresh]

    def attributes(self, others: Mapping[str, Attribute]) -> dict[str, Attribute]:
        """Return the gathered attributes over those known otherwise."""
        joined = dict(others)
        for name, texts in self.texts.items():
            other = others.get(name, Attribute(name))
            by_year = {year: texts[year] for year in sorted(texts) if year != _ALWAYS}
            rows = {**other.rows, **{year: self.rows_of(name, year) for year in sorted(texts)}}
            joined[name] = Attribute(
                name,
                texts.get(_ALWAYS, other.always),
                {**other.by_year, **by_year},
                self.codes.get(name, {}),
                {year: each for year, each in rows.items() if each},
            )
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
    file: int
    """Its file's position among the sources."""
    places: Mapping[int, Place]
    """By file."""


def gather(scratch: Scratch, coded: Coded, columns: Columns, faults: Faults) -> tuple[Remark, ...]:
    """Add the columns of a school-level table to the attributes; contradictions go to `faults`."""
    named = coded.named
    fields = _fields(named)
    rows = _fetch(scratch, coded, fields)
    kept, repeats = _without_repeats(scratch, coded, rows, fields, faults)
    remarks = [*repeats, *_left_out(coded, rows)]
    problems: list[Problem] = []
    for cells in _cells(coded, rows, kept, fields):
        problems += _clashes(coded, cells, columns)
        columns.put(cells, coded.file)
    faults += shortened(problems[: scratch.most.problems], len(problems))
    for name, _, column in fields:
        columns.codes.setdefault(name, {}).update(
            named.codes_of(column.label) | named.codes_of(name)
        )
    _fill(columns, named, rows["school"][kept])
    return tuple(remarks)


def _cells(
    coded: Coded,
    rows: Mapping[str, NDArray[Any]],
    kept: Integers,
    fields: Sequence[tuple[str, int | None, Field]],
) -> Iterator[Cells]:
    """Yield the cells of every column, year by year."""
    schools, years, numbers = (rows[key][kept] for key in ("school", "year", "row"))
    zeros = coded.named.blank_is_zero | coded.named.no_row_is_zero
    for position, (name, of_year, column) in enumerate(fields):
        texts = _texts(rows[f"a{position}"][kept])
        if name in zeros:
            texts = np.array([text or "0" for text in texts], object)
        filled: Flags = texts != None  # noqa: E711 - of every element
        for year in (of_year,) if of_year is not None else sorted(set(years.tolist())):
            wanted = filled if of_year is not None else filled & (years == year)
            cells = schools[wanted], texts[wanted], numbers[wanted]
            yield Cells(name, year, column.label, *cells)


def _clashes(coded: Coded, cells: Cells, columns: Columns) -> Iterator[Problem]:
    """Yield a problem for each cell of which another file says something else."""
    texts, rows = columns.of(cells.name, cells.year), columns.rows_of(cells.name, cells.year)
    differs = (rows.file[cells.schools] >= 0) & (texts[cells.schools] != cells.texts)
    schools, numbers = cells.schools[differs].tolist(), cells.numbers[differs].tolist()
    for school, row in zip(schools, numbers, strict=True):
        other = coded.places[rows.file[school]]._replace(row=int(rows.row[school])).in_words()
        yield Problem(
            coded.named.container.place(row, cells.label),
            f"школа {coded.ids[school]} за {_said(cells.year)} уже есть с другим значением: "
            f"{other}",
            code="T-050",
        )


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
    scratch: Scratch,
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
            code="T-050",
        )
        for position, label in sorted(differs.items())[: scratch.most.problems]
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
        for position in same[: scratch.most.remarks]
    )
    return np.flatnonzero(~again & ~joined), remarks


def _said(year: int) -> str:
    return school_year(year) if year != _ALWAYS else "все годы"


def _left_out(coded: Coded, rows: dict[str, NDArray[Any]]) -> Iterator[Remark]:
    for school in sorted(coded.joined & set(rows["school"].tolist())):
        numbers = rows["row"][rows["school"] == school]
        said = plural(len(numbers), "строка", "строки", "строк")
        text = f"школа {coded.ids[school]} присоединена к другой: {said}"
        done = "готовые показатели не складываются и не учтены"
        place = coded.named.container.place(int(numbers.min()))
        yield Remark(place, text, done, "R-joined")


def _fill(columns: Columns, named: Named, schools: NDArray[Any]) -> None:
    """Put 0 where a school of the table has no row in one of its years."""
    everyone = np.unique(schools)
    years = {year for name in columns.texts for year in columns.texts[name]}
    for name in sorted(named.no_row_is_zero):
        for year in sorted(years):
            texts = columns.of(name, year)
            blank = [school for school in everyone.tolist() if texts[school] is None]
            texts[blank] = "0"
