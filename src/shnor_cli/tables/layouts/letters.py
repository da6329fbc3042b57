"""Classes of a parallel (литеры): rows of «5А» and «5Б» are parts of a school's results."""

import functools
import re
from collections.abc import Sequence

from shnor_cli.tables.layouts.headers import CODES, role_of
from shnor_cli.tables.layouts.plain import unit_of
from shnor_cli.tables.sheets import Rows, Sheet
from shnor_cli.tables.texts import fold_term

HEADER = "литера"
_OF_CLASS = re.compile(r"(?:(\d{1,2})\W*)?(?:кл(?:асс)?\W+)?([а-зик-щэ-я])(?:\W*кл(?:асс)?)?")
"""No class is called й, ъ, ы or ь: «5-й» is a parallel."""
_NUMBERED = re.compile(r"(?:\d{1,2}\W+)?(\d{1,2})")
_PARALLEL = re.compile(
    r"(?:итого?|всего|все|весь|вся|общ\w+|параллель|в целом|по школе|по параллели)\b.*"
    r"|(?:\d{1,2}\W*(?:й|е|ые|х)?\W*)?(?:кл|класс(?:ы|ов)?|параллель)"
)
_MEAN = re.compile(r"(?:в )?средн.*")
_GRADE = re.compile(r"\d{1,2}(?!\d)")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")

WHOLE = "*"
"""In place of a letter: the row is of the whole parallel."""
MEAN = "~"
"""In place of a letter: the row is of means."""


def letters_of(texts: Sequence[str | None]) -> list[str | None]:
    """Return the classes that cells name: «5А», «5 «а»», «А класс» and Latin «A» are one.

    Nothing is said where a cell is blank or has a code; None stands for what names no class. A
    number alone is the whole parallel where other cells have letters, a class where none has.
    """
    found = [_letter_of(text) for text in texts]
    if any(each and each.isalpha() for each in found):
        return ["" if each and each.isdigit() else each for each in found]
    return found


def _letter_of(text: str | None) -> str | None:
    folded = _folded(text)
    if match := _OF_CLASS.fullmatch(folded):
        return match[2].upper()
    if not folded or (text or "").strip() in CODES:
        return ""
    if match := _NUMBERED.fullmatch(folded):
        return match[1]
    if _MEAN.fullmatch(folded):
        return MEAN
    return WHOLE if _PARALLEL.fullmatch(folded) else None


def grades_of(texts: Sequence[str | None]) -> list[str | None]:
    """Return the numbers of the classes that cells name with their letters: 5 of «5А»."""
    found = (_GRADE.match(_folded(text)) for text in texts)
    return [match and match[0] for match in found]


def _folded(text: str | None) -> str:
    """Return a cell folded, without signs at its edges; letters are Russian."""
    return _EDGES.sub("", fold_term(text or ""))


def lettered(sheet: Sheet, table: Rows) -> Rows:
    """Say in a column of its own which class of a parallel the rows of a table are of.

    A column of the sheet says it that the report is read without, or else the sheet's name.
    """
    if not _may_be_lettered(table.header):
        return table
    named = _OF_CLASS.fullmatch(_folded(sheet.name))
    own = named[2] if named and named[1] else None
    said = _column(sheet)
    if own is None and not said:
        return table
    cells = tuple(
        (*row, said.get(number) or own)
        for number, row in zip(table.numbers, table.cells, strict=True)
    )
    return table._replace(header=(*table.header, HEADER), cells=cells)


@functools.lru_cache(1 << 10)
def _may_be_lettered(header: tuple[str, ...]) -> bool:
    """Whether rows of a header have counts, and no class yet."""
    return unit_of(header) == "assessment" and "letter" not in map(role_of, header)


def _column(sheet: Sheet) -> dict[int, str | None]:
    """Return by row what stands in the column of letters, nothing where there is none."""
    for place, line in enumerate(sheet.lines[:_WITHIN]):
        if "letter" in map(role_of, filter(None, line.cells)):
            column = [role_of(cell or "") for cell in line.cells].index("letter")
            below = sheet.lines[place + 1 :]
            return {each.number: each.cells[column] for each in below if column < len(each.cells)}
    return {}


_WITHIN = 30
"""Rows from above in which a header stands."""
