"""The screen of `identify`: the list of schools, the summary, where the files are."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.console.choice import AT_MOST, Choice, chosen, counts
from shnor_cli.console.drawing import NARROW, Column, Line, draw_table, print_line, print_text
from shnor_cli.console.phrases import (
    distance_in_words,
    missing_in_words,
    possible_in_words,
    schools_in_words,
    standing_of,
)
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.facts import fact_in_words, indicator_title, scale_of
from shnor_cli.model import Outcome, Status
from shnor_cli.russian import NBSP, join_and, number, plural, quote, school_year, word

if TYPE_CHECKING:
    from rich.console import Console

_NOT_JUDGED = {status.title for status in Status if status is not Status.JUDGED}

Files = Sequence[tuple[str, Path]]
"""What was written, and where."""


def show(paper: "Console", found: Identification, *, files: Files, everything: bool) -> None:
    """Show what a run found: the table, the summary, the files."""
    choice = chosen(found, everything=everything)
    _show_headline(paper, found)
    if choice.shown:
        paper.print()
        _draw(paper, found, [found.verdict(index) for index in choice.shown])
        paper.print()
        for line in legend(found):
            print_text(paper, line)
    paper.print()
    for line in hidden(found, choice):
        print_text(paper, line)
    _show_end(paper, found, files)


def show_short(paper: "Console", found: Identification, *, files: Files) -> None:
    """Show a run without its table: the headline, the summary, the files."""
    _show_headline(paper, found)
    _show_end(paper, found, files)
    paper.print()


def _show_headline(paper: "Console", found: Identification) -> None:
    for line in headline(found):
        print_text(paper, line, hanging=0)


def _show_end(paper: "Console", found: Identification, files: Files) -> None:
    print_text(paper, summary(found), hanging=0, style="bold")
    for title, path in files:
        print_line(paper, f"{title}: {path}")


def headline(found: Identification) -> Iterator[str]:
    """Yield what the page is: the methodology, the year, and whether it is only an example."""
    methodology = found.methodology
    yield f"{methodology.title} ({methodology.id}), {school_year(found.year)} учебный год"
    if methodology.status == "пример":
        yield (
            "Это пример методики, она не утверждена: "
            "перед работой проверьте её и впишите основание."
        )
    if methodology.population.exclude and not found.results.schools.registered:
        yield "Исключения не применены: нет реестра (--schools)."


def _draw(paper: "Console", found: Identification, verdicts: Sequence[Verdict]) -> None:
    if not found.methodology.categories:
        lines = [_place(found, verdict, place) for place, verdict in enumerate(verdicts, 1)]
        draw_table(paper, _rating_columns(paper.width), lines)
        return
    wide = paper.width >= NARROW
    columns = _wide_columns(found, paper.width) if wide else _columns(found, paper.width)
    lines = [(_wide_line if wide else _line)(found, verdict) for verdict in verdicts]
    draw_table(paper, columns, lines)


def _rating_columns(width: int) -> list[Column]:
    school = min(max(width - 4 - 14 - 24 - 6, 20), 60)
    return [
        Column("№", 4, "right"),
        Column("Школа", school),
        Column("Балл", 14, "right"),
        Column("Пометки", 24),
    ]


def _place(found: Identification, verdict: Verdict, place: int) -> Line:
    judged = verdict.status is Status.JUDGED
    score = score_in_words(found, verdict.score) if judged else standing_of(verdict)
    notes = "\n".join(verdict.notes)
    return Line((str(place) if judged else "", _name(found, verdict), score, notes))


def _signs_column(found: Identification) -> Column:
    return Column("Критерии", max(8, len(criteria_shown(found))))


def _columns(found: Identification, width: int) -> list[Column]:
    fixed = [
        Column("Категория", 14),
        Column("Балл", 7, "right"),
        _signs_column(found),
        Column("До границы", 12),
    ]
    rest = width - sum(column.width + 2 for column in fixed)
    return [Column("Школа", max(rest, 16)), *fixed]


def _wide_columns(found: Identification, width: int) -> list[Column]:
    category, score = Column("Категория", 14), Column("Балл", 7, "right")
    signs, distance = _signs_column(found), Column("До границы", 12)
    fixed = (category, score, signs, distance)
    rest = width - sum(column.width + 2 for column in fixed) - 4
    notes = Column("Пометки", max(rest // 4, 14))
    school = Column("Школа", min(rest * 3 // 10, 40))
    fact = Column("Решающий факт", rest - notes.width - school.width)
    return [school, category, score, signs, fact, distance, notes]


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
        standing_of(verdict),
        score_in_words(found, verdict.score),
        signs_of(found, verdict),
    )


def _fact(found: Identification, verdict: Verdict) -> str:
    return fact_in_words(found.methodology, verdict.fact) if verdict.fact else ""


def _unknown(found: Identification, verdict: Verdict) -> tuple[str, ...]:
    lines = (possible_in_words(verdict), *missing_in_words(found.methodology, verdict.missing))
    return tuple(line for line in lines if line)


def _name(found: Identification, verdict: Verdict) -> str:
    several = len(set(found.results.schools.municipalities)) > 1
    where = verdict.school.municipality if several else ""
    return f"{verdict.school.name}\n({where})" if where else verdict.school.name


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
    if verdict.status in {Status.EXCLUDED, Status.NO_DATA}:
        return ""
    none = Outcome.NOT_APPLICABLE
    return "".join(verdict.outcomes.get(name, none).sign for name in criteria_shown(found))


def legend(found: Identification) -> Iterator[str]:
    """Yield what the columns mean."""
    title = indicator_title(found.methodology, found.methodology.score or "")
    yield f"Балл: {title[:1].lower()}{title[1:]}."
    if not found.methodology.categories:
        return
    yield "Критерии слева направо (+ выполнен, - не выполнен, ? неизвестно, пробел не применим):"
    for name in criteria_shown(found):
        said = found.methodology.criteria[name].title
        yield f"  {name} {said}" if said else f"  {name}"
    yield (
        "До границы: плюс на стороне «выполнен»; "
        "участники: на сколько изменить один этот факт, чтобы ответ стал другим."
    )


def hidden(found: Identification, choice: Choice) -> Iterator[str]:
    """Yield what the screen leaves out, and how to see it."""
    if choice.more:
        yield f"Показаны первые {AT_MOST}, не показаны ещё {schools_in_words(choice.more)} (--all)."
    if choice.others and found.methodology.categories:
        verb = word(choice.others, "Не показана", "Не показаны", "Не показано")
        last = found.methodology.categories[-1].name
        others = [name for name in counts(found) if name in _NOT_JUDGED]
        kinds = ", ".join([f"{quote(last)} не у границы", *others])
        yield f"{verb} {schools_in_words(choice.others)}: {kinds} (--all)."


def summary(found: Identification) -> str:
    """Say how many schools there are of each kind, and how many remarks."""
    each = [f"{name}{NBSP}—{NBSP}{number(count)}" for name, count in counts(found).items()]
    remarks = plural(len(found.results.remarks), "замечание", "замечания", "замечаний")
    total = schools_in_words(len(found.results.schools))
    return f"Всего {total}: {join_and(each)}. По таблицам {remarks}."
