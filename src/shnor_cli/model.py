"""The frozen values that every step speaks in; no step of the work lives here.

Shapes: S schools, Y consecutive school years, K slices (срезы) of an indicator. A school year is
named by its last year: 2024/25 is 2025.
"""

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.errors import Place, brief

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Texts = NDArray[np.object_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Outcome(enum.IntEnum):
    """The answer to a criterion (исход)."""

    NOT_MET = 0
    MET = 1
    UNKNOWN = 2
    NOT_APPLICABLE = 3

    @property
    def title(self) -> str:
        """The outcome in Russian."""
        return ("не выполнен", "выполнен", "неизвестно", "не применим")[self]

    @property
    def sign(self) -> str:
        """One character for a narrow column; every one of them exists in cp866 and cp1251."""
        return ("-", "+", "?", " ")[self]


class Assessment(NamedTuple):
    """An assessment (оценочная процедура), or a slice of several with blanks for what differs."""

    procedure: str = ""
    subject: str = ""
    level: str = ""
    grade: int = 0
    """The programme's grade (класс программы); 0 where there is none."""

    @property
    def title(self) -> str:
        """The assessment in Russian: «ВПР, математика, 5 класс»."""
        grade = f"{self.grade} класс" if self.grade else ""
        level = f"({self.level})" if self.level else ""
        subject = f"{self.subject} {level}".strip()
        return ", ".join(part for part in (self.procedure, subject, grade) if part)


WHOLE = Assessment()
"""The single slice of an indicator with one value per school."""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What was odd in an input but usable, and what was done about it (замечание)."""

    place: Place
    text: str
    done: str = ""
    code: str = ""
    count: int = 1
    """How many remarks it stands for, where only their number is told."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", brief(self.text))
        object.__setattr__(self, "done", brief(self.done))


class Source(NamedTuple):
    """A table that was read: its file, the SHA-256 of the file, its data rows, its sheet."""

    name: str
    """The file without folders; where a folder was named, the way to the file inside it."""
    sha256: str
    rows: int
    sheet: str = ""
    """Empty where the file has no sheets."""

    @property
    def title(self) -> str:
        """The file and the sheet in Russian."""
        return Place(self.name, self.sheet).in_words()


class Missing(NamedTuple):
    """Why a value is not there: it is unknown, or the question does not apply."""

    kind: str
    """One of the constants of `Why`."""
    text: str
    """The reason in Russian, ready to print."""
    applicable: bool = True
    """False when the question does not apply (не применимо), True when the value is unknown."""


class Rows(NamedTuple):
    """Where the texts of a column stand, school by school."""

    file: Integers
    """Shape (S,): positions in `Results.sources`; -1 where no row is known."""
    row: Integers
    """Shape (S,): rows from 1, the header being row 1; 0 where no row is known."""

    def __bool__(self) -> bool:
        return bool((self.file >= 0).any())


class Attribute(NamedTuple):
    """Texts of one column for every school: of a register, or of a school-level table by year."""

    name: str
    always: Texts | None = None
    """Shape (S,): texts that hold in every year; None at a school without one."""
    by_year: Mapping[int, Texts] = MappingProxyType({})
    """Year -> texts of shape (S,)."""
    codes: Mapping[str, Missing] = MappingProxyType({})
    """What a code in place of a value means."""
    rows: Mapping[int, Rows] = MappingProxyType({})
    """Year -> where its texts stand, 0 for `always`; a year of which no row is known is not here.
    """

    def texts(self, year: int) -> Texts | None:
        """Return the texts of a year, shape (S,), or None if the column says nothing of it."""
        return self.by_year.get(year, self.always)

    def rows_of(self, year: int) -> Rows | None:
        """Return where the texts of a year stand, or None if it is not known."""
        return self.rows.get(year if year in self.by_year else 0)


class School(NamedTuple):
    """A school (образовательная организация, ОО)."""

    id: str
    name: str
    municipality: str = ""

    @property
    def title(self) -> str:
        """Its name with its code and district: «Первая СОШ (код 001, Район)».

        What has no code but its name is said once.
        """
        code = "" if self.id == self.name else f"код {self.id}"
        about = ", ".join(filter(None, (code, self.municipality)))
        return f"{self.name} ({about})" if about else self.name


