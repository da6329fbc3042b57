"""The results of all schools together, assessment by assessment, with their dynamics.

Beside them stand the groups whose results the source reports itself (район, край, вся выборка).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.rules import GROUP_ALL
from shnor_cli.criteria.wording import sentence
from shnor_cli.engine.counts import PARTICIPANTS, expressions
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.facts import SHARE, out_of
from shnor_cli.memo.words.sources import shown_years, used_codes
from shnor_cli.model import Assessment, Results, group_of
from shnor_cli.public.mark import is_public
from shnor_cli.russian import (
    DASH,
    NBSP,
    capital,
    join_and,
    nbsp,
    number,
    percent,
    plural,
    rounded,
    school_year,
)

_YEARS = 3
_GROUPS = 3
"""Columns that fit beside the years on an upright page."""

Count = tuple[int, int]
"""Participants counted and all participants."""

Totals = Mapping[tuple[Assessment, int], Count]
Row = dict[str, object]


def district_results(identification: Identification) -> Row:
    """Return the table of the district's results and what it says in sentences."""
    table = _table(identification)
    return {
        "столбцы": [nbsp(title) for title in _titles(table)],
        "строки": [_row(table, each) for each in table.assessments],
        "абзацы": [nbsp(text) for text in _paragraphs(identification, table)],
        "есть_разности": _has_change(table),
        "есть_неучтённые": any(each not in table.used for each in table.assessments),
    }


class _Table(NamedTuple):
    """Shares of low results by assessment and year, and what stands beside them."""

    years: tuple[int, ...]
    assessments: tuple[Assessment, ...]
    used: frozenset[Assessment]
    """Those that the methodology counts."""
    low: Totals
    good: Totals
    groups: Mapping[str, Totals]
    """Name of a group -> its reported shares of low results."""

    @property
    def year(self) -> int:
        """The report year, the last of the years."""
        return self.years[-1]

    def change(self, assessment: Assessment) -> Fraction | None:
        """The report year against the year before, None where either is not there."""
        now, before = (self.low.get((assessment, y)) for y in (self.year, self.year - 1))
        return _share(now) - _share(before) if now and before else None

    def counted(self, year: int) -> frozenset[Assessment]:
        """The counted assessments of which there are results of a year."""
        return frozenset(each for each in self.used if (each, year) in self.low)

    def pooled(self, assessments: frozenset[Assessment], year: int) -> Count | None:
        """Some assessments of a year together."""
        found = [self.low[each, year] for each in assessments]
        return (sum(n for n, _ in found), sum(whole for _, whole in found)) if found else None


def _table(identification: Identification) -> _Table:
    years = shown_years(identification)[-_YEARS:]
    results = identification.results
    low = _totals(identification, results, "low_share")
    good = _totals(identification, results, "quality")
    assessments = tuple(
        each for each in results.assessments if any((each, year) in low for year in years)
    )
    used = frozenset(results.assessments[code] for code in used_codes(identification))
    return _Table(years, assessments, used, low, good, _reported(identification, years[-1]))


