"""Texts of cells: what Excel and Parquet hold as text, folding for comparison, years and grades."""

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from shnor_cli.criteria.base import YEARS
from shnor_cli.russian import fold

FOUNDED = (1700, 2100)
"""Years in which a school may have been opened."""
GRADES = (0, 12)
MOST = 2**31 - 1
"""The greatest count that fits."""
SCORE_SCALE = 10_000
"""Sums of scores are read as whole numbers of 1 / SCORE_SCALE."""

_SPACES = re.compile(r"[\s\u00a0\u202f\ufeff]+")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?(?: г\.?| год)?")
_SCHOOL_YEAR = re.compile(
    r"(\d{4}) ?[/\\–—-] ?(\d{4}|\d{2})(?: ?уч(?:\.|ебный)? ?(?:г\.?|год)?)?", re.IGNORECASE
)
_GRADE = re.compile(r"0?(\d{1,2})(?:\.0+)?(?:-?й)?(?: ?(?:класс|кл\.?))?", re.IGNORECASE)
_OF_ALL = r"(по .*|участников.*|школ\w*|оо|обучающихся.*|человек)"
_TOTAL = re.compile(
    r"((итого|всего)\b.*|.+ итог( результат)?|(grand )?total"
    r"|(?!.*(№|ош\b|школа|лице|гимнази|интернат|оу\b)).+ [(—–-]?(итого|всего)\)?"
    rf"|((общий |общее )?(итого?|итоги|всего)|общая сумма|сумма|итог результат)( {_OF_ALL})?"
    r"|средн(ее|ие|ий)( (значени|балл|показател|по )\w*.*)?|в среднем.*|минимальная граница.*)[: ]*"
)
_OF_SCHOOLS = r"(школы(-интернаты|-сады)?|лицеи|гимназии|интернаты|оо|оу|организации|учреждения)"
_WITHIN = r"(города|района|округа|края|области|республики|села|муниципалитета)"
_PUPILS = r"(обучающиеся|учащиеся|участники|ученики|школьники|дети)"
_NO_SCHOOL = (
    r"(в т\.? ?ч\b|в том числе\b|из них\b).*"
    rf"|({_PUPILS} )?((с|без) )?овз|дети-инвалиды|юноши|девушки|мальчики|девочки"
    rf"|((все|[а-я-]+[ыи]е) )*{_OF_SCHOOLS}( и {_OF_SCHOOLS})?"
    rf"( (с|без|по) .*| ([а-я-]+ого )?{_WITHIN})?"
    r"|городские|сельские|село|\d+ (школ|школы|оо|оу)|(кол-во|количество|число) (школ|оо|оу)\b.*"
    r"|по ([а-я-]+[ыи]м )?(школам|оо|оу|организациям|учреждениям)\b.*"
    r"|(кластер|группа)( ?(№ ?)?(\d{1,3}|[а-я]|[ivx]{1,4}))?( \(.*\))?"
    r"|\d{1,3}(-?[йя])? (кластер|группа)"
)
"""A pattern that is compiled where it is asked."""
_NO_SCHOOL_HAS = (
    *("итог", "всего", "total", "средн", "минимальн", "сумма", "в т", "из них", "овз"),
    *("инвалид", "юноши", "девушки", "мальчики", "девочки", "городские", "сельские", " село\0"),
    *("школы", "лицеи", "гимназии", "интернаты", " оо", " оу", "организации", "учреждения"),
    *("школ\0", "кол-во ", "количество ", "число ", "школам", "организациям", "учреждениям"),
    *("кластер", "группа"),
)
"""One of these is in whatever is surely no school: most tables have none of them anywhere. A space
stands before each text, and `_BETWEEN` behind it."""
_EDU = re.compile(r"^edu(?=\d{6,8}$)")
LOGIN = r"(?:sch|edu)\d{6,8}"
"""A login of a school in ФИС ОКО, in letters of any case."""
_LOGIN = re.compile(rf"\(?\b({LOGIN})\b\)?", re.IGNORECASE)
_WHOLE_ID = re.compile(r"(\d+)\.0+")
"""A code that Excel made a number and wrote to CSV."""
_QUOTES = re.compile(r"[«»„“”\"'`]")
_DASHES = re.compile(r" ?[-‐‑‒–—−] ?")
_NUMBER_SIGN = re.compile(r"(?:№|#|\bn(?=\s?\d)) ?")
_WHOLE = re.compile(r"(\d{1,18})(?:[.,]0+)?")
_DATE = re.compile(r"\d{4}-(\d{2})-(\d{2})")
_PERCENT = re.compile(r"(\d{1,6})(?:[.,](\d{1,6}))? ?%")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_SCORE = re.compile(r"(\d{1,13})(?:[.,](\d{1,4})0*)?")
_THOUSANDS = re.compile(r"(?<=\d)[ '](?=\d{3}(?!\d))")
_CYRILLIC = re.compile(r"[а-я]")
_LATIN = re.compile(r"[a-z]")
_BETWEEN = "\0"
_LOOK_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")


