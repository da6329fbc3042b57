"""Names of elements in Office documents: ECMA-376, part 1."""

from collections.abc import Iterator
from typing import Any

Node = Any
"""An element of lxml, which has no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
"""Documents, drawings, charts, and what Office 2013 added to charts."""

_AROUND = frozenset(f"{W}{name}" for name in ("sdt", "customXml", "ins", "moveTo", "smartTag"))
"""What stands around words that belong where it stands."""
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def child_of(node: Node, *names: str) -> Node:
    """Return the first child of a name in `W`, of that one the first of the next name, and so on.

    None where there is none, or no node. A document asks this often, and `find`, which reads its
    path as a language, takes five times as long.
    """
    for name in names:
        tag = W + name
        for each in node if node is not None else ():
            if each.tag == tag:
                node = each
                break
        else:
            return None
    return node


def words(node: Node) -> str:
    """Return the words of a part of a document.

    `itertext` would ask python-docx for the text of each paragraph, and of each run in it again.
    """
    return "".join(each.text or "" for each in node.iter(f"{W}t"))


def content_of(node: Node) -> Iterator[Node]:
    """Yield the children, those of content controls and of one side of alternatives in place."""
    for child in node:
        tag = child.tag
        if tag in _AROUND:
            inner = child_of(child, "sdtContent")
            yield from content_of(child if inner is None else inner)
        elif tag == _ALTERNATIVES:
            yield from (each for choice in child[:1] for each in content_of(choice))
        elif isinstance(tag, str):  # else a comment or an instruction of XML
            yield child
