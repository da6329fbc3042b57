"""Checks of facts: a few aggregates over all rows; places are looked for only where one fails."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from shnor_cli.criteria.methodology import Methodology, Procedure
from shnor_cli.errors import Place, Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import join_and, number, plural, quote
from shnor_cli.tables.facts import Facts
from shnor_cli.tables.faults import EVERY, Faults, shortened
from shnor_cli.tables.scales import BELOW, TEST_SCORES
from shnor_cli.tables.sql import literal


class Checked(NamedTuple):
    """What checks need beside the facts."""

    facts: Facts
    methodology: Methodology
    assessments: Sequence[Assessment]
    categories: Sequence[str]
    places: Sequence[Place]
    """By file."""
    overlapping: frozenset[int] = frozenset()
    """Files whose categories overlap."""
    headers: Mapping[int, Mapping[str, str]] = MappingProxyType({})
    """File -> column of the facts -> its header, where it is just a column of the file."""

    def place(self, file: int, row: int, column: str | None = None) -> Place:
        """Return the place of a row, or of its cell in a column of the facts."""
        header = self.headers.get(file, {}).get(column or "", "")
        return self.places[file]._replace(row=row or None, column=header if row else "")


class _Check(NamedTuple):
    """A condition that no row may meet, and how to say it of a row."""

    condition: str
    shown: str
    """What the words need, in SQL."""
    words: Callable[..., str]
    code: str
    hint: str = ""
    """How to mend it, where its kind does not say so."""
    sign: str = ""
    """A plainer condition that all such rows meet, and few others."""
    column: str = ""
    """The column of the facts in which it is seen; empty where that is not one."""


class _Oddity(NamedTuple):
    """A condition of rows that are odd but usable, and what is done about them."""

    condition: str
    text: str
    done: str
    code: str
    settled: str = ""
    """SQL of the columns to set anew."""
    sign: str = ""
    """See `_Check`."""
    columns: Sequence[str] = ("participants",)
    """The columns of the facts in which it is seen."""
    only_blank: bool = False
    """Whether of these columns only the blank cells are meant."""


def check_facts(checked: Checked, faults: Faults) -> list[Remark]:
    """Check facts and settle what is odd in them, with a remark; what is wrong goes to `faults`."""
    checks = list(_checks(checked))
    oddities = list(_oddities(checked))
    counts = _counts(checked, [*checks, *oddities])
    for check, count in zip(checks, counts, strict=False):
        if count:
            faults += _problems(checked, check, count)
    remarks: list[Remark] = []
    for oddity, count in zip(oddities, counts[len(checks) :], strict=True):
        if count:
            remarks += _remarks(checked, oddity)
            if oddity.settled:
                update = f"UPDATE {checked.facts.table} SET {oddity.settled}"
                checked.facts.connection.execute(f"{update} WHERE {oddity.condition}")
    return remarks


def _oddities(checked: Checked) -> Iterator[_Oddity]:
    if "enrolled" in checked.facts.counts:
        yield _Oddity(
            "enrolled < participants",
            "участников больше, чем по списку",
            "числа взяты как есть",
            "R-enrolled",
        )
    for _, codes, procedure in _procedures(checked):
        inside = _inside(checked, procedure)
        if inside:
            yield _without_results(checked, codes, procedure, inside)
        yield from _zeros(checked, codes, procedure)


def _zeros(checked: Checked, codes: str, procedure: Procedure) -> Iterator[_Oddity]:
    """Yield blank marks that can be nothing but 0, for the others make up the participants.

    A partial scale may have marks and, of other exams, who is below the minimum.
    """
    scale = [each for each in procedure.scale or () if not (procedure.partial and each == BELOW)]
    marks = _inside(checked, procedure, scale)
    if not marks or len(marks) != len(scale):
        return
    someone = " AND participants > 0" if procedure.partial else ""
    yield _Oddity(
        f"{codes} AND ({' + '.join(marks)}) IS NULL AND {_sum(marks)} = participants{someone}"
        f" AND {_exact(checked)}",
        "пустые ячейки отметок, а остальные в сумме дают число участников",
        "пустые приняты за 0",
        "R-zero",
        ", ".join(f"{column} = coalesce({column}, 0)" for column in marks),
        "" if procedure.partial else _unlike(codes, marks),
        marks,
        only_blank=True,
    )


def _without_results(
    checked: Checked, codes: str, procedure: Procedure, inside: Sequence[str]
) -> _Oddity:
    given = (*_columns(checked), checked.facts.column("score_sum"))
    nothing = " AND ".join(f"{column} IS NULL" for column in given)
    return _Oddity(
        f"{codes} AND participants > 0 AND {nothing}",
        "число участников есть, а результатов нет",
        "доля неизвестна",
        "R-blank",
        sign="" if procedure.partial else _unlike(codes, inside),
    )


def _checks(checked: Checked) -> Iterator[_Check]:
    counts = checked.facts.counts
    yield _Check(
        "participants IS NULL",
        "NULL",
        lambda _: "не указано число участников",
        "T-060",
        "Впишите число участников; если его нет, уберите строку.",
        column="participants",
    )
    # of the least DuckDB mostly knows beforehand that it is not negative
    least = f"least({', '.join(counts)})"
    yield _Check(
        f"{least} < 0",
        f"{least}::DOUBLE",
        lambda least: f"отрицательное число: {number(least)}",
        "T-061",
    )
    yield from _of_test_scores(checked)
    for name, codes, procedure in _procedures(checked):
        yield from _of_procedure(checked, name, codes, procedure)


def _of_test_scores(checked: Checked) -> Iterator[_Check]:
    """Yield the check that a sum of test scores is no more than all can have (rows of schools)."""
    codes = [str(code) for code, each in enumerate(checked.assessments) if TEST_SCORES.are_of(each)]
    if codes and "score_sum" in checked.facts.counts:
        most = TEST_SCORES.greatest
        # what is counted of pupils has no row, and each of their scores is looked at before
        yield _Check(
            f'"row" > 0 AND assessment IN ({", ".join(codes)}) '
            f"AND score_sum > {most} * participants::BIGINT",
            "[participants, score_sum]::DOUBLE[]",
            lambda found: (
                f"сумма баллов {number(found[1])}, а участников {number(found[0])}: "
                f"больше {number(most * found[0])} они набрать не могут"
            ),
            "T-061",
            f"Тестовый балл {TEST_SCORES.procedure} не больше {most}. Впишите сумму баллов.",
            column="score_sum",
        )


def _of_procedure(
    checked: Checked, name: str, codes: str, procedure: Procedure
) -> Iterator[_Check]:
    inside = _inside(checked, procedure)
    outside = [column for column in _columns(checked) if column not in inside]
    if outside and procedure.scale:
        yield _Check(
            f"{codes} AND greatest({', '.join(outside)}) > 0",
            "[" + ", ".join(f"coalesce({column}, 0)" for column in outside) + "]",
            lambda found: _foreign(checked, name, outside, found),
            "T-062",
        )
    if not inside:
        return
    yield from _twice_low(checked, codes, procedure)
    exact = _exact(checked)
    if exact != "true":
        greatest = f"greatest({', '.join(inside)})"
        yield _Check(
            f"{codes} AND NOT ({exact}) AND {greatest} > participants",
            f"[participants, {greatest}]",
            lambda found: f"участников {found[0]}, а в категории {found[1]}",
            "T-063",
        )
    is_complete = not procedure.partial and len(inside) == len(procedure.scale or ())
    wrong = f"{_sum(inside)} > participants"
    if is_complete:
        wrong = f"coalesce({' + '.join(inside)} <> participants, {wrong})"
    yield _Check(
        f"{codes} AND {exact} AND {wrong}",
        f"[participants, {_sum(inside)}]",
        lambda found: f"участников {found[0]}, а сумма результатов {found[1]}",
        "T-063",
        sign=_unlike(codes, inside) if is_complete else "",
    )


def _twice_low(checked: Checked, codes: str, procedure: Procedure) -> Iterator[_Check]:
    """Yield the check that who is below the minimum has no mark too (rows of schools)."""
    low = procedure.low or ()
    marks = _inside(checked, procedure, [each for each in low if each != BELOW])
    below = _inside(checked, procedure, [BELOW]) if BELOW in low else []
    if marks and below:
        # what is counted of pupils has no row, and each of them has one result
        yield _Check(
            f'"row" > 0 AND {codes} AND {below[0]} > 0 AND greatest({", ".join(marks)}) > 0',
            f"[{below[0]}, {', '.join(marks)}]",
            lambda found: _both(checked, [*below, *marks], found),
            "T-066",
            column=below[0],
        )


def _both(checked: Checked, columns: Sequence[str], found: Sequence[int]) -> str:
    filled = [
        f"{quote(checked.categories[int(column[1:])])} — {count}"
        for column, count in zip(columns, found, strict=True)
        if count
    ]
    return f"низкий результат стоит в двух столбцах: {join_and(filled)}"


def _foreign(checked: Checked, name: str, columns: Sequence[str], found: Sequence[int]) -> str:
    column = next(each for each, count in zip(columns, found, strict=True) if count > 0)
    category = checked.categories[int(column[1:])]
    return f"в шкале процедуры {quote(name)} нет категории {quote(category)}"


def _columns(checked: Checked) -> list[str]:
    """Return the columns of categories that the facts have."""
    return [each for each in checked.facts.counts if each.startswith("c")]


def _inside(
    checked: Checked, procedure: Procedure, wanted: Collection[str] | None = None
) -> list[str]:
    """Return the columns of a procedure's categories that the facts have, of some if wanted."""
    scale = [
        f"c{checked.categories.index(each)}"
        for each in procedure.scale or ()
        if wanted is None or each in wanted
    ]
    return [column for column in scale if column in checked.facts.counts]