def _totals(
    identification: Identification,
    results: Results,
    measure: Literal["low_share", "quality"],
    school: int | None = None,
) -> Totals:
    """Sum a measure over all schools, or over one row of the groups, where its scale is known."""
    methodology = identification.methodology
    known = [
        code
        for code, each in enumerate(results.assessments)
        if each.procedure in methodology.procedures
    ]
    if not known:
        return {}
    counted = expressions(Measure.model_construct(measure=measure), methodology, results).numerator
    whose = "" if school is None else f"AND school = {school}"
    rows = results.connection.execute(
        f"""SELECT assessment, year, sum(n)::BIGINT, sum({PARTICIPANTS})::BIGINT
            FROM (SELECT *, {counted} AS n FROM {results.facts}
                  WHERE assessment IN ({", ".join(map(str, known))}) {whose})
            WHERE n >= 0 AND {PARTICIPANTS} > 0 GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return {(results.assessments[code], year): (n, whole) for code, year, n, whole in rows}


def _reported(identification: Identification, year: int) -> dict[str, Totals]:
    """Return the groups reported for the report year: the run's municipality, region, all."""
    results = identification.results.reported
    found: dict[str, Totals] = {}
    if results is None:
        return found
    own = {*identification.results.schools.municipalities}
    for index, id_ in enumerate(results.schools.ids):
        attribute, name = group_of(id_)
        if attribute != "municipality" or (len(own) == 1 and name in own):
            totals = _totals(identification, results, "low_share", index)
            if any(when == year for _, when in totals):
                found["вся выборка" if attribute == GROUP_ALL else name] = totals
    return dict(sorted(found.items(), key=_by_size)[:_GROUPS])


def _by_size(group: tuple[str, Totals]) -> tuple[int, str]:
    """Order groups from the least to the greatest: район, край, вся выборка."""
    name, totals = group
    return max(whole for _, whole in totals.values()), name


def _titles(table: _Table) -> Iterator[str]:
    yield from (school_year(year) for year in table.years)
    if _has_change(table):
        yield "За год, п.п."
    if table.good:
        yield f"«4» и{NBSP}«5», {school_year(table.year)}"
    yield from (f"{capital(name)}, {school_year(table.year)}" for name in table.groups)


def _has_change(table: _Table) -> bool:
    return table.year - 1 in table.years


def _row(table: _Table, assessment: Assessment) -> Row:
    cells = [_cell(table.low.get((assessment, year))) for year in table.years]
    if _has_change(table):
        change = table.change(assessment)
        cells.append({"значение": DASH if change is None else _signed(change), "доля": ""})
    if table.good:
        cells.append(_cell(table.good.get((assessment, table.year))))
    cells += [_cell(each.get((assessment, table.year))) for each in table.groups.values()]
    mark = "" if assessment in table.used else "*"
    return {"название": nbsp(assessment.title) + mark, "ячейки": cells}


def _cell(count: Count | None) -> dict[str, str]:
    if count is None:
        return {"значение": DASH, "доля": ""}
    n, whole = count
    return {"значение": number(_share(count) * 100, 1), "доля": f"{number(n)}/{number(whole)}"}


def _share(count: Count) -> Fraction:
    return Fraction(*count)


def _signed(change: Fraction) -> str:
    said = number(change * 100, 1)
    return f"+{said}" if rounded(change * 100, 1) > 0 else said


def _paragraphs(identification: Identification, table: _Table) -> Iterator[str]:
    is_open = is_public(identification)
    yield from _sentences(table, is_open=is_open)
    if not is_open:
        yield from _without_results(identification, table)


def _without_results(identification: Identification, table: _Table) -> Iterator[str]:
    """Say how many participants of the report year are in no share: their results are blank."""
    results, codes = identification.results, sorted(used_codes(identification))
    if not codes:
        return
    low = Measure.model_construct(measure="low_share")
    counted = expressions(low, identification.methodology, results).numerator
    rows, people = results.connection.execute(
        f"""SELECT count(*), sum({PARTICIPANTS})::BIGINT FROM {results.facts}
            WHERE assessment IN ({", ".join(map(str, codes))}) AND year = {table.year}
            AND {PARTICIPANTS} > 0 AND NOT coalesce(({counted}) >= 0, false)"""
    ).fetchone() or (0, 0)
    if rows:
        yield (
            f"По {plural(people, 'участнику', 'участникам', 'участникам')} "
            f"({plural(rows, 'строка', 'строки', 'строк')} таблиц) низкие результаты не указаны: "
            "в доли они не вошли."
        )


def _sentences(table: _Table, *, is_open: bool) -> Iterator[str]:
    """Say the share of the report year, that of the year before and how it moved.

    A public version hides other assessments in every year: those shown in both are compared.
    """
    year, of_now, of_before = table.year, table.counted(table.year), table.counted(table.year - 1)
    now = table.pooled(of_now, year)
    if now is None:
        return
    which = "показанным учитываемым" if is_open else "всем учитываемым"
    said = (
        f"По {which} процедурам вместе доля низких результатов за "
        f"{school_year(year)} учебный год составила {_with_counts(now)}"
    )
    if is_open and of_now != of_before:
        of_before &= of_now
        now = table.pooled(of_before, year) or now
        if of_before:
            yield f"{said}."
            said = f"По {_shown_in_both(len(of_before))}, она составила {_with_counts(now)}"
    before = table.pooled(of_before, year - 1)
    if before is None or year - 1 not in table.years:
        yield f"{said}."
        return
    change = _share(now) - _share(before)
    earlier = f"за {school_year(year - 1)} — {_with_counts(before)}"
    yield sentence(f"{said}, {earlier}; {_moved(change)}")
    changes = [each for each in map(table.change, _counted(table)) if each is not None]
    yield from _by_direction(changes, "Среди них за год доля" if is_open else "За год доля")


def _shown_in_both(count: int) -> str:
    many = plural(
        count, "процедуре, показанной", "процедурам, показанным", "процедурам, показанным"
    )
    return f"{many} за оба года"


def _counted(table: _Table) -> Sequence[Assessment]:
    return [each for each in table.assessments if each in table.used]


def _with_counts(count: Count) -> str:
    return f"{percent(_share(count))} ({out_of(*count)})"


def _moved(change: Fraction) -> str:
    if not change:
        return "доля не изменилась"
    verb = "увеличилась" if change > 0 else "уменьшилась"
    return f"доля {verb} на {SHARE.write_apart(change)}"


def _by_direction(changes: Sequence[Fraction], opening: str) -> Iterator[str]:
    """Say by how many assessments the share went down, up, or stayed."""
    ways = {
        "уменьшилась": sum(1 for each in changes if each < 0),
        "увеличилась": sum(1 for each in changes if each > 0),
        "не изменилась": sum(1 for each in changes if not each),
    }
    said = [
        f"{verb} по {plural(count, 'процедуре', 'процедурам', 'процедурам')}"
        for verb, count in ways.items()
        if count
    ]
    if said:
        yield f"{opening} низких результатов {join_and(said)}."
