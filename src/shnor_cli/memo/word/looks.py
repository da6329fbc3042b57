"""What the styles, numbering and defaults of a Word document make of a paragraph and a run.

Element names are those of ECMA-376, part 1. Sizes there are in half points, lengths in twentieths.
"""

import functools
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from shnor_cli.memo.blocks import Align
from shnor_cli.memo.ooxml import Node, W, child_of

_ALIGNS: dict[str, Align] = {
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
_VALUE = f"{W}val"
OFF = ("0", "false", "off", "none")
_DEFAULT_SIZE = 10.0
"""Of a run in points where no style names one: ECMA-376, 17.3.2.38."""

_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "–", "": "•"}
"""Marks of lists in the private letters of Symbol and Wingdings."""


class Hand(NamedTuple):
    """How a run is set."""

    bold: bool = False
    italic: bool = False
    underlined: bool = False
    raised: int = 0
    struck: bool = False
    hidden: bool = False
    size: float = _DEFAULT_SIZE


class Look(NamedTuple):
    """How a paragraph is set, all its styles taken together."""

    hand: Hand = Hand()
    heading: int = 0
    caption: bool = False
    align: Align = "left"
    left: float = 0.0
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    framed: bool = False
    new_page: bool = False
    with_next: bool = False
    list: tuple[str, int] = ("", 0)
    """Id of the numbering and level in it."""
    deeper: int = 0
    """By how much its style lies deeper than the level says: «List Bullet 2» has a numbering of
    its own, at the first level of it."""


def value(node: Node, name: str) -> str | None:
    """Return `w:val` of a child, an empty text where the child has none, or None without it."""
    return written(child_of(node, name))


def written(node: Node) -> str | None:
    """Return `w:val` of an element, an empty text where it has none, or None without it."""
    return None if node is None else node.get(_VALUE, "")


def number(text: str | None, default: float = 0.0) -> float:
    """Read a length; what is no number, or longer than any paper, counts as not written."""
    try:
        said = float(text) if text is not None else default
    except ValueError:
        return default
    return said if math.isfinite(said) and abs(said) < _ENDLESS else default


def whole(text: str | None, default: int, most: int) -> int:
    """Read a count from 0 to `most`."""
    return max(0, min(int(number(text, default)), most))


_ENDLESS = 10**9
_DEEPEST = 8
"""The last of the levels that lists have: ECMA-376, 17.9.3."""
_LAST = 32_767
"""The greatest number that Word begins a list with."""
_LONGEST_MARK = 100


class Looks:
    """The looks of one document."""

    def __init__(self, styles: bytes, numbering: bytes) -> None:
        parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
        tree = etree.fromstring(styles, parser)
        self._styles = {
            style.get(f"{W}styleId"): style
            for style in tree.iter(f"{W}style")
            if style.get(f"{W}type") == "paragraph"
        }
        self._runs = {
            style.get(f"{W}styleId"): style
            for style in tree.iter(f"{W}style")
            if style.get(f"{W}type") == "character"
        }
        self.tables = {
            style.get(f"{W}styleId"): style
            for style in tree.iter(f"{W}style")
            if style.get(f"{W}type") == "table"
        }
        defaults = child_of(tree, "docDefaults")
        self._default = _with_paragraph(
            Look(hand=_with_run(Hand(), child_of(defaults, "rPrDefault", "rPr"))),
            said_of(child_of(defaults, "pPrDefault", "pPr")),
        )
        self._plain = next(
            (name for name, style in self._styles.items() if style.get(f"{W}default") == "1"), None
        )
        self.numbers = Numbers(etree.fromstring(numbering, parser) if numbering else None)
        self._style = functools.cache(self._of_style)
        self._run_style = functools.cache(self._of_run_style)

    def of(self, paragraph: Node) -> Look:
        """Return the look of a paragraph: its styles, then what it says itself."""
        said = said_of(child_of(paragraph, "pPr"))
        name = written(said.get("pStyle"))
        look = self._style(name if name in self._styles else self._plain)
        return _with_paragraph(look, said)

    def hand(self, base: Hand, run: Node) -> Hand:
        """Return the hand of a run that stands in a paragraph of the hand `base`."""
        properties = child_of(run, "rPr")
        if properties is None:
            return base
        name = value(properties, "rStyle")
        for each in self._run_style(name) if name in self._runs else ():
            base = _with_run(base, each)
        return _with_run(base, properties)

    def _of_style(self, name: str | None) -> Look:
        look = self._default
        for style in reversed(tuple(_chain(self._styles, name))):
            look = _with_paragraph(look, said_of(child_of(style, "pPr")))
            look = look._replace(hand=_with_run(look.hand, child_of(style, "rPr")))
            said = (value(style, "name") or "").casefold()
            if said.startswith("heading ") and said[8:].isdecimal():
                look = look._replace(heading=whole(said[8:], 0, _BODY_LEVEL))
            look = look._replace(caption=look.caption or said == "caption")
            if said.startswith("list ") and said[-1].isdecimal():
                look = look._replace(deeper=int(said[-1]) - 1)
        return look

    def _of_run_style(self, name: str) -> tuple[Node, ...]:
        return tuple(child_of(style, "rPr") for style in reversed(tuple(_chain(self._runs, name))))


def _chain(styles: dict[str | None, Node], name: str | None) -> Iterator[Node]:
    """Yield a style and those it rests on; a circle of them ends where it closes."""
    seen: set[str | None] = set()
    while name in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        name = value(styles[name], "basedOn")


def said_of(properties: Node) -> dict[str, Node]:
    """Return what properties say, by name without its namespace: nothing where there are none."""
    if properties is None:
        return {}
    return {child.tag.removeprefix(W): child for child in properties if isinstance(child.tag, str)}


