"""The sheet of values: a row for each school, indicator, assessment and year."""

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.basis import comparisons_of
from shnor_cli.criteria.phrases import BOUND_WORDS
from shnor_cli.criteria.rules import BOUNDS, Comparison
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import Scale, indicator_title, scale_of
from shnor_cli.memo.words.values import SHADE, sign_of
from shnor_cli.memo.workbook.sheets import Cell, Column, Table, Value, count, quantity
from shnor_cli.memo.workbook.tables import condition, has_municipalities
from shnor_cli.model import Floats, Grid, Missing, Outcome, Why
from shnor_cli.russian import plural, school_year

_Place = tuple[int, int, int]
"""Positions of a school, a year and a slice."""

_OUTCOMES = [outcome.title for outcome in Outcome]
_ANSWERED = (Outcome.MET, Outcome.NOT_MET)

_MOST_ROWS = 1_000_000
"""A little less than a sheet of Excel holds."""

_LONG, _LONGEST = 40, 55
"""The widest columns; nothing is wrapped here, so that a long sheet opens quickly."""

_AXES = {"procedure": "Процедура", "subject": "Предмет", "level": "Уровень", "grade": "Класс"}

_SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}


class _Source(NamedTuple):
    """An indicator: its values and the comparisons that judge them."""

    title: str
    grid: Grid
    scale: Scale
    outcomes: Mapping[str, NDArray[np.int8]]
    """Comparison -> codes of `Outcome`, of the shape of the grid."""
    condition: str = ""
    """How the one comparison compares, in words; empty where several do."""
    bound: str = ""
    """Its key, where it compares with a number."""
    threshold: Floats | None = None
    """The number."""


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
        Column("Показатель", _LONGEST),
        *(Column(_AXES[axis]) for axis in axes),
        *(Column("Год"), Column("Значение"), Column("n"), Column("N")),
        *(Column("Условие"), Column("Граница"), Column("Исход", _LONG)),
        Column("Почему нет значения", _LONG),
    ]
    rows = (
        (school.id, school.name, *([school.municipality] if several else []), *row)
        for index, school in ((each.index, each.school) for each in verdicts[:room])
        for source in sources
        for row in _rows(found, source, index, years, axes)
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
    answers = {
        name: found.judgement.answers[name]
        for name in comparisons_of(methodology, grid.indicator)
        if found.judgement.answers[name].slices == grid.slices
    }
    source = _Source(
        indicator_title(methodology, grid.indicator),
        grid,
        scale_of(methodology, grid.indicator),
        {name: each.outcome for name, each in answers.items()},
    )
    if len(answers) != 1:
        return source
    ((name, only),) = answers.items()
    rule = methodology.criteria[name]
    return source._replace(
        condition=condition(methodology, name),
        bound=rule.bound[0] if isinstance(rule, Comparison) and rule.bound else "",
        threshold=only.threshold,
    )


def _rows(
    found: Identification, source: _Source, index: int, years: Sequence[int], axes: Sequence[str]
) -> Iterator[Sequence[Value]]:
    """Yield the values of a school, its own columns left out."""
    grid = source.grid
    for k, slice_ in enumerate(grid.slices):
        place = [_side(getattr(slice_, axis)) for axis in axes]
        for year in years:
            at = (index, year, k)
            why = found.measured.reasons[grid.missing[at]]
            if not (grid.sliced and why.kind == Why.NOT_TAKEN):
                when = school_year(found.measured.years[year])
                yield source.title, *place, when, *_measured(source, at, why)


def _side(value: str | int) -> Value:
    return value if isinstance(value, str) else count(value or None)


def _measured(source: _Source, at: _Place, why: Missing) -> Sequence[Value]:
    """Return the value, n, N, how it was judged, and why there is none."""
    grid = source.grid
    codes = [int(codes[at]) for codes in source.outcomes.values()]
    fill = SHADE if Outcome.MET in codes and why.kind != Why.HIDDEN else ""
    said = why.kind if codes and why.kind == Why.HIDDEN else _outcomes(source, codes)
    value = float(grid.value[at])
    if grid.missing[at] or not math.isfinite(value):
        text = None if grid.text is None else grid.text[at]
        cell = Cell(text or sign_of(why), fill=fill)
        return cell, None, None, source.condition, None, said, None if text else why.text
    shown, bound = _compared(source, value, _threshold(source, at, codes), fill)
    people = 0 if grid.denominator is None else int(grid.denominator[at])
    counted = None
    if people > 0 and grid.numerator is not None and source.scale.is_share:
        counted = int(grid.numerator[at]) / grid.scale
    took_part = count(people) if people > 0 else None
    return shown, count(counted), took_part, source.condition, bound, said, None


def _outcomes(source: _Source, codes: Sequence[int]) -> str:
    """Say how the comparisons of a value came out, by name where there are several."""
    said = [_OUTCOMES[code] for code in codes]
    if not said[1:]:
        return "".join(said)
    return "; ".join(f"{name} — {each}" for name, each in zip(source.outcomes, said, strict=True))


def _threshold(source: _Source, at: _Place, codes: Sequence[int]) -> float | None:
    """Return the number that a value was compared with, where that gave an answer."""
    if not source.bound or source.threshold is None or codes[0] not in _ANSWERED:
        return None
    threshold = float(source.threshold[at])
    return threshold if math.isfinite(threshold) else None


def _compared(
    source: _Source, value: float, threshold: float | None, fill: str
) -> tuple[Cell, Value]:
    """Return a value and its bound: a number only where Excel decides by it as we did."""
    scale = source.scale
    if threshold is None:
        return quantity(scale, value, fill=fill), None
    digits = scale.digits
    if abs(value - threshold) < 10.0**-digits:  # near enough to look equal
        digits = scale.digits_to_tell(value, threshold)
    shown, bound = quantity(scale, value, digits), _bound(scale, threshold, digits)
    if BOUNDS[source.bound].holds(_as_read(shown), _as_read(bound)) is bool(fill):
        return shown, bound
    return shown._replace(fill=fill), scale.write(threshold, digits)


@functools.lru_cache(maxsize=1 << 12)
def _bound(scale: Scale, threshold: float, digits: int) -> Cell:
    return quantity(scale, threshold, scale.as_written(threshold, digits))


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
