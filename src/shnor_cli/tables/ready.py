"""Ready-made numbers (готовые значения) of school-level tables and the register, as they are used.

Types are not declared: only a methodology tells which columns are to hold numbers, so that they
are looked through when all is read.
"""

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple

from shnor_cli.criteria.indicators import Column
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.numbers import parse_cell
from shnor_cli.errors import Place, Problem
from shnor_cli.model import Attribute, Remark, Results, Rows
from shnor_cli.russian import plural, quote
from shnor_cli.tables.faults import EVERY, Most, shortened
from shnor_cli.tables.layouts.headers import CODES
from shnor_cli.tables.needed import number_columns

_PLAIN = re.compile(r"\d{1,15}(?:[.,]\d{1,15})?(?: ?%)?")
_ZERO = "0,. %"
"""Signs that zero is written with."""
_NUMBER_HINT = (
    "Впишите число или очистите ячейку; код вместо числа называют в разметке (missing, --layout)."
)
_SIGN_HINT = "Запишите их одинаково: «11 %» — это 0,11, а «11» — одиннадцать."
_COUNT_HINT = "Нужно целое число: сколько человек; нет данных — пустая ячейка."


class _Cells(NamedTuple):
    """Cells of a column in a year, school by school: their texts, or these with those beside."""

    keys: Iterable[Any]
    rows: Rows | None


class _Telling(NamedTuple):
    """What is needed to tell where cells stand, and how many of them."""

    results: Results
    most: Most

    def problems(
        self, column: str, cells: Iterable[_Cells], said: Mapping[Any, str], mend: tuple[str, str]
    ) -> Iterator[Problem]:
        """Yield a problem for each cell of which something is said; `mend` is hint and code."""
        met, (hint, code) = self._met(column, cells, said), mend
        problems = [Problem(place, fault, hint, code) for place, fault in met[: self.most.problems]]
        yield from shortened(problems, len(met))

    def remarks(
        self, column: str, cells: Iterable[_Cells], said: Mapping[Any, str], kept: tuple[str, str]
    ) -> Iterator[Remark]:
        """Yield a remark for each cell, or one where few are wanted; `kept` is done and code."""
        met, (done, code) = self._met(column, cells, said), kept
        is_each = self.most == EVERY or len(met) == 1
        more = "" if is_each else f" ({plural(len(met), 'ячейка', 'ячейки', 'ячеек')})"
        for place, text in met[: self.most.remarks] if is_each else met[:1]:
            yield Remark(place, f"{text}{more}", done, code)

    def _met(
        self, column: str, cells: Iterable[_Cells], said: Mapping[Any, str]
    ) -> list[tuple[Place, str]]:
        if not said:
            return []
        met = {
            (file, row, said[key])
            for each in cells
            if each.rows is not None
            for key, file, row in zip(each.keys, *map(list, each.rows), strict=True)
            if key in said and file >= 0
        }
        sources = self.results.sources
        return [
            (Place(sources[file].name, sources[file].sheet, int(row), column), text)
            for file, row, text in sorted(met)
        ]


def check_ready(
    results: Results, methodology: Methodology, most: Most
) -> tuple[list[Problem], list[Remark]]:
    """Return what is wrong and what is odd in the columns that a methodology takes for numbers."""
    telling, attributes = _Telling(results, most), results.attributes
    shares = _shares(methodology)
    problems: list[Problem] = []
    remarks: list[Remark] = []
    for name in number_columns(methodology):
        if name in attributes:
            problems += _no_numbers(telling, attributes[name])
            remarks += _usual_codes(telling, attributes[name])
            if name not in chain.from_iterable(shares):
                wrong, odd = _mixed_signs(telling, attributes[name])
                problems += wrong
                remarks += odd
    for part, whole in shares:
        if part in attributes and whole in attributes:
            problems += _shares_of(telling, attributes[part], attributes[whole])
    return problems, remarks


def _shares(methodology: Methodology) -> Collection[tuple[str, str]]:
    columns = [each for each in methodology.indicators.values() if isinstance(each, Column)]
    return dict.fromkeys((each.column, each.over) for each in columns if each.over is not None)


