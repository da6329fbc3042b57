"""Measuring: a grid of values (S, Y, K) for each indicator.

To add a kind of indicator: its class in `criteria/indicators.py`, a branch in `_grid` below, its
exact value in `engine/exact.py`.
"""

from collections.abc import Sequence

from shnor_cli.criteria.indicators import (
    Change,
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Points,
    Residual,
)
from shnor_cli.criteria.methodology import (
    Criterion,
    Indicator,
    Methodology,
    indicators_of,
    parts_of,
)
from shnor_cli.criteria.rules import Comparison, Count, Known, Source
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.columns import column_grid
from shnor_cli.engine.composite import composite_grid
from shnor_cli.engine.counts import PARTICIPANTS, Counts, expressions, fetch_counts, fetch_present
from shnor_cli.engine.derived import change_grid, formula_grid, points_grid
from shnor_cli.engine.exact import round_values
from shnor_cli.engine.objectivity import dropped
from shnor_cli.engine.population import compared_schools, excluded_schools, grouped_schools
from shnor_cli.engine.ratios import measure_grid
from shnor_cli.engine.residual import residual_grid
from shnor_cli.engine.score import with_score
from shnor_cli.engine.sharing import Shared, definitions
from shnor_cli.engine.slices import Slices, slices_of
from shnor_cli.model import Grid, Measured, Results


def measure(
    results: Results, methodology: Methodology, year: int, shared: Shared | None = None
) -> Measured:
    """Measure every indicator of a methodology.

    Args:
        results: tables as read.
        methodology: whose indicators are measured.
        year: the report year; the axis reaches back from it as far as the criteria look.
        shared: what other methodologies measured over the very same tables; it is added to.
    """
    methodology = with_score(methodology)
    years = year_axis(results, methodology, year)
    excluded = excluded_schools(results, methodology, year)
    present = fetch_present(results, years)
    grouped = grouped_schools(methodology, len(results.schools), excluded)
    compared = compared_schools(grouped, results.schools, years, present)
    if shared is None:
        shared, alike = Shared(), {name: name for name in methodology.indicators}
    else:
        alike = definitions(methodology, years, compared)
    new = {name for name, definition in alike.items() if definition not in shared.grids}
    counts = _counts(results, methodology, years, new)
    bench = Bench(
        results,
        methodology,
        years,
        compared,
        counts,
        shared.reasons,
        dropped=dropped(results, methodology, years),
    )
    for name in methodology.indicators_in_order():
        if name in new:
            grid = _grid(bench, name, methodology.indicators[name])
            shared.grids.setdefault(alike[name], grid)
        bench.grids[name] = shared.grids[alike[name]]._replace(indicator=name)
    reported = results.reported
    return Measured(
        years=years,
        grids={name: bench.grids[name] for name in methodology.indicators},
        reasons=bench.reasons.of_grids(bench.grids.values()),
        present=present,
        reported=None if reported is None else measure(_of_groups(reported), methodology, year),
    )


def year_axis(results: Results, methodology: Methodology, year: int) -> tuple[int, ...]:
    """Return consecutive years: those of the tables, the report year, and how far it looks back."""
    known = (*results.years, year)
    return tuple(range(min(*known, year - look_back(methodology)), max(known) + 1))


def look_back(methodology: Methodology) -> int:
    """Return how many years before the report year the criteria need at most."""
    of_indicators: dict[str, int] = {}
    for name in methodology.indicators_in_order():
        indicator = methodology.indicators[name]
        own = indicator.years if isinstance(indicator, Change) else 0
        of_indicators[name] = own + max(
            (of_indicators[p] for p in indicators_of(indicator)), default=0
        )
    of_criteria: dict[str, int] = {}
    for name in methodology.criteria_in_order():
        criterion = methodology.criteria[name]
        parts = max((of_criteria[part] for part in parts_of(criterion)), default=0)
        of_criteria[name] = _reach(criterion, parts, of_indicators)
    return max((*of_criteria.values(), *of_indicators.values()), default=0)


def _reach(criterion: Criterion, parts: int, of_indicators: dict[str, int]) -> int:
    match criterion:
        case Count(over="years", last=int(last)):
            return parts + last - 1
        case Known(known=indicator):
            return max(parts, of_indicators[indicator])
        case Comparison(indicator=indicator):
            source = criterion.bound[1] if criterion.bound else None
            if not isinstance(source, Source):
                return max(parts, of_indicators[indicator])
            other = of_indicators[source.indicator] if source.indicator else 0
            own = of_indicators[indicator] + (source.years_ago or 0)
            return max(parts, other, own)
    return parts


def _of_groups(reported: Results) -> Results:
    # What a group reported of itself has no groups of its own: nothing is compared among them.
    return reported._replace(reported=None)


def _counts(
    results: Results, methodology: Methodology, years: Sequence[int], names: set[str]
) -> Counts:
    wanted: dict[str, set[int]] = {}
    for name, indicator in methodology.indicators.items():
        if name in names and isinstance(indicator, Measure):
            sql = expressions(indicator, methodology, results)
            codes = _codes(slices_of(indicator, methodology, results.assessments))
            for expression in filter(None, (sql.numerator, sql.denominator, PARTICIPANTS)):
                wanted.setdefault(expression, set()).update(codes)
    return fetch_counts(results, years, {name: sorted(codes) for name, codes in wanted.items()})


def _codes(slices: Slices) -> set[int]:
    return {code for codes in slices.codes for code in codes}


def _grid(bench: Bench, name: str, indicator: Indicator) -> Grid:
    match indicator:
        case Measure():
            grid = measure_grid(bench, name, indicator)
        case Column():
            grid = column_grid(bench, name, indicator)
        case Composite():
            grid = composite_grid(bench, name, indicator)
        case Points():
            grid = points_grid(bench, name, indicator)
        case FormulaIndicator():
            grid = formula_grid(bench, name, indicator)
        case Change():
            grid = change_grid(bench, name, indicator)
        case Residual():
            grid = residual_grid(bench, name, indicator)
    return _rounded(bench, grid, indicator.round)


def _rounded(bench: Bench, grid: Grid, digits: int | None) -> Grid:
    if digits is None:
        return grid
    exact = bench.exact
    value = round_values(
        grid.value,
        0.0 if grid.error is None else grid.error,
        digits,
        lambda cell: exact.unrounded(grid, cell) if grid.rational else None,
    )
    return grid._replace(value=value, error=None)
