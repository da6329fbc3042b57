"""Comparing two runs: who entered the list, who stayed, who left, and by which criterion.

The list (список) of a run is the first category of its methodology; the runs may be of different
years, tables or methodologies. Schools are told apart by their ids.
"""

import enum
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Indicator, Methodology, indicators_of, parts_of
from shnor_cli.criteria.referring import references_of_criterion
from shnor_cli.criteria.rules import Comparison as Compared
from shnor_cli.criteria.rules import Known
from shnor_cli.criteria.wording import (
    indicator_in_words,
    low_results_in_words,
    question_in_words,
)
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.verdicts import Fact, Identification, Step, Verdict
from shnor_cli.model import Outcome, School


class Move(enum.Enum):
    """What became of a school between two runs."""

    ENTERED = "вошли"
    STAYED = "остались"
    LEFT = "вышли"
    CHANGED = "сменили категорию вне списка"
    SAME = "без изменений"


@dataclass(frozen=True, slots=True)
class Turn:
    """A criterion of the same name that the two runs answer differently."""

    criterion: str
    title: str
    before: Outcome | None
    """None where the earlier run has no such criterion."""
    after: Outcome | None


@dataclass(frozen=True, slots=True)
class Redefined:
    """A name that the two methodologies give to different questions, each in words."""

    criterion: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stand:
    """A school as one run sees it."""

    run: Identification
    index: int

    @property
    def is_listed(self) -> bool:
        """Whether the school is of the first category."""
        return int(self.run.judgement.category[self.index]) == 0

    @property
    def standing(self) -> tuple[object, ...]:
        """The school's status and the categories that are possible."""
        judgement = self.run.judgement
        possible = judgement.possible[self.index].nonzero()[0].tolist()
        names = (self.run.methodology.categories[place].name for place in possible)
        return int(judgement.status[self.index]), *names

    def decider(self, criterion: str | None) -> Fact | None:
        """The fact that decides a criterion in the report year, or else the whole verdict."""
        judgement = self.run.judgement
        answers = judgement.answers.get(criterion or "")
        code = int(judgement.decider[self.index])
        if answers is not None and not answers.sliced:
            year = self.run.measured.year(self.run.year)
            code = int(answers.decider[self.index, year, 0])
        if code < 0:
            return None
        firsts = [first for _, first in judgement.cells]
        name, first = judgement.cells[bisect_right(firsts, code) - 1]
        count = len(judgement.answers[name].slices)
        return fact_at(self.run, self.index, name, divmod(code - first, count))

    def facts(self, criterion: str | None) -> Iterator[Fact]:
        """The facts that a criterion asked by a category rests on in the report year."""
        for step in self.run.explain(self.index):
            for each in _steps(step):
                if each.criterion == criterion:
                    yield from _leaves(each)

    def like(self, other: "Stand", fact: Fact) -> Fact | None:
        """The comparison of the same year, counted from the report year, if this run has it."""
        year = fact.year - other.run.year + self.run.year
        answers = self.run.judgement.answers.get(fact.criterion)
        if answers is None or fact.slice not in answers.slices:
            return None
        if self.measures(fact.criterion) != other.measures(fact.criterion):
            return None
        if year not in self.run.measured.years:
            return None
        place = self.run.measured.year(year), answers.slices.index(fact.slice)
        return fact_at(self.run, self.index, fact.criterion, place)

    def measures(self, criterion: str) -> Indicator | None:
        """The indicator that a criterion compares, None where it compares none."""
        match self.run.methodology.criteria[criterion]:
            case Compared(indicator=name) | Known(known=name):
                return self.run.methodology.indicators[name]
        return None


