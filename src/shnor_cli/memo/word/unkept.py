"""What a Word document may have and no block keeps though its words stay: links, colours, notes."""

import re
from collections.abc import Iterator

from shnor_cli.memo.ooxml import Node, W, words

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LINK = re.compile(r"\s*HYPERLINK\s+(?!\\l)", re.IGNORECASE)
_PLAIN = frozenset({"", "none", "auto", "000000", "default", "white"})

_COMMENT, _HYPERLINK, _FIELD, _COLOUR, _HIGHLIGHT = (
    f"{W}{name}" for name in ("commentReference", "hyperlink", "instrText", "color", "highlight")
)
_SAID = {
    _COMMENT: "примечания на полях",
    _HYPERLINK: "адреса ссылок (слова их сохранены)",
    _COLOUR: "цвет букв",
    _HIGHLIGHT: "выделение слов цветом",
}


def unkept(part: Node) -> Iterator[str]:
    """Yield in Russian what a part of a document has that goes into no format."""
    found = {_kind(each) for each in part.iter(*_SAID, _FIELD)}
    return (said for kind, said in _SAID.items() if kind in found)


def _kind(node: Node) -> str:
    """Return what an element is lost as; nothing where nothing is lost with it."""
    if node.tag == _FIELD:
        return _HYPERLINK if _LINK.match(node.text or "") else ""
    if node.tag == _HYPERLINK:
        return _HYPERLINK if node.get(_RELATION) is not None else ""
    return str(node.tag) if node.tag == _COMMENT or _is_seen(node) else ""


def _is_seen(colour: Node) -> bool:
    """Say whether a colour of a run is another than that of plain words."""
    run = colour.getparent().getparent()
    is_plain = colour.get(f"{W}val", "").lower() in _PLAIN
    return not is_plain and run.tag == f"{W}r" and bool(words(run).strip())
