"""People who made a template or reviewed it: their names stay out of what is filled from it.

Word writes them where nobody looks: into properties, variables, comments, tracked changes, and the
paths of the template and of the tables that a document was made of.
"""

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import XmlPart
from docx.opc.rel import Relationships
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from shnor_cli.memo.ooxml import Node
from shnor_cli.memo.word.accepting import accept_for_good

_OF_PACKAGE = ("/extended-properties", "/custom-properties", "/metadata/thumbnail")
_OF_PART = (
    *("/comments", "/commentsExtended", "/commentsExtensible", "/commentsIds", "/people"),
    *("/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/printerSettings"),
)
"""How the kinds of relations end that lead to such parts."""
_TAKEN = (
    *map(qn, ("dc:creator", "dc:description", "dc:subject")),
    *map(qn, ("cp:category", "cp:keywords", "cp:lastModifiedBy")),
    *map(qn, ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")),
    *map(qn, ("w:attachedTemplate", "w:docVars", "w:mailMerge")),
)
"""Properties that name people, and elements that lead to such parts."""
_NOTES = ("footnotes+xml", "endnotes+xml")
"""How the kinds of parts end that python-docx leaves unread."""


def forget_people(document: Document) -> None:
    """Take the names of people out of a document, all but those in its title and words.

    Words are those that it has once its corrections are accepted.
    """
    package = document.part.package
    _drop(package.rels, _OF_PACKAGE)
    for part in package.iter_parts():
        _drop(part.rels, _OF_PART)
        if isinstance(part, XmlPart):
            _clean(part.element)
        elif part.content_type.endswith(_NOTES):
            notes = parse_xml(part.blob)
            _clean(notes)
            part._blob = serialize_part_xml(notes)  # noqa: SLF001 - as docxtpl does


def _clean(root: Node) -> None:
    accept_for_good(root)
    for element in list(root.iter(*_TAKEN)):
        element.getparent().remove(element)


def _drop(relations: Relationships, kinds: tuple[str, ...]) -> None:
    for name, relation in list(relations.items()):
        if relation.reltype.endswith(kinds):
            del relations[name]
