"""Tables of results as plain values: what the engine gets through `Results`, without DuckDB."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shnor_cli.model import Assessment, Missing


@dataclass(frozen=True)
class Row:
    """One row of results: a school, a year, an assessment and its counts."""

    school: int
    year: int
    assessment: Assessment
    participants: int
    counts: Mapping[str, int | None] = field(default_factory=dict)
    enrolled: int | None = None
    score_sum: Decimal | None = None


@dataclass(frozen=True)
class Column:
    """Texts of a column for every school, the same in every year or year by year."""

    always: tuple[str | None, ...] | None = None
    by_year: Mapping[int, tuple[str | None, ...]] = field(default_factory=dict)
    codes: Mapping[str, Missing] = field(default_factory=dict)

    def text(self, school: int, year: int) -> str | None:
        """Return the text of a school in a year, None where the column says nothing."""
        texts = self.by_year.get(year, self.always)
        return None if texts is None else texts[school]


@dataclass(frozen=True)
class Mark:
    """A row of the list of doubted results; what is empty or 0 stands for all."""

    school: int
    year: int
    procedure: str = ""
    subject: str = ""
    grade: int = 0

    def means(self, row: Row) -> bool:
        """Whether the list speaks of a row of results."""
        own = row.assessment
        return (self.school, self.year) == (row.school, row.year) and all(
            wanted in {"", 0, said}
            for wanted, said in (
                (self.procedure, own.procedure),
                (self.subject, own.subject),
                (self.grade, own.grade),
            )
        )


@dataclass(frozen=True)
class Tables:
    """All that is known before anything is computed."""

    schools: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    municipalities: tuple[str, ...] | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    excluded: frozenset[int] = frozenset()
    open_years: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    reported: "Tables | None" = None
    doubted: tuple[Mark, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """Years that have rows of any kind."""
        years = {row.year for row in self.rows}
        for column in self.columns.values():
            years |= column.by_year.keys()
        return tuple(sorted(years))

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """Assessments that have a row."""
        return tuple(sorted({row.assessment for row in self.rows}))

    @property
    def categories(self) -> tuple[str, ...]:
        """All categories of all rows."""
        return tuple(sorted({name for row in self.rows for name in row.counts}))

    def present(self, school: int, year: int) -> bool:
        """Whether a school has a row of any kind in a year."""
        by_year = (column.by_year.get(year) for column in self.columns.values())
        return any(row.school == school and row.year == year for row in self.rows) or any(
            texts is not None and texts[school] is not None for texts in by_year
        )

    def is_open(self, school: int, year: int) -> bool:
        """Whether a school is open in a year by the register, where it says so."""
        first, last = self.open_years.get(school, (year, year))
        return first <= year <= last

    def attribute(self, name: str, school: int, year: int) -> str | None:
        """Return an attribute of a school in a year; None where it is missing."""
        if name == "municipality" and name not in self.columns:
            return (self.municipalities[school] or None) if self.municipalities else None
        return self.columns[name].text(school, year) if name in self.columns else None
