"""What the categories of a methodology rest on: the criteria and indicators they reach."""

from shnor_cli.criteria.indicators import Composite, FormulaIndicator, Points
from shnor_cli.criteria.methodology import Criterion, Methodology, indicators_of, parts_of
from shnor_cli.criteria.rules import Comparison, Ends, Source


def judged_indicators(methodology: Methodology, score: str) -> tuple[str, ...]:
    """Return the indicators that categories compare, what they are made of, and the score."""
    found: dict[str, None] = {}
    for name in reached_criteria(methodology):
        criterion = methodology.criteria[name]
        if isinstance(criterion, Comparison):
            _reach(methodology, criterion.indicator, found)
            if criterion.bound and isinstance(criterion.bound[1], Source):
                _reach(methodology, criterion.bound[1].indicator, found)
    _reach(methodology, score, found)
    return tuple(found)


def _reach(methodology: Methodology, name: str | None, found: dict[str, None]) -> None:
    if name is None or name in found:
        return
    found[name] = None
    indicator = methodology.indicators.get(name)
    if isinstance(indicator, Composite | FormulaIndicator | Points):
        for part in indicators_of(indicator):
            _reach(methodology, part, found)


def reached_criteria(methodology: Methodology) -> tuple[str, ...]:
    """Return the criteria that categories name and all that these are made of."""
    found: dict[str, None] = {}
    waiting = [category.when for category in methodology.categories if category.when]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += parts_of(methodology.criteria[name])
    return tuple(found)


def comparisons_of(methodology: Methodology, indicator: str) -> list[str]:
    """Return the criteria that categories rest on and that compare an indicator."""
    return [
        name
        for name in reached_criteria(methodology)
        if isinstance(methodology.criteria[name], Comparison)
        and getattr(methodology.criteria[name], "indicator", None) == indicator
    ]


def has_moving_bound(criterion: Criterion) -> bool:
    """Say whether a comparison's other side depends on the year and the group of schools."""
    if not isinstance(criterion, Comparison):
        return False
    if criterion.bound is None:
        return isinstance(criterion.is_in, Ends)
    source = criterion.bound[1]
    return isinstance(source, Source) and source.value is None