class Decision(NamedTuple):
    """A decision of the office about a school (решение)."""

    said: str
    """What is decided, as the register says it; a list follows the name of a category."""
    document: str = ""
    """Empty where the register names none."""
    year: int | None = None
    """The report year that it is about; None where the register does not say."""
    whole: str = ""
    """What is told in place of the decision with its document, if anything is."""

    @property
    def in_words(self) -> str:
        """The decision with its document: «ШНОР (приказ № 7)»."""
        return self.whole or f"{self.said} ({self.document or 'документ не назван'})"


class Sign(NamedTuple):
    """What was found of one result of a school that makes it worth a check (признак).

    It speaks of the quality of data, proves nothing and changes nothing.
    """

    school: School
    year: int
    assessment: Assessment
    """Blank where the sign is of several: the procedure alone for all that a school wrote of it."""
    ground: str
    """What was found, in numbers."""
    place: Place


class Joined(NamedTuple):
    """A school that is no more: it was joined to another (присоединённая школа)."""

    id: str
    name: str
    aliases: tuple[str, ...]
    successor: str
    """Id of the school that stands for it now."""
    since: int
    """The first year without it."""
    years: tuple[int, ...] | None = None
    """Years whose results were added to those of its successor; None where a run does not say."""


def group_id(attribute: str, name: str) -> str:
    """Return the id of a reported group: «municipality=Рассветовский район»."""
    return f"{attribute}={name}"


def group_of(id_: str) -> tuple[str, str]:
    """Return the attribute and the name that the id of a reported group is made of."""
    attribute, _, name = id_.partition("=")
    return attribute, name


@dataclass(frozen=True)
class Schools:
    """The schools of a run, sorted by id; the position of a school is its index everywhere."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    municipalities: tuple[str, ...]
    """Empty text where it is not known."""
    excluded: Mapping[int, str] = field(default_factory=dict)
    """Index -> why the register excludes the school."""
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    """Index -> decision of the office about the school."""
    open_years: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Index -> first and last year in which the register holds the school open; only registered."""
    registered: bool = False
    """Whether a register was given."""
    aliases: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Index -> other names of the school by the register."""
    joined: tuple[Joined, ...] = ()
    """Schools of the register that are none of these any more, sorted by id."""

    def joined_to(self, index: int) -> tuple[Joined, ...]:
        """Return the schools that a school stands for beside itself."""
        return self._by_successor.get(self.ids[index], ())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Id of a school -> its index."""
        return {id_: index for index, id_ in enumerate(self.ids)}

    def is_named(self, name: str) -> bool:
        """Whether some school has a name."""
        return name in self._different_names

    @cached_property
    def _different_names(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def _by_successor(self) -> Mapping[str, tuple[Joined, ...]]:
        found: dict[str, tuple[Joined, ...]] = {}
        for each in self.joined:
            found[each.successor] = (*found.get(each.successor, ()), each)
        return found

    @cached_property
    def namesakes(self) -> frozenset[int]:
        """Schools that share their name and municipality with another: only codes tell them."""
        titles = list(zip(self.names, self.municipalities, strict=True))
        counts = Counter(titles)
        return frozenset(index for index, title in enumerate(titles) if counts[title] > 1)

    def is_open(self, index: int, year: int) -> bool:
        """Whether a school is open in a year, as far as is known."""
        first, last = self.open_years.get(index, (year, year))
        return first <= year <= last

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, index: int) -> School:
        return School(self.ids[index], self.names[index], self.municipalities[index])


