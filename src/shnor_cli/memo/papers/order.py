"""The draft order (приказ) with the list of schools, and letters (письма) to schools found."""

from collections.abc import Iterator, Sequence
from datetime import date

from shnor_cli.criteria.methodology import Category, Methodology
from shnor_cli.engine.concluding import NO_RESULTS
from shnor_cli.engine.decisions import category_of, overriding
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.errors import RunError
from shnor_cli.memo.words.decisions import (
    decided_in_words,
    in_list_of,
    left_out,
    left_to_a_person,
    listed,
    nobody_listed,
    rows_of_decisions,
)
from shnor_cli.memo.words.declining import addressee
from shnor_cli.memo.words.findings import (
    found_categories,
    is_decided_otherwise,
    label,
    punctuated,
    support_categories,
    to_request,
    unstopped,
)
from shnor_cli.memo.words.grounds import compared_in, grounds_in, rows_of, subjects_of
from shnor_cli.memo.words.heading import heading_of
from shnor_cli.memo.words.office import Office
from shnor_cli.memo.words.schools import notes_in_words
from shnor_cli.memo.words.standing import possible_categories
from shnor_cli.memo.words.subjects import above, subjects_of_list, with_low_results
from shnor_cli.russian import join_and, nbsp, plural, quote, school_year

Row = dict[str, object]


def order_of(
    identification: Identification, day: date | None, office: Office | None = None
) -> dict[str, object]:
    """Return the values of the order: the list is the first category, as the office decided.

    Raises:
        RunError: the methodology has no categories, so there is no list.
    """
    categories = found_categories(identification)
    if not categories:
        raise RunError(
            "Приказ не построен: методика не делит школы на категории.",
            hint="Перечень школ составляют по методике с категориями (categories).",
        )
    identification = with_low_results(identification)
    first = categories[0]
    verdicts = identification.verdicts
    schools = [
        (verdict, grounds_in(identification, verdict, first))
        for verdict in listed(identification, verdicts)
    ]
    rows = [
        {
            "номер": place,
            "название": label(identification, verdict.index),
            "код": verdict.school.id,
            "основания": unstopped(
                [*_decision(identification, verdict), *(each.told for each in grounds)]
            ),
        }
        for place, (verdict, grounds) in enumerate(schools, start=1)
    ]
    return _heading(identification.methodology, office, day) | {
        "год": school_year(identification.year),
        "категория": quote(first.name),
        "школы": rows,
        "сколько": nbsp(plural(len(rows), "школа", "школы", "школ")),
        "предметы": _subjects_in_words(subjects_of_list(identification, verdicts)),
        "с_решениями": is_decided_otherwise(identification),
        "не_выявлены": nbsp(nobody_listed(identification, verdicts)),
        "не_включены": rows_of_decisions(identification, left_out(identification, verdicts)),
        "не_учтены": rows_of_decisions(identification, left_to_a_person(identification, verdicts)),
        "без_вывода": _without_conclusion(identification, verdicts),
    }


def _heading(methodology: Methodology, office: Office | None, day: date | None) -> Row:
    """Return what stands around the text, and what it is done in pursuance of."""
    basis = office.basis if office else None
    return heading_of(methodology, office, day) | {"во_исполнение": nbsp(basis or "")}


def _without_conclusion(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return the schools whose data are to be asked for, and what is known of them.

    Nothing more is needed of those on which the office decided.
    """
    return punctuated(
        [
            {
                "название": label(identification, each.index),
                "текст": nbsp(possible_categories(each) or NO_RESULTS),
            }
            for each in to_request(identification, verdicts)
            if category_of(identification, each.index) is None
        ]
    )


def letters_of(
    identification: Identification, day: date | None, office: Office | None = None
) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the index of every school that needs support and the values of its letter."""
    heading = _heading(identification.methodology, office, day)
    identification = with_low_results(identification)
    verdicts = identification.verdicts
    for place, category in enumerate(support_categories(identification)):
        for verdict in in_list_of(identification, verdicts, category.name):
            letter = _letter(identification, category, verdict, is_listed=place == 0)
            yield verdict.index, heading | letter


def _letter(
    identification: Identification, category: Category, verdict: Verdict, *, is_listed: bool
) -> Row:
    grounds = grounds_in(identification, verdict, category)
    subjects = subjects_of(grounds) or [
        each.subject for each in above(identification, identification.verdicts, [verdict.index])
    ]
    decision = overriding(identification, verdict.index)
    compared = compared_in(identification, verdict, category) if decision else ()
    return {
        "год": school_year(identification.year),
        "школа": {
            "название": label(identification, verdict.index),
            "родительный": label(identification, verdict.index, addressee),
            "код": verdict.school.id,
        },
        "категория": quote(category.name),
        "решение": nbsp(decision.document) if decision else "",
        "по_критериям": nbsp(verdict.standing),
        "в_перечне": is_listed,
        "основания": rows_of(grounds),
        "результаты": rows_of(compared),
        "примечания": notes_in_words(identification, verdict, with_decision=decision is None),
        "предметы": _subjects_in_words(subjects),
    }


def _subjects_in_words(subjects: Sequence[str]) -> str:
    if not subjects:
        return ""
    return f"по {'предмету' if len(subjects) == 1 else 'предметам'}: {join_and(subjects)}"


def _decision(identification: Identification, verdict: Verdict) -> Iterator[str]:
    """Say the decision that puts a school on the list against the criteria, if there is one."""
    if overriding(identification, verdict.index):
        yield f"Решение: {decided_in_words(identification, verdict)}"
