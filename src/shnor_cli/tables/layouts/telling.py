"""Telling which exam a protocol is of: by its title, else by names, classes and columns."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import PurePath

from shnor_cli.russian import fold
from shnor_cli.tables.faults import one
from shnor_cli.tables.keys import times
from shnor_cli.tables.layouts.blanks import NOT_THERE
from shnor_cli.tables.layouts.exam_protocols import SCORES, Entry, Protocol
from shnor_cli.tables.layouts.exams import Exam, exam_of, subject_and_level
from shnor_cli.tables.layouts.subjects import is_subject
from shnor_cli.tables.sheets import Sheet

_BY_GRADE = {"9": "ОГЭ", "10": "ЕГЭ", "11": "ЕГЭ", "12": "ЕГЭ"}
_MATHS = "математика"
_MARKS = frozenset(map(Decimal, "2345"))
_PROCEDURE = re.compile(r"(?<![а-яё])(?:егэ|огэ|гвэ)(?![а-яё])")
_CLASS = re.compile(r"0?(\d{1,2})(?!\d)")


def exam_in(protocol: Protocol, sheet: Sheet) -> Exam:
    """Return the exam of a protocol, with the procedure.

    Raises:
        TableError: it cannot be told.
    """
    exam = _named(protocol, sheet)
    return replace(exam, procedure=_procedure(protocol, sheet, exam))


def by_level(
    protocol: Protocol, exam: Exam, sheet: Sheet
) -> Iterator[tuple[Exam, tuple[Entry, ...]]]:
    """Yield the exams of a protocol with their rows: one, unless rows name levels of their own.

    Raises:
        TableError: rows name other exams, or the protocol lacks what an exam is judged by.
    """
    rows: dict[str, list[Entry]] = {}
    for each in protocol.entries:
        rows.setdefault(_level_said(each, exam, sheet), []).append(each)
    for level, entries in (rows or {"": []}).items():
        own = replace(protocol, entries=tuple(entries))
        found = replace(exam, level=level or exam.level)
        found = replace(found, level=_level(own, found))
        _check(own, sheet, found)
        yield found, own.entries


def _level_said(entry: Entry, exam: Exam, sheet: Sheet) -> str:
    """Return the level that a row says itself; another exam than that of the title is an error."""
    text = entry.cells.get("exam", "")
    if not text:
        return ""
    said = exam_of(text)
    subject, level = (said.subject, said.level) if said else subject_and_level(text)
    is_known = is_subject(subject)
    is_level = exam.procedure == "ЕГЭ" and exam.subject == _MATHS
    if is_known and subject != exam.subject:
        fault = f"в столбце экзамена — {subject}, а над таблицей — {exam.subject}"
        raise one(sheet.place(entry.row), fault, "Разделите протокол по экзаменам.", "T-083")
    if is_level and level and exam.level not in {"", level}:
        fault = f"в столбце экзамена — {level}, а над таблицей — {exam.level}"
        raise one(sheet.place(entry.row), fault, "Разделите протокол по экзаменам.", "T-083")
    return level if is_level else ""


def _check_marks(protocol: Protocol, sheet: Sheet, exam: Exam) -> None:
    """A mark without a test score is no absence: only maths of the base level has marks."""
    if exam.is_marked:
        return
    rows = [each.row for each in protocol.entries if _has_mark_alone(each)]
    if rows:
        fault = (
            "в строке есть оценка, а тестового балла нет: похоже, это базовая математика"
            f"{times(len(rows))}"
        )
        hint = (
            "Назовите экзамен каждой строки в столбце «Предмет» («Математика базовая», "
            "«Математика профильная») или разнесите протоколы."
        )
        raise one(sheet.place(rows[0]), fault, hint, "T-083")


def _has_mark_alone(entry: Entry) -> bool:
    scores = (fold(entry.cells.get(role, "")) for role in SCORES)
    mark = decimal_of(entry.cells.get("mark", ""))
    return mark in _MARKS and all(not each or each in NOT_THERE for each in scores)


def decimal_of(text: str) -> Decimal | None:
    """Return a score as a number, None where it is none."""
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def _named(protocol: Protocol, sheet: Sheet) -> Exam:
    """Return the exam by the title, else by the names of the file and of the sheet."""
    stem = PurePath(sheet.source.name).stem.replace("_", " ")
    exam = protocol.exam or exam_of(stem) or exam_of(sheet.name)
    if exam is None:
        fault = "непонятно, что за экзамен: над таблицей нет строки с предметом и датой"
        hint = (
            "Впишите её («02 - Математика 2025.06.03») или назовите так файл: по коду без "
            "названия предмет не узнать, коды ОГЭ и ЕГЭ разные."
        )
        raise one(sheet.place(protocol.row), fault, hint, "T-080")
    return exam


def _procedure(protocol: Protocol, sheet: Sheet, exam: Exam) -> str:
    """Tell ЕГЭ from ОГЭ: by title and file name, by classes, by columns."""
    named = exam.procedure or _said_in(sheet)
    if named == "ГВЭ":
        return named
    classes = [exam.grade, *(each.cells.get("grade", "") for each in protocol.entries)]
    grades = [match[1] for each in classes if (match := _CLASS.match(each))]
    told = {_BY_GRADE[grade] for grade in grades if grade in _BY_GRADE} | ({named} - {""})
    if len(told) > 1:
        fault = "в одном протоколе и ОГЭ, и ЕГЭ: классы или название говорят разное"
        hint = "Разделите протокол по экзаменам."
        raise one(sheet.place(protocol.row), fault, hint, "T-083")
    procedure = told.pop() if told else _by_columns(protocol, exam)
    if not procedure:
        fault = "непонятно, ЕГЭ это или ОГЭ: нет ни класса, ни слова в названии"
        hint = "Впишите «ЕГЭ» или «ОГЭ» в строку с предметом и датой или в имя файла."
        raise one(sheet.place(protocol.row), fault, hint, "T-080")
    return procedure


def _said_in(sheet: Sheet) -> str:
    """Return the exam that the names of the file and the sheet say, else that of its folder."""
    own = f"{sheet.source.name} {sheet.name}"
    said = (set(_PROCEDURE.findall(text.casefold())) for text in (own, sheet.source.folder))
    named = next(filter(None, said), set())
    return named.pop().upper() if len(named) == 1 else ""


def _by_columns(protocol: Protocol, exam: Exam) -> str:
    """Tell by what only one of the exams has; «Балл» may be either's."""
    if exam.level or "test" in protocol.columns:
        return "ЕГЭ"
    is_marked = "mark" in protocol.columns and "score" not in protocol.columns
    return "ОГЭ" if is_marked and exam.subject != _MATHS else ""


