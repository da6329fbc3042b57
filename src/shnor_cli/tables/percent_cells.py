"""Numbers that a workbook of Excel shows as percents: 1 in a cell with the format «0%» is 100 %."""

import functools
import html
import re
from decimal import Decimal

OF_EXCEL = frozenset({"9", "10"})
"""Formats that have no code of their own: 0% and 0.00%."""
_LITERAL = re.compile(r"\"[^\"]*\"|\\.")
"""What is shown as it is, a sign of percent too."""
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)")
_CODE = re.compile(r"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)")
_ID = re.compile(r"\bnumFmtId=[\"'](\d+)[\"']")
_NUMBER = re.compile(r"[01]|[01]?\.\d+|\d(?:\.\d+)?E-\d+", re.IGNORECASE)
_LAST_DIGIT = Decimal("0.000001")
"""Of percents: what follows is the noise of a float."""


def percent_styles(content: bytes) -> frozenset[str]:
    """Return the styles of cells that show percents, by the part of a workbook about styles."""
    formats = [html.unescape(each.decode()) for each in _FORMAT.findall(content)]
    own = {_id(each) for each in formats if "%" in _LITERAL.sub("", _code(each))}
    found = _STYLES.search(content)
    kinds = [_id(each.decode()) for each in _STYLE.findall(found[0])] if found else []
    return frozenset(str(style) for style, kind in enumerate(kinds) if kind in OF_EXCEL | own)


def _code(said: str) -> str:
    found = _CODE.search(said)
    return (found[1] or found[2] or "") if found else ""


def _id(said: str) -> str:
    found = _ID.search(said)
    return found[1] if found else ""


@functools.lru_cache(1 << 6)
def cells_of(styles: frozenset[str]) -> re.Pattern[bytes]:
    """Return what finds the cells of some styles that hold a number from 0 to 2."""
    any_of = "|".join(sorted(styles)).encode()
    return re.compile(
        rb"<c\sr=\"([A-Za-z]+)(\d+)\"(?=[^>]*\ss=\"(?:" + any_of + rb")\")(?![^>]*\st=\"[^n])[^>]*>"
        rb"\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?\s*"
        rb"<v>(?:" + _NUMBER.pattern.encode() + rb")</v>",
        re.IGNORECASE,
    )


def is_part(kind: str | None, value: str | None) -> bool:
    """Whether a cell holds a number from 0 to 2: by its type and what is written as its value."""
    return kind in {None, "n"} and bool(_NUMBER.fullmatch(value or ""))


def as_percent(text: str) -> str:
    """Return a number as its cell shows it: «0.105» is «10,5 %»."""
    percents = (Decimal(text) * 100).quantize(_LAST_DIGIT).normalize()
    return f"{percents:f} %".replace(".", ",")
