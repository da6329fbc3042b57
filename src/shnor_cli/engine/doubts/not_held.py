"""Rows of a procedure in a year when the methodology says that it was not held."""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.rows import among, fetched
from shnor_cli.engine.doubts.telling import first_place
from shnor_cli.model import Remark, Results
from shnor_cli.russian import plural, school_year

CODE = "Q-04"


def doubts(results: Results, methodology: Methodology, _year: int) -> Iterator[Remark]:
    """Ask of every year of the tables, since judging looks back at them."""
    for name, procedure in methodology.procedures.items():
        codes = [c for c, each in enumerate(results.assessments) if each.procedure == name]
        for year, why in sorted(procedure.not_held.items()):
            where = f"year = {year} AND participants > 0 AND {among(codes)}"
            found = fetched(results, f'SELECT "row" FROM {results.facts} WHERE {where}')
            if count := len(found["row"]):
                rows = plural(count, "строка", "строки", "строк")
                text = (
                    f"{name}, {school_year(year)} учебный год: {rows}, а по методике процедура "
                    f"не проводилась ({why})"
                )
                done = "строки не учтены; проверьте год в таблице или not_held в методике"
                yield Remark(first_place(results, where), text, done, CODE)
