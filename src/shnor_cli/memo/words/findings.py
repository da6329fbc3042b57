"""What the memo says was found: sentences with counts and the summary table."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from shnor_cli.criteria.methodology import Category
from shnor_cli.engine.decisions import overriding
from shnor_cli.engine.score import IMPLICIT_SCORE
from shnor_cli.engine.verdicts import Fact, Identification, Verdict
from shnor_cli.memo.words.ends import ends_of, is_end
from shnor_cli.memo.words.facts import (
    bound_of_fact,
    distance_of_fact,
    fact_in_words,
    grid_counts,
    grid_value,
    indicator_title,
    out_of,
    pupils_of_fact,
    scale_of,
)
from shnor_cli.memo.words.wanted import lacking_procedures, no_results_of
from shnor_cli.model import Status, Why
from shnor_cli.russian import DASH, capital, join_and, nbsp, number, percent, plural, quote, word

LISTED = 60
"""Above so many schools the tables show only those that need a look."""

LONGEST = 300
"""Longer tables are not read on paper, and a Word file of them opens slowly."""

_NAMED = 7
"""At most so many schools are named in a sentence."""

Row = dict[str, object]


def punctuated(rows: Sequence[Row]) -> list[Row]:
    """Add to each item of a list the sign (знак) after its text: never a second full stop."""
    signs = [";"] * (len(rows) - 1) + ["."]
    return [
        {**row, "знак": "" if sign == "." and str(row["текст"]).endswith(".") else sign}
        for row, sign in zip(rows, signs, strict=False)
    ]


def unstopped(texts: Sequence[str]) -> list[str]:
    """Leave the last item of a list without its full stop («п.п.»): the template sets one."""
    return [*texts[:-1], *(text.removesuffix(".") for text in texts[-1:])]


def label(
    identification: Identification, index: int, called: Callable[[str], str] = capital
) -> str:
    """Name a school, with its code where names repeat and its municipality where there are several.

    «Школа № 1 (код 006, Северный район)»; `called` says how the name itself is written.
    """
    schools = identification.results.schools
    places = schools.municipalities
    code = f"код {schools.ids[index]}" if index in schools.namesakes else ""
    place = places[index] if places.count(places[index]) != len(places) else ""
    about = ", ".join(filter(None, (code, place)))
    name = called(schools.names[index])
    return nbsp(f"{name} ({about})" if about else name)


def judged(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts of schools that were judged."""
    return [verdict for verdict in verdicts if verdict.status is Status.JUDGED]


