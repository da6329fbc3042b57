"""Facts in the words of a memo: values with n из N, bounds, distances, assessments with years."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from shnor_cli.criteria.indicators import Change, Column, Composite, Measure, Residual, Share
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import BOUND_WORDS, share_written, written
from shnor_cli.criteria.rules import Comparison, Ends
from shnor_cli.engine.lows import LOW
from shnor_cli.engine.verdicts import Fact, Rank
from shnor_cli.model import Grid, Outcome
from shnor_cli.russian import (
    DASH,
    MINUS,
    NBSP,
    Numeric,
    exact,
    join_and,
    nbsp,
    number,
    percent,
    plural,
    points,
    quote,
    rounded,
    school_year,
    word,
)

_MOST_DIGITS = 6
_RATIOS = ("low_share", "quality", "participation")


class Scale(NamedTuple):
    """How values of one indicator are written."""

    is_share: bool
    """Written as percents."""
    is_difference: bool
    """A difference of shares, written in percentage points."""
    digits: int
    """Decimals when nothing asks for more."""
    unit: str
    as_given: bool = False
    """A number that the table gives ready: no zeros are added to it."""
    is_signed: bool = False
    """A change or a deviation: what is above zero has a plus."""
    is_mean: bool = False
    """A mean of marks: «3,00» beside «3,08»."""
    is_composed: bool = False
    """A mean of parts: «2,00 балла» beside «1,75 балла»; its bounds stay as the norm has them."""

    def write(self, value: Numeric, digits: int | None = None, *, genitive: bool = False) -> str:
        """Write a value with its unit; `digits` counts decimals as printed."""
        places = self.digits if digits is None else digits
        if self.is_difference:
            return points(value, places)
        if self.is_share:
            return percent(value, places)
        decimals = self.places(value, places)
        said = number(value, decimals)
        if not self.unit:
            return said
        return f"{said}{NBSP}{self._noun(value, decimals, genitive=genitive)}"

    def write_value(self, value: Numeric, digits: int | None = None) -> str:
        """Write a value of the indicator, with a plus where it is a change above zero."""
        places = self.digits if digits is None else digits
        return self.plus(value, places) + self.write(value, places)

    def plus(self, value: Numeric, digits: int) -> str:
        """Return the plus of a change that is above zero as printed, else nothing."""
        if not self.is_signed:
            return ""
        return "+" if rounded(self.printed(value), self.places(value, digits)) > 0 else ""

    def places(self, value: Numeric, digits: int) -> int:
        """Return how many decimals a value is given: none if it is a whole number of things."""
        if self.is_share or self.is_difference or self.is_mean or self.is_composed:
            return digits
        printed = exact(value)
        if printed.denominator == 1:
            return 0
        return self.as_written(value, digits) if self.as_given else digits

    def as_written(self, value: Numeric, digits: int) -> int:
        """Return no more decimals than a number has: «30 %», not «30,0 %»."""
        printed, least = self.printed(value), self.digits if self.is_mean else 0
        while digits > least and rounded(printed, digits - 1) == printed:
            digits -= 1
        return digits

    def write_distance(self, value: Numeric, digits: int | None = None) -> str:
        """Write a difference of two values with its sign, and digits enough to see that it is."""
        places = self.digits_of_distance(value, self.digits if digits is None else digits)
        said, way = self.of_distances.write(value, places), exact(value)
        if said.startswith(MINUS) or abs(way) <= _NOISE:
            return said
        return f"{'+' if way > 0 else MINUS}{said}"

    def write_apart(self, value: Numeric) -> str:
        """Write how far two values are apart, without a sign."""
        return self.write_distance(abs(exact(value))).removeprefix("+")

    def digits_of_distance(self, value: Numeric, digits: int) -> int:
        """Return the decimals, no fewer than `digits`, at which a difference is not zero."""
        return max(digits, self.digits_to_tell(value, 0))

    @property
    def of_distances(self) -> "Scale":
        """The scale of differences of two values: that of shares is percentage points."""
        return self._replace(is_share=False, is_difference=True) if self.is_share else self

    def printed(self, value: Numeric) -> Fraction:
        """Return the number that stands on paper before the unit."""
        return exact(value) * self.times

    @property
    def times(self) -> int:
        """How many times a value the number on paper is."""
        return 100 if self.is_share or self.is_difference else 1

    def digits_to_tell(self, value: Numeric, other: Numeric) -> int:
        """Return the decimals at which two unequal values do not look equal."""
        one, two = self.printed(value), self.printed(other)
        are_one = abs(exact(value) - exact(other)) <= _NOISE
        for digits in range(self.digits, _MOST_DIGITS):
            if are_one or rounded(one, digits) != rounded(two, digits):
                return digits
        return _MOST_DIGITS

    def _noun(self, value: Numeric, decimals: int, *, genitive: bool) -> str:
        if self.unit != "балл":
            return self.unit
        if decimals:
            return "балла"
        if genitive and exact(value).denominator == 1:
            return word(value, "балла", "баллов", "баллов")
        return word(value, "балл", "балла", "баллов")


SHARE = Scale(is_share=True, is_difference=False, digits=1, unit="")
"""How shares are written that no indicator of a methodology gives."""


def scale_of(methodology: Methodology, indicator: str) -> Scale:
    """Return how the values of an indicator are written."""
    kind = methodology.indicators.get(indicator)
    if kind is None:  # the order of the list when the methodology names none
        return SHARE
    change = isinstance(kind, Change | Residual) and _is_share(methodology, indicator)
    digits = 1 if _is_share(methodology, indicator) or _is_score(methodology, indicator) else 2
    unit = kind.unit if kind.unit and kind.unit != "%" else ""
    return Scale(
        _is_share(methodology, indicator),
        change,
        digits,
        unit,
        as_given=isinstance(kind, Column) and kind.over is None,
        is_signed=isinstance(kind, Change | Residual),
        is_mean=_is_mean_mark(methodology, indicator),
        is_composed=isinstance(kind, Composite),
    )


def unit_of(scale: Scale) -> str:
    """Return what stands after a number of a scale in headings; empty text where nothing does."""
    return "п.п." if scale.is_difference else "%" if scale.is_share else scale.unit


def _is_share(methodology: Methodology, indicator: str) -> bool:
    kind = methodology.indicators[indicator]
    if kind.unit is not None:
        return kind.unit == "%"
    match kind:
        case Measure(measure=measure):
            return isinstance(measure, Share) or measure in _RATIOS
        case Column(over=over):
            return over is not None
        case Change(change=part) | Residual(residual=part):
            return _is_share(methodology, part)
        case Composite(composite=parts):
            return all(kind.method(p) == "none" and _is_share(methodology, p) for p in parts)
    return False


def _is_score(methodology: Methodology, indicator: str) -> bool:
    kind = methodology.indicators[indicator]
    return isinstance(kind, Measure) and kind.measure == "mean_score"


def _is_mean_mark(methodology: Methodology, indicator: str) -> bool:
    match methodology.indicators[indicator]:
        case Measure(measure="mean_mark"):
            return True
        case Change(change=part) | Residual(residual=part):
            return _is_mean_mark(methodology, part)
    return False


def indicator_title(methodology: Methodology, indicator: str) -> str:
    """Return the title of an indicator, or its id where it has none."""
    kind = methodology.indicators.get(indicator)
    if kind is None:
        by_assessment = "Доля низких результатов по оценочным процедурам"
        return by_assessment if indicator == LOW else "Сводная доля низких результатов"
    return kind.title or indicator


def value_of_fact(methodology: Methodology, fact: Fact) -> str:
    """Say the value of a fact: «57,1 % (4 из 7)», «3,42 (12 участников)», a text, or why none."""
    if fact.missing is not None:
        return "; ".join(filter(None, (fact.missing.text, limits_of_fact(methodology, fact))))
    if fact.value is None:
        return quote(fact.text) if fact.text is not None else "нет значения"
    scale, digits = scale_of(methodology, fact.indicator), digits_of_fact(methodology, fact)
    said = scale.write_value(fact_value(fact), digits)
    return said + _out_of(methodology, fact)


def limits_of_fact(methodology: Methodology, fact: Fact) -> str:
    """Say what an unknown value can still be: «возможно от 5 до 7 баллов»; nothing where any."""
    if fact.limits is None:
        return ""
    scale = scale_of(methodology, fact.indicator)
    digits = _MOST_DIGITS

    def said(end: float, *, genitive: bool = True, bare: bool = False) -> str:
        plain = scale._replace(unit="") if bare else scale
        return plain.write(end, scale.as_written(end, digits), genitive=genitive)

    low, high = fact.limits
    if low == high:
        return f"возможно только {said(low, genitive=False)}"
    if math.isinf(high):
        return f"возможно не менее {said(low)}"
    if math.isinf(low):
        return f"возможно не более {said(high)}"
    return f"возможно от {said(low, bare=not scale.is_share)} до {said(high)}"


def fact_value(fact: Fact) -> Fraction:
    """Return the value of a fact, exactly where it is a ratio of counts."""
    if fact.numerator is not None and fact.denominator:
        ratio = exact(fact.numerator) / fact.denominator
        if abs(float(ratio) - (fact.value or 0.0)) <= _NOISE:
            return ratio
    return exact(fact.value or 0.0)


_NOISE = 1e-12
"""A rounded ratio differs from its counts by more than this, a correctly divided one by less."""


def digits_of_fact(methodology: Methodology, fact: Fact) -> int:
    """Return the decimals at which a value does not look equal to its bound."""
    scale = scale_of(methodology, fact.indicator)
    if fact.threshold is None or fact.value is None:
        return scale.digits
    return scale.digits_to_tell(fact_value(fact), fact.threshold)


def _out_of(methodology: Methodology, fact: Fact) -> str:
    if not fact.denominator:
        return ""
    if fact.numerator is not None and _is_share(methodology, fact.indicator):
        return f" ({out_of(fact.numerator, fact.denominator)})"
    return f" ({plural(fact.denominator, 'участник', 'участника', 'участников')})"


def out_of(numerator: Numeric, denominator: Numeric) -> str:
    """Write a ratio by its counts: «4 из 7»."""
    return f"{number(numerator)}{NBSP}из{NBSP}{number(denominator)}"


def bound_of_fact(methodology: Methodology, fact: Fact) -> str:
    """Say what was asked: «граница не менее 30 %», «условие: среди наименьших 25 %»."""
    criterion = methodology.criteria.get(fact.criterion)
    if isinstance(criterion, Comparison) and criterion.is_in is not None:
        return f"условие: {among(criterion.is_in)}"
    if fact.threshold is None or fact.bound not in BOUND_WORDS:
        return ""
    scale = scale_of(methodology, fact.indicator)
    threshold = exact(fact.threshold)
    said = scale.write(
        threshold, scale.as_written(threshold, digits_of_fact(methodology, fact)), genitive=True
    )
    return f"граница {BOUND_WORDS[fact.bound]} {said}"


def rank_of_fact(methodology: Methodology, fact: Fact) -> str:
    """Say the place in a group and its cut: «4-е наименьшее из 13 значений, внутри 3…»."""
    if fact.rank is None:
        return ""
    inside = fact.rank.inside
    said = f"{_counted(methodology, fact, fact.rank)}, внутри {inside or 'ни одного'}"
    if fact.threshold is None:
        return said
    scale = scale_of(methodology, fact.indicator)
    cut = scale.write(fact.threshold, digits_of_fact(methodology, fact))
    side = "ближайшее вне" if fact.outcome is Outcome.MET else "последнее внутри"
    return f"{said}, {side}{NBSP}{DASH} {cut}"


def place_of_fact(methodology: Methodology, fact: Fact) -> str:
    """Say the place in a group of a school that is in the end of it; of others, none."""
    if fact.rank is None or fact.outcome is not Outcome.MET:
        return ""
    return _counted(methodology, fact, fact.rank)


def _counted(methodology: Methodology, fact: Fact, rank: Rank) -> str:
    """Say which value it is from its end, so that nobody reads a place of honour."""
    criterion = methodology.criteria.get(fact.criterion)
    ends = criterion.is_in if isinstance(criterion, Comparison) else None
    is_highest = isinstance(ends, Ends) and ends.lowest is None
    side = "наибольшее" if is_highest else "наименьшее"
    values = plural(rank.size, "значения", "значений", "значений")
    return f"{rank.place}-е{NBSP}{side} из{NBSP}{values}"


def among(members: Sequence[str] | Ends) -> str:
    """Say the other side of `is_in`: «„D“ или „F“», «среди наименьших 25 %»."""
    if not isinstance(members, Ends):
        return join_and([quote(text) for text in members], "или")
    side = "наименьших" if members.lowest is not None else "наибольших"
    size = members.size
    return f"среди {side} {share_written(size.number) if size.is_share else written(size.number)}"


def distance_of_fact(methodology: Methodology, fact: Fact | None) -> str:
    """Say how far a fact is from its bound: «+27,1 п.п.», plus being the side of «выполнен»."""
    distance = None if fact is None else exact_distance(fact)
    if fact is None or distance is None:
        return ""
    scale = scale_of(methodology, fact.indicator)
    return scale.write_distance(distance, digits_of_fact(methodology, fact))


def exact_distance(fact: Fact) -> Fraction | None:
    """Return how far a fact is from its bound, above zero on the side of «выполнен»."""
    if fact.distance is None:
        return None
    distance = exact(fact.distance)
    if fact.threshold is not None and fact.value is not None:
        between = abs(fact_value(fact) - exact(fact.threshold))
        between = Fraction(0) if between <= _NOISE else between
        distance = between if distance > 0 else -between
    return distance


def pupils_of_fact(fact: Fact | None) -> str:
    """Say by how many pupils the fact alone would change: «2 участника»; nothing where unknown."""
    if fact is None or not fact.pupils:
        return ""
    return plural(abs(fact.pupils), "участник", "участника", "участников")


def subject_of_fact(methodology: Methodology, fact: Fact) -> str:
    """Say what a fact is about: the assessment where that is enough, else with the indicator."""
    if not fact.indicator:
        title = methodology.criteria[fact.criterion].title or fact.criterion
        return nbsp(", ".join(filter(None, (f"критерий {quote(title)}", fact.slice.title))))
    title = indicator_title(methodology, fact.indicator)
    if not fact.slice.title:
        return nbsp(title)
    if fact.slice.procedure and len(_sliced_indicators(methodology)) == 1:
        return nbsp(fact.slice.title)
    return nbsp(f"{title}, {fact.slice.title}")


def _sliced_indicators(methodology: Methodology) -> set[str]:
    """Return the compared indicators that have more than one value a school."""
    compared = {
        criterion.indicator
        for criterion in methodology.criteria.values()
        if isinstance(criterion, Comparison)
    }
    return {name for name in compared if methodology.indicators[name].each != "school"}


def fact_in_words(
    methodology: Methodology, fact: Fact, *, with_bound: bool = True, with_cut: bool = False
) -> str:
    """Say a whole fact: «ВПР, математика, 2024/25: 57,1 % (4 из 7), граница не менее 30 %».

    `with_cut` says of a group where its end is cut and which place any school has in it; documents
    do not rank schools.
    """
    subject = f"{subject_of_fact(methodology, fact)}, {school_year(fact.year)}"
    return f"{subject}: {_about(methodology, fact, with_bound=with_bound, with_cut=with_cut)}"


def facts_in_words(
    methodology: Methodology, facts: Sequence[Fact], *, with_cut: bool = False
) -> str:
    """Say facts of one thing, year by year: «ВПР: 2023/24 — 40,0 %, 2024/25 — 35,0 %, граница…»."""
    if len(facts) == 1:
        return fact_in_words(methodology, facts[0], with_cut=with_cut)
    bounds = list(dict.fromkeys(bound_of_fact(methodology, fact) for fact in facts))
    said = (
        fact_of_year(methodology, fact, with_bound=len(bounds) > 1, with_cut=with_cut)
        for fact in facts
    )
    return f"{subject_of_fact(methodology, facts[0])}: " + ", ".join(
        filter(None, [*said, bounds[0] if len(bounds) == 1 else ""])
    )


def fact_of_year(
    methodology: Methodology, fact: Fact, *, with_bound: bool = False, with_cut: bool = False
) -> str:
    """Say a fact whose subject is named before: «2024/25 — 57,1 % (4 из 7)»."""
    said = _about(methodology, fact, with_bound=with_bound, with_cut=with_cut)
    return f"{school_year(fact.year)}{NBSP}— {said}"


def _about(methodology: Methodology, fact: Fact, *, with_bound: bool, with_cut: bool) -> str:
    bound = bound_of_fact(methodology, fact) if with_bound else ""
    place = rank_of_fact(methodology, fact) if with_cut else place_of_fact(methodology, fact)
    return ", ".join(filter(None, (value_of_fact(methodology, fact), bound, place)))


def grid_value(grid: Grid, school: int, year: int, slice_: int = 0) -> Fraction | None:
    """Return a cell of a grid, exactly where it is a ratio of counts; None where there is none."""
    if grid.missing[school, year, slice_]:
        return None
    value = float(grid.value[school, year, slice_])
    if value != value:  # noqa: PLR0124 - NaN: a text stands here
        return None
    if grid.numerator is not None and grid.denominator is not None:
        whole = int(grid.denominator[school, year, slice_]) * grid.scale
        counted = int(grid.numerator[school, year, slice_])
        if whole and abs(counted / whole - value) <= _NOISE:
            return Fraction(counted, whole)
    return exact(value)


def grid_counts(grid: Grid, school: int, year: int, slice_: int = 0) -> tuple[Fraction, int] | None:
    """Return n and N of a cell, or None where the value is not a ratio."""
    if grid.numerator is None or grid.denominator is None:
        return None
    whole = int(grid.denominator[school, year, slice_])
    if not whole or grid.missing[school, year, slice_]:
        return None
    return Fraction(int(grid.numerator[school, year, slice_]), grid.scale), whole
