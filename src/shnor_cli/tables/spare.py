"""Spare tables: their rows are taken only where no other table has the same school, year, key."""

from collections.abc import Iterator, Mapping, Sequence

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import plural, school_year
from shnor_cli.tables.facts import KEY, Facts
from shnor_cli.tables.faults import Faults, shortened

_HINT = (
    "Перевод баллов в отметки напишите в scales.yaml или дайте и отчёт «Статистика по отметкам»."
)


def without_spare(
    facts: Facts,
    spare: Mapping[int, int],
    assessments: Sequence[Assessment],
    places: Sequence[Place],
    faults: Faults,
) -> tuple[Remark, ...]:
    """Drop the rows of spare files whose key a less spare one has; rows without marks are faults.

    `spare` says how spare a file is; those not in it are not spare at all.
    """
    if not spare:
        return ()
    own = f"{facts.column('file')} IN ({', '.join(map(str, sorted(spare)))})"
    ranks = " ".join(f"WHEN {file} THEN {rank}" for file, rank in sorted(spare.items()))
    rank, keys = f"(CASE {facts.column('file')} {ranks} ELSE 0 END)", ", ".join(KEY)
    least = f"(SELECT {keys}, min({rank}) AS least FROM {facts.table} GROUP BY ALL)"
    surer = f"SELECT 1 FROM {least} AS other WHERE {_same_key('other', facts.table)}"
    elsewhere = f"{own} AND EXISTS ({surer} AND other.least < {rank})"
    remarks = tuple(_dropped(facts, elsewhere, places))
    facts.connection.execute(f"DELETE FROM {facts.table} WHERE {elsewhere}")
    faults += _without_marks(facts, own, assessments, places)
    return remarks


def _same_key(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{key} = {other}.{key}" for key in KEY)


def _dropped(facts: Facts, condition: str, places: Sequence[Place]) -> Iterator[Remark]:
    rows = facts.connection.execute(
        f'SELECT {facts.column("file")}, min("row"), count(*) FROM {facts.table} '
        f"WHERE {condition} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    for file, row, count in rows:
        text = f"{plural(count, 'строка', 'строки', 'строк')} с тем, что есть в других таблицах"
        yield Remark(places[file]._replace(row=row), text, "результаты взяты из них", "R-spare")


def _without_marks(
    facts: Facts, own: str, assessments: Sequence[Assessment], places: Sequence[Place]
) -> Iterator[Problem]:
    marks = [column for column in facts.counts if column.startswith("c")]
    rows = facts.connection.execute(
        f'SELECT {facts.column("file")}, year, assessment, min("row"), count(*) OVER () '
        f"FROM {facts.table} WHERE {own} AND coalesce({', '.join(marks)}) IS NULL "
        f"GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT {facts.scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            places[file]._replace(row=row),
            f"шкала перевода баллов в отметки не известна: {assessments[assessment].title}, "
            f"{school_year(year)}",
            _HINT,
            "T-090",
        )
        for file, year, assessment, row, _ in rows
    ]
    yield from shortened(problems, rows[0][-1] if rows else 0)
