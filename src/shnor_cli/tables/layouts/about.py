"""Whom a row of a table of schools is about: a school, or a group that is reported beside them."""

import re
from dataclasses import dataclass

from shnor_cli.tables.texts import fold, is_total

_LOGIN = re.compile(r"\(?\b((?:sch|edu)\d{6,8})\b\)?", re.IGNORECASE)
_SCHOOL = re.compile(
    r"\b([нос]?ош|сш|лицей|гимназия|школа|[а-я]{0,4}оу|интернат|корпус|"
    r"учреждение|центр образования|училище|колледж)\b"
)
_GROUPS = {
    "вся выборка": re.compile(r"вся выборка|все муниципалитеты|россия|рф$"),
    "регион": re.compile(r"\b(край|область|республика|автономн\w+)\b"),
    "муниципалитет": re.compile(r"\b(район|округ|муниципальн\w+|город|г)\b"),
}


@dataclass(frozen=True, slots=True)
class About:
    """Whom a row is about."""

    school: str
    """The id of a school, its name without one; the name of a group."""
    name: str
    municipality: str
    group: str = ""
    """«муниципалитет», «регион», «вся выборка»; empty for a school."""


def about(name: str, code: str, municipality: str) -> About | None:
    """Tell whom a row is about; None for totals and for rows that name nobody.

    A row without a school is about its municipality.
    """
    login = _LOGIN.search(name)
    if login is not None:
        name, code = _LOGIN.sub("", name).strip(" ,;-–—"), code or login[1]
    text = fold(name or municipality)
    if (not text and not code) or is_total(text):
        return None
    if not code and not _SCHOOL.search(text):
        for group, sign in _GROUPS.items():
            if sign.search(text):
                return About(name or municipality, name or municipality, "", group)
        if not name:
            return About(municipality, municipality, "", "муниципалитет")
    return About(code or name, name, municipality)
