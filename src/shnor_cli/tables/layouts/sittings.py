"""Results of participants in exams, while their names are still known: resits and appeals.

A name serves to find the same participant in other protocols and never leaves these values.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shnor_cli.tables.layouts.exams import Exam

_REJECTED = re.compile(r"отклон|отказ|отозван|не удовлетвор")
_OPEN = re.compile(r"обрабатыва|в обработке|на рассмотрении|не рассмотрен|ожида|подан|в работе")


@dataclass(frozen=True, slots=True)
class Person:
    """A participant, as far as a protocol says who it is."""

    school: str
    names: tuple[str, ...] = field(repr=False)
    document: str = field(repr=False)

    @property
    def is_named(self) -> bool:
        """Whether there is something to find the participant by."""
        return bool(self.names or self.document)

    def is_same(self, other: "Person") -> bool:
        """Whether two are one, where the schools and the names are: documents do not differ."""
        return not self.document or not other.document or self.document == other.document


@dataclass(frozen=True, slots=True)
class Sitting:
    """A result of a participant in an exam."""

    sheet: int
    """Which of the sheets that are read together it stands in."""
    row: int
    exam: Exam
    person: Person
    results: Mapping[str, str]
    """By role: primary, score, mark; filled ones only."""
    border: str = ""
    """The least score that is enough, where the protocol says it."""

    @property
    def held(self) -> tuple[object, ...]:
        """What was sat, on whatever day."""
        exam = self.exam
        return (exam.procedure, exam.subject, exam.level, exam.year)


@dataclass(frozen=True, slots=True)
class Appeal:
    """A result after an appeal (апелляция, перепроверка)."""

    sheet: int
    row: int
    exam: Exam | None
    person: Person
    before: str
    results: Mapping[str, str]
    state: str = ""
    """What became of it (состояние), folded; empty where the protocol does not say it."""

    @property
    def is_rejected(self) -> bool:
        """Whether it was turned down: then the result before it holds, whatever is written."""
        return bool(_REJECTED.search(self.state))

    @property
    def is_open(self) -> bool:
        """Whether nothing is decided yet."""
        return bool(_OPEN.search(self.state))

    @property
    def is_changed(self) -> bool:
        """Whether it has a result that is not the one before."""
        after = {self.results[role] for role in ("mark", "score") if role in self.results}
        return bool(self.before and after) and self.before not in after


@dataclass(frozen=True)
class Resits:
    """What is left when each participant is counted once in an exam."""

    once: tuple[Sitting, ...]
    later: tuple[Sitting, ...] = ()
    """Results of those who had one on an earlier day."""
    same: tuple[Sitting, ...] = ()
    """Rows that repeat a row of the same day."""
    differing: tuple[tuple[Sitting, Sitting], ...] = ()
    """Two results of one participant on one day."""


@dataclass(frozen=True)
class Reserve:
    """Results of reserve days (резервные дни) by what is known of those who have them."""

    first: tuple[Sitting, ...] = ()
    """Of those who have none of the main day."""
    again: tuple[Sitting, ...] = ()
    """Of those who have one."""
    unknown: Mapping[str, tuple[Sitting, ...]] = field(default_factory=dict)
    """Of those who cannot be compared: why -> their results."""


def of_reserve(sittings: Sequence[Sitting], main: Sequence[Sitting]) -> Reserve:
    """Compare participants of reserve days with those of the main days of the same exams.

    A row without a result is of somebody who did not sit.
    """
    days: dict[object, dict[str, list[Person]]] = defaultdict(lambda: defaultdict(list))
    for each in main:
        if each.results:
            days[each.held][each.person.school].append(each.person)
    main_days = {of: {school: _Met.of(met) for school, met in days[of].items()} for of in days}
    first, again = [], []
    unknown: dict[str, list[Sitting]] = defaultdict(list)
    for each in sittings:
        schools = main_days.get(each.held)
        met = (schools or {}).get(each.person.school)
        if schools is None or met is None:
            unknown[_NO_MAIN_DAY if schools is None else _NO_SCHOOL].append(each)
        elif met.has(each.person):
            again.append(each)
        elif met.can_tell(each.person):
            first.append(each)
        else:
            unknown[_NO_NAMES].append(each)
    return Reserve(
        tuple(first), tuple(again), {why: tuple(found) for why, found in unknown.items()}
    )


_NO_MAIN_DAY = "нет протокола основного дня этого экзамена"
_NO_SCHOOL = "в протоколе основного дня нет участников этой школы"
_NO_NAMES = "нет ФИО и документов, по которым участников можно сравнить с основным днём"


@dataclass(frozen=True, slots=True)
class _Met:
    """Participants of one school on a main day."""

    by_names: Mapping[tuple[str, ...], Sequence[Person]] = field(repr=False)
    documents: frozenset[str] = field(repr=False)
    are_named: bool
    are_documented: bool

    @classmethod
    def of(cls, persons: Sequence[Person]) -> "_Met":
        """Gather them."""
        by_names: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for each in persons:
            by_names[each.names].append(each)
        documents = frozenset(each.document for each in persons)
        return cls(by_names, documents, () not in by_names, "" not in documents)

    def has(self, person: Person) -> bool:
        """Whether a participant is one of them."""
        if person.document and person.document in self.documents:
            return True
        same = self.by_names.get(person.names, ()) if person.names else ()
        return any(person.is_same(each) for each in same)

    def can_tell(self, person: Person) -> bool:
        """Whether a participant who is none of them is known to be another."""
        return bool(person.names and self.are_named) or bool(
            person.document and self.are_documented
        )


def without_resits(sittings: Sequence[Sitting]) -> Resits:
    """Leave the first result of each participant in a subject and year."""
    groups: dict[tuple[object, ...], list[Sitting]] = defaultdict(list)
    for each in sorted(sittings, key=lambda one: (one.exam.date, one.sheet, one.row)):
        person = each.person
        key = (*each.held, person.school, person.names)
        groups[key if person.is_named else (each.sheet, each.row)].append(each)
    once, later, same, differing = [], [], [], []
    for group in groups.values():
        kept: list[Sitting] = []
        for each in group:
            first = next((one for one in kept if _is_resit(one, each)), None)
            if first is None:
                kept.append(each)
            elif first.exam.date < each.exam.date:
                later.append(each)
            elif first.results == each.results:
                same.append(each)
            else:
                differing.append((first, each))
        once += kept
    in_order = tuple(sorted(once, key=lambda one: (one.sheet, one.row)))
    return Resits(in_order, tuple(later), tuple(same), tuple(differing))


def _is_resit(first: Sitting, other: Sitting) -> bool:
    if first.exam.date == other.exam.date:
        # without documents two namesakes may well sit side by side; a protocol that is given
        # twice is noticed when its counts are
        document = first.person.document
        return bool(document) and (first.sheet, document) == (other.sheet, other.person.document)
    # a row without a result is of somebody who did not sit that day
    return bool(first.results) and first.person.is_same(other.person)


def with_appeals(
    sittings: Sequence[Sitting], appeals: Iterable[Appeal]
) -> tuple[tuple[Sitting, ...], tuple[tuple[Appeal, str], ...]]:
    """Put results after appeals in place of earlier ones.

    Returns:
        The results, and the appeals that could not be used with the reason.
    """
    changed = list(sittings)
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, sitting in enumerate(sittings):
        places[sitting.person.school, sitting.person.names].append(place)
    wrong: list[tuple[Appeal, str]] = []
    for appeal in appeals:
        known = places[appeal.person.school, appeal.person.names]
        found = [place for place in known if _is_of(appeal, changed[place])]
        reason = _reason(appeal, [changed[place] for place in found])
        if reason:
            wrong.append((appeal, reason))
            continue
        for place in found:
            results = {**changed[place].results, **_after(appeal, changed[place])}
            changed[place] = replace(changed[place], results=results)
    return tuple(changed), tuple(wrong)


def _reason(appeal: Appeal, found: Sequence[Sitting]) -> str:
    """Say why an appeal cannot be used; a protocol given twice holds its result twice."""
    if not found:
        return _NOT_FOUND
    if len({each.sheet for each in found}) < len(found):
        return _SEVERAL
    afters = [_after(appeal, each) for each in found]
    if not all(afters):
        return _NO_RESULT
    pairs = zip(found, afters, strict=True)
    return "" if all(_follows(appeal, each, after) for each, after in pairs) else _DIFFERS


_NOT_FOUND = "участника этой апелляции нет в протоколах экзамена"
_SEVERAL = "под эту апелляцию подходит не один участник протокола"
_NO_RESULT = "в апелляции нет текущей оценки или тестового балла"
_DIFFERS = "балл до изменения не тот, что в протоколе экзамена"


def _is_of(appeal: Appeal, sitting: Sitting) -> bool:
    person, exam = appeal.person, sitting.exam
    is_exam = appeal.exam is None or (
        (appeal.exam.subject, appeal.exam.date) == (exam.subject, exam.date)
        and appeal.exam.level in {"", exam.level}
    )
    return is_exam and person.is_named and person.is_same(sitting.person)


def _after(appeal: Appeal, sitting: Sitting) -> dict[str, str]:
    """Return the result after an appeal by the role the exam is judged by; none if unknown."""
    role = "mark" if sitting.exam.is_marked else "score"
    if role in appeal.results:
        return {role: appeal.results[role]}
    # «Балл» is a mark where it was the mark that changed
    is_mark = role == "mark" and appeal.before == sitting.results.get("mark")
    return {"mark": appeal.results["score"]} if is_mark and "score" in appeal.results else {}


def _follows(appeal: Appeal, sitting: Sitting, after: Mapping[str, str]) -> bool:
    """Whether the protocol has the result before the appeal, or already the one after it."""
    is_after = all(sitting.results.get(role) == text for role, text in after.items())
    return is_after or not appeal.before or appeal.before in sitting.results.values()
