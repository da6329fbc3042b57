"""A run as pandas frames, for those who go on in Python; pandas is imported here and nowhere else.

Ids of schools are texts in every frame: `001` is not `1`. Frames taken from a run in memory and
from a run folder are equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import RunError
from shnor_cli.record.beside import beside_query
from shnor_cli.record.findings import outcomes_query, values_query
from shnor_cli.record.folder import recover
from shnor_cli.record.info import beside_of, check_unchanged, read_info
from shnor_cli.record.verdicts import verdicts_query
from shnor_cli.record.writing import write_run
from shnor_cli.russian import quote

if TYPE_CHECKING:
    from pydantic import JsonValue

_TYPES: Mapping[Any, Any] = {
    pa.string(): pd.StringDtype("pyarrow"),
    pa.int8(): pd.Int64Dtype(),
    pa.int16(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
}
"""Columns have these types whether or not a cell is missing."""


def verdicts_frame(identification: Identification) -> pd.DataFrame:
    """Return a row for each school, indexed by its id.

    Columns: name, municipality, place in the list, status, category, possible categories, score;
    the deciding fact (criterion, indicator, year, procedure, subject, level, grade, value, text,
    numerator, denominator, bound, threshold, distance, pupils); notes; `outcome_<criterion>` for
    every criterion without a slice axis.
    """
    with verdicts_query(identification) as select:
        return _verdicts(_fetched(identification, select))


def values_frame(identification: Identification) -> pd.DataFrame:
    """Return a row for each indicator, school, year and slice.

    Columns: indicator, school, year, procedure, subject, level, grade, value, text, numerator,
    denominator, and why there is no value.
    """
    with values_query(identification) as select:
        return _frame(_fetched(identification, select))


def outcomes_frame(identification: Identification) -> pd.DataFrame:
    """Return a row for each criterion, school, year and slice.

    Columns: criterion, school, year, procedure, subject, level, grade, outcome, threshold of a
    comparison; for a count, how many members were met, available and needed.
    """
    with outcomes_query(identification) as select:
        return _frame(_fetched(identification, select))


def beside_frame(identification: Identification, name: str) -> pd.DataFrame | None:
    """Return what was kept beside the facts: `tasks`, `journal` or `doubted`; None without any.

    Columns: school or group (the other is empty), year, procedure, subject, level, grade; of a
    task its number, skill, maximal score and the share of it in percent; of a comparison with the
    journal participants and how many lowered, confirmed and raised their mark; of a doubted
    result school, year, procedure, subject, grade (empty and 0 stand for all) and the ground;
    file and row.
    """
    if name not in beside_of(identification.results):
        return None
    return _frame(_fetched(identification, beside_query(identification.results, name)))


@dataclass(frozen=True)
class Frames:
    """The frames of a recorded run."""

    verdicts: pd.DataFrame
    values: pd.DataFrame
    outcomes: pd.DataFrame
    tasks: pd.DataFrame | None = None
    journal: pd.DataFrame | None = None
    doubted: pd.DataFrame | None = None


def read_frames(folder: str | Path) -> Frames:
    """Read the frames of a run folder as recorded, deriving nothing.

    Raises:
        RunError: there is no such run, or a table of it is missing or changed.
    """
    folder = Path(folder)
    recover(folder)
    info = read_info(folder)
    names = ("verdicts", "values", "outcomes", *info.beside)
    check_unchanged(info, folder, (f"{name}.parquet" for name in names))
    return Frames(
        verdicts=_verdicts(_recorded(folder, "verdicts")),
        values=_frame(_recorded(folder, "values")),
        outcomes=_frame(_recorded(folder, "outcomes")),
        **{name: _frame(_recorded(folder, name)) for name in info.beside},
    )


@dataclass(frozen=True)
class Result:
    """What `shnor_cli.identify` gives: the identification and its frames, each made when asked."""

    identification: Identification
    parameters: "Mapping[str, JsonValue]" = field(default_factory=dict)
    """What was asked for, as a run folder keeps it."""

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """A row for each school, see `verdicts_frame`."""
        return verdicts_frame(self.identification)

    @cached_property
    def values(self) -> pd.DataFrame:
        """A row for each value of an indicator, see `values_frame`."""
        return values_frame(self.identification)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """A row for each answer to a criterion, see `outcomes_frame`."""
        return outcomes_frame(self.identification)

    @cached_property
    def tasks(self) -> pd.DataFrame | None:
        """A row for each task of a school or group, see `beside_frame`; None without any."""
        return beside_frame(self.identification, "tasks")

    @cached_property
    def journal(self) -> pd.DataFrame | None:
        """A row for each comparison with the journal, see `beside_frame`; None without any."""
        return beside_frame(self.identification, "journal")

    @cached_property
    def doubted(self) -> pd.DataFrame | None:
        """A row for each result that the list doubts, see `beside_frame`; None without a list."""
        return beside_frame(self.identification, "doubted")

    def write(self, folder: str | Path) -> None:
        """Write the run folder, in place of an earlier run by the same methodology.

        Raises:
            RunError: the folder holds something else, a file is in use, the disk is full.
        """
        write_run(self.identification, Path(folder), parameters=self.parameters)


def _fetched(identification: Identification, select: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    return identification.results.connection.sql(select).to_arrow_table()


def _recorded(folder: Path, name: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    path = folder / f"{name}.parquet"
    try:
        return pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        raise RunError(
            f"Файл {path.name} прогона {quote(str(folder))} пропал или испорчен.",
            hint=f"Проверьте прогон: shnor verify {folder}",
        ) from error


def _verdicts(table: Any) -> pd.DataFrame:  # noqa: ANN401 - pyarrow has no types
    return _frame(table).set_index("school")


def _frame(table: Any) -> pd.DataFrame:  # noqa: ANN401 - pyarrow has no types
    plain = [
        each.cast(pa.string()) if pa.types.is_dictionary(each.type) else each
        for each in table.columns
    ]
    whole = pa.table(plain, names=table.column_names)
    frame: pd.DataFrame = whole.to_pandas(types_mapper=_TYPES.get)
    return frame