def _sum(columns: Sequence[str]) -> str:
    return " + ".join(f"coalesce({column}, 0)" for column in columns)


def _unlike(codes: str, inside: Sequence[str]) -> str:
    """Return the condition that the categories do not plainly make up the participants."""
    return f"{codes} AND {' + '.join(inside)} IS DISTINCT FROM participants"


def _exact(checked: Checked) -> str:
    """Return the condition that the categories of a row do not overlap."""
    if not checked.overlapping:
        return "true"
    files = ", ".join(str(each) for each in sorted(checked.overlapping))
    return f"{checked.facts.column('file')} NOT IN ({files})"


def _procedures(checked: Checked) -> Iterator[tuple[str, str, Procedure]]:
    """Yield the procedures that facts have: name, condition of its rows, procedure.

    A procedure that the methodology does not name has no scale, and all categories are its own.
    """
    codes: dict[str, list[int]] = {}
    for code, assessment in enumerate(checked.assessments):
        codes.setdefault(assessment.procedure, []).append(code)
    for name, own in sorted(codes.items()):
        # assessments are sorted by procedure, so that its codes stand together
        condition = f"assessment BETWEEN {own[0]} AND {own[-1]}"
        procedure = checked.methodology.procedures.get(name)
        if procedure is None:
            procedure = Procedure(scale=tuple(checked.categories) or None, partial=True)
        yield name, condition, procedure


