"""`extends` and `like`: what a methodology takes from another and an indicator from another one.

Both are merged away on the tree of texts, before pydantic sees it, so that every key keeps the
place where it was written.
"""

from collections.abc import Callable
from typing import NamedTuple

from shnor_cli.criteria.indicators import INDICATOR_KINDS, IndicatorBase
from shnor_cli.criteria.nodes import Entry, Mapped, Node, is_null, plain
from shnor_cli.criteria.rules import BOUNDS, CRITERION_KINDS, CriterionBase
from shnor_cli.errors import Problem, did_you_mean

OWN = ("language", "id", "status", "extends")
"""What is never taken from a base: approval (`status: утверждена`) is of that text alone."""
_BASIS = "basis"
"""Neither is the document that approved it; but to name one's own is a change."""


class _Section(NamedTuple):
    """What merging must know of the items of a part of the methodology."""

    kinds: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    """Keys that outlive a change of kind."""
    bounds: frozenset[str] = frozenset()
    """Keys of which any one takes the place of any other."""


_SECTIONS = {
    "procedures": _Section(),
    "indicators": _Section(
        kinds=frozenset(INDICATOR_KINDS),
        common=frozenset(IndicatorBase.model_fields),
    ),
    "criteria": _Section(
        kinds=frozenset(CRITERION_KINDS),
        common=frozenset(CriterionBase.model_fields),
        bounds=frozenset({*BOUNDS, "is_in"}),
    ),
}
"""The parts of a methodology that merge item by item; every other key is replaced whole."""


class Merged(NamedTuple):
    """A merged mapping and what was wrong with the way it was written."""

    root: Mapped
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()
    """Indicators whose `like` leads nowhere; nothing more is to be said of them."""
    is_whole: bool = True
    """False where a base is not to be had: nobody knows what the rest lacks."""


_Merge = Callable[[str, Mapped, Mapped, str], Merged | None]


def extend(child: Mapped, base: Mapped, base_id: str) -> Merged:
    """Put what a methodology says over its base; an override that changes nothing is a fault."""
    entries = {key: entry for key, entry in base.entries.items() if key not in {*OWN, _BASIS}}
    own = {key: entry for key, entry in child.entries.items() if key in OWN}
    said = child.without(*OWN)
    problems = []
    if not said.entries:
        place = own["extends"].place
        problems.append(Problem(place, f"методика ничего не меняет в «{base_id}»"))
    merged = _over(said, base._replace(entries=entries), base_id, _merge_part)
    problems += merged.problems
    return Merged(child._replace(entries={**own, **merged.root.entries}), tuple(problems))


def _merge_part(key: str, over: Mapped, base: Mapped, base_id: str) -> Merged | None:
    section = _SECTIONS.get(key)
    if section is None:
        return None

    def merge_item(_: str, over: Mapped, base: Mapped, base_id: str) -> Merged:
        return _merge_item(over, base, base_id, section)

    return _over(over, base, base_id, merge_item)


def _over(over: Mapped, base: Mapped, base_id: str, merge: _Merge) -> Merged:
    """Put entries over those of the same name: null removes, `merge` goes deeper or declines."""
    entries, problems = dict(base.entries), []
    for key, entry in over.entries.items():
        below = base.get(key)
        if is_null(entry.value):
            problems += _needless_null(key, entry, below, base_id)
            entries.pop(key, None)
            continue
        merged = None
        if isinstance(entry.value, Mapped) and isinstance(below, Mapped):
            merged = merge(key, entry.value, below, base_id)
        entries[key] = entry if merged is None else entry._replace(value=merged.root)
        found = merged.problems if merged else ()
        problems += found or _changes_nothing(key, entries[key], below, base_id)
    return Merged(over._replace(entries=entries), tuple(problems))


def _merge_item(over: Mapped, base: Mapped, base_id: str, section: _Section) -> Merged:
    """Put the keys of an item over those of another: each key whole, a bound for any bound."""
    said = over.entries.keys()
    kept = dict(base.entries)
    if said & section.kinds and not said & section.kinds & kept.keys():
        kept = {key: entry for key, entry in kept.items() if key in section.common}
    if said & section.bounds:
        kept = {key: entry for key, entry in kept.items() if key not in section.bounds}
    problems: list[Problem] = []
    for key, entry in over.entries.items():
        if is_null(entry.value):
            problems += _needless_null(key, entry, base.get(key), base_id)
            kept.pop(key, None)
        else:
            kept[key] = entry
    return Merged(over._replace(entries=kept), tuple(problems))


def _needless_null(key: str, entry: Entry, below: Node | None, base_id: str) -> list[Problem]:
    fault = f"удалять нечего: в «{base_id}» нет «{key}»"
    return [Problem(entry.place, fault)] if below is None else []


def _changes_nothing(key: str, entry: Entry, below: Node | None, base_id: str) -> list[Problem]:
    fault = f"«{key}» повторяет то, что есть в «{base_id}», и ничего не меняет; уберите"
    same = below is not None and plain(entry.value) == plain(below)
    return [Problem(entry.place, fault)] if same else []


def unfold_likes(root: Mapped) -> Merged:
    """Give every indicator with `like` all that the other one has and it does not say itself."""
    indicators = root.entries.get("indicators")
    if indicators is None or not isinstance(indicators.value, Mapped):
        return Merged(root)
    likes = _Likes(indicators.value)
    for name in indicators.value.entries:
        likes.unfold(name)
    entries = {
        name: entry._replace(value=likes.done.get(name, entry.value))
        for name, entry in indicators.value.entries.items()
    }
    unfolded = indicators._replace(value=indicators.value._replace(entries=entries))
    merged = root._replace(entries={**root.entries, "indicators": unfolded})
    return Merged(merged, tuple(likes.problems), frozenset(likes.broken))


class _Likes:
    """Unfolds chains of `like`, each item once."""

    def __init__(self, indicators: Mapped) -> None:
        self.indicators = indicators
        self.done: dict[str, Node] = {}
        self.broken: set[str] = set()
        self.problems: list[Problem] = []

    def unfold(self, name: str) -> None:
        chain = self._chain(name)
        below = chain.pop()
        while chain:
            name = chain.pop()
            self._merge(name, below)
            below = name

    def _chain(self, name: str) -> list[str]:
        """Follow `like` down to an item that is done, broken or has none."""
        chain = [name]
        while chain[-1] not in self.done and chain[-1] not in self.broken:
            last = chain[-1]
            item = self.indicators.entries[last].value
            like = item.entries.get("like") if isinstance(item, Mapped) else None
            if like is None:
                self.done[last] = item
            elif fault := self._fault(plain(like.value), chain):
                self.problems.append(Problem(like.value.place, fault))
                self.broken.add(last)
            else:
                chain.append(str(plain(like.value)))
        return chain

    def _fault(self, target: object, chain: list[str]) -> str | None:
        if not isinstance(target, str):
            return "like: нужно имя показателя"
        if target not in self.indicators.entries:
            nearest = did_you_mean(target, self.indicators.entries.keys())
            return f"показатель «{target}» не найден{nearest}"
        if target in chain:
            circle = " → ".join([*chain[chain.index(target) :], target])
            return f"показатели ссылаются друг на друга по кругу (like): {circle}"
        return None

    def _merge(self, name: str, below: str) -> None:
        item, base = self.indicators.entries[name].value, self.done.get(below)
        if isinstance(item, Mapped) and isinstance(base, Mapped):
            merged = _merge_item(item.without("like"), base, below, _SECTIONS["indicators"])
            self.done[name] = merged.root
            self.problems += merged.problems
        else:
            self.broken.add(name)
