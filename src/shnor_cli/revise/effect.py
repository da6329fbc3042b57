"""What became of the schools of an earlier list, by the same criteria and the same assessments.

Only what was measured alike in both years is compared: the same assessment of the same school. A
school that others were joined to since is compared together with them in both years, as the later
run has it, where that has results of theirs.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.rules import BOUNDS, Comparison, Ends
from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.matching import NOTHING, Behind, Count, Matched, Shares, lows, matched, total
from shnor_cli.engine.support import comparisons_behind
from shnor_cli.engine.verdicts import Fact, Identification
from shnor_cli.errors import RunError
from shnor_cli.model import Assessment, Decision, Joined, Outcome, School, Status
from shnor_cli.revise.chance import Chance, chance
from shnor_cli.revise.compare import Stand
from shnor_cli.russian import school_year


class Turn(enum.Enum):
    """What became of a school of the earlier list."""

    LEFT = "вышла"
    BETTER = "улучшение"
    SAME = "без изменений"
    WORSE = "ухудшение"
    JOINED = "присоединена к другой школе"
    UNKNOWN = "нет сопоставимых данных"


class Pair(NamedTuple):
    """One comparison of one school in two years."""

    was: Fact
    now: Fact

    @property
    def is_turned(self) -> bool:
        """Whether the bound is kept now and was not before, or the other way round."""
        return {self.was.outcome, self.now.outcome} == {Outcome.MET, Outcome.NOT_MET}


@dataclass(frozen=True, slots=True)
class Course:
    """One school of the earlier list, then and now."""

    school: School
    pairs: tuple[Pair, ...]
    """Comparisons of the criteria that have an answer in both years; none where all of them are
    over several assessments and these are not the same ones."""
    matched: Matched
    """Low results of each assessment that the school has in both years."""
    shares: Shares
    """Low results of the matched assessments together; zeros where there are none."""
    unmatched: tuple[Assessment, ...]
    """Assessments of the earlier year that have no result now."""
    new: tuple[Assessment, ...]
    """Assessments that have a result now and had none in the earlier year."""
    is_alike: bool
    """Whether the school has the same assessments in both years."""
    category: str
    """What the later run says of the school; empty where it says nothing certain."""
    is_decided: bool
    """Whether the later run says if the school is on the list."""
    turn: Turn
    ways: tuple[tuple[str, int], ...]
    """Where as many results are beyond their bounds as before: compared indicators that changed,
    and which way: 1 nearer to the list, -1 farther from it."""
    decision: Decision | None
    """What the office decided of it later against the criteria."""
    joined: Joined | None
    """How it was joined to another since; None where it was not."""
    added: tuple[Joined, ...]
    """Schools of the earlier run, with results in its year, that were joined to it since."""
    is_together: bool
    """Whether the results of those are in both years; else the earlier ones are its own alone."""

    @property
    def is_by_share(self) -> bool:
        """Whether the share of low results alone decides, and no comparison with a bound."""
        decided = {Turn.BETTER, Turn.SAME, Turn.WORSE}
        return not self.pairs and self.turn in decided

    @property
    def beyond(self) -> tuple[int, int]:
        """How many of the compared results were not good enough then, and are not now."""
        return _beyond(self.pairs)


@dataclass(frozen=True)
class Effect:
    """The schools of an earlier list then and now."""

    before: Identification
    after: Identification
    courses: tuple[Course, ...]
    """In the order of the earlier list."""
    listed: Shares
    """All schools of the list together."""
    others: Shares
    """All other judged schools together."""
    chance: Chance | None
    """None where too few schools have results, they do not differ or all of them are listed."""
    undecided: tuple[School, ...]
    """Schools that may have been on the list: the earlier data were too few to say."""
    together: tuple[bool, ...]
    """Of each compared school that others were joined to: whether they are in both years."""
    with_others: frozenset[str]
    """Ids of schools that were joined to schools off the list and are counted with these."""


def effect(before: Identification, after: Identification) -> Effect:
    """Follow the schools of the list of an earlier run, as the office decided, into a later one.

    Raises:
        RunError: the runs are not of two years in this order, by the same criteria, with a list.
    """
    _check(before, after)
    found = tuple(_followed(before, after))
    successors = [each for each in found if each.sides.added and each.shares]
    among_others = [each for each in successors if each.sides.is_together and not each.is_listed]
    return Effect(
        before,
        after,
        courses=tuple(_course(each) for each in found if each.is_listed),
        listed=_sum(each.shares for each in found if each.is_listed),
        others=_sum(each.shares for each in found if not each.is_listed),
        chance=chance([(each.is_listed, each.shares) for each in found]),
        undecided=tuple(_undecided(before)),
        together=tuple(each.sides.is_together for each in successors),
        with_others=frozenset(other.id for each in among_others for other in each.sides.added),
    )


class _Followed(NamedTuple):
    """A school of the earlier run that was judged or listed."""

    school: School
    is_listed: bool
    sides: "_Sides"
    matched: Matched
    shares: Shares


def _followed(before: Identification, after: Identification) -> Iterator[_Followed]:
    pairing = _Pairing.of(before, after)
    for index in before.judgement.order.tolist():
        is_listed = Stand(before, index, with_decisions=True).is_listed is True
        if before.judgement.status[index] == Status.JUDGED or is_listed:
            sides = pairing.sides(index)
            both = matched(sides.was.low, sides.now.low)
            yield _Followed(before.results.schools[index], is_listed, sides, both, total(both))


def _undecided(run: Identification) -> Iterator[School]:
    for index in run.judgement.order.tolist():
        stand = Stand(run, index, with_decisions=True)
        if stand.is_undecided and stand.is_listed is None:
            yield run.results.schools[index]


class _Side(NamedTuple):
    """What a run says of a school in a year; the school is None where the run has none."""

    run: Identification
    school: int | None
    year: int
    low: Mapping[Assessment, Count]
    """Low results and participants."""


class _Sides(NamedTuple):
    """A school of the earlier run, then and now."""

    was: _Side
    now: _Side
    joined: Joined | None
    added: tuple[Joined, ...]
    is_together: bool


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Two runs whose schools are put side by side."""

    before: Identification
    after: Identification
    joined: Mapping[str, Joined]
    """Id of a school of the earlier run that was joined to another since -> how."""
    lows: Behind
    """Low results of the earlier run."""
    later_lows: Behind

    @classmethod
    def of(cls, before: Identification, after: Identification) -> "_Pairing":
        """Find the same schools in two runs, and what is low in either."""
        known = before.results.schools.places
        return cls(
            before,
            after,
            {each.id: each for each in after.results.schools.joined if each.id in known},
            lows(before),
            lows(after),
        )

    def sides(self, index: int) -> _Sides:
        """Return the two sides of a school of the earlier run."""
        school = self.before.results.schools.ids[index]
        schools = self.after.results.schools
        place = schools.places.get(school)
        own = () if place is None else schools.joined_to(place)
        added = tuple(each for each in own if each.id in self.joined and self._had_results(each))
        year = self.before.year
        is_together = bool(added) and all(year in (each.years or ()) for each in added)
        was = _Side(self.before, index, year, self.lows.of(index, year))
        if is_together:
            was = self._later(place, year)
        return _Sides(
            was, self._later(place, self.after.year), self.joined.get(school), added, is_together
        )

    def _had_results(self, joined: Joined) -> bool:
        index = self.before.results.schools.places[joined.id]
        return self.before.judgement.status[index] not in {Status.NO_DATA, Status.CLOSED}

    def _later(self, place: int | None, year: int) -> _Side:
        return _Side(self.after, place, year, self.later_lows.of(place, year))


