"""Deadlines (сроки) of the proposals: they follow the date of the memo, and none is in the past.

The measures are of the calendar year after the school year; of a dated memo, of its own year if it
is of the first half, else of the next one. A month of the first half that is over by then gives
way to June.
"""

from datetime import date

from shnor_cli.russian import NBSP

_JUNE = 6
_MONTHS = {"перечень": (2, "февраль"), "заказ": (5, "май")}
"""What is to be done in a single month of the first half."""


def deadlines_of(year: int, day: date | None) -> dict[str, object]:
    """Return the year of the measures of a report year, and the deadlines that are one month."""
    is_late = day is not None and day.month > _JUNE
    of_measures = day.year + is_late if day else year + 1
    passed = day.month if day and not is_late else 0
    again = max(year + 2, day.year + 1 if day else 0)  # when the next school year's data are there
    return {
        "год_мер": of_measures,
        "сроки": {
            name: _said(title if month >= passed else "июнь", of_measures)
            for name, (month, title) in _MONTHS.items()
        }
        | {"повтор": _said("январь", again)},
    }


def _said(month: str, year: int) -> str:
    return f"{month} {year}{NBSP}года"
