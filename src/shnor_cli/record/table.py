"""`verdicts.csv`: the list of schools for Excel, in Russian."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from shnor_cli.record.sql import free_names, identifier, literal, not_written
from shnor_cli.record.verdicts import outcome_columns

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

_BOM = "\ufeff"
"""Excel takes a CSV without it for the encoding of the country."""

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
_QUOTE = literal("'")


def write_table(identification: "Identification", select: str, path: Path) -> None:
    """Write verdicts, given the query that selects them, in the order of the list.

    Raises:
        RunError: the file cannot be written.
    """
    outcomes = outcome_columns(identification)
    cells = [
        *(_cell(identification, name) for name in _HEADERS),
        *(f"{identifier(name)}::VARCHAR" for name in outcomes.values()),
    ]
    headers = [*_HEADERS.values(), *(_said(identification, criterion) for criterion in outcomes)]
    headers[0] = _BOM + headers[0]
    columns = ", ".join(
        f"{cell} AS {identifier(header)}"
        for cell, header in zip(cells, free_names(headers), strict=True)
    )
    table = f"SELECT {columns} FROM ({select}) AS found ORDER BY found.place"
    try:
        identification.results.connection.execute(
            f"COPY ({table}) TO {literal(str(path))} (FORMAT csv, HEADER, DELIMITER ';')"
        )
    except duckdb.IOException as error:
        raise not_written(path, error) from error


def _cell(identification: "Identification", name: str) -> str:
    column = f"found.{name}"
    match name:
        case "grade":
            return f"nullif({column}, 0)"
        case "year":
            return f"({column} - 1) || '/' || lpad(({column} % 100)::VARCHAR, 2, '0')"
        case "criterion":
            titles = {
                each: _said(identification, each) for each in identification.judgement.answers
            }
            return _guarded(_named(column, titles))
        case "indicator":
            indicators = identification.methodology.indicators
            return _guarded(
                _named(column, {each: indicators[each].title or each for each in indicators})
            )
        case _ if name in _NUMBERS:
            return f"replace(regexp_replace({column}::VARCHAR, '\\.0$', ''), '.', ',')"
    return _guarded(f"{column}::VARCHAR")


def _named(column: str, titles: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN {literal(each)} THEN {literal(titles[each])}" for each in titles)
    return f"CASE {column} {whens} END" if titles else column


def _guarded(text: str) -> str:
    # What begins so is a formula to Excel, wherever the text came from.
    return (
        f"CASE WHEN regexp_matches({text}, '^[=+\\-@\\t\\r]') THEN {_QUOTE} || {text}"
        f" ELSE nullif({text}, '') END"
    )


def _said(identification: "Identification", criterion: str) -> str:
    title = identification.methodology.criteria[criterion].title
    return f"{criterion}. {title}" if title else criterion
