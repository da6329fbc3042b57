"""What the memo says of its sources: files, years, schools, assessments and participants."""

from collections.abc import Iterator, Mapping

from shnor_cli.criteria.indicators import Measure
from shnor_cli.engine.slices import slices_of
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.noticed import different, remarks_of
from shnor_cli.memo.words.wanted import absent_years, never_held
from shnor_cli.public.mark import is_public
from shnor_cli.russian import DASH, NBSP, join_and, nbsp, number, plural, school_year, word

_SHOWN_YEARS = 5
"""Years that fit into a table on a portrait page."""

NOT_GIVEN = "в публичной версии не приводится"
"""Stands for the digest of a source, and for what else tells how it was written."""

Counts = Mapping[tuple[int, int], tuple[int, int]]
"""(assessment, year) -> schools with a row, participants."""


def sources_of(identification: Identification) -> dict[str, object]:
    """Return the facts of the section on sources."""
    years = shown_years(identification)
    counts = _participation(identification)
    return {
        "абзацы": [nbsp(text) for text in _sentences(identification, years, counts)],
        "годы": [school_year(year) for year in years],
        "процедуры": list(_rows(identification, years, counts)),
        "файлы": [
            {
                "имя": nbsp(source.title),
                "строк": number(source.rows) if source.sha256 else DASH,
                "отпечаток": source.sha256 or NOT_GIVEN,
            }
            for source in identification.results.sources
        ],
    }


def shown_years(identification: Identification) -> tuple[int, ...]:
    """Return the years of the tables up to the report year, the last few of them."""
    years = [year for year in identification.results.years if year <= identification.year]
    return tuple(years[-_SHOWN_YEARS:])


def _participation(identification: Identification) -> Counts:
    results = identification.results
    rows = results.connection.execute(  # each row is of another school
        f"SELECT assessment, year, count(*), coalesce(sum(participants), 0) "
        f"FROM {results.facts} WHERE participants > 0 GROUP BY assessment, year ORDER BY ALL"
    ).fetchall()
    return {(int(a), int(year)): (int(schools), int(people)) for a, year, schools, people in rows}


def used_codes(identification: Identification) -> set[int]:
    """Return the assessments that the methodology measures."""
    methodology, assessments = identification.methodology, identification.results.assessments
    return {
        code
        for indicator in methodology.indicators.values()
        if isinstance(indicator, Measure)
        for codes in slices_of(indicator, methodology, assessments).codes
        for code in codes
    }


def _rows(
    identification: Identification, years: tuple[int, ...], counts: Counts
) -> Iterator[dict[str, object]]:
    used = used_codes(identification)
    for code, assessment in enumerate(identification.results.assessments):
        if any((code, year) in counts for year in years):
            cells = [counts.get((code, year)) for year in years]
            yield {
                "название": assessment.title + ("" if code in used else "*"),
                "ячейки": [
                    f"{number(each[0])}{NBSP}/{NBSP}{number(each[1])}" if each else DASH
                    for each in cells
                ],
            }


def _sentences(
    identification: Identification, years: tuple[int, ...], counts: Counts
) -> Iterator[str]:
    yield _scope(identification, years, counts)
    yield _report_year(identification, counts)
    yield from _lacking(identification)
    if identification.results.schools.registered:
        yield "Сведения о школах взяты из реестра школ."
    else:
        yield "Реестр школ не представлен, поэтому исключения и присоединения школ не применялись."
    yield _remarks(identification)


def _lacking(identification: Identification) -> Iterator[str]:
    """Say which procedures and years of the methodology the tables have nothing of."""
    if procedures := never_held(identification):
        yield (
            f"Методика учитывает также результаты {join_and(procedures)}: в таблицах их нет, "
            "выводы сделаны без них."
        )
    if years := absent_years(identification):
        yield (
            "Методика сравнивает отчётный год с прежними: данных за "
            f"{years_in_words(years)} в таблицах нет."
        )


def _remarks(identification: Identification) -> str:
    remarks = remarks_of(identification)
    count, kinds = sum(remark.count for remark in remarks), len(different(remarks))
    if not count:
        return "Замечаний к данным нет."
    if is_public(identification):
        texts = word(count, "его текст", "их тексты", "их тексты")
        verb = word(count, "приводится", "приводятся", "приводятся")
        return f"Замечаний к данным: {number(count)}; {texts} в публичной версии не {verb}."
    apart = f", разных {number(kinds)}" if kinds < count else ""
    return f"Замечаний к данным: {number(count)}{apart}."


def _scope(identification: Identification, years: tuple[int, ...], counts: Counts) -> str:
    schools = plural(
        int(identification.measured.present.any(axis=1).sum()), "школы", "школ", "школ"
    )
    held = {code for code, year in counts if year in years}
    period = years_in_words(years)
    if not held:
        return f"Анализ выполнен по таблице готовых показателей {schools} за {period}."
    what = plural(len(held), "оценочной процедуре", "оценочным процедурам", "оценочным процедурам")
    unused = len(held - used_codes(identification))
    said = plural(unused, "процедуру", "процедуры", "процедур")
    marked = word(unused, "отмечена", "отмечены", "отмечены")
    rest = f" Методика не учитывает {said} (в таблицах {marked} звёздочкой)." if unused else ""
    if is_public(identification):  # a procedure hidden in every year is not among them
        shown = plural(len(held), "оценочной процедуры", "оценочных процедур", "оценочных процедур")
        return (
            f"Анализ выполнен по результатам {schools} за {period}; показаны результаты "
            f"{shown}.{rest}"
        )
    return f"Анализ выполнен по результатам {schools} по {what} за {period}.{rest}"


def years_in_words(years: tuple[int, ...]) -> str:
    """Say school years: «2024/25 учебный год», «2022/23, 2023/24 и 2024/25 учебные годы»."""
    said = join_and([school_year(year) for year in years])
    return f"{said} {'учебный год' if len(years) == 1 else 'учебные годы'}"


def _report_year(identification: Identification, counts: Counts) -> str:
    year = identification.year
    measured = identification.measured
    present = int(measured.present[:, measured.year(year)].sum())
    people = sum(many for (_, when), (_, many) in counts.items() if when == year)
    said = f"Отчётный год — {school_year(year)} учебный год; данные за него есть по "
    said += plural(present, "школе", "школам", "школам")
    if not people:
        return f"{said}."
    if is_public(identification):
        shown = plural(people, "участника", "участников", "участников")
        return (
            f"{said}. Показаны результаты {shown}, скрытые сюда не входят; участник нескольких "
            "процедур учтён в каждой из них."
        )
    taken = plural(people, "участник", "участника", "участников")
    return f"{said}. Всего {taken}; участник нескольких процедур учтён в каждой из них."