@dataclass(frozen=True)
class Change:
    """One school in two runs; what takes words to say is worked out when asked for."""

    school: School
    move: Move
    was: Stand | None
    """None where the earlier run does not know the school."""
    now: Stand | None

    @cached_property
    def before(self) -> Verdict | None:
        """The verdict of the earlier run."""
        return self.was.run.verdict(self.was.index) if self.was else None

    @cached_property
    def after(self) -> Verdict | None:
        """The verdict of the later run."""
        return self.now.run.verdict(self.now.index) if self.now else None

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Criteria answered differently, in the order of the later methodology."""
        return tuple(_turns(self))

    @cached_property
    def criterion(self) -> str | None:
        """The criterion that made the difference: the deepest of the turns below a category."""
        if self.now is None or self.was is None:
            return None
        methodology = self.now.run.methodology
        turned = {turn.criterion for turn in self.turns if None not in {turn.before, turn.after}}
        asked = (category.when for category in methodology.categories if category.when)
        found = (_deepest(methodology, name, turned) for name in asked)
        return next((name for name in found if name), None)

    @cached_property
    def facts(self) -> tuple[Fact | None, Fact | None]:
        """The fact that decided, as it stood before and as it stands now.

        Of a school that left the list it is the fact that had put it there; of any other, the one
        that decides in the later run. Where both runs answer it alike, it is one of the same answer
        that they do not. The other side is the same comparison of the same slice.
        """
        was, now = self.was, self.now
        before = was.decider(self.criterion) if was else None
        after = now.decider(self.criterion) if now else None
        if was and now and self.move is Move.LEFT and before:
            before, pair = self._telling(was, before, now)
            return before, pair or after
        if was and now and after:
            after, pair = self._telling(now, after, was)
            return pair or before, after
        return before, after

    def _telling(self, stand: Stand, decider: Fact, other: Stand) -> tuple[Fact, Fact | None]:
        """Return a fact of one run that tells the two apart, and its pair in the other."""
        for fact in (decider, *stand.facts(self.criterion)):
            pair = other.like(stand, fact)
            if fact.outcome == decider.outcome and pair and pair.outcome != fact.outcome:
                return fact, pair
        return decider, other.like(stand, decider)

    @property
    def fact(self) -> Fact | None:
        """The fact that decided in the later run, or in the earlier where the later has none."""
        verdicts = (self.after, self.before)
        return next((each.fact for each in verdicts if each and each.fact), None)


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    before: Identification
    after: Identification
    changes: tuple[Change, ...]
    """Every school of either run: entered, left, changed, stayed, same; then by name and id."""

    @cached_property
    def redefined(self) -> tuple[Redefined, ...]:
        """Criteria of one name that ask different things, in the order of the later run."""
        return tuple(_redefined(self.before.methodology, self.after.methodology))

    def of(self, move: Move) -> tuple[Change, ...]:
        """Return the schools of one kind."""
        return tuple(change for change in self.changes if change.move is move)

    @property
    def only_before(self) -> tuple[School, ...]:
        """Schools that only the earlier run knows."""
        return tuple(change.school for change in self.changes if change.now is None)

    @property
    def only_after(self) -> tuple[School, ...]:
        """Schools that only the later run knows."""
        return tuple(change.school for change in self.changes if change.was is None)


def _steps(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        if isinstance(part, Step):
            yield from _steps(part)


def _leaves(step: Step) -> Iterator[Fact]:
    for part in step.parts:
        if isinstance(part, Step):
            yield from _leaves(part)
        else:
            yield part


def compare(before: Identification, after: Identification) -> Comparison:
    """Compare two runs school by school."""
    changes = sorted(_changes(before, after), key=_in_order)
    return Comparison(before, after, tuple(changes))


def _changes(before: Identification, after: Identification) -> Iterator[Change]:
    earlier, later = _stands(before), _stands(after)
    for school in sorted({*earlier, *later}):
        was, now = earlier.get(school), later.get(school)
        known = now or was
        if known is not None:
            yield Change(known.run.results.schools[known.index], _move(was, now), was, now)


def _stands(found: Identification) -> dict[str, Stand]:
    return {school: Stand(found, index) for index, school in enumerate(found.results.schools.ids)}


def _move(was: Stand | None, now: Stand | None) -> Move:
    match was is not None and was.is_listed, now is not None and now.is_listed:
        case False, True:
            return Move.ENTERED
        case True, True:
            return Move.STAYED
        case True, False:
            return Move.LEFT
    is_same = (was.standing if was else None) == (now.standing if now else None)
    return Move.SAME if is_same else Move.CHANGED


def _turns(change: Change) -> Iterator[Turn]:
    was = change.before.outcomes if change.before else {}
    now = change.after.outcomes if change.after else {}
    runs = [stand.run.methodology for stand in (change.now, change.was) if stand]
    for name in dict.fromkeys([*now, *was]):
        if was.get(name) != now.get(name):
            title = next(filter(None, (_title(each, name) for each in runs)), "")
            yield Turn(name, title, was.get(name), now.get(name))


def _redefined(before: Methodology, after: Methodology) -> Iterator[Redefined]:
    for name in after.criteria:
        if name in before.criteria:
            was, now = _asked(before, name), _asked(after, name)
            if was != now:
                yield Redefined(name, _only(was, now), _only(now, was))


def _asked(methodology: Methodology, name: str) -> tuple[str, ...]:
    """Say what a criterion asks, and how all that it compares is measured."""
    measured: dict[str, None] = {}
    for reference in references_of_criterion(methodology.criteria[name]):
        if reference.section == "indicators":
            measured |= dict.fromkeys(_behind(methodology, reference.name))
    said = [indicator_in_words(each, methodology) for each in measured]
    kinds = [methodology.indicators[each] for each in measured]
    if any(isinstance(kind, Measure) and kind.measure == "low_share" for kind in kinds):
        said.append(low_results_in_words(methodology))
    return question_in_words(name, methodology), *said


def _behind(methodology: Methodology, indicator: str) -> Iterator[str]:
    yield indicator
    for part in indicators_of(methodology.indicators[indicator]):
        yield from _behind(methodology, part)


def _only(said: tuple[str, ...], other: tuple[str, ...]) -> str:
    return " ".join([each for each in said if each not in other] or said[:1])


def _title(methodology: Methodology, name: str) -> str:
    criterion = methodology.criteria.get(name)
    return (criterion.title if criterion else None) or ""


def _deepest(methodology: Methodology, name: str, turned: set[str]) -> str | None:
    if name not in turned:
        return None
    below = (_deepest(methodology, part, turned) for part in parts_of(methodology.criteria[name]))
    return next((part for part in below if part), name)


_ORDER = (Move.ENTERED, Move.LEFT, Move.CHANGED, Move.STAYED, Move.SAME)


def _in_order(change: Change) -> tuple[int, str, str]:
    return _ORDER.index(change.move), change.school.name, change.school.id
