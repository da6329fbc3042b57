"""The list against earlier runs: which year in a row a school is on it, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import RunError
from shnor_cli.memo.words.findings import label
from shnor_cli.russian import plural, school_year

if TYPE_CHECKING:
    from shnor_cli.revise.compare import Comparison

Row = dict[str, object]

MOVES = ("вошли", "вошли_впервые", "остались", "вышли", "присоединены", "без_вывода")
"""Who is told of, in this order."""


@dataclass(frozen=True)
class History:
    """A run and those of earlier years, the latest first; there may be none."""

    now: Identification
    earlier: tuple[Identification, ...] = ()

    @cached_property
    def comparison(self) -> "Comparison | None":
        """The lists as the office decided them: the run against the latest of the earlier ones."""
        if not self.earlier:
            return None
        from shnor_cli.revise.compare import compare  # most memos are of one run

        return compare(self.earlier[0], self.now, with_decisions=True)

    @cached_property
    def vanished(self) -> tuple[str, ...]:
        """The labels of schools of the earlier list that the run does not know."""
        if self.comparison is None:
            return ()
        from shnor_cli.revise.compare import Move  # most memos are of one run

        lost = self.comparison.of(Move.NO_LONGER_KNOWN)
        return tuple(
            label(each.was.run, each.was.index) for each in lost if each.was and each.now is None
        )

    def streak(self, school: str) -> int:
        """Return how many years in a row up to the report year a school is on the list."""
        years = 0
        while self._is_listed(school, self.now.year - years):
            years += 1
        return years

    def is_open(self, school: str) -> bool:
        """Say whether the streak may be longer: nothing is known of the year before it."""
        return self._is_listed(school, self.now.year - self.streak(school)) is None

    def _is_listed(self, school: str, year: int) -> bool | None:
        """Say whether a school is on the list of a year, None where no run says so."""
        from shnor_cli.revise.compare import Stand  # most memos are of one run

        run = next((run for run in (self.now, *self.earlier) if run.year == year), None)
        index = run.results.schools.places.get(school) if run else None
        if run is None or index is None:
            return None
        return Stand(run, index, with_decisions=True).is_listed


def history_of(now: Identification, earlier: Sequence[Identification]) -> History:
    """Put earlier runs in order.

    Raises:
        RunError: a run is not of an earlier year, or two are of one year.
    """
    later = [run for run in earlier if run.year >= now.year]
    if later:
        raise RunError(
            f"Прогон за {school_year(later[0].year)} учебный год не раньше отчётного "
            f"({school_year(now.year)}).",
            hint="Через --previous называют прогоны прошлых лет.",
        )
    years = [run.year for run in earlier]
    twice = next((year for year in years if years.count(year) > 1), None)
    if twice is not None:
        raise RunError(f"За {school_year(twice)} учебный год названо несколько прогонов.")
    return History(now, tuple(sorted(earlier, key=lambda run: -run.year)))


def changes_in_words(history: History) -> Row:
    """Return who entered, stayed and left; all empty without an earlier run or without a list."""
    if history.comparison is None or not history.now.methodology.categories:
        return {"год": "", **dict.fromkeys(MOVES, ()), "нет_школ": "", "оговорка": ""}
    from shnor_cli.memo.words.changes import changes_of  # most memos are of one run

    return changes_of(history, history.comparison)


def streak_in_words(history: History, school: str) -> str:
    """Say how long a school is on the list: «2-й год подряд»; empty if it is not known to be."""
    years = history.streak(school) if history.earlier else 0
    if not years:
        return ""
    if not history.is_open(school):
        return f"{years}-й год подряд" if years > 1 else "первый год"
    if years > 1:
        return f"не менее {plural(years, 'года', 'лет', 'лет')} подряд"
    before = school_year(history.now.year - 1)
    return f"первый год или дольше: вывода за {before} учебный год нет"
