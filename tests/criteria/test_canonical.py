import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shnor_cli.criteria.canonical import written
from shnor_cli.criteria.tree import read_tree

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=100).filter(
    lambda text: unicodedata.is_normalized("NFC", text)
)
TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | TEXTS | st.sampled_from(["null", "~", "true", "01", "a: b", "- x", "#", "1, 2"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, TREES, min_size=1, max_size=4))
def test_whatever_is_written_reads_back_to_the_same_tree(content: dict[str, Any]) -> None:
    assert read_tree(written(content), "м.yaml").data == content


def test_plain_texts_need_no_quotes() -> None:
    content = {
        "id": "federal-2025",
        "title": "Доля «2», не менее 30 %",
        "scale": ["2", "ниже порога", "а, б"],
        "of": [{"procedure": "ВПР", "grade": ["4", "5"]}, {"subject": "химия"}],
        "empty": {},
    }
    assert written(content) == (
        "id: federal-2025\n"
        "title: Доля «2», не менее 30 %\n"
        'scale: [2, ниже порога, "а, б"]\n'
        "of:\n"
        "  - procedure: ВПР\n"
        "    grade: [4, 5]\n"
        "  - subject: химия\n"
        "empty: {}\n"
    )