def _switched(said: Mapping[str, Node], names: Mapping[str, str]) -> dict[str, object]:
    """Return the switches that are written: an element without a value is on."""
    return {
        field: said[name].get(_VALUE, "") not in OFF
        for name, field in names.items()
        if name in said
    }


def _with_run(hand: Hand, properties: Node) -> Hand:
    if properties is None or not len(properties):
        return hand
    said = said_of(properties)
    changed = _switched(said, _HANDS)
    if "sz" in said:
        changed["size"] = number(said["sz"].get(_VALUE), 2 * hand.size) / 2
    if "vertAlign" in said:
        changed["raised"] = _RAISED.get(said["vertAlign"].get(_VALUE), 0)
    return hand._replace(**changed)  # type: ignore[arg-type]


_HANDS = {
    "b": "bold",
    "i": "italic",
    "u": "underlined",
    "strike": "struck",
    "dstrike": "struck",
    "vanish": "hidden",
}
_RAISED = {"superscript": 1, "subscript": -1}
_PAGES = {"pageBreakBefore": "new_page", "keepNext": "with_next"}


def _with_paragraph(look: Look, said: Mapping[str, Node]) -> Look:
    changed = _switched(said, _PAGES)
    if "jc" in said:
        changed["align"] = _ALIGNS.get(said["jc"].get(_VALUE), "left")
    if "spacing" in said:
        changed["before"] = _length(said["spacing"], "before", look.before)
        changed["after"] = _length(said["spacing"], "after", look.after)
    if "ind" in said:
        left = "left" if f"{W}left" in said["ind"].attrib else "start"
        changed["left"] = _length(said["ind"], left, look.left)
        first = _length(said["ind"], "firstLine", look.indent)
        changed["indent"] = -_length(said["ind"], "hanging", -first)  # which rules out the other
    if "pBdr" in said:
        changed["framed"] = True
    if "outlineLvl" in said:
        level = whole(said["outlineLvl"].get(_VALUE), _BODY_LEVEL, _BODY_LEVEL)
        changed["heading"] = level + 1 if level < _BODY_LEVEL else 0
    if "numPr" in said:
        name, depth = value(said["numPr"], "numId"), value(said["numPr"], "ilvl")
        changed["list"] = (name or look.list[0], whole(depth, look.list[1], _DEEPEST))
    return look._replace(**changed) if changed else look  # type: ignore[arg-type]


def _length(node: Node, name: str, default: float) -> float:
    """Return a length in points."""
    return number(node.get(f"{W}{name}"), 20 * default) / 20


_BODY_LEVEL = 9
"""The outline level that means body text: ECMA-376, 17.3.1.20."""


class Numbers:
    """Marks of list items, counted through the document."""

    def __init__(self, tree: Node) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._owner: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        if tree is None:
            return
        abstract = {each.get(f"{W}abstractNumId"): each for each in tree.iter(f"{W}abstractNum")}
        for each in tree.findall(f"{W}num"):
            name, owner = each.get(f"{W}numId"), value(each, "abstractNumId")
            starts = {
                whole(over.get(f"{W}ilvl"), 0, _DEEPEST): _start(value(over, "startOverride"))
                for over in each.findall(f"{W}lvlOverride")
            }
            self._owner[name] = name if starts else f"abstract {owner}"
            for level in abstract[owner].findall(f"{W}lvl") if owner in abstract else ():
                depth = whole(level.get(f"{W}ilvl"), 0, _DEEPEST)
                start = starts.get(depth, _start(value(level, "start")))
                form = value(level, "numFmt") or "decimal"
                text = (value(level, "lvlText") or "")[:_LONGEST_MARK]
                self._levels[name, depth] = (form, text, start)

    def mark(self, place: tuple[str, int]) -> str:
        """Return the mark of the next item at a level, and count it."""
        name, depth = place
        if (name, depth) not in self._levels:
            return ""
        form, text, start = self._levels[name, depth]
        if form == "none":
            return text
        if form == "bullet":
            return _SYMBOLS.get(text, text)
        counts = self._counts.setdefault(self._owner[name], [])
        while len(counts) <= depth:
            counts.append(self._first(name, len(counts)) - 1)
        counts[depth] = max(counts[depth], start - 1) + 1
        del counts[depth + 1 :]
        for level in range(depth, -1, -1):
            mark = counted(self._levels.get((name, level), (form, "", 1))[0], counts[level])
            text = text.replace(f"%{level + 1}", mark)
        return text

    def _first(self, name: str, depth: int) -> int:
        return self._levels.get((name, depth), ("", "", 1))[2]


def _start(text: str | None) -> int:
    return whole(text, 1, _LAST)


_RUSSIAN = "абвгдежиклмнопрстуфхцшщэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def counted(form: str, count: int) -> str:
    """Write a number as lists and notes of a form do."""
    match form:
        case "russianLower":
            return _RUSSIAN[(count - 1) % len(_RUSSIAN)]
        case "russianUpper":
            return _RUSSIAN[(count - 1) % len(_RUSSIAN)].upper()
        case "lowerLetter":
            return _LATIN[(count - 1) % len(_LATIN)]
        case "upperLetter":
            return _LATIN[(count - 1) % len(_LATIN)].upper()
        case "lowerRoman":
            return _roman(count)
        case "upperRoman":
            return _roman(count).upper()
    return str(count)


def _roman(count: int) -> str:
    said = ""
    for weight, letters in _ROMAN:
        times, count = divmod(count, weight)
        said += letters * times
    return said
