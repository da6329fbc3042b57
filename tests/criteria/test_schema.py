import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import UnionType
from typing import Any

import pytest
from ruamel.yaml import YAML

from shnor_cli.criteria import examples
from shnor_cli.criteria.indicators import INDICATOR_KINDS
from shnor_cli.criteria.loading import load_methodology, load_text
from shnor_cli.criteria.rules import CRITERION_KINDS
from shnor_cli.criteria.schema import json_schema, reference_markdown

ROOT = Path(__file__).parents[2]
Schema = dict[str, Any]
SCHEMA = json_schema()
SHIPPED = sorted(
    path for path in (ROOT / "criteria").glob("*.yaml") if not path.name.endswith(".cases.yaml")
)
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def wrong(value: object, schema: Schema, path: str = "") -> Iterator[str]:
    """Validate by the keywords that the schema uses, as an editor would."""
    yield from wrong_branches(value, schema, path)
    yield from (f"{path}: {value!r} не {key}" for key in CHECKS if refused(key, value, schema))
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        for place, each in enumerate(value):
            inner = first[place] if place < len(first) else schema.get("items", {})
            yield from wrong(each, inner, f"{path}[{place}]")
    if isinstance(value, dict):
        yield from wrong_keys(value, schema, path)


def wrong_branches(value: object, schema: Schema, path: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from wrong(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "anyOf" in schema and all(any(wrong(value, each, path)) for each in schema["anyOf"]):
        yield f"{path}: ни одно из anyOf"
    if "if" in schema:
        branch = "else" if any(wrong(value, schema["if"], path)) else "then"
        yield from wrong(value, schema[branch], path)


def wrong_keys(value: dict[str, object], schema: Schema, path: str) -> Iterator[str]:
    yield from (f"{path}: нет {key}" for key in schema.get("required", ()) if key not in value)
    known, extra = schema.get("properties", {}), schema.get("additionalProperties", {})
    for key, each in value.items():
        if key not in known and extra is False:
            yield f"{path}: лишний {key}"
        else:
            yield from wrong(each, known.get(key, extra or {}), f"{path}.{key}")


CHECKS: dict[str, tuple[type | UnionType, Callable[[Any, Any], bool]]] = {
    "type": (object, lambda value, kinds: any(is_of(value, each) for each in listed(kinds))),
    "enum": (object, lambda value, allowed: value in allowed),
    "const": (object, lambda value, only: value == only),
    "pattern": (str, lambda value, pattern: re.search(pattern, value) is not None),
    "minLength": (str, lambda value, least: len(value) >= least),
    "minimum": (int | float, lambda value, least: value >= least),
    "maximum": (int | float, lambda value, most: value <= most),
    "exclusiveMinimum": (int | float, lambda value, least: value > least),
    "minItems": (list, lambda value, least: len(value) >= least),
    "maxItems": (list, lambda value, most: len(value) <= most),
    "minProperties": (dict, lambda value, least: len(value) >= least),
    "maxProperties": (dict, lambda value, most: len(value) <= most),
}
STRUCTURE = {"$ref", "$defs", "anyOf", "if", "then", "else", "prefixItems", "items", "properties"}
STRUCTURE |= {"additionalProperties", "required"}
WORDS = {"$schema", "title", "description", "default", "format"}


def refused(key: str, value: object, schema: Schema) -> bool:
    of, accepts = CHECKS[key]
    return key in schema and isinstance(value, of) and not accepts(value, schema[key])


def listed(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def test_the_schema_has_no_keyword_that_is_not_checked_here() -> None:
    assert set(keywords(SCHEMA)) <= CHECKS.keys() | STRUCTURE | WORDS


def keywords(schema: Schema) -> Iterator[str]:
    yield from schema
    for key, inner in schema.items():
        if key in {"$defs", "properties"}:
            for each in inner.values():
                yield from keywords(each)
        elif key in {"anyOf", "prefixItems"}:
            for each in inner:
                yield from keywords(each)
        elif key in STRUCTURE and isinstance(inner, dict):
            yield from keywords(inner)


def is_of(value: object, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def as_editor(text: str) -> object:
    """Read YAML as editors do: numbers and booleans, dates as text, keys as text."""
    loader = YAML(typ="safe", pure=True)
    loader.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda _, node: str(node.value)
    )
    return with_text_keys(loader.load(text))


def with_text_keys(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): with_text_keys(each) for key, each in value.items()}
    return [with_text_keys(each) for each in value] if isinstance(value, list) else value


def piece(text: str, name: str = "piece") -> str:
    return f"id: {name}\nextends: federal\n{text}"


PIECES = {**examples.INDICATORS, **examples.CRITERIA}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "federal.yaml").write_text(examples.BASE, "utf-8")
    return tmp_path


def test_every_kind_has_an_example_in_the_order_of_kinds() -> None:
    assert list(examples.INDICATORS) == list(INDICATOR_KINDS)
    assert list(examples.CRITERIA) == list(CRITERION_KINDS)


@pytest.mark.parametrize("kind", PIECES)
def test_the_example_of_a_kind_loads_and_is_of_that_kind(folder: Path, kind: str) -> None:
    loaded = load_text(piece(PIECES[kind]), "piece.yaml", folders=(folder,)).methodology
    items = [*loaded.indicators.values(), *loaded.criteria.values()]
    wanted = {**INDICATOR_KINDS, **CRITERION_KINDS}[kind]
    assert any(isinstance(item, wanted) for item in items)


def test_the_example_of_extends_loads(folder: Path) -> None:
    path = folder / "federal-20.yaml"
    path.write_text(examples.EXTENDS, "utf-8")
    assert list(load_methodology(path).methodology.criteria) == ["K0", "K1"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_schema_accepts_a_shipped_methodology(path: Path) -> None:
    assert list(wrong(as_editor(path.read_text("utf-8")), SCHEMA)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_schema_accepts_a_resolved_methodology(path: Path) -> None:
    assert list(wrong(as_editor(load_methodology(path).resolved), SCHEMA)) == []


@pytest.mark.parametrize(
    "text", [examples.BASE, examples.EXTENDS, *(piece(text) for text in PIECES.values())]
)
def test_the_schema_accepts_every_example(text: str) -> None:
    assert list(wrong(as_editor(text), SCHEMA)) == []


@pytest.mark.parametrize(
    ("right", "wrong_"),
    [
        ("title: Выявление", "titel: Выявление"),
        ("at_least: 30 %", "at_leest: 30 %"),
        ("at_least: 30 %", "at_least: много"),
        ("each: assessment", "each: month"),
        ("measure: low_share", "mesure: low_share"),
        ("grade: 9", "grade: 13"),
        ("status: пример", "status: проект"),
        ("language: 1", "language: 2"),
        ("over: assessments, ", ""),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(right: str, wrong_: str) -> None:
    assert list(wrong(as_editor(examples.BASE.replace(right, wrong_, 1)), SCHEMA))


def titled(schema: object) -> Iterator[tuple[str, object]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for each in schema.values():
            yield from titled(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from titled(each)


def test_every_key_of_a_model_has_a_russian_title() -> None:
    for name, definition in SCHEMA["$defs"].items():
        assert re.search("[а-я]", definition["description"]), name
        for key, each in definition["properties"].items():
            assert re.search("[а-яА-Я]", each["title"]), (name, key)


def test_the_schema_says_its_draft_and_knows_extends_and_like() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"extends", "indicators", "score"} <= {key for key, _ in titled(SCHEMA)}
    assert "like" in {key for key, _ in titled(SCHEMA["else"])}


def test_the_page_of_reference_is_fresh() -> None:
    assert (ROOT / "docs" / "criteria.md").read_text("utf-8") == reference_markdown(), "make docs"


def test_the_page_names_every_kind_and_every_key() -> None:
    page = reference_markdown()
    for kind in (*INDICATOR_KINDS, *CRITERION_KINDS):
        assert f"### `{kind}`" in page
    for definition in SCHEMA["$defs"].values():
        for key in definition["properties"]:
            assert f"| `{key}` |" in page
