"""The screen of `explain`: on what the verdict of one school rests, down to rows of files."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from shnor_cli.actions.explaining import Explanation, SourceRow
from shnor_cli.console.drawing import print_text
from shnor_cli.console.identified import headline
from shnor_cli.console.listing import score_in_words
from shnor_cli.console.phrases import missing_in_words
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import clause_in_words
from shnor_cli.criteria.rules import BOUNDS, All, Any, AtLeastOf, Count
from shnor_cli.engine.naming import names_together
from shnor_cli.engine.parts import Part
from shnor_cli.engine.verdicts import Fact, Step
from shnor_cli.memo.words.choosing import choice_in_words
from shnor_cli.memo.words.facts import (
    bound_of_fact,
    distance_of_fact,
    fact_in_words,
    indicator_title,
    pupils_of_fact,
    rank_of_fact,
    value_of_fact,
)
from shnor_cli.memo.words.origins import origin_in_words
from shnor_cli.memo.words.parts import made_of, part_in_words
from shnor_cli.memo.words.standing import possible_in_words
from shnor_cli.model import WHOLE, Assessment, Joined, Outcome, Status
from shnor_cli.russian import NBSP, join_and, plural, school_year, word

if TYPE_CHECKING:
    from rich.console import Console

_ROWS_AT_MOST = 12
_DETAILS = 2
"""How much deeper than its answer a detail stands: under the words, past the sign."""

Lines = Iterator[tuple[int, str]]
"""Lines of the tree, each with its depth."""


def show(paper: "Console", explanation: Explanation) -> None:
    """Show what decided in short, then the whole trace as a tree, a sign before each answer."""
    for line in headline(explanation.found):
        print_text(paper, line, hanging=0)
    paper.print()
    for line in _verdict(explanation):
        print_text(paper, line, style="bold" if line.startswith("Заключение") else "")
    if explanation.verdict.status is Status.CLOSED:
        return
    if explanation.verdict.status is Status.NO_DATA and explanation.is_without_results:
        print_text(paper, "Критерии применить не к чему: проверьте, все ли таблицы даны.")
        return
    paper.print()
    for depth, line in _summary(explanation):
        print_text(paper, line, indent=2 * depth, hanging=4)
    paper.print()
    print_text(paper, "Весь ход:")
    tree = _Tree(explanation)
    for step in explanation.steps:
        for depth, line in tree.step(step, 0):
            print_text(paper, line, indent=2 * depth, hanging=4 if line.startswith("[") else 0)


def _verdict(explanation: Explanation) -> Iterator[str]:
    verdict, methodology = explanation.verdict, explanation.found.methodology
    yield verdict.school.title
    possible = possible_in_words(verdict)
    yield f"Заключение: {verdict.standing}" + (f", {possible}" if possible else "")
    if verdict.fact:
        yield f"Решающий факт: {fact_in_words(methodology, verdict.fact, with_cut=True)}"
        if choice := choice_in_words(explanation.found, verdict):
            yield f"Почему он: {choice}"
    if verdict.score is not None:
        score = methodology.score or ""
        title = indicator_title(methodology, score)
        yield f"Балл: {title}, {score_in_words(explanation.found, verdict.score)}"
        yield from _absent(explanation.absent(score, explanation.found.year, WHOLE))
    yield from (f"Пометка: {note}" for note in verdict.notes)
    yield from missing_in_words(methodology, verdict.missing, at_most=len(verdict.missing))


def _summary(explanation: Explanation) -> Lines:
    """Yield a line for each criterion of a category and for those that it is made of at once."""
    criteria = explanation.found.methodology.criteria
    shown: set[str] = set()
    for step in explanation.steps:
        is_whole = isinstance(criteria[step.criterion], All | Any | AtLeastOf)
        below = [part for part in step.parts if isinstance(part, Step)] if is_whole else []
        for depth, each in [(0, step), *((1, part) for part in below)]:
            if each.criterion not in shown:
                shown.add(each.criterion)
                fact = None if each is step and below else explanation.deciding(each)
                yield depth, "; ".join(_in_short(explanation.found.methodology, each, fact))


def _in_short(methodology: Methodology, step: Step, fact: Fact | None) -> Iterator[str]:
    title = f" {step.title}" if step.title != step.criterion else ""
    yield f"[{step.outcome.sign}] {step.criterion}{title}: {step.outcome.title}"
    if fact is not None:
        yield fact_in_words(methodology, fact, with_cut=True)
        if distance := distance_of_fact(methodology, fact):
            yield f"до границы {distance}"


class _Tree:
    """Writes steps; one that was unfolded above is only named the second time."""

    def __init__(self, explanation: Explanation) -> None:
        self._explanation = explanation
        self._methodology = explanation.found.methodology
        self._shown: set[tuple[object, ...]] = set()
        self._titled: set[str] = set()

    def step(self, step: Step, depth: int) -> Lines:
        again = self._is_shown("step", step.criterion, step.year, step.slice)
        said = _answer(self._methodology, step, titled=step.criterion not in self._titled)
        self._titled.add(step.criterion)
        if again and step.parts:
            yield depth, f"{said} (разобран выше)"
            return
        yield depth, said
        if doubt := self._explanation.doubt(step):
            yield depth + _DETAILS, doubt
        for part in step.parts:
            match part:
                case Step():
                    yield from self.step(part, depth + 1)
                case Fact():
                    yield from self._fact(part, depth + _DETAILS)

    def _is_shown(self, *key: object) -> bool:
        """Say whether it was shown before; from now on it is."""
        again = key in self._shown
        self._shown.add(key)
        return again

    def _fact(self, fact: Fact, depth: int) -> Lines:
        parts = self._explanation.parts(fact)
        yield from self._unfolded(fact, parts, depth, self._said(fact, parts))

    def _part(self, whole: Fact, part: Part, depth: int) -> Lines:
        said = [part_in_words(self._methodology, whole, part)]
        said += [] if part.parts else self._rows(part.fact)
        yield from self._unfolded(part.fact, part.parts, depth, said)

    def _unfolded(
        self, fact: Fact, parts: Sequence[Part], depth: int, said: Iterable[str]
    ) -> Lines:
        again = bool(parts) and self._is_shown("value", fact.indicator, fact.year, fact.slice)
        made = made_of(self._methodology, fact, parts)
        last = ("разобрано выше",) if again else ()
        yield depth, "; ".join(each for each in (*said, made, *last) if each)
        for part in () if again else parts:
            yield from self._part(fact, part, depth + 1)

    def _said(self, fact: Fact, parts: Sequence[Part]) -> Iterator[str]:
        said = value_of_fact(self._methodology, fact)
        name = indicator_title(self._methodology, fact.indicator)
        yield f"{name}: {said}" if not fact.slice.title else said
        if fact.outcome in {Outcome.MET, Outcome.NOT_MET}:
            yield from self._comparison(fact)
        if not parts:
            yield from self._rows(fact)

    def _comparison(self, fact: Fact) -> Iterator[str]:
        bound = bound_of_fact(self._methodology, fact)
        if bound and fact.bound != "is_in":
            included = "включена" if BOUNDS[fact.bound].is_inclusive else "не включена"
            bound = f"{bound} ({included})"
        yield from (part for part in (bound, rank_of_fact(self._methodology, fact)) if part)
        if origin := self._explanation.origin(fact):
            yield origin_in_words(self._methodology, fact, origin)
        distance, pupils = distance_of_fact(self._methodology, fact), pupils_of_fact(fact)
        if distance:
            yield f"до границы {distance}" + (f" ({pupils})" if pupils else "")

    def _rows(self, fact: Fact) -> Iterator[str]:
        joined = self._explanation.joined(fact.year)
        yield from _rows(self._explanation.rows(fact), joined)
        if fact.value is not None:
            yield from _absent(self._explanation.absent(fact.indicator, fact.year, fact.slice))


def _answer(methodology: Methodology, step: Step, *, titled: bool) -> str:
    title = f" {step.title}" if titled and step.title != step.criterion else ""
    clause = f" ({clause_in_words(step.clause)})" if step.clause else ""
    about = ", ".join(part for part in (step.slice.title, school_year(step.year)) if part)
    said = f"[{step.outcome.sign}] {step.criterion}{title}{clause} ({about}): {step.outcome.title}"
    return f"{said}{_count(methodology, step)}"


def _count(methodology: Methodology, step: Step) -> str:
    rule = methodology.criteria[step.criterion]
    if not isinstance(rule, Count) or step.needed is None:
        return ""
    if step.outcome is Outcome.NOT_APPLICABLE:
        return ""
    # `needed` is the least count that turns the answer, whatever way the bound looks.
    if BOUNDS[rule.bound[0]].is_upward:
        needed = f"не менее {step.needed}"
    else:
        needed = f"не более {step.needed - 1}"
    known = word(step.available or 0, "известного", "известных", "известных")
    counted = f"{step.met} из {step.available} {known}" if step.available else "известных нет"
    return f", {counted}, нужно {needed}"


def _absent(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Name what a pooled value was counted without."""
    if assessments:
        yield f"без процедур, по которым за этот год нет строк: {names_together(assessments)}"


