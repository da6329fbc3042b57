"""Indicators (показатели): what is measured of a school in a year.

To add a kind: a class below with a key of its own, its name in `INDICATOR_KINDS`, a branch in
`engine/measure.py`, words in `criteria/wording.py` and a worked case. Titles and descriptions are
Russian because they become `docs/criteria.md` and the JSON Schema.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from shnor_cli.criteria.base import Grades, Part, PlacedError, Texts
from shnor_cli.criteria.formula import Formula as Expression
from shnor_cli.criteria.formula import parse_formula
from shnor_cli.criteria.numbers import Number
from shnor_cli.criteria.scaling import Band, Method, MinMax, Target, Weight
from shnor_cli.errors import did_you_mean

__all__ = [
    "INDICATOR_KINDS",
    "Band",
    "Change",
    "Column",
    "Composite",
    "Direction",
    "Each",
    "Filter",
    "FormulaIndicator",
    "IndicatorBase",
    "Measure",
    "MeasureName",
    "Method",
    "MinMax",
    "Points",
    "Residual",
    "Share",
    "Sum",
    "Target",
]

Each = Literal["assessment", "subject", "procedure", "grade", "level", "school"]
Direction = Literal["low_is_bad", "high_is_bad"]


class Filter(Part):
    """Оценочные процедуры, у которых совпало всё названное."""

    procedure: Texts | None = Field(None, title="Вид процедуры", description="Один или список.")
    subject: Texts | None = Field(None, title="Предмет", description="Один или список.")
    level: Texts | None = Field(
        None, title="Уровень", description="Например, «база» или «профиль»."
    )
    grade: Grades | None = Field(
        None, title="Класс", description="Класс программы, один или список."
    )


class IndicatorBase(Part):
    """Общие ключи показателей."""

    merged_away: ClassVar = ("like",)

    title: str | None = Field(
        None, title="Название", description="Как назвать показатель в справке."
    )
    unit: str | None = Field(None, title="Единица", description="Единица измерения: %, балл.")
    each: Each = Field(
        "school",
        title="По чему считать",
        description="Значение для каждой процедуры (assessment), предмета, вида процедуры, класса, "
        "уровня или одно сводное на школу (school).",
    )
    min_participants: Annotated[int, Field(ge=0)] | None = Field(
        None,
        title="Наименьшее число участников",
        description="При меньшем числе значение неизвестно.",
    )
    round: Annotated[int, Field(ge=0, le=9)] | None = Field(
        None,
        title="Округление",
        description="Знаков после запятой у самого числа (28,6 % это 0,286: три знака), "
        "половина — вверх.",
    )
    direction: Direction | None = Field(
        None,
        title="Направление",
        description="Что плохо: низкое (low_is_bad) или высокое (high_is_bad). Упорядочивает "
        "список и поворачивает части составного показателя; больше ни на что не влияет.",
    )


MeasureName = Literal[
    "low_share",
    "quality",
    "mean_mark",
    "mean_score",
    "participation",
    "participants",
]


class Share(Part):
    """Доля участников с названными результатами."""

    share: Texts = Field(title="Доля", description="Категории шкалы (отметки, уровни).")


class Sum(Part):
    """Число участников с названными результатами."""

    sum: Texts = Field(title="Сумма", description="Категории шкалы (отметки, уровни).")


def _measure_tag(value: object) -> str:
    match value:
        case Sum():
            return "<sum>"
        case dict() if "sum" in value:
            return "<sum>"
        case dict() | Share():
            return "<share>"
    return "<name>"


class Measure(IndicatorBase):
    """Мера по результатам процедур: всегда отношение сумм, а не среднее процентов."""

    measure: Annotated[
        Annotated[MeasureName, Tag("<name>")]
        | Annotated[Share, Tag("<share>")]
        | Annotated[Sum, Tag("<sum>")],
        Discriminator(_measure_tag),
    ] = Field(
        title="Мера",
        description="low_share — доля низких результатов; quality — качество (категории good "
        "процедуры); mean_mark — средняя отметка; mean_score — средний балл; participation — явка "
        "(участники к списку); participants — число участников; {share: [...]} — доля названных "
        "категорий; {sum: [...]} — число участников с ними.",
    )
    of: Annotated[tuple[Filter, ...], Field(min_length=1)] | None = Field(
        None,
        title="По каким процедурам",
        description="Список отборов; без него — все процедуры методики.",
    )


class Column(IndicatorBase):
    """Готовое значение из столбца таблицы школ или реестра; с over — доля двух счётчиков."""

    column: str = Field(title="Столбец", description="Имя столбца: число или текст.")
    over: str | None = Field(
        None,
        title="К столбцу",
        description="Столбец-знаменатель; он же число участников показателя.",
    )


def _normalise_tag(value: object) -> str:
    is_by_part = isinstance(value, dict) and not value.keys() & {"minmax", "from", "target"}
    return "<by_part>" if is_by_part else "<method>"


class Composite(IndicatorBase):
    """Составной показатель: среднее частей с весами после приведения к общей шкале."""

    composite: Annotated[dict[str, Weight], Field(min_length=1)] = Field(
        title="Части и веса", description="Показатель: вес. Итог — Σ(вес × часть) / Σ(вес)."
    )
    normalise: Annotated[
        Annotated[Method, Tag("<method>")] | Annotated[dict[str, Method], Tag("<by_part>")],
        Discriminator(_normalise_tag),
    ] = Field(
        "none",
        title="Приведение",
        description="Для всех частей или по частям: none; {minmax: [0, 100], from: [a, b]}; "
        "zscore; rank; percentile; share_below; {target: t}.",
    )
    within: str | None = Field(
        None, title="Внутри", description="Признак школы: приведение ведётся внутри его групп."
    )
    mean: Literal["arithmetic", "geometric", "harmonic"] = Field("arithmetic", title="Среднее")
    missing: Literal["reweight", "unknown"] = Field(
        "unknown",
        title="Если части нет",
        description="unknown — итог неизвестен; reweight — среднее по известным частям.",
    )
    needs: Annotated[Number, Field(ge=0, le=1)] | None = Field(
        None, title="Нужно частей", description="Наименьшая доля известных частей по числу."
    )

    @model_validator(mode="after")
    def _known_parts(self) -> "Composite":
        if isinstance(self.normalise, dict):
            for part in self.normalise:
                if part not in self.composite:
                    nearest = did_you_mean(part, self.composite)
                    raise PlacedError(f"«{part}» нет среди частей{nearest}", "normalise", part)
        return self

    def method(self, part: str) -> Method:
        """Return how one part is normalised."""
        if isinstance(self.normalise, dict):
            return self.normalise.get(part, "none")
        return self.normalise


class Points(IndicatorBase):
    """Баллы или буквы за полосы другого показателя: первая подходящая полоса."""

    points: str = Field(title="Баллы за", description="Показатель, по которому даются баллы.")
    bands: Annotated[tuple[Band, ...], Field(min_length=1)] = Field(
        title="Полосы", description="Список полос; полоса без границ подходит всегда."
    )

    @model_validator(mode="after")
    def _sensible(self) -> "Points":
        if len({isinstance(band.gives, str) for band in self.bands}) > 1:
            raise PlacedError("полосы дают либо числа, либо буквы", "bands")
        for place, band in enumerate(self.bands[:-1]):
            if not band.bounds:
                fault = "у полосы нет границ, и полосы после неё не действуют"
                raise PlacedError(fault, "bands", place)
        return self

    @property
    def gives_letters(self) -> bool:
        """Whether the bands give letters (буквы) and not numbers."""
        return isinstance(self.bands[0].gives, str)


class FormulaIndicator(IndicatorBase):
    """Арифметика над другими показателями: + − × ÷, скобки, min, max, abs."""

    formula: Annotated[Expression, BeforeValidator(parse_formula)] = Field(
        title="Формула", description="Например, 0.8 * ach + 0.2 * growth."
    )


class Change(IndicatorBase):
    """Изменение показателя против того же показателя прежнего года."""

    change: str = Field(title="Изменение", description="Показатель, изменение которого считается.")
    years: Annotated[int, Field(ge=1, le=20)] = Field(1, title="Лет назад")


class Residual(IndicatorBase):
    """Отклонение от ожидаемого по контексту: остаток линейной регрессии со свободным членом."""

    residual: str = Field(title="Остаток", description="Показатель, который объясняют.")
    on: Texts = Field(title="По", description="Показатели контекста, которыми объясняют.")
    weighted: Literal["participants"] | None = Field(
        None, title="Вес", description="participants — школы входят с весом числа участников."
    )


INDICATOR_KINDS: dict[str, type[IndicatorBase]] = {
    "measure": Measure,
    "column": Column,
    "composite": Composite,
    "points": Points,
    "formula": FormulaIndicator,
    "change": Change,
    "residual": Residual,
}
"""The kinds of indicator by the key that tells them apart (`like` is merged away by the loader)."""
