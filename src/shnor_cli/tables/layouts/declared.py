"""The YAML layout: how the columns of a table are named where they only need naming."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from shnor_cli.criteria.base import Part, PlacedError, Text, Texts, Year

ALL_COLUMNS = "*"
"""Stands for every column in `missing` and `not_applicable`."""

ORIGINS = (
    "school",
    "name",
    "municipality",
    "region",
    "year",
    "procedure",
    "subject",
    "level",
    "grade",
)
"""Keys whose value may be joined, constant or a part of a cell."""

OF_ASSESSMENTS = ("participants", "enrolled", "categories", "categories_overlap", "score_sum")
_LONGEST_PATTERN = 1_000

OF_PUPILS = ("pupil", "subjects", "mark", "score")
OF_SCHOOLS = ("by_year", "derive", "no_row_is_zero")


class Value(Part):
    """Постоянное значение для всех строк."""

    value: Text = Field(title="Значение")


class Taken(Part):
    """Часть ячейки или её перевод по списку."""

    column: Text = Field(title="Столбец")
    match: str | None = Field(
        None, title="Образец", description="Регулярное выражение; берётся часть в скобках."
    )
    map: dict[Text, Text] = Field(
        default_factory=dict, title="Перевод", description="Что стоит: что читать."
    )

    @field_validator("match")
    @classmethod
    def _bracketed(cls, pattern: str | None) -> str | None:
        if pattern is not None and compiled(pattern).groups != 1:
            raise ValueError("в образце нужна ровно одна часть в скобках")
        return pattern

    @model_validator(mode="after")
    def _does_something(self) -> "Taken":
        if self.match is None and not self.map:
            raise PlacedError("нужно match или map; сам столбец пишут просто именем", "column")
        return self


class Derived(Part):
    """Признак по коду: подходит ли ячейка под образец."""

    column: Text = Field(title="Столбец")
    match: str = Field(title="Образец", description="Регулярное выражение; ищется в ячейке.")
    then: Text = Field(title="Если подходит")
    else_: Text | None = Field(None, alias="else", title="Иначе")

    @field_validator("match")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        compiled(pattern)
        return pattern


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of a layout.

    Raises:
        ValueError: it is not a regular expression, or not one that DuckDB can search for.
    """
    import duckdb

    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"образец длиннее {_LONGEST_PATTERN} знаков")
    try:
        found = re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        raise ValueError(f"«{pattern}» не читается как регулярное выражение") from None
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_matches('', ?)", [pattern])
    except duckdb.Error:
        fault = "слишком сложен: уберите обратные ссылки, просмотр вперёд и большие повторы"
        raise ValueError(f"образец «{pattern}» {fault}") from None
    return found


def _origin_tag(value: object) -> str:
    match value:
        case list() | tuple():
            return "<joined>"
        case {"value": _} | Value():
            return "<value>"
        case dict() | Taken():
            return "<taken>"
    return "<column>"


Origin = Annotated[
    Annotated[Text, Tag("<column>")]
    | Annotated[tuple[Text, ...], Tag("<joined>")]
    | Annotated[Value, Tag("<value>")]
    | Annotated[Taken, Tag("<taken>")],
    Discriminator(_origin_tag),
]
"""Where a value comes from: a column, several joined by a hyphen, a constant, a part of a cell."""

Codes = dict[Text, dict[Text, str]]


