"""Subjects in which schools have more low results than all schools together, where no ground says.

The criteria of some methodologies ask of a school as a whole; what to work on is then read off the
results by assessment, which judge nobody.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from shnor_cli.engine.lows import LOW, with_lows
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.decisions import listed
from shnor_cli.memo.words.facts import out_of
from shnor_cli.memo.words.findings import found_categories, in_category, judged
from shnor_cli.memo.words.grounds import grounds_in, subjects_of
from shnor_cli.model import Grid
from shnor_cli.public.mark import is_public
from shnor_cli.russian import DASH, NBSP, nbsp, percent


class Above(NamedTuple):
    """A subject with a greater share of low results in some schools than in all."""

    subject: str
    text: str
    """«математика — 45,2 % (140 из 310), по всем оценённым школам — 30,1 %»."""


def with_low_results(identification: Identification) -> Identification:
    """Return a run for documents: see `with_lows`. A public version shows no more than it has."""
    return identification if is_public(identification) else with_lows(identification)


def above_in_category(
    identification: Identification, verdicts: Sequence[Verdict]
) -> tuple[Above, ...]:
    """Return the subjects of the schools of the first category."""
    names = [category.name for category in found_categories(identification)[:1]]
    schools = [each.index for name in names for each in in_category(verdicts, name)]
    return above(identification, verdicts, schools)


def above(
    identification: Identification, verdicts: Sequence[Verdict], schools: Sequence[int]
) -> tuple[Above, ...]:
    """Return the subjects in which schools have more low results in the report year than all.

    All are those judged: the excluded are in no group to compare with.
    """
    grid = identification.measured.grids.get(LOW)
    if grid is None:
        return ()
    year = identification.measured.year(identification.year)
    everyone = [each.index for each in judged(verdicts)]
    found: list[tuple[Fraction, Above]] = []
    for subject in sorted({each.subject for each in grid.slices if each.subject}):
        low, whole = _pooled(grid, subject, schools, year)
        of_all, all_whole = _pooled(grid, subject, everyone, year)
        if whole and all_whole and low / whole > of_all / all_whole:
            text = (
                f"{subject}{NBSP}{DASH} {percent(low / whole)} ({out_of(low, whole)}), "
                f"по{NBSP}всем оценённым школам{NBSP}{DASH} {percent(of_all / all_whole)}"
            )
            found.append((low / whole, Above(subject, nbsp(text))))
    return tuple(each for _, each in sorted(found, key=lambda each: -each[0]))


def subjects_of_list(identification: Identification, verdicts: Sequence[Verdict]) -> list[str]:
    """Return the subjects in which the schools of the list need help, as the office decided it.

    Those of its grounds; where they name none, those with more low results than in all schools.
    """
    first = next(iter(found_categories(identification)), None)
    if first is None:
        return []
    schools = listed(identification, verdicts)
    found: set[str] = set()
    if not is_public(identification):  # those of hidden grounds would be missing
        for each in schools:
            found.update(subjects_of(grounds_in(identification, each, first)))
    indices = [each.index for each in schools]
    return sorted(found) or [each.subject for each in above(identification, verdicts, indices)]


def _pooled(grid: Grid, subject: str, schools: Sequence[int], year: int) -> tuple[Fraction, int]:
    """Add the low results and the participants of a subject."""
    places = [place for place, each in enumerate(grid.slices) if each.subject == subject]
    if grid.numerator is None or grid.denominator is None or not schools:
        return Fraction(0), 0
    cells = np.ix_(schools, [year], places)
    known = grid.missing[cells] == KNOWN
    low, whole = (int(each[cells][known].sum()) for each in (grid.numerator, grid.denominator))
    return Fraction(low, grid.scale), whole
