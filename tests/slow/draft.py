"""A methodology while hypothesis draws it, and the lists it is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

OVER = {
    "assessment": "assessments",
    "subject": "subjects",
    "procedure": "procedures",
    "grade": "grades",
    "level": "levels",
}
SMALL = ("30 %", "0", "1/3", "0.25", "0.5", "2/7", "0.1", "1")
LARGE = ("3.2", "3", "10", "7", "2.5", "12.5", "0", "-0.5")
HUGE = ("88589843683.21", "88589843783.51", "100.3", "0.3", "0")
BOUNDS = ("at_least", "more_than", "at_most", "less_than")
PROCEDURES: dict[str, Any] = {
    "ВПР": {"scale": ["2", "3", "4", "5"], "low": ["2"], "good": ["4", "5"]},
    "ОГЭ": {"scale": ["2", "3", "4", "5"], "low": ["2"], "good": ["4", "5"], "grade": 9},
    "ЕГЭ": {
        "scale": ["2", "3", "4", "5", "ниже порога"],
        "partial": True,
        "low": ["2", "ниже порога"],
        "good": ["4", "5"],
        "grade": 11,
    },
    "КДР": {
        "scale": ["недостаточный", "базовый", "повышенный"],
        "low": ["недостаточный"],
        "good": ["повышенный"],
    },
}
MARKED = ("ВПР", "ОГЭ", "ЕГЭ")


@dataclass(frozen=True)
class Wanted:
    """Which parts of the language a methodology may use."""

    irrational: bool = False
    relative: bool = True
    """Groups: means, percentiles, ends, normalisation, counts over schools."""
    pooled: bool = True
    """Sums over assessments, reweighting, `skip`, `known`, `missing: not_met`, and criteria in
    `applies_to`: whom a criterion concerns may then turn out to be nobody."""


@dataclass
class Draft:
    """A methodology while it is being drawn; `axes` says which names have the slice axis."""

    draw: st.DrawFn
    wanted: Wanted
    axis: str
    indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    criteria: dict[str, dict[str, Any]] = field(default_factory=dict)
    sliced: dict[str, bool] = field(default_factory=dict)
    scale: dict[str, Sequence[str]] = field(default_factory=dict)
    """Thresholds that suit an indicator; empty for texts."""
    ratio: set[str] = field(default_factory=set)
    """Indicators with participants behind them."""

    def one(self, *choices: Any) -> Any:  # noqa: ANN401
        """Draw one of the choices."""
        return self.draw(st.sampled_from(choices))

    def some(self, choices: Sequence[str], least: int = 1, most: int = 3) -> list[str]:
        """Draw a few different choices."""
        return self.draw(
            st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True)
        )

    def numbers(self) -> list[str]:
        """Return the indicators that are numbers."""
        return [name for name in self.indicators if self.scale[name]]

    def add(self, spec: dict[str, Any], *, sliced: bool, scale: Sequence[str]) -> str:
        """Add an indicator and return its name."""
        name = f"i{len(self.indicators)}"
        if sliced:
            spec["each"] = self.axis
        if scale and self.wanted.pooled and self.one(0, 0, 0, 0, 1):
            spec["round"] = self.one(0, 1, 2, 3)
        if scale and self.one(0, 0, 1):
            spec["direction"] = self.one("low_is_bad", "high_is_bad")
        self.indicators[name] = spec
        self.sliced[name] = sliced
        self.scale[name] = scale
        return name

    def ask(self, spec: dict[str, Any], *, sliced: bool) -> str:
        """Add a criterion and return its name."""
        name = f"k{len(self.criteria)}"
        if self.wanted.pooled and self.one(0, 0, 0, 0, 0, 1):
            spec["missing"] = "not_met"
        if self.one(0, 0, 0, 1):
            spec["applies_to"] = self.gate(sliced=sliced)
        self.criteria[name] = spec
        self.sliced[name] = sliced
        return name

    def gate(self, *, sliced: bool) -> Any:  # noqa: ANN401
        """Draw to whom a criterion applies."""
        fitting = [name for name in self.criteria if sliced or not self.sliced[name]]
        if fitting and self.wanted.pooled and self.one(True, False):
            return self.one(*fitting)
        kinds = {"kind": self.one(["СОШ"], ["ООШ"], ["СОШ", "ООШ"])}
        return kinds | self.one({}, {}, {"municipality": ["А"]})
