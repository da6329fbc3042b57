"""What a user can put right, as values: `Place`, `Problem`, `ShnorError` and its children.

Whoever finds faults gathers them all and raises once. Nothing here prints: the one funnel is
`cli.main`, which shows the message in Russian.
"""

import errno
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

_QUOTED = re.compile(r"«((?:[^«»]++|«[^«»]*+»|»(?=\w))*+)»")
_LONGEST, _BEGINNING, _END = 200, 100, 99


def brief(said: str) -> str:
    """Shorten what a message quotes, since a cell may be as long as a book.

    The end stays: what tells one long name of a school from another stands there.
    """
    return _QUOTED.sub(_shortened, said) if len(said) > _LONGEST else said


def _shortened(quoted: re.Match[str]) -> str:
    text = quoted[1]
    return f"«{text[:_BEGINNING]}…{text[-_END:]}»" if len(text) > _LONGEST else quoted[0]


class Place(NamedTuple):
    """Where something stands: a file, and in it a sheet, a row (from 1) and a column."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    """Row of a table or line of a text file, from 1."""
    column: str = ""
    """Name of a column or address of a cell."""
    position: int | None = None
    """Position in a line of a text file, from 1."""

    def in_words(self) -> str:
        """Say the place in Russian: «отметки.xlsx, лист «5 РУ», строка 14»."""
        parts = [
            self.file,
            f"лист «{self.sheet}»" if self.sheet else "",
            f"строка {self.row}" if self.row is not None else "",
            f"столбец «{self.column}»" if self.column else "",
            f"позиция {self.position}" if self.position is not None else "",
        ]
        return brief(", ".join(part for part in parts if part))


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault that makes an input unusable, where it stands and how to mend it."""

    place: Place
    fault: str
    hint: str = ""
    code: str = ""
    """A stable code of the kind of fault, such as `T-014`; empty where none is given."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fault", brief(self.fault))
        object.__setattr__(self, "hint", brief(self.hint))

    def in_words(self) -> str:
        """Say the problem in one Russian paragraph, place first."""
        where = self.place.in_words()
        said = f"{where}: {self.fault}" if where else self.fault
        return f"{said}\n{self.hint}" if self.hint else said


_REFUSALS = {
    errno.EACCES: "нет доступа",
    errno.EEXIST: "такой файл или папка уже есть",
    errno.EFBIG: "файл слишком велик",
    errno.EINVAL: "такое имя не годится",
    errno.EIO: "диск не отвечает",
    errno.EISDIR: "это папка, а нужен файл",
    errno.ENAMETOOLONG: "имя слишком длинное",
    errno.ENOENT: "нет такого файла или папки",
    errno.ENOSPC: "на диске не осталось места",
    errno.ENOTDIR: "это не папка",
    errno.ENOTEMPTY: "папка не пуста",
    errno.EPERM: "нет доступа",
    errno.EROFS: "сюда нельзя записать",
    errno.ETXTBSY: "нет доступа",
}


def refusal(error: OSError) -> str:
    """Say in a few Russian words why the operating system refused."""
    return _REFUSALS.get(error.errno or 0, "операционная система отказала")


AT_MOST = 50
"""Places that an error tells of; it counts the rest."""


class ShnorError(Exception):
    """Something the user can put right: a message, every place that is wrong, a hint."""

    def __init__(self, message: str, problems: Iterable[Problem] = (), hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)
        self.hint = hint

    def __str__(self) -> str:
        """Say the error in full, as the command line does: the message, the places, the hint."""
        shown = (*self.problems[:AT_MOST], *_not_shown(self.problems[AT_MOST:]))
        problems = [line for each in _hinted_once(shown) for line in each.in_words().split("\n")]
        return "\n".join(_ended(line) for line in (self.message, *problems, self.hint) if line)


def _hinted_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Leave a hint that several problems in a row share to the last of them."""
    for each, following in zip_longest(problems, problems[1:]):
        is_said_next = following is not None and following.hint == each.hint
        yield replace(each, hint="") if is_said_next else each


def _not_shown(problems: Sequence[Problem]) -> Iterator[Problem]:
    left = Counter(each.place.file for each in problems)
    for file, count in sorted(left.items()):
        yield Problem(Place(file), f"ещё ошибок: {count}")


def _ended(line: str) -> str:
    return line if line.endswith((".", "!", "?", ":", "…")) else f"{line}."


class TableError(ShnorError):
    """A table of results or a register cannot be used as it is."""


class MethodologyError(ShnorError):
    """A methodology (методика) is written wrongly or does not fit the tables."""


class RunError(ShnorError):
    """A run folder is missing, spoilt, in use or would be overwritten."""


class TemplateError(ShnorError):
    """A memo template cannot be filled."""


class UsageError(ShnorError):
    """The command line itself is wrong."""


_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХавекмнорстух", "ABEKMHOPCTYXabekmhopctyx")
"""Cyrillic letters that look like Latin ones on screen."""

_MANY = 300


def did_you_mean(name: str, names: Collection[str]) -> str:
    """Return «; возможно, «…»» with the nearest right name, or an empty text.

    Nothing is looked for among more than `_MANY` names: a huge file may have thousands of faults.
    """
    if not 0 < len(names) <= _MANY:
        return ""
    from difflib import get_close_matches

    plain = {each.translate(_LOOK_ALIKE).casefold(): each for each in sorted(names, reverse=True)}
    wanted = name.translate(_LOOK_ALIKE).casefold()
    found = get_close_matches(wanted, sorted(plain), n=1, cutoff=0.6)
    if not found:
        return ""
    same = found[0] == wanted and name.casefold() != plain[wanted].casefold()
    said = " (похожие буквы разных алфавитов)" if same else ""
    return f"; возможно, «{plain[found[0]]}»{said}"
