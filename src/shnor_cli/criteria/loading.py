"""Reading a methodology file: every fault at once, in Russian, with line and position.

The order: the file as a tree of texts; `extends`, then `like` merged away; the models; references
among the items. An item with a fault is left out of the later steps, the others are still checked.
"""

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from shnor_cli.criteria.canonical import canonical, digest_of, written
from shnor_cli.criteria.checked import Checked
from shnor_cli.criteria.extending import extended
from shnor_cli.criteria.faults import error_of, paths_of, problems_of
from shnor_cli.criteria.merging import unfold_likes
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.nodes import Mapped, Tree
from shnor_cli.criteria.references import wrong_references
from shnor_cli.criteria.tree import parse, text_of
from shnor_cli.errors import Problem

_SECTIONS = {("procedures",), ("indicators",), ("criteria",)}
_ITEMS = {*_SECTIONS, ("categories",)}
_STAND_IN: dict[str, Any] = {"id": "x", "title": "x", "indicators": {}}
"""What stands for a faulty key while the rest of the file is checked."""


class MethodologyFile(NamedTuple):
    """A methodology as loaded: the checked model and the text it was resolved to."""

    methodology: Methodology
    resolved: str
    """YAML after `extends` and `like` were merged: what a run folder keeps, and loads again."""
    digest: str
    """SHA-256 of the resolved content (canonical JSON), independent of comments and layout."""


def load_methodology(path: Path, *, folders: tuple[Path, ...] = ()) -> MethodologyFile:
    """Read, merge and check a methodology; `folders` are searched for what it `extends`.

    The folder of the file itself is searched first.

    Raises:
        MethodologyError: with every fault of the file, each at its line and position.
    """
    places = dict.fromkeys([path.parent, *folders])
    return _load(text_of(path), path, folders=tuple(places), is_named=True)


def load_text(text: str, name: str, *, folders: tuple[Path, ...] = ()) -> MethodologyFile:
    """Read a methodology from a text; `name` is the file's name in messages and need not be its id.

    Raises:
        MethodologyError: with every fault of the text, each at its line and position.
    """
    return _load(text, Path(name), folders=folders, is_named=False)


def _load(text: str, path: Path, *, folders: tuple[Path, ...], is_named: bool) -> MethodologyFile:
    read, problems = parse(text, path.name)
    if not isinstance(read.root, Mapped):
        fault = "методика состоит из ключей и значений: language, id, title, indicators"
        raise error_of(path.name, [*problems, Problem(read.root.place, fault)])
    merged = extended(read.root, path, folders)
    unfolded = unfold_likes(merged.root)
    tree = Tree(unfolded.root)
    methodology, found = _checked(tree, unfolded.broken, is_whole=merged.is_whole)
    problems = (*problems, *merged.problems, *unfolded.problems, *found)
    if is_named:
        problems += tuple(_wrong_id(tree, path.stem))
    if problems or methodology is None:
        raise error_of(path.name, (_from_base(each, path.name) for each in problems))
    content = canonical(tree.data)
    return MethodologyFile(methodology, written(content), digest_of(content))


def _wrong_id(tree: Tree, stem: str) -> Iterator[Problem]:
    said = tree.data.get("id")
    if isinstance(said, str) and said != stem:
        fault = f"id «{said}» не совпадает с именем файла «{stem}»"
        yield Problem(tree.place(["id"]), fault)


def _from_base(problem: Problem, name: str) -> Problem:
    base = problem.place.file
    if base == name:
        return problem
    return replace(problem, hint=f"«{base}» взят через extends в файле «{name}».")


def _checked(
    tree: Tree, broken: Collection[str], *, is_whole: bool
) -> tuple[Methodology | None, tuple[Problem, ...]]:
    """Check a merged tree; return the methodology, or as much of it as has no faults of its own.

    Of a tree that is not whole nothing is said to be absent.
    """
    left_out: set[tuple[str | int, ...]] = {("indicators", name) for name in broken}
    data = {**({} if is_whole else _STAND_IN), **_without(tree.data, left_out)}
    problems: tuple[Problem, ...] = ()
    try:
        methodology = Methodology.model_validate(data)
    except ValidationError as error:
        problems = problems_of(error, Methodology, tree)
        paths = paths_of(error, tree)
        left_out |= {path[:2] for path in paths if path[:1] in _ITEMS}
        partly = _valid_part(data, paths)
        if partly is None:
            return None, problems
        methodology = partly
    checked = Checked(methodology, tree, frozenset(left_out))
    return methodology, (*problems, *(wrong_references(checked) if is_whole else ()))


def _without(data: dict[str, Any], items: Iterable[tuple[str | int, ...]]) -> dict[str, Any]:
    """Leave out items of sections (path of two steps) and whole keys (path of one)."""
    left = {key: copy(value) for key, value in data.items()}
    for path in items:
        if path[:1] in _SECTIONS and len(path) > 1:
            left[str(path[0])].pop(path[1], None)
        elif path[:1] == ("categories",) and len(path) > 1:
            left["categories"][path[1]] = {"name": f"категория {path[1]}"}
        elif path:
            left.pop(str(path[0]), None)
    return left


def _valid_part(data: dict[str, Any], paths: Iterable[tuple[str | int, ...]]) -> Methodology | None:
    """Return the methodology without its faulty items; None where no sense is left in the rest."""
    paths = tuple(paths)
    if any(path in _SECTIONS for path in paths):
        return None
    try:
        return Methodology.model_validate({**_STAND_IN, **_without(data, paths)})
    except ValidationError:
        return None
