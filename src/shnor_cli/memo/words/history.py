"""The list against earlier runs: who entered, stayed (which year in a row) and left, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import RunError
from shnor_cli.memo.words.facts import subject_of_fact, value_of_fact
from shnor_cli.memo.words.findings import label, punctuated, standing
from shnor_cli.model import Status
from shnor_cli.revise.compare import Change, Comparison, Move, compare
from shnor_cli.russian import NBSP, join_and, nbsp, plural, quote, school_year

Row = dict[str, object]

MOVES = ("вошли", "остались", "вышли")
"""Who is told of, in this order."""


@dataclass(frozen=True)
class History:
    """A run and those of earlier years, the latest first; there may be none."""

    now: Identification
    earlier: tuple[Identification, ...] = ()

    @cached_property
    def comparison(self) -> Comparison | None:
        """The run against the latest of the earlier ones."""
        return compare(self.earlier[0], self.now) if self.earlier else None

    def streak(self, school: str) -> int:
        """Return how many years in a row up to the report year a school is on the list."""
        years = 0
        for run in (self.now, *self.earlier):
            if run.year != self.now.year - years or school not in _listed(run):
                break
            years += 1
        return years

    def is_open(self, school: str) -> bool:
        """Say whether the streak reaches the earliest run, so that it may be longer."""
        last = self.now.year - self.streak(school) + 1
        return all(run.year >= last for run in self.earlier)


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


def _listed(run: Identification) -> frozenset[str]:
    """Return the ids of the schools of the first category."""
    if not run.methodology.categories:
        return frozenset()
    return frozenset(
        id_
        for id_, place in zip(run.results.schools.ids, run.judgement.category, strict=True)
        if place == 0
    )


def changes_in_words(history: History) -> Row:
    """Return who entered, stayed and left; all empty without an earlier run or without a list."""
    comparison = history.comparison
    if comparison is None or not history.now.methodology.categories:
        return {"год": "", "категория": "", **dict.fromkeys(MOVES, ()), "оговорка": ""}
    entered, stayed, left = (comparison.of(move) for move in (Move.ENTERED, Move.STAYED, Move.LEFT))
    return {
        "год": school_year(comparison.before.year),
        "категория": quote(history.now.methodology.categories[0].name),
        "вошли": punctuated([_entry(comparison, e, _why_entered(e)) for e in entered]),
        "остались": punctuated(
            [_entry(comparison, e, streak_in_words(history, e.school.id)) for e in stayed]
        ),
        "вышли": punctuated([_entry(comparison, e, _why_left(e)) for e in left]),
        "оговорка": nbsp(_other_methodology(comparison)),
    }


def _entry(comparison: Comparison, change: Change, text: str) -> Row:
    stand = change.now or change.was
    run = comparison.after if change.now else comparison.before
    return {
        "название": label(run, stand.index) if stand else nbsp(change.school.name),
        "текст": nbsp(text),
    }


def streak_in_words(history: History, school: str) -> str:
    """Say how long a school is on the list: «2-й год подряд»; empty without earlier runs."""
    if not history.earlier:
        return ""
    years = history.streak(school)
    if history.is_open(school):
        return f"не менее {plural(years, 'года', 'лет', 'лет')} подряд"
    return f"{years}-й год подряд" if years > 1 else "первый год"


def _why_entered(change: Change) -> str:
    if change.was is None:
        return "в прошлом прогоне школы нет"
    before = change.before
    if before is not None and before.status is not Status.JUDGED:
        return f"в прошлом прогоне: {before.status.title}"
    return _by_criterion(change)


def _why_left(change: Change) -> str:
    if change.now is None:
        return "в таблицах отчётного года школы нет"
    after = change.after
    if after is None or after.status is not Status.JUDGED:
        return after.status.title if after else ""
    return f"{standing(after)}; {_by_criterion(change)}".rstrip("; ")


_WAS = ("не был выполнен", "был выполнен", "не был определён", "был неприменим")
_IS = ("не выполнен", "выполнен", "не определён", "неприменим")
"""Outcomes then and now, by their codes."""


def _by_criterion(change: Change) -> str:
    """Say the criterion that made the difference, and its fact then and now."""
    run = change.now.run if change.now else None
    turn = next((each for each in change.turns if each.criterion == change.criterion), None)
    asked = ""
    if run is not None and turn and turn.before is not None and turn.after is not None:
        title = run.methodology.criteria[turn.criterion].title or turn.criterion
        asked = f"критерий {quote(title)} прежде {_WAS[turn.before]}, теперь {_IS[turn.after]}"
    return "; ".join(filter(None, (asked, _facts(change))))


def _facts(change: Change) -> str:
    """Say the facts of both runs, two years of one thing together."""
    said: dict[str, list[str]] = {}
    for stand, fact in zip((change.was, change.now), change.facts, strict=True):
        if stand is not None and fact is not None:
            methodology = stand.run.methodology
            value = f"{school_year(fact.year)}{NBSP}— {value_of_fact(methodology, fact)}"
            said.setdefault(subject_of_fact(methodology, fact), []).append(value)
    return "; ".join(f"{what}: {', '.join(dict.fromkeys(v))}" for what, v in said.items())


def _other_methodology(comparison: Comparison) -> str:
    before, after = comparison.before, comparison.after
    if before.file.digest == after.file.digest:
        return ""
    said = (
        f"Прогон за {school_year(before.year)} учебный год выполнен по другой методике или другой "
        f"её редакции ({quote(before.methodology.title)}, файл {before.methodology.id}.yaml), "
        "поэтому состав перечня мог измениться и вследствие смены критериев."
    )
    names = [each.criterion for each in comparison.redefined]
    if names:
        noun = "Иначе определён критерий" if len(names) == 1 else "Иначе определены критерии"
        said += f" {noun} {join_and(names)}."
    return said
