"""The draft order (приказ) with the list of schools, and letters (письма) to schools found."""

from collections.abc import Iterator, Sequence
from datetime import date

from shnor_cli.criteria.methodology import Category
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.errors import RunError
from shnor_cli.memo.words.findings import (
    found_categories,
    in_category,
    label,
    nobody_in,
    punctuated,
    undecided,
)
from shnor_cli.memo.words.grounds import Ground, grounds_of, possible_in_words
from shnor_cli.memo.words.heading import heading_of
from shnor_cli.memo.words.office import Office
from shnor_cli.memo.words.schools import notes_in_words
from shnor_cli.russian import join_and, nbsp, plural, quote, school_year

Row = dict[str, object]


def order_of(
    identification: Identification, day: date | None, office: Office | None = None
) -> dict[str, object]:
    """Return the values of the order: the list is the first category of the methodology.

    Raises:
        RunError: the methodology has no categories, so there is no list.
    """
    categories = found_categories(identification)
    if not categories:
        raise RunError(
            "Приказ не построен: методика не делит школы на категории.",
            hint="Перечень школ составляют по методике с категориями (categories).",
        )
    first = categories[0]
    verdicts = tuple(identification.verdicts())
    listed = [
        (verdict, _grounds(identification, first, verdict))
        for verdict in in_category(verdicts, first.name)
    ]
    rows = [
        {
            "номер": place,
            "название": label(identification, verdict.index),
            "код": verdict.school.id,
            "основания": [each.text for each in grounds],
        }
        for place, (verdict, grounds) in enumerate(listed, start=1)
    ]
    subjects = {subject for _, grounds in listed for each in grounds for subject in each.subjects}
    return heading_of(identification.methodology, office, day) | {
        "год": school_year(identification.year),
        "категория": quote(first.name),
        "школы": rows,
        "сколько": nbsp(plural(len(rows), "школа", "школы", "школ")),
        "предметы": _subjects_in_words(sorted(subjects)),
        "не_выявлены": nbsp(nobody_in(first, verdicts)),
        "без_вывода": _without_conclusion(identification, verdicts),
    }


def _without_conclusion(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return the schools whose data are too few, with the categories that are possible."""
    return punctuated(
        [
            {
                "название": label(identification, each.index),
                "текст": nbsp(f"возможны категории {possible_in_words(each.possible)}"),
            }
            for each in undecided(verdicts)
        ]
    )


def letters_of(
    identification: Identification, day: date | None, office: Office | None = None
) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the index of every school of a found category and the values of its letter."""
    heading = heading_of(identification.methodology, office, day)
    verdicts = tuple(identification.verdicts())
    for place, category in enumerate(found_categories(identification)):
        for verdict in in_category(verdicts, category.name):
            letter = _letter(identification, category, verdict, is_listed=place == 0)
            yield verdict.index, heading | letter


def _letter(
    identification: Identification, category: Category, verdict: Verdict, *, is_listed: bool
) -> Row:
    grounds = _grounds(identification, category, verdict)
    subjects = sorted({subject for each in grounds for subject in each.subjects})
    return {
        "год": school_year(identification.year),
        "школа": {"название": nbsp(verdict.school.name), "код": verdict.school.id},
        "категория": quote(category.name),
        "в_перечне": is_listed,
        "основания": [{"текст": each.text, "факты": list(each.facts)} for each in grounds],
        "примечания": notes_in_words(verdict),
        "предметы": _subjects_in_words(subjects),
    }


def _subjects_in_words(subjects: Sequence[str]) -> str:
    if not subjects:
        return ""
    return f"по {'предмету' if len(subjects) == 1 else 'предметам'}: {join_and(subjects)}"


def _grounds(
    identification: Identification, category: Category, verdict: Verdict
) -> tuple[Ground, ...]:
    steps = identification.explain(verdict.index)
    step = next(each for each in steps if each.criterion == category.when)
    return grounds_of(identification.methodology, step)
