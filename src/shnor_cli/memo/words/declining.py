"""Official names in the genitive: «Руководителю муниципального бюджетного учреждения «…»».

Only what is sure to be declined right: adjectives and a known word at the beginning. What stands
after them («города Заря», «имени Героя», «…») stays as it is.
"""

import re

from shnor_cli.russian import quote

OFFICES = {
    "Администрация": "Администрации",
    "Департамент": "Департамента",
    "Комитет": "Комитета",
    "Министерство": "Министерства",
    "Отдел": "Отдела",
    "Служба": "Службы",
    "Управление": "Управления",
    "Учреждение": "Учреждения",
}
"""Words by which offices are called, in the genitive."""

SCHOOLS = {
    "Гимназия": "Гимназии",
    "Интернат": "Интерната",
    "Классы": "Классов",
    "Колледж": "Колледжа",
    "Комплекс": "Комплекса",
    "Корпус": "Корпуса",
    "Лицей": "Лицея",
    "Организация": "Организации",
    "Отделение": "Отделения",
    "Подразделение": "Подразделения",
    "Прогимназия": "Прогимназии",
    "Сад": "Сада",
    "Техникум": "Техникума",
    "Училище": "Училища",
    "Учреждение": "Учреждения",
    "Филиал": "Филиала",
    "Центр": "Центра",
    "Школа": "Школы",
}
"""Words by which schools are called, in the genitive."""

_KINDS = {"ый": "ого", "ой": "ого", "ий": "его", "ое": "ого", "ее": "его", "ая": "ой", "яя": "ей"}
"""Endings of the adjectives before such a word, in the genitive."""
_HARD = ("кий", "гий", "хий")
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,7}(?:-\w+)?")
_SURE_ABBREVIATION = re.compile(r"[А-ЯЁ]{1,6}[ОУШ](?:-\w+)?")
"""«МБОУ», «СОШ»: in a name of capitals only such a word is told from others."""
_SPACES = re.compile(r"([ \u00a0]+)")
_DASHES = ("-", "–", "—")


def genitive_of(name: str, nouns: dict[str, str]) -> str:
    """Put an official name into the genitive; empty where it is called by no known word.

    A capitalised word is an adjective only where a name begins: «Первое Мая школа».
    """
    pieces = _SPACES.split(name)
    said: list[str] = []
    end = 0
    begins = True
    abbreviation = _SURE_ABBREVIATION if name.isupper() else _ABBREVIATION
    for place in range(0, len(pieces), 2):
        word = pieces[place]
        noun = _noun(word, nouns)
        is_sign = word in _DASHES and bool(end)
        may_be_adjective = begins or name.isupper() or not word[:1].isupper()
        other = word if is_sign else _adjective(word) if may_be_adjective else ""
        is_short = not noun and not other and abbreviation.fullmatch(word) is not None
        form = noun or other or (word if is_short else "")
        if not form:
            break
        said += (form, *pieces[place + 1 : place + 2])
        begins = bool(noun) or is_sign
        if noun or is_short:
            end = place + 1
        if is_short:
            break  # what follows an abbreviation stands beside it
    return "".join((*said[:end], *pieces[end:])) if end else ""


def addressee(name: str) -> str:
    """Name a school after «Руководителю»: in the genitive, or so that its case does not matter."""
    return genitive_of(name, SCHOOLS) or f"образовательной организации {quote(name)}"


def _noun(word: str, nouns: dict[str, str]) -> str:
    first, *others = word.split("-")
    forms = [nouns.get(each.capitalize(), "") for each in (first, *others)]
    if not all(forms):
        return ""
    pairs = zip((first, *others), forms, strict=True)
    return "-".join(_as_written(form, each) for each, form in pairs)


def _adjective(word: str) -> str:
    """Put an adjective into the genitive; empty for any other word."""
    lower = word.lower()
    ending = "ый" if lower.endswith(_HARD) else lower[-2:]
    if ending not in _KINDS or not word.replace("-", "").isalpha():
        return ""
    form = word[:-2] + _KINDS[ending]
    return form.upper() if word.isupper() else form


def _as_written(form: str, word: str) -> str:
    if word.isupper():
        return form.upper()
    return form if word[:1].isupper() else form.lower()
