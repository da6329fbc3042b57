"""Short words of SQL: quoting, types, names of relations that are free."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GLOB = re.compile(r"([*?\[])")
_NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*")
_WHOLE = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")


def literal(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """Write a file's path as an SQL literal; nothing in it is a pattern."""
    return literal(_GLOB.sub(r"[\1]", str(path)))


def name(column: str) -> str:
    """Write the name of a column or table as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def among(expression: str, texts: Iterable[str]) -> str:
    """Write the condition that an expression is one of some texts."""
    return f"{expression} IN ({', '.join(literal(text) for text in texts) or 'NULL'})"


def is_number(kind: str) -> bool:
    """Whether a type of DuckDB holds numbers."""
    return bool(_NUMBER.fullmatch(kind))


def is_whole(kind: str) -> bool:
    """Whether a type of DuckDB holds whole numbers only."""
    return bool(_WHOLE.fullmatch(kind))


def columns_of(connection: "DuckDBPyConnection", relation: str) -> list[tuple[str, str]]:
    """Return the names and types of a relation's columns."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return [(row[0], row[1]) for row in described]
