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
from shnor_cli.engine.matching import Count, Shares
from shnor_cli.engine.objectivity import dropped, dropping
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

Totals = Mapping[tuple[Assessment, int], Count]
Row = dict[str, object]


def district_results(identification: Identification) -> Row:
    """Return the table of the district's results and what it says in sentences."""
    table = _table(identification)
    return {
        "столбцы": [nbsp(title) for title in _titles(table)],
        "строки": [_row(table, each) for each in table.assessments],
        "абзацы": [nbsp(text) for text in _paragraphs(identification, table)],
        "вывод": nbsp(_conclusion(identification, table)),
        "есть_разности": _has_change(table),
        "есть_несопоставимые": _has_change(table) and bool(table.both and table.apart),
        "без_проверяемых": bool(dropping(identification.methodology))
        and bool(identification.results.doubted),
        "есть_неучтённые": any(each not in table.used for each in table.assessments),
    }


class _Both(NamedTuple):
    """Low results of the schools that have an assessment in both of two years."""

    shares: Shares
    schools: int
    pairs: int
    """Schools with assessments, each pair once."""


class _Table(NamedTuple):
    """Shares of low results by assessment and year, and what stands beside them."""

    years: tuple[int, ...]
    assessments: tuple[Assessment, ...]
    used: frozenset[Assessment]
    """Those that the methodology counts."""
    low: Totals
    good: Totals
    both: Mapping[Assessment | None, _Both] | None
    """What is there of the same schools in the report year and the year before, of all counted
    assessments under None; nothing in a public version, where it would be subtracted."""
    apart: frozenset[Assessment]
    """Assessments that some schools have in one of these years only."""
    groups: Mapping[str, Totals]
    """Name of a group -> its reported shares of low results."""

    @property
    def year(self) -> int:
        """The report year, the last of the years."""
        return self.years[-1]

    def change(self, assessment: Assessment) -> Fraction | None:
        """The report year against the year before, None where either is not there.

        Over the schools that have it in both, unless the version is public.
        """
        if self.both is not None:
            return self.both[assessment].shares.change if assessment in self.both else None
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
    both, apart = _matched(identification, years[-1])
    groups = _reported(identification, years[-1])
    return _Table(years, assessments, used, low, good, both, apart, groups)


