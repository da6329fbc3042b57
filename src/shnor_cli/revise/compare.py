"""Comparing two runs: who entered the list, who stayed, who left, and by which criterion.

The list (список) of a run is the first category of its methodology, where wanted with what the
office decided otherwise; the runs may be of different years, tables or methodologies. Schools are
told apart by their ids. A school of which one of the runs cannot say whether it is on the list has
neither entered nor left.
"""

import enum
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Indicator, Methodology, indicators_of
from shnor_cli.criteria.referring import references_of_criterion
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Known, Not, turns
from shnor_cli.criteria.rules import Comparison as Compared
from shnor_cli.criteria.wording import (
    indicator_in_words,
    low_results_in_words,
    question_in_words,
)
from shnor_cli.engine.decisions import category_of, overriding
from shnor_cli.engine.grounds import fact_at, fact_of_code
from shnor_cli.engine.support import supporting, supporting_parts
from shnor_cli.engine.verdicts import Fact, Identification, Step, Verdict
from shnor_cli.model import Assessment, Decision, Joined, Outcome, School, Schools, Status
from shnor_cli.russian import in_order


class Move(enum.Enum):
    """What became of a school between two runs."""

    ENTERED = "вошли"
    FIRST_KNOWN = "вошли, прежде вывода не было"
    STAYED = "остались"
    LEFT = "вышли"
    JOINED = "были в списке, присоединены к другим школам"
    NO_LONGER_KNOWN = "были в списке, теперь вывода нет"
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
class Ground:
    """What one run answers to a criterion in the report year, and on what facts that rests."""

    run: Identification = field(compare=False, repr=False)
    criterion: str
    outcome: Outcome
    facts: tuple[Fact, ...]
    """Of one slice, by year; none where no fact of the school alone decides."""

    @property
    def title(self) -> str:
        """The title of the criterion, or its name where it has none."""
        return self.run.methodology.criteria[self.criterion].title or self.criterion


