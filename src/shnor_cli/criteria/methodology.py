"""The methodology (методика): indicators, criteria, categories, score and their document."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from shnor_cli.criteria.base import Day, Id, Part, Texts, Year
from shnor_cli.criteria.indicators import (
    INDICATOR_KINDS,
    Change,
    Column,
    Composite,
    FormulaIndicator,
    Measure,
    Points,
    Residual,
)
from shnor_cli.criteria.rules import (
    CRITERION_KINDS,
    All,
    Any,
    AtLeastOf,
    Comparison,
    Count,
    Known,
    Not,
)
from shnor_cli.errors import did_you_mean
from shnor_cli.russian import join_and

LANGUAGE: Literal[1] = 1
"""The version of the criteria language that this program reads."""


_ITEMS = 500
_CATEGORIES = 200
"""Far above what any document has."""

Scale = Annotated[Texts, Field(max_length=_CATEGORIES)]


class Basis(Part):
    """Документ, на котором основана методика; печатается только то, что названо."""

    document: str | None = Field(None, title="Документ", description="Вид и название документа.")
    issuer: str | None = Field(None, title="Кем издан")
    number: str | None = Field(None, title="Номер")
    issued: Day | None = Field(None, alias="date", title="Дата")
    edition: str | None = Field(None, title="Редакция")
    note: str | None = Field(None, title="Пояснение")


class Terms(Part):
    """Как называть выявляемые школы."""

    short: str = Field("ШНОР", title="Сокращение")
    long: str = Field("школы с низкими образовательными результатами", title="Полностью")


class Procedure(Part):
    """Вид оценочной процедуры: шкала и то, что в ней считается низким результатом."""

    title: str | None = Field(None, title="Полное название")
    scale: Scale | None = Field(
        None, title="Шкала", description="Все категории результата; без шкалы — только баллы."
    )
    partial: bool = Field(
        default=False,
        title="Неполная шкала",
        description="true — сумма категорий может быть меньше числа участников.",
    )
    low: Scale | None = Field(None, title="Низкие", description="Категории низкого результата.")
    good: Scale | None = Field(
        None, title="Качество", description="Категории для показателя quality, например 4 и 5."
    )
    grade: Annotated[int, Field(ge=1, le=12)] | None = Field(
        None, title="Класс по умолчанию", description="Для строк без класса: 9 у ОГЭ, 11 у ЕГЭ."
    )
    not_held: dict[Year, str] = Field(
        default_factory=dict, title="Не проводилась", description="Год: причина."
    )
    breaks: tuple[Year, ...] = Field(
        (),
        title="Смена шкалы",
        description="Годы, начиная с которых результаты несравнимы с прежними.",
    )


class Population(Part):
    """Какие школы не оцениваются."""

    exclude: dict[str, Texts] = Field(
        default_factory=dict,
        title="Исключить",
        description="Признак школы: значения, например {kind: [вечерняя, коррекционная]}.",
    )


class Objectivity(Part):
    """Что делать с результатами, которые требуют проверки объективности; их называет список."""

    procedures: Texts = Field(title="Виды процедур", description="К каким относится список.")
    policy: Literal["keep", "flag", "drop"] = Field(
        "keep",
        title="Что делать",
        description="keep — только сохранить список; flag — учитывать с пометкой у заключения; "
        "drop — не учитывать.",
    )
    list_: str | None = Field(
        None, alias="list", title="Список", description="Как назван список и его документ."
    )


class Category(Part):
    """Категория: первая, критерий которой выполнен; без when — все остальные школы."""

    name: str = Field(min_length=1, title="Название")
    when: str | None = Field(None, title="Критерий")
    long: str | None = Field(
        None, title="Полностью", description="Что значит название, если это сокращение."
    )
    support: bool = Field(
        default=True,
        title="Нужна поддержка",
        description="false — категория хороших результатов: без заливки, рекомендаций и писем.",
    )


def _kind_tag(kinds: Mapping[str, type[Part]]) -> Discriminator:
    classes = {kind: key for key, kind in kinds.items()}

    def tag(value: object) -> str | None:
        if isinstance(value, Part):
            return f"<{classes.get(type(value))}>"
        keys = value if isinstance(value, dict) else {}
        return next((f"<{key}>" for key in kinds if key in keys), None)

    return Discriminator(tag)


def _one_kind(kinds: Mapping[str, type[Part]], of_what: str) -> BeforeValidator:
    """Refuse an item that names no kind, or several, before the union is tried."""

    def check(value: object) -> object:
        if isinstance(value, Part):
            return value
        if not isinstance(value, dict):
            raise ValueError(f"{of_what} нужны ключи и значения")  # noqa: TRY004 - pydantic wants it
        given = [key for key in kinds if key in value]
        if len(given) > 1:
            raise ValueError(
                f"{of_what} сразу {join_and(given)}; вид говорит ровно один из этих ключей"
            )
        if not given:
            raise ValueError(_no_kind(value, kinds, of_what))
        return value

    return BeforeValidator(check)


def _no_kind(value: Mapping[str, object], kinds: Collection[str], of_what: str) -> str:
    beside = ("like",) if kinds is INDICATOR_KINDS else ()
    nearest = next(filter(None, (_likely(key, (*kinds, *beside)) for key in value)), "")
    needed = ", ".join(kinds)
    return f"{of_what} нет ни одного из ключей: {needed}; ровно один говорит его вид{nearest}"


def _likely(key: str, kinds: Collection[str]) -> str:
    nearest = did_you_mean(key, kinds)
    return nearest and f"; вместо «{key}»{nearest.removeprefix(';')}"


Indicator = Annotated[
    Annotated[Measure, Tag("<measure>")]
    | Annotated[Column, Tag("<column>")]
    | Annotated[Composite, Tag("<composite>")]
    | Annotated[Points, Tag("<points>")]
    | Annotated[FormulaIndicator, Tag("<formula>")]
    | Annotated[Change, Tag("<change>")]
    | Annotated[Residual, Tag("<residual>")],
    _kind_tag(INDICATOR_KINDS),
    _one_kind(INDICATOR_KINDS, "у показателя"),
]

Criterion = Annotated[
    Annotated[Comparison, Tag("<indicator>")]
    | Annotated[Known, Tag("<known>")]
    | Annotated[Count, Tag("<count>")]
    | Annotated[All, Tag("<all>")]
    | Annotated[Any, Tag("<any>")]
    | Annotated[AtLeastOf, Tag("<of>")]
    | Annotated[Not, Tag("<not>")],
    _kind_tag(CRITERION_KINDS),
    _one_kind(CRITERION_KINDS, "у критерия"),
]


def _language(value: object) -> object:
    if str(value) != str(LANGUAGE):
        raise ValueError(
            f"эта программа читает язык критериев версии {LANGUAGE}, а здесь «{value}»"
        )
    return LANGUAGE


class Methodology(Part):
    """Методика: показатели, критерии, категории, порядок списка и документ под ними."""

    merged_away: ClassVar = ("extends",)

    language: Annotated[Literal[1], BeforeValidator(_language)] = Field(
        LANGUAGE, title="Версия языка"
    )
    id: Id = Field(title="Имя методики", description="Совпадает с именем файла.")
    title: str = Field(min_length=1, title="Название")
    basis: Basis = Field(default_factory=Basis, title="Основание")
    status: Literal["пример", "утверждена"] = Field(
        "пример",
        title="Состояние",
        description="Справка по примеру говорит об этом на первой странице.",
    )
    terms: Terms = Field(default_factory=Terms, title="Термины")
    procedures: dict[str, Procedure] = Field(
        default_factory=dict, max_length=_ITEMS, title="Виды процедур"
    )
    population: Population = Field(default_factory=Population, title="Круг школ")
    objectivity: Objectivity | None = Field(
        None, title="Объективность", description="Без ключа список только сохраняется."
    )
    indicators: dict[Id, Indicator] = Field(max_length=_ITEMS, title="Показатели")
    criteria: dict[Id, Criterion] = Field(default_factory=dict, max_length=_ITEMS, title="Критерии")
    categories: tuple[Category, ...] = Field((), max_length=_CATEGORIES, title="Категории")
    score: str | None = Field(
        None,
        title="Порядок списка",
        description="Показатель с одним значением на школу; без него — сводная доля низких "
        "результатов.",
    )
    small_sample: Annotated[int, Field(ge=0)] = Field(
        10, title="Малая выборка", description="При меньшем числе участников ставится пометка."
    )
    absent: Literal["unknown", "not_applicable"] = Field(
        "unknown",
        title="Нет строки за год",
        description="Чем считать отсутствие строки процедуры, которая у школы бывает в другие "
        "годы.",
    )
    groups: Literal["judged", "all"] = Field(
        "judged",
        title="Группы сравнения",
        description="judged — без исключённых школ; all — со всеми школами.",
    )
    min_group: Annotated[int, Field(ge=1)] = Field(
        1, title="Наименьшая группа", description="Статистика меньшей группы неизвестна."
    )

    @property
    def others(self) -> str | None:
        """The category of all the other schools, which asks nothing; it stands last."""
        return next((each.name for each in self.categories if each.when is None), None)

    def is_high_bad(self, name: str) -> bool:
        """Say whether high values of an indicator are bad: as declared, else only of low_share."""
        indicator = self.indicators[name]
        if indicator.direction is not None:
            return indicator.direction == "high_is_bad"
        return isinstance(indicator, Measure) and indicator.measure == "low_share"

    def criteria_in_order(self) -> Iterator[str]:
        """Return criteria so that each comes after those it rests on (there are no cycles)."""
        return _in_order(self.criteria, lambda name: parts_of(self.criteria[name]))

    def indicators_in_order(self) -> Iterator[str]:
        """Return indicators so that each comes after those it rests on (there are no cycles)."""
        return _in_order(self.indicators, lambda name: indicators_of(self.indicators[name]))


def _in_order(names: Iterable[str], parts: Callable[[str], Iterable[str]]) -> Iterator[str]:
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in done:
            for part in parts(name):
                yield from visit(part)
            done.add(name)
            yield name

    for name in names:
        yield from visit(name)


def parts_of(criterion: Criterion) -> tuple[str, ...]:
    """Return the criteria that a criterion rests on, `applies_to` included."""
    match criterion:
        case Count(count=part) | Not(not_=part):
            parts: tuple[str, ...] = (part,)
        case All(all=parts) | Any(any=parts) | AtLeastOf(of=parts):
            pass
        case _:
            parts = ()
    return (*parts, criterion.applies_to) if isinstance(criterion.applies_to, str) else parts


def criteria_below(name: str, methodology: Methodology) -> tuple[str, ...]:
    """Return a criterion and all that it rests on, each once."""
    return _below(name, lambda each: parts_of(methodology.criteria[each]))


def indicators_below(name: str, methodology: Methodology) -> tuple[str, ...]:
    """Return an indicator and all that it rests on, each once."""
    return _below(name, lambda each: indicators_of(methodology.indicators[each]))


def _below(name: str, parts: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found[each] = None
            waiting += reversed(parts(each))
    return tuple(found)


def indicators_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the indicators that an indicator rests on."""
    match indicator:
        case Composite(composite=parts):
            return tuple(parts)
        case Points(points=part) | Change(change=part):
            return (part,)
        case FormulaIndicator(formula=formula):
            return formula.names
        case Residual(residual=part, on=context):
            return (part, *context)
    return ()
