"""Why a result that is not the greatest one decides: the criterion asks for several."""

from shnor_cli.engine.choosing import Choice, choices_of
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.russian import number_word

_COUNTED = {
    "assessments": "процедур",
    "subjects": "предметов",
    "procedures": "видов процедур",
    "grades": "классов",
    "levels": "уровней",
    "years": "лет",
    "criteria": "критериев",
}
_ORDINALS = (
    *("", "первый", "второй", "третий", "четвёртый", "пятый"),
    *("шестой", "седьмой", "восьмой", "девятый", "десятый"),
)


def choice_in_words(identification: Identification, verdict: Verdict) -> str:
    """Say it shortly: «нужно не менее двух процедур; это второй по величине»; else nothing."""
    return "; ".join(map(_said, choices_of(identification, verdict)))


def _said(choice: Choice) -> str:
    if choice.is_least:
        wanted = f"нужно не менее {number_word(choice.needed, 'родительный')}"
        wanted = f"{wanted} {_COUNTED[choice.over]}"
    else:
        wanted = f"допускается не более {number_word(choice.needed - 1, 'родительный')}"
    known = " из известных" if choice.unknown else ""
    return f"{wanted}; это {_ordinal(choice.rank)} {_order(choice)}{known}"


def _ordinal(rank: int) -> str:
    return _ORDINALS[rank] if 0 < rank < len(_ORDINALS) else f"{rank}-й"


def _order(choice: Choice) -> str:
    match choice.by_value:
        case True:
            return "по величине"
        case False:
            return "от наименьшего"
    return "по отклонению от границы"
