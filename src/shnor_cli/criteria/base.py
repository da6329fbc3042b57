"""What all parts of a methodology share: a strict, frozen pydantic model and its short types.

A tag of a union is written in angle brackets: pydantic puts tags into the place of a fault, and
`faults.py` drops them by the brackets.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

_IDENTIFIER = re.compile(r"[^\W\d]\w*(-\w+)*")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LONGEST_NAME = 60


class Part(BaseModel):
    """A part of a methodology: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    merged_away: ClassVar[tuple[str, ...]] = ()
    """Keys that a file may write beside the fields and that are gone before the model is made."""


class PlacedError(ValueError):
    """A fault of a part as a whole that has its own place in it: a key, or a path of keys."""

    def __init__(self, fault: str, *path: str | int) -> None:
        super().__init__(fault)
        self.path = path


def _as_list(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file has
    return [value] if isinstance(value, str | int) else value


def identifier(value: str) -> str:
    """Return a name if it may be given to an item or a methodology.

    Raises:
        ValueError: it has other characters or is too long.
    """
    plain = unicodedata.normalize("NFKC", value)  # which is what formulas read
    if _IDENTIFIER.fullmatch(value) and plain != value:
        raise ValueError(f"имя «{value}» не подходит: в формуле оно читалось бы как «{plain}»")
    if not _IDENTIFIER.fullmatch(value) or len(value) > _LONGEST_NAME:
        raise ValueError(
            f"имя «{value[:_LONGEST_NAME]}» не подходит: нужны буквы, цифры и _, первой буква, "
            f"дефис только внутри, до {_LONGEST_NAME} знаков"
        )
    return value


def _day(value: Any) -> Any:  # noqa: ANN401 - see `_as_list`
    if isinstance(value, str):
        match = _DAY.fullmatch(value)
        if match is None:
            raise ValueError(f"дату пишут как 2025-12-29, а не «{value}»")
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            raise ValueError(f"даты «{value}» нет в календаре") from None
    return value


_TEXT_SCHEMA = {"type": ["string", "number", "boolean"]}
"""In our files every scalar is text, though an editor takes `5` for a number."""

Text = Annotated[str, WithJsonSchema(_TEXT_SCHEMA)]
"""A text that may look like a number, such as a mark."""

Id = Annotated[str, AfterValidator(identifier)]
"""A name given in a methodology: letters of any alphabet, digits, `_` and inner `-`."""

Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema(
        {"anyOf": [_TEXT_SCHEMA, {"type": "array", "items": _TEXT_SCHEMA, "minItems": 1}]}
    ),
]
"""One text or a list of texts."""

_GRADE_SCHEMA = {"type": "integer", "minimum": 1, "maximum": 12}

Grades = Annotated[
    tuple[Annotated[int, Field(ge=1, le=12)], ...],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema(
        {"anyOf": [_GRADE_SCHEMA, {"type": "array", "items": _GRADE_SCHEMA, "minItems": 1}]}
    ),
]
"""One grade (класс) or a list of grades."""

YEARS = (1990, 2100)

Year = Annotated[int, Field(ge=YEARS[0], le=YEARS[1])]
"""A school year by its last year."""

Day = Annotated[date, BeforeValidator(_day)]
"""A date, written as 2025-12-29."""
