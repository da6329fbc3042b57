"""A scale changed between years: a category used in one year and not in the other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.chance import bar, fisher
from shnor_cli.engine.doubts.rows import among, comparable, fetched
from shnor_cli.engine.doubts.telling import KEPT, part, titles
from shnor_cli.engine.doubts.thresholds import LEAST_PARTICIPANTS
from shnor_cli.errors import Place
from shnor_cli.model import Flags, Integers, Remark, Results
from shnor_cli.russian import quote, school_year

CODE = "Q-05"


class _Used(NamedTuple):
    """How often categories were used over all schools, shape (2, A, C): last year and this one."""

    counts: Integers
    participants: Integers
    """Shape (2, A)."""


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of every category that one of two years lacks, though the methodology knows no break."""
    used = _used(results, year, comparable(results, methodology, year))
    lacking = _lacking(used)
    procedures = np.array([each.procedure for each in results.assessments], str)
    for procedure in sorted(set(procedures)):
        for code, category in enumerate(results.categories):
            for without in (0, 1):
                where = np.flatnonzero(lacking[without, :, code] & (procedures == procedure))
                if len(where):
                    said = f"{procedure}: категория {quote(category)}"
                    sums = _summed(used, where, code, 1 - without)
                    yield _tell(results, said, sums, (where, year - 1 + without))


def _used(results: Results, year: int, codes: Sequence[int]) -> _Used:
    size = (2, len(results.assessments))
    names = [f"c{code}" for code in range(len(results.categories))]
    sums = ", ".join(f"coalesce(sum({name}), 0)::BIGINT AS {name}" for name in names)
    found = fetched(
        results,
        f"""SELECT year - {year - 1} AS year, assessment, sum(participants)::BIGINT AS participants
            {", " + sums if sums else ""} FROM {results.facts}
            WHERE year IN ({year - 1}, {year}) AND {among(codes)} GROUP BY ALL""",
    )
    at = found["year"], found["assessment"]
    counts, participants = np.zeros((*size, len(names)), np.int64), np.zeros(size, np.int64)
    participants[at] = found["participants"]
    for code, name in enumerate(names):
        counts[(*at, np.intp(code))] = found[name]
    return _Used(counts, participants)


def _lacking(used: _Used) -> Flags:
    """Say in which year a category is lacking though chance does not explain it, (2, A, C)."""
    counts, of = used.counts, np.broadcast_to(used.participants[..., None], used.counts.shape)
    many = np.broadcast_to((of >= LEAST_PARTICIPANTS).all(axis=0), counts.shape[1:])
    lacking: Flags = (counts == 0) & (counts[::-1] > 0) & (counts[::-1] <= of[::-1]) & many
    below = bar(int((many & counts.any(axis=0)).sum()))
    year, assessment, code = lacking.nonzero()
    at, other = (year, assessment, code), (1 - year, assessment, code)
    chance = fisher(counts[at], of[at], counts[other], of[other], below=below)
    lacking[at] = chance < below
    return lacking


def _summed(used: _Used, where: Integers, code: int, year: int) -> tuple[int, int, int]:
    counts, participants = used.counts[year, where, code], used.participants[year, where]
    other = used.participants[1 - year, where]
    return int(counts.sum()), int(participants.sum()), int(other.sum())


def _tell(
    results: Results, said: str, sums: tuple[int, int, int], where: tuple[Integers, int]
) -> Remark:
    (count, participants, other), (codes, without) = sums, where
    text = (
        f"{said} в {school_year(without)} учебном году не встречается ни у одного из {other}, "
        f"а в соседнем году — у {part(count, participants)} ({titles(results, codes)}): возможно, "
        "сменилась шкала, а методика смены (breaks) не знает"
    )
    return Remark(Place(), text, KEPT, CODE)
