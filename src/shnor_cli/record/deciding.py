"""The deciding facts of all schools at once, as columns.

They are gathered for 40,000 schools from the same cells from which `engine/grounds.py` reads them
school by school; tests hold the two equal.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.rules import Comparison, Known
from shnor_cli.engine.distance import Cells, deciding_cells, distances, pupils
from shnor_cli.engine.grounds import bound_key
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Flags, Floats, Grid
from shnor_cli.record.sql import SLICE_COLUMNS, Columns

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

_TEXTS = ("criterion", "indicator", "procedure", "subject", "level", "text", "bound")
_NUMBERS = (
    *("year", "grade", "value", "numerator", "denominator", "threshold", "distance", "pupils"),
)


class Facts:
    """The deciding fact of every school; NaN and None where there is none."""

    def __init__(self, size: int) -> None:
        self.columns: dict[str, NDArray[Any]] = {
            **{name: np.full(size, None, object) for name in _TEXTS},
            **{name: np.full(size, np.nan) for name in _NUMBERS},
        }
        self.fewest: Floats = np.full(size, np.inf)
        """The fewest participants behind a fact or one of its parts; infinite where none are."""
        self.limited: Flags = np.zeros(size, np.bool_)
        """Where the limits of an unknown value decide."""

    def gather(self, identification: "Identification", criterion: str, first: int) -> None:
        """Fill in the facts that are cells of one comparison, `first` being its first code."""
        answers = identification.judgement.answers[criterion]
        rule = identification.methodology.criteria[criterion]
        if not isinstance(rule, Comparison | Known):
            raise TypeError(criterion)
        name = rule.indicator if isinstance(rule, Comparison) else rule.known
        grid = identification.measured.grids[name]
        cells = deciding_cells(identification, criterion, first)
        schools = cells.schools
        if len(schools) == 0:
            return
        found = {
            "criterion": np.full(len(schools), criterion, object),
            "indicator": np.full(len(schools), name, object),
            "year": np.array(identification.measured.years)[cells.years],
            "bound": np.full(len(schools), bound_key(rule), object),
            **_slice_texts(grid, cells),
            **_numbers(grid, cells),
        }
        if isinstance(rule, Comparison):
            found["threshold"] = _or_nan(answers.threshold, cells)
            found["distance"] = distances(identification, criterion, rule, cells)
            found["pupils"] = pupils(identification, rule, cells)
        for column, values in found.items():
            self.columns[column][schools] = values
        is_counted = grid.denominator is not None
        behind = found["denominator"] if is_counted else identification.fewest[name][cells]
        self.fewest[schools] = np.where(np.isnan(behind), np.inf, behind)
        if answers.limits is not None:
            ends = np.stack([end[cells] for end in answers.limits])
            self.limited[schools] = (grid.missing[cells] != KNOWN) & np.isfinite(ends).any(axis=0)


def _slice_texts(grid: Grid, cells: Cells) -> Columns:
    return {
        column: np.array([getattr(each, column) for each in grid.slices], object)[cells.slices]
        for column in SLICE_COLUMNS
    }


def _numbers(grid: Grid, cells: Cells) -> Columns:
    known = grid.missing[cells] == KNOWN
    numerator = _or_nan(grid.numerator, cells) / grid.scale
    denominator = _or_nan(grid.denominator, cells)
    return {
        "value": _or_nan(grid.value, cells),
        "text": grid.text[cells] if grid.text is not None else np.full(len(known), None, object),
        "numerator": np.where(known, numerator, np.nan),
        "denominator": np.where(denominator > 0, denominator, np.nan),
    }


def _or_nan(array: NDArray[Any] | None, cells: Cells) -> Floats:
    if array is None:
        return np.full(len(cells.schools), np.nan)
    values = array[cells].astype(np.float64)
    return np.where(np.isfinite(values), values, np.nan)
