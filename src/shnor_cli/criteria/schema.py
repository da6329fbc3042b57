"""The JSON Schema of a methodology file, for editors, and the page of reference (docs/criteria.md).

The schema is pydantic's, put right in three things: every scalar of ours is text, so an editor's
number is as good; `extends` and `like` are merged away before pydantic and must be added; pydantic
writes names of classes where a Russian reader expects nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shnor_cli.criteria.indicators import INDICATOR_KINDS
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.reference import reference_markdown
from shnor_cli.criteria.rules import CRITERION_KINDS

__all__ = ["json_schema", "reference_markdown"]

_Schema = dict[str, Any]

_NULL: _Schema = {"type": "null"}
_EXTENDS: _Schema = {
    "type": "string",
    "title": "Основа",
    "description": "Имя методики, которую эта меняет: показатели, критерии и виды процедур "
    "сливаются по именам, прочие ключи заменяются целиком, null удаляет.",
}
_LIKE: _Schema = {
    "type": "string",
    "title": "Как показатель",
    "description": "Имя показателя, от которого берётся всё, кроме написанного здесь.",
}
_SECTIONS = {
    "procedures": ["Procedure"],
    "indicators": [kind.__name__ for kind in INDICATOR_KINDS.values()],
    "criteria": [kind.__name__ for kind in CRITERION_KINDS.values()],
}
"""Parts of the file made of named items, and the models of an item."""


def json_schema() -> _Schema:
    """Return the JSON Schema (draft 2020-12) of a methodology file."""
    schema = _put_right(Methodology.model_json_schema())
    models: dict[str, _Schema] = schema["$defs"]
    for model in models.values():
        del model["title"]
    parts = {section: _part(models[name] for name in names) for section, names in _SECTIONS.items()}
    parts["indicators"]["properties"]["like"] = _LIKE
    alike = {**parts["indicators"], "required": ["like"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Методика выявления школ",
        "description": schema["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {"extends": _EXTENDS, **_without_items(schema["properties"])},
        "required": ["id"],
        "if": {"required": ["extends"]},
        "then": {"properties": {section: _items(part, _NULL) for section, part in parts.items()}},
        "else": {
            "required": schema["required"],
            "properties": {
                section: _items(*map(_ref, names), *([alike] if section == "indicators" else []))
                for section, names in _SECTIONS.items()
            },
        },
        "$defs": models,
    }


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}


def _items(*kinds: _Schema) -> _Schema:
    return {"additionalProperties": {"anyOf": list(kinds)}}


def _without_items(properties: Mapping[str, _Schema]) -> dict[str, _Schema]:
    """Let every key be empty and leave items of the sections to the branches."""
    return {
        name: {key: value for key, value in each.items() if key != "additionalProperties"}
        if name in _SECTIONS
        else {"anyOf": [each, _NULL]}
        for name, each in properties.items()
    }


def _part(models: Iterable[_Schema]) -> _Schema:
    """Return the schema of some keys of an item of any of the models, each possibly empty."""
    found: dict[str, list[_Schema]] = {}
    for model in models:
        for key, value in model["properties"].items():
            if value not in found.setdefault(key, []):
                found[key].append(value)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: {"anyOf": [*values, _NULL]} for key, values in found.items()},
    }


def _put_right(schema: Any) -> Any:  # noqa: ANN401 - a tree of JSON
    """Let texts look like numbers, and say `anyOf` where pydantic's tags said `oneOf`."""
    if isinstance(schema, list):
        return [_put_right(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    put = {("anyOf" if key == "oneOf" else key): _put_right(value) for key, value in schema.items()}
    is_free = put.get("type") == "string" and not put.keys() & {
        "enum",
        "const",
        "pattern",
        "format",
    }
    return {**put, "type": ["string", "number", "boolean"]} if is_free else put
