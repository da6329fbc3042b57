"""The sheet of values: a row for each school, indicator, assessment and year."""

import math
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shnor_cli.criteria.phrases import BOUND_WORDS
from shnor_cli.criteria.rules import Comparison
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.basis import comparisons_of
from shnor_cli.memo.facts import Scale, grid_counts, grid_value, indicator_title, scale_of
from shnor_cli.memo.values import SHADE, sign_of
from shnor_cli.memo.workbook_sheets import Cell, Column, Table, Value, count, quantity
from shnor_cli.memo.workbook_tables import condition, has_municipalities
from shnor_cli.model import Answers, Grid, Outcome, Why
from shnor_cli.russian import exact, plural, school_year

_MOST_ROWS = 1_000_000
"""A little less than a sheet of Excel holds."""

_LONG = 40
"""The widest column; nothing is wrapped here, so that a long sheet opens quickly."""

_AXES = {"procedure": "Процедура", "subject": "Предмет", "level": "Уровень", "grade": "Класс"}

_HOLDS = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
}
_SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}


@dataclass(frozen=True)
class _Source:
    """An indicator: its values and the comparisons that judge them."""

    title: str
    grid: Grid
    scale: Scale
    judged: tuple[tuple[str, Answers], ...]
    bound: str = ""
    """Key of the bound where one comparison with a number judges the values."""
    condition: str = ""
    """The same in words; of a comparison without a number too."""


_Place = tuple[int, int, int]


def values(found: Identification, verdicts: Sequence[Verdict]) -> tuple[Table, str]:
    """Return the values, and which schools a sheet had no room for (empty text when none).

    A cell is shaded where a criterion is met: by a rule of Excel where the bound stands beside it
    as a number and Excel decides as we did, else by a fill of its own.
    """
    sources = [_source(found, grid) for grid in found.measured.grids.values()]
    years = _years(found)
    each = len(years) * sum(len(source.grid.slices) for source in sources)
    room = _MOST_ROWS // max(each, 1)
    several = has_municipalities(found)
    slices = [slice_ for source in sources for slice_ in source.grid.slices]
    axes = [axis for axis in _AXES if any(getattr(slice_, axis) for slice_ in slices)]
    columns = [
        Column("Код"),
        Column("Школа", _LONG),
        *([Column("Муниципалитет")] if several else []),
        Column("Показатель", _LONG),
        *(Column(_AXES[axis]) for axis in axes),
        *(Column("Год"), Column("Значение"), Column("n"), Column("N")),
        *(Column("Условие"), Column("Граница"), Column("Исход", _LONG)),
        Column("Почему нет значения", _LONG),
    ]
    rows = (
        row
        for verdict in verdicts[:room]
        for source in sources
        for row in _rows(found, source, verdict, years, axes)
    )
    table = Table(
        "Показатели",
        columns,
        rows,
        held=2,
        conditions=_conditions([column.title for column in columns], sources),
    )
    return table, _left_out(len(verdicts), room)


def _left_out(schools: int, room: int) -> str:
    if schools <= room:
        return ""
    first = plural(room, "школа", "школы", "школ")
    return (
        f"первые в списке {first}: больше строк лист не вмещает; "
        "все значения — в таблице values.parquet папки прогона"
    )


def _years(found: Identification) -> list[int]:
    """Return positions of the years that the tables speak of, up to the report year."""
    known = {*found.results.years, found.year}
    return [
        place
        for place, year in enumerate(found.measured.years)
        if year in known and year <= found.year
    ]


def _source(found: Identification, grid: Grid) -> _Source:
    methodology = found.methodology
    judged = tuple(
        (name, found.judgement.answers[name])
        for name in comparisons_of(methodology, grid.indicator)
        if found.judgement.answers[name].slices == grid.slices
    )
    bound = said = ""
    if len(judged) == 1:
        rule = methodology.criteria[judged[0][0]]
        said = condition(methodology, judged[0][0])
        bound = rule.bound[0] if isinstance(rule, Comparison) and rule.bound else ""
    return _Source(
        indicator_title(methodology, grid.indicator),
        grid,
        scale_of(methodology, grid.indicator),
        judged,
        bound,
        said,
    )


