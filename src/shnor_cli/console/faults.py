"""How a fault is told: to the user who can mend it, and of us when he cannot."""

import errno
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from shnor_cli.errors import Place, Problem, ShnorError, refusal
from shnor_cli.russian import plural

AT_MOST = 50
"""Places on one screen."""


def error_in_words(error: ShnorError) -> str:
    """Say an error of ours in full: the message, every place, the hint."""
    shown = (*error.problems[:AT_MOST], *_not_shown(error.problems[AT_MOST:]))
    problems = [line for each in _hinted_once(shown) for line in each.in_words().split("\n")]
    lines = (error.message, *problems, error.hint)
    return "\n".join(_ended(line) for line in lines if line)


def _hinted_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Leave a hint that several problems in a row share to the last of them."""
    for each, following in zip_longest(problems, problems[1:]):
        is_said_next = following is not None and following.hint == each.hint
        yield replace(each, hint="") if is_said_next else each


def _not_shown(problems: Sequence[Problem]) -> Iterator[Problem]:
    left = Counter(each.place.file for each in problems)
    for file, count in sorted(left.items()):
        yield Problem(Place(file), f"и ещё {plural(count, 'ошибка', 'ошибки', 'ошибок')}")


def _ended(line: str) -> str:
    return line if line.endswith((".", "!", "?", ":", "…")) else f"{line}."


def os_error_in_words(error: OSError) -> str:
    """Say in Russian what the operating system refused, and what to do."""
    name = str(error.filename or "")
    match error.errno:
        case errno.ENOENT:
            return f"Нет такого файла или папки: {name}\nПроверьте путь и имя."
        case errno.EISDIR:
            return f"Это папка, а нужен файл: {name}"
        case errno.ENOTDIR:
            return f"Это не папка: {name}"
        case errno.EACCES | errno.EPERM | errno.ETXTBSY:
            return (
                f"Нет доступа: {name}\nЕсли файл открыт в Excel или Word, закройте его и повторите."
            )
        case errno.ENOSPC:
            return "На диске не осталось места. Освободите его и повторите."
        case errno.EEXIST:
            return f"Такой файл или папка уже есть: {name}"
        case errno.EROFS:
            return f"Сюда нельзя записать: {name}"
    where = f": {name}" if name else ""
    return f"Операционная система отказала{where}: {refusal(error)}"


def our_fault_in_words(error: BaseException) -> str:
    """Say in one line that the program is at fault."""
    what = " ".join(str(error).split())
    said = f"{type(error).__name__}: {what}" if what else type(error).__name__
    return f"Ошибка в самой программе ({said}). Подробности покажет тот же вызов с --debug."
