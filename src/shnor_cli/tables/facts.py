"""Facts: one table of integer codes out of all containers."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.tables.grid import NUMBER_OF_ROW, TABLE_OF_ROW
from shnor_cli.tables.keys import Codes
from shnor_cli.tables.layouts.named import Named
from shnor_cli.tables.numbers import SCORE, Numbers, number_fields
from shnor_cli.tables.scratch import Scratch

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = ("school", "year", "assessment")
LETTER = "letter"
"""Column of the class of a parallel: a number of its letter, 0 where none is said."""
WHOLE = 1
"""In place of the number of a letter: the row is of the whole parallel."""


class Part(NamedTuple):
    """A container with its keys coded: what is needed to take its facts."""

    named: Named
    numbers: Numbers
    schools: Codes
    """With `school`."""
    cells: Codes
    """With `year` and `assessment`."""
    file: int
    rows: str = "1"
    """How many source rows a row stands for."""
    letters: Codes | None = None
    """With `letter`; None where no column says it."""
    is_split: bool = False
    """Whether rows of one key may stand apart, spelled differently: they are added."""

    @property
    def is_of_several(self) -> bool:
        """Whether its rows come from several tables."""
        return len(self.named.container.origins) > 1

    @property
    def files(self) -> range:
        """Positions of its tables among the sources of the run."""
        return range(self.file, self.file + len(self.named.container.origins))

    def headers(self, categories: Sequence[str]) -> dict[str, str]:
        """Return how the columns of numbers are headed, by column of the facts."""
        fields = number_fields(self.named)
        return {
            _column(key, categories): each.label
            for key, each in fields.items()
            if each.position is not None
        }


class Facts(NamedTuple):
    """A table of facts under work: only columns that some container has."""

    scratch: Scratch
    table: str
    counts: tuple[str, ...]
    """Columns of counts and sums in the table."""
    constants: Mapping[str, str]
    """Columns of `Results.facts` that are not in the table -> their SQL."""
    days: Mapping[int, str] = MappingProxyType({})
    """File -> the day of the exam, see `Rows.day`."""
    has_letters: bool = False
    """Whether the table has the column `LETTER`."""

    def column(self, name: str) -> str:
        """Return SQL for a column of `Results.facts`."""
        return self.constants.get(name, f'"{name}"')

    @property
    def connection(self) -> "DuckDBPyConnection":
        """Where the table is."""
        return self.scratch.connection

    def one(self, query: str) -> tuple[int, ...]:
        """Return the only row of a query."""
        return self.scratch.row(query)


def build_facts(scratch: Scratch, parts: Sequence[Part], categories: Sequence[str]) -> Facts:
    """Take the facts of all containers into one table."""
    kinds = column_kinds(categories)
    given = {_column(key, categories) for part in parts for key in part.numbers.columns}
    counts = tuple(column for column in kinds if column in given)
    constants = {column: f"NULL::{kinds[column]}" for column in kinds if column not in given}
    if len(parts) == 1 and parts[0].rows == "1" and not parts[0].is_of_several:
        constants |= {"file": str(parts[0].file), "rows": "1"}
    has_letters = any(part.letters for part in parts)
    if not has_letters:
        constants[LETTER] = "0"
    selects = [_select(part, counts, categories, constants) for part in parts]
    table = scratch.kept_name("rows")
    body = " UNION ALL ".join(selects) or _nothing(kinds)
    scratch.connection.execute(f"CREATE TABLE {table} AS {body}")
    days = {file: part.named.container.day for part in parts for file in part.files}
    kept = constants if selects else {}
    return Facts(scratch, table, counts, kept, _said(days), has_letters)


def _said(days: Mapping[int, str]) -> dict[int, str]:
    return {file: day for file, day in days.items() if day}


def column_kinds(categories: Sequence[str]) -> dict[str, str]:
    """Return the columns of numbers of `Results.facts` and their types."""
    kinds = {"participants": "INTEGER", "enrolled": "INTEGER", "score_sum": SCORE}
    return kinds | {f"c{place}": "INTEGER" for place in range(len(categories))}


def finish(facts: Facts, categories: Sequence[str]) -> str:
    """Return the relation of `Results.facts`: every column in its order."""
    names = (*KEY, *column_kinds(categories), "file", "row", "rows")
    columns = ", ".join(f'{facts.column(name)} AS "{name}"' for name in names)
    view = facts.scratch.kept_name("facts")
    facts.connection.execute(f"CREATE VIEW {view} AS SELECT {columns} FROM {facts.table}")
    return view


def _column(key: str, categories: Sequence[str]) -> str:
    return f"c{categories.index(key)}" if key in categories else key


def _nothing(kinds: Mapping[str, str]) -> str:
    names = {**dict.fromkeys(KEY, "INTEGER"), **kinds, "file": "INTEGER"}
    names |= {"row": "BIGINT", "rows": "BIGINT"}
    columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in names.items())
    return f"SELECT {columns} WHERE false"


def _select(
    part: Part, counts: Sequence[str], categories: Sequence[str], constants: Mapping[str, str]
) -> str:
    own = {_column(key, categories): sql for key, sql in part.numbers.columns.items()}
    zeros = {_column(key, categories) for key in part.named.blank_is_zero if key in categories}
    kinds = column_kinds(categories)
    columns = ["m.school AS school", "c.year AS year", "c.assessment AS assessment"]
    for column in counts:
        sql = own.get(column, f"NULL::{kinds[column]}")
        columns.append(f"{f'coalesce({sql}, 0)' if column in zeros else sql} AS {column}")
    if "file" not in constants:
        table = f" + {TABLE_OF_ROW}" if part.is_of_several else ""
        columns.append(f"({part.file}{table})::INTEGER AS file")
    columns.append(f'{NUMBER_OF_ROW} AS "row"' if part.is_of_several else '"row"')
    if "rows" not in constants:
        columns.append(f"{part.rows} AS rows")
    if LETTER not in constants:
        columns.append(f"{'l.letter' if part.letters else '0'} AS {LETTER}")
    skipped = part.numbers.skipped
    select = (
        f"SELECT {', '.join(columns)} FROM {part.named.container.relation} {part.numbers.joins} "
        f"JOIN {part.schools.relation} AS m ON {part.schools.on('m')} "
        f"JOIN {part.cells.relation} AS c ON {part.cells.on('c')} "
        f"{_joined(part.letters)}WHERE {f'NOT ({skipped})' if skipped else 'true'}"
    )
    if not part.is_split:
        return select
    added = _added(select, {column: kinds[column] for column in counts})
    return added if LETTER in constants else f"SELECT *, 0 AS {LETTER} FROM ({added})"


def _joined(letters: Codes | None) -> str:
    return "" if letters is None else f"JOIN {letters.relation} AS l ON {letters.on('l')} "


def _added(select: str, counts: Mapping[str, str]) -> str:
    """Add the rows of one key; a sum with an unknown part is unknown."""
    sums = ", ".join(
        f"(CASE WHEN count({column}) = count(*) THEN sum({column}) END)::{kind} AS {column}"
        for column, kind in counts.items()
    )
    return (
        f'SELECT {", ".join(KEY)}, {sums}, min(file) AS file, min("row") AS "row", '
        f"sum(rows)::BIGINT AS rows FROM ({select}) GROUP BY {', '.join(KEY)}"
    )
