"""What holds for all tests: under CI nothing is skipped, and nothing fails for being slow."""

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

STRICT = os.environ.get("CI", "").lower() in {"1", "true"}

# a busy machine is no fault of the program
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where every program is meant to be there."""
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped under CI: {report.longrepr}"
    return report
