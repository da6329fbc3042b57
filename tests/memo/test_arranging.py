"""Which caption names which block, and what lies under what."""

import pytest

from shnor_cli.memo.arranging import Figure, arrange, nested
from shnor_cli.memo.blocks import Block, Paragraph, Section
from shnor_cli.memo.rooms import widened
from tests.memo.papers import bars, said, signature, summary

TABLE = said("Таблица 1", caption=True)
CHART = said("Рисунок 1", caption=True)


def outline(*blocks: Block) -> list[tuple[str, str]]:
    """Return kinds of blocks with their captions or words."""
    return [
        (each.block.kind, each.caption.text if each.caption else "")
        if isinstance(each, Figure)
        else ("words", each.text)
        for each in arrange(Section(landscape=False, blocks=blocks))
    ]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([TABLE, summary()], [("table", "Таблица 1")]),
        ([bars(), CHART], [("chart", "Рисунок 1")]),
        ([CHART, bars()], [("chart", "Рисунок 1")]),
        ([bars(), TABLE, summary()], [("chart", ""), ("table", "Таблица 1")]),
        ([bars(), CHART, summary()], [("chart", "Рисунок 1"), ("table", "")]),
        (
            [bars(), CHART, TABLE, summary()],
            [("chart", "Рисунок 1"), ("table", "Таблица 1")],
        ),
        (
            [summary(), TABLE, said("слово")],
            [("table", ""), ("words", "Таблица 1"), ("words", "слово")],
        ),
        ([TABLE, signature()], [("words", "Таблица 1"), ("table", "")]),
        ([TABLE], [("words", "Таблица 1")]),
    ],
)
def test_a_caption_goes_to_what_it_names(
    blocks: list[Block], expected: list[tuple[str, str]]
) -> None:
    assert outline(*blocks) == expected


@pytest.mark.parametrize(
    ("last", "kept"),
    [("конец", [False, True, True, True]), ("длинный конец " * 9, [False, False, True, True])],
)
def test_a_signature_keeps_two_lines_and_the_gap_before_it(last: str, kept: list[bool]) -> None:
    words = (said("начало"), said("дальше"), said(last, mark="1."), said(""))
    arranged = arrange(Section(landscape=False, blocks=(*words, signature())))
    assert [each.with_next for each in arranged if isinstance(each, Paragraph)] == kept


def test_columns_give_what_they_have_too_much_to_narrow_ones() -> None:
    assert widened([40, 30, 30], [10, 30, 36]) == [34, 30, 36]
    assert widened([40, 30, 30], [10, 30, 30]) == [40, 30, 30]
    assert widened([40, 30, 30], [40, 30, 36]) == [40, 30, 30]


def test_items_lie_under_the_last_one_less_deep() -> None:
    depths = (1, 0, 1, 2, 1, 0)
    tree = nested([said(str(at), mark="–", depth=depth) for at, depth in enumerate(depths)])
    assert [(each.paragraph.text, len(each.items)) for each in tree] == [
        *(("0", 0), ("1", 2), ("5", 0)),
    ]
    assert [len(each.items) for each in tree[1].items] == [1, 0]
