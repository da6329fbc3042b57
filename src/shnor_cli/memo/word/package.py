"""A Word document as a package: its parts, what leads to them, and refusals."""

import posixpath
import re
import zipfile
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from lxml import etree

from shnor_cli.errors import Place, Problem, TemplateError, refusal
from shnor_cli.memo.blocks import Document
from shnor_cli.memo.ooxml import Node, W, words
from shnor_cli.russian import number

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

MOST_BYTES = 64 * 2**20
"""A part that unpacks to more is no memo, nor are all charts and pictures of more together."""

_MOST_PARAGRAPHS = 100_000
"""With those in cells: a memo of 1,000 schools has 46,000 of them, in 30,000 cells."""
_MOST_RUNS = 300_000
_MOST_SIGNS = 2_000_000
"""Characters: a memo of 1,000 schools has 480,000."""
_LONGEST_PARAGRAPH, _LONGEST_WORD = 10_000, 1_000
"""In characters; longer words make a page of pdf out of every line."""

FILLED = "заполнен"
"""The status of a document made of a template; Word and LibreOffice keep it."""


class TooLargeError(Exception):
    """The document would take more memory than a memo ever does."""


class Package(NamedTuple):
    """The parts of a document, unpacked as they are asked for."""

    file: zipfile.ZipFile
    main: str

    @classmethod
    def of(cls, file: zipfile.ZipFile) -> "Package":
        """Find the main part of a package.

        Raises:
            LookupError: there is none.
        """
        for each in parsed(file.read("_rels/.rels")).iter(f"{_RELATIONS}Relationship"):
            if each.get("Type", "").endswith("/officeDocument"):
                return cls(file, _inside(PurePosixPath(), each.get("Target", "")))
        raise KeyError("officeDocument")

    def part(self, name: str) -> bytes:
        """Return a part, or nothing where there is none."""
        if name not in self.file.NameToInfo:
            return b""
        if self.file.getinfo(name).file_size > MOST_BYTES:
            raise TooLargeError
        return self.file.read(name)

    def target(self, kind: str) -> bytes:
        """Return the part of a kind that the main part names, or nothing."""
        for found, target in self.relations().values():
            if found.endswith(f"/{kind}"):
                return self.part(target)
        return b""

    def relations(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Return the kind and the name of every part that a part, else the main one, names."""
        path = PurePosixPath(part or self.main)
        folder, name = path.parent, path.name
        listed = self.part(str(folder / "_rels" / f"{name}.rels"))
        if not listed:
            return {}
        return {
            each.get("Id"): (each.get("Type", ""), _inside(folder, each.get("Target", "")))
            for each in parsed(listed).iter(f"{_RELATIONS}Relationship")
            if each.get("TargetMode") != "External"
        }


def _inside(folder: PurePosixPath, target: str) -> str:
    """Return the name of a part that is named from a folder of the package."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def parsed(xml: bytes) -> Node:
    """Parse a part, without entities of its own."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))


def refuse_large(body: Node, name: str) -> None:
    """Refuse a document that would keep the other formats busy for minutes.

    Raises:
        TemplateError: with what there is too much of.
    """
    if fault := _too_large(body):
        raise refused(name, f"документ слишком велик для справки: {fault}")


def _too_large(body: Node) -> str:
    for tag, most, said in (
        ("p", _MOST_PARAGRAPHS, "абзацев вместе с ячейками таблиц"),
        ("r", _MOST_RUNS, "кусков текста разного вида"),
    ):
        if next(islice(body.iter(f"{W}{tag}"), most, None), None) is not None:
            return f"{said} больше {number(most)}"
    signs = 0
    for paragraph in body.iter(f"{W}p"):
        text = words(paragraph)
        signs += len(text)
        if len(text) > _LONGEST_PARAGRAPH:
            return f"абзац длиннее {number(_LONGEST_PARAGRAPH)} знаков"
        if len(text) > _LONGEST_WORD and max(map(len, text.split())) > _LONGEST_WORD:
            return f"слово длиннее {number(_LONGEST_WORD)} знаков"
    return f"текста больше {number(_MOST_SIGNS)} знаков" if signs > _MOST_SIGNS else ""


def read_file(path: Path) -> bytes:
    """Return the bytes of a Word document that somebody names.

    Raises:
        TemplateError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise refused(path.name, refusal(error)) from error


def refuse_template(document: Document, name: str) -> None:
    """Refuse to publish a document in which tags are left, unless it wrote them itself.

    Raises:
        TemplateError: it is a template, with the first of its tags.
    """
    found = [tag for each in document.paragraphs for tag in _TAG.findall(each.text)]
    if found and not document.is_filled:
        others = f" и ещё {len(found) - 1}" if found[1:] else ""
        fault = f"в документе остались теги шаблона: {found[0]}{others}"
        hint = "Шаблон сначала заполняют: shnor memo ПРОГОН --template ФАЙЛ."
        raise TemplateError("Документ не опубликован.", [Problem(Place(name), fault)], hint=hint)


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def refused(name: str, fault: str) -> TemplateError:
    """Return the refusal of a document that cannot be read; `name` is how it is called."""
    return TemplateError("Документ не прочитан.", [Problem(Place(name), fault)])
