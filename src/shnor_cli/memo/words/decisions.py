"""What the office decided (решения): the list that follows it, and what is said of it."""

from collections.abc import Iterator, Sequence

from shnor_cli.engine.decisions import category_of, is_left_to_a_person, overriding
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.findings import (
    Row,
    found_categories,
    in_category,
    label,
    nobody_in,
    punctuated,
)
from shnor_cli.russian import DASH, NBSP, nbsp, number, plural, quote, school_year, word


def in_list_of(
    identification: Identification, verdicts: Sequence[Verdict], category: str
) -> list[Verdict]:
    """Return the schools that lists have in a category, as the office decided."""
    return [each for each in verdicts if category_of(identification, each.index) == category]


def listed(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools of the list (перечень): the first category, as the office decided."""
    first = found_categories(identification)[:1]
    return [school for each in first for school in in_list_of(identification, verdicts, each.name)]


def nobody_listed(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Say that the list is empty; no full stop. Without categories there is nothing to say."""
    first = next(iter(found_categories(identification)), None)
    if first is None:
        return ""
    if in_category(verdicts, first.name):
        return f"ни одна школа в перечень категории {quote(first.name)} не включена"
    return nobody_in(first, verdicts)


def added_by_decision(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools of the list that are there by a decision alone."""
    schools = listed(identification, verdicts)
    return [each for each in schools if overriding(identification, each.index)]


def described_in(
    identification: Identification, verdicts: Sequence[Verdict], category: str
) -> list[Verdict]:
    """Return the schools that a memo describes under a category, those of a decision alone last.

    A school whose decision names no category that is described stays where the criteria put it.
    """
    described = {each.name for each in found_categories(identification)}
    places = ((each, category_of(identification, each.index)) for each in verdicts)
    schools = [
        each
        for each, decided in places
        if category == (decided if decided in described else each.category)
    ]
    return sorted(schools, key=lambda each: each.category != category)


def left_out(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools of the first category that a decision puts into another."""
    names = [each.name for each in found_categories(identification)[:1]]
    return [
        each
        for each in verdicts
        if each.category in names
        and category_of(identification, each.index) not in {None, each.category}
    ]


def left_to_a_person(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools whose decision no list can follow."""
    if not identification.methodology.categories:
        return []
    return [each for each in verdicts if is_left_to_a_person(identification, each.index)]


def decided_in_words(identification: Identification, verdict: Verdict) -> str:
    """Say a decision beside what the criteria gave: «ШНОР (приказ № 7); по критериям: ...»."""
    decision = identification.decisions[verdict.index]
    return nbsp(f"{decision.in_words}; по критериям:{NBSP}{verdict.standing}")


def rows_of_decisions(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return schools of which the office decided, its document and what the criteria gave."""
    return punctuated(
        [
            {
                "название": label(identification, each.index),
                "текст": decided_in_words(identification, each),
            }
            for each in verdicts
        ]
    )


def sentences_of_decisions(
    identification: Identification, verdicts: Sequence[Verdict]
) -> Iterator[str]:
    """Say where the list is not what the criteria gave, and which decisions it cannot follow."""
    by_decision = "Решением органа управления образованием в перечень"
    if added := added_by_decision(identification, verdicts):
        verb = word(len(added), "включена", "включены", "включено")
        many = plural(len(added), "школа", "школы", "школ")
        yield f"{by_decision} {verb} {many}: {_told(identification, added)}."
    if omitted := left_out(identification, verdicts):
        verb = word(len(omitted), "не включена", "не включены", "не включено")
        many = plural(len(omitted), "школа", "школы", "школ")
        said = _told(identification, omitted)
        yield f"{by_decision} {verb} {many} категории {quote(omitted[0].category or '')}: {said}."
    yield from unsettled(identification, verdicts)


def unsettled(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say which decisions the list cannot follow."""
    if open_ones := left_to_a_person(identification, verdicts):
        many = plural(len(open_ones), "школе", "школам", "школам")
        yield (
            f"По {many} решение не называет категории методики или документа, и в перечне оно "
            f"не учтено: {_told(identification, open_ones)}."
        )


def of_other_years(identification: Identification) -> Iterator[str]:
    """Say which decisions of the register are not about the report year though a user may think so.

    One that names an earlier year is meant to be so.
    """
    decisions = identification.results.schools.decisions.values()
    last, own = identification.results.years[-1], school_year(identification.year)
    without_year = [each for each in decisions if each.year is None]
    if without_year and identification.year != last:
        yield (
            f"Решения реестра без года ({number(len(without_year))}) относятся "
            f"к {school_year(last)} учебному году, последнему в таблицах, "
            f"и за {own} не учтены: если они приняты по итогам {own}, впишите его "
            "в столбец «год решения»."
        )
    later = [each for each in decisions if each.year is not None and each.year > last]
    if later:
        yield (
            f"Решения реестра о годах, которых в таблицах ещё нет ({number(len(later))}), "
            "не учтены: в столбце «год решения» стоит учебный год, по итогам которого решение "
            f"принято ({school_year(last)} или {last}), а не год документа."
        )


def _told(identification: Identification, schools: Sequence[Verdict]) -> str:
    decisions = identification.decisions
    return "; ".join(
        f"{label(identification, each.index)} {DASH} {decisions[each.index].in_words}"
        for each in schools
    )