def _counts(checked: Checked, conditions: Sequence[_Check | _Oddity]) -> tuple[int, ...]:
    """Count the rows that meet each condition; mostly none meets any, which one scan tells."""
    table = checked.facts.table
    signs = dict.fromkeys(each.sign or each.condition for each in conditions)
    if not checked.facts.one(
        f"SELECT count(*) FROM {table} WHERE {' OR '.join(f'({each})' for each in signs)}"
    )[0]:
        return (0,) * len(conditions)
    counted = ", ".join(f"count(*) FILTER (WHERE {each.condition})" for each in conditions)
    return checked.facts.one(f"SELECT {counted} FROM {table}")


def _problems(checked: Checked, check: _Check, count: int) -> Iterator[Problem]:
    rows: list[tuple[int, int, Any]] = checked.facts.connection.execute(
        f'SELECT {checked.facts.column("file")}, "row", {check.shown} FROM {checked.facts.table} '
        f"WHERE {check.condition} ORDER BY 1, 2 LIMIT {checked.facts.scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            checked.place(file, row, check.column),
            check.words(shown),
            check.hint,
            check.code,
        )
        for file, row, shown in rows
    ]
    yield from shortened(problems, count)


def _remarks(checked: Checked, oddity: _Oddity) -> Iterator[Remark]:
    """Yield a remark for each cell where all are wanted, else one for each file."""
    if checked.facts.scratch.most == EVERY:
        yield from _every_remark(checked, oddity)
        return
    file = checked.facts.column("file")
    rows = checked.facts.connection.execute(
        f'SELECT {file}, min("row"), count(*) FROM {checked.facts.table} '
        f"WHERE {oddity.condition} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    for of_file, row, count in rows:
        times = "" if count == 1 else f" ({plural(count, 'строка', 'строки', 'строк')})"
        place = checked.place(of_file, row)
        yield Remark(place, f"{oddity.text}{times}", oddity.done, oddity.code)


def _every_remark(checked: Checked, oddity: _Oddity) -> Iterator[Remark]:
    columns = ", ".join(
        f"CASE WHEN {each} IS NULL THEN {literal(each)} END" if oddity.only_blank else literal(each)
        for each in oddity.columns
    )
    rows = checked.facts.connection.execute(
        f'SELECT {checked.facts.column("file")}, "row", [{columns}] FROM {checked.facts.table} '
        f"WHERE {oddity.condition} ORDER BY 1, 2 LIMIT {EVERY.remarks}"
    ).fetchall()
    for file, row, found in rows:
        for column in filter(None, found):
            yield Remark(checked.place(file, row, column), oddity.text, oddity.done, oddity.code)
