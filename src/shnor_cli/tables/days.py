"""Exams that were held on several days or at several points: other pupils sat at each.

Their counts are added.
"""

from collections.abc import Iterator, Sequence

from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import plural
from shnor_cli.tables.facts import KEY, Facts
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.repeats import Said, added, once
from shnor_cli.tables.sql import literal

_SEVERAL = 2


def with_days_added(facts: Facts, said: Said, faults: Faults) -> tuple[Facts, tuple[Remark, ...]]:
    """Add what was counted on several days of an exam; what repeats on a day counts once.

    Contradictory rows of one day go to `faults`. Tables without a day stay apart: they may hold
    the very same pupils.
    """
    if len(set(facts.days.values())) < _SEVERAL:
        return facts, ()
    file = facts.column("file")
    cases = " ".join(f"WHEN {each} THEN {literal(day)}" for each, day in facts.days.items())
    day = f"(CASE {file} {cases} ELSE '' END)"
    facts, repeats = once(facts, (*KEY, day), said, faults)
    shared = facts.connection.execute(
        f"SELECT file, count(*) FILTER (WHERE days > 1) FROM (SELECT min({file}) AS file, "
        f"count(DISTINCT split_part({day}, ' ', 1)) AS days FROM {facts.table} "
        f"WHERE {day} <> '' GROUP BY {', '.join(KEY)} HAVING count(*) > 1) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if not shared:
        return facts, repeats
    summed = added(facts, (*KEY, f"{day} <> '' AS of_days"))
    return summed, (*repeats, *_remarks(shared, said.places))


def _remarks(shared: Sequence[tuple[int, int]], places: Sequence[Place]) -> Iterator[Remark]:
    for file, count in shared:
        if not count:  # points of one day are told where their participants are
            continue
        schools = plural(count, "школы", "школ", "школ")
        text = f"у {schools} один предмет сдавали в несколько дней"
        done = "участники сложены; пересдавшие узнаны по ФИО, где они есть"
        yield Remark(places[file]._replace(row=None), text, done, "R-days")
