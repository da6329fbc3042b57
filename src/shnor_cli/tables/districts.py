"""Districts (муниципалитеты) as tables spell them: one spelling of each, where that is certain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import join_and, quote
from shnor_cli.tables.texts import fold_school

_TOWN, _AREA, _ANY = "город", "район", ""
_TYPES: Mapping[tuple[str, ...], str] = {
    tuple(words.split()): kind
    for kind, spelled in (
        (_TOWN, ("городской округ", "город", "г", "го", "г о")),
        (_AREA, ("муниципальный район", "муниципальный округ", "район", "округ", "р-н", "мр")),
        (_AREA, ("м р", "м р-н")),
        (_ANY, ("муниципальное образование", "мо", "м о")),
    )
    for words in spelled
}
"""Words that say what a district is -> its kind; a town and an area of one name may coexist."""
_LONGEST = max(map(len, _TYPES))
_MARKS = re.compile(r"[.,()]")


def one_spelling(counts: Mapping[str, int]) -> Mapping[str, str]:
    """Return for spellings of one district, counted, the most frequent of them.

    «г. Красноярск» and «ГО Красноярск» are one; «Минусинский район» and «Минусинск» are not. A
    spelling that is the only one of its district is left out.
    """
    return {text: _shown(same, counts) for same in _alike(counts) for text in same}


def is_one_district(one: str, two: str) -> bool:
    """Whether two texts name one district."""
    return one == two or bool(one_spelling({one: 0, two: 0}))


def spelling_remarks(respelled: Mapping[str, str]) -> Iterator[Remark]:
    """Yield a remark on each district that is spelled in several ways."""
    for shown in sorted(set(respelled.values())):
        spelled = join_and([quote(text) for text, own in sorted(respelled.items()) if own == shown])
        text = f"муниципалитет записан по-разному: {spelled}"
        yield Remark(Place(), text, f"считается одним — {quote(shown)}", "R-district")


def _alike(texts: Mapping[str, int]) -> Iterator[Sequence[str]]:
    """Yield spellings of one district, where there are several."""
    by_name: dict[str, dict[str, list[str]]] = {}
    for text in sorted(texts):
        name, kind = _parted(text)
        by_name.setdefault(name, {}).setdefault(kind, []).append(text)
    for by_kind in by_name.values():
        is_one = len(by_kind.keys() - {_ANY}) <= 1
        groups = [[*chain.from_iterable(by_kind.values())]] if is_one else by_kind.values()
        yield from (each for each in groups if len(each) > 1)


def _shown(same: Sequence[str], counts: Mapping[str, int]) -> str:
    return min(same, key=lambda text: (-counts[text], text))


def _parted(text: str) -> tuple[str, str]:
    """Return the name of a district without the words that say what it is, and its kind."""
    words = tuple(_MARKS.sub(" ", fold_school(text)).split())
    name, kinds = words, set[str]()
    while (cut := _cut(name)) is not None:
        name, kind = cut
        kinds |= {kind} - {_ANY}
    # «город Дубна район» says two things at once
    return (" ".join(name), "".join(kinds)) if len(kinds) <= 1 else (" ".join(words), _ANY)


def _cut(words: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """Cut off what a district is, before its name or after it."""
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        if words[:count] in _TYPES:
            return words[count:], _TYPES[words[:count]]
        if words[-count:] in _TYPES:
            return words[:-count], _TYPES[words[-count:]]
    return None