class Layout(Part):
    """Разметка таблицы: что в каком столбце."""

    rows: Literal["assessment", "school-year", "pupil"] = Field(
        title="Что в строке",
        description="assessment — результаты школы по процедуре; school-year — школа за год с "
        "готовыми показателями; pupil — один ученик.",
    )
    school: Origin | None = Field(None, title="Школа", description="Код или название.")
    name: Origin | None = Field(None, title="Название школы")
    municipality: Origin | None = Field(None, title="Муниципалитет")
    region: Origin | None = Field(None, title="Регион")
    year: Origin | None = Field(None, title="Учебный год", description="2025, 2024/25, 2024-2025.")
    procedure: Origin | None = Field(None, title="Вид процедуры")
    subject: Origin | None = Field(None, title="Предмет")
    level: Origin | None = Field(None, title="Уровень")
    grade: Origin | None = Field(None, title="Класс")
    keep: dict[Text, Texts] = Field(
        default_factory=dict,
        title="Строки школ",
        description="Столбец: коды строк, которые нужны; остальные пропускаются с замечанием.",
    )
    groups: dict[Text, dict[Text, Texts]] = Field(
        default_factory=dict,
        title="Строки групп",
        description="Признак (municipality, region, all): столбец: коды строк, где сообщено "
        "значение самой группы.",
    )
    missing: Codes = Field(
        default_factory=dict,
        title="Нет данных",
        description="Столбец или *: код вместо числа: что он значит.",
    )
    not_applicable: Codes = Field(
        default_factory=dict,
        title="Не применимо",
        description="Столбец или *: код вместо числа: почему не применимо.",
    )
    blank_is_zero: Texts | None = Field(None, title="Пустая ячейка — это ноль")
    no_row_is_zero: Texts | None = Field(
        None,
        title="Нет строки — это ноль",
        description="К тому же каждая школа таблицы есть в каждом её году.",
    )
    by_year: dict[Text, dict[Year, Text]] = Field(
        default_factory=dict, title="Столбец на каждый год", description="Признак: год: столбец."
    )
    derive: dict[Text, Derived] = Field(default_factory=dict, title="Признак по коду")
    participants: Text | None = Field(None, title="Участников")
    enrolled: Text | None = Field(None, title="По списку")
    score_sum: Text | None = Field(None, title="Сумма баллов")
    categories: dict[Text, Text] = Field(
        default_factory=dict, title="Категории", description="Категория шкалы: столбец."
    )
    categories_overlap: bool = Field(
        default=False,
        title="Категории пересекаются",
        description="true — каждая не больше числа участников, а сумма может быть любой.",
    )
    pupil: Text | None = Field(
        None,
        title="Код ученика",
        description="По нему находят повторы; после подсчёта не хранится.",
    )
    mark: Text | None = Field(None, title="Отметка или уровень ученика")
    score: Text | None = Field(None, title="Балл ученика")
    subjects: dict[Text, Text] = Field(
        default_factory=dict,
        title="Столбец на каждый предмет",
        description="Предмет: столбец с отметкой.",
    )
    ignore: Texts | None = Field(
        None, title="Не нужны", description="Столбцы, которые не читаются."
    )

    @model_validator(mode="after")
    def _fits_its_rows(self) -> "Layout":
        foreign = {
            "assessment": (*OF_PUPILS, *OF_SCHOOLS),
            "school-year": (*OF_ASSESSMENTS, *OF_PUPILS, "procedure", "subject", "level", "grade"),
            "pupil": (*OF_ASSESSMENTS, *OF_SCHOOLS, "groups"),
        }[self.rows]
        for key in foreign:
            if key in self.model_fields_set:
                raise PlacedError(f"«{key}» не бывает при rows: {self.rows}", key)
        missing = [key for key in self._wanted() if getattr(self, key) in (None, {})]
        if missing:
            raise PlacedError(f"при rows: {self.rows} нужно ещё: {', '.join(missing)}", "rows")
        return self

    def _wanted(self) -> list[str]:
        wanted = [] if self.name is not None else ["school"]
        match self.rows:
            case "assessment":
                return [*wanted, "year", "procedure", "subject", "participants"]
            case "pupil":
                marks = [] if self.subjects else ["subject"]
                if not self.subjects and self.mark is None and self.score is None:
                    marks.append("mark")
                return [*wanted, "year", "procedure", *marks]
        return wanted

    def columns(self) -> tuple[str, ...]:
        """Return every column that the layout names, those to ignore excepted."""
        derived = (each.column for each in self.derive.values())
        return tuple(dict.fromkeys([*self.placed(), *derived]))

    def placed(self) -> tuple[str, ...]:
        """Return the columns that have a place of their own and are no attributes besides."""
        named = [column for role in ORIGINS for column in columns_of_origin(getattr(self, role))]
        named += [*self.keep, *(column for each in self.groups.values() for column in each)]
        named += [column for years in self.by_year.values() for column in years.values()]
        named += [*self.categories.values(), *self.subjects.values()]
        plain = (
            self.participants,
            self.enrolled,
            self.score_sum,
            self.pupil,
            self.mark,
            self.score,
        )
        named += [column for column in plain if column is not None]
        return tuple(dict.fromkeys(named))


def columns_of_origin(origin: "str | tuple[str, ...] | Value | Taken | None") -> tuple[str, ...]:
    """Return the columns that a value comes from."""
    match origin:
        case str():
            return (origin,)
        case tuple():
            return origin
        case Taken(column=column):
            return (column,)
    return ()


def read_layout(path: Path) -> Layout:
    """Read a layout from a YAML file.

    Raises:
        MethodologyError: with every fault of the file, each at its line and position.
    """
    from shnor_cli.criteria.tree import check, read_file

    return check(Layout, read_file(path))
