"""A jump against last year that chance hardly explains."""

from collections.abc import Iterator
from functools import partial

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.chance import bar, fisher
from shnor_cli.engine.doubts.rows import Columns, comparable, fetched, low_rows
from shnor_cli.engine.doubts.telling import KEPT, part, place, school, told
from shnor_cli.model import Remark, Results
from shnor_cli.russian import school_year

CODE = "Q-02"


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of shares of low results that differ from last year's more than chance lets expect."""
    codes = comparable(results, methodology, year)
    now, before = (low_rows(results, methodology, each, codes) for each in (year, year - 1))
    found = fetched(
        results,
        f"""SELECT now.*, before.low AS low_before, before.participants AS participants_before
            FROM {now} AS now JOIN {before} AS before USING (school, assessment)
            ORDER BY school, assessment""",
    )
    below = bar(len(found["school"]))
    chance = fisher(
        found["low"],
        found["participants"],
        found["low_before"],
        found["participants_before"],
        below=below,
    )
    worst = [int(each) for each in chance.argsort(kind="stable") if chance[each] < below]
    yield from told(worst, partial(_tell, results, found, year))


def _tell(results: Results, found: Columns, year: int, at: int) -> Remark:
    low, of, low_before, of_before = (
        int(found[name][at])
        for name in ("low", "participants", "low_before", "participants_before")
    )
    text = (
        f"школа {school(results, found['school'][at])}: "
        f"{results.assessments[found['assessment'][at]].title}: низких результатов "
        f"{part(low, of)}, а в {school_year(year - 1)} учебном году {part(low_before, of_before)}: "
        "при таком числе участников случайностью это трудно объяснить"
    )
    return Remark(place(results, found["file"][at], found["row"][at]), text, KEPT, CODE)
