"""Schools one by one: those found, with their grounds, and those without a conclusion."""

from collections.abc import Sequence

from shnor_cli.criteria.methodology import Category
from shnor_cli.engine.concluding import DECIDED
from shnor_cli.engine.decisions import category_of, overriding
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.decisions import (
    decided_in_words,
    described_apart,
    on_the_list_in_words,
)
from shnor_cli.memo.words.deficits import subjects_in_words, tasks_in_words
from shnor_cli.memo.words.evidence import evidence_of, score_with_change
from shnor_cli.memo.words.findings import (
    Row,
    found_categories,
    in_category,
    is_decided_otherwise,
    label,
    punctuated,
    undecided,
    without_results,
)
from shnor_cli.memo.words.grounds import compared_in, grounds_in, lacking_of, subjects_of
from shnor_cli.memo.words.history import History, streak_in_words
from shnor_cli.memo.words.joined import notes_of_joined
from shnor_cli.memo.words.standing import possible_categories
from shnor_cli.memo.words.subjects import above
from shnor_cli.model import Outcome, Status
from shnor_cli.public.mark import is_public
from shnor_cli.russian import DASH, NBSP, nbsp, plural, quote, school_year


def categories_in_full(
    identification: Identification, verdicts: Sequence[Verdict], history: History
) -> list[dict[str, object]]:
    """Return every category that was found with its schools and their grounds.

    They are those of the criteria; last stands, where anything was decided, an item for that, with
    the schools that are of a category by a decision alone.
    """
    by_criteria = " по критериям" if is_decided_otherwise(identification) else ""
    made: list[dict[str, object]] = []
    for category in found_categories(identification):
        if schools := in_category(verdicts, category.name):
            name = quote(category.name)
            pairs = [(category, each) for each in schools]
            made.append(
                _item(identification, f"Категория {name}{by_criteria}", pairs, history, name)
            )
    if found_categories(identification) and identification.decisions:
        pairs = described_apart(identification, verdicts)
        title = "Решения органа управления образованием"
        made.append(_item(identification, title, pairs, history))
    return made


def _item(
    identification: Identification,
    title: str,
    schools: Sequence[tuple[Category, Verdict]],
    history: History,
    category: str = "",
) -> dict[str, object]:
    described = [_described(identification, *each, history) for each in schools[:_DESCRIBED]]
    return {
        "название": category,
        "заголовок": title,
        "по_решению": not category,
        "школы": described,
        "остальные": _rest(len(schools) - len(described)),
    }


_DESCRIBED = 200
"""A memo with grounds of more schools in a category is no longer read: the run's table has all."""


def _rest(count: int) -> str:
    if count <= 0:
        return ""
    said = plural(count, "школы", "школ", "школ")
    return f"Основания ещё {said} этой категории приведены в таблицах к справке."


def _described(
    identification: Identification, category: Category, verdict: Verdict, history: History
) -> Row:
    methodology = identification.methodology
    is_decided = verdict.category != category.name
    grounds = grounds_in(identification, verdict, category)
    told = compared_in(identification, verdict, category) if is_decided else grounds
    facts = list(dict.fromkeys(fact for each in told for fact in each.found))
    if is_decided:  # shaded is what would put the school here by the criteria
        facts = [fact._replace(outcome=Outcome.MET) for fact in facts]
    subjects = subjects_of(grounds)
    first = methodology.categories[0]
    is_listed = category_of(identification, verdict.index) == first.name
    streak = streak_in_words(history, verdict.school.id) if is_listed else ""
    tasks, group = (
        tasks_in_words(identification, verdict.index, subjects)
        if is_listed or category is first
        else ([], "")
    )
    higher = () if subjects else above(identification, identification.verdicts, [verdict.index])
    return {
        "название": label(identification, verdict.index),
        "показатель": nbsp(score_with_change(identification, verdict)),
        "перечень": nbsp(streak),
        "решение": decided_in_words(identification, verdict) if is_decided else "",
        "о_решении": "" if is_decided else nbsp(on_the_list_in_words(identification, verdict)),
        "сравнение": nbsp("; ".join(each.text for each in told)) if is_decided else "",
        "основания": punctuated(
            [{"текст": each.told, "факты": list(each.facts)} for each in grounds]
        ),
        **evidence_of(
            identification,
            verdict.index,
            facts,
            with_bounds=not all(each.common_bound for each in told),
        ),
        "дефициты": "" if is_decided or is_public(identification) else subjects_in_words(facts),
        "предметы_выше": "; ".join(each.text for each in higher),
        "задания": tasks,
        "задания_рядом": group,
        "примечания": notes_in_words(
            identification, verdict, with_decision=not overriding(identification, verdict.index)
        ),
        "предметы": subjects,
    }


def notes_in_words(
    identification: Identification, verdict: Verdict, *, with_decision: bool = True
) -> str:
    """Join the notes of a verdict and whose results a school has into one sentence, if any."""
    notes = [each for each in verdict.notes if with_decision or not each.startswith(DECIDED)]
    notes += notes_of_joined(identification, verdict.index)
    return nbsp("; ".join(note.rstrip(".") for note in notes))


def without_conclusion(
    identification: Identification, verdicts: Sequence[Verdict], history: History
) -> Row:
    """Return the schools of which nothing, or nothing certain, is concluded, kind by kind."""
    empty = without_results(identification, verdicts)
    forgotten = {each.index for each in empty}
    return {
        **_undecided(identification, verdicts),
        "исключены": _of_status(identification, verdicts, Status.EXCLUDED),
        "не_оценивались": _of_status(identification, verdicts, Status.NOT_ASSESSED),
        "нет_данных": _of_status(
            identification,
            [each for each in verdicts if each.index not in forgotten],
            Status.NO_DATA,
            Status.CLOSED,
        ),
        "нет_результатов": _of_status(identification, empty, Status.NO_DATA),
        "нет_в_таблицах": punctuated(
            [{"название": each, "текст": ""} for each in history.vanished]
        ),
    }


def _undecided(identification: Identification, verdicts: Sequence[Verdict]) -> Row:
    """Return the schools whose category is open; why their data lack is said once if all agree."""
    schools = undecided(verdicts)
    lacking = [lacking_of(identification.methodology, each.missing) for each in schools]
    reasons = {why for each in lacking for why in each}
    common = reasons.pop() if len(reasons) == 1 and len(schools) > 1 else ""
    return {
        "чего_нет": common,
        "недостаточно": [
            {
                "название": label(identification, verdict.index),
                "текст": nbsp(possible_categories(verdict)),
                "подробности": [
                    subjects if why == common else f"{why}: {subjects}"
                    for why, subjects in each.items()
                ],
            }
            for verdict, each in zip(schools, lacking, strict=True)
        ],
    }


def _of_status(
    identification: Identification, verdicts: Sequence[Verdict], *statuses: Status
) -> list[Row]:
    return punctuated(
        [
            {
                "название": label(identification, each.index),
                "текст": nbsp(_why(identification, each)),
            }
            for each in verdicts
            if each.status in statuses
        ]
    )


def _why(identification: Identification, verdict: Verdict) -> str:
    if verdict.status is Status.CLOSED:
        return closed_in_words(identification, verdict.index)
    return identification.excluded.get(verdict.index, "")


def closed_in_words(identification: Identification, index: int) -> str:
    """Say that the register holds a school closed: «закрыта, последний учебный год — 2023/24»."""
    _, last = identification.results.schools.open_years[index]
    return f"закрыта, последний учебный год{NBSP}{DASH} {school_year(last)}"
