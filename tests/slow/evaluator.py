"""The slow evaluator: criteria, categories and verdicts, asked one cell at a time."""

from dataclasses import dataclass
from fractions import Fraction

from shnor_cli.criteria.methodology import Criterion, Methodology
from shnor_cli.criteria.rules import (
    All,
    Any,
    AtLeastOf,
    Comparison,
    Count,
    Known,
    Not,
)
from shnor_cli.model import WHOLE, Assessment, Outcome, Status
from tests.slow.comparing import Comparing
from tests.slow.counting import Cell
from tests.slow.kleene import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    SEVERAL,
    UNKNOWN,
    Answer,
    conjunction,
    counted,
    disjunction,
    firm,
    joined_source,
    negation,
    without,
)
from tests.slow.measuring import Measuring
from tests.slow.reach import lookback
from tests.slow.tables import Tables
from tests.slow.values import Doubts, Gap


@dataclass(frozen=True)
class SlowVerdict:
    """What was found of a school: its status, its category and those still possible."""

    status: Status
    category: str | None = None
    possible: tuple[str, ...] = ()


class Evaluator:
    """Answers of a methodology over tables in a report year.

    The axis of years begins with those of the tables or as far back as the criteria look; it may
    be made longer, and before it nothing is known.
    """

    def __init__(
        self, tables: Tables, methodology: Methodology, year: int, first_year: int | None = None
    ) -> None:
        self.doubts = Doubts()
        self.tables = tables
        self.methodology = methodology
        self.year = year
        own = min(tables.years[0], year - lookback(methodology))
        self.first_year = own if first_year is None else first_year
        self.measuring = Measuring(tables, methodology, (self.first_year, year), self.doubts)
        self.comparing = Comparing(tables, self.measuring, self._gate)
        self.last_year = max(tables.years[-1], year)
        self._answers: dict[tuple[str, Cell], Answer] = {}

    def axis(self, name: str) -> str | None:
        """Return the slice axis of a criterion."""
        match self.methodology.criteria[name]:
            case Comparison(indicator=indicator) | Known(known=indicator):
                return self.measuring.axis(indicator)
            case Count(count=part, over=over):
                return self.axis(part) if over in {"years", "schools"} else None
            case Not(not_=part):
                return self.axis(part)
            case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
                return next((axis for axis in map(self.axis, parts) if axis), None)
        raise AssertionError(name)

    def slices(self, name: str) -> frozenset[Assessment]:
        """Return the slices of a criterion, `WHOLE` alone when it has none."""
        if self.axis(name) is None:
            return frozenset({WHOLE})
        match self.methodology.criteria[name]:
            case Comparison(indicator=indicator) | Known(known=indicator):
                return self.measuring.slices(indicator)
            case Count(count=part) | Not(not_=part):
                return self.slices(part)
            case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
                sliced = [part for part in parts if self.axis(part)]
                return frozenset().union(*map(self.slices, sliced))
        raise AssertionError(name)

    def outcome(self, name: str, cell: Cell) -> Outcome:
        """Return the outcome of a criterion in a cell; one without slices has one in all."""
        return self.answer(name, cell)[0]

    def answer(self, name: str, cell: Cell) -> Answer:
        """Return the outcome of a criterion in a cell and what it goes with."""
        school, year, part = cell
        if self.axis(name) and part not in self.slices(name):
            return NOT_APPLICABLE, None
        key = (name, cell if self.axis(name) else (school, year, WHOLE))
        if key not in self._answers:
            self._answers[key] = self._gated(self.methodology.criteria[name], name, key[1])
        return self._answers[key]

    def verdict(self, school: int) -> SlowVerdict:
        """Return the verdict of a school in the report year."""
        if self.measuring.excluded(school):
            return SlowVerdict(Status.EXCLUDED)
        first, last = self.tables.open_years.get(school, (1, 0))
        if not self.present(school, self.year) and not first <= self.year <= last:
            is_closed = first <= last < self.year
            return SlowVerdict(Status.CLOSED if is_closed else Status.NO_DATA)
        asked = [category for category in self.methodology.categories if category.when]
        cell = (school, self.year, WHOLE)
        if all(self.outcome(category.when or "", cell) == NOT_APPLICABLE for category in asked):
            return SlowVerdict(Status.NOT_ASSESSED if self.known(school) else Status.NO_DATA)
        possible: list[str] = []
        # If all go together, the school is not assessed, and no other category comes true.
        together = joined_source([self.answer(c.when or "", cell) for c in asked])
        for category in self.methodology.categories:
            answer, source = (MET, None)
            if category.when is not None:
                answer, source = self.answer(category.when, cell)
            if answer in {MET, UNKNOWN}:
                possible.append(category.name)
            sure = answer == MET and (source is None or together not in {None, SEVERAL})
            if sure:
                break
        decided = len(possible) == 1 and sure
        return SlowVerdict(Status.JUDGED, possible[0] if decided else None, tuple(possible))

    def known(self, school: int) -> bool:
        """Whether the school has a row of any kind in any year."""
        texts = (texts for c in self.tables.columns.values() for texts in c.by_year.values())
        return any(row.school == school for row in self.tables.rows) or any(
            each[school] is not None for each in texts
        )

    def present(self, school: int, year: int) -> bool:
        """Whether the school has a row of any kind in a year."""
        return self.tables.present(school, year)

    def _gated(self, criterion: Criterion, name: str, cell: Cell) -> Answer:
        gate = self._gate(criterion, cell)
        answer, source = self._answer(criterion, name, cell)
        if NOT_APPLICABLE in {gate, answer}:
            return NOT_APPLICABLE, None
        if gate == UNKNOWN:
            answer, source = UNKNOWN, None
        if answer == UNKNOWN and criterion.missing == "not_met":
            return NOT_MET, None
        return answer, source

    def _gate(self, criterion: Criterion, cell: Cell) -> Outcome:
        """Whether a criterion applies to a school: met, unknown or not applicable."""
        school, year, _ = cell
        match criterion.applies_to:
            case None:
                return MET
            case str(name):
                answer = firm(self.answer(name, cell))
            case attributes:
                found = [
                    self.measuring.is_one_of(attribute, texts, (school, year))
                    for attribute, texts in attributes.items()
                ]
                answers = {True: MET, False: NOT_MET, None: UNKNOWN}
                answer = conjunction(answers[each] for each in found)
        return NOT_APPLICABLE if answer == NOT_MET else answer

    def _answer(self, criterion: Criterion, name: str, cell: Cell) -> Answer:
        match criterion:
            case Known(known=indicator):
                is_gap = isinstance(self.measuring.value(indicator, cell), Gap)
                return NOT_MET if is_gap else MET, None
            case Comparison():
                return self.comparing.answer(criterion, cell), self.comparing.source(
                    criterion, cell
                )
            case Count():
                return self._count(criterion, cell), None
            case Not(not_=part):
                outcome, source = self.answer(part, cell)
                return negation(outcome), source
            case All(all=parts):
                answers = [self.answer(part, cell) for part in parts]
                return conjunction(without(NOT_MET, answers)), joined_source(answers)
            case Any(any=parts):
                answers = [self.answer(part, cell) for part in parts]
                return disjunction(without(MET, answers)), joined_source(answers)
            case AtLeastOf(of=parts, at_least=least):
                answers = [self.answer(part, cell) for part in parts]
                outcomes = without(MET, answers)
                return counted(outcomes, "at_least", Fraction(least)), joined_source(answers)
        raise AssertionError(name)

    # Counts.

    def _count(self, count: Count, cell: Cell) -> Outcome:
        members = self._members(count, cell)
        if members is None:
            return UNKNOWN
        if count.over == "years" and count.gaps == "unknown":
            if all(member == NOT_APPLICABLE for member in members):
                return NOT_APPLICABLE
            members = [UNKNOWN if member == NOT_APPLICABLE else member for member in members]
        applicable = [member for member in members if member != NOT_APPLICABLE]
        if not applicable:
            return NOT_APPLICABLE
        answered = [member for member in applicable if member != UNKNOWN]
        if count.needs is not None and len(answered) < count.needs:
            return UNKNOWN
        bound, size = count.bound
        return counted(applicable, bound, size.of(len(applicable)))

    def _members(self, count: Count, cell: Cell) -> list[Outcome] | None:
        school, year, part = cell
        if count.over == "years":
            return self._years(count, cell)
        if count.over == "schools":
            fellows = self.measuring.fellows(school, year, count.within)
            if fellows is None:
                return None
            here = [other for other in fellows if self.present(other, year)]
            return [self._firm(count.count, (other, year, part)) for other in here]
        slices = self.slices(count.count)
        return [self._firm(count.count, (school, year, each)) for each in slices]

    def _firm(self, name: str, cell: Cell) -> Outcome:
        return firm(self.answer(name, cell))

    def _years(self, count: Count, cell: Cell) -> list[Outcome]:
        school, year, part = cell
        first = min(self.tables.years[0], year)
        if count.last is not None:
            first = self.first_year if count.gaps == "skip" else year - count.last + 1
        members = [self._in_year(count.count, (school, y, part)) for y in range(first, year + 1)]
        if count.last is None or count.gaps != "skip":
            return members
        answers = [member for member in members if member != NOT_APPLICABLE][-count.last :]
        lacking = count.last - len(answers)
        return answers + [UNKNOWN] * lacking if answers else []

    def _in_year(self, name: str, cell: Cell) -> Outcome:
        """Return an answer; before the axis it is unknown to those it concerns in other years."""
        school, year, part = cell
        if year >= self.first_year:
            return self._firm(name, cell)
        years = range(self.first_year, self.last_year + 1)
        ever = [self.outcome(name, (school, each, part)) for each in years]
        return NOT_APPLICABLE if set(ever) == {NOT_APPLICABLE} else UNKNOWN
