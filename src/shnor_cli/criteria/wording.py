"""A methodology in Russian sentences: for the memo, the annex to an order, the screen and the docs.

The kinds say themselves in `indicator_words.py` and `criterion_words.py`; a new kind needs its
words there. Inclusive and strict are told apart everywhere: «не менее» and «не более» take the
bound in, «более» and «менее» do not.
"""

from collections.abc import Iterator, Sequence

from shnor_cli.criteria import criterion_words, indicator_words
from shnor_cli.criteria.indicators import (
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Points,
    Residual,
)
from shnor_cli.criteria.methodology import Basis, Indicator, Methodology, Procedure
from shnor_cli.criteria.phrases import (
    attributes_in_words,
    clause_in_words,
    indicator_title,
    not_held,
    results_named,
)
from shnor_cli.criteria.rules import Comparison, Ends
from shnor_cli.russian import NBSP, capital, date_in_words, join_and, quote, school_year


def indicator_in_words(name: str, methodology: Methodology) -> str:
    """Say an indicator: its title, what it is, and what holds of it besides."""
    indicator = methodology.indicators[name]
    said = sentence(f"{indicator.title or name}: {indicator_words.definition(name, methodology)}")
    return " ".join([said, *indicator_words.conditions(indicator)])


def criterion_in_words(name: str, methodology: Methodology) -> str:
    """Say a criterion: its name, its clause in the document, its title and what it asks."""
    criterion = methodology.criteria[name]
    clause = f" ({clause_in_words(criterion.clause)})" if criterion.clause else ""
    return f"{name}{clause}. {question_in_words(name, methodology)}"


def question_in_words(name: str, methodology: Methodology) -> str:
    """Say what a criterion asks: its title, the question, and when it applies."""
    criterion = methodology.criteria[name]
    asked = criterion_words.question(name, methodology)
    said = sentence(f"{criterion.title}: {asked}" if criterion.title else capital(asked))
    return " ".join([said, *criterion_words.conditions(criterion)])


def category_in_words(position: int, methodology: Methodology) -> str:
    """Say a category, by its position: its name and the criterion that puts a school into it."""
    category = methodology.categories[position]
    name = quote(category.name) + (f" ({category.long})" if category.long else "")
    if category.when is None:
        return f"{name} — остальные школы"
    title = methodology.criteria[category.when].title
    named = f" {quote(title)}" if title else ""
    return f"{name} — выполнен критерий {category.when}{named}"


def methodology_in_words(
    methodology: Methodology, *, years: Sequence[int] | None = None
) -> tuple[str, ...]:
    """Say a whole methodology, a paragraph for each of its parts that says something.

    Args:
        methodology: what is said.
        years: school years of interest: of others it is not said that a procedure was not held.
    """
    return tuple(
        paragraph
        for paragraph in (
            basis_in_words(methodology),
            population_in_words(methodology),
            objectivity_in_words(methodology),
            low_results_in_words(methodology),
            not_held_in_words(methodology, years),
            *(indicator_in_words(name, methodology) for name in methodology.indicators),
            *(criterion_in_words(name, methodology) for name in methodology.criteria),
            categories_in_words(methodology),
            order_in_words(methodology),
            small_sample_in_words(methodology),
            missing_in_words(methodology),
            groups_in_words(methodology),
        )
        if paragraph
    )


def basis_in_words(methodology: Methodology, opening: str = "Методика") -> str:
    """Say the document a methodology rests on, as far as its file names it."""
    said = [f"{opening} {quote(methodology.title)}"]
    document = document_in_words(methodology.basis)
    said += [f"Основание: {document}"] if document else []
    said += [f"Редакция: {methodology.basis.edition}"] if methodology.basis.edition else []
    said += [methodology.basis.note.rstrip(".")] if methodology.basis.note else []
    if methodology.status == "пример":
        said.append("Методика является примером и не утверждена")
    elif not document:
        said.append("Реквизиты документа, которым утверждена методика, не указаны")
    return " ".join(map(sentence, said))


