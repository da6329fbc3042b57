"""Criteria (критерии): what is asked of indicators and of other criteria.

To add a kind: a class below with a key of its own, its name in `CRITERION_KINDS`, a branch in
`engine/judge.py`, words in `criteria/wording.py` and a worked case.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from shnor_cli.criteria.base import Part, PlacedError, Texts
from shnor_cli.criteria.numbers import Number, Size, SizeOf

BOUNDS = ("at_least", "more_than", "at_most", "less_than")
"""The keys of a bound: at_least and at_most are inclusive, more_than and less_than strict."""

GROUP_ALL = "all"
"""The group of all schools."""


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
    def group(self) -> str | None:
        """The attribute whose group gives the number, `all`, or None when no group does."""
        if self.percentile is not None:
            return self.within or GROUP_ALL
        return self.mean or self.median


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