def text_of(value: object) -> str | None:
    """Return a cell's value as text, None for an empty one: 111002.0 is «111002»."""
    match value:
        case None | "":
            return None
        case str() if value.isalnum():
            return value
        case str():
            return _tidy(value)
        case bool():
            return "да" if value else "нет"
        case float() | Decimal():
            return _number_text(value)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
    return str(value)


@functools.lru_cache(1 << 12)
def _tidy(text: str) -> str | None:
    # a Mac writes «й» as two signs
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip() or None


def _number_text(value: float | Decimal) -> str | None:
    if value != value:  # noqa: PLR0124 - the one portable test for NaN
        return None
    if value in {float("inf"), float("-inf")} or value != int(value):
        return format(value, "f") if isinstance(value, Decimal) else repr(value)
    return str(int(value))


@functools.lru_cache(1 << 14)
def fold_school(text: str) -> str:
    """Fold a school's id or name: besides, quotes, dashes, «№ 2» and look-alike letters.

    A login of ФИС ОКО is one whether it begins with `sch` or, from 2022 on, with `edu`; «111002.0»
    is the code 111002.
    """
    if match := _WHOLE_ID.fullmatch(text):
        return match[1]
    if text.isascii() and text.isalnum():
        return _EDU.sub("sch", text.casefold())
    folded = _QUOTES.sub("", _NUMBER_SIGN.sub("№", fold(text)))
    folded = _DASHES.sub("-", _SPACES.sub(" ", folded)).strip()
    return " ".join(_one_alphabet(word) for word in folded.split(" "))


def fold_term(text: str) -> str:
    """Fold the name of a procedure or a subject: besides, look-alike letters are Cyrillic.

    A word of look-alikes alone is Cyrillic, too: «MA» is «МА».
    """
    return " ".join(map(_cyrillic, fold(text).split(" ")))


@functools.lru_cache(1 << 14)
def login_in(name: str) -> str:
    """Return the login that stands in a name, as written: «МБОУ Орьевская СОШ (edu240004)»."""
    found = _LOGIN.search(name)
    return found[1] if found else ""


@functools.lru_cache(1 << 14)
def without_login(name: str) -> str:
    """Return a name without the login that stands in it and what parts the two."""
    return _LOGIN.sub("", name).strip(" ,;-–—")


def is_login(text: str) -> bool:
    """Whether a text is a login and nothing else."""
    return login_in(text) == text != ""


@functools.lru_cache(1 << 14)
def is_total(text: str) -> bool:
    """Whether a folded text heads a row of totals or means: «Итого по району», «Средние».

    «Среднее Аверкино» and «Средняя школа № 2» are schools.
    """
    return bool(_TOTAL.fullmatch(text))


@functools.lru_cache(1 << 14)
def is_no_school(text: str) -> bool:
    """Whether a folded text in place of a school is surely none: a row that is left out.

    It is a total, a group of schools («Городские школы», «Кластер 1») or a part of participants («в
    т.ч. ОВЗ»), who are counted in the rows of their schools. «Школа для обучающихся с ОВЗ» is a
    school; what only may be a part is asked about, see `groups.names_part`.
    """
    return is_total(text) or bool(re.fullmatch(_NO_SCHOOL, text))


def no_schools(texts: Sequence[str]) -> set[str]:
    """Return the texts that are surely no schools."""
    return {text for text in having(texts, _NO_SCHOOL_HAS) if is_no_school(fold(text))}


