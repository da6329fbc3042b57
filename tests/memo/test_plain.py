"""The memo as Markdown and as text: nothing lost, nothing taken for a mark."""

import html
import re

import pytest

from shnor_cli.memo.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Paragraph,
    Section,
    Series,
    Span,
    Table,
)
from shnor_cli.memo.plain import markdown, text

HOSTILE = ["# не заголовок", "1. не пункт", "a|b", "<b>&amp;</b>", "*звёзды* и _черты_", "= cmd"]


def document_of(*blocks: Block) -> Document:
    return Document("Справка", "", (Section(landscape=False, blocks=blocks),))


def said(words: str, **looks: object) -> Paragraph:
    return Paragraph((Span(words),), **looks)  # type: ignore[arg-type]


def rendered(source: str) -> str:
    """Return the words that a reader of Markdown sees."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable("table").render(source)
    return html.unescape(re.sub(r"<[^>]+>", "", made))


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_marks(words: str) -> None:
    table = Table(((Cell((said(words),)),),), 1, (1.0,))
    shown = rendered(markdown(document_of(said(words), said(words, heading=2), table)).decode())
    assert shown.count(words) == 3


def test_a_document_as_markdown() -> None:
    document = document_of(
        said("Справка", heading=1),
        Paragraph((Span("Всего "), Span("три", bold=True), Span(" школы."))),
        said("первая", mark="1."),
        said("вторая", mark="2."),
        said("вложенная", mark="–", depth=1),
        said("Осторожно", framed=True),
        Table(
            (
                (Cell((said("Школа"),), rows=2), Cell((said("Доля"),), columns=2)),
                (Cell((said("2024"),)), Cell((said("2025"),))),
                (Cell((said("А|Б"),)), Cell((said("1"), said("2 из 3"))), Cell((said("—"),))),
            ),
            2,
            (0.5, 0.25, 0.25),
        ),
    )
    assert markdown(document).decode() == (
        "## Справка\n\nВсего **три** школы.\n\n1. первая\n2. вторая\n    - вложенная\n\n"
        "> Осторожно\n\n| Школа | Доля, 2024 | Доля, 2025 |\n| --- | --- | --- |\n"
        "| А\\|Б | 1<br>2 из 3 | — |\n"
    )


def test_a_chart_is_its_numbers() -> None:
    chart = Chart("columns", ("ВПР", "ОГЭ"), (Series("район", (12.5, None)),), "alt", unit="%")
    shown = markdown(document_of(chart)).decode()
    assert "| ВПР | 12,5 |" in shown
    assert "| ОГЭ | — |" in shown


def test_plain_text_is_wrapped_and_holds_together_what_must() -> None:
    words = "слово " * 12 + "п.\u00a02.1 и ещё"
    lines = text(document_of(said(words), said("пункт", mark="1."))).decode().splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert any("п.\u00a02.1" in line for line in lines)
    assert lines[-1] == "1. пункт"


def test_a_heading_of_two_lines_is_one_in_markdown() -> None:
    shown = markdown(document_of(said("КРИТЕРИИ\nидентификации школ", heading=1))).decode()
    assert shown == "## КРИТЕРИИ идентификации школ\n"
