"""What a layout says of a container: which column is what, and which rows are wanted."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from shnor_cli.model import Missing, Remark
from shnor_cli.tables.grid import Container

Unit = Literal["assessment", "school-year", "pupil", "task", "journal"]
"""What a row is about: an assessment of a school, a school in a year, a pupil, a task of an
assessment, marks compared with the journal."""
BESIDE: tuple[Unit, ...] = ("task", "journal")
"""Units whose rows are kept beside the facts and judged by nobody."""

KEYS = ("procedure", "subject", "level", "grade", "year")
"""Roles that, with the school, make the key of a fact."""
COUNTED = "counted"
"""Column of a table of counted pupils: how many source rows stand behind a fact."""
SIGHTINGS = ("name", "municipality", "region")
"""Roles that say something of the school itself."""


class Field(NamedTuple):
    """A column as a layout names it: how SQL gets it, of what type, and how it is headed."""

    sql: str
    kind: str
    """Its type in DuckDB."""
    label: str
    """Its header as written, for messages."""
    position: int | None = None
    """Its position in the container, where it is just a column of it."""


class Named(NamedTuple):
    """A container with its columns named."""

    container: Container
    unit: Unit
    fields: Mapping[str, Field]
    """By role: school, name, municipality, region, group, year, procedure, subject, level, grade,
    letter, participants, enrolled, score_sum; of pupils also mark, score and pupil; of tasks task,
    skill, maximum and share."""
    categories: Mapping[str, Field] = MappingProxyType({})
    """Counts by category."""
    attributes: Mapping[str, Field] = MappingProxyType({})
    """Of a school-level table: columns that are attributes of the school."""
    by_year: Mapping[str, Mapping[int, Field]] = MappingProxyType({})
    """Of a school-level table: attributes with a column for each year."""
    subjects: Mapping[str, Field] = MappingProxyType({})
    """Of pupils' rows: a column for each subject."""
    keep: str | None = None
    """Condition of the rows that are schools; None where all are."""
    groups: Mapping[str, str] = MappingProxyType({})
    """Attribute -> condition of the rows that were reported of its groups."""
    overlap: bool = False
    """Categories overlap: each is within the participants, their sum need not be."""
    blank_is_zero: frozenset[str] = frozenset()
    """Names of categories and attributes whose empty cells are 0."""
    no_row_is_zero: frozenset[str] = frozenset()
    """Names of attributes that are 0 where a school has no row in a year."""
    codes: Mapping[str, Mapping[str, Missing]] = MappingProxyType({})
    """Header, or `*` for all -> code in place of a number -> what it means."""
    remarks: tuple[Remark, ...] = ()
    uncounted: "Named | None" = None
    """Of counted pupils: the rows that were counted, so that messages can name them."""

    def codes_of(self, label: str) -> dict[str, Missing]:
        """Return the codes that may stand in a column."""
        return {**self.codes.get("*", {}), **self.codes.get(label, {})}
