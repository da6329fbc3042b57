"""The reports that are read, in the order in which they are asked about a sheet.

Imported when a sheet does not begin like the plain table: these are many modules.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from shnor_cli.tables.layouts import (
    individual,
    journal,
    levels,
    marks,
    open_set,
    performed,
    planned,
    primary,
    protocols,
    rcoi,
    regional,
    summary,
)
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.sheets import Rows, Sheet


class Report(Protocol):
    """A module that reads one kind of report."""

    TITLE: str
    """What the report is called, in Russian."""

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a sheet is such a report; never raises."""
        ...

    def heading(self, sheet: Sheet) -> Heading | None:
        """Return where the header stands, below which nothing else may begin: see `second`.

        None where a report may stand on a sheet several times, and parts itself.
        """
        ...

    def read(self, sheet: Sheet) -> Iterator[Rows]:
        """Yield the sheet's results as plain tables, see `headers.ROLES`.

        Raises:
            TableError: with every place of the sheet that is wrong.
        """
        ...


class Joint(Report, Protocol):
    """A module whose sheets, of all files, are read together: one changes what another says."""

    def read_together(self, sheets: Sequence[Sheet]) -> Iterator[Rows]:
        """Yield the results of all sheets as plain tables.

        Raises:
            TableError: with every place of the sheets that is wrong.
        """
        ...


REPORTS: tuple[Report, ...] = (
    marks,
    primary,
    individual,
    protocols,
    open_set,
    journal,
    performed,
    planned,
    rcoi,
    summary,
    levels,
    regional,
)
JOINT: tuple[Joint, ...] = (individual, rcoi)
"""Of these, what is read when all files are opened."""
