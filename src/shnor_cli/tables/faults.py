"""Gathering what is wrong with tables: a few places of each kind, and how many more there are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.russian import plural, quote
from shnor_cli.tables.masking import is_person, masked_problem
from shnor_cli.tables.people import PATRONYMIC
from shnor_cli.tables.texts import text_of

_HARMLESS = re.compile(r"\d{1,5}|[\d.,/%+\- ]{1,7}|[a-zа-яё]{1,3}")
"""What a cell of a pupils' table may say in a message: too short for a name or a document."""
_HIDDEN = "«…»"


class Most(NamedTuple):
    """How many places of one kind are told, at most."""

    problems: int
    """Of a kind of fault in a file."""
    remarks: int
    """Of a kind of remark in a file."""


FEW = Most(10, 100)
"""Enough to see what is wrong."""
EVERY = Most(10_000, 10_000)
"""Enough to mend everything."""

Faults = list[Problem]
"""Problems as they are found; whoever reads tables adds to it and raises once at the end."""


def shortened(problems: Sequence[Problem], total: int) -> Iterator[Problem]:
    """Yield some problems of one kind, and one that counts those not shown."""
    yield from problems
    if problems and total > len(problems):
        first = problems[0]
        more = plural(total - len(problems), "такое место", "таких места", "таких мест")
        yield Problem(Place(first.place.file, first.place.sheet), f"и ещё {more}", code=first.code)


def hidden(fault: str, cell: object, *, is_school: bool = False) -> str:
    """Take out of a fault the cell of a pupils' table that it quotes: a shifted row has a name."""
    text = text_of(cell) or ""
    is_fit = is_school and not (PATRONYMIC.search(text) or is_person(text))
    if _HARMLESS.fullmatch(text) or is_fit:
        return fault
    return fault.replace(f"«{text}»", _HIDDEN).replace(quote(text), _HIDDEN)


def error_of(problems: Iterable[Problem]) -> TableError:
    """Make the one error of everything found, in the order found, each fault once."""
    return TableError("Таблицы прочитать не удалось", dict.fromkeys(map(masked_problem, problems)))


def one(place: Place, fault: str, hint: str = "", code: str = "") -> TableError:
    """Make the error of a single fault."""
    return error_of([Problem(place, fault, hint, code)])
