"""Marks that differ from the journal's too often."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.telling import KEPT, part, place, told
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS, OTHER_THAN_JOURNAL
from shnor_cli.model import Assessment, Remark, Results
from shnor_cli.russian import quote, school_year

CODE = "Q-08"


def doubts(results: Results, _methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools many of whose marks were lowered, or raised, against the journal."""
    if not results.journal:
        return
    found = results.connection.execute(
        f"""SELECT school, procedure, subject, level, grade, participants, file, "row",
                greatest(lowered, raised) AS most, lowered >= raised AS are_lowered
            FROM {results.journal} WHERE school <> '' AND year = {year}
                AND participants >= {LEAST_PARTICIPANTS}
                AND most > {OTHER_THAN_JOURNAL} * participants
            ORDER BY most / participants DESC, school, procedure, subject, level, grade"""
    ).fetchall()
    yield from told(range(len(found)), partial(_tell, results, found, year))


def _tell(results: Results, found: list[tuple[Any, ...]], year: int, at: int) -> Remark:
    school, procedure, subject, level, grade, participants, file, row, most, lowered = found[at]
    name = results.schools.names[results.schools.ids.index(school)] or school
    against = "ниже" if lowered else "выше"
    text = (
        f"школа {quote(name)}: {Assessment(procedure, subject, level, grade).title}, "
        f"{school_year(year)} учебный год: отметка {against} журнальной "
        f"у {part(most, participants)} участников"
    )
    return Remark(place(results, file, row), text, KEPT, CODE)