def _rows(rows: Sequence[SourceRow], joined: Sequence[Joined]) -> Iterator[str]:
    """Say where the rows stand, those of one file together."""
    for (file, counted), of_file in groupby(rows, key=lambda row: (row.file, row.row == 0)):
        every = list(of_file)
        if counted:
            of_pupils = sum(row.rows for row in every)
            yield f"{file}, подсчитано по {plural(of_pupils, 'строке', 'строкам', 'строкам')}"
            continue
        numbers = ", ".join(str(row.row) for row in every[:_ROWS_AT_MOST])
        rest = len(every) - _ROWS_AT_MOST
        more = f" и ещё {rest}" if rest > 0 else ""
        added = _added(sum(row.rows for row in every) - len(every), joined)
        yield f"{file}, {'строка' if len(every) == 1 else 'строки'}{NBSP}{numbers}{more}{added}"


def _added(rows: int, joined: Sequence[Joined]) -> str:
    """Say that rows were added to those named, and whose they are."""
    if not rows:
        return ""
    if not joined:
        return f" (с ними сложено строк: {rows})"
    whose = "присоединённой школы" if len(joined) == 1 else "присоединённых школ"
    named = join_and([f"{each.name} (код {each.id})" for each in joined])
    return f" и ещё {plural(rows, 'строка', 'строки', 'строк')} {whose} {named}"