class Results(NamedTuple):
    """Tables as read: facts in a relation of the connection, and everything around them.

    The relation named by `facts` has integer codes, one row per (school, year, assessment):
    `school` (index in `schools`), `year`, `assessment` (index in `assessments`), `participants`,
    `enrolled` (may be NULL), `score_sum` DECIMAL(18, 4) (may be NULL), `c0`, `c1`, ... (counts of
    `categories`, NULL where the cell is empty), `file` (index in `sources`), `row` (first source
    row, from 1, the header being row 1; 0 where pupils' rows were counted) and `rows` (how many
    source rows were added or counted).
    """

    connection: "DuckDBPyConnection"
    facts: str
    schools: Schools
    years: tuple[int, ...]
    """Years that have rows, ascending."""
    assessments: tuple[Assessment, ...]
    categories: tuple[str, ...]
    attributes: Mapping[str, Attribute] = MappingProxyType({})
    sources: tuple[Source, ...] = ()
    remarks: tuple[Remark, ...] = ()
    reported: "Results | None" = None
    """Facts reported of groups: its schools are the groups, with ids `attribute=value`."""
    tasks: str = ""
    """Relation of what was measured of tasks; empty where nothing was. Like `journal` it is judged
    by nobody and speaks in texts: `school` (an id; empty in a row of a group), `group`
    («municipality=Рассветовский район»; empty in a row of a school), `year`, `procedure`,
    `subject`, `level`, `grade`; `task`, `skill`, `maximum` (may be NULL), `share` DECIMAL(18, 4),
    percent of the maximal score; `file`, `row`."""
    journal: str = ""
    """Relation of marks compared with those in the journal; empty where none were: instead of a
    task, `participants` and how many of them `lowered`, `confirmed` and `raised` their mark."""
    doubted: str = ""
    """Relation of the list of results that need to be checked for objectivity; empty where there
    is no list. It speaks in texts: `school` (an id), `year`, `procedure`, `subject`, `grade`
    (empty or 0 where the list says it of all), `ground` (why), `file`, `row`."""
    signs: tuple[Sign, ...] = ()
    """Signs that only the tables show, seen while they are read; a run that is read back has none.
    """


class Grid(NamedTuple):
    """Values of one indicator: arrays of shape (S, Y, K)."""

    indicator: str
    slices: tuple[Assessment, ...]
    sliced: bool
    """False when the indicator has one value per school and K is 1."""
    value: Floats
    """NaN where there is no number."""
    missing: NDArray[np.int16]
    """0 where there is a value, else a position in `Measured.reasons`."""
    numerator: Integers | None = None
    """For a ratio: what is counted, in units of 1 / `scale`."""
    denominator: Integers | None = None
    """For a ratio: out of how many; for others the number of participants behind, where known."""
    scale: int = 1
    text: Texts | None = None
    """Texts of a text column or of letters; None for numbers."""
    rational: bool = True
    """False when the value has no exact fraction (standard deviation, geometric mean, residual)."""
    error: Floats | None = None
    """How far a value may be from the true one; None when it is the nearest float or next to it."""


class Measured(NamedTuple):
    """All indicators of a methodology over one year axis."""

    years: tuple[int, ...]
    """The year axis: consecutive, reaching back before the tables where a criterion looks back."""
    grids: Mapping[str, Grid]
    reasons: tuple[Missing, ...]
    """Reasons of missing values by their codes; blank for «known», at 0, and where none is met."""
    present: Flags
    """Shape (S, Y): the school has a row of any kind in that year."""
    reported: "Measured | None" = None

    def year(self, year: int) -> int:
        """Return the position of a year on the axis."""
        return self.years.index(year)


class Ranks(NamedTuple):
    """Places in the groups that a comparison with their ends orders: shape (S, Y, K), 0 if none."""

    place: NDArray[np.int32]
    """From 1, from the end that is asked for; equal values share the least place."""
    size: NDArray[np.int32]
    """Schools of the group."""
    inside: NDArray[np.int32]
    """Schools in the end."""


