"""What each kind of criterion says of itself in Russian."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from shnor_cli.criteria.methodology import Criterion, Indicator, Methodology
from shnor_cli.criteria.numbers import SizeOf
from shnor_cli.criteria.phrases import (
    BOUND_WORDS,
    amount,
    attributes_in_words,
    by_group,
    difference,
    indicator_title,
    of_group,
    reported_by,
    results_named,
    share_written,
    written,
    years_ago,
)
from shnor_cli.criteria.rules import (
    GROUP_ALL,
    All,
    Any,
    AtLeastOf,
    Comparison,
    Count,
    Ends,
    Known,
    Not,
    Source,
)
from shnor_cli.russian import NBSP, Gender, join_and, number_word, quote, word

_METHODS = {
    "linear": "с линейной интерполяцией, как ПРОЦЕНТИЛЬ.ВКЛ",
    "weibull": "как ПРОЦЕНТИЛЬ.ИСКЛ",
    "inverted_cdf": "по ближайшему рангу",
    "lower": "меньшее из двух соседних значений",
    "higher": "большее из двух соседних значений",
}

_TIES = {
    "exclude": ("не более", "равные на границе не входят, если не умещаются все"),
    "include": ("не менее", "равные на границе входят все"),
}

_SLICES: dict[str, tuple[Gender, str, str, str]] = {
    "assessments": ("ж", "оценочной процедуре", "оценочным процедурам", "оценочных процедур"),
    "subjects": ("м", "предмету", "предметам", "предметов"),
    "procedures": ("м", "виду процедур", "видам процедур", "видов процедур"),
    "grades": ("м", "классу", "классам", "классов"),
    "levels": ("м", "уровню", "уровням", "уровней"),
}
"""What a count goes over: gender, dative of one and of many, genitive of many."""


def question(name: str, methodology: Methodology) -> str:
    """Say what a criterion asks, without its title and a full stop at the end."""
    criterion = methodology.criteria[name]
    match criterion:
        case Comparison():
            return _comparison(criterion, methodology)
        case Known(known=indicator):
            title = indicator_title(indicator, methodology)
            return f"значение показателя {title} {asked_of_value(name, methodology)}"
        case Count():
            return _count(criterion)
        case All(all=(only,)) | Any(any=(only,)):
            return f"выполнен критерий {only}"
        case All(all=parts):
            return f"выполнены критерии {join_and(parts)}"
        case Any(any=parts):
            return f"выполнен хотя бы один из критериев {join_and(parts)}"
        case AtLeastOf(of=parts, at_least=count):
            return f"выполнено не менее {_of_criteria(count)} из {len(parts)}: {join_and(parts)}"
        case Not(not_=part):
            return f"критерий {part} не выполнен"


def conditions(criterion: Criterion) -> Iterator[str]:
    """Yield sentences on when a criterion applies and what stands in for a missing answer."""
    match criterion.applies_to:
        case str() as gate:
            yield f"Применяется к школам, для которых выполнен критерий {gate}."
        case dict() as filters:
            yield f"Применяется к школам {join_and(attributes_in_words(filters))}."
    if isinstance(criterion, Count):
        yield from _count_conditions(criterion)
    if criterion.missing == "not_met":
        yield "Если данных для ответа нет, критерий считается невыполненным."


def _of_criteria(count: int) -> str:
    noun = word(count, "критерия", "критериев", "критериев")
    return f"{number_word(count, 'родительный')} {noun}"


def asked_of_value(name: str, methodology: Methodology) -> str:
    """Say what a comparison asks of a value: «не менее 30 %»; of any other criterion, nothing."""
    criterion = methodology.criteria[name]
    match criterion:
        case Comparison():
            return _asked(criterion, methodology)
        case Known():
            return "известно"
    return ""


def _comparison(comparison: Comparison, methodology: Methodology) -> str:
    title = indicator_title(comparison.indicator, methodology)
    return f"значение показателя {title} {_asked(comparison, methodology)}"


def _asked(comparison: Comparison, methodology: Methodology) -> str:
    indicator = methodology.indicators[comparison.indicator]
    match comparison.is_in:
        case Ends() as ends:
            return f"входит в {_ends(ends)}"
        case tuple() as texts:
            return f"равно {results_named(texts)}"
    match comparison.bound:
        case (key, Source() as source):
            return f"{BOUND_WORDS[key]} {_source(source, indicator, methodology)}"
        case (key, Fraction() as bound):
            return f"{BOUND_WORDS[key]} {amount(bound, indicator, methodology)}"
    raise AssertionError(comparison)


def _ends(ends: Ends) -> str:
    which = "наименьших" if ends.lowest is not None else "наибольших"
    bound, ties = _TIES[ends.ties]
    if ends.size.is_share:
        size = f"{share_written(ends.size.number)} школ"
    else:
        count = int(ends.size.number)
        noun = word(count, "школы", "школ", "школ")
        size = f"{number_word(count, 'родительный', 'ж')} {noun}"
    return f"число {which} среди {of_group(ends.within)} ({bound} {size}; {ties})"


def _source(source: Source, indicator: Indicator, methodology: Methodology) -> str:
    if source.value is not None:
        said, ending = amount(source.value, indicator, methodology), "ого"
    else:
        said, ending = _origin(source, methodology)
    return ", ".join([said, *_corrections(source, indicator, methodology, ending)])


def _origin(source: Source, methodology: Methodology) -> tuple[str, str]:
    """Say where a number comes from, in the genitive, and how its participles end."""
    if source.indicator is not None:
        return f"значения показателя {indicator_title(source.indicator, methodology)}", "ого"
    if source.years_ago is not None:
        return f"собственного значения {years_ago(source.years_ago)}", "ого"
    if source.reported is not None:
        return f"значения, сообщённого в источнике {reported_by(source.reported)}", "ого"
    if source.median is not None:
        return f"медианы {by_group(source.median)}", "ой"
    if source.percentile is not None:
        group, method = by_group(source.within or GROUP_ALL), _METHODS[source.method or "linear"]
        whole = source.percentile.denominator == 1
        place = f"{source.percentile}-го" if whole else written(source.percentile)
        return f"{place} процентиля {group} ({method})", "ого"
    return f"среднего {by_group(source.mean or GROUP_ALL)}{_weight(source.weighted)}", "ого"


def _weight(weighted: str | None) -> str:
    match weighted:
        case None | "schools":
            return ", в которое все школы входят поровну"
        case "participants":
            return ", взвешенного по числу участников"
    return f", взвешенного по столбцу {quote(weighted)}"


def _corrections(
    source: Source, indicator: Indicator, methodology: Methodology, ending: str
) -> Iterator[str]:
    """Yield what is done to the number, in the order in which it is done."""
    if source.times is not None:
        yield f"умноженн{ending} на{NBSP}{written(source.times)}"
    if source.minus is not None:
        change = "уменьшенн" if source.minus >= 0 else "увеличенн"
        shown = difference(abs(source.minus), indicator, methodology)
        yield f"{change}{ending} на{NBSP}{shown}"
    if source.minus_sd is not None:
        change = "уменьшенн" if source.minus_sd >= 0 else "увеличенн"
        yield f"{change}{ending} на{NBSP}{_deviations(abs(source.minus_sd))}"


def _deviations(count: Fraction) -> str:
    one, few, many = "стандартное отклонение", "стандартных отклонения", "стандартных отклонений"
    if count.denominator != 1:
        return f"{written(count)} стандартного отклонения группы"
    return f"{written(count)} {word(count, one, few, many)} группы"


def _count(count: Count) -> str:
    if count.over == "years":
        return _over_years(count)
    if count.over == "schools":
        return _over_schools(count)
    gender, one, many, whole = _SLICES[count.over]
    key, size = count.bound
    if _is_none(key, size):
        return f"критерий {count.count} не выполнен ни по{NBSP}{_one_of(gender)} {one}"
    if size.is_share:
        said = f"{_than(key)} по{NBSP}{share_written(size.number)} {whole}, к которым он применим"
        return f"критерий {count.count} выполнен {said}"
    number = int(size.number)
    noun = word(number, one, many, many)
    amount_said = f"по{NBSP}{number_word(number, 'дательный', gender)} {noun}"
    least = "хотя бы" if _is_any(key, size) else _than(key)
    return f"критерий {count.count} выполнен {least} {amount_said}"


def _over_years(count: Count) -> str:
    key, size = count.bound
    said = f"критерий {count.count} выполнен"
    if _asks_all(key, size, count.last):
        if count.last == 1:
            return f"{said} в{NBSP}отчётном году"
        noun = word(count.last or 0, "год", "года", "лет")
        return f"{said} {number_word(count.last or 0)} {noun} подряд, считая отчётный"
    window = _window(count.last)
    if _is_none(key, size):
        return f"критерий {count.count} не выполнен ни в{NBSP}одном {window}"
    if size.is_share:
        return f"{said} {_than(key)} в{NBSP}{share_written(size.number)} лет {window}"
    number = int(size.number)
    least = "хотя бы" if _is_any(key, size) else _than(key)
    noun = "" if count.last else word(number, " году", " годах", " годах")
    return f"{said} {least} в{NBSP}{number_word(number, 'предложный')}{noun} {window}"


def _window(last: int | None) -> str:
    if last is None:
        return "из всех лет таблиц до отчётного включительно"
    if last == 1:
        return "из одного отчётного года"
    return f"из {number_word(last, 'родительный')} последних лет"


def _over_schools(count: Count) -> str:
    key, size = count.bound
    within = count.within or GROUP_ALL
    those = "из всех" if within == GROUP_ALL else of_group(within).removeprefix("школ ")
    if _is_none(key, size):
        return f"критерий {count.count} не выполнен ни в{NBSP}одной школе {those}"
    if size.is_share:
        shown = f"{_than(key)} в{NBSP}{share_written(size.number)} {of_group(within)}"
        return f"критерий {count.count} выполнен {shown}, к которым он применим"
    number = int(size.number)
    noun = word(number, "школе", "школах", "школах")
    least = "хотя бы" if _is_any(key, size) else _than(key)
    said = f"{least} в{NBSP}{number_word(number, 'предложный', 'ж')} {noun} {those}"
    return f"критерий {count.count} выполнен {said}"


def _count_conditions(count: Count) -> Iterator[str]:
    match count.gaps:
        case "not_applicable":
            yield "Годы, к которым он не применим, не учитываются."
        case "skip":
            yield "Годы, к которым он не применим, пропускаются, вместо них берутся более ранние."
    if count.needs is not None:
        yield f"Если ответов меньше {number_word(count.needs, 'родительный')}, ответ неизвестен."


def _than(key: str) -> str:
    return f"{BOUND_WORDS[key]} чем"


def _is_none(key: str, size: SizeOf) -> bool:
    return _is(size, key, {"at_most": 0, "less_than": 1})


def _is_any(key: str, size: SizeOf) -> bool:
    return _is(size, key, {"at_least": 1, "more_than": 0})


def _asks_all(key: str, size: SizeOf, last: int | None) -> bool:
    return last is not None and _is(size, key, {"at_least": last, "more_than": last - 1})


def _is(size: SizeOf, key: str, numbers: Mapping[str, int]) -> bool:
    return not size.is_share and size.number == numbers.get(key)


def _one_of(gender: Gender) -> str:
    return number_word(1, "дательный", gender)
