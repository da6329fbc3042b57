"""Random methodologies over random tables: what is recorded is what every school was told."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shnor_cli.criteria.loading import load_text
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.record.reading import read_run
from shnor_cli.record.verifying import verify_run
from shnor_cli.record.writing import write_run
from tests.slow.build import build_results, drop_results
from tests.slow.methodologies import IRRATIONAL, RATIONAL, methodologies
from tests.slow.strategies import tables
from tests.slow.tables import Tables

FACT = ("criterion", "indicator", "year", "value", "text", "numerator", "denominator")
BOUND = ("bound", "threshold", "distance", "pupils")
SLICE = ("procedure", "subject", "level", "grade")

Row = dict[str, object]


def recorded(run: Path) -> Iterator[Row]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{run / 'verdicts.parquet'}' ORDER BY place")
        names = [column[0] for column in found.description or ()]
        yield from (dict(zip(names, row, strict=True)) for row in found.fetchall())


def told(found: Identification) -> Iterator[Row]:
    for verdict in found.verdicts:
        fact = verdict.fact
        yield {
            "school": verdict.school.id,
            "status": verdict.status.title,
            "category": verdict.category,
            "possible": "; ".join(verdict.possible) or None,
            "score": verdict.score,
            **{name: getattr(fact, name) if fact else None for name in (*FACT, *BOUND)},
            **{name: getattr(fact.slice, name) if fact else None for name in SLICE},
            "notes": "; ".join(verdict.notes) or None,
        }


def check(drawn: Tables, methodology: Methodology, year: int) -> None:
    text = methodology.model_dump_json(exclude_defaults=True, by_alias=True)
    file = load_text(text, f"{methodology.id}.yaml")
    results = build_results(drawn)
    try:
        found = identify(file, results, year)
        with tempfile.TemporaryDirectory() as room:
            run = Path(room, "run")
            write_run(found, run, parameters={})
            for row, expected in zip(recorded(run), told(found), strict=True):
                for name, value in expected.items():
                    same = pytest.approx(value) if isinstance(value, float) else value
                    assert row[name] == same, (name, row, expected)
            with duckdb.connect() as connection:
                read_run(connection, run)
            with duckdb.connect() as connection:
                assert verify_run(connection, run).differences == ()
    finally:
        drop_results(results)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables(), st.one_of(methodologies(RATIONAL), methodologies(IRRATIONAL)), st.data())
def test_a_random_run_is_recorded_read_back_and_verified(
    drawn: Tables, methodology: Methodology, data: st.DataObject
) -> None:
    check(drawn, methodology, data.draw(st.sampled_from(drawn.years), label="year"))