def _rows(
    found: Identification,
    source: _Source,
    verdict: Verdict,
    years: Sequence[int],
    axes: Sequence[str],
) -> Iterator[Sequence[Value]]:
    school, grid = verdict.school, source.grid
    several = has_municipalities(found)
    head = (school.id, school.name, *([school.municipality] if several else []), source.title)
    for k, slice_ in enumerate(grid.slices):
        place = [_side(getattr(slice_, axis)) for axis in axes]
        for year in years:
            at = (verdict.index, year, k)
            why = found.measured.reasons[grid.missing[at]]
            if grid.sliced and why.kind == Why.NOT_TAKEN:
                continue
            when = school_year(found.measured.years[year])
            yield *head, *place, when, *_measured(source, at, sign_of(why), why.text)


def _side(value: str | int) -> Value:
    return value if isinstance(value, str) else count(value or None)


def _measured(source: _Source, at: _Place, sign: str, why: str) -> Iterator[Value]:
    """Yield the value, n, N, how it was judged, and why there is none."""
    value = grid_value(source.grid, at[0], at[1], at[2])
    if value is None:
        text = None if source.grid.text is None else source.grid.text[at]
        yield Cell(text or sign, fill=SHADE if _is_met(source, at) else "")
        yield from (None, None, source.condition, None, _outcomes(source, at))
        yield None if text else why
        return
    shown, bound = _compared(source, at, value)
    counts = grid_counts(source.grid, at[0], at[1], at[2])
    people = None if source.grid.denominator is None else int(source.grid.denominator[at])
    yield shown
    yield count(counts[0] if counts and source.scale.is_share else None)
    yield count(people if people and people > 0 else None)
    yield from (source.condition, bound, _outcomes(source, at), None)


def _is_met(source: _Source, at: _Place) -> bool:
    return any(answers.outcome_at(*at) is Outcome.MET for _, answers in source.judged)


def _outcomes(source: _Source, at: _Place) -> str:
    """Say how the comparisons of a value came out, by name where there are several."""
    said = [(name, answers.outcome_at(*at).title) for name, answers in source.judged]
    return said[0][1] if len(said) == 1 else "; ".join(f"{name} — {each}" for name, each in said)


def _compared(source: _Source, at: _Place, value: Fraction) -> tuple[Cell, Value]:
    """Return a value and its bound: a number only where Excel decides by it as we did."""
    scale, is_met = source.scale, _is_met(source, at)
    fill = SHADE if is_met else ""
    threshold = _threshold(source, at)
    if threshold is None:
        return quantity(scale, value, fill=fill), None
    digits = scale.digits
    if abs(float(scale.printed(value) - scale.printed(threshold))) < 10.0**-digits:
        digits = scale.digits_to_tell(value, threshold)
    shown = quantity(scale, value, digits)
    bound = quantity(scale, threshold, scale.as_written(threshold, digits))
    if _HOLDS[source.bound](_as_read(shown), _as_read(bound)) is is_met:
        return shown, bound
    return shown._replace(fill=fill), scale.write(threshold, digits)


def _threshold(source: _Source, at: _Place) -> Fraction | None:
    """Return the number that a value was compared with, where that gave an answer."""
    if not source.bound:
        return None
    answers = source.judged[0][1]
    is_answered = answers.outcome_at(*at) in {Outcome.MET, Outcome.NOT_MET}
    if answers.threshold is None or not is_answered or not math.isfinite(answers.threshold[at]):
        return None
    return exact(answers.threshold[at])


def _as_read(cell: Cell) -> float:
    """Return a number as Excel reads it: with sixteen digits."""
    return float(f"{cell.value:.16G}")


def _conditions(titles: Sequence[str], sources: Sequence[_Source]) -> list[tuple[int, str]]:
    """Return a rule of shading for every kind of bound: both sides must be numbers."""
    from xlsxwriter.utility import xl_col_to_name

    value, words, bound = (
        f"${xl_col_to_name(titles.index(title))}{{row}}"
        for title in ("Значение", "Условие", "Граница")
    )
    both = f"ISNUMBER({value}),ISNUMBER({bound})"
    return [
        (
            titles.index("Значение"),
            f'=AND({both},{words}="{BOUND_WORDS[key]}",{value}{_SIGNS[key]}{bound})',
        )
        for key in sorted({source.bound for source in sources} - {""})
    ]
