"""One code with several names in one year, where no register tells whose it is.

A login that Excel dragged down gives the results of one school to another, and that one is lost: no
list may be made of such a table. Names that differ less than that are asked about; a name that says
only more than the other is the same school's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.russian import quote, school_year
from shnor_cli.tables.faults import Faults, hidden, shortened
from shnor_cli.tables.grid import Container
from shnor_cli.tables.keys import decoded, is_one_of, key_sql
from shnor_cli.tables.names import Words, words_of
from shnor_cli.tables.preparing import Prepared
from shnor_cli.tables.schools import Roll
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import year_of

_HINT = (
    "Исправьте код или название: иначе результаты двух школ сложатся в одну. Если школа одна, "
    "назовите её одинаково или дайте реестр (--schools), где второе название — псевдоним."
)
_DONE = "считаются одной школой; если их две, исправьте код, если одна — дайте реестр"
_KINDS = re.compile(
    r"(?:средняя|основная|начальная|школа|лицей|(?:про)?гимназия|интернат|детский|сад|корпус|"
    r"кадетск\w+|центр|образования|учреждени\w|филиал|имени|им|г|с|п|д|город\w*|сел[оа]|район\w*)"
)
"""Words that many schools share."""
_SIGNS = re.compile(r"[^\w\n]+")
_STEM = 4
"""Letters by which words of one place are alike: «Орьевская», «Орье»."""
_COMPARED = 3
"""So many first names of a code are compared with all its others."""

_Key = tuple[int, int]
"""Position of a school, and a year."""
_Table = tuple[str, str]
"""A file and a sheet."""


class _Met(NamedTuple):
    """A name beside a code, where it is first met in a year, and all tables it stands in."""

    code: str
    name: str
    container: Container
    row: int
    column: str
    of_pupils: bool
    words: Words
    tables: frozenset[_Table]


class Unlike(NamedTuple):
    """Two names of one code in one year."""

    year: int
    one: _Met
    other: _Met

    @property
    def names(self) -> tuple[str, str]:
        """Both names."""
        return self.one.name, self.other.name

    @property
    def are_two(self) -> bool:
        """Whether names have no word of their own in common, not even a place or a number.

        Tables of different offices may name a school by its number and by its village.
        """
        mine, its = _own(self.one.words), _own(self.other.words)
        numbers = all(any(map(str.isdecimal, words)) for words in (mine, its))
        is_one_table = bool(self.one.tables & self.other.tables)
        return bool(mine and its) and not mine & its and (numbers or is_one_table)

    def place(self) -> Place:
        """Return where the second name stands."""
        return self.other.container.place(self.other.row, self.other.column)

    def text(self) -> str:
        """Say both names, but in a table of pupils, where a shifted row may have a pupil's."""
        own, another = map(quote, self.names)
        text = f"{quote(self.one.code)} за {school_year(self.year)} — это и {own}, и {another}"
        if self.one.of_pupils or self.other.of_pupils:
            text = hidden(hidden(text, self.one.name), self.other.name)
        return text

    def problem(self) -> Problem:
        """Make the problem of two schools under one code."""
        return Problem(self.place(), self.text(), _HINT, "T-038")


def two_names(
    scratch: Scratch, parts: Sequence[Prepared], roll: Roll, faults: Faults
) -> Iterator[Remark]:
    """Yield a question on each code whose names differ in a year; two schools go to the faults."""
    unlike = unlike_names(scratch, parts, roll)
    two = [each.problem() for each in unlike if each.are_two]
    faults += shortened(two[: scratch.most.problems], len(two))
    maybe = [each for each in unlike if not each.are_two]
    for each in maybe[: scratch.most.remarks]:
        yield Remark(each.place(), each.text(), _DONE, "Q-18")


def unlike_names(scratch: Scratch, parts: Sequence[Prepared], roll: Roll) -> Sequence[Unlike]:
    """Return names of which neither says all that the other does, each two once.

    Of many names of one code not each is compared with each.
    """
    unlike = _unlike(roll.renamed)
    found: dict[tuple[int, str, str], Unlike] = {}
    rows = _met(scratch, parts, roll, unlike) if unlike else {}
    for (school, year), met in sorted(rows.items()):
        for one, other in _pairs(met):
            if not _nested([set(one.words), set(other.words)]):
                found.setdefault((school, one.name, other.name), Unlike(year, one, other))
    return list(found.values())


def _pairs(met: Sequence[_Met]) -> Iterator[tuple[_Met, _Met]]:
    for at, one in enumerate(met[:_COMPARED]):
        for other in met[at + 1 :]:
            yield one, other


def _met(
    scratch: Scratch, parts: Sequence[Prepared], roll: Roll, unlike: Mapping[int, object]
) -> Mapping[_Key, Sequence[_Met]]:
    """Return by school and year the names it has, each where it is met first."""
    found: dict[_Key, dict[str, _Met]] = defaultdict(dict)
    for part in parts:
        named = part.named.uncounted or part.named
        if not {"school", "name", "year"} <= set(named.fields):
            continue
        keys = zip(part.schools.raws[0], part.schools.texts[0], strict=True)
        codes = {raw: text for raw, text in keys if text and roll.positions.get(text) in unlike}
        if not codes:
            continue
        fields = [named.fields[role] for role in ("school", "name", "year")]
        school, name, year = map(key_sql, fields)
        wanted = is_one_of(school, sorted(codes, key=str))
        rows = scratch.connection.execute(
            f'SELECT {school}, {name}, {year}, min("row") FROM {named.container.relation} '
            f"WHERE {wanted} GROUP BY 1, 2, 3 ORDER BY 4, 1, 2, 3"
        ).fetchall()
        for raw, said, when, row in rows:
            text, own = decoded(named, fields[1], said), _year(decoded(named, fields[2], when))
            if text and own and raw in codes:
                names = found[roll.positions[codes[raw]], own]
                place = named.container.place(row)
                table = frozenset({(place.file, place.sheet)})
                if met := names.get(text):
                    names[text] = met._replace(tables=met.tables | table)
                    continue
                is_of_pupils = part.named.unit == "pupil"
                names[text] = _Met(
                    codes[raw],
                    text,
                    named.container,
                    row,
                    fields[1].label,
                    is_of_pupils,
                    words_of(text),
                    table,
                )
    return {key: list(names.values()) for key, names in found.items()}


def _year(text: str | None) -> int:
    try:
        return year_of(text or "")
    except ValueError:
        return 0


def _unlike(renamed: Mapping[int, frozenset[str]]) -> Mapping[int, frozenset[str]]:
    """Leave out schools of names of which one says all that the other does.

    Most names differ in quotes or in what stands before them, and are unfolded at once.
    """
    bare = _SIGNS.sub(" ", "\n".join(chain.from_iterable(renamed.values())).casefold())
    words = map(set, map(str.split, bare.split("\n")))
    roughly = {at: [next(words) for _ in names] for at, names in renamed.items()}
    maybe = [at for at, said in roughly.items() if not _nested(said)]
    unfolded = {at: [set(words_of(each)) for each in renamed[at]] for at in maybe}
    return {at: renamed[at] for at, said in unfolded.items() if not _nested(said)}


def _nested(said: Sequence[set[str]]) -> bool:
    """Whether of each two one says all that the other does."""
    return all(mine <= its for mine, its in pairwise(sorted(said, key=len)))


def _own(words: Words) -> set[str]:
    return {
        word if word.isdecimal() else word[:_STEM] for word in words if not _KINDS.fullmatch(word)
    }
