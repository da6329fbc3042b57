"""YAML as a tree of texts, every one with its place; faults in Russian with line and position.

Shared by methodologies, layouts and worked cases. The tree is built from the parser's events, so
YAML's guesses (`Yes`, `01`, `2025-12-29`) never happen: every scalar is text as written, an empty
value is None, and pydantic gives types. Anchors, aliases and tags are refused altogether: nothing
here needs them, and a few lines of aliases can unfold into gigabytes.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from shnor_cli.criteria.faults import error_of, problems_of
from shnor_cli.criteria.nodes import Tree
from shnor_cli.errors import MethodologyError, Place, Problem, refusal

MAX_BYTES = 1_000_000

_Model = TypeVar("_Model", bound=BaseModel)


def read_file(path: Path) -> Tree:
    """Read a YAML file.

    Raises:
        MethodologyError: the file cannot be opened or is not YAML of our kind.
    """
    return read_tree(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises:
        MethodologyError: there is no such file, it cannot be opened, is too long or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise MethodologyError(f"Файл «{path.name}» не найден") from None
    except OSError as error:
        denied = isinstance(error, PermissionError)
        why = "нет прав или он занят другой программой" if denied else refusal(error)
        raise MethodologyError(f"Файл «{path.name}» не открывается: {why}") from None
    return _decoded(content, path.name)


def read_tree(text: str, name: str) -> Tree:
    """Read YAML from a text; `name` is the file's name in messages.

    Raises:
        MethodologyError: with every fault, each at its line and position.
    """
    tree, problems = parse(text, name)
    if problems:
        raise error_of(name, problems)
    return tree


def parse(text: str, name: str) -> tuple[Tree, tuple[Problem, ...]]:
    """Read YAML and return the tree with those faults that leave it readable.

    Raises:
        MethodologyError: the text is not YAML at all.
    """
    from shnor_cli.criteria.parsing import build

    if len(text) > MAX_BYTES:
        raise error_of(name, [_too_long(name)])
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    if tabs := tuple(_tabs(text, name)):
        raise error_of(name, tabs)
    root, problems = build(text, name)
    return Tree(root), problems


def check(model: type[_Model], tree: Tree) -> _Model:
    """Check a tree against a pydantic model and return its instance.

    Raises:
        MethodologyError: with every fault, each at its line and position.
    """
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        problems = problems_of(error, model, tree)
        raise error_of(tree.root.place.file, problems) from None


def _too_long(name: str) -> Problem:
    return Problem(Place(name), "файл больше 1 МБ; столько такие файлы не занимают")


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise error_of(name, [_too_long(name)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start]
        position = len(before.decode("utf-8-sig", "replace")) + 1
        fault = "файл не в кодировке UTF-8; сохраните его как UTF-8"
        raise error_of(name, [Problem(Place(name, row=line, position=position), fault)]) from None


def _tabs(text: str, name: str) -> Iterator[Problem]:
    for row, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent and line.strip():
            place = Place(name, row=row, position=indent.index("\t") + 1)
            yield Problem(place, "табуляция в отступе; отступы пишут пробелами")
