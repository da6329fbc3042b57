"""Layouts: how the columns of a container are named.

`plain` recognises the headers of the plain long table; `declared` is the YAML layout. A report
that needs recognising is a module with `recognises`, which tells a sheet of it from all others, and
`read`, which turns the sheet into plain tables with the row numbers of the report. To add one: the
module, its name in the literal below, an invented sample in `sample_data/layouts/`. One whose
sheets change what other sheets say is named in `JOINT` too, and reads them all at once.
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
from shnor_cli.tables.sheets import Rows, Sheet


class Report(Protocol):
    """A module that reads one kind of report."""

    TITLE: str
    """What the report is called, in Russian."""

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a sheet is such a report; never raises."""
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
JOINT: tuple[Joint, ...] = (rcoi,)
"""Of these, what is read when all files are opened."""
