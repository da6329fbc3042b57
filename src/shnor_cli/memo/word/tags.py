"""The tags of a template one by one: what is wrong with each, and the template without it.

Jinja stops at the first tag that it cannot read. Here each tag is read alone, then loops and
conditions are matched with their ends; what remains can be read whole, so that names are checked
too. Lines are those of paragraphs.
"""

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import jinja2

from shnor_cli.memo.word.bounding import FORBIDDEN
from shnor_cli.memo.word.faults import fault_in_words
from shnor_cli.memo.word.straight import KNOWN_TAGS, OPENINGS, is_ended

_REST = r"(?:(?!\{[{%]).)*?"
_UNENDED = "".join(OPENINGS)
_TAG = re.compile(
    rf"\{{\{{{_REST}\}}\}}|\{{%-?\s*(\w*){_REST}%\}}|\{{#.*?#\}}|[{_UNENDED}]|\{{\{{|\{{%"
)
"""A tag within its paragraph with its first word, or the beginning of one that has no end."""

_FORBIDDEN = frozenset({*FORBIDDEN.values(), "raw"})

_AROUND = {
    "for": ("", "{% endfor %}"),
    "endfor": ("{% for _ in [] %}", ""),
    "if": ("", "{% endif %}"),
    "elif": ("{% if _ %}", "{% endif %}"),
    "else": ("{% if _ %}", "{% endif %}"),
    "endif": ("{% if _ %}", ""),
    "endset": ("{% set _ %}", ""),
}
"""What makes a tag whole, so that it can be read alone."""

_CLOSINGS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_NOT_CLOSED = {
    opening: f"{'примечание не закрыто' if end == '#}' else 'тег не закрыт'}: нет «{end}»"
    for opening, end in _CLOSINGS.items()
}

_ENDS = {"for": "endfor", "if": "endif", "set": "endset"}
_INNER = {"elif": ("if",), "else": ("if", "for")}
_NAMES = re.compile(r"\b(?:for|set)\s+(\w+(?:\s*,\s*\w+)*)\s*(?:\bin\b|=)")
"""The names that a loop or a `set` brings."""


@dataclass
class _Part:
    """A part of a template as it is mended: its faults, its text, what is open meanwhile."""

    jinja_env: jinja2.Environment
    faults: list[tuple[int, str]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)


def mended(source: str, jinja_env: jinja2.Environment) -> tuple[str, list[tuple[int, str]]]:
    """Return a part as far as Jinja can read it, and what is wrong with its tags by their lines."""
    part = _Part(jinja_env)
    for number, line in enumerate(source.split("\n"), start=1):
        end = 0
        for tag in _TAG.finditer(line):
            part.pieces.append(line[end : tag.start()])
            end = tag.end()
            _add(part, tag, number)
        part.pieces.append(f"{line[end:]}\n")
    _close(part, 0)
    return "".join(part.pieces), part.faults


def _add(part: _Part, tag: re.Match[str], line: int) -> None:
    text, word = tag[0], tag[1] or ""
    opening = OPENINGS.get(text, text)
    if opening in _CLOSINGS or is_ended(text):
        part.faults.append((line, _NOT_CLOSED[opening[:2]]))
    if opening in _CLOSINGS:
        return
    if fault := _fault(text, word, part.jinja_env):
        if not is_ended(text):
            part.faults.append((line, fault))
        text, word = _instead(text, word, part.jinja_env)
    if word == "set" and not _is_block(text, word):
        word = ""
    if word.removeprefix("end") not in _FORBIDDEN and _fits(part, word, line):
        part.pieces.append(text)


def _is_block(text: str, word: str) -> bool:
    """Say whether a `set` takes what stands up to its end."""
    return word == "set" and "=" not in text


def _fault(text: str, word: str, jinja_env: jinja2.Environment) -> str:
    """Read a tag alone and say what is wrong with it; nothing if it is right."""
    if word in _FORBIDDEN:
        error = jinja2.TemplateSyntaxError(f"forbidden '{word}'", 1)
        return fault_in_words(error, jinja_env)
    if word.removeprefix("end") in _FORBIDDEN:
        return ""
    before, after = _AROUND.get(word, ("", ""))
    if _is_block(text, word):
        after = "{% endset %}"
    try:
        jinja_env.parse(before + text + after)
    except jinja2.TemplateSyntaxError as error:
        return fault_in_words(error, jinja_env)
    return ""


def _instead(text: str, word: str, jinja_env: jinja2.Environment) -> tuple[str, str]:
    """Return what stands for a wrong tag, with its word: a loop still brings its names."""
    if not word or word in _FORBIDDEN:
        return "", ""
    if second := re.match(rf"\{{%-?\s*{word}\s+({'|'.join(KNOWN_TAGS)})\b", text):
        return _instead(f"{{% {text[second.start(1) :]}", second[1], jinja_env)
    (meant,) = difflib.get_close_matches(word.lower(), KNOWN_TAGS, n=1) or ("",)
    corrected = text.replace(word, meant, 1)
    if not _fault(corrected, meant, jinja_env):
        return corrected, meant
    match meant:
        case "for":
            names = _NAMES.search(corrected)
            return f"{{% for {names[1] if names else '_'} in [] %}}", meant
        case "set":
            names = _NAMES.search(corrected)
            return (f"{{% set {names[1]} = [] %}}" if names else ""), ""
        case "if" | "elif":
            return f"{{% {meant} true %}}", meant
    return "", ""


