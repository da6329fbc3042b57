"""Trials (пробные экзамены и работы): what is no result, whatever it is a trial of."""

import re

_TRIED = r"\b(?:пробн|репетиционн|тренировочн)[а-я]{2,3}\b"
_WORK = (
    r"\b(?:к?егэ|огэ|гвэ|гиа|впр|кдр|экзамен|работ|тестирован|диагностик|контрольн|проверочн"
    r"|государственн|мониторинг|вариант|запуск|этап|срез|по(?= ))[а-я]*"
)
_OF_PLACE = "".join(f"(?<!{each})" for each in ("«", '"', r"\. ", "село ", "город ", "поселок "))
_TRIAL = re.compile(
    "|".join(
        (
            rf"{_TRIED} (?:[а-я]+ )?{_WORK}",
            rf"\({_TRIED}(?! (?:район|округ|муниц|город|сел|пос|м[ро]\b))(?: {_WORK})?\)?",
            rf"\bпробник[а-я]*|\bрепетици[яию]\b(?: {_WORK})?",
            rf"{_OF_PLACE}{_TRIED}(?![ ,]*-?[а-я«»\"])",
            (
                r"\b(?:работ|контрольн|диагностик|тестирован|срез)[а-я]* (?:[а-я]+ )?"
                r"в форм(?:ат)?е (?:к?егэ|огэ|гвэ|гиа|впр)\b"
            ),
            (
                r"\bстатград[а-я]*|\bпрогноз[а-я]*|\bтренинг[а-я]*"
                r"|\bцелев[а-я]+ (?:показател|значени|ориентир)[а-я]*"
            ),
            r"\bпроба(?= (?:к?егэ|огэ|гиа|впр)\b)|(?<=[огв]э )проба\b|(?<=впр )проба\b",
        )
    )
)
"""Such a word with what is tried, or by itself: «Пробный район» and «Пробнинская СОШ» are none."""


def trial_in(folded: str) -> str:
    """Return the words of a folded text that name a trial, empty where there are none."""
    match = _TRIAL.search(folded)
    return match[0] if match else ""


def without_trial(folded: str) -> str:
    """Return a folded text without what names a trial in it."""
    return _TRIAL.sub(" ", folded)
