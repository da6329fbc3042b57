"""How far back the answers of a methodology look."""

from shnor_cli.criteria.methodology import Methodology, indicators_of
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Comparison, Count, Known, Not, Source


def lookback(methodology: Methodology) -> int:
    """Return how many years before the report year the answers of a methodology reach."""
    reaches = [-earliest(name, methodology, 0, 0) for name in methodology.criteria]
    reaches += [_indicator_reach(name, methodology) for name in methodology.indicators]
    return max(reaches, default=0)


def _indicator_reach(name: str, methodology: Methodology) -> int:
    indicator = methodology.indicators[name]
    own = getattr(indicator, "years", 0)
    parts = indicators_of(indicator)
    return own + max((_indicator_reach(part, methodology) for part in parts), default=0)


def earliest(name: str, methodology: Methodology, year: int, first: int) -> int:
    """Return the earliest year that the answer of a year rests on; tables begin with `first`."""

    def of(part: str, ending: int) -> int:
        return earliest(part, methodology, ending, first)

    def measured(indicator: str, ago: int = 0) -> int:
        return year - ago - _indicator_reach(indicator, methodology)

    criterion = methodology.criteria[name]
    years = [of(criterion.applies_to, year)] if isinstance(criterion.applies_to, str) else [year]
    match criterion:
        case Known(known=indicator):
            years.append(measured(indicator))
        case Comparison(indicator=indicator):
            _, other = criterion.bound or ("", None)
            source = other if isinstance(other, Source) else None
            years.append(measured(indicator, (source and source.years_ago) or 0))
            if source is not None and source.indicator is not None:
                years.append(measured(source.indicator))
        case Count(count=part, over="years", last=None):
            years.append(of(part, min(first, year)))
        case Count(count=part, last=last):
            years.append(of(part, year - (last or 1) + 1))
        case Not(not_=part):
            years.append(of(part, year))
        case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
            years.extend(of(part, year) for part in parts)
    return min(years)
