"""Annexes of the memo: values of every school, remarks on the data, what the run rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Composite, FormulaIndicator
from shnor_cli.criteria.methodology import Methodology, indicators_of, parts_of
from shnor_cli.criteria.rules import Comparison, Source
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.facts import Scale, grid_counts, grid_value, indicator_title, scale_of
from shnor_cli.memo.findings import label, score_name, shown
from shnor_cli.memo.sources import shown_years
from shnor_cli.model import Grid, Outcome
from shnor_cli.russian import DASH, capital, join_and, nbsp, number, plural, quote, school_year

_COLUMNS = 16
"""Columns of values on a landscape page that leave room for the name of the school."""

_YEARS = 3
_MOST_DIGITS = 6
_SHADE = "F4CCCC"
_UNKNOWN = "н/д"

Row = dict[str, object]


@dataclass(frozen=True)
class _Column:
    """One column: a slice of an indicator and the cells in which its criteria are met."""

    title: str
    grid: Grid
    slice: int
    met: tuple[NDArray[np.bool_], ...]
    """For each comparison of the indicator, shape (S, Y)."""

    def is_shaded(self, school: int, year: int) -> bool:
        return any(bool(met[school, year]) for met in self.met)


@dataclass(frozen=True)
class _Table:
    """Columns that stand in one table, their scale, and the schools and years of its rows."""

    scales: tuple[Scale, ...]
    columns: tuple[_Column, ...]
    schools: tuple[int, ...]
    years: tuple[int, ...]
    """Positions on the year axis."""


def value_tables(identification: Identification, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return the tables of values: one for each indicator by assessment, one for the others."""
    methodology = identification.methodology
    names = _judged_indicators(methodology, score_name(identification))
    grids = [identification.measured.grids[n] for n in names if n in identification.measured.grids]
    whole = [grid for grid in grids if not grid.sliced]
    tables = []
    for grid in (grid for grid in grids if grid.sliced):
        columns = [
            _column(identification, grid, k, grid.slices[k].title) for k in range(len(grid.slices))
        ]
        title = indicator_title(methodology, grid.indicator)
        tables += _chunks(identification, verdicts, title, columns)
    columns = [
        _column(identification, g, 0, indicator_title(methodology, g.indicator)) for g in whole
    ]
    return tables + _chunks(identification, verdicts, "Показатели школ", columns)


def _judged_indicators(methodology: Methodology, score: str) -> tuple[str, ...]:
    """Return the indicators that categories compare, what they are made of, and the score."""
    found: dict[str, None] = {}
    for name in _reached_criteria(methodology):
        criterion = methodology.criteria[name]
        if isinstance(criterion, Comparison):
            _reach(methodology, criterion.indicator, found)
            if criterion.bound and isinstance(criterion.bound[1], Source):
                _reach(methodology, criterion.bound[1].indicator, found)
    _reach(methodology, score, found)
    return tuple(found)


def _reach(methodology: Methodology, name: str | None, found: dict[str, None]) -> None:
    if name is None:
        return
    found[name] = None
    indicator = methodology.indicators.get(name)
    if isinstance(indicator, Composite | FormulaIndicator):
        for part in indicators_of(indicator):
            _reach(methodology, part, found)


def _reached_criteria(methodology: Methodology) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [category.when for category in methodology.categories if category.when]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += parts_of(methodology.criteria[name])
    return tuple(found)


def _comparisons(methodology: Methodology, indicator: str) -> list[str]:
    return [
        name
        for name in _reached_criteria(methodology)
        if isinstance(methodology.criteria[name], Comparison)
        and getattr(methodology.criteria[name], "indicator", None) == indicator
    ]


def _column(identification: Identification, grid: Grid, slice_: int, title: str) -> _Column:
    met = []
    for name in _comparisons(identification.methodology, grid.indicator):
        answers = identification.judgement.answers[name]
        if answers.slices == grid.slices:
            met.append(answers.outcome[:, :, slice_] == Outcome.MET)
    return _Column(nbsp(title), grid, slice_, tuple(met))