def _check(before: Identification, after: Identification) -> None:
    if before.year >= after.year:
        raise RunError(
            f"Прежний прогон сделан за {school_year(before.year)}, "
            f"новый за {school_year(after.year)}: прежний должен быть раньше."
        )
    if not before.methodology.categories:
        raise RunError("Методика не делит школы на категории: перечня школ нет.")
    if _asked(before.methodology) != _asked(after.methodology):
        raise RunError(
            "Прогоны сделаны по разным критериям, сравнивать их нельзя.",
            hint="Пересчитайте прежний прогон новой методикой: shnor rerun ПРОГОН МЕТОДИКА.",
        )


def _asked(methodology: Methodology) -> tuple[object, ...]:
    """Return what decides; that a procedure was not held some year changes no criterion."""
    scales = {
        name: (each.scale, each.low, each.good, each.partial)
        for name, each in methodology.procedures.items()
    }
    return methodology.indicators, methodology.criteria, methodology.categories, scales


def _sum(shares: Iterable[Shares]) -> Shares:
    return sum(shares, NOTHING)


def _course(followed: _Followed) -> Course:
    sides, shares = followed.sides, followed.shares
    after, later = sides.now.run, sides.now.school
    had, has = set(sides.was.low), set(sides.now.low)
    pairs = tuple(_pairs(sides, is_same=had == has))
    now = None if later is None else Stand(after, later, with_decisions=True)
    category = -1 if later is None else int(after.judgement.category[later])
    is_out = category > 0 and now is not None and now.is_listed is False
    ways = tuple(_ways(after.methodology, pairs)) if _is_tie(pairs) else ()
    return Course(
        school=followed.school,
        pairs=pairs,
        matched=followed.matched,
        shares=shares,
        unmatched=tuple(sorted(had - has)),
        new=tuple(sorted(has - had)),
        is_alike=had == has,
        category=after.methodology.categories[category].name if category >= 0 else "",
        is_decided=later is not None and Stand(after, later).is_listed is not None,
        turn=Turn.JOINED if sides.joined else _turn(pairs, ways, shares, is_out=is_out),
        ways=ways,
        decision=now.decision if now else None,
        joined=sides.joined,
        added=sides.added,
        is_together=sides.is_together,
    )


