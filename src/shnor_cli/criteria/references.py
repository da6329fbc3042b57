"""What a methodology refers to: names, circles, axes, categories and score.

Pydantic checks each item alone; here they are checked against one another. Items that are broken
already are passed over, so that one fault is said once and the rest of the file is still checked.
"""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from shnor_cli.criteria.axes import OVER, TITLES, Axes
from shnor_cli.criteria.checked import Checked
from shnor_cli.criteria.indicators import Column, Points
from shnor_cli.criteria.methodology import Indicator
from shnor_cli.criteria.referring import Reference
from shnor_cli.criteria.scales import wrong_scales
from shnor_cli.criteria.slicing import work_out_axes
from shnor_cli.errors import Problem, did_you_mean

LONGEST_CHAIN = 100
"""Items that may stand one upon another."""

MOST_CIRCLES = 20
"""Circles named at once; each costs a walk over the whole file."""

_TITLES = {"indicators": ("показатель", "показатели"), "criteria": ("критерий", "критерии")}


def wrong_references(checked: Checked) -> Iterator[Problem]:
    """Yield every fault in how the items of a methodology stand together."""
    for section in ("indicators", "criteria"):
        for name, references in checked.references[section].items():
            yield from _wrong_names(checked, section, name, references)
    indicators, circles = _ordered(checked, "indicators")
    yield from circles
    criteria, circles = _ordered(checked, "criteria")
    yield from circles
    axes = work_out_axes(checked, indicators, criteria)
    yield from axes.problems
    yield from _wrong_categories(checked, axes.criteria)
    yield from _wrong_score(checked, axes.indicators)
    yield from wrong_scales(checked)


def _wrong_names(
    checked: Checked, section: str, name: str, references: tuple[Reference, ...]
) -> Iterator[Problem]:
    for each in references:
        fault = _unknown(checked, each.section, each.name) or _wrong_use(checked, each)
        if fault:
            yield checked.at(section, name, *each.path, fault=fault)


def _unknown(checked: Checked, section: str, name: str) -> str | None:
    names = checked.names(section)
    if name in names:
        return None
    return f"{_TITLES[section][0]} «{name}» не найден{did_you_mean(name, names)}"


def _wrong_use(checked: Checked, reference: Reference) -> str | None:
    indicator = checked.methodology.indicators.get(reference.name)
    if reference.wants_number and isinstance(indicator, Points) and indicator.gives_letters:
        return f"«{reference.name}» даёт буквы, а здесь нужно число"
    if reference.wants_text and indicator is not None and not _may_be_text(indicator):
        return f"«{reference.name}» — число, а is_in со списком сравнивает тексты и буквы"
    return None


def _may_be_text(indicator: Indicator) -> bool:
    match indicator:
        case Column(over=over):
            return over is None
        case Points():
            return indicator.gives_letters
    return False


def _ordered(checked: Checked, section: str) -> tuple[list[str], list[Problem]]:
    """Order items so that each comes after those it rests on; leave out circles, and say them."""
    graph = {
        name: [each.name for each in references if each.section == section]
        for name, references in checked.references[section].items()
    }
    problems = []
    while True:
        known = {name: [part for part in parts if part in graph] for name, parts in graph.items()}
        try:
            order = list(TopologicalSorter(known).static_order())
        except CycleError as error:
            circle = _from_first(error.args[1], list(graph))
            fault = f"{_TITLES[section][1]} ссылаются друг на друга по кругу: {' → '.join(circle)}"
            problems.append(checked.at(section, circle[0], fault=fault))
            if len(problems) == MOST_CIRCLES:
                return [], problems
            for name in set(circle):
                del graph[name]
            continue
        return order, [*problems, *_too_long(checked, section, order, known)]


def _from_first(circle: list[str], names: list[str]) -> list[str]:
    """Write a circle from its first item in the file, each item before the one it refers to."""
    items = circle[:0:-1]
    start = min(range(len(items)), key=lambda place: names.index(items[place]))
    return [*items[start:], *items[:start], items[start]]


def _too_long(
    checked: Checked, section: str, order: list[str], parts: Mapping[str, list[str]]
) -> Iterator[Problem]:
    length: dict[str, int] = {}
    for name in order:
        length[name] = 1 + max((length[part] for part in parts[name]), default=0)
        if length[name] == LONGEST_CHAIN + 1:
            fault = f"цепочка ссылок длиннее {LONGEST_CHAIN}: «{name}»"
            yield checked.at(section, name, fault=fault)


def _wrong_categories(checked: Checked, axes: Axes) -> Iterator[Problem]:
    seen: set[str] = set()
    categories = checked.methodology.categories
    for place, category in enumerate(categories):
        if ("categories", place) in checked.broken:
            continue
        if category.name in seen:
            fault = f"категория «{category.name}» уже есть"
            yield checked.at("categories", place, "name", fault=fault)
        seen.add(category.name)
        if place == 0 and not category.support:
            fault = f"первая категория, «{category.name}», — перечень школ, которым нужна поддержка"
            yield checked.at("categories", place, "support", fault=fault)
        if category.when is None and place < len(categories) - 1:
            fault = f"у категории «{category.name}» нет when: такой бывает только последняя"
            yield checked.at("categories", place, fault=fault)
        elif category.when is not None and (fault := _wrong_when(checked, category.when, axes)):
            yield checked.at("categories", place, "when", fault=fault)


def _wrong_when(checked: Checked, when: str, axes: Axes) -> str:
    axis = axes.get(when)
    if axis is None:
        return _unknown(checked, "criteria", when) or ""
    over = next(key for key, removed in OVER.items() if removed == axis)
    return (
        f"у критерия «{when}» осталась ось: {TITLES[axis]}, а категории нужен один ответ на школу; "
        f"сверните её критерием {{count: {when}, over: {over}, at_least: ...}}"
    )


def _wrong_score(checked: Checked, axes: Axes) -> Iterator[Problem]:
    score = checked.methodology.score
    if score is None:
        return
    wanted = Reference("indicators", score, (), wants_number=True)
    fault = _unknown(checked, "indicators", score) or _wrong_use(checked, wanted)
    if axes.get(score) is not None:
        fault = f"у показателя «{score}» {TITLES[axes[score]]}, а здесь нужен each: school"
    if fault:
        yield checked.at("score", fault=fault)
