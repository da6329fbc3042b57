"""What is not known of a school whose category is open, down to the rows that are not there."""

from collections.abc import Iterable, Iterator

import numpy as np

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Criterion
from shnor_cli.criteria.phrases import attributes_in_words
from shnor_cli.criteria.rules import Comparison, Count, Source
from shnor_cli.engine.findings import Fact, Findings, Step
from shnor_cli.engine.grounds import explain, on_slice, step_of, value_at
from shnor_cli.engine.parts import facts_behind
from shnor_cli.engine.population import matching
from shnor_cli.engine.reasons import NO_ROW
from shnor_cli.engine.slices import slices_of
from shnor_cli.model import Assessment, Missing, Outcome, Why
from shnor_cli.russian import join_and


def lacking(found: Findings, index: int) -> tuple[Fact, ...]:
    """Return the unknown facts behind the categories that remain possible, each once.

    A value made of others is unfolded into those of them that are unknown, a pooled one into the
    assessments without a row. Where no value lacks, the fact is of the criterion alone.
    """
    search = _Search(found, index)
    steps = explain(found, index)
    return _once(
        fact for step in steps for fact in search.of_step(step, goes=step.outcome is Outcome.MET)
    )


def applies_at(found: Findings, index: int, step: Step) -> Outcome:
    """Say whether a criterion applies to a school where a step stands, by its `applies_to`."""
    match found.methodology.criteria[step.criterion].applies_to:
        case None:
            return Outcome.MET
        case str(gate):
            answers, place = found.judgement.answers[gate], found.measured.year(step.year)
            if answers.sliced and step.slice not in answers.slices:
                return Outcome.NOT_APPLICABLE
            return answers.outcome_at(index, *on_slice(found, gate, place, step.slice).place)
        case filters:
            return Outcome(int(matching(found.results, filters, [step.year])[index, 0]))


def may_not_apply(found: Findings, index: int, step: Step) -> bool:
    """Say whether a step has an answer, but may turn out not to apply: a value is unknown."""
    answers = found.judgement.answers[step.criterion]
    if answers.sources is None or step.outcome not in {Outcome.MET, Outcome.NOT_MET}:
        return False
    cell = index, found.measured.year(step.year), answers.slices.index(step.slice)
    return bool(answers.sources[cell])


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    kept: dict[tuple[str, int, Assessment], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.indicator or fact.criterion, fact.year, fact.slice), fact)
    return tuple(kept.values())