def _totals(
    identification: Identification,
    results: Results,
    measure: Literal["low_share", "quality"],
    school: int | None = None,
) -> Totals:
    """Sum a measure over all schools, or over one row of the groups, where its scale is known."""
    counted = _counted_rows(identification, results, measure)
    if not counted:
        return {}
    whose = "" if school is None else f"WHERE school = {school}"
    rows = results.connection.execute(
        f"""SELECT assessment, year, sum(n)::BIGINT, sum(whole)::BIGINT
            FROM ({counted}) {whose} GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return {(results.assessments[code], year): (n, whole) for code, year, n, whole in rows}


def _counted_rows(
    identification: Identification, results: Results, measure: Literal["low_share", "quality"]
) -> str:
    """Write the query of rows with n of whole; nothing where no scale is known."""
    methodology = identification.methodology
    known = [
        code
        for code, each in enumerate(results.assessments)
        if each.procedure in methodology.procedures
    ]
    if not known:
        return ""
    counted = expressions(Measure.model_construct(measure=measure), methodology, results).numerator
    return f"""SELECT * FROM (
            SELECT school, assessment, year, {counted} AS n, {PARTICIPANTS} AS whole
            FROM {results.facts} WHERE assessment IN ({", ".join(map(str, known))})
            AND {_counted_only(identification, results)})
        WHERE n >= 0 AND whole > 0"""


def _counted_only(identification: Identification, results: Results) -> str:
    """Write the condition of rows that no list takes out; a public version hides their sums."""
    if results is not identification.results or is_public(identification):
        return "true"
    years = identification.measured.years
    left_out = [
        f"({school}, {code}, {years[at]})"
        for code, flags in dropped(results, identification.methodology, years).items()
        for school, at in zip(*map(list, flags.nonzero()), strict=True)
    ]
    return f"(school, assessment, year) NOT IN ({', '.join(left_out)})" if left_out else "true"


def _matched(
    identification: Identification, year: int
) -> tuple[Mapping[Assessment | None, _Both] | None, frozenset[Assessment]]:
    """Return what the same schools have in a year and in that before, and what others do not."""
    results, is_open = identification.results, is_public(identification)
    counted = _counted_rows(identification, results, "low_share")
    if not counted:
        return None, frozenset()
    if is_open:  # of hidden results the rows alone are true
        taken = f"{PARTICIPANTS} IS DISTINCT FROM 0"
        counted = f"SELECT *, 0 AS n, 0 AS whole FROM {results.facts} WHERE {taken}"
    used = ", ".join(map(str, sorted(used_codes(identification)))) or "NULL"
    years = {"was": year - 1, "now": year}
    by_year = ", ".join(
        f"sum({each}) FILTER (year = {when}) AS {name}{of}"
        for name, when in years.items()
        for each, of in (("n", ""), ("whole", "_of"))
    )
    rows = results.connection.execute(
        f"""SELECT assessment, bool_or(NOT is_both), count(DISTINCT school) FILTER (is_both),
                   {", ".join(f"sum({each}) FILTER (is_both)::BIGINT" for each in _SUMS)}
            FROM (SELECT school, assessment, assessment IN ({used}) AS is_used,
                         count(*) = 2 AS is_both, is_both::INT AS pairs, {by_year}
                  FROM ({counted}) WHERE year IN ({year - 1}, {year}) GROUP BY school, assessment)
            GROUP BY GROUPING SETS ((assessment), (is_used))
            HAVING assessment IS NOT NULL OR is_used ORDER BY assessment"""
    ).fetchall()
    named = [(None if code is None else results.assessments[code], *rest) for code, *rest in rows]
    apart = frozenset(each for each, is_apart, *_ in named if each and is_apart)
    if is_open:
        return None, apart
    both = {
        each: _Both(Shares(*sums), schools, pairs)
        for each, _, schools, pairs, *sums in named
        if schools
    }
    return both, apart


_SUMS = ("pairs", "was", "was_of", "now", "now_of")
"""Pairs of a school and an assessment, then the fields of `Shares`."""


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
        cells.append(_change(table, assessment))
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


def _change(table: _Table, assessment: Assessment) -> dict[str, str]:
    """Write a change, with the number of schools where it is not of all."""
    change = table.change(assessment)
    if change is None:
        return {"значение": DASH, "доля": ""}
    of_whom = ""
    if table.both and assessment in table.apart:
        of_whom = nbsp(plural(table.both[assessment].schools, "школа", "школы", "школ"))
    return {"значение": _signed(change), "доля": of_whom}


def _share(count: Count) -> Fraction:
    return Fraction(*count)


def _signed(change: Fraction) -> str:
    said = number(change * 100, 1)
    return f"+{said}" if rounded(change * 100, 1) > 0 else said


def _paragraphs(identification: Identification, table: _Table) -> Iterator[str]:
    is_open = is_public(identification)
    yield from _sentences(identification, table)
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


def _sentences(identification: Identification, table: _Table) -> Iterator[str]:
    """Say the share of the report year, that of the year before and how it moved.

    A public version hides other assessments in every year: those shown in both are compared.
    """
    is_open = is_public(identification)
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
    earlier = f"за {school_year(year - 1)} — {_with_counts(before)}"
    is_apart = bool(table.apart & (of_before if is_open else of_now | of_before))
    if is_apart and table.both is not None:
        yield f"{said}, {earlier}."
        yield from _comparable(table, table.both.get(None))
        return
    yield sentence(f"{said}, {earlier}; {_moved(_share(now) - _share(before))}")
    yield from _by_direction(table, "Среди них за год доля" if is_open else "За год доля")
    if is_apart:
        yield (
            "Состав школ в двух годах неодинаков, поэтому изменение отчасти может объясняться им."
        )


def _comparable(table: _Table, both: _Both | None) -> Iterator[str]:
    """Say how the share moved over the same schools and assessments."""
    if both is None:
        yield (
            "Сопоставимых результатов нет: ни одна школа не имеет результата одной и той же "
            "процедуры за оба года, поэтому изменение не определяется."
        )
        return
    year, shares = table.year, both.shares
    schools = plural(both.schools, "школа", "школы", "школ")
    many = plural(both.pairs, "пара", "пары", "пар")
    now, was = (shares.now, shares.now_of), (shares.was, shares.was_of)
    yield sentence(
        f"По сопоставимым результатам (одна и та же школа и процедура в обоих годах: {schools}, "
        f"{many} «школа и процедура») доля составила {_with_counts(now)}, "
        f"за {school_year(year - 1)} — {_with_counts(was)}; {_moved(shares.change)}"
    )
    yield from _by_direction(table, "По ним за год доля")


def _conclusion(identification: Identification, table: _Table) -> str:
    """Say the share of the report year and how it moved in one sentence; empty without results."""
    now = table.pooled(table.counted(table.year), table.year)
    if now is None:
        return ""
    is_open = is_public(identification)
    which = "показанным учитываемым" if is_open else "учитываемым"
    said = (
        f"Доля низких результатов по {which} процедурам вместе за {school_year(table.year)} "
        f"учебный год — {_with_counts(now)}"
    )
    both = table.both.get(None) if table.both else None
    if both is None:  # a public version shows other results in every year
        return f"{said}."
    is_apart = bool(table.apart & table.used)
    by_what = "по сопоставимым результатам " if is_apart else ""
    return sentence(f"{said}; {by_what}за год {_moved(both.shares.change)}")


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


def _by_direction(table: _Table, opening: str) -> Iterator[str]:
    """Say by how many counted assessments the share went down, up, or stayed, as it is printed."""
    changes = [each for each in map(table.change, _counted(table)) if each is not None]
    ways = [rounded(each * 100, 1) for each in changes]
    still = [each for each, way in zip(changes, ways, strict=True) if not way]
    counts = {
        "уменьшилась": sum(1 for each in ways if each < 0),
        "увеличилась": sum(1 for each in ways if each > 0),
        "почти не изменилась" if any(still) else "не изменилась": len(still),
    }
    said = [
        f"{verb} по {plural(count, 'процедуре', 'процедурам', 'процедурам')}"
        for verb, count in counts.items()
        if count
    ]
    if said:
        yield f"{opening} низких результатов {join_and(said)}."
