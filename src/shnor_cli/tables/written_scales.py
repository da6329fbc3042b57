"""What a file of scales may hold, as pydantic models."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from shnor_cli.criteria.base import Grades, Part, PlacedError, Text, Texts, Year
from shnor_cli.criteria.tree import check, read_file
from shnor_cli.model import Assessment
from shnor_cli.russian import fold

Score = Annotated[int, Field(ge=0)]

_TRUSTED = {"S": "по опубликованной странице", "P": "по открытому коду, читающему выгрузки"}
_UNTRUSTED = "с документом не сверено"


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Row(Part):
    """О каком предмете строка шкалы."""

    subject: Texts = Field(title="Предмет", description="Один или несколько с одной шкалой.")
    level: Texts | None = Field(None, title="Уровень", description="Все его написания.")
    grade: Grades | None = Field(None, title="Класс программы", description="Без него — любой.")
    trust: Literal["S", "P", "M-high", "M-mid", "M-low"] | None = Field(
        None, title="Откуда число", description="Без него доверять ли числу, не говорится."
    )
    note: str = Field("", title="Чего одни баллы не говорят")

    def is_of(self, assessment: Assessment) -> bool:
        """Whether the row is about an assessment, whose procedure is right already."""
        return (
            fold(assessment.subject) in map(fold, self.subject)
            and fold(assessment.level) in map(fold, self.level or ("",))
            and (self.grade is None or assessment.grade in self.grade)
        )

    def trusted(self) -> str:
        """Say how far the numbers are to be trusted; empty where the file does not say."""
        return "" if self.trust is None else _TRUSTED.get(self.trust, _UNTRUSTED)


class MarksRow(Row):
    """Границы отметок: наибольший первичный балл каждой."""

    two: Score = Field(alias="2", title="Отметка 2 — до")
    three: Score = Field(alias="3", title="Отметка 3 — до")
    four: Score = Field(alias="4", title="Отметка 4 — до; выше — 5")
    max: Score | None = Field(None, title="Наибольший первичный балл")

    @model_validator(mode="after")
    def _rises(self) -> "MarksRow":
        bounds = [self.two, self.three, self.four, *([] if self.max is None else [self.max])]
        if any(lower >= upper for lower, upper in pairwise(bounds)):
            raise PlacedError("границы отметок должны возрастать", "2")
        return self


class MinimumRow(Row):
    """Наименьший тестовый балл, с которого порог преодолён."""

    least: Annotated[int, Field(ge=0, le=100)] = Field(title="Порог преодолён с")


class ScaleSet(Part):
    """Шкалы одной процедуры за годы, в которые они действуют."""

    procedure: Text = Field(title="Вид процедуры")
    years: Annotated[tuple[Year, ...], BeforeValidator(_as_list), Field(min_length=1)] = Field(
        title="Учебные годы", description="Последним годом: 2025 значит 2024/25."
    )
    source: str = Field(min_length=1, title="Источник")
    marks: tuple[MarksRow, ...] = Field((), title="Границы отметок")
    minimums: tuple[MinimumRow, ...] = Field((), title="Минимальные баллы")

    def is_of(self, assessment: Assessment, year: int) -> bool:
        """Whether the scales are of an assessment's procedure and of a year."""
        return fold(self.procedure) == fold(assessment.procedure) and year in self.years


class ScaleFile(Part):
    """Файл шкал; из двух строк об одном действует первая."""

    scales: Annotated[tuple[ScaleSet, ...], Field(min_length=1)] = Field(title="Шкалы")


def read_scales(path: Path) -> ScaleFile:
    """Read a file of scales.

    Raises:
        MethodologyError: with every fault of the file, each at its line and position.
    """
    return check(ScaleFile, read_file(path))