def _fits(part: _Part, word: str, line: int) -> bool:
    """Match a tag with those open before it; one that has no place is a fault and left out."""
    names = [name for name, _ in part.opened]
    if word in _ENDS:
        part.opened.append((word, line))
    elif word in _INNER and (not names or names[-1] not in _INNER[word]):
        part.faults.append((line, f"тег «{word}» не на месте: перед ним не открыт «if»"))
        return False
    elif word in _ENDS.values():
        begun = word.removeprefix("end")
        if begun not in names:
            part.faults.append((line, f"тег «{word}» лишний: перед ним не открыт «{begun}»"))
            return False
        _close(part, len(names) - names[::-1].index(begun))
        part.opened.pop()
    return True


def _close(part: _Part, depth: int) -> None:
    """Close what is open above a depth, and say that it was not."""
    while len(part.opened) > depth:
        word, line = part.opened.pop()
        part.faults.append((line, f"тег «{word}» не закрыт: нет тега «{_ENDS[word]}»"))
        part.pieces.append(f"{{% {_ENDS[word]} %}}")


# --- what is no tag ------------------------------------------------------------------------------

_ELEMENT = re.compile(r"<[^>]*>")
_GAP = "\0"
_AFTER_UNENDED = re.compile(rf"(?:[{_UNENDED}]|\{{[{{%])[^{_GAP}]*")
_STRAY = re.compile(
    r"\{\s+\{[^{}]*\}\s*\}|\{\s+%[^{}%]*%\s*\}|\{\s+\{"
    r"|(?P<end>\}\}|%\}|#\})|(?P<end_apart>\}\s+\})"
    r"|\{\s*(?P<name>[^\W\d]\w*)(?:\.\w+)*\s*(?:\|[^{}]*)?\}"
    r"|\[\[\s*(?P<square>[^\W\d]\w*)(?:\.\w+)*\s*(?:\|[^{}\[\]]*)?\]\]"
)
"""What stays in the document: tags whose braces stand apart, are half, single or square."""


def strays(source: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield what would be printed of wrong tags, by lines; `names` are those that tags may use."""
    found = (each.split(",") for each in _NAMES.findall(source))
    known = {name.strip().casefold() for each in (names, *found) for name in each}
    for number, line in enumerate(source.split("\n"), start=1):
        text = _ELEMENT.sub("", _TAG.sub(_untagged, line))
        for stray in _STRAY.finditer(_AFTER_UNENDED.sub("", text)):
            name = stray["name"] or stray["square"]
            if name is None or name.casefold() in known:
                yield number, _stray_in_words(stray)


def _untagged(tag: re.Match[str]) -> str:
    return tag[0] if tag[0] in OPENINGS or tag[0] in _CLOSINGS else _GAP


def _stray_in_words(stray: re.Match[str]) -> str:
    if stray["name"]:
        whole = f"{{{{ {stray[0][1:-1].strip()} }}}}"
        return f"«{stray[0]}» останется в документе: тег пишут в двойных скобках, «{whole}»"
    if stray["square"]:
        whole = f"{{{{ {stray[0][2:-2].strip()} }}}}"
        return f"«{stray[0]}» останется в документе: тег пишут в фигурных скобках, «{whole}»"
    if stray["end"]:
        opening = next(opening for opening, end in _CLOSINGS.items() if end == stray[0])
        return f"«{stray[0]}» останется в документе: перед ним нет «{opening}»"
    if stray["end_apart"]:
        return f"«{stray[0]}» останется в документе: перед ним нет «{{{{»"
    return f"«{stray[0]}» останется в документе: между скобками тега пробел"


_STEP = re.compile(
    rf"\{{%-?\s*(?P<word>\w+){_REST}%\}}|\{{\{{{_REST}\}}\}}"
    r"|<(?P<closing>/?)(?P<element>[\w:]+)[^>]*?(?P<empty>/?)>|(?P<line>\n)"
)


def torn(source: str) -> int:
    """Return the line of the first tag whose end stands in another element; 0 where none does."""
    path: list[str] = []
    opened: list[tuple[int, list[str]]] = []
    line = 1
    for step in _STEP.finditer(source):
        line += step["line"] is not None
        match step["word"], step["element"]:
            case (("for" | "if"), _):
                opened.append((line, path[:]))
            case (("endfor" | "endif"), _) if opened:
                begun, beginning = opened.pop()
                if beginning != path:
                    return begun
            case (_, str(element)) if step["closing"]:
                path = path[:-1]
            case (_, str(element)) if not step["empty"]:
                path = [*path, element]
    return 0