def _chunks(
    identification: Identification,
    verdicts: Sequence[Verdict],
    title: str,
    columns: Sequence[_Column],
) -> list[Row]:
    """Cut many columns into tables of about equal width that fit the page."""
    parts = -(-len(columns) // _COLUMNS)
    if not parts:
        return []
    size = -(-len(columns) // parts)
    pieces = [columns[start : start + size] for start in range(0, len(columns), size)]
    return [
        _table(identification, verdicts, f"{title}{_part(place, parts)}", piece)
        for place, piece in enumerate(pieces, start=1)
    ]


def _part(place: int, parts: int) -> str:
    return f" (часть {place} из {parts})" if parts > 1 else ""


def _table(
    identification: Identification,
    verdicts: Sequence[Verdict],
    title: str,
    columns: Sequence[_Column],
) -> Row:
    axis = identification.measured
    years = [year for year in shown_years(identification)[-_YEARS:] if year in axis.years]
    table = _Table(
        scales=tuple(scale_of(identification.methodology, c.grid.indicator) for c in columns),
        columns=tuple(columns),
        schools=tuple(verdict.index for verdict in shown(identification, verdicts)),
        years=tuple(axis.year(year) for year in years),
    )
    unit = ", %" if all(scale.is_share for scale in table.scales) else ""
    return {
        "название": title + unit,
        "столбцы": [column.title for column in columns],
        "школы": [
            {
                "номер": place,
                "название": label(identification, school),
                "строки": [
                    {"год": school_year(year), "ячейки": cells}
                    for year, cells in zip(
                        years, _cells(identification, table, school), strict=True
                    )
                ],
            }
            for place, school in enumerate(table.schools, start=1)
        ],
        "примечания": [nbsp(text) for text in _legend(identification, table)],
    }


def _cells(identification: Identification, table: _Table, school: int) -> Iterator[list[Row]]:
    digits = _digits(table)
    for year in table.years:
        yield [
            _cell(identification, column, scale, places, (school, year))
            for column, scale, places in zip(table.columns, table.scales, digits, strict=True)
        ]


def _cell(
    identification: Identification, column: _Column, scale: Scale, digits: int, at: tuple[int, int]
) -> Row:
    school, year = at
    shade = _SHADE if column.is_shaded(school, year) else ""
    value = grid_value(column.grid, school, year, column.slice)
    if value is not None:
        said = number(scale.printed(value), _places(scale, value, digits))
        return {"значение": said, "доля": _behind(column, scale, at), "цвет": shade}
    text = column.grid.text[school, year, column.slice] if column.grid.text is not None else None
    return {"значение": text or _absent(identification, column, at), "доля": "", "цвет": shade}


def _places(scale: Scale, value: Fraction, digits: int) -> int:
    is_whole = value.denominator == 1 and not (scale.is_share or scale.is_difference)
    return 0 if is_whole else digits


def _behind(column: _Column, scale: Scale, at: tuple[int, int]) -> str:
    """Write what stands behind a value: «4/7» for a share."""
    counts = grid_counts(column.grid, *at, column.slice)
    if counts is None or not scale.is_share:
        return ""
    return f"{number(counts[0])}/{number(counts[1])}"


def _absent(identification: Identification, column: _Column, at: tuple[int, int]) -> str:
    reason = identification.measured.reasons[int(column.grid.missing[(*at, column.slice)])]
    return _UNKNOWN if reason.applicable else DASH


def _digits(table: _Table) -> list[int]:
    """Return for each column the decimals that tell shaded values from those that are not.

    All columns of one indicator have the same number, so that a table reads evenly.
    """
    found: dict[str, int] = {}
    for column, scale in zip(table.columns, table.scales, strict=True):
        name = column.grid.indicator
        found[name] = max(found.get(name, scale.digits), _digits_of(table, column, scale))
    return [found[column.grid.indicator] for column in table.columns]


def _digits_of(table: _Table, column: _Column, scale: Scale) -> int:
    shaded, plain = set[Fraction](), set[Fraction]()
    for school in table.schools:
        for year in table.years:
            value = grid_value(column.grid, school, year, column.slice)
            if value is not None:
                (shaded if column.is_shaded(school, year) else plain).add(scale.printed(value))
    same = shaded & plain  # judged differently at one value, by thresholds that differ
    for digits in range(scale.digits, _MOST_DIGITS):
        if _texts(shaded - same, digits).isdisjoint(_texts(plain - same, digits)):
            return digits
    return _MOST_DIGITS


def _texts(values: set[Fraction], digits: int) -> set[str]:
    return {number(value, digits) for value in values}


def _legend(identification: Identification, table: _Table) -> Iterator[str]:
    methodology = identification.methodology
    names = dict.fromkeys(
        name
        for column in table.columns
        for name in _comparisons(methodology, column.grid.indicator)
        if column.met
    )
    titles = [quote(methodology.criteria[name].title or name) for name in names]
    if titles:
        which = "критерий" if len(titles) == 1 else "хотя бы один из критериев:"
        yield f"Заливкой выделены значения, при которых выполнен {which} {join_and(titles)}."
    if any(scale.is_share for scale in table.scales):
        yield (
            "Под долей указано, сколько участников она составляет и из скольких: 4/7 — четверо "
            "из семи."
        )
    yield f"{DASH} процедура не проводилась или неприменима; {_UNKNOWN} — нет данных."


def remark_rows(identification: Identification) -> list[Row]:
    """Return the remarks on the data: where, what, and what was done."""
    return [
        {
            "номер": place,
            "место": nbsp(remark.place.in_words()),
            "замечание": nbsp(capital(remark.text)),
            "сделано": nbsp(capital(remark.done)) or DASH,
        }
        for place, remark in enumerate(identification.results.remarks, start=1)
    ]


def detail_rows(identification: Identification) -> list[Row]:
    """Return what the run rests on, for whoever checks it years later."""
    methodology = identification.methodology
    rows: list[tuple[str, str]] = [
        ("Методика", f"{quote(methodology.title)} (файл {methodology.id}.yaml)"),
        ("Состояние методики", methodology.status),
        ("Отпечаток методики (SHA-256)", identification.file.digest),
        ("Отчётный год", f"{school_year(identification.year)} учебный год"),
    ]
    rows += [
        (
            f"Файл {source.name}, {plural(source.rows, 'строка', 'строки', 'строк')} (SHA-256)",
            source.sha256,
        )
        for source in identification.results.sources
    ]
    return [{"название": name, "значение": value} for name, value in rows]
