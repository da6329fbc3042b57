"""The page of reference of the criteria language, made of the models: `docs/criteria.md`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shnor_cli.criteria import examples
from shnor_cli.criteria.base import Part
from shnor_cli.criteria.indicators import (
    INDICATOR_KINDS,
    Band,
    Filter,
    IndicatorBase,
    MinMax,
    Share,
    Sum,
    Target,
)
from shnor_cli.criteria.methodology import (
    Basis,
    Category,
    Methodology,
    Objectivity,
    Population,
    Procedure,
    Terms,
)
from shnor_cli.criteria.rules import CRITERION_KINDS, CriterionBase, Ends, Source

_Schema = Mapping[str, Any]

_PARTS: dict[str, tuple[type[Part], ...]] = {
    "measure": (Share, Sum, Filter),
    "composite": (MinMax, Target),
    "points": (Band,),
    "indicator": (Source, Ends),
}
"""Models of which values of a kind are made, shown after it."""

_NAMES = {
    "Share": "`{share: [...]}`",
    "Sum": "`{sum: [...]}`",
    "MinMax": "`{minmax: [...]}`",
    "Target": "`{target: ...}`",
    "Source": "источник",
    "Ends": "край",
    "Filter": "отбор",
    "Band": "полоса",
}

_HEAD = """\
# Язык критериев

Страница составлена из описаний, по которым программа проверяет методики: `make docs`.

Методика — один файл YAML: `<имя>.yaml`. В нём четыре части с именами, чтобы справка могла
сослаться на каждую: показатели (что измеряется), критерии (что спрашивается), категории и порядок
списка. Ни одного числа нормы в программе нет: все они в методике.

Проверить файл: `shnor criteria check ФАЙЛ`. Показать методику словами: `shnor criteria show ИМЯ`.
Подсказки в редакторе: `shnor criteria schema > methodology.schema.json`. Контрольные примеры
рядом с методикой: [cases.md](cases.md).

## Как пишут значения

* Все значения — тексты, как написаны: `Yes`, `01` и `2025-12-29` остаются собой. Кавычки нужны
  тексту с двоеточием и пробелом, с решёткой или с запятой внутри `{}` и `[]`.
* Число пишут как `30 %`, `0.3`, `0,3` или `2/3`; оно хранится точно.
* Число или доля: `2` — количество, `50 %`, `0.5`, `1/2` — доля. Единица — количество, целое —
  `100 %`.
* Имя показателя или критерия — буквы, цифры и `_`, первой буква, дефис только внутри.
* Где нужен список, один текст пишут и без скобок: `subject: математика`.
* Год — учебный, по последнему: 2024/25 это 2025.
* Якорей, ссылок и меток YAML (`&`, `*`, `!`) язык не знает. Файл — в UTF-8, отступы пробелами.

## Пример

"""

_EXTENDS_ROW = (
    "| `extends` | Основа. Методика, которую эта меняет: см. ниже. | имя методики | — |\n"
)
_LIKE_ROW = "| `like` | Как другой показатель: см. ниже. | имя показателя | — |\n"

_AXES = """\
## Оси

Показатель с `each: assessment` имеет своё значение для каждой процедуры, и критерий о нём
отвечает для каждой процедуры. Такой показатель или критерий имеет ось. `over: X` сворачивает ось X,
и она должна быть у считаемого критерия:

| over | Ось | each показателя |
|---|---|---|
| `assessments` | оценочные процедуры | `assessment` |
| `subjects` | предметы | `subject` |
| `procedures` | виды процедур | `procedure` |
| `grades` | классы | `grade` |
| `levels` | уровни | `level` |
| `years` | годы; срез остаётся | любой |
| `schools` | школы группы; срез остаётся | любой |

Части `all`, `any`, `of` имеют одну и ту же ось или не имеют никакой. Составной показатель, формула,
баллы, изменение и остаток берут ось у своих частей; `each` у них не пишут. Категории и порядку
списка нужен один ответ на школу.

"""

_EXTENDS = """\
## `like`: показатель как другой

`like: <показатель>` берёт у другого показателя всё, кроме написанного рядом. Цепочки разрешены.
Ключ другого вида заменяет вид, и тогда остаются только общие ключи. Пустое значение убирает ключ.

## `extends`: методика на основе другой

`extends: <имя>` берёт методику из той же папки, из `criteria/` рабочей папки или из поставки и
меняет её прежде, чем действует `like`:

* показатели, критерии и виды процедур сливаются по именам; ключ названного заменяется целиком;
* граница заменяет границу основы, какой бы она ни была: `more_than` вместо `at_least`;
* ключ другого вида заменяет вид, и тогда остаются только общие ключи;
* прочие ключи, категории тоже, заменяются целиком; `null` удаляет;
* `id`, `status` и `basis` не наследуются: утверждение основы и её документ к новому тексту не
  относятся;
