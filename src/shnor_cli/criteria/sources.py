"""The other side of a comparison: a number, a source of one, or the end of a group."""

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from shnor_cli.criteria.base import Part, PlacedError
from shnor_cli.criteria.numbers import Number, Size, SizeOf

GROUP_ALL = "all"
"""The group of all schools."""


class Sense(NamedTuple):
    """What the key of a bound means."""

    holds: Callable[[Any, Any], Any]
    """Compares a number, or an array of them, with the bound."""
    is_upward: bool
    """Whether it is met above the bound, not below."""
    is_inclusive: bool

    @property
    def is_least(self) -> bool:
        """Whether the bound itself is the least number on its upper side."""
        return self.is_upward == self.is_inclusive

    def least(self, bound: Fraction) -> int:
        """Return the least whole number on the upper side of a bound."""
        return math.ceil(bound) if self.is_least else math.floor(bound) + 1


BOUNDS: Mapping[str, Sense] = {
    "at_least": Sense(operator.ge, is_upward=True, is_inclusive=True),
    "more_than": Sense(operator.gt, is_upward=True, is_inclusive=False),
    "at_most": Sense(operator.le, is_upward=False, is_inclusive=True),
    "less_than": Sense(operator.lt, is_upward=False, is_inclusive=False),
}
"""The keys of a bound: at_least and at_most are inclusive, more_than and less_than strict."""


def _without_percent(value: object) -> object:
    if "%" in str(value):
        raise ValueError("процентиль пишут числом от 0 до 100, без знака %")
    return value


class Source(Part):
    """То, с чем сравнивается показатель: один из первых семи ключей и, где нужно, поправки."""

    value: Number | None = Field(None, title="Число")
    indicator: str | None = Field(None, title="Другой показатель той же школы")
    years_ago: Annotated[int, Field(ge=1, le=20)] | None = Field(
        None, title="Лет назад", description="Собственное значение школы столько лет назад."
    )
    mean: str | None = Field(
        None, title="Среднее по группе", description="Признак школы (municipality) или all."
    )
    median: str | None = Field(
        None, title="Медиана по группе", description="Признак школы или all."
    )
    percentile: Annotated[Number, BeforeValidator(_without_percent), Field(ge=0, le=100)] | None = (
        Field(
            None, title="Процентиль", description="От 0 до 100; группа — within, способ — method."
        )
    )
    reported: str | None = Field(
        None,
        title="Сообщённое значение группы",
        description="Тот же показатель из строки самой группы в источнике (municipality, region, "
        "all).",
    )
    within: str | None = Field(
        None, title="Внутри", description="Группа процентиля: признак школы или all."
    )
    method: Literal["linear", "weibull", "inverted_cdf", "lower", "higher"] | None = Field(
        None,
        title="Способ",
        description="Определение процентиля: linear (ПРОЦЕНТИЛЬ.ВКЛ), weibull (ПРОЦЕНТИЛЬ.ИСКЛ), "
        "inverted_cdf (ближайший ранг), lower, higher.",
    )
    weighted: str | None = Field(
        None,
        title="Вес",
        description="participants, schools (все школы поровну) или столбец таблицы школ.",
    )
    times: Number | None = Field(None, title="Умножить на")
    minus: Number | None = Field(None, title="Вычесть")
    minus_sd: Number | None = Field(
        None,
        title="Вычесть стандартных отклонений",
        description="Выборочное отклонение той же группы.",
    )

    @model_validator(mode="after")
    def _one_source(self) -> "Source":
        given = [key for key in SOURCES if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError("нужен ровно один источник: " + ", ".join(SOURCES))
        if (self.percentile is None) != (self.method is None):
            raise PlacedError("percentile и method пишут вместе", "method")
        if self.percentile is None and self.within is not None:
            raise PlacedError("within здесь только у percentile", "within")
        if self.weighted is not None and self.mean is None:
            raise PlacedError("weighted здесь только у mean", "weighted")
        if self.minus_sd is not None and self.group is None:
            raise PlacedError("minus_sd здесь только у mean, median и percentile", "minus_sd")
        return self

    @property
    def kind(self) -> str:
        """The key that says where the number comes from."""
        return next(key for key in SOURCES if getattr(self, key) is not None)

    @property
    def group(self) -> str | None:
        """The attribute whose group gives the number, `all`, or None when no group does."""
        if self.percentile is not None:
            return self.within or GROUP_ALL
        return self.mean or self.median

    @property
    def factor(self) -> Fraction:
        """What the number is multiplied by."""
        return Fraction(1) if self.times is None else self.times

    def corrected(self, number: Fraction) -> Fraction:
        """Return the number that is compared with, `times` and `minus` applied to that found."""
        return number * self.factor - (self.minus or 0)


SOURCES = ("value", "indicator", "years_ago", "mean", "median", "percentile", "reported")
"""The keys of `Source` that say where the number comes from."""


class Ends(Part):
    """Наименьшие или наибольшие значения группы школ."""

    lowest: Size | None = Field(None, title="Наименьшие", description="Доля (25 %) или число школ.")
    highest: Size | None = Field(
        None, title="Наибольшие", description="Доля (25 %) или число школ."
    )
    within: str = Field(GROUP_ALL, title="Внутри", description="Признак школы или all.")
    ties: Literal["exclude", "include"] = Field(
        title="Равные на границе",
        description="exclude — наибольшее число школ не больше доли; include — наименьшее не "
        "меньше.",
    )

    @model_validator(mode="after")
    def _one_end(self) -> "Ends":
        if (self.lowest is None) == (self.highest is None):
            raise ValueError("нужно ровно одно: lowest или highest")
        return self

    @property
    def size(self) -> SizeOf:
        """The size of the end: a share of the group's schools or their count."""
        size = self.lowest or self.highest
        if size is None:  # the validator above lets no such value be made
            raise AssertionError
        return size


def _bound_tag(value: object) -> str:
    return "<source>" if isinstance(value, dict | Source) else "<number>"


Bound = Annotated[
    Annotated[Number, Tag("<number>")] | Annotated[Source, Tag("<source>")],
    Discriminator(_bound_tag),
]