def population_in_words(methodology: Methodology) -> str:
    """Say which schools are not judged; empty where all are."""
    exclude = methodology.population.exclude
    if not exclude:
        return ""
    said = "; ".join(f"школы {each}" for each in attributes_in_words(exclude))
    return f"Не оцениваются {said}; школы, исключённые в реестре."


def objectivity_in_words(methodology: Methodology) -> str:
    """Say what is done of results that a list doubts; empty where the methodology does not."""
    objectivity = methodology.objectivity
    if objectivity is None:
        return ""
    what = f"Результаты {join_and(objectivity.procedures)}, которые требуют проверки объективности"
    listed = f" (список: {objectivity.list_})" if objectivity.list_ else ""
    match objectivity.policy:
        case "keep":
            done = "учитываются как все; список таких школ сохраняется"
        case "flag":
            done = "учитываются; у заключения ставится пометка"
        case "drop":
            done = "не учитываются, в средних по группам тоже"
    return f"{what}{listed}, {done}."


def low_results_in_words(methodology: Methodology) -> str:
    """Say what a low result is in each procedure that a share of low results takes."""
    used = {
        name
        for indicator in methodology.indicators.values()
        if isinstance(indicator, Measure) and indicator.measure == "low_share"
        for name in indicator_words.procedures_of(indicator, methodology)
    }
    by_low: dict[tuple[str, ...], list[str]] = {}
    for name, procedure in methodology.procedures.items():
        if name in used and procedure.low:
            by_low.setdefault(procedure.low, []).append(name)
    said = "; ".join(f"{join_and(names)} — {_low(low)}" for low, names in by_low.items())
    return f"Низким считается результат участника: {said}." if said else ""


def not_held_in_words(methodology: Methodology, years: Sequence[int] | None = None) -> str:
    """Say which procedures were not held in which school year, and breaks of scale."""
    said = [
        text
        for name, procedure in methodology.procedures.items()
        for year, text in _history(name, procedure)
        if years is None or year in years
    ]
    return " ".join(said)


def categories_in_words(methodology: Methodology) -> str:
    """Say the categories in their order; empty for a rating."""
    if not methodology.categories:
        return ""
    said = "; ".join(
        category_in_words(position, methodology) for position in range(len(methodology.categories))
    )
    return f"Школа относится к первой категории, условие которой выполнено: {said}."


def order_in_words(methodology: Methodology) -> str:
    """Say how the list of schools is ordered."""
    if methodology.score is None:
        by = "сводной доле низких результатов, от большей к меньшей"
    else:
        is_high_bad = methodology.is_high_bad(methodology.score)
        way = "от большего к меньшему" if is_high_bad else "от меньшего к большему"
        by = f"показателю {indicator_title(methodology.score, methodology)}, {way}"
    first = "категориям, внутри категории — по " if methodology.categories else ""
    return f"Список школ упорядочен по {first}{by}."


def small_sample_in_words(methodology: Methodology) -> str:
    """Say when a small number of participants is noted; empty where it never is, or is unknown."""
    counted = any(
        isinstance(each, Measure) or (isinstance(each, Column) and each.over)
        for each in methodology.indicators.values()
    )
    if not methodology.small_sample or not counted:
        return ""
    said = (
        f"При числе участников менее {methodology.small_sample} заключение сопровождается "
        "пометкой о малой выборке"
    )
    return f"{said}; на категорию пометка не влияет." if methodology.categories else f"{said}."


def missing_in_words(methodology: Methodology) -> str:
    """Say what stands in for a row that a school has in other years but not in this one.

    Of a single assessment nothing is known then; a pooled value is that of the rows there are.
    """
    if methodology.absent == "not_applicable":
        return "Если у школы нет результата процедуры за год, процедура за этот год не учитывается."
    axes = {each.each for each in methodology.indicators.values() if isinstance(each, Measure)}
    single, pooled = "assessment" in axes, bool(axes - {"assessment"})
    open_ones = "школе, у которой от него зависит категория, называются все возможные категории"
    last = f"; {open_ones}." if methodology.categories else "."
    if _compares_made(methodology):
        last = f"{last} {_LIMITS}"
    if not axes:
        return f"Если нужного значения нет, ответ неизвестен{last}"
    said = (
        "Если у школы нет результата процедуры, которая у неё есть в другие годы, "
        f"ответ {'по этой процедуре ' if pooled else ''}неизвестен{last}"
    )
    if not pooled:
        return said
    whole = "Сводный показатель считается по тем результатам, которые у школы за год есть"
    if single:
        return f"{said} {whole}."
    return f"{whole}; если нет ни одного, а в другие годы они есть, ответ неизвестен{last}"


