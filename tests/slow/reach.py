"""How far back the answers of a methodology look."""

from shnor_cli.criteria.methodology import Methodology, indicators_of
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Comparison, Count, Known, Not, Source


def lookback(methodology: Methodology) -> int:
    """Return how many years before the report year the answers of a methodology reach."""
    reaches = [_reach(name, methodology) for name in methodology.criteria]
    reaches += [_indicator_reach(name, methodology) for name in methodology.indicators]
    return max(reaches, default=0)


def _indicator_reach(name: str, methodology: Methodology) -> int:
    indicator = methodology.indicators[name]
    own = getattr(indicator, "years", 0)
    parts = indicators_of(indicator)
    return own + max((_indicator_reach(part, methodology) for part in parts), default=0)


def _reach(name: str, methodology: Methodology) -> int:
    criterion = methodology.criteria[name]
    gate = criterion.applies_to
    reaches = [_reach(gate, methodology)] if isinstance(gate, str) else [0]
    match criterion:
        case Known(known=indicator):
            reaches.append(_indicator_reach(indicator, methodology))
        case Comparison(indicator=indicator):
            own = _indicator_reach(indicator, methodology)
            _, other = criterion.bound or ("", None)
            ago = other.years_ago if isinstance(other, Source) else None
            reaches.append(own + (ago or 0))
            if isinstance(other, Source) and other.indicator is not None:
                reaches.append(_indicator_reach(other.indicator, methodology))
        case Count(count=part, last=last):
            reaches.append(_reach(part, methodology) + (last or 1) - 1)
        case Not(not_=part):
            reaches.append(_reach(part, methodology))
        case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
            reaches.extend(_reach(part, methodology) for part in parts)
    return max(reaches)
