"""Exams taken again: the additional period (сентябрь) is not counted, only the main one is."""

import re
from collections.abc import Collection, Iterable

from shnor_cli.model import Remark
from shnor_cli.russian import plural
from shnor_cli.tables.sheets import Sheet

_ADDITIONAL = re.compile(
    r"дополнительн\w+ (?:период|срок|этап|день|дни)"
    r"|(?<!на )(?<!с )(?<!до )(?<!по )(?<!от )(?<!отчет )(?<!\d )(?<!\d\.)\bсентябр(?![а-я]* по )"
    r"|(?<!учетом )(?<!после )(?<!до )\bпересдач(?![а-я]* (?:нет|не было|отсутств))"
    r"|\bповторн\w+ (?:сдач|экзамен|аттестац)"
)
"""The period in which exams are taken again; «на 1 сентября» is a day of printing."""
_LEFT_OUT = re.compile(r"(?:без(?: учета)?|кроме|исключая|не включая)(?: результатов)? [а-я]*$")
"""Before a period that is not in the table."""
_MAIN = re.compile(r"\bосновн\w+ (?:период|срок|этап|день|дни)|\bосновн\w+ и (?:дополнит|сентяб)")
_IN_A_CELL = re.compile(r"доп\b|дополнит|сентябр|пересдач|повторн")
EXAMS = frozenset({"ОГЭ", "ЕГЭ"})
"""Procedures that have such a period; ВПР of a September are those of the spring before."""


def names_additional(text: str) -> bool:
    """Whether a folded text says that the additional period is in the table."""
    return any(not _LEFT_OUT.search(text[: each.start()]) for each in _ADDITIONAL.finditer(text))


def are_additional(texts: Iterable[str]) -> bool:
    """Whether folded titles and names say that a table is of the additional period alone."""
    said = list(texts)
    return any(map(names_additional, said)) and not any(map(_MAIN.search, said))


def is_additional(cell: str) -> bool:
    """Whether the folded cell of a column of periods names the additional one."""
    return bool(_IN_A_CELL.match(cell)) and not _MAIN.search(cell)


def resit(sheet: Sheet, rows: Collection[int]) -> Remark:
    """Return the remark on rows that are not counted, by their numbers."""
    count = plural(len(set(rows)), "строка", "строки", "строк")
    text = f"дополнительный период (сентябрь): {count}"
    done = "не учтены: учитывается основной период"
    return Remark(sheet.place(min(rows)), text, done, "R-resit")
