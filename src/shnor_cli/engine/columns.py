"""Ready-made values: columns of a school-level table or of the register."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.indicators import Column
from shnor_cli.criteria.numbers import parse_cell
from shnor_cli.engine.bench import Bench
from shnor_cli.engine.population import attribute_texts
from shnor_cli.engine.reasons import KNOWN, Reasons
from shnor_cli.model import WHOLE, Floats, Grid, Missing, Results, Texts, Why


def column_grid(bench: Bench, name: str, column: Column) -> Grid:
    """Take an indicator from a column; with `over`, as a ratio of two columns of counts."""
    if column.over is not None:
        return _ratio_grid(bench, name, column)
    value, texts, missing = read_column(bench.results, column.column, bench.years, bench.reasons)
    return Grid(name, (WHOLE,), sliced=False, value=value, missing=missing, text=texts)


def read_column(
    results: Results, column: str, years: tuple[int, ...], reasons: Reasons
) -> tuple[Floats, Texts, NDArray[np.int16]]:
    """Read a column as numbers and as texts, shapes (S, Y, 1), with why a number is missing."""
    shape = (len(results.schools), len(years), 1)
    texts: Texts = np.full(shape, None, object)
    for position, year in enumerate(years):
        of_year = attribute_texts(results, column, year)
        if of_year is not None:
            texts[:, position, 0] = of_year
    attribute = results.attributes.get(column)
    codes = attribute.codes if attribute is not None else {}
    cells = {text: _cell(text, codes, reasons) for text in dict.fromkeys(texts.ravel())}
    value = np.array([cells[text][0] for text in texts.ravel()], np.float64).reshape(shape)
    missing = np.array([cells[text][1] for text in texts.ravel()], np.int16).reshape(shape)
    for code in codes:
        texts[texts == code] = None
    return value, texts, missing


def _cell(text: str | None, codes: Mapping[str, Missing], reasons: Reasons) -> tuple[float, int]:
    if text is None or not text.strip():
        return np.nan, reasons.code(Why.EMPTY, "значение не указано")
    if text in codes:
        return np.nan, reasons.of(codes[text])
    try:
        return float(parse_cell(text)), KNOWN
    except ValueError:
        return np.nan, reasons.code(Why.CODE, f"вместо числа стоит «{text}»")


def _ratio_grid(bench: Bench, name: str, column: Column) -> Grid:
    years, reasons = bench.years, bench.reasons
    top, _, missing = read_column(bench.results, column.column, years, reasons)
    bottom, _, also_missing = read_column(bench.results, column.over or "", years, reasons)
    applicable = np.array(reasons.applicable())
    first = (missing != KNOWN) & ~(applicable[missing] & ~applicable[also_missing])
    missing = np.where(first, missing, also_missing)
    known = missing == KNOWN
    broken = known & ((top % 1 != 0) | (bottom % 1 != 0) | (top < 0) | (top > bottom))
    missing[known & (bottom == 0)] = reasons.code(Why.ZERO, "участников нет", applicable=False)
    missing[broken] = reasons.code(
        Why.NO_COUNT, "это не доля: числа дробные, отрицательные или часть больше целого"
    )
    if column.min_participants:
        few = (missing == KNOWN) & (bottom < column.min_participants)
        text = f"участников меньше {column.min_participants}"
        missing[few] = reasons.code(Why.TOO_FEW, text)
    known = missing == KNOWN
    numerator = np.where(known, top, 0).astype(np.int64)
    denominator = np.where(known, bottom, 0).astype(np.int64)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(known, numerator / denominator, np.nan)
    return Grid(
        name,
        (WHOLE,),
        sliced=False,
        value=value,
        missing=missing.astype(np.int16),
        numerator=numerator,
        denominator=denominator,
    )
