"""A table of a document as a table of the page: what heads it, what sorts, what stays in place."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from shnor_cli.memo.arranging import Placed, place
from shnor_cli.memo.blocks import Cell, Table

Row = tuple[Placed, ...]

_TOTALS = re.compile(r"\s*(итого|всего)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:\d+\.?\s*)?")
_CATEGORIES = ("категория", "вывод")
_DECISION = re.compile(r";\s+(?=решение:)")
"""Stands between a category and what was decided: the page's script splits the same."""
_MOST_CATEGORIES = 12
_SEARCHED_FROM = 7
"""Rows (schools) from which a table is worth searching."""


class Categories(NamedTuple):
    """A column to choose by: its heading, its values in the order of the table.

    A value that tells of a decision («ШНОР; решение: не выявлена») is two of them: a category holds
    all its schools, whatever was decided.
    """

    column: int
    title: str
    names: tuple[str, ...]


class Parts(NamedTuple):
    """A table cut into what the page treats in its own way each."""

    head: tuple[Row, ...]
    groups: tuple[tuple[Row, ...], ...]
    """Rows that a merged cell holds together, such as a school over several years."""
    foot: tuple[Row, ...]
    names: int
    """The column that names the rows."""
    categories: Categories | None
    is_shaded: bool
    is_searched: bool

    @property
    def is_grouped(self) -> bool:
        """Whether a row of the table may be several lines."""
        return any(len(group) > 1 for group in self.groups)

    @property
    def has_tools(self) -> bool:
        """Whether something can be found in the table faster than by eye."""
        return self.is_searched or self.is_shaded or self.categories is not None

    def is_sorted_by(self, placed: Placed, row: int) -> bool:
        """Say whether a heading cell stands over one whole column."""
        return placed.cell.columns == 1 and row + placed.cell.rows >= len(self.head)


def cut(table: Table) -> Parts:
    """Cut a table with borders into its parts."""
    placed = place(table.rows)
    head, body = placed[: table.heading_rows], placed[table.heading_rows :]
    groups = _groups(body)
    whole = len(groups) - _totals(groups)
    groups, foot = groups[:whole], [row for group in groups[whole:] for row in group]
    rows = [row for group in groups for row in group]
    return Parts(
        head,
        tuple(groups),
        tuple(foot),
        _naming_column(rows),
        _categories(head, rows),
        is_shaded=bool(head) and any(each.cell.fill for row in rows for each in row),
        is_searched=bool(head) and len(groups) >= _SEARCHED_FROM,
    )


def _groups(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    groups: list[list[Row]] = []
    left = 0
    for row in rows:
        if not left:
            groups.append([])
        groups[-1].append(row)
        left = max([left, *(each.cell.rows for each in row)]) - 1
    return [tuple(group) for group in groups]


def _totals(groups: Sequence[tuple[Row, ...]]) -> int:
    """Count the last rows that sum up those above."""
    count = 0
    while count < len(groups) - 1 and _is_total(groups[-1 - count]):
        count += 1
    return count


def _is_total(group: Sequence[Row]) -> bool:
    cells = [each.cell for row in group for each in row if each.cell.text.strip()]
    spans = [span for cell in cells for each in cell.paragraphs for span in each.spans]
    if len(group) > 1 or not cells:
        return False
    return bool(_TOTALS.match(cells[0].text)) or all(each.bold for each in spans if each.text)


def _naming_column(rows: Sequence[Row]) -> int:
    """Return the first column that is not a running number."""
    words = {each.column for row in rows for each in row if not _is_number(each.cell.text)}
    return min(words, default=0)


def _is_number(text: str) -> bool:
    match = _NUMBERED.match(text)
    return match is not None and match.end() == len(text)


def _categories(head: Sequence[Row], rows: Sequence[Row]) -> Categories | None:
    """Return the column that is headed as one of categories."""
    for heading in (each for row in head for each in row):
        if heading.cell.text.strip().casefold() in _CATEGORIES:
            column = heading.column
            said = [_choices(each.cell) for row in rows for each in row if each.column == column]
            values = tuple(dict.fromkeys(each[0] for each in said if each[0]))
            decided = tuple(dict.fromkeys(each[1] for each in said if each[1:]))
            if len(values) + len(decided) <= _MOST_CATEGORIES:
                values += decided
            if 1 < len(values) <= _MOST_CATEGORIES:
                return Categories(column, heading.cell.text.strip(), values)
    return None


def _choices(cell: Cell) -> list[str]:
    return _DECISION.split(" ".join(cell.text.split("\n")).strip(), maxsplit=1)
