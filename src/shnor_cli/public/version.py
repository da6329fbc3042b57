"""The public version (публичная версия) of a run: the same run without what must not be seen.

`public` returns a run in which numbers of few pupils, and what would give them away, are missing
with a reason of their own kind; whoever writes it (memo, workbook, cards, charts) shows «скрыто»
and need not know why. Categories and the criteria behind them stay as decided on all the data: they
are what is published. Which counts are small, and which more hide them, is found by `small.py` and
`hiding.py`, which values go with them by `masks.py`; texts are those of `words.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from shnor_cli.criteria.basis import has_moving_bound
from shnor_cli.criteria.methodology import parts_of
from shnor_cli.criteria.rules import Comparison, Known, Source
from shnor_cli.engine.reasons import KNOWN
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import (
    Answers,
    Flags,
    Floats,
    Grid,
    Integers,
    Judgement,
    Measured,
    Results,
    Texts,
    group_of,
)
from shnor_cli.public.hiding import LEAST
from shnor_cli.public.mark import HIDDEN
from shnor_cli.public.masks import Masks, brought, masks_of
from shnor_cli.public.people import told
from shnor_cli.public.small import Small, small_of
from shnor_cli.public.words import FILE, file_told, remarks_told, schools_told
from shnor_cli.record.sql import own_table
from shnor_cli.russian import in_order


def public(
    identification: Identification, earlier: Sequence[Identification] = ()
) -> Identification:
    """Return the public version of a run.

    `earlier` are the runs whose public versions are out already: what they hid stays hidden, and
    what they show is reckoned with.
    """
    known: list[Small] = []
    for run in sorted(earlier, key=lambda each: each.year):
        known.append(small_of(run, known))
    small = small_of(identification, known)
    masks = masks_of(small)
    return replace(
        identification,
        file=file_told(identification.file),
        measured=_measured(identification, masks),
        judgement=_judgement(identification, masks),
        results=_results(small),
    )


def _measured(run: Identification, masks: Masks) -> Measured:
    reasons = (*run.measured.reasons, HIDDEN)
    grids = {
        name: _without(grid, masks[name], len(reasons) - 1)
        for name, grid in run.measured.grids.items()
    }
    return run.measured._replace(grids=grids, reasons=reasons, reported=None)


def _without(grid: Grid, mask: Flags, code: int) -> Grid:
    """Take hidden values out, and the counts behind whatever is missing."""
    is_text = np.zeros_like(mask) if grid.text is None else grid.text != None  # noqa: E711
    hidden = mask & ((grid.missing == KNOWN) | is_text)
    missing = np.where(hidden, np.int16(code), grid.missing).astype(np.int16)
    is_there = missing == KNOWN
    return grid._replace(
        value=np.where(hidden, np.nan, grid.value),
        missing=missing,
        numerator=None if grid.numerator is None else np.where(is_there, grid.numerator, 0),
        denominator=None if grid.denominator is None else np.where(is_there, grid.denominator, 0),
        text=None if grid.text is None else _blank(grid.text, hidden),
    )


def _blank(texts: Texts, hidden: Flags) -> Texts:
    left = texts.copy()
    left[hidden] = None
    return left


def _judgement(run: Identification, masks: Masks) -> Judgement:
    judgement = run.judgement
    touched = _touched(run, masks)
    of_school = np.zeros(len(run.results.schools), np.bool_)
    for flags in touched.values():
        of_school |= flags.any(axis=1)
    score = run.methodology.score
    hidden = np.zeros_like(of_school)
    if score is not None:
        hidden = masks[score][:, run.measured.year(run.year), 0]
    return judgement._replace(
        answers={
            name: _answers(run, answers, touched[name], masks)
            for name, answers in judgement.answers.items()
        },
        groups={
            name: {group: _signs(each, np.ones(1, np.bool_)) for group, each in groups.items()}
            for name, groups in judgement.groups.items()
        },
        decider=np.where(of_school, np.int32(-1), judgement.decider),
        score=np.where(hidden, np.nan, judgement.score),
        order=_order(run, hidden),
    )


def _touched(run: Identification, masks: Masks) -> Mapping[str, Flags]:
    """Return which answers rest on something hidden in any year: criterion -> shape (S, K)."""
    touched: dict[str, Flags] = {}
    for name in run.methodology.criteria_in_order():
        answers = run.judgement.answers[name]
        flags = np.zeros((len(run.results.schools), 1, len(answers.slices)), np.bool_)
        for indicator in _compared(run, name):
            any_year = np.asarray(masks[indicator].any(axis=1, keepdims=True))
            flags = flags | brought(run.measured.grids[indicator], any_year, answers)
        for part in parts_of(run.methodology.criteria[name]):
            other = run.judgement.answers[part]
            flags = flags | brought(other, touched[part][:, None], answers)
        touched[name] = flags[:, 0]
    return touched


def _compared(run: Identification, criterion: str) -> Iterator[str]:
    match run.methodology.criteria[criterion]:
        case Comparison() as rule:
            yield rule.indicator
            source = rule.bound[1] if rule.bound else None
            if isinstance(source, Source) and source.indicator:
                yield source.indicator
        case Known(known=indicator):
            yield indicator


def _answers(run: Identification, answers: Answers, touched: Flags, masks: Masks) -> Answers:
    """Leave of the answers their signs, and nothing where a single hidden value is answered for.

    Not that it is unknown, either: last year's gap matters only where this year's value is low.
    """
    hidden = np.broadcast_to(touched[:, None], answers.applicable.shape)
    for indicator in _compared(run, answers.criterion):  # of one year, so that years differ
        hidden = brought(run.measured.grids[indicator], masks[indicator], answers)
    if not answers.sliced:  # what a criterion answers of the school in the report year is published
        hidden = hidden.copy()
        hidden[:, run.measured.year(run.year)] = False
    schools = np.asarray(touched.any(axis=1))
    is_any = bool(schools.any())
    return _signs(answers, schools)._replace(
        applicable=answers.applicable & ~hidden,
        threshold=_threshold(run, answers, touched),
        ranks=None if is_any else answers.ranks,
        limits=None,  # they tell the values that they are made of
        met=None if is_any else answers.met,
        available=None if is_any else answers.available,
    )


def _signs(answers: Answers, schools: Flags) -> Answers:
    """Leave only the signs of the margins of some schools: a margin tells its value."""
    at = schools[:, None, None]
    return answers._replace(
        low=np.where(at, np.sign(answers.low), answers.low),
        high=np.where(at, np.sign(answers.high), answers.high),
        decider=np.where(at, np.int32(-1), answers.decider),
    )


def _threshold(run: Identification, answers: Answers, touched: Flags) -> Floats | None:
    """Take out bounds that are made of values of which any is hidden."""
    criterion = run.methodology.criteria[answers.criterion]
    if answers.threshold is None or not has_moving_bound(criterion):
        return answers.threshold
    return np.where(touched.any(axis=0), np.nan, answers.threshold)


def _order(run: Identification, hidden: Flags) -> Integers:
    """Return the list with schools of a hidden score last in their category, by name."""
    order, judgement = run.judgement.order, run.judgement
    kinds = np.column_stack([judgement.status, judgement.category, judgement.possible])[order]
    group = np.append(0, np.cumsum((kinds[1:] != kinds[:-1]).any(axis=1)))
    place = np.arange(len(order))
    names = np.array([in_order(each) for each in run.results.schools.names], np.str_)[order]
    by_name = np.empty_like(place)
    by_name[np.lexsort((order, names))] = place
    away = hidden[order]
    kept: Integers = order[np.lexsort((np.where(away, by_name, place), away, group))]
    return kept


def _results(small: Small) -> Results:
    results = small.run.results
    return results._replace(
        facts=_facts(small),
        schools=schools_told(results.schools, small.run.methodology),
        # from a digest the few numbers that are hidden are found by trial, from rows by subtraction
        sources=tuple(
            each._replace(
                name=told(each.name, FILE),
                sheet=told(each.sheet, ""),
                sha256="",
                rows=0,
            )
            for each in results.sources
        ),
        remarks=tuple(remarks_told(small)),
        reported=_reported(small),
        tasks="",
        journal="",
        doubted="",
    )


def _facts(small: Small) -> str:
    """Write the facts anew: hidden results as equal parts of their sum, hidden sums as nothing.

    So the sums over schools stay what they are, and no row says anything of its school.
    """
    results, years = small.run.results, small.run.measured.years
    name = own_table(results.connection, "public")
    low, good = (small.columns(each) for each in ("low_share", "quality"))
    parts = np.argwhere(small.unseen & ~low[None])
    tables = {"parts": parts, "low": np.argwhere(low), "good": np.argwhere(good & ~low)}
    names = {"parts": ("school", "year", "assessment")}
    for table, rows in tables.items():
        columns = names.get(table, ("year", "assessment"))
        results.connection.register(
            f"hidden_{table}", {each: rows[:, at] for at, each in enumerate(columns)}
        )
    counts = ", ".join(f"{_part(sql)} AS {sql}" for sql in _counts(results))
    marks = _good(small.run)
    blanks = ", ".join(
        f"CASE WHEN hides_good THEN NULL ELSE {sql} END AS {sql}" for sql in sorted(marks)
    )
    results.connection.execute(
        f"""CREATE TABLE {name} AS
            SELECT * EXCLUDE hides_good {f"REPLACE ({blanks})" if blanks else ""} FROM (
                SELECT facts.school, facts.year, facts.assessment, {counts},
                       NULL::BIGINT AS enrolled, NULL::DECIMAL(18, 4) AS score_sum,
                       0::BIGINT AS file, 0::BIGINT AS "row", 0::BIGINT AS "rows",
                       good.year IS NOT NULL AS hides_good
                FROM (SELECT *, sum(participants) OVER (PARTITION BY assessment, year)
                             < {2 * LEAST} AS few FROM {results.facts}) AS facts
                LEFT JOIN hidden_parts AS parts ON facts.school = parts.school
                    AND {_same("parts", years[0])}
                LEFT JOIN hidden_low AS low ON {_same("low", years[0])}
                LEFT JOIN hidden_good AS good ON {_same("good", years[0])})
            ORDER BY ALL"""
    )
    for table in tables:
        results.connection.unregister(f"hidden_{table}")
    return name


def _counts(results: Results) -> list[str]:
    return ["participants", *(f"c{place}" for place in range(len(results.categories)))]


def _good(run: Identification) -> set[str]:
    """Return the columns of marks that count as good."""
    names = {name for each in run.methodology.procedures.values() for name in each.good or ()}
    categories = run.results.categories
    return {f"c{categories.index(name)}" for name in names if name in categories}


def _same(table: str, first: int) -> str:
    return f"facts.assessment = {table}.assessment AND facts.year = {table}.year + {first}"


def _part(count: str) -> str:
    """Write what a count becomes: itself, its part of the sum of those hidden, or nothing.

    That a row has no participants is told: it is no result, as if there were no row.
    """
    window = "PARTITION BY facts.assessment, facts.year, parts.school IS NULL"
    whole, rows = f"sum({count}) OVER ({window})", f"count(*) OVER ({window})"
    place = f"row_number() OVER ({window} ORDER BY facts.school)"
    return f"""CASE WHEN participants = 0 THEN {count} WHEN low.year IS NOT NULL OR few THEN NULL
        WHEN parts.school IS NOT NULL
        THEN {whole} // {rows} + ({place} <= {whole} % {rows})::BIGINT
        WHEN participants >= {2 * LEAST} THEN {count} END::BIGINT"""


def _reported(small: Small) -> Results | None:
    """Leave of the rows of groups those of the region and above: others are sums of the schools."""
    reported = small.run.results.reported
    if reported is None:
        return None
    above = [
        place
        for place, id_ in enumerate(reported.schools.ids)
        if group_of(id_)[0] != "municipality"
    ]
    name = own_table(reported.connection, "public")
    reported.connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM {reported.facts} "
        f"WHERE school IN ({', '.join(map(str, above)) or 'NULL'}) AND participants >= {2 * LEAST}"
    )
    return reported._replace(facts=name)
