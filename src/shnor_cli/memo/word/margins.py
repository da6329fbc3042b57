"""Headers and footers (колонтитулы) of a Word document: whether they say more than page numbers."""

import re
from collections.abc import Iterator

from lxml import etree

from shnor_cli.memo.ooxml import Node, W
from shnor_cli.memo.word.looks import value
from shnor_cli.memo.word.package import Package, parsed

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_BESIDE_NUMBERS = frozenset({"с", "стр", "страница", "лист", "листов", "из", "всего"})
"""Words that say no more than the number of a page beside them."""
_OFF = ("0", "false", "off")


def lost_of_margins(package: Package, body: Node) -> Iterator[str]:
    """Yield what is lost with the headers and footers that a document shows."""
    for name in dict.fromkeys(_shown(package, body)):
        if content := package.part(name):
            yield from _lost(parsed(content))


def _shown(package: Package, body: Node) -> Iterator[str]:
    """Yield the parts that stand on some page: those of a first or an even one may be unused."""
    settings, relations = package.target("settings"), package.relations()
    has_even = bool(settings) and _is_on(parsed(settings), "evenAndOddHeaders")
    for section in body.iter(f"{W}sectPr"):
        used = {"first": _is_on(section, "titlePg"), "even": has_even}
        for each in section.iterchildren(f"{W}headerReference", f"{W}footerReference"):
            _, name = relations.get(each.get(f"{_R}id", ""), ("", ""))
            if used.get(each.get(f"{W}type", ""), True):
                yield name


def _is_on(node: Node, name: str) -> bool:
    said = value(node, name)
    return said is not None and said not in _OFF


def _lost(margin: Node) -> Iterator[str]:
    has_number, said = _said(margin)
    words = re.findall(r"\w+", said.casefold())
    if words and not (has_number and _BESIDE_NUMBERS.issuperset(words)):
        yield "слова колонтитулов"
    if next(margin.iter(f"{W}drawing", f"{W}pict"), None) is not None:
        yield "рисунки колонтитулов"


def _said(margin: Node) -> tuple[bool, str]:
    """Return whether there is a number of a page, and the words beside it."""
    said, has_number = "", False
    instructions: list[str] = []
    """Of the fields that are open, the innermost last."""
    for node in margin.iter(f"{W}p", f"{W}fldChar", f"{W}instrText", f"{W}t"):
        match etree.QName(node).localname, node.get(f"{W}fldCharType"):
            case "p", _:
                said += " "
            case _, "begin":
                instructions.append("")
            case _, "end":
                instructions = instructions[:-1]
            case "instrText", _ if instructions:
                instructions[-1] += node.text or ""
            case "t", _:
                simple = (each.get(f"{W}instr", "") for each in node.iterancestors(f"{W}fldSimple"))
                is_number = any(map(_is_number, (*instructions, *simple)))
                has_number |= is_number
                said += "" if is_number else node.text or ""
    return has_number, said


def _is_number(instruction: str) -> bool:
    return not _NUMBERS.isdisjoint(instruction.upper().split()[:1])
