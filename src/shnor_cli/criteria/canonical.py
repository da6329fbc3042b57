"""The one way to write a resolved methodology: the same content gives the same text and digest."""

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shnor_cli.criteria.base import Part
from shnor_cli.criteria.faults import keys_of
from shnor_cli.criteria.indicators import INDICATOR_KINDS
from shnor_cli.criteria.methodology import Methodology, Procedure
from shnor_cli.criteria.nodes import NULLS
from shnor_cli.criteria.rules import CRITERION_KINDS

if TYPE_CHECKING:
    from ruamel.yaml.events import Event

_SECTIONS: Mapping[str, Mapping[str, type[Part]]] = {
    "indicators": INDICATOR_KINDS,
    "criteria": CRITERION_KINDS,
    "procedures": {"": Procedure},
}
_WIDTH = 1_000_000


def canonical(data: Mapping[str, Any]) -> dict[str, Any]:
    """Put the keys of a checked tree in the order of the models and drop empty values.

    Items keep their order: it decides between equal margins.
    """
    ordered = _ordered(data, Methodology)
    for section, kinds in _SECTIONS.items():
        items = ordered.get(section)
        if items is not None:
            ordered[section] = {name: _item(item, kinds) for name, item in items.items()}
    return ordered


def _item(item: Mapping[str, Any], kinds: Mapping[str, type[Part]]) -> dict[str, Any]:
    kind = next(key for key in kinds if key in item or not key)
    return _ordered(item, kinds[kind], ("title", "clause", kind))


def _ordered(
    data: Mapping[str, Any], model: type[Part], first: Sequence[str] = ()
) -> dict[str, Any]:
    keys = dict.fromkeys([*first, *keys_of(model)])
    return {key: data[key] for key in keys if data.get(key) is not None}


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of canonical content."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def written(content: Mapping[str, Any]) -> str:
    """Write canonical content as YAML that reads back to the same tree."""
    from ruamel.yaml import YAML
    from ruamel.yaml.events import (
        DocumentEndEvent,
        DocumentStartEvent,
        StreamEndEvent,
        StreamStartEvent,
    )

    yaml = YAML(typ="safe", pure=True)
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    text = io.StringIO()
    around = (StreamStartEvent(), DocumentStartEvent(explicit=False))
    after = (DocumentEndEvent(explicit=False), StreamEndEvent())
    yaml.emit([*around, *_events(content), *after], text)
    return text.getvalue()


def _events(value: object) -> "Iterator[Event]":
    from ruamel.yaml.events import (
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
    )

    match value:
        case dict():
            yield MappingStartEvent(None, None, implicit=True, flow_style=not value)
            for key, inner in value.items():
                yield from _events(key)
                yield from _events(inner)
            yield MappingEndEvent()
        case list():
            is_short = all(not isinstance(inner, dict | list) for inner in value)
            yield SequenceStartEvent(None, None, implicit=True, flow_style=is_short)
            for inner in value:
                yield from _events(inner)
            yield SequenceEndEvent()
        case None:
            yield ScalarEvent(None, None, (True, True), "null")
        case str():
            is_plain = value not in NULLS
            yield ScalarEvent(None, None, (is_plain, True), value)
