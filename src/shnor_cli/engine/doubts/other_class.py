"""Rows of a procedure in a class other than the one in which the methodology says it is taken."""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.rows import among, fetched
from shnor_cli.engine.doubts.telling import KEPT, first_place
from shnor_cli.model import Remark, Results
from shnor_cli.russian import join_and, plural, school_year

CODE = "Q-16"


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of the report year: such a class is judged as an assessment of its own."""
    for name, procedure in methodology.procedures.items():
        others = {
            code: each.grade
            for code, each in enumerate(results.assessments)
            if each.procedure == name and procedure.grade and each.grade not in (0, procedure.grade)
        }
        if not others:
            continue
        where = f"year = {year} AND participants > 0 AND {among(list(others))}"
        found = fetched(results, f"SELECT assessment FROM {results.facts} WHERE {where}")
        if count := len(found["assessment"]):
            grades = sorted({others[int(code)] for code in found["assessment"]})
            classes = join_and([str(each) for each in grades])
            classes += " класс" if len(grades) == 1 else " классы"
            text = (
                f"{name}, {school_year(year)} учебный год, {classes}: "
                f"{plural(count, 'строка', 'строки', 'строк')}, а по методике это процедура "
                f"{procedure.grade} класса"
            )
            yield Remark(first_place(results, where), text, KEPT, CODE)
