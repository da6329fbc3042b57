"""A memo as tests see it: its words, and its tables by their captions."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo import write_memo
from shnor_cli.memo.words.office import Office


def memo_of(
    found: Identification,
    folder: Path,
    day: date | None = None,
    *,
    office: Office | None = None,
    previous: Sequence[Identification] = (),
) -> WordDocument:
    """Write the memo of a run and open it."""
    output = folder / "spravka.docx"
    write_memo(found, output, date=day, office=office, previous=previous)
    return Document(str(output))


def words_of(document: WordDocument) -> str:
    """Return all the words, a line for each paragraph and cell, with plain spaces."""
    lines = [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]
    return "\n".join(lines).replace("\u00a0", " ")


def table_under(document: WordDocument, caption: str) -> Table:
    """Return the first table after a paragraph that holds a text."""
    body = list(document.element.body)
    place = next(
        place
        for place, node in enumerate(body)
        if node.tag == qn("w:p") and caption in "".join(node.itertext()).replace("\u00a0", " ")
    )
    node = next(each for each in body[place:] if each.tag == qn("w:tbl"))
    return next(table for table in document.tables if table._tbl is node)
