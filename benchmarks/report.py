"""What was measured, as a page of Markdown."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from benchmarks.measuring import Result

_LIBRARIES = ("duckdb", "numpy", "pandas", "pyarrow")


@dataclass(frozen=True)
class Section:
    """A race and what is to be reached in it."""

    title: str
    results: Sequence[Result]
    ratios: Mapping[str, float]
    """Contestant -> its greatest ratio to the first one."""
    gigabytes: float | None = None
    """The greatest peak memory of those that have a ratio to reach."""
    slower: Sequence[str] = ()
    """Contestants that those have to be faster than."""

    @property
    def is_reached(self) -> bool:
        """Whether every target is reached."""
        return all(self.reaches(each) for each in self.results)

    def reaches(self, result: Result) -> bool:
        """Whether a contestant reaches its target, if it has one."""
        if result.name in self.slower:
            ours = (each.ratio for each in self.results if each.name in self.ratios)
            return result.ratio > max(ours)
        if result.name not in self.ratios:
            return True
        fits = self.gigabytes is None or result.peak < self.gigabytes * 1e9
        return fits and result.ratio <= self.ratios[result.name]


def page(sections: Sequence[Section], times: int) -> str:
    """Return the whole report."""
    memory = f"{_memory():.0f} GB" if _memory() else "unknown"
    versions = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    machine = f"Cores: {os.cpu_count()}. Memory: {memory}. Python {platform.python_version()}"
    head = (
        "# Speed and memory",
        "",
        "Written by `make bench`. Contestants run in turn, each a process of its own; medians of",
        f"{times} runs, of short processes three times as many. The ratio is the median of the",
        "ratios of paired runs to the first contestant. Peak memory is the greatest of all runs.",
        "Verdicts of all contestants and all tables of both run folders were compared: they are",
        "equal. What is written by hand lies in `benchmarks/sql` and `benchmarks/by_pandas.py`.",
        "",
        f"{machine}, {versions}.",
    )
    body = [line for section in sections for line in ("", *lines(section))]
    return "\n".join((*head, *body)) + "\n"


def lines(section: Section) -> Iterator[str]:
    """Yield a section as a heading and a table."""
    yield f"## {section.title}"
    yield ""
    yield "| | seconds | whole process | cores' seconds | peak, MB | ratio | target |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for result in section.results:
        yield _line(section, result)


def _line(section: Section, result: Result) -> str:
    cells = (
        result.name,
        f"{result.work:.2f}",
        f"{result.wall:.2f}",
        f"{result.cpu:.2f}",
        f"{result.peak / 1e6:.0f}" if result.peak else "",
        f"{result.ratio:.2f}",
        _target(section, result),
    )
    return f"| {' | '.join(cells)} |"


def _target(section: Section, result: Result) -> str:
    missed = "" if section.reaches(result) else ": missed"
    if result.name in section.slower:
        return f"slower than shnor{missed}"
    if result.name not in section.ratios:
        return ""
    memory = "" if section.gigabytes is None else f", under {section.gigabytes:g} GB"
    return f"at most {section.ratios[result.name]:g}{memory}{missed}"


def _memory() -> float:
    if not hasattr(os, "sysconf"):
        return 0.0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
