"""Hypothesis strategies: random methodologies over the tables of `strategies.py`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from tests.slow.draft import LARGE, MARKED, OVER, PROCEDURES, SMALL, Draft, Wanted
from tests.slow.draft_criteria import add_compound, add_simple, count_of
from tests.slow.draft_indicators import add_base, add_derived
from tests.slow.strategies import NOT_HELD

RATIONAL = Wanted()
IRRATIONAL = replace(RATIONAL, irrational=True)
PLAIN = Wanted(relative=False, pooled=False)


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
        add_base(draft)
    for _ in range(draw(st.integers(0, 3))):
        add_derived(draft)
    for _ in range(draw(st.integers(1, 3))):
        add_simple(draft)
    for _ in range(draw(st.integers(1, 5))):
        add_compound(draft)
    whole = [name for name in draft.criteria if not draft.sliced[name]]
    if not whole:
        last = list(draft.criteria)[-1]
        whole.append(draft.ask(count_of(draft, last, OVER[draft.axis]), sliced=False))
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
    if draft.wanted.pooled and draft.one(0, 1):
        found["objectivity"] = {
            "procedures": draft.some(list(procedures), 1, 2),
            "policy": draft.one("drop", "drop", "flag", "keep"),
        }
    return found


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
    spec = count_of(draft, name, over)
    for bound in ("at_most", "less_than"):
        if bound in spec:
            spec["at_least"] = spec.pop(bound)
    _ask_everyone(draft, spec, sliced=draft.sliced[name] and kind == "years")


def _ask_everyone(draft: Draft, spec: dict[str, Any], *, sliced: bool) -> None:
    name = f"k{len(draft.criteria)}"
    draft.criteria[name] = spec
    draft.sliced[name] = sliced
