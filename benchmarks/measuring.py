"""Running contestants side by side: alternating, each a process of its own."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Run:
    """One process: its time on the clock and on the cores, its peak memory, what it said."""

    wall: float
    cpu: float
    peak: float
    """Bytes."""
    said: dict[str, float]

    @property
    def work(self) -> float:
        """The seconds of the work proper, where the process said them; else its wall time."""
        return self.said.get("seconds", self.wall)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A process to measure; `command` is asked anew for every run."""

    name: str
    command: Callable[[], Command]


@dataclass(frozen=True, slots=True)
class Result:
    """The medians of a contestant, and its ratios to the first one of its race."""

    name: str
    work: float
    wall: float
    cpu: float
    peak: float
    ratio: float
    """Median of the ratios of paired runs, by `work`."""
    cpu_ratio: float


def race(contestants: Sequence[Contestant], times: int) -> list[Result]:
    """Run contestants in turn, so many times each; the first one is the measure of the others.

    Before the race each runs once: its modules are compiled then, as installing them does.
    """
    for each in contestants:
        run(each.command())
    rounds = []
    for _ in range(times):
        rounds.append([run(each.command()) for each in contestants])
        print(".", end="", flush=True)
    return [
        _result(each.name, [row[place] for row in rounds], [row[0] for row in rounds])
        for place, each in enumerate(contestants)
    ]


def _result(name: str, runs: Sequence[Run], first: Sequence[Run]) -> Result:
    pairs = list(zip(runs, first, strict=True))
    return Result(
        name,
        statistics.median(each.work for each in runs),
        statistics.median(each.wall for each in runs),
        statistics.median(each.cpu for each in runs),
        max(each.peak for each in runs),
        statistics.median(one.work / other.work for one, other in pairs),
        statistics.median(one.cpu / other.cpu for one, other in pairs),
    )


def child(name: str, *arguments: str | Path) -> Command:
    """Return the command that runs a contestant of `child.py`."""
    return (sys.executable, "-m", "benchmarks.child", name, *arguments)


def program(*arguments: str | Path) -> Command:
    """Return the command that runs `shnor`."""
    return (sys.executable, "-m", "shnor_cli", *arguments)


def run(command: Command) -> Run:
    """Run a process to its end.

    Raises:
        RuntimeError: it failed.
    """
    # Where a process has no usage of its own (Windows) only the clock is read.
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(each) for each in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=_environment(),
    )
    assert process.stdout is not None  # noqa: S101 - asked for above
    said = process.stdout.read()
    status, cpu, peak = _ended(process)
    wall = time.perf_counter() - start
    if status != 0:
        raise RuntimeError(f"{command}\n{said}")
    return Run(wall, cpu, peak, _numbers(said))


def _environment() -> dict[str, str]:
    """Return the environment of contestants, whose compiled modules are kept."""
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONUTF8": "1"}


def _ended(process: "subprocess.Popen[str]") -> tuple[int, float, float]:
    if not hasattr(os, "wait4"):
        return process.wait(), float("nan"), float("nan")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


def _numbers(said: str) -> dict[str, float]:
    last = said.strip().rpartition("\n")[2]
    return dict(json.loads(last)) if last.startswith("{") else {}
