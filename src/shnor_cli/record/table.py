"""`verdicts.csv`: the list of schools for Excel, in Russian."""

import re
from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from shnor_cli.putting import is_formula, printable
from shnor_cli.record.findings import OUTCOMES
from shnor_cli.record.sql import Columns, free_names
from shnor_cli.record.verdicts import outcome_columns
from shnor_cli.russian import school_year

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

_HEADERS = {
    "place": "Место в списке",
    "school": "Код школы",
    "name": "Школа",
    "municipality": "Муниципалитет",
    "status": "Состояние",
    "category": "Категория",
    "possible": "Возможные категории",
    "score": "Показатель порядка",
    "criterion": "Решающий критерий",
    "indicator": "Показатель",
    "year": "Учебный год",
    "procedure": "Процедура",
    "subject": "Предмет",
    "level": "Уровень",
    "grade": "Класс",
    "value": "Значение",
    "text": "Значение (текст)",
    "numerator": "Из них учтено",
    "denominator": "Участников",
    "threshold": "Порог",
    "distance": "До порога",
    "pupils": "До порога, участников",
    "notes": "Пометки",
}
_NUMBERS = frozenset(
    ["place", "score", "value", "numerator", "denominator", "threshold", "distance", "pupils"]
)
_SPECIAL = re.compile(r'[;"#]')
"""What a text in quotes may hold; some programs take `#` for the start of a comment."""


def write_table(identification: "Identification", columns: Columns, path: Path) -> None:
    """Write the columns of verdicts in Russian, in the order of the list."""
    order = identification.judgement.order
    outcomes = outcome_columns(identification)
    headers = [*_HEADERS.values(), *(_said(identification, criterion) for criterion in outcomes)]
    cells = [
        *(_written(columns[name][order], _writer(identification, name)) for name in _HEADERS),
        *(_written(columns[name][order], OUTCOMES.__getitem__) for name in outcomes.values()),
    ]
    lines = (map(_text, free_names(headers)), *zip(*cells, strict=True))
    text = "".join(";".join(line) + "\n" for line in lines)
    # Excel takes a CSV without a byte order mark for the encoding of the country.
    path.write_text(text, encoding="utf-8-sig", newline="\n")


def _written(column: NDArray[Any], write: Callable[[Any], str]) -> list[str]:
    """Write each different value once: most columns hold few of them, many times over."""
    values = column.tolist()
    written = {value: write(value) for value in {*values}}
    return [written[value] for value in values]


def _writer(identification: "Identification", name: str) -> Callable[[Any], str]:
    match name:
        case "criterion":
            criteria = identification.judgement.answers
            return lambda each: _text(_said(identification, each) if each in criteria else None)
        case "indicator":
            indicators = identification.methodology.indicators
            return lambda each: _text(indicators[each].title or each if each else None)
        case "year":
            return lambda each: "" if isnan(each) else school_year(int(each))
        case "grade":
            return lambda each: "" if isnan(each) or each == 0 else str(int(each))
    return _number if name in _NUMBERS else _text


def _number(value: float) -> str:
    # what is added makes a negative zero plain
    return "" if isnan(value) else str(value + 0).removesuffix(".0").replace(".", ",")


def _text(text: str | None) -> str:
    said = printable(text or "")
    text = f"'{said}" if is_formula(text or "") or is_formula(said) else said
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def _said(identification: "Identification", criterion: str) -> str:
    title = identification.methodology.criteria[criterion].title
    return f"{criterion}. {title}" if title else criterion