* то, что ничего не меняет, — ошибка.

"""


def reference_markdown() -> str:
    """Return the page of reference in Markdown."""
    return "".join(_page())


def _page() -> Iterator[str]:
    yield _HEAD
    yield _example(examples.BASE)
    yield "## Ключи методики\n\n"
    yield _table(Methodology, _EXTENDS_ROW)
    for title, model in (
        ("Основание: `basis`", Basis),
        ("Термины: `terms`", Terms),
        ("Вид процедур: `procedures`", Procedure),
        ("Круг школ: `population`", Population),
        ("Объективность: `objectivity`", Objectivity),
        ("Категория: `categories`", Category),
    ):
        yield f"### {title}\n\n{_said(model)}\n\n{_table(model)}"
    yield "## Показатели\n\nОбщие ключи:\n\n" + _table(IndicatorBase, _LIKE_ROW)
    yield from _kinds(INDICATOR_KINDS, IndicatorBase, examples.INDICATORS)
    yield "## Критерии\n\nОбщие ключи:\n\n" + _table(CriterionBase)
    yield from _kinds(CRITERION_KINDS, CriterionBase, examples.CRITERIA)
    yield _AXES
    yield _EXTENDS
    yield _example(examples.EXTENDS).rstrip() + "\n"


def _kinds(
    kinds: Mapping[str, type[Part]], common: type[Part], shown: Mapping[str, str]
) -> Iterator[str]:
    for key, kind in kinds.items():
        yield f"### `{key}`\n\n{_said(kind)}\n\n"
        yield _table(kind, first=key, without=common.model_fields)
        for part in _PARTS.get(key, ()):
            yield f"{_NAMES[part.__name__]}: {_said(part)}\n\n{_table(part)}"
        yield _example(shown[key])


def _said(model: type[Part]) -> str:
    return " ".join((model.__doc__ or "").split())


def _example(text: str) -> str:
    return f"```yaml\n{text}```\n\n"


def _table(
    model: type[Part], above: str = "", *, first: str = "", without: Iterable[str] = ()
) -> str:
    schema = model.model_json_schema()
    required = schema.get("required", ())
    hidden = set(without)
    rows = {
        key: _row(key, each, schema, is_needed=key in required)
        for key, each in schema["properties"].items()
        if key not in hidden
    }
    ordered = [first, *(key for key in rows if key != first)] if first else list(rows)
    head = "| Ключ | Что это | Значение | Если не написан |\n|---|---|---|---|\n"
    return head + above + "".join(rows[key] for key in ordered) + "\n"


def _row(key: str, each: _Schema, schema: _Schema, *, is_needed: bool) -> str:
    said = each.get("description", "")
    about = f"{each['title']}. {said}" if said else f"{each['title']}."
    default = "обязателен" if is_needed else _default(each.get("default"))
    cells = (f"`{key}`", about, _value(each, schema), default)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _default(value: object) -> str:
    if value is None or value in ([], {}):
        return "—"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _value(each: _Schema, schema: _Schema) -> str:
    """Say in Russian what a value may be."""
    match each:
        case {"$ref": ref}:
            name = str(ref).rpartition("/")[2]
            return _NAMES.get(name, "ключи, см. ниже")
        case {"enum": values}:
            return ", ".join(f"`{value}`" for value in values)
        case {"const": value}:
            return f"`{value}`"
        case {"anyOf": members} | {"oneOf": members}:
            said = dict.fromkeys(_value(member, schema) for member in members)
            return " или ".join(word for word in said if word)
        case {"type": "array", "prefixItems": items}:
            return f"список из {len(items)}: {_value(items[0], schema)}"
        case {"type": "array", "items": items} if _value(items, schema) == "текст":
            return "список текстов"
        case {"type": "array", "items": items}:
            return f"список: {_value(items, schema)}"
        case {"type": "object", "additionalProperties": items}:
            return f"имя: {_value(items, schema)}"
    return _plain(each)


def _plain(each: _Schema) -> str:
    least, most = each.get("minimum"), each.get("maximum")
    bounds = (f" от {least}" if least is not None else "") + (f" до {most}" if most else "")
    match each.get("type"):
        case "integer":
            return f"целое число{bounds}"
        case ["number", *_]:
            return "число или текст"
        case "number":
            return "число"
        case "boolean":
            return "`true` или `false`"
        case "null":
            return ""
    if each.get("format") == "date":
        return "дата"
    return "число" if "pattern" in each else "текст"