def _level(protocol: Protocol, exam: Exam) -> str:
    """Return the level of an exam: of maths in ЕГЭ only the advanced one has test scores."""
    if exam.procedure != "ЕГЭ":
        return ""
    if exam.level or exam.subject != _MATHS:
        return exam.level
    return "профиль" if protocol.columns & SCORES else "база"


def _check(protocol: Protocol, sheet: Sheet, exam: Exam) -> None:
    place = sheet.place(protocol.row)
    if exam.is_marked and "mark" not in protocol.columns:
        fault = "нет столбца «Оценка»: по первичному баллу отметка не определяется"
        hint = "Выгрузите протокол с оценками; если они в столбце «Балл», переименуйте его."
        raise one(place, fault, hint, "T-012")
    if not exam.is_marked and not protocol.columns & SCORES:
        fault = "нет столбца «Балл» с тестовыми баллами"
        raise one(place, fault, "Выгрузите протокол с ними.", "T-012")
    if not exam.is_marked and decimal_of(protocol.border) is None:
        fault = "нет строки «Минимальная граница»: не узнать, кто ниже порога"
        hint = "Допишите её под протоколом: слова в первой ячейке, балл в любой другой."
        raise one(place, fault, hint, "T-092")
    _check_marks(protocol, sheet, exam)