class _Search:
    """Looks for what is unknown below the steps of one school; one step may stand below many."""

    def __init__(self, found: Findings, index: int) -> None:
        self._found, self._index = found, index
        self._known: dict[tuple[str, int, Assessment], tuple[Fact, ...]] = {}

    def of_step(self, step: Step, *, goes: bool = False) -> tuple[Fact, ...]:
        """Return what a step lacks: something, if its answer is unknown.

        With `goes`, also what would tell whether an answer that is known applies at all.
        """
        key = step.criterion, step.year, step.slice
        if step.outcome is not Outcome.UNKNOWN and not (
            goes and may_not_apply(self._found, self._index, step)
        ):
            return ()
        if key not in self._known:
            rule = self._found.methodology.criteria[step.criterion]
            facts = _once([*self._gate(rule, step), *self._parts(rule, step)])
            self._known[key] = facts or (_of_criterion(step, _why(rule, step)),)
        return self._known[key]

    def _gate(self, rule: Criterion, step: Step) -> Iterator[Fact]:
        if applies_at(self._found, self._index, step) is not Outcome.UNKNOWN:
            return
        if isinstance(rule.applies_to, str):
            place = self._found.measured.year(step.year)
            gate = on_slice(self._found, rule.applies_to, place, step.slice)
            yield from self.of_step(step_of(self._found, self._index, gate))
        else:
            schools = join_and(attributes_in_words(rule.applies_to or {}))
            why = f"он применяется к школам {schools}, а признак школы не указан"
            yield _of_criterion(step, why)

    def _parts(self, rule: Criterion, step: Step) -> Iterator[Fact]:
        for part in step.parts:
            match part:
                case Step(outcome=Outcome.NOT_APPLICABLE) if _asks_of_all(rule, step):
                    yield from _reasons(part)
                case Step():
                    yield from self.of_step(part, goes=True)
                case Fact(missing=None):
                    yield from self._other_side(rule, part)
                case _:
                    yield from self._leaves(part)

    def _other_side(self, rule: Criterion, fact: Fact) -> Iterator[Fact]:
        """Yield what a known value should be compared with."""
        source = rule.bound[1] if isinstance(rule, Comparison) and rule.bound else None
        other, year = fact.indicator, fact.year
        if isinstance(source, Source):
            other, year = source.indicator or other, year - (source.years_ago or 0)
        if (other, year) == (fact.indicator, fact.year):
            if fact.threshold is None:
                yield fact._replace(missing=Missing(Why.GROUP, "не с чем сравнить"))
            return
        if year not in self._found.measured.years:  # before all tables
            yield fact._replace(indicator=other, year=year, missing=Missing(Why.NO_ROW, NO_ROW))
            return
        grid = self._found.measured.grids[other]
        place = grid.slices.index(fact.slice) if grid.sliced else 0
        value = value_at(self._found, self._index, other, (self._found.measured.year(year), place))
        if value.missing is not None:
            yield from self._leaves(_instead_of(fact, value))

    def _leaves(self, fact: Fact) -> Iterator[Fact]:
        """Unfold an unknown value down to those that are made of no other."""
        parts = [
            part
            for part in facts_behind(self._found, self._index, fact)
            if part.missing is not None and part.missing.applicable
        ]
        for part in parts:
            yield from self._leaves(_instead_of(fact, part))
        if not parts:
            yield from self._rows(fact)

    def _rows(self, fact: Fact) -> Iterator[Fact]:
        """Name the assessments of a pooled value that have no row."""
        kind = self._found.methodology.indicators[fact.indicator]
        if not isinstance(kind, Measure) or fact.missing is None or fact.missing.kind != Why.NO_ROW:
            yield fact
            return
        assessments = self._found.results.assessments
        slices = slices_of(kind, self._found.methodology, assessments)
        rows, year = self._found.rows[self._index], self._found.measured.year(fact.year)
        for code in slices.codes[slices.keys.index(fact.slice)]:
            held = self._found.methodology.procedures[assessments[code].procedure].not_held
            if np.any(rows[:, code]) and not rows[year, code] and fact.year not in held:
                yield fact._replace(slice=assessments[code])


def _instead_of(whole: Fact, part: Fact) -> Fact:
    return part._replace(criterion=whole.criterion, outcome=Outcome.UNKNOWN, bound=whole.bound)


def _asks_of_all(rule: Criterion, step: Step) -> bool:
    """Say whether a count wants an answer even of what it does not apply to."""
    if not isinstance(rule, Count):
        return False
    is_short = rule.needs is not None and (step.available or 0) < rule.needs
    return is_short or (rule.over == "years" and rule.gaps == "unknown")


def _reasons(step: Step) -> Iterator[Fact]:
    """Yield why a step does not apply."""
    facts = [part for part in step.parts if isinstance(part, Fact) and part.missing is not None]
    yield from facts or [_of_criterion(step, "не применим")]


def _of_criterion(step: Step, why: str) -> Fact:
    return Fact(
        criterion=step.criterion,
        indicator="",
        year=step.year,
        slice=step.slice,
        outcome=step.outcome,
        value=None,
        text=None,
        numerator=None,
        denominator=None,
        bound="",
        threshold=None,
        distance=None,
        pupils=None,
        missing=Missing(Why.PART, why),
    )


def _why(rule: Criterion, step: Step) -> str:
    match rule:
        case Count(over="schools"):
            return "известно не о всех школах"
        case Count(needs=int(needs)):
            return f"ответов {step.available}, нужно не менее {needs}"
    return "ответа нет"