@dataclass(frozen=True, slots=True)
class Stand:
    """A school as one run sees it."""

    run: Identification
    index: int
    with_decisions: bool = False
    """Whether the list follows the decisions of the office beside the criteria."""

    @property
    def is_judged(self) -> bool:
        """Whether the school was judged at all."""
        return int(self.run.judgement.status[self.index]) == Status.JUDGED

    @property
    def is_listed(self) -> bool | None:
        """Whether the school is on the list; None where that is not known."""
        if self.decision is not None:
            category = category_of(self.run, self.index)
            return None if category is None else category == self.run.methodology.categories[0].name
        if not self.is_judged or self.is_undecided or not self.run.methodology.categories:
            return None
        return int(self.run.judgement.category[self.index]) == 0

    @property
    def decision(self) -> Decision | None:
        """The decision that the list follows against the criteria, or that is left to a person."""
        return overriding(self.run, self.index) if self.with_decisions else None

    @property
    def is_undecided(self) -> bool:
        """Whether data are too few to say if the school is of the first category."""
        judgement = self.run.judgement
        is_possible = bool(judgement.possible[self.index, :1].any())
        return self.is_judged and is_possible and int(judgement.category[self.index]) < 0

    @property
    def standing(self) -> tuple[object, ...]:
        """The school's status, whether it has a category, and those that are possible."""
        judgement = self.run.judgement
        possible = judgement.possible[self.index].nonzero()[0].tolist()
        names = (self.run.methodology.categories[place].name for place in possible)
        has_category = int(judgement.category[self.index]) >= 0
        return int(judgement.status[self.index]), has_category, *names

    def deciding(self, *, of_list: bool) -> str | None:
        """The criterion that decides whether the school is on the list, or else its category.

        None where the school is not judged or nothing is asked.
        """
        judgement, categories = self.run.judgement, self.run.methodology.categories
        if not self.is_judged or not categories:
            return None
        place = 0 if of_list else int(judgement.possible[self.index].argmax())
        asked = [each.when for each in categories[: place + 1] if each.when]
        return self.deepest(asked[-1]) if asked else None

    def deepest(self, criterion: str, among: Collection[str] | None = None) -> str:
        """The deepest part on which the answer to a criterion rests, if need be one of some."""
        methodology = self.run.methodology
        if not isinstance(methodology.criteria[criterion], All | Any | AtLeastOf | Not):
            return criterion
        decided = self._decider(criterion)
        step = self.run.step(self.index, criterion)
        parts = [p.criterion for p in supporting_parts(methodology, step) if isinstance(p, Step)]
        parts = [part for part in parts if among is None or part in among]
        parts.sort(key=lambda part: self._decider(part) != decided)
        return self.deepest(parts[0], among) if parts else criterion

    def _decider(self, criterion: str) -> int:
        year = self.run.measured.year(self.run.year)
        return int(self.run.judgement.answers[criterion].decider[self.index, year, 0])

    def ground(self, criterion: str, other: "Stand | None") -> "Ground":
        """The answer to a criterion, and the facts of one slice that it rests on.

        The deciding fact stands first; but where the other run answers that one alike, it is a
        slice that the other run answers otherwise.
        """
        step = self.run.step(self.index, criterion)
        slices: dict[tuple[str, Assessment], dict[Fact, None]] = {}
        for fact in supporting(self.run.methodology, step):
            slices.setdefault((fact.criterion, fact.slice), {})[fact] = None
        decider = self._fact(self._decider(criterion))
        found = sorted(slices.values(), key=lambda facts: decider not in facts)
        told = (facts for facts in found if other and any(other.differs(self, f) for f in facts))
        facts = next(told, found[0] if found else ())
        in_order = tuple(sorted(facts, key=lambda fact: fact.year))
        return Ground(self.run, criterion, step.outcome, in_order)

    def _fact(self, code: int) -> Fact | None:
        return fact_of_code(self.run, self.index, code) if code >= 0 else None

    def differs(self, other: "Stand", fact: Fact) -> bool:
        """Whether this run answers a comparison of another run otherwise."""
        pair = self.like(other, fact)
        return pair is not None and pair.outcome is not fact.outcome

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

    def all_like(self, other: "Stand", facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The same comparisons as those of another run, those that this run has."""
        return tuple(filter(None, (self.like(other, fact) for fact in facts)))

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
    joined: Joined | None = None
    """How the school was joined to another since the earlier run; None where it was not."""
    added: tuple[Joined, ...] = ()
    """Schools of the earlier run that were joined to this one since."""

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
        """The criterion that made the difference: the deepest that turned and decides now."""
        if not (self.now and self.now.is_judged and self.was and self.was.is_judged):
            return None
        turned = {turn.criterion for turn in self.turns if None not in {turn.before, turn.after}}
        asked = [each.when for each in self.now.run.methodology.categories if each.when in turned]
        return self.now.deepest(asked[0], turned) if asked and asked[0] else None

    @cached_property
    def grounds(self) -> tuple[Ground | None, Ground | None]:
        """What decided in either run, and on what facts that rests.

        The facts are those of the present answer, beside the same comparisons as they stood in
        the earlier run; of a criterion that is met no more, those that met it and how they stand
        now, or what is not known now.
        Where the runs compare nothing in common, each has its own.
        """
        was, now = self.was, self.now
        of_list = self.move not in {Move.CHANGED, Move.SAME}
        asked = self.criterion or (now.deciding(of_list=of_list) if now else None)
        after = now.ground(asked, was) if now and asked else None
        if was is None or not was.is_judged:
            return None, after
        if now and after and after.criterion in was.run.methodology.criteria:
            before = was.ground(after.criterion, now)
            if _is_met_no_more(before, after):
                is_known = after.outcome is not Outcome.UNKNOWN
                pairs = now.all_like(was, before.facts) if is_known else ()
                return before, replace(after, facts=pairs or after.facts)
            pairs = was.all_like(now, after.facts)
            if pairs or self.criterion:
                return replace(before, facts=pairs or before.facts), after
        asked = was.deciding(of_list=of_list)
        return was.ground(asked, now) if asked else None, after


def _is_met_no_more(before: Ground, after: Ground) -> bool:
    """Say whether single facts met a criterion that is met no more."""
    is_turned = turns(before.run.methodology.criteria[before.criterion])
    return before.outcome is Outcome.MET and after.outcome is not Outcome.MET and not is_turned


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    before: Identification
    after: Identification
    changes: tuple[Change, ...]
    """Every school of either run: those that moved, stayed, the same; then by name and id."""

    @cached_property
    def redefined(self) -> tuple[Redefined, ...]:
        """Criteria of one name that ask different things, in the order of the later run."""
        return tuple(_redefined(self.before.methodology, self.after.methodology))

    def of(self, move: Move) -> tuple[Change, ...]:
        """Return the schools of one kind."""
        return tuple(change for change in self.changes if change.move is move)

    @property
    def in_both(self) -> int:
        """How many schools both runs know."""
        return sum(1 for change in self.changes if change.was and change.now)

    @property
    def has_little_in_common(self) -> bool:
        """Whether most schools of the smaller run are not in the other."""
        return self.in_both < min(len(self.only_before), len(self.only_after))

    @property
    def only_before(self) -> tuple[School, ...]:
        """Schools that only the earlier run knows."""
        return tuple(change.school for change in self.changes if change.now is None)

    @property
    def only_after(self) -> tuple[School, ...]:
        """Schools that only the later run knows."""
        return tuple(change.school for change in self.changes if change.was is None)


def compare(
    before: Identification, after: Identification, *, with_decisions: bool = False
) -> Comparison:
    """Compare two runs school by school; the lists are those of the criteria unless told."""
    earlier, later = (_stands(each, with_decisions=with_decisions) for each in (before, after))
    changes = sorted(_changes(earlier, later, after.results.schools), key=_in_order)
    return Comparison(before, after, tuple(changes))


def _changes(
    earlier: Mapping[str, Stand], later: Mapping[str, Stand], schools: Schools
) -> Iterator[Change]:
    joined = {each.id: each for each in schools.joined}
    for school in sorted({*earlier, *later}):
        was, now = earlier.get(school), later.get(school)
        known = now or was
        if known is not None:
            to = None if now else joined.get(school)
            own = schools.joined_to(now.index) if now else ()
            added = tuple(each for each in own if each.id in earlier)
            move = Move.JOINED if to and was and was.is_listed else _move(was, now)
            yield Change(known.run.results.schools[known.index], move, was, now, to, added)


def _stands(found: Identification, *, with_decisions: bool) -> dict[str, Stand]:
    return {
        school: Stand(found, index, with_decisions)
        for index, school in enumerate(found.results.schools.ids)
    }


def _move(was: Stand | None, now: Stand | None) -> Move:
    listed = was.is_listed if was else None, now.is_listed if now else None
    if listed in _MOVES:
        return _MOVES[listed]
    is_same = (was.standing if was else None) == (now.standing if now else None)
    return Move.SAME if is_same else Move.CHANGED


_MOVES: dict[tuple[bool | None, bool | None], Move] = {
    (False, True): Move.ENTERED,
    (None, True): Move.FIRST_KNOWN,
    (True, True): Move.STAYED,
    (True, False): Move.LEFT,
    (True, None): Move.NO_LONGER_KNOWN,
}
"""Whether the school was on the list and is on it -> what became of it."""


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


_ORDER = (
    *(Move.ENTERED, Move.FIRST_KNOWN, Move.LEFT, Move.JOINED, Move.NO_LONGER_KNOWN),
    *(Move.CHANGED, Move.STAYED, Move.SAME),
)


def _in_order(change: Change) -> tuple[int, str, str]:
    return _ORDER.index(change.move), in_order(change.school.name), change.school.id
