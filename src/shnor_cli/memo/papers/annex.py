"""The annex to an order (приложение к приказу): the criteria and indicators of a methodology.

Everything is said by the kinds of criteria and indicators themselves, in `criteria/`.
"""

from collections.abc import Iterator
from datetime import date

from shnor_cli.criteria import criterion_words, indicator_words, wording
from shnor_cli.criteria.indicators import Change, Column, Composite, Measure
from shnor_cli.criteria.methodology import (
    Criterion,
    Methodology,
    Procedure,
    indicators_of,
    parts_of,
)
from shnor_cli.criteria.phrases import indicator_title, results_named, written
from shnor_cli.criteria.rules import Comparison, Count, Known, Source
from shnor_cli.memo.words.heading import heading_of
from shnor_cli.memo.words.office import Office
from shnor_cli.russian import DASH, NBSP, capital, join_and, nbsp, number_word, quote, word

Row = dict[str, object]


def annex_of(
    methodology: Methodology, day: date | None, office: Office | None = None
) -> dict[str, object]:
    """Return the values of the annex: a row for each indicator, and six sections in words."""
    general = [wording.basis_in_words(methodology), wording.low_results_in_words(methodology)]
    return heading_of(methodology, office, day) | {
        "строки": [
            {"номер": place, **_row(methodology, name)}
            for place, name in enumerate(methodology.indicators, start=1)
        ],
        "общие": _said(general),
        "источники": _said(_sources(methodology)),
        "расчёт": _said(_calculation(methodology)),
        "правило": _said(_rule(methodology)),
        "исключения": _said(_exclusions(methodology)),
        "есть_категории": bool(methodology.categories),
        "первая_категория": methodology.categories[0].name if methodology.categories else "",
    }


def _said(paragraphs: list[str] | Iterator[str]) -> list[str]:
    return [nbsp(text) for text in paragraphs if text]


def _row(methodology: Methodology, name: str) -> Row:
    indicator = methodology.indicators[name]
    asking = [key for key, each in methodology.criteria.items() if _asks(each, name)]
    unit = f"Единица измерения: {indicator.unit}." if indicator.unit else ""
    rules = " ".join(indicator_words.conditions(indicator))
    formula = wording.sentence(capital(indicator_words.calculation(name, methodology)))
    return {
        "критерий": _lines(
            [_named(methodology, key) for key in asking] or _uses(methodology, name)
        ),
        "показатель": nbsp(indicator.title or name),
        "формула": nbsp(" ".join(filter(None, (formula, rules, unit)))),
        "источник": nbsp(capital(indicator_words.source(name, methodology))),
        "порог": _lines([_threshold(methodology, key, len(asking)) for key in asking]),
        "балл": _lines(
            [*indicator_words.points_in_words(name, methodology), *_weights(methodology, name)]
        ),
        "период": nbsp(_period(methodology, name, asking)),
    }


def _lines(texts: list[str]) -> list[str]:
    return [nbsp(text) for text in texts] or [DASH]


def _asks(criterion: Criterion, indicator: str) -> bool:
    match criterion:
        case Comparison(indicator=name) | Known(known=name):
            return name == indicator
    return False


def _named(methodology: Methodology, criterion: str) -> str:
    title = methodology.criteria[criterion].title
    return f"{criterion}. {title}" if title else criterion


def _uses(methodology: Methodology, name: str) -> list[str]:
    """Say what an indicator is for that no criterion asks about."""
    titles = [
        indicator_title(whole, methodology)
        for whole, indicator in methodology.indicators.items()
        if name in indicators_of(indicator)
    ]
    noun = "показателя" if len(titles) == 1 else "показателей"
    said = [f"Для расчёта {noun} {join_and(titles)}"] if titles else []
    return [*said, *(["Порядок списка школ"] if name == methodology.score else [])]


def _threshold(methodology: Methodology, criterion: str, count: int) -> str:
    asked = criterion_words.asked_of_value(criterion, methodology)
    return f"{criterion}: {asked}" if count > 1 else asked


def _weights(methodology: Methodology, name: str) -> Iterator[str]:
    """Say what weight an indicator has in those that are made of it."""
    for whole, indicator in methodology.indicators.items():
        if isinstance(indicator, Composite) and name in indicator.composite:
            weight = written(indicator.composite[name])
            yield f"вес {weight} в показателе {indicator_title(whole, methodology)}"


def _period(methodology: Methodology, name: str, asking: list[str]) -> str:
    """Say the years that a rule looks at: the longest window over the criteria of an indicator."""
    indicator = methodology.indicators[name]
    spans = [1 + indicator.years] if isinstance(indicator, Change) else [1]
    for criterion in asking:
        window = _window(methodology, criterion)
        if window is None:
            return "все учебные годы, за которые есть данные, по отчётный"
        spans.append(window)
    years = max(spans)
    if years == 1:
        return "отчётный учебный год"
    noun = word(years, "учебный год", "учебных года", "учебных лет")
    return f"{number_word(years)} последних {noun}, считая отчётный"


def _window(methodology: Methodology, criterion: str) -> int | None:
    """Return how many years an answer to a criterion is asked for; None for all there are."""
    rule = methodology.criteria[criterion]
    own = 1
    if isinstance(rule, Comparison) and rule.bound and isinstance(rule.bound[1], Source):
        own += rule.bound[1].years_ago or 0
    windows = [own]
    for name, other in methodology.criteria.items():
        if criterion in parts_of(other):
            further = _window(methodology, name)
            last = other.last if isinstance(other, Count) and other.over == "years" else 1
            if further is None or last is None:
                return None
            windows.append(own + further + last - 2)
    return max(windows)


def _sources(methodology: Methodology) -> Iterator[str]:
    indicators = methodology.indicators.values()
    taken = [
        name
        for each in indicators
        if isinstance(each, Measure)
        for name in indicator_words.procedures_of(each, methodology)
    ]
    for name in dict.fromkeys(taken):
        yield _procedure(name, methodology.procedures[name])
    ready = [each for each in indicators if isinstance(each, Column)]
    columns = dict.fromkeys(name for each in ready for name in (each.column, each.over) if name)
    if columns:
        noun = "столбец" if len(columns) == 1 else "столбцы"
        yield f"Таблица школ или реестр школ: {noun} {join_and([quote(c) for c in columns])}."
    yield wording.not_held_in_words(methodology)


def _procedure(name: str, procedure: Procedure) -> str:
    title = f"{procedure.title} ({name})" if procedure.title else name
    if not procedure.scale:
        return f"{title}: баллы участников."
    return f"{title}: число участников с каждым результатом — {results_named(procedure.scale)}."


def _calculation(methodology: Methodology) -> Iterator[str]:
    yield wording.groups_in_words(methodology)
    yield wording.missing_in_words(methodology)
    yield wording.small_sample_in_words(methodology)


def _rule(methodology: Methodology) -> Iterator[str]:
    for name in methodology.criteria:
        yield wording.criterion_in_words(name, methodology)
    yield wording.categories_in_words(methodology)
    yield wording.order_in_words(methodology)


def _exclusions(methodology: Methodology) -> Iterator[str]:
    population = wording.population_in_words(methodology)
    yield population or f"Не оцениваются школы, исключённые в{NBSP}реестре."
    yield wording.objectivity_in_words(methodology)
