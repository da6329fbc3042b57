"""Names and documents of people kept out of what is said of tables: «…» stands for them.

A header, a title or a cell that has slipped aside may hold a pupil. Whatever a problem or a remark
quotes passes here once, before it is told; a name alone («Петров») cannot be told from other words.
"""

import re
from dataclasses import replace
from functools import lru_cache

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.tables.people import DOCUMENT, FOLDED, PATRONYMIC, PERSON, may_be_named

MASK = "…"
"""Stands for a person wherever one would be quoted."""

_PARTS = re.compile(
    r"[\d.,:;()/]*[,:;()/\d][\d.,:;()/]*"
    r"|\b(?:заявител|учени[кц]|учащ|обучающ|участни[кц]|выпускни|родител|учител|педагог|директор)\w*",
    re.IGNORECASE,
)
"""What stands between a person and what else is said: a date of birth, a comma, who it is."""
_SCHOOL = re.compile(
    r"школ|лице|гимнази|интернат|колледж|техникум|училищ|корпус|академи|центр|имени|\bим\b"
    r"|\b\w{0,4}(?:сош|оош|нош|сш|оу|шк)\b",
    re.IGNORECASE,
)
"""Schools bear names of people, and are no people."""


@lru_cache(1 << 14)
def is_person(text: str) -> bool:
    """Whether a text is or has a person's name or document, and is no name of a school."""
    if DOCUMENT.search(text):
        return True
    if not may_be_named(text):
        return False
    parts = [text, *_PARTS.split(text)]
    if _SCHOOL.search(text):
        parts = [each for each in parts if not _SCHOOL.search(each) and PATRONYMIC.search(each)]
    return any(_is_alone(part.strip()) for part in parts)


def _is_alone(text: str) -> bool:
    return bool(re.fullmatch(PERSON, text) or (text.islower() and re.fullmatch(FOLDED, text)))


def masked(text: str) -> str:
    """Return a text, or what stands for it where it is a person's."""
    return MASK if is_person(text) else text


def masked_problem(problem: Problem) -> Problem:
    """Return a problem that quotes no person."""
    fault, hint, place = _unquoted(problem.fault), _unquoted(problem.hint), _at(problem.place)
    is_same = (fault, hint, place) == (problem.fault, problem.hint, problem.place)
    return problem if is_same else replace(problem, place=place, fault=fault, hint=hint)


def masked_remark(remark: Remark) -> Remark:
    """Return a remark that quotes no person."""
    text, done, place = _unquoted(remark.text), _unquoted(remark.done), _at(remark.place)
    is_same = (text, done, place) == (remark.text, remark.done, remark.place)
    return remark if is_same else replace(remark, place=place, text=text, done=done)


def _at(place: Place) -> Place:
    return place._replace(column=masked(place.column)) if is_person(place.column) else place


_QUOTED = re.compile(r"«((?:[^«»]|«[^«»]*»)*)»")


def _unquoted(said: str) -> str:
    """Mask what is quoted, a quote inside another one together with it."""
    return _QUOTED.sub(lambda found: f"«{masked(found[1])}»", said) if "«" in said else said
