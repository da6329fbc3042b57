"""Protocols of ЕГЭ and ОГЭ by РЦОИ: a row is a participant, read as a plain table of pupils."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import fold, number, plural, quote
from shnor_cli.tables.faults import Faults, error_of, shortened
from shnor_cli.tables.layouts.blanks import NOT_THERE
from shnor_cli.tables.layouts.exam_protocols import Entry, Protocol, has_protocol, protocols_of
from shnor_cli.tables.layouts.exams import Exam, exam_of
from shnor_cli.tables.layouts.groups import names_school
from shnor_cli.tables.layouts.points import points_of
from shnor_cli.tables.layouts.procedures import trials
from shnor_cli.tables.layouts.second import Heading
from shnor_cli.tables.layouts.sittings import (
    Appeal,
    Person,
    Sitting,
    of_reserve,
    with_appeals,
    without_resits,
)
from shnor_cli.tables.layouts.standing import (
    UNCLEAR,
    Standing,
    column_of,
    remarks_on,
    standing_of,
    unclear,
)
from shnor_cli.tables.layouts.telling import by_level, decimal_of, exam_in
from shnor_cli.tables.masking import is_person
from shnor_cli.tables.scales import BELOW
from shnor_cli.tables.sheets import Cells, Rows, Sheet
from shnor_cli.tables.unmarked import PASSED

TITLE = "Протокол РЦОИ (ЕГЭ, ОГЭ)"

HEADER = ("школа", "год", "процедура", "предмет", "уровень", "отметка", "балл")

_OUTSIDERS = ("впл", "спо", "выпускник прошл", "не завершивш")
"""Kinds of participants that are no pupils of a school."""
_CODE = re.compile(r"(?:[a-z]{1,4})?[\d._/-]*\d[\d._/-]*[a-zа-я]?", re.IGNORECASE)
_ZEROS = re.compile(r"(?<=\d)[.,]0+$")
"""What Excel makes of a whole number: 111002.0."""


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet has a protocol of РЦОИ."""
    return has_protocol(sheet)


def heading(_: Sheet) -> Heading | None:
    """Return nothing: a sheet may hold many protocols, and titles part them."""
    return None


def read(sheet: Sheet) -> Iterator[Rows]:
    """Yield the participants of all protocols of a sheet: a table of pupils for each day.

    Raises:
        TableError: with every protocol that cannot be told and every appeal that cannot be used.
    """
    yield from read_together((sheet,))


def read_together(sheets: Sequence[Sheet]) -> Iterator[Rows]:
    """Yield the participants of several sheets: each counted once, with what appeals changed.

    Raises:
        TableError: with every protocol that cannot be told and every appeal that cannot be used.
    """
    reading = _Reading(sheets, [], [])
    sittings, appeals = reading.everything()
    sittings = reading.in_main_period(reading.appealed(sittings, appeals))
    sittings = reading.once(sittings)
    parts = reading.parts(sittings)
    found: dict[tuple[int, dt.date], list[Sitting]] = defaultdict(list)
    for each in sittings:
        found[each.sheet, each.exam.date].append(each)
    for place, sheet in enumerate(sheets):
        keys = sorted(key for key in found if key[0] == place)
        tables = [_table(sheet, f"{key[1]} {parts[key]}", found[key]) for key in keys]
        tables = tables or [_table(sheet, "", ())]
        remarks = [remark for of, remark in reading.remarks if of == place]
        yield tables[0]._replace(remarks=(*sheet.remarks, *remarks))
        yield from tables[1:]


def _table(sheet: Sheet, day: str, sittings: Sequence[Sitting]) -> Rows:
    numbers = tuple(each.row for each in sittings)
    cells = tuple(_cells(each) for each in sittings)
    return Rows(sheet.source, sheet.name, HEADER, numbers, cells, day=day)


def _cells(sitting: Sitting) -> Cells:
    exam = sitting.exam
    key = (sitting.person.school, str(exam.year), exam.procedure, exam.subject, exam.level)
    if exam.is_marked:
        return (*key, sitting.results.get("mark"), None)
    score = sitting.results.get("score")
    return (*key, _passed(score, sitting.border), score)


