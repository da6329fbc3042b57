"""Rows of one key: those that agree made one, contradictory ones named, joined schools added."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import plural, quote, school_year
from shnor_cli.tables.entries import Entry
from shnor_cli.tables.facts import KEY, Facts
from shnor_cli.tables.faults import Faults, shortened
from shnor_cli.tables.sql import columns_of
from shnor_cli.tables.texts import fold_term

_SPARSE = 100_000_000
"""Possible keys above which those met are compared, and no flag is kept for each possible one."""

_OF_PUPILS = (
    "Если в таблицах разные ученики (другой класс), соедините их в одну таблицу; если в обеих есть "
    "одни и те же, оставьте ту, где они все."
)


Row = tuple[int, int]
"""A file and the number of a row in it."""


class Said(NamedTuple):
    """How facts are spoken of."""

    names: Sequence[str]
    """By school."""
    assessments: Sequence[Assessment]
    places: Sequence[Place]
    """By file."""
    written: Callable[[Collection[Row]], Mapping[Row, tuple[object, ...]]] = lambda _: {}
    """Returns the cells of rows as they are written, where that is known."""


def without_repeats(facts: Facts, said: Said, faults: Faults) -> tuple[Facts, tuple[Remark, ...]]:
    """Make one of the rows of a key that agree; contradictory ones go to `faults`."""
    if not _has_repeats(facts, len(said.names), len(said.assessments)):
        return facts, ()
    return once(facts, KEY, said, faults)


def once(
    facts: Facts, keys: Sequence[str], said: Said, faults: Faults
) -> tuple[Facts, tuple[Remark, ...]]:
    """Leave one row of each key, which are columns or SQL; contradictory ones go to `faults`.

    Rows agree where no number that both say differs; what one of them leaves open the other fills.
    """
    marked = _marked(facts, keys)
    faults += _contradictions(facts, marked, said)
    faults += _alike_by_chance(facts, marked, said)
    remarks = tuple(_agreeing(facts, marked, said))
    own = "place, of_file, first_file, first_row, agrees, repeats"
    known = ", ".join(f"known_{column}" for column in facts.counts)
    filled = ", ".join(f"known_{column} AS {column}" for column in facts.counts)
    query = f"SELECT * EXCLUDE ({own}, {known}) REPLACE ({filled}) FROM {marked} WHERE place = 1"
    return _rewritten(facts, query), remarks


def _marked(facts: Facts, by: Sequence[str]) -> str:
    """Return the rows with their number within the key and how they stand to those before."""
    file, keys = facts.column("file"), ", ".join(by)
    known = ", ".join(
        f"first_value({column} IGNORE NULLS) OVER w AS known_{column}" for column in facts.counts
    )
    agrees = (f"({column} IS NULL OR {column} = known_{column})" for column in facts.counts)
    repeats = (
        f"({column} IS NOT DISTINCT FROM first_value({column}) OVER w)" for column in facts.counts
    )
    return (
        f"(SELECT *, row_number() OVER w AS place, {file} AS of_file, "
        f"first_value({file}) OVER w AS first_file, "
        f'first_value("row") OVER w AS first_row, {known}, '
        f"{' AND '.join(agrees)} AS agrees, {' AND '.join(repeats)} AS repeats "
        f'FROM {facts.table} WINDOW w AS (PARTITION BY {keys} ORDER BY {file}, "row" '
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))"
    )


def _has_repeats(facts: Facts, schools: int, assessments: int) -> bool:
    first, last, rows = facts.one(f"SELECT min(year), max(year), count(*) FROM {facts.table}")
    if not rows:
        return False
    years = last - first + 1
    cells = schools * years * assessments
    if cells > _SPARSE:
        distinct = f"SELECT count(*) FROM (SELECT DISTINCT {', '.join(KEY)} FROM {facts.table})"
    else:
        cell = f"(school * {years} + year - {first}) * {assessments} + assessment"
        distinct = f"SELECT bit_count(bitstring_agg({cell}, 0, {cells - 1})) FROM {facts.table}"
    return facts.one(distinct)[0] < rows


def _contradictions(facts: Facts, marked: str, said: Said) -> Iterator[Problem]:
    places = said.places
    rows = facts.connection.execute(
        f'SELECT of_file, "row", first_file, first_row, school, year, assessment, count(*) OVER () '
        f"FROM {marked} WHERE place > 1 AND NOT agrees ORDER BY 1, 2 "
        f"LIMIT {facts.scratch.most.problems}"
    ).fetchall()
    problems = []
    for file, row, first_file, first_row, school, year, assessment, _ in rows:
        first = places[first_file]._replace(row=first_row or None)
        where = f"строке {first_row}" if file == first_file else first.in_words()
        title = said.assessments[assessment].title
        about = f"{said.names[school]}, {title}, {school_year(year)}"
        fault = f"уже есть в {where} с другими числами: {about}"
        # without a row it is all pupils of a table: of two classes one must not be dropped
        hint = "" if row else _OF_PUPILS
        problems.append(Problem(places[file]._replace(row=row or None), fault, hint, "T-050"))
    yield from shortened(problems, rows[0][-1] if rows else 0)


def _alike_by_chance(facts: Facts, marked: str, said: Said) -> Iterator[Problem]:
    """Yield equal counts of pupils that sheets or files say are of other classes: 5а and 5б."""
    rows = facts.connection.execute(
        f"SELECT DISTINCT of_file, first_file FROM {marked} "
        f'WHERE place > 1 AND agrees AND "row" = 0 ORDER BY 1, 2'
    ).fetchall()
    for file, first_file in rows:
        own, first = said.places[file], said.places[first_file]
        if _class_of(own) != _class_of(first):
            fault = f"столько же учеников с теми же результатами, что в {first.in_words()}"
            yield Problem(own, fault, _OF_PUPILS, "T-050")


def _class_of(place: Place) -> str:
    """Return the class that the name of a sheet or else of a file says, empty where none."""
    names = (fold_term(name) for name in (place.sheet, PurePath(place.file).stem) if name)
    found = (_OF_CLASS.search(name) for name in names)
    return next((match[0] for match in found if match), "")


_OF_CLASS = re.compile(r"(?<![\w.])\d{1,2}(?: ?[«\"])?[а-зик-щэ-я](?!\w)")
"""No class is called й, ъ, ы or ь: «5-й» is a parallel."""


def _agreeing(facts: Facts, marked: str, said: Said) -> Iterator[Remark]:
    most, places = facts.scratch.most.remarks, said.places
    rows = facts.connection.execute(
        f'SELECT of_file, "row", first_file, first_row, repeats, count(*) OVER () FROM {marked} '
        f"WHERE place > 1 AND agrees ORDER BY 1, 2 LIMIT {most}"
    ).fetchall()
    written = said.written({place for row in rows for place in (row[:2], row[2:4])})
    for file, row, first_file, first_row, repeats, _ in rows:
        if not row and _class_of(places[file]) != _class_of(places[first_file]):
            continue  # told as a problem
        own, done = ("строка", "учтена") if row else ("подсчитанное", "учтено")
        where = "" if file == first_file else f" файла {places[first_file].file}"
        first = f"строку {first_row}{where}" if first_row else f"подсчитанное{where}"
        is_alike = written.get((file, row)) == written.get((first_file, first_row))
        text = f"{own} {'повторяет' if repeats else 'дополняет'} {first}"
        if repeats and not is_alike:
            text += ", записанную иначе"
        place = places[file]._replace(row=row or None)
        yield Remark(place, text, f"{done} один раз", "R-repeat")
    if rows and rows[0][-1] > most:
        more = plural(rows[0][-1] - most, "строка", "строки", "строк")
        yield Remark(Place(), f"повторы: и ещё {more}", "учтены один раз", "R-repeat")


class Joined(NamedTuple):
    """Schools that were joined to others."""

    register: Place
    entries: Mapping[int, Entry]
    """Index of a joined school -> its entry in the register."""
    targets: Mapping[int, int]
    """Index of a joined school -> index of the school that stands for it."""


class Given(NamedTuple):
    """Facts in which joined schools are their successors, where they have any rows."""

    facts: Facts
    years: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    """Id of a joined school -> the years of which it had rows."""
    remarks: tuple[Remark, ...] = ()


def join_schools(facts: Facts, joined: Joined, places: Sequence[Place], faults: Faults) -> Given:
    """Give the rows of joined schools to their successors; rows that share a key are added."""
    years: dict[int, tuple[int, ...]] = {}
    for index, year in facts.connection.execute(
        f"SELECT DISTINCT school, year FROM {facts.table} WHERE school >= {min(joined.entries)} "
        "ORDER BY ALL"
    ).fetchall():
        years[index] = (*years.get(index, ()), year)
    present = years.keys() & joined.entries.keys()
    if not present:
        return Given(facts)
    for index in sorted(present):
        faults += _too_late(facts, index, joined.entries[index], places)
    cases = " ".join(f"WHEN {index} THEN {joined.targets[index]}" for index in sorted(present))
    school = f"CASE school {cases} ELSE school END"
    shared = facts.one(
        f"SELECT count(*) FROM (SELECT 1 FROM {facts.table} GROUP BY {school}, year, assessment "
        f"HAVING count(*) > 1)"
    )[0]
    settled = added(facts, (f"{school} AS school", "year", "assessment"))
    given = {joined.entries[index].id: years[index] for index in present}
    return Given(settled, given, tuple(_joined_remarks(sorted(present), joined, shared)))


def added(facts: Facts, keys: Sequence[str]) -> Facts:
    """Add the rows of one key, which are columns or SQL under a name."""
    # a sum with an unknown part is unknown, not a smaller sum
    sums = ", ".join(
        f"(CASE WHEN count({column}) = count(*) THEN sum({column}) END)::{kind} AS {column}"
        for column, kind in columns_of(facts.connection, facts.table)
        if column in facts.counts
    )
    file = facts.column("file")
    query = (
        f"SELECT {', '.join(keys)}, {sums}, "
        f'min({file})::INTEGER AS file, arg_min("row", ({file}::BIGINT << 40) + "row") AS "row", '
        f"sum({facts.column('rows')})::BIGINT AS rows FROM {facts.table} GROUP BY ALL"
    )
    constants = {key: sql for key, sql in facts.constants.items() if key not in {"file", "rows"}}
    return _rewritten(facts, query)._replace(constants=constants)


def _too_late(facts: Facts, index: int, entry: Entry, places: Sequence[Place]) -> Iterator[Problem]:
    rows = facts.connection.execute(
        f'SELECT {facts.column("file")}, "row", year, count(*) OVER () FROM {facts.table} '
        f"WHERE school = {index} AND year >= {entry.since} ORDER BY 1, 2 "
        f"LIMIT {facts.scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            places[file]._replace(row=row or None),
            f"школы {entry.id} {quote(entry.name)} с {school_year(entry.since)} нет: она "
            f"присоединена к {entry.successor}, а результаты за {school_year(year)} есть",
            code="T-051",
        )
        for file, row, year, _ in rows
    ]
    yield from shortened(problems, rows[0][-1] if rows else 0)


def _joined_remarks(present: Sequence[int], joined: Joined, shared: int) -> Iterator[Remark]:
    for index in present:
        entry = joined.entries[index]
        text = f"школа {entry.id} {quote(entry.name)} присоединена к {entry.successor}"
        done = f"её результаты до {school_year(entry.since)} отнесены к преемнику"
        yield Remark(joined.register._replace(row=entry.row), text, done, "R-joined")
    if shared:
        rows = plural(shared, "строка", "строки", "строк")
        text = f"у присоединённых школ и преемников есть результаты по одной процедуре: {rows}"
        yield Remark(joined.register, text, "числа сложены", "R-joined")


def _rewritten(facts: Facts, query: str) -> Facts:
    table = facts.scratch.kept_name("rows")
    facts.connection.execute(f"CREATE TABLE {table} AS {query}")
    facts.connection.execute(f"DROP TABLE {facts.table}")
    return facts._replace(table=table)
