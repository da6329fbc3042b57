"""Working out the axes of a methodology under check, item by item, gathering what does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shnor_cli.criteria.axes import Axis, AxisError, axis_of_criterion, axis_of_indicator
from shnor_cli.criteria.checked import Checked
from shnor_cli.errors import Problem


@dataclass(eq=False, repr=False)
class _Found:
    """Axes of the items that have one; an item that rests on a faulty one is not here."""

    indicators: dict[str, Axis] = field(default_factory=dict)
    criteria: dict[str, Axis] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def work_out_axes(checked: Checked, indicators: Sequence[str], criteria: Sequence[str]) -> _Found:
    """Work out axes of items given in an order where each comes after those it rests on."""
    found = _Found()
    methodology = checked.methodology
    for name in indicators:
        if _rests_on_known(checked, found, "indicators", name):
            try:
                axis = axis_of_indicator(methodology.indicators[name], found.indicators)
            except AxisError as error:
                found.problems.append(_problem(checked, "indicators", name, error))
            else:
                found.indicators[name] = axis
    for name in criteria:
        if _rests_on_known(checked, found, "criteria", name):
            try:
                axis = axis_of_criterion(
                    methodology.criteria[name], found.indicators, found.criteria
                )
            except AxisError as error:
                found.problems.append(_problem(checked, "criteria", name, error))
            else:
                found.criteria[name] = axis
    return found


def _rests_on_known(checked: Checked, found: _Found, section: str, name: str) -> bool:
    known = {"indicators": found.indicators, "criteria": found.criteria}
    return all(each.name in known[each.section] for each in checked.references[section][name])


def _problem(checked: Checked, section: str, name: str, error: AxisError) -> Problem:
    path = (section, name, error.key) if error.key else (section, name)
    return checked.at(*path, fault=error.fault)
