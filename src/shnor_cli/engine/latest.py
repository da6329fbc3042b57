"""Whether the last year has few rows: it has just begun to be loaded, or one row has a slip."""

from typing import NamedTuple

from shnor_cli.model import Results

_FEW = 0.25
"""Of the rows of the fullest year: a last year with fewer may be a slip."""


class Thin(NamedTuple):
    """How many rows the last year has, and the fullest of the others."""

    rows: int
    fullest: int
    most: int


def thin_year(results: Results) -> Thin | None:
    """Return what shows that the last year has few rows; None where it has enough."""
    counted = f"SELECT year, count(*) FROM {results.facts} GROUP BY year ORDER BY year DESC"
    counts = dict(results.connection.execute(counted).fetchall())
    own = counts.pop(results.years[-1], 0)
    fullest = max(counts, key=counts.__getitem__, default=0)
    is_thin = own < counts.get(fullest, 0) * _FEW
    return Thin(own, fullest, counts[fullest]) if is_thin else None
