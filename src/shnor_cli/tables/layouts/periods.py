"""School years (учебный год) named in titles and in names of files."""

import datetime as dt
import re
from collections.abc import Iterable

from shnor_cli.tables.texts import year_of

_SCHOOL_YEAR = re.compile(r"(?<!\d)(?<!\d\.)(20\d{2}) ?[/–—-] ?(20\d{2}|\d{2})(?!\d|[.-]\d)")
_DATE = re.compile(r"(?<!\d)(?:(\d{1,2})\.(\d{1,2})\.(20\d{2})|(20\d{2})[.-](\d{2})[.-](\d{2}))")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_AUGUST = 8


def school_years_in(texts: Iterable[str]) -> set[int]:
    """Return the school years of the first text that names any, by their last years.

    A school year («2024/25») says more than a date, and a date more than a bare year.
    """
    for text in texts:
        if found := dated_school_years([text]) or set(_bare(text)):
            return found
    return set()


def dated_school_years(texts: Iterable[str]) -> set[int]:
    """Return the school years that texts name in full or, without any, those of their dates.

    A bare year does not say which school year it is, where a procedure is held in autumn.
    """
    said = list(texts)
    return full_school_years(said) or {year for text in said for year in _of_dates(text)}


def full_school_years(texts: Iterable[str]) -> set[int]:
    """Return the school years that texts name in full, «2024/25», by their last years."""
    return {year for text in texts for year in _school_years(text)}


def without_full_years(text: str) -> str:
    """Return a text without the school years that it names in full."""
    return _SCHOOL_YEAR.sub(" ", text)


def school_year_of(date: dt.date) -> int:
    """Return the school year of a day: from September on it is the next year's."""
    return date.year + (date.month > _AUGUST)


def _school_years(text: str) -> Iterable[int]:
    for match in _SCHOOL_YEAR.finditer(text):
        try:
            yield year_of(match[0])
        except ValueError:
            continue


def _of_dates(text: str) -> Iterable[int]:
    for day, month, year, *other in _DATE.findall(text):
        parts = (year, month, day) if year else tuple(other)
        try:
            yield school_year_of(dt.date(*map(int, parts)))
        except ValueError:
            continue


def _bare(text: str) -> Iterable[int]:
    return (int(match[1]) for match in _YEAR.finditer(text))
