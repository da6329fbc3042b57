"""Making a container ready: its columns named, its rows parted, pupils counted, keys found."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Problem, TableError
from shnor_cli.model import Remark, Source
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.files import Input, digest
from shnor_cli.tables.grid import Container
from shnor_cli.tables.keys import (
    Keys,
    Raw,
    distinct_keys,
    is_one_of,
    key_roles,
    key_sql,
    school_field,
)
from shnor_cli.tables.layouts.named import SIGHTINGS, Field, Named
from shnor_cli.tables.layouts.naming import name_columns
from shnor_cli.tables.numbers import Numbers, numbers_of
from shnor_cli.tables.opening import Aside, open_file, open_joint
from shnor_cli.tables.parting import part
from shnor_cli.tables.scales import NO_SCALES, Scales
from shnor_cli.tables.schools import Sightings
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import year_of

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout

_BIG = 16_000_000
"""Bytes from which the digest of a file is taken in a thread of its own."""
_LINE = re.compile(r"Line: (\d+)")
_WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


@dataclass(frozen=True)
class Prepared:
    """A container, or its part, with everything found that casting needs."""

    named: Named
    file: int
    said: Keys
    """What is said of schools: the school, then whatever there is of `SIGHTINGS`."""
    schools: Keys
    cells: Keys
    """Keys besides the school, see `keys.key_roles`."""
    numbers: Numbers | None
    """None for a school-level table."""
    of_groups: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def spareness(self) -> int:
        """Its rows are taken only where no table of less spareness has their key."""
        container = self.named.container
        if container.is_spare:
            return 2
        return int(self.of_groups and container.has_nearest_groups)


@dataclass(frozen=True)
class Opened:
    """A table that was opened: its parts and the number of its rows."""

    place: int
    """Its position among the sources of the run."""
    container: Container
    rows: int
    parts: tuple[Prepared, ...]
    sha256: Callable[[], str]
    """Waits for the digest of the file, which is taken meanwhile."""

    def source(self) -> Source:
        """Return the file as a source of the run."""
        container = self.container
        return Source(container.source.name, self.sha256(), self.rows, container.sheet)


@dataclass(frozen=True)
class Preparing:
    """What making containers ready works with."""

    scratch: Scratch
    methodology: Methodology
    layout: "Layout | None"
    faults: Faults
    scales: Scales = NO_SCALES
    opened: list[Opened] = field(default_factory=list)
    aside: Aside = field(default_factory=Aside)
    digests: dict[Input, Callable[[], str]] = field(default_factory=dict)

    def open(self, given: Input) -> None:
        """Open a file and make its tables ready; what is wrong with it goes to the faults."""
        try:
            self.digests[given] = _digesting(given)
            files = open_file(given, self.scratch, self.layout, self.scales, self.aside)
            self._open_tables(files)
        except TableError as error:
            self.faults.extend(error.problems)

    def finish(self) -> None:
        """Open what is read together; what is wrong with it goes to the faults."""
        try:
            self._open_tables(open_joint(self.aside.sheets, self.scratch))
        except TableError as error:
            self.faults.extend(error.problems)

    def _open_tables(self, containers: Iterable[Container]) -> None:
        for container in containers:
            self._open_table(container, self.digests[container.source])

    def _open_table(self, container: Container, sha256: Callable[[], str]) -> None:
        import duckdb

        try:
            self._prepare(container, len(self.opened), sha256)
        except duckdb.Error as error:
            self.faults.append(_unreadable(container, error))
        except TableError as error:
            self.faults.extend(error.problems)

    def _prepare(self, container: Container, place: int, sha256: Callable[[], str]) -> None:
        named = name_columns(container, self.methodology, self.layout, self.faults)
        if named is None:
            self.aside.remarks.extend(container.remarks)
            return
        if container.dialect is not None:
            from shnor_cli.tables.bulk import opened_in_bulk

            named = opened_in_bulk(self.scratch, named)
        parted = part(self.scratch, named, self.faults)
        schools = self._ready(parted.schools, place)
        remarks = (*container.remarks, *named.remarks, *parted.remarks, *schools.remarks)
        groups = [replace(self._ready(each, place), of_groups=True) for each in parted.groups]
        parts = (replace(schools, remarks=remarks), *groups)
        self.opened.append(Opened(place, container, self._count(named), parts, sha256))

    def _count(self, named: Named) -> int:
        if named.container.rows is not None:
            return named.container.rows
        query = f"SELECT count(*) FROM {named.container.relation}"
        return int(self.scratch.row(query)[0])

    def _ready(self, named: Named, place: int) -> Prepared:
        remarks: tuple[Remark, ...] = ()
        if named.unit == "pupil":
            from shnor_cli.tables.pupils import count_pupils

            counted = count_pupils(self.scratch, named, self.methodology, self.faults)
            remarks = counted.remarks[len(named.remarks) :]
            named = counted
        cells = _cells(self.scratch, named)
        if any(texts and not any(texts) for _, texts in cells.rows()):
            named = _without_blank_rows(named)
            cells = _cells(self.scratch, named)
        said = distinct_keys(self.scratch, named, _said_of_schools(named))
        numbers = None
        if named.unit != "school-year":
            numbers = numbers_of(self.scratch, named, self.faults)
            remarks += numbers.remarks
        return Prepared(named, place, said, said.first(), cells, numbers, remarks=remarks)


def _digesting(given: Input) -> Callable[[], str]:
    """Take the digest of a file once, beside the reading where the file is big."""
    path = given.path
    if not path.is_file() or path.stat().st_size < _BIG:
        return functools.cache(functools.partial(digest, path))
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    future = pool.submit(digest, path)
    pool.shutdown(wait=False)
    return future.result


def _cells(scratch: Scratch, named: Named) -> Keys:
    return distinct_keys(scratch, named, [named.fields[role] for role in key_roles(named)])


def _without_blank_rows(named: Named) -> Named:
    """Leave out rows in which no key at all is written."""
    fields = [school_field(named), *(named.fields[role] for role in key_roles(named))]
    filled = " OR ".join(f"nullif(trim({each.sql}::VARCHAR), '') IS NOT NULL" for each in fields)
    relation = f"(SELECT * FROM {named.container.relation} WHERE {filled})"
    container = replace(named.container, relation=relation, rows=None)
    uncounted = named.uncounted and _without_blank_rows(named.uncounted)
    return replace(named, container=container, uncounted=uncounted)


def sightings(scratch: Scratch, prepared: Prepared) -> Iterator[Sightings]:
    """Yield what a container shows of its schools, with the year where it shows several things."""
    named, said = prepared.named, prepared.said
    rows = said.texts
    if len(rows[0]) > len(prepared.schools.texts[0]) and "year" in named.fields:
        times = Counter(rows[0])
        both = zip(said.raws[0], rows[0], strict=True)
        several = {raw for raw, text in both if times[text] > 1}
        years, *by_year = _by_year(scratch, named, several)
        yield _sightings(named, by_year, [_year(year) for year in years])
        is_single = [times[text] == 1 for text in rows[0]]
        rows = tuple(list(compress(column, is_single)) for column in rows)
    yield _sightings(named, rows, [0] * len(rows[0]))


def _sightings(
    named: Named, rows: Sequence[Sequence[str | None]], years: Sequence[int]
) -> Sightings:
    """Take columns of the school and of what is said of it; a row without a school is left out."""
    school, *said = rows
    by_role = dict(zip(_said_roles(named), said, strict=True))
    nothing = [None] * len(school)
    is_filled = [text is not None for text in school]

    def filled(column: Sequence[str | None]) -> list[str]:
        return [text or "" for text in compress(column, is_filled)]

    names, municipalities, regions = (filled(by_role.get(role, nothing)) for role in SIGHTINGS)
    kept = list(compress(years, is_filled))
    return Sightings(filled(school), kept, names, municipalities, regions)


def _by_year(
    scratch: Scratch, named: Named, schools: Iterable[Raw]
) -> tuple[Sequence[str | None], ...]:
    """Return what is said of some schools year by year: columns of year, school, and the rest."""
    school, *said = _said_of_schools(named)
    wanted = is_one_of(key_sql(school), sorted(schools, key=str))
    relation = f"(SELECT * FROM {named.container.relation} WHERE {wanted})"
    narrow = replace(named, container=replace(named.container, relation=relation))
    return distinct_keys(scratch, narrow, [named.fields["year"], school, *said]).texts


def _said_of_schools(named: Named) -> list[Field]:
    return [school_field(named), *(named.fields[role] for role in _said_roles(named))]


def _said_roles(named: Named) -> list[str]:
    # where there is no id, the name is the key itself
    own = SIGHTINGS if "school" in named.fields else SIGHTINGS[1:]
    return [role for role in own if role in named.fields]


def _year(text: str | None) -> int:
    """Return a year, 0 where it is unfit: its fault is found among the keys."""
    try:
        return year_of(text or "")
    except ValueError:
        return 0


def _unreadable(container: Container, error: Exception) -> Problem:
    """Say in Russian why DuckDB could not read a file."""
    text = str(error)
    line, width = _LINE.search(text), _WIDTH.search(text)
    row = int(line[1]) if line else None
    if width:
        fault = f"ячеек в строке {width[2]}, а столбцов в заголовке {width[1]}"
    elif "quote" in text:
        fault = "кавычка не закрыта"
    elif "Conversion" in text or "out of range" in text.casefold():
        fault = "число слишком велико"
    elif "perl operator" in text or "repetition" in text:
        fault = "образец match в разметке слишком сложен"
    else:
        fault = "таблица не читается"
    hint = "Проверьте разделитель и кавычки в этой строке." if row else ""
    return Problem(container.place(row), fault, hint, "T-004")
