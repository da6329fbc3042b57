"""A read YAML file as values: texts, listings and mappings, each knowing its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from shnor_cli.errors import Place

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Unquoted texts that stand for nothing."""

Path = Sequence[str | int]
"""Where a node stands in a tree: keys of mappings and positions in listings."""


class Scalar(NamedTuple):
    """A text as written, or None where the file has nothing."""

    text: str | None
    place: Place


class Listing(NamedTuple):
    """A list of nodes."""

    items: "tuple[Node, ...]"
    place: Place


class Entry(NamedTuple):
    """A value of a mapping and the place of its key."""

    place: Place
    value: "Node"


class Mapped(NamedTuple):
    """A mapping of texts to nodes, in the order of the file."""

    entries: Mapping[str, Entry]
    place: Place

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, or None where there is no such key."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def without(self, *keys: str) -> "Mapped":
        """Return the same mapping without some keys."""
        left = {key: entry for key, entry in self.entries.items() if key not in keys}
        return self._replace(entries=left)


Node = Scalar | Listing | Mapped


def plain(node: Node) -> Any:  # noqa: ANN401 - dict, list, str or None
    """Return a node as dict, list, str and None."""
    match node:
        case Scalar(text):
            return text
        case Listing(items):
            return [plain(item) for item in items]
        case Mapped(entries):
            return {key: plain(entry.value) for key, entry in entries.items()}


def is_null(node: Node | None) -> bool:
    """Tell whether a node is an empty value (`null`)."""
    return isinstance(node, Scalar) and node.text is None


@dataclass(frozen=True)
class Tree:
    """A whole file: its root and where everything in it stands."""

    root: Node

    @cached_property
    def data(self) -> Any:  # noqa: ANN401 - see `plain`
        """The file as dict, list, str and None."""
        return plain(self.root)

    def node(self, path: Path) -> Node | None:
        """Return the node at a path, or None where there is nothing."""
        node: Node | None = self.root
        for step in path:
            node = _child(node, step)
        return node

    def place(self, path: Path) -> Place:
        """Return the place of a value, or of the nearest thing around it that the file has."""
        node, place = self.root, self.root.place
        for step in path:
            child = _child(node, step)
            if child is None:
                break
            node, place = child, child.place
        return place

    def key_place(self, path: Path) -> Place:
        """Return the place of the key at the end of a path, or of the nearest thing around it."""
        parent = self.node(path[:-1])
        if path and isinstance(parent, Mapped) and path[-1] in parent.entries:
            return parent.entries[str(path[-1])].place
        return self.key_place(path[:-1]) if parent is None else self.place(path)


def _child(node: Node | None, step: str | int) -> Node | None:
    match node:
        case Mapped():
            return node.get(str(step))
        case Listing(items) if isinstance(step, int) and step < len(items):
            return items[step]
    return None
