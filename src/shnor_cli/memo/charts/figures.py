"""The charts of a memo: schools by their score, assessments, years, and a funnel by size.

Every number is a ratio of the run's own counts, or the run's own value, rounded as it is printed:
Word, the page and the tables cannot round it differently.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.blocks import Chart, Series
from shnor_cli.memo.charts.funnel import funnel
from shnor_cli.memo.charts.plots import DARK, LIGHT, MIDDLE, PAIRS, value_in_words
from shnor_cli.memo.charts.shares import (
    ALL,
    Count,
    Found,
    Illustration,
    Part,
    illustrated,
    printed,
    schools_by,
    schools_in_words,
    share_of,
)
from shnor_cli.memo.words.facts import Scale, grid_value, indicator_title, scale_of, unit_of
from shnor_cli.memo.words.findings import (
    is_decided_otherwise,
    judged,
    no_score,
    score_name,
    shade_of,
    support_categories,
)
from shnor_cli.memo.words.sources import shown_years
from shnor_cli.russian import (
    DASH,
    Numeric,
    capital,
    closed,
    join_and,
    nbsp,
    number,
    plural,
    quote,
    school_year,
    word,
)

_MOST_BARS = 30
_MOST_ASSESSMENTS = 20
_MOST_COLUMNS = 4


def figures_of(
    identification: Identification, verdicts: Sequence[Verdict]
) -> dict[str, Illustration | None]:
    """Return the charts under their Russian names; None where there is nothing to show."""
    found = Found(identification, tuple(judged(verdicts)))
    return {
        "показатель": _by_school(found),
        "процедуры": _by_assessment(found),
        "динамика": _by_year(found),
        "воронка": funnel(found),
    }


# --- schools by their score ----------------------------------------------------------------------


def _by_school(found: Found) -> Illustration | None:
    """Draw the schools by the value that orders the list, the worst first."""
    run = found.identification
    name = score_name(run)
    scale = scale_of(run.methodology, name)
    listed = found.verdicts[:_MOST_BARS]
    known = [(each, value) for each in listed if (value := _score(run, scale, each)) is not None]
    if len(known) < 2:  # noqa: PLR2004 - one bar says nothing
        return None
    indicator = run.methodology.indicators.get(name)
    is_low_bad = getattr(indicator, "direction", None) == "low_is_bad"
    known.sort(key=lambda each: each[1] if is_low_bad else -each[1])
    digits = max(scale.places(value, scale.digits) for _, value in known)
    if scale.is_share or scale.is_difference:
        digits = scale.digits
    title = indicator_title(run.methodology, name)
    colours = tuple((DARK, MIDDLE, LIGHT)[shade_of(run, verdict)] for verdict, _ in known)
    chart = Chart(
        form="bars",
        categories=tuple(found.name(verdict.index) for verdict, _ in known),
        series=(
            Series(
                name=title,
                values=tuple(printed(value, digits) for _, value in known),
                colour=LIGHT,
                colours=colours if set(colours) - {LIGHT} else (),
            ),
        ),
        alt="",
        unit=unit_of(scale) if scale.is_share or scale.is_difference else "",
        digits=digits,
    )
    unit = f", {scale.unit}" if scale.unit and not chart.unit else ""
    said = f"Столбчатая диаграмма: {quote(title)} по {schools_by(len(known))}. "
    alt = said + capital(_ends(chart, 0, chart.categories)) + _of_colours(found, colours)
    return illustrated(
        chart,
        alt,
        f"{closed(title)} по школам, {found.in_year}{unit}",
        _of_bars(found, listed, colours),
    )


def _score(run: Identification, scale: Scale, verdict: Verdict) -> Fraction | None:
    grid = run.measured.grids.get(score_name(run))
    value: Numeric | None = verdict.score
    if value is not None and grid is not None and not grid.sliced:
        exact_one = grid_value(grid, verdict.index, run.measured.year(run.year))
        value = value if exact_one is None else exact_one
    return None if value is None else scale.printed(value)


def _of_colours(found: Found, colours: Sequence[str]) -> str:
    count = colours.count(DARK)
    if not count:
        return ""
    verb = word(count, "выделена", "выделены", "выделено")
    return f" Тёмным {verb} {schools_in_words(count)} категории {quote(found.category)}."


def _of_bars(found: Found, listed: Sequence[Verdict], colours: Sequence[str]) -> str:
    said = []
    others = [
        quote(each.name)
        for each in support_categories(found.identification)[1:]
        if any(verdict.category == each.name for verdict in listed)
    ]
    if DARK in colours:
        by_criteria = " по критериям" if is_decided_otherwise(found.identification) else ""
        said.append(f"Тёмным выделены школы категории {quote(found.category)}{by_criteria}")
    if MIDDLE in colours:
        which = "категории" if len(others) == 1 else "категорий"
        lead = f"более светлым {DASH}" if said else "Выделены школы"
        said.append(f"{lead} {which} {join_and(others)}")
    text = f"{', '.join(said)}. " if said else ""
    left = len(found.verdicts) - len(listed)
    if left:
        text += f"Показаны первые {_MOST_BARS} школ списка из {number(len(found.verdicts))}. "
    if any(no_score(found.identification, verdict) for verdict in listed):
        text += "Школы, значения которых скрыты, не показаны."
    return text.strip()


# --- assessments ---------------------------------------------------------------------------------


def _by_assessment(found: Found) -> Illustration | None:
    """Draw the schools of the first category against all, by assessment of the report year."""
    rows = [
        (part.title, low, everyone)
        for part in found.assessments
        if (low := found.pooled(part, found.contrast, found.year)) is not None
        and (everyone := found.pooled(part, found.schools, found.year)) is not None
    ]
    if not rows or len(found.assessments) < 2:  # noqa: PLR2004 - one share is in the text
        return None
    all_of_them = len(rows)
    if all_of_them > _MOST_ASSESSMENTS:
        limit = sorted((low.percents for _, low, _ in rows), reverse=True)[_MOST_ASSESSMENTS - 1]
        rows = [row for row in rows if row[1].percents >= limit][:_MOST_ASSESSMENTS]
    chart = Chart(
        form="columns" if len(rows) <= _MOST_COLUMNS else "bars",
        categories=tuple(nbsp(title) for title, _, _ in rows),
        series=(
            Series(found.of_low, tuple(share_of(low) for _, low, _ in rows), colour=DARK),
            Series(ALL, tuple(share_of(everyone) for _, _, everyone in rows), colour=LIGHT),
        ),
        alt="",
        unit="%",
    )
    alt = (
        f"Столбчатая диаграмма: доля низких результатов в {found.in_low} и по всем оценённым "
        f"школам, {found.in_year}. В {found.in_low}: {_ends(chart, 0, chart.categories)} "
        f"По всем школам: {_ends(chart, 1, chart.categories)}"
    )
    note = ""
    if all_of_them > len(rows):
        note = (
            f"Показаны {plural(len(rows), 'процедура', 'процедуры', 'процедур')} "
            f"из {number(all_of_them)} с наибольшей долей в {found.in_low}. "
        )
    if any(found.hides(part, found.year) for part in found.assessments):
        note += "Процедуры, по которым есть скрытые результаты, не показаны."
    caption = f"Доля низких результатов по оценочным процедурам, {found.in_year}"
    return illustrated(chart, alt, caption, note.strip())


# --- years ---------------------------------------------------------------------------------------


def _by_year(found: Found) -> Illustration | None:
    """Draw pooled shares over the years, of the schools judged now, by kind of procedure."""
    axis = found.identification.measured
    years = [year for year in shown_years(found.identification) if year in axis.years]
    span = range(years[0], years[-1] + 1) if years else range(0)
    lines: list[Series] = []
    parts = [part for part in found.procedures if _has_years(found, part, span)]
    for part, colours in zip(parts, PAIRS, strict=False):
        lines += _lines(found, part, colours, span, alone=len(parts) == 1)
    if not lines:
        return None
    names = tuple(school_year(year) for year in span)
    chart = Chart("lines", names, tuple(lines), "", unit="%")
    alt = "Линейный график: доля низких результатов по годам. " + " ".join(
        f"{each.name}: {_course(chart, place)}." for place, each in enumerate(lines)
    )
    note = ""
    if found.contrast:
        how = " по критериям" if is_decided_otherwise(found.identification) else ""
        note = f"Показаны школы, отнесённые{how} к категории {quote(found.category)} "
        note += "в отчётном году."
    if not found.is_alike([axis.year(year) for year in years]):
        note += " Состав школ и процедур по годам неодинаков."
    if any(found.hides(part, axis.year(year)) for part in parts for year in years):
        note += " Доли, в которых есть скрытые результаты, не показаны."
    if len(parts) > len(PAIRS):
        note += f" Показаны первые {len(PAIRS)} из {number(len(parts))} видов результатов."
    return illustrated(chart, alt, "Доля низких результатов по годам", note.strip())


def _has_years(found: Found, part: Part, span: Sequence[int]) -> bool:
    known = [_yearly(found, part, found.schools, year) for year in span]
    return sum(each is not None for each in known) > 1


def _yearly(found: Found, part: Part, schools: Sequence[int], year: int) -> Count | None:
    axis = found.identification.measured
    return found.pooled(part, schools, axis.year(year)) if year in axis.years else None


def _lines(
    found: Found, part: Part, colours: tuple[str, str], span: Sequence[int], *, alone: bool
) -> Iterator[Series]:
    before = "" if alone else f"{part.title}, "
    pale = colours[1] if found.contrast else colours[0]
    groups = ((found.of_low, found.contrast, colours[0]), (ALL, found.schools, pale))
    for name, schools, colour in groups:
        values = tuple(share_of(_yearly(found, part, schools, year)) for year in span)
        if values == (None,) * len(span):
            continue
        said = f"{before}{name[0].lower()}{name[1:]}" if before else name
        yield Series(said, values, colour=colour)


def _course(chart: Chart, place: int) -> str:
    """Say a line by its first and last year, and by its ends where they lie between."""
    known = [
        (year, value)
        for year, value in zip(chart.categories, chart.series[place].values, strict=True)
        if value is not None
    ]
    if not known:
        return "нет данных"
    first, last = known[0], known[-1]
    said = f"{value_in_words(chart, first[1])} в {first[0]}"
    if first != last:
        said += f", {value_in_words(chart, last[1])} в {last[0]}"
    for which, end in (("наибольшая", max), ("наименьшая", min)):
        year, value = end(known, key=lambda each: each[1])
        if value not in (first[1], last[1]):
            said += f", {which} {value_in_words(chart, value)} в {year}"
    return said


# --- words ---------------------------------------------------------------------------------------


def _ends(chart: Chart, series: int, names: Sequence[str]) -> str:
    """Say the greatest and the least value with what they belong to."""
    known = [
        (value, name)
        for value, name in zip(chart.series[series].values, names, strict=True)
        if value is not None
    ]
    greatest, least = max(known, key=lambda e: e[0]), min(known, key=lambda e: e[0])
    said = f"наибольшее значение {DASH} {value_in_words(chart, greatest[0])} ({greatest[1]})"
    if greatest[0] != least[0]:
        said += f", наименьшее {DASH} {value_in_words(chart, least[0])} ({least[1]})"
    return f"{said}."
