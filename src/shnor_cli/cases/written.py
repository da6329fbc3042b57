"""What a file of worked cases may hold, as pydantic models."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from shnor_cli.criteria.base import Grades, Part, Texts, Year
from shnor_cli.criteria.numbers import Number


def _as_list(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file has
    return [value] if isinstance(value, str | int) else value


Years = Annotated[tuple[Year, ...], BeforeValidator(_as_list), Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
OutcomeName = Literal["выполнен", "не выполнен", "неизвестно", "не применим"]


class Row(Part):
    """Строка результатов; списки в ключах дают по строке на каждое сочетание.

    Остальные ключи — категории шкалы: `"2": 3`.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    school: Texts | None = Field(None, title="Школа", description="Одна или список.")
    group: Texts | None = Field(
        None,
        title="Группа",
        description="Вместо школы: о какой группе сообщил источник, municipality=Район.",
    )
    year: Years | None = Field(None, title="Год", description="Без него — год примера.")
    procedure: Texts | None = Field(None, title="Вид процедуры")
    subject: Texts | None = Field(None, title="Предмет")
    level: Texts | None = Field(None, title="Уровень")
    grade: Grades | None = Field(None, title="Класс")
    participants: Count | None = Field(
        None, title="Участников", description="Без него — сумма категорий."
    )
    enrolled: Count | None = Field(None, title="По списку")
    score_sum: Decimal | None = Field(None, title="Сумма баллов")
    rest: str | None = Field(
        None, title="Остальные", description="Категория, в которой все не названные участники."
    )

    def over(self, *defaults: "Row | None") -> "Row":
        """Return the row with what it leaves unsaid taken from defaults, the nearest first."""
        said: dict[str, Any] = {}
        for row in (self, *defaults):
            if row is not None:
                said = {**row.said, **said}
        return Row.model_construct(None, **said)

    @property
    def said(self) -> dict[str, Any]:
        """The keys that are written, with their values; an empty one takes back a default."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        written = {name: each for name, each in named.items() if name in self.model_fields_set}
        return {**written, **self.counts}

    @property
    def counts(self) -> Mapping[str, str]:
        """Categories of the scale and how many participants have them, as written."""
        return self.__pydantic_extra__ or {}


AttributeValue = str | dict[int, str]
"""A text that always holds, or texts by year."""


class Case(Part):
    """Один разобранный пример."""

    title: str = Field(min_length=1, title="Название")
    note: str | None = Field(None, title="Пояснение")
    year: Year = Field(title="Отчётный год")
    defaults: Row | None = Field(None, title="По умолчанию в строках примера")
    schools: dict[str, dict[str, AttributeValue]] = Field(
        default_factory=dict,
        title="Признаки школ",
        description="Школа: {признак: значение или {год: значение}}; exclude — причина исключения.",
    )
    doubted: dict[str, Years] = Field(
        default_factory=dict,
        title="Требуют проверки объективности",
        description="Школа: годы; действует на виды процедур, названные в objectivity.",
    )
    rows: tuple[Row, ...] = Field((), title="Строки результатов")
    expect: dict[str, Texts] = Field(
        default_factory=dict,
        title="Ожидается",
        description="Школа: категория, список возможных или «исключена», «не оценивается», "
        "«нет данных за год», «закрыта».",
    )
    outcomes: dict[str, dict[str, OutcomeName]] = Field(
        default_factory=dict, title="Исходы", description="Школа: {критерий: исход}."
    )
    values: dict[str, dict[str, Number]] = Field(
        default_factory=dict, title="Значения", description="Школа: {показатель: значение}."
    )


class Cases(Part):
    """Файл разобранных примеров методики."""

    defaults: Row | None = Field(None, title="По умолчанию во всех строках")
    schools: dict[str, dict[str, AttributeValue]] = Field(
        default_factory=dict,
        title="Признаки школ всех примеров",
        description="Берутся у тех школ, которые есть в примере; названное в примере важнее.",
    )
    cases: Annotated[tuple[Case, ...], Field(min_length=1)] = Field(title="Примеры")
