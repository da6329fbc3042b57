"""The one way to write a resolved methodology: the same content gives the same text and digest."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shnor_cli.criteria.base import Part
from shnor_cli.criteria.faults import keys_of
from shnor_cli.criteria.indicators import INDICATOR_KINDS
from shnor_cli.criteria.methodology import Methodology, Procedure
from shnor_cli.criteria.nodes import NULLS
from shnor_cli.criteria.rules import CRITERION_KINDS

_SECTIONS: Mapping[str, Mapping[str, type[Part]]] = {
    "indicators": INDICATOR_KINDS,
    "criteria": CRITERION_KINDS,
    "procedures": {"": Procedure},
}
_PLAIN = re.compile(r"[^\W_][\w .,;%/()«»—–№+*=-]*")
"""Texts that need no quotes in any place, a comma apart."""

_UNPRINTABLE = re.compile(r"[\x7f-\xa0\xad\u2028\u2029\ufeff]")


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
    """Write canonical content as YAML that reads back to the same tree.

    Written by hand, so that the text does not change with the version of a library.
    """
    return "".join(_mapping(content, 0))


def _mapping(content: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, value in content.items():
        yield from _entry(f"{'  ' * depth}{_scalar(key)}:", value, depth + 1)


def _listing(items: Sequence[Any], depth: int) -> Iterator[str]:
    for item in items:
        first, *others = _mapping(item, depth + 1) if isinstance(item, dict) and item else ("",)
        if others or first:
            yield f"{'  ' * depth}- {first.lstrip()}"
            yield from others
        else:
            yield from _entry(f"{'  ' * depth}-", item, depth + 1)


def _entry(head: str, value: object, depth: int) -> Iterator[str]:
    match value:
        case dict() if value:
            yield f"{head}\n"
            yield from _mapping(value, depth)
        case list() if any(isinstance(item, dict | list) for item in value):
            yield f"{head}\n"
            yield from _listing(value, depth)
        case dict():
            yield f"{head} {{}}\n"
        case list():
            yield f"{head} [{', '.join(_scalar(item, ',') for item in value)}]\n"
        case _:
            yield f"{head} {_scalar(value)}\n"


def _scalar(value: object, not_plain: str = "") -> str:
    if value is None:
        return "null"
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text not in NULLS and text == text.strip()
    if is_plain and not set(not_plain) & set(text):
        return text
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
