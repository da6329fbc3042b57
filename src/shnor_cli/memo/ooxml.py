"""Names of elements in Office documents: ECMA-376, part 1."""

from typing import Any

Node = Any
"""An element of lxml, which has no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
"""Documents, drawings, charts, and what Office 2013 added to charts."""


def words(node: Node) -> str:
    """Return the words of a part of a document.

    `itertext` would ask python-docx for the text of each paragraph, and of each run in it again.
    """
    return "".join(each.text or "" for each in node.iter(f"{W}t"))
