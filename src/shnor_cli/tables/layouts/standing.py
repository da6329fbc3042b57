"""Whether a row of pupils counts: columns that say who sat another exam, was sent away or absent.

One rule for all reports whose rows are pupils: a column is told by its header, a cell by its words.
A status that nobody knows is asked about, for it may say that there is no result.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold, plural, quote
from shnor_cli.tables.faults import error_of, hidden, shortened
from shnor_cli.tables.layouts.picking import Picked
from shnor_cli.tables.sheets import Line, Sheet

Standing = Literal["", "ГВЭ", "другой экзамен", "аннулирован", "не участвовал", "не ясно"]
"""Why a row does not count; empty where it does."""
Column = Literal["форма", "категория", "статус", "участие", "аннулирован", "примечание"]
"""What a column says of those who took part."""
UNCLEAR: Standing = "не ясно"

_HEADERS: Mapping[Column, re.Pattern[str]] = {
    "форма": re.compile(
        r"форма( (гиа|сдачи|экзамена|проведения|участия|аттестации|(государственной )?итоговой "
        r"аттестации|прохождения).*)?|(вид|тип) (гиа|экзамена|аттестации|испытания)"
    ),
    "категория": re.compile(r"категория.*|(тип|вид) участника"),
    "статус": re.compile(
        r"(статус|состояние)( (участника|результата|работы|экзамена|протокола|бланка|записи))?"
    ),
    "участие": re.compile(
        r"явка( .*)?|(участие|присутствие)( (в|на) (экзамен|гиа|егэ|огэ|впр|работ|процедур).*)?"
        r"|явился|участвовал|присутствовал"
    ),
    "аннулирован": re.compile(
        r"(признак |отметка об? )?(удал[её]н[аы]?|удалени[ея]|аннулир[а-я]*|не завершил[а-я]*"
        r"|незаверш[а-я]*)( (с|из|за|экзамен|работ|результат|участник).*)?"
    ),
    "примечание": re.compile(r"примечани[ея]|комментари[йи]|особые отметки"),
}
_NEGATED = re.compile(r"\bне (?:был[аи]? )?(?:удал|аннулир)[а-я]*")
_GVE = re.compile(r"(?<![а-я])гвэ(?![а-я])|государственн[а-я]+ выпускн[а-я]+ экзамен")
_EXAM = re.compile(r"(?<![а-я])(егэ|огэ|впр)(?![а-я])")
_VOID = re.compile(
    r"аннулирован[аоы]?\b|аннулирование(?! отмен)|\bне ?действ|удал[её]н[аоы]?\b|удалил"
    r"|\bудаление с\b|\bне (?:завершил|закончил)|(?<!аннулирование )\bотмен[её]н[аоы]?\b"
)
_SENT_AWAY = re.compile(r"аннулирован[аоы]?\b|удал[её]н[аы]? (?:с|за|из)\b")
"""What of it a free note or a kind of participants may say: «удалённое обучение» is none."""
_ABSENT = re.compile(
    r"\bне ?(?:явил|явк|участ|присутств|писал|сдавал|приступ|допущ|принял|принимал)|\bотсутствов"
    r"|\bн/я\b"
)
_AWAY = re.compile(r"(?:не ?явил|неявк|отсутствов)[а-я]*(?:[ ,(].*)?|н/я")
"""What of it a free note may say: «не приступил к заданию 27» is none."""
_DOUBTFUL = re.compile(r"\bне(?! ниже| наруш| сдал| преодол| набрал)|ошибк|отклон|частич")
"""What makes of a known word another: «не проверен»."""
_COUNTED = re.compile(
    r"действ|обработ|провер|явил|явк|участ|присутств|писал|выполн|сда(?:л|ва)|заверш|законч"
    r"|допущ|зач[её]т|зачт|учт|утвержд|опублик|загруж|готов|преодол|(?:ниже|выше) (?:порог|миним)"
    r"|без наруш|основн|резерв|досрочн|норм|\bда\b|\bок\b|\bok\b|^[+*-]$"
)
_YES = frozenset({"да", "1", "+", "д", "v", "х", "x", "истина", "true"})
_NO = frozenset({"нет", "0", "-", "–", "—", "н", "ложь", "false", "отсутствует", "отсутствие"})
_HINT = (
    "Впишите понятное слово («действующий», «аннулирован», «не явился»), уберите строку или весь "
    "столбец, если он не о том, есть ли результат."
)


def column_of(header: str) -> Column | None:
    """Return what a column with a folded header says of those who took part, None where nothing."""
    fits = (column for column, sign in _HEADERS.items() if sign.fullmatch(header))
    return next(fits, None)


def standing_of(cells: Mapping[str, str], procedure: str) -> Standing:
    """Return why a row does not count, by its cells under such folded headers."""
    both = ((column_of(header), fold(cell)) for header, cell in cells.items())
    told = [_told(column, cell, procedure) for column, cell in both if column and cell]
    return next((each for each in told if each and each != UNCLEAR), max(told, default=""))


def _told(column: Column, cell: str, procedure: str) -> Standing:
    text = _NEGATED.sub("", cell.removesuffix(".0"))
    if _GVE.search(text):
        return "" if procedure == "ГВЭ" else "ГВЭ"
    if column == "аннулирован":
        return _flagged(text)
    if column == "участие" and text in _YES | _NO:
        return "не участвовал" if text in _NO else ""
    exam = _EXAM.search(text)
    if column == "форма" and exam and exam[1].upper() != procedure:
        return "другой экзамен"
    if column in {"примечание", "категория"}:
        if _SENT_AWAY.search(text):
            return "аннулирован"
        return "не участвовал" if _AWAY.fullmatch(text) else ""
    if _ABSENT.search(text):
        return "не участвовал"
    if _VOID.search(text):
        return "аннулирован"
    is_known = _COUNTED.search(text) and not _DOUBTFUL.search(text)
    return UNCLEAR if column in {"статус", "участие"} and text and not is_known else ""


def _flagged(text: str) -> Standing:
    if text in _NO or not text:
        return ""
    return "аннулирован" if text in _YES or _VOID.search(text) else UNCLEAR


_SAID: Mapping[Standing, tuple[str, str, str]] = {
    "ГВЭ": ("ГВЭ", "не учтены: это другой экзамен", "R-gve"),
    "другой экзамен": ("участники другого экзамена", "не учтены", "R-gve"),
    "аннулирован": (
        "результат аннулирован или участник удалён",
        "не учтены: действующего результата нет",
        "R-void",
    ),
    "не участвовал": ("участники, которые не писали", "участниками не считаются", "R-absent"),
}


def remarks_on(sheet: Sheet, rows: Mapping[Standing, Sequence[int]]) -> Iterator[Remark]:
    """Yield a remark for each reason for which rows were left out."""
    for standing, (text, done, code) in _SAID.items():
        if numbers := rows.get(standing):
            count = plural(len(numbers), "строка", "строки", "строк")
            yield Remark(sheet.place(min(numbers)), f"{text}: {count}", done, code)


def unclear(sheet: Sheet, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[Problem]:
    """Yield the problem of each row whose status nobody knows."""
    problems = []
    for row, cells in rows[: sheet.most.problems]:
        header, text = next(
            (header, cell)
            for header, cell in cells.items()
            if (column := column_of(header)) and _told(column, fold(cell), "") == UNCLEAR
        )
        fault = hidden(f"{quote(text)} не говорит, есть ли результат", text)
        problems.append(Problem(sheet.place(row, header), fault, _HINT, "T-096"))
    yield from shortened(problems, len(rows))


def sifted(picked: Picked, procedure: str) -> tuple[Picked, tuple[Remark, ...]]:
    """Leave out rows of a report that do not count, with remarks.

    Raises:
        TableError: a status is not known.
    """
    places = picked.columns(column_of)
    if not places:
        return picked, ()
    rows: list[Line] = []
    left: dict[Standing, list[int]] = {}
    asked: list[tuple[int, Mapping[str, str]]] = []
    for line in picked.rows:
        cells = {picked.header[each]: cell for each in places if (cell := line.cell(each))}
        standing = standing_of(cells, procedure)
        if not standing:
            rows.append(line)
        elif standing == UNCLEAR:
            asked.append((line.number, cells))
        else:
            left.setdefault(standing, []).append(line.number)
    if asked:
        raise error_of(unclear(picked.sheet, asked))
    return replace(picked, rows=tuple(rows)), tuple(remarks_on(picked.sheet, left))
