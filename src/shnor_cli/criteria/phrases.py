"""Small Russian phrases of a methodology: numbers in their unit, bounds, filters, attributes."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shnor_cli.criteria.indicators import Change, Column, Filter, Measure, Residual, Share
from shnor_cli.criteria.methodology import Indicator, Methodology
from shnor_cli.criteria.numbers import write_number
from shnor_cli.criteria.rules import GROUP_ALL
from shnor_cli.criteria.subjects import SUBJECTS
from shnor_cli.russian import (
    NBSP,
    Case,
    exact,
    join_and,
    number,
    number_word,
    plural,
    quote,
    word,
)

BOUND_WORDS = {
    "at_least": "не менее",
    "more_than": "более",
    "at_most": "не более",
    "less_than": "менее",
}
"""A bound in words; what follows stands in the genitive."""

_RATIOS = ("low_share", "quality", "participation")

_SUBJECTS = {
    **{each.name: each.dative for each in SUBJECTS},
    "естественнонаучная грамотность": "естественнонаучной грамотности",
}
"""Subjects whose dative is known; any other stays in the nominative, in quotes."""

_LEVELS = {"база": "базового уровня", "профиль": "профильного уровня"}

_ATTRIBUTES = {
    GROUP_ALL: ("всем школам", "всех школ", "всем школам вместе"),
    "municipality": ("муниципалитету", "школ муниципалитета", "муниципалитету"),
    "region": ("региону", "школ региона", "региону"),
}
"""Groups of schools: «среднее по …», «25 % …», «сообщено по …»."""


def indicator_title(name: str, methodology: Methodology) -> str:
    """Return the title of an indicator in quotes, its name where it has no title."""
    return quote(methodology.indicators[name].title or name)


def is_share(indicator: Indicator) -> bool:
    """Say whether the values of an indicator are shares, written as percents."""
    match indicator:
        case Measure(measure=measure):
            return measure in _RATIOS or isinstance(measure, Share)
        case Column(over=over):
            return over is not None
    return False


def is_difference_of_shares(indicator: Indicator, methodology: Methodology) -> bool:
    """Say whether the values are differences of shares, written in percentage points."""
    match indicator:
        case Change(change=part) | Residual(residual=part):
            inner = methodology.indicators[part]
            return is_share(inner) or is_difference_of_shares(inner, methodology)
    return False


def clause_in_words(clause: str) -> str:
    """Say a clause of the document: a bare «2.1» becomes «пункт 2.1»."""
    return f"пункт{NBSP}{clause}" if clause[:1].isdigit() else clause


def written(value: Fraction) -> str:
    """Write a number of a methodology with all its decimals: «0,125», «2/3»."""
    text = write_number(value)
    if "/" in text:
        return text.replace("-", "−")
    return number(value, len(text.partition(".")[2]))


def share_written(value: Fraction) -> str:
    """Write a share with all its decimals: «30 %»; «2/3» where a percent would be endless."""
    percents = written(value * 100)
    return written(value) if "/" in percents else f"{percents}{NBSP}%"


def amount(value: Fraction, indicator: Indicator, methodology: Methodology) -> str:
    """Write a value of an indicator in its unit, in the genitive: «30 %», «4 баллов», «3,5»."""
    if is_share(indicator):
        return share_written(value)
    if is_difference_of_shares(indicator, methodology):
        return difference(value, indicator, methodology)
    return _with_unit(value, indicator.unit or "")


def difference(value: Fraction, indicator: Indicator, methodology: Methodology) -> str:
    """Write a difference of two values of an indicator: «15 п.п.», «0,5», «2 баллов»."""
    if is_share(indicator) or is_difference_of_shares(indicator, methodology):
        percents = written(value * 100)
        return written(value) if "/" in percents else f"{percents}{NBSP}п.п."
    return _with_unit(value, indicator.unit or "")


def points_given(gives: Fraction | str, unit: str) -> str:
    """Say what a band gives, in the nominative: «2 балла», «5», «„D“»."""
    if isinstance(gives, str):
        return quote(gives)
    if unit == "балл" and gives.denominator == 1:
        return plural(gives, "балл", "балла", "баллов")
    return _with_unit(gives, unit)


def _with_unit(value: Fraction, unit: str) -> str:
    if unit == "балл":
        whole = exact(value).denominator == 1
        noun = word(value, "балла", "баллов", "баллов") if whole else "балла"
        return f"{written(value)}{NBSP}{noun}"
    return f"{written(value)}{NBSP}{unit}" if unit else written(value)


def results_named(categories: Sequence[str], last: str = "или") -> str:
    """Name categories of a scale: «„3“, „4“ или „5“», in quotes."""
    return join_and([quote(each) for each in categories], last)


def filters_in_words(filters: Sequence[Filter] | None) -> str:
    """Say which assessments are taken: «ВПР по математике в 5 и 6 классах; ОГЭ по математике»."""
    if filters is None:
        return "все процедуры методики"
    return "; ".join(filter_in_words(each) for each in filters)


def filter_in_words(chosen: Filter) -> str:
    """Say one filter: «ЕГЭ по математике профильного уровня»."""
    parts = [
        join_and(chosen.procedure) if chosen.procedure else "все процедуры",
        subjects_in_words(chosen.subject) if chosen.subject else "",
        levels_in_words(chosen.level) if chosen.level else "",
        grades_in_words(chosen.grade) if chosen.grade else "",
    ]
    return " ".join(part for part in parts if part)


def subjects_in_words(subjects: Sequence[str]) -> str:
    """Say subjects: «по русскому языку и математике»; unknown ones undeclined, in quotes."""
    known = [_SUBJECTS.get(subject.casefold()) for subject in subjects]
    if all(known):
        return f"по{NBSP}{join_and([each for each in known if each])}"
    noun = "предмету" if len(subjects) == 1 else "предметам"
    return f"по{NBSP}{noun} {results_named(subjects, 'и')}"


def levels_in_words(levels: Sequence[str]) -> str:
    """Say levels: «профильного уровня», «уровней „А“ и „Б“»."""
    known = [_LEVELS.get(level.casefold()) for level in levels]
    if len(levels) == 1 and known[0]:
        return known[0]
    noun = "уровня" if len(levels) == 1 else "уровней"
    return f"{noun} {results_named(levels, 'и')}"


def grades_in_words(grades: Sequence[int]) -> str:
    """Say grades: «в 5 классе», «в 5 и 6 классах», «в 4–8 и 10 классах»."""
    runs: list[list[int]] = []
    for grade in sorted(set(grades)):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    texts = [text for run in runs for text in _run_in_words(run)]
    noun = "классе" if len(set(grades)) == 1 else "классах"
    return f"в{NBSP}{join_and(texts)}{NBSP}{noun}"


def _run_in_words(run: list[int]) -> list[str]:
    if len(run) > 2:  # noqa: PLR2004 - two neighbours are named one by one: «5 и 6»
        return [f"{run[0]}–{run[-1]}"]
    return [str(grade) for grade in run]


def by_group(attribute: str) -> str:
    """Say a group after «среднее»: «по муниципалитету», «по школам с тем же признаком „kind“»."""
    known = _ATTRIBUTES.get(attribute)
    return f"по{NBSP}{known[0] if known else _same(attribute, 'школам')}"


def of_group(attribute: str) -> str:
    """Say a group after a number: «школ муниципалитета», «всех школ»."""
    known = _ATTRIBUTES.get(attribute)
    return known[1] if known else _same(attribute, "школ")


def reported_by(attribute: str) -> str:
    """Say for whom a group's own value was reported: «по муниципалитету»."""
    known = _ATTRIBUTES.get(attribute)
    return f"по{NBSP}{known[2] if known else 'группе ' + quote(attribute)}"


