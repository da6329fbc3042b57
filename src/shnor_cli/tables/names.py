"""Names of schools as their words: the legal form left out, one form of each kind of school."""

import re

from shnor_cli.tables.texts import fold_school

_FULL = {
    "сош": "средняя школа",
    "сш": "средняя школа",
    "ош": "средняя школа",
    "оош": "основная школа",
    "нош": "начальная школа",
    "общеобразовательная": "",
    "ср": "средняя",
    "осн": "основная",
    "нач": "начальная",
    "шк": "школа",
}
_WORD = re.compile(r"[^\W\d_]+|\d+")
_FORM = re.compile(
    r"^(?:[мгкчф][а-я]{0,3}оу|(?:муниципальн|государственн|казенн|бюджетн|автономн|краев|областн|"
    r"районн|частн)\w+|общеобразовательное|учреждение)$"
)
"""The legal form of a school, of its abbreviation or word by word."""
_KIND = re.compile(r"\b(с)редняя школа\b|\b(о)сновная школа\b|\b(н)ачальная школа\b")

_NAME = re.compile(r"[а-яё]{2}", re.IGNORECASE)

Words = tuple[str, ...]


def is_name(text: str) -> bool:
    """Whether a text that stands for a school is a name and no code: it has Russian words."""
    return bool(_NAME.search(text))


def words_of(name: str) -> Words:
    """Return the words of a name without its legal form, abbreviations written out."""
    words = [each for each in _WORD.findall(fold_school(name)) if not _FORM.match(each)]
    return tuple(" ".join(_FULL.get(each, each) for each in words).split())


def gist(name: str) -> str:
    """Return what of a name tells its school, as short as it goes: «орьевская сош»."""
    return _KIND.sub(lambda kind: f"{kind[kind.lastindex or 0]}ош", " ".join(words_of(name)))
