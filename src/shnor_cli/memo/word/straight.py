"""Tags as people type them in Word, made straight: such as docxtpl and Jinja read them.

Word's autocorrection changes quotes, spaces and the first letter; a Russian keyboard has letters
that look like Latin ones. What kind of tag stood there (`{%p`, `{%tr`) docxtpl takes away: it is
noted as a space that Jinja does not see, so that an error can quote the tag as it was written.
"""

import html
import re

KNOWN_TAGS = ("for", "endfor", "if", "elif", "else", "endif", "set", "endset")
"""The words that a tag may begin with."""

_KINDS = {
    **{kind: kind for kind in ("p", "tr", "tc", "r")},
    **dict.fromkeys(("р",), "p"),
    **dict.fromkeys(("тr", "tр", "тр"), "tr"),
    **dict.fromkeys(("тc", "tс", "тс"), "tc"),
}
"""What a tag takes with it, as it may be typed: a paragraph, a row, a cell, a run."""

_NOTES = {kind: chr(0x2000 + place) for place, kind in enumerate(_KINDS)}
_NOTED = {note: kind for kind, note in _NOTES.items()}
_ENDED = "\u205f%}"
"""The end given to a tag that has none."""

OPENINGS = {"\ufdd0": "{{", "\ufdd1": "{%", "\ufdd2": "{#"}
"""What stands for the beginning of a tag that has no end, so that nothing takes it for one."""
_INSTEAD = {opening: mark for mark, opening in OPENINGS.items()}

_XML = r"(?:<[^>]*>)*"
_TAG = re.compile(rf"\{{{_XML}[{{%#].*?[}}%#]{_XML}\}}", re.DOTALL)
_LOOKALIKE = str.maketrans("аеорсхАЕОРСХ", "aeopcxAEOPCX")
_BEGINNING = re.compile(
    rf"(\{{{_XML}%{_XML}-?)(?:({'|'.join(_KINDS)})(?=[\s<]))?((?:<[^>]*>|\s)*)([a-zа-яё]+)",
    re.IGNORECASE,
)
"""The beginning of a tag up to its first word, which Word begins with a capital letter."""
_UNSEEN = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff")
_AUTOCORRECTED = str.maketrans({**dict.fromkeys("«»„“”", '"'), **dict.fromkeys(_UNSEEN)})
_NBSP = re.compile("'[^']*'|\"[^\"]*\"|\u00a0")
"""A no-break space between the words of a tag; in quotes it is meant for the document."""

_OPENING = rf"\{{{_XML}[{{%#]"
_REST = rf"(?:(?!\{{{_XML}[{{%]).)*?"
_REST_OF_TAG = r"(?:(?!\{[{%]).)*?"
_WHOLE = re.compile(
    rf"\{{{_XML}\{{{_REST}\}}{_XML}\}}|\{{{_XML}%{_REST}%{_XML}\}}|\{{{_XML}#(?:(?!\{{{_XML}#).)*?#{_XML}\}}"
    rf"|(?P<open>{_OPENING})(?P<rest>(?:(?:<(?!/w:p>)[^>]*>)*[^<{{}}\s]|[ \u00a0])*)",
    re.DOTALL,
)
"""A tag from its beginning to its end, or the beginning of one that has no end."""


_KIND_OF_VALUE = re.compile(
    rf"(\{{{_XML}\{{{_XML}-?)({'|'.join(_KINDS)})({_XML})\s"
    rf"(?P<is_name>(?:<[^>]*>|\s)*(?:[^\w\"'(\[<\s]|(?:if|in|is|and|or|not)\b))?",
    re.IGNORECASE,
)
"""The beginning of a tag of a value that has a kind, or a name like one; docxtpl would lose it."""

_ELEMENT = re.compile(r"<[^>]*>")
_INSIDE = re.compile(rf"(\{{\{{{_REST_OF_TAG}\}}\}}|\{{%{_REST_OF_TAG}%\}})", re.DOTALL)
"""A tag without XML inside it."""


def straightened(xml: str) -> str:
    """Return a part whose tags have straight quotes, plain spaces and Latin first words."""
    return _KIND_OF_VALUE.sub(_value, _BEGINNING.sub(_latin, _TAG.sub(_corrected, xml)))


def _value(tag: re.Match[str]) -> str:
    opening, kind, between = tag.group(1, 2, 3)
    if tag["is_name"]:
        return f"{opening} {tag[0][len(opening) :]}"
    return f"{opening}{between} {_NOTES[kind.lower()]}"


def typed(xml: str) -> str:
    """Return a part whose tags hold the characters that were typed, as Jinja is to see them."""
    return _INSIDE.sub(lambda tag: html.unescape(tag[0]), xml)


def shown(xml: str) -> str:
    """Return the words of a part whose tags are as they were typed, as they stand in Word."""
    pieces = enumerate(_INSIDE.split(xml))  # every second one is a tag
    words = (each if place % 2 else html.unescape(_ELEMENT.sub("", each)) for place, each in pieces)
    return as_written("".join(words))


def _corrected(tag: re.Match[str]) -> str:
    straight = tag[0].translate(_AUTOCORRECTED)
    return _NBSP.sub(lambda found: " " if found[0] == "\u00a0" else found[0], straight)


def _latin(tag: re.Match[str]) -> str:
    opening, kind, space, word = tag.groups("")
    latin = word.translate(_LOOKALIKE).lower()
    if re.sub(r"<[^>]*>", "", space) and kind:
        space += _NOTES[kind.lower()]
    return f"{opening}{_KINDS.get(kind.lower(), '')}{space}{latin if latin in KNOWN_TAGS else word}"


def ended(xml: str) -> str:
    """Return a part where each tag has an end: what has none hides nothing of what follows it.

    A loop or a condition is given one, of another tag the beginning is struck out; `as_written`
    and `is_ended` know both.
    """
    return _WHOLE.sub(_with_end, xml)


def _with_end(tag: re.Match[str]) -> str:
    if tag["open"] is None:
        return tag[0]
    opening = re.sub(r"<[^>]*>", "", tag["open"])
    if opening == "{%":
        return f"{tag[0]}{_ENDED}"
    return f"{_INSTEAD[opening]}{tag['rest']}"


def is_ended(tag: str) -> bool:
    """Say whether a tag was given its end here."""
    return tag.endswith(_ENDED)


def as_written(text: str) -> str:
    """Return words of a template as they stand in Word."""
    for mark, opening in OPENINGS.items():
        text = text.replace(mark, opening)
    kind = r"(\{[{%]-?)(?:p|tr|tc|r)?\s*([\u2000-\u200a])"
    kinds = re.sub(kind, lambda tag: f"{tag[1]}{_NOTED[tag[2]]} ", text)
    return kinds.replace(_ENDED, "")
