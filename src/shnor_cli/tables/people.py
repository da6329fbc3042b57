"""How names and documents of people look: what tables, messages and public versions know them by.

Patterns are texts where they are long: hundreds of names take time to compile, so whoever asks
them looks first whether some word may be a name (`may_be_named`).
"""

import re

_NAMES = """
александр александра алексей алена алина алиса алла альбина амина анастасия анатолий ангелина андрей
анна антон антонина арина арсений артем артур богдан борис вадим валентин валентина валерий валерия
варвара василий василиса вера вероника виктор виктория виталий владимир владислав всеволод вячеслав
галина георгий герман глеб григорий давид данил данила даниил дарина дарья демид денис диана дмитрий
ева евгений евгения егор екатерина елена елизавета есения ефим жанна захар злата зоя иван игорь илья
инна ирина камила кира кирилл клим константин кристина ксения лариса лев леонид лидия любовь людмила
макар максим маргарита марина мария марк марьям мария матвей мила милана мирон мирослава михаил
надежда назар наталия наталья никита николай нина оксана олег олеся ольга павел петр платон полина
раиса регина родион роман руслан савва светлана святослав семен сергей снежана софия софья станислав
степан таисия тамара татьяна тимофей тимур ульяна федор эвелина элина эльвира эмилия эмиль юлия юрий
яков яна ярослав ярослава
""".split()  # noqa: SIM905 - a list of words is read as words
_WORD = r"[А-ЯЁ][А-ЯЁа-яё]*(?:-[А-ЯЁ][А-ЯЁа-яё]*)?"
_NAME = f"(?i:{'|'.join(_NAMES)})".replace("е", "[её]")
_OF_FATHER = "оглы|кызы|гызы|улы|уулу"
"""What follows the father's name, as a word of its own: «Расул оглы»."""
_DOCUMENT = r"\d\d\s?\d\d\s(?:№\s?)?\d{6}|\d{3}-\d{3}-\d{3}[- ]\d\d"
PERSON = "|".join(
    (
        r"(?i:[а-яё-]+\s+[а-яё-]+\s+[а-яё]*(?:[ьв]ич|[чв]на|оглы|кызы))",
        rf"(?i:[а-яё-]+\s+(?:[а-яё-]+\s+)?[а-яё]+[\s-]+(?:{_OF_FATHER}))",
        rf"{_WORD}\s+{_NAME}(?:\s+{_WORD})?",
        rf"{_NAME}\s+{_WORD}(?:\s+{_WORD})?",
        rf"{_WORD}\s+[А-ЯЁ]\.(?:\s*[А-ЯЁ]\.)?",
        rf"[А-ЯЁ]\.\s*[А-ЯЁ]\.\s*{_WORD}",
        _DOCUMENT,
    )
)
"""A whole cell: surname and name in either order, with a patronymic or initials; a passport, a
СНИЛС. Python and DuckDB read it alike."""
FOLDED = rf"[а-яё-]+\s+{_NAME}|{_NAME}\s+[а-яё-]+"
"""A surname and a name, as headers are written in messages: without capitals."""

DOCUMENT = re.compile(rf"(?<!\d)(?:{_DOCUMENT})(?!\d)")
PATRONYMIC = re.compile(r"(?:[ьв]ич|[чв]на|оглы|кызы|гызы|уулу|\bулы)\b", re.IGNORECASE)

NAMES = frozenset((*_NAMES, *_OF_FATHER.split("|")))
"""First names, folded, and what follows the father's."""
_ENDS = ("ьич", "вич", "чна", "вна", "оглы", "кызы")
_WORDS = re.compile(r"[а-я]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return _WORDS.findall(text.casefold().replace("ё", "е"))


def may_be_named(text: str) -> bool:
    """Whether some word may be of a person's name: most texts have none."""
    words = words_of(text)
    return len(words) > 1 and any(
        each in NAMES or len(each) == 1 or each.endswith(_ENDS) for each in words
    )
