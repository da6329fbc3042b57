"""What each kind of indicator says of itself in Russian."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from shnor_cli.criteria.formula import Call, Constant, Name, Negation, Node, Operation
from shnor_cli.criteria.indicators import (
    Band,
    Change,
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Method,
    MinMax,
    Points,
    Residual,
    Share,
    Sum,
    Target,
)
from shnor_cli.criteria.methodology import Indicator, Methodology, indicators_of
from shnor_cli.criteria.phrases import (
    BOUND_WORDS,
    amount,
    by_group,
    filters_in_words,
    indicator_title,
    is_share,
    points_given,
    results_named,
    share_written,
    written,
    years_ago,
)
from shnor_cli.russian import NBSP, join_and, quote

EACH = {
    "assessment": "по каждой оценочной процедуре",
    "subject": "по каждому предмету",
    "procedure": "по каждому виду процедур",
    "grade": "по каждому классу",
    "level": "по каждому уровню",
    "school": "в целом по школе",
}
"""The slice axis of an indicator or a criterion in words."""

_MEANS = {
    "arithmetic": "среднее арифметическое",
    "geometric": "среднее геометрическое",
    "harmonic": "среднее гармоническое",
}

_METHODS = {
    "none": "без приведения",
    "zscore": "отклонение от среднего по школам в стандартных отклонениях",
    "rank": "место по возрастанию, равным наименьшее из их мест",
    "percentile": "место по возрастанию без единицы, делённое на число школ без единицы",
    "share_below": "место по возрастанию без единицы, делённое на число школ",
}

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def definition(name: str, methodology: Methodology) -> str:
    """Say what an indicator is, without its title and a full stop at the end."""
    said = calculation(name, methodology)
    indicator = methodology.indicators[name]
    match indicator:
        case Measure(of=of):
            return f"{said}; учитываются: {filters_in_words(of)}"
        case Points():
            return f"{said}: {'; '.join(points_in_words(name, methodology))}"
    return said


def source(name: str, methodology: Methodology) -> str:
    """Say what an indicator is counted from: assessments, columns, or other indicators."""
    indicator = methodology.indicators[name]
    match indicator:
        case Measure(of=of):
            return filters_in_words(of)
        case Column():
            return "таблица школ или реестр"
    titles = dict.fromkeys(indicator_title(part, methodology) for part in indicators_of(indicator))
    return f"{'показатели' if len(titles) > 1 else 'показатель'} {join_and(list(titles))}"


def points_in_words(name: str, methodology: Methodology) -> tuple[str, ...]:
    """Say what points or letters each band of an indicator gives; empty where it has no bands."""
    indicator = methodology.indicators[name]
    if not isinstance(indicator, Points):
        return ()
    return tuple(band_in_words(band, indicator, methodology) for band in indicator.bands)


def calculation(name: str, methodology: Methodology) -> str:
    """Say how an indicator is counted, without the assessments that it takes and its bands."""
    indicator = methodology.indicators[name]
    match indicator:
        case Measure():
            return f"{_counted(indicator, methodology)}, {EACH[indicator.each]}"
        case Column(column=column, over=over):
            if over is None:
                return f"значение столбца {quote(column)} таблицы школ или реестра"
            return f"отношение столбца {quote(column)} к столбцу {quote(over)}"
        case Composite():
            return _composite(indicator, methodology)
        case Points(points=part):
            return f"по показателю {indicator_title(part, methodology)} (первая подходящая полоса)"
        case FormulaIndicator(formula=formula):
            said = formula_in_words(formula.tree, lambda part: indicator_title(part, methodology))
            return f"по формуле: {said}"
        case Change(change=part, years=years):
            title = indicator_title(part, methodology)
            return f"разность значений показателя {title} за год и {years_ago(years)}"
        case Residual():
            return _residual(indicator, methodology)


def conditions(indicator: Indicator) -> Iterator[str]:
    """Yield sentences on what holds of a value besides its definition."""
    if isinstance(indicator, Change):
        yield "При смене шкалы между этими годами значение неизвестно."
    if indicator.min_participants:
        yield f"При числе участников менее {indicator.min_participants} значение неизвестно."
    if indicator.round is not None:
        step = Fraction(1, 10**indicator.round)
        shown = share_written(step) if is_share(indicator) else written(step)
        yield f"Значение округляется до {shown}, половина в большую сторону."


def _counted(measure: Measure, methodology: Methodology) -> str:
    match measure.measure:
        case "low_share":
            return "отношение числа участников с низким результатом к числу участников"
        case "quality":
            good = _good(measure, methodology)
            return f"отношение числа участников с результатом {good} к числу участников"
        case "mean_mark":
            return "отношение суммы отметок к числу участников, получивших отметку"
        case "mean_score":
            return "отношение суммы баллов к числу участников"
        case "participation":
            return "отношение числа участников к числу обучающихся по списку"
        case "participants":
            return "число участников"
        case Share(share=categories):
            named = results_named(categories)
            return f"отношение числа участников с результатом {named} к числу участников"
        case Sum(sum=categories):
            return f"число участников с результатом {results_named(categories)}"


def procedures_of(measure: Measure, methodology: Methodology) -> tuple[str, ...]:
    """Return the declared procedures that a measure takes, in the order of the methodology."""
    if measure.of is None or any(each.procedure is None for each in measure.of):
        return tuple(methodology.procedures)
    named = {name for each in measure.of for name in each.procedure or ()}
    return tuple(name for name in methodology.procedures if name in named)


def _good(measure: Measure, methodology: Methodology) -> str:
    by_scale: dict[tuple[str, ...], list[str]] = {}
    for name in procedures_of(measure, methodology):
        good = methodology.procedures[name].good
        if good is not None:
            by_scale.setdefault(good, []).append(name)
    if len(by_scale) == 1:
        return results_named(next(iter(by_scale)))
    said = "; ".join(f"{join_and(p)}: {results_named(good)}" for good, p in by_scale.items())
    return f"хорошего уровня ({said})"


def _composite(composite: Composite, methodology: Methodology) -> str:
    titles = [indicator_title(part, methodology) for part in composite.composite]
    weights = list(composite.composite.values())
    if len(set(weights)) == 1:
        parts = f"показателей {join_and(titles)}" + (" с равными весами" if weights[1:] else "")
    else:
        pairs = zip(titles, weights, strict=True)
        parts = "показателей " + join_and([f"{t} (вес{NBSP}{written(w)})" for t, w in pairs])
    sentences = [
        f"{_MEANS[composite.mean]} {parts}",
        *_normalised(composite, methodology),
        *_gaps(composite),
    ]
    return ". ".join(sentences)


def _normalised(composite: Composite, methodology: Methodology) -> Iterator[str]:
    methods = {part: composite.method(part) for part in composite.composite}
    if set(methods.values()) == {"none"}:
        return
    turned = [
        indicator_title(part, methodology)
        for part, method in methods.items()
        if method != "none"
        and not isinstance(methodology.indicators[part], Composite)
        and methodology.is_high_bad(part)
    ]
    if turned:
        named = join_and(turned)
        yield f"Части, у которых плохо высокое значение, берутся с обратным знаком: {named}"
    within = f" {by_group(composite.within)}" if composite.within else ""
    if len(set(methods.values())) == 1:
        method = next(iter(methods.values()))
        yield f"Части приводятся к общей шкале{within}: {_method(method)}"
    else:
        said = [f"{indicator_title(p, methodology)}: {_method(m)}" for p, m in methods.items()]
        yield f"Части приводятся к общей шкале{within}. " + "; ".join(said)


def _method(method: Method) -> str:
    match method:
        case MinMax(minmax=(low, high), goalposts=posts):
            to = f"линейно к промежутку от {written(low)} до {written(high)}"
            if posts is None:
                return f"{to} между наименьшим и наибольшим значением среди школ года"
            return f"{to} по опорным значениям {written(posts[0])} и {written(posts[1])}"
        case Target(target=target):
            goal = written(target)
            return f"пройденная доля пути от наименьшего значения до {goal}, но не более 1"
        case str():
            return _METHODS[method]


def _gaps(composite: Composite) -> Iterator[str]:
    if composite.missing == "unknown":
        yield (
            "Части, которые к школе не применимы, не учитываются; "
            "если неизвестна хотя бы одна из остальных, значение неизвестно"
        )
        return
    yield "Части, которых у школы нет, не учитываются, среднее берётся по остальным"
    if composite.needs is not None:
        needs = share_written(composite.needs)
        yield f"Если известно менее {needs} частей, значение неизвестно"


def band_in_words(band: Band, points: Points, methodology: Methodology) -> str:
    """Say a band and what it gives: «не менее 30 % — 2 балла»."""
    measured = methodology.indicators[points.points]
    bounds = [
        f"{BOUND_WORDS[key]} {amount(number, measured, methodology)}" for key, number in band.bounds
    ]
    given = points_given(band.gives, points.unit or "")
    return f"{' и '.join(bounds) or 'в остальных случаях'} — {given}"


def formula_in_words(node: Node, said: Callable[[str], str]) -> str:
    """Write a formula with its indicators as they are said."""
    match node:
        case Constant(value):
            return written(value)
        case Name(name):
            return said(name)
        case Negation(operand):
            return f"−{_bracketed(operand, 2, said)}"
        case Operation(operator, left, right):
            strength = _STRENGTH[operator]
            second = _bracketed(right, strength + (operator in "-/"), said)
            return f"{_bracketed(left, strength, said)} {_SIGNS[operator]} {second}"
        case Call(function, arguments):
            inner = "; ".join(formula_in_words(each, said) for each in arguments)
            names = {"min": "наименьшее из", "max": "наибольшее из", "abs": "модуль"}
            return f"{names[function]} ({inner})"


def _bracketed(node: Node, strength: int, said: Callable[[str], str]) -> str:
    text = formula_in_words(node, said)
    match node:
        case Operation(operator) if _STRENGTH[operator] < strength:
            return f"({text})"
        case Negation():
            return f"({text})"
    return text


def _residual(residual: Residual, methodology: Methodology) -> str:
    titles = [indicator_title(part, methodology) for part in residual.on]
    noun = "показателю" if len(titles) == 1 else "показателям"
    weight = "с весом числа участников" if residual.weighted else "с равным весом"
    return (
        f"разность показателя {indicator_title(residual.residual, methodology)} и значения, "
        f"ожидаемого по {noun} {join_and(titles)} (линейная регрессия со свободным членом "
        f"по школам года, школы входят {weight}). "
        "Если на один показатель контекста приходится менее 10 школ, значение неизвестно"
    )
