"""Numbers of a methodology, exactly as written: `30 %`, `0.3`, `0,3`, `2/3`."""

import re
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})")
_NUMBER = re.compile(
    r"""(?P<sign>[-−+]?)\s*
        (?P<whole>\d{1,15})
        (?:[.,](?P<decimals>\d{1,15}) | \s*/\s*(?P<under>\d{1,15}))?
        \s*(?P<percent>%?)""",
    re.VERBOSE,
)


def parse_number(text: object) -> Fraction:
    """Return the number as written, as a fraction: `30 %` is 3/10.

    Raises:
        ValueError: the text is not a decimal, a percent or a fraction of whole numbers.
    """
    if isinstance(text, Fraction):
        return text
    if not isinstance(text, str | int | float):
        raise ValueError("нужно число: 30 %, 0.3 или 2/3")  # noqa: TRY004 - pydantic wants it
    match = _NUMBER.fullmatch(str(text).replace("\xa0", " ").replace("\u202f", " ").strip())
    if match is None or (match["under"] is not None and int(match["under"]) == 0):
        raise ValueError(f"«{str(text)[:40]}» не число; пишут 30 %, 0.3 или 2/3")
    number = Fraction(f"{match['whole']}.{match['decimals'] or 0}") / int(match["under"] or 1)
    if match["percent"]:
        number /= 100
    return -number if match["sign"] in {"-", "−"} else number


def parse_cell(text: str) -> Fraction:
    """Return the number in a cell of a table, where thousands may stand apart: `1 234,5`.

    Raises:
        ValueError: the cell holds no number.
    """
    return parse_number(_THOUSANDS.sub("", text))


def write_number(number: Fraction) -> str:
    """Write a fraction so that `parse_number` reads it back: `0.3`, or `2/3` when it must."""
    twos_and_fives = number.denominator
    for factor in (2, 5):
        while twos_and_fives % factor == 0:
            twos_and_fives //= factor
    if twos_and_fives != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    whole = str(abs(number.numerator * 10**digits // number.denominator)).rjust(digits + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"


def _any_to_number(value: Any) -> Fraction:  # noqa: ANN401 - whatever the file has
    return parse_number(value)


_JSON_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": r"^[-−+]?\s*\d+([.,]\d+|\s*/\s*\d+)?\s*%?$"},
        ]
    }
)

Number = Annotated[
    Fraction,
    BeforeValidator(_any_to_number),
    PlainSerializer(write_number, return_type=str),
    _JSON_SCHEMA,
]
"""A number kept exactly as it was written."""


class SizeOf(NamedTuple):
    """How many of some whole: a count (`2`), or a share of it (`50 %`, `0.5`, `1/2`)."""

    number: Fraction
    is_share: bool

    def of(self, whole: int) -> Fraction:
        """Return how many that is of a whole of so many members, unrounded."""
        return self.number * whole if self.is_share else self.number


def _any_to_size(value: Any) -> SizeOf:  # noqa: ANN401 - whatever the file has
    if isinstance(value, SizeOf):
        return value
    number = parse_number(value)
    is_share = number.denominator != 1 or "%" in str(value)
    if number < 0 or (is_share and number > 1):
        raise ValueError(f"«{value}»: нужно целое число не меньше нуля или доля до 100 %")
    return SizeOf(number, is_share)


def _write_size(size: SizeOf) -> str:
    return f"{write_number(size.number * 100)} %" if size.is_share else write_number(size.number)


Size = Annotated[
    SizeOf,
    BeforeValidator(_any_to_size),
    PlainSerializer(_write_size, return_type=str),
    _JSON_SCHEMA,
]
"""A count or a share of the members of something."""
