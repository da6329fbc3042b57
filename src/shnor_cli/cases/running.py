"""Judging worked cases by the real engine and saying where the answer is another."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.cases.rows import Line, lines_of
from shnor_cli.cases.tables import Tables, results_of
from shnor_cli.cases.written import Case, Cases
from shnor_cli.criteria.faults import error_of
from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.nodes import Tree
from shnor_cli.criteria.numbers import write_number
from shnor_cli.criteria.tree import check, read_file
from shnor_cli.engine.verdicts import Identification, Verdict, identify
from shnor_cli.errors import Place, Problem, did_you_mean
from shnor_cli.model import Outcome, Status
from shnor_cli.russian import join_and, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CLOSE = 1e-9
"""Expected values are written as decimals; the engine's are floats."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that is not so."""

    school: str
    what: str
    """«категория», «критерий K1» or «показатель low_index»."""
    expected: str
    found: str

    def in_words(self) -> str:
        """Say the mismatch in Russian."""
        return f"{self.school}: {self.what}: ожидается {self.expected}, получено {self.found}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a worked case gave."""

    title: str
    place: Place
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.mismatches


def run_cases(path: Path, file: MethodologyFile) -> tuple[CaseResult, ...]:
    """Judge the worked cases of a file by a methodology.

    Raises:
        MethodologyError: the file cannot be read or does not fit the methodology.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        return tuple(
            CaseResult(case.title, place, tuple(_mismatches(case, found)))
            for case, place, found in identified(connection, path, file)
        )


def identified(
    connection: "DuckDBPyConnection", path: Path, file: MethodologyFile
) -> Iterator[tuple[Case, Place, Identification]]:
    """Yield every case, its place in the file and what the engine found of it.

    The tables of a case are gone from the connection when the next one is taken.

    Raises:
        MethodologyError: the file cannot be read or does not fit the methodology.
    """
    tree = read_file(path)
    cases = check(Cases, tree)
    for position, each in enumerate(_tables(cases, tree, file.methodology)):
        results = results_of(connection, each, file.methodology)
        found = identify(file, results, each.case.year)
        yield each.case, tree.place(("cases", position)), found


def _tables(cases: Cases, tree: Tree, methodology: Methodology) -> list[Tables]:
    problems: list[Problem] = []
    tables = []
    for position, case in enumerate(cases.cases):
        path = ("cases", position)
        lines = []
        for each in lines_of(case, path, cases.defaults, tree, methodology):
            if isinstance(each, Line):
                lines.append(each)
            else:
                problems.append(each)
        tables.append(Tables(case, tuple(lines), cases.schools))
        if not problems:
            problems += _unknown_names(tables[-1], path, tree, methodology)
    if problems:
        raise error_of(tree.root.place.file, problems)
    return tables


def _unknown_names(
    tables: Tables, path: tuple[str | int, ...], tree: Tree, methodology: Methodology
) -> Iterator[Problem]:
    case = tables.case
    for key in ("doubted", "expect", "outcomes", "values"):
        for school in getattr(case, key):
            place = tree.key_place((*path, key, school))
            yield from _unknown(school, tables.schools, "в примере школы", place)
    categories = [category.name for category in methodology.categories]
    answers = [*categories, *(status.title for status in Status if status != Status.JUDGED)]
    for school, expected in case.expect.items():
        for name in expected:
            place = tree.place((*path, "expect", school))
            yield from _unknown(name, answers, "в методике категории", place)
    asked: tuple[tuple[str, Collection[str], str], ...] = (
        ("outcomes", methodology.criteria, "в методике критерия"),
        ("values", methodology.indicators, "в методике показателя"),
    )
    for key, known, noun in asked:
        for school, names in getattr(case, key).items():
            for name in names:
                place = tree.key_place((*path, key, school, name))
                yield from _unknown(name, known, noun, place)


def _unknown(name: str, known: Collection[str], noun: str, place: Place) -> Iterator[Problem]:
    if name not in known:
        yield Problem(place, f"{noun} {quote(name)} нет{did_you_mean(name, known)}")


def _mismatches(case: Case, found: Identification) -> Iterator[Mismatch]:
    ids = found.results.schools.ids
    for school, expected in case.expect.items():
        answer = _answer(found.verdict(ids.index(school)))
        if answer != expected:
            yield Mismatch(school, "категория", _named(expected), _named(answer))
    for school, outcomes in case.outcomes.items():
        verdict = found.verdict(ids.index(school))
        yield from _outcome_mismatches(school, outcomes, verdict)
    for school, values in case.values.items():
        yield from _value_mismatches(school, values, found)


def _answer(verdict: Verdict) -> tuple[str, ...]:
    return verdict.possible if verdict.status == Status.JUDGED else (verdict.status.title,)


def _named(answer: tuple[str, ...]) -> str:
    return join_and([quote(each) for each in answer], "или") or "ничего"


def _outcome_mismatches(
    school: str, expected: Mapping[str, str], verdict: Verdict
) -> Iterator[Mismatch]:
    for name, title in expected.items():
        outcome = verdict.outcomes.get(name)
        found = "исход по каждой процедуре" if outcome is None else Outcome(outcome).title
        if found != title:
            yield Mismatch(school, f"критерий {name}", title, found)


def _value_mismatches(
    school: str, expected: Mapping[str, Fraction], found: Identification
) -> Iterator[Mismatch]:
    index = found.results.schools.places[school]
    year = found.measured.year(found.year)
    for name, value in expected.items():
        grid = found.measured.grids[name]
        measured = float(grid.value[index, year, 0]) if not grid.sliced else math.nan
        if not math.isclose(measured, value, rel_tol=_CLOSE, abs_tol=_CLOSE):
            shown = "нет значения" if math.isnan(measured) else f"{measured:.10g}"
            yield Mismatch(school, f"показатель {name}", write_number(value), shown)
