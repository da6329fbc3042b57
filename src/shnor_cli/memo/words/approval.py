"""The document that approved the criteria, as an order and a letter name it."""

import re

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.wording import date_and_number, document_in_words
from shnor_cli.memo.words.declining import OFFICES, genitive_of

_KINDS = {
    "постановление": "постановлением",
    "приказ": "приказом",
    "распоряжение": "распоряжением",
    "решение": "решением",
}
"""Documents by which criteria are approved, in the instrumental."""


def approval_in_words(methodology: Methodology) -> str:
    """Name the document after «утверждённых»: «приказом Отдела образования от … № 12-од».

    Empty where the methodology is an example or names no document.
    """
    basis = methodology.basis
    told = document_in_words(basis)
    if methodology.status == "пример" or basis is None or not basis.document:
        return ""
    kind, _, rest = re.sub(r"\s+", " ", basis.document).partition(" ")
    if kind.lower() not in _KINDS:
        return f"документом ({told})"
    is_title = rest.startswith(("«", '"'))
    own = genitive_of(basis.issuer, OFFICES) if basis.issuer and (is_title or not rest) else ""
    aside = f"({basis.issuer})" if basis.issuer and not own else ""
    who, title = ("", rest) if is_title else (rest, "")
    marks = (_KINDS[kind.lower()], own or who, *date_and_number(basis), title, aside)
    return " ".join(filter(None, marks))
