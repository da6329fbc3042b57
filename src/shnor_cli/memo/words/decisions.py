"""What the office decided (решения): the list that follows it, and what is said of it."""

from collections.abc import Iterator, Sequence

from shnor_cli.criteria.methodology import Category
from shnor_cli.engine.decisions import category_of, is_left_to_a_person, overriding
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.findings import (
    Row,
    found_categories,
    in_category,
    is_decided_otherwise,
    label,
    named,
    nobody_in,
    punctuated,
)
from shnor_cli.russian import (
    DASH,
    NBSP,
    nbsp,
    number,
    plural,
    quote,
    school_year,
    word,
)


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


def described_apart(
    identification: Identification, verdicts: Sequence[Verdict]
) -> list[tuple[Category, Verdict]]:
    """Return the schools that only a decision puts into a category, in the order of categories.

    Those of a category by the criteria are described under it, whatever was decided.
    """
    found = found_categories(identification)
    names = {each.name for each in found}
    return [
        (category, each)
        for category in found
        for each in in_list_of(identification, verdicts, category.name)
        if each.category not in names
    ]


def on_the_list_in_words(identification: Identification, verdict: Verdict) -> str:
    """Say what a decision against the criteria makes of a school; empty where there is none."""
    decision = overriding(identification, verdict.index)
    first = next(iter(found_categories(identification)), None)
    if decision is None or first is None:
        return ""
    if is_left_to_a_person(identification, verdict.index):
        return f"Решение: {decision.in_words}; {_WHAT_LACKS}, и до нового решения {_not_listed(1)}."
    said = f"Решение: {decision.in_words}"
    if category_of(identification, verdict.index) == first.name:
        return f"{said}; школа включена в перечень."
    return f"{said}; {_not_listed(1)}." if verdict.category == first.name else f"{said}."


_WHAT_LACKS = "оно не называет категории методики или документа"


def _not_listed(count: int) -> str:
    return "школа в перечень не включена" if count == 1 else "школы в перечень не включены"


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
    """Say what the list is where it is not what the criteria gave, and why."""
    yield from list_in_words(identification, verdicts)
    by_decision = "Решением органа управления образованием в перечень"
    if added := added_by_decision(identification, verdicts):
        verb = word(len(added), "включена", "включены", "включено")
        many = plural(len(added), "школа", "школы", "школ")
        yield f"{by_decision} {verb} {many}: {_told(identification, added)}."
    if omitted := left_out(identification, verdicts):
        verb = word(len(omitted), "не включена", "не включены", "не включено")
        many = plural(len(omitted), "школа", "школы", "школ")
        which = word(len(omitted), "отнесённая", "отнесённые", "отнесённых")
        first = quote(omitted[0].category or "")
        yield (
            f"{by_decision} {verb} {many}, {which} к категории {first} по критериям: "
            f"{_told(identification, omitted)}."
        )
    yield from unsettled(identification, verdicts)
    for category in found_categories(identification)[1:]:
        schools = in_list_of(identification, verdicts, category.name)
        given = [each.index for each in in_category(verdicts, category.name)]
        if [each.index for each in schools] != given:
            yield f"{_BY_DECISIONS} {_of_category(identification, category.name, schools)}."


def list_in_words(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say how many schools are on the list, where decisions are not what the criteria gave."""
    if not is_decided_otherwise(identification):
        return
    first, schools = found_categories(identification)[0], listed(identification, verdicts)
    what = f"школ, нуждающихся в адресной методической поддержке (категория {quote(first.name)})"
    if not schools:
        yield f"{_BY_DECISIONS} ни одна школа не включается в перечень {what}."
        return
    verb = word(len(schools), "включается", "включаются", "включается")
    many = plural(len(schools), "школа", "школы", "школ")
    yield f"{_BY_DECISIONS} в перечень {what}, {verb} {many}{named(identification, schools)}."


_BY_DECISIONS = "С учётом решений органа управления образованием"


def _of_category(identification: Identification, name: str, schools: Sequence[Verdict]) -> str:
    if not schools:
        return f"к категории {quote(name)} не относится ни одна школа"
    verb = word(len(schools), "относится", "относятся", "относится")
    many = plural(len(schools), "школа", "школы", "школ")
    return f"к категории {quote(name)} {verb} {many}{named(identification, schools)}"


def unsettled(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say which decisions the list cannot follow, so that their schools are not on it."""
    if open_ones := left_to_a_person(identification, verdicts):
        many = plural(len(open_ones), "школе", "школам", "школам")
        schools = "; ".join(
            f"{label(identification, each.index)} {DASH} {decided_in_words(identification, each)}"
            for each in open_ones
        )
        yield (
            f"По {many} решение не называет категории методики или документа, и до нового решения "
            f"{_not_listed(len(open_ones))}: {schools}."
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
