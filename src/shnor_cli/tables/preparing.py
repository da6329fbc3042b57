"""Making a container ready: its columns named, its rows parted, pupils counted, keys found."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.model import Remark, Source
from shnor_cli.resources import digest_of
from shnor_cli.tables.facts import LETTER
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.files import Input
from shnor_cli.tables.grid import Container, spoilt, stored
from shnor_cli.tables.keys import (
    Keys,
    Raw,
    bad_values,
    distinct_keys,
    is_one_of,
    key_roles,
    key_sql,
    school_field,
)
from shnor_cli.tables.layouts.letters import grades_of
from shnor_cli.tables.layouts.named import BESIDE, SIGHTINGS, Field, Named
from shnor_cli.tables.layouts.naming import name_columns
from shnor_cli.tables.layouts.plain import unit_of
from shnor_cli.tables.masking import is_person
from shnor_cli.tables.numbers import Numbers, numbers_of
from shnor_cli.tables.opening import open_file, read_joint
from shnor_cli.tables.parting import part
from shnor_cli.tables.register import is_register
from shnor_cli.tables.scanned_totals import without_totals
from shnor_cli.tables.schools import Sightings
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sheets import NOTHING_KNOWN, Known, Rows, Sheet
from shnor_cli.tables.texts import year_of

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout

_BIG = 16_000_000
"""Bytes from which the digest of a file is taken in a thread of its own."""
_LINE = re.compile(r"Line: (\d+)")
_WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


class Prepared(NamedTuple):
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
    def years(self) -> set[int]:
        """The years of its rows and of its columns, those alone that can be read."""
        roles = key_roles(self.named)
        texts = self.cells.texts[roles.index("year")] if "year" in roles else ()
        of_columns = {year for years in self.named.by_year.values() for year in years}
        return ({_year(text) for text in texts} | of_columns) - {0}

    @property
    def files(self) -> range:
        """Positions of its tables among the sources of the run."""
        return range(self.file, self.file + len(self.named.container.origins))

    @property
    def spareness(self) -> int:
        """Its rows are taken only where no table of less spareness has their key."""
        container = self.named.container
        if container.is_spare:
            return 2
        return int(self.of_groups and container.has_nearest_groups)


class Opened(NamedTuple):
    """A container that was opened: its parts."""

    place: int
    """Position of its first table among the sources of the run."""
    container: Container
    parts: tuple[Prepared, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Preparing:
    """What making containers ready works with."""

    scratch: Scratch
    methodology: Methodology
    layout: "Layout | None"
    faults: Faults
    known: Known = NOTHING_KNOWN
    opened: list[Opened] = field(default_factory=list)
    found: dict[object, list[Rows]] = field(default_factory=dict)
    """Tables found in sheets, to be stored when all files are opened: those of one header as one,
    for a hundred small tables cost little more than one."""
    aside: list[Sheet] = field(default_factory=list)
    """Sheets to be read together when all files are opened."""
    odd: list[Remark] = field(default_factory=list)
    """What was odd in tables that cannot be used."""
    digests: dict[Input, Callable[[], str]] = field(default_factory=dict)

    def open(self, given: Input) -> None:
        """Open a file; what is wrong with it goes to the faults."""
        try:
            self.digests[given] = _digesting(given)
            known = self.known._replace(procedures=tuple(self.methodology.procedures))
            found = open_file(given, self.scratch, self.layout, known, self.odd)
        except TableError as error:
            self.faults.extend(error.problems)
            return
        if found.big is not None:
            self._open_table(found.big)
        self._keep(found.tables)
        self.aside.extend(found.joint)

    def finish(self) -> None:
        """Make the tables of all files ready; what is wrong with them goes to the faults."""
        try:
            self._keep(read_joint(self.aside))
        except TableError as error:
            self.faults.extend(error.problems)
        for tables in self.found.values():
            self._open_table(stored(tables, self.scratch))

    @property
    def tables(self) -> int:
        """How many tables were opened."""
        return sum(len(each.container.origins) for each in self.opened)

    @property
    def last_year(self) -> int | None:
        """The last year of results of schools, None where there is none."""
        parts = (part for file in self.opened for part in file.parts if not part.of_groups)
        judged = (part for part in parts if part.named.unit not in BESIDE)
        return max((year for part in judged for year in part.years), default=None)

    def places(self) -> list[Place]:
        """Return where the tables of the run are, in the order of its sources."""
        origins = (origin for each in self.opened for origin in each.container.origins)
        return [Place(origin.source.name, origin.sheet) for origin in origins]

    def sources(self) -> Iterator[Source]:
        """Yield the tables of the run as its sources."""
        for each in self.opened:
            for origin in each.container.origins:
                rows = self._count(each.container) if origin.rows is None else origin.rows
                sha256 = self.digests[origin.source]()
                yield Source(origin.source.name, sha256, rows, origin.sheet)

    def _keep(self, tables: Iterable[Rows]) -> None:
        for table in tables:
            self.faults.extend(table.problems)
            if table.problems and not table.cells:
                self.odd.extend(table.remarks)
                continue
            is_joined = self.layout is None and unit_of(table.header) == "assessment"
            shares = (table.has_nearest_groups, table.share_unit)
            like = (table.header, table.is_spare, *shares, table.day)
            self.found.setdefault(like if is_joined else id(table), []).append(table)

    def _open_table(self, container: Container) -> None:
        import duckdb

        try:
            self._prepare(container, self.tables)
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error as error:
            self.faults.extend([*spoilt(container)] or [_unreadable(container, error)])
        except TableError as error:
            self.faults.extend(error.problems)

    def _prepare(self, container: Container, place: int) -> None:
        before = len(self.faults)
        named = name_columns(container, self.methodology, self.layout, self.faults)
        if named is None:
            if option := _option_of(container.header):
                self.faults[before:] = [_beside_results(container, option)]
            self.odd.extend(container.remarks)
            return
        if container.dialect is not None:
            from shnor_cli.tables.bulk import opened_in_bulk

            named = opened_in_bulk(self.scratch, named)
        if named.unit == "school-year":
            from shnor_cli.tables.persons import without_persons

            named = without_persons(self.scratch, named)
        parted = part(self.scratch, named, self.faults)
        schools = self._ready(parted.schools, place)
        remarks = (*container.remarks, *named.remarks, *parted.remarks, *schools.remarks)
        groups = [self._ready(each, place)._replace(of_groups=True) for each in parted.groups]
        parts = (schools._replace(remarks=remarks), *groups)
        self.opened.append(Opened(place, named.container, parts))

    def _count(self, container: Container) -> int:
        return int(self.scratch.row(f"SELECT count(*) FROM {container.relation}")[0])

    def _ready(self, named: Named, place: int) -> Prepared:
        remarks: tuple[Remark, ...] = ()
        if named.unit == "pupil":
            from shnor_cli.tables.pupils import count_pupils

            scales = self.known.scales
            counted = count_pupils(self.scratch, named, self.methodology, scales, self.faults)
            remarks = counted.remarks[len(named.remarks) :]
            named = counted
        cells = _cells(self.scratch, named)
        if any(texts and not any(texts) for _, texts in cells.rows()):
            named = _without_blank_rows(named)
            cells = _cells(self.scratch, named)
        said = distinct_keys(self.scratch, named, _said_of_schools(named))
        if (found := without_totals(self.scratch, named, said, self.faults)) is not None:
            named, remark = found
            remarks += (remark,)
            cells = _cells(self.scratch, named)
            said = distinct_keys(self.scratch, named, _said_of_schools(named))
        for keys in (said.first(), cells) if named.unit == "pupil" else (cells,):
            self.faults.extend(_persons(self.scratch, named, keys))
        numbers = None
        if named.unit != "school-year":
            numbers = numbers_of(self.scratch, named, self.faults)
            remarks += numbers.remarks
        return Prepared(named, place, said, said.first(), cells, numbers, remarks=remarks)


def _option_of(header: Sequence[str]) -> str:
    """Return the option by which a table that is none of results should be given, if any."""
    from shnor_cli.tables.doubted import is_list  # seldom needed

    if is_list(header):
        return "--doubted"
    return "--schools" if is_register(header) else ""


def _beside_results(container: Container, option: str) -> Problem:
    what = "реестр школ" if option == "--schools" else "список результатов на проверку"
    hint = f"Назовите его через {option} или уберите из таблиц."
    return Problem(container.place(), f"похоже на {what}, а не на результаты", hint, "T-015")


def _digesting(given: Input) -> Callable[[], str]:
    """Take the digest of a file once, beside the reading where the file is big."""
    path = given.path
    if not path.is_file() or path.stat().st_size < _BIG:
        return functools.cache(functools.partial(digest_of, path))
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    future = pool.submit(digest_of, path)
    pool.shutdown(wait=False)
    return future.result


def _persons(scratch: Scratch, named: Named, keys: Keys) -> Iterator[Problem]:
    """Yield cells of keys that look like a pupil; what stands in them is not shown."""
    fault = "похоже на имя или документ человека: «…»"
    mend = ("Похоже, строка сдвинута: поставьте её ячейки под свои заголовки.", "T-039")
    numbers = {named.fields.get(role) for role in ("year", "grade")}
    for column, raws, texts in zip(keys.fields, keys.raws, keys.texts, strict=True):
        if column in numbers:
            continue  # said where they are read
        both = dict(zip(raws, texts, strict=True))
        persons = {raw: fault for raw, text in both.items() if text and is_person(text)}
        yield from bad_values(scratch, named, column, persons, mend=mend)


def _cells(scratch: Scratch, named: Named) -> Keys:
    roles = key_roles(named)
    keys = distinct_keys(scratch, named, [named.fields[role] for role in roles])
    if "grade" not in roles or named.fields["grade"] != named.fields.get(LETTER):
        return keys
    both = zip(roles, keys.texts, strict=True)
    texts = (grades_of(each) if role == "grade" else each for role, each in both)
    return keys._replace(texts=tuple(texts))


def _without_blank_rows(named: Named) -> Named:
    """Leave out rows in which no key at all is written."""
    fields = [school_field(named), *(named.fields[role] for role in key_roles(named))]
    filled = " OR ".join(f"nullif(trim({each.sql}::VARCHAR), '') IS NOT NULL" for each in fields)
    relation = f"(SELECT * FROM {named.container.relation} WHERE {filled})"
    container = named.container._replace(relation=relation)
    uncounted = named.uncounted and _without_blank_rows(named.uncounted)
    return named._replace(container=container, uncounted=uncounted)


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
    narrow = named._replace(container=named.container._replace(relation=relation))
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
    hint = "" if row else "Проверьте эту таблицу или её разметку."  # the catalogue speaks of a row
    return Problem(container.place(row), fault, hint, "T-004")
