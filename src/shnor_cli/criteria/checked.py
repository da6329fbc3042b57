"""A methodology under check: its valid part beside the whole tree it was read from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.nodes import Mapped, Tree
from shnor_cli.criteria.referring import (
    Reference,
    references_of_criterion,
    references_of_indicator,
)
from shnor_cli.errors import Problem


@dataclass(frozen=True)
class Checked:
    """A methodology under check: its valid part, the whole tree, what has faults already."""

    methodology: Methodology
    tree: Tree
    broken: Collection[tuple[str | int, ...]] = ()
    """Items with faults of their own: (section, name), or (categories, position)."""

    def names(self, section: str) -> Collection[str]:
        """Return the names of a section, broken ones included."""
        node = self.tree.node([section])
        return node.entries.keys() if isinstance(node, Mapped) else ()

    def at(self, *path: str | int, fault: str) -> Problem:
        """Make a problem at the value of a path, or at the key of a mapping."""
        is_mapping = isinstance(self.tree.node(path), Mapped)
        place = self.tree.key_place(path) if is_mapping else self.tree.place(path)
        return Problem(place, fault)

    @cached_property
    def references(self) -> Mapping[str, Mapping[str, tuple[Reference, ...]]]:
        """What every valid item of a section refers to: section, item, references."""
        indicators, criteria = self.methodology.indicators, self.methodology.criteria
        return {
            "indicators": {
                name: tuple(references_of_indicator(each)) for name, each in indicators.items()
            },
            "criteria": {
                name: tuple(references_of_criterion(each)) for name, each in criteria.items()
            },
        }
