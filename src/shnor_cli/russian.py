"""Russian as officials write it: numbers, percents, plurals, dates, lists and quotes.

Everything a reader must not see broken over two lines is held by a no-break space. A half is
rounded away from zero, on the exact value; a float stands for its shortest decimal, so that
0.285 is 0,29 and not 0,28.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Literal, SupportsFloat

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2014"

Numeric = Fraction | Decimal | SupportsFloat
"""Any number: int, float, Fraction, Decimal, or a NumPy scalar."""

Case = Literal["именительный", "родительный", "дательный", "творительный", "предложный"]
Gender = Literal["м", "ж", "с"]

_LONGEST = 6
"""Decimals at most where the caller names none: a third of something has no last digit."""
_DIGITS = 17
"""Digits that tell any two floats apart."""

_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

_CASES: tuple[Case, ...] = (
    "именительный",
    "родительный",
    "дательный",
    "творительный",
    "предложный",
)

_TEENS = range(11, 15)
_FEW = range(2, 5)

_GENDERED: dict[tuple[int, Gender], tuple[str, ...]] = {
    (1, "м"): ("один", "одного", "одному", "одним", "одном"),
    (1, "ж"): ("одна", "одной", "одной", "одной", "одной"),
    (1, "с"): ("одно", "одного", "одному", "одним", "одном"),
    (2, "м"): ("два", "двух", "двум", "двумя", "двух"),
    (2, "ж"): ("две", "двух", "двум", "двумя", "двух"),
    (2, "с"): ("два", "двух", "двум", "двумя", "двух"),
}

_THREE_AND_MORE = {
    3: ("три", "трёх", "трём", "тремя", "трёх"),
    4: ("четыре", "четырёх", "четырём", "четырьмя", "четырёх"),
    5: ("пять", "пяти", "пяти", "пятью", "пяти"),
    6: ("шесть", "шести", "шести", "шестью", "шести"),
    7: ("семь", "семи", "семи", "семью", "семи"),
    8: ("восемь", "восьми", "восьми", "восемью", "восьми"),
    9: ("девять", "девяти", "девяти", "девятью", "девяти"),
    10: ("десять", "десяти", "десяти", "десятью", "десяти"),
}

_LITTLE_WORDS = "а|в|и|к|о|с|у|не"
_UNITS = (
    r"%|п\.\s?п\.|г\.|гг\.|год\w*|класс\w*|чел\.|балл\w*|школ\w*|участник\w*|обучающ\w+|процедур\w*"
)
_AFTER_LITTLE_WORD = re.compile(rf"(?<![\w-])({_LITTLE_WORDS}) (?=\S)", re.IGNORECASE)
_SIGNS = r"№|§|п\.|пп\.|ст\.|табл\.|рис\.|приложени\w+|раздел\w*"
_AFTER_SIGN = re.compile(rf"(?<!\w)({_SIGNS}) (?=[№\d])", re.IGNORECASE)
_BEFORE_UNIT = re.compile(rf"(?<=\d) (?={_UNITS})")
_OUT_OF = re.compile(r"(?<=\d) из (?=\d)")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_INITIAL = re.compile(r"(?<![\w.])([А-ЯЁ]\.) (?=[А-ЯЁ])")


def exact(value: Numeric) -> Fraction:
    """Return a number as a fraction, a float by its shortest decimal.

    Raises:
        ValueError: the number is NaN.
        OverflowError: the number is infinite.
    """
    if type(value) is Fraction and type(value.numerator) is type(value.denominator) is int:
        return value
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(value if isinstance(value, Decimal) else Decimal(repr(float(value))))


def rounded(value: Numeric, digits: int) -> Fraction:
    """Round for writing, a half away from zero, on the exact value: −1/4 to one digit is −3/10.

    Values that are judged are rounded by `half_upwards` of the engine, a half always upwards.
    """
    return Fraction(_steps(value, digits), 10**digits)


def _steps(value: Numeric, digits: int) -> int:
    """Return how many steps of the last decimal a number has, a half away from zero."""
    if type(value) is int:
        steps: int = value * 10**digits
        return steps
    number = exact(value)
    below = 2 * number.denominator
    whole: int = (2 * abs(number.numerator) * 10**digits + number.denominator) // below
    return whole if number.numerator >= 0 else -whole


def number(value: Numeric, digits: int | None = None) -> str:
    """Write a number: «1 234,5»; without `digits`, as many decimals as it has, six at most."""
    places = _LONGEST if digits is None else digits
    shown = _steps(value, places)
    text = str(abs(shown)).rjust(places + 1, "0")
    whole, decimals = (text[:-places], text[-places:]) if places else (text, "")
    if digits is None:
        decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    return (MINUS if shown < 0 else "") + grouped + (f",{decimals}" if decimals else "")


def told_apart(value: Numeric, other: Numeric) -> str:
    """Write a number with as many decimals as tell it from another, and six at least."""
    places = _LONGEST
    while places < _DIGITS and rounded(value, places) == rounded(other, places):
        places += 1
    return number(value, places).rstrip("0").removesuffix(",")


def percent(share: Numeric, digits: int | None = 1) -> str:
    """Write a share as a percent: 2/7 is «28,6 %»."""
    return f"{number(exact(share) * 100, digits)}{NBSP}%"


def points(difference: Numeric, digits: int | None = 1) -> str:
    """Write a difference of shares in percentage points: «2,1 п.п.»."""
    return f"{number(exact(difference) * 100, digits)}{NBSP}п.п."


def word(count: Numeric, one: str, few: str, many: str) -> str:
    """Return the form of a noun that goes with a count: школа, школы, школ."""
    amount = abs(exact(count))
    if amount.denominator != 1:
        return few
    ones = amount.numerator % 10
    if amount.numerator % 100 in _TEENS:
        return many
    if ones == 1:
        return one
    return few if ones in _FEW else many


def plural(count: Numeric, one: str, few: str, many: str) -> str:
    """Write a count with its noun: «1 школа», «2 школы», «5 школ»."""
    return f"{number(count)}{NBSP}{word(count, one, few, many)}"


def number_word(count: int, case: Case = "именительный", gender: Gender = "м") -> str:
    """Write a whole number up to ten as a word («двум», «одной»), a greater one in digits."""
    forms = _GENDERED.get((count, gender), _THREE_AND_MORE.get(count))
    return forms[_CASES.index(case)] if forms else number(count)


def date_in_words(day: date) -> str:
    """Write a date: «27 января 2023 г.»."""
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]} {day.year}{NBSP}г."


def school_year(year: int) -> str:
    """Write a school year named by its last year: 2025 is «2024/25»."""
    return f"{year - 1}/{year % 100:02d}"


def join_and(parts: Sequence[str], last: str = "и") -> str:
    """Join with commas and a last «и»: «а, б и в»."""
    if not parts[1:]:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last}{NBSP}{parts[-1]}"


_CLAUSE = re.compile(
    r",\s(?:не\s)?(?:(?:\w+\s)?котор|\w+(?:вш|[уюая]щ|нн)(?:их|ие|его|ей|ая|ую|им|ый|ых|ые|ого)(?:ся)?\b)"
)


def closed(text: str) -> str:
    """Add the comma that ends a clause, where more is said: «Доля участников, получивших „2“,»."""
    return f"{text}," if _CLAUSE.search(text) else text


def quote(text: str) -> str:
    """Put a text into «ёлочки»; quotes already inside become „лапки“."""
    inner = re.sub(r"[«“]([^«»“”\"]*)[»”]", r"„\1“", text)
    inner = re.sub(r'"([^"]*)"', r"„\1“", inner)
    return f"«{inner}»"


def typeset(text: str) -> str:
    """Put «ёлочки» for quotes of any kind, „лапки“ for those inside; unpaired ones stay."""
    said: list[str] = []
    open_ones: list[str] = []
    for place, mark in enumerate(text):
        before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
        if mark not in _QUOTES:
            said.append(mark)
        elif _opens(mark, before, "".join(open_ones[-1:])):
            if after.isspace() or after == '"':
                return text
            said.append("„" if open_ones else "«")
            open_ones.append(mark)
        elif open_ones and not before.isspace() and open_ones.pop() in _QUOTES[mark]:
            said.append("“" if open_ones else "»")
        else:
            return text
    return text if open_ones else "".join(said)


_QUOTES = {'"': '"', "«": "", "»": "«", "„": "", "“": "„", "”": "„“"}
"""Quotes, and which quotes they close."""


def _opens(mark: str, before: str, last: str) -> bool:
    """Say whether a quote opens, by the sign before it and the last quote that is open."""
    match mark:
        case '"':
            return not last or before.isspace() or before in "([«„“"
        case "“":
            return last != "„"
    return not _QUOTES[mark]


def nbsp(text: str) -> str:
    """Hold together what must not be broken: «в школе», «№ 2», «2 из 7», «5 класс», « —»."""
    text = _OUT_OF.sub(f"{NBSP}из{NBSP}", text)
    text = _AFTER_SIGN.sub(rf"\1{NBSP}", text)
    text = _BEFORE_UNIT.sub(NBSP, text)
    text = _INITIAL.sub(rf"\1{NBSP}", text)
    for _ in range(2):  # two little words in a row share a space, which one pass cannot see
        text = _AFTER_LITTLE_WORD.sub(rf"\1{NBSP}", text)
    return text.replace(f" {DASH} ", f"{NBSP}{DASH} ")


def fold(text: str) -> str:
    """Fold a text for comparison: case, ё, outer and double spaces, unseen signs do not matter."""
    return " ".join(_UNSEEN.sub("", text.casefold().replace("ё", "е")).split())


def in_order(name: str) -> str:
    """Return what a name is sorted by: folded, and № 4 stands before № 13."""
    return _NUMBER.sub(_padded, fold(name))


_NUMBER = re.compile(r"\d+")
_LONGEST_NUMBER = 12


def _padded(number: re.Match[str]) -> str:
    return number[0].zfill(_LONGEST_NUMBER)


def capital(text: str) -> str:
    """Make the first letter great and leave the others as they are."""
    return text[:1].upper() + text[1:]
