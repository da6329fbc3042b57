"""The document that approved the criteria, in an order and a letter."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from shnor_cli.criteria.methodology import Basis
from shnor_cli.memo.papers.order import letters_of, order_of
from shnor_cli.memo.word.filling import fill
from shnor_cli.memo.words.approval import approval_in_words
from shnor_cli.memo.words.office import Office
from tests.memo.building import approved, small_district
from tests.memo.words import words_of
from tools.templates import TEMPLATES

ISSUER = "Отдел образования администрации Тальского района"


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        (
            Basis(
                document="приказ «Об утверждении критериев»",
                issuer=ISSUER,
                number="12-од",
                date=date(2025, 12, 29),
            ),
            (
                "приказом Отдела образования администрации Тальского района от 29 декабря 2025 г. "
                "№ 12-од «Об утверждении критериев»"
            ),
        ),
        (
            Basis(document="Приказ управления образования", number="7"),
            "приказом управления образования № 7",
        ),
        (
            Basis(document="Распоряжение", issuer="Правительство края"),
            "распоряжением (Правительство края)",
        ),
        (Basis(document="Порядок идентификации"), "документом (Порядок идентификации)"),
        (Basis(edition="2025 год"), ""),
        (Basis(issuer=ISSUER), ""),
        (Basis(number="12-од"), ""),
    ],
)
def test_the_document_is_named_after_who_approved(basis: Basis, said: str) -> None:
    methodology = approved().methodology.model_copy(update={"basis": basis})
    assert approval_in_words(methodology).replace("\u00a0", " ") == said
    example = methodology.model_copy(update={"status": "пример"})
    assert approval_in_words(example) == ""


def test_an_order_and_a_letter_name_what_they_rest_on() -> None:
    basis = Basis(document="приказ", issuer=ISSUER, number="12-од", date=date(2025, 12, 29))
    found = small_district(1)
    methodology = approved().methodology.model_copy(update={"basis": basis})
    found = replace(found, file=found.file._replace(methodology=methodology))
    office = Office(basis="пункта 2.1 Комплекса мер")
    by = "приказом Отдела образования администрации Тальского района от 29 декабря 2025 г. № 12-од"
    order = filled("prikaz", order_of(found, None, office))
    assert (
        "низкими образовательными результатами, во исполнение пункта 2.1 Комплекса мер, на "
        f"основании критериев и показателей, утверждённых {by}, и результатов идентификации по "
        "методике «Выявление школ с низкими образовательными результатами»\nПРИКАЗЫВАЮ:"
    ) in order
    (_, letter), *_ = letters_of(found, None, office)
    told = filled("pismo", letter)
    assert "Во исполнение пункта 2.1 Комплекса мер проведён анализ образовательных" in told
    assert f"результатами» (критерии и показатели утверждены {by}). Его цель" in told


def test_an_order_and_a_letter_say_nothing_of_what_is_not_named() -> None:
    found = small_district(1)
    order = filled("prikaz", order_of(found, None))
    assert "результатами, на основании результатов идентификации по методике" in order
    (_, letter), *_ = letters_of(found, None)
    told = filled("pismo", letter)
    assert "Проведён анализ образовательных результатов за 2024/25" in told
    assert "образовательными результатами». Его цель" in told


def filled(name: str, context: Mapping[str, object]) -> str:
    """Fill a shipped template and return its words."""
    return words_of(Document(io.BytesIO(fill(TEMPLATES[name], context, None))))