class Answers(NamedTuple):
    """Answers to one criterion: arrays of shape (S, Y, K), margins in spreads of the indicator."""

    criterion: str
    slices: tuple[Assessment, ...]
    sliced: bool
    low: Floats
    """Least possible margin: met when above zero."""
    high: Floats
    """Greatest possible margin: not met when below zero."""
    applicable: Flags
    decider: NDArray[np.int32]
    """Code of the comparison cell that decides, see `Judgement.cell`; -1 where there is none."""
    met: NDArray[np.int32] | None = None
    """For a count: members that are met."""
    available: NDArray[np.int32] | None = None
    """For a count: members with an answer."""
    needed: NDArray[np.int32] | None = None
    """For a count: how many the bound asks for."""
    dropped: Flags | None = None
    """For `all`: a part did not apply and was dropped."""
    threshold: Floats | None = None
    """For a comparison: the other side, broadcast to the same shape; NaN where unknown. For an end
    of a group, the nearest value on the other side of its cut.
    """
    ranks: Ranks | None = None
    """For an end of a group: places in it."""
    limits: tuple[Floats, Floats] | None = None
    """For a comparison: the least and the greatest that an unknown value can be, infinite where
    there is no limit, NaN where the value is known."""
    sources: NDArray[np.int16] | None = None
    """What an answer goes with, should it turn out not to apply: 0 where it is sure to stay, else
    the number of an indicator, or -1 where it rests on several. None where all are sure."""

    @property
    def outcome(self) -> NDArray[np.int8]:
        """Outcomes as codes of `Outcome`."""
        known = np.int8(Outcome.UNKNOWN) - (self.low > 0) - np.int8(2) * (self.high < 0)
        return np.where(self.applicable, known, np.int8(Outcome.NOT_APPLICABLE))

    def outcome_at(self, school: int, year: int, place: int) -> Outcome:
        """Return the outcome of one cell."""
        if not self.applicable[school, year, place]:
            return Outcome.NOT_APPLICABLE
        if self.low[school, year, place] > 0:
            return Outcome.MET
        return Outcome.NOT_MET if self.high[school, year, place] < 0 else Outcome.UNKNOWN


class Judgement(NamedTuple):
    """What the criteria gave: answers and, for every school, its category."""

    answers: Mapping[str, Answers]
    groups: Mapping[str, Mapping[str, Answers]]
    """For each `over: schools` criterion: group value -> its answers, S being 1."""
    status: NDArray[np.int8]
    """Shape (S,): codes of `Status`."""
    category: NDArray[np.int16]
    """Shape (S,): position in the methodology's categories, -1 where none or several."""
    possible: Flags
    """Shape (S, C): categories that remain possible; one True where the category is decided."""
    decider: NDArray[np.int32]
    """Shape (S,): code of the deciding comparison cell, -1 where there is none."""
    score: Floats
    """Shape (S,): the value that orders the list; NaN where unknown."""
    order: Integers
    """Shape (S,): indices of schools in the order of the list."""
    cells: Sequence[tuple[str, int]] = ()
    """Comparisons in order: (criterion, first code of its cells)."""

    @property
    def undecided(self) -> Flags:
        """Schools of which a category is possible and none is certain, shape (S,)."""
        return np.asarray((self.category < 0) & self.possible.any(axis=1))


class Status(enum.IntEnum):
    """How a school stands in an identification."""

    JUDGED = 0
    NOT_ASSESSED = 1
    """None of the criteria of the categories applies («не оценивается»)."""
    EXCLUDED = 2
    NO_DATA = 3
    """Known from other years only, or from the register alone («нет данных за год»)."""
    CLOSED = 4
    """Without a row in the report year, and by the register closed before it («закрыта»)."""

    @property
    def title(self) -> str:
        """The status in Russian."""
        return ("оценена", "не оценивается", "исключена", "нет данных за год", "закрыта")[self]


class Why:
    """Kinds of `Missing`: the first group is unknown, the second does not apply."""

    NO_ROW = "нет строки"
    EMPTY = "пусто"
    CODE = "код"
    TOO_FEW = "мало участников"
    NO_COUNT = "нет числа"
    PART = "нет части"
    GROUP = "мала группа"
    BREAK = "смена шкалы"
    FIT = "мало школ"
    NO_BAND = "вне полос"
    DIVISION = "деление на ноль"
    HIDDEN = "скрыто"

    NOT_HELD = "не проводилась"
    NOT_TAKEN = "не участвует"
    ZERO = "нет участников"
    NOT_APPLICABLE_CODE = "не применимо по коду"
    DOUBTED = "требует проверки"
