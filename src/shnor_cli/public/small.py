"""Small numbers of a run: which of its results and sums a public version does not show.

What is printed of pupils' counts are results (a school, a year, an assessment), their sums over
the assessments of an indicator, and sums over all schools. All that counts alike (низкие
результаты, «4» и «5») is a family with tables of its own, a year and a group of assessments each.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal, NamedTuple, TypeVar

import numpy as np

from shnor_cli.criteria.indicators import Column, Measure, Share, Sum
from shnor_cli.criteria.methodology import Indicator, Methodology
from shnor_cli.engine.counts import PARTICIPANTS, Counts, expressions, fetch_counts
from shnor_cli.engine.objectivity import dropped
from shnor_cli.engine.slices import Slices, slices_of
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Flags, Grid, Integers
from shnor_cli.public.hiding import LEAST, Hidden, Table, hide, is_small

Codes = tuple[int, ...]
"""Assessments that are summed for a school."""

_SUMMED: tuple[Literal["low_share", "quality"], ...] = ("low_share", "quality")
"""What the memo gives of all schools together, whatever the methodology measures."""

_MEANS = ("mean_mark", "mean_score", "participants")
"""Values that are no counts of some pupils among others."""


@dataclass(frozen=True)
class Family:
    """Counts of one kind by school, year and assessment: arrays of shape (S, Y, A)."""

    low: Integers
    whole: Integers
    printed: Flags
    """Results that are printed one by one."""
    groups: tuple[Codes, ...]
    """Disjoint groups of assessments whose sums are printed for a school."""
    printed_sums: Flags
    """Sums that are printed, shape (S, Y, G)."""
    is_summed: bool
    """Whether sums over all schools are printed."""


@dataclass(frozen=True)
class Small:
    """What is hidden of a run and what it shows, family by family and year by year."""

    run: Identification
    families: Mapping[str, Family]
    hidden: Mapping[str, tuple[Hidden, ...]]
    """Rows have the shape (S, G) here: a sum for each group of the family."""
    cells: Flags
    """Printed results that are hidden, shape (S, Y, A)."""
    unseen: Flags
    """Results of which nothing is printed: hidden, or never told one by one."""
    given_away: int
    """Results hidden now that an earlier public version has shown, if with other numbers."""

    def shown(self, family: str, place: int) -> Hidden:
        """Return the opposite of what is hidden, where there is a number: what is printed."""
        own, hidden = self.families[family], self.hidden[family][place]
        there = np.asarray(own.whole[:, place].sum(axis=0) > 0)
        return Hidden(
            own.printed[:, place] & ~self.cells[:, place],
            own.printed_sums[:, place] & ~hidden.rows,
            there & ~self.columns(family)[place] & own.is_summed,
        )

    def columns(self, family: str) -> Flags:
        """Say of which assessments the sums over all schools are hidden, shape (Y, A).

        Where that of low results is, the participants are hidden, and so all the others.
        """
        first, *_ = _SUMMED
        own, low = (np.stack([y.columns for y in self.hidden[name]]) for name in (family, first))
        return np.asarray(own | low)

    def of_measure(self, measure: Measure) -> Flags:
        """Say which values of a measure are hidden, shape (S, Y, K)."""
        codes = measure_slices(self.run, measure).codes
        masks = [self._of_slice(measure, each) for each in codes]
        return np.stack(masks, axis=2) if masks else np.zeros((*self.cells.shape[:2], 0), np.bool_)

    def _of_slice(self, measure: Measure, codes: Codes) -> Flags:
        family = self.families.get(_family_of(measure))
        if measure.each == "assessment":
            return np.asarray(self.cells[:, :, list(codes)].any(axis=2))
        if family is not None and codes in family.groups:
            place = family.groups.index(codes)
            years = self.hidden[_family_of(measure)]
            return np.stack([each.rows[:, place] for each in years], axis=1)
        if not _is_counted(measure) and not _has_finer(self.run.methodology, measure):
            return np.zeros(self.cells.shape[:2], np.bool_)
        return np.asarray(self.unseen[:, :, list(codes)].any(axis=2))


def small_of(run: Identification, earlier: Sequence[Small] = ()) -> Small:
    """Say what is hidden of a run; what earlier public versions hid of it stays hidden."""
    families = _families(run)
    left_out = _not_counted(run)
    together = _added_up(run)
    cells = _small_otherwise(run)
    given_away = np.zeros_like(cells)
    hidden: dict[str, tuple[Hidden, ...]] = {}
    for name, family in families.items():
        alike = [each for each in families if families[each] is family]
        if name != alike[0]:
            hidden[name] = hidden[alike[0]]
            continue
        found = []
        for place in range(len(run.measured.years)):
            remembered = [_remembered(run, each, family, place, earlier) for each in alike]
            start, known, showed = (reduce(or_, each) for each in zip(*remembered, strict=True))
            unseen = (family.whole[:, place] > 0) & ~family.printed[:, place]
            closed = np.asarray(left_out[:, place].any(axis=0) | (not family.is_summed))
            sums = together[:, place, None]
            begin = Hidden(
                cells[:, place] | unseen | sums, ~family.printed_sums[:, place] | sums, closed
            )
            begin |= _few_between(family, families[_SUMMED[0]], place)
            found.append(_hide(family, place, start | begin, known))
            given_away[:, place] |= found[-1].cells & showed
        hidden[name] = tuple(found)
        cells = cells | (np.stack([each.cells for each in found], axis=1) & family.printed)
    is_printed = np.logical_or.reduce([each.printed for each in families.values()])
    is_there = np.logical_or.reduce([each.whole > 0 for each in families.values()])
    unseen = is_there & (cells | ~is_printed)
    return Small(run, families, hidden, cells, unseen, int(given_away.sum()))


def _added_up(run: Identification) -> Flags:
    """Say in which years a school has the results of joined ones too, shape (S, Y).

    An earlier public version may have shown its own, and hidden theirs.
    """
    schools, years = run.results.schools, run.measured.years
    found = np.zeros((len(schools), len(years)), np.bool_)
    for index in range(len(schools)):
        for joined in schools.joined_to(index):
            found[index] |= [
                year < joined.since if joined.years is None else year in joined.years
                for year in years
            ]
    return found


def measure_slices(run: Identification, measure: Measure) -> Slices:
    """Return the slices of a measure over the assessments of the run."""
    return slices_of(measure, run.methodology, run.results.assessments)


def own_small(methodology: Methodology, indicator: Indicator, grid: Grid) -> Flags:
    """Say which values of an indicator are of few pupils by themselves, shape (S, Y, K)."""
    known: Flags = grid.missing == 0
    counted = np.zeros_like(known, np.int64) if grid.numerator is None else grid.numerator
    whole = np.zeros_like(counted) if grid.denominator is None else grid.denominator
    few: Flags = np.zeros_like(known)
    match indicator:
        case Measure(measure="mean_mark"):
            few = (whole < 2 * LEAST) | _tells_few(methodology, counted, whole)
        case Measure(measure=measure) if measure in _MEANS:
            few = whole < 2 * LEAST
        case Measure(measure=Sum()):
            few = is_small(np.where(known, grid.value, 0).astype(np.int64), whole)
        case Measure() | Column(over=str()):
            few = is_small(counted, whole)
    return known & few


def _tells_few(methodology: Methodology, marks: Integers, pupils: Integers) -> Flags:
    """Say where a mean mark leaves room for few low marks only, or for few others.

    A low mark takes at least so much from the best mean as lies between the best mark and the
    greatest low one; another adds one to the worst mean or more.
    """
    scales = [p for p in methodology.procedures.values() if p.scale and p.low]
    best = max((int(each) for p in scales for each in p.scale or () if each.isdecimal()), default=0)
    low = max((int(each) for p in scales for each in p.low or () if each.isdecimal()), default=0)
    most_low = (best * pupils - marks) // max(best - low, 1)
    return np.asarray((most_low < LEAST - 1) | (marks - low * pupils < LEAST - 1))


def _has_finer(methodology: Methodology, measure: Measure) -> bool:
    """Say whether the same is also measured piece by piece."""
    return any(
        isinstance(each, Measure) and each.measure == measure.measure and each.each != measure.each
        for each in methodology.indicators.values()
    )


def _families(run: Identification) -> dict[str, Family]:
    """Return the families, that of low results first; of measures that count the same it is one."""
    methodology, results, years = run.methodology, run.results, run.measured.years
    measures = {each: Measure(measure=each) for each in _SUMMED}
    found: dict[str, Measure] = {_family_of(each): each for each in measures.values()}
    for measure, _ in _measured(run):
        if _is_counted(measure):
            found.setdefault(_family_of(measure), measure)
    wanted = [
        code
        for code, each in enumerate(results.assessments)
        if each.procedure in methodology.procedures
    ]
    sql = {name: expressions(each, methodology, results).numerator for name, each in found.items()}
    counts = fetch_counts(results, years, dict.fromkeys((*sql.values(), PARTICIPANTS), wanted))
    first = _first_alike({name: counts[each] for name, each in sql.items()}, counts[PARTICIPANTS])
    alike = {name: {each for each in found if first[each] == name} for name in first.values()}
    made = {name: _family(run, names, sql[name], counts) for name, names in alike.items()}
    return {name: made[first[name]] for name in found}


def _first_alike(counted: Mapping[str, Integers], participants: Integers) -> Mapping[str, str]:
    """Return of every family the first that counts the same pupils, or all the others of them.

    What is left by a sum of one would tell what is hidden of the other.
    """
    found: dict[str, str] = {}
    for name, own in counted.items():
        at = own >= 0
        for other in dict.fromkeys(found.values()):
            there = counted[other]
            is_same = (own == there)[at].all()
            is_rest = (there[at] >= 0).all() and (own + there == participants)[at].all()
            if at.any() and (is_same or is_rest):
                found[name] = other
                break
        else:
            found[name] = name
    return found


def _measured(run: Identification) -> Iterator[tuple[Measure, Grid]]:
    """Yield the measures: that by which the list is ordered comes before those that overlap it."""
    indicators = run.methodology.indicators
    for name in sorted(indicators, key=lambda each: each != run.methodology.score):
        indicator = indicators[name]
        if isinstance(indicator, Measure):
            yield indicator, run.measured.grids[name]


def _is_counted(measure: Measure) -> bool:
    return isinstance(measure.measure, Share | Sum) or measure.measure in _SUMMED


def _family_of(measure: Measure) -> str:
    return str(measure.measure)


def _family(run: Identification, names: Collection[str], sql: str, counts: Counts) -> Family:
    counted, participants = counts[sql], counts[PARTICIPANTS]
    exists = (counted >= 0) & (participants > 0) & ~_not_counted(run)
    printed = np.zeros_like(exists)
    groups: dict[Codes, Flags] = {}
    for indicator, grid in _measured(run):
        if _family_of(indicator) not in names:
            continue
        for place, codes in enumerate(measure_slices(run, indicator).codes):
            is_known = grid.missing[:, :, place] == 0
            if indicator.each == "assessment":
                printed[:, :, list(codes)] |= is_known[:, :, None]
            elif codes in groups or not any(set(codes) & set(each) for each in groups):
                groups[codes] = groups.get(codes, False) | is_known
    return Family(
        np.where(exists, counted, 0).astype(np.int64),
        np.where(exists, participants, 0).astype(np.int64),
        printed & exists,
        tuple(groups),
        np.moveaxis(np.array([*groups.values()], np.bool_).reshape(-1, *exists.shape[:2]), 0, -1),
        is_summed=not set(_SUMMED).isdisjoint(names),
    )


def _small_otherwise(run: Identification) -> Flags:
    """Say which single results are of few pupils in a measure that is no count, shape (S, Y, A)."""
    shape = (*run.measured.present.shape, len(run.results.assessments))
    found = np.zeros(shape, np.bool_)
    for measure, grid in _measured(run):
        if measure.each == "assessment" and measure.measure in _MEANS:
            few = own_small(run.methodology, measure, grid)
            for place, codes in enumerate(measure_slices(run, measure).codes):
                found[:, :, list(codes)] |= few[:, :, place : place + 1]
    return found


def _not_counted(run: Identification) -> Flags:
    """Say which results no sum of a school counts: doubted ones, and of what was not held."""
    years = run.measured.years
    found = np.zeros((*run.measured.present.shape, len(run.results.assessments)), np.bool_)
    for code, flags in dropped(run.results, run.methodology, years).items():
        found[:, :, code] |= flags
    for code, each in enumerate(run.results.assessments):
        procedure = run.methodology.procedures.get(each.procedure)
        for year in procedure.not_held if procedure else ():
            if year in years:
                found[:, years.index(year), code] = True
    return found


def _hide(family: Family, place: int, start: Hidden, known: Hidden) -> Hidden:
    """Hide the results of a year, group by group, and those that no sum of a school counts."""
    found = Hidden(start.cells.copy(), start.rows.copy(), start.columns.copy())
    rest = sorted(set(range(found.cells.shape[1])).difference(*family.groups))
    nothing = np.zeros(len(found.cells), np.bool_)
    for group, codes in enumerate([*family.groups, tuple(rest)]):
        at = list(codes)
        is_rest = group == len(family.groups)
        table = Table(
            family.low[:, place][:, at],
            family.whole[:, place][:, at],
            Hidden(
                known.cells[:, at], nothing if is_rest else known.rows[:, group], known.columns[at]
            ),
        )
        rows = ~nothing if is_rest else start.rows[:, group]
        hidden = hide(table, Hidden(start.cells[:, at], rows, start.columns[at]))
        found.cells[:, at], found.columns[at] = hidden.cells, hidden.columns
        if not is_rest:
            found.rows[:, group] = hidden.rows
    return found


def _few_between(family: Family, low: Family, place: int) -> Hidden:
    """Say where few pupils are neither counted by a family nor have low results: the rest of both.

    Nowhere where some are counted by both.
    """
    own, other, whole = (each[:, place] for each in (family.low, low.low, family.whole))
    there = (whole > 0) & (whole == low.whole[:, place]) & (family is not low)
    rest = np.where(there, whole - own - other, 0)
    there &= (rest >= 0).all()
    groups = [list(codes) for codes in family.groups]
    rows = np.zeros((len(own), len(groups)), np.bool_)
    for at, codes in enumerate(groups):
        rows[:, at] = there[:, codes].any(axis=1) & (rest[:, codes].sum(axis=1) < LEAST)
    return Hidden(
        there & family.printed[:, place] & (rest < LEAST),
        rows,
        there.any(axis=0) & (rest.sum(axis=0) < LEAST),
    )


def _remembered(
    run: Identification, name: str, family: Family, place: int, earlier: Sequence[Small]
) -> tuple[Hidden, Hidden, Flags]:
    """Return what earlier public versions hid of a year, what of it stands as they showed it.

    And which results they showed with whatever numbers. A sum that was shown and has changed since
    (a school came or went, a result was mended) is not shown again: the difference would be of few.
    """
    year = run.measured.years[place]
    shape = len(run.results.schools), len(run.results.assessments)
    hidden, known = _nothing(shape, len(family.groups)), _nothing(shape, len(family.groups))
    showed = np.zeros(shape, np.bool_)
    for then in earlier:
        if year not in then.run.measured.years or name not in then.families:
            continue
        at, old = then.run.measured.year(year), then.families[name]
        where = _Where.of(run, then.run)
        groups = [where.codes(codes) for codes in old.groups]
        before, shown = then.hidden[name][at], then.shown(name, at)
        same = _same(family, place, where.brought(old.low[:, at]), where.brought(old.whole[:, at]))
        gone = ~where.is_all(old.whole[:, at])
        for place_then, codes in enumerate(groups):
            was_hidden = where.rows(before.rows[:, place_then])
            was_shown = where.rows(shown.rows[:, place_then])
            for place_now, own in enumerate(family.groups):
                if not set(own) & set(codes):
                    continue
                stays = same[:, list(own)].all(axis=1) & (set(own) == set(codes))
                hidden.rows[:, place_now] |= was_hidden | (was_shown & ~stays)
                known.rows[:, place_now] |= was_shown & stays
        columns = where.columns(shown.columns)
        stays = same.all(axis=0) & ~where.columns(gone)
        hidden.columns[:] |= where.columns(before.columns & old.is_summed) | (columns & ~stays)
        known.columns[:] |= columns & stays
        hidden.cells[:] |= where.brought(then.cells[:, at])
        known.cells[:] |= where.brought(shown.cells) & same
        showed |= where.brought(shown.cells)
    return hidden, known, showed


def _same(family: Family, place: int, low: Integers, whole: Integers) -> Flags:
    return np.asarray((family.low[:, place] == low) & (family.whole[:, place] == whole))


def _nothing(shape: tuple[int, int], groups: int) -> Hidden:
    rows, columns = shape
    return Hidden(
        np.zeros(shape, np.bool_), np.zeros((rows, groups), np.bool_), np.zeros(columns, np.bool_)
    )


_Array = TypeVar("_Array", Flags, Integers)


class _Where(NamedTuple):
    """Where schools and assessments of an earlier run stand in this one, and its shape."""

    schools: tuple[Integers, Integers]
    assessments: tuple[Integers, Integers]
    """Positions then and positions now of those that are in both."""
    shape: tuple[int, int]

    @classmethod
    def of(cls, now: Identification, then: Identification) -> "_Where":
        """Lay two runs beside each other."""
        return cls(
            _places(now.results.schools.ids, then.results.schools.ids),
            _places(now.results.assessments, then.results.assessments),
            (len(now.results.schools), len(now.results.assessments)),
        )

    def brought(self, then: _Array) -> _Array:
        """Bring an array of results to where they stand now; 0 where there were none."""
        now = np.zeros(self.shape, then.dtype)
        rows, columns = self.schools, self.assessments
        now[np.ix_(rows[1], columns[1])] = then[np.ix_(rows[0], columns[0])]
        return now

    def rows(self, then: Flags) -> Flags:
        """Bring what is said of schools."""
        now = np.zeros(self.shape[0], np.bool_)
        now[self.schools[1]] = then[self.schools[0]]
        return now

    def columns(self, then: Flags) -> Flags:
        """Bring what is said of assessments."""
        now = np.zeros(self.shape[1], np.bool_)
        now[self.assessments[1]] = then[self.assessments[0]]
        return now

    def codes(self, then: Codes) -> Codes:
        """Bring a group of assessments; what is gone stays out, so that the group is another."""
        places = dict(zip(*(each.tolist() for each in self.assessments), strict=True))
        return tuple(places.get(code, -1) for code in then)

    def is_all(self, whole: Integers) -> Flags:
        """Say of which assessments then no school with a result is gone since."""
        return np.asarray(whole.sum(axis=0) == whole[self.schools[0]].sum(axis=0))


def _places(now: Sequence[object], then: Sequence[object]) -> tuple[Integers, Integers]:
    places = {each: place for place, each in enumerate(now)}
    pairs = [(place, places[each]) for place, each in enumerate(then) if each in places]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
