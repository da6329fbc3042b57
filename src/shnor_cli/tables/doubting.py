"""A first list of results that need to be checked, drawn from signs for a person to go through.

Nothing here finds a result doubtful: signs ask, and what a person leaves in the list is doubted.
The shape is the plain one that `doubted` reads.
"""

from collections.abc import Iterable, Iterator

from shnor_cli.model import School, Sign
from shnor_cli.russian import quote
from shnor_cli.tables.names import is_name

HEADER = ("код", "название", "муниципалитет", "год", "процедура", "предмет", "класс", "основание")
_SHOWN = 11
"""A code of more digits, or one that begins with 0, is another number once Excel has saved it."""


def rows_of(signs: Iterable[Sign]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the list's file, its header first."""
    yield HEADER
    for each in signs:
        about = each.assessment
        held = (str(each.year), about.procedure, about.subject, str(about.grade or ""))
        yield (*_named(each.school), each.school.municipality, *held, _ground(each))


def _named(school: School) -> tuple[str, str]:
    """Return the code and the name of a school; what it has only one of is said once."""
    if school.id != school.name:
        return _kept(school.id), school.name
    return ("", school.name) if is_name(school.id) else (_kept(school.id), "")


def _kept(code: str) -> str:
    """Write a code so that it outlives Excel; the list is read without the sign before it."""
    is_changed = code.isdecimal() and (code.startswith("0") or len(code) > _SHOWN)
    return f"'{code}" if is_changed else code


def _ground(sign: Sign) -> str:
    level = f" (уровень {quote(sign.assessment.level)})" if sign.assessment.level else ""
    return f"на проверку{level}: {sign.ground}"
