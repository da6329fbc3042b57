"""Primary scores piled up above a border of marks: a question of data quality, never of guilt.

The scores are read and not kept, so that the question is asked where they are read.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shnor_cli.engine.doubts.chance import at_least, bar
from shnor_cli.engine.doubts.thresholds import BESIDE_A_BORDER, LEAST_PARTICIPANTS
from shnor_cli.model import School, Sign
from shnor_cli.tables.layouts.restoring import Row
from shnor_cli.tables.layouts.titles import Title
from shnor_cli.tables.scales import Scale
from shnor_cli.tables.sheets import Sheet

CODE = "Q-10"
_EVEN = 0.5


class _Pile(NamedTuple):
    """Pupils of a row beside a border, and how probable so many above it are."""

    row: Row
    mark: int
    """The mark that begins above the border."""
    first: int
    """The score that it begins with."""
    above: int
    below: int
    chance: float


def signs(sheet: Sheet, title: Title, rows: Sequence[Row], scale: Scale) -> Iterator[Sign]:
    """Yield schools with far more pupils just above a border than just below it and further on.

    Scores that rise towards a mode have many above any border, but as many further on; a pile has
    neither. Both are asked by an exact binomial test, half of two windows being above (below it,
    the part of the first group of the report if that is more), and the greater chance counts.
    Fewer than ten pupils at a border are never a doubt. The most improbable come first.
    """
    schools = [row for row in rows if row.group.is_school and row.counts]
    everyone = next((row for row in rows if not row.group.is_school and row.counts), None)
    piles = [each for row in schools for each in _piles(row, scale, everyone)]
    below = bar(len(piles))
    for each in sorted(piles, key=lambda each: each.chance):
        if each.chance < below:
            yield _sign(sheet, title, each)


def _piles(row: Row, scale: Scale, everyone: Row | None) -> Iterator[_Pile]:
    for mark, last in enumerate(scale.bounds, start=3):
        if not BESIDE_A_BORDER <= last + 1 <= len(row.counts) - 2 * BESIDE_A_BORDER:
            continue
        below, above, further = _windows(row, last + 1)
        if above + below >= LEAST_PARTICIPANTS:
            fewer, more, _ = (0, 0, 0) if everyone is None else _windows(everyone, last + 1)
            part = max(_EVEN, more / max(fewer + more, 1))
            chance = max(
                at_least(above, above + below, part), at_least(above, above + further, _EVEN)
            )
            yield _Pile(row, mark, last + 1, above, below, chance)


def _windows(row: Row, first: int) -> tuple[int, int, int]:
    """Return how many are just below a border, just above it, and as far further on."""
    starts = (first - BESIDE_A_BORDER, first, first + BESIDE_A_BORDER)
    below, above, further = (sum(row.counts[at : at + BESIDE_A_BORDER]) for at in starts)
    return below, above, further


def _sign(sheet: Sheet, title: Title, pile: _Pile) -> Sign:
    first, last = pile.first, pile.first + BESIDE_A_BORDER - 1
    ground = (
        f"первичных баллов сразу над границей отметки «{pile.mark}» ({first}–{last}) — "
        f"{pile.above}, а сразу под ней ({first - BESIDE_A_BORDER}–{first - 1}) — {pile.below}: "
        "случайностью это трудно объяснить"
    )
    key, name, municipality, *_ = pile.row.group.cells()
    school = School(key or "", name or "", municipality or "")
    return Sign(school, title.year, title.assessment, ground, sheet.place(pile.row.number))
