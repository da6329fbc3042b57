"""Which values of indicators a public version hides: small ones, and what would tell them."""

from collections.abc import Mapping

import numpy as np

from shnor_cli.criteria.indicators import (
    Change,
    Composite,
    FormulaIndicator,
    Measure,
    Method,
    MinMax,
    Points,
    Residual,
)
from shnor_cli.criteria.methodology import Indicator, indicators_of
from shnor_cli.engine.align import Sliced, on_slices
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Flags, Status
from shnor_cli.public.small import Small, own_small

Masks = Mapping[str, Flags]
"""Indicator -> which of its values are hidden, shape (S, Y, K)."""


def masks_of(small: Small) -> Masks:
    """Return what is hidden of every indicator: by itself, and with what it is tied to."""
    run = small.run
    masks: Masks = {each: _own(small, each) for each in run.methodology.indicators}
    while True:
        more = _with_parts(run, _with_wholes(run, masks))
        if all((more[name] == mask).all() for name, mask in masks.items()):
            return more
        masks = more


def _own(small: Small, name: str) -> Flags:
    methodology = small.run.methodology
    indicator = methodology.indicators[name]
    few = own_small(methodology, indicator, small.run.measured.grids[name])
    return few | small.of_measure(indicator) if isinstance(indicator, Measure) else few


def _with_wholes(run: Identification, masks: Masks) -> Masks:
    """Hide what is made of what is hidden."""
    found = dict(masks)
    for name in run.methodology.indicators_in_order():
        indicator, grid = run.methodology.indicators[name], run.measured.grids[name]
        mask = found[name].copy()
        for part in indicators_of(indicator):
            of_part = brought(run.measured.grids[part], found[part], grid)
            mask |= of_part
            if isinstance(indicator, Change):
                mask[:, indicator.years :] |= of_part[:, : -indicator.years]
        found[name] = mask | _of_all(run, mask) if _rests_on_all(indicator) else mask
    return found


def _rests_on_all(indicator: Indicator) -> bool:
    """Say whether a value is reckoned from all schools: then the others give one away."""
    match indicator:
        case Residual():
            return True
        case Composite(composite=parts):
            return any(_is_among(indicator.method(part)) for part in parts)
    return False


def _is_among(method: Method) -> bool:
    return method != "none" and not (isinstance(method, MinMax) and method.goalposts is not None)


def _of_all(run: Identification, mask: Flags) -> Flags:
    """Say of which years and slices something is hidden of a school that is in a group."""
    inside = np.ones(len(mask), np.bool_)
    if run.methodology.groups == "judged":
        inside = run.judgement.status != Status.EXCLUDED
    return np.asarray(mask[inside].any(axis=0))


def _with_parts(run: Identification, masks: Masks) -> Masks:
    """Hide the other parts of a sum of which one is hidden, and what they are made of.

    The category tells the sum, or nearly so.
    """
    apart = {name: np.zeros_like(mask) for name, mask in masks.items()}
    for name in reversed(tuple(run.methodology.indicators_in_order())):
        indicator, grid = run.methodology.indicators[name], run.measured.grids[name]
        if isinstance(indicator, Composite | FormulaIndicator | Points):
            parts = {part: run.measured.grids[part] for part in indicators_of(indicator)}
            for part, of_part in parts.items():
                hidden = masks[part] & (of_part.missing == KNOWN)
                apart[name] |= brought(of_part, hidden, grid)
            for part, of_part in parts.items():
                apart[part] |= brought(grid, apart[name], of_part)
    return {name: mask | apart[name] for name, mask in masks.items()}


def brought(part: Sliced, mask: Flags, whole: Sliced) -> Flags:
    """Bring a mask onto other slices: what is made of all slices is hidden with any of them."""
    if part.sliced and not whole.sliced:
        return np.asarray(mask.any(axis=2, keepdims=True))
    return on_slices(part, mask, whole.slices, absent=False)