def _passed(score: str | None, border: str) -> str | None:
    """Say by the border of the protocol itself whether a score is enough, whatever scales say."""
    least, found = decimal_of(border), decimal_of(score or "")
    if least is None or found is None:
        return None
    return BELOW if found < least else PASSED


@dataclass(frozen=True)
class _Reading:
    """Sheets being read: what is odd and what is wrong with them."""

    sheets: Sequence[Sheet]
    faults: Faults
    remarks: list[tuple[int, Remark]]
    """With the place of the sheet."""

    def everything(self) -> tuple[tuple[Sitting, ...], tuple[Appeal, ...]]:
        """Return the results and the appeals of every protocol."""
        sittings: list[Sitting] = []
        appeals: list[Appeal] = []
        for place, sheet in enumerate(self.sheets):
            for protocol in protocols_of(sheet):
                self._note(place, protocol)
                if problems := list(trials(sheet, protocol.above)):
                    self.faults.extend(each for each in problems if each not in self.faults)
                    continue
                try:
                    if "appeal" in protocol.columns:
                        appeals += self._appeals(place, protocol)
                    else:
                        sittings += self._sittings(place, protocol)
                except TableError as error:
                    self.faults.extend(error.problems)
        if appeals and not sittings and not self.faults:
            self.faults.append(self._appeals_alone(appeals[0]))
        self._refuse()
        return tuple(sittings), tuple(appeals)

    def appealed(
        self, sittings: Sequence[Sitting], appeals: Sequence[Appeal]
    ) -> tuple[Sitting, ...]:
        """Return results after appeals."""
        rejected = [each for each in appeals if each.is_rejected]
        changing = [each for each in rejected if each.is_changed]
        same = [each for each in rejected if not each.is_changed]
        undecided = [each for each in appeals if each.is_open and not each.is_rejected]
        decided = [each for each in appeals if not (each.is_rejected or each.is_open)]
        changed, wrong = with_appeals(sittings, decided)
        hint = "Проверьте код ОО, участника, предмет и дату или уберите строку."
        self._wrong([Problem(self._place(each), why, hint, "T-094") for each, why in wrong])
        self._remark(decided, "апелляции и перепроверки", "взят результат после них", "R-appeal")
        holds = "остаётся прежний результат"
        text = "отклонённые апелляции, в которых результат другой"
        self._remark(changing, text, holds, "R-appeal")
        self._remark(same, "отклонённые апелляции", holds, "R-appeal")
        self._remark(undecided, "апелляции, по которым нет решения", holds, "R-appeal")
        return changed

    def in_main_period(self, sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
        """Leave out the additional period, and of reserve days who is not known to be new."""
        september = [each for each in sittings if each.exam.is_additional]
        text, done = "дополнительный период (сентябрь)", "не учтены: учитывается основной период"
        self._remark(september, text, done, "R-resit")
        main = [each for each in sittings if not (each.exam.is_additional or each.exam.is_reserve)]
        reserve = of_reserve([each for each in sittings if each.exam.is_reserve], main)
        text = "резервный день: участники, у которых в основной день результата нет"
        self._remark(reserve.first, text, "учтены: это первый результат", "R-reserve")
        text = "резервный день: участники с результатом основного дня"
        self._remark(reserve.again, text, "не учтены: учтён первый результат", "R-reserve")
        for why, unknown in reserve.unknown.items():
            done = f"не учтены, потому что {why}"
            self._remark(unknown, "резервный день", done, "R-reserve")
        return (*main, *reserve.first)

    def once(self, sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
        """Leave one result of each participant in an exam."""
        resits = without_resits(sittings)
        fault = "у этого участника уже есть другой результат"
        self._wrong(
            [
                Problem(self._place(other), f"{fault} в строке {first.row}", code="T-050")
                for first, other in resits.differing
            ]
        )
        text = "участники, которые сдавали тот же предмет в более ранний день"
        self._remark(resits.later, text, "учтён первый результат", "R-resit")
        self._remark(resits.same, "повторы участников", "каждый учтён один раз", "R-repeat")
        return resits.once

    def parts(self, sittings: Sequence[Sitting]) -> Mapping[tuple[int, dt.date], int]:
        """Return the part of the participants of a day that each sheet holds."""
        points = points_of(sittings)
        for place, (first, count) in points.beside.items():
            where = self.sheets[first].place().in_words()
            schools = plural(count, "школы", "школ", "школ")
            text = f"у {schools} участники того же экзамена и дня есть и в протоколе {where}"
            done = "это другие участники, они сложены"
            self.remarks.append((place, Remark(self.sheets[place].place(), text, done, "R-points")))
        return points.parts

    def _sittings(self, place: int, protocol: Protocol) -> Iterator[Sitting]:
        sheet = self.sheets[place]
        exam = exam_in(protocol, sheet)
        entries = self._of_schools(place, protocol.entries)
        if exam.procedure == "ГВЭ":
            rows = [each.row for each in entries]
            self._remark_rows(place, rows, "ГВЭ", "не учтены: это другой экзамен", "R-gve")
            return
        counted = self._counted(place, entries, exam.procedure)
        if entries and not counted:
            return
        for own, of_level in by_level(replace(protocol, entries=counted), exam, sheet):
            self._compare(place, protocol, own)
            for each in of_level:
                results = _results(each.cells)
                yield Sitting(place, each.row, own, _person(each.cells), results, protocol.border)

    def _counted(self, place: int, entries: Sequence[Entry], procedure: str) -> tuple[Entry, ...]:
        """Leave out participants whose result does not count, whatever column says so."""
        sheet, left = self.sheets[place], defaultdict[Standing, list[int]](list)
        asked, counted = [], []
        for each in entries:
            cells = _saying(each)
            standing = standing_of(cells, procedure)
            left[standing].append(each.row)
            if not standing:
                counted.append(each)
            elif standing == UNCLEAR:
                asked.append((each.row, cells))
        self.faults.extend(unclear(sheet, asked))
        self.remarks.extend((place, each) for each in remarks_on(sheet, left))
        return tuple(counted)

    def _compare(self, place: int, protocol: Protocol, exam: Exam) -> None:
        """Remark a border of the protocol that is not the minimum of the scales."""
        sheet = self.sheets[place]
        assessment = Assessment(exam.procedure, exam.subject, exam.level)
        minimum = None if exam.is_marked else sheet.scales.minimum_of(assessment, exam.year)
        if minimum is not None and decimal_of(protocol.border) != minimum.least:
            text = (
                f"минимальная граница в протоколе {protocol.border}, а минимальный балл по шкале "
                f"{minimum.least} ({minimum.source})"
            )
            where = sheet.place(protocol.row)
            done = "«ниже порога» определено по протоколу"
            self.remarks.append((place, Remark(where, text, done, "R-border")))

    def _appeals(self, place: int, protocol: Protocol) -> Iterator[Appeal]:
        for each in self._of_schools(place, protocol.entries):
            exam = exam_of(each.cells.get("exam", "")) or protocol.exam
            before = _plain(each.cells.get("before", ""))
            person, results = _person(each.cells), _results(each.cells)
            state = fold(each.cells.get("state", ""))
            yield Appeal(place, each.row, exam, person, before, results, state)

    def _of_schools(self, place: int, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Leave out participants who are no pupils of a school."""
        outside = [each.row for each in entries if _is_outsider(each)]
        text = "участники без кода ОО или не из школ (ВПЛ, СПО)"
        self._remark_rows(place, outside, text, "не учтены", "R-outside")
        inside = [each for each in entries if not _is_outsider(each)]
        self._slipped(place, [each.row for each in inside if not _has_code(each)])
        return tuple(each for each in inside if _has_code(each))

    def _slipped(self, place: int, rows: Sequence[int]) -> None:
        """Name rows in which something else stands in place of a code, and show nothing of it."""
        sheet, fault = self.sheets[place], "в столбце «Код ОО» не код школы: «…»"
        hint = "Похоже, строка сдвинута: поставьте её ячейки под свои заголовки."
        problems = [Problem(sheet.place(row), fault, hint, "T-095") for row in rows]
        self.faults.extend(shortened(problems[: sheet.most.problems], len(problems)))

    def _note(self, place: int, protocol: Protocol) -> None:
        """Remark what of a protocol is not read, and whether all rows are there."""
        self._remark_rows(place, protocol.passed, "не из протокола", "пропущены", "R-note")
        said = decimal_of(protocol.footers.get("всего участников", ""))
        found = len(protocol.entries)
        for first, second in protocol.doubled:
            fault = (
                f"один и тот же результат стоит в двух столбцах: {quote(first)} и {quote(second)}"
            )
            where = self.sheets[place].place(protocol.row)
            self.faults.append(Problem(where, fault, "Оставьте один из них.", "T-011"))
        if (other := protocol.other_title()) is not None:
            self.faults.append(self._other_exam(place, protocol, *other))
        if said is not None and said != found:
            text = f"«Всего участников» {number(int(said))}, а строк {number(found)}"
            where = self.sheets[place].place(protocol.row)
            done = "учтены строки, какие есть"
            self.remarks.append((place, Remark(where, text, done, "R-declared")))

    def _other_exam(self, place: int, protocol: Protocol, row: int, exam: Exam) -> Problem:
        own = protocol.exam.in_words() if protocol.exam else "экзамен не назван"
        fault = f"среди строк назван другой экзамен: {exam.in_words()}, а над шапкой — {own}"
        hint = "Повторите под этой строкой шапку или разнесите протоколы по листам."
        return Problem(self.sheets[place].place(row), fault, hint, "T-083")

    def _remark(self, said: Sequence[Sitting | Appeal], text: str, done: str, code: str) -> None:
        for place in sorted({each.sheet for each in said}):
            rows = [each.row for each in said if each.sheet == place]
            self._remark_rows(place, rows, text, done, code)

    def _remark_rows(
        self, place: int, rows: Sequence[int], text: str, done: str, code: str
    ) -> None:
        if rows:
            count = plural(len(rows), "строка", "строки", "строк")
            where = self.sheets[place].place(min(rows))
            self.remarks.append((place, Remark(where, f"{text}: {count}", done, code)))

    def _wrong(self, problems: Sequence[Problem]) -> None:
        most = self.sheets[0].most.problems
        self.faults.extend(shortened(problems[:most], len(problems)))
        self._refuse()

    def _refuse(self) -> None:
        if self.faults:
            raise error_of(self.faults)

    def _place(self, said: Sitting | Appeal) -> Place:
        return self.sheets[said.sheet].place(said.row)

    def _appeals_alone(self, appeal: Appeal) -> Problem:
        fault = "это протокол апелляций, а протоколов самих экзаменов нет"
        hint = "Дайте его вместе с ними: он меняет результаты, которые в них записаны."
        return Problem(self._place(appeal), fault, hint, "T-094")


def _saying(entry: Entry) -> dict[str, str]:
    """Return the cells that may say why a result does not count, by their folded headers."""
    cells = {role: cell for role, cell in entry.cells.items() if column_of(role)}
    named = {"категория": "kind", "статус": "state", "форма": "exam"}
    return cells | {
        header: cell for header, role in named.items() if (cell := entry.cells.get(role))
    }


def _is_outsider(entry: Entry) -> bool:
    cells = (cell for role, cell in entry.cells.items() if column_of(role) == "категория")
    kinds = map(fold, (*cells, entry.cells.get("kind", ""), entry.cells.get("grade", "")))
    # in a row that has slipped aside a name may stand in place of the code
    has_code = any(sign.isdigit() for sign in entry.cells.get("school", ""))
    return not has_code or any(kind.startswith(_OUTSIDERS) for kind in kinds)


def _has_code(entry: Entry) -> bool:
    """Whether a code stands in its column: one word with digits, or what a school is called."""
    text = entry.cells.get("school", "").strip()
    return bool(_CODE.fullmatch(text)) or (names_school(text) and not is_person(text))


def _person(cells: Mapping[str, str]) -> Person:
    names = (fold(cells.get(role, "")) for role in ("surname", "name", "patronymic"))
    documents = (cells.get(role, "") for role in ("document", "series", "document number"))
    digits = "".join(sign for text in documents for sign in text if sign.isdigit())
    return Person(_plain(cells["school"]), tuple(name for name in names if name), digits)


def _results(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the results in a row by role; what stands for «no result» is left out."""
    found = {role: cells.get(role, "") for role in ("primary", "mark")}
    found["score"] = cells.get("test") or cells.get("score", "")
    return {
        role: _plain(text) for role, text in found.items() if text and fold(text) not in NOT_THERE
    }


def _plain(text: str) -> str:
    return _ZEROS.sub("", text)
