"""Faults that pydantic finds, said in Russian and put at their line and position.

Unions of our models are told apart by tags in angle brackets, which are no part of the file and are
dropped here. Nothing of pydantic's English ever reaches a user: a type of fault unknown to
`_fault` is «значение не подходит».
"""

import re
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from shnor_cli.criteria.base import PlacedError
from shnor_cli.criteria.nodes import Mapped, Tree
from shnor_cli.errors import MethodologyError, Place, Problem, did_you_mean
from shnor_cli.russian import plural

_TRANSLATED = 1_000
"""Many more than are shown; to look for the nearest key of each of thousands takes seconds."""
_UNTOLD = "ключ или значение не подходит"
_VALUES = ("значение", "значения", "значений")


def error_of(name: str, problems: Iterable[Problem]) -> MethodologyError:
    """Gather faults of a file into one error, in the order of their lines, its own first."""

    def order(problem: Problem) -> tuple[bool, str, int, int, str]:
        place = problem.place
        return place.file != name, place.file, place.row or 0, place.position or 0, problem.fault

    unique = dict.fromkeys(sorted(problems, key=order))
    faults = plural(len(unique), "ошибка", "ошибки", "ошибок")
    return MethodologyError(f"Файл «{name}» не принят: {faults}", unique)


def problems_of(error: ValidationError, model: type[BaseModel], tree: Tree) -> tuple[Problem, ...]:
    """Translate every fault that pydantic found in a tree, the first thousand in full."""
    placed = [(_place(each, tree), each) for each in _found(error)]
    placed.sort(key=lambda each: (each[0].row or 0, each[0].position or 0))
    return tuple(
        Problem(place, _fault(each, model) if index < _TRANSLATED else _UNTOLD)
        for index, (place, each) in enumerate(placed)
    )


def paths_of(error: ValidationError, tree: Tree) -> tuple[tuple[str | int, ...], ...]:
    """Return where in the tree the faults are."""
    return tuple(_path(each, tree) for each in _found(error))


def _found(error: ValidationError) -> list[ErrorDetails]:
    """Leave out «too short» where items were only left out for faults of their own."""
    found = error.errors(include_url=False)
    return [
        each
        for each in found
        if each["type"] != "too_short"
        or not any(_is_inside(other["loc"], each["loc"]) for other in found)
    ]


def _is_inside(inner: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _is_tag(step: object) -> bool:
    return isinstance(step, str) and step.startswith("<") and step.endswith(">")


def _path(error: ErrorDetails, tree: Tree) -> tuple[str | int, ...]:
    """Return the place of a fault without tags and without names of a union's members."""
    path: list[str | int] = []
    for step in error["loc"]:
        if tree.node([*path, step]) is not None:
            path.append(step)
    return tuple(path)


def _place(error: ErrorDetails, tree: Tree) -> Place:
    path = _path(error, tree)
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, PlacedError) and cause.path:
        return tree.key_place([*path, *cause.path])
    is_of_key = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    at_key = is_of_key or (bool(path) and isinstance(tree.node(path), Mapped))
    return tree.key_place(path) if at_key else tree.place(path)


def _quoted(value: object) -> str:
    if isinstance(value, dict):
        return "ключи и значения"
    if isinstance(value, list | tuple):
        return "список"
    return f"«{value}»"


