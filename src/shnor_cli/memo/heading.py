"""What stands around the text of every document: the office, the date, who signs, the terms."""

from datetime import date

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.memo.context import genitive
from shnor_cli.russian import NBSP, date_in_words

_OFFICE = "Управление образования ______________________________"
_SIGNATORY = "Руководитель управления образования"
_NAME = "____________________"
_NUMBER = "_________"
_NO_DATE = f"«___»{NBSP}______________{NBSP}20__{NBSP}г."
_EXECUTOR = "______________________________, тел. ______________"


def heading_of(methodology: Methodology, day: date | None) -> dict[str, object]:
    """Return the values that every document has; without a day its date is left blank."""
    terms = methodology.terms
    return {
        "управление": _OFFICE,
        "место": "",
        "дата": date_in_words(day) if day else _NO_DATE,
        "номер": _NUMBER,
        "подпись": {"должность": _SIGNATORY, "фио": _NAME},
        "исполнитель": _EXECUTOR,
        "термин": {
            "кратко": terms.short,
            "полностью": terms.long,
            "родительный": genitive(terms.long),
        },
        "методика": {"название": methodology.title, "пример": methodology.status == "пример"},
    }
