"""Comparisons: a value against the other side, exactly, as a margin that is never zero."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from shnor_cli.criteria.indicators import Composite, FormulaIndicator, Points
from shnor_cli.criteria.rules import BOUNDS, Comparison, Ends, Known
from shnor_cli.criteria.sources import Sense
from shnor_cli.engine.court import Court
from shnor_cli.engine.ends import in_ends
from shnor_cli.engine.exact import TOLERANCE, near
from shnor_cli.engine.kleene import ON_THRESHOLD
from shnor_cli.engine.population import given, spread
from shnor_cli.engine.proof import is_whole
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.sides import Side, side_of
from shnor_cli.model import Answers, Flags, Floats, Grid, Outcome, Ranks
from shnor_cli.russian import fold

if TYPE_CHECKING:
    from shnor_cli.engine.limits import Limiting

_EXACT_FLOAT = 2**50


def compare(court: Court, name: str, criterion: Comparison) -> Answers:
    """Answer a comparison for every school, year and slice."""
    grid = court.grid(criterion.indicator)
    applicable = ~court.does_not_apply(grid)
    members = np.broadcast_to(court.applies(criterion, grid) == Outcome.MET, grid.value.shape)
    threshold: Floats | None = None
    ranks: Ranks | None = None
    match criterion.is_in:
        case Ends() as ends:
            margins, threshold, ranks = in_ends(court, grid, ends, members)
            applicable = applicable & court.grouped[:, None, None]
        case tuple() as texts:
            margins = _among(grid, texts)
            applicable = applicable | ~np.isnan(margins)
        case None:
            margins, side = _against(court, grid, criterion, members)
            threshold = side.value
            if side.applicable is not None:
                applicable = applicable & side.applicable
    unit = spread(grid.value[:, court.measured.year(court.year)])
    margins /= unit
    compared = _Compared(margins, applicable, threshold, ranks)
    return _limited(court, criterion, grid, unit, _answers(court, name, grid, compared))


class _Compared(NamedTuple):
    margins: Floats
    """NaN where unknown; it becomes part of the answers."""
    applicable: Flags
    threshold: Floats | None = None
    ranks: Ranks | None = None


def _limited(
    court: Court, criterion: Comparison, grid: Grid, unit: float, answers: Answers
) -> Answers:
    """Answer for unknown values by what they can still be, against a number that is written."""
    bound, name = criterion.fixed_bound, grid.indicator
    # `missing: not_met` asks for the value itself
    if bound is None or criterion.missing == "not_met" or not _is_made(court, name):
        return answers
    limiting = court.limiting
    unknown = limiting.unknown[name] & answers.applicable
    if not unknown.any():
        return answers
    ends = _ends(limiting, name, bound, unknown)
    low, high = ends.margins
    order = list(court.methodology.indicators)
    sources = np.where(unknown & limiting.vanishes(name), order.index(name) + 1, 0)
    return answers._replace(
        low=np.where(unknown, low / unit, answers.low),
        high=np.where(unknown, high / unit, answers.high),
        limits=(
            np.where(unknown, ends.limits[0], np.nan),
            np.where(unknown, ends.limits[1], np.nan),
        ),
        sources=sources.astype(np.int16),
    )


def _is_made(court: Court, name: str) -> bool:
    made = FormulaIndicator | Points | Composite
    return isinstance(court.methodology.indicators[name], made) and court.limiting.narrows(name)


class _Ends(NamedTuple):
    """The least and the greatest value and margin, shape (S, Y, K)."""

    limits: tuple[Floats, Floats]
    margins: tuple[Floats, Floats]


def _ends(limiting: "Limiting", name: str, bound: tuple[str, Fraction], unknown: Flags) -> _Ends:
    """Compare limits with a number; exactly where a float does not tell an end from it."""
    sense, number = BOUNDS[bound[0]], bound[1]
    on_threshold = ON_THRESHOLD if sense.is_inclusive else -ON_THRESHOLD
    limits = limiting.of(name)
    values = [np.array(np.broadcast_to(end.value, unknown.shape)) for end in limits]
    margins = [_signed(sense, end, float(number)) for end in values]
    tolerance = TOLERANCE * (1 + abs(float(number)))
    doubtful = unknown & np.logical_or(
        *(
            (end.error != 0) & ~(np.abs(margin) > end.error + tolerance)
            for end, margin in zip(limits, margins, strict=True)
        )
    )
    for margin in margins:  # an end without an error may lie on the number itself
        np.copyto(margin, on_threshold, where=margin == 0)
    for position in np.argwhere(doubtful):
        cell = (int(position[0]), int(position[1]), int(position[2]))
        range_ = limiting.exactly(name, cell)
        for place, end in enumerate((range_.low, range_.high)):
            endless = np.inf if place else -np.inf
            values[place][cell] = endless if end is None else float(end)
            margins[place][cell] = (
                _signed(sense, endless, 0.0)
                if end is None
                else _as_float(_signed(sense, end, number), on_threshold)
            )
    return _Ends(
        (values[0], values[1]),
        (margins[0], margins[1]) if sense.is_upward else (margins[1], margins[0]),
    )


def _signed(sense: Sense, value: Any, number: Any) -> Any:  # noqa: ANN401 - numbers or arrays
    return value - number if sense.is_upward else number - value


def known(court: Court, name: str, criterion: Known) -> Answers:
    """Answer whether there is a value: always met or not met."""
    grid = court.grid(criterion.known)
    there = grid.missing == KNOWN
    if grid.text is not None:
        there = there | given(grid.text)
    margins = np.where(there, np.inf, -np.inf)
    return _answers(court, name, grid, _Compared(margins, np.ones(there.shape, np.bool_)))


def _answers(court: Court, name: str, grid: Grid, compared: _Compared) -> Answers:
    unknown = np.isnan(compared.margins)
    low = high = compared.margins
    if unknown.any():
        high = np.where(unknown, np.inf, low)
        np.copyto(low, -np.inf, where=unknown)
    cells = np.arange(court.shape[1] * len(grid.slices), dtype=np.int32) + court.base(name)
    return Answers(
        name,
        grid.slices,
        grid.sliced,
        low,
        high,
        compared.applicable,
        np.broadcast_to(cells.reshape(1, court.shape[1], len(grid.slices)), low.shape),
        threshold=compared.threshold,
        ranks=compared.ranks,
    )


def _among(grid: Grid, texts: tuple[str, ...]) -> Floats:
    """Margins of «is one of these texts»: infinite, NaN where there is no text."""
    wanted = {fold(text) for text in texts}
    if grid.text is None:
        return np.full(grid.value.shape, np.nan)
    flat = [
        np.nan if text is None else np.inf if fold(text) in wanted else -np.inf
        for text in grid.text.ravel()
    ]
    return np.array(flat, np.float64).reshape(grid.text.shape)


def _against(
    court: Court, grid: Grid, criterion: Comparison, members: Flags
) -> tuple[Floats, Side]:
    """Margins against the other side, in the indicator's unit, and the other side."""
    key, bound = criterion.bound or ("at_least", Fraction(0))
    sense = BOUNDS[key]
    side = side_of(court, grid, bound, members)
    margins = grid.value - side.value if sense.is_upward else side.value - grid.value
    on_threshold = ON_THRESHOLD if sense.is_inclusive else -ON_THRESHOLD
    if _float_decides(court, grid, side):
        # n/N and the written decimal are correctly rounded quotients of whole numbers. Rounding
        # never reverses an order, and two different quotients whose denominators multiply to
        # less than 2**50 lie more than an ulp apart, so equal floats are equal fractions.
        np.copyto(margins, on_threshold, where=margins == 0)
        return margins, side
    exact = court.exact
    for position in np.argwhere(near(grid.value, side.value, side.error)):
        cell = (int(position[0]), int(position[1]), int(position[2]))
        value, other = exact.value(grid.indicator, cell), side.exact(cell)
        if value is None or other is None:  # no fractions: near enough is on the threshold
            margins[cell] = on_threshold
        else:
            margin = value - other if sense.is_upward else other - value
            margins[cell] = _as_float(margin, on_threshold)
            if side.constant is None:
                side.value[cell] = float(other)
    return margins, side


def _float_decides(court: Court, grid: Grid, side: Side) -> bool:
    """Say whether floats alone decide a value against a written number."""
    if side.constant is not None and is_whole(court.methodology, grid.indicator):
        return True
    rounded = court.methodology.indicators[grid.indicator].round is not None
    if side.constant is None or grid.numerator is None or grid.denominator is None or rounded:
        return False
    numerator = abs(int(grid.numerator.max(initial=0)))
    denominator = int(grid.denominator.max(initial=1)) * grid.scale
    constant = max(side.constant.denominator, abs(side.constant.numerator))
    return max(numerator, denominator) * constant < _EXACT_FLOAT


def _as_float(margin: Fraction, on_threshold: float) -> float:
    """Return an exact margin as a float of the same sign, however small."""
    if margin == 0:
        return on_threshold
    return max(float(margin), ON_THRESHOLD) if margin > 0 else min(float(margin), -ON_THRESHOLD)
