"""The screen of `compare`: who entered the list, who left, who stayed, and by which criterion."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shnor_cli.console.choice import AT_MOST
from shnor_cli.console.drawing import print_text
from shnor_cli.console.phrases import schools_in_words
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.changes import LITTLE_IN_COMMON
from shnor_cli.memo.words.facts import facts_in_words
from shnor_cli.memo.words.joined import added_in_words, counted_in_words, joined_in_words
from shnor_cli.model import Outcome
from shnor_cli.revise.compare import Change, Comparison, Move, Turn
from shnor_cli.russian import capital, number, quote, school_year

if TYPE_CHECKING:
    from rich.console import Console

_ALWAYS = (Move.ENTERED, Move.LEFT, Move.STAYED)
_SHOWN = (
    *(Move.ENTERED, Move.FIRST_KNOWN, Move.LEFT, Move.JOINED, Move.NO_LONGER_KNOWN),
    *(Move.STAYED, Move.CHANGED),
)

Lines = Iterator[tuple[int, str]]
"""Lines with their indents."""


def show(paper: "Console", comparison: Comparison, *, everything: bool) -> None:
    """Show two runs side by side."""
    print_text(paper, f"Было:  {_run(comparison.before)}", hanging=7)
    print_text(paper, f"Стало: {_run(comparison.after)}", hanging=7)
    for line in (*_in_common(comparison), *_redefined(comparison)):
        print_text(paper, line)
    for move in _SHOWN:
        changes = comparison.of(move)
        if changes or move in _ALWAYS:
            paper.print()
            print_text(paper, _heading(comparison, move, len(changes)), style="bold")
        for change in changes if everything else changes[:AT_MOST]:
            for indent, line in _change(comparison, change):
                print_text(paper, line, indent=indent)
        if len(changes) > AT_MOST and not everything:
            rest = schools_in_words(len(changes) - AT_MOST)
            print_text(paper, f"и ещё {rest} (--all)", indent=2)
    paper.print()
    same = schools_in_words(len(comparison.of(Move.SAME)))
    print_text(paper, f"Без изменений вне списка: {same}.")


def _in_common(comparison: Comparison) -> Iterator[str]:
    """Say how many schools both runs know, and warn where these are few."""
    before, after = len(comparison.only_before), len(comparison.only_after)
    yield f"Школ в обоих прогонах: {number(comparison.in_both)}" + (
        f"; только в прежнем: {number(before)}, только в новом: {number(after)}."
        if before or after
        else "."
    )
    if comparison.has_little_in_common:
        yield f"Общих школ мало: {LITTLE_IN_COMMON}."


def _redefined(comparison: Comparison) -> Iterator[str]:
    """Say which criteria of one name are not the same criterion."""
    for each in comparison.redefined:
        yield ""
        yield f"Критерий {each.criterion} в двух методиках разный."
        yield f"  Прежде: {each.before}"
        yield f"  Теперь: {each.after}"


def _run(found: Identification) -> str:
    methodology = found.methodology
    example = ", пример" if methodology.status == "пример" else ""
    return f"{methodology.id}{example}, {school_year(found.year)} учебный год: {methodology.title}"


def _heading(comparison: Comparison, move: Move, count: int) -> str:
    said = f"{capital(move.value)}: {schools_in_words(count)}"
    is_past = move in {Move.LEFT, Move.JOINED, Move.NO_LONGER_KNOWN}
    run = comparison.before if is_past else comparison.after
    categories = run.methodology.categories
    if move is Move.CHANGED or not categories:
        return said
    return said.replace(":", f" ({quote(categories[0].name)}):", 1)


def _change(comparison: Comparison, change: Change) -> Lines:
    yield 2, f"{change.school.title}: {_standings(comparison, change)}"
    if change.joined and (counted := counted_in_words(comparison.after, change.joined)):
        yield 4, counted
    if change.added:
        yield 4, f"теперь {added_in_words(comparison.after, change.added)}"
    for turn in sorted(change.turns, key=lambda turn: turn.criterion != change.criterion):
        if turn.before is not None and turn.after is not None:
            lead = "по критерию " if turn.criterion == change.criterion else ""
            yield 4, lead + _turn(comparison, turn)
    yield from _grounds(change)


def _grounds(change: Change) -> Lines:
    """Say on what facts the answers rest, and by which criteria where no common one turned."""
    before, after = change.grounds
    sides = [("", after)] if before == after else [(" прежде", before), (" теперь", after)]
    for when, ground in sides:
        if ground and change.criterion is None:
            title = _title(ground.run, ground.criterion)
            yield 4, f"критерий{when}: {ground.criterion}{title}: {ground.outcome.title}"
        if ground and ground.facts:
            said = facts_in_words(ground.run.methodology, ground.facts, with_cut=True)
            yield 4, f"факт{when}: {said}"


def _standings(comparison: Comparison, change: Change) -> str:
    before, after = _standing(change.before), _standing(change.after)
    if change.joined:
        return f"было {quote(before)}, {joined_in_words(comparison.after, change.joined)}"
    return after if before == after else f"было {quote(before)}, стало {quote(after)}"


def _standing(verdict: Verdict | None) -> str:
    return verdict.standing if verdict else "нет в прогоне"


def _turn(comparison: Comparison, turn: Turn) -> str:
    before, after = (_title(run, turn.criterion) for run in (comparison.before, comparison.after))
    was, now = _outcome(turn.before), _outcome(turn.after)
    if before == after:
        is_other = any(each.criterion == turn.criterion for each in comparison.redefined)
        other = " (вопрос другой, см. выше)" if is_other else ""
        return f"{turn.criterion}{after}: {was} -> {now}{other}"
    return f"{turn.criterion}: прежде{before}: {was}; теперь{after}: {now}"


def _title(found: Identification, criterion: str) -> str:
    title = found.methodology.criteria[criterion].title
    return f" {title}" if title else ""


def _outcome(outcome: Outcome | None) -> str:
    return "нет ответа" if outcome is None else outcome.title
