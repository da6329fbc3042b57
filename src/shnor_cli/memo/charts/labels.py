"""Names where there is little room for them: shortened so that no two of a chart are alike.

What many names begin with alike goes first, then what has a known abbreviation; of what is left the
number of a school and the word that tells it from the others stay.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

Fits = Callable[[str], bool]
"""Says whether a text has room."""

_DOTS = "…"
_KIND = re.compile(
    r"^(?:\w+(?:ое|ая)\s+)+(?:учреждение|организация)\s+(?:[^«]*(?=«))?(?=\S)", re.IGNORECASE
)
"""«Муниципальное казённое общеобразовательное учреждение города N», before the name proper."""

_ABBREVIATIONS = tuple(
    (re.compile(said.replace(" ", r"\s+"), re.IGNORECASE), short)
    for said, short in (
        *(
            (rf"\b{owner}\w+ {kind}\w+ общеобразовательн\w+ учреждени[еяю]\b", f"{o}{k}ОУ")
            for owner, o in (("муниципальн", "М"), ("государственн", "Г"))
            for kind, k in (("бюджетн", "Б"), ("каз[её]нн", "К"), ("автономн", "А"))
        ),
        *(
            (rf"\b{kind} общеобразовательн(?:ая|ой) школ[аы]\b", short)
            for kind, short in (
                ("начальн(?:ая|ой)", "НОШ"),
                ("основн(?:ая|ой)", "ООШ"),
                ("средн(?:яя|ей)", "СОШ"),
            )
        ),
    )
)
_NUMBER = re.compile(r"№\s?\d+")
_PROPER = re.compile(r"«(.+)»")
_LOOSE = " \u00a0…«„“(,№-"
"""What is not left at a cut."""
_LETTERS = 12
"""A cut may leave out so many letters more to stand between words."""
_LEAST = 3
"""Fewer letters before a cut say nothing."""
_SHORT_END = 8
"""So many letters after the telling word are not cut off."""
_TRIES = 3


def labels(names: Sequence[str], fits: Fits) -> tuple[str, ...]:
    """Return names that have room, each other than those of the others."""
    texts = _apart([name if fits(name) else _brief(name, fits) for name in names], names)
    found = [text if fits(text) else _cut(text, _number_in(text), fits) for text in texts]
    for _ in range(_TRIES):
        groups = list(_alike(found, names))
        if not groups:
            break
        for group in groups:
            differ = _differ([texts[place] for place in group])
            for place in group:
                telling = _with_number(texts[place], _telling(texts[place], differ), fits)
                found[place] = _cut(texts[place], telling, fits)
    for group in _alike(found, names):
        numbers = {name: at for at, name in enumerate(dict.fromkeys(names[each] for each in group))}
        for place in group:
            found[place] = _numbered(found[place], 1 + numbers[names[place]], fits)
    return tuple(found)


def proper(names: Sequence[str]) -> tuple[str, ...]:
    """Return what stands in «…» in each name; nothing where others have the same or none."""
    said = [match[1] if (match := _PROPER.search(name)) else "" for name in names]
    counts = Counter(text for text, _ in set(zip(said, names, strict=True)))
    return tuple(text if counts[text] == 1 else "" for text in said)


def _alike(found: Sequence[str], names: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of labels that are alike though the names are not."""
    groups: dict[str, list[int]] = {}
    for place, label in enumerate(found):
        groups.setdefault(label, []).append(place)
    for group in groups.values():
        if len({names[place] for place in group}) > 1:
            yield group


def _apart(texts: Sequence[str], names: Sequence[str]) -> list[str]:
    """Put more of a name where what is left of it is all that is left of another."""
    for fuller in (_abbreviated, str):
        counts = Counter(text for text, _ in set(zip(texts, names, strict=True)))
        pairs = zip(texts, names, strict=True)
        texts = [fuller(name) if counts[text] > 1 else text for text, name in pairs]
    return list(texts)


def _brief(name: str, fits: Fits) -> str:
    """Leave out what many names begin with, then abbreviate the kind of the school."""
    own = _KIND.sub(_DOTS, name)
    return own if fits(own) else _abbreviated(own)


def _abbreviated(name: str) -> str:
    for said, short in _ABBREVIATIONS:
        name = said.sub(short, name)
    return name


def _number_in(text: str) -> tuple[int, int]:
    found = _NUMBER.search(text)
    return found.span() if found else (0, 0)


def _differ(texts: Sequence[str]) -> Mapping[str, int]:
    """Return how far each text is the beginning of another: in order, of one that is next to it."""
    differ = dict.fromkeys(texts, 0)
    for one, other in pairwise(sorted(differ)):
        at = _differs_at(one, other)
        differ |= {one: max(differ[one], at), other: at}
    return differ


def _telling(text: str, differ: Mapping[str, int]) -> tuple[int, int]:
    """Return where the word stands that tells a text from all the others."""
    at = min(differ[text], len(text) - 1)
    start = max(text.rfind(space, 0, at + 1) for space in _SPACES) + 1
    start = start if at - start <= _LETTERS else at
    ends = [end for space in _SPACES if (end := text.find(space, at + 1)) > 0]
    return start, min([len(text), at + _LETTERS, *ends])


def _with_number(text: str, telling: tuple[int, int], fits: Fits) -> tuple[int, int]:
    """Keep the number with the telling word where both have room."""
    number = _number_in(text)
    both = min(number[0], telling[0]), max(number[1], telling[1])
    return both if number[1] and fits(f"{_DOTS}{text[both[0] : both[1]]}{_DOTS}") else telling


_SPACES = " \u00a0"


def _differs_at(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str, telling: tuple[int, int], fits: Fits) -> str:
    """Cut a text at its end, or before and after what must stay of it."""
    start, end = telling
    head = _head(text, _DOTS, fits)
    if fits(text) or len(head) >= end:
        return text if fits(text) else f"{head}{_DOTS}"
    rest = text[end:]
    tail = text[start:] if len(rest) <= _SHORT_END else f"{text[start:end].rstrip(_LOOSE)}{_DOTS}"
    if not fits(f"{_DOTS}{tail}"):
        return f"{_DOTS}{_head(text[start:], _DOTS, lambda said: fits(f'{_DOTS}{said}'))}{_DOTS}"
    before = _head(text[:start], f"{_DOTS}{tail}", fits)
    return f"{before if len(before) >= _LEAST else ''}{_DOTS}{tail}"


def _head(text: str, after: str, fits: Fits) -> str:
    """Return as much of the beginning as has room before `after`, whole words where it can."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(f"{text[:middle].rstrip(_LOOSE)}{after}"):
            low = middle
        else:
            high = middle - 1
    space = max(text.rfind(each, 0, low + 1) for each in _SPACES)
    if low < len(text) and space > 0 and low - space <= _LETTERS:
        low = space
    return text[:low].rstrip(_LOOSE)


def _numbered(label: str, number: int, fits: Fits) -> str:
    """Add a number to a label for which no word tells it from others."""
    end = f" ({number})"
    if fits(f"{label}{end}"):
        return f"{label}{end}"
    return f"{_head(label.rstrip(_DOTS), f'{_DOTS}{end}', fits)}{_DOTS}{end}"
