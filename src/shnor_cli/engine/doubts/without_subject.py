"""Subjects that a methodology asks for and no table has: a file was forgotten, or a name is odd."""

from collections.abc import Iterator

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results
from shnor_cli.russian import fold, join_and, quote

CODE = "Q-14"


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of all such subjects at once, where others that it asks for are there."""
    wanted = dict.fromkeys(_subjects(methodology))
    known = {
        fold(each.subject)
        for each in results.assessments
        if each.procedure in methodology.procedures
    }
    missing = [each for each in wanted if fold(each) not in known]
    if year in results.years and missing and len(missing) < len(wanted):
        names = join_and([quote(each) for each in missing])
        text = f"в таблицах нет ни одной строки по предметам методики: {names}"
        done = (
            "показатели посчитаны без них; проверьте, все ли таблицы здесь и так ли назван предмет"
        )
        yield Remark(Place(), text, done, CODE)


def _subjects(methodology: Methodology) -> Iterator[str]:
    for indicator in methodology.indicators.values():
        if isinstance(indicator, Measure):
            for each in indicator.of or ():
                yield from each.subject or ()
