"""How a marked cell looks: its fill and its comment."""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from shnor_cli.putting import with_part
from shnor_cli.tables.checked import Finding
from shnor_cli.tables.codes import Severity

AUTHOR = "shnor"
FILLS: Mapping[Severity, PatternFill] = {
    "ошибка": PatternFill("solid", start_color="FFF4B6B6"),
    "вопрос": PatternFill("solid", start_color="FFBDD7EE"),
    "замечание": PatternFill("solid", start_color="FFFFE699"),
}
_PROPERTIES = "docProps/core.xml"
_HOUR = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")
_SHOWN = 5
"""Findings told in one comment."""
_WIDTH, _HEIGHT, _LETTERS = 360, 20, 48
"""Points of a comment, of its line, and letters in a line."""


@dataclass(frozen=True)
class Book:
    """A finished workbook, and what of the sender's own it does not keep."""

    content: bytes
    lost: tuple[str, ...] = ()


def mark(cell: Any, findings: Sequence[Finding]) -> None:  # noqa: ANN401 - of two classes
    """Fill a cell and comment on it; a comment of the sender's stays below ours."""
    text = "\n\n".join([_said(each) for each in findings[:_SHOWN]])
    if len(findings) > _SHOWN:
        text += f"\n\nи ещё {len(findings) - _SHOWN}: см. лист «Проверка»"
    if cell.comment is not None:
        text += f"\n\n{cell.comment.text}"
    lines = sum(1 + len(line) // _LETTERS for line in text.split("\n"))
    cell.comment = Comment(clean(text), AUTHOR, height=_HEIGHT * lines, width=_WIDTH)
    cell.fill = FILLS[findings[0].severity]


def write_text(cell: Any, text: str) -> None:  # noqa: ANN401 - of two classes
    """Write a text that stays a text: no cell of a table becomes a formula."""
    cell.value = clean(text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def clean(text: str) -> str:
    """Leave out signs that a workbook cannot hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def saved(book: Any) -> bytes:  # noqa: ANN401 - openpyxl has no types
    """Save a workbook; openpyxl writes the hour into it, which is taken out."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(out)
    return with_part(out.getvalue(), _PROPERTIES, lambda part: _HOUR.sub(b"", part))


def _said(finding: Finding) -> str:
    said = f"{finding.code}, {finding.severity}: {finding.text}"
    return f"{said}\n{finding.mend}" if finding.mend else said
