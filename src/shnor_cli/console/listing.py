"""The table of schools: a row for each, as wide as its screen allows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shnor_cli.console.drawing import NARROW, Column, Line, draw_table
from shnor_cli.console.phrases import distance_in_words, missing_in_words
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import fact_in_words, scale_of
from shnor_cli.memo.words.standing import possible_in_words
from shnor_cli.model import Outcome, Status

if TYPE_CHECKING:
    from rich.console import Console

_CATEGORY, _SCORE, _DISTANCE = 14, 16, 16
"""The widest that these columns may be: a number stands whole beside its unit."""
_LEAST_SCHOOL = 16


def draw_schools(paper: "Console", found: Identification, verdicts: Sequence[Verdict]) -> None:
    """Draw the list: with categories, or as a rating where the methodology has none."""
    if not found.methodology.categories:
        lines = [_place(found, verdict, place) for place, verdict in enumerate(verdicts, 1)]
        draw_table(paper, _rating_columns(paper.width, lines), lines)
        return
    wide = paper.width >= NARROW
    lines = [(_wide_line if wide else _line)(found, verdict) for verdict in verdicts]
    signs = Column("Критерии", max(8, len(criteria_shown(found))))
    columns = (_wide_columns if wide else _columns)(paper.width, signs, lines)
    draw_table(paper, columns, lines)


def _fitted(title: str, lines: Sequence[Line], place: int, most: int) -> int:
    """Return the width that the cells of a column ask for, no more than `most`."""
    parts = (part for line in lines for part in line.cells[place].split("\n"))
    return min(max(len(title), *(len(part) for part in parts)), most)


def _rating_columns(width: int, lines: Sequence[Line]) -> list[Column]:
    score = Column("Балл", _fitted("Балл", lines, 2, 18), "right")
    notes = Column("Пометки", 24)
    rest = width - 4 - score.width - notes.width - 6
    school = Column("Школа", max(_fitted("Школа", lines, 1, rest), _LEAST_SCHOOL))
    return [Column("№", 4, "right"), school, score, notes]


def _columns(width: int, signs: Column, lines: Sequence[Line]) -> list[Column]:
    category, score = _category_and_score(lines)
    distance = Column("До границы", _fitted("До границы", lines, 4, _DISTANCE))
    fixed = [category, score, signs, distance]
    rest = width - sum(column.width + 2 for column in fixed)
    return [Column("Школа", max(rest, _LEAST_SCHOOL)), *fixed]


def _wide_columns(width: int, signs: Column, lines: Sequence[Line]) -> list[Column]:
    category, score = _category_and_score(lines)
    distance = Column("До границы", _fitted("До границы", lines, 5, _DISTANCE))
    rest = width - sum(column.width + 2 for column in (category, score, signs, distance)) - 4
    notes = Column("Пометки", _fitted("Пометки", lines, 6, max(rest // 4, 14)))
    school = Column("Школа", _fitted("Школа", lines, 0, (rest - notes.width) * 2 // 5))
    fact = Column("Решающий факт", rest - notes.width - school.width)
    return [school, category, score, signs, fact, distance, notes]


def _category_and_score(lines: Sequence[Line]) -> tuple[Column, Column]:
    category = Column("Категория", _fitted("Категория", lines, 1, _CATEGORY))
    return category, Column("Балл", _fitted("Балл", lines, 2, _SCORE), "right")


def _place(found: Identification, verdict: Verdict, place: int) -> Line:
    judged = verdict.status is Status.JUDGED
    score = score_in_words(found, verdict.score) if judged else verdict.standing
    notes = "\n".join(verdict.notes)
    return Line((str(place) if judged else "", _name(found, verdict), score, notes))


def _line(found: Identification, verdict: Verdict) -> Line:
    texts = (_fact(found, verdict), *_unknown(found, verdict), "; ".join(verdict.notes))
    cells = (*_first_cells(found, verdict), distance_in_words(found.methodology, verdict.fact))
    return Line(cells, tuple(text for text in texts if text), _style(found, verdict))


def _wide_line(found: Identification, verdict: Verdict) -> Line:
    cells = (
        *_first_cells(found, verdict),
        _fact(found, verdict),
        distance_in_words(found.methodology, verdict.fact),
        "\n".join(verdict.notes),
    )
    return Line(cells, _unknown(found, verdict), _style(found, verdict))


def _first_cells(found: Identification, verdict: Verdict) -> tuple[str, str, str, str]:
    return (
        _name(found, verdict),
        verdict.standing,
        score_in_words(found, verdict.score),
        signs_of(found, verdict),
    )


def _fact(found: Identification, verdict: Verdict) -> str:
    return fact_in_words(found.methodology, verdict.fact, with_cut=True) if verdict.fact else ""


def _unknown(found: Identification, verdict: Verdict) -> tuple[str, ...]:
    lines = (possible_in_words(verdict), *missing_in_words(found.methodology, verdict.missing))
    return tuple(line for line in lines if line)


def _name(found: Identification, verdict: Verdict) -> str:
    schools = found.results.schools
    several = len(set(schools.municipalities)) > 1
    code = f"код {verdict.school.id}" if verdict.index in schools.namesakes else ""
    where = verdict.school.municipality if several else ""
    about = ", ".join(filter(None, (code, where)))
    return f"{verdict.school.name}\n({about})" if about else verdict.school.name


def _style(found: Identification, verdict: Verdict) -> str:
    return "bold" if verdict.category == found.methodology.categories[0].name else ""


def score_in_words(found: Identification, score: float | None) -> str:
    """Write the value that orders the list."""
    if score is None:
        return ""
    return scale_of(found.methodology, found.methodology.score or "").write(score)


def criteria_shown(found: Identification) -> list[str]:
    """Return the criteria that have one answer a school, in the order of the methodology."""
    answers = found.judgement.answers
    return [
        name for name in found.methodology.criteria if name in answers and not answers[name].sliced
    ]


def signs_of(found: Identification, verdict: Verdict) -> str:
    """Write the outcomes of the criteria as one sign each, in the order of the methodology."""
    if verdict.status in {Status.EXCLUDED, Status.NO_DATA, Status.CLOSED}:
        return ""
    none = Outcome.NOT_APPLICABLE
    return "".join(verdict.outcomes.get(name, none).sign for name in criteria_shown(found))