def _fault(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind, said = error["type"], error.get("ctx", {})
    value = error["input"]
    if kind == "missing":
        return _missing(error)
    if kind == "extra_forbidden":
        return _unknown_key(error, model)
    if value is None:
        return "здесь нет значения"
    if kind in {"value_error", "assertion_error"}:
        return error["msg"].partition(", ")[2]
    if kind in {"literal_error", "enum"}:
        allowed = re.findall(r"'([^']*)'", str(said.get("expected"))) or [str(said.get("expected"))]
        nearest = did_you_mean(value, allowed) if isinstance(value, str) else ""
        return f"{_quoted(value)} не подходит; допустимо: {', '.join(allowed)}{nearest}"
    return _bound(kind, said, value) or _type(kind, value)


def _missing(error: ErrorDetails) -> str:
    field = error["loc"][-1]
    return (
        "в списке не хватает значений" if isinstance(field, int) else f"не хватает ключа «{field}»"
    )


def _unknown_key(error: ErrorDetails, model: type[BaseModel]) -> str:
    key, names = str(error["loc"][-1]), keys_at(model, error["loc"][:-1])
    nearest = did_you_mean(key, names)
    known = f"; здесь бывают: {', '.join(names)}" if names and not nearest else ""
    return f"ключ {_quoted(key)} неизвестен{nearest or known}"


def _bound(kind: str, said: dict[str, Any], value: object) -> str | None:
    match kind:
        case "greater_than_equal":
            return f"нужно не меньше {said['ge']}, а здесь {_quoted(value)}"
        case "greater_than":
            return f"нужно больше {said['gt']}, а здесь {_quoted(value)}"
        case "less_than_equal":
            return f"нужно не больше {said['le']}, а здесь {_quoted(value)}"
        case "less_than":
            return f"нужно меньше {said['lt']}, а здесь {_quoted(value)}"
        case "too_short" if not value:
            return "здесь пусто, а нужно хотя бы одно значение"
        case "too_short":
            return f"нужно не меньше чем {plural(said['min_length'], *_VALUES)}"
        case "too_long":
            return f"нужно не больше чем {plural(said['max_length'], *_VALUES)}"
        case "string_too_short":
            return "текст пуст" if not value else f"текст короче {said['min_length']} знаков"
        case "string_too_long":
            return f"текст длиннее {said['max_length']} знаков"
    return None


def _type(kind: str, value: object) -> str:
    needed = (
        ("string_", "нужен текст"),
        ("int_", "нужно целое число"),
        ("bool_", "нужно true или false"),
        (("float_", "decimal_", "finite_"), "нужно число"),
        ("date", "дату пишут как 2025-12-29"),
        (
            ("tuple_type", "list_type", "set_type", "frozen_set_type", "iterable_type"),
            "нужен список",
        ),
        (("dict_type", "mapping_type", "model_type", "model_attr"), "нужны ключи и значения"),
    )
    for starts, said in needed:
        if kind.startswith(starts):
            return f"{said}, а здесь {_quoted(value)}"
    return f"значение не подходит: {_quoted(value)}"


def keys_at(model: type[BaseModel], loc: Iterable[str | int]) -> tuple[str, ...]:
    """Return the keys that a model knows at a place, as the file writes them."""
    found: Any = model
    for step in loc:
        found = _inside(found, step)
    owner = next(_models(found), None)
    return () if owner is None else keys_of(owner)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a model as a file writes them."""
    fields = tuple(field.alias or name for name, field in model.model_fields.items())
    return (*getattr(model, "merged_away", ()), *fields)


def _members(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - annotations have no common type
    """Unfold Annotated, unions and optional values down to plain types."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _members(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for member in get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - see `_members`
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            yield member


def _inside(annotation: Any, step: str | int) -> Any:  # noqa: ANN401 - see `_members`
    """Return the annotation one step deeper: a tagged member, a field or the items."""
    if _is_tag(step):
        return next(_tagged(annotation, str(step)), annotation)
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            for name, field in member.model_fields.items():
                if step in {name, field.alias}:
                    return field.annotation
        elif arguments := get_args(member):
            return arguments[1] if get_origin(member) is dict else arguments[0]
    return annotation


def _tagged(annotation: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401 - see `_members`
    """Find the member of a union that bears a tag."""
    if any(
        isinstance(mark, Tag) and mark.tag == tag
        for mark in getattr(annotation, "__metadata__", ())
    ):
        yield annotation
    elif get_origin(annotation) in {Annotated, Union, UnionType}:
        for member in get_args(annotation)[: 1 if get_origin(annotation) is Annotated else None]:
            yield from _tagged(member, tag)
