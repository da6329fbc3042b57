"""Which procedure (вид оценочной процедуры) a table is of, by what names it.

What stands nearest to the numbers is asked first: names of bands of columns, titles, the sheet,
the file, its folders. A kind of work that is no procedure of the methodology is a problem: its
marks would be judged as those of ВПР.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.russian import fold, join_and, quote
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.layouts.saying import VPR, grade_in
from shnor_cli.tables.layouts.trials import trial_in
from shnor_cli.tables.sheets import Line, Sheet

_WORD = "(?<![а-яa-z]){}(?![а-яa-z])"
_KNOWN = {
    VPR: f"{_WORD.format('впр')}|всероссийск[а-я]+ проверочн[а-я]+ работ[а-я]*",
    "ОГЭ": f"{_WORD.format('огэ(?:-9)?')}|основн[а-я]+ государственн[а-я]+ экзамен[а-я]*"
    r"|\bгиа[- ]?9(?![.\d])",
    "ЕГЭ": f"{_WORD.format('к?егэ')}|един[а-я]+ государственн[а-я]+ экзамен[а-я]*"
    r"|\bгиа[- ]?11(?![.\d])",
}
"""Procedures that are known by whatever methodology, and how they are called."""
_CALLED = {
    "кдр": r"|краев[а-я]+ диагностическ[а-я]+\b(?! служб| центр)(?: работ[а-я]*)?",
    "гвэ": "|государственн[а-я]+ выпускн[а-я]+ экзамен[а-я]*",
}
"""Other names of procedures that a methodology may have."""
_OTHER = re.compile(
    "|".join(
        (
            _WORD.format("(?:кдр|дкр|ркр|мкр|нико|рпр|гвэ)"),
            *(each.removeprefix("|") for each in _CALLED.values()),
            r"(?:регион|краев|областн|муниципальн|районн|городск)[а-я]+ проверочн[а-я]+",
            r"контрольн[а-я]+ (?:[а-я]+ )?(?:работ|срез|тестирован)[а-я]*",
            r"\b(?:контрольн|диагностическ)(?:ая|ые|ие)(?= (?:по|за|\d)|[ .,;)]*$)",
            r"диагностическ[а-я]+ (?:работ|срез|тестирован)[а-я]*",
            r"(?<!центр )(?<!центра )\bдиагностик[аиеу]\b",
            r"национальн[а-я]+ исследован[а-я]+ качества",
            r"(?:годов|четвертн|триместров|полугодов)[а-я]+ (?:отмет|оцен)[а-я]+",
            r"(?:отмет|оцен)[а-я]+ за (?:[1-4iv]+ )?(?:год|четверть|триместр|полугодие)\b",
        )
    ),
    re.MULTILINE,
)
"""Kinds of work that are neither ВПР nor an exam."""
_ENTRANCE = re.compile(
    r"\bвходн[а-я]+ (?:контрол|диагностик|мониторинг|работ|тестирован|срез|проверочн)[а-я]*"
)
_LABELLED = re.compile(
    r"(?:^|(?<=; ))(?:муниципалитет|муниципальное образование|район|округ|регион"
    r"|(?:образовательная )?организация|о[оу]|школа|исполнитель|ответственный|составитель"
    r"|адрес|директор) ?:(?: ;)?[^;|]*"
)
"""Who reports and where: names, and nothing of the work."""
_NOT_HERE = re.compile(
    r"\b(?:без(?: учета| результатов)?|кроме|сравнени[а-я]+ с(?: результатами)?) {name}"
    r"|(?<![а-я]){name}(?: \d{4}(?: год[а-я]*)?)? не (?:провод|учит|учтен)[а-я]*".replace(
        "{name}", "(?:впр|к?егэ|огэ|гиа|гвэ|кдр|дкр|ркр|мкр|нико|рпр)(?:-\\d+)?\\b"
    )
)
"""A procedure is named as one that the table is not of: «ОГЭ (без учёта ГВЭ)»."""
_JOURNAL = re.compile(r"(?:[а-я]+ )?по журналу|журнальн[а-я]+ (?:отмет|оцен)[а-я]+")
_COMPARED = re.compile(r"сравнен|соответств|расхожден|объективност|понизил|повысил")
"""Marks of a journal are no results of their own where those of a work are compared with them."""
_WEAK = re.compile(
    r"\bгиа\b|итогов[а-я]+ аттестаци[а-я]+|\bмцко\b|\bэкзамен(?:ы|а|ов|ационн[а-я]+)?\b"
)
"""What may stand beside the name of a procedure and change nothing."""
_SHORT = re.compile(_WORD.format("(?:впр|огэ|егэ|гиа|мцко|кдр|дкр|ркр|мкр|нико|рпр|гвэ)"))
_GIA = re.compile("гиа|аттестаци")
_BY_GRADE = {9: "ОГЭ", 11: "ЕГЭ"}
_QUOTES = re.compile(r"[«»„“”\"']")
_TAIL = re.compile(
    r"[ ,(–—-]+(?:за )?20\d\d(?: ?[/–—-] ?(?:20)?\d\d)?"
    r"(?: ?(?:уч\w*\.? ?)?(?:г\.?|год|года)?)?\)?\.?$"
)
"""A year behind the name of a procedure: «ВПР 2025», «ВПР (2024/25 уч. г.)»."""
_HINT = (
    "Если это другая работа, уберите таблицу или назовите работу в столбце «процедура» и в "
    "методике; если слова лишние, исправьте их или опишите таблицу разметкой (--layout), где "
    "процедура названа: procedure: {{value: {}}}."
)
_EXAM_HINT = (
    "Назовите экзамен: «ОГЭ» или «ЕГЭ»; если слова лишние, исправьте их или опишите таблицу "
    "разметкой (--layout), где процедура названа."
)
_TRIAL_HINT = (
    "Пробная работа — не результат процедуры: уберите таблицу; если слова лишние, исправьте их."
)


class _Said(NamedTuple):
    """A text that may name a procedure, folded, and where it stands."""

    where: str
    text: str
    lines: Sequence[tuple[int, str]] = ()
    """Where it is of several lines of the sheet: their numbers, and the text of each."""

    def place(self, sheet: Sheet) -> Place:
        """Return its place: the first of its lines that names a work."""
        named = (row for row, text in self.lines if _names_work(text, sheet))
        return sheet.place(next(named, None))


class _Told(NamedTuple):
    """What a text says: procedures, or something else that is none."""

    names: tuple[str, ...] = ()
    other: str = ""
    is_trial: bool = False


def trials(sheet: Sheet, above: Sequence[Line]) -> Iterator[Problem]:
    """Yield the problem of a table that is called a trial: above it or by its names."""
    for said in _said(sheet, above, ()):
        if words := trial_in(said.text):
            yield _problem(sheet, said, _Told((), words, is_trial=True))
            return


def procedure_of(
    sheet: Sheet, above: Sequence[Line], faults: Faults, *, bands: Sequence[str] = ()
) -> str:
    """Return the procedure that is named nearest, empty where none is; what is none, to `faults`.

    Args:
        sheet: the sheet that the table is of.
        above: lines above its header.
        faults: where to tell of another kind of work.
        bands: texts above a column of the table, the nearest first.
    """
    said = list(_said(sheet, above, bands))
    is_compared = any(_COMPARED.search(each.text) for each in said)
    grade = grade_in(bands)
    told = [_told(each.text, sheet.procedures, grade, is_compared=is_compared) for each in said]
    tried = [place for place, each in enumerate(told) if each.is_trial]
    named = [place for place, each in enumerate(told) if each.names or each.other]
    place = next(iter((*tried, *named)), None)
    if place is None:
        return ""
    found = told[place]
    if found.other or len(found.names) > 1:
        problem = _problem(sheet, said[place], found)
        faults += [problem] if problem not in faults else []
    return found.names[0] if found.names else ""


def called(text: str, procedures: Iterable[str]) -> str:
    """Return the procedure that a cell calls by its full name: «ГИА-9» is ОГЭ.

    The short name may follow in brackets.
    """
    full, _, short = fold(text).removesuffix(")").partition(" (")
    patterns = _patterns(tuple(procedures))
    named = (name for name, sign in patterns if sign.fullmatch(full))
    return next((name for name in named if short in ("", fold(name))), text)


def bare(text: str) -> str:
    """Return the folded name of a procedure without quotes, a year behind it and a final dot."""
    return _TAIL.sub("", _QUOTES.sub("", text)).strip(" .")


def without_procedures(text: str, procedures: Iterable[str]) -> str:
    """Return a folded text without what names procedures in it."""
    for _, sign in _patterns(tuple(procedures)):
        text = sign.sub("", text)
    return text


def _said(sheet: Sheet, above: Sequence[Line], bands: Sequence[str]) -> Iterator[_Said]:
    for text in bands:
        yield _Said("над столбцами", fold(text))
    titles = [(line.number, _title(line)) for line in above]
    yield _Said("над таблицей", "\n".join([text for _, text in titles]), titles)
    yield _Said("в имени листа", fold(sheet.name))
    path = PurePosixPath(sheet.source.name)
    folders = (*(each.name for each in path.parents), sheet.source.folder)
    names = [("в имени файла", path.stem), *(("в имени папки", each) for each in folders)]
    for where, name in names:
        yield _Said(where, fold(name.replace("_", " ")))


def _title(line: Line) -> str:
    return _LABELLED.sub("", fold(" ; ".join(filter(None, line.cells))))


def _names_work(text: str, sheet: Sheet) -> bool:
    told = _told(text, sheet.procedures, None, is_compared=False)
    return bool(told.names or told.other)


@functools.lru_cache(1 << 12)
def _told(text: str, procedures: tuple[str, ...], grade: int | None, *, is_compared: bool) -> _Told:
    names: list[str] = []
    rest = _NOT_HERE.sub(";", text)
    for name, sign in _patterns(procedures):
        if sign.search(rest):
            rest = sign.sub(";", rest)
            names.append(name)
    # in the whole text more of the words can be told: «пробный ОГЭ»
    trial = "" if _is_own_trial(names) else trial_in(text)
    if trial or names:
        return _Told(tuple(names), trial, is_trial=bool(trial))
    others = [_ENTRANCE, _OTHER, *(() if is_compared else (_JOURNAL,))]
    match = next((found for sign in others if (found := sign.search(rest))), None)
    weak = _WEAK.search(rest) if match is None else None
    if weak is None:
        return _Told((), match[0] if match else "")
    exam = _BY_GRADE.get(grade_in([text]) or grade or 0, "") if _GIA.search(weak[0]) else ""
    return _Told((exam,)) if exam else _Told((), weak[0])


def _is_own_trial(names: Iterable[str]) -> bool:
    """Whether the methodology itself has a trial, and it is named."""
    return any(trial_in(fold(name)) for name in names)


@functools.cache
def _patterns(procedures: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return procedures and how they are called, those with the longest names first."""
    own = {name: _WORD.format(re.escape(fold(name))) for name in procedures}
    own = {name: sign + _CALLED.get(fold(name), "") for name, sign in own.items()}
    folded = {fold(name): name for name in procedures}
    known = {folded.get(fold(name), name): sign for name, sign in _KNOWN.items()}
    both = {**own, **known}
    return tuple((name, re.compile(both[name])) for name in sorted(both, key=len, reverse=True))


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _problem(sheet: Sheet, said: _Said, told: _Told) -> Problem:
    if told.other:
        words = quote(_SHORT.sub(_upper, told.other))
        fault = f"{said.where} сказано {words}, а такой процедуры в методике нет"
    else:
        fault = f"{said.where} названы сразу {join_and(told.names)}: не ясно, чьи это результаты"
    return Problem(said.place(sheet), fault, _hint(told), "T-085")


def _hint(told: _Told) -> str:
    if told.is_trial:
        return _TRIAL_HINT
    if _WEAK.fullmatch(told.other):
        return _EXAM_HINT
    return _HINT.format(told.names[0] if told.names else VPR)
