"""What the charts of a memo are made of: shares of low results, pooled as ratios of sums."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from shnor_cli.criteria.indicators import Measure
from shnor_cli.engine.lows import LOW
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.words.facts import indicator_title
from shnor_cli.memo.words.findings import found_categories, in_category, label, score_name
from shnor_cli.model import Flags, Grid, Integers, Why
from shnor_cli.putting import printable
from shnor_cli.russian import Numeric, nbsp, plural, quote, rounded, school_year

ALL = "Все оценённые школы"


class Part(NamedTuple):
    """Some of the values of an indicator that are pooled together, and what they are called."""

    title: str
    grid: Grid
    slices: tuple[int, ...]


class Count(NamedTuple):
    """Low results (a fraction where a table gave shares) and participants."""

    low: Fraction
    participants: int

    @property
    def percents(self) -> Fraction:
        """The share of low results in percents."""
        return self.low / self.participants * 100


@dataclass(frozen=True)
class Found:
    """A run as its charts need it."""

    identification: Identification
    verdicts: tuple[Verdict, ...]
    """Of the judged schools, in the order of the list."""

    @cached_property
    def schools(self) -> tuple[int, ...]:
        """All judged schools."""
        return tuple(verdict.index for verdict in self.verdicts)

    @cached_property
    def category(self) -> str:
        """The first category, which the charts set against all; empty where there is none."""
        return next((each.name for each in found_categories(self.identification)), "")

    @cached_property
    def low(self) -> tuple[int, ...]:
        """The schools of the first category."""
        return tuple(each.index for each in in_category(self.verdicts, self.category))

    @cached_property
    def contrast(self) -> tuple[int, ...]:
        """The same where there are others to set them against, else nothing."""
        return self.low if len(self.low) < len(self.schools) else ()

    @cached_property
    def year(self) -> int:
        """Position of the report year on the axis."""
        return self.identification.measured.year(self.identification.year)

    @cached_property
    def in_year(self) -> str:
        """The report year in words."""
        return f"{school_year(self.identification.year)} учебный год"

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """Shares of low results that the methodology measures, the score's before the others."""
        methodology, grids = self.identification.methodology, self.identification.measured.grids
        names = [name for name, each in methodology.indicators.items() if _is_low_share(each)]
        score = score_name(self.identification)
        return tuple(grids[name] for name in sorted(names, key=lambda name: name != score))

    @cached_property
    def assessments(self) -> tuple[Part, ...]:
        """What the shares are judged by: assessments, else indicators of one value each."""
        beside = self.identification.measured.grids.get(LOW)
        sliced = next((grid for grid in self.grids if grid.sliced), beside)
        if sliced is None:
            return tuple(map(self.of_procedure, self.grids))
        return tuple(Part(each.title, sliced, (place,)) for place, each in enumerate(sliced.slices))

    @cached_property
    def procedures(self) -> tuple[Part, ...]:
        """The same by kind of procedure."""
        sliced = next((grid for grid in self.grids if grid.sliced), None)
        if sliced is None:
            return tuple(map(self.of_procedure, self.grids))
        members: dict[str, list[int]] = {}
        for place, each in enumerate(sliced.slices):
            members.setdefault(each.procedure or each.title, []).append(place)
        return tuple(Part(title, sliced, tuple(each)) for title, each in members.items())

    @cached_property
    def whole(self) -> Part | None:
        """All results of a school together; None where no one share speaks of them."""
        sliced = next((grid for grid in self.grids if grid.sliced), None)
        single = [grid for grid in self.grids if not grid.sliced]
        is_score = bool(single) and single[0].indicator == score_name(self.identification)
        if is_score or (len(single) == 1 and sliced is None):
            return self.single(single[0])
        if sliced is None:
            return None
        return Part("Сводная доля низких результатов", sliced, tuple(range(len(sliced.slices))))

    def pooled(self, part: Part, schools: Sequence[int], year: int) -> Count | None:
        """Pool the known values of a part; None where there are none, or one of them is hidden.

        What is left beside small numbers that are hidden is no sample of all: its share is another.
        """
        low, participants, hidden = self._sums(part, schools, year)
        whole = int(participants.sum())
        if not whole or hidden.any():
            return None
        return Count(Fraction(int(low.sum()), part.grid.scale), whole)

    def by_school(self, part: Part) -> dict[int, Count]:
        """Pool the known values of a part in the report year for each school, as `pooled` does."""
        return {
            school: Count(Fraction(int(low), part.grid.scale), int(whole))
            for school, low, whole, hidden in zip(
                self.schools, *self._sums(part, self.schools, self.year), strict=True
            )
            if whole and not hidden
        }

    def hides(self, part: Part, year: int) -> bool:
        """Say whether a value of a part is hidden in a year."""
        return bool(self._sums(part, self.schools, year)[2].any())

    def is_alike(self, years: Sequence[int]) -> bool:
        """Say whether the schools have the same assessments in all of some years, if it is seen."""
        grids = {part.grid.indicator: part.grid for part in self.assessments if part.grid.sliced}
        for grid in grids.values():
            why = grid.missing[np.ix_(self.schools, years)]
            there = (why == 0) | np.isin(why, self._codes_of_hidden)
            if (there != there[:, :1]).any():
                return False
        return True

    def _sums(
        self, part: Part, schools: Sequence[int], year: int
    ) -> tuple[Integers, Integers, Flags]:
        """Return what is counted, in units of the grid's scale, out of how many, and what hides.

        Shape (S,) each.
        """
        grid = part.grid
        if grid.numerator is None or grid.denominator is None or not schools:
            nothing = np.zeros(len(schools), dtype=np.int64)
            return nothing, nothing, nothing > 0
        cells = np.ix_(schools, [year], part.slices)
        why = grid.missing[cells]
        low, whole = (
            np.where(why == 0, each[cells], 0) for each in (grid.numerator, grid.denominator)
        )
        hidden: Flags = np.asarray(np.isin(why, self._codes_of_hidden).any(axis=(1, 2)))
        return low.sum(axis=(1, 2)), whole.sum(axis=(1, 2)), hidden

    @cached_property
    def _codes_of_hidden(self) -> list[int]:
        reasons = self.identification.measured.reasons
        return [code for code, reason in enumerate(reasons) if reason.kind == Why.HIDDEN]

    def single(self, grid: Grid) -> Part:
        """Return an indicator with one value for each school."""
        return Part(indicator_title(self.identification.methodology, grid.indicator), grid, (0,))

    def of_procedure(self, grid: Grid) -> Part:
        """Return the same called by its kind of procedure where it speaks of one only."""
        indicator = self.identification.methodology.indicators[grid.indicator]
        filters = indicator.of if isinstance(indicator, Measure) else None
        named = {name for each in filters or () for name in each.procedure or ("", " ")}
        return (
            self.single(grid)._replace(title=named.pop()) if len(named) == 1 else self.single(grid)
        )

    def name(self, school: int) -> str:
        """Name a school without what no document may hold."""
        return printable(label(self.identification, school))

    @property
    def of_low(self) -> str:
        """The schools of the first category as a legend says it."""
        return f"Школы категории {quote(self.category)}"

    @property
    def in_low(self) -> str:
        """The same after «в»."""
        return f"школах категории {quote(self.category)}"


def _is_low_share(indicator: object) -> bool:
    return isinstance(indicator, Measure) and indicator.measure == "low_share"


def printed(value: Numeric, digits: int = 1) -> float:
    """Return a number as it is printed: half up on the exact value."""
    return float(rounded(value, digits))


def share_of(count: Count | None) -> float | None:
    """Return the share of low results in percents as it is printed."""
    return None if count is None else printed(count.percents)


# --- words ---------------------------------------------------------------------------------------


class Illustration(NamedTuple):
    """A chart with the words around it."""

    chart: Chart
    caption: str
    note: str = ""
    """What the reader must know to read it; empty where the caption says all."""


def illustrated(chart: Chart, alt: str, caption: str, note: str) -> Illustration:
    """Put the words around a chart, with their spaces held."""
    return Illustration(replace(chart, alt=nbsp(alt)), nbsp(caption), nbsp(note))


def schools_in_words(count: int) -> str:
    """Say so many schools."""
    return plural(count, "школа", "школы", "школ")


def schools_by(count: int) -> str:
    """Say so many schools after «по»."""
    return plural(count, "школе", "школам", "школам")
