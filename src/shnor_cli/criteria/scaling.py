"""How a number is brought to another scale: normalised as a part of a composite, or by bands."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)

from shnor_cli.criteria.base import Part, PlacedError
from shnor_cli.criteria.numbers import Number, parse_number, write_number


class MinMax(Part):
    """Линейное приведение к промежутку."""

    minmax: tuple[Number, Number] = Field(
        title="Промежуток", description="Границы приведённого значения, например [0, 100]."
    )
    goalposts: tuple[Number, Number] | None = Field(
        None,
        alias="from",
        title="Опорные значения",
        description="Твёрдые границы исходного показателя, наименьшая первой; без них — наименьшее "
        "и наибольшее среди школ года.",
    )

    @model_validator(mode="after")
    def _least_first(self) -> "MinMax":
        if self.goalposts is not None and self.goalposts[0] >= self.goalposts[1]:
            least, greatest = map(write_number, self.goalposts)
            raise PlacedError(
                "первым пишут наименьшее значение показателя, вторым наибольшее, "
                f"а здесь {least} и {greatest}; что из них лучше, говорит direction",
                "from",
            )
        return self


class Target(Part):
    """Пройденная доля пути до целевого значения, не больше единицы."""

    target: Number = Field(
        title="Цель",
        description="Целевое значение: (x − наименьшее) / (цель − наименьшее), не больше 1.",
    )


NormaliseName = Literal["none", "zscore", "rank", "percentile", "share_below"]


def _method_tag(value: object) -> str:
    match value:
        case Target():
            return "<target>"
        case dict() if "target" in value:
            return "<target>"
        case dict() | MinMax():
            return "<minmax>"
    return "<name>"


Method = Annotated[
    Annotated[NormaliseName, Tag("<name>")]
    | Annotated[MinMax, Tag("<minmax>")]
    | Annotated[Target, Tag("<target>")],
    Discriminator(_method_tag),
]


Weight = Annotated[Number, Field(gt=0)]
"""A weight (вес) of a part, as written; a part to be subtracted belongs to a formula."""


def _number_or_letter(value: object) -> Fraction | str:
    try:
        return parse_number(value)
    except ValueError:
        if isinstance(value, str):
            return value
        raise ValueError("нужен балл или буква") from None


def _write_gives(value: Fraction | str) -> str:
    return value if isinstance(value, str) else write_number(value)


Gives = Annotated[
    Fraction | str,
    BeforeValidator(_number_or_letter),
    PlainSerializer(_write_gives, return_type=str),
    WithJsonSchema({"type": ["number", "string"]}),
]
"""Points (балл) or a letter (буква)."""


class Band(Part):
    """Промежуток значений и то, что за него даётся."""

    at_least: Number | None = Field(None, title="Не менее")
    more_than: Number | None = Field(None, title="Более")
    at_most: Number | None = Field(None, title="Не более")
    less_than: Number | None = Field(None, title="Менее")
    gives: Gives = Field(title="Даёт", description="Балл или буква.")

    @model_validator(mode="after")
    def _one_each_side(self) -> "Band":
        if None not in {self.at_least, self.more_than}:
            raise PlacedError("at_least и more_than вместе не пишут", "more_than")
        if None not in {self.at_most, self.less_than}:
            raise PlacedError("at_most и less_than вместе не пишут", "less_than")
        low = self.at_least if self.at_least is not None else self.more_than
        high = self.at_most if self.at_most is not None else self.less_than
        if low is not None and high is not None and low > high:
            raise ValueError("нижняя граница полосы больше верхней")
        return self

    @property
    def bounds(self) -> tuple[tuple[str, Number], ...]:
        """The written bounds of the band, as (key, number)."""
        keys = ("at_least", "more_than", "at_most", "less_than")
        return tuple((key, getattr(self, key)) for key in keys if getattr(self, key) is not None)
