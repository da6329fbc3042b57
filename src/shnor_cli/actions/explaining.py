"""The whole trace of one school: its verdict, every criterion, and the rows behind every value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from shnor_cli.actions.runs import open_run
from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import indicators_of
from shnor_cli.engine.slices import slices_of
from shnor_cli.engine.verdicts import Fact, Identification, Step, Verdict
from shnor_cli.errors import RunError
from shnor_cli.model import WHOLE, Assessment, Results, Schools
from shnor_cli.russian import quote
from shnor_cli.tables.texts import fold_school

_NEAR = 5


@dataclass(frozen=True, slots=True, order=True)
class SourceRow:
    """The row of a file that a value was read from."""

    file: str
    row: int
    rows: int
    """How many rows were added or counted, this one being the first."""
    assessment: Assessment
    year: int


@dataclass(frozen=True)
class Explanation:
    """On what the verdict of one school rests."""

    found: Identification
    verdict: Verdict
    steps: tuple[Step, ...]
    sources: Mapping[tuple[int, int], SourceRow]
    """Year and code of an assessment -> where the row stands."""

    def rows(self, fact: Fact) -> tuple[SourceRow, ...]:
        """Return the rows of files behind a fact, in their order."""
        codes = sorted(self._codes(fact.indicator, fact.slice))
        found = (self.sources.get((fact.year, code)) for code in codes)
        return tuple(sorted({row for row in found if row is not None}))

    def _codes(self, indicator: str, key: Assessment) -> Iterator[int]:
        methodology = self.found.methodology
        kind = methodology.indicators[indicator]
        if isinstance(kind, Measure):
            slices = slices_of(kind, methodology, self.found.results.assessments)
            for each, codes in zip(slices.keys, slices.codes, strict=True):
                if key in {WHOLE, each}:
                    yield from codes
        for part in indicators_of(kind):
            yield from self._codes(part, key)


def explain(run: Path, school: str) -> Explanation:
    """Explain the verdict of a school of a run.

    Raises:
        RunError: no run is there, or no school of that id or name in it.
    """
    found = open_run(run)
    index = find_school(found.results.schools, school)
    return Explanation(
        found, found.verdict(index), found.explain(index), _sources(found.results, index)
    )


def find_school(schools: Schools, wanted: str) -> int:
    """Find a school by its id or its exact name, whatever the case and the quotes.

    Raises:
        RunError: there is none, or several; the message names the nearest.
    """
    if wanted in schools.ids:
        return schools.ids.index(wanted)
    names = [fold_school(name) for name in schools.names]
    same = [index for index, name in enumerate(names) if name == fold_school(wanted)]
    if len(same) == 1:
        return same[0]
    if same:
        raise RunError(
            f"Школ с названием {quote(wanted)} несколько.",
            hint=f"Назовите код: {'; '.join(_named(schools, index) for index in same)}.",
        )
    near = "; ".join(_named(schools, index) for index in _nearest(names, fold_school(wanted)))
    raise RunError(
        f"Школы {quote(wanted)} в прогоне нет.",
        hint=f"Похожие: {near}." if near else "Назовите код или точное название.",
    )


def _nearest(names: list[str], wanted: str) -> list[int]:
    inside = [index for index, name in enumerate(names) if wanted and wanted in name]
    alike = get_close_matches(wanted, names, n=_NEAR, cutoff=0.6)
    near = [index for index, name in enumerate(names) if name in alike]
    return list(dict.fromkeys([*inside, *near]))[:_NEAR]


def _named(schools: Schools, index: int) -> str:
    where = schools.municipalities[index]
    return f"{schools.names[index]} (код {schools.ids[index]}{f', {where}' if where else ''})"


def _sources(results: Results, index: int) -> dict[tuple[int, int], SourceRow]:
    rows = results.connection.execute(
        f'SELECT year, assessment, file, "row", "rows" FROM {results.facts}'
        " WHERE school = ? ORDER BY ALL",
        [index],
    ).fetchall()
    return {
        (year, code): SourceRow(
            results.sources[file].name, row, count, results.assessments[code], year
        )
        for year, code, file, row, count in rows
    }
