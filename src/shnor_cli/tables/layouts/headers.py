"""Headers and codes of the plain long table, and what must never be kept."""

import functools
import re
from collections.abc import Collection, Mapping

from shnor_cli.russian import fold

ROLES: Mapping[str, tuple[str, ...]] = {
    "school": (
        "школа",
        "оо",
        "код",
        "код оо",
        "код школы",
        "id",
        "id школы",
        "логин",
        "логин оо",
        "образовательная организация",
        "school",
        "school id",
    ),
    "name": (
        "название",
        "наименование",
        "название оо",
        "название школы",
        "наименование оо",
        "наименование школы",
        "name",
        "school name",
    ),
    "municipality": (
        "муниципалитет",
        "муниципальное образование",
        "район",
        "мсу",
        "municipality",
    ),
    "region": ("регион", "субъект", "субъект рф", "region"),
    "group": ("группа", "group"),
    "year": ("год", "учебный год", "уч. год", "уч год", "year", "school year"),
    "procedure": (
        "процедура",
        "вид процедуры",
        "название процедуры",
        "наименование процедуры",
        "оценочная процедура",
        "вид оценочной процедуры",
        "название оценочной процедуры",
        "наименование оценочной процедуры",
        "мероприятие",
        "оценочное мероприятие",
        "работа",
        "вид работы",
        "название работы",
        "наименование работы",
        "procedure",
    ),
    "subject": ("предмет", "учебный предмет", "subject"),
    "level": ("уровень", "level"),
    "grade": ("класс", "класс программы", "параллель", "grade"),
    "letter": (
        "литера",
        "литера класса",
        "класс (литера)",
        "класс с литерой",
        "буква",
        "буква класса",
        "letter",
    ),
    "participants": (
        "участников",
        "участники",
        "число участников",
        "количество участников",
        "кол-во участников",
        "participants",
    ),
    "enrolled": ("по списку", "списочный состав", "число по списку", "enrolled"),
    "score_sum": ("сумма баллов", "score sum"),
    "mark": (
        "отметка",
        "оценка",
        "уровень результата",
        "категория",
        "результат",
        "mark",
        "category",
    ),
    "score": ("балл", "тестовый балл", "score"),
    "pupil": (
        "ученик",
        "участник",
        "код участника",
        "код ученика",
        "номер участника",
        "номер ученика",
        "id ученика",
        "pupil",
        "pupil id",
        "student",
        "student id",
    ),
    "task": ("задание", "номер задания", "task"),
    "skill": ("умение", "проверяемое умение", "skill"),
    "maximum": ("максимальный балл", "макс. балл", "макс балл", "maximum"),
    "share": ("выполнение", "выполнение, %", "share"),
}
"""Role -> headers, folded; the first is the one to suggest."""

JOURNAL = ("понизили", "подтвердили", "повысили")
"""Headers of the counts of a table of marks compared with the journal."""

CODES: Mapping[str, str] = {
    code: reason
    for reason, codes in {
        "нет данных": "н/д|Н/д|Н/Д|н.д.|нет данных|Нет данных|-|–|—|х|Х|x|X",
        "скрыто": "*",
    }.items()
    for code in codes.split("|")
}
"""What usually stands in place of a number that is not known, and what it means."""

_BY_HEADER = {header: role for role, headers in ROLES.items() for header in headers}

_PERSONAL = re.compile(
    r"\b(фамили|имя|имени\b|отчеств|фио\b|ф\.? ?и\.? ?о\b|паспорт|снилс|документ|серия|"
    r"дата рожд|день рожд|e-?mail|эл\.? ?почт|электронн\w+ почт|телефон|адрес|surname|last ?name|"
    r"first ?name|second ?name|middle ?name|patronymic|passport|snils|birth|phone|address)"
)
"""What names a person or a document; such columns are dropped while reading."""

_CATEGORY = re.compile(r"(?:отметка|оценка|отметок|mark|на) (\S+)")


@functools.lru_cache(1 << 14)
def fold_header(text: str) -> str:
    """Fold a header for comparison: besides, underscores, quotes and a colon do not matter."""
    return fold(text.replace("_", " ").replace("«", "").replace("»", "").replace('"', "")).rstrip(
        ":"
    )


@functools.lru_cache(1 << 14)
def role_of(header: str) -> str | None:
    """Return the role of a header of the plain table, or None."""
    return _BY_HEADER.get(fold_header(header))


def category_of(header: str, categories: Collection[str]) -> str | None:
    """Return the category that a header counts: «2», «Отметка 2», «ниже порога»."""
    folded = fold_header(header)
    by_name = {fold_header(each): each for each in categories}
    if folded in by_name:
        return by_name[folded]
    match = _CATEGORY.fullmatch(folded)
    return by_name.get(match[1]) if match else None


def is_personal(header: str, *, of_pupils: bool) -> bool:
    """Whether a column holds what names a person; «name» in a pupils' table does."""
    folded = fold_header(header)
    return bool(_PERSONAL.search(folded)) or (of_pupils and folded == "name")
