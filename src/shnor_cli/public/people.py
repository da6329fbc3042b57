"""Texts that people wrote, in a public version: one that may name somebody is not told in it.

Names that no list knows («Саая Чойган») look like any other word with a capital. So a free text is
told only where all such words are known to name nobody.
"""

import re

from shnor_cli.tables.people import DOCUMENT, NAMES, PATRONYMIC, words_of

_NOBODY = re.compile(
    r"\b(?:Администраци|Департамент|Комитет|Комисси|Министерств|Минобрнауки|Минпросвещени"
    r"|Правительств|Прокуратур|Роспотребнадзор|Рособрнадзор|Российск|Росси|Управлени|Федераци"
    r"|Закон|Комплекс|План|Письм|Поряд|Постановлени|Президент|Приказ|Программ|Протокол"
    r"|Распоряжени|Решени|Указ|Данны|Лист|Отметк|Отч[её]т|Реестр|Результат|Статистик|Таблиц"
    r"|Вечерн|Закры|Исключен|Капитальн|Коррекционн|Ликвид|Малокомплектн|Присоединен|Причин"
    r"|Ремонт|Реорганиз|Сменн|Школ)[а-яё]{0,3}\d*\b"
    r"|\b(?:За|Из|На|Не|Нет|Об|От|По|Со|Sheet\d*)\b"
    r"|\b[А-ЯЁ][а-яё-]*ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое)"
    r"(?=\s+(?:муниципальн|городск|район|округ|кра|област))"
)
"""Words with a capital that are no names: authorities, documents, beginnings of reasons, places."""
_CAPITAL = re.compile(r"(?<![^\W_])(?:[A-ZА-ЯЁ][a-zа-яё]|[A-ZА-ЯЁ]{6})")
"""Begins any other such word; a short one all in capitals («МКОУ», «ОГЭ») is no name."""
_INITIALS = re.compile(r"[а-яё]{3,}\s+[а-яё]\.\s?[а-яё]\.", re.IGNORECASE)


def told(text: str, inside: str) -> str:
    """Return a text that somebody wrote, or what is told in its place if it may name a person."""
    return inside if _may_name(text) else text


def _may_name(text: str) -> bool:
    left = _NOBODY.sub(" ", text)
    looks = (_CAPITAL, _INITIALS, PATRONYMIC, DOCUMENT)
    return any(each.search(left) for each in looks) or not NAMES.isdisjoint(words_of(left))
