"""Drawing criteria."""

from typing import Any

from tests.slow.draft import BOUNDS, OVER, Draft


def add_simple(draft: Draft) -> None:
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
        found["minus"] = draft.one("15 %", "0.1", "-0.05", "88589843683.21", "100.3")
    if draft.wanted.irrational and kind in {"mean", "median", "percentile"} and draft.one(0, 1):
        found["minus_sd"] = draft.one("1", "0.5")
    return found


def add_compound(draft: Draft) -> None:
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
            draft.ask(count_of(draft, name, OVER[draft.axis]), sliced=False)
        case _:
            draft.ask(count_of(draft, name, kind), sliced=draft.sliced[name])


def count_of(draft: Draft, name: str, over: str) -> dict[str, Any]:
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
