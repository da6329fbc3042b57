"""Assessments: spellings of procedures, subjects and levels brought to those of the methodology."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shnor_cli.criteria.indicators import Filter, Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place, Problem, did_you_mean
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import fold, quote
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.keys import Keys, Raw, bad_values, key_roles, narrowed, rows_of, times
from shnor_cli.tables.layouts.named import Named
from shnor_cli.tables.layouts.subjects import KNOWN, subject_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import fold_term, grade_of, year_of

_ALIKE = 0.85
_SLIP = 0.9
"""How like a text is to a name of which it is a slip: one letter of ten."""


@dataclass(frozen=True, eq=False, repr=False)
class Names:
    """Right names by their folded spelling; a name met first in the tables becomes right."""

    procedures: dict[str, str]
    subjects: dict[str, str]
    levels: dict[str, str]
    grades: Mapping[str, int]
    """Default grade by procedure, 0 where it has none."""
    by_grade: frozenset[str]
    """Procedures that the methodology tells apart by grade."""
    known: Mapping[str, tuple[str, ...]]
    """What the methodology itself names, by role."""
    own: frozenset[str] = frozenset()
    """Subjects that the methodology itself names, folded."""
    taken: tuple[Filter, ...] = ()
    """Of which assessments its indicators are."""
    remarks: list[Remark] = field(default_factory=list)
    strange: set[tuple[str, str, str]] = field(default_factory=set)
    """Subjects remarked on already, by file and sheet."""

    def is_subject(self, text: str) -> bool:
        """Whether a text is the name of a subject, one of the methodology or any other."""
        folded = fold_term(text)
        return folded in KNOWN or folded in self.own

    def asks_of(self, procedure: str) -> bool:
        """Whether an indicator is of a procedure of the methodology."""
        return procedure in self.known["procedure"] and any(
            each.procedure is None or procedure in each.procedure for each in self.taken
        )

    def takes(self, assessment: Assessment) -> bool:
        """Whether an indicator is of the procedure and subject of an assessment."""
        return any(
            (each.procedure is None or assessment.procedure in each.procedure)
            and (each.subject is None or assessment.subject in each.subject)
            for each in self.taken
        )


def names_of(methodology: Methodology) -> Names:
    """Collect the names that a methodology uses."""
    filters = list(_filters(methodology))
    procedures = tuple(methodology.procedures)
    subjects = _unique(each.subject for each in filters)
    levels = _unique(each.level for each in filters)
    titles = {fold_term(each.title or name): name for name, each in methodology.procedures.items()}
    return Names(
        titles | {fold_term(each): each for each in procedures},
        {fold_term(each): each for each in subjects},
        {fold_term(each): each for each in levels},
        {name: each.grade or 0 for name, each in methodology.procedures.items()},
        frozenset(name for each in filters if each.grade for name in each.procedure or procedures),
        {"procedure": procedures, "subject": subjects, "level": levels},
        frozenset(map(fold_term, subjects)),
        tuple(filters),
    )


def _filters(methodology: Methodology) -> Iterator[Filter]:
    for indicator in methodology.indicators.values():
        if isinstance(indicator, Measure):
            yield from indicator.of or (Filter(),)


def _unique(lists: Iterable[Iterable[str] | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in lists for name in each or ()))


class Read(NamedTuple):
    """What the distinct keys of a container mean: an assessment and a year each, None if unfit."""

    assessments: tuple[Assessment | None, ...]
    years: tuple[int, ...]
    """-1 where the year is unfit; 0 where the table has no years."""


def read_keys(scratch: Scratch, named: Named, keys: Keys, names: Names, faults: Faults) -> Read:
    """Read the distinct keys of a container; unfit ones go to `faults`."""
    roles = key_roles(named)
    bad: dict[str, dict[Raw, str]] = {role: {} for role in roles}
    rows = keys.rows()
    order = sorted(range(len(rows)), key=lambda place: str(rows[place][1]))
    read: dict[int, tuple[Assessment | None, int]] = {}
    for place in order:
        raws, texts = rows[place]
        reader = _Reader(dict(zip(roles, texts, strict=True)), dict(zip(roles, raws, strict=True)))
        read[place] = reader.read(named, names)
        for role, raw, fault in reader.faults:
            bad[role][raw] = fault
    for role, found in bad.items():
        mend = (_HINTS[role], "T-031")
        faults += bad_values(scratch, named, named.fields[role], found, mend=mend)
    ordered = [read[place] for place in range(len(rows))]
    if "subject" in roles:
        faults += _untaken(scratch, named, keys, [each for each, _ in ordered], names)
    procedures = [each and each.procedure for each, _ in ordered]
    if "grade" in roles:
        faults += _without_grade(scratch, named, keys, procedures, names)
    else:
        faults += _without_grades(named, {each for each in procedures if each}, names)
    return Read(tuple(each for each, _ in ordered), tuple(year for _, year in ordered))


def _without_grade(
    scratch: Scratch,
    named: Named,
    keys: Keys,
    procedures: Sequence[str | None],
    names: Names,
) -> Iterator[Problem]:
    """Yield rows whose grade is blank, though it tells assessments of their procedure apart."""
    roles = key_roles(named)
    columns = {role: roles.index(role) for role in ("procedure", "grade")}
    raws, texts = ([kept[columns[role]] for role in columns] for kept in (keys.raws, keys.texts))
    rows = list(zip(procedures, *raws, texts[1], strict=True))
    graded = {procedure for procedure, *_, text in rows if text is not None} | names.by_grade
    told = sorted(each for each in graded if each and names.grades.get(each) == 0)
    for procedure in told:
        blank = [each for each in rows if each[0] == procedure and each[-1] is None]
        own = narrowed(named, "procedure", {raw for _, raw, *_ in blank})
        fault = f"не указан класс, а {procedure} бывает в разных классах"
        faults = {grade: fault for _, _, grade, _ in blank}
        mend = ("Впишите класс программы числом.", "T-031")
        yield from bad_values(scratch, own, own.fields["grade"], faults, mend=mend)


def _without_grades(named: Named, procedures: Iterable[str], names: Names) -> Iterator[Problem]:
    for procedure in sorted({*procedures} & names.by_grade):
        if not names.grades[procedure]:
            fault = f"нет столбца «класс», а {procedure} бывает в разных классах"
            yield Problem(named.container.place(), fault, "Добавьте столбец.", "T-012")


_WORDS = {"subject": ("предмет", "предметом"), "procedure": ("процедура", "процедурой")}
_SLIP_HINT = (
    "Исправьте название: так оно не попало бы ни в один показатель. Если это другой предмет, "
    "назовите его полностью."
)
_HINTS = {
    "procedure": "Впишите вид процедуры: ВПР, ОГЭ, ЕГЭ.",
    "subject": "Впишите предмет; уровень пишут один раз.",
    "level": "",
    "grade": "Класс программы пишут числом, букву («5А») — в столбец «литера»; пустая ячейка — "
    "класс по умолчанию, если он есть в методике.",
    "year": "Учебный год пишут последним годом: 2024/25 это 2025.",
}


class _Reader:
    """Reads one distinct key; remembers what is unfit in it."""

    def __init__(self, texts: Mapping[str, str | None], raws: Mapping[str, Raw]) -> None:
        self._texts = texts
        self._raws = raws
        self.faults: list[tuple[str, Raw, str]] = []

    def read(self, named: Named, names: Names) -> tuple[Assessment | None, int]:
        year = self._parsed("year", year_of) if "year" in self._texts else 0
        if "procedure" not in self._texts:
            return None, -1 if year is None else year
        procedure = self._wanted("procedure", "не указан вид процедуры")
        subject = self._wanted("subject", "не указан предмет")
        grade = self._parsed("grade", grade_of) if self._texts.get("grade") else None
        if self.faults or procedure is None or subject is None or year is None:
            return None, -1
        procedure = _procedure(named, names, procedure)
        subject, level = self._parted(named, names, subject, self._texts.get("level") or "")
        return (
            Assessment(
                procedure,
                subject,
                _level(named, names, level) if level else "",
                names.grades.get(procedure, 0) if grade is None else grade,
            ),
            year,
        )

    def _parted(self, named: Named, names: Names, text: str, level: str) -> tuple[str, str]:
        """Part the level from a subject that names it: «математика профильная»."""
        if names.is_subject(text) or names.is_subject(subject_of(text)):
            return _subject(named, names, text), level
        from shnor_cli.tables.layouts.exams import level_of, subject_and_level

        plain, said = subject_and_level(text)
        if not said or not names.is_subject(plain):
            return _subject(named, names, text), level
        right = _subject(named, names, plain)
        if level and level_of(level) != said:
            fault = f"предмет {quote(text)}, а уровень — {quote(level)}"
            self.faults.append(("subject", self._raws["subject"], fault))
        done = f"считается предметом {quote(right)}, уровень {quote(said)}"
        place = _place(named, "subject")
        names.remarks.append(Remark(place, f"предмет {quote(text)}", done, "R-level"))
        return right, level or said

    def _wanted(self, role: str, fault: str) -> str | None:
        text = self._texts[role]
        if text is None:
            self.faults.append((role, self._raws[role], fault))
        return text

    def _parsed(self, role: str, parse: Callable[[str], int]) -> int | None:
        text = self._texts[role]
        if text is None:
            self.faults.append((role, self._raws[role], "ячейка пуста"))
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.faults.append((role, self._raws[role], str(error)))
            return None


def _subject(named: Named, names: Names, text: str) -> str:
    """Return the right name of a subject: «рус. яз.» is «русский язык»."""
    plain = text if names.is_subject(text) else subject_of(text)
    right = names.subjects.setdefault(fold_term(plain), plain)
    if names.is_subject(right):
        names.remarks.extend(_written(named, "subject", text, right))
    return right


def _procedure(named: Named, names: Names, text: str) -> str:
    """Return the right name of a procedure: «ГИА-9» is «ОГЭ»."""
    known = known_procedure(names, text)
    if known is None:
        return _named(named, names, "procedure", text, names.procedures)
    if known in names.known["procedure"]:
        names.remarks.extend(_written(named, "procedure", text, known))
    return known


def known_procedure(names: Names, text: str) -> str | None:
    """Return the procedure that a text names in whatever usual form, None where it is unknown."""
    folded = fold_term(text)
    known = names.procedures.get(folded)
    if known is None:
        from shnor_cli.tables.layouts.procedures import bare, called  # seldom needed

        own, plain = names.known["procedure"], bare(folded)
        found = (names.procedures.get(fold_term(called(each, own))) for each in (folded, plain))
        known = next((each for each in found if each in own), None)
    return known


def _written(named: Named, role: str, text: str, right: str) -> Iterator[Remark]:
    """Yield the remark on a name that is written otherwise than in case and spaces."""
    if fold(text) != fold(right):
        what, taken = _WORDS[role]
        is_alike = fold_term(text) == fold_term(right)
        said = f"{what} {quote(text)}{' с латинскими буквами' if is_alike else ''}"
        done = f"считается {taken} {quote(right)}"
        yield Remark(_place(named, role), said, done, "R-written")


def _place(named: Named, role: str) -> Place:
    """Return the place of a column; a level may stand in that of the subject."""
    column = named.fields.get(role) or named.fields["subject"]
    return named.container.place(column=column.label)


def _level(named: Named, names: Names, text: str) -> str:
    """Return the right name of a level: «профильный» and «П» are «профиль»."""
    if fold_term(text) in names.levels:
        return names.levels[fold_term(text)]
    from shnor_cli.tables.layouts.exams import level_of

    known = level_of(text)
    if not known:
        return _named(named, names, "level", text, names.levels)
    right = next((each for each in names.known["level"] if level_of(each) == known), known)
    if fold(right) != fold(text):
        done = f"считается уровнем {quote(right)}"
        place = _place(named, "level")
        names.remarks.append(Remark(place, f"уровень {quote(text)}", done, "R-level"))
    return _named(named, names, "level", right, names.levels)


def _named(named: Named, names: Names, role: str, text: str, right: dict[str, str]) -> str:
    folded = fold_term(text)
    if folded not in right:
        right[folded] = text
        names.remarks.extend(_new_name(named, role, text, names.known[role]))
    return right[folded]


def _new_name(named: Named, role: str, text: str, known: tuple[str, ...]) -> Iterator[Remark]:
    place = _place(named, role)
    if role == "procedure":
        near = did_you_mean(text, known) or did_you_mean(text.split(maxsplit=1)[0], known)
        fault = f"процедура {quote(text)} в методике не названа{near}"
        yield Remark(place, fault, "результаты сохранены и не учтены", "R-procedure")
        return
    alike = next((each for each in known if _looks_like(text, each)), None)
    if alike is not None:
        fault = f"уровень {quote(text)} в методике не назван; похожий — {quote(alike)}"
        yield Remark(place, fault, "считается другим", "R-subject")


def _looks_like(text: str, known: str) -> bool:
    from difflib import SequenceMatcher

    one, other = sorted((fold_term(text), fold_term(known)), key=len)
    return other.startswith(one.rstrip(".")) or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _untaken(
    scratch: Scratch,
    named: Named,
    keys: Keys,
    found: Sequence[Assessment | None],
    names: Names,
) -> Iterator[Problem]:
    """Remark on subjects that nobody knows and no indicator takes; yield those that are slips."""
    raws = keys.raws[key_roles(named).index("subject")]
    both = zip(raws, found, strict=True)
    odd = {
        (raw, each.procedure): each
        for raw, each in both
        if each and names.asks_of(each.procedure) and not names.is_subject(each.subject)
    }
    slips: dict[Raw, str] = {}
    strange: dict[Raw, str] = {}
    for (raw, _), each in odd.items():
        if right := _slip(each.subject, names.known["subject"]):
            slips[raw] = f"предмет {quote(each.subject)} похож на {quote(right)} с опиской"
        elif not names.takes(each):
            strange[raw] = each.subject
    field = named.fields["subject"]
    yield from bad_values(scratch, named, field, slips, mend=(_SLIP_HINT, "T-031"))
    for met in rows_of(scratch, named, field, list(strange), scratch.most.remarks):
        subject, known = strange[met.raw], sorted({*KNOWN, *names.known["subject"]})
        short = subject_of(subject.replace(".", "").replace(" ", ""))  # «Р. Я.»
        near = did_you_mean(subject, known) or did_you_mean(short, known)
        fault = f"предмета {quote(subject)} нет ни в одном показателе{near}{times(met.count)}"
        place = named.container.place(met.row or None, field.label)
        if (place.file, place.sheet, subject) not in names.strange:  # schools and groups are parts
            names.strange.add((place.file, place.sheet, subject))
            done = "результаты сохранены и не учтены"
            names.remarks.append(Remark(place, fault, done, "R-subject"))


def _slip(text: str, subjects: Sequence[str]) -> str:
    """Return the subject of which a text is nearly the name, if there is one."""
    from difflib import get_close_matches

    right = {fold_term(each): each for each in subjects}
    found = get_close_matches(fold_term(text), list(right), n=1, cutoff=_SLIP)
    return right[found[0]] if found else ""
