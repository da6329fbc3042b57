"""Comparing two runs: who entered the list, who stayed, who left, and by which criterion.

The list (список) of a run is the first category of its methodology; the runs may be of different
years, tables or methodologies. Schools are told apart by their ids.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.verdicts import Fact, Identification, Verdict
from shnor_cli.model import Outcome, School, Status


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
class Change:
    """One school in two runs."""

    school: School
    move: Move
    before: Verdict | None
    """None where the run does not know the school."""
    after: Verdict | None
    turns: tuple[Turn, ...]
    """Criteria answered differently, in the order of the later methodology."""

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

    def of(self, move: Move) -> tuple[Change, ...]:
        """Return the schools of one kind."""
        return tuple(change for change in self.changes if change.move is move)


def compare(before: Identification, after: Identification) -> Comparison:
    """Compare two runs school by school."""
    changes = sorted(_changes(before, after), key=_in_order)
    return Comparison(before, after, tuple(changes))


def _changes(before: Identification, after: Identification) -> Iterator[Change]:
    earlier = {verdict.school.id: verdict for verdict in before.verdicts()}
    later = {verdict.school.id: verdict for verdict in after.verdicts()}
    for school in sorted({*earlier, *later}):
        old, new = earlier.get(school), later.get(school)
        known = new or old
        if known is not None:
            move = _move(_is_listed(before, old), _is_listed(after, new), old, new)
            yield Change(known.school, move, old, new, tuple(_turns(before, after, old, new)))


def _is_listed(found: Identification, verdict: Verdict | None) -> bool:
    categories = found.methodology.categories
    return bool(categories) and verdict is not None and verdict.category == categories[0].name


def _move(was: bool, now: bool, old: Verdict | None, new: Verdict | None) -> Move:  # noqa: FBT001 - two answers of one question
    match was, now:
        case False, True:
            return Move.ENTERED
        case True, True:
            return Move.STAYED
        case True, False:
            return Move.LEFT
    return Move.SAME if _standing(old) == _standing(new) else Move.CHANGED


def _standing(verdict: Verdict | None) -> tuple[Status, tuple[str, ...]] | None:
    return None if verdict is None else (verdict.status, verdict.possible)


def _turns(
    before: Identification, after: Identification, old: Verdict | None, new: Verdict | None
) -> Iterator[Turn]:
    was = old.outcomes if old else {}
    now = new.outcomes if new else {}
    for name in dict.fromkeys([*now, *was]):
        if was.get(name) != now.get(name):
            title = _title(after.methodology, name) or _title(before.methodology, name) or ""
            yield Turn(name, title, was.get(name), now.get(name))


def _title(methodology: Methodology, name: str) -> str | None:
    criterion = methodology.criteria.get(name)
    return criterion.title if criterion else None


_ORDER = (Move.ENTERED, Move.LEFT, Move.CHANGED, Move.STAYED, Move.SAME)


def _in_order(change: Change) -> tuple[int, str, str]:
    return _ORDER.index(change.move), change.school.name, change.school.id
