"""What to do after a Word template in `templates/` was edited: `python -m tools.templates`.

The Word files themselves are the source. This takes out of them what the machine that saved them
left there, holds words together by no-break spaces, and writes the words and tags of each into
`tests/memo/templates/`, so that a diff shows what changed.
"""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from shnor_cli.putting import repacked, with_part
from shnor_cli.russian import nbsp

_ROOT = Path(__file__).parents[1]
TEMPLATES = {path.stem: path for path in sorted((_ROOT / "templates").glob("*.docx"))}
WORDS = {name: _ROOT / "tests" / "memo" / "templates" / f"{name}.txt" for name in TEMPLATES}

_AS_IT_STANDS = frozenset({"Тег", "Заголовок к тексту"})
"""Styles whose words are no running text; a title goes into the properties as well."""


def main() -> None:
    """Tidy all templates and write their words."""
    for name, path in TEMPLATES.items():
        path.write_bytes(tidied(path))
        WORDS[name].write_text(text_of(path), encoding="utf-8")


def text_of(path: Path) -> str:
    """Return the words and tags of a Word file, a line for each paragraph, with its style."""
    lines = []
    for node in Document(str(path)).element.body.iter(qn("w:p"), qn("w:tbl"), qn("w:tr")):
        if node.tag == qn("w:tbl"):
            lines.append("[таблица]")
        elif node.tag == qn("w:tr"):
            lines.append("[строка]")
        else:
            style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = style.get(qn("w:val")) if style is not None else "Normal"
            text = "".join(each.text or "" for each in node.iter(qn("w:t")))
            lines.append(f"{name}: {text}".rstrip())
    return "\n".join(lines) + "\n"


def tidied(path: Path) -> bytes:
    """Return a template with nothing of the machine that saved it, the same on any day."""
    document = Document(str(path))
    _hold_together(document)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    content = io.BytesIO()
    document.save(content)
    return repacked(with_part(content.getvalue(), "docProps/app.xml", _by_us))


def _hold_together(document: WordDocument) -> None:
    for paragraph in document.element.body.iter(qn("w:p")):
        if paragraph.style not in {name.replace(" ", "") for name in _AS_IT_STANDS}:
            for text in paragraph.iter(qn("w:t")):
                text.text = nbsp(text.text or "")


def _by_us(properties: bytes) -> bytes:
    return re.sub(rb"<Application>[^<]*", b"<Application>shnor", properties)


if __name__ == "__main__":
    main()