def having(texts: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the texts that have one of some small letters; all are looked through at once."""
    whole = f" {f'{_BETWEEN} '.join(texts)}{_BETWEEN}".casefold()
    words = [word for word in words if word in whole]
    if not words:
        return []
    lower = (f" {text.casefold()}{_BETWEEN}" for text in texts)
    both = zip(texts, lower, strict=True)
    return [text for text, low in both if any(word in low for word in words)]


def logins(texts: Sequence[str]) -> dict[str, str]:
    """Return the logins of ФИС ОКО that begin with `edu`, each with its one spelling, `sch`."""
    if "edu" not in _BETWEEN.join(texts).casefold():
        return {}
    return {
        text: _EDU.sub("sch", folded) for text in texts if _EDU.match(folded := text.casefold())
    }


def fold_schools(texts: Sequence[str]) -> list[str]:
    """Fold many ids or names as `fold_school` does, at once where they are letters and digits."""
    whole = _BETWEEN.join(texts).casefold().replace("ё", "е")
    signs = set(whole) - {_BETWEEN}
    is_plain = all(sign.isalnum() and (not sign.isascii() or sign.isdigit()) for sign in signs)
    if is_plain and whole.count(_BETWEEN) == len(texts) - 1:
        return whole.split(_BETWEEN)
    return [fold_school(text) for text in texts]


def _one_alphabet(word: str) -> str:
    """Turn Latin look-alikes into Cyrillic in a word that has Cyrillic letters already."""
    return word.translate(_LOOK_ALIKE) if _CYRILLIC.search(word) else word


def _cyrillic(word: str) -> str:
    turned = word.translate(_LOOK_ALIKE)
    return turned if _CYRILLIC.search(word) or not _LATIN.search(turned) else word


def year_of(text: str, within: tuple[int, int] = YEARS) -> int:
    """Return a school year by its last year: «2024/25», «2024-2025» and «2025» are 2025.

    Raises:
        ValueError: it is no year, or stands outside of those it must be `within`.
    """
    year = _last_year(_SPACES.sub(" ", text).strip())
    if year is None:
        raise ValueError(f"«{text}» не учебный год; пишут 2025, 2024/25 или 2024-2025")
    if not within[0] <= year <= within[1]:
        raise ValueError(f"год {year} вне промежутка {within[0]}–{within[1]}")
    return year


def _last_year(text: str) -> int | None:
    if match := _YEAR.fullmatch(text):
        return int(match[1])
    match = _SCHOOL_YEAR.fullmatch(text)
    if match is None:
        return None
    first, last = int(match[1]), match[2]
    year = first + 1
    return year if str(year).endswith(last) else None


def grade_of(text: str) -> int:
    """Return a grade (класс программы): «5», «5 класс».

    Raises:
        ValueError: it is no grade.
    """
    _refuse_date(text)
    match = _GRADE.fullmatch(text.strip())
    if match is None or not GRADES[0] <= int(match[1]) <= GRADES[1]:
        raise ValueError(f"«{text}» не класс; пишут число от 1 до {GRADES[1]}")
    return int(match[1])


def is_date(text: str) -> bool:
    """Whether a cell is a date as `text_of` writes it."""
    return bool(_DATE.fullmatch(text))


class Percent(NamedTuple):
    """A share as written: `28,57 %` is 2857 of a hundred hundreds, `unit` being 100."""

    number: int
    unit: int


def _refuse_date(text: str) -> None:
    """Refuse a date where a number is meant: Excel makes 5 March of `3-5` and of `5.3`."""
    match = _DATE.fullmatch(text)
    if match is not None:
        month, day = int(match[1]), int(match[2])
        raise ValueError(
            f"дата {day:02}.{month:02}: Excel превратил в неё запись вроде «{month}-{day}»"
            f" или «{day}.{month}»; впишите значение заново в ячейку с форматом «Текстовый»"
        )


def is_negative(text: str) -> bool:
    """Whether a cell holds a number below zero."""
    number = _plain_number(text)
    return number.startswith("-") and bool(_DECIMAL.fullmatch(number[1:]))


def not_whole(text: str) -> str:
    """Say of a cell that it is no count; a decimal is written with a comma."""
    number = _plain_number(text).replace(".", ",")
    if is_negative(text):
        return "отрицательное число: " + number.replace("-", "\u2212")
    return f"«{number if _DECIMAL.fullmatch(number) else text}» не целое число"


@functools.lru_cache(1 << 14)
def count_of(text: str) -> int | Percent:
    """Return a count of pupils: «12», «1 234», «12,0»; or a share, «28,57 %».

    Raises:
        ValueError: it is neither, or a share over 100 %.
    """
    _refuse_date(text)
    number = _plain_number(text)
    if match := _WHOLE.fullmatch(number.lstrip("-")):
        count = int(match[1])
        if count > MOST:
            raise ValueError(f"«{text}»: столько участников не бывает")
        return -count if number.startswith("-") else count
    match = _PERCENT.fullmatch(number)
    if match is None:
        raise ValueError(not_whole(text))
    decimals = match[2] or ""
    percent = Percent(int(match[1] + decimals), 10 ** len(decimals))
    if percent.number > 100 * percent.unit:
        raise ValueError(f"«{text}»: доля больше 100 %")
    return percent


def score_of(text: str) -> int:
    """Return a sum of scores in units of 1 / SCORE_SCALE: «1 234,5» is 12345000.

    Raises:
        ValueError: it is no number with at most four decimals.
    """
    _refuse_date(text)
    number = _plain_number(text)
    match = _SCORE.fullmatch(number.lstrip("-"))
    if match is None:
        raise ValueError(f"«{text}» не число")
    score = int(match[1]) * SCORE_SCALE + int((match[2] or "").ljust(4, "0"))
    return -score if number.startswith("-") else score


def share_of(text: str) -> int:
    """Return a share in percent in units of 1 / SCORE_SCALE: «66,67» and «66,67 %» are 666700.

    Raises:
        ValueError: it is no number with at most four decimals.
    """
    return score_of(text.replace("%", ""))


def _plain_number(text: str) -> str:
    return _THOUSANDS.sub("", _SPACES.sub(" ", text).strip()).replace("\u2212", "-")
