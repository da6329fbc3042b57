"""Which encoding a text file is written in: told by its mark, by what its bytes can be, by letters.

Short Russian tables mislead libraries that tell encodings by statistics of prose, so what decides
between the usual Russian ones is evidence of our own: how often letters occur, where capitals
stand, words that such tables hold. A library is asked where none of them gives Russian words.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

from shnor_cli.errors import Place, TableError
from shnor_cli.russian import join_and
from shnor_cli.tables.faults import one
from shnor_cli.tables.files import Input

RUSSIAN = ("cp1251", "koi8-r", "cp866")
"""Encodings of one byte a sign that are told apart."""

_PIECE = 1 << 16
_FEW = 1 << 13
"""Bytes whose letters are looked at."""
_ASCII = bytes(range(128))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OFTEN: Mapping[str, int] = {
    "о": 1097,
    "е": 845,
    "а": 801,
    "и": 735,
    "н": 670,
    "т": 626,
    "с": 547,
    "р": 473,
    "в": 454,
    "л": 440,
    "к": 349,
    "м": 321,
    "д": 298,
    "п": 281,
    "у": 262,
    "я": 201,
    "ы": 190,
    "ь": 174,
    "г": 170,
    "з": 165,
    "б": 159,
    "ч": 144,
    "й": 121,
    "х": 97,
    "ж": 94,
    "ш": 73,
    "ю": 64,
    "ц": 48,
    "щ": 36,
    "э": 32,
    "ф": 26,
    "ъ": 4,
    "ё": 4,
}
"""How often a letter occurs among 10,000 of Russian texts."""
_SELDOM, _SIGN, _ODD = log(0.0005), log(0.02), log(0.00001)
_SIGNS = "№«»–—…°§\u00a0\u202f"
_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CYRILLIC = re.compile("[а-яёА-ЯЁ]{3}")
_OURS = (
    *("школ", "класс", "год", "предмет", "участник", "процедур", "муницип", "район", "округ"),
    *("русск", "математик", "сош", "оош", "впр", "огэ", "егэ", "код", "назван", "отметк", "балл"),
)
"""Beginnings of words that tables of results hold."""
_OURS_WORTH, _CAPITAL_COST, _MIXED_COST = 8.0, 0.3, 4.0
"""What a word of ours is worth; what capitals cost, and a word of small and large letters."""
_SURE = 5.0
"""By how much one reading has to be more likely than the next: 150 times (e**5)."""
_RUSSIAN = -3.6
"""What a sign of a Russian text is worth at least, on average."""


def encoding_of(given: Input) -> str:
    """Return the encoding of a file, as Python and pyarrow know it.

    A mark at its beginning decides, then what the user said, then the bytes themselves.

    Raises:
        TableError: several encodings are as likely.
    """
    with given.path.open("rb") as file:
        head = file.read(_PIECE)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if given.reading.encoding is not None:
        return given.reading.encoding
    return _of_utf16(head) or _of_letters(_sample(given.path), given.name)


def _of_utf16(head: bytes) -> str | None:
    """Tell utf-16 without a mark: the zero of digits and separators is always on the same side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) > 0 or max(even, odd) * 10 < len(head):
        return None
    encoding = "utf-16-le" if odd else "utf-16-be"
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    return None if _CONTROL.search(text) else encoding


def _sample(path: Path) -> bytes:
    """Return the first piece of a file that is not in Latin letters alone."""
    piece = b""
    with path.open("rb") as file:
        while (piece := file.read(_PIECE)) and piece.isascii():
            pass
    return piece


def _of_letters(sample: bytes, name: str) -> str:
    if _is_utf8(sample):
        return "utf-8"
    few = sample.lstrip(_ASCII)[:_FEW]
    worths = sorted(((_worth(few, each), each) for each in RUSSIAN), reverse=True)
    (best, encoding), (next_best, _) = worths[:2]
    if not _is_russian(best, few, encoding):
        found = _in_library(few)
        if found is None and _CONTROL.search(sample.decode("latin-1")):
            fault, hint = "это не таблица: внутри не текст", "Назовите файл с таблицей."
            raise one(Place(name), fault, hint, "T-003")
        if found is None:
            raise _unclear(name, RUSSIAN)
        return found
    if best - next_best < _SURE:
        near = [each for worth, each in worths if best - worth < _SURE]
        raise _unclear(name, sorted(near, key=RUSSIAN.index))
    return encoding


def _is_utf8(sample: bytes) -> bool:
    """Whether bytes are utf-8; a spoilt one far below does not make them another encoding."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError as error:
        return bool(_CYRILLIC.search(sample[: error.start].decode("utf-8")))
    return True


def _in_library(sample: bytes) -> str | None:
    """Return what a library finds, where that gives Russian words: mac_cyrillic, iso8859_5."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None or not _is_russian(_worth(sample, best.encoding), sample, best.encoding):
        return None
    return best.encoding


def _is_russian(worth: float, sample: bytes, encoding: str) -> bool:
    signs = sum(not sign.isascii() for sign in sample.decode(encoding, "replace"))
    return worth > _RUSSIAN * signs


def _worth(sample: bytes, encoding: str) -> float:
    """Return how likely bytes are a Russian text in an encoding (the logarithm of it)."""
    text = sample.decode(encoding, "replace")
    signs = (sign for sign in text if not sign.isascii() and not sign.isalpha())
    words = (word for word in _WORD.findall(text) if not word.isascii())
    worth = sum(_SIGN if sign in _SIGNS else _ODD for sign in signs)
    return worth + sum(_worth_of_word(word) for word in words)


def _worth_of_word(word: str) -> float:
    folded = word.casefold()
    letters = sum(
        log(_OFTEN[sign] / 10_000) if sign in _OFTEN else _SELDOM
        for sign in folded
        if not sign.isascii()
    )
    is_usual = word.islower() or word.isupper() or word.istitle()
    # a text in koi8-r read as cp1251, and the other way, has its small letters and capitals swapped
    capitals = _CAPITAL_COST * sum(sign.isupper() for sign in word[1:])
    ours = _OURS_WORTH if folded.startswith(_OURS) else 0.0
    return letters + ours - capitals - (0.0 if is_usual else _MIXED_COST)


def _unclear(name: str, encodings: Sequence[str]) -> TableError:
    fault = f"кодировка не ясна: возможны {join_and(encodings)}"
    hint = f"Назовите её, например --encoding {encodings[0]}, или сохраните таблицу в utf-8."
    return one(Place(name), fault, hint, "T-005")
