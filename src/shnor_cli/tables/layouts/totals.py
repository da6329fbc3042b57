"""Totals (итоги) of aggregated reports: never used, but they must agree with the rows."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from shnor_cli.engine.doubts.telling import KEPT
from shnor_cli.model import Remark
from shnor_cli.russian import number, quote
from shnor_cli.tables.layouts.percents import as_percents, fit, numbers, percent_of
from shnor_cli.tables.layouts.restoring import Printed, Row
from shnor_cli.tables.sheets import Sheet
from shnor_cli.tables.sums import GROUP_SUMS
from shnor_cli.tables.texts import count_of

_PARTICIPANTS = "Кол-во участников"
_DONE = "итог не использован"

_Bounds = tuple[tuple[int, int], ...]
"""By label, the least and the greatest count that is printed so."""


def wrong_totals(
    sheet: Sheet, labels: Sequence[str], totals: Sequence[Printed], rows: Sequence[Row]
) -> Iterator[Remark]:
    """Yield totals that are the sums neither of all schools nor of those of a municipality."""
    if not totals:
        return
    schools = [row for row in rows if row.group.is_school]
    sums = _sums(schools)
    for total in totals if schools else ():
        said = _said(total)
        if said is None:
            continue
        participants, bounds = said
        counts = sums.get(participants)
        if counts is None:
            found = sum(row.participants for row in schools)
            text = f"в итоге {number(participants)}, а сумма строк {number(found)}"
            yield Remark(sheet.place(total.number, _PARTICIPANTS), text, _DONE, "R-sum")
            continue
        both = zip(labels, total.shares, counts, bounds, strict=True)
        for label, share, count, (least, most) in both:
            if not least <= count <= most:
                text = f"в итоге {share or 0}, а в строках {number(count)} из {participants}"
                yield Remark(sheet.place(total.number, label), text, _DONE, "R-sum")


def more_than_schools(
    sheet: Sheet, rows: Sequence[Row], declared: Mapping[int, int]
) -> Iterator[Remark]:
    """Ask of municipalities with more participants than all of their schools, which are here.

    `declared` is how many schools are behind a row, by its number. Fewer participants, and other
    counts of as many, are asked about where all tables are read, see `group_sums`.
    """
    heads = [place for place, row in enumerate(rows) if not row.group.is_school]
    for head, following in itertools.pairwise([*heads, len(rows)]):
        own = [row.participants for row in rows[head + 1 : following]]
        row, total = rows[head], sum(own)
        is_whole = row.group.kind == "муниципалитет" and declared.get(row.number) == len(own)
        if is_whole and own and row.participants > total:
            text = (
                f"{quote(row.group.name)}: участников {number(row.participants)}, а у его школ, "
                f"которые все стоят ниже ({len(own)}), в сумме {number(total)}"
            )
            yield Remark(sheet.place(row.number, _PARTICIPANTS), text, KEPT, GROUP_SUMS)


def _said(total: Printed) -> tuple[int, _Bounds] | None:
    """Return what a total says, None where its cells are no numbers."""
    try:
        participants = count_of(total.participants or "")
        shares = tuple(map(percent_of, total.shares))
    except ValueError:
        return None
    if not isinstance(participants, int):
        return None
    if all(each.unit == 1 for each in shares) and sum(numbers(shares, 1)) == participants:
        return participants, tuple((each, each) for each in numbers(shares, 1))
    percents = as_percents(shares)
    unit = max(each.unit for each in percents)
    found = fit(numbers(percents, unit), unit, participants)
    return participants, tuple(zip(found.least, found.most, strict=True))


def _sums(schools: Sequence[Row]) -> Mapping[int, tuple[int, ...]]:
    """Return the sums of counts by the sum of participants, that of all schools first."""
    sums: dict[int, tuple[int, ...]] = {}
    municipalities = dict.fromkeys(row.group.municipality for row in schools)
    of_each = ([row for row in schools if row.group.municipality == it] for it in municipalities)
    for rows in (schools, *of_each):
        counts = tuple(map(sum, zip(*(row.counts for row in rows), strict=True)))
        sums.setdefault(sum(row.participants for row in rows), counts)
    return sums
