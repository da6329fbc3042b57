"""Exams (экзамены) as titles and file names call them: subject, level, date, ЕГЭ or ОГЭ.

A subject is known by its name alone: its code means one thing in ЕГЭ and another in ОГЭ.
"""

import datetime as dt
import re
from dataclasses import dataclass

from shnor_cli.russian import fold
from shnor_cli.tables.layouts.saying import GRADE
from shnor_cli.tables.layouts.subjects import is_subject, subject_of
from shnor_cli.tables.layouts.trials import without_trial

_DATE = re.compile(r"(?<!\d)(?:(\d{4})\.(\d{2})\.(\d{2})|(\d{2})\.(\d{2})\.(\d{4}))(?!\d)")
_PART = re.compile(r"[пу] ?:$")
"""Before the dates of a foreign language: written (письменно) and spoken (устно)."""
_CODE = re.compile(r"^ *\d{1,3}(?:\.0)?(?!\d) *[-–—.,]? *")
_GRADE = re.compile(rf"\(?{GRADE.pattern}\w*\.?\)?")
_PROCEDURE = re.compile(r"\(?\bк?(егэ|огэ|гвэ)(?:-\d+)?\b\)?", re.IGNORECASE)
_ADDITIONAL = re.compile(r"\(?\b(?:дополнительн|сентябр)\w*(?: (?:период|день|дни))?\b\)?")
_RESERVE = re.compile(r"\(?\bрезерв\w*(?: (?:период|день|дни))?\b\)?")
_LEVELS = {
    "база": re.compile(r"\(?\bбаз(?:а|ов\w*)?\b\.?(?: уров\w*)?\)?"),
    "профиль": re.compile(r"\(?\bпроф(?:ил\w*)?\b\.?(?: уров\w*)?\)?"),
}
_SHORT = {"б": "база", "баз": "база", "п": "профиль", "проф": "профиль"}
_SUBJECT = re.compile(r"[а-яё][а-яё ,()-]{2,60}")
_SPACES = re.compile(r" +")
_AROUND = " .,:;-–—_"
_SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam in one subject on one day."""

    subject: str
    level: str
    """«база» or «профиль», empty where the name does not say."""
    date: dt.date
    """Of the written part, where there is a spoken one too."""
    procedure: str = ""
    """«ЕГЭ», «ОГЭ» or «ГВЭ» where the text says so."""
    grade: str = ""
    """The class, where the text says it."""
    is_additional: bool = False
    """Whether it is of the additional period (сентябрь)."""
    is_reserve: bool = False
    """Whether it is of a reserve day (резервный день) of the main period."""

    @property
    def is_marked(self) -> bool:
        """Whether its result is a mark and not a test score."""
        return self.procedure == "ОГЭ" or self.level == "база"

    @property
    def is_subject_known(self) -> bool:
        """Whether it is a subject, and not what else may stand before a date: «Дата печати»."""
        return is_subject(self.subject)

    def in_words(self) -> str:
        """Return it as messages call it."""
        level, later = self.level and f" ({self.level})", self.is_reserve and ", резерв"
        return f"{self.subject}{level} {self.date:%d.%m.%Y}{later or ''}"

    @property
    def year(self) -> int:
        """The school year by its last year: those who resit in September are of the year before."""
        return self.date.year + (self.date.month > _SEPTEMBER)


def exam_of(text: str) -> Exam | None:
    """Read a title «01 - Русский язык 2022.06.23»; None where it names no subject or no date."""
    found = list(_DATE.finditer(text))
    dates = [date for match in found if (date := _date(match))]
    if not dates:
        return None
    before, after = text[: found[0].start()].casefold(), text[found[-1].end() :].casefold()
    before = without_trial(before).lstrip()
    procedure, grade = _PROCEDURE.search(before + after), _GRADE.search(before)
    is_additional = bool(_ADDITIONAL.search(before + after)) or dates[0].month == _SEPTEMBER
    is_reserve = not is_additional and bool(_RESERVE.search(before + after))
    subject, level = subject_and_level(before)
    if not _SUBJECT.fullmatch(subject):
        return None
    said = procedure[1].upper() if procedure else ""
    of_class = grade[1] if grade else ""
    return Exam(subject, level, dates[0], said, of_class, is_additional, is_reserve)


def subject_and_level(text: str) -> tuple[str, str]:
    """Return the subject that a text names besides other things, and «база» or «профиль»."""
    text = _PART.sub("", text.casefold().strip(' "«(_'))
    level = next((name for name, sign in _LEVELS.items() if sign.search(text)), "")
    for sign in (_PROCEDURE, _GRADE, _ADDITIONAL, _RESERVE, *_LEVELS.values()):
        text = sign.sub(" ", text)
    subject = _SPACES.sub(" ", _CODE.sub("", text.replace("()", ""))).strip(_AROUND)
    return subject_of(subject), level


def level_of(text: str) -> str:
    """Return «база» or «профиль» where a text is another name of it, else an empty text."""
    folded = fold(text).rstrip(".")
    named = (name for name, sign in _LEVELS.items() if sign.fullmatch(folded))
    return _SHORT.get(folded) or next(named, "")


def _date(match: re.Match[str]) -> dt.date | None:
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