_LIMITS = (
    "Если неизвестна часть показателя, который считается по другим, ответ известен там, где он от "
    "неё не зависит."
)


def _compares_made(methodology: Methodology) -> bool:
    """Say whether values made of others by arithmetic are compared with written numbers."""
    return any(
        isinstance(each, Comparison)
        and each.fixed_bound is not None
        and each.missing == "unknown"
        and _is_made(methodology.indicators[each.indicator])
        for each in methodology.criteria.values()
    )


def _is_made(indicator: Indicator) -> bool:
    is_mean = isinstance(indicator, Composite) and indicator.mean == "arithmetic"
    return is_mean or isinstance(indicator, FormulaIndicator | Points)


def groups_in_words(methodology: Methodology) -> str:
    """Say who is in the groups that schools are compared with; empty where there are none."""
    if not _compares_groups(methodology):
        return ""
    members = {
        "judged": "не исключённые школы, у которых значение показателя известно",
        "all": "все школы, у которых значение показателя известно, и исключённые тоже",
    }
    said = f"В группу сравнения входят {members[methodology.groups]}."
    if methodology.min_group == 1:
        return said
    return f"{said} Если таких школ меньше {methodology.min_group}, ответ неизвестен."


def _compares_groups(methodology: Methodology) -> bool:
    of_criteria = any(
        isinstance(criterion.is_in, Ends)
        or (criterion.bound is not None and getattr(criterion.bound[1], "group", None) is not None)
        for criterion in methodology.criteria.values()
        if isinstance(criterion, Comparison)
    )
    return of_criteria or any(
        isinstance(each, Residual) or (isinstance(each, Composite) and each.normalise != "none")
        for each in methodology.indicators.values()
    )


_KINDS = ("Письмо", "Положение", "Постановление", "Приказ", "Протокол", "Распоряжение", "Решение")
"""Kinds of documents, which are written small within a sentence."""


def document_in_words(basis: Basis) -> str:
    """Say a document as far as it is named; who issued it stays in the nominative, aside."""
    document = basis.document or ("документ" if basis.number or basis.issued else "")
    if document.startswith(_KINDS):
        document = document[0].lower() + document[1:]
    said = " ".join(filter(None, (document, *date_and_number(basis))))
    return f"{said} ({basis.issuer})" if said and basis.issuer else said or basis.issuer or ""


def date_and_number(basis: Basis) -> tuple[str, str]:
    """Return «от 14 января 2025 г.» and «№ 12-од»; empty texts where the file names none."""
    return (
        f"от{NBSP}{date_in_words(basis.issued)}" if basis.issued else "",
        f"№{NBSP}{basis.number}" if basis.number else "",
    )


def _low(low: tuple[str, ...]) -> str:
    marks = [each for each in low if each.isdecimal()]
    levels = [each for each in low if not each.isdecimal()]
    said = [
        f"{'отметка' if len(marks) == 1 else 'отметки'} {results_named(marks)}" if marks else "",
        f"результат {results_named(levels)}" if levels else "",
    ]
    return " или ".join(each for each in said if each)


def _history(name: str, procedure: Procedure) -> Iterator[tuple[int, str]]:
    for year, reason in sorted(procedure.not_held.items()):
        why = f" ({reason})" if reason else ""
        when = f" в{NBSP}{school_year(year)} учебном году"
        yield year, f"{capital(not_held(name, procedure.title, when))}{why}."
    for year in sorted(procedure.breaks):
        said = f"Результаты {name} с{NBSP}{school_year(year)} учебного года несравнимы с прежними."
        yield year, said


def sentence(text: str) -> str:
    """End a text with one full stop, also where it ends in «п.п.» or «г.»."""
    return text if text.endswith(".") else f"{text}."
