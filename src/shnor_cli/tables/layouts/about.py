"""Whom a row of a table of schools is about: a school, or a group that is reported beside them."""

import re
from dataclasses import dataclass

from shnor_cli.tables.layouts.groups import names_school, place_named
from shnor_cli.tables.texts import fold, is_total

_LOGIN = re.compile(r"\(?\b((?:sch|edu)\d{6,8})\b\)?", re.IGNORECASE)


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
    said = name or municipality
    if not (said or code) or is_total(fold(said)):
        return None
    if not code and not names_school(said):
        if group := place_named(said):
            return About(said, said, "", group)
        if not name:
            return About(municipality, municipality, "", "муниципалитет")
    return About(code or name, name, municipality)
