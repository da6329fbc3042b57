"""Words that would be lost: the tag of a paragraph, row or cell takes all of it away."""

import re
from collections.abc import Iterator

from lxml import etree

from shnor_cli.memo.ooxml import Node, W, words
from shnor_cli.memo.word.straight import as_written, is_ended

_TAKEN = {
    "p": "весь абзац, в котором стоит",
    "tr": "всю строку таблицы, в которой стоит",
    "tc": "всю ячейку таблицы, в которой стоит",
}
_NOTE = re.compile(r"\{#.*?#\}")


def losses(xml: str) -> Iterator[tuple[str, str]]:
    """Yield the places of a part whose words would be lost, and what is lost; tags are straight."""
    tree = etree.fromstring(xml.encode(), etree.XMLParser(huge_tree=True, recover=True))
    for kind, taken in _TAKEN.items():
        for place in map(_text, tree.iter(f"{W}{kind}")):
            tag, beside = _parted(place, kind)
            if beside and not is_ended(tag):
                words_said, tag_said = as_written(beside), as_written(tag)
                fault = f"пропадут слова «{words_said}»: тег «{tag_said}» убирает {taken}"
                yield as_written(place), fault


def _parted(place: str, kind: str) -> tuple[str, str]:
    """Return the tag of a kind in a text, the last one if there are more, and what is beside it."""
    tags = list(re.finditer(rf"\{{%{kind}\s[^{{}}]*\}}", place))
    if not tags:
        return "", ""
    sides = place[: tags[-1].start()], place[tags[-1].end() :]
    return tags[-1][0], " … ".join(filter(None, (_NOTE.sub("", each).strip() for each in sides)))


def _text(element: Node) -> str:
    """Return the words of an element; of one that holds others of its kind, none."""
    if next(element.iterdescendants(element.tag), None) is not None:
        return ""
    return " ".join(filter(None, map(words, element.iter(f"{W}p"))))
