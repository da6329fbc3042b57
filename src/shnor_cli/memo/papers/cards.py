"""The card of a school (карточка): what was found of it, on what grounds, by what values."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from shnor_cli.engine.decisions import overriding
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.choosing import choice_in_words
from shnor_cli.memo.words.facts import (
    distance_of_fact,
    fact_in_words,
    indicator_title,
    pupils_of_fact,
)
from shnor_cli.memo.words.findings import colour_of, score_in_words, score_name
from shnor_cli.memo.words.grounds import (
    grounds_of,
    missing_in_words,
    rows_of,
)
from shnor_cli.memo.words.heading import heading_of
from shnor_cli.memo.words.office import Office
from shnor_cli.memo.words.school_values import SchoolValues, school_values
from shnor_cli.memo.words.schools import closed_in_words, notes_in_words
from shnor_cli.memo.words.standing import standing_in_words
from shnor_cli.memo.words.subjects import with_low_results
from shnor_cli.model import Status
from shnor_cli.russian import NBSP, capital, nbsp, quote, school_year

Row = dict[str, object]


def cards_of(
    identification: Identification, day: date | None, office: Office | None = None
) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the index of every school and the values of its card, in the order of the list."""
    identification = with_low_results(identification)
    heading = heading_of(identification.methodology, office, day)
    values = school_values(identification)
    for verdict in identification.verdicts:
        yield verdict.index, heading | _card(identification, verdict, values)


def _card(
    identification: Identification, verdict: Verdict, values: SchoolValues
) -> dict[str, object]:
    grounds = list(_grounds(identification, verdict))
    return {
        "год": school_year(identification.year),
        "школа": {
            "название": nbsp(capital(verdict.school.name)),
            "код": verdict.school.id,
            "муниципалитет": nbsp(verdict.school.municipality),
        },
        "сведения": list(_details(identification, verdict)),
        "основания": grounds,
        "вывод": "" if grounds else nbsp(_without_grounds(identification, verdict)),
        "нет_данных": list(missing_in_words(identification.methodology, verdict.missing)),
        "таблицы": values.of(verdict.index),
    }


def _details(identification: Identification, verdict: Verdict) -> Iterator[Row]:
    methodology = identification.methodology
    if methodology.categories:
        how = " (по критериям)" if overriding(identification, verdict.index) else ""
        standing = f"{standing_in_words(verdict)}{how}"
        yield _detail("Категория", standing, colour_of(identification, verdict))
    if verdict.status is Status.JUDGED:
        title = indicator_title(methodology, score_name(identification))
        yield _detail(title, score_in_words(identification, verdict))
    if verdict.fact is not None:
        yield _detail("Решающий результат", capital(fact_in_words(methodology, verdict.fact)))
        if choice := choice_in_words(identification, verdict):
            yield _detail("Почему решает он", capital(choice))
        distance = distance_of_fact(methodology, verdict.fact)
        if distance:
            yield _detail("Отклонение от границы", distance)
        pupils = pupils_of_fact(verdict.fact)
        if pupils:
            yield _detail("До другого ответа по этому результату", pupils)
    is_excluded = verdict.status is Status.EXCLUDED  # the first note is why; the conclusion says it
    told = replace(verdict, notes=verdict.notes[is_excluded:])
    if notes := notes_in_words(identification, told):
        yield _detail("Примечания", capital(notes))


def _detail(name: str, value: str, colour: str = "") -> Row:
    return {"название": name, "значение": nbsp(value), "цвет": colour}


def _grounds(identification: Identification, verdict: Verdict) -> Iterator[Row]:
    """Yield the grounds of the category, as the memo gives them."""
    methodology = identification.methodology
    whens = {each.name: each.when for each in methodology.categories}
    when = whens.get(verdict.category or "")
    if when is None:
        return
    for step in identification.explain(verdict.index):
        if step.criterion == when:
            yield from rows_of(grounds_of(methodology, step))


def _without_grounds(identification: Identification, verdict: Verdict) -> str:
    match verdict.status:
        case Status.EXCLUDED:
            return f"Школа исключена из оценки: {identification.excluded[verdict.index]}."
        case Status.NOT_ASSESSED:
            return "К школе неприменим ни один из критериев категорий."
        case Status.CLOSED:
            return f"Школа {closed_in_words(identification, verdict.index)}."
        case Status.NO_DATA if identification.without_results[verdict.index]:
            return "В таблицах нет ни одного результата школы, вывод не сделан."
        case Status.NO_DATA:
            return f"Данных школы за{NBSP}отчётный год нет."
    if not identification.methodology.categories:
        return "Методика не делит школы на категории."
    if verdict.is_undecided:
        return "Данных недостаточно для однозначного вывода."
    category = f": категория {quote(verdict.category)}" if verdict.category else ""
    return f"Критерии категорий не выполнены{category}."
