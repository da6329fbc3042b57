"""People who made a template or reviewed it: their names stay out of what is filled from it.

Word writes them where nobody looks: into properties, comments, tracked changes, and the path of the
template that a document was made of.
"""

from docx.document import Document
from docx.opc.rel import Relationships
from docx.oxml.ns import qn

_OF_PACKAGE = ("/extended-properties", "/custom-properties", "/metadata/thumbnail")
_OF_PART = (
    *("/comments", "/commentsExtended", "/commentsExtensible", "/commentsIds", "/people"),
    "/attachedTemplate",
)
"""How the kinds of relations end that lead to such parts."""
_TAKEN = (
    *map(qn, ("dc:creator", "dc:description", "dc:subject")),
    *map(qn, ("cp:category", "cp:keywords", "cp:lastModifiedBy")),
    *map(qn, ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")),
    qn("w:attachedTemplate"),
)
"""Properties that name people, and elements that lead to such parts."""
_NOBODY = "Автор"
"""Whom Word itself names where it takes names away."""


def forget_people(document: Document) -> None:
    """Take the names of people out of a document, all but those in its title and words."""
    package = document.part.package
    _drop(package.rels, _OF_PACKAGE)
    for part in package.iter_parts():
        _drop(part.rels, _OF_PART)
        root = getattr(part, "element", None)
        if root is None:
            continue
        for element in list(root.iter(*_TAKEN)):
            element.getparent().remove(element)
        for element in root.xpath("//*[@w:author]"):
            element.set(qn("w:author"), _NOBODY)


def _drop(relations: Relationships, kinds: tuple[str, ...]) -> None:
    for name, relation in list(relations.items()):
        if relation.reltype.endswith(kinds):
            del relations[name]
