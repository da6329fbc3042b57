"""Drawing indicators."""

from collections.abc import Sequence
from typing import Any

from tests.slow.draft import HUGE, LARGE, MARKED, SMALL, Draft


def add_base(draft: Draft) -> None:
    kind = draft.one("measure", "measure", "measure", "column", "over", "budget")
    if kind == "measure":
        _measure(draft)
    elif kind == "over":
        spec: dict[str, Any] = {"column": "top", "over": "all"}
        if draft.one(0, 1):
            spec["min_participants"] = 4
        draft.ratio.add(draft.add(spec, sliced=False, scale=SMALL))
    elif kind == "budget":
        for column in ("budget", "spent"):
            draft.add({"column": column}, sliced=False, scale=HUGE)
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


def add_derived(draft: Draft) -> None:
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
        f"{a} - {b}",
        f"({a} - {b}) * 100",
        f"max({a} - 88589843683.21, 0)",
        f"{a} + 999999999999999 - 999999999999999",
        f"{a} + 999999999999 * 999999999 - 999999999999 * 999999999",
        f"1 / ({a} + 99999999999 - 99999999999.3)",
    )
    used = [name for name in (a, b) if name in formula]
    sliced = any(draft.sliced[name] for name in used)
    draft.add({"formula": formula}, sliced=sliced, scale=LARGE + SMALL + HUGE)


def _change(draft: Draft, numbers: Sequence[str]) -> None:
    of = draft.one(*numbers)
    spec = {"change": of, "years": draft.one(1, 1, 2)}
    draft.add(spec, sliced=draft.sliced[of], scale=("0", "0.1", "-0.1", "1/3", *HUGE))


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
        {"minmax": ["0", "1"], "from": ["88589843683.21", "88589843783.51"]},
        {"target": "88589843783.51"},
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
