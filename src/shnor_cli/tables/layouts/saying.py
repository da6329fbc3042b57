"""What names of files and titles say of a work (проверочная работа): subject, grade, year."""

import re
from collections.abc import Iterable

from shnor_cli.criteria.subjects import SUBJECTS
from shnor_cli.model import Assessment
from shnor_cli.russian import fold, join_and
from shnor_cli.tables.faults import one
from shnor_cli.tables.layouts.periods import full_school_years
from shnor_cli.tables.layouts.subjects import subject_of
from shnor_cli.tables.sheets import Sheet
from shnor_cli.tables.texts import GRADES, login_in, year_of

VPR = "ВПР"

_SUBJECTS = re.compile(
    r"\b(?:" + "|".join(f"({each.stem})" for each in SUBJECTS if each.stem) + ")"
)
"""How subjects begin in any case, each a group of its own."""
_NAMES = tuple(each.name for each in SUBJECTS if each.stem)
_NATIVE = "родн"
"""«Родной русский язык» is another subject."""
GRADE = re.compile(r"(?<![\d.])(\d{1,2})[- ]?(?:(?:й|го|х|ые)\b ?)?(?:класс|кл\b)")
"""A grade in a folded title: «8 класс», «8-го класса», «8 кл.»."""
_YEAR = re.compile(r"впр\D{0,3}(20\d\d(?: ?[-/–—] ?(?:20)?\d\d)?)(?!\d)|(?<!\d)(20\d\d)\D{0,3}впр")


def subject_in(texts: Iterable[str]) -> str | None:
    """Return the one subject that some texts name: «по географии» is география."""
    found = subjects_in(texts)
    return found.pop() if len(found) == 1 else None


def subjects_in(texts: Iterable[str]) -> set[str]:
    """Return the subjects that some texts name, none where it is a native language."""
    folded = " ".join(map(fold, texts))
    found = {_NAMES[(match.lastindex or 0) - 1] for match in _SUBJECTS.finditer(folded)}
    return found if _NATIVE not in folded else set()


def grade_in(texts: Iterable[str]) -> int | None:
    """Return the first grade that some texts name: «10 класс»."""
    matches = (GRADE.search(fold(text)) for text in texts)
    found = next((int(match[1]) for match in matches if match), None)
    return found if found is not None and found <= GRADES[1] else None


def year_in(texts: Iterable[str]) -> int | None:
    """Return the first year that some texts name beside ВПР, else a school year in full."""
    folded = [fold(text) for text in texts]
    matches = (_YEAR.search(text) for text in folded)
    found = next((match[1] or match[2] for match in matches if match), None)
    if found is None:
        full = (min(years) for text in folded if (years := full_school_years([text])))
        return next(full, None)
    try:
        return year_of(found)
    except ValueError:  # a month follows: «ВПР 2021-04»
        return year_of(found[:4])


def first_login_in(texts: Iterable[str]) -> str | None:
    """Return the first login of a school that some texts name."""
    return next(filter(None, map(login_in, texts)), None)


def work_of(
    sheet: Sheet, procedure: str, *, subject: str | None, grade: int | None, year: int | None
) -> tuple[Assessment, int]:
    """Return the work that a report is about, of ВПР where it names no procedure.

    Raises:
        TableError: the subject, the grade or the year was not said.
    """
    if subject is not None and grade is not None and year is not None:
        return Assessment(procedure or VPR, subject_of(subject), "", grade), year
    wanted = {"предмет": subject, "класс": grade, "год": year}
    names = join_and([name for name, value in wanted.items() if value is None])
    hint = (
        "Оставьте файлу имя, с которым он выгружен, или назовите его так: "
        "«ВПР 2021. География, 10 класс»."
    )
    raise one(sheet.place(), f"ни в таблице, ни в имени файла не сказано: {names}", hint, "T-080")
