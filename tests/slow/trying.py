"""How many examples are tried: a few hundred always, many times more when asked to be thorough."""

import os

from hypothesis import HealthCheck, settings

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.judge import judge
from shnor_cli.engine.measure import measure
from shnor_cli.model import Judgement, Measured
from tests.slow.build import build_results, drop_results
from tests.slow.tables import Tables

THOROUGH = int(os.environ.get("SHNOR_THOROUGH", "1"))
"""How many times more examples than usual; of one number they are the same each time."""


def tried(examples: int) -> settings:
    """Return settings of a test of so many examples."""
    return settings(
        max_examples=examples * THOROUGH,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def run(
    tables: Tables, methodology: Methodology, year: int, *, shuffle: bool = False
) -> tuple[Measured, Judgement]:
    """Measure and judge tables by the engine."""
    results = build_results(tables, shuffle=shuffle)
    try:
        measured = measure(results, methodology, year)
        return measured, judge(results, methodology, measured, year)
    finally:
        drop_results(results)
