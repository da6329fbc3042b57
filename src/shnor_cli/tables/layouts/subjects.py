"""Subjects as tables call them: in other cases, by letters of ВПР and КДР, or shortened."""

import functools
import re
from collections.abc import Iterator, Sequence

from shnor_cli.criteria.subjects import SUBJECTS
from shnor_cli.tables.texts import fold_term

SHORT = {each.short: each.name for each in SUBJECTS if each.short}
"""Short names of subjects, as in names of sheets: «5 РУ»."""
_FORMS = {
    **{each.dative: each.name for each in SUBJECTS},
    "естественнонаучной грамотности": "естественно-научная грамотность",
    "естественнонаучная грамотность": "естественно-научная грамотность",
    "информатика и икт": "информатика",
    "ря": "русский язык",
    **SHORT,
}
KNOWN = frozenset(_FORMS.values())
"""Subjects whose names are known."""
LITERACIES = tuple(dict.fromkeys(each for each in _FORMS.values() if "грамотность" in each))
"""Subjects of КДР."""

_LANGUAGE = " язык"
_LEAST = 3
"""Letters with which a shortened subject begins."""
_BETWEEN = re.compile(r"\. ?| ")
_NAMED = re.compile(
    r"\b("
    + "|".join(
        sorted({form for form, name in _FORMS.items() if name in LITERACIES} | {*LITERACIES})
    )
    + r")\b"
)


@functools.lru_cache(1 << 12)
def subject_of(text: str) -> str:
    """Return a subject by its own name, in whatever usual form; another text stays as it is."""
    plain = text.removeprefix("по ").strip()
    folded = fold_term(plain)
    if folded in KNOWN:
        return folded
    return _FORMS.get(folded) or _in_full(folded) or plain


def is_subject(name: str) -> bool:
    """Whether a folded text is a subject; a language may be any."""
    return name in KNOWN or re.search(r"\bязык\b", name) is not None


def _in_full(folded: str) -> str:
    """Return the one subject whose words a text shortens: «рус. яз.», «мат-ка», «русский»."""
    words = _BETWEEN.split(folded.rstrip("."))
    found = {name for name in KNOWN for whole in _named(name) if _shortens(words, whole)}
    return found.pop() if len(found) == 1 else ""


def _named(name: str) -> Iterator[Sequence[str]]:
    yield name.split()
    if name.endswith(_LANGUAGE):
        yield [name.removesuffix(_LANGUAGE)]


def _shortens(words: Sequence[str], whole: Sequence[str]) -> bool:
    both = zip(words, whole, strict=False)
    return (
        len(words) == len(whole)
        and len(words[0]) >= _LEAST
        and all(_begins(word, each) for word, each in both)
    )


def _begins(word: str, whole: str) -> bool:
    """Whether a word is the beginning of another, or its beginning and end: «мат-ка»."""
    begin, _, end = word.partition("-")
    return len(begin) > 1 and whole.startswith(begin) and whole.endswith(end)


def literacies_in(text: str) -> set[str]:
    """Return the subjects of КДР that a folded text names."""
    return {subject_of(match) for match in _NAMED.findall(text)}
