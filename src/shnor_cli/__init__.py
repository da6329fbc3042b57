"""shnor: which schools have low results, why, how sure we are, and what would change the answer.

The public names of the Python API; what they need is imported when they are called.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.resources import DEFAULT_METHODOLOGY

if TYPE_CHECKING:
    from shnor_cli.frames import Frames, Result

__all__ = ["identify", "read_run"]


def identify(  # noqa: PLR0913 - one parameter for each thing a user gives
    files: str | Path | Sequence[str | Path],
    *,
    methodology: str | Path = DEFAULT_METHODOLOGY,
    year: int | None = None,
    schools: str | Path | None = None,
    layout: str | Path | None = None,
    doubted: str | Path | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> "Result":
    """Judge the schools of some tables; the result gives verdicts, values, outcomes as frames.

    Args:
        files: one table of results or several.
        methodology: the name of a shipped methodology, or a methodology file.
        year: the report year (2024/25 is 2025); without it, the last one in the tables.
        schools: the register of schools, if there is one.
        layout: how the columns of the tables are to be read (YAML).
        doubted: the list of results that need to be checked for objectivity, if there is one.
        encoding: of the CSV files that do not tell it by a mark; found by their letters without it.
        delimiter: what separates the cells of the CSV files; found by their rows without it.
        sheet: the one sheet of workbooks to read, its name or its number from 1.

    Raises:
        ShnorError: anything in the tables or the methodology that is to be put right.
    """
    from shnor_cli.actions import identifying
    from shnor_cli.frames import Result
    from shnor_cli.tables.files import Reading

    tables = [Path(each) for each in ([files] if isinstance(files, str | Path) else files)]
    register = None if schools is None else Path(schools)
    described = None if layout is None else Path(layout)
    listed = None if doubted is None else Path(doubted)
    reading = Reading(encoding, delimiter, sheet)
    found = identifying.identify(
        tables,
        methodology,
        year=year,
        schools=register,
        layout=described,
        doubted=listed,
        reading=reading,
    )
    return Result(
        found,
        {
            "files": [each.name for each in tables],
            "criteria": Path(methodology).name,
            "year": year,
            "schools": register.name if register else None,
            "layout": described.name if described else None,
            "doubted": listed.name if listed else None,
            **reading._asdict(),
        },
    )


def read_run(folder: str | Path) -> "Frames":
    """Read a run folder as frames of verdicts, values and outcomes, as they were recorded.

    Raises:
        RunError: there is no such run, or a table of it is missing or spoilt.
    """
    from shnor_cli.frames import read_frames

    return read_frames(folder)