def undecided(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the judged schools whose category depends on data that are not there."""
    return [each for each in verdicts if each.is_undecided]


def without_results(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools, open in the report year, of which no table has a row."""
    return [each for each in verdicts if each.index in identification.silent]


def to_request(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools without a conclusion whose data may be asked for, in the list's order.

    What was not held has no results, and of few participants no more are to be had. A public
    version does not tell what lacks.
    """
    lacking = [
        each
        for each in undecided(verdicts)
        if identification.hides
        or any(
            fact.missing is None or fact.missing.kind not in _NOT_TO_BE_HAD for fact in each.missing
        )
    ]
    return lacking + without_results(identification, verdicts)


_NOT_TO_BE_HAD = frozenset({Why.NOT_HELD, Why.NOT_TAKEN, Why.ZERO, Why.TOO_FEW, Why.BREAK})


def not_assessed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the schools to which none of the criteria applies."""
    return [each for each in verdicts if each.status is Status.NOT_ASSESSED]


def possibly(verdicts: Sequence[Verdict], category: Category) -> list[Verdict]:
    """Return the undecided schools that may be of a category."""
    return [each for each in undecided(verdicts) if category.name in each.possible]


def nobody_in(category: Category, verdicts: Sequence[Verdict]) -> str:
    """Say that no school is of a category, of how many that is not certain, or that none is judged.

    No full stop.
    """
    name, open_ones = quote(category.name), possibly(verdicts, category)
    if not judged(verdicts):
        return "ни одна школа не оценена"
    if not open_ones:
        return f"школы, соответствующие критериям категории {name}, не выявлены"
    said = plural(len(open_ones), "школе", "школам", "школам")
    return (
        f"ни одна школа не отнесена к категории {name} однозначно; по {said} эта категория возможна"
    )


def found_categories(identification: Identification) -> tuple[Category, ...]:
    """Return the categories that ask something of a school: all but the one for the others."""
    return tuple(each for each in identification.methodology.categories if each.when is not None)


def support_categories(identification: Identification) -> tuple[Category, ...]:
    """Return those of them whose schools need support; good results are found, too."""
    return tuple(each for each in found_categories(identification) if each.support)


def shown(identification: Identification, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the judged schools that tables show: all, or of many those found and undecided."""
    every = judged(verdicts)
    if len(every) > LISTED and identification.methodology.categories:
        names = {category.name for category in found_categories(identification)}
        every = [each for each in every if each.category in names or each.is_undecided]
    return every[:LONGEST]


def not_shown(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Say how many judged schools the tables leave out and why; empty text when none."""
    left = len(judged(verdicts)) - len(shown(identification, verdicts))
    if not left:
        return ""
    schools = plural(left, "школа", "школы", "школ")
    if len(shown(identification, verdicts)) == LONGEST:
        why = f"В таблицах показаны первые {LONGEST} школ списка"
    else:
        others = identification.methodology.others
        which = f"показана категория {quote(others)}" if others else "показаны школы без категории"
        why = f"Оценено более {LISTED} школ, поэтому в таблицах не {which}"
    return nbsp(f"{why}. Не показано: {schools}; все они есть в таблицах к справке.")


def in_category(verdicts: Sequence[Verdict], name: str) -> list[Verdict]:
    """Return the judged schools of a category."""
    return [each for each in judged(verdicts) if each.category == name]


def is_decided_otherwise(identification: Identification) -> bool:
    """Whether the office decided anything that is not what the criteria gave."""
    return bool(found_categories(identification)) and any(
        overriding(identification, index) for index in identification.decisions
    )


def to_category(identification: Identification, name: str) -> str:
    """Begin a sentence of what the criteria gave; it says so where decisions are otherwise."""
    if is_decided_otherwise(identification):
        return f"По критериям к категории {quote(name)}"
    return f"К категории {quote(name)}"


def summary_sentences(identification: Identification, verdicts: Sequence[Verdict]) -> list[str]:
    """Say how many schools there are of each kind."""
    return [nbsp(text) for text in _summary(identification, verdicts)]


def _summary(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    found = judged(verdicts)
    if not found:
        yield "Ни одна школа не оценена."
        if lacking := lacking_procedures(identification, verdicts):
            yield f"{capital(no_results_of(lacking))}."
        yield from _not_judged(identification, verdicts)
        return
    many = plural(len(found), "школы", "школ", "школ")
    yield f"Оценены результаты {many}{_empty(identification, found)}."
    categories = identification.methodology.categories
    for category in categories:
        schools = in_category(verdicts, category.name)
        if schools:
            yield _of_category(identification, category, schools, len(found))
        else:
            yield _of_empty_category(category, verdicts)
    if open_ones := undecided(verdicts):
        said = plural(len(open_ones), "школе", "школам", "школам")
        yield f"По {said} данных недостаточно для однозначного вывода."
    yield from _not_judged(identification, verdicts)
    if not categories:
        title = indicator_title(identification.methodology, score_name(identification))
        yield (
            "Методика не делит школы на категории: они перечислены "
            f"в порядке показателя {quote(title)}."
        )


def _empty(identification: Identification, found: Sequence[Verdict]) -> str:
    """Say how many judged schools have results of other years only; empty where all have some."""
    present = identification.measured.present[:, identification.measured.year(identification.year)]
    count = sum(1 for each in found if not present[each.index])
    return f"; по {number(count)} из них результатов за отчётный год нет" if count else ""


def _of_category(
    identification: Identification, category: Category, schools: Sequence[Verdict], total: int
) -> str:
    name = quote(category.name)
    count = len(schools)
    if category.when is None:
        said = plural(count, "школе", "школам", "школам")
        share = percent(Fraction(count, total))
        return f"Критерии не выполнены по {said} (категория {name}; {share} оценённых)."
    verb = word(count, "отнесена", "отнесены", "отнесено")
    said = f"{to_category(identification, category.name)} {verb}"
    said += f" {plural(count, 'школа', 'школы', 'школ')}"
    return f"{said}{_share(count, total)}{named(identification, schools)}."


def _of_empty_category(category: Category, verdicts: Sequence[Verdict]) -> str:
    if category.when is not None:
        return f"{capital(nobody_in(category, verdicts))}."
    surely = "однозначно " if possibly(verdicts, category) else ""
    return (
        f"Школ, по которым критерии {surely}не выполнены (категория {quote(category.name)}), нет."
    )


def _share(count: int, total: int) -> str:
    return f" ({percent(Fraction(count, total))} оценённых)"


def named(identification: Identification, schools: Sequence[Verdict]) -> str:
    """Name a few schools after a colon; many are named in tables alone."""
    if len(schools) > _NAMED:
        return ""
    return ": " + join_and([label(identification, each.index) for each in schools])


def _not_judged(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    counts = {status: sum(1 for each in verdicts if each.status is status) for status in Status}
    if counts[Status.EXCLUDED]:
        verb = word(counts[Status.EXCLUDED], "Исключена", "Исключены", "Исключено")
        yield f"{verb} из оценки {plural(counts[Status.EXCLUDED], 'школа', 'школы', 'школ')}."
    if counts[Status.NOT_ASSESSED]:
        said = plural(counts[Status.NOT_ASSESSED], "школе", "школам", "школам")
        whom = word(counts[Status.NOT_ASSESSED], "ней", "ним", "ним")
        yield f"Критерии неприменимы к {said}, вывод по {whom} не делается."
    empty = without_results(identification, verdicts)
    if other_years := counts[Status.NO_DATA] - len(empty):
        said = plural(other_years, "школе", "школам", "школам")
        yield f"Данных за отчётный год нет по {said}."
    if counts[Status.CLOSED]:
        yield f"{closed_before(counts[Status.CLOSED])}."
    if empty:
        said = plural(len(empty), "школы", "школ", "школ")
        yield f"В таблицах нет ни одного результата {said}{named(identification, empty)}."


def closed_before(count: int, names: str = "") -> str:
    """Say how many schools closed before the report year; no full stop."""
    verb = word(count, "закрыта", "закрыты", "закрыто")
    return f"До отчётного года {verb} {plural(count, 'школа', 'школы', 'школ')}{names}"


def score_name(identification: Identification) -> str:
    """Return the indicator that orders the list."""
    return identification.methodology.score or IMPLICIT_SCORE


def score_in_words(identification: Identification, verdict: Verdict) -> str:
    """Write the value that orders the list, with n из N where it is a ratio."""
    name = score_name(identification)
    grid = identification.measured.grids.get(name)
    scale = scale_of(identification.methodology, name)
    year = identification.measured.year(identification.year)
    if verdict.score is None:
        return no_score(identification, verdict) or DASH
    if grid is None or grid.sliced:
        return scale.write_value(verdict.score)
    value = grid_value(grid, verdict.index, year)
    said = scale.write_value(verdict.score if value is None else value)
    counts = grid_counts(grid, verdict.index, year)
    return f"{said} ({out_of(*counts)})" if counts and scale.is_share else said


def no_score(identification: Identification, verdict: Verdict) -> str:
    """Say that the value which orders the list is hidden; nothing where it is simply not there."""
    grid = identification.measured.grids.get(score_name(identification))
    if grid is None:
        return ""
    year = identification.measured.year(identification.year)
    reason = identification.measured.reasons[int(grid.missing[verdict.index, year, 0])]
    return reason.kind if reason.kind == Why.HIDDEN else ""


def summary_rows(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return the rows of the summary table, in the order of the list."""
    with_bound = not common_bound(identification, verdicts)
    return [
        {
            "номер": position,
            "название": label(identification, verdict.index),
            "категория": _with_decision(identification, verdict),
            "показатель": score_in_words(identification, verdict),
            "решающий": _deciding(identification, verdict, with_bound=with_bound),
            "отклонение": distance_of_fact(identification.methodology, verdict.fact)
            or _no_fact(identification, verdict),
            "участники": pupils_of_fact(verdict.fact),
            "цвет": colour_of(identification, verdict),
        }
        for position, verdict in enumerate(shown(identification, verdicts), start=1)
    ]


_COLOURS = ("F4CCCC", "FCE8D5", "")
"""Shades of the first category, of the others whose schools need support, and of the rest."""


def colour_of(identification: Identification, verdict: Verdict) -> str:
    """Return the shade of a school's category; empty text where no support is needed."""
    return _COLOURS[shade_of(identification, verdict)]


def shade_of(identification: Identification, verdict: Verdict) -> int:
    """Return 0 for a school of the first category, 1 of another to support, 2 for the rest."""
    names = [category.name for category in support_categories(identification)]
    return min(names.index(verdict.category), 1) if verdict.category in names else 2


def _with_decision(identification: Identification, verdict: Verdict) -> str:
    """Say the category, and what was decided if it is something else."""
    decision = overriding(identification, verdict.index)
    return verdict.standing + (nbsp(f"; решение: {decision.said}") if decision else "")


def _deciding(identification: Identification, verdict: Verdict, *, with_bound: bool) -> str:
    if verdict.fact is not None:
        methodology = identification.methodology
        with_bound = with_bound and not is_end(methodology, verdict.fact)
        said = fact_in_words(methodology, verdict.fact, with_bound=with_bound)
        return nbsp(capital(said))
    return "" if verdict.is_undecided else _no_fact(identification, verdict)


def _no_fact(identification: Identification, verdict: Verdict) -> str:
    """Say what stands instead of the fact that decided: a dash, or that it is hidden."""
    is_hidden = identification.hides and verdict.fact is None and verdict.category is not None
    return Why.HIDDEN if is_hidden else DASH


def common_bound(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Return the bound of the deciding facts if it is one for all, else an empty text."""
    methodology = identification.methodology
    facts = _deciding_facts(identification, verdicts)
    bounds = {bound_of_fact(methodology, fact) for fact in facts}
    has_ends = any(is_end(methodology, fact) for fact in facts)
    return bounds.pop() if len(bounds) == 1 and not has_ends else ""


def ends_in_words(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Say where the ends of groups are cut with which deciding facts were compared."""
    facts = _deciding_facts(identification, verdicts)
    return "; ".join(ends_of(identification.methodology, facts))


def _deciding_facts(identification: Identification, verdicts: Sequence[Verdict]) -> list[Fact]:
    return [each.fact for each in shown(identification, verdicts) if each.fact is not None]
