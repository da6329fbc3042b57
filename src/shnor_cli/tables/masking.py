"""Names and documents of people kept out of what is said of tables: «…» stands for them.

A header, a title or a cell that has slipped aside may hold a pupil. Whatever a problem or a remark
quotes passes here once, before it is told; a name alone («Петров») cannot be told from other words.
"""

import re
from dataclasses import replace
from functools import lru_cache

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark

MASK = "…"
"""Stands for a person wherever one would be quoted."""

_NAMES = """
александр александра алексей алена алина алиса алла альбина амина анастасия анатолий ангелина андрей
анна антон антонина арина арсений артем артур богдан борис вадим валентин валентина валерий валерия
варвара василий василиса вера вероника виктор виктория виталий владимир владислав всеволод вячеслав
галина георгий герман глеб григорий давид данил данила даниил дарина дарья демид денис диана дмитрий
ева евгений евгения егор екатерина елена елизавета есения ефим жанна захар злата зоя иван игорь илья
инна ирина камила кира кирилл клим константин кристина ксения лариса лев леонид лидия любовь людмила
макар максим маргарита марина мария марк марьям мария матвей мила милана мирон мирослава михаил
надежда назар наталия наталья никита николай нина оксана олег олеся ольга павел петр платон полина
раиса регина родион роман руслан савва светлана святослав семен сергей снежана софия софья станислав
степан таисия тамара татьяна тимофей тимур ульяна федор эвелина элина эльвира эмилия эмиль юлия юрий
яков яна ярослав ярослава
""".split()  # noqa: SIM905 - a list of words is read as words
_WORD = r"[А-ЯЁ][А-ЯЁа-яё]*(?:-[А-ЯЁ][А-ЯЁа-яё]*)?"
_NAME = f"(?i:{'|'.join(_NAMES)})".replace("е", "[её]")
PERSON = "|".join(
    (
        r"(?i:[а-яё-]+\s+[а-яё-]+\s+[а-яё]*(?:[ьв]ич|[чв]на|оглы|кызы))",
        rf"{_WORD}\s+{_NAME}(?:\s+{_WORD})?",
        rf"{_NAME}\s+{_WORD}(?:\s+{_WORD})?",
        rf"{_WORD}\s+[А-ЯЁ]\.(?:\s*[А-ЯЁ]\.)?",
        rf"[А-ЯЁ]\.\s*[А-ЯЁ]\.\s*{_WORD}",
        r"\d\d\s?\d\d\s(?:№\s?)?\d{6}",
        r"\d{3}-\d{3}-\d{3}[- ]\d\d",
    )
)
"""A whole cell: surname and name in either order, with a patronymic or initials; a passport, a
СНИЛС. Python and DuckDB read it alike."""


_DOCUMENT = re.compile(r"(?<!\d)(?:\d\d\s?\d\d\s(?:№\s?)?\d{6}|\d{3}-\d{3}-\d{3}[- ]\d\d)(?!\d)")
_FOLDED = rf"[а-яё-]+\s+{_NAME}|{_NAME}\s+[а-яё-]+"
"""A surname and a name, as headers are written in messages: without capitals. Like `PERSON`, it is
compiled only where some word may be a name: hundreds of names take time."""
_PATRONYMIC = re.compile(r"(?:[ьв]ич|[чв]на|оглы|кызы)\b")
_WORDS, _KNOWN = re.compile(r"[а-я]+"), frozenset(_NAMES)
_ENDS = ("ьич", "вич", "чна", "вна", "оглы", "кызы")
_PARTS = re.compile(r"[\d.,:;()/]*[,:;()/\d][\d.,:;()/]*")
"""What stands between a person and what else is said: a date of birth, a comma, a colon."""
_SCHOOL = re.compile(
    r"школ|лице|гимнази|интернат|колледж|техникум|училищ|корпус|академи|центр|имени|\bим\b"
    r"|\b\w{0,4}(?:сош|оош|нош|сш|оу|шк)\b",
    re.IGNORECASE,
)
"""Schools bear names of people, and are no people."""


@lru_cache(1 << 14)
def is_person(text: str) -> bool:
    """Whether a text is or has a person's name or document, and is no name of a school."""
    if _DOCUMENT.search(text):
        return True
    if not _may_be_named(text):
        return False
    parts = [text, *_PARTS.split(text)]
    if _SCHOOL.search(text):
        parts = [each for each in parts if not _SCHOOL.search(each) and _PATRONYMIC.search(each)]
    return any(_is_alone(part.strip()) for part in parts)


def _may_be_named(text: str) -> bool:
    """Whether some word may be of a person's name: most texts have none."""
    words = _WORDS.findall(text.casefold().replace("ё", "е"))
    return len(words) > 1 and any(
        each in _KNOWN or len(each) == 1 or each.endswith(_ENDS) for each in words
    )


def _is_alone(text: str) -> bool:
    return bool(re.fullmatch(PERSON, text) or (text.islower() and re.fullmatch(_FOLDED, text)))


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