def _cells(attribute: Attribute) -> list[_Cells]:
    years = {0: attribute.always, **attribute.by_year}
    known = ((year, texts) for year, texts in years.items() if texts is not None)
    return [_Cells(texts, attribute.rows.get(year)) for year, texts in known]


def _texts(attribute: Attribute) -> set[str]:
    """Return the different texts of a column that are no codes."""
    texts = set(chain.from_iterable(each.keys for each in _cells(attribute)))
    return {each for each in texts if each is not None and each.strip()} - attribute.codes.keys()


@functools.lru_cache(1 << 16)
def _number(text: str) -> Fraction | None:
    try:
        return parse_cell(text)
    except ValueError:
        return None


def _no_numbers(telling: _Telling, attribute: Attribute) -> Iterator[Problem]:
    odd = (each for each in _texts(attribute) - CODES.keys() if not _PLAIN.fullmatch(each))
    said = {each: f"«{each}» не число" for each in odd if _number(each) is None}
    return telling.problems(attribute.name, _cells(attribute), said, (_NUMBER_HINT, "T-020"))


def _usual_codes(telling: _Telling, attribute: Attribute) -> Iterator[Remark]:
    found = _texts(attribute) & CODES.keys()
    said = {each: f"вместо числа стоит «{each}»: {CODES[each]}" for each in found}
    kept = ("значение не известно", "R-code")
    return telling.remarks(attribute.name, _cells(attribute), said, kept)


def _mixed_signs(
    telling: _Telling, attribute: Attribute
) -> tuple[Iterable[Problem], Iterable[Remark]]:
    """Look for numbers with the sign % among numbers without it; zero is zero with both.

    Excel keeps «11 %» as 0,11, so that a number up to 1 may be a share as it stands.
    """
    texts = _texts(attribute)
    signed = {each for each in texts if "%" in each and each.strip(_ZERO)}
    bare = {each for each in texts - signed if signed and each.strip(_ZERO) and _number(each)}
    if not bare:
        return (), ()
    cells = _cells(attribute)
    times = Counter(chain.from_iterable(each.keys for each in cells))
    if sum(times[each] for each in signed) < sum(times[each] for each in bare):
        said = {each: f"«{each}» со знаком %, а у других чисел столбца его нет" for each in signed}
    else:
        said = {each: f"«{each}» без знака %, а у других чисел столбца он есть" for each in bare}
    if not any(abs(_number(each) or Fraction()) > 1 for each in bare):
        done = "число без знака взято как есть: 0,5 — это 50 %"
        return (), telling.remarks(attribute.name, cells, said, (done, "R-percent"))
    return telling.problems(attribute.name, cells, said, (_SIGN_HINT, "T-023")), ()


def _shares_of(telling: _Telling, part: Attribute, whole: Attribute) -> Iterator[Problem]:
    """Yield what is no count in two columns, and the parts that are more than their whole."""
    for each in (part, whole):
        odd = (text for text in _texts(each) if not text.isdecimal())
        counts = {text: _number(text) or Fraction() for text in odd}
        less = {text: f"отрицательное число: {text}" for text, count in counts.items() if count < 0}
        broken = {text: f"«{text}» не целое число" for text, count in counts.items() if count % 1}
        cells = _cells(each)
        yield from telling.problems(each.name, cells, less, ("", "T-061"))
        yield from telling.problems(each.name, cells, broken, (_COUNT_HINT, "T-020"))
    pairs = list(_pairs(part, whole))
    said = {
        (own, of): f"{quote(part.name)} {own}, а {quote(whole.name)} {of}: доля больше 100 %"
        for own, of in set(chain.from_iterable(each.keys for each in pairs))
        if own not in part.codes and of not in whole.codes and _is_more(own, of)
    }
    yield from telling.problems(part.name, pairs, said, ("Исправьте одно из чисел.", "T-065"))


def _pairs(part: Attribute, whole: Attribute) -> Iterator[_Cells]:
    for year in sorted({*part.by_year, *whole.by_year}) or [0]:
        own, of = part.texts(year), whole.texts(year)
        if own is not None and of is not None:
            yield _Cells(list(zip(own, of, strict=True)), part.rows_of(year))


def _is_more(own: str | None, of: str | None) -> bool:
    part, whole = _number(own or ""), _number(of or "")
    return part is not None and whole is not None and part > whole
