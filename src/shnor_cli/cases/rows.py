"""The rows of a worked case as facts, one for each school, year and assessment."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from shnor_cli.cases.written import Case, Row
from shnor_cli.criteria.methodology import Methodology, Procedure
from shnor_cli.criteria.nodes import Tree
from shnor_cli.errors import Place, Problem, did_you_mean
from shnor_cli.model import Assessment

_ONLY_ATTRIBUTES = (
    "В методике нет процедур: показатели школ пишут не в rows, а в schools: {Школа: {признак: 12}}."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a case."""

    owner: str
    """School, or the group that the source reported of."""
    is_group: bool
    year: int
    assessment: Assessment
    participants: int
    enrolled: int | None
    score_sum: Decimal | None
    counts: dict[str, int]
    place: Place

    @property
    def key(self) -> tuple[str, int, Assessment]:
        """What no two lines share."""
        return self.owner, self.year, self.assessment


def lines_of(
    case: Case, path: tuple[str | int, ...], defaults: Row | None, tree: Tree, known: Methodology
) -> Iterator[Line | Problem]:
    """Unfold the rows of a case; a row that cannot be used gives its problems instead."""
    seen: set[tuple[str, int, Assessment]] = set()
    for number, written in enumerate(case.rows):
        here = (*path, "rows", number)
        row = written.over(case.defaults, defaults)
        problems = tuple(_problems(row, written, here, tree, known))
        yield from problems
        if not problems:
            for line in _unfolded(row, case, tree.place(here), known):
                if line.key in seen:
                    said = f"{line.owner}, {line.year}, {line.assessment.title}"
                    yield Problem(line.place, f"вторая строка для «{said}»")
                seen.add(line.key)
                yield line


def _problems(
    row: Row, written: Row, here: tuple[str | int, ...], tree: Tree, known: Methodology
) -> Iterator[Problem]:
    place = tree.place(here)
    if (row.school is None) == (row.group is None):
        yield Problem(place, "в строке нужно одно из двух: school или group")
    for name in row.procedure or ("",):
        procedure = known.procedures.get(name)
        if procedure is None:
            missing = "не названа процедура" if not name else f"процедуры «{name}» в методике нет"
            fault = missing + did_you_mean(name, known.procedures)
            yield Problem(place, fault, "" if known.procedures else _ONLY_ATTRIBUTES)
        else:
            yield from _count_problems(row, written, procedure, here, tree)


def _count_problems(
    row: Row, written: Row, procedure: Procedure, here: tuple[str | int, ...], tree: Tree
) -> Iterator[Problem]:
    place = tree.place(here)
    scale = procedure.scale or ()
    for name, count in row.counts.items():
        where = tree.key_place((*here, name)) if name in written.counts else place
        if name not in scale:
            near = did_you_mean(name, (*scale, *Row.model_fields))
            yield Problem(where, f"«{name}» не ключ строки и не категория шкалы{near}")
        elif not count.isdecimal():
            yield Problem(where, f"категория «{name}»: нужно целое число, а здесь «{count}»")
            return
    if row.rest is not None and row.rest not in scale:
        yield Problem(place, f"категории «{row.rest}» из rest в шкале нет")
    named = sum(int(count) for count in row.counts.values() if count.isdecimal())
    if row.participants is None:
        return
    if named > row.participants:
        yield Problem(place, f"сумма категорий {named} больше числа участников {row.participants}")
    elif row.counts and row.rest is None and not procedure.partial and named < row.participants:
        yield Problem(place, f"сумма категорий {named} меньше числа участников {row.participants}")


def _unfolded(row: Row, case: Case, place: Place, known: Methodology) -> Iterator[Line]:
    owners, is_group = (row.school, False) if row.school else (row.group, True)
    keys = product(
        owners or (),
        row.year or (case.year,),
        row.procedure or (),
        row.subject or ("",),
        row.level or ("",),
        row.grade or (None,),
    )
    for owner, year, name, subject, level, grade in keys:
        procedure = known.procedures[name]
        counts = _counts(row, procedure)
        yield Line(
            owner=owner,
            is_group=is_group,
            year=year,
            assessment=Assessment(name, subject, level, grade or procedure.grade or 0),
            participants=sum(counts.values()) if row.participants is None else row.participants,
            enrolled=row.enrolled,
            score_sum=row.score_sum,
            counts=counts,
            place=place,
        )


def _counts(row: Row, procedure: Procedure) -> dict[str, int]:
    counts = {name: int(count) for name, count in row.counts.items()}
    if row.rest is not None and row.participants is not None:
        left = row.participants - sum(counts.values())
        counts[row.rest] = counts.get(row.rest, 0) + left
    return {name: counts.get(name, 0) for name in procedure.scale or ()} if counts else {}
