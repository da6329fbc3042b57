"""Shares of tasks in codes: taken from all containers, checked, each task of a school once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import number, plural, quote, school_year
from shnor_cli.tables.casting import Casting, Coded
from shnor_cli.tables.faults import shortened
from shnor_cli.tables.layouts.named import Field
from shnor_cli.tables.numbers import Numbers
from shnor_cli.tables.preparing import Prepared

_KEY = "school, year, assessment, task"


@dataclass(frozen=True)
class Kept:
    """Rows kept beside the facts, of schools or of groups, in codes."""

    rows: str
    """Relation with `school` (index in `ids`), `year`, `assessment`, `file`, `row` and the rest."""
    ids: tuple[str, ...]
    assessments: tuple[Assessment, ...]
    remarks: tuple[Remark, ...]
    of_groups: bool = False


def cast_tasks(casting: Casting, prepared: Sequence[Prepared]) -> Kept:
    """Cast containers of tasks; what is wrong goes to the faults."""
    coded, assessments, remarks = casting.coded(prepared)
    selects = [_select(each, each.prepared.numbers) for each in coded if each.prepared.numbers]
    table = casting.scratch.table(" UNION ALL ".join(selects))
    for check in _CHECKS:
        casting.faults.extend(_wrong(casting, table, check))
    remarks += _joined(casting, table)
    marked = casting.scratch.table(_MARKED.format(table=table))
    casting.faults.extend(_contradictions(casting, marked, assessments))
    remarks += _repeats(casting, marked)
    rows = casting.scratch.kept_name("tasks")
    casting.scratch.connection.execute(
        f"CREATE TABLE {rows} AS SELECT {_KEY}, coalesce(known_skill, '') AS skill, "
        f'known_maximum AS maximum, share, file, "row" FROM {marked} WHERE place = 1'
    )
    return Kept(rows, casting.roll.schools.ids, assessments, tuple(remarks))


def _select(coded: Coded, numbers: Numbers) -> str:
    named = coded.prepared.named
    skill = _text(named.fields["skill"]) if "skill" in named.fields else "NULL::VARCHAR"
    return (
        f"SELECT m.school, c.year, c.assessment, {_task(named.fields['task'])} AS task, "
        f"{skill} AS skill, {numbers.columns.get('maximum', 'NULL::INTEGER')} AS maximum, "
        f'{numbers.columns["share"]} AS share, {coded.prepared.file} AS file, "row" '
        f"FROM {named.container.relation} {numbers.joins} "
        f"JOIN {coded.schools.relation} AS m ON {coded.schools.on('m')} "
        f"JOIN {coded.cells.relation} AS c ON {coded.cells.on('c')} "
        f"WHERE NOT ({numbers.skipped or 'false'})"
    )


def _text(field: Field) -> str:
    return f"nullif(trim({field.sql}::VARCHAR), '')"


def _task(field: Field) -> str:
    """Write the number of a task one way: «1 k1» is «1К1», its letter Cyrillic, «3,1» is «3.1»."""
    return f"translate(upper({_text(field)}), 'K, ', 'К.')"


class _Check(NamedTuple):
    """A condition that no row may meet, and how to say it of a row."""

    condition: str
    shown: str
    words: Callable[[Any], str]
    code: str
    hint: str = ""
    """How to mend it, where its kind does not say so."""


def _out_of_range(share: Decimal) -> str:
    return f"выполнение {number(share)} %: доля бывает от 0 до 100 %"


_CHECKS = (
    _Check(
        "task IS NULL",
        "NULL",
        lambda _: "не указан номер задания",
        "T-031",
        "Впишите номер, как в отчёте: 1, 3.1, 1К1.",
    ),
    _Check(
        "share IS NULL",
        "NULL",
        lambda _: "не указано выполнение задания",
        "T-060",
        "Впишите долю от максимального балла; если её нет, уберите строку.",
    ),
    _Check(
        "share NOT BETWEEN 0 AND 100",
        "share",
        _out_of_range,
        "T-064",
    ),
    _Check(
        "maximum < 1",
        "maximum",
        lambda maximum: f"максимальный балл задания {number(maximum)}",
        "T-064",
    ),
)


def _wrong(casting: Casting, table: str, check: _Check) -> Iterator[Problem]:
    rows = casting.scratch.connection.execute(
        f'SELECT file, "row", {check.shown}, count(*) OVER () FROM {table} '
        f"WHERE {check.condition} ORDER BY 1, 2, 3 LIMIT {casting.scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(casting.places[file]._replace(row=row), check.words(shown), check.hint, check.code)
        for file, row, shown, _ in rows
    ]
    yield from shortened(problems, rows[0][-1] if rows else 0)


def _joined(casting: Casting, table: str) -> Iterator[Remark]:
    """Take out the rows of schools joined to others: shares without participants do not add."""
    for index, entry in sorted(casting.roll.joined.items()):
        condition = f"FROM {table} WHERE school = {index}"
        file, row, count = casting.scratch.row(
            f'SELECT min(file), arg_min("row", file), count(*) {condition}'
        )
        if count:
            casting.scratch.connection.execute(f"DELETE {condition}")
            said = f"{plural(count, 'задание', 'задания', 'заданий')} школы {entry.id} "
            said += f"{quote(entry.name)}, присоединённой к {entry.successor}"
            done = "доли двух школ не складываются, пропущены"
            yield Remark(casting.places[file]._replace(row=row), said, done, "R-joined")


_MARKED = """
    SELECT *, row_number() OVER w AS place,
        first_value(file) OVER w AS first_file, first_value("row") OVER w AS first_row,
        first_value(skill IGNORE NULLS) OVER w AS known_skill,
        first_value(maximum IGNORE NULLS) OVER w AS known_maximum,
        share = first_value(share) OVER w AND
            coalesce(maximum = first_value(maximum IGNORE NULLS) OVER w, true) AS same
    FROM {table}
    WINDOW w AS (PARTITION BY school, year, assessment, task ORDER BY file, "row"
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"""
"""Rows with their number within the key and whether they say the same as the first.

One report gives the skill and another does not: whichever says something is heard.
"""


def _contradictions(
    casting: Casting, marked: str, assessments: Sequence[Assessment]
) -> Iterator[Problem]:
    names = casting.roll.schools.names
    rows = casting.scratch.connection.execute(
        f'SELECT file, "row", first_file, first_row, {_KEY}, count(*) OVER () FROM {marked} '
        f"WHERE NOT same AND place > 1 ORDER BY 1, 2, task LIMIT {casting.scratch.most.problems}"
    ).fetchall()
    problems = []
    for file, row, first_file, first_row, school, year, assessment, task, _ in rows:
        first = casting.places[first_file]._replace(row=first_row).in_words()
        where = f"строке {first_row}" if file == first_file else first
        about = f"{names[school]}, {assessments[assessment].title}, {school_year(year)}"
        fault = f"задание {task} уже есть в {where} с другими числами: {about}"
        place = casting.places[file]._replace(row=row)
        problems.append(Problem(place, fault, "Оставьте одно из двух.", "T-050"))
    yield from shortened(problems, rows[0][-1] if rows else 0)


def _repeats(casting: Casting, marked: str) -> Iterator[Remark]:
    """Yield a remark for each table that repeats another: whole reports do, not single rows."""
    rows = casting.scratch.connection.execute(
        f'SELECT file, min("row"), first_file, count(*) FROM {marked} '
        f"WHERE same AND place > 1 GROUP BY 1, 3 ORDER BY 1, 3"
    ).fetchall()
    for file, row, first_file, count in rows:
        times = plural(count, "доля задания", "доли заданий", "долей заданий")
        where = "здесь же" if file == first_file else f"в {casting.places[first_file].in_words()}"
        text = f"{times} есть и {where}"
        yield Remark(casting.places[file]._replace(row=row), text, "учтены один раз", "R-repeat")
