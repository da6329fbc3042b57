"""Gathering what is wrong with tables: a few places of each kind, and how many more there are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.russian import plural, quote
from shnor_cli.tables.masking import is_person, masked_problem
from shnor_cli.tables.people import PATRONYMIC
from shnor_cli.tables.texts import text_of

_HARMLESS = re.compile(r"\d{1,5}|[\d.,/%+\- ]{1,7}|[a-zа-яё]{1,3}")
"""What a cell of a pupils' table may say in a message: too short for a name or a document."""
_HIDDEN = "«…»"
_MORE = "и ещё "


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
        yield Problem(Place(first.place.file, first.place.sheet), f"{_MORE}{more}", code=first.code)


def hidden(fault: str, cell: object, *, is_school: bool = False) -> str:
    """Take out of a fault the cell of a pupils' table that it quotes: a shifted row has a name."""
    text = text_of(cell) or ""
    is_fit = is_school and not (PATRONYMIC.search(text) or is_person(text))
    if _HARMLESS.fullmatch(text) or is_fit:
        return fault
    return fault.replace(f"«{text}»", _HIDDEN).replace(quote(text), _HIDDEN)


def error_of(problems: Iterable[Problem]) -> TableError:
    """Make the one error of everything found, in the order found, each fault once."""
    told = dict.fromkeys(_with_hint(masked_problem(each)) for each in problems)
    return TableError("Таблицы прочитать не удалось", told)


def _with_hint(problem: Problem) -> Problem:
    """Return a problem that says how to mend it: where it does not, as the catalogue does."""
    if problem.hint or problem.fault.startswith(_MORE):  # that of those shown stands above
        return problem
    from shnor_cli.tables.codes import kind_of  # needed only where something is wrong

    return replace(problem, hint=kind_of(problem.code).mend)


def one(place: Place, fault: str, hint: str = "", code: str = "") -> TableError:
    """Make the error of a single fault."""
    return error_of([Problem(place, fault, hint, code)])
