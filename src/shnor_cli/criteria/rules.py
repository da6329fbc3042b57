"""Criteria (критерии): what is asked of indicators and of other criteria.

To add a kind: a class below with a key of its own, its name in `CRITERION_KINDS`, a branch in
`engine/judge.py`, words in `criteria/wording.py` and a worked case.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from shnor_cli.criteria.base import Part, PlacedError, Texts
from shnor_cli.criteria.numbers import Number, Size, SizeOf
from shnor_cli.criteria.sources import BOUNDS, GROUP_ALL, SOURCES, Bound, Ends, Source

__all__ = [
    "BOUNDS",
    "CRITERION_KINDS",
    "GROUP_ALL",
    "SOURCES",
    "All",
    "Any",
    "AtLeastOf",
    "Bound",
    "Comparison",
    "Count",
    "CriterionBase",
    "Ends",
    "Known",
    "Not",
    "Over",
    "Source",
    "turns",
]


def _members_tag(value: object) -> str:
    return "<ends>" if isinstance(value, dict | Ends) else "<texts>"


def _applies_tag(value: object) -> str:
    return "<attributes>" if isinstance(value, dict) else "<criterion>"


class CriterionBase(Part):
    """Общие ключи критериев."""

    title: str | None = Field(None, title="Название", description="Как назвать критерий в справке.")
    clause: str | None = Field(None, title="Пункт документа")
    missing: Literal["unknown", "not_met"] = Field(
        "unknown",
        title="Если ответа нет",
        description="unknown — неизвестно; not_met — считается невыполненным.",
    )
    applies_to: (
        Annotated[
            Annotated[str, Tag("<criterion>")] | Annotated[dict[str, Texts], Tag("<attributes>")],
            Discriminator(_applies_tag),
        ]
        | None
    ) = Field(
        None,
        title="К кому применяется",
        description="Признаки школы ({kind: [СОШ]}) или имя критерия.",
    )


class _Bounds(CriterionBase):
    at_least: Bound | None = Field(None, title="Не менее", description="Граница включена.")
    more_than: Bound | None = Field(None, title="Более", description="Граница не включена.")
    at_most: Bound | None = Field(None, title="Не более", description="Граница включена.")
    less_than: Bound | None = Field(None, title="Менее", description="Граница не включена.")


class Comparison(_Bounds):
    """Сравнение показателя с границей или принадлежность краю группы."""

    indicator: str = Field(title="Показатель")
    is_in: (
        Annotated[
            Annotated[Texts, Tag("<texts>")] | Annotated[Ends, Tag("<ends>")],
            Discriminator(_members_tag),
        ]
        | None
    ) = Field(None, title="Среди", description="Список текстов или край группы.")

    @model_validator(mode="after")
    def _one_bound(self) -> "Comparison":
        given = [key for key in (*BOUNDS, "is_in") if getattr(self, key) is not None]
        if len(given) != 1:
            raise PlacedError(
                "нужна ровно одна граница: " + ", ".join((*BOUNDS, "is_in")), *given[1:2]
            )
        return self

    @property
    def bound(self) -> tuple[str, Number | Source] | None:
        """The key and the other side of the comparison; None for `is_in`."""
        return next(
            ((key, getattr(self, key)) for key in BOUNDS if getattr(self, key) is not None), None
        )

    @property
    def fixed_bound(self) -> tuple[str, Fraction] | None:
        """The key and the number, corrections included; None where the other side may move."""
        match self.bound:
            case (key, Fraction() as number):
                return key, number
            case (key, Source(value=Fraction() as number) as source):
                return key, source.corrected(number)
        return None


class Known(CriterionBase):
    """Есть ли значение показателя."""

    known: str = Field(title="Известен показатель")


Over = Literal["years", "assessments", "subjects", "procedures", "grades", "levels", "schools"]


class Count(CriterionBase):
    """Сколько раз выполнен другой критерий."""

    count: str = Field(title="Считать критерий")
    over: Over = Field(title="По чему", description="Ось, которая сворачивается.")
    at_least: Size | None = Field(None, title="Не менее", description="Число или доля (50 %).")
    more_than: Size | None = Field(None, title="Более", description="Число или доля.")
    at_most: Size | None = Field(None, title="Не более", description="Число или доля.")
    less_than: Size | None = Field(None, title="Менее", description="Число или доля.")
    needs: Annotated[int, Field(ge=1)] | None = Field(
        None, title="Нужно ответов", description="При меньшем числе ответов счёт неизвестен."
    )
    last: Annotated[int, Field(ge=1, le=20)] | None = Field(
        None, title="Последних лет", description="Окно лет, кончающееся каждым годом."
    )
    gaps: Literal["unknown", "not_applicable", "skip"] = Field(
        "unknown",
        title="Год, к которому не применяется",
        description="unknown — неизвестный; not_applicable — выпадает; skip — берётся более "
        "ранний.",
    )
    within: str | None = Field(
        None, title="Внутри", description="У over: schools — признак школы или all."
    )

    @model_validator(mode="after")
    def _consistent(self) -> "Count":
        given = [key for key in BOUNDS if getattr(self, key) is not None]
        if len(given) != 1:
            raise PlacedError("нужна ровно одна граница: " + ", ".join(BOUNDS), *given[1:2])
        if self.over != "years" and (self.last is not None or self.gaps != "unknown"):
            raise PlacedError("last и gaps бывают только при over: years", "over")
        if self.over != "schools" and self.within is not None:
            raise PlacedError("within бывает только при over: schools", "within")
        return self

    @property
    def bound(self) -> tuple[str, SizeOf]:
        """The key and the number of the bound."""
        return next((key, getattr(self, key)) for key in BOUNDS if getattr(self, key) is not None)


def _each_once(parts: tuple[str, ...]) -> tuple[str, ...]:
    for part in parts:
        if parts.count(part) > 1:
            raise ValueError(f"«{part}» названо дважды")
    return parts


Parts = Annotated[Texts, AfterValidator(_each_once)]
"""Names of criteria, each once."""


class All(CriterionBase):
    """Выполнены все части."""

    all: Parts = Field(title="Все из")


class Any(CriterionBase):
    """Выполнена хотя бы одна часть."""

    any: Parts = Field(title="Любой из")


class AtLeastOf(CriterionBase):
    """Выполнено не менее названного числа частей."""

    of: Parts = Field(title="Из")
    at_least: Annotated[int, Field(ge=1)] = Field(title="Не менее")


class Not(CriterionBase):
    """Не выполнен другой критерий."""

    not_: str = Field(alias="not", title="Не")


def turns(criterion: CriterionBase) -> bool:
    """Say whether a criterion is met the sooner, the fewer of its parts are."""
    match criterion:
        case Not():
            return True
        case Count(bound=(key, _)):
            return not BOUNDS[key].is_upward
    return False


CRITERION_KINDS: dict[str, type[CriterionBase]] = {
    "indicator": Comparison,
    "known": Known,
    "count": Count,
    "all": All,
    "any": Any,
    "of": AtLeastOf,
    "not": Not,
}
"""The kinds of criterion by the key that tells them apart."""
