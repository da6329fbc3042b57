"""Slice axes (оси срезов): along what an indicator or a criterion has several answers.

An axis is `assessment`, `subject`, `procedure`, `grade` or `level`; None is one answer per school.
"""

from collections.abc import Iterable, Mapping

from shnor_cli.criteria.indicators import Column, Measure
from shnor_cli.criteria.methodology import (
    Criterion,
    Indicator,
    Methodology,
    indicators_of,
    parts_of,
)
from shnor_cli.criteria.rules import Comparison, Count, Known, Source
from shnor_cli.russian import join_and

Axis = str | None
Axes = Mapping[str, Axis]

OVER = {
    "assessments": "assessment",
    "subjects": "subject",
    "procedures": "procedure",
    "grades": "grade",
    "levels": "level",
}
"""The axis that `over` removes; over years and schools no slice axis goes."""

TITLES = {
    "assessment": "по процедурам (assessment)",
    "subject": "по предметам (subject)",
    "procedure": "по видам процедур (procedure)",
    "grade": "по классам (grade)",
    "level": "по уровням (level)",
    None: "одно значение на школу",
}


class AxisError(ValueError):
    """Axes that do not fit together, said in Russian."""

    def __init__(self, fault: str, key: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.key = key
        """The key of the item that is at fault."""


def indicator_axis(methodology: Methodology, name: str) -> Axis:
    """Return the slice axis of an indicator of a checked methodology."""
    return indicator_axes(methodology)[name]


def criterion_axis(methodology: Methodology, name: str) -> Axis:
    """Return the slice axis of a criterion of a checked methodology."""
    return criterion_axes(methodology)[name]


def indicator_axes(methodology: Methodology) -> dict[str, Axis]:
    """Return the slice axis of every indicator of a checked methodology."""
    axes: dict[str, Axis] = {}
    for name in methodology.indicators_in_order():
        axes[name] = axis_of_indicator(methodology.indicators[name], axes)
    return axes


def criterion_axes(methodology: Methodology) -> dict[str, Axis]:
    """Return the slice axis of every criterion of a checked methodology."""
    indicators = indicator_axes(methodology)
    axes: dict[str, Axis] = {}
    for name in methodology.criteria_in_order():
        axes[name] = axis_of_criterion(methodology.criteria[name], indicators, axes)
    return axes


def axis_of_indicator(indicator: Indicator, axes: Axes) -> Axis:
    """Work out the axis of an indicator from those of the indicators it rests on.

    Raises:
        AxisError: its parts have different axes, or `each` says what cannot be.
    """
    written = None if indicator.each == "school" else indicator.each
    match indicator:
        case Measure():
            return written
        case Column() if written:
            raise AxisError("у столбца одно значение на школу; each здесь не пишут", "each")
        case Column():
            return None
    axis = _common((part, axes[part]) for part in indicators_of(indicator))
    if "each" in indicator.model_fields_set and written != axis:
        raise AxisError(
            f"each здесь не пишут: срез берётся у частей, а они — {TITLES[axis]}", "each"
        )
    return axis


def axis_of_criterion(criterion: Criterion, indicators: Axes, criteria: Axes) -> Axis:
    """Work out the axis of a criterion from those of what it rests on.

    Raises:
        AxisError: its parts have different axes, or `over` names one that there is not.
    """
    match criterion:
        case Comparison():
            axis = _compared(criterion, indicators)
        case Known(known=indicator):
            axis = indicators[indicator]
        case Count(count=counted, over=over):
            axis = _counted(counted, criteria[counted], over)
        case _:
            rests_on = parts_of(criterion.model_copy(update={"applies_to": None}))
            axis = _common((part, criteria[part]) for part in rests_on)
    return _narrowed(criterion, axis, criteria)


def _compared(criterion: Comparison, indicators: Axes) -> Axis:
    axis = indicators[criterion.indicator]
    match criterion.bound:
        case (key, Source(indicator=str(other))) if indicators[other] not in {None, axis}:
            fault = (
                f"«{criterion.indicator}» — {TITLES[axis]}, а «{other}», с которым он "
                f"сравнивается, — {TITLES[indicators[other]]}"
            )
            raise AxisError(fault, key)
    return axis


def _counted(name: str, axis: Axis, over: str) -> Axis:
    removed = OVER.get(over)
    if removed is None:
        return axis
    if axis != removed:
        fault = f"по {over} сворачивать нечего: «{name}» — {TITLES[axis]}"
        raise AxisError(fault, "over")
    return None


def _narrowed(criterion: Criterion, axis: Axis, criteria: Axes) -> Axis:
    condition = criterion.applies_to
    if isinstance(condition, str) and criteria[condition] not in {None, axis}:
        fault = (
            f"условие «{condition}» — {TITLES[criteria[condition]]}, а критерий — {TITLES[axis]}"
        )
        raise AxisError(fault, "applies_to")
    return axis


def _common(parts: Iterable[tuple[str, Axis]]) -> Axis:
    """Return the only axis among parts, None where none has any."""
    first: dict[Axis, str] = {}
    for name, axis in parts:
        first.setdefault(axis, name)
    first.pop(None, None)
    if len(first) > 1:
        said = join_and([f"«{name}» — {TITLES[axis]}" for axis, name in first.items()])
        raise AxisError(f"части считаются по-разному: {said}")
    return next(iter(first), None)