def _pairs(sides: _Sides, *, is_same: bool) -> Iterator[Pair]:
    """Yield the comparisons that the list rests on and that are answered in both years.

    A value over several assessments is compared only where the school has the same ones then and
    now (`is_same`).
    """
    was, now = sides.was, sides.now
    if was.school is None or now.school is None:
        return
    years = was.run.measured.year(was.year), now.run.measured.year(now.year)
    methodology = now.run.methodology
    for name, comparison in comparisons_behind(methodology, methodology.categories[0]).items():
        is_matched = is_same or methodology.indicators[comparison.indicator].each == _SINGLY
        then, there = was.run.judgement.answers[name], now.run.judgement.answers[name]
        for place, key in enumerate(then.slices):
            if is_matched and key in there.slices:
                pair = Pair(
                    fact_at(was.run, was.school, name, (years[0], place)),
                    fact_at(now.run, now.school, name, (years[1], there.slices.index(key))),
                )
                if {pair.was.outcome, pair.now.outcome} <= {Outcome.MET, Outcome.NOT_MET}:
                    yield pair


_SINGLY = "assessment"


def _turn(
    pairs: Sequence[Pair], ways: Sequence[tuple[str, int]], shares: Shares, *, is_out: bool
) -> Turn:
    if is_out:
        return Turn.LEFT
    if not pairs:
        return _TURNS[_way(shares.change, shares.now_of)] if shares else Turn.UNKNOWN
    low_then, low_now = _beyond(pairs)
    if low_then != low_now:
        return Turn.BETTER if low_now < low_then else Turn.WORSE
    found = {way for _, way in ways}
    return _TURNS[found.pop()] if len(found) == 1 else Turn.SAME


_TURNS = {-1: Turn.BETTER, 0: Turn.SAME, 1: Turn.WORSE}


def _is_tie(pairs: Sequence[Pair]) -> bool:
    then, now = _beyond(pairs)
    return then == now


def _ways(methodology: Methodology, pairs: Sequence[Pair]) -> Iterator[tuple[str, int]]:
    """Yield which way each compared indicator changed, each way once."""
    by_criterion: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_criterion.setdefault(pair.now.criterion, []).append(pair)
    found: dict[tuple[str, int], None] = {}
    for name, own in by_criterion.items():
        comparison = methodology.criteria[name]
        if isinstance(comparison, Comparison):
            towards = _towards(comparison)
            found |= {(comparison.indicator, towards * way): None for way in _changes(own) if way}
    yield from found


def _towards(comparison: Comparison) -> int:
    """Return 1 if a greater value is nearer to meeting a comparison, -1 if a smaller one is."""
    if comparison.bound is not None:
        return 1 if BOUNDS[comparison.bound[0]].is_upward else -1
    return -1 if isinstance(comparison.is_in, Ends) and comparison.is_in.lowest else 1


def _changes(pairs: Sequence[Pair]) -> Iterator[int]:
    """Yield which way the values of a criterion went: ratios all together, others one by one."""
    was, now = (_pooled(facts) for facts in zip(*pairs, strict=True))
    if was and now:
        yield _way(now[0] / now[1] - was[0] / was[1], now[1])
        return
    for pair in pairs:
        if pair.was.value is not None and pair.now.value is not None:
            change = pair.now.value - pair.was.value
            is_same = abs(change) < TOLERANCE * (1 + abs(pair.was.value))
            yield 0 if is_same else 1 if change > 0 else -1


def _pooled(facts: Sequence[Fact]) -> tuple[Fraction, int] | None:
    """Add up what ratios are made of; None where some value is none."""
    counted = [
        (Fraction(fact.numerator), fact.denominator)
        for fact in facts
        if fact.numerator is not None and fact.denominator
    ]
    if len(counted) < len(facts):
        return None
    return sum((each for each, _ in counted), Fraction()), sum(each for _, each in counted)


def _way(change: Fraction, whole: int) -> int:
    """Return 1 if a ratio grew, -1 if it fell, 0 if it changed by less than one pupil."""
    if abs(change) * whole < 1:
        return 0
    return 1 if change > 0 else -1


def _beyond(pairs: Sequence[Pair]) -> tuple[int, int]:
    then = sum(1 for pair in pairs if pair.was.outcome is Outcome.MET)
    return then, sum(1 for pair in pairs if pair.now.outcome is Outcome.MET)
