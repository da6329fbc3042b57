"""How few participants stand behind a value, down to the parts that it is made of."""

from collections.abc import Mapping

import numpy as np

from shnor_cli.criteria.indicators import Change
from shnor_cli.criteria.methodology import Methodology, indicators_of
from shnor_cli.engine.align import on_slices
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.model import Floats, Grid


def fewest_of(
    methodology: Methodology, grids: Mapping[str, Grid], name: str, known: Mapping[str, Floats]
) -> Floats:
    """Return the fewest participants behind the values of an indicator, shape (S, Y, K).

    `known` are those of its parts; where nobody is counted the number is infinite.
    """
    grid, indicator = grids[name], methodology.indicators[name]
    if grid.denominator is not None:
        return np.where(grid.denominator > 0, grid.denominator, np.inf)
    fewest: Floats = np.full(grid.missing.shape, np.inf)
    for part in indicators_of(indicator):
        counted = np.where(grids[part].missing == KNOWN, known[part], np.inf)
        of_part = on_slices(grids[part], counted, grid.slices, np.inf)
        fewest = np.minimum(fewest, of_part)
        if isinstance(indicator, Change):
            back = indicator.years
            fewest[:, back:] = np.minimum(fewest[:, back:], of_part[:, :-back])
    return fewest
