"""Marks that differ from the journal's too often."""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.telling import asked, part, place
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS, OTHER_THAN_JOURNAL
from shnor_cli.model import Assessment, Remark, Results, Sign

CODE = "Q-08"


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools many of whose marks were lowered, or raised, against the journal."""
    yield from asked(signs(results, methodology, year), CODE, results.schools)


def signs(results: Results, _methodology: Methodology, year: int) -> Iterator[Sign]:
    """Yield such marks, those that differ most often first."""
    if not results.journal:
        return
    index = results.schools.places
    found = results.connection.execute(
        f"""SELECT school, procedure, subject, level, grade, participants, file, "row",
                greatest(lowered, raised) AS most, lowered >= raised AS are_lowered
            FROM {results.journal} WHERE school <> '' AND year = {year}
                AND participants >= {LEAST_PARTICIPANTS}
                AND most > {OTHER_THAN_JOURNAL} * participants
            ORDER BY most / participants DESC, school, procedure, subject, level, grade"""
    ).fetchall()
    for id_, procedure, subject, level, grade, participants, file, row, most, lowered in found:
        assessment = Assessment(procedure, subject, level, grade)
        against = "ниже" if lowered else "выше"
        ground = f"отметка {against} журнальной у {part(most, participants)} участников"
        school, where = results.schools[index[id_]], place(results, file, row)
        yield Sign(school, year, assessment, ground, where)
