"""Hypothesis strategies: random methodologies over the tables of `strategies.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from tests.slow.strategies import NOT_HELD

OVER = {
    "assessment": "assessments",
    "subject": "subjects",
    "procedure": "procedures",
    "grade": "grades",
    "level": "levels",
}
SMALL = ("30 %", "0", "1/3", "0.25", "0.5", "2/7", "0.1", "1")
LARGE = ("3.2", "3", "10", "7", "2.5", "12.5", "0", "-0.5")
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


@st.composite
def methodologies(draw: st.DrawFn, wanted: Wanted) -> Methodology:
    """Draw a methodology with a few indicators, criteria and categories."""
    axes = (
        ["assessment", "subject", "procedure", "grade", "level"]
        if wanted.pooled
        else ["assessment"]
    )
    draft = Draft(draw, wanted, draw(st.sampled_from(axes)))
    for _ in range(draw(st.integers(1, 3))):
        _base(draft)
    for _ in range(draw(st.integers(0, 3))):
        _derived(draft)
    for _ in range(draw(st.integers(1, 3))):
        _simple(draft)
    for _ in range(draw(st.integers(1, 5))):
        _compound(draft)
    whole = [name for name in draft.criteria if not draft.sliced[name]]
    if not whole:
        last = list(draft.criteria)[-1]
        whole.append(draft.ask(_count(draft, last, OVER[draft.axis]), sliced=False))
    return Methodology.model_validate(_whole(draft, whole))


def _whole(draft: Draft, whole: Sequence[str]) -> dict[str, Any]:
    procedures = {name: dict(spec) for name, spec in PROCEDURES.items()}
    procedures[NOT_HELD[0]]["not_held"] = {NOT_HELD[1]: "отменён"}
    procedures["ВПР"]["breaks"] = draft.one([], [2022], [2023])
    procedures["ЕГЭ"]["breaks"] = draft.one([], [], [2023])
    named = draft.some(whole, 1, 3)
    categories: list[dict[str, str]] = [{"name": f"кат {n}", "when": n} for n in named]
    found: dict[str, Any] = {
        "id": "random",
        "title": "случайная",
        "procedures": procedures,
        "indicators": draft.indicators,
        "criteria": draft.criteria,
        "categories": [*categories, *draft.one([{"name": "не выявлена"}], [])],
        "absent": draft.one("unknown", "unknown", "not_applicable")
        if draft.wanted.pooled
        else "unknown",
    }
    scores = [name for name in draft.numbers() if not draft.sliced[name]]
    if scores and draft.one(0, 1):
        found["score"] = draft.one(*scores)
    if draft.wanted.relative:
        found["groups"] = draft.one("judged", "judged", "all")
        found["min_group"] = draft.one(1, 1, 2)
    if draft.one(0, 0, 1):
        found["population"] = {"exclude": {"kind": ["ООШ"]}}
    return found


def _base(draft: Draft) -> None:
    kind = draft.one("measure", "measure", "measure", "column", "over")
    if kind == "measure":
        _measure(draft)
    elif kind == "over":
        spec: dict[str, Any] = {"column": "top", "over": "all"}
        if draft.one(0, 1):
            spec["min_participants"] = 4
        draft.ratio.add(draft.add(spec, sliced=False, scale=SMALL))
    else:
        column = draft.one("score", "letter", "rank")
        draft.add({"column": column}, sliced=False, scale=() if column == "letter" else LARGE)


def _measure(draft: Draft) -> None:
    measures: list[tuple[Any, Sequence[str]]] = [
        ("low_share", SMALL),
        ("low_share", SMALL),
        ("quality", SMALL),
        ("mean_mark", LARGE),
        ("mean_score", LARGE),
        ("participation", SMALL),
        ("participants", LARGE),
        ({"share": ["2", "3"]}, SMALL),
        ({"sum": ["3", "4"]}, LARGE),
    ]
    measure, scale = draft.one(*measures)
    spec: dict[str, Any] = {"measure": measure}
    marked = measure == "mean_mark" or isinstance(measure, dict)
    if marked:
        spec["of"] = [{"procedure": draft.some(MARKED, 1, 3)}]
    elif draft.one(0, 0, 1):
        spec["of"] = [{"procedure": ["ВПР", "КДР"]}, {"subject": "математика", "grade": [9, 11]}]
    if draft.one(0, 0, 0, 1):
        spec["min_participants"] = draft.one(3, 5)
    sliced = not draft.wanted.pooled or draft.one(True, True, False)
    draft.ratio.add(draft.add(spec, sliced=sliced, scale=scale))


def _derived(draft: Draft) -> None:
    numbers = draft.numbers()
    if not numbers:
        return
    kinds = ["points", "letters", "formula", "change", "composite"]
    kinds += ["residual", "zscore"] if draft.wanted.irrational and draft.wanted.relative else []
    {
        "points": _points,
        "letters": _letters,
        "formula": _formula,
        "change": _change,
        "composite": _composite,
        "residual": _residual,
        "zscore": _composite,
    }[draft.one(*kinds)](draft, numbers)


def _points(draft: Draft, numbers: Sequence[str]) -> None:
    of = draft.one(*numbers)
    first, second = draft.one(*draft.scale[of]), draft.one(*draft.scale[of])
    bands = [{"at_least": first, "gives": 3}, {"more_than": second, "gives": "1.5"}]
    bands += draft.one([{"gives": 0}], [], [{"more_than": "-1", "at_most": second, "gives": "0.1"}])
    draft.add({"points": of, "bands": bands}, sliced=draft.sliced[of], scale=LARGE)


def _letters(draft: Draft, numbers: Sequence[str]) -> None:
    of = draft.one(*numbers)
    bands = [{"less_than": draft.one(*draft.scale[of]), "gives": "A"}, {"gives": "D"}]
    draft.add({"points": of, "bands": bands}, sliced=draft.sliced[of], scale=())


def _formula(draft: Draft, numbers: Sequence[str]) -> None:
    a, b = draft.one(*numbers), draft.one(*numbers)
    formula = draft.one(
        f"0.8 * {a} + 0.2 * {b}",
        f"max(1, 0.05 * (800 - {a}))",
        f"{a} / {b}",
        f"min({a}, {b}, 3) - abs(-{a})",
        f"1 - {a}",
        f"({a} + {b}) / 3",
        f"0.1 + 0.2 + {a} * 0",
        f"{a} - 0.3 + 0.1 + 0.2",
        f"({a} - 0.3) * 3",
        f"1 / (0.1 + 0.2 - {a})",
        f"{a} / 3 + {b} / 3 + {a} / 3",
    )
    used = [name for name in (a, b) if name in formula]
    sliced = any(draft.sliced[name] for name in used)
    draft.add({"formula": formula}, sliced=sliced, scale=LARGE + SMALL)


def _change(draft: Draft, numbers: Sequence[str]) -> None:
    of = draft.one(*numbers)
    spec = {"change": of, "years": draft.one(1, 1, 2)}
    draft.add(spec, sliced=draft.sliced[of], scale=("0", "0.1", "-0.1", "1/3"))


def _composite(draft: Draft, numbers: Sequence[str]) -> None:
    parts = draft.some(numbers, 1, 3)
    spec: dict[str, Any] = {
        "composite": {part: draft.one("1", "2", "0.3", "30 %") for part in parts}
    }
    spec["normalise"] = (
        draft.one(_method(draft), {part: _method(draft) for part in parts})
        if draft.wanted.relative
        else draft.one("none", {"minmax": [0, 1], "from": [1, 3]})
    )
    means = ["arithmetic", "arithmetic", "harmonic"]
    spec["mean"] = draft.one(*means, *(["geometric"] if draft.wanted.irrational else []))
    if draft.wanted.pooled:
        spec["missing"] = draft.one("unknown", "reweight")
        if draft.one(0, 0, 1):
            spec["needs"] = draft.one("50 %", "75 %")
    if draft.wanted.relative and draft.one(0, 0, 1):
        spec["within"] = draft.one("municipality", "kind")
    scale = ("0.5", "1", "50", "2", "0", "1/3")
    draft.add(spec, sliced=any(draft.sliced[part] for part in parts), scale=scale)


def _method(draft: Draft) -> Any:  # noqa: ANN401
    return draft.one(
        "none",
        "rank",
        "percentile",
        "share_below",
        {"minmax": [0, 100]},
        {"minmax": ["0", "1"], "from": ["0.1", "3"]},
        {"target": 40},
        *(["zscore"] if draft.wanted.irrational else []),
    )


def _residual(draft: Draft, numbers: Sequence[str]) -> None:
    measures = [name for name in numbers if name in draft.ratio]
    if not measures:
        return
    of = draft.one(*measures)
    spec: dict[str, Any] = {"residual": of, "on": draft.some(numbers, 1, 1)}
    if draft.one(0, 1):
        spec["weighted"] = "participants"
    sliced = draft.sliced[of] or draft.sliced[spec["on"][0]]
    draft.add(spec, sliced=sliced, scale=("0", "0.05", "-0.05"))


def _simple(draft: Draft) -> None:
    name = draft.one(*draft.indicators)
    spec: dict[str, Any]
    if draft.wanted.pooled and draft.one(0, 0, 0, 0, 0, 1):
        spec = {"known": name}
    elif not draft.scale[name]:
        spec = {"indicator": name, "is_in": draft.one(["D", "F"], "A")}
    elif draft.wanted.relative and draft.one(0, 0, 0, 1):
        size = {draft.one("lowest", "highest"): draft.one("25 %", "50 %", "1/3", "1", "2", "0")}
        within = {"within": draft.one("municipality", "kind", "all")}
        spec = {
            "indicator": name,
            "is_in": size | within | {"ties": draft.one("exclude", "include")},
        }
    else:
        spec = {"indicator": name, draft.one(*BOUNDS): _other(draft, name)}
    other = spec.get("at_least", spec.get("at_most"))
    against = other.get("indicator") if isinstance(other, dict) else None
    draft.ask(spec, sliced=draft.sliced[name] or bool(against and draft.sliced[against]))


def _other(draft: Draft, name: str) -> Any:  # noqa: ANN401
    kinds = ["number", "number", "number", "value", "indicator", "years_ago"]
    kinds += ["mean", "median", "percentile", "reported"] if draft.wanted.relative else []
    kind = draft.one(*kinds)
    if kind == "number":
        return draft.one(*draft.scale[name])
    source: dict[str, Any]
    group = draft.one("all", "municipality", "kind")
    match kind:
        case "value":
            source = {"value": draft.one(*draft.scale[name])}
        case "indicator":
            alike = [n for n in draft.numbers() if draft.sliced[name] or not draft.sliced[n]]
            source = {"indicator": draft.one(*alike)}
        case "years_ago":
            source = {"years_ago": draft.one(1, 2)}
        case "mean":
            weights = ["schools", "weight", *(["participants"] if name in draft.ratio else [])]
            source = {"mean": group, "weighted": draft.one(*weights)}
        case "percentile":
            method = draft.one("linear", "weibull", "inverted_cdf", "lower", "higher")
            source = {"percentile": draft.one("10", "25", "50", "90", "0", "100", "33")}
            source |= {"within": group, "method": method}
        case "reported":
            source = {"reported": draft.one("municipality", "municipality", "all")}
        case _:
            source = {"median": group}
    return source | _adjusted(draft, kind)


def _adjusted(draft: Draft, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if draft.one(0, 0, 1):
        found["times"] = draft.one("0.9", "2/3", "1.1")
    if draft.one(0, 0, 1):
        found["minus"] = draft.one("15 %", "0.1", "-0.05")
    if draft.wanted.irrational and kind in {"mean", "median", "percentile"} and draft.one(0, 1):
        found["minus_sd"] = draft.one("1", "0.5")
    return found


def _compound(draft: Draft) -> None:
    names = list(draft.criteria)
    name = draft.one(*names)
    kinds = ["all", "any", "of", "not", "years", "years"]
    kinds += ["slices", "slices", "slices"] if draft.sliced[name] else []
    kinds += ["schools"] if draft.wanted.relative else []
    kind = draft.one(*kinds)
    match kind:
        case "all" | "any" | "of":
            parts = draft.some(names, 1, 3)
            spec: dict[str, Any] = {kind: parts}
            if kind == "of":
                spec["at_least"] = draft.one(*range(1, len(parts) + 1))
            draft.ask(spec, sliced=any(draft.sliced[part] for part in parts))
        case "not":
            draft.ask({"not": name}, sliced=draft.sliced[name])
        case "slices":
            draft.ask(_count(draft, name, OVER[draft.axis]), sliced=False)
        case _:
            draft.ask(_count(draft, name, kind), sliced=draft.sliced[name])


def _count(draft: Draft, name: str, over: str) -> dict[str, Any]:
    sizes = ("1", "2", "50 %", "1/3", "100 %", "2/3", "3", "0")
    spec: dict[str, Any] = {"count": name, "over": over, draft.one(*BOUNDS): draft.one(*sizes)}
    if draft.one(0, 0, 0, 1):
        spec["needs"] = draft.one(1, 2, 3)
    if over == "schools":
        spec["within"] = draft.one("municipality", "all", "kind", None)
    if over == "years":
        if draft.one(True, True, False):
            spec["last"] = draft.one(1, 2, 2, 3)
        skip = ["skip"] if draft.wanted.pooled else []
        spec["gaps"] = draft.one("unknown", "not_applicable", *skip)
    return spec


RATIONAL = Wanted()
IRRATIONAL = replace(RATIONAL, irrational=True)
PLAIN = Wanted(relative=False, pooled=False)


@st.composite
def worsening(draw: st.DrawFn) -> Methodology:
    """Draw a methodology by which a school with more low results is never judged milder."""
    draft = Draft(draw, RATIONAL, draw(st.sampled_from(list(OVER))))
    for _ in range(draw(st.integers(1, 3))):
        _measure_of_quality(draft)
    for _ in range(draw(st.integers(1, 3))):
        _worse_is_met(draft)
    for _ in range(draw(st.integers(1, 4))):
        _rising(draft)
    whole = [name for name in draft.criteria if not draft.sliced[name]]
    if not whole:
        count = {"count": list(draft.criteria)[-1], "over": OVER[draft.axis], "at_least": "1"}
        whole.append(draft.ask(count, sliced=False))
    found = _whole(draft, whole)
    found["categories"] = [each for each in found["categories"] if "when" in each]
    found["categories"].append({"name": "не выявлена"})
    return Methodology.model_validate(found)


def _measure_of_quality(draft: Draft) -> None:
    measure = draft.one("low_share", "low_share", "quality", "mean_mark")
    spec: dict[str, Any] = {"measure": measure}
    if measure == "mean_mark":
        spec["of"] = [{"procedure": list(MARKED)}]
    name = draft.add(
        spec, sliced=draft.one(True, False), scale=LARGE if measure == "mean_mark" else SMALL
    )
    draft.indicators[name].pop("direction", None)


def _worse_is_met(draft: Draft) -> None:
    name = draft.one(*draft.indicators)
    high = draft.indicators[name]["measure"] == "low_share"
    bound = draft.one("at_least", "more_than") if high else draft.one("at_most", "less_than")
    group = draft.one("all", "municipality", "kind")
    percentile = {"percentile": draft.one("10", "50", "90"), "within": group, "method": "linear"}
    other = draft.one(
        draft.one(*draft.scale[name]),
        {"mean": group, "weighted": draft.one("participants", "schools")},
        {"median": group, "times": "0.9"},
        percentile,
    )
    ends = {"highest" if high else "lowest": draft.one("25 %", "1", "50 %"), "within": group}
    ends["ties"] = draft.one("exclude", "include")
    spec = draft.one({"indicator": name, bound: other}, {"indicator": name, "is_in": ends})
    _ask_everyone(draft, spec, sliced=draft.sliced[name])


def _rising(draft: Draft) -> None:
    """Add a criterion that is met the sooner, the more of its parts are."""
    name = draft.one(*draft.criteria)
    kinds = ["all", "any", "years", *(["slices", "slices"] if draft.sliced[name] else [])]
    kind = draft.one(*kinds)
    if kind in {"all", "any"}:
        parts = draft.some(list(draft.criteria), 1, 3)
        sliced = any(draft.sliced[part] for part in parts)
        _ask_everyone(draft, {kind: parts}, sliced=sliced)
        return
    over = "years" if kind == "years" else OVER[draft.axis]
    spec = _count(draft, name, over)
    for bound in ("at_most", "less_than"):
        if bound in spec:
            spec["at_least"] = spec.pop(bound)
    _ask_everyone(draft, spec, sliced=draft.sliced[name] and kind == "years")


def _ask_everyone(draft: Draft, spec: dict[str, Any], *, sliced: bool) -> None:
    name = f"k{len(draft.criteria)}"
    draft.criteria[name] = spec
    draft.sliced[name] = sliced
