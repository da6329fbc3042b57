"""ВПР of grade 8 against ОГЭ of the same subject a year later: nearly the same pupils."""

from collections.abc import Iterator

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.chance import bar, fisher
from shnor_cli.engine.doubts.rows import Columns, fetched, held, low_rows
from shnor_cli.engine.doubts.telling import asked, part, place
from shnor_cli.engine.doubts.thresholds import LATER_GAP
from shnor_cli.model import Remark, Results, Sign

CODE = "Q-07"
_BEFORE = ("ВПР", 8)
_LATER = ("ОГЭ", 9)


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of schools whose share of low results is much greater at ОГЭ than at ВПР before it."""
    yield from asked(signs(results, methodology, year), CODE, results.schools)


def signs(results: Results, methodology: Methodology, year: int) -> Iterator[Sign]:
    """Yield such ВПР, which are of the year before, the most improbable first."""
    before, later = (
        _codes(results, methodology, wanted, at)
        for wanted, at in ((_BEFORE, year - 1), (_LATER, year))
    )
    pairs = [(before[key], later[key]) for key in sorted(before.keys() & later.keys())]
    if not pairs:
        return
    found = _found(results, methodology, year, pairs)
    low, of, low_before, of_before = (
        found[name] for name in ("low", "participants", "low_before", "participants_before")
    )
    below = bar(len(low))
    wide = low / of - low_before / of_before >= LATER_GAP
    chance = np.where(wide, fisher(low, of, low_before, of_before, below=below), 1)
    worst = [int(each) for each in chance.argsort(kind="stable") if chance[each] < below]
    for at in worst:
        school = results.schools[found["school"][at]]
        assessment = results.assessments[found["earlier"][at]]
        where = place(results, found["file"][at], found["row"][at])
        yield Sign(school, year - 1, assessment, _ground(found, at), where)


def _codes(
    results: Results, methodology: Methodology, wanted: tuple[str, int], year: int
) -> dict[tuple[str, str], int]:
    """Return assessments of a procedure and grade by subject and level."""
    each = ((results.assessments[code], code) for code in held(results, methodology, year))
    return {(a.subject, a.level): code for a, code in each if (a.procedure, a.grade) == wanted}


def _found(
    results: Results, methodology: Methodology, year: int, pairs: list[tuple[int, int]]
) -> Columns:
    earlier, now = (list(codes) for codes in zip(*pairs, strict=True))
    matched = ", ".join(f"({one}, {other})" for one, other in pairs)
    return fetched(
        results,
        f"""SELECT now.school, now.low, now.participants, before.low AS low_before,
                before.participants AS participants_before, earlier, before.file, before."row"
            FROM {low_rows(results, methodology, year, now)} AS now
            JOIN {low_rows(results, methodology, year - 1, earlier)} AS before USING (school)
            JOIN (VALUES {matched}) AS pairs(earlier, later)
                ON before.assessment = earlier AND now.assessment = later
            ORDER BY now.school, now.assessment""",
    )


def _ground(found: Columns, at: int) -> str:
    low, of, low_before, of_before = (
        int(found[name][at])
        for name in ("low", "participants", "low_before", "participants_before")
    )
    return (
        f"низких результатов {part(low_before, of_before)}, а на {_LATER[0]} через год "
        f"{part(low, of)}: работы разные, но такое расхождение стоит проверить"
    )