def _same(attribute: str, noun: str) -> str:
    return f"{noun} с тем же признаком {quote(attribute)}"


def attributes_in_words(filters: Mapping[str, Sequence[str]]) -> list[str]:
    """Say attributes of schools after «школы»: «вида „вечерняя“ или „коррекционная“»."""
    titles = {"kind": "вида", "municipality": "муниципалитета", "region": "региона"}
    return [
        f"{titles.get(name, 'с признаком ' + quote(name) + ':')} {results_named(values)}"
        for name, values in filters.items()
    ]


def years_ago(count: int) -> str:
    """Say how long ago: «годом ранее», «двумя годами ранее»."""
    said: Case = "творительный"
    return "годом ранее" if count == 1 else f"{number_word(count, said)} годами ранее"


_NOT_HELD = {
    **dict.fromkeys(("ый", "ий", "ой"), "не проводился"),
    **dict.fromkeys(("ая", "яя"), "не проводилась"),
    **dict.fromkeys(("ое", "ее"), "не проводилось"),
    **dict.fromkeys(("ые", "ие"), "не проводились"),
}
"""What agrees with a title by the end of its first word: «Основной государственный экзамен»."""


def not_held(procedure: str, title: str | None, when: str = "") -> str:
    """Say that a procedure was not held: «ОГЭ не проводился», «ВПР не проводились»."""
    agreed = _NOT_HELD.get((title or "").partition(" ")[0][-2:])
    said = procedure if agreed else f"процедура {procedure}"
    return f"{said}{when} {agreed or 'не проводилась'}"
