"""Groups of participants (группы участников): whom a row of an aggregated report is about.

Nothing but its text and its position tells what a row is: the whole sample, then a region, then a
municipality, then its schools.
"""

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.russian import fold
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.sheets import Cells, Sheet
from shnor_cli.tables.texts import (
    fold_school,
    having,
    is_no_school,
    login_in,
    without_login,
)

Kind = Literal["вся выборка", "регион", "муниципалитет", "школа"]

_PLACES: Mapping[Kind, re.Pattern[str]] = {
    "вся выборка": re.compile(
        r"^(вся выборка|все муниципалитеты|россия|российская федерация|рф)\b|\bрф$"
    ),
    "регион": re.compile(
        r"\b(край|область|республика|автономн\w+ (?:округ|область))\b"
        r"|^(?:(?:г\.?|город) ?)?(москва|санкт-петербург|севастополь)$"
    ),
    "муниципалитет": re.compile(
        r"\b(район|округ|города?|городск(?:ой|ое)|муниципальн\w+|зато|г|мр|мо|го)\b"
    ),
}
_SCHOOL = re.compile(
    r"\b([нос]?ош|сш|нш-?дс|(про)?гимназия|лицей|школа|(школа-)?интернат|кадет\w*|корпус|"
    r"центр образования|училище|колледж|[а-я]{0,4}оу|учреждение)\b"
)
_QUOTED = re.compile(r"[«„“\"].*[»”\"]")
_PLAIN: Mapping[Kind, re.Pattern[str]] = {
    "регион": re.compile(
        r"^([а-я-]+(ий|ый|ой|ая) )?(край|область|республика|автономн\w+ (округ|область))\b"
        r"|^(?:(?:г\.?|город) ?)?(москва|санкт-петербург|севастополь)$"
    ),
    "муниципалитет": re.compile(
        r"^((муниципальн\w+|городск(ой|ое)|сельск(ий|ое)) (район|округ|образование|поселение)"
        r"|район|округ|город|зато|г|мр|мо|го|администраци[яи]|управление|отдел|комитет)\b"
        r"|^[а-я-]+(ий|ый|ой) ([а-я-]+ )*(район|округ)\b"
        r"|^[а-я -]+ \(?(район|округ|мр|мо|го|зато|г|город)\.?\)?$"
    ),
}
"""Names of places and of nothing else: a school may have the word of a place in its name."""
_OF_SCHOOLS = re.compile(r"школ|учрежд|организац")
"""Groups of schools that are no places: «сельские школы»."""
_OVER_ALL = re.compile(
    r"^(?:в целом )?по (?:(?:всем|всему) )?(?:району|округу|городу|краю|области|региону|"
    r"муниципал\w+|школам|оо|россии|рф)\b"
)
"""Groups named by what they are taken over: «По району»."""
_CODED_PLACE = re.compile(r"^(?:код )?(?:ате|мсу)\b|^\d+ (?:ате|мсу)$")
"""Municipalities by a number that only РЦОИ knows: «АТЕ 12»."""
_PART = re.compile(
    r"\bв т\.? ?ч\b|\bв том числе\b|\bбез (?:учета )?(?:детей |обучающихся )?(?:с )?овз\b"
    r"|\b(?:обучающиеся|учащиеся|участники|ученики|школьники|дети) (?:с )?овз\b"
    r"|[(,/:-] ?(?:с )?овз\b|(?<!\bс )(?<!\bдля )\bовз\)?$|^(?:кластер|группа)\b"
    r"|\b(?:итого|всего)\)?$"
)
"""Parts of a school's participants, and groups that are no places."""
_PART_HAS = ("в т", "овз", "кластер", "группа", "итого", "всего")
_HINT = (
    "В названии группы ищут слова «вся выборка», «край», «область», «район», «округ», «город», "
    "в названии школы — логин (sch…, edu…) или слова «СОШ», «ООШ», «лицей», «школа». Допишите "
    "логин или назовите школу так же в реестре (--schools)."
)


_CODED_HINT = (
    "Если это муниципалитет, впишите его название со словом «район», «округ» или «город»; если "
    "школа, допишите логин или назовите её так же в реестре (--schools)."
)
PART_HINT = (
    "Если это часть участников (ОВЗ) или группа школ, уберите строку: они уже посчитаны в строках "
    "школ. Если это школа, впишите её код или логин или дайте реестр (--schools), где она названа "
    "так же."
)


class Group(NamedTuple):
    """Whom a row is about."""

    kind: Kind
    name: str
    login: str | None = None
    """Of a school: `sch` and the digits, which do not change where the prefix does."""
    municipality: str | None = None
    """Of a school: the municipality whose row stands above."""
    region: str | None = None

    @property
    def is_school(self) -> bool:
        """Whether it is a school, and not a group of them."""
        return self.kind == "школа"

    def cells(self) -> Cells:
        """Return it as the plain table's school, name, municipality, region and group."""
        if not self.is_school:
            return (self.name, None, None, None, self.kind)
        return (self.login or self.name, self.name, self.municipality, self.region, None)


