"""Comparisons: a value against a number, a group or the end of a group."""

from collections.abc import Callable
from fractions import Fraction

from shnor_cli.criteria.rules import Comparison, Ends, Source
from shnor_cli.model import Outcome
from tests.slow.counting import Cell
from tests.slow.kleene import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, keeps
from tests.slow.measuring import Measuring
from tests.slow.tables import Tables
from tests.slow.values import Gap, Number, Text, Value, deviation, mean, median, percentile

Gate = Callable[[Comparison, Cell], Outcome]
"""Whether a criterion applies in a cell: met, unknown or not applicable."""


class Comparing:
    """Answers to comparisons over measured values."""

    def __init__(self, tables: Tables, measuring: Measuring, gate: Gate) -> None:
        self.tables = tables
        self.measuring = measuring
        self._gate = gate

    def answer(self, comparison: Comparison, cell: Cell) -> Outcome:
        """Return the answer to a comparison, whomever it applies to."""
        if isinstance(comparison.is_in, Ends) and self._left_out(cell):
            return NOT_APPLICABLE
        value = self.measuring.value(comparison.indicator, cell)
        if self._other_does_not_apply(comparison, cell):
            return NOT_APPLICABLE
        if value is Gap.NOT_APPLICABLE:
            return NOT_APPLICABLE
        if value is Gap.UNKNOWN:
            return self._whatever(comparison, cell)
        match comparison.is_in:
            case None:
                return self._against(comparison, value, cell)
            case Ends() as ends:
                return self._among_ends(comparison, ends, cell)
            case texts:
                return MET if isinstance(value, Text) and value.text in texts else NOT_MET

    def source(self, comparison: Comparison, cell: Cell) -> str | None:
        """Return the indicator whose unknown value may turn out not to apply."""
        is_limited = self._is_limited(comparison) and self.measuring.is_unknown(
            comparison.indicator, cell
        )
        vanishes = is_limited and self.measuring.may_vanish(comparison.indicator, cell)
        return comparison.indicator if vanishes else None

    def _is_limited(self, comparison: Comparison) -> bool:
        """Whether limits of the value count: against a number that is written."""
        fixed = comparison.fixed_bound is not None and comparison.missing == "unknown"
        return fixed and self.measuring.is_made(comparison.indicator)

    def _whatever(self, comparison: Comparison, cell: Cell) -> Outcome:
        """Answer for an unknown value, if its limits give one answer."""
        if not self._is_limited(comparison):
            return UNKNOWN
        bound, number = comparison.fixed_bound or ("", Fraction(0))
        low, high = self.measuring.span(comparison.indicator, cell)
        endless = {"at_least": (False, True), "more_than": (False, True)}
        at_low, at_high = endless.get(bound, (True, False))
        answers = {
            at_low if low is None else keeps(low, bound, number),
            at_high if high is None else keeps(high, bound, number),
        }
        if len(answers) == 2:
            return UNKNOWN
        return MET if True in answers else NOT_MET

    def _other_does_not_apply(self, comparison: Comparison, cell: Cell) -> bool:
        """Whether the school's other indicator does not apply: then nothing can be compared."""
        _, other = comparison.bound or ("", None)
        if not isinstance(other, Source) or other.indicator is None:
            return False
        return self.measuring.value(other.indicator, cell) is Gap.NOT_APPLICABLE

    def _against(self, comparison: Comparison, value: Value, cell: Cell) -> Outcome:
        bound, other = comparison.bound or ("", Fraction(0))
        if isinstance(other, Source):
            threshold = self._threshold(other, comparison, cell)
        else:
            threshold = Number(other)
        if not isinstance(value, Number) or not isinstance(threshold, Number):
            return UNKNOWN
        return MET if self.measuring.holds(value, bound, threshold) else NOT_MET

    def _threshold(self, source: Source, comparison: Comparison, cell: Cell) -> Value:
        found = self._source(source, comparison, cell)
        if not isinstance(found, Number):
            return found
        value = found.value * (1 if source.times is None else source.times) - (source.minus or 0)
        if source.minus_sd is None:
            return Number(value, exact=found.exact)
        group = self._group(comparison, source.group or "", cell) or []
        spread = deviation([number.value for _, number in group])
        if spread is None:
            return Gap.UNKNOWN
        return Number(value - source.minus_sd * spread, exact=False)

    def _source(self, source: Source, comparison: Comparison, cell: Cell) -> Value:
        school, year, part = cell
        if source.value is not None:
            return Number(source.value)
        if source.indicator is not None:
            return self.measuring.value(source.indicator, cell)
        if source.years_ago is not None:
            before = (school, year - source.years_ago, part)
            value = self.measuring.value(comparison.indicator, before)
            return Gap.UNKNOWN if value is Gap.NOT_APPLICABLE else value
        if source.reported is not None:
            return self._reported(source.reported, comparison, cell)
        group = self._group(comparison, source.group or "", cell)
        if group is None or len(group) < max(self.measuring.methodology.min_group, 1):
            return Gap.UNKNOWN
        return self._statistic(source, group, year)

    def _statistic(self, source: Source, group: list[tuple[int, Number]], year: int) -> Value:
        numbers = [number.value for _, number in group]
        exact = all(number.exact for _, number in group)
        if source.percentile is not None:
            return Number(percentile(numbers, source.percentile, source.method or ""), exact=exact)
        if source.median is not None:
            return Number(median(numbers), exact=exact)
        if source.weighted in {None, "schools"}:
            return Number(mean(numbers), exact=exact)
        weights = [self._weight(source.weighted or "", member, year) for member in group]
        known = [(w, n) for w, n in zip(weights, numbers, strict=True) if w is not None]
        total = sum((weight for weight, _ in known), Fraction(0))
        if total == 0:
            return Gap.UNKNOWN
        return Number(sum((w * n for w, n in known), Fraction(0)) / total, exact=exact)

    def _weight(self, column: str, member: tuple[int, Number], year: int) -> Fraction | None:
        school, number = member
        if column == "participants":
            return None if number.behind is None else Fraction(number.behind)
        text = self.tables.attribute(column, school, year)
        return None if text is None else Fraction(text)

    def _group(
        self, comparison: Comparison, within: str, cell: Cell
    ) -> list[tuple[int, Number]] | None:
        school, year, part = cell
        fellows = self.measuring.fellows(school, year, within)
        if fellows is None:
            return None
        there = {other: (other, year, part) for other in fellows}
        values = {o: self.measuring.value(comparison.indicator, there[o]) for o in fellows}
        return [
            (other, value)
            for other, value in values.items()
            if isinstance(value, Number) and self._gate(comparison, there[other]) == MET
        ]

    def _reported(self, attribute: str, comparison: Comparison, cell: Cell) -> Value:
        school, year, part = cell
        text = "all" if attribute == "all" else self.tables.attribute(attribute, school, year)
        group = f"{attribute}={text}"
        if self.tables.reported is None or group not in self.tables.reported.schools:
            return Gap.UNKNOWN
        own = self.measuring
        years = (own.first_year, own.year)
        there = Measuring(self.tables.reported, own.methodology, years, own.doubts)
        index = self.tables.reported.schools.index(group)
        value = there.value(comparison.indicator, (index, year, part))
        return Gap.UNKNOWN if value is Gap.NOT_APPLICABLE else value

    def _among_ends(self, comparison: Comparison, ends: Ends, cell: Cell) -> Outcome:
        group = self._group(comparison, ends.within, cell)
        if group is None or len(group) < self.measuring.methodology.min_group:
            return UNKNOWN
        own = self.measuring.value(comparison.indicator, cell)
        if not isinstance(own, Number) or cell[0] not in dict(group):
            return UNKNOWN
        sign = 1 if ends.lowest is not None else -1
        differences = [sign * self.measuring.doubts.difference(number, own) for _, number in group]
        before = sum(difference < 0 for difference in differences)
        upto = sum(difference <= 0 for difference in differences)
        size = ends.size.of(len(group))
        # Those as far as one's own value are in when they all fit; or, with `include`, when those
        # further out are still too few.
        inside = upto <= size if ends.ties == "exclude" else before < size
        return MET if inside else NOT_MET

    def _left_out(self, cell: Cell) -> bool:
        return self.measuring.methodology.groups != "all" and self.measuring.excluded(cell[0])
