"""Gathering what is wrong with tables: a few places of each kind, and how many more there are."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.russian import plural, quote
from shnor_cli.tables.texts import text_of

SHOWN = 10
"""Places shown of one kind of fault in one file."""
REMARKED = 100
"""Remarks of one kind in one file, at most."""
_LISTED = 50
"""Places shown in all."""

_HARMLESS = re.compile(r"\d{1,5}|[\d.,/%+\- ]{1,7}|[a-zа-яё]{1,3}")
"""What a cell of a pupils' table may say in a message: too short for a name or a document."""
_PATRONYMIC = re.compile(r"(вич|вна|чна|оглы|кызы)\b", re.IGNORECASE)
_HIDDEN = "«…»"

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
    if _HARMLESS.fullmatch(text) or (is_school and not _PATRONYMIC.search(text)):
        return fault
    return fault.replace(f"«{text}»", _HIDDEN).replace(quote(text), _HIDDEN)


def error_of(problems: Iterable[Problem]) -> TableError:
    """Make the one error of everything found, in the order found, each fault once."""
    found = list(dict.fromkeys(problems))
    shown = found[:_LISTED]
    if len(found) > _LISTED:
        left = Counter(each.place.file for each in found[_LISTED:])
        shown += [
            Problem(Place(file), f"и ещё {plural(count, 'ошибка', 'ошибки', 'ошибок')}")
            for file, count in sorted(left.items())
        ]
    return TableError("Таблицы прочитать не удалось", shown)


def one(place: Place, fault: str, hint: str = "", code: str = "") -> TableError:
    """Make the error of a single fault."""
    return error_of([Problem(place, fault, hint, code)])
