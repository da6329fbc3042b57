"""Whether tables have what a methodology needs: one message instead of a page of unknowns."""

from collections.abc import Iterator, Sequence

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import filters_in_words
from shnor_cli.engine.latest import thin_year
from shnor_cli.engine.slices import slices_of
from shnor_cli.errors import MethodologyError, Place, Problem, TableError
from shnor_cli.model import Assessment, Results
from shnor_cli.russian import join_and, plural, quote, school_year
from shnor_cli.tables.needed import unmet

_NAMED_AT_MOST = 8
_FACT_COLUMNS = {"mean_score": "score_sum", "participation": "enrolled"}
"""Measures that need a column which tables may do without."""
_COLUMN_TITLES = {"score_sum": "суммы баллов", "enrolled": "числа обучающихся по списку"}


def chosen_year(results: Results, year: int | None) -> int:
    """Return the report year: the one asked for, or the last of the tables.

    Raises:
        TableError: the tables have no rows of that year, or none at all; or none was asked for and
            the last looks like a slip.
    """
    if not results.years:
        raise TableError("В таблицах нет ни одной строки с результатами.")
    if year is None:
        _refuse_slip(results)
        return results.years[-1]
    if year not in results.years:
        known = join_and([f"{school_year(each)} ({each})" for each in results.years])
        raise TableError(
            f"За {school_year(year)} учебный год (--year {year}) в таблицах нет данных.",
            hint=f"Есть годы: {known}.",
        )
    return year


def _refuse_slip(results: Results) -> None:
    """Refuse a last year that stands apart from the others and has few rows: «2052» for 2025."""
    *others, last = results.years
    if not others or last - others[-1] <= 1:
        return
    found = thin_year(results)
    if found is None:
        return
    from shnor_cli.engine.doubts.telling import first_place  # many modules, seldom needed

    place = first_place(results, f"year = {last}") if found.rows else Place()
    rows = plural(found.rows, "строка", "строки", "строк")
    fault = (
        f"за {school_year(last)} учебный год {rows}, а перед ним последний год — "
        f"{school_year(others[-1])}: похоже на описку"
    )
    hint = f"Исправьте год или назовите отчётный: --year {others[-1]} или --year {last}."
    problem = Problem(place, fault, hint, "T-073")
    raise TableError("Не ясно, какой год отчётный.", [problem])


def check_needs(results: Results, methodology: Methodology) -> None:
    """See that the tables have what the methodology asks for.

    Raises:
        MethodologyError: naming every need that is not met.
    """
    problems = [*_assessments(results, methodology), *_columns(results, methodology)]
    if problems:
        raise MethodologyError(
            f"В таблицах нет того, что нужно методике {quote(methodology.id)}.",
            problems,
            f"В таблицах есть: {_there_is(results)}.",
        )


def _assessments(results: Results, methodology: Methodology) -> Iterator[Problem]:
    """A measure without assessments is a need unmet only where all measures are so.

    A school without ЕГЭ is no fault of the tables, nor is a district of such schools.
    """
    measures = {
        name: each for name, each in methodology.indicators.items() if isinstance(each, Measure)
    }
    if any(slices_of(m, methodology, results.assessments).codes for m in measures.values()):
        taken = [m for m in measures.values() if _codes(results, methodology, m)]
        if taken:
            yield from _fact_columns(results, taken)
            return
    for name, each in measures.items():
        asked = filters_in_words(each.of)
        fault = f"показатель {quote(each.title or name)}: нет процедур ({asked})"
        yield Problem(Place(), fault, code="T-072")


def _codes(results: Results, methodology: Methodology, measure: Measure) -> tuple[int, ...]:
    codes = slices_of(measure, methodology, results.assessments).codes
    return tuple(code for each in codes for code in each)


def _fact_columns(results: Results, measures: Sequence[Measure]) -> Iterator[Problem]:
    wanted = {
        _FACT_COLUMNS[each.measure]
        for each in measures
        if isinstance(each.measure, str) and each.measure in _FACT_COLUMNS
    }
    for column in sorted(wanted):
        row = results.connection.execute(f"SELECT count({column}) FROM {results.facts}").fetchone()
        if row is not None and row[0] == 0:
            fault = f"нет {_COLUMN_TITLES[column]} ({column}) ни в одной строке"
            yield Problem(Place(), fault, code="T-072")


def _columns(results: Results, methodology: Methodology) -> list[Problem]:
    known = {*results.attributes}
    if any(results.schools.municipalities):
        known.add("municipality")
    return unmet(methodology, known, registered=results.schools.registered)[0]


def _there_is(results: Results) -> str:
    assessments = [each.title for each in sorted(results.assessments, key=_by_procedure)]
    columns = [quote(name) for name in sorted(results.attributes)]
    parts = (_shortened(assessments), f"столбцы: {_shortened(columns)}" if columns else "")
    return "; ".join(part for part in parts if part) or "только школы"


def _by_procedure(assessment: Assessment) -> tuple[str, int, str]:
    return assessment.procedure, assessment.grade, assessment.subject


def _shortened(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED_AT_MOST
    shown = "; ".join(names[:_NAMED_AT_MOST])
    return f"{shown} и ещё {rest}" if rest > 0 else shown
