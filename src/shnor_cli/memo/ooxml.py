"""Names of elements in Office documents: ECMA-376, part 1."""

from typing import Any

Node = Any
"""An element of lxml, which has no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
"""Documents, drawings, charts, and what Office 2013 added to charts."""


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
