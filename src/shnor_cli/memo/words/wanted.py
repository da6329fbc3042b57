"""Procedures without which no school could be judged: what the tables are to be completed with."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from shnor_cli.criteria.basis import judged_indicators, reached_criteria
from shnor_cli.criteria.indicator_words import procedures_of
from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import indicators_of
from shnor_cli.criteria.rules import Comparison
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.model import Status
from shnor_cli.russian import join_and


def lacking_procedures(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Name the procedures without a result in the report year that would let a criterion apply.

    Empty where some school could be judged: then they are no reason of anything.
    """
    if any(each.status is Status.JUDGED for each in verdicts):
        return ""
    results = identification.results
    of_year = identification.rows[:, identification.measured.year(identification.year)]
    held = {results.assessments[code].procedure for code in np.flatnonzero(of_year.any(axis=0))}
    lacking = [name for name in identification.methodology.procedures if name not in held]
    apart = [each.index for each in verdicts if each.status in _OPEN]
    wanted = {
        name
        for measures in _compared(identification)
        for index in apart
        for name in _wanted(identification, measures, index, lacking)
    }
    return join_and([name for name in lacking if name in wanted])


def never_held(identification: Identification) -> tuple[str, ...]:
    """Return the procedures that categories rest on and of which the tables have nothing at all."""
    methodology = identification.methodology
    held = {each.procedure for each in identification.results.assessments}
    used = {
        procedure
        for name in judged_indicators(methodology, methodology.score or "")
        if isinstance(measure := methodology.indicators.get(name), Measure)
        for procedure in procedures_of(measure, methodology)
    }
    return tuple(name for name in methodology.procedures if name in used - held) if held else ()


def absent_years(identification: Identification) -> tuple[int, ...]:
    """Return the years which the methodology looks at and of which the tables have nothing."""
    known = identification.results.years
    return tuple(year for year in identification.measured.years if year not in known)


def no_results_of(procedures: str) -> str:
    """Say of which procedures the tables have nothing; no full stop."""
    return f"в таблицах за отчётный год нет результатов {procedures}, которые учитывает методика"


_OPEN = (Status.NOT_ASSESSED, Status.NO_DATA)


def _compared(identification: Identification) -> Iterator[dict[str, Measure]]:
    """Yield for each comparison that categories rest on the measures that its value is made of."""
    methodology = identification.methodology
    for name in reached_criteria(methodology):
        criterion = methodology.criteria[name]
        if isinstance(criterion, Comparison):
            yield dict(_measures(identification, criterion.indicator))


def _measures(identification: Identification, name: str) -> Iterator[tuple[str, Measure]]:
    indicator = identification.methodology.indicators[name]
    if isinstance(indicator, Measure):
        yield name, indicator
    for part in indicators_of(indicator):
        yield from _measures(identification, part)


def _wanted(
    identification: Identification,
    measures: Mapping[str, Measure],
    index: int,
    lacking: Sequence[str],
) -> set[str]:
    """Return the procedures that give a school all of the measures; none if they do not suffice."""
    found: set[str] = set()
    for name, measure in measures.items():
        if not _is_measured(identification, name, index):
            more = {*procedures_of(measure, identification.methodology)} & {*lacking}
            if not more:
                return set()
            found |= more
    return found


def _is_measured(identification: Identification, name: str, index: int) -> bool:
    measured = identification.measured
    codes = measured.grids[name].missing[index, measured.year(identification.year)]
    return any(not code or measured.reasons[code].applicable for code in codes.tolist())