class Named(NamedTuple):
    """A row that names whom it is about."""

    number: int
    text: str
    schools: int
    """How many schools are behind it, 0 where it is not said."""
    is_empty: bool = False
    """Whether it has no numbers: a note, or a school without results."""


def names_school(text: str) -> bool:
    """Whether a text has a word that only names of schools have: «МКОУ Орьевская СОШ»."""
    return bool(_SCHOOL.search(fold_school(text)))


def place_named(text: str) -> Kind | None:
    """Tell by its words what group of participants a text names, if it names a place."""
    folded = fold_school(text)
    return next((kind for kind, sign in _PLACES.items() if sign.search(folded)), None)


def plainly_named(text: str) -> Kind | None:
    """Tell what place a text names where it is nothing else: «ЦО № 5 г. Зари» may be a school.

    Of «МО «Город Архангельск»» what stands outside of the quotes is asked.
    """
    kind = place_named(text)
    if kind is None or kind == "вся выборка":
        return kind
    folded = fold_school(_QUOTED.sub(" ", text))
    return kind if "№" not in folded and _PLAIN[kind].search(folded) else None


def names_part(text: str) -> bool:
    """Whether a text may name a part of a school's participants, or a group of schools by itself.

    «СОШ № 1, обучающиеся с ОВЗ» may, «Школа для обучающихся с ОВЗ» is a school.
    """
    return bool(having([text], _PART_HAS) and _PART.search(fold_school(text)))


def parts_among(texts: Sequence[str]) -> set[str]:
    """Return the texts that may name a part of participants or a group of schools."""
    return set(filter(names_part, having(texts, _PART_HAS)))


def names_coded_place(text: str) -> bool:
    """Whether a text names a municipality by a number that says nothing: «АТЕ 12»."""
    return bool(having([text], ("ате", "мсу")) and _CODED_PLACE.search(fold_school(text)))


def unclear(sheet: Sheet, row: int, text: str) -> Problem:
    """Make the problem of a row that may be of a school or of a place."""
    if names_part(text):
        fault = f"не ясно, что такое «{text}»: школа, часть её участников или группа школ"
        return Problem(sheet.place(row), fault, PART_HINT, "T-081")
    fault = f"не ясно, что такое «{text}»: школа, муниципалитет или регион"
    hint = _CODED_HINT if names_coded_place(text) else _HINT
    return Problem(sheet.place(row), fault, hint, "T-081")


@functools.lru_cache(1 << 14)
def names_total(text: str) -> bool:
    """Whether a text heads what is no school and no place: «Итого по району», «Кластер 1»."""
    return is_no_school(fold(text))


def names_municipality(text: str) -> bool:
    """Whether a text is like the name of a municipality: «Саянский район», and no address."""
    is_other = names_school(text) or _OF_SCHOOLS.search(fold_school(text)) or "," in text
    return not is_other and place_named(text) == "муниципалитет"


def names_group(text: str) -> bool:
    """Whether a text names a group of schools and no school: «Саянский район», «По району»."""
    folded = fold_school(text)
    if _SCHOOL.search(folded):
        return False
    return any(sign.search(folded) for sign in (*_PLACES.values(), _OVER_ALL, _CODED_PLACE))


def groups_of(sheet: Sheet, rows: Sequence[Named], faults: Faults) -> Iterator[Group | None]:
    """Yield whom each row is about; None where it cannot be told, which goes to `faults`."""
    above = Group("вся выборка", "")
    for row in rows:
        login = login_in(row.text)
        kind = "школа" if login else _kind(row, above, sheet.schools)
        if kind is None:
            if not row.is_empty:
                faults.append(unclear(sheet, row.number, row.text))
            yield None
            continue
        if kind == "школа":
            name, login = without_login(row.text) or row.text, fold_school(login)
            yield Group(kind, name, login or None, above.municipality, above.region)
        else:
            group = Group(kind, row.text)
            above = _under(above, group)
            yield group


def _kind(row: Named, above: Group, schools: Collection[str]) -> Kind | None:
    """Tell by its words whom a row without a login is about."""
    is_listed = fold_school(row.text) in schools
    if not is_listed and (names_part(row.text) or names_coded_place(row.text)):
        return None
    if is_listed or names_school(row.text):
        return "школа" if row.schools <= 1 else None
    if _OF_SCHOOLS.search(fold_school(row.text)):
        return None
    # «Дивногорск» under a region's row
    if row.schools > 1:
        return place_named(row.text) or ("муниципалитет" if above.name else None)
    return plainly_named(row.text)


def _under(above: Group, group: Group) -> Group:
    """Return what is known of the schools that stand below a group's row."""
    match group.kind:
        case "муниципалитет":
            return above._replace(name=group.name, municipality=group.name)
        case "регион":
            return above._replace(name=group.name, region=group.name, municipality=None)
    return Group("вся выборка", group.name)
