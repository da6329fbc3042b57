"""Indicators, one school, one year and one slice at a time."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from shnor_cli.criteria.indicators import (
    Change,
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    MinMax,
    Points,
    Residual,
)
from shnor_cli.criteria.methodology import Indicator, Methodology, indicators_of
from shnor_cli.criteria.numbers import parse_number
from shnor_cli.model import WHOLE, Assessment
from tests.slow.arithmetic import compute
from tests.slow.counting import Cell, counted, cut, matches
from tests.slow.fit import residual
from tests.slow.scaling import between, scaled, turn_of
from tests.slow.spans import (
    Span,
    Spread,
    span_of_formula,
    span_of_mean,
    span_of_measure,
    span_of_points,
    span_of_scaled,
)
from tests.slow.tables import Tables
from tests.slow.values import (
    NEAR,
    Doubts,
    Gap,
    Number,
    Text,
    Value,
    round_half_up,
    weighted_mean,
)


class Measuring:
    """Values of the indicators of a methodology over tables."""

    def __init__(
        self, tables: Tables, methodology: Methodology, years: tuple[int, int], doubts: Doubts
    ) -> None:
        self.tables = tables
        self.first_year, self.year = years
        self.methodology = methodology
        self.doubts = doubts
        self._values: dict[tuple[str, Cell], Value] = {}

    def axis(self, name: str) -> str | None:
        """Return what an indicator has a value for beside school and year."""
        match self.methodology.indicators[name]:
            case Measure(each=each):
                return None if each == "school" else each
            case Column():
                return None
            case indicator:
                axes = (self.axis(part) for part in indicators_of(indicator))
                return next((axis for axis in axes if axis is not None), None)

    def slices(self, name: str) -> frozenset[Assessment]:
        """Return the slices of an indicator, `WHOLE` alone when it has none."""
        if self.axis(name) is None:
            return frozenset({WHOLE})
        indicator = self.methodology.indicators[name]
        if isinstance(indicator, Measure):
            matching = (
                a for a in self.tables.assessments if matches(indicator, self.methodology, a)
            )
            return frozenset(cut(assessment, indicator.each) for assessment in matching)
        parts = [part for part in indicators_of(indicator) if self.axis(part) is not None]
        return frozenset().union(*(self.slices(part) for part in parts))

    def value(self, name: str, cell: Cell) -> Value:
        """Return the value of an indicator; without a slice axis it is the same in all slices."""
        school, year, _ = cell
        key = (name, cell if self.axis(name) else (school, year, WHOLE))
        if key not in self._values:
            self._values[key] = self._rounded(self.methodology.indicators[name], name, key[1])
        return self._values[key]

    def excluded(self, school: int) -> bool:
        """Whether the register or the methodology leaves the school out of the report year."""
        exclude = self.methodology.population.exclude
        return school in self.tables.excluded or any(
            self.is_one_of(name, texts, (school, self.year)) is True
            for name, texts in exclude.items()
        )

    def is_one_of(self, name: str, texts: tuple[str, ...], where: tuple[int, int]) -> bool | None:
        """Whether an attribute is one of the texts; None where the school has no such attribute."""
        text = self.tables.attribute(name, *where)
        return None if text is None else same(text) in {same(each) for each in texts}

    def fellows(self, school: int, year: int, within: str | None) -> list[int] | None:
        """Return the schools of a school's group; None where its attribute is missing."""
        everyone = [
            other
            for other in range(len(self.tables.schools))
            if self.methodology.groups == "all" or not self.excluded(other)
            if self.tables.is_open(other, year) or self.tables.present(other, year)
        ]
        if within in {None, "all"}:
            return everyone
        own = self.tables.attribute(within or "", school, year)
        if own is None:
            return None
        return [o for o in everyone if self.tables.attribute(within or "", o, year) == own]

    def _rounded(self, indicator: Indicator, name: str, cell: Cell) -> Value:
        value = self._raw(indicator, name, cell)
        if isinstance(value, Number) and indicator.round is not None:
            return round_half_up(value, indicator.round, self.doubts)
        return value

    def _raw(self, indicator: Indicator, name: str, cell: Cell) -> Value:
        match indicator:
            case Measure():
                return counted(indicator, self.methodology, self.tables, cell)
            case Column():
                return self._column(indicator, cell)
            case Composite():
                return self._composite(indicator, cell)
            case Points():
                return self._points(indicator, cell)
            case FormulaIndicator():
                return self._formula(indicator, cell)
            case Change():
                return self._change(indicator, cell)
            case Residual():
                return self._residual(indicator, cell)
        raise AssertionError(name)

    # Columns of tables of schools.

    def _column(self, column: Column, cell: Cell) -> Value:
        value = self._cell(column.column, cell)
        if column.over is None:
            return value
        whole = self._cell(column.over, cell)
        if Gap.NOT_APPLICABLE in {value, whole}:
            return Gap.NOT_APPLICABLE
        if not isinstance(value, Number) or not isinstance(whole, Number):
            return Gap.UNKNOWN
        if whole.value == 0:
            return Gap.NOT_APPLICABLE
        if whole.value < (column.min_participants or 0):
            return Gap.UNKNOWN
        return Number(value.value / whole.value, int(whole.value))

    def _cell(self, name: str, cell: Cell) -> Value:
        school, year, _ = cell
        text = self.tables.attribute(name, school, year) if year >= self.first_year else None
        if text is None or not text.strip():
            return Gap.UNKNOWN
        if name in self.tables.columns and text in self.tables.columns[name].codes:
            known = self.tables.columns[name].codes[text].applicable
            return Gap.UNKNOWN if known else Gap.NOT_APPLICABLE
        try:
            return Number(parse_number(text))
        except ValueError:
            return Text(text)

    # Arithmetic over other indicators.

    def _points(self, points: Points, cell: Cell) -> Value:
        value = self.value(points.points, cell)
        if not isinstance(value, Number):
            return value
        for band in points.bands:
            if all(self.holds(value, key, Number(number)) for key, number in band.bounds):
                gives = band.gives
                return (
                    Text(gives)
                    if isinstance(gives, str)
                    else replace(value, value=gives, exact=True)
                )
        return Gap.UNKNOWN

    def holds(self, value: Number, bound: str, threshold: Number) -> bool:
        """Whether a number meets a bound."""
        difference = self.doubts.difference(value, threshold)
        return {
            "at_least": difference >= 0,
            "more_than": difference > 0,
            "at_most": difference <= 0,
            "less_than": difference < 0,
        }[bound]

    def _formula(self, formula: FormulaIndicator, cell: Cell) -> Value:
        values = {name: self.value(name, cell) for name in formula.formula.names}
        if Gap.NOT_APPLICABLE in values.values():
            return Gap.NOT_APPLICABLE
        numbers = {name: value for name, value in values.items() if isinstance(value, Number)}
        if len(numbers) < len(values):
            return Gap.UNKNOWN
        exact = all(number.exact for number in numbers.values())
        try:
            found = compute(formula.formula.tree, {n: v.value for n, v in numbers.items()})
        except ZeroDivisionError:
            return Gap.UNKNOWN
        if not exact and abs(found) > 1 / NEAR:
            self.doubts.doubt()  # divided by a number that all but vanishes
        return Number(found, exact=exact)

    def _change(self, change: Change, cell: Cell) -> Value:
        school, year, part = cell
        now = self.value(change.change, cell)
        if not isinstance(now, Number):
            return now
        if self._breaks(change.change, part, range(year - change.years + 1, year + 1)):
            return Gap.UNKNOWN
        before = self.value(change.change, (school, year - change.years, part))
        if not isinstance(before, Number):
            return Gap.UNKNOWN
        return Number(now.value - before.value, exact=now.exact and before.exact)

    def _breaks(self, name: str, part: Assessment, years: range) -> bool:
        return any(
            year in self.methodology.procedures[procedure].breaks
            for procedure in self._procedures(name, part)
            for year in years
        )

    def _procedures(self, name: str, part: Assessment) -> Iterator[str]:
        indicator = self.methodology.indicators[name]
        if isinstance(indicator, Measure):
            for each in self.tables.assessments:
                inside = indicator.each == "school" or cut(each, indicator.each) == part
                if inside and matches(indicator, self.methodology, each):
                    yield each.procedure
        for operand in indicators_of(indicator):
            yield from self._procedures(operand, part)

    def _residual(self, indicator: Residual, cell: Cell) -> Value:
        school, year, part = cell
        names = (indicator.residual, *indicator.on)
        lines: dict[int, list[Number]] = {}
        for other in {school, *(self.fellows(school, year, None) or ())}:
            values = [self.value(name, (other, year, part)) for name in names]
            if other == school and Gap.NOT_APPLICABLE in values:
                return Gap.NOT_APPLICABLE
            numbers = [value for value in values if isinstance(value, Number)]
            if len(numbers) == len(names):
                lines[other] = numbers
        if school not in lines or school not in (self.fellows(school, year, None) or ()):
            return Gap.UNKNOWN
        if len(lines) < 10 * len(indicator.on):
            return Gap.UNKNOWN
        weighted = indicator.weighted is not None
        return Number(residual(lines, school, weighted=weighted), exact=False)

    # Limits of what is unknown.

    def is_unknown(self, name: str, cell: Cell) -> bool:
        """Whether a number is unknown; a text may stand in its place."""
        value = self.value(name, cell)
        return value is Gap.UNKNOWN or isinstance(value, Text)

    def is_made(self, name: str) -> bool:
        """Whether an indicator is made of others by arithmetic in fractions."""
        indicator = self.methodology.indicators[name]
        kinds = FormulaIndicator | Composite | Points
        return isinstance(indicator, kinds) and self._is_limited(indicator)

    def _is_limited(self, indicator: Indicator) -> bool:
        means = isinstance(indicator, Composite) and indicator.mean != "arithmetic"
        return self._is_rational(indicator) and not means

    def span(self, name: str, cell: Cell) -> Span:
        """Return the least and the greatest that a value can be; None where there is no limit."""
        value = self.value(name, cell)
        if isinstance(value, Number):
            return (value.value, value.value) if value.exact else (None, None)
        indicator = self.methodology.indicators[name]
        found = self._span(indicator, cell)
        if indicator.round is None:
            return found
        digits = indicator.round
        low, high = (
            None if end is None else round_half_up(Number(end), digits, self.doubts).value
            for end in found
        )
        return low, high

    def _span(self, indicator: Indicator, cell: Cell) -> Span:
        match indicator:
            case Measure():
                return span_of_measure(indicator, self.methodology)
            case Column(over=str()):
                return Fraction(0), Fraction(1)
            case FormulaIndicator() | Composite() | Points() if not self._is_limited(indicator):
                return None, None
            case FormulaIndicator(formula=formula):
                parts = {part: self.span(part, cell) for part in formula.names}
                return span_of_formula(formula.tree, parts)
            case Points(points=base):
                return span_of_points(indicator, self.span(base, cell))
            case Composite():
                return self._span_of_composite(indicator, cell)
        return None, None

    def _span_of_composite(self, composite: Composite, cell: Cell) -> Span:
        spans: list[Spread] = []
        for part, weight in composite.composite.items():
            value = self._normalised(composite, part, cell)
            if isinstance(value, Number):
                spans.append((weight, (value.value, value.value), True))
            elif value is Gap.UNKNOWN:
                span = self.span(part, cell)
                turn = turn_of(self.methodology.indicators[part])
                spans.append((weight, span_of_scaled(composite.method(part), span, turn), False))
        return span_of_mean(spans)

    def may_vanish(self, name: str, cell: Cell) -> bool:
        """Whether an unknown value may turn out not to apply."""
        if not self.is_unknown(name, cell):
            return False
        match self.methodology.indicators[name]:
            case FormulaIndicator(formula=formula):
                return any(self.may_vanish(part, cell) for part in formula.names)
            case Points(points=base):
                return self.may_vanish(base, cell)
            case Composite(composite=parts):
                return all(
                    self.may_vanish(part, cell)
                    for part in parts
                    if self.value(part, cell) is not Gap.NOT_APPLICABLE
                )
        return True

    # Composites.

    def _composite(self, composite: Composite, cell: Cell) -> Value:
        values = {part: self._normalised(composite, part, cell) for part in composite.composite}
        applicable = {p: v for p, v in values.items() if v is not Gap.NOT_APPLICABLE}
        known = {p: v for p, v in applicable.items() if isinstance(v, Number)}
        if not applicable:
            return Gap.NOT_APPLICABLE
        if not known or (composite.missing == "unknown" and len(known) < len(applicable)):
            return Gap.UNKNOWN
        if composite.needs is not None and Fraction(len(known), len(applicable)) < composite.needs:
            return Gap.UNKNOWN
        pairs = [(composite.composite[part], number.value) for part, number in known.items()]
        found = weighted_mean(pairs, composite.mean)
        exact = self._is_rational(composite) and all(number.exact for number in known.values())
        return Gap.UNKNOWN if found is None else Number(found, exact=exact)

    def _is_rational(self, indicator: Indicator) -> bool:
        """Whether an indicator is a fraction in every cell, whichever of its parts are missing."""
        match indicator:
            case Residual():
                return False
            case Points():
                return True
            case Composite() if indicator.mean == "geometric" or any(
                indicator.method(part) == "zscore" for part in indicator.composite
            ):
                return False
        operands = indicators_of(indicator)
        return all(self._is_rational(self.methodology.indicators[each]) for each in operands)

    def _normalised(self, composite: Composite, part: str, cell: Cell) -> Value:
        value = self.value(part, cell)
        method = composite.method(part)
        if not isinstance(value, Number) or method == "none":
            return value
        turn = turn_of(self.methodology.indicators[part])
        if isinstance(method, MinMax) and method.goalposts is not None:
            first, last = method.goalposts
            worst, best = (first, last) if turn == 1 else (-last, -first)
            return replace(value, value=between(method, turn * value.value, (worst, best)))
        return self._among(composite, part, cell, turn)

    def _among(self, composite: Composite, part: str, cell: Cell, turn: int) -> Value:
        school, year, slice_ = cell
        fellows = self.fellows(school, year, composite.within)
        if fellows is None or school not in fellows:
            return Gap.UNKNOWN
        found = {other: self.value(part, (other, year, slice_)) for other in fellows}
        group = {
            other: replace(value, value=turn * value.value)
            for other, value in found.items()
            if isinstance(value, Number)
        }
        if len(group) < self.methodology.min_group:
            return Gap.UNKNOWN
        return scaled(
            composite.method(part), group[school], list(group.values()), turn, self.doubts
        )


def same(text: str) -> str:
    """Return a text as attributes are compared: case, ё and outer blanks do not matter."""
    return text.strip().casefold().replace("ё", "е")
